"""Imports a feed: every row becomes an entry or a rejection with its reason."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import PurePosixPath
from statistics import median
from typing import Any
from urllib.parse import urlsplit

from pydantic import ValidationError

from directory.catalog.writer import write_catalog
from directory.feeds import bmlt, hsds, spreadsheet, tsml
from directory.feeds.reader import Draft, Options, Reader, moment
from directory.feeds.report import FeedError, Report, RowProblem, shorten
from directory.feeds.source import Document, read_source
from directory.feeds.text import slugify
from directory.model import Kind, Resource, Settings, Unit, check_zone
from directory.model.texts import plain_errors
from directory.places.zones import zone_at

READERS: Mapping[str, Reader] = {"tsml": tsml, "bmlt": bmlt, "hsds": hsds, "csv": spreadsheet}
"""The kinds of feed that can be read, and what reads them."""
FORMATS = tuple(READERS)
ROWS = 200_000
"""The most rows of one feed; the longest list of meetings anywhere has about 150,000."""

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


def import_feed(
    format: str,
    source: str,
    *,
    fellowship: str | None = None,
    kind: Kind | str | None = None,
    timezone: str | None = None,
    columns: Mapping[str, str] | None = None,
    today: dt.date | None = None,
) -> ImportResult:
    """Read a feed from a file, a folder, a zip or an http(s) address.

    `timezone` is the IANA zone of rows that name none; without it, their coordinates tell.
    `fellowship` and `kind` are what its entries are; without them, the format tells: a TSML feed
    holds meetings of AA, a BMLT server those of NA. `columns` says which column of a spreadsheet
    is what. `today` is the date by which limits of validity are past; without it, none is.
    Raises `FeedError` when the source cannot be read at all or an option is wrong.
    """
    documents = _documents(_reader(format), str(source))
    return import_documents(
        format,
        documents,
        fellowship=fellowship,
        kind=kind,
        timezone=timezone,
        columns=columns,
        today=today,
        name=_origin(str(source)),
    )


def import_documents(
    format: str,
    documents: Sequence[Document],
    *,
    fellowship: str | None = None,
    kind: Kind | str | None = None,
    timezone: str | None = None,
    columns: Mapping[str, str] | None = None,
    today: dt.date | None = None,
    name: str = "",
) -> ImportResult:
    """The entries of a feed that lies in memory; see `import_feed`.

    `name` is where it comes from: a host or a file.
    """
    reader = _reader(format)
    zone = _checked_zone(timezone)
    options = _options(fellowship, kind, columns, today)
    outcomes = list(islice(reader.read_rows(documents, options), ROWS + 1))
    if len(outcomes) > ROWS:
        raise FeedError(
            f"{name or 'the feed'}: has more than {ROWS:,} rows; ask for the part that you need"
        )
    drafts = [outcome for outcome in outcomes if isinstance(outcome, Draft)]
    for draft in drafts:
        _settle_zone(draft, zone)
    _name_unknown_codes(drafts)
    _give_ids(drafts)
    report = Report()
    resources: list[Resource] = []
    for outcome in outcomes:
        made = outcome if isinstance(outcome, RowProblem) else _resource(outcome)
        if isinstance(made, RowProblem):
            report.reject(made)
        else:
            resources.append(made)
            assert isinstance(outcome, Draft)
            report.accept(outcome.notes.problems())
    return ImportResult(tuple(resources), _settings(drafts, zone, name), report)


def _reader(format: str) -> Reader:
    if format not in READERS:
        raise FeedError(f"{format}: is no known kind of feed; known: {', '.join(READERS)}")
    return READERS[format]


def _documents(reader: Reader, source: str) -> list[Document]:
    if "://" not in source:
        return read_source(source, reader.SUFFIXES)
    first, *others = reader.addresses(source)
    documents = read_source(first, reader.SUFFIXES)
    for address in others:
        try:
            more = read_source(address, reader.SUFFIXES)
        except FeedError:
            continue  # not every server has it, and the feed can be read without
        # A server that gives the same answer to every question must not double the feed.
        documents += [
            replace(document, optional=True)
            for document in more
            if document.data != documents[0].data
        ]
    return documents


def _checked_zone(timezone: str | None) -> str | None:
    if timezone is None:
        return None
    try:
        return check_zone(timezone)
    except ValueError as error:
        raise FeedError(f"{timezone}: {error}") from None


def _options(
    fellowship: str | None,
    kind: Kind | str | None,
    columns: Mapping[str, str] | None,
    today: dt.date | None,
) -> Options:
    try:
        what = Kind(kind) if kind else None
    except ValueError:
        raise FeedError(f"{kind}: is no kind; known: {', '.join(Kind)}") from None
    if fellowship is not None and slugify(fellowship) != fellowship.strip().lower():
        raise FeedError(f"{fellowship}: is not a slug; write one like aa or al-anon")
    whose = fellowship.strip().lower() if fellowship else None
    return Options(whose, what, columns or {}, today)


def _settle_zone(draft: Draft, given: str | None) -> None:
    draft.zone = draft.zone or given or _zone_of(draft)
    if draft.zone is None:
        draft.notes.repaired(
            "the time zone is not known, neither from the row nor from coordinates:"
            " give --timezone, or check the times"
        )
    else:
        draft.entry["timezone"] = draft.zone


def _zone_of(draft: Draft) -> str | None:
    location = draft.entry.get("location") or {}
    point = draft.point
    if point is None and "latitude" in location:
        point = location["latitude"], location["longitude"]
    if point is None:
        return None
    zone = zone_at(*point)
    # In the open sea there are no meetings: such coordinates are wrong.
    return None if zone is None or zone.startswith("Etc/") else zone


def _name_unknown_codes(drafts: list[Draft]) -> None:
    """Tell of each unknown code once, with the first row that has it: it is kept everywhere."""
    counts = Counter(word for draft in drafts for word in draft.unknown)
    told: set[str] = set()
    for draft in drafts:
        for word in draft.unknown:
            if word not in told:
                told.add(word)
                whose = draft.entry.get("fellowship") or "the format"
                draft.notes.repaired(
                    f"a type code that {whose} does not define, kept as a type",
                    f"{word}, in {counts[word]} row{'' if counts[word] == 1 else 's'}",
                )


def _give_ids(drafts: list[Draft]) -> None:
    """Ids that are unique and do not depend on the order of the rows, as far as rows differ."""
    shared = Counter(draft.base for draft in drafts)
    taken = {base for base, count in shared.items() if count == 1}
    for draft in drafts:
        name = draft.base
        if shared[draft.base] > 1:
            name = f"{draft.base}-{moment(draft.entry)}"
            unique = name
            count = 2
            while unique in taken:
                unique, count = f"{name}-{count}", count + 1
            name = unique
            taken.add(name)
            draft.notes.repaired("several rows have this id: told apart by day and time", name)
        draft.entry["id"] = name


def _resource(draft: Draft) -> Resource | RowProblem:
    """The checked entry; a value that the model refuses is left out and noted."""
    data: dict[str, Any] = draft.entry
    for _ in range(50):
        try:
            return Resource.model_validate(data)
        except ValidationError as error:
            problem = plain_errors(error)[0]
            path = ".".join(str(part) for part in problem["loc"])
            if not _drop(data, problem["loc"]):
                return draft.notes.rejection(f"{path or 'the row'}: {problem['msg']}")
            draft.notes.repaired(
                f"{path} {problem['msg'].removeprefix('Value error, ')}; left out",
                shorten(problem["input"]),
            )
    return draft.notes.rejection("too many values that cannot be kept")


def _drop(data: dict[str, Any], path: tuple[int | str, ...]) -> bool:
    if not path or path[0] in ("id", "kind", "name", "schedule", "by_appointment"):
        return False
    holder: Any = data
    for part in path[:-1]:
        holder = holder[part]
    del holder[path[-1]]
    return True


def _settings(drafts: list[Draft], zone: str | None, name: str) -> Settings:
    entries = [draft.entry for draft in drafts]
    zones = Counter(draft.zone for draft in drafts if draft.zone)
    places = [entry["location"] for entry in entries if entry.get("location")]
    country = _most(place.get("country") for place in places)
    data: dict[str, Any] = {
        "name": _most(draft.entity for draft in drafts) or _title(entries, name),
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


def _title(entries: Iterable[Mapping[str, Any]], source: str) -> str:
    """What to call a catalog whose feed has no name: "Places from county.example.org"."""
    meetings = {entry["kind"] == Kind.MEETING for entry in entries}
    what = "Meetings and places" if len(meetings) > 1 else "Meetings"
    what = what if True in meetings else "Places"
    return f"{what} from {source}" if source else f"Imported {what.lower()}"


def _origin(source: str) -> str:
    """The host or the file that a feed is called after."""
    return urlsplit(source).netloc if "://" in source else PurePosixPath(source).stem
