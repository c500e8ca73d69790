"""The open intervals of many doors at once, and which of them the time filters admit."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from directory.schedule.doors import Door
from directory.schedule.expression import read_expression
from directory.schedule.wanted import DAY_MINUTES, Bools, TimeFilter
from directory.schedule.weeks import Weeks
from directory.schedule.zones import DAY, NEVER, Ints, Moment, Zones

LOOKBACK = 9
"""Days before today that intervals are listed from: a week, so that one in progress that is longer
touches every day of the week."""

_YEAR = 371
_EDGE = 2


class Openings:
    """The open intervals of some doors that begin in a stretch of days, as instants.

    An interval that has been open for longer than a year begins at `-NEVER`; one that does not
    close within a year ends `NEVER`.
    """

    def __init__(
        self,
        doors: Sequence[Door],
        numbers: Sequence[int],
        days: tuple[int, int],
        zones: Zones,
        reader: Zones | None = None,
        weeks: Weeks | None = None,
    ) -> None:
        """`numbers` are the positions in `doors` to list; `reader` holds one zone, or is `None`.

        With `reader` its clock says on which day and at what time a door is open, else the
        clock of the door's own zone. `weeks` tells what some of the doors do every week.
        """
        first, last = days
        zone_of = np.array([one.zone for one in doors], np.int64)
        alike = np.empty(0, np.int64)
        if weeks is not None:
            chosen = np.array(numbers, np.int64)
            regular = weeks.alike[chosen]
            alike, numbers = chosen[regular], chosen[~regular].tolist()
        parts = [_long_spans(doors[number], first, last) for number in numbers]
        door = np.repeat(np.array(numbers, np.int64), [len(part) for part in parts])
        spans = np.concatenate([*parts, np.empty((0, 2), np.int64)])
        if weeks is not None:
            also, usually = weeks.spans(alike, first, last)
            door, spans = np.concatenate([door, also]), np.concatenate([spans, usually])
        self.door, self.start, self.end = _instants(door, spans, zone_of[door], zones)

        listed = np.arange(len(self.door))
        mixed = {n for n in numbers if read_expression(doors[n].expr).opens_on_holidays}
        special = np.isin(self.door, np.array(sorted(mixed), np.int64))
        low, high = (first - 2) * DAY, (last + 2) * DAY
        start, end = np.clip(self.start, low, high), np.clip(self.end, low, high)
        usual = np.ones(len(listed), bool)
        if mixed:
            usual = ~special
            row, begin, stop = self._usual(doors, sorted(mixed), (first, last), zone_of, zones)
            listed = np.concatenate([listed, row])
            start, end = np.concatenate([start, begin]), np.concatenate([end, stop])
            usual = np.concatenate([usual, np.ones(len(row), bool)])
        zone = zone_of[self.door[listed]]
        if reader is not None:
            zone, zones = np.zeros_like(zone), reader
        origin, self._zone, self._day, self._low, self._high = _days(start, end, zone, zones)
        self._row, self._usually = listed[origin], usual[origin]

    def _usual(
        self,
        doors: Sequence[Door],
        numbers: Sequence[int],
        days: tuple[int, int],
        zone_of: Ints,
        zones: Zones,
    ) -> tuple[Ints, Ints, Ints]:
        """What of the intervals is open without any holiday: rows, starts and ends."""
        found: list[tuple[int, int, int]] = []
        for number in numbers:
            spans = doors[number].usual_spans(*days)
            many = np.full(len(spans), number)
            _, starts, ends = _instants(many, spans, zone_of[many], zones)
            for row in np.flatnonzero(self.door == number).tolist():
                low = np.maximum(starts, self.start[row])
                high = np.minimum(ends, self.end[row])
                pairs = zip(low.tolist(), high.tolist(), strict=True)
                found.extend((row, a, b) for a, b in pairs if a < b)
        table = np.array(found, np.int64).reshape(-1, 3)
        return table[:, 0], table[:, 1], table[:, 2]

    def next(self, moment: Moment, wanted: TimeFilter) -> tuple[Ints, Ints, Ints]:
        """Of each door, the first interval not over that the filters admit: door, start, end.

        Doors without one are left out.
        """
        rows = self.end > moment.at
        if wanted.when:
            rows &= wanted.asks(self.start, moment.at)
        minutes = wanted.minutes()
        if minutes is not None or wanted.days:
            rows &= self._containing(moment, wanted, minutes)
        door, first = np.unique(self.door[rows], return_index=True)
        chosen = np.flatnonzero(rows)[first]
        return door, self.start[chosen], self.end[chosen]

    def _containing(self, moment: Moment, wanted: TimeFilter, minutes: Bools | None) -> Bools:
        """Which intervals hold a minute that satisfies day, band and range together."""
        fits = np.ones(len(self._row), bool)
        if minutes is not None:
            before = np.concatenate([[0], np.cumsum(minutes)])
            fits &= before[self._high] > before[self._low]
        if wanted.days:
            weekdays = np.isin(np.arange(7), list(wanted.weekdays))
            days = weekdays[(self._day + 3) % 7] & self._usually
            today = moment.dates
            for shift in wanted.shifts:
                days |= self._day == today[self._zone] + shift
            fits &= days
        rows = np.zeros(len(self.door), bool)
        rows[self._row[fits]] = True
        return rows


def _long_spans(door: Door, first: int, last: int) -> Ints:
    """The open spans that begin before day `last`, whole: the long ones are followed for a year."""
    spans = door.open_spans(first, last + _EDGE)
    spans = spans[spans[:, 0] < last * DAY_MINUTES]
    if not len(spans):
        return spans
    low, high = first * DAY_MINUTES, (last + _EDGE) * DAY_MINUTES
    early = spans[0, 0] <= low and spans[0, 1] > low + _EDGE * DAY_MINUTES
    if not early and spans[-1, 1] < high:
        return spans
    spans = door.open_spans(first - _YEAR, last + _YEAR)
    spans = spans[(spans[:, 0] < last * DAY_MINUTES) & (spans[:, 1] > low)]
    whole = spans.copy()
    whole[spans[:, 0] <= (first - _YEAR) * DAY_MINUTES, 0] = -NEVER
    whole[spans[:, 1] >= (last + _YEAR) * DAY_MINUTES, 1] = NEVER
    return whole


def _instants(door: Ints, spans: Ints, zone: Ints, zones: Zones) -> tuple[Ints, Ints, Ints]:
    """Spans on the wall as instants, by door and time; a clock change may make one vanish."""
    bounded = np.abs(spans) < NEVER
    wall = np.where(bounded, spans, 0) * 60
    starts = np.where(bounded[:, 0], zones.to_utc(zone, wall[:, 0]), -NEVER)
    ends = np.where(bounded[:, 1], zones.to_utc(zone, wall[:, 1]), NEVER)
    real = ends > starts
    door, starts, ends = door[real], starts[real], ends[real]
    order = np.lexsort((starts, door))
    door, starts, ends = door[order], starts[order], ends[order]
    if not len(door):
        return door, starts, ends
    fresh = np.ones(len(door), bool)
    fresh[1:] = (door[1:] != door[:-1]) | (starts[1:] > ends[:-1])
    groups = np.flatnonzero(fresh)
    return door[groups], starts[groups], np.maximum.reduceat(ends, groups)


def _days(start: Ints, end: Ints, zone: Ints, zones: Zones) -> tuple[Ints, Ints, Ints, Ints, Ints]:
    """Intervals cut by the days on the wall: origin, zone, day, first and last minute of it."""
    origin = np.arange(len(start))
    for one in np.unique(zone).tolist():
        inside = zone == one
        for change in zones.changes(one, int(start[inside].min()), int(end[inside].max())):
            cut = np.flatnonzero((zone == one) & (start < change) & (end > change))
            origin, zone = np.append(origin, origin[cut]), np.append(zone, zone[cut])
            start = np.append(start, np.full(len(cut), change))
            end = np.append(end, end[cut])
            end[cut] = change
    opens = zones.to_wall(zone, start) // 60
    # The last second that is open, since a clock may change at the end itself.
    closes = zones.to_wall(zone, end - 1) // 60 + 1
    first = opens // DAY_MINUTES
    counts = np.maximum((closes - 1) // DAY_MINUTES - first + 1, 0)
    piece = np.repeat(np.arange(len(start)), counts)
    day = first[piece] + np.arange(len(piece)) - np.repeat(np.cumsum(counts) - counts, counts)
    low = np.maximum(opens[piece] - day * DAY_MINUTES, 0)
    high = np.minimum(closes[piece] - day * DAY_MINUTES, DAY_MINUTES)
    return origin[piece], zone[piece], day, low, high
