"""A list lives in the link: every step of making it is a link, and loses nothing."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory import load, search
from directory.export.sharing import LONG_LINK, share
from directory.query import Query, parse_link
from directory.render.now import anywhere, clock_note
from directory.render.results import results_html
from directory.render.shortlist import handed_on, list_link, made, making, place, toggle
from directory.render.view import View
from directory.snapshot import Snapshot

SNAPSHOT = load(Path(__file__).parents[2] / "resources.yaml")
IDS = [resource.id for resource in SNAPSHOT.resources]
NOON = dt.datetime.fromisoformat("2026-11-24T12:00-08:00")
SITE = "https://directory.example.org"
lists = st.lists(st.sampled_from(IDS), min_size=1, max_size=40, unique=True).map(tuple)
searches = st.sampled_from(
    ["", "near=90012&within=25mi&kind=meeting", "day=tue&q=hope&page=2&lang=es"]
)


def view_of(link: str) -> View:
    return View(SNAPSHOT.settings, parse_link(link)[0], NOON)


def followed(link: str) -> View:
    query, ignored = parse_link(link)
    assert ignored == ()
    return View(SNAPSHOT.settings, query, NOON)


@pytest.fixture
def snapshot() -> Snapshot:
    return SNAPSHOT


@given(searches, lists)
def test_adding_and_taking_off_leaves_the_search_as_it_was(link: str, ids: tuple[str, ...]) -> None:
    before = view_of(link)
    view = before
    for id in ids:
        step = toggle(id, view)
        assert step is not None
        assert not step.on
        view = followed(step.href)
    assert view.query.keep == ids
    assert view.query.replace(keep=(), page=before.query.page) == before.query
    for id in ids:
        step = toggle(id, view)
        assert step is not None
        assert step.on
        view = followed(step.href)
    assert view.query == before.query


@given(searches, lists)
def test_the_list_is_shown_in_the_order_in_which_it_was_made(
    link: str, ids: tuple[str, ...]
) -> None:
    view = view_of(link)
    opened = followed(list_link(view, ids))
    results = search(SNAPSHOT, opened.query, at=NOON)
    assert [hit.id for hit in results] == list(ids)
    assert opened.query.near == view.query.near
    assert making(opened) is None
    tools = made(opened)
    assert tools is not None
    assert followed(tools.more).query.keep == ids
    assert followed(tools.clear).query.keep == ()


@given(lists, st.data())
def test_moving_an_entry_down_and_up_again_changes_nothing(
    ids: tuple[str, ...], data: st.DataObject
) -> None:
    id = data.draw(st.sampled_from(ids))
    view = View(SNAPSHOT.settings, Query(id=ids), NOON)
    here = place(id, SNAPSHOT, view)
    assert here is not None
    assert here.number == ids.index(id) + 1
    assert bool(here.up) == (id != ids[0])
    assert bool(here.down) == (id != ids[-1])
    if here.down:
        lower = followed(here.down)
        assert sorted(lower.query.id) == sorted(ids)
        assert lower.query.id.index(id) == ids.index(id) + 1
        back = place(id, SNAPSHOT, lower)
        assert back is not None
        assert followed(back.up).query.id == ids
    rest = followed(here.off)
    assert rest.query.id == tuple(each for each in ids if each != id)


def test_an_entry_that_the_catalog_has_no_longer_is_passed_over_by_a_move() -> None:
    view = View(SNAPSHOT.settings, Query(id=(IDS[0], "gone", IDS[1])), NOON)
    first = place(IDS[0], SNAPSHOT, view)
    assert first is not None
    assert followed(first.down).query.id == (IDS[1], IDS[0])
    assert place("gone", SNAPSHOT, view) is None


@settings(max_examples=25)
@given(lists)
def test_forty_entries_fit_into_a_link_a_code_and_a_message(ids: tuple[str, ...]) -> None:
    view = View(SNAPSHOT.settings, Query(id=ids, lang="es", near="90012"), NOON)
    results = search(SNAPSHOT, view.query, at=NOON)
    sheet = share(results, handed_on(view), "List", view, SITE)
    assert followed(sheet.link).query == Query(id=ids, near="90012")
    assert sheet.long == (len(SITE + sheet.link) > LONG_LINK)
    assert sheet.qr
    for hit in results[:12]:
        assert hit.name in sheet.text
    assert ("y " in sheet.text.splitlines()[-1]) or len(ids) <= 12
    html = str(results_html(results, SNAPSHOT, view, (), lambda *_, **__: sheet))
    assert ("largo para un mensaje" in html) == sheet.long


def test_a_message_helps_without_the_link_being_opened() -> None:
    view = View(SNAPSHOT.settings, Query(id=("monday-night-steps",)), NOON)
    results = search(SNAPSHOT, view.query, at=NOON)
    text = share(results, handed_on(view), "List", view, SITE).text
    entry = SNAPSHOT.get("monday-night-steps")
    assert entry is not None
    assert entry.location is not None
    assert entry.phone is not None
    for part in (entry.name, "7 PM", str(entry.location.address), entry.phone):
        assert part in text


def test_what_is_handed_on_has_neither_the_language_nor_the_list_of_its_sender() -> None:
    view = view_of("near=90012&day=tue&keep=a,b&open=c&lang=es")
    assert handed_on(view) == "/?near=90012&day=tue"


def test_online_meetings_stand_beside_what_goes_on_near_a_place(snapshot: Snapshot) -> None:
    evening = NOON.replace(hour=18, minute=30)
    view = View(snapshot.settings, Query(near="90012", when=("now", "soon")), evening)
    results = search(snapshot, view.query, at=evening)
    near = {hit.id for hit in results}
    online = anywhere(results, snapshot, view)
    assert online is not None
    assert online.cards
    assert not near & {card.id for card in online.cards}
    everything = search(snapshot, online.all, at=evening)
    assert everything.total == online.total
    assert {card.id for card in online.cards} <= {hit.id for hit in everything}
    later = View(snapshot.settings, Query(near="90012"), evening)
    assert anywhere(results, snapshot, later) is None


def test_now_is_told_on_the_clock_of_the_reader_and_says_so(snapshot: Snapshot) -> None:
    query = Query(when=("now", "soon"))
    hits = search(snapshot, query, at=NOON)[:5]
    away = View(snapshot.settings, query, NOON, zone=ZoneInfo("America/New_York"))
    assert away.shown_zone == ZoneInfo("America/New_York")
    assert clock_note(hits, away) == "Times are on your own clock."
    home = View(snapshot.settings, query, NOON, zone=ZoneInfo("America/Los_Angeles"))
    assert clock_note([hit for hit in hits if not hit.resource.timezone], home) == ""
