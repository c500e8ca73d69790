"""What is drawn of an area on paper: land and water, borders, streets, and the names of them.

Tiles of the Protomaps schema (https://docs.protomaps.com/basemaps/layers) give the shapes. A tile
that is missing or damaged leaves its place blank.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from directory.basemap.frame import Frame, Spot
from directory.basemap.names import Name, place_names, street_names
from directory.basemap.strokes import Box, Points, filled, pieces, shore, thinned
from directory.basemap.tiles import Tiles, TilesError
from directory.basemap.vector import Feature, Shape, Tags, Wanted, read_tile

Line: TypeAlias = Literal[
    "shore", "river", "county", "region", "country",
    "rail", "minor", "medium", "major", "highway",
]  # fmt: skip
"""What a line is, in the order in which they are drawn."""
Cover: TypeAlias = Literal["land", "water"]
"""What an area is."""

_TILE = 70.0
"""Millimeters of paper that a tile is made for: what a screen shows it in."""
_MOST_TILES = 48
_KEPT = 96
"""Tiles that are kept apart: neighbouring maps of a booklet share them."""
_EDGE = 3.0
"""Shapes are drawn so many mm beyond the paper's edge, which cuts them."""
_GRAIN = 0.12
"""Millimeters: nobody sees less."""
_COARSE = 4.0
"""Millimeters between the points of a tile at which its coasts and borders tell nothing more."""
_UNITS = 4096
_KEYS = ("kind", "name", "min_zoom", "population", "population_rank")
_ROADS: dict[str, tuple[Line, float]] = {
    "highway": ("highway", math.inf),
    "major_road": ("major", 400_000),
    "medium_road": ("medium", 150_000),
    "minor_road": ("minor", 70_000),
    "rail": ("rail", 150_000),
}
"""How a road is drawn, and at which scales: one to so many."""
_BORDERS: dict[str, Line] = {"country": "country", "region": "region", "county": "county"}
_RIVERS = ("river", "canal")


@dataclass(frozen=True, slots=True)
class Base:
    """What maps on paper are drawn from."""

    built_in: Tiles | None = None
    """The map that comes with the directory."""
    streets: Tiles | None = None
    """The operator's own."""


NO_BASE = Base()


@dataclass(frozen=True, slots=True)
class Coat:
    """One layer of drawing; the next one hides it where it has areas. In mm on the paper."""

    areas: list[tuple[Cover, Points]] = field(default_factory=list)
    """In the order in which they are drawn."""
    lines: dict[Line, list[Points]] = field(default_factory=dict)


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


_Read: TypeAlias = dict[str, list[Feature]]
_Where: TypeAlias = tuple[int, int, int]


class Atlas:
    """Draws from tiles, and keeps those that it has read: for the maps of one print."""

    def __init__(self, base: Base) -> None:
        self._base = base
        self._kept: dict[tuple[bool, _Where], _Read | None] = {}

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
        streets = _sheets(self._base.streets, frame)
        found = [(place, self._tile(self._base.streets, True, place)) for place in streets]
        covered = bool(found) and all(
            read and (read.get("earth") or read.get("water")) for _, read in found
        )
        world = [
            (place, self._tile(self._base.built_in, False, place))
            for place in _sheets(self._base.built_in, frame)
        ]
        for tiles, own in ((found, True), ([] if covered else world, False)):
            coat = Coat()
            if not own:
                # What is no land on the built-in map is sea: below all of its tiles, or their
                # edges would show.
                coat.areas.extend(
                    ("water", _sheet(_box(place, frame), frame).corners)
                    for place, read in tiles
                    if read is not None
                )
            for place, read in tiles:
                if read is not None:
                    _draw(coat, names, read, place, frame, own=own)
            used.append(any(read is not None for _, read in tiles))
            if coat.areas or coat.lines:
                coats.insert(0, coat)
        order = {"town": 0, "quarter": 1, "street": 2}
        names.sort(key=lambda name: (order[name.kind], name.rank))
        return Ground(coats, names, built_in=used[1], streets=used[0])

    def _tile(self, tiles: Tiles | None, own: bool, place: _Where) -> _Read | None:
        key = (own, place)
        if key not in self._kept:
            while len(self._kept) >= _KEPT:
                self._kept.pop(next(iter(self._kept)))
            self._kept[key] = _read(tiles, place, own) if tiles else None
        return self._kept[key]


def _read(tiles: Tiles, place: _Where, own: bool) -> _Read | None:
    """A tile; `None` where the file has none, or a damaged one."""
    z, x, y = place
    try:
        content = tiles.get(z, x % (1 << z), y)
        if content is None:
            return None if own else {}  # the built-in map has all tiles but those of open sea
        return read_tile(content, _WANTED, _KEYS, packed=tiles.about.packed)
    except TilesError:
        return None


def _kind(*kinds: str) -> Callable[[Tags], bool]:
    return lambda tags: tags.get("kind") in kinds


_WANTED: Wanted = {
    "earth": lambda _: True,
    "water": lambda _: True,
    "boundaries": _kind(*_BORDERS),
    "roads": _kind(*_ROADS),
    "places": lambda tags: bool(tags.get("name")),
}


def _sheets(tiles: Tiles | None, frame: Frame) -> list[_Where]:
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


def _draw(
    coat: Coat, names: list[Name], read: _Read, place: _Where, frame: Frame, *, own: bool
) -> None:
    tile, paper = _box(place, frame), _paper(frame)
    left, upper, side = tile.left, tile.upper, tile.right - tile.left
    seen = Box(
        (paper.left - left) / side, (paper.upper - upper) / side,
        (paper.right - left) / side, (paper.lower - upper) / side,
    )  # fmt: skip
    scale = frame.km * 1e6

    def on_paper(points: Points) -> Points:
        moved: Points = points * side + (left, upper)
        return moved

    def near(layer: str) -> Iterator[Feature]:
        return (feature for feature in read.get(layer, ()) if seen.meets(feature.box))

    def add(kind: Line, line: Points) -> None:
        for piece in pieces(line, paper):
            coat.lines.setdefault(kind, []).append(thinned(piece, _GRAIN))

    if side / _UNITS < _COARSE:
        if not own or read.get("earth") or read.get("water"):
            sheet = _sheet(tile, frame)
            _ground(coat, list(near("earth")), list(near("water")), sheet, tile, on_paper, add, own)
        for feature in near("water"):
            if feature.shape is Shape.LINE and feature.tags.get("kind") in _RIVERS:
                for part in feature.parts:
                    add("river", on_paper(part))
        for feature in near("boundaries"):
            for part in feature.parts:
                add(_BORDERS[str(feature.tags["kind"])], on_paper(part))
    for feature in near("roads"):
        kind, least = _ROADS[str(feature.tags["kind"])]
        if scale > least or feature.shape is not Shape.LINE:
            continue
        drawn = [on_paper(part) for part in feature.parts]
        for part in drawn:
            add(kind, part)
        name = feature.tags.get("name")
        if own and name and kind != "rail":
            names += street_names(str(name), kind, drawn, frame)
    names += place_names(near("places"), on_paper, frame)


def _box(place: _Where, frame: Frame) -> Box:
    """Where a tile lies on the paper."""
    z, column, row = place
    side = frame.scale / (1 << z)
    left, upper = column * side - frame.x * frame.scale, row * side - frame.y * frame.scale
    return Box(left, upper, left + side, upper + side)


def _paper(frame: Frame) -> Box:
    return Box(-_EDGE, -_EDGE, frame.wide + _EDGE, frame.high + _EDGE)


def _sheet(tile: Box, frame: Frame) -> Box:
    """What of a tile is on the paper."""
    paper = _paper(frame)
    # A hair of overlap, or a screen shows seams between tiles.
    hair = 0.05
    return Box(
        max(paper.left, tile.left - hair), max(paper.upper, tile.upper - hair),
        min(paper.right, tile.right + hair), min(paper.lower, tile.lower + hair),
    )  # fmt: skip


def _ground(
    coat: Coat,
    earth: list[Feature],
    water: list[Feature],
    sheet: Box,
    tile: Box,
    on_paper: Callable[[Points], Points],
    add: Callable[[Line, Points], None],
    own: bool,
) -> None:
    """Land and water of a tile, over what was drawn there before."""
    both: tuple[tuple[list[Feature], Cover, Cover], ...] = (
        (earth, "land", "water"),
        (water, "water", "land"),
    )
    for features, outer, inner in both:
        found: list[tuple[float, Points, bool]] = []
        for feature in features:
            if feature.shape is not Shape.POLYGON:
                continue
            first = _turn(feature.parts[0])
            for part in feature.parts:
                turn = _turn(part)
                found.append((abs(turn), on_paper(part), turn * first < 0))
        # The largest first: an island lies in its sea, a lake on its island.
        for _, ring, hole in sorted(found, key=lambda each: -each[0]):
            kept = thinned(filled(ring, sheet), _GRAIN)
            if len(kept) > 2:
                coat.areas.append((inner if hole else outer, kept))
            if features is water or not own:
                for line in shore(ring, tile):
                    add("shore", line)


def _turn(ring: Points) -> float:
    """Twice the area of a ring; its sign tells which way it runs."""
    x, y = ring[:, 0], ring[:, 1]
    return float((x[:-1] * y[1:] - x[1:] * y[:-1]).sum() + x[-1] * y[0] - x[0] * y[-1])
