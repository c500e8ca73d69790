"""Sessions as a calendar writes them: one series for each rule, with its exceptions."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from directory.model import Resource, SessionRule, Weekday
from directory.schedule.recurrence import FAR, Sessions, date_of, day_number, joined_closures
from directory.schedule.zones import DAY, NEVER, Ints, Zones


@dataclass(frozen=True, slots=True)
class Session:
    """One session of a series."""

    date: dt.date
    """The date on the wall on which the rule places its start."""
    start: dt.datetime
    """Aware, in UTC."""
    end: dt.datetime
    """Aware, in UTC."""


@dataclass(frozen=True, slots=True)
class Series:
    """The sessions of one rule from a date on, as far as the rule is admitted."""

    rule: SessionRule
    days: tuple[Weekday, ...]
    """Those weekdays of the rule that are admitted; empty for a single date."""
    first: dt.date
    """The first date on which it takes place."""
    last: dt.date | None
    """The last date that the series may reach, included; `None`: it has no end."""
    left_out: tuple[dt.date, ...]
    """Dates of the rule after the first on which closures leave it out."""
    moved: tuple[Session, ...]
    """Sessions that a clock change makes longer, shorter or later than the rule's times say."""
    single: tuple[Session, ...] | None
    """All sessions until the horizon, where no simple rhythm has them; else `None`."""


def make_series(
    sessions: Sessions,
    resource: Resource,
    rows: Sequence[int],
    span: tuple[int, int],
    stretches: Sequence[tuple[int, int]],
) -> list[Series]:
    """The series of one resource, of some rows of its sessions.

    `span` is the number of the first date of interest, and of the horizon, up to which exceptions
    are worked out; `stretches` are the `breaks` between them. A closure that lasts beyond the
    horizon ends the series.
    """
    first, horizon = span
    closures = joined_closures(resource)
    shut = next((low for low, high in closures if high > horizon and low <= horizon), None)
    by_rule: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        by_rule[int(sessions.rule[row])].append(row)
    found = []
    for number, mine in sorted(by_rule.items()):
        rule = resource.schedule[number]
        chosen = sessions.pattern[mine].astype(np.int64)
        starts = sessions.first_dates(chosen, np.full(len(chosen), first))
        begin = int(starts.min())
        if begin >= FAR or (shut is not None and begin >= shut):
            continue
        until = min(
            (day for day in (rule.until and day_number(rule.until), shut and shut - 1) if day),
            default=None,
        )
        stop = min(horizon, until) if until is not None else horizon
        odd = bool(rule.weeks) and rule.every > 1
        found.append(
            Series(
                rule=rule,
                days=tuple(list(Weekday)[day] for day in sessions.weekday[chosen].tolist())
                if rule.date is None
                else (),
                first=date_of(begin),
                last=None if until is None else date_of(until),
                left_out=_left_out(sessions, chosen, closures, begin, stop),
                moved=_moved(sessions, chosen, rule.minutes, begin, stop, stretches),
                single=_all(sessions, chosen, begin, stop) if odd else None,
            )
        )
    return found


def _left_out(
    sessions: Sessions, patterns: Ints, closures: Sequence[tuple[int, int]], begin: int, stop: int
) -> tuple[dt.date, ...]:
    dates: set[int] = set()
    for low, high in closures:
        if high <= begin or low > stop:
            continue
        for pattern in patterns:
            one = np.array([pattern])
            day = sessions.planned_dates(one, np.array([max(low, begin + 1)]))
            while day[0] <= min(high, stop):
                dates.add(int(day[0]))
                day = sessions.planned_dates(one, day + 1)
    return tuple(map(date_of, sorted(dates)))


def breaks(zones: Zones, zone: int, first: int, last: int) -> list[tuple[int, int]]:
    """The stretches of wall time that clock changes skip or repeat between two dates.

    In seconds since 1970-01-01 on the wall, for a zone by its number and dates by theirs.
    """
    changes = zones.changes(zone, (first - 2) * DAY, (last + 3) * DAY)
    number = np.full(len(changes), zone)
    before = zones.to_wall(number, changes - 1) + 1
    after = zones.to_wall(number, changes)
    return [(min(pair), max(pair)) for pair in zip(before.tolist(), after.tolist(), strict=True)]


def _moved(
    sessions: Sessions,
    patterns: Ints,
    minutes: int,
    begin: int,
    stop: int,
    stretches: Sequence[tuple[int, int]],
) -> tuple[Session, ...]:
    """Sessions around clock changes whose length or start is not what the clocks seem to say."""
    found: dict[int, Session] = {}
    start = int(sessions.start[patterns[0]]) * 60
    weekdays = set(sessions.weekday[patterns].tolist())
    for low, high in stretches:
        earliest, latest = (low - start - minutes * 60) // DAY, (high - start) // DAY
        for day in range(max(begin, earliest), min(stop, latest) + 1):
            begins = day * DAY + start
            # Most sessions are far from the small hours in which clocks change.
            if (day + 3) % 7 not in weekdays or not low - minutes * 60 <= begins <= high:
                continue
            there = patterns[sessions.first_dates(patterns, np.full(len(patterns), day)) == day]
            if len(there) and not sessions.regular(there[:1], np.array([day]))[0]:
                found[day] = _sessions(sessions, there[:1], np.array([day]))[0]
    return tuple(found[day] for day in sorted(found))


def _all(sessions: Sessions, patterns: Ints, begin: int, stop: int) -> tuple[Session, ...]:
    found: list[Session] = []
    dates = sessions.first_dates(patterns, np.full(len(patterns), begin))
    while (there := dates <= stop).any():
        patterns, dates = patterns[there], dates[there]
        found += _sessions(sessions, patterns, dates)
        dates = sessions.first_dates(patterns, np.minimum(dates + 1, FAR))
    return tuple(sorted(found, key=lambda one: one.start))


def _sessions(sessions: Sessions, patterns: Ints, dates: Ints) -> list[Session]:
    starts, ends = sessions.times(patterns, dates)
    return [
        Session(
            date_of(date),
            dt.datetime.fromtimestamp(start, dt.UTC),
            dt.datetime.fromtimestamp(end, dt.UTC),
        )
        for date, start, end in zip(dates.tolist(), starts.tolist(), ends.tolist(), strict=True)
        if start < NEVER
    ]
