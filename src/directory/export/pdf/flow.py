"""Blocks of lines set into columns, page after page; no block is ever torn apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from directory.export.pdf.lines import Line, Run, paragraph
from directory.export.pdf.sheet import Mark, Page, Stroke


class Drawn(Protocol):
    """Something to draw: a map."""

    @property
    def high(self) -> float:
        """In mm."""

    def picture(self, x: float, y: float) -> list[Mark]:
        """Its marks, from its upper left corner."""


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that stay together: an entry, or a heading."""

    lines: tuple[Line, ...]
    before: float = 0
    """Room above it in mm, unless it comes first in its column."""
    heading: bool = False
    """True: it stays with the block that follows, and has a line beneath."""
    section: str = ""
    """What the head of its page says of it."""
    barred: frozenset[int] = frozenset()
    """Which of its lines have a bar at their left: what somebody wrote by hand, as it were."""

    drawn: Drawn | None = None
    """What is drawn below its lines."""

    @property
    def height(self) -> float:
        """In mm, without the room above."""
        drawn = self.drawn.high if self.drawn else 0
        return sum(line.height for line in self.lines) + (_RULE if self.heading else 0) + drawn


_RULE = 1.2
"""Room for the line beneath a heading, in mm."""


@dataclass(frozen=True, slots=True)
class Column:
    """Where blocks may stand, in mm."""

    page: int
    x: float
    y: float
    wide: float
    high: float


def flow(blocks: Sequence[Block], columns: Iterable[Column]) -> list[Page]:
    """Set blocks into columns, in order; the columns must not run out.

    A block that is higher than a whole column loses its last lines, and says so by "…".
    """
    pages: list[Page] = []
    room = iter(columns)
    column = next(room)
    y, first = 0.0, True
    for unit in _units(blocks):
        tries = 0
        while y + _height(unit, first) > column.high + 0.01:
            if first and tries:
                unit = _shortened(unit, column.high)
                break
            tries += first
            column = next(room)
            y, first = 0.0, True
        while len(pages) <= column.page:
            pages.append(Page())
        for block in unit:
            y += 0 if first else block.before
            y, first = _set(block, pages[column.page], column, y), False
    return pages or [Page()]


def _units(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """Headings with the block that they stay with."""
    unit: list[Block] = []
    for block in blocks:
        unit.append(block)
        if not block.heading:
            yield unit
            unit = []
    if unit:
        yield unit


def _height(unit: list[Block], first: bool) -> float:
    above = sum(block.before for block in unit) - (unit[0].before if first else 0)
    return above + sum(block.height for block in unit)


def _shortened(unit: list[Block], room: float) -> list[Block]:
    *heads, block = unit
    lines = list(block.lines)
    while len(lines) > 1 and _height([*heads, replace(block, lines=tuple(lines))], True) > room:
        lines.pop()
    lines[-1:] = paragraph([Run("…")], lines[-1].size, 20)
    return [*heads, replace(block, lines=tuple(lines))]


def _set(block: Block, page: Page, column: Column, y: float) -> float:
    if block.section and block.section not in page.sections:
        page.sections.append(block.section)
    top = column.y + y
    end = page.lines(block.lines, column.x, top)
    at = top
    for number, line in enumerate(block.lines):
        if number in block.barred:
            page.marks.append(
                Stroke(column.x + 0.6, at + 0.4, column.x + 0.6, at + line.height, 0.8)
            )
        at += line.height
    if block.heading:
        page.marks.append(Stroke(column.x, end + 0.2, column.x + column.wide, end + 0.2, 0.3))
    if block.drawn:
        page.marks += block.drawn.picture(column.x, end)
        end += block.drawn.high
    return end - column.y + (_RULE if block.heading else 0)
