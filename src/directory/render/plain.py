"""Whole pages as plain HTML without scripts: small, printable, readable by anything."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from markupsafe import Markup

from directory.model import Resource
from directory.query import PAGE_SIZE, Ignored, Query
from directory.render.cards import card, kind_words, where
from directory.render.detail import about_entry
from directory.render.far import distances_note
from directory.render.filters import (
    Group,
    Option,
    day_options,
    filter_groups,
    near_text,
    offered,
    place_understood,
    radius_options,
    set_filters,
)
from directory.render.helplines import helplines
from directory.render.links import helpline_links
from directory.render.now import anywhere
from directory.render.report import contact_link
from directory.render.results import Link, heading, idea_words, link_notes, sort_links
from directory.render.saved import saved_views
from directory.render.shell import other_languages
from directory.render.shortlist import made, making
from directory.render.view import View, render
from directory.schedule.words import rule_words
from directory.search import Hit, Results, facets, loosen
from directory.snapshot import Snapshot
from directory.words import N_

STYLE = Markup((Path(__file__).parent / "plain.css").read_text(encoding="utf-8"))  # noqa: S704
STYLE_HASH = f"'sha256-{base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()}'"
"""What a content security policy names the style of these pages by."""
FEEDS = {
    N_("Calendar"): "feed.ics",
    "CSV": "feed.csv",
    "JSON": "feed.json",
    "GeoJSON": "feed.geojson",
    "Meeting Guide": "feed.tsml.json",
}
"""The results in other formats: what a link to each says, and where it leads."""

_SHOWN_GROUPS = ("kind", "fellowship", "time", "attend", "language", "cost")
_IN_FORM = {"near", "within", "q", "day", "when", "page", *_SHOWN_GROUPS}
_LONGEST_DESCRIPTION = 300


@dataclass(frozen=True, slots=True)
class PlainView(View):
    """A look at the plain pages: their links lead to each other."""

    def to(self, query: Query) -> str:
        """The plain page of a query: the list, or the entry that is open over it."""
        return self.light(query)


def list_html(
    results: Results,
    view: PlainView,
    ignored: tuple[Ignored, ...] = (),
    *,
    file_of: int | None = None,
) -> Markup:
    """A page of the results, with the filters as a form.

    With `file_of` it is a file to keep: the first so many results on one page, without form and
    links to other pages.
    """
    snapshot, query, words = results.snapshot, view.query, view.words
    file = file_of is not None
    page = min(query.page, results.pages)
    first = 0 if file else (page - 1) * PAGE_SIZE
    hits = results[first : file_of if file else first + PAGE_SIZE]
    title = heading(results, view)
    filtered = replace(query, page=1, lang=None, view=None, map=None) != Query()
    empty = None
    if not results.total and not file:
        ideas = loosen(snapshot, query, at=view.at, zone=view.zone)
        empty = {
            "text": words._("Nothing fits all of these filters right now."),
            "ideas": [Link(view.to(idea.query), idea_words(idea, view)) for idea in ideas],
        }
    link = replace(query, page=1, view=None, map=None, open=None, site=None, keep=()).to_link()
    return _page(
        "plain_list.html",
        view,
        title=f"{title} · {view.settings.name}",
        description=title,
        indexed=not filtered,
        file=file,
        languages=other_languages(view, lambda code: view.to(replace(query, lang=code))),
        full=View.to(view, query),
        notes=link_notes(results, ignored, words),
        form=None if file else _form(results, snapshot, view),
        saved=[] if file else saved_views(view),
        heading=title,
        empty=empty,
        sorts=sort_links(view, results.place is not None) if results.total and not file else [],
        entries=[(card(hit, snapshot, view), _number(hit.resource)) for hit in hits],
        measured=distances_note(hits, words),
        anywhere=None if file or page > 1 else anywhere(results, snapshot, view),
        pages={
            "page": page,
            "last": 1 if file else results.pages,
            "first": first + 1,
            "back": view.link(page=page - 1) if page > 1 else "",
            "next": view.link(page=page + 1) if page < results.pages else "",
        },
        making=None if file else making(view),
        list=None if file else made(view),
        papers=[] if file or not results.total else _papers(view),
        feeds=[]
        if file
        else [(words._(name), f"{view.base}/{path}?{link}") for name, path in FEEDS.items()],
    )


def _papers(view: View) -> list[tuple[str, str]]:
    """The results on paper: what each link says, and where it leads."""
    say = view.words._
    link = replace(
        view.query, page=1, view=None, map=None, open=None, site=None, keep=(), lang=view.language
    ).to_link()
    papers = {say("Paper to hand out (PDF)"): "handout", say("Booklet to fold (PDF)"): "booklet"}
    return [(name, f"{view.base}/{path}.pdf?{link}") for name, path in papers.items()]


def entry_html(hit: Hit | None, snapshot: Snapshot, view: PlainView) -> Markup:
    """One entry with a title and description for link previews; a kind word when it is gone."""
    words = view.words
    if hit is None:
        return note_html(
            view,
            words._("This entry is no longer here"),
            words._("It may have moved or ended. The list shows what is here now."),
        )
    own = Query(open=hit.id, lang=view.query.lang)
    return _page(
        "plain_entry.html",
        view,
        title=f"{hit.name} · {view.settings.name}",
        description=preview_text(hit.resource, view),
        indexed=True,
        languages=other_languages(view, lambda code: view.to(replace(own, lang=code))),
        full=View.to(view, own),
        share="",
        level="h2",
        **about_entry(hit, snapshot, view),
    )


def note_html(view: PlainView, title: str, text: str) -> Markup:
    """A page that only says something, with the help lines."""
    return _page(
        "plain_note.html",
        view,
        title=f"{title} · {view.settings.name}",
        description="",
        indexed=False,
        languages=[],
        full=View.to(view, Query(lang=view.query.lang)),
        heading=title,
        text=text,
    )


def _page(template: str, view: PlainView, *, file: bool = False, **values: Any) -> Markup:
    lines = helpline_links(helplines(view.settings), view.words)
    contact = contact_link(view.settings)
    return render(template, view, style=STYLE, lines=lines, contact=contact, file=file, **values)


def _number(resource: Resource) -> str:
    return resource.phone or next((line.number for line in resource.phones), "")


def preview_text(resource: Resource, view: View) -> str:
    """What a link preview says: what it is, when and where. It may be kept for long."""
    words = view.words
    times = "; ".join(rule_words(rule, words) for rule in resource.schedule) or resource.hours
    parts = [kind_words(resource, words), times, where(resource, words)]
    text = ". ".join(" ".join(part.split()) for part in parts if part)
    return text if len(text) <= _LONGEST_DESCRIPTION else text[: _LONGEST_DESCRIPTION - 1] + "…"


def _form(results: Results, snapshot: Snapshot, view: View) -> dict[str, Any]:
    query, say = view.query, view.words._
    counts = offered(snapshot, facets(snapshot, query, at=view.at, zone=view.zone))
    groups = [group for group in filter_groups(view, counts) if group.name in _SHOWN_GROUPS]
    dates = {"today": say("Today"), "tomorrow": say("Tomorrow")}
    number = counts.get("day", {})
    days = [Option(day, dates[day], number.get(day), day in query.day) for day in dates]
    days += [replace(day, label=day.long) for day in day_options(view, counts)]
    moments = {"now": say("Now"), "soon": say("Soon")}
    number = counts.get("when", {})
    whens = [Option(name, moments[name], number.get(name), name in query.when) for name in moments]
    kept = replace(query, page=1, view=None, map=None, open=None, site=None)
    pairs = parse_qsl(kept.to_link())
    return {
        "carried": [pair for pair in pairs if pair[0] not in _IN_FORM],
        "near": near_text(query, results.place),
        "understood": place_understood(
            view, results, any(each.parameter == "near" for each in results.ignored)
        ),
        "radii": radius_options(view, counts) if results.place is not None else [],
        "groups": [
            Group("when", say("When"), whens, "open"),
            Group("day", say("Day"), days, "open"),
            *groups,
        ],
        "set": set_filters(query),
    }
