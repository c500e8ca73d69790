"""The grammar of days and times in words: what stands beside what, and what that means."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from directory.feeds.clock import DAY
from directory.feeds.free_clock import UncertainError, one, span
from directory.feeds.free_words import Part, Piece
from directory.model import Weekday

_WEEK = tuple(Weekday)

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


class Grammar:
    """Reads pieces from left to right. Raises `UncertainError` where they are not certain."""

    def __init__(self, found: Sequence[Piece], by_24: bool) -> None:
        self._by_24 = by_24
        self._pieces = _settled(found)
        self._at = 0
        self._closed: set[Weekday] = set()
        self._holidays = False
        self._words: list[str] = []

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
        return self._said(blocks)

    def _part(self) -> Part | None:
        return self._peek(0)

    def _peek(self, ahead: int) -> Part | None:
        at = self._at + ahead
        return self._pieces[at].part if at < len(self._pieces) else None

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
        count = (last[0].number - days[0].number) % 7 + 1
        return tuple(_WEEK[(days[0].number + step) % 7] for step in range(count))

    def _time(self) -> Clocks:
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
        while self._part() is Part.WORD:
            words.append(self._pieces[self._at].text)
            self._at += 1
        self._words.append(" ".join(words))

    def _always(self) -> Said:
        for piece in self._pieces:
            if piece.part is Part.WORD:
                self._words.append(piece.text)
            elif piece.part not in (Part.ALWAYS, Part.AND, Part.END, Part.ALL_DAY, Part.DASH) and (
                piece.part is not Part.DAYS or len(piece.value) < 7
            ):
                raise UncertainError
        return self._said([([Term(_WEEK)], [(0, DAY)])])

    def _said(self, blocks: Sequence[Block]) -> Said:
        return Said(tuple(blocks), frozenset(self._closed), self._holidays, tuple(self._words))


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
