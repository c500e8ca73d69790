"""Search over 100,000 entries against bare arithmetic, and opening the example catalog.

Both sides of a ratio are timed in turn, many times, in one process; the medians are compared. A
busy machine slows both alike.
"""

from __future__ import annotations

import datetime as dt
import gc
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from zoneinfo import ZoneInfo

import yaml

from benchmarks.crowd import crowd, middle
from directory.places import gazetteer, haversine_km
from directory.query import Query, parse_link
from directory.search import facets, search
from directory.snapshot import Snapshot, build_snapshot, load

AT = dt.datetime(2026, 11, 24, 12, tzinfo=ZoneInfo("America/Los_Angeles"))
ROUNDS = 40
EXAMPLE = Path(__file__).parents[1] / "resources.yaml"


def run() -> bool:
    """Print every measurement; true when all targets are met."""
    return all([*_searches(), _opening()])


def _searches() -> list[bool]:
    met = []
    for name, city in (("over a continent", False), ("all in one city", True)):
        catalog = crowd(city=city)
        started = time.perf_counter()
        snapshot = build_snapshot(catalog)
        print(f"100,000 entries {name}: prepared in {time.perf_counter() - started:.1f} s")
        gc.collect()
        gc.freeze()
        met += _against_arithmetic(snapshot, target=None if city else 5.0)
        _counts(snapshot)
    return met


def _against_arithmetic(snapshot: Snapshot, target: float | None) -> list[bool]:
    positions = snapshot.columns.positions
    latitude, longitude = (float(part) for part in middle().split(","))
    met = []
    for link in (
        f"near={middle()}&day=tue&time=evening",
        f"near={middle()}&within=25mi&day=tue&time=evening&kind=meeting&type=open",
        f"near={middle()}",
        "when=now",
        "q=serenity",
        "",
    ):
        timed = "day=" in link
        ours, bare = _medians(
            lambda link=link: search(snapshot, link, at=AT)[:25],
            lambda: haversine_km(latitude, longitude, positions.latitude, positions.longitude),
        )
        ratio = ours / bare
        total = search(snapshot, link, at=AT).total
        limit = target if timed else None
        print(
            f"  {link or '(everything)'}: {total:,} results, {ours * 1e3:.1f} ms, "
            f"{ratio:.1f} times the haversine of all ({bare * 1e3:.1f} ms)"
            + (f", target {limit:.0f}" if limit else "")
        )
        met.append(limit is None or ratio <= limit)
    return met


def _counts(snapshot: Snapshot) -> None:
    for query in (parse_link(f"near={middle()}&day=tue&time=evening")[0], Query()):
        (took,) = _medians(lambda query=query: facets(snapshot, query, at=AT), rounds=5)
        print(
            f"  counts of every option of {query.to_link() or '(everything)'}: {took * 1e3:.0f} ms"
        )


def _opening() -> bool:
    gazetteer()
    text = EXAMPLE.read_bytes()
    ours, bare = _medians(
        lambda: load(EXAMPLE),
        lambda: list(yaml.parse(text, Loader=yaml.CLoader)),
        rounds=5,
    )
    print(
        f"opening resources.yaml: {ours:.2f} s, target 1, "
        f"{ours / bare:.1f} times reading its YAML events"
    )
    return ours <= 1


def _medians(*actions: Callable[[], object], rounds: int = ROUNDS) -> list[float]:
    times: list[list[float]] = [[] for _ in actions]
    for action in actions:
        action()
    for _ in range(rounds):
        for action, taken in zip(actions, times, strict=True):
            started = time.perf_counter()
            action()
            taken.append(time.perf_counter() - started)
    return [median(taken) for taken in times]
