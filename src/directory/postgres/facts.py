"""What a replica keeps of each entry in memory: what filters, order and timetable look at.

Texts for readers stay in the documents. Entries share what is alike in them: few entries have a
schedule, opening hours or a list of codes of their own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

from directory.model import Attend, Cost, Kind, Location, Resource, Status
from directory.model.resource import Closure, SessionRule, Verified
from directory.model.texts import main_text, translations

T = TypeVar("T", bound=Hashable)


@dataclass(slots=True, eq=False)
class Spot:
    """Where an entry is, as far as distances and addresses go."""

    latitude: float | None
    longitude: float | None
    approximate: bool
    confidential: bool
    city: str | None
    region: str | None
    postal_code: str | None
    country: str | None
    address: str | None
    """Only where there are no coordinates."""
    name: ClassVar[None] = None


@dataclass(slots=True, eq=False)
class Facts:
    """An entry without its texts; stands in for its `Resource` where columns are made."""

    number: int
    """The entry's own number in the database, the same for good."""
    version: int
    """The number of its last change."""
    indexed: bool
    """Whether the database can find this version by its words."""
    at: int
    """Where the document lies in the copies."""
    words_at: int
    stop: int
    file: str
    """The file that it was loaded from."""
    languages_of_texts: frozenset[str]
    id: str
    name: str
    kind: Kind
    fellowship: str | None
    location: Spot | None
    timezone: str | None
    schedule: tuple[SessionRule, ...]
    hours: str | None
    by_appointment: bool
    closed: tuple[Closure, ...]
    status: Status
    types: tuple[str, ...]
    serves: tuple[str, ...]
    access: tuple[str, ...]
    languages: tuple[str, ...]
    cost: Cost | None
    verified: Verified | None
    updated: dt.date | None
    attend: Attend | None
    runs: bool
    organization: ClassVar[None] = None
    description: ClassVar[None] = None


class Pool:
    """Makes facts that share what is alike in them."""

    def __init__(self) -> None:
        self._known: dict[Any, Any] = {}

    def share(self, value: T) -> T:
        """The first value that was equal to this one, and of the same type."""
        found: T = self._known.setdefault((value.__class__, value), value)
        return found

    def facts(
        self,
        resource: Resource,
        *,
        number: int,
        version: int,
        indexed: bool,
        place: tuple[int, int, int],
        file: str,
    ) -> Facts:
        """The facts of an entry whose document lies at `place`: begin, begin of words, end."""
        told = translations(resource)
        # Of texts in several languages only the shown one is compared: such entries share less.
        schedule = resource.schedule if told else self.share(resource.schedule)
        closed = resource.closed if told else self.share(resource.closed)
        verified = resource.verified if told else self.share(resource.verified)
        return Facts(
            number=number,
            version=version,
            indexed=indexed,
            at=place[0],
            words_at=place[1],
            stop=place[2],
            file=self.share(file),
            languages_of_texts=self.share(frozenset(told)),
            id=resource.id,
            name=str(main_text(resource.name)),
            kind=resource.kind,
            fellowship=self.share(resource.fellowship),
            location=self._spot(resource.location),
            timezone=self.share(resource.timezone),
            schedule=schedule,
            hours=self.share(resource.hours),
            by_appointment=resource.by_appointment,
            closed=closed,
            status=resource.status,
            types=self.share(resource.types),
            serves=self.share(resource.serves),
            access=self.share(resource.access),
            languages=self.share(resource.languages),
            cost=resource.cost,
            verified=verified,
            updated=self.share(resource.updated),
            attend=resource.attend,
            runs=resource.runs,
        )

    def _spot(self, place: Location | None) -> Spot | None:
        if place is None:
            return None
        return Spot(
            latitude=place.latitude,
            longitude=place.longitude,
            approximate=place.approximate,
            confidential=place.confidential,
            city=self.share(place.city),
            region=self.share(place.region),
            postal_code=self.share(place.postal_code),
            country=self.share(place.country),
            address=place.address if place.latitude is None else None,
        )
