"""What a map style from elsewhere loads, and from whom.

The style language: https://maplibre.org/maplibre-style-spec/. Descriptions of tiles:
https://github.com/mapbox/tilejson-spec. Nothing is fetched here, and what is read is not trusted:
one address that is not plain https, one word of a script, and the whole style is refused.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn

from directory.feeds.report import FeedError, shorten
from directory.model.values import https_host
from directory.words import N_

LARGEST = 5 * 1024 * 1024
"""Bytes that a style or a description of tiles may have, unpacked."""
MOST_HOSTS = 12
"""Hosts that a style may name: nobody can agree to more."""
MOST_DESCRIPTIONS = 12
"""Descriptions of tiles that a style may point at: each is read too."""

_TILED = ("vector", "raster", "raster-dem")
_SCRIPT = re.compile(
    r"<[\s/]*(?:script|iframe|object|embed|svg|style|link|meta|base|form)\b"
    r"|(?:java|vb)script\s*:|data\s*:\s*text/html",
    re.IGNORECASE,
)
_HANDLER = re.compile(r"[\s/\"'>]on[a-z]{3,30}\s*=", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_MOST_CREDITS = 12
_LONGEST_CREDIT = 300


@dataclass(frozen=True, slots=True)
class Named:
    """What a style or a description of tiles names."""

    hosts: frozenset[str]
    """Whom a browser asks for what it shows: names in small letters, ports where unusual."""
    descriptions: tuple[str, ...] = ()
    """Addresses of descriptions of tiles, which name more."""
    credits: tuple[str, ...] = ()
    """Whom the makers ask to thank, as plain text."""


@dataclass(frozen=True, slots=True)
class OnlineStyle:
    """A style elsewhere that may be offered to a reader."""

    url: str
    """Where a browser loads it from."""
    hosts: tuple[str, ...]
    """All who see the reader's requests, in order of the alphabet, the style's own host too."""
    credits: tuple[str, ...] = ()
    """Whom the makers of the map ask to thank, as plain text; to be shown with the map."""


def read_style(data: bytes, where: str) -> Named:
    """What a style names; `where` is what it is called. Raises `FeedError` for one to refuse."""
    found = _Finder(where)
    style = _object(data, where)
    if style.get("version") != 8 or not isinstance(style.get("layers"), list):
        _refuse(where, N_("is no map style (of version 8, with layers); name the address of one"))
    if style.get("imports"):
        _refuse(where, N_("takes other styles in; name one that stands alone"))
    sources = style.get("sources")
    if not isinstance(sources, dict):
        _refuse(where, N_("has no sources, so that it shows nothing; name another style"))
    for source in sources.values():
        if not isinstance(source, dict):
            _refuse(where, N_("has a source that is none; name another style"))
        found.source(source)
    for address in (*_addresses(style.get("sprite")), *_addresses(style.get("glyphs"))):
        found.address(address)
    for address in _addresses(style.get("font-faces")):
        found.address(address)
    return found.named()


def read_description(data: bytes, where: str) -> Named:
    """What a description of tiles names; raises `FeedError` for one to refuse."""
    found = _Finder(where)
    description = _object(data, where)
    if not isinstance(description.get("tiles"), list):
        _refuse(where, N_("does not say where tiles are (TileJSON); name another style"))
    found.tiles(description)
    return found.named()


def host_named(address: object, where: str) -> str:
    """The host of an address that a style names; raises `FeedError` for one that is not https."""
    try:
        return https_host(address if isinstance(address, str) else "")
    except ValueError:
        if isinstance(address, str) and address.startswith("mapbox:"):
            _refuse(where, N_("needs an account of Mapbox; name a style with https addresses"))
        raise FeedError(
            N_("names {address}, which is no plain https address; name another style"),
            where=where,
            address=shorten(_without_keys(address), 100),
        ) from None


@dataclass(slots=True)
class _Finder:
    """Gathers what one document names."""

    where: str
    _hosts: set[str] = field(default_factory=set)
    _descriptions: dict[str, None] = field(default_factory=dict)
    _credits: dict[str, None] = field(default_factory=dict)

    def named(self) -> Named:
        if len(self._descriptions) > MOST_DESCRIPTIONS:
            _refuse(
                self.where,
                N_("points at more than {most} descriptions of tiles; name a simpler style"),
                most=MOST_DESCRIPTIONS,
            )
        credits = tuple(self._credits)[:_MOST_CREDITS]
        return Named(frozenset(self._hosts), tuple(self._descriptions), credits)

    def address(self, address: object) -> None:
        self._hosts.add(host_named(address, self.where))

    def source(self, source: Mapping[str, Any]) -> None:
        kind = source.get("type")
        if kind in _TILED:
            if "url" in source:
                self.address(source["url"])
                self._descriptions[source["url"]] = None
            self.tiles(source)
        elif kind == "geojson":
            if not isinstance(source.get("data"), dict):
                self.address(source.get("data"))
        elif kind == "image":
            self.address(source.get("url"))
        elif kind == "video":
            for address in _list(source.get("urls")):
                self.address(address)
        else:
            _refuse(
                self.where,
                N_("has a source of the kind {kind}, which is not known; name another style"),
                kind=shorten(kind, 40),
            )

    def tiles(self, holder: Mapping[str, Any]) -> None:
        for address in _list(holder.get("tiles")):
            self.address(address)
        credit = holder.get("attribution")
        if isinstance(credit, str) and (text := _plain(credit)):
            self._credits[text] = None


def _object(data: bytes, where: str) -> Mapping[str, Any]:
    """A document as it is written, if it is an object without a script in it."""
    if len(data) > LARGEST:
        _refuse(where, N_("is larger than the limit ({size} MiB)"), size=LARGEST >> 20)
    try:
        found = json.loads(data)
        if any(_may_run(html.unescape(text)) for text in _texts(found)):
            _refuse(where, N_("has a script in it, or what could be one; name another style"))
    except (ValueError, RecursionError):
        _refuse(where, N_("is not JSON; name the address of a map style"))
    if not isinstance(found, dict):
        _refuse(where, N_("is no map style (of version 8, with layers); name the address of one"))
    return found


def _texts(value: Any) -> Iterator[str]:
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict):
            yield from one
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one


def _may_run(text: str) -> bool:
    """Whether a browser that took a text for HTML could run something of it."""
    return bool(_SCRIPT.search(text) or ("<" in text and _HANDLER.search(text)))


def _addresses(value: object) -> Iterator[object]:
    """The addresses of signs or letters: one, several, or several with names of their own."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            waiting += [one["url"]] if "url" in one else one.values()
        elif isinstance(one, list):
            waiting += one
        elif one is not None:
            yield one


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _plain(credit: str) -> str:
    """A credit without its links, on one line."""
    return shorten(html.unescape(_TAG.sub("", credit)), _LONGEST_CREDIT)


def _without_keys(address: object) -> object:
    """An address as it may be shown: without passwords, and without the part that holds keys."""
    if not isinstance(address, str):
        return address
    return re.sub(r"//[^/?#]*@", "//", address.partition("?")[0])


def _refuse(where: str, message: str, **values: object) -> NoReturn:
    raise FeedError(message, where=where, **values)
