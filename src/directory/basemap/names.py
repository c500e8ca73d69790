"""Names on a map on paper, and where they may stand."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from directory.basemap.frame import Frame
from directory.basemap.strokes import Box, Points, pieces, thinned
from directory.basemap.vector import Feature

_LEAST_ROOM = 9.0
"""Millimeters of straight street that a name needs at the least."""
_STRAIGHT = 0.5
"""Millimeters that a street may sway from a straight line under its name."""
_QUARTERS_KM = 0.12
"""Kilometers to the millimeter up to which quarters of a town are named."""
_WEIGHT = {"highway": 0, "major": 1, "medium": 2, "minor": 3}


@dataclass(frozen=True, slots=True)
class Name:
    """A name, and the point that its middle belongs to, in mm on the paper."""

    text: str
    kind: Literal["town", "quarter", "street"]
    rank: tuple[float, ...]
    """The smallest are the most important."""
    x: float
    y: float
    room: float = math.inf
    """How wide it may be, in mm."""
    angle: float = 0.0
    """Degrees that it is turned, counter-clockwise; from -90 to 90."""


def place_names(
    features: Iterable[Feature], on_paper: Callable[[Points], Points], frame: Frame
) -> Iterator[Name]:
    """The names of towns, and of their quarters where the map comes close."""
    for feature in features:
        kind = feature.tags.get("kind")
        quarter = kind in ("neighbourhood", "macrohood")
        if kind != "locality" and not (quarter and frame.km < _QUARTERS_KM):
            continue
        ((x, y),) = on_paper(feature.parts[0][:1]).tolist()
        if not (0 <= x <= frame.wide and 0 <= y <= frame.high):
            continue
        size = max(_number(feature, "population", 0), _number(feature, "population_rank", 0))
        rank = (_number(feature, "min_zoom", 99), -size)
        name = str(feature.tags["name"])
        yield Name(name, "quarter" if quarter else "town", rank, x, y)


def _number(feature: Feature, key: str, otherwise: float) -> float:
    value = feature.tags.get(key, otherwise)
    return otherwise if isinstance(value, str) else float(value)


def street_names(text: str, kind: str, parts: Iterable[Points], frame: Frame) -> Iterator[Name]:
    """The name of a street, on the longest straight run of each of its parts."""
    paper = Box(1, 1, frame.wide - 1, frame.high - 1)
    for part in parts:
        if math.hypot(*(part.max(axis=0) - part.min(axis=0)).tolist()) < _LEAST_ROOM:
            continue
        for piece in pieces(part, paper):
            run = _straight(thinned(piece, _STRAIGHT).tolist(), paper)
            if run is None:
                continue
            (x, y), (to_x, to_y) = run
            room = math.hypot(to_x - x, to_y - y)
            angle = math.degrees(math.atan2(y - to_y, to_x - x))
            angle = angle - 180 if angle > 90 else angle + 180 if angle <= -90 else angle
            middle = (x + to_x) / 2, (y + to_y) / 2
            yield Name(text, "street", (_WEIGHT[kind], -room), *middle, room, angle)


_Point = list[float]


def _straight(points: list[_Point], paper: Box) -> tuple[_Point, _Point] | None:
    """The ends of the longest straight run of a line on the paper."""
    best: tuple[_Point, _Point] | None = None
    longest = _LEAST_ROOM
    start = 0
    for end in range(1, len(points)):
        while start < end - 1 and not _in_line(points, start, end):
            start += 1
        cut = _cut(points[start], points[end], paper)
        if cut is not None and math.dist(*cut) > longest:
            best, longest = cut, math.dist(*cut)
    return best


def _in_line(points: list[_Point], start: int, end: int) -> bool:
    (x, y), (to_x, to_y) = points[start], points[end]
    long = math.hypot(to_x - x, to_y - y)
    if not long:
        return False
    return all(
        abs((px - x) * (to_y - y) - (py - y) * (to_x - x)) / long <= _STRAIGHT
        for px, py in points[start + 1 : end]
    )


def _cut(start: _Point, end: _Point, box: Box) -> tuple[_Point, _Point] | None:
    """What of a straight line lies in a box (Liang and Barsky, 1984)."""
    first, last = 0.0, 1.0
    step = end[0] - start[0], end[1] - start[1]
    limits = ((box.left, box.right), (box.upper, box.lower))
    for axis, (low, high) in enumerate(limits):
        if step[axis] == 0:
            if not low <= start[axis] <= high:
                return None
            continue
        near, far = sorted((limit - start[axis]) / step[axis] for limit in (low, high))
        first, last = max(first, near), min(last, far)
    if first >= last:
        return None
    return (
        [start[0] + step[0] * first, start[1] + step[1] * first],
        [start[0] + step[0] * last, start[1] + step[1] * last],
    )
