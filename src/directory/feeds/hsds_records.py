"""The services at locations of an HSDS feed in one shape, whichever shape the feed has.

Everything is brought into the nested form of HSDS 3.0 JSON: a service with its lists of phones,
schedules, languages and so on, a location with its own, and what belongs to the pair.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from directory.feeds.report import FeedError, shorten
from directory.feeds.text import written

Item = Mapping[str, Any]
_NOTHING: Item = {}


@dataclass(slots=True)
class Record:
    """One service at one location, or a row that names none."""

    service: Item = field(default_factory=dict)
    location: Item = field(default_factory=dict)
    """Empty when the service has no location."""
    link: Item = field(default_factory=dict)
    """What belongs to the pair (`service_at_location`); empty without one."""
    organization: Item = field(default_factory=dict)
    fault: tuple[str, object] | None = None
    """Why it cannot be an entry, with the value it is about."""
    oddities: list[tuple[str, object]] = field(default_factory=list)
    """What had to be overlooked to read it."""

    @property
    def source_id(self) -> str:
        """The id of the pair, else of the service; empty when it has none."""
        found = written(self.link.get("id")) or written(self.service.get("id"))
        return " ".join(found.split())[:200] if found else ""

    @property
    def key(self) -> tuple[str, ...]:
        """What it is known by: the same for the same pair; empty when it has no ids."""
        ids = [written(part.get("id")) for part in (self.link, self.service, self.location)]
        return tuple(key or "" for key in ids) if ids[0] or ids[1] else ()


def read_objects(value: Any, name: str) -> Iterator[Record]:
    """The pairs of a JSON feed: services, organizations, pairs, or a page of them.

    Raises `FeedError` when it is something else: an error message, or a list of meetings.
    """
    found = _items(value)
    if value is not found and not isinstance(value, dict):
        raise FeedError(f"{name}: holds no list of services, only {shorten(value, 60)}")
    if found and all(isinstance(item, dict) and _meeting(item) for item in found):
        raise FeedError(f"{name}: is a list of meetings and not HSDS; import it as tsml or bmlt")
    if len(found) == 1 and found[0] is value and not (_SERVICE_KEYS & value.keys()):
        said = value.get("message") or value.get("error") or value
        raise FeedError(f"{name}: holds no list of services, only {shorten(said, 60)}")
    for item in found:
        if not isinstance(item, dict):
            yield Record(fault=("the row is not an object with keys and values", item))
        elif isinstance(item.get("services"), list) and not isinstance(item.get("service"), dict):
            yield from _of_organization(item)
        elif isinstance(item.get("service"), dict):
            yield _of_pair(item)
        else:
            yield from _of_service(item, _item(item.get("organization")), {})


def items(value: Any) -> list[Item]:
    """The objects in a list of a record; anything else is no part of it."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def page_words(value: Any) -> tuple[int, int] | None:
    """How many rows a page holds, and how many all pages together, where a page says so."""
    total = value.get("total_items") if isinstance(value, dict) else None
    if isinstance(total, int) and not isinstance(total, bool):
        return len(_items(value)), total
    return None


_SERVICE_KEYS = frozenset({"id", "name", "service", "services"})
_LISTS = (
    "contents", "items", "services", "service_at_locations", "service_at_location",
    "organizations", "data", "results", "records",
)  # fmt: skip


def _meeting(item: Item) -> bool:
    return "weekday_tinyint" in item or ("day" in item and ("slug" in item or "time" in item))


def _items(value: Any) -> Sequence[Any]:
    if isinstance(value, list):
        return value
    if not isinstance(value, dict):
        return [value]
    named = written(value.get("name")) or isinstance(value.get("service"), dict)
    for key in _LISTS:
        if isinstance(value.get(key), list) and (key == "contents" or not named):
            return list(value[key])
    return [value]


def _of_organization(item: Item) -> Iterator[Record]:
    known: dict[str, Item] = {}
    for location in items(item.get("locations")):
        key = written(location.get("id"))
        if key:
            known[key] = location
    if not item["services"]:
        yield Record(fault=("the organization has no service", item.get("name") or ""))
    for service in item["services"]:
        if isinstance(service, dict):
            yield from _of_service(service, item, known)
        else:
            yield Record(fault=("the service is not an object with keys and values", service))


def _of_service(service: Item, organization: Item, known: Mapping[str, Item]) -> Iterator[Record]:
    links = items(service.get("service_at_locations"))
    for link in links:
        location = _item(link.get("location")) or known.get(
            written(link.get("location_id")) or "", _NOTHING
        )
        yield Record(service, location, link, organization)
    if not links:
        places = items(service.get("locations")) or [_item(service.get("location"))]
        for location in places:
            yield Record(service, location, _NOTHING, organization)


def _of_pair(item: Item) -> Record:
    service = _item(item.get("service"))
    organization = _item(service.get("organization")) or _item(item.get("organization"))
    return Record(service, _item(item.get("location")), item, organization)


def _item(value: Any) -> Item:
    return value if isinstance(value, dict) else _NOTHING
