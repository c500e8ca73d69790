"""How many results each option of each filter would give, under all the other filters."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from zoneinfo import ZoneInfo

import numpy as np

from directory.index.columns import primary
from directory.index.tags import Entries, Mask
from directory.model import Attend, Cost, Kind
from directory.query import BANDS, DAYS, VERIFIED, WHEN, Distance, Query
from directory.query.values import read_period
from directory.schedule.wanted import TimeFilter
from directory.search.asked import Asked, ask
from directory.search.filters import ALL_OF, ANY_OF, checked_within, inside, masks, measure
from directory.search.search import select
from directory.snapshot import Snapshot

Counts = Mapping[str, Mapping[str, int]]
"""By parameter and option: how many results there would be."""

RADII = (2, 5, 10, 25, 50)
"""Radii that pages offer besides the default and the chosen one, in the unit of the search."""

_FIXED: Mapping[str, tuple[str, ...]] = {
    "kind": tuple(kind.value for kind in Kind),
    "attend": tuple(attend.value for attend in Attend),
    "cost": tuple(cost.value for cost in Cost),
    "day": DAYS,
    "time": BANDS,
    "when": WHEN,
    "verified": VERIFIED,
}


def facets(
    snapshot: Snapshot, query: Query, *, at: dt.datetime, zone: ZoneInfo | str | None = None
) -> Counts:
    """How many results each option would give if it were chosen, the other filters as they are.

    For a list of which any one counts, and for a single value: the option alone in place of what
    is chosen. For a list of which all count (type, serves, access): the option added to what is
    chosen. `within` is counted in the unit of the search, and only with a place.
    """
    asked = ask(snapshot, query, at, zone)
    if query.id:
        total = len(select(snapshot, asked).entries)
        return {
            name: dict.fromkeys(options, total)
            for name, options in _options(snapshot, asked).items()
        }
    return _Facets(snapshot, asked).counts()


def _options(snapshot: Snapshot, asked: Asked) -> dict[str, tuple[str, ...]]:
    tags = snapshot.columns.tags
    options = {
        name: _FIXED.get(name) or tuple(dict.fromkeys((*tags[name].codes, *_chosen(asked, name))))
        for name in (*ANY_OF, *ALL_OF)
    }
    for name in ("day", "time", "when", "verified"):
        options[name] = _FIXED[name]
    options["within"] = tuple(map(str, _radii(snapshot, asked))) if asked.origin else ()
    return options


def _radii(snapshot: Snapshot, asked: Asked) -> list[Distance]:
    default = Distance(snapshot.settings.radius, snapshot.settings.units)
    chosen = asked.query.within or default
    offered = {Distance(float(radius), asked.units) for radius in RADII} | {chosen}
    if default.unit is asked.units:
        offered.add(default)
    return sorted(offered, key=lambda radius: radius.km)


def _chosen(asked: Asked, name: str) -> tuple[str, ...]:
    chosen: tuple[str, ...] = getattr(asked.query, name)
    return chosen


class _Facets:
    """The filters of one query, each as a mask that can be left out."""

    def __init__(self, snapshot: Snapshot, asked: Asked) -> None:
        self._snapshot = snapshot
        self._asked = asked
        self._masks = masks(snapshot, asked)
        everyone = snapshot.columns.listed
        # How many filters each entry fails: whoever fails only one is back when that one goes.
        self._failed = np.zeros(len(everyone), np.uint8)
        for mask in self._masks.values():
            self._failed += ~mask
        self._near: Callable[[float, bool], Mask] = self._nearness()
        self._here = self._near(asked.radius_km, asked.admits_online)
        self._radii = _radii(snapshot, asked)
        farthest = self._radii[-1].km
        within_sight = everyone & (self._failed <= 1) & self._near(farthest, True)
        self._in_time = self._timely(within_sight, asked.wanted)

    def counts(self) -> Counts:
        options = _options(self._snapshot, self._asked)
        counted: dict[str, Mapping[str, int]] = {}
        for name in (*ANY_OF, *ALL_OF):
            found = self._snapshot.columns.tags[name].counts(np.flatnonzero(self._base(name)))
            key = primary if name == "language" else str
            counted[name] = {option: found.get(key(option), 0) for option in options[name]}
        wanted = self._asked.wanted
        counted["day"] = self._times(options["day"], lambda one: replace(wanted, days=one))
        counted["time"] = self._times(options["time"], lambda one: replace(wanted, bands=one))
        counted["when"] = self._times(options["when"], lambda one: replace(wanted, when=one))
        counted["verified"] = self._verified(options["verified"])
        counted["within"] = self._within() if self._asked.origin else {}
        return counted

    def _others(self, name: str | None) -> Mask:
        """Who passes every filter but the named one, place and time aside."""
        failed = self._failed
        own = None if name is None or name in ALL_OF else self._masks.get(name)
        passing: Mask = failed == 0 if own is None else failed == ~own
        passing &= self._snapshot.columns.listed
        return passing

    def _base(self, name: str) -> Mask:
        here = self._here
        if name == "attend" and not self._asked.admits_online:
            # Choosing "online" is what lets those in who only meet online.
            here = self._near(self._asked.radius_km, True)
        return self._others(name) & here & self._in_time

    def _nearness(self) -> Callable[[float, bool], Mask]:
        columns, origin = self._snapshot.columns, self._asked.origin
        if origin is None:
            everywhere = np.ones(len(columns.listed), bool)
            return lambda _radius, _online: everywhere
        entries = np.arange(len(columns.listed), dtype=np.int64)
        distances = measure(columns.positions, origin, entries)

        def near(radius_km: float, online: bool) -> Mask:
            reached = inside(distances, radius_km)
            return reached | columns.online_only if online else reached

        return near

    def _timely(self, among: Mask, wanted: TimeFilter) -> Mask:
        if not wanted:
            return np.ones(len(among), bool)
        entries = np.flatnonzero(among)
        timely = np.zeros(len(among), bool)
        timely[entries[self._match(entries, wanted)]] = True
        return timely

    def _match(self, entries: Entries, wanted: TimeFilter) -> Mask:
        asked = self._asked
        return self._snapshot.timetable.match(entries, asked.at, wanted, asked.zone).matched

    def _times(
        self, options: Iterable[str], wanted: Callable[[frozenset[str]], TimeFilter]
    ) -> dict[str, int]:
        entries = np.flatnonzero(self._others(None) & self._here)
        return {
            option: int(np.count_nonzero(self._match(entries, wanted(frozenset((option,))))))
            for option in options
        }

    def _verified(self, options: Iterable[str]) -> dict[str, int]:
        checked = self._snapshot.columns.verified[self._base("verified")]
        today = self._asked.at.date()
        return {
            option: int(np.count_nonzero(checked_within(checked, read_period(option), today)))
            for option in options
        }

    def _within(self) -> dict[str, int]:
        passing = self._others(None) & self._in_time
        online = self._asked.admits_online
        return {
            str(radius): int(np.count_nonzero(passing & self._near(radius.km, online)))
            for radius in self._radii
        }
