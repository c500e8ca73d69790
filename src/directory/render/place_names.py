"""The names of towns on the map: which ones, how large, and where, so that none hides another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from directory.places.place import Town
from directory.render.pins import Pin, Size, View, project, unproject


class Places(Protocol):
    """Where names are looked up: the gazetteer."""

    def towns_in(
        self, south: float, west: float, north: float, east: float, limit: int
    ) -> Sequence[Town]:
        """The towns in a box of degrees, at most `limit`, those with most people first."""

    def codes_in(
        self, south: float, west: float, north: float, east: float, limit: int
    ) -> Sequence[Town]:
        """The postal codes in a box of degrees, at most `limit`."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name on the map."""

    text: str
    latitude: float
    longitude: float
    offset: tuple[float, float]
    """Pixels right of and below the town's middle."""
    size: float
    """Letter size in pixels."""


CODES_FROM = 11.0
"""The zoom from which postal codes are named too: without streets, they tell where one is."""
BEYOND = 2.0
"""How far names reach, in widths of the map: some way past its edges, for readers who drag it."""
MOST_NAMES = 90
LONGEST = 26
"""Letters; a longer name would span half a phone."""
PIN_RADIUS = 21.0
"""Pixels around a pin that names leave free."""
GAP = 12.0
"""Pixels between two names."""


def letter_size(population: int) -> float:
    """How large a town's name is, in pixels."""
    steps = ((1_000_000, 17.0), (250_000, 15.0), (75_000, 13.5), (20_000, 12.5))
    return next((size for people, size in steps if population >= people), 11.5)


def fewest_people(zoom: float) -> int:
    """The smallest town that is named at a zoom level."""
    steps = ((5.0, 500_000), (6.0, 250_000), (7.0, 80_000), (8.0, 30_000), (9.0, 10_000))
    return next((people for below, people in steps if zoom < below), 0)


def place_names(
    places: Places,
    view: View,
    size: Size,
    pins: Sequence[Pin] = (),
    origin: tuple[float, float] | None = None,
) -> list[Name]:
    """Names that fit beside each other and the pins: larger towns first, postal codes last.

    `origin` is the latitude and longitude of the understood place, which has a mark of its own.
    """
    x, y = (float(value) for value in project(view.latitude, view.longitude, view.zoom))
    half_width, half_height = size.width * BEYOND / 2, size.height * BEYOND / 2
    north, west = unproject(x - half_width, y - half_height, view.zoom)
    south, east = unproject(x + half_width, y + half_height, view.zoom)
    box = (south, max(west, -180.0), north, min(east, 180.0))
    least = fewest_people(view.zoom)
    wanted = [
        town
        for town in places.towns_in(*box, 4 * MOST_NAMES)
        if town.population >= least and len(town.name) <= LONGEST
    ]
    if view.zoom >= CODES_FROM:
        wanted += places.codes_in(*box, MOST_NAMES)
    marks = [(pin.latitude, pin.longitude) for pin in pins] + ([origin] if origin else [])
    taken = _Taken(view, marks)
    names: list[Name] = []
    at_x, at_y = project([t.latitude for t in wanted], [t.longitude for t in wanted], view.zoom)
    for town, town_x, town_y in zip(wanted, at_x, at_y, strict=True):
        letters = letter_size(town.population)
        width, height = len(town.name) * letters * 0.56, letters * 1.25
        offset = taken.room(float(town_x), float(town_y), width, height)
        if offset is not None:
            names.append(Name(town.name, town.latitude, town.longitude, offset, letters))
            if len(names) == MOST_NAMES:
                break
    return names


class _Taken:
    """The boxes of the screen that pins and names fill already."""

    def __init__(self, view: View, marks: Sequence[tuple[float, float]]) -> None:
        x, y = project([lat for lat, _ in marks], [lng for _, lng in marks], view.zoom)
        r = PIN_RADIUS
        self._boxes = np.column_stack([x - r, y - r, x + r, y + r])

    def room(self, x: float, y: float, width: float, height: float) -> tuple[float, float] | None:
        """Where a name has room, as an offset in pixels, which it then fills; else `None`."""
        beside, over = width / 2 + PIN_RADIUS, height / 2 + PIN_RADIUS
        spots = (
            *((0.0, 0.0), (0.0, -over), (0.0, over), (beside, 0.0), (-beside, 0.0)),
            *((width / 4, -over), (-width / 4, -over), (width / 4, over), (-width / 4, over)),
        )
        for dx, dy in spots:
            left, top = x + dx - width / 2, y + dy - height / 2
            if not self._is_free(left, top, left + width, top + height):
                continue
            box = [left - GAP, top - GAP, left + width + GAP, top + height + GAP]
            self._boxes = np.vstack([self._boxes, box])
            return round(dx, 1), round(dy, 1)
        return None

    def _is_free(self, left: float, top: float, right: float, bottom: float) -> bool:
        boxes = self._boxes
        hits = (boxes[:, 0] < right) & (boxes[:, 2] > left)
        return not bool((hits & (boxes[:, 1] < bottom) & (boxes[:, 3] > top)).any())
