"""How a view or an entry is handed on: what the sheet behind "Share" offers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from markupsafe import Markup

from directory.search import Results

Sheet = Literal["view", "entry"]
"""A sheet behind "Share": that of the whole view, or that of the open entry."""


@dataclass(frozen=True, slots=True)
class Share:
    """The ways to hand on some results. No notes of a list are in it: those stay in the browser."""

    link: str
    """The address of the view, as sent: a path with its query."""
    title: str
    text: str
    """What a message says, so that it helps without the link being opened."""
    qr: Markup
    """The link as a drawn code; empty where it is too long for one."""
    long: bool
    """Whether the link is long for a text message."""
    query: str
    """The part of the link after `?`, for the addresses of files."""
    sessions: bool
    """Whether a calendar would have something in it."""
    entry: bool
    """Whether it is a single entry, which is neither embedded nor folded."""


def sheet_of(entry: bool) -> Sheet:
    """Which sheet hands on an entry, or the whole view."""
    return "entry" if entry else "view"


class Sharer(Protocol):
    """Makes the ways to hand on results, from their link and a title."""

    def __call__(
        self, results: Results, link: str, title: str, *, entry: bool = ...
    ) -> Share | None:
        """The ways to hand on these results; `entry`: they are the one that is open.

        `None` while nobody looks: the sheet is closed.
        """
        ...
