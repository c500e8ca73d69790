"""The timetable of a catalog: what takes place and is open, next, now, and on a certain day."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np

from directory.index.packed import Array, Packed
from directory.model import Kind, Resource, SessionRule, Settings, Status
from directory.schedule.matching import Rows, admitted, admitted_rows, different, next_sessions
from directory.schedule.open_hours import OpenHours
from directory.schedule.recurrence import FAR, Sessions
from directory.schedule.rhythms import pack_rhythms
from directory.schedule.series import Series, breaks, make_series
from directory.schedule.wanted import Bools, TimeFilter
from directory.schedule.zones import DAY, NEVER, Ints, Moment, Zones

ANY_TIME = TimeFilter()


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One session on one date, or one stretch of open hours."""

    start: dt.datetime
    """Aware, in the entry's zone."""
    end: dt.datetime | None
    """Aware, in the entry's zone; `None` when it does not close."""
    kind: Literal["session", "hours"]
    note: str | None = None
    rule: SessionRule | None = None
    """The rule a session follows."""


class Matches(NamedTuple):
    """For each entry asked about: whether the time filters admit it, and when it is next."""

    matched: Bools
    start: Ints
    """Of the next occurrence, in seconds since 1970-01-01 in UTC; `NEVER` when there is none."""


@dataclass(frozen=True, slots=True)
class State:
    """How things stand at an entry at an instant, as data for words."""

    status: Literal["closed", "temporarily-closed", "meets", "opens", "by-appointment", "unknown"]
    """`meets`: it has sessions; `opens`: it has opening hours; else why there is neither."""
    next: Occurrence | None = None
    """In progress or to come."""
    zone: str = "UTC"
    """IANA name of the entry's zone."""
    today: bool = False
    """True when it is or was open at some time of this day."""


class Timetable:
    """When everything in a catalog takes place.

    Dates and times of day are those of each entry's own zone, unless a reader's zone is given.
    An instant must lie between the years 1971 and 2105; `ValueError` is raised otherwise.
    """

    def __init__(self, resources: Sequence[Resource], settings: Settings) -> None:
        self._open(pack_rhythms(resources, settings), resources)

    @classmethod
    def from_packed(cls, packed: Packed, resources: Sequence[Resource]) -> Timetable:
        """Put together again; nothing is copied, and no resource is looked at.

        Of the resources only single ones are asked for, when an occurrence is told in full.
        """
        table = cls.__new__(cls)
        table._open(packed, resources)
        return table

    def _open(self, packed: Packed, resources: Sequence[Resource]) -> None:
        self.packed = packed
        """Taken apart."""
        self._resources = resources
        self._zones = Zones(packed.part("zones"))
        self._zone: Array = packed.arrays["entries.zone"]
        self._rhythm: Array = packed.arrays["entries.rhythm"]
        self._rhythms = len(packed.arrays["hours.rhythms.door_of"])
        self._sessions = Sessions(packed.part("sessions"), self._zones)
        self._hours = OpenHours(packed.part("hours"), self._zones)

    def match(
        self,
        entries: Ints,
        at: dt.datetime,
        wanted: TimeFilter = ANY_TIME,
        zone: ZoneInfo | None = None,
    ) -> Matches:
        """Which entries the time filters admit at an instant, and the next occurrence of each.

        `entries` are positions in the resources. With `zone` the filters are read on that clock
        instead of each entry's own. Without filters every entry matches.
        """
        start, _, _, where = self._next(entries, at, wanted, zone)
        matched = start < NEVER if wanted else np.ones(len(start), bool)
        return Matches(matched[where], start[where])

    def tally(
        self,
        entries: Ints,
        at: dt.datetime,
        options: Iterable[TimeFilter],
        zone: ZoneInfo | None = None,
    ) -> list[int]:
        """How many of some entries each of several time filters admits, as `match` does."""
        many = np.bincount(self._rhythm[entries], minlength=self._rhythms)
        rhythms = np.flatnonzero(many)
        sharing = many[rhythms]
        moment = self._moment(at, zone)
        rows = Rows.of(self._sessions, rhythms)
        totals = []
        for wanted in options:
            found = np.full(len(rhythms), not wanted)
            if wanted:
                found = self._hours.next(rhythms, moment, wanted)[0] < NEVER
                met = admitted(self._sessions, self._zones, rows, moment, wanted)
                found[rows.owner[met]] = True
            totals.append(int(sharing[found].sum()))
        return totals

    def next(
        self,
        entry: int,
        at: dt.datetime,
        wanted: TimeFilter = ANY_TIME,
        zone: ZoneInfo | None = None,
    ) -> Occurrence | None:
        """The first occurrence of an entry that the time filters admit, in progress or to come."""
        return self.next_each(np.array([entry]), at, wanted, zone)[0]

    def next_each(
        self,
        entries: Ints,
        at: dt.datetime,
        wanted: TimeFilter = ANY_TIME,
        zone: ZoneInfo | None = None,
    ) -> list[Occurrence | None]:
        """`next` of several entries at once, many times faster than one after the other."""
        *times, where = self._next(entries, at, wanted, zone)
        found = (column.tolist() for column in (entries, *(each[where] for each in times)))
        return [self._occurrence(*one) for one in zip(*found, strict=True)]

    def occurrences(self, entry: int, start: dt.datetime, stop: dt.datetime) -> list[Occurrence]:
        """The sessions and open hours of an entry that overlap `[start, stop)`, in order."""
        return self.occurrences_each(np.array([entry]), start, stop)[0]

    def occurrences_each(
        self, entries: Ints, start: dt.datetime, stop: dt.datetime
    ) -> list[list[Occurrence]]:
        """`occurrences` of several entries at once, many times faster than one after the other."""
        entries = np.asarray(entries, np.int64)
        first, last = _instant(start), math.floor(stop.timestamp())
        rhythms = self._rhythm[entries]
        opened = [column.tolist() for column in self._hours.between(rhythms, first, last)]
        found = [(owner, a, b, -1) for owner, a, b in zip(*opened, strict=True)]
        rows, owners = self._sessions.of(rhythms)
        patterns = self._sessions.pattern[rows].astype(np.int64)
        dates, starts, ends = self._sessions.upcoming(patterns, first)
        while len(rows):
            within = starts < last
            rows, owners, dates = rows[within], owners[within], dates[within]
            patterns = patterns[within]
            met = (owners, starts[within], ends[within], rows)
            found.extend(zip(*(column.tolist() for column in met), strict=True))
            dates = self._sessions.first_dates(patterns, np.minimum(dates + 1, FAR))
            starts, ends = self._sessions.times(patterns, dates)
        each: list[list[Occurrence]] = [[] for _ in entries]
        numbers = entries.tolist()
        for owner, *times in sorted(found):
            if occurrence := self._occurrence(numbers[owner], *times):
                each[owner].append(occurrence)
        return each

    def series_each(
        self,
        entries: Ints,
        at: dt.datetime,
        wanted: TimeFilter = ANY_TIME,
        reader: ZoneInfo | None = None,
        *,
        ahead: dt.timedelta,
    ) -> list[list[Series]]:
        """The rules of several entries that the time filters admit at an instant, as series.

        Of a rule only the weekdays that are admitted. They begin with the Monday of yesterday's
        week, so that what is in progress is among them; exceptions are worked out `ahead`.
        """
        entries = np.asarray(entries, np.int64)
        moment = self._moment(at, reader)
        rhythms = self._rhythm[entries]
        rows, owner, *_ = admitted_rows(self._sessions, self._zones, rhythms, moment, wanted)
        mine: list[list[int]] = [[] for _ in entries]
        for row, number in zip(rows.tolist(), owner.tolist(), strict=True):
            mine[number].append(row)
        spans, stretches = [], []
        for number, today in enumerate(moment.today.tolist()):
            monday = today - 1 - (today - 1 + 3) % 7
            spans.append((monday, today + ahead.days))
            stretches.append(breaks(self._zones, number, *spans[-1]))
        return [
            make_series(self._sessions, self._resources[entry], own, spans[zone], stretches[zone])
            for entry, own, zone in zip(
                entries.tolist(), mine, self._zone[entries].tolist(), strict=True
            )
        ]

    def state(self, entry: int, at: dt.datetime) -> State:
        """How things stand at an entry; opening hours speak for a place that also has sessions."""
        resource = self._resources[entry]
        zone = self._zones.names[int(self._zone[entry])]
        if not resource.runs:
            shut = resource.status is Status.CLOSED
            return State("closed" if shut else "temporarily-closed", zone=zone)
        meets = resource.schedule and resource.kind is Kind.MEETING
        rhythm = self._rhythm[[entry]]
        if int(self._hours.door_of(rhythm)[0]) >= 0 and not meets:
            moment = self._moment(at)
            starts, ends = self._hours.next(rhythm, moment, ANY_TIME)
            number = self._zone[[entry]].astype(np.int64)
            today = moment.today[number]
            midnights = self._zones.to_utc(np.repeat(number, 2), np.append(today, today + 1) * DAY)
            open_today = len(self._hours.between(rhythm, *midnights.tolist())[0]) > 0
            upcoming = self._occurrence(entry, int(starts[0]), int(ends[0]), -1)
            return State("opens", upcoming, zone, open_today)
        if resource.schedule:
            return State("meets", self.next(entry, at), zone)
        return State("by-appointment" if resource.by_appointment else "unknown", zone=zone)

    def _next(
        self, entries: Ints, at: dt.datetime, wanted: TimeFilter, zone: ZoneInfo | None
    ) -> tuple[Ints, Ints, Ints, Ints]:
        """`_first` of the different rhythms of some entries, and where among them each one's is."""
        rhythms, where = different(self._rhythm[entries], self._rhythms)
        return *self._first(rhythms, self._moment(at, zone), wanted), where

    def _first(self, rhythms: Ints, moment: Moment, wanted: TimeFilter) -> tuple[Ints, Ints, Ints]:
        """Start, end and session row (-1: hours) of the first occurrence admitted of each."""
        start, end, row = next_sessions(self._sessions, self._zones, rhythms, moment, wanted)
        opens, closes = self._hours.next(rhythms, moment, wanted)
        sooner = opens < start
        start, end = np.where(sooner, opens, start), np.where(sooner, closes, end)
        return start, end, np.where(sooner, -1, row)

    def _moment(self, at: dt.datetime, reader: ZoneInfo | None = None) -> Moment:
        instant = _instant(at)
        clock = Zones.of([reader.key]) if reader else None
        return Moment(instant, self._zones.dates(instant), clock)

    def _occurrence(self, entry: int, start: int, end: int, row: int) -> Occurrence | None:
        if start == NEVER:
            return None
        zone = ZoneInfo(self._zones.names[int(self._zone[entry])])
        begins = dt.datetime.fromtimestamp(start, zone)
        ends = None if end == NEVER else dt.datetime.fromtimestamp(end, zone)
        if row < 0:
            return Occurrence(begins, ends, "hours")
        rule = self._resources[entry].schedule[int(self._sessions.rule[row])]
        return Occurrence(begins, ends, "session", rule.note, rule)


def _instant(at: dt.datetime) -> int:
    if at.tzinfo is None:
        raise ValueError("the instant needs a time zone: datetime(…, tzinfo=ZoneInfo(…))")
    if not 1971 <= at.year <= 2105:
        raise ValueError(f"the instant must lie between the years 1971 and 2105, not in {at.year}")
    return math.floor(at.timestamp())
