"""The lines of an iCalendar file (RFC 5545): escaped, folded, ended with CR and LF.

Written here, not by the icalendar package: that takes two milliseconds an event, and a
subscribed calendar may have thousands. Its part is the time zones.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import quote

from icalendar import Timezone

from directory.query.values import clean

_LONGEST = 75
"""Octets of a line, RFC 5545 section 3.1."""
_YEARS_AHEAD = 12
"""How far the clock changes of a zone are listed."""
_URL = "!#$%&'()*+,/:;=?@[]~-._"
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


def text(value: str) -> str:
    """A text value: escaped, without control characters; lines stay lines."""
    lines = [clean(line) for line in value.splitlines()]
    return "\n".join(lines).strip().translate(_ESCAPED)


def line(value: str) -> str:
    """A text value of one line."""
    return text(clean(value))


def address(url: str) -> str:
    """A URI value: characters beyond ASCII as percent signs, so that no reader breaks a line."""
    return quote(url, safe=_URL)


def utc(moment: dt.datetime) -> str:
    """An instant: 20261124T200000Z."""
    return f"{moment.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"


def wall(date: dt.date, time: dt.time) -> str:
    """A date and time on the wall: 20261124T190000."""
    return f"{date:%Y%m%d}T{time:%H%M%S}"


def folded(lines: Iterable[str]) -> str:
    """The lines as they stand in a file, none longer than 75 octets, no character torn apart."""
    return "".join(_fold(line) for line in lines)


def _fold(line: str) -> str:
    if len(line) <= _LONGEST and line.isascii():
        return line + "\r\n"
    parts, part, size = [], "", 0
    for char in line:
        width = len(char.encode())
        if size + width > _LONGEST:
            parts.append(part)
            part, size = " ", 1
        part += char
        size += width
    return "\r\n".join([*parts, part]) + "\r\n"


@lru_cache(maxsize=256)
def zone_lines(name: str, year: int) -> tuple[str, ...]:
    """The VTIMEZONE of an IANA zone, with its clock changes from before a year to long after."""
    zone = Timezone.from_tzid(
        name, first_date=dt.date(year - 1, 1, 1), last_date=dt.date(year + _YEARS_AHEAD, 1, 1)
    )
    zone.pop("COMMENT", None)
    return tuple(zone.to_ical().decode().replace("\r\n ", "").split("\r\n")[:-1])
