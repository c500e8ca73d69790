"""The grammar of days and times in words: what stands beside what, and what that means."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from directory.feeds.clock import DAY
from directory.feeds.free_clock import UncertainError, one, span
from directory.feeds.free_settled import settled
from directory.feeds.free_words import Part, Piece
from directory.model import Weekday

_WEEK = tuple(Weekday)
_DAWN = 300
"""Minutes after midnight before which a night of yesterday is meant as well as of today."""
_ASIDES = frozenset(
    {"by", "call", "phone", "text", "chat", "contact", "email", "register", "rsvp", "reserve"}
)
"""Words before days and times at which something else is."""
_LINES = re.compile(r"(?i)line\b|phone|call|crisis|emergenc|answering|text|chat|online|support")
ZONES = {
    word: zone
    for words, zone in (
        ("ET EST EDT EASTERN", "America/New_York"),
        ("CT CST CDT CENTRAL", "America/Chicago"),
        ("MT MDT MOUNTAIN", "America/Denver"),  # MST is Arizona's all year as well
        ("PT PST PDT PACIFIC", "America/Los_Angeles"),
    )
    for word in words.split()
}
"""How lists in the United States name a zone behind a time."""

Clocks = tuple[int, int | None]
"""Start and end in minutes after midnight; `None` where no end is said."""


@dataclass(frozen=True, slots=True)
class Term:
    """Days, in every week or in some of a month."""

    days: tuple[Weekday, ...]
    weeks: tuple[int, ...] = ()


Block = tuple[list[Term], list[Clocks]]
"""Days, and the times on them."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a text says of days and times."""

    blocks: tuple[Block, ...]
    closed: frozenset[Weekday]
    """Days on which it is closed, whatever else is said."""
    holidays: bool
    """True when it is closed on public holidays."""
    words: tuple[str, ...]
    """What means no day and no time."""
    zone: str | None = None
    """The IANA zone that a word behind a time names: "7 pm ET"."""


class Grammar:
    """Reads pieces from left to right. Raises `UncertainError` where they are not certain."""

    def __init__(self, found: Sequence[Piece], by_24: bool) -> None:
        self._by_24 = by_24
        self._pieces = settled(found)
        self._at = 0
        self._closed: set[Weekday] = set()
        self._holidays = False
        self._words: list[str] = []
        self._zones: set[str] = set()
        self._part_of_day = any(piece.part is Part.HALF for piece in found)

    def read(self) -> Said:
        """What the pieces say."""
        if any(piece.part is Part.ALWAYS for piece in self._pieces):
            return self._always()
        blocks: list[Block] = []
        order = ""
        terms: list[Term] = []
        times: list[Clocks] = []
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
                beside = self._peek(-1) in (Part.TIME, Part.ALL_DAY)
                slash = bool(times) and self._pieces[self._at - 1].text == "/"
                time = self._time(terms)
                if beside and time not in times:
                    raise UncertainError  # "6pm 7pm": a start and an end, or two starts?
                if slash and len(terms) > 1:
                    raise UncertainError  # "Mon/Wed 6 PM/7 PM": each on its day, or both on both?
                times.append(time)
                apart = False
            elif part is Part.APPOINTMENT:
                if bool(terms) != bool(times):
                    raise UncertainError  # "Mon-Fri by appointment, Sat 9-5"
                self._at += 1
            elif part is Part.CLOSED:
                self._at += 1
                self._shut_after()
            elif part is Part.HOLIDAYS:
                if self._peek(1) is not Part.CLOSED:
                    raise UncertainError
                self._at += 2
                self._holidays = True
            elif part in (Part.AND, Part.END):
                # "By appointment Sat; Mon-Fri 9-5": what is said of Saturday is said.
                ended = part is Part.END and self._pieces[self._at].text != "\n"
                apart = apart or (ended and bool(terms) and not times)
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
        return self._said(blocks)

    def _part(self) -> Part | None:
        return self._peek(0)

    def _peek(self, ahead: int) -> Part | None:
        at = self._at + ahead
        return self._pieces[at].part if 0 <= at < len(self._pieces) else None

    def _days(self) -> list[Term]:
        """Days that belong together: "1st & 3rd Tue of the month", "Mon, Wed - Fri"."""
        found: list[Term] = []
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
            found.append(Term(days, weeks))
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
        if self._part() in (Part.DASH, Part.TO) and self._peek(1) is Part.DAYS:
            raise UncertainError  # "Mon - Wed - Fri": three days, or five?
        count = (last[0].number - days[0].number) % 7 + 1
        return tuple(_WEEK[(days[0].number + step) % 7] for step in range(count))

    def _time(self, terms: Sequence[Term]) -> Clocks:
        piece = self._pieces[self._at]
        self._at += 1
        if piece.part is Part.ALL_DAY:
            if self._part() is Part.WORD:
                raise UncertainError  # "24 hours notice", "24 hour hotline"
            return 0, DAY
        found: Clocks | None = None
        halves = [piece.value[2]]
        if self._part() in (Part.DASH, Part.TO):
            if self._peek(1) is Part.TIME:
                last = self._pieces[self._at + 1]
                halves.append(last.value[2])
                self._at += 2
                found = span(piece.value, last.value, self._by_24)
            elif self._part() is Part.TO:
                raise UncertainError
        found = found or (one(piece.value, self._by_24), None)
        every_day = any(len(term.days) == len(_WEEK) for term in terms)
        if halves[0] == "m" and not every_day:
            raise UncertainError  # "Friday midnight": how Friday begins, or how it ends?
        if self._part_of_day and (found[0] < _DAWN or not set(halves) & set("aphm")):
            raise UncertainError
        return found

    def _shut(self, terms: Iterable[Term]) -> None:
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
        after = self._peek(-1)
        while self._part() is Part.WORD:
            words.append(self._pieces[self._at].text)
            self._at += 1
        if after is Part.TIME and (zone := ZONES.get(words[0].upper())):
            self._zones.add(zone)
        timed = self._part() in (Part.DAYS, Part.ORDINAL, Part.EVERY, Part.TIME)
        if (timed and words[-1].lower() in _ASIDES) or (
            after is Part.DAYS and words[0].startswith("#")
        ):
            raise UncertainError  # "register by Sunday 5pm"; "Mon #2" is the second one
        self._words.append(" ".join(words))

    def _always(self) -> Said:
        for piece in self._pieces:
            if piece.part is Part.WORD:
                if _LINES.search(piece.text):
                    raise UncertainError  # a line is, and the place may not be
                self._words.append(piece.text)
            elif piece.part not in (
                Part.APPOINTMENT,
                Part.ALWAYS,
                Part.AND,
                Part.END,
                Part.ALL_DAY,
                Part.DASH,
            ) and (piece.part is not Part.DAYS or len(piece.value) < 7):
                raise UncertainError
        return self._said([([Term(_WEEK)], [(0, DAY)])])

    def _said(self, blocks: Sequence[Block]) -> Said:
        if len(self._zones) > 1:
            raise UncertainError
        zone = next(iter(self._zones), None)
        words = tuple(self._words)
        return Said(tuple(blocks), frozenset(self._closed), self._holidays, words, zone)
