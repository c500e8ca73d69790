"""Days and times in free text, "Mon-Fri 9am-5pm, Sat 10-2", read where they are certain.

The rules, so that a list's keeper can foresee them:

- Days and times come in turns, days first ("Mon 7pm, Tue 8pm") or times first ("7pm Mondays,
  8pm Tuesdays"); several days share the times that follow, several times the days before them.
- A number before a day ("1st & 3rd Tuesday", "last Friday") is a week of the month. "Every 2nd
  Tuesday" could be every other one: only "of the month" settles it.
- Which half of the day is meant: see `free_clock`.
- Words that limit or blur the times ("every other", "except", "June to August", "before", "7 or
  8 pm") put the whole text in doubt. Nothing is read from it then: a wrong time sends people to a
  locked door, words do not.
- Other words ("women's group", "Room 4") do not, and are given back as left over.
- "Closed Sundays" takes the day out; "closed holidays" is for opening hours only.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from directory.feeds.clock import DAY, clock
from directory.feeds.free_clock import UncertainError, one, span
from directory.feeds.free_words import Part, Piece, pieces
from directory.feeds.text import plain_text
from directory.model import Weekday
from directory.schedule.hours import hours_problem

LONGEST = 600
"""Characters of a text that is read; a longer one is a description."""

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


@dataclass(frozen=True, slots=True)
class _Term:
    days: tuple[Weekday, ...]
    weeks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Span:
    term: _Term
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
        return _Reader(found, by_24, appointment).read()
    except UncertainError:
        return Times(leftover=plain, by_appointment=appointment)


class _Reader:
    """Reads pieces from left to right. Raises `UncertainError` where they are not certain."""

    def __init__(self, found: Sequence[Piece], by_24: bool, appointment: bool) -> None:
        self._appointment = appointment
        self._by_24 = by_24
        self._pieces = _settled(found)
        self._at = 0
        self._closed: set[Weekday] = set()
        self._holidays = False
        self._words: list[str] = []

    def read(self) -> Times:
        if any(piece.part is Part.ALWAYS for piece in self._pieces):
            return self._always()
        blocks: list[tuple[list[_Term], list[tuple[int, int | None]]]] = []
        order = ""
        terms: list[_Term] = []
        times: list[tuple[int, int | None]] = []
        apart = False  # words or a dash stand between this and what came before
        while part := self._part():
            if part in (Part.DAYS, Part.ORDINAL, Part.EVERY, Part.MONTH):
                new = self._days()
                if self._part() is Part.CLOSED and self._peek(1) not in (Part.DAYS, Part.HOLIDAYS):
                    self._at += 1
                    self._shut(new)
                    continue
                if order == "days" and terms and times:
                    blocks.append((terms, times))
                    terms, times = [], []
                elif (terms and (apart or order == "times")) or (order == "times" and not times):
                    raise UncertainError
                order = order or "days"
                terms += new
                if order == "times":
                    blocks.append((terms, times))
                    terms, times = [], []
                apart = False
            elif part in (Part.TIME, Part.ALL_DAY):
                if times and apart:
                    raise UncertainError
                if order == "days" and not terms:
                    raise UncertainError
                order = order or "times"
                times.append(self._time())
                apart = False
            elif part is Part.CLOSED:
                self._at += 1
                self._shut_after()
            elif part is Part.HOLIDAYS:
                if self._peek(1) is not Part.CLOSED:
                    raise UncertainError
                self._at += 2
                self._holidays = True
            elif part in (Part.AND, Part.END):
                self._at += 1
            elif part is Part.DASH:
                self._at += 1
                if order == "days" and times and self._part() in (Part.DAYS, Part.TIME):
                    raise UncertainError  # "Fri 5pm - Sun 5pm" is one long time
            elif part is Part.WORD:
                self._word()
                apart = True
            else:
                raise UncertainError
        if terms and times:
            blocks.append((terms, times))
        elif terms or times:
            raise UncertainError
        return self._times(blocks)

    def _part(self) -> Part | None:
        return self._peek(0)

    def _peek(self, ahead: int) -> Part | None:
        at = self._at + ahead
        return self._pieces[at].part if at < len(self._pieces) else None

    def _days(self) -> list[_Term]:
        """Days that belong together: "1st & 3rd Tue of the month", "Mon, Wed - Fri"."""
        found: list[_Term] = []
        while True:
            if self._part() is Part.MONTH:
                # "Monthly, 2nd Tuesday"
                self._at += 1
                while self._part() in (Part.AND, Part.DASH, Part.END):
                    self._at += 1
                if self._part() is not Part.ORDINAL:
                    raise UncertainError
            every = self._part() is Part.EVERY
            self._at += every
            weeks = self._weeks()
            if self._part() is not Part.DAYS:
                raise UncertainError
            days = self._range(bool(weeks))
            if found and found[-1].weeks and not weeks:
                raise UncertainError  # "1st Monday and Tuesday": the first Tuesday, or all?
            found.append(_Term(days, weeks))
            monthly = self._part() is Part.MONTH
            self._at += monthly
            if (monthly and not weeks) or (every and not monthly and len(weeks) == 1 < weeks[0]):
                raise UncertainError
            ahead = 0
            while self._peek(ahead) is Part.AND:
                ahead += 1
            if self._peek(ahead) not in (Part.DAYS, Part.ORDINAL, Part.EVERY):
                return found
            self._at += ahead

    def _weeks(self) -> tuple[int, ...]:
        weeks: list[int] = []
        while self._part() is Part.ORDINAL:
            weeks.append(self._pieces[self._at].value)
            self._at += 1
            ahead = 0
            while self._peek(ahead) is Part.AND:
                ahead += 1
            if self._peek(ahead) is not Part.ORDINAL:
                break
            self._at += ahead
        return tuple(sorted(set(weeks), key=lambda week: (week < 0, week)))

    def _range(self, narrowed: bool) -> tuple[Weekday, ...]:
        days: tuple[Weekday, ...] = self._pieces[self._at].value
        self._at += 1
        if self._part() not in (Part.DASH, Part.TO):
            return days
        if self._peek(1) is not Part.DAYS:
            if self._part() is Part.TO:
                raise UncertainError
            return days
        last: tuple[Weekday, ...] = self._pieces[self._at + 1].value
        if narrowed or len(days) > 1 or len(last) > 1 or days == last:
            raise UncertainError
        self._at += 2
        count = (last[0].number - days[0].number) % 7 + 1
        return tuple(_WEEK[(days[0].number + step) % 7] for step in range(count))

    def _time(self) -> tuple[int, int | None]:
        piece = self._pieces[self._at]
        self._at += 1
        if piece.part is Part.ALL_DAY:
            return 0, DAY
        if self._part() in (Part.DASH, Part.TO):
            if self._peek(1) is Part.TIME:
                last = self._pieces[self._at + 1]
                self._at += 2
                return span(piece.value, last.value, self._by_24)
            if self._part() is Part.TO:
                raise UncertainError
        return one(piece.value, self._by_24), None

    def _shut(self, terms: Iterable[_Term]) -> None:
        for term in terms:
            if term.weeks:
                raise UncertainError
            self._closed.update(term.days)

    def _shut_after(self) -> None:
        """What is closed, after the word: "closed weekends and holidays"."""
        found = False
        while True:
            if self._part() is Part.HOLIDAYS:
                self._at += 1
                self._holidays = True
            elif self._part() is Part.DAYS:
                self._shut(self._days())
            else:
                break
            found = True
            if self._part() is Part.AND and self._peek(1) is Part.HOLIDAYS:
                self._at += 1
        if not found or self._part() in (Part.TIME, Part.DASH, Part.TO):
            raise UncertainError

    def _word(self) -> None:
        words = []
        while self._part() is Part.WORD:
            words.append(self._pieces[self._at].text)
            self._at += 1
        self._words.append(" ".join(words))

    def _always(self) -> Times:
        for piece in self._pieces:
            if piece.part is Part.WORD:
                self._words.append(piece.text)
            elif piece.part not in (Part.ALWAYS, Part.AND, Part.END, Part.ALL_DAY, Part.DASH) and (
                piece.part is not Part.DAYS or len(piece.value) < 7
            ):
                raise UncertainError
        return self._times([([_Term(_WEEK)], [(0, DAY)])])

    def _times(self, blocks: Iterable[tuple[list[_Term], list[tuple[int, int | None]]]]) -> Times:
        spans: list[_Span] = []
        for terms, times in blocks:
            for term in terms:
                days = tuple(day for day in term.days if day not in self._closed)
                if term.weeks and days != term.days:
                    raise UncertainError
                if days:
                    spans += [_Span(_Term(days, term.weeks), *time) for time in times]
        if not spans:
            # "24 hours" without a day means every day.
            if self._closed or self._holidays:
                raise UncertainError
            if not self._appointment:
                raise UncertainError
        left = "; ".join(self._words) or None
        return Times(_schedule(spans), _hours(spans, self._holidays), left, self._appointment,
                     self._holidays)  # fmt: skip


def _settled(found: Sequence[Piece]) -> list[Piece]:
    """The pieces without fillers; what is in doubt raises `UncertainError`."""
    kept: list[Piece] = []
    for piece in found:
        if piece.part is Part.DOUBT:
            raise UncertainError
        if piece.part is Part.FILLER and piece.value and kept and kept[-1].part is Part.TIME:
            hour, minute, half = kept[-1].value
            if half in ("", "?") and 1 <= hour <= 12:
                kept[-1] = Piece(Part.TIME, kept[-1].text, (hour, minute, piece.value))
        elif piece.part not in (Part.FILLER, Part.APPOINTMENT):
            kept.append(piece)
    alone = [piece for piece in kept if piece.part not in (Part.AND, Part.END)]
    if alone and all(piece.part is Part.ALL_DAY for piece in alone):
        return [Piece(Part.ALWAYS, alone[0].text)]
    timed = {Part.DAYS, Part.ORDINAL, Part.TIME, Part.EVERY}
    for index, piece in enumerate(kept):
        beside = {near.part for near in kept[max(0, index - 1) : index + 2 : 2]}
        if piece.part is Part.OR:
            if beside & timed:
                raise UncertainError
            kept[index] = Piece(Part.WORD, piece.text)
        elif piece.part is Part.TO and piece.text in ("a", "al") and not beside <= timed:
            kept[index] = Piece(Part.WORD, piece.text)
    return kept


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
