"""What is drawn of an area on paper: land and water, borders, streets, and the names of them.

Tiles of the Protomaps schema (https://docs.protomaps.com/basemaps/layers) give the shapes. A tile
that is missing or damaged leaves its place blank.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from directory.basemap.draw import BORDERS, Coat, Read, Sheet, Where, roads_at, roads_shown
from directory.basemap.frame import Frame, Spot
from directory.basemap.names import Name
from directory.basemap.tiles import Tiles, TilesError
from directory.basemap.vector import Tags, Wanted, read_tile

_TILE = 90.0
"""Millimeters of paper that a tile is made for: what a screen shows it in."""
_MOST_TILES = 48
_KEPT = 96
"""Tiles that are kept apart: neighbouring maps of a booklet share them."""
_KEYS = ("kind", "name", "min_zoom", "population", "population_rank")


@dataclass(frozen=True, slots=True)
class Base:
    """What maps on paper are drawn from."""

    built_in: Tiles | None = None
    """The map that comes with the directory."""
    streets: Tiles | None = None
    """The operator's own."""


NO_BASE = Base()


@dataclass(frozen=True, slots=True)
class Ground:
    """What lies under the marks of a map."""

    coats: list[Coat]
    names: list[Name]
    """The most important ones first."""
    built_in: bool
    """Whether any of it is of the map that comes with the directory."""
    streets: bool
    """Whether any of it is of the operator's own."""


class Atlas:
    """Draws from tiles, and keeps those that it has read: for the maps of one print."""

    def __init__(self, base: Base) -> None:
        self._base = base
        self._kept: dict[tuple[bool, Where, tuple[str, ...]], Read | None] = {}

    def least_km(self, spots: Sequence[Spot]) -> float:
        """How far across a map of some places should be at least to tell where they are.

        Without streets the names of towns tell it, which are miles apart; but several places also
        tell it of each other.
        """
        if self._base.streets is not None:
            bounds = self._base.streets.about.bounds
            for latitude, longitude in spots:
                within = bounds.south <= latitude <= bounds.north
                if within and bounds.west <= longitude <= bounds.east:
                    return 1.2
        return 20.0 if len(spots) == 1 else 8.0

    def ground(self, frame: Frame) -> Ground:
        """What is drawn in a frame."""
        coats: list[Coat] = []
        names: list[Name] = []
        used = []
        roads = roads_at(frame)
        streets = _covering(self._base.streets, frame)
        found = [(place, self._tile(self._base.streets, True, place, roads)) for place in streets]
        covered = bool(found) and all(
            read and (read.get("earth") or read.get("water")) for _, read in found
        )
        world = [
            (place, self._tile(self._base.built_in, False, place, roads))
            for place in _covering(self._base.built_in, frame)
        ]
        for tiles, own in ((found, True), ([] if covered else world, False)):
            sheets = [
                Sheet(read, place, frame, own=own) for place, read in tiles if read is not None
            ]
            coat = Coat()
            if not own:
                # What is no land on the built-in map is sea: below all of its tiles, or their
                # edges would show.
                coat.areas.extend(("water", sheet.box.corners) for sheet in sheets)
            shown = roads_shown(sheets, frame, roads)
            for sheet in sheets:
                names += sheet.draw(coat, shown)
            used.append(bool(sheets))
            if coat.areas or coat.lines:
                coats.insert(0, coat)
        order = {"town": 0, "quarter": 1, "street": 2}
        names.sort(key=lambda name: (order[name.kind], name.rank))
        return Ground(coats, names, built_in=used[1], streets=used[0])

    def _tile(
        self, tiles: Tiles | None, own: bool, place: Where, roads: tuple[str, ...]
    ) -> Read | None:
        key = (own, place, roads)
        if key not in self._kept:
            while len(self._kept) >= _KEPT:
                self._kept.pop(next(iter(self._kept)))
            self._kept[key] = _read(tiles, place, own, roads) if tiles else None
        return self._kept[key]


def _read(tiles: Tiles, place: Where, own: bool, roads: tuple[str, ...]) -> Read | None:
    """A tile; `None` where the file has none, or a damaged one."""
    z, x, y = place
    try:
        content = tiles.get(z, x % (1 << z), y)
        if content is None:
            return None if own else {}  # the built-in map has all tiles but those of open sea
        return read_tile(
            content, {**_WANTED, "roads": _kind(*roads)}, _KEYS, packed=tiles.about.packed
        )
    except TilesError:
        return None


def _kind(*kinds: str) -> Callable[[Tags], bool]:
    return lambda tags: tags.get("kind") in kinds


_WANTED: Wanted = {
    "earth": lambda _: True,
    "water": lambda _: True,
    "boundaries": _kind(*BORDERS),
    "places": lambda tags: bool(tags.get("name")),
}


def _covering(tiles: Tiles | None, frame: Frame) -> list[Where]:
    """The tiles that cover a frame, at the zoom that is made for its scale."""
    if tiles is None:
        return []
    about = tiles.about
    fitting = round(math.log2(frame.scale / _TILE))
    z = max(about.min_zoom, min(about.max_zoom, fitting))
    size = 1 << z
    left, right = frame.x * size, (frame.x + frame.wide / frame.scale) * size
    upper, lower = frame.y * size, (frame.y + frame.high / frame.scale) * size
    columns = range(math.floor(left), math.floor(right) + 1)
    rows = range(max(0, math.floor(upper)), min(size - 1, math.floor(lower)) + 1)
    if len(columns) * len(rows) > _MOST_TILES:
        return []  # a file that has no tiles for so large an area
    return [(z, x, y) for y in rows for x in columns]
