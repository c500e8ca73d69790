"""The opening hours of a whole catalog: which places are open, and when they open next."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from functools import cached_property

import numpy as np

from directory.index.packed import Array, Packed
from directory.schedule.doors import Door, doors_of
from directory.schedule.expression import read_expression
from directory.schedule.openings import LOOKBACK, Openings
from directory.schedule.wanted import TimeFilter
from directory.schedule.weeks import Weeks
from directory.schedule.zones import DAY, NEVER, Ints, Moment, Zones

_AHEAD = 23
_YEAR = 53 * 7
_KEPT_DAYS = 8


class OpenHours:
    """When the entries of a catalog that have opening hours are open.

    Entries with the same hours, zone and closures share one `Door`. What the doors do around a
    date is worked out once and kept, for a few dates.
    """

    def __init__(self, packed: Packed, zones: Zones) -> None:
        self._door_of: Array = packed.arrays["rhythms.door_of"]
        self._zones = zones
        self._zone_of: Ints = packed.arrays["doors.zone"].astype(np.int64)
        self._packed = packed.part("doors")
        self._weeks = Weeks(packed.part("weeks"))
        self._around: OrderedDict[tuple[int, str], _Around] = OrderedDict()
        self._lock = threading.Lock()

    @cached_property
    def doors(self) -> tuple[Door, ...]:
        """What decides when places are open, each kind once."""
        return doors_of(self._packed)

    def door_of(self, rhythms: Array) -> Array:
        """For each rhythm the position of its door; -1 when it has no hours."""
        return self._door_of[rhythms]

    def next(self, rhythms: Array, moment: Moment, wanted: TimeFilter) -> tuple[Ints, Ints]:
        """For each rhythm the start and end of the first interval admitted, or `NEVER` twice.

        An interval without a beginning starts at midnight of the day.
        """
        doors = self.door_of(rhythms)
        starts, ends = np.full((2, len(self._zone_of) + 1), NEVER)
        if (doors >= 0).any():
            around = self._at(moment)
            pending = np.zeros(len(starts), bool)
            pending[doors] = True
            door, start, end = around.near.next(moment, wanted)
            starts[door], ends[door] = start, end
            pending[door] = pending[-1] = False
            names_a_date = wanted.days and not wanted.weekdays
            if not wanted.when and not names_a_date and pending[around.uncertain].any():
                for openings in around.far():
                    door, start, end = openings.next(moment, wanted)
                    later = starts[door] == NEVER
                    door, start, end = door[later], start[later], end[later]
                    starts[door], ends[door] = start, end
            starts = self._begun(starts, np.arange(len(starts)), moment.today)
        return starts[doors], ends[doors]

    def between(self, rhythms: Array, start: int, stop: int) -> tuple[Ints, Ints, Ints]:
        """The open intervals that overlap `[start, stop)`: position in `rhythms`, start, end.

        An interval without a beginning starts at midnight of the day of `start`.
        """
        wanted = self.door_of(rhythms)
        numbers = np.unique(wanted[wanted >= 0])
        days = (start // DAY - LOOKBACK, stop // DAY + 2)
        doors = [self.doors[number] for number in numbers]
        found = Openings(doors, range(len(doors)), days, self._zones)
        wanted = np.where(wanted >= 0, np.searchsorted(numbers, wanted), -1)
        first = np.searchsorted(found.door, wanted, "left")
        counts = np.searchsorted(found.door, wanted, "right") - first
        owner = np.repeat(np.arange(len(rhythms)), counts)
        rows = np.arange(len(owner)) + np.repeat(first - np.cumsum(counts) + counts, counts)
        rows_within = (found.start[rows] < stop) & (found.end[rows] > start)
        owner, rows = owner[rows_within], rows[rows_within]
        starts = self._begun(found.start[rows], numbers[found.door[rows]], self._zones.dates(start))
        return owner, starts, found.end[rows]

    def _begun(self, starts: Ints, doors: Ints, today: Ints) -> Ints:
        """Starts with midnight of today in place of those that lie too far back to tell."""
        endless = np.flatnonzero(starts == -NEVER)
        if len(endless):
            zone = self._zone_of[doors[endless]]
            starts[endless] = self._zones.to_utc(zone, today[zone] * DAY)
        return starts

    def _at(self, moment: Moment) -> _Around:
        key = (moment.at // DAY, moment.reader.names[0] if moment.reader else "")
        with self._lock:
            if key not in self._around:
                self._around[key] = _Around(
                    self.doors, self._weeks, self._zones, key[0], moment.reader
                )
                if len(self._around) > _KEPT_DAYS:
                    self._around.popitem(last=False)
            self._around.move_to_end(key)
            return self._around[key]


class _Around:
    """What the doors of a catalog do around a day."""

    def __init__(
        self,
        doors: Sequence[Door],
        weeks: Weeks,
        zones: Zones,
        today: int,
        reader: Zones | None,
    ) -> None:
        self._weeks = weeks
        self._doors, self._zones, self._today, self._reader = doors, zones, today, reader
        self._far: list[Openings] | None = None
        self._lock = threading.Lock()
        self.near = self._list(range(len(doors)), _AHEAD)
        self.uncertain = np.array(
            [n for n in np.flatnonzero(~weeks.alike).tolist() if not self._certain(doors[n])],
            np.int64,
        )
        """Doors that may do something later that they do not do in the coming weeks."""

    def far(self) -> list[Openings]:
        """What the uncertain doors do in the coming 53 weeks; one more year past closures."""
        with self._lock:
            if self._far is None:
                closing = [n for n in self.uncertain.tolist() if self._doors[n].closures]
                others = [n for n in self.uncertain.tolist() if not self._doors[n].closures]
                self._far = [
                    self._list(numbers, days)
                    for numbers, days in ((others, _YEAR), (closing, 2 * _YEAR))
                    if numbers
                ]
            return self._far

    def _list(self, numbers: Sequence[int], ahead: int) -> Openings:
        days = (self._today - LOOKBACK, self._today + ahead)
        return Openings(self._doors, numbers, days, self._zones, self._reader, self._weeks)

    def _certain(self, door: Door) -> bool:
        """True when the coming weeks hold an ordinary day of each name."""
        expression = read_expression(door.expr)
        if not expression.weekly or expression.opens_on_holidays:
            return False
        first, last = self._today + 2, self._today + _AHEAD
        special = door.special_days(first - 1, last)
        ordinary = {
            day % 7 for day in range(first, last) if day not in special and day - 1 not in special
        }
        return len(ordinary) == 7
