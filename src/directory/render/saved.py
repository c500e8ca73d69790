"""The searches that a directory offers by name, as plain links."""

from __future__ import annotations

from dataclasses import dataclass, replace

from directory.query import Query, parse_link
from directory.render.filters import quick_choice, set_filters
from directory.render.view import View, tongue


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved view as a link."""

    href: str
    name: str
    lang: str
    """The language its name is in."""


def saved_views(view: View) -> list[Saved]:
    """The saved views; none once a filter is set, and none over a list.

    Each keeps the page's language, the list being made, and the place, unless it has its own; also
    the instant and the clock that the page stands at.
    """
    query, settings = view.query, view.settings
    if query.id or set_filters(query) or quick_choice(query) != "any":
        return []
    return [
        Saved(view.to(_from(query, parse_link(saved.link)[0])), saved.name, tongue(settings))
        for saved in settings.views
    ]


def _from(here: Query, wanted: Query) -> Query:
    """The query of a saved view, as it is followed from another."""
    within = wanted.within or (None if wanted.near else here.within)
    return replace(
        wanted,
        near=wanted.near or here.near,
        within=within,
        keep=wanted.keep or here.keep,
        at=wanted.at or here.at,
        lang=wanted.lang or here.lang,
        clock=wanted.clock or here.clock,
    )
