"""Search, its order and its counts agree with a slow search that shares no code with it."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from directory_of_chance import directories, queries, slow_search
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directory.model import Unit
from directory.places import KM_PER_MILE
from directory.query import Query, parse_link
from directory.search import facets, loosen, search
from directory.snapshot import Snapshot

_INSTANTS = st.sampled_from(
    [
        dt.datetime(2026, 11, 24, 12, tzinfo=ZoneInfo("America/Phoenix")),
        dt.datetime(2026, 11, 24, 19, 5, tzinfo=ZoneInfo("America/Phoenix")),
        dt.datetime(2026, 11, 28, 23, 45, tzinfo=ZoneInfo("America/Phoenix")),
        dt.datetime(2027, 2, 1, 8, 30, tzinfo=ZoneInfo("Asia/Tokyo")),
    ]
)
_READERS = st.sampled_from([None, ZoneInfo("Asia/Kolkata"), ZoneInfo("Asia/Tokyo")])
_QUIET = settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow])


@_QUIET
@given(directories(), queries(), _INSTANTS, _READERS)
def test_search_finds_what_the_contract_says_in_its_order(
    snapshot: Snapshot, query: Query, at: dt.datetime, reader: ZoneInfo | None
) -> None:
    results = search(snapshot, query, at=at, zone=reader)
    expected = slow_search(snapshot, query, at, reader)
    assert [hit.id for hit in results] == [found.id for found in expected]
    for hit, found in zip(results, expected, strict=True):
        assert (hit.next and hit.next.start) == found.next
        km = KM_PER_MILE if hit.units is Unit.MILES else 1
        distance = None if found.distance_km is None else round(found.distance_km / km, 2)
        assert hit.distance == distance


@_QUIET
@given(directories(), queries(), _INSTANTS, _READERS)
def test_a_link_and_its_query_find_the_same(
    snapshot: Snapshot, query: Query, at: dt.datetime, reader: ZoneInfo | None
) -> None:
    by_query = search(snapshot, query, at=at, zone=reader)
    by_link = search(snapshot, "?" + query.to_link(), at=at, zone=reader)
    again = search(snapshot, by_query.link, at=at, zone=reader)
    assert list(by_link) == list(by_query)
    assert by_link.ignored == by_query.ignored
    assert list(again) == list(by_query)


def _with(query: Query, parameter: str, option: str) -> Query:
    """The query after an option is chosen."""
    chosen = getattr(parse_link(f"{parameter}={option}")[0], parameter)
    if parameter in ("type", "serves", "access"):
        chosen = (*getattr(query, parameter), *chosen)
    changes: dict[str, Any] = {parameter: chosen}
    return query.replace(**changes)


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(directories(), queries(), _INSTANTS, _READERS)
def test_each_option_counts_what_choosing_it_finds(
    snapshot: Snapshot, query: Query, at: dt.datetime, reader: ZoneInfo | None
) -> None:
    counts = facets(snapshot, query, at=at, zone=reader)
    for parameter, options in counts.items():
        for option, total in options.items():
            chosen = _with(query, parameter, option)
            assert search(snapshot, chosen, at=at, zone=reader).total == total, (parameter, option)


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(directories(), queries(), _INSTANTS, _READERS)
def test_each_loosening_finds_more_and_as_many_as_it_says(
    snapshot: Snapshot, query: Query, at: dt.datetime, reader: ZoneInfo | None
) -> None:
    present = search(snapshot, query, at=at, zone=reader).total
    steps = loosen(snapshot, query, at=at, zone=reader)
    assert len(steps) <= 4
    for step in steps:
        assert step.total > present
        assert search(snapshot, step.query, at=at, zone=reader).total == step.total
