"""Which tiles cover a part of the world."""

from __future__ import annotations

import math
from collections.abc import Iterator

from pmtiles.tile import zxy_to_tileid

from directory.basemap.tiles import Bounds

FURTHEST_NORTH = 85.0511287798066
"""Degrees at which the square map of the web ends, north and south (EPSG:3857)."""


def tile_of(latitude: float, longitude: float, zoom: int) -> tuple[int, int]:
    """Column and row of the tile at a point (https://wiki.openstreetmap.org/wiki/Slippy_map)."""
    size = 1 << zoom
    lat = math.radians(max(-FURTHEST_NORTH, min(FURTHEST_NORTH, latitude)))
    x = (longitude + 180) / 360 * size
    y = (1 - math.asinh(math.tan(lat)) / math.pi) / 2 * size
    return max(0, min(size - 1, math.floor(x))), max(0, min(size - 1, math.floor(y)))


def corners(bounds: Bounds, zoom: int) -> tuple[int, int, int, int]:
    """The first and last column, the first and last row of the tiles that cover an area."""
    left, top = tile_of(bounds.north, bounds.west, zoom)
    right, bottom = tile_of(bounds.south, bounds.east, zoom)
    return left, right, top, bottom


def spans(bounds: Bounds, zoom: int) -> Iterator[tuple[int, int]]:
    """The ids of the tiles that cover an area at a zoom, as runs: first, and one past the last.

    Runs come in order. A tile's descendants have ids without gap (they lie along a Hilbert curve),
    so a tile that is covered whole stands for all of them.
    """
    left, right, top, bottom = corners(bounds, zoom)

    def under(z: int, x: int, y: int) -> Iterator[tuple[int, int]]:
        side = 1 << (zoom - z)
        first_x, first_y = x * side, y * side
        last_x, last_y = first_x + side - 1, first_y + side - 1
        if last_x < left or first_x > right or last_y < top or first_y > bottom:
            return
        if left <= first_x and last_x <= right and top <= first_y and last_y <= bottom:
            # Ids of a zoom begin where those of all smaller ones end, and then follow a curve.
            place = zxy_to_tileid(z, x, y) - _before(z)
            first = _before(zoom) + place * side * side
            yield first, first + side * side
            return
        for child in ((0, 0), (0, 1), (1, 0), (1, 1)):
            yield from under(z + 1, x * 2 + child[0], y * 2 + child[1])

    yield from _joined(sorted(under(0, 0, 0)))


def _before(zoom: int) -> int:
    """How many tiles all smaller zooms have."""
    return int(((1 << (zoom * 2)) - 1) // 3)


def _joined(runs: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    held: tuple[int, int] | None = None
    for first, end in runs:
        if held is not None and held[1] == first:
            held = (held[0], end)
            continue
        if held is not None:
            yield held
        held = (first, end)
    if held is not None:
        yield held


def around(latitude: float, longitude: float, kilometres: float) -> Bounds:
    """The square around a point that holds the circle of that radius (a degree is 111.195 km)."""
    high = kilometres / 111.195
    wide = high / max(0.01, math.cos(math.radians(latitude)))
    return Bounds(
        max(-180.0, longitude - wide),
        max(-FURTHEST_NORTH, latitude - high),
        min(180.0, longitude + wide),
        min(FURTHEST_NORTH, latitude + high),
    )
