"""How the ground of a map looks on paper: in tones and strokes that any printer keeps apart."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from directory.basemap.draw import Coat, Line
from directory.basemap.frame import Frame
from directory.basemap.ground import Ground
from directory.basemap.names import Name
from directory.export.pdf.lines import one_line
from directory.export.pdf.sheet import WHITE, Fill, Mark, Paths, Text
from directory.export.pdf.spots import Plate
from directory.export.pdf.typeface import printable

_INKS = {"land": WHITE, "water": 0.85}
_ROOM = 700.0
"""Square millimeters of map to a name of a town."""
_LARGE = 6
"""The names of so many towns are bold."""
_AGAIN = 90.0
"""Millimeters between two names that are the same."""
_TWICE = 1.2
_AROUND = (
    (0, 0), (0, -1), (0, 1), (0.6, 0), (-0.6, 0), (0, -1.8), (0, 1.8),
    (0.6, -0.9), (-0.6, -0.9), (0.6, 0.9), (-0.6, 0.9), (1, 0), (-1, 0),
)  # fmt: skip
"""Where the name of a town may stand: so many of its widths and heights from the town."""
_SIZES = {"town": 1.0, "quarter": 0.85, "street": 0.72}
"""How large names are beside those of towns."""


@dataclass(frozen=True, slots=True)
class _Stroke:
    thick: float
    """In mm, where the map is close; thinner where it is far."""
    ink: float
    dash: tuple[float, float] | None = None
    edge: float | None = None
    """The ink of the line along both of its sides; `None`: it has none."""


_STROKES: dict[Line, _Stroke] = {
    "shore": _Stroke(0.2, 0.45),
    "river": _Stroke(0.45, 0.7),
    "county": _Stroke(0.2, 0.5, (0.6, 1.0)),
    "region": _Stroke(0.3, 0.35, (2.0, 1.0)),
    "country": _Stroke(0.5, 0.25, (3.5, 1.2)),
    "rail": _Stroke(0.25, 0.55, (1.2, 0.6)),
    "minor": _Stroke(0.7, WHITE, edge=0.6),
    "medium": _Stroke(0.9, WHITE, edge=0.5),
    "major": _Stroke(1.1, WHITE, edge=0.35),
    "highway": _Stroke(1.5, 0.72, edge=0.2),
}
_CASING = 0.18
_CLOSE_KM, _FAR_KM = 0.012, 0.12
"""Kilometers to the millimeter between which streets grow thinner."""
_THINNEST = 0.35
_NO_EDGE_KM = 0.06
"""Kilometers to the millimeter from which smaller streets are a single line."""


def coats(ground: Ground, km: float) -> Iterator[Mark]:
    """Land, water, borders and streets; `km` is how many kilometers a millimeter is."""
    for coat in ground.coats:
        for kind, points in coat.areas:
            yield Fill(points.tolist(), _INKS[kind])
        yield from _lines(coat, km)


def _lines(coat: Coat, km: float) -> Iterator[Mark]:
    far = math.log(max(_CLOSE_KM, min(_FAR_KM, km)) / _CLOSE_KM) / math.log(_FAR_KM / _CLOSE_KM)
    thinner = 1 - (1 - _THINNEST) * far
    roads: list[Paths] = []
    for kind, look in _STROKES.items():
        lines = [line.tolist() for line in coat.lines.get(kind, ())]
        if not lines:
            continue
        if look.edge is None:
            yield Paths(lines, look.thick, look.ink, look.dash)
        elif km > _NO_EDGE_KM and kind != "highway":
            yield Paths(lines, look.thick * thinner * 0.5, look.edge)
        else:
            thick = look.thick * thinner
            yield Paths(lines, thick + 2 * _CASING, look.edge)
            roads.append(Paths(lines, thick, look.ink))
    # All of them after all edges: so streets run into each other where they cross.
    yield from roads


def names(
    ground: Ground, frame: Frame, taken: Sequence[Plate], size: float, least: float
) -> Iterator[Mark]:
    """The names that have room beside what stands there, and beside each other.

    Those of towns have letters of `size` points, others smaller ones, but of `least` points.
    """
    plates = list(taken)
    towns = max(3, round(frame.wide * frame.high / _ROOM))
    said: list[tuple[str, float, float]] = []
    large = sorted(name.rank for name in ground.names if name.kind == "town")[:_LARGE]
    for name in ground.names:
        text = printable(name.text)
        if name.kind != "street":
            if towns == 0:
                continue
        elif frame.km > _NO_EDGE_KM:
            continue
        if any(text == one and math.dist((x, y), (name.x, name.y)) < _AGAIN for one, x, y in said):
            continue
        letters = max(least, size * _SIZES[name.kind])
        line = one_line(text, letters, bold=_is_large(name, large))
        wide = sum(piece.wide for piece in line.pieces)
        if wide * _TWICE > name.room:
            continue
        found = _room(name, wide, line.height * 0.8, frame, plates)
        if found is None:
            continue
        towns -= name.kind != "street"
        middle, covers = found
        plates += covers
        said.append((text, name.x, name.y))
        yield _plate(middle, wide, line.height * 0.75, name.angle)
        yield Text(middle[0] - wide / 2, middle[1] - line.height / 2, line, name.angle)


def _is_large(name: Name, large: list[tuple[float, ...]]) -> bool:
    return name.kind == "town" and name.rank in large


def _room(
    name: Name, wide: float, high: float, frame: Frame, plates: Sequence[Plate]
) -> tuple[tuple[float, float], list[Plate]] | None:
    """Where the middle of a name may stand, and what it covers there."""
    turn = math.radians(name.angle)
    along = math.cos(turn), -math.sin(turn)
    if name.kind == "street":
        play = (name.room - wide) / 2 - 1
        steps = [0.0, 0.5, -0.5, 1.0, -1.0]
        tries = [(name.x + along[0] * play * s, name.y + along[1] * play * s) for s in steps]
    else:
        tries = [(name.x + wide * right, name.y + high * down) for right, down in _AROUND]
    count = max(1, math.ceil(wide / high)) if name.angle else 1
    for x, y in tries:
        covers = []
        for number in range(count):
            off = (number + 0.5) / count * wide - wide / 2
            side = (wide / count if count == 1 else high), high
            covers.append(Plate(x + along[0] * off, y + along[1] * off, *side))
        ends = [(cover.x, cover.y, cover.wide, cover.high) for cover in covers]
        inside = all(
            cx - w / 2 > 0.5 and cx + w / 2 < frame.wide - 0.5
            and cy - h / 2 > 0.5 and cy + h / 2 < frame.high - 0.5
            for cx, cy, w, h in ends
        )  # fmt: skip
        if inside and not any(plate.meets(cover, 0.6) for cover in covers for plate in plates):
            return (x, y), covers
    return None


def _plate(middle: tuple[float, float], wide: float, high: float, angle: float) -> Mark:
    """White with round ends below a name, so that it reads over water and streets."""
    turn = math.radians(angle)
    x, y = math.cos(turn) * wide / 2, -math.sin(turn) * wide / 2
    ends = [(middle[0] - x, middle[1] - y), (middle[0] + x, middle[1] + y)]
    return Paths([ends], high, WHITE)
