"""What stands on the map for a page of results: pins with the numbers of the cards, and the rest.

A card has the number of its result, and so has its pin. What is on no card of the page stands
without a number, gathered to discs where it lies close. Each says what a tap on it opens.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from directory.index.tags import Entries
from directory.render.pins import (
    KINDS,
    MIXED,
    REACH,
    Codes,
    Pin,
    Size,
    View,
    cluster,
    fit_view,
    project,
    unproject,
    zoomed_to,
)
from directory.render.present import kind_codes
from directory.search import Results
from directory.search.same_place import ONE_DOOR_DEGREES
from directory.snapshot import Snapshot
from directory.words import Words

NUMBERED_REACH = 26.0
"""Pixels between two pins with numbers: the least that keeps one from hiding the other's."""
BESIDE = 34.0
"""Pixels between a pin with a number and the disc of what lies close to it."""
_FEW = 3


@dataclass(frozen=True, slots=True)
class Marker:
    """One mark on the map."""

    pin: Pin
    """Its members are ranks: positions in the results."""
    numbers: tuple[int, ...]
    """The numbers of the cards that it stands for, smallest first; empty: none of this page."""
    label: str
    """What it is, in words, for readers who do not see it and for those who point at it."""
    open: str | None = None
    """The entry that a tap opens."""
    site: str | None = None
    """The entry of which a tap lists all that is behind the same door."""
    closer: View | None = None
    """The view that a tap leads to."""
    rough: bool = False
    """Whether it stands for a town or postal code, and not for a door."""

    @property
    def text(self) -> str:
        """What is written on it: its card's number, or how many places it stands for."""
        if self.numbers:
            more = "" if self.pin.one_place else "+"
            return f"{self.numbers[0]}{more}"
        if self.pin.one_place:
            return ""
        return f"+{self.pin.count}" if self.pin.count < 1_000 else f"+{self.pin.count // 1_000}k"


@dataclass(frozen=True, slots=True)
class Shown:
    """The results that have a place on the map."""

    ranks: NDArray[np.int64]
    """Their positions in the results."""
    latitude: NDArray[np.float64]
    longitude: NDArray[np.float64]


def shown_of(results: Results) -> Shown:
    """The results that have a place on the map, in their order."""
    positions = results.snapshot.columns.positions
    ranks = np.flatnonzero(positions.shown[results.entries])
    entries = results.entries[ranks]
    return Shown(ranks, positions.latitude[entries], positions.longitude[entries])


def view_of(shown: Shown, cards: range, size: Size, home: tuple[float, float] | None) -> View:
    """The view that holds what the cards of the page stand for.

    Where none of them has a place it holds all results, and without any the directory's home.
    """
    some = (shown.ranks >= cards.start) & (shown.ranks < cards.stop)
    if not some.any():
        some = np.ones(len(shown.ranks), dtype=bool)
    start = View(*home, 9.0) if home else None
    return fit_view(shown.latitude[some], shown.longitude[some], size, home=start)


def markers(
    results: Results, shown: Shown, numbered: range, look: View, size: Size, words: Words
) -> list[Marker]:
    """The marks of all results at a view; every one with a place is in exactly one.

    `numbered` are the ranks of the cards on the page. Marks with numbers come first, in the order
    of the cards.
    """
    snapshot = results.snapshot
    kinds = kind_codes(snapshot.columns)[results.entries[shown.ranks]]
    on_cards = (shown.ranks >= numbered.start) & (shown.ranks < numbered.stop)
    first = _gathered(shown, kinds, np.flatnonzero(on_cards), look, size, NUMBERED_REACH)
    left = ~on_cards
    doors = _Doors(snapshot, results.entries[shown.ranks], shown)
    joined: list[Pin] = []
    for pin in first:
        if pin.one_place:
            door = doors.behind(pin)
            door = door[left[door]]
            left[door] = False
            pin = _with(pin, door, kinds)
        joined.append(pin)
    rest = _gathered(shown, kinds, np.flatnonzero(left), look, size, REACH)
    pins = [*joined, *(_aside(pin, joined, look) for pin in rest)]
    return [
        _marker(_ranked(pin, shown), results, numbered, look, size, words, snapshot) for pin in pins
    ]


class _Doors:
    """Finds which of the results lie behind the door of a pin, without a look at all of them."""

    def __init__(self, snapshot: Snapshot, entries: Entries, shown: Shown) -> None:
        self._positions = snapshot.columns.positions
        self._shown = shown
        self._place = np.full(len(snapshot), -1, np.int32)
        self._place[entries] = np.arange(len(entries), dtype=np.int32)

    def behind(self, pin: Pin) -> NDArray[np.int32]:
        """The places in what is shown of everything within reach of a pin's bounds, in order."""
        south, west, north, east = pin.bounds
        d = ONE_DOOR_DEGREES
        latitudes = self._positions.sorted_latitude
        first = np.searchsorted(latitudes, south - d, "left")
        stop = np.searchsorted(latitudes, north + d, "right")
        places = self._place[self._positions.order[first:stop]]
        places = places[places >= 0]
        longitude = self._shown.longitude[places]
        return np.sort(places[(longitude >= west - d) & (longitude <= east + d)])


def _gathered(
    shown: Shown,
    kinds: Codes,
    some: NDArray[np.int64],
    look: View,
    size: Size,
    reach: float,
) -> list[Pin]:
    latitude, longitude = shown.latitude[some], shown.longitude[some]
    pins = cluster(latitude, longitude, kinds[some], look, size, reach=reach)
    return [_replaced(pin, some[pin.members]) for pin in pins]


def _replaced(pin: Pin, members: NDArray[np.int64], kind: str | None = None) -> Pin:
    return Pin(pin.latitude, pin.longitude, kind or pin.kind, members, pin.bounds)


def _with(pin: Pin, more: NDArray[np.int32], kinds: Codes) -> Pin:
    """A pin that stands for more entries behind its door."""
    members = np.union1d(pin.members, more)
    found = kinds[members]
    return _replaced(pin, members, MIXED if (found != found[0]).any() else KINDS[found[0]])


def _ranked(pin: Pin, shown: Shown) -> Pin:
    return _replaced(pin, shown.ranks[pin.members])


def _aside(pin: Pin, numbered: Sequence[Pin], look: View) -> Pin:
    """A disc moved so far that it stands beside a pin with a number, instead of under it."""
    if pin.one_place or not numbered:
        return pin
    lat, lng = [each.latitude for each in numbered], [each.longitude for each in numbered]
    xs, ys = project(lat, lng, look.zoom)
    x, y = (float(value) for value in project(pin.latitude, pin.longitude, look.zoom))
    away = np.hypot(x - xs, y - ys)
    nearest = int(away.argmin())
    apart = float(away[nearest])
    if apart >= BESIDE:
        return pin
    right, down = (x - xs[nearest], y - ys[nearest]) if apart > 1 else (1.0, 0.0)
    stretch = BESIDE / max(apart, 1.0)
    at = unproject(
        float(xs[nearest] + right * stretch), float(ys[nearest] + down * stretch), look.zoom
    )
    return Pin(*at, pin.kind, pin.members, pin.bounds)


def _marker(
    pin: Pin,
    results: Results,
    numbered: range,
    look: View,
    size: Size,
    words: Words,
    snapshot: Snapshot,
) -> Marker:
    # The members are in order, and the cards of a page are neighbours.
    low, high = np.searchsorted(pin.members, (numbered.start, numbered.stop))
    numbers = tuple((pin.members[low:high] + 1).tolist())
    first = snapshot.resources[int(results.entries[pin.members[0]])]
    rough = bool(snapshot.columns.positions.approximate[results.entries[pin.members]].all())
    if pin.count == 1:
        label = f"{numbers[0]}. {first.name}" if numbers else first.name
        if rough:
            label = words._("{place} (about there)", place=label)
        return Marker(pin, numbers, label, open=first.id, rough=rough)
    cards = ", ".join(words.number(number) for number in numbers[:_FEW])
    if len(numbers) > _FEW:
        cards += " …"
    closer = zoomed_to(pin, look, size)
    if closer is not None:
        said = words.n("{count} place close by", "{count} places close by", pin.count)
        text = words._("{places}. Come closer.", places=said)
    else:
        place = first.location.name or first.location.address if first.location else None
        text = words.n("{count} at one place", "{count} at one place", pin.count)
        if place:
            text = f"{text}: {place}"
    label = f"{cards}. {text}" if cards else text
    if closer is not None:
        return Marker(pin, numbers, label, closer=closer)
    return Marker(pin, numbers, label, site=first.id, rough=rough)
