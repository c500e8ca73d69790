"""Results as a PDF: the one door to printed pages."""

from __future__ import annotations

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
) -> Written:
    """The first `limit` results on paper; the same results and instant give the same bytes.

    `site` is the address of the directory, for the code that leads back to the live list.
    """
    made = job(results, words, limit, site, paper)
    left_out = results.total - len(made.hits) if limit is None else 0
    return Written(booklet(made) if paper.booklet else handout(made), left_out)
