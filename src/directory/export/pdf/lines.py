"""Text broken into lines: words in their order, none wider than its column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal, TypeAlias

from directory.export.pdf.typeface import MM, from_right, printable, shaped, width

LEADING = 1.24
"""The height of a line, in sizes of its letters."""
_ROUND, _BESIDE, _AFTER = 1.4, 0.65, 0.4
"""How wide a disc is, the room beside its digits and that after it, in sizes of its letters."""
Disc: TypeAlias = Literal["full", "hollow"]
_WORDS = re.compile(r"\s+|\S+ ·(?= )|\S+")
"""Words and the blanks between them; a dot that parts facts stays with what is before it."""
_BREAKS = "/?&=-_.,;:@"
"""Where a word that is wider than its column may be cut; else anywhere."""


@dataclass(frozen=True, slots=True)
class Run:
    """Some words in one face."""

    text: str
    bold: bool = False
    link: str = ""
    """The address that it leads to where the page is read on a screen."""
    disc: Disc | None = None
    """A number as it stands on a map: in a disc."""
    white: bool = False
    """True: it stands on black."""

    @property
    def face(self) -> tuple[bool, str, Disc | None, bool]:
        """All but its words."""
        return self.bold, self.link, self.disc, self.white


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a line: text that starts at `x` mm from the line's left end."""

    x: float
    wide: float
    """How wide it is, in mm."""
    run: Run


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a paragraph."""

    pieces: tuple[Piece, ...]
    size: float
    """Of its letters, in points."""
    right: bool = False
    """True: it starts at the right."""

    @property
    def height(self) -> float:
        """In mm."""
        return self.size * LEADING * MM

    @property
    def text(self) -> str:
        """What it says."""
        return "".join(piece.run.text for piece in self.pieces)


def one_line(text: str, size: float, *, bold: bool = False, white: bool = False) -> Line:
    """Words on a line as wide as they are, whichever way they run."""
    run = Run(printable(text), bold, white=white)
    wide = width(run.text, size, bold=bold)
    return Line((Piece(0, wide, run),), size, from_right(run.text))


def disc_wide(text: str, size: float) -> float:
    """How wide the disc around a number in letters of `size` points is, in mm."""
    return max(_ROUND * size * MM, width(text, size, bold=True) + _BESIDE * size * MM)


def _wide(text: str, run: Run, size: float) -> float:
    if run.disc:
        return disc_wide(text, size) + _AFTER * size * MM
    return width(text, size, bold=run.bold)


_Row = list[tuple[str, Run]]
"""Words and blanks, each with the run that it is of."""


def paragraph(
    runs: Sequence[Run | str],
    size: float,
    wide: float,
    *,
    indent: float = 0,
    most: int | None = None,
    center: bool = False,
) -> list[Line]:
    """A paragraph as lines at most `wide` mm wide, indented by `indent` mm.

    With `most`, so many lines at most; the last one then ends with "…".
    """
    given = [run if isinstance(run, Run) else Run(run) for run in runs]
    made = [replace(run, text=_printable(run.text)) for run in given]
    rows = list(_rows([run for run in made if run.text], size, wide - indent))
    if most is not None and len(rows) > most:
        last = rows[most - 1]
        rows = [*rows[: most - 1], _cut(last, size, wide - indent)]
    right = from_right("".join(run.text for run in made))
    return [_line(row, size, wide, indent, right, center) for row in rows]


def _printable(text: str) -> str:
    """Printable text that keeps the blanks that part it from its neighbours."""
    core = printable(text)
    before = " " if text[:1].isspace() else ""
    return f"{before}{core}{' ' if text[-1:].isspace() else ''}" if core else ""


def _rows(runs: Sequence[Run], size: float, room: float) -> Iterator[_Row]:
    row: _Row = []
    used = 0.0
    for run in runs:
        for word in _WORDS.findall(run.text):
            blank = word.isspace()
            if blank and not row:
                continue
            wide = _wide(word, run, size)
            if used + wide > room and not blank:
                if row:
                    yield row
                    row, used = [], 0.0
                if wide > room:
                    *full, word = _parts(word, run.bold, size, room)
                    for part in full:
                        yield [(part, run)]
                    wide = width(word, size, bold=run.bold)
            row.append((word, run))
            used += wide
    if row:
        yield row


def _parts(word: str, bold: bool, size: float, room: float) -> list[str]:
    """A word cut so that each part fits."""
    parts = []
    while word and width(word, size, bold=bold) > room:
        count, used = 0, 0.0
        while count < len(word):
            used += width(word[count], size, bold=bold)
            if used > room:
                break
            count += 1
        count = max(count, 1)
        at = max(word.rfind(mark, 0, count) for mark in _BREAKS) + 1
        count = at if at > count // 2 else count
        parts.append(word[:count])
        word = word[count:]
    return [*parts, word]


def _cut(row: _Row, size: float, room: float) -> _Row:
    kept = list(row)
    while kept and sum(width(text, size, bold=run.bold) for text, run in kept) > room - size * MM:
        kept.pop()
    return [*kept, ("…", Run(""))]


def _line(row: _Row, size: float, wide: float, indent: float, right: bool, center: bool) -> Line:
    while row and row[-1][0].isspace():
        row.pop()
    joined = [
        Run("".join(text for text, _ in group), *face)
        for face, group in groupby(row, key=lambda word: word[1].face)
    ]
    if right and any(shaped(run.text) for run in joined):
        joined.reverse()
    widths = [_wide(run.text, run, size) for run in joined]
    x = wide - sum(widths) if right else indent
    if center:
        x = (wide - sum(widths)) / 2
    pieces = []
    for run, each in zip(joined, widths, strict=True):
        pieces.append(Piece(x, each, run))
        x += each
    return Line(tuple(pieces), size, right)
