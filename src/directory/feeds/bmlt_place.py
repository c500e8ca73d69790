"""Where a BMLT meeting is and how to join it: address, coordinates, link, phone, venue type."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from directory.feeds.addresses import (
    PROVINCES,
    US_STATES,
    country_code,
    read_address,
    read_postal_code,
    state_code,
)
from directory.feeds.report import RowNotes
from directory.feeds.text import paragraphs, plain_line, plain_text, written
from directory.feeds.transit import is_address, is_postal_code, read_transit
from directory.feeds.values import is_payment, read_coordinates, read_url, split_link
from directory.places.zones import zone_at

DEFAULT_CENTER = (34.235918, -118.563659)
"""Degrees north and east at which a BMLT server puts meetings that nobody placed."""

_VENUES = {"1": "in-person", "2": "virtual", "3": "hybrid"}
_WORDS = {"in person": "in-person", "inperson": "in-person", "online": "virtual"}
# A number at the start, perhaps with a one-tap code: "+1 555 555 0100,,123#". A meeting number
# such as "Zoom ID 000 0000 0000" is none.
_NUMBER = re.compile(
    r"(?i)(?:(?:phone|tel|telephone|dial(?:[ -]?in)?|call)[\s:.]*)?"
    r"(?P<number>\+?[\d(](?:[\s().\-]{0,3}\d){6,14}(?:,+\d+[*#]?)*)(?P<rest>.*)",
    re.DOTALL,
)


@dataclass(slots=True)
class Place:
    """Where it is and how to join, as keys of an entry."""

    location: dict[str, Any] | None = None
    online: dict[str, Any] | None = None
    status: str | None = None
    website: str | None = None
    """A link of a meeting that takes place in person only."""
    point: tuple[float, float] | None = None
    """Degrees north and east, also where the location has none."""
    lines: list[str] = field(default_factory=list)
    """Words about the place and joining, for the description."""


def read_place(row: Mapping[str, Any], attend: Collection[str], notes: RowNotes) -> Place:
    """Place, link and status of a row; `attend` is what its formats say of them.

    `venue_type` settles it; servers that leave it empty tell it by their formats, then by link
    and street. A closed facility with a way to join meets online for the time being.
    """
    place = Place()
    read = _location(row, place, notes)
    online = _online(row, notes)
    joins = bool(online.get("url") or online.get("phone"))
    street = bool(read.get("address"))
    mode, stated = _mode(row, attend, joins, street, notes)
    closed = "closed-room" in attend
    if closed:
        place.status = "temporarily-closed"
    if mode == "in-person" and joins and stated and not closed:
        notes.repaired("venue_type says in person: the way to join is kept as website and words")
        place.website = online.get("url")
        place.lines += [text for key in ("phone", "notes") if (text := online.get(key))]
    elif joins:
        place.online = online
    else:
        place.lines += [text for text in (online.get("notes"),) if text]
        if mode != "in-person":
            notes.repaired(f"it is a {mode} meeting without a link or number to join")
    if mode == "virtual" and not closed:
        _no_door(read, place, notes)
    elif not (street or read.get("name")):
        read["approximate"] = True
        if mode != "virtual":
            notes.repaired("it meets in a place, and the feed names no street or building")
    if any(key not in ("approximate", "country", "notes", "transit") for key in read):
        place.location = read
    else:
        place.lines += [text for text in (read.get("notes"),) if text]
        place.lines += read.get("transit", [])
    return place


def _mode(
    row: Mapping[str, Any], attend: Collection[str], joins: bool, street: bool, notes: RowNotes
) -> tuple[str, bool]:
    """In person, virtual or hybrid, and whether the venue type says so."""
    text = (plain_line(row.get("venue_type")) or "").lower().replace("-", " ")
    text = text.removesuffix(".0")
    venue = _VENUES.get(text) or _WORDS.get(text, text)
    if venue in _VENUES.values():
        return venue, True
    if text and text != "0":
        notes.repaired("venue_type is not 1, 2 or 3: told by formats, link and street", text)
    if "hybrid" in attend:
        return "hybrid", False
    if "virtual" in attend:
        return "virtual", False
    if joins:
        return ("hybrid" if street else "virtual"), False
    return "in-person", False


def _no_door(location: dict[str, Any], place: Place, notes: RowNotes) -> None:
    if "address" in location:
        notes.repaired("it meets online: the street is left out", location["address"])
    # The place of an online meeting often holds how to join it: "Zoom ID 000 000".
    name = location.get("name", "")
    if re.fullmatch(r"(?i)(?:(?:virtual|online|zoom|only|meeting)\b\W*)*", name):
        name = ""  # says no more than that it is online
    if re.match(r"(?i)virtual|online|zoom", name) or len(re.findall(r"\d", name)) > 5:
        place.lines.append(name)
    elif name:
        notes.repaired("it meets online: the place is left out", name)
    if location.get("transit"):
        notes.repaired("it meets online: bus and train are left out", location["transit"][0])
    place.lines += [text for text in (location.get("notes"),) if text]
    for key in ("name", "address", "latitude", "longitude", "notes", "transit"):
        location.pop(key, None)
    location["approximate"] = True


def _location(row: Mapping[str, Any], place: Place, notes: RowNotes) -> dict[str, Any]:
    place.point = _point(row, notes)
    street = plain_line(row.get("location_street"))
    town = plain_line(row.get("location_municipality"))
    borough = plain_line(row.get("location_city_subsection"))
    area = plain_line(row.get("location_neighborhood"))
    city = town or borough or area
    region = plain_line(row.get("location_province"))
    nation = plain_line(row.get("location_nation"))
    postal = plain_line(row.get("location_postal_code_1"))
    country = country_code(nation)
    if nation and country is None:
        notes.repaired("the country is not known, and is left out", nation)
    if street and "," in street and not (city or region or postal):
        parts = read_address(street)  # the whole address in one field
        street, city, region, postal = parts.address, parts.city, parts.region, parts.postal_code
        country = country or parts.country
    if country in (None, "US", "CA"):
        region = state_code(region) or region
    if country is None:
        country = _country_of(region, place.point)
    postal, wrong = read_postal_code(postal, region, country)
    if wrong:
        notes.repaired(wrong, row.get("location_postal_code_1"))
    near = [part for part in (area, borough) if part and part not in (city, region)]
    if near:
        place.lines.append(f"Neighborhood: {', '.join(dict.fromkeys(near))}")
    county = plain_line(row.get("location_sub_province"))
    if county and region and county not in (region, city):
        named = county.lower().endswith(" county")
        place.lines.append(county if named else f"County: {county}")
    found: dict[str, Any] = {
        "name": plain_line(row.get("location_text")),
        "address": None if street and street == city else street,
        "city": city,
        "region": region or county,
        "postal_code": postal,
        "country": country,
    }
    if place.point:
        found["latitude"], found["longitude"] = place.point
    transit, said = _transit(row, notes)
    found["notes"] = paragraphs(plain_text(row.get("location_info")), *said)
    found["transit"] = transit or None
    return {key: value for key, value in found.items() if value is not None}


def _point(row: Mapping[str, Any], notes: RowNotes) -> tuple[float, float] | None:
    latitude, longitude = row.get("latitude"), row.get("longitude")
    point, wrong = read_coordinates(latitude, longitude)
    if point and max(abs(a - b) for a, b in zip(point, DEFAULT_CENTER, strict=True)) < 1e-5:
        point, wrong = None, "latitude and longitude are the server's default center; left out"
    if wrong:
        notes.repaired(wrong, f"{written(latitude) or ''}, {written(longitude) or ''}")
    return point


def _country_of(region: str | None, point: tuple[float, float] | None) -> str | None:
    # "WA" is also Western Australia, and "NT" its Northern Territory.
    if point and not (zone_at(*point) or "").startswith(("America/", "Pacific/")):
        return None
    if region in US_STATES:
        return "US"
    return "CA" if region in PROVINCES else None


def _transit(row: Mapping[str, Any], notes: RowNotes) -> tuple[list[str], list[str]]:
    """Buses and trains, and what stands in their place."""
    found: list[str] = []
    said: list[str] = []
    for key, label in (("bus_line", "Bus"), ("train_line", "Train")):
        value = row.get(f"{key}s") or row.get(key)
        if is_postal_code(value):
            notes.repaired(f"{key}s is a postal code, and is left out", value)
        elif is_address(value):
            notes.repaired(f"{key}s is an address: kept with the notes on the place", value)
            said += read_transit(value)
        else:
            found += read_transit(value, label)
    return found, said


def _online(row: Mapping[str, Any], notes: RowNotes) -> dict[str, Any]:
    """A link, a number and words for joining, each only if there is one."""
    said, after = split_link(plain_text(row.get("virtual_meeting_link")))
    url, wrong = read_url(said)
    words: list[str | None] = [after]
    if wrong:
        notes.repaired(f"virtual_meeting_link {wrong}", said)
    if url and is_payment(url):
        notes.repaired("virtual_meeting_link asks for money: left out", url)
        url = None
    elif url is None and said and not re.match(r"(?i)[a-z][a-z0-9+.-]*:\S", said):
        words.append(said)  # "Meeting ID 000 0000 0000" written where the link belongs
    dialed = plain_line(row.get("phone_meeting_number"))
    match = _NUMBER.fullmatch(dialed) if dialed else None
    phone = match["number"].strip() if match and len(match["number"]) <= 60 else None
    if phone and match:
        words.append(match["rest"].strip(" ;,.") or None)
    elif dialed:
        notes.repaired("phone_meeting_number is not a phone number: kept in words", dialed)
        words.append(dialed)
    words.append(plain_text(row.get("virtual_meeting_additional_info")))
    words.append(plain_text(row.get("phone_meeting_additional_info")))
    found = {"url": url, "phone": phone, "notes": paragraphs(*words)}
    return {key: value for key, value in found.items() if value}
