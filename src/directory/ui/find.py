"""The Find page: filters beside the results, as a list, a map or a week."""

from __future__ import annotations

from typing import Any

import streamlit as st

from directory.export.sharing import share
from directory.render.filters import filters_html
from directory.render.now import REFRESH_SECONDS, is_now
from directory.render.results import results_html, title_of
from directory.render.share import Share, sheet_of
from directory.search import Results, facets, search
from directory.snapshot import Snapshot
from directory.ui.map import picture, size_for
from directory.ui.page import Visit
from directory.web import online_streets, streets
from directory.web.bundle import drawing_address


def show(visit: Visit) -> None:
    """Show the page for a visit. A list that someone made has no filters beside it."""
    snapshot, view = visit.snapshot, visit.view
    if snapshot is None:
        visit.head()
    else:
        results = search(snapshot, view.query, at=view.at, zone=view.zone)
        visit.head(title_of(results, snapshot, view))
        if view.query.id:
            _results(visit, snapshot, results)
        else:
            counts = facets(snapshot, view.query, at=view.at, zone=view.zone)
            side, main = st.columns([1, 2.6], gap="medium")
            with side:
                visit.show(filters_html(view, snapshot, counts, results), "filters")
            with main:
                _results(visit, snapshot, results)
    visit.foot()


def _results(visit: Visit, snapshot: Snapshot, results: Results) -> None:
    view = visit.view
    mapped = view.query.view == "map" and results.total

    def sharer(results: Results, link: str, title: str, *, entry: bool = False) -> Share | None:
        if sheet_of(entry) not in visit.sheets:
            return None
        return share(results, link, title, view, visit.site, entry=entry)

    html = results_html(
        results, snapshot, view, visit.ignored, sharer, streets=streets().current() is not None
    )
    lives = is_now(view.query) and view.query.at is None
    visit.show(
        html,
        "results",
        refresh_seconds=REFRESH_SECONDS if lives else 0,
        map=_map(visit, results) if mapped else None,
    )


def _map(visit: Visit, results: Results) -> dict[str, Any]:
    """The map of the results."""
    guess = size_for(str(st.context.headers.get("User-Agent") or ""))
    return picture(
        results,
        visit.view,
        visit.map_size or guess,
        dark=st.context.theme.type == "dark",
        code=drawing_address(),
        streets=streets().version(),
        online=online_streets(),
    )
