"""The Find page: filters beside the results, as a list, a map or a week."""

from __future__ import annotations

import numpy as np
import streamlit as st

from directory.export.sharing import share
from directory.model import Unit
from directory.places.distance import KM_PER_MILE
from directory.query import MapView
from directory.render import pins as marks
from directory.render.filters import filters_html
from directory.render.now import REFRESH_SECONDS, is_now
from directory.render.place_names import place_names
from directory.render.results import results_html, title_of
from directory.render.share import Share, sheet_of
from directory.search import Results, facets, search
from directory.snapshot import Snapshot
from directory.ui import map as maps
from directory.ui.page import Visit, follow
from directory.web import streets

_TURN = "directory_map_turn"


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
    if view.query.view == "map" and results.total:
        _map(visit, snapshot, results)

    def sharer(results: Results, link: str, title: str, *, entry: bool = False) -> Share | None:
        if sheet_of(entry) not in visit.sheets:
            return None
        return share(results, link, title, view, visit.site, entry=entry)

    html = results_html(
        results, snapshot, view, visit.ignored, sharer, streets=streets().current() is not None
    )
    lives = is_now(view.query) and view.query.at is None
    visit.show(html, "results", refresh_seconds=REFRESH_SECONDS if lives else 0)


def _map(visit: Visit, snapshot: Snapshot, results: Results) -> None:
    """The results as pins; a tap opens what is there, or comes closer."""
    positions = snapshot.columns.positions
    entries = results.entries[positions.shown[results.entries]]
    latitudes, longitudes = positions.latitude[entries], positions.longitude[entries]
    size = maps.size_for(str(st.context.headers.get("User-Agent") or ""))
    query, place = visit.view.query, results.place
    look = _look(query.map, latitudes, longitudes, size, snapshot)
    kinds = [str(snapshot.resources[index].kind) for index in entries.tolist()]
    pins = marks.cluster(latitudes, longitudes, kinds, look, size)
    origin = (place.latitude, place.longitude) if place else None
    names = (
        place_names(snapshot.gazetteer, look, size, pins, origin=origin)
        if snapshot.gazetteer
        else []
    )
    within = query.within
    radius = within.value if within else snapshot.settings.radius
    unit = within.unit if within else snapshot.settings.units
    words = visit.view.words
    turn = st.session_state.setdefault(_TURN, 0)
    click = maps.show_map(
        pins,
        names,
        look,
        size,
        alt=words.n(
            "Map with {count} place. The list below shows the same.",
            "Map with {count} places. The list below shows the same.",
            len(entries),
        ),
        dark=st.context.theme.type == "dark",
        place=place,
        # A list is not bounded by a radius: from the place, distances are measured only.
        radius_km=None if query.id else radius * KM_PER_MILE if unit is Unit.MILES else radius,
        turn=turn,
        streets=found.version if (found := streets().current()) else "",
    )
    if click is None:
        return
    # A pin stays selected after its entry was opened and closed again: one tap is followed once.
    st.session_state[_TURN] = turn + 1
    if click.view is not None:
        closer = MapView(click.view.latitude, click.view.longitude, click.view.zoom)
        follow(visit.view.link(map=closer, page=query.page))
    else:
        first = snapshot.resources[int(entries[click.members[0]])]
        follow(visit.view.link(open=first.id, page=query.page))


def _look(
    asked: MapView | None,
    latitudes: np.ndarray[tuple[int], np.dtype[np.float64]],
    longitudes: np.ndarray[tuple[int], np.dtype[np.float64]],
    size: marks.Size,
    snapshot: Snapshot,
) -> marks.View:
    if asked is not None:
        return marks.View(asked.latitude, asked.longitude, asked.zoom)
    home = marks.View(*snapshot.home, 9.0) if snapshot.home else None
    return marks.fit_view(latitudes, longitudes, size, home=home)
