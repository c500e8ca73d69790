"""When sessions take place: every pattern of a catalog, one weekday of a rule with its zone.

All arithmetic is on whole columns. Dates are days since 1970-01-01, instants seconds since then in
UTC, both int64; a date is the one on the wall where the session starts.
"""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from directory.index.packed import Array, Packed
from directory.model import Resource
from directory.schedule.zones import DAY, NEVER, Ints, Zones

EPOCH = dt.date(1970, 1, 1).toordinal()
LAST_DATE = dt.date(2110, 1, 1).toordinal() - EPOCH
FAR = 1 << 20
"""A date that does not come."""

_DEFAULT_SECONDS = 3600
# The longest a session can last: 24 hours on the wall, and a clock change.
_LONGEST = 27 * 3600
COLUMNS = (
    "weekday",
    "start",
    "minutes",
    "open_ended",
    "weeks",
    "every",
    "anchor",
    "first",
    "last",
    "zone",
    "shut",
)
"""What a pattern of sessions consists of."""


def day_number(date: dt.date) -> int:
    """Days since 1970-01-01."""
    return date.toordinal() - EPOCH


def date_of(number: int) -> dt.date:
    """The date so many days after 1970-01-01."""
    return dt.date.fromordinal(number + EPOCH)


def weekday_of(days: Ints) -> Ints:
    """Monday is 0. 1970-01-01 was a Thursday."""
    return (days + 3) % 7


class _Kept(NamedTuple):
    """What `upcoming` found: for each pattern at this instant or an earlier one."""

    at: int
    dates: Ints
    starts: Ints
    ends: Ints


class Sessions:
    """The sessions of a catalog: rows, one for each weekday of each rule, by rhythm.

    Rows follow patterns, of which there are few; methods take and give arrays of patterns.
    """

    def __init__(self, packed: Packed, zones: Zones) -> None:
        columns = packed.arrays
        self.pattern: Array = columns["pattern"]
        """For each row its pattern."""
        self.rule: Array = columns["rule"]
        """For each row the number of its rule among those of the resource."""
        self._bounds: Array = columns["bounds"]
        self.weekday: Ints = columns["weekday"]
        self.start: Ints = columns["start"]
        """Minutes after midnight."""
        self.slot: Ints = self.weekday * 1440 + self.start
        """The minute of the week at which each pattern starts."""
        self.zone: Ints = columns["zone"]
        self._minutes: Ints = columns["minutes"]
        self._open_ended: Ints = columns["open_ended"]
        self._weeks: Ints = columns["weeks"]
        self._every: Ints = columns["every"]
        self._anchor: Ints = columns["anchor"]
        self._first: Ints = columns["first"]
        self._last: Ints = columns["last"]
        self._shut: Ints = columns["shut"]
        """The number of the closures of each pattern; 0: none."""
        self._shut_key: Ints = columns["shut_key"]
        self._shut_set: Ints = columns["shut_set"]
        self._shut_last: Ints = columns["shut_last"]
        self._zones = zones
        self._kept: _Kept | None = None

    def __len__(self) -> int:
        """How many patterns there are."""
        return len(self.start)

    def of(self, rhythms: Array) -> tuple[Ints, Ints]:
        """The rows of some rhythms, and for each the position in `rhythms` it belongs to."""
        first = self._bounds[rhythms].astype(np.int64)
        counts = self._bounds[1:][rhythms] - first
        owner = np.repeat(np.arange(len(rhythms)), counts)
        skipped = np.cumsum(counts) - counts
        rows = np.arange(len(owner)) + np.repeat(first - skipped, counts)
        return rows, owner

    def first_dates(self, patterns: Ints, day: Ints) -> Ints:
        """The first date on or after `day` on which each row takes place, or `FAR`."""
        dates = self.planned_dates(patterns, day)
        closed = self._shut[patterns] > 0
        if closed.any():
            pending = np.flatnonzero(closed & (dates < FAR))
            while len(pending):
                reopens = self._reopens(patterns[pending], dates[pending])
                moved = reopens > dates[pending]
                pending, reopens = pending[moved], reopens[moved]
                dates[pending] = self.planned_dates(patterns[pending], reopens)
                pending = pending[dates[pending] < FAR]
        return dates

    def times(self, patterns: Ints, dates: Ints) -> tuple[Ints, Ints]:
        """The instants at which the occurrences on those dates start and end.

        A row whose date is `FAR` starts and ends `NEVER`.
        """
        zone = self.zone[patterns]
        wall = dates * DAY + self.start[patterns] * 60
        seconds = self._minutes[patterns] * 60
        starts = self._zones.to_utc(zone, wall)
        ends = self._zones.to_utc(zone, wall + seconds)
        # A clock change can swallow the end, or put it before a start that it moved.
        ends = np.where(ends > starts, ends, starts + seconds)
        ends = np.where(self._open_ended[patterns] != 0, starts + _DEFAULT_SECONDS, ends)
        none = dates >= FAR
        return np.where(none, NEVER, starts), np.where(none, NEVER, ends)

    def regular(self, patterns: Ints, dates: Ints) -> npt.NDArray[np.bool_]:
        """Which occurrences start, last and end as the clock on the wall says.

        The others are those that a clock change falls into.
        """
        zone = self.zone[patterns]
        wall = dates * DAY + self.start[patterns] * 60
        seconds = self._minutes[patterns] * 60
        starts, ends = self.times(patterns, dates)
        regular: npt.NDArray[np.bool_] = (
            (self._zones.to_wall(zone, starts) == wall)
            & (ends - starts == seconds)
            & (self._zones.to_utc(zone, wall + seconds) == ends)
            & (self._zones.to_wall(zone, ends) == wall + seconds)
        )
        return regular

    def upcoming(self, patterns: Ints, at: int) -> tuple[Ints, Ints, Ints]:
        """Date, start and end of each one's first occurrence that is not over at an instant.

        The answers for all patterns are kept, once: at any later instant those hold that are not
        over, and only the others are worked out again.
        """
        kept, few = self._kept, len(patterns) * 8 < len(self)
        if kept is None or kept.at > at:
            if few:
                return self._upcoming(patterns, at)
            kept = self._kept = _Kept(at, *self._upcoming(np.arange(len(self)), at))
        found = kept.dates[patterns], kept.starts[patterns], kept.ends[patterns]
        over = np.flatnonzero(found[2] <= at)
        if len(over):
            again = self._upcoming(patterns[over], at)
            for mine, fresh in zip(found, again, strict=True):
                mine[over] = fresh
            if not few:
                columns = kept.dates.copy(), kept.starts.copy(), kept.ends.copy()
                for column, fresh in zip(columns, again, strict=True):
                    column[patterns[over]] = fresh
                self._kept = _Kept(at, *columns)
        return found

    def _upcoming(self, patterns: Ints, at: int) -> tuple[Ints, Ints, Ints]:
        dates = self.first_dates(patterns, self._zones.dates(at - _LONGEST)[self.zone[patterns]])
        starts, ends = self.times(patterns, dates)
        pending = np.flatnonzero(ends <= at)
        while len(pending):
            again = patterns[pending]
            dates[pending] = self.first_dates(again, dates[pending] + 1)
            starts[pending], ends[pending] = self.times(again, dates[pending])
            pending = pending[ends[pending] <= at]
        return dates, starts, ends

    def planned_dates(self, patterns: Ints, day: Ints) -> Ints:
        """`first_dates` as if there were no closures."""
        dates = np.maximum(day, self._first[patterns])
        dates += (self.weekday[patterns] - dates - 3) % 7
        odd = np.flatnonzero((self._weeks[patterns] != 0) | (self._every[patterns] != 1))
        if len(odd):
            dates[odd] = self._irregular(patterns[odd], dates[odd])
        dates[dates > self._last[patterns]] = FAR
        return dates

    def _irregular(self, patterns: Ints, dates: Ints) -> Ints:
        """The first date in the right week of the cycle and of the month."""
        every, weeks, last = self._every[patterns], self._weeks[patterns], self._last[patterns]
        dates = dates + -((dates - self._anchor[patterns]) // 7) % every * 7
        wrong = np.flatnonzero((weeks != 0) & (dates <= last))
        while len(wrong):
            fits = weeks[wrong] & _weeks_of_month(dates[wrong]) != 0
            wrong = wrong[~fits]
            dates[wrong] += 7 * every[wrong]
            wrong = wrong[dates[wrong] <= last[wrong]]
        return dates

    def _reopens(self, patterns: Ints, dates: Ints) -> Ints:
        """The day after the closure that each date lies in; the date itself when it is open."""
        closed = self._shut[patterns]
        found = np.searchsorted(self._shut_key, closed * FAR + dates, "right") - 1
        shut = (found >= 0) & (self._shut_set[found] == closed) & (self._shut_last[found] >= dates)
        return np.where(shut, self._shut_last[found] + 1, dates)


def _weeks_of_month(dates: Ints) -> Ints:
    """Two bits for each date: which weekday of that name in its month, from both ends."""
    days = dates.astype("datetime64[D]")
    months = days.astype("datetime64[M]")
    before = (days - months.astype("datetime64[D]")).astype(np.int64)
    after = ((months + 1).astype("datetime64[D]") - days).astype(np.int64) - 1
    bits: Ints = (1 << before // 7) | (32 << after // 7)
    return bits


def joined_closures(resource: Resource) -> tuple[tuple[int, int], ...]:
    """A resource's closures as first and last date, in order, overlapping ones joined."""
    joined: list[tuple[int, int]] = []
    for closure in sorted(resource.closed, key=lambda closure: closure.from_):
        first = max(day_number(closure.from_), 0)
        last = min(day_number(closure.last), LAST_DATE)
        if first > last:
            continue
        if joined and first <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return tuple(joined)
