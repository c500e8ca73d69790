"""Pages written as a PDF file: the only place that knows the library."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from fpdf import FPDF
from fpdf.bidi import BidiParagraph
from fpdf.enums import TextDirection

from directory.export.pdf.sheet import Code, Frame, Page, Size, Stroke, Text
from directory.export.pdf.typeface import BOLD, MM, REGULAR, by_font, shaped, width

_FACE = "DejaVu"
_BASELINE = 0.93
"""How far below the top of its line a letter stands, in sizes."""
# A phone number beside Arabic letters would be read group by group from its end. It is kept apart
# by the marks that say so: left-to-right isolate, and pop directional isolate.
_NUMBER = re.compile(r"\+?\d+(?:[-. ]\d+)+")
_APART, _TOGETHER = "\u2066", "\u2069"
_TOUCHING = 1.02
"""Modules overlap by a hair, or a screen shows seams between them."""


@dataclass(frozen=True, slots=True)
class About:
    """What the file says of itself."""

    title: str
    language: str
    made: dt.datetime
    """Aware."""


def pdf_of(sheets: Sequence[Iterable[tuple[float, Page]]], size: Size, about: About) -> bytes:
    """The file: on each sheet pages, each so many mm from the left edge."""
    pdf = FPDF(unit="mm", format=(size.wide, size.high))
    pdf.set_auto_page_break(False)
    pdf.set_margin(0)
    pdf.c_margin = 0
    pdf.set_title(about.title)
    pdf.set_lang(about.language)
    pdf.set_creation_date(about.made)
    pdf.add_font(_FACE, "", REGULAR)
    pdf.add_font(_FACE, "B", BOLD)
    for sheet in sheets:
        pdf.add_page()
        for left, page in sheet:
            for mark in page.marks:
                _draw(pdf, mark, left)
    return bytes(pdf.output())


def _draw(pdf: FPDF, mark: Text | Stroke | Frame | Code, left: float) -> None:
    if isinstance(mark, Text):
        _write(pdf, mark, left)
    elif isinstance(mark, Stroke):
        pdf.set_line_width(mark.thick)
        pdf.line(left + mark.x, mark.y, left + mark.to_x, mark.to_y)
    elif isinstance(mark, Frame):
        pdf.set_line_width(0.3)
        pdf.rect(left + mark.x, mark.y, mark.wide, mark.high)
    else:
        module = mark.side / mark.code.side
        for x, y, count in mark.code.bars():
            place = left + mark.x + x * module, mark.y + y * module
            pdf.rect(*place, count * module, module * _TOUCHING, style="F")


def _write(pdf: FPDF, mark: Text, left: float) -> None:
    line = mark.line
    for piece in line.pieces:
        run, x = piece.run, left + mark.x + piece.x
        if run.link:
            pdf.link(x, mark.y, piece.wide, line.height, run.link)
        for text, backwards in as_seen(run.text, line.right):
            for font, part in by_font(text):
                wide = width(part, line.size, bold=run.bold)
                _choose(pdf, font, run.bold, line.size)
                if font is None and backwards:
                    pdf.set_text_shaping(True, direction="rtl")
                    pdf.set_xy(x, mark.y)
                    pdf.cell(wide, line.height, part, align="R" if line.right else "L")
                    pdf.set_text_shaping(False)
                else:
                    pdf.text(x, mark.y + line.size * MM * _BASELINE, part)
                x += wide


def as_seen(text: str, right: bool) -> list[tuple[str, bool]]:
    """Text in parts of one direction, from left to right as they are seen; true: runs leftwards.

    The order is that of the Unicode Bidirectional Algorithm; `right`: the line starts there.
    """
    if not shaped(text):
        return [(text, False)]
    base = TextDirection.RTL if right else TextDirection.LTR
    text = _NUMBER.sub(f"{_APART}\\g<0>{_TOGETHER}", text)
    letters = [
        letter
        for letter in BidiParagraph(text, base_direction=base).get_characters()
        if letter.character not in (_APART, _TOGETHER)
    ]
    runs = [
        (level, "".join(letter.character for letter in group))
        for level, group in groupby(letters, key=lambda letter: int(letter.embedding_level))
    ]
    for least in range(max(level for level, _ in runs), 0, -1):
        turned: list[tuple[int, str]] = []
        for inside, group in groupby(runs, key=lambda run: run[0] >= least):
            part = list(group)
            turned += reversed(part) if inside else part
        runs = turned
    return [(part, level % 2 == 1) for level, part in runs]


def _choose(pdf: FPDF, font: Path | None, bold: bool, size: float) -> None:
    if font is None:
        pdf.set_font(_FACE, "B" if bold else "", size)
        return
    if font.stem.lower() not in pdf.fonts:
        pdf.add_font(font.stem, "", font)
    pdf.set_font(font.stem, "", size)
