"""One result as a card: when, what, where, how far, how to get in, what to do."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from directory.model import Attend, Kind, Location, Resource, Status
from directory.model.texts import Said, said_in
from directory.query import Period
from directory.render.far import far_words
from directory.render.links import Action, address_line, call, directions, join
from directory.render.pins import mark_of
from directory.render.shortlist import Place, Toggle, place, toggle
from directory.render.view import View, tongue
from directory.schedule.words import occurrence_words, state_words
from directory.search import Hit
from directory.snapshot import Snapshot
from directory.vocabulary import fellowship_label
from directory.vocabulary import label as vocabulary_label
from directory.words import Words

FRESH = Period(6, "m")
"""How long a check by a person counts as fresh."""
FADING = Period(1, "y")
"""How long it counts at all."""
_LONGEST_HOW = 160
_LONGEST_TRANSIT = 90


@dataclass(frozen=True, slots=True)
class Check:
    """What is known of an entry's truth."""

    text: str
    warn: bool


@dataclass(frozen=True, slots=True)
class CardPin:
    """A card's pin."""

    number: int
    """What is written on it: the place of the result among all, from 1."""
    shape: str
    """An SVG path in a box of 24 by 24."""


@dataclass(frozen=True, slots=True)
class Card:
    """A result in the words of a page."""

    id: str
    href: str
    name: str
    lang: str
    """The language its own words are in."""
    kind: str
    glyph: str
    color: str
    organization: str
    when: str
    now: bool
    closed: bool
    where: str
    far: str
    tags: list[str]
    how: str
    description: str
    check: Check
    actions: list[Action]
    add: Toggle | None
    """The way on or off the list being made."""
    place: Place | None
    """Its place on the list that is the view."""
    transit: str = ""
    """Buses and trains near it, where that is short."""
    pin: CardPin | None = None
    """Its pin on the map beside the list; `None` where there is no map."""


def pin_of(hit: Hit, number: int) -> CardPin | None:
    """The pin of a result with a number; `None` when it has no place on the map."""
    return CardPin(number, mark_of(hit.kind).shape) if hit.latitude is not None else None


def card(hit: Hit, snapshot: Snapshot, view: View) -> Card:
    """The card of a result."""
    resource, words = hit.resource, view.words
    lang = written_in(resource, view)
    how = how_to_get_in(resource, words)
    style = mark_of(resource.kind)
    when, now = _when(hit, snapshot, view)
    href = view.link(open=resource.id, page=view.query.page)
    return Card(
        id=resource.id,
        href=href,
        name=resource.name,
        lang=lang,
        kind=kind_words(resource, words),
        glyph=style.glyph,
        color=style.colour,
        organization=resource.organization or "",
        when=when,
        now=now,
        closed=resource.status is not Status.ACTIVE and resource.attend is not Attend.ONLINE,
        where=where(resource, words),
        far=far_words(hit, words),
        tags=_tags(resource, words),
        how=said_in(how, resource.requirements, lang) if resource.requirements else how,
        description=resource.description or "",
        check=check(resource, view.at.date(), words),
        actions=main_actions(resource, words, href),
        add=toggle(resource.id, view),
        place=place(resource.id, snapshot, view),
        transit=_transit(resource, lang),
    )


def written_in(resource: Resource, view: View) -> str:
    """The language of an entry's own words: its only one, else the directory's first."""
    if len(resource.languages) == 1:
        return resource.languages[0]
    return tongue(view.settings)


def kind_words(resource: Resource, words: Words) -> str:
    """What it is: AA meeting, Housing."""
    if resource.fellowship:
        return words._("{fellowship} meeting", fellowship=fellowship_label(resource.fellowship))
    return vocabulary_label("kind", resource.kind, words)


def where(resource: Resource, words: Words) -> str:
    """Where it is, in one line; a private or rough place says so."""
    location = resource.location
    if location is None:
        return ""
    if location.confidential:
        town = _town(location)
        return (
            words._("{town} (private address)", town=town) if town else words._("Private address")
        )
    if location.approximate and resource.attend in (Attend.ONLINE, None):
        town = _town(location) or location.name or ""
        return words._("Based in {town}", town=town) if town else ""
    return address_line(location)


def _town(location: Location) -> str:
    return ", ".join(part for part in (location.city, location.region) if part)


def _transit(resource: Resource, lang: str) -> str:
    lines = transit(resource)
    text = "; ".join(lines)
    # Nobody takes a bus to what meets online for now.
    if not lines or len(text) > _LONGEST_TRANSIT or resource.attend is Attend.ONLINE:
        return ""
    return said_in(text, lines[0], lang)


def transit(resource: Resource) -> list[str]:
    """The buses and trains near it, each on one line, in the language that it is given in."""
    location = resource.location
    return [_on_one_line(line) for line in location.transit] if location is not None else []


def _on_one_line(text: str) -> str:
    line = " ".join(text.split())
    return Said(line, text.language) if isinstance(text, Said) else line


def _tags(resource: Resource, words: Words) -> list[str]:
    tags = []
    if resource.attend is not None:
        tags.append(vocabulary_label("attend", resource.attend, words))
    if resource.serves:
        tags.append(", ".join(vocabulary_label("serves", s, words) for s in resource.serves))
    if resource.cost:
        tags.append(vocabulary_label("cost", resource.cost, words))
    tags += [words.language_name(code) for code in resource.languages]
    if resource.openings and resource.openings.count is not None:
        tags.append(words.n("{count} place free", "{count} places free", resource.openings.count))
    tags += [vocabulary_label("access", slug, words) for slug in resource.access[:2]]
    return tags


def how_to_get_in(resource: Resource, words: Words) -> str:
    """How to get in, short."""
    if resource.requirements:
        text = " ".join(resource.requirements.split())
        if len(text) > _LONGEST_HOW:
            text = text[:_LONGEST_HOW].rsplit(" ", 1)[0] + "…"
        return text
    if resource.by_appointment:
        return words._("Call to make an appointment.")
    return ""


def check(resource: Resource, today: dt.date, words: Words) -> Check:
    """How far the entry can be trusted: six months fresh, then call first, then a warning."""
    say = words._
    # Nobody goes to a help line.
    callable_ = bool(resource.phone or resource.phones) and resource.kind is not Kind.HELPLINE
    on = resource.checked_on(today)
    if on is None:
        if callable_:
            return Check(say("Not checked by a person yet. Call before you go."), True)
        return Check(say("Not checked by a person yet. It may have changed."), True)
    shown = words.date(on)
    if on >= FRESH.before(today):
        return Check(say("Verified {date}", date=shown), False)
    if on < FADING.before(today):
        if callable_:
            return Check(
                say("Last checked {date}. It may have changed: call first.", date=shown), True
            )
        return Check(say("Last checked {date}. It may have changed.", date=shown), True)
    if callable_:
        return Check(say("Verified {date}. Call first.", date=shown), False)
    return Check(say("Verified {date}. It may have changed.", date=shown), False)


def main_actions(resource: Resource, words: Words, details: str) -> list[Action]:
    """What to do with it, the likeliest first; directions are a choice that `details` offers."""
    joining, calling = join(resource, words), call(resource, words)
    found: list[Action | None] = []
    if directions(resource, words):
        way = Action(words._("Directions"), details, "way", of=resource.name, go=True)
        found = [way, joining, calling] if resource.fellowship else [calling, way, joining]
    else:
        found = [joining, calling]
    actions = [each for each in found if each is not None]
    if not actions and resource.website:
        actions.append(Action(words._("Website"), resource.website, "web", True, of=resource.name))
    return actions


def _when(hit: Hit, snapshot: Snapshot, view: View) -> tuple[str, bool]:
    """When it is, and whether that is now."""
    query, at = view.query, view.at
    filtered = query.day or query.time or query.when or query.from_ or query.to
    if filtered and hit.next is not None:
        named = zone_differs(hit.resource.timezone or snapshot.settings.timezone, view)
        text = occurrence_words(hit.next, at, view.words, zone=view.shown_zone, name_zone=named)
        return text, hit.next.start <= at
    state = snapshot.timetable.state(hit.index, at)
    named = zone_differs(state.zone, view)
    now = state.next is not None and state.next.start <= at
    return state_words(state, at, view.words, zone=view.shown_zone, name_zone=named), now


def zone_differs(zone: str, view: View) -> bool:
    """Whether times need their zone's name: the entry's clock is not the one the reader has."""
    return view.shown_zone is None and clocks_differ(zone, view)


def clocks_differ(zone: str, view: View) -> bool:
    """Whether it is another time there than where the reader is."""
    reader = view.zone or ZoneInfo(view.settings.timezone)
    return view.at.astimezone(ZoneInfo(zone)).utcoffset() != view.at.astimezone(reader).utcoffset()
