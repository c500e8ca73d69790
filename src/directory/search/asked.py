"""A query made definite: which instant, whose clock, which place, which words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from directory.index.text import Term, read_terms
from directory.model import Attend, Settings, Unit
from directory.places import Place
from directory.query import Distance, Ignored, Query
from directory.schedule.wanted import TimeFilter
from directory.snapshot import Snapshot
from directory.words import N_


@dataclass(frozen=True, slots=True)
class Asked:
    """What a query means to one catalog at one instant."""

    query: Query
    at: dt.datetime
    """The instant that "now", "today" and "next" mean, in the directory's zone."""
    wanted: TimeFilter
    zone: ZoneInfo | None
    """The reader's zone, when times are read and shown on the reader's clock."""
    terms: tuple[Term, ...]
    """The words and phrases of `q`, as some entry has them."""
    corrected: tuple[tuple[str, str], ...]
    """Words that no entry has, each with the one that stands in for it."""
    place: Place | None
    """The place that `near` was understood as."""
    origin: tuple[float, float] | None
    radius_km: float
    units: Unit
    """The unit of the distances shown."""
    ignored: tuple[Ignored, ...]
    """Parts of the query that have no effect in this catalog."""

    @property
    def admits_online(self) -> bool:
        """True: who only meets online is found at any distance."""
        return Attend.ONLINE in self.query.attend


def ask(
    snapshot: Snapshot, query: Query, at: dt.datetime, zone: ZoneInfo | str | None = None
) -> Asked:
    """Make a query definite.

    `at` is the present; the query's own `at` wins over it. Without a zone it is read on the
    directory's clock. `zone` is the reader's; one that does not exist counts as not known.
    """
    settings = snapshot.settings
    query = _normal(query, settings)
    ignored: list[Ignored] = []
    # A shortlist is exactly its ids: only the place still means something, for measuring.
    shortlist = bool(query.id)
    terms = tuple(read_terms(query.q)) if query.q and not shortlist else ()
    if query.q and not terms and not shortlist:
        ignored.append(Ignored("q", query.q, N_("has no words to look for")))
    terms, corrected = snapshot.columns.text.mend(terms)
    place = _understand(snapshot, query)
    if query.near and place is None:
        ignored.append(Ignored("near", query.near, N_("place not found")))
    within = query.within or Distance(settings.radius, settings.units)
    return Asked(
        query=query,
        at=instant(query.at or at, settings),
        wanted=TimeFilter() if shortlist else time_filter(query),
        zone=_reader(zone) if query.clock == "mine" else None,
        terms=terms,
        corrected=corrected,
        place=place,
        origin=query.point or ((place.latitude, place.longitude) if place else None),
        radius_km=within.km,
        units=within.unit,
        ignored=tuple(ignored),
    )


def instant(at: dt.datetime, settings: Settings) -> dt.datetime:
    """An instant on the directory's clock; one without a zone is read on that clock.

    A wall time that a clock change skips moves forward, a repeated one means the first.
    """
    here = ZoneInfo(settings.timezone)
    aware = at if at.tzinfo is not None else at.replace(tzinfo=here)
    try:
        return aware.astimezone(dt.UTC).astimezone(here)
    except OverflowError:
        return aware


def time_filter(query: Query, *, without: Iterable[str] = ()) -> TimeFilter:
    """The part of a query that sessions and opening hours must satisfy together."""
    dropped = frozenset(without)
    return TimeFilter(
        days=frozenset() if "day" in dropped else frozenset(query.day),
        bands=frozenset() if "time" in dropped else frozenset(query.time),
        start=query.from_,
        stop=query.to,
        when=frozenset() if "when" in dropped else frozenset(query.when),
    )


def _normal(query: Query, settings: Settings) -> Query:
    if query.within == Distance(settings.radius, settings.units):
        return query.replace(within=None, page=query.page)
    return query


def _understand(snapshot: Snapshot, query: Query) -> Place | None:
    if not query.near:
        return None
    if snapshot.gazetteer is not None:
        place = snapshot.gazetteer.find(
            query.near, country=snapshot.settings.country, near=snapshot.home
        )
        if place is not None:
            return place
    if query.point is None:
        return None
    latitude, longitude = query.point
    return Place(
        label=query.near,
        latitude=latitude,
        longitude=longitude,
        kind="point",
        country="",
        region="",
        exact=True,
        query=query.near,
    )


def _reader(zone: ZoneInfo | str | None) -> ZoneInfo | None:
    if not isinstance(zone, str):
        return zone
    try:
        return ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        return None
