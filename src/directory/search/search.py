"""The one search behind every door: the page, the plain addresses, the command, the library."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from directory.index.tags import Entries, Mask
from directory.query import Query, parse_link
from directory.search.asked import Asked, ask
from directory.search.filters import Distances, masks, measure, nearby
from directory.search.results import Results
from directory.snapshot import Snapshot

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
    order = slice(None) if query.id else _order(snapshot, asked, chosen)
    return Results(
        snapshot,
        asked,
        chosen.entries[order],
        None if chosen.distances is None else chosen.distances[order],
        (*ignored, *asked.ignored),
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
    passing = snapshot.columns.listed.copy()
    for mask in masks(snapshot, asked).values():
        passing &= mask
    entries, distances = _reached(snapshot, asked, passing)
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


def _reached(snapshot: Snapshot, asked: Asked, passing: Mask) -> tuple[Entries, Distances | None]:
    if asked.origin is None:
        return np.flatnonzero(passing), None
    entries, distances = nearby(snapshot.columns.positions, asked.origin, asked.radius_km)
    kept = passing[entries]
    if not kept.all():
        entries, distances = entries[kept], distances[kept]
    if asked.admits_online:
        online = np.flatnonzero(passing & snapshot.columns.online_only)
        entries = np.concatenate((entries, online))
        distances = np.concatenate((distances, np.full(len(online), np.nan)))
    return entries, distances


def _order(snapshot: Snapshot, asked: Asked, chosen: Selection) -> Entries:
    columns, entries = snapshot.columns, chosen.entries
    groups = columns.last[entries].astype(np.int64)
    if asked.query.order == "nearest" and chosen.distances is not None:
        # Equal places are equally far, whichever way a processor computed each of them.
        far = np.nan_to_num(np.round(chosen.distances, 9), nan=np.inf)
        groups = groups * len(entries) + _groups(far)
    elif asked.query.order != "name":
        groups = groups * len(entries) + _groups(_starts(snapshot, asked, chosen))
    # One number an entry, no two alike: sorting those is many times faster than by several keys.
    return np.argsort(groups * len(snapshot) + columns.rank[entries])


def _groups(values: NDArray[np.float64] | Seconds) -> Entries:
    """The place of each value among the different values, from 0."""
    order = np.argsort(values)
    ordered = values[order]
    groups = np.zeros(len(values), np.int64)
    groups[order[1:]] = np.cumsum(ordered[1:] != ordered[:-1])
    return groups


def _starts(snapshot: Snapshot, asked: Asked, chosen: Selection) -> Seconds:
    """When each is next; what is in progress is now, what has no next comes last."""
    starts = chosen.starts
    if starts is None:
        starts = snapshot.timetable.match(chosen.entries, asked.at).start
    return np.maximum(starts, int(asked.at.timestamp()))
