"""Pages written as a PDF file: the only place that knows the library."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

from fpdf import FPDF
from fpdf.bidi import BidiParagraph
from fpdf.enums import TextDirection

from directory.export.pdf.lines import Line, Piece, disc_wide
from directory.export.pdf.sheet import (
    BLACK,
    WHITE,
    Code,
    Disc,
    Fill,
    Frame,
    Mark,
    Page,
    Paths,
    Picture,
    Size,
    Stroke,
    Text,
)
from directory.export.pdf.typeface import BOLD, MM, REGULAR, by_font, shaped, width

_FACE = "DejaVu"
_BASELINE = 0.93
"""How far below the top of its line a letter stands, in sizes."""
# A phone number beside Arabic letters would be read group by group from its end. It is kept apart
# by the marks that say so: left-to-right isolate, and pop directional isolate.
_NUMBER = re.compile(r"\+?\d+(?:[-. ]\d+)+")
_APART, _TOGETHER = "\u2066", "\u2069"
_DIGIT = 0.73
"""How high a digit is, in sizes."""
_RIM = 0.35
"""How thick the line of a hollow disc is, in mm."""
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
        with pdf.local_context(stroke_cap_style="round", stroke_join_style="round"):
            for left, page in sheet:
                for mark in page.marks:
                    _draw(pdf, mark, left)
    return bytes(pdf.output())


def _draw(pdf: FPDF, mark: Mark, left: float, top: float = 0) -> None:
    match mark:
        case Text():
            _write(pdf, mark, left, top)
        case Stroke():
            pdf.set_line_width(mark.thick)
            pdf.line(left + mark.x, top + mark.y, left + mark.to_x, top + mark.to_y)
        case Frame():
            pdf.set_line_width(0.3)
            pdf.rect(left + mark.x, top + mark.y, mark.wide, mark.high)
        case Code():
            _code(pdf, mark, left, top)
        case Fill():
            pdf.set_fill_color(_grey(mark.ink))
            pdf.polygon([(left + x, top + y) for x, y in mark.points], style="F")
            pdf.set_fill_color(_grey(BLACK))
        case Paths():
            _paths(pdf, mark, left, top)
        case Disc():
            _disc(pdf, mark, left, top)
        case Picture():
            # The library knows nothing of a clip: what it holds for set within one is not after.
            place = left + mark.x, top + mark.y
            with pdf.local_context(), pdf.rect_clip(*place, mark.wide, mark.high):
                for each in mark.marks:
                    _draw(pdf, each, *place)


def _grey(ink: float) -> int:
    return round(255 * ink)


def _code(pdf: FPDF, mark: Code, left: float, top: float) -> None:
    module = mark.side / mark.code.side
    for x, y, count in mark.code.bars():
        place = left + mark.x + x * module, top + mark.y + y * module
        pdf.rect(*place, count * module, module * _TOUCHING, style="F")


def _paths(pdf: FPDF, mark: Paths, left: float, top: float) -> None:
    pdf.set_line_width(mark.thick)
    pdf.set_draw_color(_grey(mark.ink))
    if mark.dash:
        pdf.set_dash_pattern(*mark.dash)
    for line in mark.lines:
        # A line to where it starts is a dot with round ends.
        points = line if len(line) > 1 else [*line, *line]
        pdf.polyline([(left + x, top + y) for x, y in points])
    if mark.dash:
        pdf.set_dash_pattern()
    pdf.set_draw_color(_grey(BLACK))


def _disc(pdf: FPDF, mark: Disc, left: float, top: float) -> None:
    half = max(0.0, (mark.wide - mark.high) / 2)
    line = [(mark.x - half, mark.y), (mark.x + half, mark.y)]
    _paths(pdf, Paths([line], mark.high), left, top)
    if mark.hollow:
        _paths(pdf, Paths([line], mark.high - 2 * _RIM, WHITE), left, top)


def _write(pdf: FPDF, mark: Text, left: float, top: float = 0) -> None:
    line, y = mark.line, top + mark.y
    if mark.angle:
        across = sum(piece.wide for piece in line.pieces) / 2
        middle = left + mark.x + across, y + line.height / 2
        with pdf.rotation(mark.angle, *middle):
            _write(pdf, replace(mark, angle=0), left, top)
        return
    for piece in line.pieces:
        run, x = piece.run, left + mark.x + piece.x
        if run.link:
            pdf.link(x, y, piece.wide, line.height, run.link)
        if run.disc:
            _number(pdf, piece, line, x, y)
            continue
        if run.white:
            pdf.set_text_color(_grey(WHITE))
        for text, backwards in as_seen(run.text, line.right):
            for font, part in by_font(text):
                wide = width(part, line.size, bold=run.bold)
                _choose(pdf, font, run.bold, line.size)
                if font is None and backwards:
                    pdf.set_text_shaping(True, direction="rtl")
                    pdf.set_xy(x, y)
                    pdf.cell(wide, line.height, part, align="R" if line.right else "L")
                    pdf.set_text_shaping(False)
                else:
                    pdf.text(x, y + line.size * MM * _BASELINE, part)
                x += wide
        if run.white:
            pdf.set_text_color(_grey(BLACK))


def _number(pdf: FPDF, piece: Piece, line: Line, x: float, y: float) -> None:
    """A number in its disc, as high as its line."""
    text, hollow = piece.run.text, piece.run.disc == "hollow"
    wide = disc_wide(text, line.size)
    x += piece.wide - wide if line.right else 0
    base = y + line.size * MM * _BASELINE
    middle = base - line.size * MM * _DIGIT / 2
    _disc(pdf, Disc(x + wide / 2, middle, wide, disc_wide("", line.size), hollow), 0, 0)
    _choose(pdf, None, True, line.size)
    pdf.set_text_color(_grey(BLACK if hollow else WHITE))
    pdf.text(x + (wide - width(text, line.size, bold=True)) / 2, base, text)
    pdf.set_text_color(_grey(BLACK))


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
