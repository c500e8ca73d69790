"""Both engines give the same: results, order, distances, times, counts, and what was ignored."""

from __future__ import annotations

import datetime as dt
import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import test_search_compare
import test_search_rules
import test_search_words
from directory_of_chance import queries, resources
from engines import catalog_of, in_database, in_memory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from directory.catalog.files import Catalog, read_catalog
from directory.export.formats import FORMATS, write
from directory.feeds import import_feed
from directory.model import Kind
from directory.places import gazetteer
from directory.postgres.connect import connect
from directory.query import Query
from directory.search import facets, loosen, search
from directory.search.week import week_of
from directory.snapshot import Snapshot

FEED = Path(__file__).parents[3] / "shared" / "feeds" / "tsml" / "seattle-2025.json"
NOON = dt.datetime(2026, 11, 24, 12, tzinfo=ZoneInfo("America/Phoenix"))


@pytest.fixture(scope="module")
def engine(made: Callable[[], str]) -> Iterator[Engine]:
    """A database that every test here fills anew; what is made of it is joined from many parts."""
    found = connect(made())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("directory.postgres.replica.IN_A_PART", 7)
        yield found
    found.dispose()


def same(
    first: Snapshot, second: Snapshot, query: str | Query, at: dt.datetime, **zone: Any
) -> int:
    """Assert that a query gives the same on both; how many it finds."""
    one, other = (search(each, query, at=at, **zone) for each in (first, second))
    assert [hit.id for hit in other] == [hit.id for hit in one], query
    for mine, theirs in zip(one, other, strict=True):
        assert (theirs.distance, theirs.next, theirs.approximate) == (
            mine.distance,
            mine.next,
            mine.approximate,
        )
        assert (theirs.latitude, theirs.longitude) == (mine.latitude, mine.longitude)
        assert theirs.resource.entry() == mine.resource.entry()
    assert (other.total, other.link, other.ignored) == (one.total, one.link, one.ignored)
    assert (other.corrected, other.place) == (one.corrected, one.place)
    assert facets(second, other.query, at=at, **zone) == facets(first, one.query, at=at, **zone)
    assert loosen(second, other.query, at=at, **zone) == loosen(first, one.query, at=at, **zone)
    return one.total


_RULES = [
    (module, name)
    for module in (
        test_search_rules,
        test_search_words,
        test_search_compare,
    )
    for name, found in vars(module).items()
    if name.startswith("test_") and not set(inspect.signature(found).parameters)
    # A property of links alone, not of the engine.
    if name != "test_no_link_can_break_a_search"
]


@pytest.mark.parametrize(("module", "name"), _RULES, ids=[name for _, name in _RULES])
def test_what_the_contract_says_holds_in_the_database_too(
    module: Any, name: str, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def snapshot_of(*entries: Any, **given: Any) -> Snapshot:
        return in_database(engine, catalog_of(*entries, **given))

    def build(catalog: Any, places: Any = None) -> Snapshot:
        return in_database(engine, catalog, places)

    for maker, made in (("snapshot_of", snapshot_of), ("build_snapshot", build)):
        if hasattr(module, maker):
            monkeypatch.setattr(module, maker, made)
    getattr(module, name)()


_TEXTS = [
    "elan",
    "ÉLAN",
    '"big book"',
    '"book big"',
    "big bo",
    "b",
    "cafe tal",
    "stduy",
    "open to all",
    '"open to"',
    "women's",
    "o'hara",
    "100%",
    "_",
    "\\",
    "'; DROP TABLE directory.entries; --",
    "a & b | !c",
    "日本",
    "本語",
    "straße",
    "🙂",
    "x" * 250,
    f'"{"y" * 250} end"',
]


def test_words_are_found_alike_whatever_is_written(engine: Engine) -> None:
    catalog = catalog_of(
        {"id": "a", "name": "Élan", "description": "Big Book study; café talk, 100% free"},
        {"id": "b", "name": "book", "organization": "big", "types": ["open"]},
        {"id": "c", "name": "日本語の会", "description": "Straße_straße 'quoted' \\ back % all"},
        {"id": "d", "name": "O'Hara", "description": f"{'x' * 260} {'y' * 250} end"},
        {"id": "e", "name": {"en": "Women's steps", "es": "Pasos de mujeres"}},
        {
            "id": "f",
            "name": "'; DROP TABLE directory.entries; --",
            "description": "tabs\tand\nlines",
        },
    )
    one, other = in_memory(catalog), in_database(engine, catalog)
    found = {text: same(one, other, Query(q=text), NOON) for text in [*_TEXTS, "mujeres", "drop"]}
    assert {text for text, total in found.items() if total == 6} <= {"_", "\\", "🙂"}
    assert found['"big book"'] == found["x" * 250] == found["drop"] == 1


@settings(
    deadline=None, max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.integers(0, 10).flatmap(lambda size: st.tuples(*(resources(n) for n in range(size)))),
    st.lists(queries(), min_size=4, max_size=4),
    st.sampled_from([None, ZoneInfo("Asia/Kolkata")]),
)
def test_any_query_of_any_catalog_gives_the_same(
    engine: Engine, made: tuple[Any, ...], asked: list[Query], reader: ZoneInfo | None
) -> None:
    # Who is no meeting has no fellowship, by the rules of a catalog file.
    kept = [
        one if one.kind is Kind.MEETING else one.model_copy(update={"fellowship": None})
        for one in made
    ]
    catalog = catalog_of(*kept)
    one, other = in_memory(catalog), in_database(engine, catalog)
    for query in asked:
        same(one, other, query, NOON, zone=reader)


@pytest.mark.skipif(not FEED.exists(), reason="the feeds are not here")
def test_a_city_of_meetings_gives_the_same(engine: Engine) -> None:
    feed = import_feed("tsml", str(FEED), fellowship="aa", today=NOON.date())
    origins = tuple((FEED.name, number) for number in range(len(feed.resources)))
    catalog = Catalog(feed.settings, (), feed.resources, (), origins)
    places = gazetteer()
    one, other = in_memory(catalog, places), in_database(engine, catalog, places)
    totals = [
        same(one, other, query, NOON)
        for query in (
            "",
            "near=98101&within=5mi&day=tue",
            "q=womens+step",
            'q="st+john"',
            "q=serenty&near=98101",
            "time=night&type=open&attend=in-person",
            "sort=name&page=3&q=a",
            "day=today&near=47.6,-122.3&attend=online",
        )
    ]
    assert totals[0] > 1000
    assert sum(totals[1:]) > 300


def test_every_format_and_the_week_are_the_same(engine: Engine) -> None:
    catalog = read_catalog(Path(__file__).parents[2] / "resources.yaml")
    places = gazetteer()
    one, other = in_memory(catalog, places), in_database(engine, catalog, places)
    for link in ("sort=name", "near=90012&day=weekdays&lang=es&q=a"):
        first, second = (search(each, link, at=NOON) for each in (one, other))
        for form in FORMATS:
            if form != "pdf":
                written = [write(each, form, 40).content for each in (first, second)]
                assert written[0] == written[1], (form, link)
        weeks = [
            [
                (results.snapshot.ids[timed.index], timed.occurrence)
                for day in week_of(results, most=50)
                for timed in (*day.sessions, *day.open)
            ]
            for results in (first, second)
        ]
        assert weeks[0] == weeks[1]
