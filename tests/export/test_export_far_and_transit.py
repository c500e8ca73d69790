"""How far it is, always in a straight line, and which buses and trains stop near it."""

from __future__ import annotations

import datetime as dt
import html
import re
from zoneinfo import ZoneInfo

import pytest
from directory_of_chance import snapshot_of
from hypothesis import given, settings
from hypothesis import strategies as st

from directory import search
from directory.export.call_sheet import calls
from directory.export.formats import write
from directory.export.table import to_table
from directory.query import parse_link
from directory.render.detail import detail_html
from directory.render.plain import PlainView, entry_html, list_html
from directory.render.view import View
from directory.words import words

NOW = dt.datetime(2026, 11, 24, 12, tzinfo=ZoneInfo("America/Phoenix"))
STRAIGHT = "Distances are in a straight line. The way there is longer."
HOUSE = {
    "id": "house",
    "name": "House",
    "kind": "housing",
    "phone": "+1 555 555 0100",
    "location": {
        "address": "1 Elm St",
        "city": "Fairview",
        "region": "CA",
        "latitude": 34.05,
        "longitude": -118.25,
        "transit": [{"en": "Bus 40", "es": "Autobús 40"}, "Metro: Grand Park"],
    },
}
FAR = {**HOUSE, "id": "far", "location": {**HOUSE["location"], "transit": ["Bus 7 " * 40]}}


def said(page: object) -> str:
    """What a page says, without its marks."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", str(page))).split())


def looked(link: str, snapshot):
    query, ignored = parse_link(link)
    assert not ignored
    return search(snapshot, query, at=NOW), query


def listed(link: str, snapshot) -> str:
    results, query = looked(link, snapshot)
    return said(list_html(results, PlainView(snapshot.settings, query, NOW)))


def detail(link: str, snapshot) -> str:
    results, query = looked(link, snapshot)
    return said(detail_html(results, snapshot, View(snapshot.settings, query, NOW)))


# --- how far


def test_the_detail_says_from_where_the_straight_line_is():
    snapshot = snapshot_of(HOUSE)
    assert "1 Elm St, Fairview, CA · 0.9 mi in a straight line from 90012" in detail(
        "id=house&near=90012", snapshot
    )
    assert "0.9 mi en línea recta desde 90012" in detail("id=house&near=90012&lang=es", snapshot)
    assert "straight line" not in detail("id=house", snapshot)


def test_a_town_is_about_so_far_in_a_straight_line():
    snapshot = snapshot_of({"id": "a", "name": "A", "location": {"postal_code": "90012"}})
    text = detail("id=a&near=Fairview, CA", snapshot)
    assert re.search(r"about 0\.9 mi in a straight line from Fairview, CA", text)


@pytest.mark.parametrize("form", ["text", "html"])
def test_a_list_says_once_that_its_distances_are_straight_lines(form):
    snapshot = snapshot_of(HOUSE, FAR)
    near = said(write(looked("near=90012", snapshot)[0], form).text)
    assert near.count("0.9 mi") == 2
    assert near.count(STRAIGHT) == 1
    assert "straight line" not in said(write(looked("", snapshot)[0], form).text)


def test_the_plain_page_and_the_table_say_it_too():
    snapshot = snapshot_of(HOUSE, FAR)
    assert listed("near=90012", snapshot).count(STRAIGHT) == 1
    assert "straight line" not in listed("", snapshot)
    table = to_table(looked("near=90012", snapshot)[0], words("en"))
    assert table.endswith(f"\n\n{STRAIGHT}\n2 results\n")
    assert "straight line" not in to_table(looked("", snapshot)[0], words("en"))


def test_nothing_claims_to_know_how_long_it_takes():
    snapshot = snapshot_of(HOUSE, FAR)
    for text in (listed("near=90012", snapshot), detail("id=house&near=90012", snapshot)):
        assert not re.search(r"(?i)\b(?:walk|drive|driving|minutes away|min away)", text)


# --- buses and trains


def test_the_detail_and_the_plain_entry_name_buses_and_trains_in_the_language_of_the_page():
    snapshot = snapshot_of(HOUSE)
    assert "Bus and train: Bus 40 ; Metro: Grand Park" in detail("id=house", snapshot)
    results, query = looked("id=house&lang=es", snapshot)
    page = entry_html(results[0], snapshot, PlainView(snapshot.settings, query, NOW))
    assert "Autobús y tren: Autobús 40 ; Metro: Grand Park" in said(page)
    # A screen reader is told which of it is not in the language of the page.
    assert '<span lang="en" dir="auto">Metro: Grand Park</span>' in page


def test_lists_and_messages_name_them_where_they_are_short():
    snapshot = snapshot_of(HOUSE, FAR)
    assert listed("", snapshot).count("Bus and train: Bus 40; Metro: Grand Park") == 1
    assert "Bus 7" not in listed("", snapshot)
    message = write(looked("", snapshot)[0], "text").text
    assert "\nBus and train: Bus 40; Metro: Grand Park\n" in message
    assert "Bus 7" not in message
    assert "Bus 7" in detail("id=far", snapshot)


def test_a_meeting_that_is_online_for_now_sends_nobody_to_a_bus():
    snapshot = snapshot_of(
        {**HOUSE, "status": "temporarily-closed", "online": {"url": "https://example.org/j"}}
    )
    assert "Bus and train" not in listed("", snapshot)
    assert "Bus and train" not in write(looked("", snapshot)[0], "text").text


def test_a_call_asks_about_them():
    snapshot = snapshot_of(HOUSE)
    results, _ = looked("", snapshot)
    (call,) = calls(results[:], results, words("en"), "verify {id} {how}")
    assert (
        "Are these still the buses and trains near it: Bus 40; Metro: Grand Park?" in call.questions
    )


def test_a_calendar_holds_them():
    meeting = {**HOUSE, "kind": "meeting", "schedule": [{"days": ["tue"], "start": "19:00"}]}
    made = write(looked("", snapshot_of(meeting))[0], "ics").text
    assert "Bus 40\\nMetro: Grand Park" in made.replace("\r\n ", "")


@given(st.lists(st.text(min_size=1).filter(str.strip), max_size=3))
@settings(max_examples=30, deadline=None)
def test_no_line_adds_a_line_to_a_message(lines):
    home = {**HOUSE, "location": {**HOUSE["location"], "transit": lines}}
    plain = {**HOUSE, "location": {**HOUSE["location"], "transit": []}}
    with_lines, without = (
        write(looked("", snapshot_of(one))[0], "text").text.splitlines() for one in (home, plain)
    )
    assert len(with_lines) - len(without) in (0, 1)
