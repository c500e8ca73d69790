"""One HSDS schedule as weekly or monthly patterns: days, weeks, interval, dates and times.

The keys are those of RFC 5545: https://www.rfc-editor.org/rfc/rfc5545#section-3.3.10. What the
catalog cannot hold (days of the month or year, every other month) is told, never guessed.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from directory.feeds.clock import DAY, clock, read_minutes
from directory.feeds.hsds_hours import Span, settle_span
from directory.feeds.hsds_said import OTHER_RHYTHMS, free_words, in_words
from directory.feeds.monthly import read_weeks
from directory.feeds.report import RowNotes
from directory.feeds.text import plain_text, written
from directory.feeds.values import read_updated
from directory.model import Weekday, read_weekday

_TIME = re.compile(
    r"^(?:\d{4}-\d\d-\d\d[T ])?(\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)\s*(Z|[+-]\d{2}(?::?\d{2})?)$",
    re.IGNORECASE,
)
_WEEKDAYS = {day.value: day for day in Weekday}
_MOST = 1_000
"""A `count` above this is taken for no limit at all."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """Days on which something begins and ends at the same times."""

    days: tuple[Weekday, ...]
    span: Span
    """Start and end in minutes after midnight; see `settle_span`."""
    weeks: tuple[int, ...] = ()
    every: int = 1
    first: dt.date | None = None
    last: dt.date | None = None

    @classmethod
    def of(cls, rule: Mapping[str, Any]) -> Pattern:
        """The pattern of a weekly or monthly session of the catalog, which has an end."""
        start, end = read_minutes(rule["start"]) or 0, read_minutes(rule["end"]) or DAY
        days = tuple(Weekday(day) for day in rule["days"])
        return cls(days, (start, end), tuple(rule.get("weeks", ())))

    @property
    def weekly(self) -> bool:
        """True when it is every week, as opening hours are."""
        return not self.weeks and self.every == 1

    def rule(self) -> dict[str, Any]:
        """The pattern as a session of the catalog."""
        rule: dict[str, Any] = {"days": [day.value for day in self.days]}
        if self.weeks:
            rule["weeks"] = list(self.weeks)
        if self.every > 1:
            rule["every"] = self.every
        if self.first:
            rule["from"] = self.first.isoformat()
        if self.last:
            rule["until"] = self.last.isoformat()
        start, end = self.span
        return rule | {"start": f"{clock(start):%H:%M}", "end": f"{clock(end):%H:%M}"}

    def dates(self) -> Iterator[dt.date]:
        """Its dates from `first` on, for ten thousand days."""
        if self.first is None:
            return
        week = self.first.toordinal() - self.first.weekday()
        for ordinal in range(self.first.toordinal(), self.first.toordinal() + 10_000):
            date = dt.date.fromordinal(ordinal)
            if (ordinal - week) // 7 % self.every or tuple(Weekday)[
                date.weekday()
            ] not in self.days:
                continue
            last_day = (date.replace(day=28) + dt.timedelta(days=4)).replace(day=1)
            from_end = -(((last_day - date).days - 1) // 7 + 1)
            if not self.weeks or (date.day - 1) // 7 + 1 in self.weeks or from_end in self.weeks:
                yield date


def read_patterns(row: Mapping[str, Any], notes: RowNotes) -> tuple[list[Pattern], str | None]:
    """The patterns of a schedule, or the reason why no pattern can hold it.

    Neither: a weekday that is listed without times, on which it is closed.
    """
    opens, closes = _time(row, "opens_at", notes), _time(row, "closes_at", notes)
    weekday = written(row.get("weekday"))
    if opens is None and closes is None:
        timed = written(row.get("opens_at")) or written(row.get("closes_at"))
        if timed:
            return [], "the times cannot be read"
        said = free_words(row)
        found = [Pattern.of(rule) for rule in said.schedule if "end" in rule]
        if found and len(found) == len(said.schedule) and said.leftover is None:
            notes.repaired("hours that are only in words are read, being certain", in_words(row))
            return _valid(found, row, notes), None
        if said.by_appointment and said.leftover is None:
            return [], None
        empty = not any(written(row.get(key)) for key in ("freq", "byday", "description", "notes"))
        return [], None if weekday or empty else "it has no times"
    if opens is None or closes is None:
        return [], "it has only one of opens_at and closes_at"
    span, mended = settle_span(opens, closes)
    if mended:
        notes.repaired(mended, f"{row.get('opens_at')} to {row.get('closes_at')}")
    if span is None:
        return [], "which times are meant is not certain"
    if weekday:
        days = _weekdays(weekday)
        if re.search(r"(?<![\d.])0", weekday):
            notes.repaired("weekday 0 is read as Sunday, and 1 as Monday; check the days", weekday)
        if not days:
            return [], "the weekday cannot be read"
        freq = (written(row.get("freq")) or "").upper()
        by_weeks, _ = _byday(written(row.get("byday")))
        if by_weeks and {day for group in by_weeks.values() for day in group} != set(days):
            return [], "weekday and byday name different days"
        if freq == "MONTHLY" and not by_weeks:
            return [], "it does not say which week of the month"
        codes = ",".join(day.value[:2].upper() for day in days)
        row = {**row, "freq": freq or "WEEKLY", "byday": row.get("byday") or codes}
    found, reason = _recurring(row, span, notes)
    weekly = {day for pattern in found if pattern.weekly for day in pattern.days}
    words = read_weeks(sorted(weekly), None, plain_text(row.get("description"), 2_000))
    if weekly and (words.weeks or words.doubt):
        return [], "its words may mean other weeks than its rule"
    return found, reason


def _recurring(
    row: Mapping[str, Any], span: Span, notes: RowNotes
) -> tuple[list[Pattern], str | None]:
    other = [key for key in OTHER_RHYTHMS if written(row.get(key))]
    if other:
        return [], f"{' and '.join(other)} cannot be held by a weekly or monthly rule"
    freq = (written(row.get("freq")) or "").upper()
    start, until = read_date(row, "dtstart", notes), read_date(row, "until", notes)
    interval = _whole(row.get("interval"))
    if interval is None:
        return [], "the interval cannot be read"
    by_weeks, unread = _byday(written(row.get("byday")))
    if unread:
        return [], "byday cannot be read"
    if freq == "DAILY" and interval == 1:
        by_weeks = by_weeks or {(): tuple(Weekday)}
    elif freq == "WEEKLY" or (not freq and by_weeks):
        if not by_weeks and start:
            by_weeks = {(): (tuple(Weekday)[start.weekday()],)}
    elif freq != "MONTHLY" or interval > 1 or not by_weeks:
        rhythm = f"{freq or 'no freq'}{f' with interval {interval}' if interval > 1 else ''}"
        return [], f"{rhythm} cannot be held by a weekly or monthly rule"
    if not by_weeks:
        return [], "it names no days"
    if interval > 1 and (start is None or any(by_weeks)):
        return [], f"interval {interval} has no date to count the weeks from"
    found = [Pattern(days, span, weeks, 1, start, until) for weeks, days in by_weeks.items()]
    if interval > 1 and start:
        found = _every(found[0], interval, start, written(row.get("wkst")))
    count = _whole(row.get("count"), absent=0)
    if count and until is None and count <= _MOST:
        if start is None:
            return [], "count has no date to count from"
        dates = sorted(date for pattern in found for date in islice(pattern.dates(), count))
        if len(dates) < count:
            return [], "count cannot be followed"
        found = [replace(pattern, last=dates[count - 1]) for pattern in found]
        found = [p for p in found if p.first is None or p.last is None or p.first <= p.last]
    return _valid(found, row, notes), None


def _every(pattern: Pattern, interval: int, start: dt.date, wkst: str | None) -> list[Pattern]:
    """Rules whose weeks run from Monday, also where the feed's run from another day."""
    first_day = _day(wkst or "") or Weekday.MON
    shift = first_day.number
    week = start - dt.timedelta(days=(start.weekday() - shift) % 7)
    groups: dict[dt.date, list[dt.date]] = defaultdict(list)
    for day in pattern.days:
        date = week + dt.timedelta(days=(day.number - shift) % 7)
        while date < start:
            date += dt.timedelta(weeks=interval)
        groups[date - dt.timedelta(days=date.weekday())].append(date)
    return [
        replace(
            pattern,
            days=tuple(day for day in Weekday if day.number in {d.weekday() for d in dates}),
            every=interval,
            first=min(dates),
        )
        for dates in groups.values()
    ]


def _valid(found: list[Pattern], row: Mapping[str, Any], notes: RowNotes) -> list[Pattern]:
    """The patterns within `valid_from` and `valid_to`."""
    valid_from, valid_to = read_date(row, "valid_from", notes), read_date(row, "valid_to", notes)
    if valid_to:
        found = [replace(p, last=min(p.last or valid_to, valid_to)) for p in found]
    if valid_from:
        # Every other week counts from its own first week, which stays.
        found = [
            p if p.every > 1 else replace(p, first=max(p.first or valid_from, valid_from))
            for p in found
        ]
    return found


def read_date(row: Mapping[str, Any], key: str, notes: RowNotes) -> dt.date | None:
    """A date of a schedule; `None` also for one so far away that it means never."""
    text = written(row.get(key))
    if text is None:
        return None
    compact = re.fullmatch(r"(\d{4})(\d\d)(\d\d)T\d{6}Z?", text)
    if compact:
        text = "-".join(compact.groups())
    found, wrong = read_updated(text)
    if wrong and not re.match(r"(?:2[1-9]|[3-9]\d)\d\d-\d\d-\d\d", text):
        notes.repaired(f"{key} is not a date, and is left out", text)
    return found


def _time(row: Mapping[str, Any], key: str, notes: RowNotes) -> int | None:
    text = written(row.get(key))
    match = _TIME.match(text) if text else None
    if match and match[2].upper() in ("Z", "+00:00", "+0000", "+00"):
        notes.repaired("times are marked as UTC, and are read as the local clock")
    minutes = read_minutes(match[1] if match else text)
    # 23:59 is how feeds write the end of the day.
    return DAY if minutes == DAY - 1 and key == "closes_at" else minutes


def _weekdays(text: str) -> tuple[Weekday, ...]:
    found: set[Weekday] = set()
    for part in re.split(r"[,;/\s]+", text):
        if re.fullmatch(r"[0-7](?:\.0)?", part):  # 1 is Monday; Sunday is 7, or 0
            found.add(tuple(Weekday)[(int(part[0]) - 1) % 7])
        elif part:
            day = _day(part)
            if day is None:
                return ()
            found.add(day)
    return tuple(day for day in Weekday if day in found)


def _byday(text: str | None) -> tuple[dict[tuple[int, ...], tuple[Weekday, ...]], bool]:
    """Days by the weeks of the month they are in (none: all), and whether some are unreadable."""
    weeks: dict[Weekday, set[int]] = defaultdict(set)
    always: set[Weekday] = set()
    for part in re.split(r"[,;\s]+", text or ""):
        match = re.fullmatch(r"([+-]?\d+)?([A-Za-z]+)\.?", part)
        day = _day(match[2]) if match else None
        if not part:
            continue
        if match is None or day is None:
            return {}, True
        if match[1] is None:
            always.add(day)
        elif 1 <= abs(int(match[1][-3:])) <= 5:
            weeks[day].add(int(match[1][-3:]))
        else:
            return {}, True
    found: dict[tuple[int, ...], tuple[Weekday, ...]] = {}
    for day in Weekday:
        if day in always or day in weeks:
            key = () if day in always else tuple(sorted(weeks[day], key=lambda w: (w < 0, w)))
            found[key] = (*found.get(key, ()), day)
    return found, False


def _day(text: str) -> Weekday | None:
    """A weekday by its name, or its two letters as in RFC 5545."""
    return _WEEKDAYS.get(read_weekday(text))


def _whole(value: Any, absent: int = 1) -> int | None:
    text = written(value)
    if text is None or text == "0":
        return absent
    return int(text) if re.fullmatch(r"\d{1,3}", text) else None
