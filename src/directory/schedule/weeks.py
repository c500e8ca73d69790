"""Doors that do the same every week, without holidays or closures: most of them, all at once.

What they do is told once, when the catalog is read, and laid out over the days that somebody asks
about: a large catalog has thousands of different opening hours, and each day brings a new stretch.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from directory.index.packed import Array, Packed, small
from directory.schedule.doors import Door, every_week
from directory.schedule.wanted import DAY_MINUTES, Bools
from directory.schedule.zones import NEVER, Ints

_WEEK = 7 * DAY_MINUTES


def pack_weeks(doors: Iterable[Door]) -> Packed:
    """The usual weeks of doors, taken apart."""
    return pack_known([every_week(door) for door in doors])


def pack_known(weeks: Sequence[Ints | None]) -> Packed:
    """Weeks that are known already, taken apart; `None` for a door without a usual one."""
    spans = [week for week in weeks if week is not None]
    told = np.concatenate([*spans, np.empty((0, 2), np.int64)])
    counts = [0 if week is None else len(week) for week in weeks]
    return Packed(
        {
            "alike": np.array([week is not None for week in weeks], bool),
            "bounds": small(np.cumsum([0, *counts])),
            "low": small(told[:, 0]),
            "high": small(told[:, 1]),
        }
    )


class Weeks:
    """What doors do every week."""

    def __init__(self, packed: Packed) -> None:
        self.alike: Bools = packed.arrays["alike"]
        """For each door, whether every week is like every other."""
        self._bounds: Array = packed.arrays["bounds"]
        self._low: Array = packed.arrays["low"]
        self._high: Array = packed.arrays["high"]

    def each(self) -> list[Ints | None]:
        """The usual week of each door, as `pack_known` takes it."""
        bounds = self._bounds.tolist()
        table = np.stack([self._low, self._high], axis=1).astype(np.int64)
        return [
            table[bounds[number] : bounds[number + 1]] if alike else None
            for number, alike in enumerate(self.alike.tolist())
        ]

    def spans(self, numbers: Ints, first: int, last: int) -> tuple[Ints, Ints]:
        """The open spans of some doors that overlap days `first` until before `last`, whole.

        Door and span of each, in minutes on the wall; those that touch are not joined. What is
        always open is so from `-NEVER` to `NEVER`.
        """
        begins = self._bounds[numbers].astype(np.int64)
        counts = self._bounds[numbers + 1] - begins
        door = np.repeat(numbers, counts)
        rows = np.arange(len(door)) + np.repeat(begins - np.cumsum(counts) + counts, counts)
        low, high = self._low[rows].astype(np.int64), self._high[rows].astype(np.int64)
        always = high - low >= _WEEK
        endless = np.tile(np.array([[-NEVER, NEVER]]), (int(np.count_nonzero(always)), 1))
        # A week earlier, for what begins before the first day.
        mondays = np.arange(first - (first + 3) % 7 - 7, last, 7) * DAY_MINUTES
        parts = np.flatnonzero(~always)
        laid = np.stack([low[parts], high[parts]], axis=1) + mondays[:, np.newaxis, np.newaxis]
        doors, laid = np.tile(door[parts], len(mondays)), laid.reshape(-1, 2)
        within = (laid[:, 0] < last * DAY_MINUTES) & (laid[:, 1] > first * DAY_MINUTES)
        return (
            np.concatenate([door[always], doors[within]]),
            np.concatenate([endless, laid[within]]),
        )
