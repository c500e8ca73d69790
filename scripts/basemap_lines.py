"""Lines and shapes for the base map: TopoJSON read, thinned, joined, cut at the edge of the map."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

FINE_AREAS = ((-136.0, 22.0, -50.0, 56.0), (-162.0, 18.0, -154.0, 23.0), (-11.5, 49.0, 2.6, 61.5))
"""West, south, east, north: where the places are that the gazetteer knows (the United States with
southern Canada, Hawaii, the British Isles). Coasts are kept in full there and thinned elsewhere."""
FINE_TOLERANCE, COARSE_TOLERANCE = 0.0012, 0.02
"""Degrees that a line may move when it is thinned."""

Line = NDArray[np.float64]


class Topology:
    """A TopoJSON file: lines that neighbouring shapes share."""

    def __init__(self, path: Path) -> None:
        data = json.loads(path.read_text("utf-8"))
        scale, shift = data["transform"]["scale"], data["transform"]["translate"]
        self.arcs: list[Line] = [
            np.cumsum(np.array(a), axis=0) * scale + shift for a in data["arcs"]
        ]
        self.objects: dict[str, Any] = data["objects"]

    def shapes(self, name: str) -> list[dict[str, Any]]:
        """The shapes of a layer."""
        layer = self.objects[name]
        return list(layer["geometries"]) if layer["type"] == "GeometryCollection" else [layer]

    def polygons(self, name: str) -> Iterator[list[Line]]:
        """The polygons of a layer, each a list of closed rings, simplified."""
        arcs = [thin(arc) for arc in self.arcs]
        for shape in self.shapes(name):
            if shape["type"] not in ("Polygon", "MultiPolygon"):
                continue
            polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
            for polygon in polygons:
                rings = [self._join(arcs, indices) for indices in polygon]
                first, *others = cut_at_date_line(rings[0])
                for part in ([first, *rings[1:]], *([ring] for ring in others)):
                    if len(part[0]) > 3:
                        yield [ring for ring in part if len(ring) > 3]

    def lines(self, name: str) -> Iterator[Line]:
        """The lines of a layer, simplified."""
        for shape in self.shapes(name):
            if shape["type"] in ("LineString", "MultiLineString"):
                parts = shape["arcs"] if shape["type"] == "MultiLineString" else [shape["arcs"]]
                for part in parts:
                    yield thin(self._join(self.arcs, part))

    def borders(self, shapes: Iterable[dict[str, Any]], known: Iterable[int] = ()) -> list[int]:
        """The arcs that two of the shapes share, without those that are `known` already."""
        uses: Counter[int] = Counter()
        for shape in shapes:
            uses.update(set(_arcs_of(shape.get("arcs", []))))
        return sorted({arc for arc, count in uses.items() if count > 1} - set(known))

    def drawn(self, arcs: Iterable[int]) -> list[Line]:
        """The lines of these arcs, simplified and joined end to end."""
        return join_ends([thin(self.arcs[arc]) for arc in arcs])

    @staticmethod
    def _join(arcs: Sequence[Line], indices: Sequence[int]) -> Line:
        parts = [arcs[i] if i >= 0 else arcs[~i][::-1] for i in indices]
        return np.vstack([part[min(1, n) :] for n, part in enumerate(parts)])


def _arcs_of(indices: Any) -> Iterator[int]:
    for index in indices:
        if isinstance(index, int):
            yield index if index >= 0 else ~index
        else:
            yield from _arcs_of(index)


def in_detail(line: Line) -> NDArray[np.bool_]:
    """Which points lie in an area that is drawn in detail."""
    x, y = line[:, 0], line[:, 1]
    inside = np.zeros(len(line), dtype=bool)
    for west, south, east, north in FINE_AREAS:
        inside |= (x >= west) & (x <= east) & (y >= south) & (y <= north)
    return inside


def thin(line: Line) -> Line:
    """The line without the points that it hardly needs (Douglas and Peucker); ends are kept."""
    tolerance = np.where(in_detail(line), FINE_TOLERANCE, COARSE_TOLERANCE)
    keep = np.zeros(len(line), dtype=bool)
    keep[[0, -1]] = True
    spans = [(0, len(line) - 1)]
    while spans:
        first, last = spans.pop()
        if last - first < 2:
            continue
        inner = slice(first + 1, last)
        excess = _distances(line[inner], line[first], line[last]) / tolerance[inner]
        farthest = int(excess.argmax())
        if excess[farthest] > 1:
            middle = first + 1 + farthest
            keep[middle] = True
            spans += [(first, middle), (middle, last)]
    return line[keep]


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


def _distances(points: Line, start: Line, end: Line) -> Line:
    """How far points lie from a segment, in degrees."""
    along = end - start
    length = float(along @ along)
    if length == 0:
        return np.asarray(np.hypot(*(points - start).T))
    share = np.clip((points - start) @ along / length, 0, 1)
    return np.asarray(np.hypot(*(points - start - share[:, None] * along).T))


def join_ends(lines: list[Line]) -> list[Line]:
    """Lines that meet at an end, two at a time, made one: fewer brackets, and smoother dashes."""
    ends: dict[tuple[float, float], list[int]] = {}
    for number, line in enumerate(lines):
        for end in (tuple(line[0]), tuple(line[-1])):
            ends.setdefault(end, []).append(number)
    left = set(range(len(lines)))
    joined = []
    for number in range(len(lines)):
        if number not in left:
            continue
        left.discard(number)
        line = lines[number]
        for _ in range(2):
            while True:
                following = [n for n in ends[tuple(line[-1])] if n in left]
                if len(ends[tuple(line[-1])]) != 2 or not following:
                    break
                left.discard(following[0])
                other = lines[following[0]]
                if tuple(other[0]) != tuple(line[-1]):
                    other = other[::-1]
                line = np.vstack([line, other[1:]])
            line = line[::-1]
        joined.append(line)
    return joined
