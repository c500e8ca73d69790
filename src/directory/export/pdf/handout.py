"""The handout: what a peer worker hands across the desk, on a page where it fits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from directory.export.pdf.entry import entry_block
from directory.export.pdf.flow import Block, Column, flow
from directory.export.pdf.lines import Line, Run, paragraph
from directory.export.pdf.paint import About, pdf_of
from directory.export.pdf.parts import (
    code_side,
    help_lines,
    link_lines,
    missing_note,
    set_code,
)
from directory.export.pdf.sheet import Frame, Page, Size, paper_of
from directory.export.pdf.typeface import MISSING
from directory.export.pdf.wanted import Job
from directory.model import Kind, Weekday
from directory.search import Hit
from directory.vocabulary import label

_MARGIN = 14.0
_GAP = 7.0
"""Between columns and around boxes, in mm."""
_FOOT = 9.0
"""Room for the last line of each page, in mm."""


@dataclass(frozen=True, slots=True)
class _Style:
    size: float
    """Of the letters, in points."""
    columns: int


_NORMAL = (_Style(11, 1), _Style(10.5, 2), _Style(10, 2), _Style(9, 2))
_LARGE = _Style(16, 1)
_FEW = 40
"""Entries that might fit on a page; of more, only the smallest type is tried."""


def handout(job: Job) -> bytes:
    """The PDF of a handout."""
    size = paper_of(job.results.snapshot.settings.country)
    styles = _NORMAL if len(job.hits) <= _FEW else _NORMAL[-1:]
    pages: list[Page] = []
    for style in (_LARGE,) if job.paper.large else styles:
        made = _set(job, size, style)
        if not pages or len(made) < len(pages):
            pages = made
        if len(pages) == 1:
            break
    about = About(job.title, job.words.language, job.results.as_of)
    return pdf_of([[(0.0, page)] for page in pages], size, about)


def _set(job: Job, size: Size, style: _Style) -> list[Page]:
    wide = size.wide - 2 * _MARGIN
    column = (wide - (style.columns - 1) * _GAP) / style.columns
    blocks = list(_blocks(job, style.size, column))
    head = Page()
    top = _head(head, job, size, style.size)
    letters = [line.text for block in blocks for line in block.lines]
    help = help_lines(job, style.size, wide - 6)
    note = missing_note(job, any(MISSING in text for text in letters))
    for text in filter(None, (job.cut, note)):
        help += paragraph([text], style.size * 0.9, wide - 6)
    box = sum(line.height for line in help) + 4
    bottom = size.high - _MARGIN - _FOOT

    def columns() -> Iterator[Column]:
        number = 0
        while True:
            start = top if number == 0 else _MARGIN
            end = bottom - (box + 3 if number == 0 else 0)
            for place in range(style.columns):
                x = _MARGIN + place * (column + _GAP)
                yield Column(number, x, start, column, max(end - start, 20))
            number += 1

    pages = flow(blocks, columns())
    pages[0].marks[:0] = head.marks
    pages[0].marks.append(Frame(_MARGIN, bottom - box, wide, box))
    pages[0].lines(help, _MARGIN + 3, bottom - box + 2)
    for number, page in enumerate(pages, 1):
        if number > 1 and page.sections:
            name = paragraph([Run(" · ".join(page.sections), bold=True)], style.size, wide, most=1)
            page.lines(name, _MARGIN, _MARGIN - name[0].height - 2.5)
        _foot(page, job, size, style.size, number, len(pages))
    return pages


def _head(page: Page, job: Job, size: Size, letters: float) -> float:
    """Title, search and code of the first page; gives where they end."""
    side = code_side(job)
    wide = size.wide - 2 * _MARGIN
    room = wide - (side + 4 if side else 0)
    lines: list[Line] = paragraph([Run(job.title, bold=True)], letters * 1.8, room, most=3)
    if job.paper.title:
        name = job.results.snapshot.settings.name
        lines += paragraph([Run(name, bold=True)], letters * 1.1, room, most=2)
    lines += paragraph([job.asked], letters * 1.05, room, most=4)
    for remark in job.remarks:
        lines += paragraph([remark], letters * 0.9, room, most=2)
    lines += paragraph([job.made], letters, room)
    warning = job.words._("Times and places change. Call before you go.")
    lines += paragraph([Run(warning, bold=True)], letters, room)
    lines += link_lines(job, letters * 0.9, room)
    end = page.lines(lines, _MARGIN, _MARGIN)
    if side:
        # The quiet zone of the code is paper as white as the margin.
        set_code(page, job, size.wide - _MARGIN - side + 2, _MARGIN - 3, side)
        end = max(end, _MARGIN - 3 + side)
    return end + 4


def _foot(page: Page, job: Job, size: Size, letters: float, number: int, last: int) -> None:
    words = job.words
    warning = words._("Times and places change. Call before you go.")
    count = words._("Page {page} of {last}", page=number, last=last)
    text = " · ".join([warning, job.made, count])
    lines = paragraph([text], min(letters, 12) * 0.85, size.wide - 2 * _MARGIN, center=True)
    page.lines(lines, _MARGIN, size.high - _MARGIN - _FOOT / 2)


def _blocks(job: Job, size: float, wide: float) -> Iterator[Block]:
    for title, hits in groups(job):
        lines = tuple(paragraph([Run(title, bold=True)], size * 1.3, wide))
        yield Block(lines, before=size * 0.4, heading=True)
        for hit in hits:
            yield entry_block(hit, job, size, wide, title)
    if not job.hits:
        yield Block(tuple(paragraph([job.words._("Nothing matches.")], size, wide)))


def groups(job: Job) -> Iterator[tuple[str, list[Hit]]]:
    """Meetings by the weekday of the next one, the rest by kind; the list's order within each."""
    words = job.words
    meetings = [hit for hit in job.hits if hit.kind is Kind.MEETING]
    for day in Weekday:
        found = [hit for hit in meetings if _day(hit) == day.number]
        if found:
            yield words.alone(words.weekday(day)), found
    found = [hit for hit in meetings if _day(hit) is None]
    if found:
        yield words._("Meetings without a fixed time"), found
    for kind in list(Kind)[1:]:
        found = [hit for hit in job.hits if hit.kind is kind]
        if found:
            yield label("kind", kind, words), found


def _day(hit: Hit) -> int | None:
    return hit.next.start.weekday() if hit.next and hit.next.kind == "session" else None
