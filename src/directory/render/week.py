"""The coming seven days, by day and hour."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field, replace
from zoneinfo import ZoneInfo

from markupsafe import Markup

from directory.model import Attend, Resource, Weekday
from directory.render.cards import zone_differs
from directory.render.pins import mark_of
from directory.render.view import View, render
from directory.schedule.timetable import Occurrence
from directory.schedule.wanted import BANDS, SOON
from directory.schedule.words import zone_words
from directory.search import Results
from directory.snapshot import Snapshot

_MOST_ENTRIES = 2_000
"""Entries that the week reads; a search with more should be narrowed first."""
_MOST_IN_AN_HOUR = 4


@dataclass(slots=True)
class _Day:
    date: dt.date
    hours: dict[int, list[tuple[Occurrence, Resource]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    open: int = 0


def week_html(results: Results, snapshot: Snapshot, view: View) -> Markup:
    """The results' sessions of seven days from today, a few an hour and a link to the rest."""
    words = view.words
    zone = view.shown_zone or ZoneInfo(view.settings.timezone)
    today = view.at.astimezone(zone).date()
    days = {today + dt.timedelta(days=i): _Day(today + dt.timedelta(days=i)) for i in range(7)}
    start = dt.datetime.combine(today, dt.time(), zone)
    stop = dt.datetime.combine(today + dt.timedelta(days=7), dt.time(), zone)
    entries = results.entries[:_MOST_ENTRIES]
    each = snapshot.timetable.occurrences_each(entries, start, stop)
    for index, occurrences in zip(entries.tolist(), each, strict=True):
        opened = set()
        for occurrence in occurrences:
            if view.shown_zone:
                occurrence = _moved(occurrence, view.shown_zone)
            day = days.get(occurrence.start.date())
            if occurrence.kind == "hours":
                opened |= _dates(occurrence, start, stop) & days.keys()
            elif day is not None and _admits(occurrence, view):
                day.hours[occurrence.start.hour].append((occurrence, snapshot.resources[index]))
        for date in opened:
            if _admits_date(date, today, view):
                days[date].open += 1
    return render(
        "week.html",
        view,
        days=[_day(day, today, view) for day in days.values()],
        cut=words._("Only the first {count} entries are shown here.", count=_MOST_ENTRIES)
        if results.total > _MOST_ENTRIES
        else "",
    )


def _moved(occurrence: Occurrence, zone: ZoneInfo) -> Occurrence:
    end = occurrence.end.astimezone(zone) if occurrence.end else None
    return replace(occurrence, start=occurrence.start.astimezone(zone), end=end)


def _dates(occurrence: Occurrence, start: dt.datetime, stop: dt.datetime) -> set[dt.date]:
    first = max(occurrence.start, start).date()
    last = (min(occurrence.end or stop, stop) - dt.timedelta(minutes=1)).date()
    return {first + dt.timedelta(days=i) for i in range((last - first).days + 1)}


def _admits_date(date: dt.date, today: dt.date, view: View) -> bool:
    """Whether the filter of days admits a date."""
    if not view.query.day:
        return True
    day = list(Weekday)[date.weekday()]
    named = {str(day), "weekend" if day in (Weekday.SAT, Weekday.SUN) else "weekdays"}
    near = {today: "today", today + dt.timedelta(days=1): "tomorrow"}
    return not set(view.query.day).isdisjoint({*named, near.get(date, "")})


def _admits(occurrence: Occurrence, view: View) -> bool:
    """Whether the time filters admit a session, by the start it has on the page."""
    query, start = view.query, occurrence.start
    minute = start.hour * 60 + start.minute
    if not _admits_date(start.date(), view.at.astimezone(start.tzinfo).date(), view):
        return False
    if query.when and not any(_is(when, occurrence, view.at) for when in query.when):
        return False
    if query.time and not any(_within(minute, *BANDS[band]) for band in query.time):
        return False
    if query.from_ or query.to:
        begin = _minutes(query.from_) if query.from_ else 0
        end = _minutes(query.to) if query.to else 1440
        return begin == end or _within(minute, begin, end)
    return True


def _is(when: str, occurrence: Occurrence, at: dt.datetime) -> bool:
    if when == "now":
        return occurrence.start <= at and (occurrence.end is None or at < occurrence.end)
    return SOON[0] <= (occurrence.start - at).total_seconds() <= SOON[1]


def _minutes(time: dt.time) -> int:
    return time.hour * 60 + time.minute


def _within(minute: int, begin: int, end: int) -> bool:
    if begin < end <= 1440:
        return begin <= minute < end
    return minute >= begin or minute < end % 1440


def _time(start: dt.datetime, view: View) -> str:
    """The time on the wall, with its zone where the reader's clock differs."""
    time = view.words.time(start)
    if isinstance(start.tzinfo, ZoneInfo) and zone_differs(start.tzinfo.key, view):
        return f"{time} {zone_words(start, view.words)}"
    return time


def _day(day: _Day, today: dt.date, view: View) -> dict[str, object]:
    words = view.words
    weekday = list(Weekday)[day.date.weekday()]
    hours = []
    for hour, found in sorted(day.hours.items()):
        # By the clock on the wall, which is what stands there: zones differ.
        found.sort(key=lambda each: (each[0].start.time(), each[1].name))
        begin, end = dt.time(hour), dt.time((hour + 1) % 24)
        more = len(found) - _MOST_IN_AN_HOUR
        narrowed = view.link(view=None, day=(str(weekday),), time=(), when=(), from_=begin, to=end)
        hours.append(
            {
                "key": hour,
                "label": words.time(begin),
                "entries": [
                    {
                        "id": resource.id,
                        "time": _time(occurrence.start, view),
                        "name": resource.name,
                        "online": resource.attend is Attend.ONLINE,
                        "href": view.link(open=resource.id),
                        "color": mark_of(resource.kind).colour,
                    }
                    for occurrence, resource in found[:_MOST_IN_AN_HOUR]
                ],
                "more": {"href": narrowed, "label": words.n("{count} more", "{count} more", more)}
                if more > 0
                else None,
            }
        )
    opened = None
    if day.open:
        opened = {
            "href": view.link(view=None, day=(str(weekday),)),
            "label": words.n("{count} place open", "{count} places open", day.open),
        }
    label = words.alone(words.date(day.date, "day"))
    if day.date == today:
        label = words._("Today, {date}", date=words.date(day.date, "day"))
    return {"key": day.date.isoformat(), "label": label, "hours": hours, "open": opened}
