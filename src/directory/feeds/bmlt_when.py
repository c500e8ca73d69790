"""When a BMLT meeting takes place: weekday 1 to 7 from Sunday, a start and a duration."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from directory.feeds.clock import DAY, clock, read_minutes, weekday
from directory.feeds.report import RejectedRowError, RowNotes
from directory.feeds.text import plain_line, written
from directory.feeds.tsml_when import When, named_days, weeks_in_words, without_day, without_time
from directory.model import Weekday

_WEEK = tuple(Weekday)


def read_when(row: Mapping[str, Any], name: str, text: str | None, notes: RowNotes) -> When:
    """The times of a row; without a day or a start it is by appointment.

    Raises `RejectedRowError` when the day is none: a wrong day is worse than no entry.
    """
    day = _day(row.get("weekday_tinyint"))
    time = plain_line(row.get("start_time"), 60)
    if day is None:
        notes.repaired("the day is missing: kept as by appointment, the time in words", time or "")
        return When(lines=[without_day(time)] if time else [])
    start = read_minutes(time)
    if start is None:
        reason = "the time is missing" if time is None else "the time cannot be read"
        said = time or named_days((day,))
        notes.repaired(f"{reason}: kept as by appointment, the day in words", said)
        return When(lines=[without_time((day,), time)])
    if start == DAY:
        day = _WEEK[(day.number + 1) % 7]
        notes.repaired("the time 24:00 is the next day's 00:00")
    rule: dict[str, Any] = {"days": [day.value]} | weeks_in_words((day,), name, text, notes)
    rule["start"] = clock(start).strftime("%H:%M")
    length = _duration(row.get("duration_time"), notes)
    if length:
        rule["end"] = clock(start + length).strftime("%H:%M")
    return When(rule)


def _day(value: Any) -> Weekday | None:
    text = written(value)
    if text is None:
        return None
    if re.fullmatch(r"[1-7](?:\.0)?", text):
        return _WEEK[(int(text[0]) - 2) % 7]
    named = weekday(text)
    if named is None:
        raise RejectedRowError("the day cannot be read; write 1 (Sunday) to 7 (Saturday)", text)
    return named


def _duration(value: Any, notes: RowNotes) -> int | None:
    """Minutes, 1 to 1440; 00:00:00 and nothing mean unknown."""
    text = written(value)
    if text is None:
        return None
    match = re.fullmatch(r"(\d{1,3}):([0-5]?\d)(?::[0-5]?\d(?:\.\d+)?)?", text)
    minutes = int(match[1]) * 60 + int(match[2]) if match else None
    if minutes is None or minutes > DAY:
        notes.repaired("the duration cannot be read, and is left out", text)
        return None
    return minutes or None
