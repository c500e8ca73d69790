"""Search over 1,700 to 1,000,000 entries against bare arithmetic, pandas and SQLite.

All sides of a ratio are timed in turn, many times, in one process; the medians are compared. A busy
machine slows all of them alike.
"""

from __future__ import annotations

import datetime as dt
import gc
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from statistics import median
from zoneinfo import ZoneInfo

import yaml

from benchmarks.crowd import middle
from benchmarks.figures import keep
from benchmarks.nation import BASE, nation
from benchmarks.others import Others
from directory import load
from directory.places import gazetteer, haversine_km
from directory.query import parse_link
from directory.search import facets, search
from directory.snapshot import Snapshot

AT = dt.datetime(2026, 11, 24, 12, tzinfo=ZoneInfo("America/Los_Angeles"))
SIZES = (1_700, 17_000, 200_000, 1_000_000)
ROUNDS = 15
JUDGED = 200_000
"""From so many entries on the targets hold; below, most of the time is that of any Python."""
EXAMPLE = Path(__file__).parents[1] / "resources.yaml"

SEARCHES = {
    "place, Tuesday, evening, meetings": "near={middle}&day=tue&time=evening&kind=meeting",
    "place": "near={middle}",
    "place, all within reach": "near={middle}&within=5000mi",
    "now": "when=now",
    "soon": "when=soon",
    "a word": "q=serenity",
    "a word with a typo": "q=serenty",
    "a phrase": "q=%22big+book%22",
    "a word, place": "q=serenity&near={middle}",
    "everything, soonest first": "",
    "everything by name": "sort=name",
    "page in the middle of everything": "page={deep}",
    "short list of 25": "id={ids}",
    "today on another clock": "day=today&clock=mine",
}
_ALL_COUNTS = "counts of every option: "
COUNTS = {
    "place, Tuesday, evening": "near={middle}&day=tue&time=evening",
    "a word": "q=serenity",
    "meetings": "kind=meeting",
    "today on another clock": "day=today&clock=mine",
    "no filter": "",
}


def run() -> bool:
    """Print every measurement and keep the ratios; true when all targets are met."""
    measured = {str(size): _size(size) for size in SIZES}
    keep("search", measured)
    met = [
        ratio <= _target(name)
        for size, ratios in measured.items()
        for name, ratio in ratios.items()
        if int(size) >= JUDGED
    ]
    return all([*met, _opening()])


def _size(size: int) -> dict[str, float]:
    """Times the haversine, by what is asked."""
    started = time.perf_counter()
    snapshot = nation(size)
    others = Others(snapshot, AT, text=size <= JUDGED)
    made = time.perf_counter() - started
    print(
        f"\n{len(snapshot):,} entries, made in {made:.0f} s, "
        f"{_bytes(snapshot) / len(snapshot):.0f} bytes an entry without its text to show"
        + (f"; all but {BASE:,} repeat columns" if size > BASE else "")
    )
    gc.collect()
    gc.freeze()
    ratios = dict(_searches(snapshot, others)) | dict(_counts(snapshot, others))
    gc.unfreeze()
    return ratios


def _searches(snapshot: Snapshot, others: Others) -> Iterable[tuple[str, float]]:
    bare = _haversine(snapshot)
    for name, link in _links(SEARCHES, snapshot).items():
        found = search(snapshot, link, at=AT, zone="America/New_York")
        beside = others.search(name)
        ours, arithmetic, *theirs = _medians(
            lambda link=link: search(snapshot, link, at=AT, zone="America/New_York").on_page(),
            bare,
            *beside.values(),
        )
        yield _told(name, f" ({found.total:,})", ours, arithmetic, snapshot)
        _compared(ours, beside, theirs)


def _counts(snapshot: Snapshot, others: Others) -> Iterable[tuple[str, float]]:
    bare = _haversine(snapshot)
    for name, link in _links(COUNTS, snapshot).items():
        query = parse_link(link)[0]
        beside = others.counts(name)
        ours, arithmetic, *theirs = _medians(
            lambda query=query: facets(snapshot, query, at=AT, zone="America/New_York"),
            bare,
            *beside.values(),
            rounds=7,
        )
        yield _told(f"{_ALL_COUNTS}{name}", "", ours, arithmetic, snapshot)
        _compared(ours, beside, theirs)


def _told(name: str, found: str, ours: float, bare: float, snapshot: Snapshot) -> tuple[str, float]:
    target = f", target {_target(name):.0f}" if len(snapshot) >= JUDGED else ""
    print(
        f"  {name}{found}: {ours * 1e3:.1f} ms, {ours / bare:.2f} times the haversine of all "
        f"({bare * 1e3:.1f} ms){target}"
    )
    return name, round(ours / bare, 3)


def _target(name: str) -> float:
    return 10.0 if name.startswith(_ALL_COUNTS) or "q=" in SEARCHES[name] else 3.0


def _compared(ours: float, beside: Iterable[str], theirs: Iterable[float]) -> None:
    for name, took in zip(beside, theirs, strict=True):
        print(f"      {name}: {took * 1e3:.1f} ms, {took / ours:.1f} times ours")


def _links(links: dict[str, str], snapshot: Snapshot) -> dict[str, str]:
    ids = ",".join(f"entry-{number * len(snapshot) // 25}" for number in range(25))
    deep = len(snapshot) // 50
    return {name: link.format(middle=middle(), deep=deep, ids=ids) for name, link in links.items()}


def _haversine(snapshot: Snapshot) -> Callable[[], object]:
    positions = snapshot.columns.positions
    latitude, longitude = (float(part) for part in middle().split(","))
    return lambda: haversine_km(latitude, longitude, positions.latitude, positions.longitude)


def _bytes(snapshot: Snapshot) -> int:
    packed = (snapshot.columns.packed, snapshot.timetable.packed)
    return sum(array.nbytes for part in packed for array in part.arrays.values())


def _opening() -> bool:
    gazetteer()
    text = EXAMPLE.read_bytes()
    ours, bare = _medians(
        lambda: load(EXAMPLE),
        lambda: list(yaml.parse(text, Loader=yaml.CLoader)),
        rounds=5,
    )
    print(
        f"\nopening resources.yaml: {ours:.2f} s, target 1, "
        f"{ours / bare:.1f} times reading its YAML events"
    )
    return ours <= 1


def _medians(*actions: Callable[[], object], rounds: int = ROUNDS) -> list[float]:
    times: list[list[float]] = [[] for _ in actions]
    for action in actions:
        action()
    for _ in range(rounds):
        for action, taken in zip(actions, times, strict=True):
            # What takes a second need not be waited for fifteen times.
            if sum(taken) > 2 and len(taken) >= 3:
                continue
            started = time.perf_counter()
            action()
            taken.append(time.perf_counter() - started)
    return [median(taken) for taken in times]
