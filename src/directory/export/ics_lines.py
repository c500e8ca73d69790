"""The lines of an iCalendar file (RFC 5545): escaped, folded, ended with CR and LF.

Written here, not by the icalendar package: that takes two milliseconds an event, and a
subscribed calendar may have thousands; and the time zones it writes begin summer time an hour late
and miss years in which Morocco changes its clocks.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import quote
from zoneinfo import ZoneInfo

from directory.query.values import clean
from directory.schedule.zones import transitions

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
    """The VTIMEZONE of an IANA zone, with its clock changes from before a year to long after.

    Every change is listed by its date. It stands there as the clocks showed it that were about to
    be changed (RFC 5545 section 3.6.5): summer time begins in New York at two, not at three.
    """
    zone = ZoneInfo(name)
    start = dt.datetime(year - 1, 1, 1, tzinfo=zone)
    span = start.timestamp(), start.replace(year=year + _YEARS_AHEAD).timestamp()
    rows = zip(*(column.tolist() for column in transitions(name)), strict=True)
    changes = [row for row in rows if span[0] < row[0] < span[1]]
    ahead = start.utcoffset() or dt.timedelta()
    onsets: dict[tuple[str, ...], list[str]] = {
        _observance(start, ahead): [wall(start.date(), start.time())]
    }
    for instant, before, _ in changes:
        ahead = dt.timedelta(seconds=before)
        onset = dt.datetime.fromtimestamp(instant, dt.UTC) + ahead
        observance = _observance(dt.datetime.fromtimestamp(instant, zone), ahead)
        onsets.setdefault(observance, []).append(wall(onset.date(), onset.time()))
    found = ["BEGIN:VTIMEZONE", f"TZID:{name}"]
    for (kind, *lines), times in onsets.items():
        found += [f"BEGIN:{kind}", f"DTSTART:{times[0]}"]
        if len(times) > 1:
            found.append(f"RDATE:{','.join(times[1:])}")
        found += [*lines, f"END:{kind}"]
    return (*found, "END:VTIMEZONE")


def _observance(moment: dt.datetime, before: dt.timedelta) -> tuple[str, ...]:
    """What the clocks of a zone follow from an aware moment on; `before`: what they did until it.

    The kind of the component, then its lines.
    """
    kind = "DAYLIGHT" if (moment.dst() or dt.timedelta()) > dt.timedelta() else "STANDARD"
    after = moment.utcoffset() or dt.timedelta()
    return (
        kind,
        f"TZNAME:{moment.tzname()}",
        f"TZOFFSETFROM:{_offset(before)}",
        f"TZOFFSETTO:{_offset(after)}",
    )


def _offset(ahead: dt.timedelta) -> str:
    minutes = round(ahead.total_seconds() / 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}{abs(minutes) % 60:02}"
