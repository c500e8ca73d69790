"""What is handed on of some results: a message, a code to scan, and the addresses of files."""

from __future__ import annotations

from dataclasses import replace

from markupsafe import Markup

from directory.export.qr import qr_code
from directory.export.text import to_text
from directory.render.share import Share
from directory.render.view import View
from directory.search import Results

MOST_TOLD = 5
"""Results that a message tells of; of a list that someone made, all of them."""
MOST_TOLD_OF_LIST = 12
LONG_LINK = 450
"""Characters of a link above which it is long for a text message: three parts of 153 each."""


def share(
    results: Results, link: str, title: str, view: View, site: str, *, entry: bool = False
) -> Share:
    """The ways to hand on results under their link; `entry`: they are the one that is open.

    `site` is where the reader reaches the directory, scheme and host, without a path.
    """
    words, query = view.words, results.query
    told = MOST_TOLD_OF_LIST if query.id else MOST_TOLD
    code = qr_code(f"{site}{link}")
    files = replace(query, page=1, view=None, map=None, open=None, keep=(), lang=view.language)
    return Share(
        link=link,
        title=title,
        text=to_text(results, words, told).strip() if results.total else title,
        qr=Markup(code.svg(words._("QR code of this link"))) if code else Markup(),  # noqa: S704 - its label is escaped
        long=len(site) + len(link) > LONG_LINK,
        query=files.to_link(),
        sessions=any(hit.resource.schedule for hit in results[:told]),
        entry=entry,
    )
