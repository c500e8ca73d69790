"""When an HSDS service is open or takes place: schedules of every version of the specification.

HSDS 3 and 2 write recurrences as RFC 5545 does (`freq`, `byday`, `interval`, `dtstart`, `until`);
HSDS 1, and some files of version 2, have one row a weekday. `valid_to` in the past means that the
hours are no longer known, `until` in the past that it has ended. Times are the clock on the wall:
a `Z` after them is written by habit, as the specification's own example shows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from directory.feeds.hsds_hours import Span, Window, add_holidays, opening_hours
from directory.feeds.hsds_recurrence import Pattern, read_date, read_patterns
from directory.feeds.hsds_said import free_words, in_words
from directory.feeds.report import RowNotes
from directory.feeds.text import plain_line, plain_text, written
from directory.feeds.values import read_url, read_yes, read_zone

Row = Mapping[str, Any]
_TIMES = ("opens_at", "closes_at")


@dataclass(slots=True)
class Times:
    """What the schedules of an entry say."""

    hours: str | None = None
    """Opening hours in OpenStreetMap syntax."""
    schedule: list[dict[str, Any]] = field(default_factory=list)
    """Sessions that opening hours are not for: monthly, every other week, ended."""
    closed: list[dict[str, Any]] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    """What no rule can hold, for the description."""
    by_appointment: bool = False
    zone: str | None = None
    """The IANA zone that a schedule names."""

    def data(self) -> dict[str, Any]:
        """The keys of the entry."""
        return {
            "hours": self.hours,
            "schedule": self.schedule or None,
            "closed": self.closed or None,
            "by_appointment": self.by_appointment or None,
        }


def read_times(
    schedules: Sequence[Row],
    holidays: Sequence[Row],
    *,
    today: dt.date | None,
    sessions: bool,
    notes: RowNotes,
) -> Times:
    """The times of an entry from its schedules and holiday schedules.

    `today` settles what is past; `None` keeps every limit as a date. With `sessions` weekly times
    are sessions too, as those of a meeting are.
    """
    times = Times()
    windows: list[Window] = []
    for row in schedules:
        times.zone = times.zone or _zone(row, notes)
        for pattern in _live(row, today, times, notes):
            if sessions or _ended(pattern, today) or not pattern.weekly:
                rule = pattern.rule()
                if rule not in times.schedule:
                    times.schedule.append(rule)
            else:
                windows.append(_window(pattern, today))
    text = opening_hours(windows)
    said = [free_words(row) for row in schedules]
    times.by_appointment = any(words.by_appointment for words in said)
    if text and any(words.holidays for words in said):
        text += "; PH off"
    open_days, closed = _holidays(holidays, bool(text), times, notes)
    times.closed = closed
    times.hours, fault = add_holidays(text, open_days)
    if fault:
        notes.repaired("the opening hours cannot be written down, and are left out", fault)
        times.lines.append("Opening hours are listed, but could not be read. Call to ask.")
    times.lines = list(dict.fromkeys(times.lines))
    return times


def _live(row: Row, today: dt.date | None, times: Times, notes: RowNotes) -> list[Pattern]:
    """The patterns of a schedule that still holds; anything else goes into words."""
    valid_to = read_date(row, "valid_to", notes)
    if valid_to and today and valid_to < today:
        notes.repaired("valid_to is past, so the hours are no longer known", valid_to.isoformat())
        times.lines.append(f"The hours that were listed held until {valid_to}. Call to ask.")
        return []
    patterns, reason = read_patterns(row, notes)
    if reason:
        said = in_words(row)
        notes.repaired(f"{reason}: the schedule is kept in words", said)
        if said:
            times.lines.append(f"Hours: {said}")
    found: list[Pattern] = []
    for pattern in patterns:
        if pattern.first and pattern.last and pattern.last < pattern.first:
            notes.repaired("a schedule ends before it begins, and is left out", in_words(row))
        else:
            found.append(pattern)
    if not reason and not all(_ended(pattern, today) for pattern in patterns):
        times.lines += _said(row)
    return found


def _ended(pattern: Pattern, today: dt.date | None) -> bool:
    return pattern.last is not None and today is not None and pattern.last < today


def _said(row: Row) -> list[str]:
    lines: list[str] = []
    for key, lead in (("description", "Hours"), ("notes", "Note"), ("attending_type", "Visit")):
        text = plain_text(row.get(key), 2_000)
        if text:
            lines.append(f"{lead}: {text}")
    link, _ = read_url(row.get("schedule_link"))
    if link:
        lines.append(f"Times: {link}")
    return lines


def _window(pattern: Pattern, today: dt.date | None) -> Window:
    first = pattern.first
    if pattern.last is None and first and today and first <= today:
        first = None  # it began, and has no end: hours as usual
    return Window(first, pattern.last, pattern.days, pattern.span)


def _zone(row: Row, notes: RowNotes) -> str | None:
    found, wrong = read_zone(row.get("timezone"))
    if wrong:
        reason = "timezone is not the name of a zone, and is left out"
        notes.repaired(reason, row.get("timezone"))
    return found


def _holidays(
    rows: Iterable[Row], has_hours: bool, times: Times, notes: RowNotes
) -> tuple[list[tuple[dt.date, dt.date, Span]], list[dict[str, Any]]]:
    open_days: list[tuple[dt.date, dt.date, Span]] = []
    closed: list[dict[str, Any]] = []
    for row in rows:
        first, last = read_date(row, "start_date", notes), read_date(row, "end_date", notes)
        first, last = first or last, last or first
        if first is None or last is None or last < first:
            notes.repaired("a holiday has no dates that can be read, and is left out", dict(row))
            continue
        patterns, _ = read_patterns({key: row.get(key) for key in _TIMES} | {"weekday": "1"}, notes)
        if _shut(row.get("closed"), bool(patterns)):
            closure = {"from": first.isoformat(), "to": last.isoformat()}
            note = plain_line(row.get("description") or row.get("notes"), 200)
            if first == last:
                del closure["to"]
            if note:
                closure["note"] = note
            if closure not in closed:
                closed.append(closure)
        elif patterns and has_hours:
            open_days.append((first, last, patterns[0].span))
        else:
            dates = f"{first}" if first == last else f"{first} to {last}"
            notes.repaired("a holiday with hours of its own is kept in words", dates)
            times.lines.append(f"Other hours on {dates}. Call to ask.")
    return open_days, closed


def _shut(value: Any, timed: bool) -> bool:
    text = (written(value) or "").lower()
    said = read_yes(value)
    if said is None and text in ("t", "closed", "x"):
        said = True
    # A holiday without times and without a word is listed because nobody is there.
    return not timed if said is None else said
