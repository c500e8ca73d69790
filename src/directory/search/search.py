"""The one search behind every door: the page, the plain addresses, the command, the library."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from directory.index.tags import Entries
from directory.query import Query, parse_link
from directory.search.asked import Asked, ask
from directory.search.filters import Distances, masks, measure, nearby
from directory.search.order import Keys, Order
from directory.search.results import Results
from directory.snapshot import Snapshot

# Farther than any place on earth, and farther than that.
_NOWHERE_KM, _AFTER_KM = 30_000.0, 100_000.0
# Seconds that are later than anything in the calendar.
_UNKNOWN = 1 << 33

Seconds = NDArray[np.int64]
"""Instants in seconds since 1970, UTC."""


def search(
    snapshot: Snapshot,
    link: str | Query,
    *,
    at: dt.datetime,
    zone: ZoneInfo | str | None = None,
) -> Results:
    """Find what a link asks for.

    `at` is the present: what "now", "today" and "next" mean unless the link says otherwise; an
    instant without a zone is read on the directory's clock. `zone` is the reader's own, used with
    `clock=mine`; one that does not exist counts as not known. Nothing in a link raises: what has
    no effect is named in `ignored` of the results. With `lang` in the link, texts that the catalog
    gives in several languages are in that one.
    """
    query, ignored = parse_link(link) if isinstance(link, str) else (link, ())
    if query.lang:
        snapshot = snapshot.spoken(query.lang)
    asked = ask(snapshot, query, at, zone)
    chosen = select(snapshot, asked)
    order = Order(_keys(snapshot, asked, chosen), chosen.entries, snapshot.columns.rank)
    return Results(
        snapshot, asked, chosen.entries, chosen.distances, order, (*ignored, *asked.ignored)
    )


def count(
    snapshot: Snapshot, query: Query, *, at: dt.datetime, zone: ZoneInfo | None = None
) -> int:
    """How many results a query has."""
    return len(select(snapshot, ask(snapshot, query, at, zone)).entries)


@dataclass(frozen=True, slots=True, eq=False)
class Selection:
    """The entries that match, in no particular order."""

    entries: Entries
    distances: Distances | None
    """Kilometers to each, nan where unknown; `None` without a place."""
    starts: Seconds | None = None
    """When each is next, where the time filters had to find out."""


def select(snapshot: Snapshot, asked: Asked) -> Selection:
    """The entries that match; the dearest filter, time, looks only at what the others leave."""
    if asked.query.id:
        return _shortlist(snapshot, asked)
    entries, distances = _reached(snapshot, asked)
    if asked.wanted:
        matches = snapshot.timetable.match(entries, asked.at, asked.wanted, asked.zone)
        matched = matches.matched
        return Selection(
            entries[matched],
            None if distances is None else distances[matched],
            matches.start[matched],
        )
    return Selection(entries, distances)


def _shortlist(snapshot: Snapshot, asked: Asked) -> Selection:
    found = (snapshot.index_of(id) for id in asked.query.id)
    entries = np.array([index for index in found if index is not None], np.int64)
    positions = snapshot.columns.positions
    return Selection(
        entries, None if asked.origin is None else measure(positions, asked.origin, entries)
    )


def _reached(snapshot: Snapshot, asked: Asked) -> tuple[Entries, Distances | None]:
    """Who passes every filter but time, with the distance of each where there is a place."""
    columns = snapshot.columns
    if asked.origin is None:
        passing = columns.listed
        for mask in masks(snapshot, asked).values():
            passing = passing & mask
        return np.flatnonzero(passing), None
    entries, distances = nearby(columns.positions, asked.origin, asked.radius_km)
    if asked.admits_online:
        online = np.flatnonzero(columns.online_only)
        entries = np.concatenate((entries, online))
        distances = np.concatenate((distances, np.full(len(online), np.nan)))
    kept = columns.listed[entries]
    for mask in masks(snapshot, asked, entries).values():
        kept &= mask
    return entries[kept], distances[kept]


def _keys(snapshot: Snapshot, asked: Asked, chosen: Selection) -> Keys:
    """What the results are ordered by; who is temporarily closed comes after all others."""
    if asked.query.id:
        return np.arange(len(chosen.entries))
    last = snapshot.columns.last[chosen.entries]
    if asked.query.order == "nearest" and chosen.distances is not None:
        # Equal places are equally far, whichever way a processor computed each of them.
        far = np.nan_to_num(np.round(chosen.distances, 9), nan=_NOWHERE_KM)
        return far + last * _AFTER_KM
    if asked.query.order == "name":
        return last.astype(np.int64)
    starts = chosen.starts
    if starts is None:
        starts = snapshot.timetable.match(chosen.entries, asked.at).start
    # What is in progress is now.
    ahead = np.clip(starts - int(asked.at.timestamp()), 0, _UNKNOWN)
    ahead[last] = _UNKNOWN + 1
    return ahead
