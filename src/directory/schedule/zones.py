"""Local wall-clock times of many time zones at once, to UTC and back.

Instants are seconds since 1970-01-01 00:00 UTC; wall times are seconds since 1970-01-01 00:00 on
the clock on the wall. Both are int64 arrays. Between 1970 and 2110 the answers are those of
`zoneinfo`; a wall time that a clock change skips moves forward by the gap, a repeated one means
the first.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from directory.index.packed import Packed

Ints: TypeAlias = npt.NDArray[np.int64]

DAY = 86_400
NEVER = int(np.iinfo(np.int64).max)
"""An instant that does not come: no next occurrence, no end."""

_FIRST = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_LAST = dt.datetime(2110, 1, 1, tzinfo=dt.UTC)
# The nearest clock changes in the time zone database are nearly seven days apart: Gaza and Morocco
# leave summer time for Ramadan.
_STRIDE = 5 * DAY
# Keeps the zones apart in one sorted array: more than all the seconds there are in one of them.
_SPAN = 1 << 40


class Zones:
    """The time zones of a catalog, by number."""

    def __init__(self, packed: Packed) -> None:
        self.packed = packed
        self.names = packed.texts["names"]
        """IANA names; `zone` arguments elsewhere are positions in them."""
        self._utc: Ints = packed.arrays["utc"]
        self._wall: Ints = packed.arrays["wall"]
        self._offsets: Ints = packed.arrays["offsets"]

    @classmethod
    def of(cls, names: Iterable[str]) -> Zones:
        """The zones of these names, in this order."""
        names = tuple(names)
        utc, wall, offsets = [], [], []
        for index, name in enumerate(names):
            changes, before, after = transitions(name)
            start = index * _SPAN
            utc.append(np.concatenate([[start - _SPAN // 2], start + changes]))
            breaks = np.maximum.accumulate(changes + np.maximum(before, after))
            wall.append(np.concatenate([[start - _SPAN // 2], start + breaks]))
            first = before[0] if len(before) else offset(ZoneInfo(name), 0)
            offsets.append(np.concatenate([[first], after]))
        parts = {"utc": utc, "wall": wall, "offsets": offsets}
        nothing = np.empty(0, np.int64)
        arrays = {key: np.concatenate([*part, nothing]) for key, part in parts.items()}
        return cls(Packed(arrays, {"names": names}))

    def to_utc(self, zone: Ints, wall: Ints) -> Ints:
        """The instants of wall times, each in the zone of the same position."""
        at = np.searchsorted(self._wall, zone * _SPAN + wall, "right") - 1
        return wall - self._offsets[at]

    def to_wall(self, zone: Ints, utc: Ints) -> Ints:
        """What the clocks show at instants, each in the zone of the same position."""
        at = np.searchsorted(self._utc, zone * _SPAN + utc, "right") - 1
        return utc + self._offsets[at]

    def changes(self, zone: int, start: int, stop: int) -> Ints:
        """The instants in `[start, stop)` at which the clocks of a zone change."""
        lower, upper = zone * _SPAN + np.array([start, stop])
        first, last = np.searchsorted(self._utc, [lower, upper], "left")
        return self._utc[first:last] - zone * _SPAN

    def offsets(self, zone: int, start: int, stop: int) -> set[int]:
        """The seconds that a zone is ahead of UTC at some time in `[start, stop]`."""
        lower, upper = zone * _SPAN + np.array([start, stop])
        first, last = np.searchsorted(self._utc, [lower, upper], "right")
        return set(self._offsets[first - 1 : last].tolist())

    def dates(self, at: int) -> Ints:
        """The date in each zone at an instant, as days since 1970-01-01."""
        numbers = np.arange(len(self.names))
        return self.to_wall(numbers, np.full(len(numbers), at)) // DAY


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant, and whose clock tells which day and what time it is."""

    at: int
    """Seconds since 1970-01-01 in UTC."""
    today: Ints
    """The date in each zone of the catalog, as days since 1970-01-01."""
    reader: Zones | None = None
    """One zone, the reader's, on whose clock days and times are read; `None`: each entry's own."""

    @property
    def dates(self) -> Ints:
        """Today's date by zone, on the clock that days and times are read on."""
        return self.today if self.reader is None else self.reader.dates(self.at)


def offset(zone: dt.tzinfo, instant: int) -> int:
    """Seconds that a zone's clocks are ahead of UTC at an instant."""
    shift = dt.datetime.fromtimestamp(instant, zone).utcoffset()
    return round(shift.total_seconds()) if shift else 0


@lru_cache(maxsize=1024)
def transitions(name: str) -> tuple[Ints, Ints, Ints]:
    """The clock changes of a zone, 1970 to 2110: instants, seconds ahead before, and after."""
    zone = ZoneInfo(name)
    found: list[tuple[int, int, int]] = []
    start, stop = int(_FIRST.timestamp()), int(_LAST.timestamp())
    before = offset(zone, start)
    for right in range(start + _STRIDE, stop, _STRIDE):
        after = offset(zone, right)
        if after != before:
            low, high = right - _STRIDE, right
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if offset(zone, middle) == before else (low, middle)
            found.append((high, before, after))
            before = after
    table = np.array(found, np.int64).reshape(-1, 3)
    return table[:, 0], table[:, 1], table[:, 2]
