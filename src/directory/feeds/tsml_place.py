"""Where a TSML meeting is and how to join it: address, coordinates, link, phone, attendance."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from directory.feeds.addresses import (
    PROVINCES,
    US_STATES,
    Address,
    country_code,
    read_address,
    read_postal_code,
    state_code,
)
from directory.feeds.report import RowNotes
from directory.feeds.text import paragraphs, plain_line, plain_text, written
from directory.feeds.transit import split_off
from directory.feeds.values import (
    is_conference,
    is_payment,
    read_coordinates,
    read_url,
    read_yes,
    split_link,
)


@dataclass(slots=True)
class Place:
    """Where it is and how to join, as keys of an entry."""

    location: dict[str, Any] | None = None
    online: dict[str, Any] | None = None
    status: str | None = None
    website: str | None = None
    """A link that was given for joining and is none."""
    lines: list[str] = field(default_factory=list)
    """Words about place and joining that no other key holds, for the description."""


def read_place(row: Mapping[str, Any], room_closed: bool, notes: RowNotes) -> Place:
    """Place, link and status of a row.

    In person, online and hybrid are derived from them. `attendance_option` settles what they
    leave open: with "online", an address is no door to go to.
    """
    option = re.sub(r"[\s-]+", "_", (written(row.get("attendance_option")) or "").lower())
    if option not in ("", "in_person", "online", "hybrid", "inactive"):
        notes.repaired("attendance_option is not known, and is left out", option)
    place = Place()
    place.location, certain = _location(row, place, notes)
    _online(row, option, place, notes)
    if room_closed or (option == "inactive" and place.online is None):
        place.status = "temporarily-closed"
    location = place.location
    if location is None:
        return place
    door = not location.get("approximate", False)
    if not door and not certain and option in ("in_person", "hybrid"):
        location.pop("approximate")  # the feed knows the door, if only by its name
    elif door and option == "online" and not room_closed:
        location["approximate"] = True
        notes.repaired("attendance_option says online: the address is kept as approximate")
    elif option == "in_person" and place.online:
        notes.repaired("attendance_option says in person, and there is a way to join: both kept")
    elif option == "hybrid" and (not door or room_closed or not place.online):
        notes.repaired("attendance_option says hybrid, and a room or a way to join is missing")
    elif option == "in_person" and not door:
        notes.repaired("attendance_option says in person, and the address is only approximate")
    return place


def _location(
    row: Mapping[str, Any], place: Place, notes: RowNotes
) -> tuple[dict[str, Any] | None, bool]:
    """The location, and whether the feed itself says if it is approximate."""
    read = _address(row, notes)
    latitude, longitude = row.get("latitude"), row.get("longitude")
    pair = (written(row.get("coordinates")) or "").split(",")
    if latitude in (None, "") and any(pair):
        latitude, longitude = pair if len(pair) == 2 else (row["coordinates"], None)
    point, wrong = read_coordinates(latitude, longitude)
    if wrong:
        notes.repaired(wrong, f"{latitude}, {longitude}")
    found: dict[str, Any] = {
        "name": plain_line(row.get("location")),
        "address": read.address,
        "city": read.city,
        "region": read.region,
        "postal_code": read.postal_code,
        "country": read.country,
    }
    where = any(found[key] for key in ("address", "city", "region", "postal_code"))
    if point:
        found["latitude"], found["longitude"] = point
    stated = read_yes(row.get("approximate"))
    if stated is None and row.get("approximate"):
        notes.repaired("approximate is neither yes nor no, and is left out", row["approximate"])
    approximate = stated if stated is not None else not (read.street or (point and not where))
    if approximate:
        found["approximate"] = True
    found["notes"], transit = split_off(plain_text(row.get("location_notes")))
    found["transit"] = transit or None
    known = {text.casefold() for key in ("name", "city", "region") if (text := found[key])}
    area = _area(row, known)
    nowhere = not (where or point or found["name"])
    if not (nowhere or found["city"] or found["region"]):
        found["region"] = area
    elif area:
        place.lines.append(f"Area: {area}")
    if nowhere:
        place.lines += [text for text in (found["notes"], *transit) if text]
        return None, False
    return {key: value for key, value in found.items() if value is not None}, stated is not None


def _area(row: Mapping[str, Any], known: Collection[str]) -> str | None:
    """The feed's own names of a neighborhood, town or county, the smallest first.

    `known`, in lower case, are those that the address has already.
    """
    regions = row.get("regions")
    listed = regions if isinstance(regions, list) else re.split(r"[,;>]", written(regions) or "")
    if not any(listed):
        listed = [row.get("region"), row.get("sub_region")]
    names = [name for name in map(plain_line, listed) if name and name.casefold() not in known]
    return ", ".join(reversed(names))[:500] or None


def _address(row: Mapping[str, Any], notes: RowNotes) -> Address:
    line = plain_line(row.get("formatted_address"))
    street = plain_line(row.get("address"))
    city = plain_line(row.get("city"))
    state = plain_line(row.get("state"))
    if not line and street and "," in street and not (city or state):
        line, street = street, None
    read = read_address(line) if line else Address()
    region = (state_code(state) or state) or read.region
    nation = plain_line(row.get("country"))
    country = country_code(nation)
    if nation and country is None:
        notes.repaired("the country is not known, and is left out", nation)
    country = country or read.country
    if country is None and region in US_STATES:
        country = "US"
    elif country is None and region in PROVINCES:
        country = "CA"
    if street and city and street.lower() == city.lower():
        street = None
    return Address(
        address=street or read.address,
        city=city or read.city,
        region=region,
        postal_code=_postal(row.get("postal_code"), region, country, notes) or read.postal_code,
        country=country,
        street=bool(street) or read.street,
    )


def _postal(value: Any, region: str | None, country: str | None, notes: RowNotes) -> str | None:
    text = plain_line(value)
    found, wrong = read_postal_code(text, region, country)
    if wrong:
        notes.repaired(wrong, text)
    return found


def _online(row: Mapping[str, Any], option: str, place: Place, notes: RowNotes) -> None:
    said, after = split_link(plain_text(row.get("conference_url")))
    url, wrong = read_url(said)
    if wrong:
        notes.repaired(f"conference_url {wrong}", said)
    if url is None and said and not re.match(r"(?i)[a-z][a-z0-9+.-]*:\S", said):
        place.lines.append(said)  # "Meeting ID 000 0000 0000" written where the link belongs
    if url and is_payment(url):
        notes.repaired("conference_url asks for money and is no way to join: left out", url)
        url = None
    elif url and not is_conference(url) and option not in ("online", "hybrid"):
        notes.repaired("conference_url is no known meeting service: kept as the website", url)
        place.website, url = url, None
    phone = plain_line(row.get("conference_phone"))
    if phone and (len(re.sub(r"\D", "", phone)) < 7 or len(phone) > 60):
        notes.repaired("conference_phone is not a phone number, and is left out", phone)
        phone = None
    words = paragraphs(
        after,
        plain_text(row.get("conference_url_notes")),
        plain_text(row.get("conference_phone_notes")),
    )
    if url or phone:
        parts = {"url": url, "phone": phone, "notes": words}
        place.online = {key: value for key, value in parts.items() if value}
    elif words:
        place.lines.append(words)
