"""What the time filters of a link ask for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from directory.model import Weekday
from directory.schedule.zones import Ints

BANDS: Mapping[str, tuple[int, int]] = MappingProxyType(
    {
        "morning": (4 * 60, 12 * 60),
        "midday": (11 * 60, 17 * 60),
        "evening": (16 * 60, 21 * 60),
        "night": (20 * 60, 29 * 60),
    }
)
"""The bands of the day: minutes after midnight, from the first until before the second.

They overlap on purpose; what goes past 1440 is after midnight.
"""

Bools: TypeAlias = npt.NDArray[np.bool_]

DAY_MINUTES = 1440
# "Soon": from ten minutes ago to two hours from now, in seconds.
SOON = (-600, 7200)
_GROUPS = {"weekdays": frozenset(range(5)), "weekend": frozenset({5, 6})}


@dataclass(frozen=True, slots=True)
class TimeFilter:
    """What `day`, `time`, `from`, `to` and `when` ask for; empty asks for nothing."""

    days: frozenset[str] = frozenset()
    """mon … sun, weekdays, weekend, today, tomorrow: any of them."""
    bands: frozenset[str] = frozenset()
    """morning, midday, evening, night: any of them."""
    start: dt.time | None = None
    """`from`, included."""
    stop: dt.time | None = None
    """`to`, not included; midnight means the end of the day."""
    when: frozenset[str] = frozenset()
    """now, soon: either."""

    def __bool__(self) -> bool:
        return bool(self.days or self.bands or self.when) or self.ranged

    @property
    def ranged(self) -> bool:
        """True when `from` or `to` is given."""
        return self.start is not None or self.stop is not None

    @property
    def weekdays(self) -> frozenset[int]:
        """The weekdays asked for by name; Monday is 0."""
        named = {day.number for day in Weekday if day.value in self.days}
        return frozenset(named).union(*(_GROUPS[one] for one in _GROUPS if one in self.days))

    @property
    def shifts(self) -> tuple[int, ...]:
        """The dates asked for, in days from today."""
        dates = (("today", 0), ("tomorrow", 1))
        return tuple(shift for name, shift in dates if name in self.days)

    def minutes(self) -> Bools | None:
        """Which minutes of the day band and range allow together; `None` when all."""
        if not self.bands and not self.ranged:
            return None
        allowed = np.zeros(DAY_MINUTES, bool)
        for band in self.bands:
            _allow(allowed, *BANDS[band])
        if not self.bands:
            allowed[:] = True
        if self.ranged:
            within = np.zeros(DAY_MINUTES, bool)
            start, stop = _minute(self.start), _minute(self.stop)
            _allow(within, start, stop if stop > start else stop + DAY_MINUTES)
            allowed &= within
        return allowed

    def asks(self, starts: Ints, at: int) -> Bools:
        """Which starts of what is not over at an instant `when` asks for."""
        asked = np.zeros(len(starts), bool)
        if "now" in self.when:
            asked |= starts <= at
        if "soon" in self.when:
            asked |= (starts >= at + SOON[0]) & (starts <= at + SOON[1])
        return asked


def _minute(time: dt.time | None) -> int:
    return 0 if time is None else time.hour * 60 + time.minute


def _allow(minutes: Bools, start: int, stop: int) -> None:
    minutes[start:stop] = True
    minutes[: max(0, stop - DAY_MINUTES)] = True
