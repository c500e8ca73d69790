"""A call sheet: whom to call about which entry, and what to ask.

The questions are made of what the list says now, so that a yes is a check and a no is a change.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from directory.export.csv import cell
from directory.export.table import aligned
from directory.model import Resource, Status
from directory.model.texts import spoken
from directory.query.values import clean
from directory.render.cards import kind_words, transit, where
from directory.render.detail import ages_words
from directory.schedule.words import hours_lines, rule_words, state_words
from directory.search import Hit, Results
from directory.vocabulary import label as vocabulary_label
from directory.words import N_, Words

FORMATS = ("text", "table", "csv", "json")
_TITLES = (N_("Checked"), N_("Name"), N_("Phone"), N_("Now"), N_("Id"))
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Call:
    """One entry of the sheet."""

    id: str
    name: str
    kind: str
    on: dt.date | None
    """The day of the last check; `None`: never."""
    by: str
    phones: list[str]
    """Each with what it is for."""
    email: str
    website: str
    city: str
    now: str
    """Whether somebody is there: the hours, or the next session."""
    questions: list[str]
    command: str
    """What to type after a yes to all of them."""


def calls(hits: Sequence[Hit], results: Results, words: Words, command: str) -> list[Call]:
    """The entries of a sheet; `command` stamps a check, with `{id}` and `{how}` in it."""
    return [_call(hit, results, words, command) for hit in hits]


def write_calls(found: Sequence[Call], form: str, words: Words, at: dt.datetime) -> str:
    """A sheet as text to print, or as a table, CSV or JSON."""
    if form == "json":
        return json.dumps([_record(call) for call in found], ensure_ascii=False, indent=2) + "\n"
    if form == "csv":
        return _csv(found)
    if form == "table":
        rows = [[_checked(one, words), one.name, _first(one), one.now, one.id] for one in found]
        lines = aligned([[words._(title) for title in _TITLES], *rows]) if found else []
        return "\n".join([*lines, ""]) if lines else ""
    return _text(found, words, at)


def _call(hit: Hit, results: Results, words: Words, command: str) -> Call:
    resource = spoken(hit.resource, words.language)
    snapshot, at = results.snapshot, results.as_of
    state = snapshot.timetable.state(hit.index, at)
    location, check = resource.location, resource.verified
    phones = [resource.phone] if resource.phone else []
    phones += [
        f"{line.number} ({line.label})" if line.label else line.number for line in resource.phones
    ]
    how = "phone" if phones else "e-mail" if resource.email else "website"
    if not (phones or resource.email or resource.website):
        how = "visit"
    elsewhere = at.astimezone(ZoneInfo(state.zone)).utcoffset() != at.utcoffset()
    on = resource.checked_on(at.date())
    return Call(
        id=resource.id,
        name=clean(resource.name),
        kind=kind_words(resource, words),
        on=on,
        by=clean(check.by) if on is not None and check is not None and check.by else "",
        phones=[clean(phone) for phone in phones],
        email=resource.email or "",
        website=resource.website or "",
        city=clean(location.city) if location is not None and location.city else "",
        now=clean(state_words(state, at, words, name_zone=elsewhere)),
        questions=[clean(_cut(one)) for one in questions(resource, words, at.date())],
        command=command.format(id=resource.id, how=how),
    )


def questions(resource: Resource, words: Words, today: dt.date) -> list[str]:
    """What to ask about an entry; of a confidential place nothing finer than its town."""
    return [
        *_about_running(resource, words, today),
        *_about_place(resource, words),
        *_about_entrance(resource, words),
        *_about_contact(resource, words),
    ]


def _about_running(resource: Resource, words: Words, today: dt.date) -> list[str]:
    say = words._
    asked = [say("Is the name still “{name}”?", name=resource.name)]
    if resource.status is Status.TEMPORARILY_CLOSED:
        asked.append(say("Is it still closed for now? When does it open again?"))
    if resource.schedule:
        rules = "; ".join(rule_words(rule, words, today=today) for rule in resource.schedule)
        asked.append(say("Are these still the times: {times}?", times=rules))
    if resource.hours:
        lines = hours_lines(resource.hours, words, week_of=today)
        hours = "; ".join(f"{days} {text}" for days, text in lines) or resource.hours
        asked.append(say("Are these still the hours: {hours}?", hours=hours))
    elif not resource.schedule and not resource.by_appointment:
        asked.append(say("When is it open?"))
    if resource.by_appointment:
        asked.append(say("Do people still have to call first?"))
    return asked


def _about_place(resource: Resource, words: Words) -> list[str]:
    asked, location, online = [], resource.location, resource.online
    if location is not None and (place := where(resource, words)):
        say = words._
        if location.confidential:
            town = ", ".join(part for part in (location.city, location.region) if part)
            asked.append(say("Is it still in {town}?", town=town) if town else "")
        else:
            asked.append(say("Is it still here: {place}?", place=place))
        if location.notes:
            asked.append(say("Is this still the way in: {notes}?", notes=_bare(location.notes)))
        if lines := transit(resource):
            near = _bare("; ".join(lines))
            asked.append(say("Are these still the buses and trains near it: {lines}?", lines=near))
    if online is not None and (online.url or online.phone):
        way = " / ".join(part for part in (online.url, online.phone) if part)
        asked.append(words._("Do people still join here: {way}?", way=way))
    return [one for one in asked if one]


def _about_entrance(resource: Resource, words: Words) -> list[str]:
    say, asked = words._, []
    if resource.requirements:
        asked.append(
            say("Is this still what people need: {text}?", text=_bare(resource.requirements))
        )
    whom = [vocabulary_label("serves", slug, words) for slug in resource.serves]
    if ages := ages_words(resource, words):
        whom.append(say("ages {ages}", ages=ages))
    if whom:
        asked.append(say("Is it still for: {whom}?", whom=", ".join(whom)))
    if resource.cost:
        cost = vocabulary_label("cost", resource.cost, words)
        asked.append(say("Is this still the cost: {cost}?", cost=cost))
    if resource.openings is not None:
        count = resource.openings.count
        if count is None:
            asked.append(say("How many places are free?"))
        elif count == 0:
            asked.append(say("Are there still no free places?"))
        else:
            asked.append(
                words.n("Is {count} place still free?", "Are {count} places still free?", count)
            )
    if resource.access:
        labels = [vocabulary_label("access", slug, words) for slug in resource.access]
        asked.append(say("Is this still so: {access}?", access=", ".join(labels)))
    return asked


def _about_contact(resource: Resource, words: Words) -> list[str]:
    asked, say = [], words._
    numbers = [line.number for line in resource.phones]
    numbers = [resource.phone, *numbers] if resource.phone else numbers
    if numbers:
        listed = ", ".join(dict.fromkeys(numbers))
        asked.append(say("Is this the best number for people to call: {numbers}?", numbers=listed))
    if resource.website:
        asked.append(say("Is this still the website: {website}?", website=resource.website))
    return asked


def _text(found: Sequence[Call], words: Words, at: dt.datetime) -> str:
    say = words._
    count = words.n("{count} entry", "{count} entries", len(found))
    head = say(
        "Call sheet, {date}: {entries}, the oldest check first", date=words.date(at), entries=count
    )
    lines = [head, ""]
    for number, call in enumerate(found, 1):
        lines.append(f"{number}. {call.name} ({call.kind})")
        lines.append(f"   {_checked_line(call, words)}")
        lines += [f"   {line}" for line in _reach(call, words)]
        lines.append("   " + say("Now: {state}", state=call.now))
        lines += [f"   [ ] {question}" for question in call.questions]
        lines += ["   " + say("All right? Type: {command}", command=call.command), ""]
    return "\n".join(lines)


def _checked_line(call: Call, words: Words) -> str:
    if call.on is None:
        return words._("Never checked")
    text = words._("Last checked: {date}", date=words.date(call.on))
    return f"{text} ({call.by})" if call.by else text


def _checked(call: Call, words: Words) -> str:
    return words.date(call.on) if call.on is not None else words._("Never")


def _reach(call: Call, words: Words) -> list[str]:
    """How to reach them: the best way that is known."""
    if call.phones:
        return [words._("Call {numbers}", numbers="; ".join(call.phones))]
    if call.email:
        return [words._("Write to {address}", address=call.email)]
    if call.website:
        return [words._("Look at {address}", address=call.website)]
    return [words._("No number is known. Go there, or ask who might know.")]


def _record(call: Call) -> dict[str, Any]:
    return {
        "id": call.id,
        "name": call.name,
        "kind": call.kind,
        "verified": {"on": call.on.isoformat(), "by": call.by or None} if call.on else None,
        "phones": call.phones,
        "email": call.email or None,
        "city": call.city or None,
        "now": call.now,
        "questions": call.questions,
        "command": call.command,
    }


def _csv(found: Sequence[Call]) -> str:
    out = io.StringIO(newline="")
    rows = csv.writer(out)
    columns = ("id", "name", "kind", "verified", "phones", "email", "city", "now", "questions")
    rows.writerow([*columns, "command"])
    for call in found:
        on = call.on.isoformat() if call.on else None
        values = (call.id, call.name, call.kind, on, call.phones, call.email, call.city)
        rows.writerow([cell(v) for v in (*values, call.now, call.questions, call.command)])
    return out.getvalue()


def _first(call: Call) -> str:
    return next(iter((*call.phones, call.email, call.website)), "")


def _bare(text: str) -> str:
    """A sentence without its full stop, to stand within a question."""
    return text.strip().rstrip(".")


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
