"""When something takes place or is open, from the columns of a list.

The times may stand in one cell ("Mon-Fri 9-5"), in a day and a time, in a start and an end, in a
column for each weekday, or in numbered pairs ("Day 2", "Time 2"). They are put together into words
and read by the one reader of words, so that the same rules hold for all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from directory.feeds.columns import WEEK, Cells
from directory.feeds.free_times import Times, is_limited, read_times
from directory.feeds.report import RowNotes, shorten
from directory.feeds.text import plain_text
from directory.feeds.tsml_when import weeks_in_words
from directory.feeds.values import read_yes
from directory.model import Kind, Weekday
from directory.schedule.hours import hours_problem

_CELLS = ("when", "day", "time", "start", "end", "hours", *WEEK)
_OSM = re.compile(r"(?:24/7|(?:Mo|Tu|We|Th|Fr|Sa|Su|PH)\b)")
_ONE_DIGIT = re.compile(r"(?<!\d)\d:\d\d")
_AFTERNOON = re.compile(r"\b(?:1[3-9]|2[0-3])[:h.][0-5]\d\b")
_HALF = re.compile(r"(?i)\d\s*[ap]\.?\s?m?\b")


@dataclass(slots=True)
class When:
    """Times as keys of an entry, and words for its description."""

    data: dict[str, Any] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    zone: str | None = None
    """The IANA zone that the words name: "7 pm ET"."""


def by_24_hours(rows: Iterator[Cells]) -> bool:
    """True when a list writes its times on the 24-hour clock: some after noon, none with am, pm."""
    found = False
    for cells in rows:
        for target in _CELLS:
            for _, text in cells.all(target):
                if _HALF.search(text):
                    return False
                found = found or _AFTERNOON.search(text) is not None
    return found


def read_when(cells: Cells, kind: Kind, name: str, by_24: bool, notes: RowNotes) -> When:
    """The times of a row.

    A meeting takes a schedule, anything else opening hours where its times have ends. What is not
    certain stays in words, and a meeting without any certain time is by appointment.
    """
    when = When()
    hours = _hours(cells, when) if kind is not Kind.MEETING else None
    texts = list(_texts(cells, with_hours=kind is Kind.MEETING or not hours))
    times, said, beside = _best(texts, by_24)
    when.zone = times.zone
    if said and times.schedule:
        if kind is not Kind.MEETING and times.hours and not hours:
            when.data["hours"] = times.hours
        else:
            when.data["schedule"] = _schedule(cells, times, name, notes)
            if times.holidays:
                notes.repaired("a schedule cannot say that holidays are off: kept in words", said)
                when.lines.append(f"Listed as “{shorten(said, 300)}”.")
    if said and times.leftover:
        _tell(times, said, kind, when, notes)
    for text in beside:
        when.lines.append(f"Also listed: “{shorten(text, 300)}”.")
        notes.repaired("other words about the times are kept in the description", text)
    if times.by_appointment or read_yes(cells.get("by_appointment")):
        when.data["by_appointment"] = True
    elif kind is Kind.MEETING and "schedule" not in when.data:
        when.data["by_appointment"] = True
        if not said:
            notes.repaired("no day and no time: kept as by appointment")
    return when


def _hours(cells: Cells, when: When) -> str | None:
    """Opening hours that are written in the catalog's own syntax: two digits for every hour."""
    text = cells.get("hours")
    written = text and _OSM.match(text) and not _ONE_DIGIT.search(text)
    if text and written and hours_problem(text) is None:
        when.data["hours"] = text
        return text
    return None


def _texts(cells: Cells, *, with_hours: bool) -> Iterator[str]:
    """Ways to put the cells together into words, the most complete first."""
    rhythm = cells.get("frequency") or ""
    day = cells.get("day")
    for text in [*_whole(cells, with_hours, rhythm), *_week(cells, rhythm)]:
        yield text
        alone = read_times(text)
        if day and day not in text and not (alone.schedule or alone.by_appointment):
            yield f"{day} {text}"
    clauses = []
    numbers = cells.numbers("day", "time", "start")
    for number in numbers:
        days = cells.get("day", number) or (day if len(numbers) > 1 else None) or ""
        time = _time(cells, number)
        clauses.append(" ".join(f"{rhythm} {days} {time}".split()))
    if clauses:
        yield "; ".join(clauses)


def _whole(cells: Cells, with_hours: bool, rhythm: str) -> Iterator[str]:
    for target in ("when", "hours") if with_hours else ("when",):
        own = cells.own(target)
        texts = [own] if own else [text for _, text in cells.all(target)]
        if texts:
            # What a list says of the rhythm holds for each of the times.
            clauses = re.split(r"[;\n,]", "; ".join(texts)) if rhythm else texts
            yield "; ".join(f"{rhythm} {clause}".strip() for clause in clauses)


def _time(cells: Cells, number: int) -> str:
    start = cells.get("time", number) or cells.get("start", number) or ""
    end = cells.get("end", number)
    return f"{start} - {end}" if start and end and "-" not in start else start


def _week(cells: Cells, rhythm: str) -> Iterator[str]:
    """Columns of weekdays: with times in them, or ticked, with the time elsewhere."""
    clauses: list[str] = []
    ticked: list[str] = []
    for day in WEEK:
        parts = {column.part: text for column, text in cells.all(day)}
        text = parts.get("", "")
        if read_yes(text) or text.lower() in ("x", "✓", "✔", "•", "*"):
            ticked.append(day)
        elif text and read_yes(text) is None and text not in ("-", "–", "—"):
            clauses.append(f"{rhythm} {day} {text}".strip())
        elif "start" in parts:
            end = parts.get("end")
            clause = f"{rhythm} {day} {parts['start']}" + (f" - {end}" if end else "")
            clauses.append(clause.strip())
    if clauses:
        yield "; ".join(clauses)
    if ticked:
        yield " ".join(f"{rhythm} {', '.join(ticked)} {_time(cells, 0)}".split())


def _best(texts: list[str], by_24: bool) -> tuple[Times, str | None, list[str]]:
    """The first words that are certain, else the longest; and the words that say something else.

    Words that limit the times ("every other Thursday") are not settled by a cell that leaves the
    limit out.
    """
    read = [(said, read_times(said, by_24=by_24)) for text in texts if (said := plain_text(text))]
    if not read:
        return Times(), None, []
    limited = [pair for pair in read if not pair[1].schedule and is_limited(pair[0])]
    certain = next((pair for pair in read if pair[1].schedule), None)
    # The longest says the most: a day and a time rather than the time alone.
    longest = max(limited or read, key=lambda pair: len(pair[0]))
    said, times = longest if limited or not certain else certain
    beside = [
        text
        for text, other in read
        if text.lower() not in said.lower()
        and said.lower() not in text.lower()
        and other.schedule != times.schedule
        and (other.schedule or (other.leftover and other.leftover.lower() not in said.lower()))
    ]
    if any(other.by_appointment and not other.leftover for _, other in read):
        times = replace(times, by_appointment=True)
    return times, said, list(dict.fromkeys(beside))


def _schedule(cells: Cells, times: Times, name: str, notes: RowNotes) -> list[dict[str, Any]]:
    rules = [dict(rule) for rule in times.schedule]
    if len(rules) == 1 and "weeks" not in rules[0]:
        days = tuple(Weekday(day) for day in rules[0]["days"])
        rules[0] |= weeks_in_words(days, name, plain_text(cells.get("description")), notes)
    return rules


def _tell(times: Times, said: str, kind: Kind, when: When, notes: RowNotes) -> None:
    """Keep in words what no rule holds."""
    if times.schedule:
        when.lines.append(f"Listed as “{shorten(said, 600)}”.")
        notes.repaired("words beside the times are kept in the description", times.leftover)
    elif kind is Kind.MEETING:
        when.lines.append(f"Listed as “{shorten(said, 600)}”. Call to ask.")
        notes.repaired("days and times are not certain: kept in words, and as by appointment", said)
    else:
        when.lines.append(f"Hours: {shorten(said, 600)}")
        notes.repaired("days and times are not certain: kept in words", said)
