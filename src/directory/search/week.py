"""Seven days of what a search finds: its sessions and open hours, date by date."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from directory.schedule.timetable import Occurrence
from directory.schedule.wanted import SOON, Bools, TimeFilter
from directory.search.asked import Asked
from directory.search.results import Results

DAYS = 7
"""Dates in a week, from today on."""
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Timed:
    """One session, or one stretch of open hours, of an entry."""

    index: int
    """The entry's place in the catalog."""
    occurrence: Occurrence
    """On the clock that is shown: the reader's when they asked for it, else the entry's own."""


@dataclass(frozen=True, slots=True)
class Day:
    """What takes place on one date of the week, on the clock that is shown."""

    date: dt.date
    sessions: tuple[Timed, ...]
    """Those that start on this date, in the order of the results."""
    open: tuple[Timed, ...]
    """The stretches of open hours that this date has a part in, in the order of the results."""


def week_of(results: Results, *, most: int) -> tuple[Day, ...]:
    """The sessions and open hours of the first `most` results on seven dates from today.

    Today is the reader's with `clock=mine`, else the directory's. Only what the time filters
    admit; what is over already today is still there.
    """
    snapshot, asked = results.snapshot, results.asked
    zone = asked.zone or ZoneInfo(snapshot.settings.timezone)
    today = asked.at.astimezone(zone).date()
    sessions: dict[dt.date, list[Timed]] = {today + i * _DAY: [] for i in range(DAYS)}
    opened: dict[dt.date, list[Timed]] = {date: [] for date in sessions}
    # A date begins up to a day earlier or later where an entry has another zone.
    start = dt.datetime.combine(today, dt.time(), zone) - _DAY
    entries = results.places(0, most)
    each = snapshot.timetable.occurrences_each(entries, start, start + (DAYS + 2) * _DAY)
    minutes = asked.wanted.minutes()
    for index, occurrences in zip(entries.tolist(), each, strict=True):
        for occurrence in occurrences:
            timed = Timed(index, _on_clock(occurrence, asked.zone))
            if occurrence.kind == "hours":
                for date in _dates(timed.occurrence, today):
                    if _admits_date(date, today, asked.wanted):
                        opened[date].append(timed)
            elif timed.occurrence.start.date() in sessions and _admits(
                timed.occurrence, asked, minutes
            ):
                sessions[timed.occurrence.start.date()].append(timed)
    return tuple(Day(date, tuple(sessions[date]), tuple(opened[date])) for date in sessions)


def _on_clock(occurrence: Occurrence, zone: ZoneInfo | None) -> Occurrence:
    if zone is None:
        return occurrence
    end = occurrence.end.astimezone(zone) if occurrence.end else None
    return replace(occurrence, start=occurrence.start.astimezone(zone), end=end)


def _dates(occurrence: Occurrence, today: dt.date) -> list[dt.date]:
    """The dates of the week that a stretch of open hours has a part in."""
    last = today + (DAYS - 1) * _DAY
    first = max(occurrence.start.date(), today)
    if occurrence.end is not None:
        last = min(last, (occurrence.end - dt.timedelta(microseconds=1)).date())
    return [first + i * _DAY for i in range((last - first).days + 1)]


def _admits_date(date: dt.date, today: dt.date, wanted: TimeFilter) -> bool:
    """Whether the filter of days admits a date."""
    if not wanted.days:
        return True
    return date.weekday() in wanted.weekdays or (date - today).days in wanted.shifts


def _admits(session: Occurrence, asked: Asked, minutes: Bools | None) -> bool:
    """Whether the time filters admit a session, by the start that is shown."""
    wanted, start = asked.wanted, session.start
    today = asked.at.astimezone(start.tzinfo).date()
    # What is in progress since before midnight is still of today.
    date = today if _is("now", session, asked.at) and 0 in wanted.shifts else start.date()
    if not _admits_date(date, today, wanted):
        return False
    if wanted.when and not any(_is(when, session, asked.at) for when in wanted.when):
        return False
    return minutes is None or bool(minutes[start.hour * 60 + start.minute])


def _is(when: str, session: Occurrence, at: dt.datetime) -> bool:
    if when == "now":
        return session.start <= at and (session.end is None or at < session.end)
    return SOON[0] <= (session.start - at).total_seconds() <= SOON[1]
