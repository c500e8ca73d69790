"""The coming week of a short list, to live by: what when, how far between, what clashes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from babel.lists import format_list
from markupsafe import Markup

from directory.model import Attend
from directory.render.cards import kind_words, where, written_in, zone_differs
from directory.render.filters import distance_text
from directory.render.pins import mark_of
from directory.render.view import View, render
from directory.render.week import day_label
from directory.schedule.timetable import Occurrence
from directory.schedule.words import span_words, state_words, zone_words
from directory.search import Results
from directory.search.plan import MOST, Leg, Open, Stop, plan_of
from directory.snapshot import Snapshot

_MOST_CLASHES = 3


@dataclass(frozen=True, slots=True)
class _Item:
    """An entry of the plan, in the words of a page."""

    key: str
    time: str
    here: str
    """The same time on the reader's clock, where that is another one."""
    name: str
    lang: str
    kind: str
    where: str
    glyph: str
    color: str
    href: str
    way: str
    """How far it is from the one before."""
    clash: str


def plan_html(results: Results, snapshot: Snapshot, view: View) -> Markup:
    """The plan of the results, day by day, with its calendar."""
    words, plan = view.words, plan_of(results)
    stops = plan.stops
    days = []
    for day in plan.days:
        date = day.date.isoformat()
        days.append(
            {
                "label": day_label(day.date, view),
                "stops": [_stop(stop, stops, date, results, snapshot, view) for stop in day.stops],
                "open": [
                    _item(each.index, f"{date}-{at}", _open_words(each, view), snapshot, view)
                    for at, each in enumerate(day.open)
                ],
            }
        )
    feed = replace(
        view.query, view=None, map=None, open=None, site=None, keep=(), page=1, lang=None
    )
    return render(
        "plan.html",
        view,
        days=days,
        without=[
            _item(index, "none", _state_words(index, snapshot, view), snapshot, view)
            for index in plan.without
        ],
        cut=words._(
            "This is the plan of the first {count}. Narrow the search to plan the rest.",
            count=MOST,
        )
        if plan.left_out
        else "",
        measured=any(stop.leg for stop in stops),
        file=f"{view.base}/feed.ics?{feed.to_link()}",
        # A subscription goes with the days: it is not held at an instant.
        feed=f"{view.base}/feed.ics?{replace(feed, at=None).to_link()}",
    )


def _stop(
    stop: Stop, stops: Sequence[Stop], date: str, results: Results, snapshot: Snapshot, view: View
) -> _Item:
    session, resource = stop.occurrence, snapshot.resources[stop.index]
    key = f"{date}-{session.start:%H%M}"
    item = _item(stop.index, key, _times(session, view), snapshot, view)
    place = item.where
    if resource.attend is Attend.ONLINE:
        place = view.words._("online")
    return replace(
        item,
        here=_here(session, view),
        where=place,
        way=_way(stop.leg, results, view) if stop.leg else "",
        clash=_clash(stop, stops, snapshot, view),
    )


def _item(index: int, key: str, time: str, snapshot: Snapshot, view: View) -> _Item:
    resource = snapshot.resources[index]
    mark = mark_of(resource.kind)
    return _Item(
        key=f"p-{key}-{resource.id}",
        time=time,
        here="",
        name=resource.name,
        lang=written_in(resource, view),
        kind=kind_words(resource, view.words),
        where=where(resource, view.words),
        glyph=mark.glyph,
        color=mark.colour,
        href=view.link(open=resource.id),
        way="",
        clash="",
    )


def _times(session: Occurrence, view: View) -> str:
    """From when to when, with the zone where the reader's clock differs."""
    end = session.end.time() if session.end else None
    return _named(span_words(session.start.time(), end, view.words), session.start, view)


def _named(text: str, moment: dt.datetime, view: View) -> str:
    if isinstance(moment.tzinfo, ZoneInfo) and zone_differs(moment.tzinfo.key, view):
        return f"{text} {zone_words(moment, view.words)}"
    return text


def _here(session: Occurrence, view: View) -> str:
    start = session.start
    if not isinstance(start.tzinfo, ZoneInfo) or not zone_differs(start.tzinfo.key, view):
        return ""
    mine = start.astimezone(view.zone or ZoneInfo(view.settings.timezone))
    time = view.words.time(mine)
    if mine.date() == start.date():
        return view.words._("{time} on your clock", time=time)
    day = view.words.date(mine.date(), "day")
    return view.words._("{day}, {time} on your clock", day=day, time=time)


def _way(leg: Leg, results: Results, view: View) -> str:
    say = view.words._
    if not leg.distance:
        return say("In the same area") if leg.approximate else say("At the same place")
    far = distance_text(leg.distance, results.units, view.words)
    if leg.approximate:
        far = say("about {distance}", distance=far)
    return view.words.alone(say("{distance} in a straight line from the one before", distance=far))


def _clash(stop: Stop, stops: Sequence[Stop], snapshot: Snapshot, view: View) -> str:
    words = view.words
    names = [snapshot.resources[stops[number].index].name for number in stop.clashes]
    if not names:
        return ""
    shown = names[:_MOST_CLASHES]
    if more := len(names) - len(shown):
        shown.append(words.n("{count} more", "{count} more", more))
    return words._("At the same time: {names}", names=str(format_list(shown, locale=words.locale)))


def _open_words(each: Open, view: View) -> str:
    words, say = view.words, view.words._
    if each.start and each.end:
        times = span_words(each.start.time(), each.end.time(), words)
        return say("Open {times}", times=_named(times, each.start, view))
    if each.start:
        time = _named(words.time_said(each.start), each.start, view)
        return say("Open from {time}", time=time)
    if each.end:
        return say("Open until {time}", time=_named(words.time_said(each.end), each.end, view))
    return say("Open 24 hours")


def _state_words(index: int, snapshot: Snapshot, view: View) -> str:
    state = snapshot.timetable.state(index, view.at)
    named = zone_differs(state.zone, view)
    return state_words(state, view.at, view.words, zone=view.shown_zone, name_zone=named)
