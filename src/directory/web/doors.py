"""Which addresses there are; whatever else is asked for is not there."""

from __future__ import annotations

import re
from hmac import compare_digest

from directory.export.formats import FORMATS
from directory.plain import FEEDS
from directory.render.shell import PAGES
from directory.web.files import folder_of

SOCKET = "/_stcore/stream"
"""Where an open page talks to the server: a socket, and no page."""
NUMBERS = "/_stcore/metrics"
"""Where Streamlit tells how many pages are open; closed but to who has the operator's key."""
PAPERS = frozenset({"/handout.pdf", "/booklet.pdf"})
POSTS = frozenset({"/suggest", *PAPERS})
"""The addresses that take a body."""

_FEEDS = {f"/feed.{FORMATS[name].suffix}" for name in FEEDS}
_PLAIN = frozenset({"/list", "/healthz", "/robots.txt", *POSTS, *_FEEDS})
# Of Streamlit's own addresses those that the pages need; the numbers of the server, uploads, the
# programs' door, files of other components and whatever a later version adds stay closed.
_STREAMLIT = frozenset({"/_stcore/health", "/_stcore/host-config", "/favicon.png"})
_TILES = re.compile(
    r"/tiles/(?:(?:world/)?[0-9]{1,2}/[0-9]{1,9}/[0-9]{1,9}\.mvt|(?:style-)?[a-z]{1,9}\.json"
    r"|letters/[A-Za-z ]{1,40}/[0-9]{1,6}-[0-9]{1,6}\.pbf)"
)
_ENTRY = re.compile(r"/r/[^/]+/?")
_LONGEST_PART = 255
"""Bytes that the name of a file may have; asking for one that is longer is an error, not a no."""


def is_open(path: str) -> bool:
    """Whether there may be something at a path, as it is below the app's own."""
    return _is_sound(path) and (
        path in _STREAMLIT
        or is_paced(path)
        or folder_of(path) is not None
        or _TILES.fullmatch(path) is not None
    )


def is_counting(path: str, authorization: str, key: str) -> bool:
    """Whether somebody asks for the numbers of the server with the operator's key.

    `authorization` is the header of that name; without a `key` nobody has it.
    """
    given, wanted = authorization.encode(), f"Bearer {key}".encode()
    return path == NUMBERS and bool(key) and compare_digest(given, wanted)


def is_paced(path: str) -> bool:
    """Whether what is at a path is made anew for who asks: a page, a feed, a list."""
    return path in _PLAIN or _ENTRY.fullmatch(path) is not None or _is_page(path)


def _is_page(path: str) -> bool:
    return path == "/" or path.removesuffix("/").removeprefix("/") in PAGES[1:]


def _is_sound(path: str) -> bool:
    """Whether a path can be one of ours: none climbs, doubles a slash or holds what is not seen."""
    parts = path.removeprefix("/").removesuffix("/").split("/")
    return path == "/" or all(
        part not in ("", ".", "..")
        and "\\" not in part
        and part.isprintable()
        and len(part.encode("utf-8", "replace")) <= _LONGEST_PART
        for part in parts
    )
