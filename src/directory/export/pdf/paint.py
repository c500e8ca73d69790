"""Pages written as a PDF file: the only place that knows the library."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from fpdf import FPDF

from directory.export.pdf.sheet import Code, Frame, Page, Size, Stroke, Text
from directory.export.pdf.typeface import BOLD, MM, REGULAR, by_font, shaped, width

_FACE = "DejaVu"
_BASELINE = 0.93
"""How far below the top of its line a letter stands, in sizes."""
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
        for font, text in by_font(run.text):
            wide = width(text, line.size, bold=run.bold)
            _choose(pdf, font, run.bold, line.size)
            if font is None and shaped(text):
                pdf.set_text_shaping(True)
                pdf.set_xy(x, mark.y)
                pdf.cell(wide, line.height, text, align="R" if line.right else "L")
                pdf.set_text_shaping(False)
            else:
                pdf.text(x, mark.y + line.size * MM * _BASELINE, text)
            x += wide


def _choose(pdf: FPDF, font: Path | None, bold: bool, size: float) -> None:
    if font is None:
        pdf.set_font(_FACE, "B" if bold else "", size)
        return
    if font.stem.lower() not in pdf.fonts:
        pdf.add_font(font.stem, "", font)
    pdf.set_font(font.stem, "", size)
