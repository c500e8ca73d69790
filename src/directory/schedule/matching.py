"""Which sessions the time filters admit."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from directory.index.packed import Array
from directory.schedule.recurrence import FAR, Sessions, weekday_of
from directory.schedule.wanted import DAY_MINUTES, Bools, TimeFilter
from directory.schedule.zones import DAY, NEVER, Ints, Moment, Zones

# Read on another clock, a weekly session moves by an hour between summer and winter: within a year
# and a little it has shown all the times it can start at.
_TRIES = 60
_TWO_YEARS = 730 * DAY


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
    minutes = wanted.minutes()
    possible = np.flatnonzero(_possible(sessions, zones, patterns, moment, wanted, minutes))
    chosen = patterns[possible]
    dates, starts, ends = sessions.upcoming(chosen, moment.at)
    if moment.reader is None:
        if wanted.days and wanted.shifts:
            starts[~_on_days(sessions.zone[chosen], dates, starts, moment, wanted)] = NEVER
    elif minutes is not None or wanted.days:
        _advance(sessions, moment, wanted, minutes, (chosen, dates, starts, ends))
    if wanted.when:
        starts[~wanted.asks(starts, moment.at)] = NEVER
    found = np.full((2, len(patterns)), NEVER)
    found[:, possible] = starts, ends
    return found[0], found[1]


def _possible(
    sessions: Sessions,
    zones: Zones,
    patterns: Ints,
    moment: Moment,
    wanted: TimeFilter,
    minutes: Bools | None,
) -> Bools:
    """Which patterns can start on a day and at a time asked for, by weekday and minute alone."""
    if minutes is None and not wanted.days:
        return np.ones(len(patterns), bool)
    if moment.reader is None and not wanted.shifts:
        week = np.zeros((7, DAY_MINUTES), bool)
        week[list(wanted.weekdays) if wanted.days else slice(None)] = (
            True if minutes is None else minutes
        )
        fits_in_week: Bools = week[sessions.weekday[patterns], sessions.start[patterns]]
        return fits_in_week
    days = np.zeros((len(zones.names), 7), bool)
    days[:, list(wanted.weekdays) if wanted.days else slice(None)] = True
    for shift in wanted.shifts:
        days[np.arange(len(days)), weekday_of(moment.dates + shift)] = True
    if 0 in wanted.shifts:
        for back in (1,) if moment.reader is None else (1, 2):
            days[np.arange(len(days)), weekday_of(moment.dates - back)] = True
    start, weekday = sessions.start[patterns], sessions.weekday[patterns]
    zone = sessions.zone[patterns]
    if moment.reader is None:
        fits = days[zone, weekday]
        return fits if minutes is None else fits & minutes[start]
    possible = np.zeros(len(patterns), bool)
    shown = moment.reader.offsets(0, moment.at - 2 * DAY, moment.at + _TWO_YEARS)
    for number in range(len(zones.names)):
        own = zones.offsets(number, moment.at - 2 * DAY, moment.at + _TWO_YEARS)
        for ahead in {(theirs - mine) // 60 for theirs in shown for mine in own}:
            minute = start + ahead
            fits = days[number, (weekday + minute // DAY_MINUTES) % 7] & (zone == number)
            if minutes is not None:
                fits &= minutes[minute % DAY_MINUTES]
            possible |= fits
    return possible


def _on_days(zone: Ints, dates: Ints, starts: Ints, moment: Moment, wanted: TimeFilter) -> Bools:
    """Which occurrences, none of them over, are on a day asked for.

    What is in progress is on today's list, also when it began before midnight.
    """
    on = np.isin(weekday_of(dates), list(wanted.weekdays))
    for shift in wanted.shifts:
        on |= dates == moment.dates[zone] + shift
    if 0 in wanted.shifts:
        on |= starts <= moment.at
    return on


def _advance(
    sessions: Sessions,
    moment: Moment,
    wanted: TimeFilter,
    minutes: Bools | None,
    found: tuple[Ints, Ints, Ints, Ints],
) -> None:
    """Move each pattern to its first occurrence that fits on the reader's clock, or to `NEVER`.

    `found` are the patterns and the date, start and end of an occurrence of each; changed in place.
    """
    patterns, dates, starts, ends = found
    assert moment.reader is not None
    horizon = NEVER if wanted.weekdays or not wanted.days else moment.at + 4 * DAY
    pending = np.flatnonzero(starts < NEVER)
    for _ in range(_TRIES):
        zone = np.zeros_like(pending)
        wall = moment.reader.to_wall(zone, starts[pending])
        fits = np.ones(len(pending), bool)
        if wanted.days:
            fits &= _on_days(zone, wall // DAY, starts[pending], moment, wanted)
        if minutes is not None:
            fits &= minutes[wall % DAY // 60]
        pending = pending[~fits]
        if not len(pending):
            return
        again = patterns[pending]
        dates[pending] = sessions.first_dates(again, np.minimum(dates[pending] + 1, FAR))
        starts[pending], ends[pending] = sessions.times(again, dates[pending])
        late = starts[pending] >= horizon
        starts[pending[late]] = NEVER
        pending = pending[~late]
    starts[pending] = NEVER


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
