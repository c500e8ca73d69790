"""What of the results is behind one door, as one list: a church with nine meetings."""

from __future__ import annotations

from markupsafe import Markup

from directory.render.cards import card, where
from directory.render.view import View, render
from directory.search import Results
from directory.search.same_place import same_place
from directory.snapshot import Snapshot

MOST = 60
"""Entries that are listed at once."""


def site_html(results: Results, snapshot: Snapshot, view: View) -> Markup | None:
    """The list over the view; `None` when the entry that names the place is no longer here."""
    index = snapshot.index_of(view.query.site or "")
    if index is None:
        return None
    behind = {index, *same_place(snapshot, index)}
    ranks = [rank for rank, i in enumerate(results.entries.tolist()) if i in behind]
    words = view.words
    location = snapshot.resources[index].location
    return render(
        "site.html",
        view,
        close=view.link(site=None, page=view.query.page),
        heading=words.n("{count} at one place", "{count} at one place", len(ranks)),
        place=where(snapshot.resources[index], words) if location else "",
        more=len(ranks) - MOST if len(ranks) > MOST else 0,
        rows=[
            {"number": rank + 1, "card": card(results[rank], snapshot, view)}
            for rank in ranks[:MOST]
        ],
    )
