"""A catalog as columns: what search compares, one array for each thing it compares."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from directory.index.packed import Array, Packed, small
from directory.index.tags import Mask, Tags
from directory.index.text import TextIndex, fold
from directory.index.written import Addresses
from directory.model import Attend, Kind, Location, Resource, Settings, Status
from directory.model.texts import Translated, every_text, main_text
from directory.vocabulary import TYPES, fellowship_label


class Locator(Protocol):
    """What can say where a town or postal code lies: the gazetteer."""

    def locate(
        self,
        *,
        city: str | None = None,
        region: str | None = None,
        postal_code: str | None = None,
        country: str | None = None,
    ) -> tuple[float, float] | None:
        """Latitude and longitude of a postal code or a city; `None` when unknown."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Positions:
    """Where entries are, as far as distances go."""

    latitude: NDArray[np.float64]
    """Degrees north of each entry; nan where unknown, or where one only joins online."""
    longitude: NDArray[np.float64]
    approximate: Mask
    """True: the middle of a town or postal code, not a door."""
    shown: Mask
    """False: a confidential place, measured to its town and never put on a map."""
    order: Array
    """The entries with a position, from south to north."""
    sorted_latitude: NDArray[np.float64]
    """The latitudes of `order`."""
    sorted_longitude: NDArray[np.float64]

    @property
    def packed(self) -> Packed:
        """Taken apart."""
        return Packed({one.name: getattr(self, one.name) for one in fields(self)})


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """Everything search compares, one value for each entry, in catalog order."""

    tags: dict[str, Tags]
    """By parameter: kind, fellowship, attend, type, serves, access, language, cost."""
    positions: Positions
    listed: Mask
    """False: closed, found by its id only."""
    last: Mask
    """True: temporarily closed with nothing online; after everything else."""
    online_only: Mask
    verified: NDArray[np.int32]
    """The day of the last check as an ordinal; 0: never."""
    rank: NDArray[np.int32]
    """Place in the order of folded names, then ids."""
    text: TextIndex
    addresses: Addresses
    """Where those without coordinates are, as it is written."""

    @property
    def packed(self) -> Packed:
        """Taken apart."""
        own = ("listed", "last", "online_only", "verified", "rank")
        return Packed.joined(
            {
                "entries": Packed({name: getattr(self, name) for name in own}),
                "tags": Packed.joined({name: tags.packed for name, tags in self.tags.items()}),
                "tagged": Packed({}, {"names": tuple(self.tags)}),
                "positions": self.positions.packed,
                "text": self.text.packed,
                "addresses": self.addresses.packed,
            }
        )

    @classmethod
    def from_packed(cls, packed: Packed) -> Columns:
        """Put together again; nothing is copied, whatever the number of entries."""
        tags = packed.part("tags")
        return cls(
            tags={name: Tags(tags.part(name)) for name in packed.texts["tagged.names"]},
            positions=Positions(**packed.part("positions").arrays),
            text=TextIndex(packed.part("text")),
            addresses=Addresses(packed.part("addresses")),
            **packed.part("entries").arrays,
        )


def primary(language: str) -> str:
    """A language without its region: en-US is en."""
    return language.partition("-")[0]


def build_columns(
    resources: Sequence[Resource],
    settings: Settings,
    locator: Locator | None,
    text: TextIndex | None = None,
) -> Columns:
    """The columns of a catalog; `text` where words are not looked up in these entries."""
    attend = [resource.attend for resource in resources]
    size = len(resources)
    return Columns(
        tags=_tags(resources, settings, attend),
        positions=_positions(resources, settings, attend, locator),
        listed=_mask(size, (resource.status is not Status.CLOSED for resource in resources)),
        last=_mask(
            size,
            (
                resource.status is Status.TEMPORARILY_CLOSED and how is not Attend.ONLINE
                for resource, how in zip(resources, attend, strict=True)
            ),
        ),
        online_only=_mask(size, (how is Attend.ONLINE for how in attend)),
        verified=np.fromiter(
            (r.verified.on.toordinal() if r.verified else 0 for r in resources), np.int32, size
        ),
        rank=_rank(resources),
        text=TextIndex.of(map(texts_of, resources)) if text is None else text,
        addresses=Addresses.of(resource.location for resource in resources),
    )


def _mask(size: int, values: Iterable[bool]) -> Mask:
    return np.fromiter(values, np.bool_, size)


_JOINED_BY: dict[Attend | None, tuple[str, ...]] = {
    None: (),
    Attend.IN_PERSON: (Attend.IN_PERSON.value,),
    Attend.ONLINE: (Attend.ONLINE.value,),
    Attend.HYBRID: (Attend.IN_PERSON.value, Attend.ONLINE.value, Attend.HYBRID.value),
}


def _tags(
    resources: Sequence[Resource], settings: Settings, attend: Sequence[Attend | None]
) -> dict[str, Tags]:
    default = settings.languages

    def tags(codes: Callable[[Resource], Iterable[str]]) -> Tags:
        return Tags.of(codes(resource) for resource in resources)

    return {
        "kind": tags(lambda r: (r.kind.value,)),
        "fellowship": tags(
            lambda r: (r.fellowship,) if r.fellowship and r.kind is Kind.MEETING else ()
        ),
        "attend": Tags.of(_JOINED_BY[how] for how in attend),
        "type": tags(lambda r: r.types),
        "serves": tags(lambda r: r.serves),
        "access": tags(lambda r: r.access),
        "language": tags(lambda r: map(primary, r.languages or default)),
        "cost": tags(lambda r: (r.cost.value,) if r.cost else ()),
    }


def _positions(
    resources: Sequence[Resource],
    settings: Settings,
    attend: Sequence[Attend | None],
    locator: Locator | None,
) -> Positions:
    size = len(resources)
    latitude, longitude = np.full(size, np.nan), np.full(size, np.nan)
    approximate, shown = np.zeros(size, bool), np.zeros(size, bool)
    towns: dict[tuple[str | None, ...], tuple[float, float] | None] = {}

    def located(place: Location) -> tuple[float, float] | None:
        key = (place.city, place.region, place.postal_code, place.country or settings.country)
        if locator is None or not (place.city or place.postal_code):
            return None
        if key not in towns:
            city, region, postal_code, country = key
            towns[key] = locator.locate(
                city=city, region=region, postal_code=postal_code, country=country
            )
        return towns[key]

    for entry, (resource, how) in enumerate(zip(resources, attend, strict=True)):
        place = resource.location
        if place is None or how is Attend.ONLINE:
            continue
        if place.latitude is not None and place.longitude is not None:
            point: tuple[float, float] | None = (place.latitude, place.longitude)
            approximate[entry] = place.approximate
        else:
            point = located(place)
            approximate[entry] = True
        if point is not None:
            latitude[entry], longitude[entry] = point
            shown[entry] = not place.confidential
    known = np.flatnonzero(~np.isnan(latitude))
    order = known[np.argsort(latitude[known], kind="stable")]
    return Positions(
        latitude, longitude, approximate, shown, small(order), latitude[order], longitude[order]
    )


def _rank(resources: Sequence[Resource]) -> NDArray[np.int32]:
    names = [(fold(main_text(resource.name)), resource.id) for resource in resources]
    rank = np.empty(len(names), np.int32)
    rank[sorted(range(len(names)), key=names.__getitem__)] = np.arange(len(names))
    return rank


def texts_of(resource: Resource) -> list[str]:
    """What of an entry is searched by words, field by field."""
    place = resource.location
    texts = [resource.name, resource.organization, resource.description]
    if place is not None:
        texts += [place.name, place.address, place.city, place.region]
    for text in texts[:4]:
        if text.__class__ is Translated:
            texts += every_text(text)[1:]
    for slug in resource.types:
        term = TYPES.get(slug)
        texts += [slug, term.label if term else None]
    if resource.fellowship:
        texts.append(fellowship_label(resource.fellowship))
    return [text for text in texts if text]
