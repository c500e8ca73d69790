"""Which places of a catalog lack coordinates, and what may be asked to find them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from directory.catalog import events
from directory.catalog.edit import Path
from directory.catalog.events import parse
from directory.catalog.validate import read_part
from directory.model import Location, Resource

BOTH = ("latitude", "longitude")


@dataclass(frozen=True, slots=True)
class Gap:
    """A place without coordinates."""

    id: str
    """The entry's."""
    line: int
    """Where its location stands in the file."""
    path: Path
    query: Mapping[str, str]
    """What to ask, by Nominatim's names: street, city, state, postalcode, country. Names and
    notes are never in it."""
    door: bool
    """True: a street address. False: a town or a postal code."""
    marked: bool = False
    """Whether it says `approximate: true` already."""


@dataclass(frozen=True, slots=True)
class Left:
    """A place that stays without coordinates, and why."""

    id: str
    line: int
    reason: str


def find_gaps(
    data: str | bytes, name: str = "catalog.yaml", country: str | None = None
) -> tuple[list[Gap], list[Left]]:
    """The places of a catalog file that lack coordinates, and those that cannot be looked up.

    Confidential places are in neither: they are not even counted. `country` is that of places
    which name none. Raises `CatalogError` when the file cannot be read.
    """
    part = read_part(parse(data, name))
    document = parse(data, name)
    assert isinstance(document.root, events.Mapping)
    listed = document.root.get("resources")
    gaps: list[Gap] = []
    left: list[Left] = []
    for resource, (where, _, _) in zip(part.resources, part.places, strict=True):
        index = int(where[where.index("[") + 1 : -1])
        single = isinstance(listed, events.Mapping)  # `resources:` with one entry and no dash
        entry = listed if single else listed[index]  # type: ignore[index]
        path: Path = ("resources", "location") if single else ("resources", index, "location")
        node = entry.get("location") if isinstance(entry, events.Mapping) else None
        place = resource.location
        if place is None or place.confidential or not isinstance(node, events.Mapping):
            continue
        if place.latitude is not None:
            continue
        line = document.place(node.at)[0]
        query = _query(place, country)
        if reason := _why_not(resource, place, node, query):
            left.append(Left(resource.id, line, reason))
            continue
        # A place marked as a town is one, whatever else is written.
        door = place.address is not None and not place.approximate
        if not door:
            query.pop("street", None)
        gaps.append(Gap(resource.id, line, path, query, door, place.approximate))
    return gaps, left


def _query(place: Location, country: str | None) -> dict[str, str]:
    parts: Iterable[tuple[str, str | None]] = (
        ("street", place.address),
        ("city", place.city),
        ("state", place.region),
        ("postalcode", place.postal_code),
        ("country", place.country or country),
    )
    return {key: " ".join(value.split()) for key, value in parts if value}


def _why_not(
    resource: Resource, place: Location, node: events.Mapping, query: Mapping[str, str]
) -> str | None:
    """Why a place cannot be looked up."""
    if any(key in node for key in BOTH) or node.repeats:
        return "has coordinates that cannot be used; `directory check` says why"
    if not {"city", "postalcode"} & query.keys():
        return "has no city and no postal code; add them"
    if place.approximate or place.address is not None:
        return None
    # From here on a town or a postal code is all there is to ask for. `approximate: true` would
    # say that nobody meets in person there, so it is written only where nothing speaks for a door.
    if place.name is not None:
        return "has a building but no street address; add the address"
    if "approximate" in node:
        return "says that it is a door but has no street address; add the address"
    if resource.online is not None:
        return (
            "meets online too, and a mere town would make it online only; add the address, "
            "or `approximate: true` where nobody meets in person"
        )
    return None
