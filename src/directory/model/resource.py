"""One entry of the directory, with its place, its sessions and what is known about it."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from directory.model.kinds import Attend, Cost, Kind, Status
from directory.model.location import Location, Online
from directory.model.texts import Prose, Translatable
from directory.model.values import (
    Date,
    Day,
    Email,
    Id,
    Language,
    Model,
    Phone,
    Slug,
    StartTime,
    Text,
    Url,
    WallTime,
    WeekNumber,
    Zone,
)

_ONE_DAY = dt.timedelta(days=1)


def last_day_of_checks(today: dt.date) -> dt.date:
    """The last day that a check can be of: a day ahead is today in some entry's own zone."""
    return today + _ONE_DAY if today < dt.date.max else today


class PhoneLine(Model):
    """A further phone number."""

    number: Phone
    """The number, like "+1 555 555 0102"."""
    label: Prose | None = None
    """What it is for: Intake, Night desk, TTY."""
    text: bool = False
    """True when the number takes text messages."""


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
    note: Prose | None = None
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
    note: Prose | None = None
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
    note: Prose | None = None
    """Upstairs beds only."""


class Verified(Model):
    """A person checked the entry."""

    on: Date
    """The date of the check."""
    by: Prose | None = None
    """How: phone, visit, e-mail."""


class Resource(Model):
    """One entry of the directory: a meeting, a recovery center, a house, a service, a help line."""

    id: Id
    """Unique and stable: a-z, 0-9 and '-'."""
    kind: Kind
    """What it is."""
    fellowship: Slug | None = None
    """Meetings only: aa, na, smart, al-anon, or any other slug."""
    name: Annotated[str, Translatable(500)]
    """What people call it."""
    organization: Prose | None = None
    """The group or provider."""
    description: Prose | None = None
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
    requirements: Prose | None = None
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

    def checked_on(self, today: dt.date) -> dt.date | None:
        """The day of the last check by a person; `None`: never.

        A date that is still to come is a slip, and no check.
        """
        check = self.verified
        return check.on if check is not None and check.on <= last_day_of_checks(today) else None

    @property
    def runs(self) -> bool:
        """False while it has no occurrences: closed, or temporarily closed and not online."""
        if self.status is Status.TEMPORARILY_CLOSED:
            return self.attend is Attend.ONLINE
        return self.status is Status.ACTIVE

    def entry(self) -> dict[str, Any]:
        """The catalog entry as plain data, in the catalog's key order, absent values left out."""
        return self.model_dump(mode="json", by_alias=True, exclude_unset=True, exclude_none=True)
