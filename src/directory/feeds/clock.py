"""Weekdays and times of day as feeds write them."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from directory.feeds.text import written
from directory.model import Weekday

DAY = 1440
"""Minutes of a day."""
LONGEST_NIGHT = 360
"""A meeting that ends on the next day is believed up to this length, in minutes."""
LONGEST_SLIP = 180
"""An end that was written on the wrong half of the clock is mended up to this length."""

_NAMES = {
    "mon": Weekday.MON,
    "monday": Weekday.MON,
    "tue": Weekday.TUE,
    "tues": Weekday.TUE,
    "tuesday": Weekday.TUE,
    "wed": Weekday.WED,
    "weds": Weekday.WED,
    "wednesday": Weekday.WED,
    "thu": Weekday.THU,
    "thur": Weekday.THU,
    "thurs": Weekday.THU,
    "thursday": Weekday.THU,
    "fri": Weekday.FRI,
    "friday": Weekday.FRI,
    "sat": Weekday.SAT,
    "saturday": Weekday.SAT,
    "sun": Weekday.SUN,
    "sunday": Weekday.SUN,
}
DAY_WORDS = "|".join(sorted(_NAMES, key=len, reverse=True))
"""Every way to write a weekday, for a regular expression."""

_SPAN = re.compile(
    rf"(?:every )?({DAY_WORDS})s?\.?\s*(?:-|–|—|to|thru|through)\s*({DAY_WORDS})s?\.?"
)
_OFFSET = re.compile(r"\d\d?:\d\d:\d\d(?:\.\d+)?[+-]\d\d:?\d\d")

_WEEK = tuple(Weekday)
_SETS = {
    "daily": _WEEK,
    "everyday": _WEEK,
    "every day": _WEEK,
    "all days": _WEEK,
    "weekdays": _WEEK[:5],
    "weekend": _WEEK[5:],
    "weekends": _WEEK[5:],
}
_TIME = re.compile(
    r"""^(?:\d{4}-\d\d-\d\d[t\ ])?      # a spreadsheet's date before the time
    (\d{1,2})(?:[:.h]?(\d{2}))?(?::\d{2}(?:\.\d+)?)?
    \s*([ap])?\.?\s*(m)?\.?$""",
    re.VERBOSE,
)
_WORDS = {"noon": 720, "midday": 720, "12 noon": 720, "12:00 noon": 720} | dict.fromkeys(
    ("midnight", "12 midnight", "12:00 midnight"), 0
)


def weekday(name: str) -> Weekday | None:
    """A weekday by its English name, short or long, one or many."""
    folded = name.strip().strip(".").lower()
    return _NAMES.get(folded) or _NAMES.get(folded.removesuffix("s"))


def read_days(value: Any) -> tuple[tuple[Weekday, ...], list[Any]]:
    """The weekdays of a TSML `day` (0 is Sunday), Monday first, and what could not be read."""
    days: set[Weekday] = set()
    unread: list[Any] = []
    for item in _items(value):
        found = _day(item)
        if found:
            days.update(found)
        else:
            unread.append(item)
    return tuple(day for day in Weekday if day in days), unread


def read_minutes(value: Any) -> int | None:
    """Minutes after midnight, 0 to 1440, or `None` when it is not a time of day.

    Accepts 18:00, 18:00:00, 8:00 PM, 8pm, 1930, noon and midnight. A bare hour ("7") is not
    certain, nor is "13:00 AM".
    """
    text = written(value)
    if text is None:
        return None
    folded = " ".join(text.lower().replace("\u202f", " ").split())
    if folded in _WORDS:
        return _WORDS[folded]
    match = _TIME.match(folded)
    if match is None or (match[4] and not match[3]):
        return None
    bare = re.fullmatch(r"\d+", folded)
    if not match[3] and (match[2] is None or (bare and len(folded) != 4)):
        return None
    hour, minute, half = int(match[1]), int(match[2] or 0), match[3]
    if minute > 59 or hour > 24 or (hour == 24 and (minute or half)):
        return None
    if half == "a":
        if hour > 12:
            return None
        hour %= 12
    elif half == "p" and hour <= 12:
        if hour == 0:
            return None
        hour = hour % 12 + 12
    return hour * 60 + minute


def read_range(value: Any) -> tuple[int, int] | None:
    """A start and an end written together: "7:00 PM - 8:30 PM", "19:00-20:30".

    One half of the day may stand for both: "7-8:30 pm" begins at 19:00, "11-1 pm" at 11:00.
    """
    text = written(value)
    if not text or _OFFSET.fullmatch(text):  # 18:00:00-07:00 is one time, seven hours from UTC
        return None
    parts = re.split(r"\s*(?:-|–|—|\bto\b|\buntil\b)\s*", text)
    if len(parts) != 2:
        return None
    start, end = read_minutes(parts[0]), read_minutes(parts[1])
    half = re.search(r"(?i)[ap](?=\.?\s*(?:m\.?)?$)", parts[1])
    if end is not None and half and re.fullmatch(r"(?:[1-9]|1[0-2])(?:[:.]\d\d)?", parts[0]):
        same = read_minutes(f"{parts[0]} {half[0]}m")
        other = None if same is None else (same + DAY // 2) % DAY
        start = same if same is not None and same < end else other
    return None if start is None or end is None else (start, end)


def settle_end(start: int, end: int) -> tuple[int | None, str | None]:
    """The end that is certain, in minutes after midnight, and what had to be mended.

    A night up to `LONGEST_NIGHT` is believed. Beyond it, an end on the wrong half of the clock
    (12:00 to 01:00) is mended when that gives an ordinary length; any other is left out.
    """
    end %= DAY
    if end == start:
        return None, "the end is the same as the start, and is left out"
    if end > start or (end - start) % DAY <= LONGEST_NIGHT:
        return end, None
    other = (end + DAY // 2) % DAY
    if 0 < other - start <= LONGEST_SLIP:
        return other, "the end is before the start by a slip of twelve hours, and is mended"
    return None, "the end is before the start, and is left out"


def clock(minutes: int) -> dt.time:
    """Minutes after midnight as a time of day."""
    return dt.time(minutes % DAY // 60, minutes % 60)


def _items(value: Any) -> list[Any]:
    if isinstance(value, dict):  # PHP writes a list with gaps as an object
        value = list(value.values())
    if isinstance(value, list):
        return [item for item in value if item is not None and item != ""]
    if isinstance(value, str):
        return [part.strip() for part in re.split(r"[,;/|&]|\band\b", value) if part.strip()]
    return [] if value is None else [value]


def _day(item: Any) -> tuple[Weekday, ...] | None:
    text = written(item)
    if text is None:
        return None
    if re.fullmatch(r"[0-6](?:\.0)?", text):
        number = int(text[0])
        return (_WEEK[(number - 1) % 7],)
    folded = text.lower()
    if folded in _SETS:
        return _SETS[folded]
    if found := weekday(folded):
        return (found,)
    if span := _SPAN.fullmatch(folded):
        first, last = _NAMES[span[1]].number, _NAMES[span[2]].number
        return tuple(_WEEK[day % 7] for day in range(first, last + (last < first) * 7 + 1))
    words = folded.removeprefix("every ").split()
    named = tuple(day for word in words if (day := weekday(word)))
    return named if words and len(named) == len(words) else None
