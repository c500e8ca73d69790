"""Lines and areas for the base map, read from TopoJSON and laid out as the map is drawn."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

Line = NDArray[np.float64]
"""Points, each with its degrees east and north."""

NORTHERNMOST = 85.05
"""Degrees: where the map ends, as it does to the south."""


class Topology:
    """A TopoJSON file: lines that neighbouring shapes share."""

    def __init__(self, path: Path) -> None:
        data = json.loads(path.read_text("utf-8"))
        scale, shift = data["transform"]["scale"], data["transform"]["translate"]
        self.arcs: list[Line] = [
            np.cumsum(np.array(arc), axis=0) * scale + shift for arc in data["arcs"]
        ]
        self.objects: dict[str, Any] = data["objects"]

    def shapes(self, name: str) -> list[dict[str, Any]]:
        """The shapes of a layer."""
        layer = self.objects[name]
        return list(layer["geometries"]) if layer["type"] == "GeometryCollection" else [layer]

    def area(self, shape: dict[str, Any]) -> shapely.Geometry:
        """The area of a shape on the map; empty where it has none."""
        if shape["type"] not in ("Polygon", "MultiPolygon"):
            return shapely.Polygon()
        polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
        found = []
        for polygon in polygons:
            rings = [self._join(indices) for indices in polygon]
            first, *others = cut_at_date_line(rings[0])
            for part in ([first, *rings[1:]], *([ring] for ring in others)):
                on_map = [on_the_map(ring) for ring in part if len(ring) > 3]
                if on_map:
                    found.append(shapely.make_valid(shapely.Polygon(on_map[0], on_map[1:])))
        return shapely.union_all(found)

    def lines(self, name: str) -> Iterator[shapely.LineString]:
        """The lines of a layer, on the map."""
        for shape in self.shapes(name):
            if shape["type"] in ("LineString", "MultiLineString"):
                parts = shape["arcs"] if shape["type"] == "MultiLineString" else [shape["arcs"]]
                for part in parts:
                    yield shapely.LineString(on_the_map(self._join(part)))

    def borders(self, shapes: Iterable[dict[str, Any]], known: Iterable[int] = ()) -> list[int]:
        """The arcs that two of the shapes share, without those that are `known` already."""
        uses: Counter[int] = Counter()
        for shape in shapes:
            uses.update(set(_arcs_of(shape.get("arcs", []))))
        return sorted({arc for arc, count in uses.items() if count > 1} - set(known))

    def drawn(self, arcs: Iterable[int]) -> shapely.Geometry:
        """The lines of these arcs on the map, joined end to end."""
        lines = [shapely.LineString(on_the_map(self.arcs[arc])) for arc in arcs]
        return shapely.line_merge(shapely.MultiLineString(lines))

    def _join(self, indices: Sequence[int]) -> Line:
        parts = [self.arcs[i] if i >= 0 else self.arcs[~i][::-1] for i in indices]
        return np.vstack([part[min(1, n) :] for n, part in enumerate(parts)])


def on_the_map(line: Line) -> Line:
    """Degrees as shares of the map's width: 0, 0 is its upper left corner (Web Mercator)."""
    south_to_north = np.radians(np.clip(line[:, 1], -NORTHERNMOST, NORTHERNMOST))
    down = (1 - np.arcsinh(np.tan(south_to_north)) / np.pi) / 2
    return np.column_stack([(line[:, 0] + 180) / 360, down])


def _arcs_of(indices: Any) -> Iterator[int]:
    for index in indices:
        if isinstance(index, int):
            yield index if index >= 0 else ~index
        else:
            yield from _arcs_of(index)


def cut_at_date_line(ring: Line) -> list[Line]:
    """The parts of a ring on either side of 180 degrees, the one with most points first.

    The sources let a ring leave the map on one side and come back on the other.
    """
    x = np.unwrap(ring[:, 0], period=360)
    if np.ptp(x) == np.ptp(ring[:, 0]):
        return [ring]
    parts = []
    for turn in (-360.0, 0.0, 360.0):
        part = np.column_stack([x + turn, ring[:, 1]])
        for edge, side in ((-180.0, 1.0), (180.0, -1.0)):
            part = _kept(part, edge, side)
        if len(part) > 3:
            parts.append(part)
    return sorted(parts, key=len, reverse=True)


def _kept(ring: Line, edge: float, side: float) -> Line:
    """The part of a closed ring east (1) or west (-1) of a meridian (Sutherland and Hodgman)."""
    kept: list[Line] = []
    for start, end in itertools.pairwise(ring):
        inside, next_inside = (side * (point[0] - edge) >= 0 for point in (start, end))
        if inside:
            kept.append(start)
        if inside != next_inside:
            kept.append(start + (end - start) * (edge - start[0]) / (end[0] - start[0]))
    return np.array([*kept, kept[0]]) if kept else np.empty((0, 2))
