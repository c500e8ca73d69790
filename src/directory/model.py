"""What the directory holds: resources, their sessions and places, and the settings of a catalog.

Every value here is immutable and already checked: text becomes a `Resource` at the edge
(`directory.catalog`), and everything behind it trusts what it is given. `None` means unknown.
"""

from __future__ import annotations

import datetime as dt
import re
from enum import StrEnum
from typing import Annotated, Any, Literal, Self
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
    model_validator,
)


class Kind(StrEnum):
    """What a resource is. The order is the one in which pages list the kinds."""

    MEETING = "meeting"
    RECOVERY_CENTER = "recovery-center"
    HOUSING = "housing"
    EMPLOYMENT = "employment"
    TREATMENT = "treatment"
    HEALTH = "health"
    FOOD = "food"
    TRANSPORT = "transport"
    LEGAL = "legal"
    HELPLINE = "helpline"
    OTHER = "other"


class Attend(StrEnum):
    """How one can take part. Derived from a resource, never declared in a catalog."""

    IN_PERSON = "in-person"
    ONLINE = "online"
    HYBRID = "hybrid"


class Status(StrEnum):
    """Whether a resource is running."""

    ACTIVE = "active"
    TEMPORARILY_CLOSED = "temporarily-closed"
    CLOSED = "closed"


class Cost(StrEnum):
    """What it costs the person who comes."""

    FREE = "free"
    SLIDING_SCALE = "sliding-scale"
    INSURANCE = "insurance"
    PAID = "paid"
    VARIES = "varies"


class Weekday(StrEnum):
    """A day of the week; `number` follows `datetime.date.weekday` (Monday is 0)."""

    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"

    @property
    def number(self) -> int:
        """Monday is 0, Sunday is 6."""
        return list(Weekday).index(self)


class Unit(StrEnum):
    """A unit of distance."""

    MILES = "mi"
    KILOMETERS = "km"


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


class PhoneLine(Model):
    """A further phone number."""

    number: Phone
    """The number, like "+1 555 555 0102"."""
    label: Text | None = None
    """What it is for: Intake, Night desk, TTY."""
    text: bool = False
    """True when the number takes text messages."""


class Location(Model):
    """Where a resource is. A confidential one keeps city, region and country only."""

    name: Text | None = None
    """The building: Community Church."""
    address: Text | None = None
    """Street and number."""
    city: Text | None = None
    """City or town."""
    region: Text | None = None
    """State, province or county: CA."""
    postal_code: Text | None = None
    """ZIP or postal code."""
    country: Text | None = None
    """ISO 3166-1 code: US."""
    latitude: Latitude | None = None
    """Degrees north, WGS 84."""
    longitude: Longitude | None = None
    """Degrees east, WGS 84."""
    approximate: bool = False
    """True: the place is a town or a postal code, not a door."""
    confidential: bool = False
    """True: only city and region are ever shown, exported, or used for distance."""
    notes: Text | None = None
    """How to find the door: Side door, ring the bell."""

    @model_validator(mode="after")
    def _settle(self) -> Self:
        if self.confidential:
            for field in ("name", "address", "postal_code", "latitude", "longitude", "notes"):
                object.__setattr__(self, field, None)
            object.__setattr__(
                self,
                "__pydantic_fields_set__",
                self.model_fields_set
                & {"city", "region", "country", "approximate", "confidential"},
            )
        elif (self.latitude is None) != (self.longitude is None):
            object.__setattr__(self, "latitude", None)
            object.__setattr__(self, "longitude", None)
        return self


class Online(Model):
    """How to join from anywhere."""

    url: Url | None = None
    """The link of the video meeting."""
    phone: Phone | None = None
    """The number to dial in."""
    notes: Text | None = None
    """Meeting number, passcode, how to be let in."""


class SessionRule(Model):
    """When something takes place, in wall-clock time of the entry's zone.

    Either `days` (every week, or narrowed by `weeks` or `every`) or one `date`.
    """

    days: tuple[Day, ...] = ()
    """Weekdays: [mon, wed]."""
    weeks: tuple[WeekNumber, ...] = ()
    """Which of them in the month: [2, 4]; -1 is the last. Empty: all."""
    every: Annotated[int, Field(ge=1, le=520)] = 1
    """Every how many weeks, counted in Monday-to-Sunday weeks from the week of `from`."""
    from_: Date | None = Field(default=None, alias="from")
    """The first date, included. Needed with `every`."""
    until: Date | None = None
    """The last date, included."""
    date: Date | None = None
    """A single date instead of weekdays."""
    start: StartTime
    """When it starts: "19:00"."""
    end: WallTime | None = None
    """When it ends; at or before `start` means the next day. Absent: 60 minutes."""
    note: Text | None = None
    """What is special about it."""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if len(set(self.days)) < len(self.days):
            object.__setattr__(self, "days", tuple(dict.fromkeys(self.days)))
        if self.date is None and not self.days:
            raise ValueError("needs `days` (like [mon, wed]) or a `date` (like 2026-12-31)")
        if self.date is not None and (self.days or self.weeks or self.every > 1):
            raise ValueError("has both `date` and weekly keys; write two rules")
        if self.every > 1 and self.from_ is None:
            raise ValueError("has `every` without `from`; add the date of the first one")
        if self.from_ and self.until and self.until < self.from_:
            raise ValueError("ends before it begins: `until` is earlier than `from`")
        return self

    @property
    def minutes(self) -> int:
        """Length in wall-clock minutes, 1 to 1440."""
        if self.end is None:
            return 60
        start = self.start.hour * 60 + self.start.minute
        end = self.end.hour * 60 + self.end.minute
        return end - start if end > start else end - start + 1440


class Closure(Model):
    """Dates on which nothing takes place."""

    from_: Date = Field(alias="from")
    """The first closed date."""
    to: Date | None = None
    """The last closed date, included; absent: the same as `from`."""
    note: Text | None = None
    """Why: Christmas."""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.to and self.to < self.from_:
            raise ValueError("ends before it begins: `to` is earlier than `from`")
        return self

    @property
    def last(self) -> dt.date:
        """The last closed date."""
        return self.to or self.from_


class Ages(Model):
    """Whom it admits by age, in years, both ends included."""

    min: Annotated[int, Field(ge=0, le=120)] | None = None
    """The youngest age."""
    max: Annotated[int, Field(ge=0, le=120)] | None = None
    """The oldest age."""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.min is not None and self.max is not None and self.max < self.min:
            raise ValueError("has `max` below `min`")
        return self


class Openings(Model):
    """Vacancies, as of a date."""

    count: Annotated[int, Field(ge=0, le=100_000)] | None = None
    """How many places are free."""
    on: Date | None = None
    """The date on which that was true."""
    note: Text | None = None
    """Upstairs beds only."""


class Verified(Model):
    """A person checked the entry."""

    on: Date
    """The date of the check."""
    by: Text | None = None
    """How: phone, visit, e-mail."""


class Resource(Model):
    """One entry of the directory: a meeting, a recovery center, a house, a service, a help line."""

    id: Id
    """Unique and stable: a-z, 0-9 and '-'."""
    kind: Kind
    """What it is."""
    fellowship: Slug | None = None
    """Meetings only: aa, na, smart, al-anon, or any other slug."""
    name: Annotated[Text, Field(max_length=500)]
    """What people call it."""
    organization: Text | None = None
    """The group or provider."""
    description: Text | None = None
    """Plain text."""
    location: Location | None = None
    """Where it is."""
    online: Online | None = None
    """How to join from anywhere."""
    timezone: Zone | None = None
    """IANA time zone; absent: the directory's."""
    schedule: tuple[SessionRule, ...] = ()
    """Meetings, groups, intake sessions."""
    hours: Text | None = None
    """Opening hours in OpenStreetMap syntax: "Mo-Fr 09:00-17:00; PH off", or 24/7."""
    by_appointment: bool = False
    """True: call for a time."""
    closed: tuple[Closure, ...] = ()
    """Dates on which it does not take place or is not open."""
    status: Status = Status.ACTIVE
    """Whether it is running."""
    types: tuple[Slug, ...] = ()
    """Formats and services."""
    serves: tuple[Slug, ...] = ()
    """Whom it is for; empty: everyone."""
    access: tuple[Slug, ...] = ()
    """The building, and help with taking part."""
    languages: tuple[Language, ...] = ()
    """ISO 639-1 codes; empty: the directory's languages."""
    cost: Cost | None = None
    """What it costs."""
    requirements: Text | None = None
    """How to get in: referral, ID, interview, days sober."""
    ages: Ages | None = None
    """Whom it admits by age."""
    openings: Openings | None = None
    """Vacancies, as of a date."""
    phone: Phone | None = None
    """The main number."""
    phones: tuple[PhoneLine, ...] = ()
    """Further numbers."""
    email: Email | None = None
    """Where to write."""
    website: Url | None = None
    """Its page."""
    verified: Verified | None = None
    """A person checked it; absent: never."""
    updated: Date | None = None
    """When the entry was last edited."""
    source: Url | None = None
    """Where the entry comes from."""
    source_id: Text | None = None
    """The entry's own id there."""

    @model_validator(mode="after")
    def _meeting_has_times(self) -> Self:
        if self.kind is Kind.MEETING and not self.schedule and not self.by_appointment:
            raise ValueError(
                "has no sessions; a meeting needs `schedule` or `by_appointment: true`"
            )
        return self

    @property
    def attend(self) -> Attend | None:
        """How one can take part; `None` when only a phone call or a town is known.

        In person needs a location that is a door, and an active entry; online needs a link or a
        number to join by.
        """
        room = (
            self.location is not None
            and not self.location.approximate
            and self.status is Status.ACTIVE
        )
        online = self.online is not None and bool(self.online.url or self.online.phone)
        if room and online:
            return Attend.HYBRID
        if online:
            return Attend.ONLINE
        return Attend.IN_PERSON if room else None

    @property
    def runs(self) -> bool:
        """False while it has no occurrences: closed, or temporarily closed and not online."""
        if self.status is Status.TEMPORARILY_CLOSED:
            return self.attend is Attend.ONLINE
        return self.status is Status.ACTIVE

    def entry(self) -> dict[str, Any]:
        """The catalog entry as plain data, in the catalog's key order, absent values left out."""
        return self.model_dump(mode="json", by_alias=True, exclude_unset=True, exclude_none=True)


class Helpline(Model):
    """A line to call or text in a crisis."""

    name: Text
    """988 Suicide & Crisis Lifeline."""
    phone: Phone | None = None
    """The number to call."""
    text: Text | None = None
    """The number to text, perhaps with the word to send."""
    url: Url | None = None
    """Its page, for chat."""
    hours: Text | None = None
    """Opening hours in OpenStreetMap syntax: 24/7."""
    languages: tuple[Language, ...] = ()
    """ISO 639-1 codes."""
    notes: Text | None = None
    """What to know before calling; TTY number."""


class Home(Model):
    """The first view of the map."""

    name: Text | None = None
    """A place the gazetteer knows: "Los Angeles, CA"."""
    latitude: Latitude | None = None
    """Degrees north."""
    longitude: Longitude | None = None
    """Degrees east."""


class Basemap(Model):
    """The operator's own street map."""

    tiles: Text | None = None
    """A PMTiles file, beside the catalog."""
    online: Url | None = None
    """A map style elsewhere, shown only after the reader agrees."""


class Settings(Model):
    """The `directory:` block: what holds for the whole directory."""

    name: Text = "Recovery Directory"
    """Shown at the top of every page."""
    timezone: Zone = "UTC"
    """IANA time zone, used where an entry gives none."""
    home: Home | None = None
    """The first map view."""
    languages: tuple[Language, ...] = ("en",)
    """What entries are in unless they say otherwise."""
    units: Unit = Unit.MILES
    """The unit of distances."""
    radius: Annotated[float, Field(gt=0, le=20_000, allow_inf_nan=False)] = 10
    """The default search radius, in `units`."""
    country: Text | None = None
    """ISO 3166-1 code: whose crisis lines stand in when `helplines` is absent."""
    embed: tuple[Url, ...] = ()
    """Sites that may show this one in a frame."""
    contact: Annotated[Text, AfterValidator(check_contact)] | None = None
    """Where "Report a change" goes: an e-mail address or an https page."""
    notice: Text | None = None
    """Shown on every page while set."""
    basemap: Basemap | None = None
    """The operator's own street map; absent: the built-in one."""
    holidays: Text | None = None
    """Whose public holidays `PH` means: US, or US-CA."""
    helplines: tuple[Helpline, ...] = ()
    """Always visible."""


class Source(Model):
    """A feed merged with the entries of the catalog."""

    format: Literal["tsml", "bmlt", "hsds", "csv"]
    """How the feed is written."""
    url: Url | None = None
    """Where it is published."""
    path: Text | None = None
    """A file or folder beside the catalog instead."""
    fellowship: Slug | None = None
    """Whose meetings they are."""
    kind: Kind | None = None
    """What its entries are, where the feed does not say."""
    timezone: Zone | None = None
    """The zone of its times, where the feed does not say."""
    refresh: Annotated[str, StringConstraints(pattern=r"^\d+(m|h|d)$")] = "12h"
    """How often to read it again: 30m, 6h, 1d."""
    allow_private: bool = False
    """True: the address may be inside the operator's own network."""

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if (self.url is None) == (self.path is None):
            raise ValueError("needs one of `url` and `path`")
        return self
