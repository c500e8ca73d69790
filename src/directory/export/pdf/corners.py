"""What stands in the corners of a map: its scale, where north is, and whose work it is."""

from __future__ import annotations

from dataclasses import dataclass

from directory.basemap.frame import Frame
from directory.basemap.ground import Ground
from directory.export.pdf.lines import Line, one_line, paragraph
from directory.export.pdf.scale import bars
from directory.export.pdf.sheet import BLACK, WHITE, Fill, Mark, Paths, Text
from directory.export.pdf.spots import Plate
from directory.export.pdf.typeface import printable, width
from directory.export.pdf.wanted import Job
from directory.render.results import ATTRIBUTION

OPEN_STREET_MAP = "© OpenStreetMap"
"""Whose work streets are (https://osmfoundation.org/wiki/Licence)."""
_CREDIT = 5.0
"""Letters of the line that says whose work the map is, in points."""
_BAR = 0.22
"""The part of the map's width that its scale takes at most."""
_LONGEST_BAR = 36.0
"""In mm."""
_PAD = 0.9
"""White around what is written on a map, in mm."""


@dataclass(frozen=True, slots=True)
class Look:
    """The size of what a map is made of."""

    number: float
    """Of the letters of its numbers, in points."""
    name: float
    """Of the letters of the names of towns, in points."""
    words: float
    """Of the letters below it, in points."""
    least: float = 5.5
    """Of the smallest letters on it, in points, but for those that say whose work it is."""


_Set = tuple[list[Mark], list[Plate]]
"""Marks, and what they cover."""


def corners(job: Job, frame: Frame, ground: Ground, look: Look, *, credited: bool) -> _Set:
    """Scale, north and, where it is to be said, whose work it is: each on white."""
    marks: list[Mark] = []
    taken: list[Plate] = []
    parts = credit_parts(job, built_in=ground.built_in, streets=ground.streets)
    credit = _credit(parts, frame) if parts and credited else ([], [])
    for more, plates in (_scale(job, frame, look), _north(frame.wide, look), credit):
        marks += more
        taken += plates
    return marks, taken


def _scale(job: Job, frame: Frame, look: Look) -> _Set:
    """A bar of the directory's unit, and below it one of the other."""
    size = max(look.least, look.words * 0.75)
    most = min(frame.wide * _BAR, _LONGEST_BAR)
    first, second = bars(frame.km, most, job.results.units, job.words)
    upper = one_line(first.text, size, bold=True)
    lower = one_line(second.text, max(look.least, size * 0.85))
    row, left, gap, end = upper.height, _PAD, 0.8, 1.5
    wide = max(first.long + _wide(upper), second.long + _wide(lower)) + gap + 2 * _PAD
    high = 2 * row + 0.6
    y = frame.high - row - 0.3
    solid = [(left, y), (left + first.long, y), (left + first.long, y - 0.9), (left, y - 0.9)]
    ticks = [
        [(x, y), (x, y + way)]
        for bar, way in ((first, -end), (second, end))
        for x in (left, left + bar.long)
    ]
    marks: list[Mark] = [
        _white(0, frame.high - high, wide, high),
        Paths([[(left, y), (left + max(first.long, second.long), y)], *ticks], 0.3),
        Fill(solid, BLACK),
        Text(left + first.long + gap, y - row, upper),
        Text(left + second.long + gap, y + 0.1, lower),
    ]
    return marks, [Plate(wide / 2, frame.high - high / 2, wide, high)]


def _credit(parts: list[str], frame: Frame) -> _Set:
    room = frame.wide * (1 - _BAR) - _LONGEST_BAR * 0.5
    text = printable(" · ".join(parts))
    lines = paragraph([text], _CREDIT, min(room, width(text, _CREDIT) + 0.01), most=2)
    wide = max(_wide(line) for line in lines) + 2 * _PAD
    high = sum(line.height for line in lines)
    x, y = frame.wide - wide, frame.high - high
    marks: list[Mark] = [_white(x, y, wide, high)]
    for number, line in enumerate(lines):
        marks.append(Text(x + _PAD, y + number * line.height, line))
    return marks, [Plate(x + wide / 2, y + high / 2, wide, high)]


def credit_parts(job: Job, *, built_in: bool, streets: bool) -> list[str]:
    """Whose work a map is that is drawn from these."""
    parts = [OPEN_STREET_MAP] if streets else []
    return [*parts, job.words._(ATTRIBUTION)] if built_in else parts


def _wide(line: Line) -> float:
    return max((piece.x + piece.wide for piece in line.pieces), default=0)


def _white(x: float, y: float, wide: float, high: float) -> Fill:
    return Fill([(x, y), (x + wide, y), (x + wide, y + high), (x, y + high)], WHITE)


def _north(wide: float, look: Look) -> _Set:
    """An arrow that points up, with the letter that all maps have beside it."""
    x, y = wide - 4.2, 1.6
    letter = one_line("N", max(7, look.least), bold=True)
    marks: list[Mark] = [
        _white(wide - 7.4, 0, 7.4, 9.6),
        Fill([(x, y), (x + 1.8, y + 5), (x, y + 3.8), (x - 1.8, y + 5)], BLACK),
        Text(x - _wide(letter) / 2, y + 4.9, letter),
    ]
    return marks, [Plate(wide - 3.7, 4.8, 7.4, 9.6)]
