"""The coming seven days, by day and hour."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from zoneinfo import ZoneInfo

from markupsafe import Markup

from directory.model import Attend, Resource, Weekday
from directory.model.texts import main_text
from directory.render.cards import written_in, zone_differs
from directory.render.pins import mark_of
from directory.render.view import View, render
from directory.schedule.timetable import Occurrence
from directory.schedule.words import zone_words
from directory.search import Results
from directory.search.plan import MOST
from directory.search.week import Day, week_of
from directory.snapshot import Snapshot

_MOST_ENTRIES = 2_000
"""Entries that the week reads; a search with more should be narrowed first."""
_MOST_IN_AN_HOUR = 4


def week_html(results: Results, snapshot: Snapshot, view: View) -> Markup:
    """The results' sessions of seven days from today, a few an hour and a link to the rest."""
    words = view.words
    plan = ""
    if results.total <= MOST and not view.query.id:
        plan = view.link(view="plan")
    return render(
        "week.html",
        view,
        days=[_day(day, snapshot, view) for day in week_of(results, most=_MOST_ENTRIES)],
        cut=words._(
            "Only the first {count} entries are shown here.", count=words.number(_MOST_ENTRIES)
        )
        if results.total > _MOST_ENTRIES
        else "",
        plan=plan,
    )


def time_shown(start: dt.datetime, view: View) -> str:
    """The time on the wall, with its zone where the reader's clock differs."""
    time = view.words.time(start)
    if isinstance(start.tzinfo, ZoneInfo) and zone_differs(start.tzinfo.key, view):
        return f"{time} {zone_words(start, view.words)}"
    return time


def _day(day: Day, snapshot: Snapshot, view: View) -> dict[str, object]:
    words, resources = view.words, snapshot.resources
    weekday = list(Weekday)[day.date.weekday()]
    by_hour: dict[int, list[tuple[Occurrence, Resource]]] = defaultdict(list)
    for timed in day.sessions:
        start = timed.occurrence.start
        by_hour[start.hour].append((timed.occurrence, resources[timed.index]))
    hours = []
    for hour, found in sorted(by_hour.items()):
        # By the clock on the wall, which is what stands there: zones differ.
        found.sort(key=lambda each: (each[0].start.time(), main_text(each[1].name)))
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
                        "time": time_shown(occurrence.start, view),
                        "name": resource.name,
                        "lang": written_in(resource, view),
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
    if places := len({timed.index for timed in day.open}):
        opened = {
            "href": view.link(view=None, day=(str(weekday),)),
            "label": words.n("{count} place open", "{count} places open", places),
        }
    return {
        "key": day.date.isoformat(),
        "label": day_label(day.date, view),
        "hours": hours,
        "open": opened,
    }


def day_label(date: dt.date, view: View) -> str:
    """A date as a heading: Tuesday, Nov 24; of today it is said."""
    words = view.words
    zone = view.shown_zone or ZoneInfo(view.settings.timezone)
    if date == view.at.astimezone(zone).date():
        return words._("Today, {date}", date=words.date(date, "day"))
    return words.alone(words.date(date, "day"))
