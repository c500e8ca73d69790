"""The values that parameters of a link take: how each is read, and how it is written again.

Reading a value and writing it gives the canonical form: `34.05351,-118.2` becomes
`34.054,-118.2`, `2.50 Mi` becomes `2.5mi`. What cannot be read raises `UnreadableError`, whose
message says what to write instead.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple

from directory.model import LANGUAGE_PATTERN, SLUG_PATTERN, Unit
from directory.places.distance import KM_PER_MILE
from directory.words import N_

FARTHEST_KM = 20_040.0
"""No two places on Earth lie farther apart."""

NEAREST_KM = 0.001
"""A radius below a meter is a slip of the finger."""

LONGEST_TEXT = 200
"""Characters of `q` or `near` that are kept."""

LONGEST_SLUG = 200
"""Characters of a slug or id, as in the catalog."""

FIRST_YEAR, LAST_YEAR = 1971, 2105
"""Years that `at` may lie in: where time zones are known and instants fit."""

LAST_PAGE = 100_000


class UnreadableError(ValueError):
    """A value of a link that cannot be read; `message` has `{name}` slots for `slots`."""

    def __init__(self, message: str, **slots: str) -> None:
        super().__init__(message.format(**slots))
        self.message = message
        self.slots = slots


@dataclass(frozen=True, slots=True)
class Distance:
    """A distance as it is written in a link: 2.5mi."""

    value: float
    unit: Unit

    @property
    def km(self) -> float:
        """The same in kilometers."""
        return self.value * KM_PER_MILE if self.unit is Unit.MILES else self.value

    def __str__(self) -> str:
        return f"{number(self.value)}{self.unit.value}"


@dataclass(frozen=True, slots=True)
class Period:
    """A time span as it is written in a link: 90d, 6m, 1y; months and years of the calendar."""

    count: int
    unit: Literal["d", "m", "y"]

    def __str__(self) -> str:
        return f"{self.count}{self.unit}"

    def before(self, day: dt.date) -> dt.date:
        """The date this long before `day`: six months before 31 August is 28 or 29 February."""
        if self.unit == "d":
            return dt.date.fromordinal(max(1, day.toordinal() - self.count))
        months = day.year * 12 + day.month - 1
        months -= self.count * (12 if self.unit == "y" else 1)
        year, month = divmod(months, 12)
        if year < 1:
            return dt.date.min
        next_first = dt.date(year + month // 11, (month + 1) % 12 + 1, 1)
        last = (next_first - dt.timedelta(days=1)).day
        return dt.date(year, month + 1, min(day.day, last))


class MapView(NamedTuple):
    """What the map shows: its middle and its zoom level."""

    latitude: float
    longitude: float
    zoom: float


def number(value: float) -> str:
    """A number in the shortest plain form that reads back equal: 10, 2.5, -118.243."""
    text = format(Decimal(repr(value)), "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


_SPACES = re.compile(r"\s+")
_DIRECTION_MARKS = frozenset(
    "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
)


def clean(text: str) -> str:
    """Text on one line, without control characters and marks that reorder what follows."""
    kept = "".join(
        char
        for char in _SPACES.sub(" ", text)
        if unicodedata.category(char) not in ("Cc", "Cs") and char not in _DIRECTION_MARKS
    )
    return _SPACES.sub(" ", kept).strip()


def read_text(value: str) -> str:
    """Words to look for; too many of them are an error."""
    text = clean(value)
    if len(text) > LONGEST_TEXT:
        raise UnreadableError(N_("is longer than {count} characters"), count=str(LONGEST_TEXT))
    return text


_POINT = re.compile(r"\(?\s*([+-]?[0-9.]+)\s*,\s*([+-]?[0-9.]+)\s*\)?", re.ASCII)
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)", re.ASCII)


def read_point(text: str) -> tuple[float, float] | None:
    """Latitude and longitude in degrees, rounded to 3 decimals; `None` for any other text."""
    match = _POINT.fullmatch(text.strip())
    if not match or not all(_DECIMAL.fullmatch(part) for part in match.groups()):
        return None
    latitude, longitude = float(match[1]), float(match[2])
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):
        raise UnreadableError(
            N_("is not on Earth; latitude goes from -90 to 90, longitude from -180 to 180")
        )
    return round(latitude, 3) + 0.0, round(longitude, 3) + 0.0


def read_near(value: str) -> str:
    """A place: coordinates in canonical form, otherwise the text that names it."""
    text = read_text(value)
    point = read_point(text)
    return f"{number(point[0])},{number(point[1])}" if point else text


_DISTANCE = re.compile(r"([0-9]+(?:\.[0-9]*)?|\.[0-9]+)\s*(mi|km)?", re.ASCII | re.IGNORECASE)


def read_distance(value: str) -> Distance:
    """A number with its unit: 10mi, 2.5 km."""
    match = _DISTANCE.fullmatch(value.strip())
    if not match or len(value) > LONGEST_TEXT:
        raise UnreadableError(N_("is not a distance; write it like 10mi or 5km"))
    amount = float(match[1])
    if match[2] is None:
        mend = f"{number(amount)}mi" if 1 <= amount <= 1_000 else "10mi"
        raise UnreadableError(N_("has no unit; write it like {mend}"), mend=mend)
    distance = Distance(amount, Unit(match[2].lower()))
    if not NEAREST_KM <= distance.km <= FARTHEST_KM:
        raise UnreadableError(N_("is not a distance on Earth; write it like 10mi or 5km"))
    return distance


_CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})", re.ASCII)


def read_clock(value: str) -> dt.time:
    """A time of day on the 24-hour clock."""
    match = _CLOCK.fullmatch(value.strip())
    if match and int(match[1]) < 24 and int(match[2]) < 60:
        return dt.time(int(match[1]), int(match[2]))
    raise UnreadableError(N_("is not a time of day; write HH:MM on the 24-hour clock, like 18:30"))


def read_closing(value: str) -> dt.time:
    """A time of day; 24:00, the end of the day, is the same end as 00:00."""
    return dt.time(0) if value.strip() == "24:00" else read_clock(value)


_INSTANT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt]([0-9]{2}:[0-9]{2})(?::[0-9]{2})?", re.ASCII
)


def read_instant(value: str) -> dt.datetime:
    """A date and time on the directory's own clock, without a zone; seconds are dropped."""
    match = _INSTANT.fullmatch(value.strip())
    if match:
        try:
            instant = dt.datetime.fromisoformat(f"{match[1]}T{match[2]}")
        except ValueError:
            instant = None
        if instant and FIRST_YEAR <= instant.year <= LAST_YEAR:
            return instant
    raise UnreadableError(N_("is not a date and time; write it like 2026-11-24T18:30"))


_PERIOD = re.compile(r"([0-9]{1,5})([dmy])", re.ASCII | re.IGNORECASE)
_LONGEST_PERIOD = {"d": 36_500, "m": 1_200, "y": 100}


def read_period(value: str) -> Period:
    """Days, months or years."""
    match = _PERIOD.fullmatch(value.strip())
    if match:
        count, unit = int(match[1]), match[2].lower()
        if 1 <= count <= _LONGEST_PERIOD[unit]:
            return Period(count, unit)  # type: ignore[arg-type]  # the pattern allows d, m, y
    raise UnreadableError(N_("is not a time span; write it like 90d, 6m or 1y"))


def read_page(value: str) -> int:
    """The number of a page, from 1."""
    text = value.strip()
    if re.fullmatch(r"[0-9]{1,6}", text) and 1 <= int(text) <= LAST_PAGE:
        return int(text)
    raise UnreadableError(N_("is not a page number; write 1, 2, 3 …"))


_ZOOM = re.compile(r"[0-9]{1,2}(?:\.[0-9]*)?", re.ASCII)


def read_map(value: str) -> MapView:
    """The middle of the map and its zoom level: 34.05,-118.24,11."""
    middle, _, zoom = value.strip().rpartition(",")
    point = read_point(middle)
    if point and _ZOOM.fullmatch(zoom.strip()) and float(zoom) <= 22:
        return MapView(*point, round(float(zoom), 1))
    raise UnreadableError(N_("is not a view of the map; write it like 34.05,-118.24,11"))


def read_slug(value: str) -> str:
    """A word of an open vocabulary, or an id; whether the catalog has it is not asked."""
    slug = value.strip().lower()
    if len(slug) <= LONGEST_SLUG and re.fullmatch(SLUG_PATTERN, slug):
        return slug
    raise UnreadableError(N_("is not a code; codes are written with a-z, 0-9 and single hyphens"))


def read_language(value: str) -> str:
    """A language code, perhaps with its region: es, pt-BR."""
    head, *rest = value.strip().split("-")
    parts = [head.lower(), *(part.upper() if len(part) == 2 else part.lower() for part in rest)]
    code = "-".join(parts)
    if len(code) <= 35 and code.isascii() and re.fullmatch(LANGUAGE_PATTERN, code):
        return code
    raise UnreadableError(N_("is not a language code; write one like en or es"))


def one_of(values: Collection[str]) -> Callable[[str], str]:
    """A reader of a closed vocabulary."""
    listed = ", ".join(values)

    def read(value: str) -> str:
        code = value.strip().lower()
        if code in values:
            return code
        raise UnreadableError(N_("is not one of {choices}"), choices=listed)

    return read
