"""A week to keep: what of a short list is when, what clashes, and how far it is between."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from directory.model import Unit
from directory.places import KM_PER_MILE, haversine_km
from directory.schedule.timetable import Occurrence
from directory.search.results import Results
from directory.search.week import Timed, week_of

MOST = 40
"""Entries that a plan is made of: the first ones of a longer list."""
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Leg:
    """The straight line from the place of the session before."""

    distance: float
    """In the unit of the search, with 2 decimals."""
    approximate: bool
    """True: to or from the middle of a town or postal code, not a door."""


@dataclass(frozen=True, slots=True)
class Stop:
    """One session of a plan."""

    index: int
    """The entry's place in the catalog."""
    occurrence: Occurrence
    """On the clock that is shown."""
    leg: Leg | None
    """From the session just before on the same day; `None` where one of the two has no place."""
    clashes: tuple[int, ...]
    """The numbers of the sessions that it overlaps with: places in `Plan.stops`."""


@dataclass(frozen=True, slots=True)
class Open:
    """When a place is open on one date."""

    index: int
    """The entry's place in the catalog."""
    start: dt.datetime | None
    """`None`: open since before this date."""
    end: dt.datetime | None
    """`None`: it stays open past this date. The end of a night may be on the next one."""


@dataclass(frozen=True, slots=True)
class PlanDay:
    """One date of a plan."""

    date: dt.date
    stops: tuple[Stop, ...]
    """In the order of time."""
    open: tuple[Open, ...]
    """In the order of the list."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Seven dates from today, without what is over."""

    days: tuple[PlanDay, ...]
    without: tuple[int, ...]
    """Entries that have neither a session nor open hours on these days, in the list's order."""
    left_out: int
    """How many results come after the first `MOST`."""

    @property
    def stops(self) -> tuple[Stop, ...]:
        """All its sessions; a clash names them by their place in here."""
        return tuple(stop for day in self.days for stop in day.stops)


def plan_of(results: Results) -> Plan:
    """The plan of the first `MOST` results.

    It holds exactly what their week holds, but for what is over by the instant of the search.
    Sessions clash that overlap, even across midnight; one may begin when another ends.
    """
    week = week_of(results, most=MOST)
    at, rank = results.as_of, results.snapshot.columns.rank
    coming = [
        sorted(
            (timed for timed in day.sessions if not _over(timed.occurrence, at)),
            key=lambda timed: (*_span(timed.occurrence), rank[timed.index]),
        )
        for day in week
    ]
    clashes = _clashes([timed.occurrence for sessions in coming for timed in sessions])
    days, number = [], 0
    for day, sessions in zip(week, coming, strict=True):
        stops = []
        for place, timed in enumerate(sessions):
            leg = _leg(results, sessions[place - 1].index, timed.index) if place else None
            stops.append(Stop(timed.index, timed.occurrence, leg, clashes[number]))
            number += 1
        opened = (_open(timed, day.date, at, day.date == week[0].date) for timed in day.open)
        days.append(PlanDay(day.date, tuple(stops), tuple(each for each in opened if each)))
    met = {stop.index for day in days for stop in day.stops}
    met |= {each.index for day in days for each in day.open}
    return Plan(
        days=tuple(days),
        without=tuple(i for i in results.places(0, MOST).tolist() if i not in met),
        left_out=max(0, results.total - MOST),
    )


def _over(occurrence: Occurrence, at: dt.datetime) -> bool:
    return occurrence.end is not None and occurrence.end <= at


def _span(occurrence: Occurrence) -> tuple[float, float]:
    """Start and end as instants: wall times of two zones, or around a clock change, mislead."""
    end = occurrence.end.timestamp() if occurrence.end else float("inf")
    return occurrence.start.timestamp(), end


def _clashes(sessions: Sequence[Occurrence]) -> list[tuple[int, ...]]:
    """For each session the numbers of those that overlap it."""
    spans = [_span(session) for session in sessions]
    found: dict[int, list[int]] = defaultdict(list)
    running: list[int] = []
    for number in sorted(range(len(spans)), key=spans.__getitem__):
        start, end = spans[number]
        running = [other for other in running if spans[other][1] > start]
        for other in running:
            found[number].append(other)
            found[other].append(number)
        if end > start:
            running.append(number)
    return [tuple(sorted(found[number])) for number in range(len(spans))]


def _leg(results: Results, before: int, here: int) -> Leg | None:
    positions = results.snapshot.columns.positions
    far = haversine_km(
        float(positions.latitude[before]),
        float(positions.longitude[before]),
        positions.latitude[[here]],
        positions.longitude[[here]],
    ).item()
    if far != far:  # nan: one of them has no position
        return None
    far = far / KM_PER_MILE if results.units is Unit.MILES else far
    return Leg(round(far, 2), bool(positions.approximate[before] or positions.approximate[here]))


def _open(timed: Timed, date: dt.date, at: dt.datetime, today: bool) -> Open | None:
    """The part that a date has in a stretch of open hours; `None` where it need not be said."""
    start, end = timed.occurrence.start, timed.occurrence.end
    if end is not None and end <= at:
        return None
    night = end is not None and end - start <= _DAY
    begins = start.date() == date
    # The end of a night is told on the date on which the night begins, while that is to come.
    if night and not begins and not today:
        return None
    midnight = dt.datetime.combine(date + _DAY, dt.time(), start.tzinfo)
    ends = end is not None and (end < midnight or night)
    whole = begins and start.time() == dt.time() and (end is None or end >= midnight)
    if whole:
        return Open(timed.index, None, None)
    return Open(timed.index, start if begins else None, end if ends else None)
