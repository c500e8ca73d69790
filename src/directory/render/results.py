"""The results of a search as a page shows them: heading, set filters, cards, pages, detail."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup

from directory.model import Weekday
from directory.query import PAGE_SIZE, Ignored, Query
from directory.render.cards import card, pin_of
from directory.render.detail import detail_html
from directory.render.far import distances_note
from directory.render.filters import (
    BAND_LABELS,
    QUICK,
    VERIFIED_LABELS,
    distance_text,
    quick_choice,
)
from directory.render.helplines import helplines
from directory.render.links import helpline_links
from directory.render.now import anywhere, clock_note
from directory.render.pins import CLUSTER, MIXED_MARK, PLACE, legend
from directory.render.present import kinds_among
from directory.render.saved import saved_views
from directory.render.share import Sharer
from directory.render.shortlist import handed_on, made, making
from directory.render.site import site_html
from directory.render.view import View, render
from directory.render.views import other_view, view_labels
from directory.render.whereabouts import place_name
from directory.search import Loosening, Results, loosen, search
from directory.snapshot import Snapshot
from directory.vocabulary import Vocabulary, fellowship_label
from directory.vocabulary import label as vocabulary_label
from directory.words import N_, Words

_ANY = {
    "q": N_("any words"),
    "near": N_("any place"),
    "kind": N_("any kind"),
    "fellowship": N_("any fellowship"),
    "day": N_("any day"),
    "time": N_("any time of day"),
    "from": N_("any time of day"),
    "when": N_("any time"),
    "attend": N_("in person or online"),
    "type": N_("any type"),
    "serves": N_("everyone"),
    "access": N_("any access"),
    "language": N_("any language"),
    "cost": N_("any cost"),
    "verified": N_("any date of check"),
}
ATTRIBUTION = N_("Map: Natural Earth, US Census Bureau. Place names: GeoNames, CC BY 4.0.")
"""Whose work the map is; shown with it."""
_MOST_CHIPS = 12
_VOCABULARIES: dict[str, Vocabulary] = {
    "kind": "kind",
    "attend": "attend",
    "type": "type",
    "serves": "serves",
    "access": "access",
    "cost": "cost",
}


@dataclass(frozen=True, slots=True)
class Link:
    """A link with its words."""

    href: str
    label: str
    current: bool = False


def results_html(
    results: Results,
    snapshot: Snapshot,
    view: View,
    ignored: tuple[Ignored, ...],
    sharer: Sharer | None = None,
    *,
    streets: bool = False,
) -> Markup:
    """The results of the view's query, as a list, beside a map, or as a week.

    `sharer` makes what the sheets behind "Share" offer, those that are open; without it there are
    none. `streets` says that the map shows the operator's own street map.
    """
    words, query = view.words, view.query
    say = words._
    shown = query.view or "list"
    mapped = shown == "map" and results.total > 0
    last = max(1, -(-results.total // PAGE_SIZE))
    ranks = page_of(results, query)
    page = ranks.start // PAGE_SIZE + 1
    hits = results[ranks.start : ranks.stop]
    empty = None
    if results.total == 0:
        ideas = loosen(snapshot, query, at=view.at, zone=view.zone)
        empty = {
            "text": say("Nothing fits all of these filters right now."),
            "ideas": [Link(view.to(idea.query), idea_words(idea, view)) for idea in ideas],
        }
    title = heading(results, view)
    link = handed_on(view)
    detail = None
    if query.open:
        detail = detail_html(_opened(snapshot, view), snapshot, view, sharer)
    elif query.site:
        detail = site_html(results, snapshot, view)
    return render(
        "results.html",
        view,
        notes=link_notes(results, ignored, words),
        heading=title,
        views=_views(results, view),
        share=link,
        light=view.light(replace(query, open=None)),
        sharable=sharer is not None,
        sheet=sharer(results, link, title) if sharer else None,
        list=made(view),
        clock_note=clock_note(hits, view),
        anywhere=anywhere(results, snapshot, view) if page == 1 else None,
        making=making(view),
        saved=saved_views(view),
        chips=chips(view),
        mapped=mapped,
        legend=_legend(results, words) if mapped else [],
        attribution=say(ATTRIBUTION),
        streets=streets,
        empty=empty,
        lines=helpline_links(helplines(view.settings), words)[:4],
        other=other_view(results, snapshot, view),
        measured=distances_note(hits, words),
        sorts=sort_links(view, results.place is not None),
        cards=[
            replace(card(hit, snapshot, view), pin=pin_of(hit, rank + 1) if mapped else None)
            for rank, hit in zip(ranks, hits, strict=True)
        ],
        pages={
            "page": page,
            "last": last,
            "back": view.link(page=page - 1) if page > 1 else "",
            "next": view.link(page=page + 1) if page < last else "",
        },
        detail=detail,
    )


def page_of(results: Results, query: Query) -> range:
    """Which of the results, counted from 0, are on the page that a query asks for."""
    last = max(1, -(-results.total // PAGE_SIZE))
    start = (min(query.page, last) - 1) * PAGE_SIZE
    return range(start, min(start + PAGE_SIZE, results.total))


def _opened(snapshot: Snapshot, view: View) -> Results:
    """The entry whose detail is open, measured from the place of the search."""
    query = view.query
    wanted = Query(id=(query.open or "",), near=query.near, within=query.within, clock=query.clock)
    return search(snapshot, wanted, at=view.at, zone=view.zone)


def title_of(results: Results, snapshot: Snapshot, view: View) -> str:
    """What the browser's tab says of a view: the open entry, else how many results there are.

    Empty when nothing is asked for.
    """
    if view.query.open:
        found = _opened(snapshot, view)
        return found[0].name if found else ""
    if replace(view.query, lang=None, at=None, keep=()) == Query():
        return ""
    return heading(results, view)


def heading(results: Results, view: View) -> str:
    """How many results there are, and near where."""
    words = view.words
    if view.query.id:
        return words.n("{count} on this list", "{count} on this list", results.total)
    if results.place is not None:
        within = view.query.within
        number = within.value if within else view.settings.radius
        unit = within.unit if within else view.settings.units
        place = place_name(results)
        return words.n(
            "{count} result within {far} of {place}",
            "{count} results within {far} of {place}",
            results.total,
            far=distance_text(number, unit, words),
            place=place,
        )
    return words.n("{count} result", "{count} results", results.total)


def link_notes(results: Results, ignored: Iterable[Ignored], words: Words) -> list[str]:
    """What of the link had no effect, and which words stood in for others."""
    notes = [
        words._(
            "“{part}”: {reason}", part=f"{each.parameter}={each.value}", reason=each.explain(words)
        )
        for each in (*ignored, *results.ignored)
    ]
    notes += [
        words._("No entry has “{typed}”. These have “{used}”.", typed=typed, used=used)
        for typed, used in results.corrected
    ]
    return notes[:20]


def _views(results: Results, view: View) -> list[Link]:
    now = view.query.view or "list"
    labels = view_labels(results, view)
    return [Link(view.link(view=name), label, name == now) for name, label in labels.items()]


def sort_links(view: View, near: bool) -> list[Link]:
    """The orders to choose from."""
    if view.query.id:
        return []
    say = view.words._
    names = {"soonest": say("Soonest"), "name": say("Name")}
    if near:
        names = {"nearest": say("Nearest"), **names}
    now = view.query.sort or ("nearest" if near else "soonest")
    return [Link(view.link(sort=name), text, name == now) for name, text in names.items()]


def chips(view: View) -> list[Link]:
    """Each filter that is set, with a link that takes it off."""
    words, query = view.words, view.query
    say = words._
    found: list[Link] = []

    def chip(label: str, **changes: Any) -> None:
        found.append(Link(view.link(**changes), label))

    if query.q:
        chip(f"“{query.q}”", q=None)
    quick = quick_choice(query)
    if quick in ("now", "today", "tomorrow"):
        chip(say(QUICK[quick]), day=(), when=())
    else:
        for when in query.when:
            label = say("Now") if when == "now" else say("Soon")
            chip(label, when=tuple(each for each in query.when if each != when))
        for day in query.day:
            chip(
                words.alone(_day(day, words)), day=tuple(each for each in query.day if each != day)
            )
    for band in query.time:
        chip(say(BAND_LABELS[band]), time=tuple(each for each in query.time if each != band))
    if query.from_:
        chip(say("From {time}", time=words.time(query.from_)), from_=None)
    if query.to:
        chip(say("Until {time}", time=words.time(query.to)), to=None)
    for name in ("kind", "fellowship", "attend", "serves", "type", "access", "language", "cost"):
        values = getattr(query, name)
        for value in values:
            rest = tuple(each for each in values if each != value)
            chip(_value(name, str(value), words), **{name: rest})
    if query.verified:
        known = VERIFIED_LABELS.get(str(query.verified))
        text = say(known) if known else str(query.verified)
        chip(say("Checked: {when}", when=text), verified=None)
    return found[:_MOST_CHIPS]


def _day(day: str, words: Words) -> str:
    if day in list(Weekday):
        return words.weekday(Weekday(day))
    return {
        "weekdays": words._("Monday to Friday"),
        "weekend": words._("Weekend"),
        "today": words._("Today"),
        "tomorrow": words._("tomorrow"),
    }[day]


def _value(name: str, value: str, words: Words) -> str:
    if name == "fellowship":
        return fellowship_label(value)
    if name == "language":
        return words.language_name(value)
    return vocabulary_label(_VOCABULARIES[name], value, words)


def idea_words(idea: Loosening, view: View) -> str:
    """A way to loosen the search, with how much it helps: 3 results within 25 mi."""
    words, after = view.words, idea.query
    found = words.n("{count} result", "{count} results", idea.total)
    if idea.change == "widen" and after.within:
        far = distance_text(after.within.value, after.within.unit, words)
        return words._("{found} within {far}", found=found, far=far)
    if idea.change == "day":
        day = _day(idea.value, words)
        if idea.value == "tomorrow":
            return words._("{found} {tomorrow}", found=found, tomorrow=day)
        return words._("{found} on {day}", found=found, day=day)
    if idea.value and idea.parameter in (*_VOCABULARIES, "fellowship", "language"):
        value = _value(idea.parameter, idea.value, words)
        return words._("{found} without “{filter}”", found=found, filter=value)
    return words._("{found} with {change}", found=found, change=words._(_ANY[idea.parameter]))


def _legend(results: Results, words: Words) -> list[dict[str, Any]]:
    say = words._
    kinds = kinds_among(results.snapshot.columns, results.found)
    rows = [(vocabulary_label("kind", kind, words), mark, "") for kind, mark in legend(kinds)]
    rows.append((say("Several kinds at one place"), MIXED_MARK, ""))
    rows.append((say("More places: tap to come closer"), CLUSTER, CLUSTER.glyph))
    if results.place is not None:
        rows.append((say("Where you search from"), PLACE, ""))
    found = [
        {"label": text, "shape": mark.shape, "color": mark.colour, "text": written, "pale": False}
        for text, mark, written in rows
    ]
    positions = results.snapshot.columns.positions
    if (positions.shown[results.found] & positions.approximate[results.found]).any():
        rough = {"label": say("Pale: about there, not the door"), "text": "", "pale": True}
        found.append(found[0] | rough)
    return found
