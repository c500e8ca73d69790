"""Weekly spans of time as opening hours in OpenStreetMap syntax, days alike on one line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from directory.feeds.clock import DAY
from directory.model import Weekday
from directory.schedule.hours import hours_problem

Span = tuple[int, int]
"""Start and end in minutes after midnight. An end at or before the start is on the next day."""

LONGEST_OPEN = 1080
"""From this many minutes on, a door that closes before it opens is a slip of twelve hours."""

_CODES = dict(zip(Weekday, ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"), strict=True))
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Window:
    """Spans on some weekdays, between two dates where they are given."""

    first: dt.date | None
    last: dt.date | None
    days: tuple[Weekday, ...]
    span: Span


def settle_span(start: int, end: int) -> tuple[Span | None, str | None]:
    """The span that is certain, and what had to be mended; `None` when none is.

    A night shelter opens from evening to morning. But 10:00 to 4:00 and 23:00 to 17:00 would be
    18 hours and more: there, the one time that fits with the other half of the clock is meant.
    """
    start %= DAY
    if end in (0, DAY):
        return ((start, DAY), None) if end or start else (None, None)
    if end == start:
        return None, None
    if end > start or end + DAY - start < LONGEST_OPEN:
        return (start, end), None
    half = DAY // 2
    likely = [(start, end + half)] if end < half and end + half > start else []
    if start >= half and start - half < end:
        likely.append((start - half, end))
    if len(likely) != 1:
        return None, None
    return likely[0], "it closes before it opens by a slip of twelve hours, which is mended"


def opening_hours(windows: Sequence[Window]) -> str | None:
    """The hours of all windows together."""
    dated: dict[tuple[dt.date | None, dt.date | None], dict[Weekday, set[Span]]] = {}
    for window in windows:
        days = dated.setdefault((window.first, window.last), {})
        for day in window.days:
            days.setdefault(day, set()).add(window.span)
    if not dated:
        return None
    if list(dated) == [(None, None)]:
        every = dated[None, None]
        if len(every) == 7 and all((0, DAY) in spans for spans in every.values()):
            return "24/7"
    rules: list[str] = []
    past_midnight = False
    for (first, last), days in sorted(dated.items(), key=lambda item: _order(*item[0])):
        alike: dict[tuple[Span, ...], list[Weekday]] = {}
        for day in Weekday:
            if day in days:
                alike.setdefault(tuple(sorted(days[day])), []).append(day)
        past_midnight |= any(end <= start for spans in alike for start, end in spans)
        lead = _dates(first, last)
        rules += [f"{lead}{_days(names)} {_spans(spans)}" for spans, names in alike.items()]
    # After `;` a rule replaces what its days had, a night before included; after `,` it adds.
    return (", " if past_midnight or len(dated) > 1 else "; ").join(rules)


def add_holidays(
    text: str | None, open_days: Sequence[tuple[dt.date, dt.date, Span]]
) -> tuple[str | None, str | None]:
    """The hours with days that have hours of their own; and the text when it cannot be read."""
    if text is None:
        return None, None
    extra = [f"{_dates(first, last)}{_spans((span,))}" for first, last, span in open_days]
    whole = "; ".join([text, *extra])
    if hours_problem(whole) is None:
        return whole, None
    return (None, whole) if hours_problem(text) else (text, None)


def _order(first: dt.date | None, last: dt.date | None) -> tuple[dt.date, dt.date]:
    return first or dt.date.min, last or dt.date.max


def _dates(first: dt.date | None, last: dt.date | None) -> str:
    if first is None and last is None:
        return ""
    begin = _date(first) if first else "1990 Jan 01"
    if last is None:
        return f"{begin}-2099 Dec 31 "
    return f"{begin} " if first == last else f"{begin}-{_date(last)} "


def _date(date: dt.date) -> str:
    return f"{date.year} {_MONTHS[date.month - 1]} {date.day:02}"


def _days(days: Sequence[Weekday]) -> str:
    runs: list[list[Weekday]] = []
    for day in days:
        if runs and day.number == runs[-1][-1].number + 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    parts = [
        f"{_CODES[run[0]]}-{_CODES[run[-1]]}" if len(run) > 2 else ",".join(map(_CODES.get, run))  # type: ignore[arg-type]
        for run in runs
    ]
    return ",".join(parts)


def _spans(spans: Sequence[Span]) -> str:
    return ",".join(f"{_clock(start)}-{_clock(end)}" for start, end in spans)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
