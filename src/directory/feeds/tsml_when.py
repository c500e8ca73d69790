"""When a TSML meeting takes place: day, time, end_time, and the weeks its words speak of."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from directory.feeds.clock import (
    DAY,
    DAY_WORDS,
    clock,
    read_days,
    read_minutes,
    read_range,
    settle_end,
    weekday,
)
from directory.feeds.monthly import read_weeks
from directory.feeds.report import RejectedRowError, RowNotes, shorten
from directory.feeds.text import plain_line, written
from directory.model import Weekday


@dataclass(slots=True)
class When:
    """The times of a row."""

    rule: dict[str, Any] | None = None
    """A weekly or monthly rule; `None`: by appointment."""
    lines: list[str] = field(default_factory=list)
    """What the feed says of the time and no rule can hold, for the description."""

    def data(self) -> dict[str, Any]:
        """The keys of the entry."""
        return {"schedule": [self.rule]} if self.rule else {"by_appointment": True}


_NO_DAY = re.compile(r"(?i)appointment|^(?:none|null|n/?a|tb[acd]|-+|\?+)$")
_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def read_when(row: Mapping[str, Any], name: str, text: str | None, notes: RowNotes) -> When:
    """The times of a row. Without day and time it is by appointment.

    Raises `RejectedRowError` when the day cannot be read: a wrong day is worse than no entry.
    """
    days = _days(row, name, notes)
    time = plain_line(row.get("time"))
    if not days:
        if time is None:
            return When()
        if until := plain_line(row.get("end_time")):
            time = f"{time} to {until}"
        notes.repaired("a time without a day: kept as by appointment, the time in words", time)
        return When(lines=[without_day(time)])
    start, end = _start_and_end(row, notes)
    if start is None:
        reason = "the time is missing" if time is None else "the time cannot be read"
        notes.repaired(
            f"{reason}: kept as by appointment, the day in words", time or named_days(days)
        )
        return When(lines=[without_time(days, time)])
    if start == DAY:
        days = tuple(day for day in Weekday if Weekday(_before(day)) in days)
        notes.repaired("the time 24:00 is the next day's 00:00")
    rule: dict[str, Any] = {"days": [day.value for day in days]} | weeks_in_words(
        days, name, text, notes
    )
    rule["start"] = clock(start).strftime("%H:%M")
    if end is not None:
        rule["end"] = clock(end).strftime("%H:%M")
    return When(rule)


def without_day(time: str) -> str:
    """What to tell a reader of a meeting whose day is not known."""
    return f"Listed at {time}, without a day. Call to ask."


def without_time(days: Sequence[Weekday], time: str | None) -> str:
    """What to tell a reader of a meeting whose time is not known."""
    at = "without a time" if time is None else f"at “{shorten(time, 60)}”"
    return f"Listed on {named_days(days)} {at}. Call to ask."


def named_days(days: Sequence[Weekday]) -> str:
    """English names of weekdays: Monday, Tuesday."""
    return ", ".join(_NAMES[day.number] for day in days)


def weeks_in_words(
    days: Sequence[Weekday], name: str, text: str | None, notes: RowNotes
) -> dict[str, list[int]]:
    """The `weeks` of a rule, where only name and notes tell of them, and are certain."""
    weeks = read_weeks(days, name, text)
    if weeks.weeks:
        notes.repaired(
            "only the words say in which weeks it meets, and they are followed",
            _week_words(weeks.weeks),
        )
        return {"weeks": list(weeks.weeks)}
    if weeks.doubt:
        notes.repaired(
            "the words may mean that it does not meet every week: kept as every week, please check",
            weeks.doubt,
        )
    return {}


def _days(row: Mapping[str, Any], name: str, notes: RowNotes) -> tuple[Weekday, ...]:
    value = row.get("day")
    if _NO_DAY.search(written(value) or ""):
        return ()
    days, unread = read_days(value)
    if not unread:
        return days
    if all(written(item) in ("7", "7.0") for item in unread) and _named(name) == {Weekday.SUN}:
        notes.repaired("day 7 is read as Sunday, as the name says", value)
        return tuple(day for day in Weekday if day in days or day is Weekday.SUN)
    if not days:
        raise RejectedRowError("the day cannot be read; write 0 (Sunday) to 6 (Saturday)", value)
    notes.repaired("a day cannot be read and is left out", unread)
    return days


def _start_and_end(row: Mapping[str, Any], notes: RowNotes) -> tuple[int | None, int | None]:
    start, end = read_minutes(row.get("time")), None
    if start is None and (both := read_range(row.get("time"))):
        start, end = both
        notes.repaired("time holds the start and the end", row.get("time"))
    if start is None:
        return None, None
    written_end = written(row.get("end_time"))
    if written_end is not None:
        end = read_minutes(written_end)
        if end is None:
            notes.repaired("the end cannot be read, and is left out", written_end)
    if end is None:
        return start, None
    settled, mended = settle_end(start % DAY, end)
    if mended:
        notes.repaired(mended, f"{clock(start):%H:%M} to {written_end or clock(end)}")
    return start, settled


def _named(text: str) -> set[Weekday]:
    words = re.findall(rf"(?i)\b(?:{DAY_WORDS})s?\b", text)
    return {day for word in words if (day := weekday(word)) is not None}


def _before(day: Weekday) -> Weekday:
    return tuple(Weekday)[(day.number - 1) % 7]


def _week_words(weeks: tuple[int, ...]) -> str:
    return ", ".join("last" if week < 0 else str(week) for week in weeks)
