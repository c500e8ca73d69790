"""Reads TSML (Meeting Guide JSON) feeds, and the same as a spreadsheet.

TSML is what the 12 Step Meeting List plugin and TSML UI publish; the Meeting Guide specification
describes its keys. Many groups keep it in a Google Sheet, whose columns are those keys in words.
Names and contact details of single members (`contact_1_name` …) are never taken over, nor where
to send money.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from directory.feeds.documents import read_list
from directory.feeds.reader import Draft, Options, moment
from directory.feeds.report import FeedError, RejectedRowError, RowNotes, RowProblem, shorten
from directory.feeds.source import Document
from directory.feeds.tables import read_tables, sheet_address
from directory.feeds.text import paragraphs, plain_line, plain_text, slugify, written
from directory.feeds.tsml_place import Place, read_place
from directory.feeds.tsml_types import FIELDS, Types, read_types
from directory.feeds.tsml_when import When, read_when
from directory.feeds.values import (
    is_payment,
    read_email,
    read_phones,
    read_updated,
    read_url,
    read_zone,
)
from directory.feeds.workbook import is_workbook
from directory.model import Kind

SUFFIXES: Collection[str] = frozenset({".json", ".csv", ".tsv", ".xlsx"})
addresses = sheet_address


def read_rows(documents: Sequence[Document], options: Options) -> Iterator[Draft | RowProblem]:
    """Every row of a TSML feed; its meetings are AA's unless the options say otherwise."""
    kind = options.kind or Kind.MEETING
    whose = options.fellowship or ("aa" if kind is Kind.MEETING else None)
    number = 0
    told: set[str] = set()
    for document in documents:
        values, overlooked = _values(document)
        for index, value in enumerate(values):
            number += 1
            row = normal_keys(value) if isinstance(value, dict) else value
            notes = RowNotes(number, source_id(row), _called(row))
            # What concerns the whole document is told with its last row, after which it stands.
            if index == len(values) - 1:
                for text in overlooked:
                    notes.repaired(text)
            try:
                draft = _draft(row, kind, whose, notes)
            except RejectedRowError as error:
                yield notes.rejection(error.reason, error.value)
                continue
            _tell_own_fields(row, told, notes)
            yield draft


def _values(document: Document) -> tuple[list[Any], list[str]]:
    """The rows of a document: of JSON, or of a table that has columns of TSML."""
    if is_workbook(document.data) or not re.match(_JSON, document.data[:500]):
        try:
            tables = read_tables(document, _is_column)
        except FeedError:
            tables = []
        tables = [table for table in tables if sum(map(_is_column, table.columns)) >= _ENOUGH]
        if tables:
            rows = [
                {key: cell for key, cell in zip(table.columns, row, strict=True) if cell.strip()}
                for table in tables
                for row in table.rows
            ]
            return rows, [text for table in tables for text in table.overlooked]
    try:
        return read_list(document)
    except FeedError as error:
        table = re.search(r"(?i)\.(?:csv|tsv|xlsx)$", document.name)
        if not table or "is not JSON" not in str(error):
            raise
        what = "has too few columns of a list of meetings, such as Name, Day, Time and Types"
        raise FeedError(f"{document.name}: {what}") from None


def _is_column(header: str) -> bool:
    return _key(header) in _COLUMNS


_JSON = rb"(?s)(?:\xef\xbb\xbf)?\s*(?:[\[{<]|/\*|[A-Za-z_$][\w$.]*\s*\()"
_ENOUGH = 3
"""How many columns of TSML make a table one of TSML."""


def _draft(row: Any, kind: Kind, whose: str | None, notes: RowNotes) -> Draft:
    if not isinstance(row, dict):
        raise RejectedRowError("the row is not an object with keys and values", row)
    entry, types = read_row(row, fellowship=whose, kind=kind, notes=notes)
    zone, wrong = read_zone(row.get("timezone"))
    if wrong:
        notes.repaired("timezone is not a time zone name, and is left out", row["timezone"])
    return Draft(
        notes=notes,
        entry=entry,
        base=base_id(row, entry),
        zone=zone,
        entity=plain_line(row.get("entity"), 200),
        unknown=types.unknown,
    )


_TEXTS = (
    "notes", "group", "group_notes", "location", "location_notes", "formatted_address", "address",
    "city", "state", "postal_code", "country", "latitude", "longitude", "conference_url",
    "conference_url_notes", "conference_phone", "conference_phone_notes", "phone", "email",
    "website", "url", "updated", "end_time",
)  # fmt: skip
"""Keys whose value is a text or a number."""
_COLUMNS = frozenset({*_TEXTS, "name", "slug", "day", "time", "types", "region", "sub_region"})
"""Keys that are names of columns in a spreadsheet."""
_KNOWN = re.compile(
    r"""id|.*_id|timezone|regions|coordinates|approximate|attendance_option|entity|entity_phone
    |website_2|group_email|time_formatted|(?:data_)?source(?:_.*)?|author|edit_url|feedback_.*
    |contact_\d.*|venmo|square|paypal""",
    re.VERBOSE,
)
"""Other keys of TSML: read, or the same as one that is, or for editors; names of members and where
to send money are never taken."""


def _tell_own_fields(row: Mapping[str, Any], told: set[str], notes: RowNotes) -> None:
    """Tell once of each field that a feed has of its own: what it means is not known."""
    for key, value in row.items():
        if value in ("", None, [], {}, False) or key in told | _COLUMNS or _KNOWN.fullmatch(key):
            continue
        told.add(key)
        notes.repaired("a field of the feed's own is not taken over", shorten(key, 60))


def source_id(row: Any) -> str:
    """The row's own id: its slug, else its number; empty when it has none."""
    if not isinstance(row, dict):
        return ""
    found = plain_line(row.get("slug"), 200) or plain_line(row.get("id"), 200)
    return found or ""


def _called(row: Any) -> str:
    return (plain_line(row.get("name"), 200) or "") if isinstance(row, dict) else ""


def normal_keys(row: Mapping[Any, Any]) -> dict[str, Any]:
    """The row with keys like `end_time`, also where a spreadsheet wrote "End Time"."""
    found: dict[str, Any] = {}
    for key, value in row.items():
        found.setdefault(_key(str(key)), value)
    return found


def _key(name: str) -> str:
    return "_".join(name.lower().replace("-", " ").split())


def read_row(
    row: Mapping[str, Any],
    *,
    fellowship: str | None,
    kind: Kind,
    notes: RowNotes,
) -> tuple[dict[str, Any], Types]:
    """The keys of a catalog entry except `id` and `timezone`, and what its type codes say.

    Raises `RejectedRowError` when there is nothing to call it by, or its day cannot be read.
    """
    name = _name(row, notes)
    for key in _TEXTS:
        if isinstance(row.get(key), dict | list | bool) and row[key]:
            notes.repaired(f"{key} is not a text, and is left out", row[key])
    text = plain_text(row.get("notes"))
    when = read_when(row, name, text, notes)
    types = read_types(row.get("types"), fellowship, notes)
    place = read_place(row, types.room_closed, notes)
    entry: dict[str, Any] = {"kind": kind, "name": name}
    if kind is Kind.MEETING:
        entry["fellowship"] = fellowship
    entry["organization"] = plain_line(row.get("group"))
    entry["description"] = _description(row, text, when, place)
    entry["location"] = place.location
    entry["online"] = place.online
    entry |= when.data()
    entry["status"] = place.status
    for field in FIELDS:
        entry[field] = types.slugs[field] or None
    entry |= _contact(row, place, notes)
    entry["updated"] = _updated(row, place, notes)
    entry["source"] = _link(row, "url", notes)
    entry["source_id"] = source_id(row) or None
    return {key: value for key, value in entry.items() if value is not None}, types


def base_id(row: Mapping[str, Any], entry: Mapping[str, Any]) -> str:
    """An id from what the feed calls the row, the same at every import."""
    found = slugify(row.get("slug")) or slugify(row.get("id"))
    return found or slugify(f"{entry['name']} {moment(entry)}") or "meeting"


def _name(row: Mapping[str, Any], notes: RowNotes) -> str:
    name = plain_line(row.get("name"))
    if name:
        if len(plain_text(row.get("name")) or "") > 500:
            notes.repaired("the name is longer than 500 characters, and is cut")
        return name
    for key in ("group", "location"):
        other = plain_line(row.get(key))
        if other:
            notes.repaired(f"the name is missing, and taken from {key}", other)
            return other
    raise RejectedRowError("the name is missing, and there is no group or location to take it from")


def _description(row: Mapping[str, Any], text: str | None, when: When, place: Place) -> str | None:
    return paragraphs(text, plain_text(row.get("group_notes")), *when.lines, *place.lines)


def _contact(row: Mapping[str, Any], place: Place, notes: RowNotes) -> dict[str, Any]:
    numbers, bad = read_phones(row.get("phone"))
    lines = [{"number": number} for number in numbers[1:]]
    office, bad_office = read_phones(row.get("entity_phone"))
    label = plain_line(row.get("entity"), 100)
    lines += [
        {"number": number} | ({"label": label} if label else {})
        for number in office
        if number not in numbers
    ]
    for text in (*bad, *bad_office):
        notes.repaired("a phone number cannot be read, and is left out", text)
    email = None
    for key in ("email", "group_email"):
        found, wrong = read_email(row.get(key))
        if wrong:
            notes.repaired(f"{key} is not an e-mail address, and is left out", row.get(key))
        said = written(row.get(key)) or ""
        if found and ((email and found.lower() != email.lower()) or said.count("@") > 1):
            notes.repaired("only the first e-mail address is kept", said)
        email = email or found
    website = None
    for key in ("website", "website_2"):
        link = _link(row, key, notes)
        if link and is_payment(link):
            notes.repaired(f"{key} asks for money and is no website: left out", link)
            link = None
        if link and website and link != website:
            notes.repaired("only the first website is kept", link)
        website = website or link
    return {
        "phone": numbers[0] if numbers else None,
        "phones": lines or None,
        "email": email,
        "website": website or place.website,
    }


def _link(row: Mapping[str, Any], key: str, notes: RowNotes) -> str | None:
    url, wrong = read_url(row.get(key))
    if wrong:
        notes.repaired(f"{key} {wrong}", row.get(key))
    return url


def _updated(row: Mapping[str, Any], place: Place, notes: RowNotes) -> str | None:
    country = (place.location or {}).get("country", "US")
    found, wrong = read_updated(row.get("updated"), month_first=country == "US")
    if wrong:
        notes.repaired("updated is not a date, and is left out", row.get("updated"))
    return found.isoformat() if found else None
