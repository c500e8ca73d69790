"""Single values of a catalog, checked as they are read: times, dates, links, numbers, codes.

Every check raises `ValueError` with what is wrong and what to write instead.
"""

from __future__ import annotations

import datetime as dt
import re
from ipaddress import IPv4Address
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
)

from directory.model.kinds import Weekday

SLUG_PATTERN = r"^[a-z0-9]+(?:-[a-z0-9]+)*$"
"""Ids and vocabulary words: a-z, 0-9 and single hyphens between them."""

LANGUAGE_PATTERN = r"^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$"
"""A language: its ISO 639-1 code (639-2/3 where there is none), perhaps with a region."""


_BLANKS = re.compile(r"[\x00-\x20\x7f]")


def check_url(value: str) -> str:
    """Accept http(s), tel: and mailto: addresses; raise `ValueError` with the mend otherwise."""
    if _BLANKS.search(value):
        raise ValueError("has a space or control character in it; write the address without")
    try:
        parts = urlsplit(value)
    except ValueError:
        raise ValueError("is not a web address; write one like https://example.org") from None
    scheme = parts.scheme.lower()
    if scheme in ("http", "https"):
        if not parts.hostname:
            raise ValueError("has no host name; write it like https://example.org")
        return value
    if scheme in ("tel", "mailto"):
        if not parts.path:
            raise ValueError(f"has nothing after {scheme}:")
        return value
    if not scheme or "." in scheme:
        raise ValueError(f"has no scheme; write https://{value.lstrip('/')}")
    raise ValueError(f"{scheme}: links are not allowed; use https:, tel: or mailto:")


_HOST_NAME = re.compile(r"(?:\*\.)?(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9-]{1,63}")


def check_host(value: str) -> str:
    """Accept a host name, or `*.` and one for all below it; raise `ValueError` otherwise."""
    name = value.lower().rstrip(".")
    if not _HOST_NAME.fullmatch(name):
        raise ValueError(
            "is not a host name; write one like directory.example.org, without https:// and port"
        )
    return name


def check_zone(value: str) -> str:
    """Accept the name of an IANA time zone; raise `ValueError` otherwise."""
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        raise ValueError(
            "is not a time zone name; write one like America/Los_Angeles or Europe/London"
        ) from None
    return value


_TIME = re.compile(r"^(\d{1,2}):(\d{2})(?::00)?$")


def read_time(value: Any) -> Any:
    """`HH:MM` (also `H:MM` and `24:00`) as a wall-clock time; raise `ValueError` otherwise."""
    if not isinstance(value, str):
        return value
    match = _TIME.match(value.strip())
    if match:
        hour, minute = int(match[1]), int(match[2])
        if (hour, minute) == (24, 0):
            return dt.time(0)
        if hour < 24 and minute < 60:
            return dt.time(hour, minute)
    raise ValueError("is not a time of day; write HH:MM on the 24-hour clock, like 18:30")


def read_start(value: Any) -> Any:
    """A time at which something begins: 24:00 only ends a day. Raise `ValueError` otherwise."""
    if isinstance(value, str) and value.strip().startswith("24:"):
        raise ValueError('is the end of a day; write "00:00", and the day after')
    return read_time(value)


def read_date(value: Any) -> Any:
    """`YYYY-MM-DD` as a date; raise `ValueError` otherwise."""
    if not isinstance(value, str):
        return value
    text = value.strip()
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        try:
            return dt.date.fromisoformat(text)
        except ValueError:
            raise ValueError("is a day that the calendar does not have; correct it") from None
    raise ValueError("is not a date; write YYYY-MM-DD, like 2026-11-24")


_DAY_NAMES = {
    name: day
    for day, names in {
        "mon": "mo monday mondays",
        "tue": "tu tues tuesday tuesdays",
        "wed": "we weds wednesday wednesdays",
        "thu": "th thur thurs thursday thursdays",
        "fri": "fr friday fridays",
        "sat": "sa saturday saturdays",
        "sun": "su sunday sundays",
    }.items()
    for name in (day, *names.split())
}


def read_weekday(value: Any) -> Any:
    """A weekday by its English name or a usual short form of it: Mon, monday, Mo, Tues."""
    return _DAY_NAMES.get(value.strip().rstrip(".").lower(), value) if type(value) is str else value


def read_week(value: Any) -> Any:
    """A week of the month written as text: "2", "-1"."""
    if isinstance(value, str) and re.fullmatch(r"[+-]?[1-5]", value.strip()):
        return int(value)
    return value


def check_language(value: str) -> str:
    """A language code with its first part in lower case."""
    head, dash, tail = value.partition("-")
    code = head.lower() + dash + tail
    if not re.match(LANGUAGE_PATTERN, code):
        raise ValueError("is not a language code; write one like en or es")
    return code


def check_email(value: str) -> str:
    """An e-mail address in its plainest form."""
    if not re.fullmatch(r"[^@\s<>\"',;:]+@[^@\s<>\"',;:]+", value):
        raise ValueError("is not an e-mail address; write one like office@example.org")
    return value


def check_phone(value: str) -> str:
    """A phone number as people write it; short codes such as 988 are numbers too."""
    if not re.search(r"\d", value) or len(value) > 60:
        raise ValueError('is not a phone number; write one like "+1 555 555 0100"')
    return value


def check_contact(value: str) -> str:
    """Where corrections go: an e-mail address or an https page."""
    return check_email(value) if "@" in value and "//" not in value else check_url(value)


def check_https(value: str) -> str:
    """Accept an https page alone; raise `ValueError` with the mend otherwise."""
    check_url(value)
    scheme, _, rest = value.partition(":")
    if scheme.lower() != "https":
        mend = f"https:{rest}" if rest.startswith("//") else "one like https://www.weather.gov/"
        raise ValueError(f"is not an https page; write {mend}")
    return value


_LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_PLAIN_HOST = re.compile(rf"((?:{_LABEL}\.)*{_LABEL})(?::([1-9]\d{{0,4}}))?")
_WHOLE_ADDRESS = re.compile(
    r"https://([^/?#\\\s\x00-\x1f]+)(?:[/?#][^\\\x00-\x20\x7f]*)?", re.IGNORECASE
)


def check_plain_host(value: str) -> str:
    """Accept one host by name or IPv4 number, perhaps with a port; raise `ValueError` otherwise.

    What it gives can stand in a header as it is: small ASCII letters, and no port that is the
    usual one of https.
    """
    found = _PLAIN_HOST.fullmatch(value.lower())
    if not (found and value.isascii() and len(value) <= 253 and int(found[2] or 443) <= 65_535):
        raise ValueError(
            "is not the name of one host; write one like tiles.example.org or "
            "tiles.example.org:8443, in the letters a-z (xn--… stands for others)"
        )
    name, port = found[1], int(found[2] or 443)
    if name.rpartition(".")[2][0].isdigit():
        # Browsers read 127.1 and 0x7f.1 as numbers too, and ask another one than is named.
        try:
            IPv4Address(name)
        except ValueError:
            raise ValueError("is not an IP address; write all four numbers") from None
    return name if port == 443 else f"{name}:{port}"


def https_host(address: str) -> str:
    """The host of a whole https address, as `check_plain_host` has it; raise `ValueError`."""
    found = _WHOLE_ADDRESS.fullmatch(address)
    if found is None:
        raise ValueError("is not a whole https address; write one like https://example.org/a.json")
    if "@" in found[1]:
        raise ValueError("has a name or password in it, which every reader would get; take it out")
    return check_plain_host(found[1])


def check_style_address(value: str) -> str:
    """Accept the https address of a map style; raise `ValueError` with the mend otherwise."""
    check_https(value)
    https_host(value)
    return value


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000)]
Slug = Annotated[
    str,
    StringConstraints(strip_whitespace=True, pattern=SLUG_PATTERN, min_length=1, max_length=200),
    BeforeValidator(lambda value: value.lower() if isinstance(value, str) else value),
]
Id = Annotated[
    str,
    StringConstraints(strip_whitespace=True, pattern=SLUG_PATTERN, min_length=1, max_length=200),
]
Url = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=2_000),
    AfterValidator(check_url),
    Field(json_schema_extra={"format": "uri"}),
]
Zone = Annotated[str, StringConstraints(strip_whitespace=True), AfterValidator(check_zone)]
Language = Annotated[str, StringConstraints(strip_whitespace=True), AfterValidator(check_language)]
Email = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=320), AfterValidator(check_email)
]
Phone = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1), AfterValidator(check_phone)
]
WallTime = Annotated[
    dt.time,
    BeforeValidator(read_time),
    PlainSerializer(lambda value: value.strftime("%H:%M"), return_type=str),
    Field(json_schema_extra={"format": None, "pattern": r"^([01]?\d|2[0-4]):[0-5]\d$"}),
]
StartTime = Annotated[
    dt.time,
    BeforeValidator(read_start),
    PlainSerializer(lambda value: value.strftime("%H:%M"), return_type=str),
    Field(json_schema_extra={"format": None, "pattern": r"^([01]?\d|2[0-3]):[0-5]\d$"}),
]
Date = Annotated[dt.date, BeforeValidator(read_date)]
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
Day = Annotated[Weekday, BeforeValidator(read_weekday)]
WeekNumber = Annotated[Literal[1, 2, 3, 4, 5, -1, -2, -3, -4, -5], BeforeValidator(read_week)]


class Model(BaseModel):
    """Base of everything in a catalog: immutable, and strict about unknown keys."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", populate_by_name=True, use_attribute_docstrings=True
    )
