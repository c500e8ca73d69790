"""How many results each option of each filter would give, under all the other filters."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
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
from directory.search.filters import (
    ALL_OF,
    ANY_OF,
    Distances,
    checked_within,
    inside,
    masks,
    nearby,
)
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
    """Who could be a result if one filter were another, and which filters each of them fails."""

    def __init__(self, snapshot: Snapshot, asked: Asked) -> None:
        self._snapshot, self._asked = snapshot, asked
        self._radii = _radii(snapshot, asked)
        entries, self._distances = self._candidates()
        listed = snapshot.columns.listed
        kept = listed if entries is None else listed[entries]
        # How many filters each entry fails: whoever fails only one is back when that one goes.
        failed = np.zeros(len(kept), np.uint8)
        self._masks = masks(snapshot, asked, entries)
        for name in list(self._masks):
            if name in ANY_OF or name == "verified":
                failed += ~self._masks[name]
            else:
                kept = kept & self._masks.pop(name)
        places = np.flatnonzero(kept & (failed <= 1))
        self._entries = places if entries is None else entries[places]
        self._failed = failed[places]
        self._masks = {name: mask[places] for name, mask in self._masks.items()}
        if self._distances is not None:
            self._distances = self._distances[places]
        self._here = self._near(asked.radius_km, asked.admits_online)
        self._in_time = self._timely()
        self._results = self._entries[self._others(None) & self._here & self._in_time]
        # Of a search that finds most of the catalog, it is quicker to count those it leaves out.
        self._left_out: Entries | None = None
        if len(self._results) * 2 > len(snapshot.columns.listed):
            absent = np.ones(len(snapshot.columns.listed), bool)
            absent[self._results] = False
            self._left_out = np.flatnonzero(absent)

    def counts(self) -> Counts:
        options = _options(self._snapshot, self._asked)
        counted: dict[str, Mapping[str, int]] = {}
        for name in (*ANY_OF, *ALL_OF):
            found = self._tagged(name)
            key = primary if name == "language" else str
            counted[name] = {option: found.get(key(option), 0) for option in options[name]}
        counted |= self._times(options)
        counted["verified"] = self._verified(options["verified"])
        counted["within"] = self._within() if self._asked.origin else {}
        return counted

    def _candidates(self) -> tuple[Entries | None, Distances | None]:
        """Who is near enough for the widest radius that is counted, or joins online."""
        columns, origin = self._snapshot.columns, self._asked.origin
        if origin is None:
            return None, None
        entries, distances = nearby(columns.positions, origin, self._radii[-1].km)
        online = np.flatnonzero(columns.online_only)
        return (
            np.concatenate((entries, online)),
            np.concatenate((distances, np.full(len(online), np.nan))),
        )

    def _near(self, radius_km: float, online: bool) -> Mask:
        """Who is within a radius; `online`: or anywhere, if that is how they meet."""
        if self._distances is None:
            return np.ones(len(self._entries), bool)
        reached = inside(self._distances, radius_km)
        return reached | np.isnan(self._distances) if online else reached

    def _timely(self) -> Mask:
        asked = self._asked
        if not asked.wanted:
            return np.ones(len(self._entries), bool)
        return self._snapshot.timetable.match(
            self._entries, asked.at, asked.wanted, asked.zone
        ).matched

    def _others(self, name: str | None) -> Mask:
        """Who passes every filter but the named one, place and time aside."""
        own = None if name is None else self._masks.get(name)
        passing: Mask = self._failed == 0 if own is None else self._failed == ~own
        return passing

    def _base(self, name: str) -> Entries:
        """Who passes every filter but the named one."""
        if name == "attend" and not self._asked.admits_online and self._distances is not None:
            # Choosing "online" is what lets those in who only meet online.
            here = self._near(self._asked.radius_km, True)
        elif name not in self._masks:
            return self._results
        else:
            here = self._here
        return self._entries[self._others(name) & here & self._in_time]

    def _tagged(self, name: str) -> Mapping[str, int]:
        """How many of those who pass every filter but this one carry each of its codes."""
        tags, base = self._snapshot.columns.tags[name], self._base(name)
        if base is not self._results or self._left_out is None:
            return tags.counts(base)
        without = tags.counts(self._left_out)
        return {code: total - without[code] for code, total in tags.totals.items()}

    def _times(self, options: Mapping[str, Iterable[str]]) -> dict[str, dict[str, int]]:
        asked, wanted = self._asked, self._asked.wanted
        filters = {
            (name, option): _only(wanted, name, option)
            for name in ("day", "time", "when")
            for option in options[name]
        }
        entries = self._results
        if asked.wanted:
            entries = self._entries[self._others(None) & self._here]
        totals = self._snapshot.timetable.tally(entries, asked.at, filters.values(), asked.zone)
        counted: dict[str, dict[str, int]] = {"day": {}, "time": {}, "when": {}}
        for (name, option), total in zip(filters, totals, strict=True):
            counted[name][option] = total
        return counted

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


def _only(wanted: TimeFilter, parameter: str, option: str) -> TimeFilter:
    """The filters of time with one of them set to a single option."""
    one = frozenset((option,))
    if parameter == "day":
        return replace(wanted, days=one)
    return replace(wanted, bands=one) if parameter == "time" else replace(wanted, when=one)
