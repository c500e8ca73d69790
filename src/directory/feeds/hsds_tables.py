"""HSDS as tables: one file a table, of versions 1.x, 2.0 and 3.x, tied together by their ids."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

from directory.feeds import tables
from directory.feeds.hsds_records import Record
from directory.feeds.report import FeedError, shorten
from directory.feeds.source import Document
from directory.feeds.text import written

Row = dict[str, Any]
Tables = dict[str, list[Row]]

_NAMES = {
    "accessibility_for_disabilities": "accessibility",
    "accessibilities": "accessibility",
    "address": "addresses",
    "attribute": "attributes",
    "cost_option": "cost_options",
    "eligibility": "eligibilities",
    "holiday_schedule": "holiday_schedules",
    "language": "languages",
    "location": "locations",
    "organization": "organizations",
    "phone": "phones",
    "physical_address": "physical_addresses",
    "postal_address": "postal_addresses",
    "program": "programs",
    "regular_schedule": "regular_schedules",
    "required_document": "required_documents",
    "schedule": "schedules",
    "service": "services",
    "service_area": "service_areas",
    "service_at_locations": "service_at_location",
    "services_at_location": "service_at_location",
    "services_at_locations": "service_at_location",
    "service_capacity": "service_capacities",
    "service_attribute": "service_taxonomy",
    "service_attributes": "service_taxonomy",
    "service_taxonomies": "service_taxonomy",
    "taxonomies": "taxonomy",
    "taxonomy_term": "taxonomy_terms",
    "term": "taxonomy_terms",
}
"""Other names of tables, of other versions or in the singular."""
_KNOWN = frozenset(_NAMES.values())
_OWNERS = (
    ("service_at_location_id", "service_at_location"),
    ("service_id", "services"),
    ("location_id", "locations"),
    ("organization_id", "organizations"),
)
_CHILDREN = {
    "accessibility": "accessibility",
    "addresses": "addresses",
    "physical_addresses": "addresses",
    "postal_addresses": "addresses",
    "attributes": "attributes",
    "cost_options": "cost_options",
    "eligibilities": "eligibilities",
    "holiday_schedules": "holiday_schedules",
    "languages": "languages",
    "phones": "phones",
    "regular_schedules": "schedules",
    "required_documents": "required_documents",
    "schedules": "schedules",
    "service_areas": "service_areas",
    "service_capacities": "service_capacities",
    "service_taxonomy": "attributes",
}
"""Tables whose rows belong to a record, and the list of the record that they go into."""
_NARROWEST = frozenset({"schedules", "holiday_schedules"})
"""Lists whose rows belong to the most specific record alone that they name."""


_COLUMN_NAMES = """
id name alternate_name description number extension type weekday opens_at closes_at freq byday
address_1 city state_province postal_code country latitude longitude language code note url email
status fees eligibility document accessibility details valid_from valid_to
"""
_COLUMNS = frozenset(_COLUMN_NAMES.split())
"""Columns by which the row with the names of the columns is known."""
_PAIRS = "at locations"
"""Where a service keeps what belongs to it at one location, by the location's id."""


def table_name(name: str) -> str | None:
    """The table that a file or key holds: `services` for service.csv; `None` for no table."""
    stem = re.sub(r"[^a-z0-9]+", "_", PurePosixPath(name).stem.lower()).strip("_")
    stem = _NAMES.get(stem, stem)
    return stem if stem in _KNOWN else None


def read_table(document: Document) -> tuple[list[Row], list[str]]:
    """The rows of a CSV file by their columns, and what is odd about it.

    Raises `FeedError` when it is a web page or no table.
    """
    if not document.data.strip():
        return [], []
    rows: list[Row] = []
    overlooked: list[str] = []
    for found in tables.read_tables(document, _is_column):
        keys = [_key(column) for column in found.columns]
        rows += [dict(zip(keys, cells, strict=True)) for cells in found.rows]
        overlooked += found.overlooked
    return rows, overlooked


def _is_column(cell: str) -> bool:
    key = _key(cell)
    return key in _COLUMNS or key.endswith("_id")


def _key(cell: str) -> str:
    return "_".join(cell.lower().replace("-", " ").split())


def read_pairs(given: Tables, name: str) -> Iterator[Record]:
    """The services at locations of a set of tables.

    Raises `FeedError` when there is no table of services, or one without ids or names.
    """
    services = given.get("services")
    if services is None:
        raise FeedError(f"{name}: has no table of services (services.csv)")
    for column in ("id", "name"):
        if services and not any(column in row for row in services):
            found = shorten(", ".join(str(key) for key in services[0]), 100)
            raise FeedError(f"{name}: services has no column {column}; it has {found}")
    owners = {table: _by_id(given.get(table, ())) for _, table in _OWNERS}
    _attach(given, owners)
    placed: set[str] = set()
    for link in given.get("service_at_location", ()):
        yield from _linked(link, owners, placed)
    for service in services:
        key = written(service.get("id"))
        if key is None or key not in placed:
            place = owners["locations"].get(written(service.get("location_id")) or "", {})
            yield _record(service, place, {}, owners)


def _linked(
    link: Row, owners: Mapping[str, Mapping[str, Row]], placed: set[str]
) -> Iterator[Record]:
    location_id = written(link.get("location_id"))
    location = owners["locations"].get(location_id or "", {})
    ids = _ids(link.get("service_id"))
    if not ids:
        called = location.get("name") or location_id or ""
        yield Record(link=link, fault=("no service is named at this location", called))
    for service_id in ids:
        service = owners["services"].get(service_id)
        if service is None:
            reason = "the service that is named is not in the feed"
            yield Record(link=link, fault=(reason, service_id))
            continue
        placed.add(service_id)
        found = _record(service, location, link, owners)
        if location_id and not location:
            found.oddities.append(("the location that is named is not in the feed", location_id))
        yield found


def _record(
    service: Row, location: Row, link: Row, owners: Mapping[str, Mapping[str, Row]]
) -> Record:
    found = Record(service, location, link)
    pair = service.get(_PAIRS, {}).get(written(location.get("id")))
    if pair:
        found.link = {**pair, **link}
    organization_id = written(service.get("organization_id"))
    found.organization = owners["organizations"].get(organization_id or "", {})
    if organization_id and not found.organization:
        found.oddities.append(
            ("the organization that is named is not in the feed, and is left out", organization_id)
        )
    return found


def _attach(given: Tables, owners: Mapping[str, Mapping[str, Row]]) -> None:
    """Put the rows of the other tables into the lists of the records that they belong to."""
    terms = _by_id((*given.get("taxonomy", ()), *given.get("taxonomy_terms", ())))
    everything: dict[str, Row] = {}
    for _, table in _OWNERS:
        for owner in owners[table].values():
            # A column of its own by such a name is no list of rows.
            for name in (_PAIRS, *_CHILDREN.values()):
                if name == _PAIRS or not isinstance(owner.get(name), list):
                    owner.pop(name, None)
        everything |= owners[table]
    for table, name in _CHILDREN.items():
        for row in given.get(table, ()):
            if name == "addresses" and table != "addresses":
                row.setdefault("address_type", table.partition("_")[0])
            if name == "attributes":
                term = written(row.get("taxonomy_term_id")) or written(row.get("taxonomy_id"))
                row["taxonomy_term"] = terms.get(term or "", {})
                linked = everything.get(written(row.get("link_id")) or "")
                if linked is not None:
                    linked.setdefault(name, []).append(row)
            _give(row, name, owners)


def _give(row: Row, name: str, owners: Mapping[str, Mapping[str, Row]]) -> None:
    if name in _NARROWEST and not written(row.get("service_at_location_id")):
        places = _ids(row.get("location_id"))
        services = _ids(row.get("service_id"))
        if places and services:
            # A row that names a service and a location speaks of the service there.
            for service_id in services:
                at = owners["services"].get(service_id, {}).setdefault(_PAIRS, {})
                for place in places:
                    at.setdefault(place, defaultdict(list))[name].append(row)
            return
    for column, table in _OWNERS:
        ids = _ids(row.get(column))
        for key in ids:
            owner = owners[table].get(key)
            if owner is not None:
                owner.setdefault(name, []).append(row)
        if ids and name in _NARROWEST:
            return


def _by_id(rows: Sequence[Row]) -> dict[str, Row]:
    found: dict[str, Row] = {}
    for row in rows:
        key = written(row.get("id"))
        if key:
            found.setdefault(key, row)
    return found


def _ids(value: Any) -> list[str]:
    """One id, or several in one cell."""
    text = written(value)
    return [part.strip() for part in text.split(",") if part.strip()] if text else []
