"""Results as TSML: Meeting Guide JSON, which meeting apps and sites of intergroups read.

The format is that of the Meeting Guide API specification (code4recovery/spec): one object for each
weekday and time. It knows weekly meetings only. What it has no key for and a visitor must know
stands in `notes`, in English as the format's own names are; entries without a weekly time are left
out, and counted.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from typing import Any

from directory.export.written import Written
from directory.feeds.tsml_codes import CLOSED_ROOM, TRANSIT, codes
from directory.model import Kind, Location, Resource, SessionRule, Status, Weekday
from directory.schedule.words import WEEKS, rule_words
from directory.search import Results
from directory.vocabulary import Vocabulary, label
from directory.words import words

_ENGLISH = words("en")
_VOCABULARIES: dict[str, Vocabulary] = {"types": "type", "serves": "serves", "access": "access"}
_FEWEST_DIGITS = 7
"""Digits of a number that can be dialled from anywhere."""


def to_tsml(results: Results, limit: int | None = None) -> Written:
    """The meetings among the first `limit` results (all without one), in their order."""
    settings, today = results.snapshot.settings, results.as_of.date()
    rows: list[dict[str, Any]] = []
    taken = {hit.id for hit in results[:limit]}
    left_out = 0
    for hit in results[:limit]:
        times = list(_times(hit.resource, today))
        left_out += not times
        shared = _shared(hit.resource, settings.name) if times else {}
        zone = hit.resource.timezone or settings.timezone
        for rule, day in times:
            slug = hit.id
            if len(times) > 1:
                slug = _free(f"{hit.id}-{day}-{rule.start:%H%M}", taken)
            notes = "\n\n".join(_notes(hit.resource, rule, day, today))
            row = {
                "name": hit.name,
                "slug": slug,
                "day": (day.number + 1) % 7,
                "time": f"{rule.start:%H:%M}",
                "end_time": f"{rule.end:%H:%M}" if rule.end else None,
                "timezone": zone,
                "notes": notes or None,
                **shared,
            }
            rows.append({key: value for key, value in row.items() if value is not None})
    return Written(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", left_out)


def _times(resource: Resource, today: dt.date) -> Iterator[tuple[SessionRule, Weekday]]:
    """The weekly times that are not over."""
    if resource.kind is not Kind.MEETING or resource.status is Status.CLOSED:
        return
    for rule in resource.schedule:
        if rule.until is None or rule.until >= today:
            for day in rule.days:
                yield rule, day


def _free(slug: str, taken: set[str]) -> str:
    found, count = slug, 2
    while found in taken:
        found, count = f"{slug}-{count}", count + 1
    taken.add(found)
    return found


def _shared(resource: Resource, entity: str) -> dict[str, Any]:
    """The keys that all times of an entry have alike."""
    named, _ = _types(resource)
    attend = resource.attend.value.replace("-", "_") if resource.attend else None
    if resource.status is Status.TEMPORARILY_CLOSED:
        named.append(CLOSED_ROOM)
        attend = attend or "inactive"
    return {
        "types": named,
        "attendance_option": attend,
        **_place(resource),
        **_online(resource),
        "group": resource.organization,
        "phone": _phones(resource),
        "email": resource.email,
        "website": _web(resource.website),
        "url": _web(resource.source),
        "updated": f"{resource.updated} 00:00:00" if resource.updated else None,
        "entity": entity,
    }


def _place(resource: Resource) -> dict[str, Any]:
    place = resource.location
    if place is None:
        return {}
    return {
        "location": place.name,
        "address": place.address,
        "city": place.city,
        "state": place.region,
        "postal_code": place.postal_code,
        "country": place.country,
        "region": place.city or place.region,
        "latitude": place.latitude,
        "longitude": place.longitude,
        "approximate": "yes" if place.approximate or place.confidential else "no",
        "location_notes": _place_notes(place),
    }


def _place_notes(place: Location) -> str | None:
    """How to find the door, and the buses and trains, in a paragraph that is found again."""
    lines = "; ".join(" ".join(line.split()) for line in place.transit)
    near = f"{TRANSIT} {lines}" if lines else None
    return "\n\n".join(text for text in (place.notes, near) if text) or None


def _online(resource: Resource) -> dict[str, Any]:
    online = resource.online
    if online is None:
        return {}
    url, phone = _web(online.url), online.phone
    if phone and len(re.sub(r"\D", "", phone)) < _FEWEST_DIGITS:
        phone = None
    notes = "conference_url_notes" if url or not phone else "conference_phone_notes"
    return {"conference_url": url, "conference_phone": phone, notes: online.notes}


def _phones(resource: Resource) -> str | None:
    numbers = [resource.phone, *(line.number for line in resource.phones)]
    found = [number for number in numbers if number]
    # The key holds several numbers joined by commas, when each is whole without its neighbours.
    if len(found) > 1 and not all(
        len(re.sub(r"\D", "", number)) >= _FEWEST_DIGITS and "," not in number for number in found
    ):
        found = found[:1]
    return ", ".join(found) or None


def _web(url: str | None) -> str | None:
    return url if url and url.lower().startswith(("https:", "http:")) else None


def _types(resource: Resource) -> tuple[list[str], list[tuple[str, str]]]:
    """The codes of the entry's fellowship that say its slugs, and the slugs that none says."""
    said = {
        (field, slug)
        for field in ("types", "serves", "access", "languages")
        for slug in getattr(resource, field)
    }
    left, named = set(said), []
    # A code that says more comes first: "G" is gay and lgbtq.
    known = sorted(codes(resource.fellowship).values(), key=lambda code: -len(code.meaning))
    for code in known:
        meaning = set(code.meaning)
        if meaning <= said and meaning & left:
            named.append(code.code)
            left -= meaning
    return sorted(named), sorted(left)


def _notes(
    resource: Resource, rule: SessionRule, weekday: Weekday, today: dt.date
) -> Iterator[str]:
    """What the format has no key for, a paragraph each, the times first."""
    day = _ENGLISH.weekday(weekday)
    if rule.weeks:
        weeks = sorted(rule.weeks, key=lambda week: (week < 0, week))
        yield f"Meets only on the {' and '.join(WEEKS[week] for week in weeks)} {day}"
    if rule.every > 1:
        rhythm = f"every other {day}" if rule.every == 2 else f"every {rule.every} weeks on {day}"
        yield f"Meets {rhythm}, counted from {rule.from_}"
    elif rule.from_ and rule.from_ > today:
        yield f"Starts on {rule.from_}"
    if rule.until:
        yield f"Ends on {rule.until}"
    for closure in resource.closed:
        if closure.last >= today:
            until = f" to {closure.last}" if closure.last != closure.from_ else ""
            yield f"Closed {closure.from_}{until}" + (f": {closure.note}" if closure.note else "")
    for other in resource.schedule:
        if other.date and other.date >= today:
            yield f"Also {rule_words(other, _ENGLISH)}"
    if rule.note:
        yield rule.note
    if resource.requirements:
        yield resource.requirements
    _, unsaid = _types(resource)
    labels = [
        _ENGLISH.language_name(slug)
        if field == "languages"
        else label(_VOCABULARIES[field], slug, _ENGLISH)
        for field, slug in unsaid
    ]
    if labels:
        yield f"{', '.join(labels)}."
    if resource.description:
        yield resource.description
