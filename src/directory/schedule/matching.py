"""Which sessions the time filters admit."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from directory.index.packed import Array
from directory.schedule.reader import advance, on_days, possible_there
from directory.schedule.recurrence import Sessions, weekday_of
from directory.schedule.wanted import DAY_MINUTES, Bools, TimeFilter
from directory.schedule.zones import NEVER, Ints, Moment, Zones


class Rows(NamedTuple):
    """The sessions of some rhythms."""

    row: Ints
    owner: Ints
    """Position of the rhythm that each row belongs to."""
    patterns: Ints
    """The different patterns that they follow."""
    where: Ints
    """Position in `patterns` of the one that each row follows."""

    @classmethod
    def of(cls, sessions: Sessions, rhythms: Array) -> Rows:
        """All sessions of these rhythms."""
        rows, owner = sessions.of(rhythms)
        return cls(rows, owner, *different(sessions.pattern[rows], len(sessions)))


def next_sessions(
    sessions: Sessions, zones: Zones, rhythms: Array, moment: Moment, wanted: TimeFilter
) -> tuple[Ints, Ints, Ints]:
    """For each rhythm the first session admitted: start, end, and its row, or `NEVER` and -1.

    Day, band, range and `when` hold for one and the same session, in progress or to come.
    """
    rows, owner, starts, ends = admitted_rows(sessions, zones, rhythms, moment, wanted)
    return _earliest(len(rhythms), rows, owner, starts, ends)


def admitted_rows(
    sessions: Sessions, zones: Zones, rhythms: Array, moment: Moment, wanted: TimeFilter
) -> tuple[Ints, Ints, Ints, Ints]:
    """The rows of some rhythms that the filters admit, at their next occurrences.

    Row, position in `rhythms` of the one it belongs to, start and end.
    """
    rows = Rows.of(sessions, rhythms)
    starts, ends = _admitted(sessions, zones, rows.patterns, moment, wanted)
    admitted = (starts < NEVER)[rows.where]
    where = rows.where[admitted]
    return rows.row[admitted], rows.owner[admitted], starts[where], ends[where]


def admitted(
    sessions: Sessions, zones: Zones, rows: Rows, moment: Moment, wanted: TimeFilter
) -> Bools:
    """Which of some rows the filters admit."""
    starts, _ = _admitted(sessions, zones, rows.patterns, moment, wanted)
    found: Bools = (starts < NEVER)[rows.where]
    return found


def different(values: Array, size: int) -> tuple[Ints, Ints]:
    """The different ones of some numbers below `size`, and for each its position among them."""
    if len(values) * 8 < size:
        found, where = np.unique(values, return_inverse=True)
        return found.astype(np.int64), where
    there = np.zeros(size, bool)
    there[values] = True
    return np.flatnonzero(there), (np.cumsum(there) - 1)[values]


def _admitted(
    sessions: Sessions, zones: Zones, patterns: Ints, moment: Moment, wanted: TimeFilter
) -> tuple[Ints, Ints]:
    """When the next session of each pattern that the filters admit starts and ends, or `NEVER`."""
    possible = np.flatnonzero(_possible(sessions, zones, patterns, moment, wanted))
    chosen = patterns[possible]
    dates, starts, ends = sessions.upcoming(chosen, moment.at)
    if moment.reader is not None:
        if wanted.days or wanted.bands or wanted.ranged:
            advance(sessions, zones, moment, wanted, (chosen, dates, starts, ends))
    elif wanted.shifts:
        starts[~on_days(sessions.zone[chosen], dates, starts, moment, wanted)] = NEVER
    if wanted.when:
        starts[~wanted.asks(starts, moment.at)] = NEVER
    found = np.full((2, len(patterns)), NEVER)
    found[:, possible] = starts, ends
    return found[0], found[1]


def _possible(
    sessions: Sessions, zones: Zones, patterns: Ints, moment: Moment, wanted: TimeFilter
) -> Bools:
    """Which patterns can start on a day and at a time asked for, by weekday and minute alone."""
    minutes = wanted.minutes()
    if minutes is None and not wanted.days:
        return np.ones(len(patterns), bool)
    dates = moment.dates
    days = np.zeros((max(len(dates), 1), 7), bool)
    days[:, list(wanted.weekdays) if wanted.days else slice(None)] = True
    clocks = np.arange(len(dates))
    for shift in wanted.shifts:
        days[clocks, weekday_of(dates + shift)] = True
    if 0 in wanted.shifts:
        for back in (1,) if moment.reader is None else (1, 2):
            days[clocks, weekday_of(dates - back)] = True
    allowed = np.ones(DAY_MINUTES, bool) if minutes is None else minutes
    week = (days[0][:, np.newaxis] & allowed).ravel()
    if moment.reader is not None:
        return possible_there(sessions, zones, patterns, moment, week)
    if not wanted.shifts:
        anywhere: Bools = week[sessions.slot[patterns]]
        return anywhere
    possible: Bools = allowed[sessions.start[patterns]]
    possible &= days[sessions.zone[patterns], sessions.weekday[patterns]]
    return possible


def _earliest(
    count: int, rows: Ints, owner: Ints, starts: Ints, ends: Ints
) -> tuple[Ints, Ints, Ints]:
    """Of each owner the first start, its end and row; the first rule where two start at once."""
    start, end = np.full((2, count), NEVER)
    row = np.full(count, -1)
    np.minimum.at(start, owner, starts)
    chosen = np.flatnonzero((starts < NEVER) & (starts == start[owner]))[::-1]
    end[owner[chosen]] = ends[chosen]
    row[owner[chosen]] = rows[chosen]
    return start, end, row
