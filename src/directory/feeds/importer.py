"""Imports a feed: every row becomes an entry or a rejection with its reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from statistics import median
from typing import Any
from urllib.parse import urlsplit

from pydantic import ValidationError

from directory.catalog.writer import write_catalog
from directory.feeds import tsml
from directory.feeds.documents import read_rows
from directory.feeds.report import FeedError, Report, RowNotes, RowProblem, shorten
from directory.feeds.source import Document, read_source
from directory.feeds.text import plain_line, slugify
from directory.feeds.tsml_types import Types
from directory.feeds.tsml_when import RejectedRowError
from directory.model import Kind, Resource, Settings, Unit, check_zone
from directory.places.zones import zone_at

FORMATS = ("tsml",)
"""The kinds of feed that can be read."""

_MILES = frozenset({"US", "GB", "LR", "MM", None})


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What a feed gave."""

    resources: tuple[Resource, ...]
    settings: Settings
    """The `directory:` block of the catalog that is made of it."""
    report: Report

    def to_yaml(self) -> str:
        """The catalog, as text that passes `directory check`."""
        return write_catalog(self.settings, self.resources)


@dataclass(slots=True)
class _Row:
    """A row on its way to an entry."""

    notes: RowNotes
    entry: dict[str, Any]
    types: Types
    base: str
    zone: str | None
    entity: str | None


def import_feed(
    format: str,
    source: str,
    *,
    fellowship: str | None = None,
    kind: Kind | str | None = None,
    timezone: str | None = None,
) -> ImportResult:
    """Read a feed from a file, a folder, a zip or an http(s) address.

    `timezone` is the IANA zone of rows that name none; without it, their coordinates tell.
    `fellowship` and `kind` are what its entries are: AA meetings, unless given.
    Raises `FeedError` when the source cannot be read at all or an option is wrong.
    """
    if format not in FORMATS:
        raise FeedError(f"{format}: is no known kind of feed; known: {', '.join(FORMATS)}")
    documents = read_source(str(source), {".json"})
    return import_documents(
        documents, fellowship=fellowship, kind=kind, timezone=timezone, name=_title(str(source))
    )


def import_documents(
    documents: Iterable[Document],
    *,
    fellowship: str | None = None,
    kind: Kind | str | None = None,
    timezone: str | None = None,
    name: str = "Imported meetings",
) -> ImportResult:
    """The entries of a TSML feed that lies in memory; see `import_feed`."""
    zone, what, whose = _options(fellowship, kind, timezone)
    report = Report()
    rows: list[_Row] = []
    outcomes: list[_Row | RowProblem] = []
    for notes, value in _numbered(documents):
        try:
            row = _read(value, what, whose, zone, notes)
        except RejectedRowError as error:
            outcomes.append(notes.rejection(error.reason, error.value))
            continue
        rows.append(row)
        outcomes.append(row)
    _name_unknown_codes(rows, whose)
    _give_ids(rows)
    resources: list[Resource] = []
    for outcome in outcomes:
        made = outcome if isinstance(outcome, RowProblem) else _resource(outcome)
        if isinstance(made, RowProblem):
            report.reject(made)
        else:
            resources.append(made)
            assert isinstance(outcome, _Row)
            report.accept(outcome.notes.problems())
    return ImportResult(tuple(resources), _settings(rows, zone, name), report)


def _options(
    fellowship: str | None, kind: Kind | str | None, timezone: str | None
) -> tuple[str | None, Kind, str | None]:
    if timezone is not None:
        try:
            check_zone(timezone)
        except ValueError as error:
            raise FeedError(f"{timezone}: {error}") from None
    try:
        what = Kind(kind) if kind else Kind.MEETING
    except ValueError:
        raise FeedError(f"{kind}: is no kind; known: {', '.join(Kind)}") from None
    if fellowship is not None and slugify(fellowship) != fellowship.strip().lower():
        raise FeedError(f"{fellowship}: is not a slug; write one like aa or al-anon")
    default = "aa" if what is Kind.MEETING else None
    return timezone, what, fellowship.strip().lower() if fellowship else default


def _numbered(documents: Iterable[Document]) -> Iterator[tuple[RowNotes, Any]]:
    number = 0
    for document in documents:
        values, overlooked = read_rows(document)
        for index, value in enumerate(values):
            number += 1
            row = tsml.normal_keys(value) if isinstance(value, dict) else value
            notes = RowNotes(number, tsml.source_id(row))
            # What concerns the whole document is told with its last row, after which it stands.
            if index == len(values) - 1:
                for text in overlooked:
                    notes.repaired(text)
            yield notes, row


def _read(value: Any, kind: Kind, whose: str | None, zone: str | None, notes: RowNotes) -> _Row:
    if not isinstance(value, dict):
        raise RejectedRowError("the row is not an object with keys and values", value)
    entry, types = tsml.read_row(value, fellowship=whose, kind=kind, notes=notes)
    found = tsml.read_zone(value, notes) or zone or _zone_of(entry)
    if found is None:
        notes.repaired(
            "the time zone is not known, neither from the row nor from coordinates:"
            " give --timezone, or check the times"
        )
    else:
        entry["timezone"] = found
    base = tsml.base_id(value, entry)
    return _Row(notes, entry, types, base, found, plain_line(value.get("entity"), 200))


def _zone_of(entry: dict[str, Any]) -> str | None:
    location = entry.get("location") or {}
    if "latitude" not in location:
        return None
    zone = zone_at(location["latitude"], location["longitude"])
    # In the open sea there are no meetings: such coordinates are wrong.
    return None if zone is None or zone.startswith("Etc/") else zone


def _name_unknown_codes(rows: list[_Row], whose: str | None) -> None:
    """Tell of each unknown code once, with the first row that has it: it is kept everywhere."""
    counts = Counter(word for row in rows for word in row.types.unknown)
    told: set[str] = set()
    for row in rows:
        for word in row.types.unknown:
            if word not in told:
                told.add(word)
                row.notes.repaired(
                    f"a type code that {whose or 'the format'} does not define, kept as a type",
                    f"{word}, in {counts[word]} row{'' if counts[word] == 1 else 's'}",
                )


def _give_ids(rows: list[_Row]) -> None:
    """Ids that are unique and do not depend on the order of the rows, as far as rows differ."""
    shared = Counter(row.base for row in rows)
    taken = {base for base, count in shared.items() if count == 1}
    for row in rows:
        name = row.base
        if shared[row.base] > 1:
            name = f"{row.base}-{tsml.moment(row.entry)}"
            unique = name
            count = 2
            while unique in taken:
                unique, count = f"{name}-{count}", count + 1
            name = unique
            taken.add(name)
            row.notes.repaired("several rows have this slug: told apart by day and time", name)
        row.entry["id"] = name


def _resource(row: _Row) -> Resource | RowProblem:
    """The checked entry; a value that the model refuses is left out and noted."""
    data: dict[str, Any] = row.entry
    for _ in range(50):
        try:
            return Resource.model_validate(data)
        except ValidationError as error:
            problem = error.errors(include_url=False)[0]
            path = ".".join(str(part) for part in problem["loc"])
            if not _drop(data, problem["loc"]):
                return row.notes.rejection(f"{path or 'the row'}: {problem['msg']}")
            row.notes.repaired(
                f"{path} {problem['msg'].removeprefix('Value error, ')}; left out",
                shorten(problem["input"]),
            )
    return row.notes.rejection("too many values that cannot be kept")


def _drop(data: dict[str, Any], path: tuple[int | str, ...]) -> bool:
    if not path or path[0] in ("id", "kind", "name", "schedule", "by_appointment"):
        return False
    holder: Any = data
    for part in path[:-1]:
        holder = holder[part]
    del holder[path[-1]]
    return True


def _settings(rows: list[_Row], zone: str | None, name: str) -> Settings:
    entries = [row.entry for row in rows]
    zones = Counter(row.zone for row in rows if row.zone)
    places = [entry["location"] for entry in entries if entry.get("location")]
    country = _most(place.get("country") for place in places)
    data: dict[str, Any] = {
        "name": _most(row.entity for row in rows) or name,
        "timezone": zone or (zones.most_common(1)[0][0] if zones else "UTC"),
        "languages": ["en"],
        "units": Unit.MILES if country in _MILES else Unit.KILOMETERS,
    }
    if country:
        data["country"] = country
    points = [(place["latitude"], place["longitude"]) for place in places if "latitude" in place]
    if points:
        data["home"] = {
            "latitude": round(median(point[0] for point in points), 2),
            "longitude": round(median(point[1] for point in points), 2),
        }
    return Settings.model_validate(data)


def _most(values: Iterable[str | None]) -> str | None:
    found = Counter(value for value in values if value)
    return found.most_common(1)[0][0] if found else None


def _title(source: str) -> str:
    path = urlsplit(source).netloc if "://" in source else PurePosixPath(source).stem
    return f"Meetings from {path}" if path else "Imported meetings"
