"""One rule says whether a person checked an entry, for cards, filters, counts and call sheets."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from directory_of_chance import snapshot_of
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.export.call_sheet import calls
from directory.query import parse_link
from directory.render.cards import check
from directory.render.catalog import catalog_html
from directory.render.view import View
from directory.search import facets, search
from directory.words import words

HERE = ZoneInfo("America/Phoenix")
TODAY = dt.date(2026, 11, 24)
NOON = dt.datetime(2026, 11, 24, 12, tzinfo=HERE)


def checked(on: dt.date, **more):
    return snapshot_of(
        {"id": "a", "name": "A", "verified": {"on": on.isoformat()}, **more},
        timezone="America/Phoenix",
    )


@given(
    on=st.integers(-800, 800).map(lambda days: TODAY + dt.timedelta(days=days))
    | st.sampled_from([dt.date.max, dt.date(2026, 5, 24), dt.date(2025, 11, 24)]),
    called=st.booleans(),
)
@settings(max_examples=150, deadline=None)
def test_cards_filters_counts_and_call_sheets_agree_on_what_was_checked(on, called):
    snapshot = checked(on, **({"phone": "+1 555 555 0100"} if called else {}))
    (resource,) = snapshot.resources
    card = check(resource, TODAY, words("en"))
    counts = facets(snapshot, parse_link("")[0], at=NOON)["verified"]

    def passes(period: str) -> bool:
        found = search(snapshot, f"verified={period}", at=NOON).total
        assert counts.get(period, found) == found
        return bool(found)

    assert passes("1y") == (not card.warn)
    assert passes("6m") == (card.text == f"Verified {words('en').date(on)}")
    assert passes("100y") == ("Not checked" not in card.text)
    results = search(snapshot, "", at=NOON)
    (call,) = calls(results[:1], results, words("en"), "verify {id} {how}")
    assert (call.on is None) == ("Not checked" in card.text)
    page = catalog_html(
        View(snapshot.settings, parse_link("")[0], NOON), snapshot,
        loaded_at=None, failing=(), failing_since=None,
    )  # fmt: skip
    assert f"Checked in the last 6 months</dt><dd>{int(passes('6m'))}<" in page


@pytest.mark.parametrize(("days", "known"), [(0, True), (1, True), (2, False), (400, False)])
def test_a_check_is_none_while_it_is_more_than_a_day_ahead(days, known):
    # Tomorrow's date is today's in an entry's own zone.
    on = TODAY + dt.timedelta(days=days)
    snapshot = checked(on)
    assert snapshot.resources[0].checked_on(TODAY) == (on if known else None)
    assert search(snapshot, "verified=90d", at=NOON).total == known


def test_the_last_day_of_the_calendar_has_no_day_ahead():
    snapshot = checked(dt.date.max)
    assert snapshot.resources[0].checked_on(dt.date.max) == dt.date.max
