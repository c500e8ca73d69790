"""What a search finds: counted and ordered at once, made into hits only when asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import overload
from zoneinfo import ZoneInfo

import numpy as np

from directory.index.tags import Entries
from directory.model import Kind, Resource, Unit
from directory.places import KM_PER_MILE, Place
from directory.query import PAGE_SIZE, Ignored, Query
from directory.schedule.timetable import Occurrence
from directory.search.asked import Asked
from directory.search.filters import Distances
from directory.search.order import Order
from directory.snapshot import Snapshot

_AT_ONCE = 500
"""Hits are made in batches of this many when all are gone through."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One resource among the results."""

    resource: Resource
    index: int
    """Its place in the catalog."""
    distance: float | None
    """How far from `near`, in `units`, with 2 decimals; `None` when unknown."""
    units: Unit
    approximate: bool
    """True: measured to the middle of a town or postal code, not to a door."""
    latitude: float | None
    """Where to put it on a map; `None` for confidential places and what is only online."""
    longitude: float | None
    next: Occurrence | None
    """The earliest session or open interval that the filters admit, in progress or to come."""

    @property
    def id(self) -> str:
        """The id of the resource."""
        return self.resource.id

    @property
    def kind(self) -> Kind:
        """The kind of the resource."""
        return self.resource.kind

    @property
    def name(self) -> str:
        """The name of the resource."""
        return self.resource.name


class Results(Sequence[Hit]):
    """The results of one search, in order.

    `len` and `total` count all of them; an index or a slice makes the hits it is asked for.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        asked: Asked,
        found: Entries,
        distances: Distances | None,
        order: Order,
        ignored: tuple[Ignored, ...] = (),
    ) -> None:
        """`found` are positions in the catalog, in any order; `distances` kilometers to each."""
        self.snapshot = snapshot
        self._asked = asked
        self.found = found
        """Positions of the results in the catalog, in no order: for what needs none."""
        self._far = distances
        self._order = order
        self.ignored = ignored
        """What in the link had no effect, and why."""

    def places(self, first: int, stop: int) -> Entries:
        """Positions in the catalog of the results from `first` until before `stop`, in order."""
        return self.found[self._order.between(first, min(stop, len(self.found)))]

    @cached_property
    def entries(self) -> Entries:
        """Positions of the results in the catalog, in order; this sorts them all."""
        return self.found[self._order.all()]

    @property
    def total(self) -> int:
        """How many resources match."""
        return len(self.found)

    @property
    def asked(self) -> Asked:
        """The query made definite: its instant, time filters, clock and place."""
        return self._asked

    @property
    def query(self) -> Query:
        """The query in its canonical form."""
        return self._asked.query

    @property
    def link(self) -> str:
        """The canonical link of the query."""
        return self._asked.query.to_link()

    @property
    def as_of(self) -> dt.datetime:
        """The instant that "now" and "next" mean, in the directory's zone."""
        return self._asked.at

    @property
    def corrected(self) -> tuple[tuple[str, str], ...]:
        """Words that no entry has, each with the one that stood in for it."""
        return self._asked.corrected

    @property
    def place(self) -> Place | None:
        """The place that `near` was understood as."""
        return self._asked.place

    @property
    def units(self) -> Unit:
        """The unit of the distances."""
        return self._asked.units

    def on_page(self) -> list[Hit]:
        """The hits of the page that the query asks for."""
        first = (self.query.page - 1) * PAGE_SIZE
        return self[first : first + PAGE_SIZE]

    @property
    def pages(self) -> int:
        """How many pages there are; at least one."""
        return max(1, -(-self.total // PAGE_SIZE))

    def __len__(self) -> int:
        return len(self.found)

    def __iter__(self) -> Iterator[Hit]:
        self._order.all()
        for first in range(0, len(self), _AT_ONCE):
            yield from self[first : first + _AT_ONCE]

    @overload
    def __getitem__(self, item: int) -> Hit: ...
    @overload
    def __getitem__(self, item: slice) -> list[Hit]: ...
    def __getitem__(self, item: int | slice) -> Hit | list[Hit]:
        if isinstance(item, slice):
            return self._hits(range(*item.indices(len(self))))
        place = range(len(self))[item]
        return self._hits(range(place, place + 1))[0]

    def _hits(self, wanted: range) -> list[Hit]:
        if not wanted:
            return []
        asked, first, stop = self._asked, min(wanted), max(wanted) + 1
        places = self._order.between(first, stop)[np.array(wanted) - first]
        entries = self.found[places]
        upcoming = self.snapshot.timetable.next_each(entries, asked.at, asked.wanted, asked.zone)
        return [
            self._hit(place, index, _on_clock(following, asked.zone))
            for place, index, following in zip(
                places.tolist(), entries.tolist(), upcoming, strict=True
            )
        ]

    def _hit(self, place: int, index: int, upcoming: Occurrence | None) -> Hit:
        positions = self.snapshot.columns.positions
        shown = bool(positions.shown[index])
        return Hit(
            resource=self.snapshot.resources[index],
            index=index,
            distance=self._distance(place),
            units=self.units,
            approximate=bool(positions.approximate[index]),
            latitude=float(positions.latitude[index]) if shown else None,
            longitude=float(positions.longitude[index]) if shown else None,
            next=upcoming,
        )

    def _distance(self, place: int) -> float | None:
        if self._far is None:
            return None
        distance = float(self._far[place])
        if distance != distance:  # nan: it has no position
            return None
        return round(distance / KM_PER_MILE if self.units is Unit.MILES else distance, 2)


def _on_clock(occurrence: Occurrence | None, zone: ZoneInfo | None) -> Occurrence | None:
    if occurrence is None or zone is None:
        return occurrence
    return replace(
        occurrence,
        start=occurrence.start.astimezone(zone),
        end=occurrence.end.astimezone(zone) if occurrence.end else None,
    )
