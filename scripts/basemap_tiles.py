"""Shapes of the base map cut into tiles, each zoom with as much of them as it can show."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import shapely
from numpy.typing import NDArray
from vector_tiles import EXTENT, Feature, Point, Shape, Value

BUFFER = 96
"""Units beyond a tile's edge that are drawn too, so that no edge is seen."""
UNITS_PER_PIXEL = EXTENT / 512
"""MapLibre draws a tile 512 pixels wide at its own zoom."""
FINE_AREAS = (
    (-136.0, 22.0, -50.0, 56.0),
    (-162.0, 18.0, -154.0, 23.0),
    (-68.0, 17.5, -64.0, 19.0),
    (144.0, 13.0, 146.0, 15.5),
    (-11.5, 49.0, 2.6, 61.5),
)
"""West, south, east, north: where the places are that the gazetteer knows (the United States with
southern Canada, Hawaii, Puerto Rico, Guam, the British Isles). Elsewhere the largest zooms are no
finer than zoom `COARSE`."""
COARSE = 4

GRID = 4
"""Units that points move in, half a pixel, below the largest zoom: fewer digits to send."""

Place = tuple[int, int, int]
"""Zoom, column from the west, row from the north."""


Parts = NDArray[np.object_]
"""Polygons, or lines, in shares of the map's width."""


@dataclass(frozen=True, slots=True)
class Thing:
    """Areas or lines that are drawn from a zoom on."""

    parts: Parts
    tags: Mapping[str, Value]
    from_zoom: int = 0
    smallest: float = 3.0
    """Pixels across that a part has at least, to be drawn below the largest zoom."""
    exact: float = 0.2
    """Pixels of the largest zoom that a line may move when it is thinned."""


@dataclass(slots=True)
class Sheet:
    """The tiles of a map as they fill."""

    max_zoom: int
    layers: tuple[str, ...]
    tiles: dict[Place, dict[str, list[Feature]]] = field(default_factory=dict)

    def add(self, place: Place, layer: str, feature: Feature) -> None:
        """Put a feature on a tile."""
        tile = self.tiles.setdefault(place, {name: [] for name in self.layers})
        tile[layer].append(feature)

    def draw(self, layer: str, things: Iterable[Thing]) -> None:
        """Cut things into the tiles of all zooms that show them."""
        for thing in things:
            for zoom in range(thing.from_zoom, self.max_zoom + 1):
                for fine, detail in ((False, min(zoom, COARSE)), (True, zoom)):
                    parts = _simpler(thing, detail, closest=detail == self.max_zoom)
                    for cell, cut in _cut(parts, zoom, (0, 0, 1 << zoom)):
                        if _is_fine(zoom, *cell) is fine:
                            grid = 1 if zoom == self.max_zoom else GRID
                            feature = _feature(cut, (zoom, *cell), thing.tags, grid)
                            if feature is not None:
                                self.add((zoom, *cell), layer, feature)


def parts_of(shape: shapely.Geometry) -> Parts:
    """The polygons, or else the lines, that a shape is made of."""
    parts = shapely.get_parts(shapely.get_parts(shape))
    dimensions = shapely.get_dimensions(parts)
    return parts[dimensions == dimensions.max()] if len(parts) else parts


def _simpler(thing: Thing, zoom: int, *, closest: bool) -> Parts:
    """The thing without what a zoom cannot show."""
    pixel = UNITS_PER_PIXEL / (EXTENT << zoom)
    west, south, east, north = shapely.bounds(thing.parts).T
    across = np.maximum(east - west, north - south)
    kept = thing.parts[across >= (pixel / 2 if closest else thing.smallest * pixel)]
    return shapely.simplify(kept, pixel * (thing.exact if closest else 1.0))


def _cut(
    parts: Parts, zoom: int, square: tuple[int, int, int]
) -> Iterator[tuple[tuple[int, int], Parts]]:
    """What of the parts lies on each tile; `square` is its first column and row, and its side."""
    column, row, side = square
    size, edge = 1 << zoom, BUFFER / EXTENT
    box = (column - edge, row - edge, column + side + edge, row + side + edge)
    west, north, east, south = (value / size for value in box)
    bounds = shapely.bounds(parts)
    near = parts[
        (bounds[:, 0] <= east) & (bounds[:, 2] >= west)
        & (bounds[:, 1] <= south) & (bounds[:, 3] >= north)
    ]  # fmt: skip
    cut = shapely.clip_by_rect(near, west, north, east, south)
    cut = cut[~shapely.is_empty(cut)]
    if not len(cut):
        return
    if side == 1:
        yield (column, row), cut
        return
    half = side // 2
    for right, down in ((0, 0), (half, 0), (0, half), (half, half)):
        yield from _cut(cut, zoom, (column + right, row + down, half))


def _is_fine(zoom: int, column: int, row: int) -> bool:
    """Whether a tile touches an area that is drawn in detail."""
    size = 1 << zoom
    west, east = (360 * x / size - 180 for x in (column, column + 1))
    north, south = (
        math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y / size)))) for y in (row, row + 1)
    )
    return any(w < east and e > west and s < north and n > south for w, s, e, n in FINE_AREAS)


def _feature(parts: Parts, place: Place, tags: Mapping[str, Value], grid: int) -> Feature | None:
    """Parts in the units of a tile; `None` where nothing of them is left."""
    zoom, *corner = place
    scale, shift = EXTENT << zoom, np.array(corner) * EXTENT
    moved = shapely.transform(parts, lambda points: points * scale - shift)
    if shapely.get_dimensions(parts).max() == 1:
        lines = [shapely.LineString(line) for line in shapely.get_parts(shapely.get_parts(moved))]
        merged = shapely.get_parts(shapely.line_merge(shapely.MultiLineString(lines)))
        drawn = [points for line in merged if len(points := _points(line, grid)) > 1]
        return Feature(Shape.LINE, drawn, tags) if drawn else None
    rings: list[list[Point]] = []
    for polygon in parts_of(shapely.set_precision(shapely.union_all(moved), grid)):
        if polygon.area >= 1:
            turned = shapely.orient_polygons(polygon)
            rings += [_points(ring, 1)[:-1] for ring in (turned.exterior, *turned.interiors)]
    return Feature(Shape.POLYGON, rings, tags) if rings else None


def _points(line: shapely.Geometry, grid: int) -> list[Point]:
    """The points of a line on the grid of its tile, none twice in a row."""
    points = np.round(shapely.get_coordinates(line) / grid).astype(int) * grid
    moves = np.any(np.diff(points, axis=0) != 0, axis=1)
    return [(int(x), int(y)) for x, y in points[np.concatenate([[True], moves])]]
