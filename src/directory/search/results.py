"""What a search finds: counted and ordered at once, made into hits only when asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import overload

from directory.index.tags import Entries
from directory.model import Kind, Resource, Unit
from directory.places import KM_PER_MILE, Place
from directory.query import PAGE_SIZE, Ignored, Query
from directory.schedule.timetable import Occurrence
from directory.search.asked import Asked
from directory.search.filters import Distances
from directory.snapshot import Snapshot


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
        entries: Entries,
        distances: Distances | None,
        ignored: tuple[Ignored, ...] = (),
    ) -> None:
        self.snapshot = snapshot
        self._asked = asked
        self.entries = entries
        """Positions of the results in the catalog."""
        self.distances = distances
        """Kilometers to each, nan where unknown; `None` without a place."""
        self.ignored = ignored
        """What in the link had no effect, and why."""

    @property
    def total(self) -> int:
        """How many resources match."""
        return len(self.entries)

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
        return len(self.entries)

    @overload
    def __getitem__(self, item: int) -> Hit: ...
    @overload
    def __getitem__(self, item: slice) -> list[Hit]: ...
    def __getitem__(self, item: int | slice) -> Hit | list[Hit]:
        if isinstance(item, slice):
            return [self._hit(place) for place in range(*item.indices(len(self)))]
        return self._hit(range(len(self))[item])

    def _hit(self, place: int) -> Hit:
        index = int(self.entries[place])
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
            next=self._next(index),
        )

    def _distance(self, place: int) -> float | None:
        if self.distances is None:
            return None
        distance = float(self.distances[place])
        if distance != distance:  # nan: it has no position
            return None
        return round(distance / KM_PER_MILE if self.units is Unit.MILES else distance, 2)

    def _next(self, index: int) -> Occurrence | None:
        asked = self._asked
        found = self.snapshot.timetable.next(index, asked.at, asked.wanted, asked.zone)
        if found is None or asked.zone is None:
            return found
        return replace(
            found,
            start=found.start.astimezone(asked.zone),
            end=found.end.astimezone(asked.zone) if found.end else None,
        )
