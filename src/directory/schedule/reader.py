"""Sessions on another clock: the reader's, who wants days and times as they are where they live."""

from __future__ import annotations

import numpy as np

from directory.schedule.recurrence import FAR, Sessions, weekday_of
from directory.schedule.wanted import Bools, TimeFilter
from directory.schedule.zones import DAY, NEVER, Ints, Moment, Zones

_TRIES = 60
# On another clock a weekly session moves by an hour between summer and winter: within two years it
# has shown all the times it can start at.
_TWO_YEARS = 730 * DAY
# So long after a clock change, sessions start again at the times that their rules say; and so long
# from now, today and tomorrow are over everywhere.
_SETTLED, _SOON_OVER = 2 * DAY, 4 * DAY
_SIX_DAYS = 6 * DAY
_SPAN = 1 << 40


def possible_there(
    sessions: Sessions, zones: Zones, patterns: Ints, moment: Moment, week: Bools
) -> Bools:
    """Which patterns can start within the minutes of a reader's week that are true in `week`."""
    assert moment.reader is not None
    first, last = moment.at - 2 * DAY, moment.at + _TWO_YEARS
    shown = moment.reader.offsets(0, first, last)
    zone = sessions.zone[patterns]
    fits = np.zeros((len(zones.names), len(week)), bool)
    for number in np.unique(zone).tolist():
        own = zones.offsets(number, first, last)
        for ahead in {(theirs - mine) // 60 for theirs in shown for mine in own}:
            fits[number] |= np.roll(week, -ahead)
    possible: Bools = fits[zone, sessions.slot[patterns]]
    return possible


def advance(
    sessions: Sessions,
    zones: Zones,
    moment: Moment,
    wanted: TimeFilter,
    found: tuple[Ints, Ints, Ints, Ints],
) -> None:
    """Move each pattern to its first occurrence that fits on the reader's clock, or to `NEVER`.

    `found` are the patterns and the date, start and end of an occurrence of each; changed in place.
    """
    patterns, dates, starts, ends = found
    assert moment.reader is not None
    minutes = wanted.minutes()
    pending = np.flatnonzero(starts < NEVER)
    horizon = moment.at + _SOON_OVER
    if wanted.weekdays or not wanted.days:
        horizon = int(starts[pending].max(initial=moment.at)) + _TWO_YEARS
    changes = _Changes(zones, moment, sessions.zone[patterns], horizon)
    for _ in range(_TRIES):
        zone = np.zeros_like(pending)
        wall = moment.reader.to_wall(zone, starts[pending])
        fits = np.ones(len(pending), bool)
        if wanted.days:
            fits &= on_days(zone, wall // DAY, starts[pending], moment, wanted)
        if minutes is not None:
            fits &= minutes[wall % DAY // 60]
        pending = pending[~fits]
        # The next one is a week later, or more.
        late = starts[pending] + _SIX_DAYS >= horizon
        starts[pending[late]] = NEVER
        pending = pending[~late]
        if not len(pending):
            return
        again = patterns[pending]
        days = changes.after(sessions.zone[again], starts[pending], dates[pending])
        dates[pending] = sessions.first_dates(again, np.minimum(days, FAR))
        starts[pending], ends[pending] = sessions.times(again, dates[pending])
        late = starts[pending] >= horizon
        starts[pending[late]] = NEVER
        pending = pending[~late]
    starts[pending] = NEVER


class _Changes:
    """When the clocks of some zones change, or the reader's."""

    def __init__(self, zones: Zones, moment: Moment, zone: Ints, last: int) -> None:
        assert moment.reader is not None
        self._zones, self._at = zones, moment.at
        first = moment.at - 30 * DAY
        there = moment.reader.changes(0, first, last)
        keys = []
        for number in np.unique(zone).tolist():
            both = np.union1d(there, zones.changes(number, first, last))
            keys.append(np.concatenate(([0], both, [_SPAN // 2])) + number * _SPAN)
        self._keys: Ints = np.concatenate([*keys, np.empty(0, np.int64)])

    def after(self, zone: Ints, starts: Ints, dates: Ints) -> Ints:
        """The day from which on the session after one may be at another time of the week.

        Between two clock changes sessions of a pattern always start at the same weekday and time,
        whichever clock tells them; only around a change, and now, each of them is looked at.
        """
        place = np.searchsorted(self._keys, zone * _SPAN + starts, "right")
        before = self._keys[place - 1] - zone * _SPAN
        change = self._keys[place] - zone * _SPAN
        known = change < _SPAN // 2
        there = np.where(known, self._zones.to_wall(zone, np.where(known, change, 0)) // DAY, FAR)
        settled = (starts > before + _SETTLED) & (starts > self._at + _SOON_OVER)
        days: Ints = np.where(settled, np.maximum(dates + 1, there - 1), dates + 1)
        return days


def on_days(zone: Ints, dates: Ints, starts: Ints, moment: Moment, wanted: TimeFilter) -> Bools:
    """Which occurrences, none of them over, are on a day asked for.

    What is in progress is on today's list, also when it began before midnight.
    """
    named = np.zeros(7, bool)
    named[list(wanted.weekdays)] = True
    on: Bools = named[weekday_of(dates)]
    for shift in wanted.shifts:
        on |= dates == moment.dates[zone] + shift
    if 0 in wanted.shifts:
        on |= starts <= moment.at
    return on
