"""Where a row's place is, how to join it, and how to reach its people."""

from __future__ import annotations

import re
from typing import Any

from directory.feeds.columns import Cells, normal
from directory.feeds.report import RejectedRowError, RowNotes
from directory.feeds.text import plain_line
from directory.feeds.transit import answer_of, is_postal_code, label_of, read_transit
from directory.feeds.tsml_place import Place, read_place
from directory.feeds.values import (
    is_payment,
    read_coordinates,
    read_email,
    read_phones,
    read_url,
    read_yes,
)
from directory.feeds.words_codes import ATTENDANCE, folded
from directory.model import check_phone

_SAME = ("formatted_address", "address", "city", "state", "postal_code", "country", "latitude",
         "longitude", "coordinates", "approximate", "location", "location_notes")  # fmt: skip
_ONLINE = {
    "conference_url": "online_url",
    "conference_url_notes": "online_notes",
    "conference_phone": "online_phone",
    "conference_phone_notes": "online_phone_notes",
}
_COARSE = ("city", "state", "country", "formatted_address")
_WITHHELD = re.compile(
    r"(?i)\W*(?:confidential|undisclosed|not disclosed|address withheld|withheld|private"
    r"|confidencial)(?: (?:address|location))?\W*"
)
_LABELS = {
    "phone_toll_free": "Toll free",
    "phone_hotline": "Hotline",
    "phone_intake": "Intake",
    "phone_text": "Text",
    "phone_tty": "TTY",
}
# Ten digits in groups, perhaps with a country code; seven only at the end or in brackets.
_PHONE = re.compile(
    r"""[\s,:;/|–—-]*(?:\(\s*)?(?:\b(?:call|phone|ph|tel)\b\.?:?\s*)?
    (?P<number>(?<![\d-])(?:(?:\+?1[\s.-])?(?:\(\d{3}\)\s?|\d{3}[\s.-])\d{3}[\s.-]\d{4}
      |\d{3}-\d{4}(?=\s*\)?\s*$)))(?![\d-])(?:\s*\))?[\s,:;/|–—-]*""",
    re.VERBOSE | re.IGNORECASE,
)


def read_where(
    cells: Cells, room_closed: bool, notes: RowNotes
) -> tuple[Place, tuple[float, float] | None]:
    """Place and link of a row, and the point of a meeting that has no pin, for its time zone.

    Raises `RejectedRowError` when it cannot be told whether the address is confidential.
    """
    hidden = _hidden(cells)
    row: dict[str, Any] = {}
    for target in _SAME:
        text = cells.get(target)
        if text and not (hidden and target not in _COARSE):
            row[target] = text
    point, _ = read_coordinates(cells.get("latitude"), cells.get("longitude"))
    second = cells.get("address_2")
    if second and row.get("address") and row.get("city"):
        row["address"] = f"{row['address']}, {second}"
    row["region"] = cells.get("area")
    for key, target in _ONLINE.items():
        row[key] = cells.get(target)
    row["attendance_option"] = _attendance(cells, row, notes)
    _withhold(row)
    place = read_place(row, room_closed, notes)
    location = place.location
    if hidden:
        kept = {k: v for k, v in (location or {}).items() if k in ("city", "region", "country")}
        place.location = kept | {"confidential": True}
        notes.repaired("the address is confidential: only the town is kept")
    elif location and row["attendance_option"] == "online":
        for key in ("latitude", "longitude"):
            location.pop(key, None)  # an online meeting has no pin
    if not hidden:
        _add_transit(cells, row["attendance_option"] == "online", place, notes)
    return place, point


def _add_transit(cells: Cells, online: bool, place: Place, notes: RowNotes) -> None:
    lines: list[str] = []
    for column, text in cells.all("transit"):
        label = label_of(normal(column.header))
        if _is_nothing(text) or answer_of(text, label) is not None:
            continue  # whether there is any is told by `access`
        if is_postal_code(text):
            notes.repaired("a line of a bus or train is a postal code, and is left out", text)
            continue
        lines += read_transit(text, label)
    if lines and online:
        notes.repaired("it meets online: bus and train are left out", lines[0])
    elif lines and place.location is None:
        place.lines += lines
    elif lines and place.location is not None:
        known = place.location.get("transit", [])
        place.location["transit"] = list(dict.fromkeys([*known, *lines]))


def _hidden(cells: Cells) -> bool:
    text = cells.get("confidential")
    stated = read_yes(text) if text else False
    if stated is None and text and _WITHHELD.fullmatch(text):
        stated = True
    if stated is None:
        raise RejectedRowError("it cannot be told whether the address is confidential", text)
    addresses = (cells.get("address"), cells.get("formatted_address"))
    return stated or any(text and _WITHHELD.fullmatch(text) for text in addresses)


def _withhold(row: dict[str, Any]) -> None:
    """Leave out what only says that there is nothing: "N/A", "TBD"."""
    for key in (*_SAME, *_ONLINE):
        if _is_nothing(row.get(key) or ""):
            row[key] = None


def _is_nothing(text: str) -> bool:
    """True for a cell that only says that there is nothing in it."""
    return folded(text) in ("n a", "tbd", "none", "null", "unknown")


def _attendance(cells: Cells, row: dict[str, Any], notes: RowNotes) -> str | None:
    """TSML's `attendance_option`, from words, a yes or a no; a link there is taken as the link."""
    text = plain_line(cells.get("attendance"))
    if text is None:
        return None
    if re.match(r"(?i)(?:https?://|www\.)\S+$", text):
        row["conference_url"] = row["conference_url"] or text
        return "hybrid" if cells.get("address") or cells.get("formatted_address") else "online"
    option = ATTENDANCE.get(folded(text))
    if option is None:
        notes.repaired("how to take part is not understood, and is left out", text)
    return option


def split_name(text: str) -> tuple[str, list[str]]:
    """A name without the phone numbers in it, and those; a name that is only a number stays."""
    numbers = [match["number"] for match in _PHONE.finditer(text)]
    bare = " ".join(_PHONE.sub(" ", text).split()).strip(" ,:;/|–—-")
    if not numbers or not re.search(r"[^\W\d_]{2}", bare):
        return text, []
    return bare, numbers


def read_contact(
    cells: Cells, from_name: list[str], place: Place, notes: RowNotes
) -> dict[str, Any]:
    """Phone numbers, e-mail and website of a row, as keys of an entry."""
    lines: list[dict[str, Any]] = []
    for target in ("phone", *_LABELS):
        for _, text in cells.all(target):
            numbers, bad = read_phones(text)
            for number in numbers:
                label = {"label": _LABELS[target]} if target in _LABELS else {}
                texts = {"text": True} if target == "phone_text" else {}
                lines.append({"number": number} | label | texts)
            for part in bad:
                notes.repaired("a phone number cannot be read, and is left out", part)
    lines += [{"number": check_phone(number)} for number in from_name]
    known: dict[str, dict[str, Any]] = {}
    for line in lines:
        known.setdefault(re.sub(r"\D", "", line["number"]).removeprefix("1"), line)
    phones = list(known.values())
    found: dict[str, Any] = {}
    if phones and "label" not in phones[0]:
        found["phone"] = phones.pop(0)["number"]
    found["phones"] = phones or None
    for _, text in cells.all("email"):
        email, wrong = read_email(text)
        if wrong:
            notes.repaired("an e-mail address cannot be read, and is left out", text)
        found["email"] = found.get("email") or email
    for _, text in cells.all("website"):
        url, mended = read_url(text)
        if mended:
            notes.repaired(f"the website {mended}", text)
        if url and is_payment(url):
            notes.repaired("the website asks for money, and is left out", url)
            url = None
        found["website"] = found.get("website") or url
    found["website"] = found.get("website") or place.website
    return found
