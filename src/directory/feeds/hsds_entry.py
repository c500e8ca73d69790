"""One HSDS service at one location as an entry of the catalog."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import Any

from directory.feeds.hsds_codes import (
    SERVES,
    STATUSES,
    access_of,
    cost_of,
    kind_of,
    language_code,
    type_of,
)
from directory.feeds.hsds_place import (
    access_texts,
    read_link,
    read_location,
    read_numbers,
    read_online,
)
from directory.feeds.hsds_records import Item, Record, items
from directory.feeds.hsds_schedule import Times, read_times
from directory.feeds.reader import Draft, Options
from directory.feeds.report import RejectedRowError, RowNotes
from directory.feeds.text import paragraphs, plain_line, plain_text, slugify, written
from directory.feeds.values import is_conference, read_email, read_updated
from directory.model import Cost, Kind, Status
from directory.vocabulary import TYPES


def read_entry(record: Record, options: Options, notes: RowNotes) -> Draft:
    """The draft of a record.

    Raises `RejectedRowError` when the service has no name.
    """
    service = record.service
    name = _name(service, notes)
    terms = list(_terms(record))
    kind = options.kind or kind_of(name, terms)
    times = _times(record, options.today, kind is Kind.MEETING, notes)
    entry: dict[str, Any] = {"kind": kind, "name": name}
    if kind is Kind.MEETING:
        entry["fellowship"] = options.fellowship
    entry["organization"] = plain_line(record.organization.get("name"))
    entry["description"] = _description(record, name, times)
    entry["location"] = read_location(record, notes)
    entry["online"] = read_online(record, notes)
    entry |= times.data()
    if kind is Kind.MEETING and not times.schedule:
        entry["by_appointment"] = True
    entry["status"] = _status(service, notes)
    entry |= _whom(record, terms, notes)
    entry["openings"] = _openings(service, notes)
    entry["cost"] = _cost(service, options.today)
    entry |= _contact(record, notes)
    entry["verified"] = _verified(service, notes)
    entry["updated"] = _date(service, "last_modified", notes) or _date(
        record.link, "last_modified", notes
    )
    entry["source_id"] = record.source_id or None
    return Draft(
        notes=notes,
        entry={key: value for key, value in entry.items() if value not in (None, [], {})},
        base=_base(record, name),
        zone=times.zone,
        unknown=[name for name, _ in terms if type_of(name) not in TYPES],
    )


def _name(service: Item, notes: RowNotes) -> str:
    name = plain_line(service.get("name"))
    if name:
        return name
    other = plain_line(service.get("alternate_name"))
    if other is None:
        raise RejectedRowError("the service has no name", service.get("id") or "")
    notes.repaired("the name is missing, and taken from alternate_name", other)
    return other


def _base(record: Record, name: str) -> str:
    link, service, place = (
        written(part.get("id")) for part in (record.link, record.service, record.location)
    )
    if link or service:
        made = slugify(link or "-".join(part for part in (service, place) if part))
    else:
        made = slugify(f"{name} {plain_line(record.location.get('name')) or ''}")
    return made or "service"


def _times(record: Record, today: dt.date | None, sessions: bool, notes: RowNotes) -> Times:
    """The schedules of the most specific owner that has any: the pair, the service, the place."""
    owners = (record.link, record.service, record.location)
    schedules = next((found for owner in owners if (found := _schedules(owner))), [])
    holidays = next(
        (found for owner in owners if (found := items(owner.get("holiday_schedules")))), []
    )
    return read_times(schedules, holidays, today=today, sessions=sessions, notes=notes)


def _schedules(owner: Item) -> list[Item]:
    return [
        row
        for key in ("schedules", "schedule", "regular_schedules", "regular_schedule")
        for row in items(owner.get(key))
    ]


def _description(record: Record, name: str, times: Times) -> str | None:
    service = record.service
    also = plain_line(service.get("alternate_name"))
    parts = [
        ("", _text(service, "alert")),
        ("", _text(service, "description") or _text(service, "summary")),
        ("", _text(record.link, "description")),
        ("Also called: ", also if also != name else None),
        *(("", line) for line in times.lines),
        ("Cost: ", _fees(service)),
        ("Interpreters: ", _text(service, "interpretation_services")),
        ("Area: ", _areas(service)),
    ]
    return paragraphs(*(f"{lead}{text}" for lead, text in parts if text))


def _text(item: Item, key: str) -> str | None:
    return plain_text(item.get(key))


def _fees(service: Item) -> str | None:
    texts = [_text(service, key) for key in ("fees_description", "fees")]
    # The specification's own template fills the old column with the new one's name.
    texts = [text for text in texts if text and text != "fees_description"]
    return "\n".join(dict.fromkeys(text for text in texts if text)) or None


def _areas(service: Item) -> str | None:
    names = [
        plain_line(row.get("name")) or plain_line(row.get("service_area"))
        for row in items(service.get("service_areas"))
    ]
    return ", ".join(dict.fromkeys(name for name in names if name)) or None


def _status(service: Item, notes: RowNotes) -> Status | None:
    text = written(service.get("status"))
    if text is None:
        return None
    found = STATUSES.get(" ".join(re.split(r"[\s_-]+", text.lower())))
    if found is None:
        notes.repaired("the status is not known, and is left out", text)
    return None if found is Status.ACTIVE else found


def _terms(record: Record) -> Iterator[tuple[str, str]]:
    """The taxonomy terms of the service, each with its code."""
    for owner in (record.service, record.link):
        for row in items(owner.get("attributes")) + items(owner.get("taxonomy")):
            term = row.get("taxonomy_term")
            term = term if isinstance(term, Mapping) else row
            name = plain_line(term.get("name") or row.get("taxonomy_detail"), 100)
            code = plain_line(term.get("code") or row.get("taxonomy_id"), 40) or ""
            if name:
                yield name, code


def _whom(record: Record, terms: list[tuple[str, str]], notes: RowNotes) -> dict[str, Any]:
    eligibility = [
        _text(record.service, "eligibility_description"),
        *_eligibilities(record.service),
    ]
    texts = [text for text in eligibility if text]
    said = [
        SERVES.get(part.strip().lower().rstrip(".")) for text in texts for part in text.split(",")
    ]
    types = [slug for name, _ in terms if (slug := type_of(name))]
    languages, access = _languages(record, notes)
    for text in [*access_texts(record), _text(record.service, "interpretation_services") or ""]:
        access += access_of(text)
    return {
        "types": list(dict.fromkeys(types)),
        "serves": list(dict.fromkeys(slug for slug in said if slug)),
        "access": list(dict.fromkeys(access)),
        "languages": languages,
        "requirements": _requirements(record.service, texts),
        "ages": _ages(record.service, notes),
    }


def _eligibilities(service: Item) -> list[str | None]:
    rows = [*items(service.get("eligibilities")), *items(service.get("eligibility"))]
    own = _text(service, "eligibility")
    return [own, *(_text(row, "eligibility") for row in rows)]


def _requirements(service: Item, eligibility: list[str]) -> str | None:
    documents = [
        plain_text(row.get("document"), 1_000) for row in items(service.get("required_documents"))
    ]
    bring = "; ".join(dict.fromkeys(text for text in documents if text and text.lower() != "none"))
    return paragraphs(
        _text(service, "application_process"),
        *(f"For: {text}" for text in eligibility),
        f"Bring: {bring}" if bring else None,
        f"Waiting time: {wait}"
        if (wait := plain_line(service.get("wait_time"), 300)) and wait != "wait_time"
        else None,
    )


def _ages(service: Item, notes: RowNotes) -> dict[str, int]:
    found: dict[str, int] = {}
    for key, name in (("minimum_age", "min"), ("maximum_age", "max")):
        text = written(service.get(key))
        if text is None:
            continue
        match = re.fullmatch(r"(\d{1,3})(?:\.\d+)?", text)
        if match is None or int(match[1]) > 120:
            notes.repaired(f"{key} is not an age, and is left out", text)
        elif int(match[1]):
            found[name] = int(match[1])
    if found.get("min", 0) > found.get("max", 120):
        notes.repaired("maximum_age is below minimum_age, and both are left out", found)
        return {}
    return found


def _languages(record: Record, notes: RowNotes) -> tuple[list[str], list[str]]:
    """The languages of the service, else those of the place, and access by sign language."""
    codes: list[str] = []
    access: list[str] = []
    rows = items(record.service.get("languages")) or items(record.location.get("languages"))
    for row in rows:
        texts = [written(row.get(key)) for key in ("code", "name", "language")]
        names = [part.strip() for text in texts if text for part in re.split("[,;/]", text)]
        found = [code for name in names if name and (code := language_code(name))]
        if "ase" in found or any(name.lower() in ("asl", "sgn") for name in names):
            access.append("asl" if "ase" in found or "ASL" in names else "sign-language")
        elif found:
            # A code and a name in one row say the same; a list of names is several.
            codes += found[:1] if texts[0] else found
        elif names:
            notes.repaired("a language is not known, and is left out", names[0])
    return list(dict.fromkeys(codes)), access


def _cost(service: Item, today: dt.date | None) -> Cost | None:
    amounts: list[float] = []
    for row in items(service.get("cost_options")):
        until, _ = read_updated(row.get("valid_to"))
        if until and today and until < today:
            continue
        try:
            amounts.append(float(written(row.get("amount")) or ""))
        except ValueError:
            return None
    texts = [text for key in ("fees_description", "fees") if (text := _text(service, key))]
    said = {cost_of(text) for text in texts if text != "fees_description"}
    if amounts:
        said.add(
            Cost.FREE
            if not any(amounts)
            else Cost.PAID
            if all(amount > 0 for amount in amounts)
            else Cost.VARIES
        )
    return said.pop() if len(said) == 1 else None


def _openings(service: Item, notes: RowNotes) -> dict[str, Any] | None:
    """The free places, which version 3.1 calls capacities; those of several kinds in words."""
    rows = [*items(service.get("capacities")), *items(service.get("service_capacities"))]
    texts = [written(row.get("available")) for row in rows]
    free = [int(float(t)) for t in texts if t and re.fullmatch(r"\d{1,5}(?:\.0+)?", t)]
    if not free or len(free) < len(rows):
        if any(texts):
            notes.repaired("the number of free places cannot be read, and is left out", texts)
        return None
    said = [plain_line(row.get("description"), 200) or "" for row in rows]
    found: dict[str, Any] = {}
    if len(set(said)) == 1:
        found |= {"count": sum(free)} | ({"note": said[0]} if said[0] else {})
    else:
        parts = [f"{what or 'Places'}: {count}" for what, count in zip(said, free, strict=True)]
        found["note"] = "; ".join(parts)
    dates = [date for row in rows if (date := _date(row, "updated", notes))]
    if len(dates) == len(rows):
        found["on"] = min(dates)
    return found


def _contact(record: Record, notes: RowNotes) -> dict[str, Any]:
    phone, phones = read_numbers(record, notes)
    email = None
    for owner in (record.service, record.location, record.organization):
        found, wrong = read_email(owner.get("email"))
        if wrong:
            notes.repaired("email is not an e-mail address, and is left out", owner.get("email"))
        email = email or found
    website = read_link(record.service, ("url",), notes)
    if website is None or is_conference(website):
        website = read_link(record.organization, ("website", "url"), notes)
    return {"phone": phone, "phones": phones, "email": email, "website": website}


def _verified(service: Item, notes: RowNotes) -> dict[str, str] | None:
    on = _date(service, "assured_date", notes)
    return {"on": on, "by": "feed"} if on else None


def _date(item: Item, key: str, notes: RowNotes) -> str | None:
    found, wrong = read_updated(item.get(key))
    if wrong:
        notes.repaired(f"{key} is not a date, and is left out", item.get(key))
    return found.isoformat() if found else None
