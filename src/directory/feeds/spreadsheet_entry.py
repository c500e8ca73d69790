"""One row of a list as a draft of an entry."""

from __future__ import annotations

import re
from typing import Any

from directory.feeds.columns import Cells
from directory.feeds.reader import Draft, Options, moment
from directory.feeds.report import RejectedRowError, RowNotes
from directory.feeds.spreadsheet_place import read_contact, read_where, split_name
from directory.feeds.spreadsheet_when import read_when
from directory.feeds.spreadsheet_words import read_fellowship, read_kind, read_words
from directory.feeds.text import paragraphs, plain_line, plain_text, slugify
from directory.feeds.values import read_updated, read_url, read_zone
from directory.feeds.words_codes import ATTENDANCE, fellowship_of, folded
from directory.model import Kind
from directory.vocabulary import FELLOWSHIPS

_LISTS = ("types", "serves", "access", "languages")


def read_entry(cells: Cells, options: Options, by_24: bool, notes: RowNotes) -> Draft:
    """The draft of a row. Raises `RejectedRowError` with the reason when it can be none."""
    fellowship = read_fellowship(cells, options)
    kind = read_kind(cells, fellowship, options, notes)
    name, numbers = _name(cells, fellowship, notes)
    words = read_words(cells, kind, fellowship, notes)
    place, point = read_where(cells, words.room_closed, notes)
    when = read_when(cells, kind, name, by_24, notes)
    online = place.online or {}
    said_online = ATTENDANCE.get(folded(cells.get("attendance") or "")) == "online"
    if said_online and not (online.get("url") or online.get("phone")):
        words.add("types", "online-only")
        notes.repaired("it meets online, and the list says neither link nor number")
    organization = plain_line(cells.get("organization"))
    entry: dict[str, Any] = {
        "kind": kind,
        "fellowship": fellowship if kind is Kind.MEETING else None,
        "name": name,
        "organization": organization if organization != name else None,
        "description": paragraphs(
            *(plain_text(text) for _, text in cells.all("description")),
            *when.lines,
            *place.lines,
            *words.lines,
        ),
        "location": place.location,
        "online": place.online,
    }
    entry |= when.data
    entry["status"] = words.data.get("status") or place.status
    for key in (*_LISTS, "cost", "ages"):
        entry[key] = words.data.get(key)
    entry["requirements"] = plain_text(cells.get("requirements"))
    entry |= read_contact(cells, numbers, place, notes)
    entry |= _dates(cells, entry, notes)
    entry["source"] = _source(cells, notes)
    entry["source_id"] = source_id(cells) or None
    entry = {key: value for key, value in entry.items() if value is not None}
    zone, wrong = read_zone(cells.get("timezone"))
    if wrong:
        notes.repaired("the time zone is not one, and is left out", cells.get("timezone"))
    if place.location is None or place.location.get("approximate"):
        zone = zone or when.zone  # people at a place mean its own clock, whatever they call it
    return Draft(
        notes=notes,
        entry=entry,
        base=_base(cells, entry),
        zone=zone,
        point=point,
        entity=plain_line(cells.get("entity"), 200),
        unknown=words.unknown,
    )


def source_id(cells: Cells) -> str:
    """The row's own id, or empty."""
    return plain_line(cells.get("source_id"), 200) or ""


def _name(cells: Cells, fellowship: str | None, notes: RowNotes) -> tuple[str, list[str]]:
    """What to call it, and the phone numbers that stood in its name."""
    text = plain_line(cells.own("name") or cells.own("services") or cells.own("program"))
    text = text or plain_line(cells.get("name"))
    if text is None:
        text = _other_name(cells, fellowship)
    if text is None:
        raise RejectedRowError("the name is missing, and there is nothing to take it from")
    name, numbers = split_name(text)
    if numbers:
        notes.repaired("a phone number in the name is moved to the phone", text)
    return name, numbers


def _other_name(cells: Cells, fellowship: str | None) -> str | None:
    for target in ("organization", "program", "services", "location"):
        found = plain_line(cells.get(target))
        own = FELLOWSHIPS.get(fellowship or "")
        if found and own and target == "program":
            return own.name if fellowship_of(found) else f"{own.name} {found}"
        if found:
            return found
    return None


def _base(cells: Cells, entry: dict[str, Any]) -> str:
    own = slugify(source_id(cells))
    if own and cells.own("name") is None and cells.own("services") is None:
        # A bare number says nothing beside the numbers of other lists.
        return f"{entry.get('fellowship') or entry['kind']}-{own}" if own.isdigit() else own
    city = (entry.get("location") or {}).get("city", "")
    times = moment(entry) if entry.get("schedule") else ""
    return slugify(f"{entry['name']} {city} {times}") or str(entry["kind"])


def _dates(cells: Cells, entry: dict[str, Any], notes: RowNotes) -> dict[str, Any]:
    found: dict[str, Any] = {}
    american = (entry.get("location") or {}).get("country", "US") == "US"
    for target in ("verified", "updated"):
        text = cells.get(target)
        day, wrong = read_updated(text, month_first=american)
        if wrong:
            notes.repaired(f"{target} is not a date, and is left out", text)
        if day:
            found[target] = {"on": day.isoformat()} if target == "verified" else day.isoformat()
    beds = plain_line(cells.get("openings"), 200)
    if beds:
        count = re.fullmatch(r"\d{1,5}", beds)
        found["openings"] = {"count": int(beds)} if count else {"note": beds}
    return found


def _source(cells: Cells, notes: RowNotes) -> str | None:
    url, mended = read_url(cells.get("source"))
    if mended:
        notes.repaired(f"the source {mended}", cells.get("source"))
    return url
