"""The list that a visitor makes: it lives in the link alone, as `keep` while they browse and as
`id` once it is the view.

Its title and the notes on its entries stay in the fragment of the address, which no server sees;
the page's script writes and shows them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from directory.query import Query
from directory.render.view import View
from directory.snapshot import Snapshot

LONGEST_TITLE = 80
"""Characters of a list's title."""
LONGEST_NOTE = 300
"""Characters of the note on an entry."""


@dataclass(frozen=True, slots=True)
class Toggle:
    """Puts an entry on the list, or takes it off."""

    href: str
    label: str
    on: bool
    """Whether the entry is on the list."""


@dataclass(frozen=True, slots=True)
class Place:
    """An entry's place on a list, and what can be done with it; an empty link: it cannot be."""

    number: int
    """From 1."""
    up: str
    down: str
    off: str


@dataclass(frozen=True, slots=True)
class Making:
    """The list being made, while its maker goes on looking."""

    text: str
    href: str
    """The list itself."""
    clear: str


@dataclass(frozen=True, slots=True)
class Made:
    """A list that is the view."""

    more: str
    """The search for more entries for it."""
    clear: str
    longest_title: int = LONGEST_TITLE
    longest_note: int = LONGEST_NOTE


def toggle(id: str, view: View) -> Toggle | None:
    """The way on or off the list for an entry of a search; `None` in a list's own view."""
    query, say = view.query, view.words._
    if query.id:
        return None
    on = id in query.keep
    keep = tuple(each for each in query.keep if each != id) if on else (*query.keep, id)
    label = say("Added") if on else say("Add")
    return Toggle(view.link(keep=keep, page=query.page), label, on)


def place(id: str, snapshot: Snapshot, view: View) -> Place | None:
    """What can be done with an entry in its list's own view; `None` in a search.

    Ids that the catalog has no longer are passed over, and gone with the first change.
    """
    ids = tuple(each for each in view.query.id if snapshot.index_of(each) is not None)
    if id not in ids:
        return None
    at, page = ids.index(id), view.query.page
    rest = (*ids[:at], *ids[at + 1 :])
    return Place(
        number=at + 1,
        up=view.link(id=_swapped(ids, at - 1), page=page) if at else "",
        down=view.link(id=_swapped(ids, at), page=page) if at + 1 < len(ids) else "",
        off=view.link(id=rest, page=page) if rest else browse_link(view),
    )


def making(view: View) -> Making | None:
    """The list being made; `None` while it is empty, and in a list's own view."""
    query = view.query
    if query.id or not query.keep:
        return None
    return Making(
        view.words.n("{count} place on your list", "{count} places on your list", len(query.keep)),
        list_link(view, query.keep),
        view.link(keep=(), page=query.page),
    )


def made(view: View) -> Made | None:
    """What can be done with the list that is the view; `None` in a search."""
    if not view.query.id:
        return None
    return Made(browse_link(view, view.query.id), browse_link(view))


def list_link(view: View, ids: Sequence[str]) -> str:
    """The view of a list: the filters of the search are gone, distances stay."""
    query = view.query
    kept = Query(id=tuple(ids), near=query.near, at=query.at, lang=query.lang, clock=query.clock)
    return view.to(kept)


def browse_link(view: View, keep: Sequence[str] = ()) -> str:
    """The search from a list on, near the same place, with `keep` carried along."""
    query = view.query
    kept = Query(near=query.near, keep=tuple(keep), at=query.at, lang=query.lang, clock=query.clock)
    return view.to(kept)


def handed_on(view: View) -> str:
    """The link of this view as it is sent: without the sender's language, list and open entry."""
    return view.to(replace(view.query, open=None, site=None, lang=None, keep=()))


def _swapped(ids: Sequence[str], at: int) -> tuple[str, ...]:
    """The list with the entry at a place and the next one changed for each other."""
    return (*ids[:at], ids[at + 1], ids[at], *ids[at + 2 :])
