"""Days and times in free text, "Mon-Fri 9am-5pm, Sat 10-2", read where they are certain.

The rules, so that a list's keeper can foresee them:

- Days and times come in turns, days first ("Mon 7pm, Tue 8pm") or times first ("7pm Mondays,
  8pm Tuesdays"); several days share the times that follow, several times the days before them.
- A number before a day ("1st & 3rd Tuesday", "last Friday") is a week of the month. "Every 2nd
  Tuesday" could be every other one: only "of the month" settles it.
- Which half of the day is meant: see `free_clock`.
- Words that limit or blur the times ("every other", "except", "June to August", "before", "7 or
  8 pm"; see `free_doubts`) put the whole text in doubt. Nothing is read from it then: a wrong time
  sends people to a locked door, words do not.
- Other words ("women's group", "Room 4") do not, and are given back as left over.
- Times that may be instead of others before them ("daily 9-5, Sun 12-5"), and what happens at
  other times ("call Mon-Fri 9-5") put the text in doubt as well.
- "Closed Sundays" takes the day out; "closed holidays" is for opening hours only.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import Any

from directory.feeds.clock import DAY, clock
from directory.feeds.free_clock import UncertainError
from directory.feeds.free_grammar import Grammar, Said, Term
from directory.feeds.free_words import Part, pieces
from directory.feeds.text import plain_text
from directory.model import Weekday
from directory.schedule.hours import hours_problem

LONGEST = 600
"""Characters of a text that is read; a longer one is a description."""

_MEETING = 60
"""Minutes that something without an end lasts."""
_ELSEWHEN = 360
"""Minutes between the starts of two meetings of a day that are not one at another time."""
_WEEK = tuple(Weekday)
_OSM = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")


@dataclass(frozen=True, slots=True)
class Times:
    """What a text says of days and times."""

    schedule: tuple[dict[str, Any], ...] = ()
    """Sessions, as rules in catalog keys."""
    hours: str | None = None
    """The same as opening hours in OpenStreetMap syntax, where every time has an end."""
    leftover: str | None = None
    """What is not in them: the whole text when it is in doubt, else the words that mean no time."""
    by_appointment: bool = False
    holidays: bool = False
    """True when it is closed on public holidays, which a schedule cannot say."""
    zone: str | None = None
    """The IANA zone that the text names behind a time: America/New_York for "7 pm ET"."""


@dataclass(frozen=True, slots=True)
class _Span:
    term: Term
    start: int
    end: int | None


@lru_cache(maxsize=4096)
def read_times(text: str | None, *, by_24: bool = False) -> Times:
    """The days and times of a text; never raises.

    `by_24` says that times without am and pm are on the 24-hour clock.
    """
    plain = plain_text(text)
    if plain is None:
        return Times()
    if len(plain) > LONGEST:
        return Times(leftover=plain)
    found = pieces(plain)
    appointment = any(piece.part is Part.APPOINTMENT for piece in found)
    try:
        said = Grammar(found, by_24).read()
        spans = _spans(said)
        if not spans and (said.closed or said.holidays or not appointment):
            raise UncertainError  # "Closed Sundays" does not say when it is open
    except UncertainError:
        return Times(leftover=plain, by_appointment=appointment)
    return Times(
        schedule=_schedule(spans),
        hours=_hours(spans, said.holidays),
        leftover="; ".join(said.words) or None,
        by_appointment=appointment,
        holidays=said.holidays,
        zone=said.zone if spans else None,
    )


def is_limited(text: str) -> bool:
    """True when a text has words that limit or blur times: another one cannot settle them."""
    return any(piece.part in (Part.DOUBT, Part.OR) for piece in pieces(text))


def _spans(said: Said) -> list[_Span]:
    """Each time on its days, without those on which it is closed."""
    found: list[_Span] = []
    for terms, times in said.blocks:
        if any(_overlap(one, other) for one, other in combinations(terms, 2)):
            raise UncertainError  # "Daily, Mon-Fri 9-5"
        if len(terms) == len(times) > 2:
            raise UncertainError  # "Mon, Tue, Wed 6pm, 7pm, 8pm": each on its day?
        here: list[_Span] = []
        for term in terms:
            days = tuple(day for day in term.days if day not in said.closed)
            if term.weeks and days != term.days:
                raise UncertainError
            if days:
                here += [_Span(Term(days, term.weeks), *time) for time in times]
        if any(_replaces(new, old) for new in here for old in found):
            raise UncertainError
        found += here
    return found


def _overlap(one: Term, other: Term) -> bool:
    return bool(set(one.days) & set(other.days)) and not (one.weeks and other.weeks)


def _replaces(new: _Span, old: _Span) -> bool:
    """True when what is said later may be instead of what was said: "daily 9-5, Sun 12-5"."""
    if not set(new.term.days) & set(old.term.days) or (new.start, new.end) == (old.start, old.end):
        return False
    if new.term == old.term and new.end is None and old.end is None:
        return False  # "Mon 7pm, Mon 7:30pm"
    if new.end is None and old.end is None and abs(new.start - old.start) < _ELSEWHEN:
        return not (new.term.weeks and old.term.weeks)  # "Mondays 7pm, last Monday 6pm"
    if new.term.weeks and old.term.weeks and not set(new.term.weeks) & set(old.term.weeks):
        return False
    first, second = sorted((_reach(new), _reach(old)))
    return second[0] < first[1] or second[1] - DAY > first[0]


def _reach(span: _Span) -> tuple[int, int]:
    end = span.start + _MEETING if span.end is None else span.end
    return span.start, end if end > span.start else end + DAY


def _schedule(spans: Iterable[_Span]) -> tuple[dict[str, Any], ...]:
    """The rules, days with the same times and weeks in one."""
    grouped: dict[tuple[tuple[int, ...], int, int | None], set[Weekday]] = {}
    for found in spans:
        key = (found.term.weeks, found.start, found.end)
        grouped.setdefault(key, set()).update(found.term.days)
    rules: list[dict[str, Any]] = []
    for (weeks, start, end), days in grouped.items():
        rule: dict[str, Any] = {"days": [day.value for day in _WEEK if day in days]}
        if weeks:
            rule["weeks"] = list(weeks)
        rule["start"] = clock(start).strftime("%H:%M")
        if end is not None:
            rule["end"] = clock(end).strftime("%H:%M")
        rules.append(rule)
    return tuple(rules)


def _hours(spans: Sequence[_Span], holidays: bool) -> str | None:
    """Opening hours, or `None` when a time has no end."""
    if not spans or any(found.end is None for found in spans):
        return None
    weekly: dict[Weekday, set[tuple[int, int]]] = {}
    monthly: list[str] = []
    for found in spans:
        assert found.end is not None
        for day in found.term.days:
            if found.term.weeks:
                weeks = ",".join(map(str, found.term.weeks))
                times = _ranges([(found.start, found.end)])
                monthly.append(f"{_OSM[day.number]}[{weeks}] {times}")
            else:
                weekly.setdefault(day, set()).add((found.start, found.end))
    if not monthly and len(weekly) == 7 and all(times == {(0, DAY)} for times in weekly.values()):
        return "24/7; PH off" if holidays else "24/7"
    rules: dict[str, list[int]] = {}
    for day in sorted(weekly, key=lambda day: day.number):
        rules.setdefault(_ranges(sorted(weekly[day])), []).append(day.number)
    parts = [f"{_runs(days)} {times}" for times, days in rules.items()]
    text = ", ".join(["; ".join(parts), *dict.fromkeys(monthly)] if parts else monthly)
    text += "; PH off" if holidays else ""
    return None if hours_problem(text) else text


def _ranges(times: Iterable[tuple[int, int]]) -> str:
    return ",".join(
        f"{start // 60:02}:{start % 60:02}-{end // 60:02}:{end % 60:02}" for start, end in times
    )


def _runs(days: Sequence[int]) -> str:
    """Weekday numbers in the syntax: Mo-Fr,Su."""
    runs: list[list[int]] = []
    for day in days:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ",".join(
        _OSM[run[0]] if len(run) == 1 else f"{_OSM[run[0]]}-{_OSM[run[-1]]}" for run in runs
    )
