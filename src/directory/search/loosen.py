"""What to change in a search that finds too little, and how much each change helps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo

from directory.model import Unit, Weekday
from directory.query import Distance, Query
from directory.search.asked import ask
from directory.search.search import select
from directory.snapshot import Snapshot

WIDER = (25, 50, 100)
"""Radii to widen to, in the unit of the search."""
MOST = 4
"""How many changes are offered."""

_DROPPED = ("q", "time", "from", "when", "verified", "cost", "language", "access", "serves", "type")
_DROPPED_LAST = ("attend", "day", "fellowship", "kind", "near")


@dataclass(frozen=True, slots=True)
class Loosening:
    """A change of the search that finds more."""

    change: Literal["widen", "day", "drop"]
    """A wider radius, another day, or a filter left out."""
    parameter: str
    """Which filter changes; `from` stands for `from` and `to` together."""
    value: str
    """What it changes to (25mi, wed), or the value that is left out; empty: the whole filter."""
    query: Query
    """The search after the change."""
    total: int
    """How many results it has."""


def loosen(
    snapshot: Snapshot, query: Query, *, at: dt.datetime, zone: ZoneInfo | str | None = None
) -> list[Loosening]:
    """Changes that find more than the query does, the smallest first; four at most.

    A shortlist has none: it is exactly what it names.
    """
    if query.id:
        return []
    asked = ask(snapshot, query, at, zone)

    def total(changed: Query) -> int:
        return len(select(snapshot, ask(snapshot, changed, at, zone)).entries)

    present = len(select(snapshot, asked).entries)
    found: list[Loosening] = []
    settled: set[tuple[str, str]] = set()
    for step in _changes(query, asked.units, asked.radius_km, placed=asked.origin is not None):
        if (step.change, step.parameter) in settled:
            continue
        step_total = total(step.query)
        if step_total <= present:
            continue
        found.append(Loosening(step.change, step.parameter, step.value, step.query, step_total))
        if step.change != "drop":
            # One wider radius and one other day are enough.
            settled.add((step.change, step.parameter))
        if len(found) == MOST:
            break
    return found


def _changes(query: Query, units: Unit, radius_km: float, *, placed: bool) -> Iterator[Loosening]:
    """Every change worth trying, the smallest first."""

    def drop(parameter: str) -> Loosening:
        fields = {"from_": None, "to": None} if parameter == "from" else {parameter: None}
        for field in fields:
            if isinstance(getattr(query, field), tuple):
                fields[field] = ()  # type: ignore[assignment]  # lists are emptied
        if parameter == "near":
            fields["within"] = None
        return Loosening("drop", parameter, "", query.replace(**fields), 0)

    for parameter in ("type", "serves", "access"):
        chosen = getattr(query, parameter)
        for code in chosen if len(chosen) > 1 else ():
            rest = tuple(other for other in chosen if other != code)
            yield Loosening("drop", parameter, code, query.replace(**{parameter: rest}), 0)
    if placed:
        for radius in WIDER:
            wider = Distance(radius, units)
            if wider.km > radius_km:
                yield Loosening("widen", "within", str(wider), query.replace(within=wider), 0)
    yield from _other_days(query)
    for parameter in (*_DROPPED, *_DROPPED_LAST):
        field = "from_" if parameter == "from" else parameter
        if getattr(query, field) or (parameter == "from" and query.to):
            yield drop(parameter)


def _other_days(query: Query) -> Iterator[Loosening]:
    if not query.day:
        return
    days: list[str] = ["tomorrow"] if query.day == ("today",) else []
    week = [day.value for day in Weekday]
    if query.day[-1] in week:
        after = week.index(query.day[-1]) + 1
        days += week[after:] + week[:after]
    for day in days:
        if day not in query.day:
            yield Loosening("day", "day", day, query.replace(day=(day,)), 0)
