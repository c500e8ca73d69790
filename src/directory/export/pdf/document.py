"""Results as a PDF: the one door to printed pages."""

from __future__ import annotations

from directory.basemap.ground import NO_BASE, Base
from directory.export.pdf.booklet import booklet
from directory.export.pdf.handout import handout
from directory.export.pdf.wanted import Paper, job
from directory.export.written import Written
from directory.search import Results
from directory.words import Words


def to_pdf(
    results: Results,
    words: Words,
    limit: int | None = None,
    *,
    site: str | None = None,
    paper: Paper,
    base: Base = NO_BASE,
) -> Written:
    """The first `limit` results on paper; the same results and instant give the same bytes.

    `site` is the address of the directory, for the code that leads back to the live list; `base`
    is what the map is drawn from.
    """
    made = job(results, words, limit, site, paper, base)
    left_out = results.total - len(made.hits) if limit is None else 0
    return Written(booklet(made) if paper.booklet else handout(made), left_out)
