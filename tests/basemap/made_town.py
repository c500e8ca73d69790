"""A town that does not exist, as vector tiles: streets, a park, a river and names.

The layers are those of the Protomaps schema (https://docs.protomaps.com/basemaps/layers).
"""

from __future__ import annotations

import gzip
import math
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer

sys.path.append(str(Path(__file__).parents[2] / "scripts"))
import vector_tiles
from vector_tiles import EXTENT, Feature, Shape

LATITUDE, LONGITUDE = 34.0537, -118.2428
"""The middle of the town."""
ZOOMS = range(8, 16)
_BLOCK = 0.0022
_BLOCKS = 12
STREETS = ("Ash", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Gum", "Hazel", "Iris", "Juniper")

Point = tuple[float, float]
"""Longitude and latitude."""


def _half() -> float:
    return _BLOCK * _BLOCKS / 2


def features() -> dict[str, list[tuple[str, list[list[Point]], dict[str, Any]]]]:
    """The town by layer: kind of shape, its lines or rings, what is known about it."""
    half = _half()
    west, east = LONGITUDE - half, LONGITUDE + half
    south, north = LATITUDE - half, LATITUDE + half
    roads = []
    for number in range(_BLOCKS + 1):
        at = number * _BLOCK
        major = number % 4 == 0
        kind = {"kind": "major_road" if major else "minor_road", "kind_detail": "residential"}
        name = f"{STREETS[number % len(STREETS)]} St"
        roads.append(("line", [[(west, south + at), (east, south + at)]], {**kind, "name": name}))
        name = f"{number + 1} Ave"
        roads.append(("line", [[(west + at, south), (west + at, north)]], {**kind, "name": name}))
    middle = [(west - half, LATITUDE - half / 3), (east + half, LATITUDE + half / 3)]
    roads.append(("line", [middle], {"kind": "highway", "name": "Made-up Freeway", "ref": "0"}))
    square = [(west - half, south - half), (east + half, south - half), (east + half, north + half),
              (west - half, north + half)]  # fmt: skip
    park = [(LONGITUDE, LATITUDE), (LONGITUDE + 3 * _BLOCK, LATITUDE),
            (LONGITUDE + 3 * _BLOCK, LATITUDE + 2 * _BLOCK),
            (LONGITUDE, LATITUDE + 2 * _BLOCK)]  # fmt: skip
    river = [(west - half, south + half / 4), (LONGITUDE, south + half / 3), (east + half, south)]
    lake = [(east, south), (east + half / 2, south), (east + half / 2, south + half / 2)]
    town = {"kind": "locality", "kind_detail": "town", "name": "Example Town", "min_zoom": 6}
    return {
        "earth": [("polygon", [square], {"kind": "earth"})],
        "landuse": [("polygon", [park], {"kind": "park", "name": "Example Park"})],
        "water": [
            ("polygon", [lake], {"kind": "lake", "name": "Made-up Lake"}),
            ("line", [river], {"kind": "river", "name": "Example River"}),
        ],
        "roads": roads,
        "places": [("point", [[(LONGITUDE, LATITUDE)]], town)],
    }


def tile(z: int, x: int, y: int) -> bytes | None:
    """A tile of the town, not packed; `None` where nothing of it is."""
    layers: dict[str, list[Feature]] = {}
    for name, shapes in features().items():
        for kind, parts, tags in shapes:
            drawn = [_clipped(kind, [_in_tile(point, z, x, y) for point in part]) for part in parts]
            flat = [part for line in drawn for part in line]
            if flat:
                feature = Feature(Shape[kind.upper()], flat, tags)
                layers.setdefault(name, []).append(feature)
    return vector_tiles.tile(layers) or None


def write_town(
    path: Path, *, packed: bool = True, zooms: range = ZOOMS
) -> dict[tuple[int, int, int], bytes]:
    """Write the town as a PMTiles file; tells its tiles as they are stored."""
    stored: dict[tuple[int, int, int], bytes] = {}
    half = _half() * 2
    for z in zooms:
        left, top = _tile_at(LATITUDE + half, LONGITUDE - half, z)
        right, bottom = _tile_at(LATITUDE - half, LONGITUDE + half, z)
        for x in range(left, right + 1):
            for y in range(top, bottom + 1):
                content = tile(z, x, y)
                if content is not None:
                    stored[(z, x, y)] = gzip.compress(content, mtime=0) if packed else content
    with path.open("wb") as file:
        writer = Writer(file)
        for place, content in sorted(stored.items(), key=lambda item: zxy_to_tileid(*item[0])):
            writer.write_tile(zxy_to_tileid(*place), content)
        writer.finalize(
            {
                "tile_type": TileType.MVT,
                "tile_compression": Compression.GZIP if packed else Compression.NONE,
                "min_lon_e7": round((LONGITUDE - half) * 1e7),
                "min_lat_e7": round((LATITUDE - half) * 1e7),
                "max_lon_e7": round((LONGITUDE + half) * 1e7),
                "max_lat_e7": round((LATITUDE + half) * 1e7),
                "center_zoom": 13,
                "center_lon_e7": round(LONGITUDE * 1e7),
                "center_lat_e7": round(LATITUDE * 1e7),
            },
            {"attribution": "A town that does not exist", "name": "Example Town"},
        )
    return stored


def _tile_at(latitude: float, longitude: float, z: int) -> tuple[int, int]:
    size = 1 << z
    across, down = _world(longitude, latitude)
    return math.floor(across * size), math.floor(down * size)


def _world(longitude: float, latitude: float) -> tuple[float, float]:
    lat = math.radians(latitude)
    return (longitude + 180) / 360, (1 - math.asinh(math.tan(lat)) / math.pi) / 2


def _in_tile(point: Point, z: int, x: int, y: int) -> tuple[int, int]:
    across, down = _world(*point)
    size = 1 << z
    return round((across * size - x) * EXTENT), round((down * size - y) * EXTENT)


def _clipped(kind: str, part: list[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """What of a shape lies on a tile or just beside it, as real tiles have it."""
    edge = EXTENT // 8
    if kind == "line":
        steps = 512
        found: list[list[tuple[int, int]]] = []
        for (ax, ay), (bx, by) in pairwise(part):
            points = [(ax + (bx - ax) * n // steps, ay + (by - ay) * n // steps)
                      for n in range(steps + 1)]  # fmt: skip
            near = [p for p in points if all(-edge <= c <= EXTENT + edge for c in p)]
            if len(near) > 1:
                found.append([near[0], near[-1]])
        return found
    xs, ys = zip(*part, strict=True)
    if max(xs) < 0 or min(xs) > EXTENT or max(ys) < 0 or min(ys) > EXTENT:
        return []
    if kind == "point":
        return [part]
    low, high = -2 * EXTENT, 3 * EXTENT
    return [[(max(low, min(high, px)), max(low, min(high, py))) for px, py in part]]
