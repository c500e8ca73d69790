"""Whether two entries of different origin are one meeting.

Two different meetings can take place in one church at one time, so place and time are never
enough: fellowship, every session, the place or link, and the name have to agree.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from rapidfuzz import fuzz

from directory.feeds.text import slugify
from directory.model import Kind, Location, Resource
from directory.model.texts import every_text
from directory.places.distance import haversine_km

NEAR_KM = 0.075
"""How far apart two directories put the same door: 75 m."""
ALIKE = 88
"""How alike two names must be, of 100; word order and words that say nothing do not count."""

_SQUARE = 0.01
"""The side of a square of the map in degrees; even at 80° north it is wider than `NEAR_KM`."""
_AROUND = tuple((up, right) for up in (-1, 0, 1) for right in (-1, 0, 1))
Key = tuple[Any, ...] | str
Session = tuple[str, dt.time, tuple[int, ...], int, dt.date | None]
"""A weekday or date, the start, the weeks of the month, every how many weeks, since when."""

_SAYS_NOTHING = frozenset({
    "a", "aa", "al", "anon", "de", "del", "el", "group", "groups", "grupo", "hybrid", "in", "la",
    "meeting", "meetings", "na", "of", "online", "person", "reunion", "smart", "the", "virtual",
    "zoom",
})  # fmt: skip
# One letter apart, and yet another meeting.
_TELLS_APART = frozenset({
    "beginners", "closed", "gay", "hombres", "lesbian", "lgbt", "lgbtq", "men", "mens", "mujeres",
    "newcomers", "open", "queer", "seniors", "trans", "women", "womens", "young",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Marks:
    """What an entry is recognised by."""

    fellowship: str | None
    sessions: frozenset[Session]
    zone: str
    names: tuple[tuple[str, ...], ...]
    """The words of its name that say something, sorted, in each language that it is given in."""
    point: tuple[float, float] | None
    address: tuple[str, str] | None
    link: str | None

    def keys(self) -> Iterator[Key]:
        """Where it is looked for: its square of the map, its address, its link."""
        if self.point is not None:
            yield tuple(math.floor(degrees / _SQUARE) for degrees in self.point)
        if self.address is not None:
            yield self.address
        if self.link is not None:
            yield self.link

    def near_keys(self) -> Iterator[Key]:
        """Where others at the same place may be: the squares around its own too."""
        for key in self.keys():
            if isinstance(key, tuple) and isinstance(key[0], int):
                yield from ((key[0] + up, key[1] + right) for up, right in _AROUND)
            else:
                yield key


def marks(resource: Resource, zone: str) -> Marks | None:
    """What a meeting is recognised by; `None` for what has no sessions. `zone` is the default."""
    if resource.kind is not Kind.MEETING or not resource.schedule:
        return None
    place = resource.location
    return Marks(
        fellowship=resource.fellowship,
        sessions=sessions(resource),
        zone=resource.timezone or zone,
        names=tuple(_words(name) for name in every_text(resource.name)),
        point=_point(place),
        address=_address(place),
        link=_link(resource.online.url if resource.online else None),
    )


def sessions(resource: Resource) -> frozenset[Session]:
    """Each time at which an entry takes place, by itself."""
    found: set[Session] = set()
    for rule in resource.schedule:
        since = rule.from_ if rule.every > 1 else None
        days: Iterable[str] = [rule.date.isoformat()] if rule.date else rule.days
        weeks = tuple(sorted(set(rule.weeks)))
        found |= {(str(day), rule.start, weeks, rule.every, since) for day in days}
    return frozenset(found)


def alike(one: Marks, other: Marks) -> bool:
    """Whether two entries that share a time are the same group at the same place."""
    return (
        one.fellowship == other.fellowship
        and one.zone == other.zone
        and not one.sessions.isdisjoint(other.sessions)
        and _same_place(one, other)
        and any(_same_name(name, its) for name in one.names for its in other.names)
    )


def _same_place(one: Marks, other: Marks) -> bool:
    if one.link is not None and one.link == other.link:
        return True
    if one.point is not None and other.point is not None:
        there = np.array([other.point])
        return bool(haversine_km(*one.point, there[:, 0], there[:, 1])[0] <= NEAR_KM)
    return one.address is not None and one.address == other.address


def _same_name(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    if _apart(one) != _apart(other):
        return False
    return fuzz.ratio(" ".join(one), " ".join(other)) >= ALIKE


def _apart(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word for word in words if word in _TELLS_APART or word.isdigit())


@lru_cache(maxsize=65_536)
def _words(name: str) -> tuple[str, ...]:
    words = (slugify(name.replace("’", ""), 500) or "").split("-")
    telling = [word for word in words if word not in _SAYS_NOTHING]
    return tuple(sorted(telling or words))


def _point(place: Location | None) -> tuple[float, float] | None:
    if place is None or place.approximate or place.latitude is None or place.longitude is None:
        return None
    return place.latitude, place.longitude


def _address(place: Location | None) -> tuple[str, str] | None:
    if place is None or place.confidential or not place.address or not place.city:
        return None
    return slugify(place.address) or "", slugify(place.city) or ""


def _link(url: str | None) -> str | None:
    """The room that a link leads to; `None` where its path does not name one."""
    if url is None:
        return None
    parts = urlsplit(url)
    path = parts.path.strip("/")
    return f"{(parts.hostname or '').removeprefix('www.')}/{path}" if len(path) >= 6 else None
