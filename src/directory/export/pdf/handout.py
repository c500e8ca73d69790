"""The handout: what a peer worker hands across the desk, on a page where it fits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from directory.basemap.ground import Atlas
from directory.export.pdf.chart import Chart
from directory.export.pdf.corners import Look
from directory.export.pdf.entry import entry_block
from directory.export.pdf.flow import Block, Column, Drawn, flow
from directory.export.pdf.lines import Line, Run, paragraph
from directory.export.pdf.paint import About, pdf_of
from directory.export.pdf.parts import (
    code_side,
    help_lines,
    link_lines,
    missing_note,
    set_code,
)
from directory.export.pdf.sheet import Frame, Mark, Page, Size, Text, paper_of
from directory.export.pdf.spots import numbered, readable, sparse, spots
from directory.export.pdf.typeface import MISSING
from directory.export.pdf.wanted import Job
from directory.model import Kind, Weekday
from directory.render.far import distances_note
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


_NORMAL = (_Style(11, 1), _Style(10.5, 2), _Style(10, 2), _Style(9.5, 2), _Style(9, 2))
_LARGE = _Style(16, 1)
_FEW = 40
"""Entries that might fit on a page; of more, only the smallest type is tried."""


_MAPS = (100.0, 84.0, 70.0)
"""How high a map below the list of the first page may be, in mm."""
_MAPS_IN_COLUMN = (105.0, 84.0, 70.0, 60.0, 50.0)
"""How high it may be at the end of its last column."""
_HIGHEST_MAP = 150.0
_ABOVE_MAP = 4.0
_LOOK = Look(number=8, name=8, words=9)
_LOOK_LARGE = Look(number=12, name=11, words=13, least=10)


def handout(job: Job) -> bytes:
    """The PDF of a handout."""
    size = paper_of(job.results.snapshot.settings.country)
    about = About(job.title, job.words.language, job.results.as_of)
    return pdf_of([[(0.0, page)] for page in handout_pages(job, size)], size, about)


def handout_pages(job: Job, size: Size) -> list[Page]:
    """The list in letters as large as fit on one page, and its map: there where it has room."""
    plan = _Plan(job, size)
    styles = _NORMAL if len(job.hits) <= _FEW else _NORMAL[-1:]
    best: tuple[_Trial, list[Page]] | None = None
    for style in (_LARGE,) if job.paper.large else styles:
        trial = _Trial(plan, style)
        pages = trial.set()
        if plan.places and len(pages) == 1:
            both = trial.with_map()
            if both:
                return trial.finished(both)
        if best is None or len(pages) < len(best[1]):
            best = trial, pages
        if len(pages) == 1 and not plan.places:
            break
    assert best is not None
    trial, pages = best
    if plan.places:
        _then_map(plan, trial, pages)
    return trial.finished(pages)


def _then_map(plan: _Plan, trial: _Trial, pages: list[Page]) -> None:
    """Set the map below the list where the last page has room, else on a page of its own."""
    start = max((_lower(mark) for mark in pages[-1].marks), default=_MARGIN) + _ABOVE_MAP
    high = _MAPS[-1]
    words = plan.chart(high).high - high
    room = trial.end(pages) - start - 2 * words
    if room < high:
        beside = trial.in_column()
        if len(beside) == len(pages):
            pages[:] = beside
            return
        pages.append(Page(sections=[plan.job.words._("Map")]))
        start, room = _MARGIN, _HIGHEST_MAP
    pages[-1].marks += plan.chart(min(room, _HIGHEST_MAP)).picture(_MARGIN, start)


def _lower(mark: Mark) -> float:
    return mark.y + mark.line.height if isinstance(mark, Text) else 0


class _Plan:
    """What the pages have in common, whatever the size of their letters."""

    def __init__(self, job: Job, size: Size) -> None:
        self.job, self.size = job, size
        self.wide = size.wide - 2 * _MARGIN
        self._look = _LOOK_LARGE if job.paper.large else _LOOK
        self._atlas = Atlas(job.base)
        printed = [hit for _, hits in groups(job) for hit in hits]
        self.places = spots(printed)
        fits = readable(self.places, self.wide, _MAPS[-1], self._look.number)
        self.numbers = numbered(printed, self.places, each=sparse(self.places)) if fits else {}

    def chart(self, high: float, wide: float | None = None) -> Chart:
        """The map, so many mm high without the words below it."""
        return Chart(
            self.job, self._atlas, self.places, self.numbers,
            wide=wide or self.wide, high=high, look=self._look,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Blank:
    """Room for a map that is not drawn yet."""

    high: float

    def picture(self, *_at: float) -> list[Mark]:
        """Nothing."""
        return []


class _Trial:
    """The pages in letters of one size."""

    def __init__(self, plan: _Plan, style: _Style) -> None:
        job, size = plan.job, plan.size
        self._plan, self._job, self._size, self._style = plan, job, size, style
        self._wide = plan.wide
        self._column = (plan.wide - (style.columns - 1) * _GAP) / style.columns
        self._blocks = list(_blocks(plan, style.size, self._column))
        self._head = Page()
        self._top = _head(self._head, job, size, style.size)
        letters = [line.text for block in self._blocks for line in block.lines]
        self._help = help_lines(job, style.size, plan.wide - 6)
        note = missing_note(job, any(MISSING in text for text in letters))
        for text in filter(None, (job.cut, note)):
            self._help += paragraph([text], style.size * 0.9, plan.wide - 6)
        self._box = sum(line.height for line in self._help) + 4
        self._bottom = size.high - _MARGIN - _FOOT

    def set(self, kept: float = 0) -> list[Page]:
        """The list in its columns; `kept` mm at the end of the first page stay free."""
        return flow(self._blocks, self._columns(kept))

    def _columns(self, kept: float) -> Iterator[Column]:
        number = 0
        while True:
            start = self._top if number == 0 else _MARGIN
            end = self._bottom - (self._box + 3 + kept if number == 0 else 0)
            for place in range(self._style.columns):
                x = _MARGIN + place * (self._column + _GAP)
                yield Column(number, x, start, self._column, max(end - start, 0 if kept else 20))
            number += 1

    def with_map(self) -> list[Page]:
        """The list and its map on one page: below the list, else in its last column; else none."""
        for high in _MAPS:
            chart = self._plan.chart(high)
            pages = self.set(chart.high + _ABOVE_MAP)
            if len(pages) == 1:
                pages[0].marks += chart.picture(_MARGIN, self.end(pages) - chart.high)
                return pages
        pages = self.in_column()
        return pages if len(pages) == 1 else []

    def in_column(self) -> list[Page]:
        """The list with the map at the end of its last column, where there are several."""
        if self._style.columns == 1:
            return []
        most = len(self.set())
        for high in _MAPS_IN_COLUMN if len(self._blocks) <= _FEW else _MAPS_IN_COLUMN[2:3]:
            chart = self._plan.chart(high, self._column)
            if len(self._ending(_Blank(chart.high))) == most:
                return self._ending(chart)
        return []

    def _ending(self, drawn: Drawn) -> list[Page]:
        blocks = [*self._blocks, Block((), before=_ABOVE_MAP, drawn=drawn)]
        return flow(blocks, self._columns(0))

    def end(self, pages: list[Page]) -> float:
        """Where the room for list and map ends on the last page, in mm."""
        return self._bottom - (self._box + 3 if len(pages) == 1 else 0)

    def finished(self, pages: list[Page]) -> list[Page]:
        """The pages with head, help lines and foot."""
        size = self._style.size
        pages[0].marks[:0] = self._head.marks
        pages[0].marks.append(Frame(_MARGIN, self._bottom - self._box, self._wide, self._box))
        pages[0].lines(self._help, _MARGIN + 3, self._bottom - self._box + 2)
        for number, page in enumerate(pages, 1):
            if number > 1 and page.sections:
                runs = [Run(" · ".join(page.sections), bold=True)]
                name = paragraph(runs, size, self._wide, most=1)
                page.lines(name, _MARGIN, _MARGIN - name[0].height - 2.5)
            _foot(page, self._job, self._size, size, number, len(pages))
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
    lines += paragraph([distances_note(job.hits, job.words)], letters * 0.9, room)
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


def _blocks(plan: _Plan, size: float, wide: float) -> Iterator[Block]:
    job = plan.job
    for title, hits in groups(job):
        lines = tuple(paragraph([Run(title, bold=True)], size * 1.3, wide))
        yield Block(lines, before=size * 0.4, heading=True)
        for hit in hits:
            yield entry_block(hit, job, size, wide, title, plan.numbers.get(hit.id))
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
