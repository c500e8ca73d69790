"""When doors are open: opening hours with public holidays and closures, on the wall clock.

Spans are rows of two numbers, minutes since 1970-01-01 00:00 on the wall: open from the first until
before the second. Those that touch are one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from opening_hours import State

from directory.index.packed import Packed, Strings, small
from directory.schedule.expression import Expression, evaluator, read_expression
from directory.schedule.holidays import public_holidays
from directory.schedule.recurrence import EPOCH
from directory.schedule.wanted import DAY_MINUTES
from directory.schedule.zones import Ints

_EPOCH = dt.datetime(1970, 1, 1)  # noqa: DTZ001 - a time on the wall
_MINUTE = dt.timedelta(minutes=1)
# Holidays that a rule such as "PH -1 day" moves into the days asked for.
_NEARBY = 40
# A Monday in no season in particular.
_MONDAY = 19_737


class Door(NamedTuple):
    """What decides when a place is open: many entries share one."""

    expr: str
    """Opening hours, readable."""
    holidays: str
    """Whose public holidays `PH` means; empty: none."""
    zone: int
    """Position of its time zone in the catalog's."""
    closures: tuple[tuple[int, int], ...]
    """Closed dates, first and last, as days since 1970-01-01; in order, none overlapping."""

    def open_spans(self, first: int, last: int) -> Ints:
        """When it is really open from day `first` until before day `last`.

        A night that begins on a closed day does not take place; one that begins on the day before
        runs its course.
        """
        shut = {
            day
            for start, stop in self.closures
            for day in range(max(start, first - 1), min(stop, last) + 1)
        }
        return _spans(self.expr, self.holidays, first, last, frozenset(shut))

    def usual_spans(self, first: int, last: int) -> Ints:
        """When it would be open if there were no holidays and no closures."""
        return _spans(self.expr, "", first, last, frozenset())

    def special_days(self, first: int, last: int) -> set[int]:
        """The days on which a closure or a public holiday may change what is usual."""
        days = {
            day
            for start, stop in self.closures
            for day in range(max(start, first), min(stop, last) + 1)
        }
        if read_expression(self.expr).holidays:
            days |= _holidays(self.holidays, first, last)
        return days


def pack_doors(doors: Iterable[Door]) -> Packed:
    """Doors taken apart."""
    doors = list(doors)
    closures = [(first, last) for door in doors for first, last in door.closures]
    holidays = tuple(dict.fromkeys(door.holidays for door in doors))
    arrays = {
        "holidays": small([holidays.index(door.holidays) for door in doors]),
        "zone": small([door.zone for door in doors]),
        "bounds": small(np.cumsum([0, *(len(door.closures) for door in doors)])),
        "first": small([first for first, _ in closures]),
        "last": small([last for _, last in closures]),
    }
    exprs = Packed.joined({"expr": Strings.of([door.expr for door in doors]).packed})
    return Packed({**arrays, **exprs.arrays}, {"holidays": holidays})


def doors_of(packed: Packed) -> tuple[Door, ...]:
    """Doors put together again."""
    exprs, codes = Strings(packed.part("expr")), packed.texts["holidays"]
    columns = {name: array.tolist() for name, array in packed.arrays.items() if "." not in name}
    dates, bounds = list(zip(columns["first"], columns["last"], strict=True)), columns["bounds"]
    return tuple(
        Door(exprs[number], codes[code], zone, tuple(dates[bounds[number] : bounds[number + 1]]))
        for number, (code, zone) in enumerate(
            zip(columns["holidays"], columns["zone"], strict=True)
        )
    )


def every_week(door: Door) -> Ints | None:
    """When a door is open in a week from Monday on; `None` where weeks are not all alike.

    In minutes from Monday 00:00; a night on Sunday runs past the end of the week. What is always
    open is one span of seven days.
    """
    expression = read_expression(door.expr)
    unlike = expression.holidays and door.holidays
    if door.closures or unlike or not expression.weekly:
        return None
    own, after = _by_day(door.expr)
    days = range(_MONDAY, _MONDAY + 7)
    spans = _evaluate(own, "", days)
    if after is not None:
        spans = np.concatenate([spans, _evaluate(after, "", days) + DAY_MINUTES])
    spans = _joined(spans) - _MONDAY * DAY_MINUTES
    thrice = _joined(np.concatenate([spans + week * 7 * DAY_MINUTES for week in range(3)]))
    if len(thrice) == 1 and thrice[0, 1] - thrice[0, 0] >= 3 * 7 * DAY_MINUTES:
        return np.array([[0, 7 * DAY_MINUTES]])
    return spans


def _spans(expr: str, holidays: str, first: int, last: int, shut: frozenset[int]) -> Ints:
    own, after = _by_day(expr)
    days = range(first, last)
    spans = _without_days(_evaluate(own, holidays, days), shut)
    if after is None:
        return spans
    before = range(first - 1, last)
    nights = _without_days(_evaluate(after, holidays, before), shut) + DAY_MINUTES
    bounds = first * DAY_MINUTES, last * DAY_MINUTES
    return _joined(np.concatenate([spans, np.clip(nights, *bounds)]))


@lru_cache(maxsize=8192)
def _by_day(expr: str) -> tuple[Expression, Expression | None]:
    return read_expression(expr).by_day()


@lru_cache(maxsize=16_384)
def _evaluate(expression: Expression, holidays: str, days: range) -> Ints:
    """The open spans of an expression on some days."""
    dates = frozenset[dt.date]()
    if holidays and expression.holidays:
        near = _holidays(holidays, days.start - _NEARBY, days.stop + _NEARBY)
        dates = frozenset(dt.date.fromordinal(day + EPOCH) for day in near)
    start, stop = (_EPOCH + dt.timedelta(days=day) for day in (days.start, days.stop))
    spans = [
        ((opens - _EPOCH) // _MINUTE, (closes - _EPOCH) // _MINUTE)
        for opens, closes, state, _ in evaluator(expression.text(dates)).intervals(start, stop)
        if state == State.OPEN
    ]
    found = _joined(np.array(spans, np.int64).reshape(-1, 2))
    found.flags.writeable = False
    return found


def _holidays(code: str, first: int, last: int) -> set[int]:
    """Public holidays from day `first` to day `last`, both included."""
    if not code:
        return set()
    years = (dt.date.fromordinal(day + EPOCH).year for day in (first, last))
    start, stop = years
    dates = (date for year in range(start, stop + 1) for date in public_holidays(code, year))
    days = {date.toordinal() - EPOCH for date in dates}
    return {day for day in days if first <= day <= last}


def _joined(spans: Ints) -> Ints:
    """Spans in order, those that touch or overlap made one, empty ones left out."""
    spans = spans[spans[:, 1] > spans[:, 0]]
    spans = spans[np.argsort(spans[:, 0], kind="stable")]
    if len(spans) < 2:
        return spans
    latest = np.maximum.accumulate(spans[:, 1])
    fresh = np.flatnonzero(np.append(True, spans[1:, 0] > latest[:-1]))
    last = np.append(fresh[1:], len(spans)) - 1
    return np.stack([spans[fresh, 0], latest[last]], axis=1)


def _without_days(spans: Ints, shut: frozenset[int]) -> Ints:
    """The spans with whole days taken out."""
    left = [(int(low), int(high)) for low, high in spans] if shut else []
    if not left:
        return spans
    for day in sorted(shut):
        start, stop = day * DAY_MINUTES, (day + 1) * DAY_MINUTES
        kept: list[tuple[int, int]] = []
        for low, high in left:
            pieces = ((low, min(high, start)), (max(low, stop), high))
            kept.extend(piece for piece in pieces if piece[0] < piece[1])
        left = kept
    return np.array(left, np.int64).reshape(-1, 2)
