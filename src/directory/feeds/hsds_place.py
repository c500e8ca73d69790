"""Where an HSDS service is, and how to reach it: addresses, coordinates, links and phones."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from directory.feeds.addresses import country_code, state_code
from directory.feeds.hsds_records import Item, Record, items
from directory.feeds.report import RowNotes, shorten
from directory.feeds.text import paragraphs, plain_line, plain_text, written
from directory.feeds.transit import read_transit
from directory.feeds.values import is_conference, read_coordinates, read_phones, read_url

_HIDDEN = re.compile(r"(?i)\b(?:confidential|undisclosed)\b")
_HIDDEN_NAME = re.compile(
    r"(?i)(?:confidential|undisclosed)(?: (?:address|location|site|shelter|place))?"
)
_BOX = re.compile(r"(?i)\bp\.?\s?o\.?\s?box\b")
_NO_NUMBER = re.compile(r"(?i)(?:no|none|n/?a|no (?:phone|number).*|not? available|unknown|-+)\.?")


def read_location(record: Record, notes: RowNotes) -> dict[str, Any] | None:
    """The location of a record; `None` when it has none, or only a virtual one."""
    location = record.location
    if not location or _type(location) == "virtual":
        return None
    address, door = _address(location, notes)
    latitude, longitude = location.get("latitude"), location.get("longitude")
    point, wrong = read_coordinates(latitude, longitude)
    if wrong:
        notes.repaired(wrong, f"{latitude}, {longitude}")
    if _secret(location):
        kept = {key: address[key] for key in ("city", "region", "country") if address.get(key)}
        notes.repaired("the address is confidential: only the town is kept")
        return {**kept, "confidential": True}
    found: dict[str, Any] = {"name": plain_line(location.get("name")), **address}
    if point:
        found["latitude"], found["longitude"] = point
    found = {key: value for key, value in found.items() if value is not None}
    if not found:
        return None
    if _type(location) == "postal" or not (door or point):
        found["approximate"] = True
    said = paragraphs(
        plain_text(location.get("description"), 2_000),
        *_access_texts(location),
    )
    if said:
        found["notes"] = said
    if transit := read_transit(location.get("transportation")):
        found["transit"] = transit
    return found


def read_online(record: Record, notes: RowNotes) -> dict[str, Any] | None:
    """How to join a service from anywhere: the page of a virtual place, or a video link."""
    virtual = bool(record.location) and _type(record.location) == "virtual"
    own = read_link(record.location, ("url",), notes)
    page = read_link(record.service, ("url",), notes)
    for url in (own, page):
        if url and (virtual or is_conference(url)):
            online = {"url": url}
            said = plain_text(record.location.get("description"), 2_000) if virtual else None
            return online | ({"notes": said} if said else {})
    if virtual:
        notes.repaired("the place is virtual, and no link says how to join")
    return None


def read_link(item: Item, keys: Sequence[str], notes: RowNotes) -> str | None:
    """The first web address under these keys."""
    for key in keys:
        url, wrong = read_url(item.get(key))
        if wrong:
            notes.repaired(f"{key} {wrong}", item.get(key))
        if url:
            return url
    return None


def read_numbers(record: Record, notes: RowNotes) -> tuple[str | None, list[dict[str, Any]]]:
    """The main number and the others: of pair, service and place, else of the provider."""
    lines: list[dict[str, Any]] = []
    for owner in (record.link, record.service, record.location, record.organization):
        if owner is record.organization and lines:
            break
        for phone in items(owner.get("phones")):
            lines += [line for line in _lines(phone, notes) if not _has(lines, line)]
    for index, line in enumerate(lines):
        if not line.get("text") and line.get("label") != "TTY":
            del lines[index]
            return line["number"], lines
    return None, lines


def access_texts(record: Record) -> list[str]:
    """What is said about the building and about help with taking part."""
    return [*_access_texts(record.location), *_access_texts(record.service)]


def _address(location: Item, notes: RowNotes) -> tuple[dict[str, Any], bool]:
    """The parts of the address, and whether it is a door: a postal one is none."""
    known = items(location.get("addresses"))
    if not known and written(location.get("address_1")):
        known = [location]
    physical = [a for a in known if not _postal(a)]
    if len(physical) > 1:
        notes.repaired("the place has several addresses, and the first is kept")
    if not known:
        # A place by its name alone is one that people are sent to.
        return {}, True
    chosen = (physical or known)[0]
    street = [plain_line(chosen.get(f"address_{n}"), 200) for n in range(1, 5)]
    line = ", ".join(dict.fromkeys(part for part in street if part)) or None
    door = bool(physical) and bool(line) and not _BOX.search(line or "")
    if not physical:
        notes.repaired("the place has only a postal address, which is no door to go to")
    country = plain_line(chosen.get("country"), 100)
    state = plain_line(chosen.get("state_province"), 100)
    found = {
        "address": line if door else None,
        "city": plain_line(chosen.get("city"), 200),
        "region": state_code(state) or state or plain_line(chosen.get("region"), 100),
        "postal_code": plain_line(chosen.get("postal_code"), 20),
        "country": country_code(country) or country,
    }
    return {key: value for key, value in found.items() if value}, door


def _postal(address: Item) -> bool:
    return "postal" in (kind := (written(address.get("address_type")) or "").lower()) or (
        "mail" in kind and "physical" not in kind
    )


def _secret(location: Item) -> bool:
    texts = [
        written(address.get(key)) or ""
        for address in (location, *items(location.get("addresses")))
        for key in ("address_1", "address_2", "attention")
    ]
    name = plain_line(location.get("name")) or ""
    return any(_HIDDEN.search(text) for text in texts) or bool(_HIDDEN_NAME.fullmatch(name))


def _type(location: Item) -> str:
    return (written(location.get("location_type")) or "").lower()


def _access_texts(item: Item) -> list[str]:
    found: list[str] = []
    for row in items(item.get("accessibility")):
        for key in ("description", "accessibility", "details"):
            text = plain_text(row.get(key), 1_000)
            if text:
                found.append(text)
    return found


def _lines(phone: Item, notes: RowNotes) -> list[dict[str, Any]]:
    text = plain_line(phone.get("number"), 200)
    text = text.strip("\"' ") if text else None
    if not text or _NO_NUMBER.fullmatch(text):
        return []
    kind = (written(phone.get("type")) or "").lower()
    if kind in ("fax", "pager"):
        notes.repaired(f"a number is that of a {kind}, and is left out", text)
        return []
    good, bad = read_phones(text)
    for part in bad:
        notes.repaired("a phone number cannot be read, and is left out", part)
    extension = plain_line(phone.get("extension"), 20)
    label = plain_line(phone.get("description"), 300) or plain_line(phone.get("department"), 100)
    found: list[dict[str, Any]] = []
    for number in good:
        line: dict[str, Any] = {"number": number}
        if extension and extension != "0" and len(good) == 1:
            line["number"] = f"{number} ext. {extension}"
        if kind in ("textphone", "tty", "tdd"):
            line["label"] = "TTY"
        elif label:
            line["label"] = shorten(label, 80)
        if kind in ("text", "sms"):
            line["text"] = True
        found.append(line)
    return found


def _has(lines: Sequence[dict[str, Any]], line: dict[str, Any]) -> bool:
    return any(known["number"] == line["number"] for known in lines)
