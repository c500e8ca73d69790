"""Everything known about one entry, over the view it was opened from."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from directory.model import Openings, Resource
from directory.model.texts import said_in
from directory.query import Query
from directory.render.cards import Card, card, clocks_differ, transit, written_in, zone_differs
from directory.render.far import far_from
from directory.render.links import Action, address_line, directions, message, telephone
from directory.render.report import report
from directory.render.share import Sharer
from directory.render.view import View, render
from directory.render.whereabouts import place_name
from directory.schedule.words import hours_lines, occurrence_words, rule_words, state_words
from directory.search import Hit, Results
from directory.search.same_place import same_place
from directory.snapshot import Snapshot
from directory.vocabulary import label as vocabulary_label
from directory.words import Words

_MOST_OTHERS = 12
_UPCOMING = 3


def detail_html(
    found: Results, snapshot: Snapshot, view: View, sharer: Sharer | None = None
) -> Markup:
    """The detail of the one entry found; a kind word when the catalog has it no longer."""
    close = view.link(open=None, page=view.query.page)
    if not found:
        return render("missing.html", view, close=close)
    hit = found[0]
    share = view.to(Query(open=hit.id))
    return render(
        "detail.html",
        view,
        close=close,
        share=share,
        light=view.light(Query(open=hit.id, lang=view.query.lang)),
        sharable=sharer is not None,
        sheet=sharer(found, share, hit.name, entry=True) if sharer else None,
        level="h3",
        **about_entry(hit, snapshot, view, place_name(found)),
    )


def about_entry(hit: Hit, snapshot: Snapshot, view: View, origin: str = "") -> dict[str, Any]:
    """What the template `_about.html` tells of an entry, in the words of a page.

    `origin` names the place that it is measured from.
    """
    resource, words = hit.resource, view.words
    others, more = _others(hit, snapshot, view)
    return {
        "item": _without_directions(card(hit, snapshot, view)),
        "far": far_from(hit, origin, words),
        "ways": directions(resource, words),
        "transit": transit(resource),
        "times": [
            {"text": rule_words(rule, words, today=view.at.date()), "note": rule.note or ""}
            for rule in resource.schedule
        ],
        "openings": hours_lines(resource.hours, words, week_of=view.at.date())
        if resource.hours
        else [],
        "closures": closures(resource, view.at.date(), words),
        "zone_note": _zone_note(resource, view),
        "upcoming": _upcoming(hit, snapshot, view),
        "online": _online(resource, words),
        "entrance": entrance(resource, words, written_in(resource, view)),
        "tags": _tags(resource, words),
        "place": _place(resource),
        "contacts": _contacts(resource, words),
        "others": others,
        "others_more": more,
        "updated": words._("Last edit {date}.", date=words.date(resource.updated))
        if resource.updated
        else "",
        "source": resource.source if (resource.source or "").startswith("http") else "",
        "report": report(resource, view),
    }


def _without_directions(item: Card) -> Card:
    return replace(item, actions=[action for action in item.actions if not action.go])


def closures(resource: Resource, today: dt.date, words: Words) -> str:
    """The dates to come on which it is closed."""
    spans = []
    for closure in resource.closed:
        if closure.last < today:
            continue
        text = words.date(closure.from_)
        if closure.last != closure.from_:
            text = f"{text} – {words.date(closure.last)}"
        spans.append(f"{text} ({closure.note})" if closure.note else text)
    return "; ".join(spans)


def _zone_note(resource: Resource, view: View) -> str:
    """Whose clock the times of the schedule and the hours are read on, where there are two.

    They stay the entry's own also for a reader who asked for theirs: a weekday could not be moved.
    """
    name = resource.timezone or view.settings.timezone
    if not (resource.schedule or resource.hours) or not clocks_differ(name, view):
        return ""
    town = view.words.zone_town(name)
    return view.words._("These times are in {town} time.", town=town)


def _upcoming(hit: Hit, snapshot: Snapshot, view: View) -> str:
    if not hit.resource.schedule:
        return ""
    found = snapshot.timetable.occurrences(hit.index, view.at, view.at + dt.timedelta(days=35))
    sessions = [each for each in found if each.kind == "session"][:_UPCOMING]
    named = zone_differs(hit.resource.timezone or view.settings.timezone, view)
    return "; ".join(
        occurrence_words(each, view.at, view.words, zone=view.shown_zone, name_zone=named)
        for each in sessions
    )


def _online(resource: Resource, words: Words) -> dict[str, object] | None:
    online = resource.online
    if online is None:
        return None
    actions = []
    if online.url:
        actions.append(Action(words._("Join online"), online.url, "join", external=True))
    if online.phone:
        label = words._("Join by phone: {number}", number=online.phone)
        actions.append(Action(label, telephone(online.phone), "phone"))
    return {"actions": actions, "notes": online.notes or ""}


def entrance(resource: Resource, words: Words, language: str = "") -> list[tuple[str, str]]:
    """How to get in, what it costs, whom it is for: each with its label."""
    say = words._
    rows: list[tuple[str, str]] = []
    if resource.requirements:
        needed = said_in(resource.requirements, resource.requirements, language)
        rows.append((say("What you need"), needed))
    if resource.by_appointment:
        rows.append((say("Appointment"), say("Call to make an appointment.")))
    if resource.serves:
        labels = [vocabulary_label("serves", slug, words) for slug in resource.serves]
        rows.append((say("Who it is for"), ", ".join(labels)))
    if resource.ages:
        rows.append((say("Ages"), ages_words(resource, words)))
    if resource.cost:
        rows.append((say("Cost"), vocabulary_label("cost", resource.cost, words)))
    if resource.openings:
        rows.append((say("Free places"), openings_words(resource.openings, words)))
    return rows


def openings_words(openings: Openings, words: Words) -> str:
    """How many places are free, and on which day that was so."""
    parts = []
    if openings.count is not None:
        parts.append(words.n("{count} place free", "{count} places free", openings.count))
    if openings.on:
        parts.append(words._("on {date}", date=words.date(openings.on)))
    text = " ".join(parts)
    if openings.note:
        text = f"{text}. {openings.note}" if text else openings.note
    return text


def ages_words(resource: Resource, words: Words) -> str:
    """Whom it admits by age; empty when unknown."""
    ages = resource.ages
    if ages is None or (ages.min is None and ages.max is None):
        return ""
    if ages.max is None:
        return words._("{min} and older", min=ages.min)
    if ages.min is None:
        return words._("up to {max}", max=ages.max)
    return words._("{min} to {max}", min=ages.min, max=ages.max)


def _tags(resource: Resource, words: Words) -> list[str]:
    found = [vocabulary_label("attend", resource.attend, words)] if resource.attend else []
    found += [vocabulary_label("type", slug, words) for slug in resource.types]
    found += [vocabulary_label("access", slug, words) for slug in resource.access]
    return found + [words.language_name(code) for code in resource.languages]


def _place(resource: Resource) -> dict[str, object] | None:
    location = resource.location
    if location is None:
        return None
    text = address_line(location)
    return {
        "text": text,
        "notes": location.notes or "",
        "confidential": location.confidential,
    }


def _contacts(resource: Resource, words: Words) -> list[Action]:
    found = []
    if resource.phone:
        found.append(Action(resource.phone, telephone(resource.phone), "phone"))
    for line in resource.phones:
        note = line.label or ""
        found.append(Action(line.number, telephone(line.number), "phone", note=note))
        if line.text:
            label = words._("Text {number}", number=line.number)
            found.append(Action(label, message(line.number), "text", note=note))
    if resource.email:
        found.append(Action(resource.email, f"mailto:{quote(resource.email, safe='@')}", "mail"))
    if resource.website:
        external = resource.website.startswith("http")
        found.append(Action(words._("Website"), resource.website, "web", external=external))
    return found


def _others(
    hit: Hit, snapshot: Snapshot, view: View
) -> tuple[list[dict[str, str]], dict[str, str] | None]:
    """What else takes place in the same building."""
    near = same_place(snapshot, hit.index)
    shown = []
    for index in near[:_MOST_OTHERS]:
        other = snapshot.resources[index]
        state = snapshot.timetable.state(index, view.at)
        shown.append(
            {
                "name": other.name,
                "lang": written_in(other, view),
                "href": view.link(open=other.id, page=view.query.page),
                "when": state_words(state, view.at, view.words),
            }
        )
    if len(near) <= _MOST_OTHERS:
        return shown, None
    ids = tuple(snapshot.resources[index].id for index in (hit.index, *near[:39]))
    label = view.words.n("See {count} more", "See {count} more", len(near) - _MOST_OTHERS)
    return shown, {"href": view.to(Query(id=ids, lang=view.query.lang)), "label": label}
