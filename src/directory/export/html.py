"""Results as a page to keep, print or send: the plain list with all of them."""

from __future__ import annotations

from directory.export.written import Written
from directory.render.plain import PlainView, list_html
from directory.search import Results


def to_html(results: Results, limit: int | None = None) -> Written:
    """The first `limit` results (all without one) in the language that the link asks for."""
    view = PlainView(
        results.snapshot.settings, results.query, results.as_of, zone=results.asked.zone
    )
    count = results.total if limit is None else limit
    return Written(str(list_html(results, view, file_of=count)))
