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

from directory.schedule.expression import evaluator, read_expression
from directory.schedule.holidays import public_holidays
from directory.schedule.recurrence import EPOCH
from directory.schedule.wanted import DAY_MINUTES
from directory.schedule.zones import Ints

_EPOCH = dt.datetime(1970, 1, 1)  # noqa: DTZ001 - a time on the wall
_MINUTE = dt.timedelta(minutes=1)
# Holidays that a rule such as "PH -1 day" moves into the days asked for.
_NEARBY = 40


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
        """When it is really open from day `first` until before day `last`."""
        spans = _spans(self.expr, self.holidays, first, last)
        expression = read_expression(self.expr)
        shut = {
            day
            for start, stop in self.closures
            for day in range(max(start, first - 1), min(stop, last) + 1)
        }
        cuts = [(day * DAY_MINUTES, (day + 1) * DAY_MINUTES) for day in shut]
        if expression.cut() != expression:
            own = _spans(self.expr, self.holidays, first - 1, last + 1, cut=True)
            if any(rule.holidays and rule.shuts for rule in expression.rules):
                days = _holidays(self.holidays, first - 1, last)
                shut |= {day for day in days if not _touches(own, day)}
            cuts += _nights(spans, own, shut)
        return _without(spans, sorted(cuts)) if cuts else spans

    def usual_spans(self, first: int, last: int) -> Ints:
        """When it would be open if there were no holidays and no closures."""
        return _spans(self.expr, "", first, last)

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


@lru_cache(maxsize=16_384)
def _spans(expr: str, holidays: str, first: int, last: int, cut: bool = False) -> Ints:
    """The open spans of an expression; with `cut`, only what belongs to each day itself."""
    expression = read_expression(expr)
    if cut:
        expression = expression.cut()
    dates = frozenset[dt.date]()
    if holidays and expression.holidays:
        near = _holidays(holidays, first - _NEARBY, last + _NEARBY)
        dates = frozenset(dt.date.fromordinal(day + EPOCH) for day in near)
    start, stop = (_EPOCH + dt.timedelta(days=day) for day in (first, last))
    spans: list[list[int]] = []
    for opens, closes, state, _ in evaluator(expression.text(dates)).intervals(start, stop):
        if state == State.OPEN:
            low, high = (opens - _EPOCH) // _MINUTE, (closes - _EPOCH) // _MINUTE
            if spans and low <= spans[-1][1]:
                spans[-1][1] = high
            else:
                spans.append([low, high])
    found: Ints = np.array(spans, np.int64).reshape(-1, 2)
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


def _nights(spans: Ints, own: Ints, shut: set[int]) -> list[tuple[int, int]]:
    """What is left, after midnight, of nights that would have begun on days that are shut.

    `own` holds the spans that belong to each day itself.
    """
    cuts = []
    for day in shut:
        midnight = (day + 1) * DAY_MINUTES
        night = spans[(spans[:, 0] <= midnight) & (spans[:, 1] > midnight)]
        if len(night) and day + 1 not in shut:
            next_own = own[own[:, 1] > midnight, 0]
            opens = int(next_own[0]) if len(next_own) else midnight + DAY_MINUTES
            if opens > midnight:
                cuts.append((midnight, min(opens, int(night[0, 1]))))
    return cuts


def _touches(spans: Ints, day: int) -> bool:
    midnight = day * DAY_MINUTES
    return bool(((spans[:, 0] < midnight + DAY_MINUTES) & (spans[:, 1] > midnight)).any())


def _without(spans: Ints, cuts: Iterable[tuple[int, int]]) -> Ints:
    """The spans with some stretches of time taken out; `cuts` are in order."""
    left = [(int(low), int(high)) for low, high in spans]
    for start, stop in cuts:
        kept = []
        for low, high in left:
            if stop <= low or start >= high:
                kept.append((low, high))
                continue
            if low < start:
                kept.append((low, start))
            if stop < high:
                kept.append((stop, high))
        left = kept
    return np.array(left, np.int64).reshape(-1, 2)
