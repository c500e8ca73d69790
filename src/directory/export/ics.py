"""Results as a calendar that can be subscribed to: each rule of a session a repeating event.

Only sessions are exported: opening hours would fill a calendar with bars and say nothing that the
entry's page does not say better. Sessions that a clock change skips or stretches are written as
events of their own, in UTC, because calendar programs read those dates each in their own way.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import quote
from zoneinfo import ZoneInfo

import numpy as np

from directory.export.ics_lines import address, folded, line, text, utc, wall, zone_lines
from directory.export.written import Written
from directory.model import Attend, Resource
from directory.model.texts import main_text, told
from directory.render.cards import kind_words, where
from directory.schedule.series import Series, Session
from directory.search import Hit, Results
from directory.words import Words

AHEAD = dt.timedelta(days=731)
"""How far ahead exceptions are written out: closures, and sessions around clock changes."""
REFRESH = "PT6H"
"""How often a subscriber should ask again."""

_BYDAY = {"mon": "MO", "tue": "TU", "wed": "WE", "thu": "TH", "fri": "FR", "sat": "SA", "sun": "SU"}


def to_ics(
    results: Results, words: Words, limit: int | None = None, *, site: str | None = None
) -> Written:
    """The sessions of the first `limit` results (all without one).

    Of each result those rules and weekdays that the time filters admit; results without any are
    left out, and counted. `site` is the address of the directory, for links to the entries.
    """
    hits = results[:limit]
    asked = results.asked
    each = results.snapshot.timetable.series_each(
        np.array([hit.index for hit in hits], np.int64),
        asked.at,
        asked.wanted,
        asked.zone,
        ahead=AHEAD,
    )
    settings = results.snapshot.settings
    host = re.sub(r"[^a-z0-9]+", "-", main_text(settings.name).lower()).strip("-") or "directory"
    language = results.query.lang
    events: list[str] = []
    zones: dict[str, None] = {}
    for hit, found in zip(hits, each, strict=True):
        if found:
            zone = hit.resource.timezone or settings.timezone
            zones[zone] = None
            about = list(_about(hit, asked.at, words, site))
            events += _events(hit.resource, found, zone, host, about, language)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//Recovery Resource Directory//{words.language.upper()}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"NAME:{line(settings.name)}",
        f"X-WR-CALNAME:{line(settings.name)}",
        f"REFRESH-INTERVAL;VALUE=DURATION:{REFRESH}",
        f"X-PUBLISHED-TTL:{REFRESH}",
    ]
    # A calendar must hold something (RFC 5545 section 3.6), also when nothing was found.
    for zone in sorted(zones) or [settings.timezone]:
        lines += zone_lines(zone, asked.at.year)
    lines += [*events, "END:VCALENDAR"]
    return Written(folded(lines), left_out=sum(not found for found in each))


def _about(hit: Hit, at: dt.datetime, words: Words, site: str | None) -> Iterator[str]:
    """What all events of an entry say alike."""
    resource = hit.resource
    # The day's start where an edit is not known: the same feed twice a day is the same text.
    stamp = dt.datetime.combine(resource.updated or at.date(), dt.time(), dt.UTC)
    yield f"DTSTAMP:{utc(stamp)}"
    if resource.updated:
        yield f"LAST-MODIFIED:{utc(stamp)}"
    yield f"SUMMARY:{line(resource.name)}"
    online = resource.online
    place = where(resource, words)
    if resource.attend is Attend.ONLINE and online is not None:
        place = online.url or online.phone or place
    if place:
        yield f"LOCATION:{line(place)}"
    if hit.latitude is not None and hit.longitude is not None:
        yield f"GEO:{hit.latitude:.6f};{hit.longitude:.6f}"
    if site:
        yield f"URL:{address(f'{site}/r/{quote(resource.id)}')}"
    elif resource.website:
        yield f"URL:{address(resource.website)}"
    yield f"CATEGORIES:{line(kind_words(resource, words))}"
    yield "TRANSP:TRANSPARENT"


def _events(
    resource: Resource,
    found: list[Series],
    zone: str,
    host: str,
    about: list[str],
    language: str | None,
) -> Iterator[str]:
    marks: Counter[str] = Counter()
    for series in found:
        mark = _mark(series)
        marks[mark] += 1
        name = f"{resource.id}-{mark}" + (f"-{marks[mark]}" if marks[mark] > 1 else "")
        described = [*about, *_description(resource, series, language)]
        if series.single is None:
            yield from _repeating(series, zone, f"{name}@{host}", described)
        for session in series.moved if series.single is None else series.single:
            yield from _single(session, f"{name}-{session.date:%Y%m%d}@{host}", described)


def _mark(series: Series) -> str:
    """What tells the rules of an entry apart: the same while the rule is, in whatever order."""
    rule = series.rule.model_dump_json(exclude={"days", "weeks", "note"}, exclude_defaults=True)
    rhythm = f"{rule}{sorted(series.rule.weeks)}{sorted(series.days)}"
    return hashlib.sha256(rhythm.encode()).hexdigest()[:10]


def _description(resource: Resource, series: Series, language: str | None) -> Iterator[str]:
    online = resource.online
    parts = [
        told(series.rule.note or "", language),
        resource.organization,
        resource.requirements,
        *((online.url, online.phone, online.notes) if online else ()),
        *((resource.location.notes, *resource.location.transit) if resource.location else ()),
        resource.phone,
        resource.description,
    ]
    described = "\n".join(part for part in parts if part)
    if described:
        yield f"DESCRIPTION:{text(described)}"


def _repeating(series: Series, zone: str, uid: str, told: list[str]) -> Iterator[str]:
    rule, named = series.rule, f"TZID={zone}"
    start = dt.datetime.combine(series.first, rule.start)
    end = start + dt.timedelta(minutes=rule.minutes)
    left_out = sorted({*series.left_out, *(session.date for session in series.moved)})
    if rule.date is not None and left_out:
        return  # its one session is among those that are written by themselves
    yield "BEGIN:VEVENT"
    yield f"UID:{uid}"
    yield f"DTSTART;{named}:{wall(start.date(), start.time())}"
    yield f"DTEND;{named}:{wall(end.date(), end.time())}"
    if rule.date is None:
        yield f"RRULE:{_rrule(series, ZoneInfo(zone))}"
    for date in left_out:
        yield f"EXDATE;{named}:{wall(date, rule.start)}"
    yield from told
    yield "END:VEVENT"


def _rrule(series: Series, zone: ZoneInfo) -> str:
    rule = series.rule
    days = [_BYDAY[day] for day in series.days]
    if rule.weeks:
        parts = ["FREQ=MONTHLY"]
        days = [f"{week}{day}" for day in days for week in rule.weeks]
    else:
        parts = ["FREQ=WEEKLY"]
        if rule.every > 1:
            parts.append(f"INTERVAL={rule.every}")
        parts.append("WKST=MO")
    parts.append(f"BYDAY={','.join(days)}")
    if series.last is not None:
        # The last second of that day, which no session of the next one can reach.
        until = dt.datetime.combine(series.last, dt.time(23, 59, 59), zone)
        parts.append(f"UNTIL={utc(until)}")
    return ";".join(parts)


def _single(session: Session, uid: str, told: list[str]) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{uid}"
    yield f"DTSTART:{utc(session.start)}"
    yield f"DTEND:{utc(session.end)}"
    yield from told
    yield "END:VEVENT"
