"""A catalog in PostgreSQL beside the same one in memory, and beside plain SQL on PostGIS.

    .venv/bin/python -m benchmarks.postgres [ENTRIES]

Starts a server of its own with the programs that the tests use (scripts/postgres.sh). Each question
is asked of the engine in memory, of the one with the database, and as one would write it in SQL
for the first 25 results. Plain SQL knows neither recurrence nor typos: it is asked only what it can
answer.
"""

from __future__ import annotations

import datetime as dt
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.crowd import crowd, middle

sys.path.append(str(Path(__file__).parents[1] / "tests" / "postgres"))

from cluster import Cluster, programs

from directory.places import gazetteer
from directory.postgres.connect import connect
from directory.postgres.loading import load_catalog
from directory.postgres.replica import Replica
from directory.postgres.schema import bring_up_to_date
from directory.search import search
from directory.snapshot import Snapshot, build_snapshot

_AT = dt.datetime(2026, 11, 24, 20, tzinfo=dt.UTC)
_TIMES = 9
_POINT = "ST_MakePoint(%(lng)s, %(lat)s)::geography"
_NEAR = (
    "SELECT e.id, e.document::text, ST_Distance(x.point, {point}) AS far, count(*) OVER ()"
    " FROM directory.entry_index x JOIN directory.entries e USING (version)"
    " WHERE ST_DWithin(x.point, {point}, 16093) {more} ORDER BY far LIMIT 25"
).format(point=_POINT, more="{more}")
_WORDS = (
    "SELECT e.id, e.document::text, count(*) OVER ()"
    " FROM directory.entry_index x JOIN directory.entries e USING (version)"
    " WHERE x.lexemes @@ %(words)s::tsquery ORDER BY e.document ->> 'name' LIMIT 25"
)
QUESTIONS: dict[str, tuple[str, str | None]] = {
    "place": ("near={place}", _NEAR.format(more="")),
    "place, kind, type": (
        "near={place}&kind=meeting&type=open",
        _NEAR.format(more="AND x.tags @> ARRAY['kind:meeting', 'type:open']"),
    ),
    "place, day, time": ("near={place}&day=tue&time=evening", None),
    "kind, soonest": ("kind=housing", None),
    "a word": ("q=serenity&sort=name", _WORDS),
    "a word, place": (
        "q=serenity&near={place}",
        _NEAR.format(more="AND x.lexemes @@ %(words)s::tsquery"),
    ),
    "a typo": ("q=serenty&sort=name", None),
    "a phrase": ('q="big book"&sort=name', None),
}


def main() -> None:
    """Measure and print."""
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    found = programs()
    if found is None:
        sys.exit("PostgreSQL with PostGIS is not installed; see scripts/postgres.sh")
    cluster = Cluster(found)
    try:
        with psycopg.connect(cluster.address("postgres"), autocommit=True) as connection:
            connection.execute("CREATE DATABASE bench")
        measure(cluster.address("bench"), size)
    finally:
        cluster.remove()


def measure(address: str, size: int) -> None:
    """Load a catalog, ask it, edit it."""
    engine = connect(address)
    catalog = crowd(size)
    bring_up_to_date(engine, "bench")
    replica = Replica(engine, "bench", gazetteer())
    rows: list[tuple[str, float]] = [
        ("load, all new", _seconds(lambda: load_catalog(engine, catalog))),
        ("load, nothing new", _seconds(lambda: load_catalog(engine, catalog))),
        ("a replica reads all", _seconds(replica.read)),
        ("and prepares it", _seconds(replica.snapshot)),
    ]
    with psycopg.connect(address) as connection:
        connection.execute(
            "UPDATE directory.entries SET document ="
            " directory.entry_with(document, 'phone', '\"988\"') WHERE id = 'entry-5'"
        )
    rows += [
        ("one edit is read", _seconds(replica.read)),
        ("and prepared", _seconds(replica.snapshot)),
    ]
    for name, seconds in rows:
        print(f"{name:22} {seconds:8.2f} s")
    memory, database = build_snapshot(catalog, gazetteer()), replica.snapshot()
    print(f"\n{'':20} {'results':>8} {'memory':>9} {'database':>9} {'SQL':>9}   ms, database/SQL")
    latitude, longitude = middle().split(",")
    values = {"lat": float(latitude), "lng": float(longitude), "words": "'serenity':*"}
    with psycopg.connect(address, autocommit=True) as connection:
        for name, (link, sql) in QUESTIONS.items():
            asked = link.format(place=middle())
            own = _milliseconds(lambda asked=asked: _page(memory, asked))
            other = _milliseconds(lambda asked=asked: _page(database, asked))
            plain = (
                _milliseconds(lambda sql=sql: connection.execute(sql, values).fetchall())
                if sql
                else None
            )
            total = search(database, asked, at=_AT).total
            assert total == search(memory, asked, at=_AT).total
            told = f"{plain:9.2f} {other / plain:16.2f}" if plain else f"{'–':>9}"
            print(f"{name:20} {total:8} {own:9.2f} {other:9.2f} {told}", flush=True)
    engine.dispose()


def _page(snapshot: Snapshot, link: str) -> Any:
    text: Any = snapshot.columns.text
    if hasattr(text, "forget"):
        text.forget()
    return search(snapshot, link, at=_AT).on_page()


def _seconds(action: Callable[[], object]) -> float:
    begin = time.perf_counter()
    action()
    return time.perf_counter() - begin


def _milliseconds(action: Callable[[], object]) -> float:
    action()
    return statistics.median(_seconds(action) for _ in range(_TIMES)) * 1000


if __name__ == "__main__":
    main()
