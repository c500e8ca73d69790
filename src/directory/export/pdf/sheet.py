"""What stands where on a page, in mm from its upper left corner. Values alone, no file yet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from directory.export.pdf.lines import Line
from directory.export.qr import QrCode


@dataclass(frozen=True, slots=True)
class Size:
    """The size of paper, in mm."""

    wide: float
    high: float

    @property
    def half(self) -> Size:
        """A page of the booklet that is folded from such a sheet, held upright."""
        return Size(self.high / 2, self.wide)


LETTER = Size(215.9, 279.4)
A4 = Size(210, 297)


def paper_of(country: str | None) -> Size:
    """The paper in the printers of a country."""
    return LETTER if (country or "").upper() in ("US", "CA") else A4


@dataclass(frozen=True, slots=True)
class Text:
    """A line whose upper left corner is here."""

    x: float
    y: float
    line: Line
    angle: float = 0
    """Degrees by which it is turned around its middle, counter-clockwise."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line that is drawn."""

    x: float
    y: float
    to_x: float
    to_y: float
    thick: float = 0.2


@dataclass(frozen=True, slots=True)
class Frame:
    """The outline of a box."""

    x: float
    y: float
    wide: float
    high: float


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code."""

    x: float
    y: float
    side: float
    code: QrCode


Points: TypeAlias = Sequence[Sequence[float]]
"""Pairs of across and down."""
BLACK, WHITE = 0.0, 1.0


@dataclass(frozen=True, slots=True)
class Fill:
    """An area without an outline."""

    points: Points
    ink: float
    """From black to white."""


@dataclass(frozen=True, slots=True)
class Paths:
    """Lines of one look, each through several points. One of a single point is a dot."""

    lines: Sequence[Points]
    thick: float
    ink: float = BLACK
    dash: tuple[float, float] | None = None
    """How long its strokes and gaps are, in mm."""


@dataclass(frozen=True, slots=True)
class Disc:
    """A disc, or where it is wider than high a box with round ends, around a middle."""

    x: float
    y: float
    wide: float
    high: float
    hollow: bool = False
    """True: white with a black line; else black."""


@dataclass(frozen=True, slots=True)
class Picture:
    """Marks in a frame that cuts them; they are measured from its upper left corner."""

    x: float
    y: float
    wide: float
    high: float
    marks: Sequence[Mark]


Mark: TypeAlias = "Text | Stroke | Frame | Code | Fill | Paths | Disc | Picture"


@dataclass(slots=True)
class Page:
    """A page while it is being set."""

    marks: list[Mark] = field(default_factory=list)
    sections: list[str] = field(default_factory=list)
    """What stands on it, for its head: Tuesday."""

    def lines(self, lines: Iterable[Line], x: float, y: float) -> float:
        """Set lines below each other; gives where they end."""
        for line in lines:
            self.marks.append(Text(x, y, line))
            y += line.height
        return y
