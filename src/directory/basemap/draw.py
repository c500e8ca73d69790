"""The shapes of a tile as they are drawn on a piece of paper."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from directory.basemap.frame import Frame
from directory.basemap.names import Name, place_names, street_names
from directory.basemap.strokes import Box, Points, filled, pieces, shore, thinned
from directory.basemap.vector import Feature, Shape

Line: TypeAlias = Literal[
    "shore", "river", "county", "region", "country",
    "rail", "minor", "medium", "major", "highway",
]  # fmt: skip
"""What a line is, in the order in which they are drawn."""
Cover: TypeAlias = Literal["land", "water"]
"""What an area is."""
Read: TypeAlias = dict[str, list[Feature]]
"""A tile, by layer."""
Where: TypeAlias = tuple[int, int, int]
"""Which tile it is: zoom, column and row. Beyond the date line columns go on."""

_EDGE = 3.0
"""Shapes are drawn so many mm beyond the paper's edge, which cuts them."""
_GRAIN = 0.12
"""Millimeters: nobody sees less."""
_HAIR = 0.05
"""Millimeters by which tiles overlap, or a screen shows seams between them."""
_COARSE = 4.0
"""Millimeters between the points of a tile at which its coasts and borders tell nothing more."""
_UNITS = 4096
_ROOM = 10.0
"""Square millimeters of paper to a street: with more of them nobody finds one."""
_NAMED_KM = 0.06
"""Kilometers to the millimeter up to which streets have names."""
ROADS: dict[str, tuple[Line, float]] = {
    "highway": ("highway", math.inf),
    "major_road": ("major", 400_000),
    "rail": ("rail", 150_000),
    "medium_road": ("medium", 150_000),
    "minor_road": ("minor", 70_000),
}
"""How a road is drawn, and at which scales (one to so many): the most important ones first."""
BORDERS: dict[str, Line] = {"country": "country", "region": "region", "county": "county"}
_RIVERS = ("river", "canal")


@dataclass(frozen=True, slots=True)
class Coat:
    """One layer of drawing; the next one hides it where it has areas. In mm on the paper."""

    areas: list[tuple[Cover, Points]] = field(default_factory=list)
    """In the order in which they are drawn."""
    lines: dict[Line, list[Points]] = field(default_factory=dict)


class Sheet:
    """A tile that lies on the paper."""

    def __init__(self, read: Read, place: Where, frame: Frame, *, own: bool) -> None:
        """`own`: it is of the operator's file."""
        z, column, row = place
        side = frame.scale / (1 << z)
        left, upper = column * side - frame.x * frame.scale, row * side - frame.y * frame.scale
        self._read, self._frame, self._own = read, frame, own
        self._left, self._upper, self._side = left, upper, side
        self._tile = Box(left, upper, left + side, upper + side)
        self._paper = Box(-_EDGE, -_EDGE, frame.wide + _EDGE, frame.high + _EDGE)

    def _near(self, layer: str) -> Iterator[Feature]:
        side, paper = self._side, self._paper
        seen = Box(
            (paper.left - self._left) / side, (paper.upper - self._upper) / side,
            (paper.right - self._left) / side, (paper.lower - self._upper) / side,
        )  # fmt: skip
        return (feature for feature in self._read.get(layer, ()) if seen.meets(feature.box))

    def _on_paper(self, points: Points) -> Points:
        moved: Points = points * self._side + (self._left, self._upper)
        return moved

    @property
    def box(self) -> Box:
        """What of it is on the paper."""
        tile, paper = self._tile, self._paper
        return Box(
            max(paper.left, tile.left - _HAIR), max(paper.upper, tile.upper - _HAIR),
            min(paper.right, tile.right + _HAIR), min(paper.lower, tile.lower + _HAIR),
        )  # fmt: skip

    def roads(self) -> Iterator[str]:
        """The kinds of the roads on the paper."""
        return (str(feature.tags["kind"]) for feature in self._near("roads"))

    def draw(self, coat: Coat, roads: Collection[str]) -> Iterator[Name]:
        """Draw it, with those kinds of roads; gives the names that belong to it."""
        if self._side / _UNITS < _COARSE:
            if not self._own or self._read.get("earth") or self._read.get("water"):
                self._ground(coat)
            for feature in self._near("water"):
                if feature.shape is Shape.LINE and feature.tags.get("kind") in _RIVERS:
                    self._lines(coat, "river", map(self._on_paper, feature.parts))
            for feature in self._near("boundaries"):
                border = BORDERS[str(feature.tags["kind"])]
                self._lines(coat, border, map(self._on_paper, feature.parts))
        for feature in self._near("roads"):
            kind = str(feature.tags["kind"])
            if kind not in roads or feature.shape is not Shape.LINE:
                continue
            line, _ = ROADS[kind]
            drawn = [self._on_paper(part) for part in feature.parts]
            self._lines(coat, line, drawn)
            name = feature.tags.get("name")
            if self._own and name and line != "rail" and self._frame.km <= _NAMED_KM:
                yield from street_names(str(name), line, drawn, self._frame)
        yield from place_names(self._near("places"), self._on_paper, self._frame)

    def _lines(self, coat: Coat, kind: Line, lines: Iterable[Points]) -> None:
        for line in lines:
            if not self._paper.meets(_ends(line)):
                continue
            for piece in pieces(line, self._paper):
                coat.lines.setdefault(kind, []).append(thinned(piece, _GRAIN))

    def _ground(self, coat: Coat) -> None:
        """Land and water, over what was drawn there before."""
        both: tuple[tuple[str, Cover, Cover], ...] = (
            ("earth", "land", "water"),
            ("water", "water", "land"),
        )
        for layer, outer, inner in both:
            found: list[tuple[float, Points, bool]] = []
            for feature in self._near(layer):
                if feature.shape is not Shape.POLYGON:
                    continue
                first = _turn(feature.parts[0])
                for part in feature.parts:
                    ring = self._on_paper(part)
                    if self._paper.meets(_ends(ring)):
                        turn = _turn(part)
                        found.append((abs(turn), ring, turn * first < 0))
            # The largest first: an island lies in its sea, a lake on its island.
            for _, ring, hole in sorted(found, key=lambda each: -each[0]):
                kept = thinned(filled(ring, self.box), _GRAIN)
                if len(kept) > 2:
                    coat.areas.append((inner if hole else outer, kept))
                if layer == "water" or not self._own:
                    self._lines(coat, "shore", shore(ring, self._tile))


def roads_at(frame: Frame) -> tuple[str, ...]:
    """The kinds of roads that are drawn at a scale, the most important ones first."""
    scale = frame.km * 1e6
    return tuple(kind for kind, (_, least) in ROADS.items() if scale <= least)


def roads_shown(sheets: Iterable[Sheet], frame: Frame, roads: Iterable[str]) -> set[str]:
    """Those of them that the paper has room for."""
    counts = Counter(kind for sheet in sheets for kind in sheet.roads())
    room = frame.wide * frame.high / _ROOM
    shown: set[str] = set()
    for kind in roads:
        room -= counts[kind]
        if room < 0:
            break
        shown.add(kind)
    return shown


def _ends(points: Points) -> tuple[float, float, float, float]:
    left, upper = points.min(axis=0).tolist()
    right, lower = points.max(axis=0).tolist()
    return left, upper, right, lower


def _turn(ring: Points) -> float:
    """Twice the area of a ring; its sign tells which way it runs."""
    x, y = ring[:, 0], ring[:, 1]
    return float((x[:-1] * y[1:] - x[1:] * y[:-1]).sum() + x[-1] * y[0] - x[0] * y[-1])
