"""When sessions take place: every session of a catalog, one row for each weekday of each rule.

All arithmetic is on whole columns. Dates are days since 1970-01-01, instants seconds since then in
UTC, both int64; a date is the one on the wall where the session starts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from directory.model import Resource, SessionRule
from directory.schedule.zones import DAY, NEVER, Ints, Zones

EPOCH = dt.date(1970, 1, 1).toordinal()
LAST_DATE = dt.date(2110, 1, 1).toordinal() - EPOCH
FAR = 1 << 20
"""A date that does not come."""

_DEFAULT_SECONDS = 3600
# The longest a session can last: 24 hours on the wall, and a clock change.
_LONGEST = 27 * 3600
_COLUMNS = (
    "entry",
    "rule",
    "weekday",
    "start",
    "minutes",
    "open_ended",
    "weeks",
    "every",
    "anchor",
    "first",
    "last",
)


def day_number(date: dt.date) -> int:
    """Days since 1970-01-01."""
    return date.toordinal() - EPOCH


def date_of(number: int) -> dt.date:
    """The date so many days after 1970-01-01."""
    return dt.date.fromordinal(number + EPOCH)


def weekday_of(days: Ints) -> Ints:
    """Monday is 0. 1970-01-01 was a Thursday."""
    return (days + 3) % 7


class Sessions:
    """The sessions of a catalog in columns; methods take and give arrays of rows of them."""

    def __init__(self, resources: Sequence[Resource], zone: Ints, zones: Zones) -> None:
        """`zone` is the position in `zones` of each resource's time zone.

        Resources that do not run now have no sessions.
        """
        table: list[tuple[int, ...]] = []
        bounds, closed = [0], list[int]()
        closures: list[tuple[int, int, int]] = []
        for entry, resource in enumerate(resources):
            if resource.schedule and resource.runs:
                for number, rule in enumerate(resource.schedule):
                    table.extend((entry, number, *row) for row in _rows(rule))
                shut_dates = joined_closures(resource)
                closures.extend((entry, *dates) for dates in shut_dates)
                closed.extend([entry] if shut_dates else [])
            bounds.append(len(table))
        columns = np.array(table, np.int64).reshape(-1, len(_COLUMNS)).T.copy()
        named = dict(zip(_COLUMNS, columns, strict=True))
        self.entry: Ints = named["entry"]
        self.rule: Ints = named["rule"]
        self.weekday: Ints = named["weekday"]
        self.start: Ints = named["start"]
        """Minutes after midnight."""
        self.zone: Ints = zone[self.entry]
        self._bounds: Ints = np.array(bounds, np.int64)
        self._minutes: Ints = named["minutes"]
        self._open_ended: npt.NDArray[np.bool_] = named["open_ended"].astype(bool)
        self._weeks: Ints = named["weeks"]
        self._every: Ints = named["every"]
        self._anchor: Ints = named["anchor"]
        self._first: Ints = named["first"]
        self._last: Ints = named["last"]
        self.slot: Ints = self.weekday * 1440 + self.start
        """The minute of the week at which each row starts."""
        self._plain = (self._weeks == 0) & (self._every == 1)
        self._closed = np.isin(self.entry, np.array(closed, np.int64))
        shut = np.array(sorted(closures), np.int64).reshape(-1, 3)
        self._shut_key: Ints = shut[:, 0] * FAR + shut[:, 1]
        self._shut_entry: Ints = shut[:, 0].copy()
        self._shut_last: Ints = shut[:, 2].copy()
        self._zones = zones
        self._twin = self._twins()

    def _twins(self) -> Ints:
        """For each row the first one that always takes place at the same time.

        A large catalog has few times of the week: what happens then is worked out once.
        """
        twin = np.arange(len(self.entry))
        plain = self._plain & ~self._closed & (self._first <= 0) & (self._last == LAST_DATE)
        times = self.zone * 7 + self.weekday
        for column, size in ((self.start, 1440), (self._minutes, 1441), (self._open_ended, 2)):
            times = times * size + column
        _, first, same = np.unique(times[plain], return_index=True, return_inverse=True)
        twin[plain] = np.flatnonzero(plain)[first][same]
        return twin

    def of(self, entries: Ints) -> tuple[Ints, Ints]:
        """The rows of some entries, and for each row the position in `entries` it belongs to."""
        first = self._bounds[entries]
        counts = self._bounds[entries + 1] - first
        owner = np.repeat(np.arange(len(entries)), counts)
        skipped = np.cumsum(counts) - counts
        rows = np.arange(len(owner)) + np.repeat(first - skipped, counts)
        return rows, owner

    def first_dates(self, rows: Ints, day: Ints) -> Ints:
        """The first date on or after `day` on which each row takes place, or `FAR`."""
        dates = self._pattern(rows, day)
        if self._closed[rows].any():
            pending = np.flatnonzero(self._closed[rows] & (dates < FAR))
            while len(pending):
                reopens = self._reopens(rows[pending], dates[pending])
                moved = reopens > dates[pending]
                pending, reopens = pending[moved], reopens[moved]
                dates[pending] = self._pattern(rows[pending], reopens)
                pending = pending[dates[pending] < FAR]
        return dates

    def times(self, rows: Ints, dates: Ints) -> tuple[Ints, Ints]:
        """The instants at which the occurrences on those dates start and end.

        A row whose date is `FAR` starts and ends `NEVER`.
        """
        zone = self.zone[rows]
        wall = dates * DAY + self.start[rows] * 60
        seconds = self._minutes[rows] * 60
        starts = self._zones.to_utc(zone, wall)
        ends = self._zones.to_utc(zone, wall + seconds)
        # A clock change can swallow the end, or put it before a start that it moved.
        ends = np.where(ends > starts, ends, starts + seconds)
        ends = np.where(self._open_ended[rows], starts + _DEFAULT_SECONDS, ends)
        none = dates >= FAR
        return np.where(none, NEVER, starts), np.where(none, NEVER, ends)

    def planned_dates(self, rows: Ints, day: Ints) -> Ints:
        """`first_dates` as if nothing were ever closed."""
        return self._pattern(rows, day)

    def regular(self, rows: Ints, dates: Ints) -> npt.NDArray[np.bool_]:
        """Which occurrences start, last and end as the clock on the wall says.

        The others are those that a clock change falls into.
        """
        zone = self.zone[rows]
        wall = dates * DAY + self.start[rows] * 60
        seconds = self._minutes[rows] * 60
        starts, ends = self.times(rows, dates)
        regular: npt.NDArray[np.bool_] = (
            (self._zones.to_wall(zone, starts) == wall)
            & (ends - starts == seconds)
            & (self._zones.to_utc(zone, wall + seconds) == ends)
            & (self._zones.to_wall(zone, ends) == wall + seconds)
        )
        return regular

    def upcoming(self, rows: Ints, at: int) -> tuple[Ints, Ints, Ints]:
        """Date, start and end of each row's first occurrence that is not over at an instant."""
        twins = self._twin[rows]
        asked = np.zeros(len(self.entry), bool)
        asked[twins] = True
        originals = np.flatnonzero(asked)
        found = np.empty((3, len(self.entry)), np.int64)
        found[:, originals] = self._upcoming(originals, at)
        return found[0, twins], found[1, twins], found[2, twins]

    def _upcoming(self, rows: Ints, at: int) -> tuple[Ints, Ints, Ints]:
        dates = self.first_dates(rows, self._zones.dates(at - _LONGEST)[self.zone[rows]])
        starts, ends = self.times(rows, dates)
        pending = np.flatnonzero(ends <= at)
        while len(pending):
            again = rows[pending]
            dates[pending] = self.first_dates(again, dates[pending] + 1)
            starts[pending], ends[pending] = self.times(again, dates[pending])
            pending = pending[ends[pending] <= at]
        return dates, starts, ends

    def _pattern(self, rows: Ints, day: Ints) -> Ints:
        """`first_dates` as if there were no closures."""
        dates = np.maximum(day, self._first[rows])
        dates += (self.weekday[rows] - dates - 3) % 7
        odd = np.flatnonzero(~self._plain[rows])
        if len(odd):
            dates[odd] = self._irregular(rows[odd], dates[odd])
        dates[dates > self._last[rows]] = FAR
        return dates

    def _irregular(self, rows: Ints, dates: Ints) -> Ints:
        """The first date in the right week of the cycle and of the month."""
        every, weeks, last = self._every[rows], self._weeks[rows], self._last[rows]
        dates = dates + -((dates - self._anchor[rows]) // 7) % every * 7
        wrong = np.flatnonzero((weeks != 0) & (dates <= last))
        while len(wrong):
            fits = weeks[wrong] & _weeks_of_month(dates[wrong]) != 0
            wrong = wrong[~fits]
            dates[wrong] += 7 * every[wrong]
            wrong = wrong[dates[wrong] <= last[wrong]]
        return dates

    def _reopens(self, rows: Ints, dates: Ints) -> Ints:
        """The day after the closure that each date lies in; the date itself when it is open."""
        entry = self.entry[rows]
        found = np.searchsorted(self._shut_key, entry * FAR + dates, "right") - 1
        shut = (found >= 0) & (self._shut_entry[found] == entry) & (self._shut_last[found] >= dates)
        return np.where(shut, self._shut_last[found] + 1, dates)


def _weeks_of_month(dates: Ints) -> Ints:
    """Two bits for each date: which weekday of that name in its month, from both ends."""
    days = dates.astype("datetime64[D]")
    months = days.astype("datetime64[M]")
    before = (days - months.astype("datetime64[D]")).astype(np.int64)
    after = ((months + 1).astype("datetime64[D]") - days).astype(np.int64) - 1
    bits: Ints = (1 << before // 7) | (32 << after // 7)
    return bits


def _rows(rule: SessionRule) -> list[tuple[int, ...]]:
    """A rule as rows of `_COLUMNS`, without the first two."""
    first = -EPOCH if rule.from_ is None else day_number(rule.from_)
    last = LAST_DATE if rule.until is None else min(LAST_DATE, day_number(rule.until))
    anchor = first - (first + 3) % 7
    weekdays = sorted({day.number for day in rule.days})
    if rule.date is not None:
        date = day_number(rule.date)
        first, last = max(first, date), min(last, date)
        weekdays = [(date + 3) % 7]
    weeks = 0
    for week in rule.weeks:
        weeks |= 1 << (week - 1 if week > 0 else 4 - week)
    start = rule.start.hour * 60 + rule.start.minute
    open_ended = int(rule.end is None)
    tail = (start, rule.minutes, open_ended, weeks, rule.every, anchor, min(first, FAR), last)
    return [(weekday, *tail) for weekday in weekdays]


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
