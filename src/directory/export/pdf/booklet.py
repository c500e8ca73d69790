"""The booklet: the whole list on half pages, to be folded and stapled like the lists of old."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from directory.basemap.ground import Atlas
from directory.export.pdf.chart import Chart
from directory.export.pdf.corners import Look, credit_parts
from directory.export.pdf.flow import Block, Column, flow
from directory.export.pdf.imposition import imposed
from directory.export.pdf.lines import Line, Run, paragraph
from directory.export.pdf.listing import Section, sections
from directory.export.pdf.paint import About, pdf_of
from directory.export.pdf.parts import (
    code_side,
    help_lines,
    link_lines,
    missing_note,
    set_code,
)
from directory.export.pdf.sheet import Page, Size, Stroke, paper_of
from directory.export.pdf.short import code_words, entry_codes, short_block
from directory.export.pdf.spots import Numbers, numbered, readable, spots
from directory.export.pdf.typeface import MISSING
from directory.export.pdf.wanted import Job
from directory.model import Kind
from directory.search import Hit

_MARGIN = 9.0
_GAP = 4.0
_HEAD = 6.0
_FOOT = 5.0
_FIRST = 3
"""The number of the first page after what the letters mean."""
_LOOK = Look(number=7, name=7, words=7.5)
_LOOK_LARGE = Look(number=11, name=10, words=11, least=9)
_TOWN_MAP = 0.9
"""How high the map of a town is, in its widths."""
_FEWEST = 2
"""Places of a town that make a map of it worth its room."""
_RULED = 9.0
"""Between the lines of a page to write on, in mm."""


@dataclass(frozen=True, slots=True)
class _Style:
    size: float
    """Of the letters, in points."""
    columns: int


_SMALL, _LARGE = _Style(7.5, 2), _Style(12, 1)


def booklet(job: Job) -> bytes:
    """The PDF of a booklet: its sides in the order in which they are printed."""
    sheet = paper_of(job.results.snapshot.settings.country)
    turned, page = Size(sheet.high, sheet.wide), sheet.half
    pages = booklet_pages(job, page)
    sides = [[(0.0, pages[left]), (page.wide, pages[right])] for left, right in imposed(len(pages))]
    about = About(job.title, job.words.language, job.results.as_of)
    return pdf_of(sides, turned, about)


def booklet_pages(job: Job, size: Size) -> list[Page]:
    """The pages as they are read: cover, what the letters mean, the list, the help lines."""
    style = _LARGE if job.paper.large else _SMALL
    parts = list(sections(job))
    maps = _Maps(job, style, size)
    front: list[Page] = []
    numbers: Numbers = {}
    if job.paper.by == "day":
        front, numbers = maps.overview([hit for _, entries in parts for _, hit in entries])
    blocks = list(_blocks(parts, job, style, size, maps, numbers))
    body = [*front, *flow(blocks, _columns(style, size))]
    unknown = any(MISSING in line.text for block in blocks for line in block.lines)
    contents: dict[str, int] = {}
    for number, page in enumerate(body, _FIRST):
        for section in page.sections:
            contents.setdefault(section, number)
    pages = [_cover(job, size), _legend(contents, job, size, style, unknown), *body]
    while (len(pages) + 1) % 4:
        pages.append(_notes(job, size, style))
    pages.append(_back(job, size))
    for number, page in enumerate(pages[_FIRST - 1 : -1], _FIRST):
        _head(page, job, size, style, number)
    return pages


def _columns(style: _Style, size: Size) -> Iterator[Column]:
    wide = (size.wide - 2 * _MARGIN - (style.columns - 1) * _GAP) / style.columns
    high = size.high - 2 * _MARGIN - _HEAD - _FOOT
    number = 0
    while True:
        for place in range(style.columns):
            x = _MARGIN + place * (wide + _GAP)
            yield Column(number, x, _MARGIN + _HEAD, wide, high)
        number += 1


class _Maps:
    """The maps of a booklet: of everything, or of a town each."""

    def __init__(self, job: Job, style: _Style, size: Size) -> None:
        self._job, self._size = job, size
        self._column = next(_columns(style, size)).wide
        self._look = _LOOK_LARGE if job.paper.large else _LOOK
        self._atlas = Atlas(job.base)

    def overview(self, hits: list[Hit]) -> tuple[list[Page], Numbers]:
        """The page with the map of all, where anything has a place, and the numbers on it."""
        size = self._size
        wide = size.wide - 2 * _MARGIN
        high = min(size.high - 2 * _MARGIN - _HEAD - _FOOT - 4 * self._look.words, wide * 1.3)
        chart, numbers = self._chart(hits, wide, high)
        if chart is None:
            return [], numbers
        page = Page(sections=[self._job.words._("Map")])
        page.marks += chart.picture(_MARGIN, _MARGIN + _HEAD + 1.5)
        return [page], numbers

    def town(self, hits: list[Hit]) -> tuple[Chart | None, Numbers]:
        """The map of a town in its column, and the numbers on it."""
        wide = self._column
        return self._chart(hits, wide, wide * _TOWN_MAP, fewest=_FEWEST, credited=False)

    def _chart(
        self, hits: list[Hit], wide: float, high: float, *, fewest: int = 1, credited: bool = True
    ) -> tuple[Chart | None, Numbers]:
        places = spots(hits)
        if len(places) < fewest:
            return None, {}
        fits = readable(places, wide, high, self._look.number)
        numbers = numbered(hits, places, each=False) if fits else {}
        chart = Chart(
            self._job, self._atlas, places, numbers,
            wide=wide, high=high, look=self._look, credited=credited,
        )  # fmt: skip
        return chart, numbers


def _blocks(
    parts: list[Section],
    job: Job,
    style: _Style,
    size: Size,
    maps: _Maps,
    numbers: Numbers,
) -> Iterator[Block]:
    wide = next(_columns(style, size)).wide
    meetings = {hit.resource.fellowship for hit in job.hits if hit.kind is Kind.MEETING}
    several = len(meetings) > 1
    for title, entries in parts:
        heading = paragraph([Run(title, bold=True)], style.size * 1.4, wide, most=2)
        yield Block(tuple(heading), before=style.size * 0.4, heading=True)
        if job.paper.by == "town":
            chart, numbers = maps.town([hit for _, hit in entries])
            if chart:
                yield Block((), before=1, drawn=chart)
        for said, hit in entries:
            # Under a heading that is a kind, the kind is told already.
            named = several if hit.kind is Kind.MEETING else job.paper.by == "town"
            yield short_block(
                hit,
                said,
                job,
                style.size,
                wide,
                named=named,
                section=title,
                number=numbers.get(hit.id),
            )
    if not job.hits:
        yield Block(tuple(paragraph([job.words._("Nothing matches.")], style.size, wide)))


def _head(page: Page, job: Job, size: Size, style: _Style, number: int) -> None:
    wide = size.wide - 2 * _MARGIN
    if page.sections:
        ends = dict.fromkeys([page.sections[0], page.sections[-1]])
        line = paragraph(
            [Run(" – ".join(ends), bold=True)], max(9, style.size), wide, most=1, center=True
        )
        page.lines(line, _MARGIN, _MARGIN - 1)
    y = _MARGIN + _HEAD - 1.5
    page.marks.append(Stroke(_MARGIN, y, size.wide - _MARGIN, y))
    warning = job.words._("Call before you go.")
    foot = paragraph([f"{number} · {warning}"], style.size * 0.9, wide, center=True)
    page.lines(foot, _MARGIN, size.high - _MARGIN - _FOOT + 2)


def _cover(job: Job, size: Size) -> Page:
    page, words = Page(), job.words
    wide = size.wide - 2 * _MARGIN
    lines = paragraph([Run(job.title, bold=True)], 24, wide, most=5, center=True)
    y = page.lines(lines, _MARGIN, size.high * 0.14) + 4
    if job.paper.title:
        name = job.results.snapshot.settings.name
        y = page.lines(paragraph([name], 12, wide, most=2, center=True), _MARGIN, y) + 2
    y = page.lines(paragraph([job.asked], 11, wide, most=6, center=True), _MARGIN, y) + 3
    for remark in job.remarks:
        y = page.lines(paragraph([remark], 9, wide, most=2, center=True), _MARGIN, y)
    y = page.lines(paragraph([job.made], 11, wide, center=True), _MARGIN, y) + 6
    warning = Run(words._("Times and places change. Call before you go."), bold=True)
    y = page.lines(paragraph([warning], 11, wide, center=True), _MARGIN, y) + 6
    side = code_side(job)
    if side:
        set_code(page, job, (size.wide - side) / 2, y, side)
        y += side + 1
        page.lines(link_lines(job, 9, wide, center=True), _MARGIN, y)
    return page


def _legend(contents: dict[str, int], job: Job, size: Size, style: _Style, unknown: bool) -> Page:
    page, words = Page(), job.words
    say = words._
    wide = size.wide - 2 * _MARGIN
    used = {pair: code for hit in job.hits for pair, code in entry_codes(hit.resource).items()}
    letters = min(style.size * 1.2, 12)
    lines: list[Line] = []
    if used:
        lines += paragraph([Run(say("What the letters mean"), bold=True)], letters * 1.4, wide)
    y = page.lines(lines, _MARGIN, _MARGIN)
    rows = sorted((code, code_words(pair, job)) for pair, code in used.items())
    half = -(-len(rows) // 2)
    ends = [y]
    for place, part in enumerate((rows[:half], rows[half:])):
        x = _MARGIN + place * wide / 2
        at = y + 1
        for code, meaning in part:
            row = [Run(f"{code}  ", bold=True), Run(meaning)]
            at = page.lines(paragraph(row, letters, wide / 2 - 3, most=2), x, at)
        ends.append(at)
    more = [
        job.cut,
        missing_note(job, unknown),
        say("To fold: print on both sides, turn over the short edge, fold in the middle."),
        _credit(job) if contents and job.paper.by == "town" else "",
    ]
    notes: list[Line] = []
    if contents:
        notes += paragraph([Run(say("What is where"), bold=True)], letters * 1.4, wide)
        runs = [f"{title} {number}" for title, number in contents.items()]
        notes += paragraph([" · ".join(runs)], letters, wide, most=30)
    for text in filter(None, more):
        notes += paragraph([text], letters, wide, most=4)
    page.lines(notes, _MARGIN, max(ends) + 5)
    return page


def _credit(job: Job) -> str:
    """Whose work the maps of towns are: they are too small to say so themselves."""
    base = job.base
    parts = credit_parts(job, built_in=base.built_in is not None, streets=base.streets is not None)
    return " · ".join(parts)


def _notes(job: Job, size: Size, style: _Style) -> Page:
    """A page to write on, where the sheet has one left."""
    page = Page()
    title = paragraph([Run(job.words._("My notes"), bold=True)], style.size * 1.4, size.wide)
    page.lines(title, _MARGIN, _MARGIN + _HEAD)
    y = _MARGIN + _HEAD + 2 * _RULED
    while y < size.high - _MARGIN - _FOOT:
        page.marks.append(Stroke(_MARGIN, y, size.wide - _MARGIN, y, 0.1))
        y += _RULED
    return page


def _back(job: Job, size: Size) -> Page:
    page = Page()
    wide = size.wide - 2 * _MARGIN
    y = page.lines(help_lines(job, 12, wide), _MARGIN, size.high * 0.14) + 8
    warning = Run(job.words._("Times and places change. Call before you go."), bold=True)
    y = page.lines(paragraph([warning], 11, wide), _MARGIN, y) + 3
    lines = paragraph([job.results.snapshot.settings.name], 10, wide)
    page.lines([*lines, *paragraph([job.made], 10, wide)], _MARGIN, y)
    return page
