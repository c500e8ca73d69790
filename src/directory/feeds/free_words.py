"""The words with which people write days and times, and a text taken apart into them.

English, and Spanish as lists in the United States have it. What is no word of time is a `WORD`:
it means nothing for the times, unless it is one of those in `free_doubts`, which limit or blur
them.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum, auto
from itertools import pairwise
from typing import Any

from directory.feeds.free_doubts import DOUBTS
from directory.model import Weekday


class Part(Enum):
    """What a piece of the text is."""

    DAYS = auto()
    """One day or a set of them; the value is a tuple of weekdays."""
    ORDINAL = auto()
    """Which one in the month: 1 to 5, -1 is the last."""
    MONTH = auto()
    """"Of the month": the ordinals before it count in a month."""
    EVERY = auto()
    TIME = auto()
    """A time of day; the value is a `free_clock.Clock`."""
    ALL_DAY = auto()
    ALWAYS = auto()
    """24/7."""
    DASH = auto()
    """From one to the other, as a sign."""
    TO = auto()
    """From one to the other, as a word."""
    AND = auto()
    OR = auto()
    END = auto()
    """The end of a line or sentence."""
    CLOSED = auto()
    HOLIDAYS = auto()
    APPOINTMENT = auto()
    HALF = auto()
    """A part of the day, "evenings": a time beside it has to say its half itself."""
    FILLER = auto()
    DOUBT = auto()
    """What makes the times around it uncertain."""
    WORD = auto()


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of the text."""

    part: Part
    text: str
    value: Any = None


_WEEK = tuple(Weekday)
_MON, _TUE, _WED, _THU, _FRI, _SAT, _SUN = _WEEK

_DAY_NAMES = {
    _MON: "mon mondays? lunes lun",
    _TUE: "tues? tuesdays? martes",
    _WED: "weds? wednesdays? miercoles mie",
    _THU: "thu thurs? thursdays? jueves jue",
    _FRI: "fri fridays? viernes vie",
    _SAT: "sat saturdays? sabados? sab",
    _SUN: "sun sundays? domingos? dom",
}
_DAY_SETS = {
    r"(?:7|seven)\ days(?:\ (?:a|per|each)\ week)?|every\ ?day|daily|all\ days|todos\ los\ dias"
    r"|diario|diariamente|cada\ dia": _WEEK,
    r"week\ ?days?|entre\ semana|dias\ laborables": _WEEK[:5],
    r"week\ ?ends?|fin(?:es)?\ de\ semana": _WEEK[5:],
}
_LETTERS = {
    "M": _MON, "Mo": _MON, "T": _TUE, "Tu": _TUE, "W": _WED, "We": _WED, "Th": _THU, "R": _THU,
    "F": _FRI, "Fr": _FRI, "Sa": _SAT, "Su": _SUN,
}  # fmt: skip
_ORDINALS = {
    "1st|first|1ro|1er|1o|primer|primero|primeros": 1,
    "2nd|second|2do|2o|segundo|segundos": 2,
    "3rd|third|3ro|3er|3o|tercer|tercero|terceros": 3,
    "4th|fourth|4to|4o|cuarto|cuartos": 4,
    "5th|fifth|5to|5o|quinto|quintos": 5,
    "last|ultimo|ultimos": -1,
}
_FILLERS = r"""
(?:open|opens)\ (?:from|at)|a\ las?|de\ las?|at|from|on|the|every\ week|weekly|semanal|meets?|held
|meetings?\ (?:is|are)|hours?\ of\ operation|(?:office|business)\ hours|hours?|hrs?|times?|days?
|opens?
|los|las|el|la|de|del|en|abierto|horario|when|is|are|semanalmente
"""

_CLOCK = r"(?P<hour>\d{1,2})(?:[:.](?P<minute>[0-5]\d))?(?::00)?"
_HALF = r"(?:\s*(?P<half>[ap])\.?\s?m\b\.?|(?P<short>[ap])\b\.?)"
_TOKENS = rf"""
(?P<end>[;|\n]|\.(?=\s|$))
|(?P<phone>\+?\(?\d{{3,4}}\)?[\s.-]\s?\d{{3,4}}[\s.-]\d{{2,4}}\b|\b\d{{3}}-\d{{4}}\b)
|(?P<always>\b24\s?/\s?7(?:\s?/\s?365)?\b|\b24\s?x\s?7\b
  |\b24[\s-]?(?:hours?|hrs?|horas)(?:\s(?:a|per|each)\sday)?(?:\s?[,/&]?\s?(?:and\s)?|\s)
   (?:7|seven)\sdays(?:\s(?:a|per|each)\sweek)?
  |\balways\sopen\b|\baround\sthe\sclock\b|\bround\sthe\sclock\b)
|(?P<date>\b\d{{1,4}}/\d{{1,2}}(?:/\d{{2,4}})?\b|\b\d{{4}}-\d{{1,2}}-\d{{1,2}}\b)
|(?P<allday>\b24[\s-]?(?:hours?|hrs?|horas)\b(?:\s(?:a|per|each)\sday)?)
|(?P<set>\b(?:{"|".join(f"(?:{name})" for name in _DAY_SETS)})\b)
|(?P<topic>\b12[\s-]steps?\b|\b(?:closed|open)\s(?:meetings?|groups?|discussions?)\b)
|(?P<place>(?:\b(?:room|rm|suite|ste|bldg|building|apt|unit|floor|door|step|ages?|zoom|id|passcode
   |ext|extension|gate|lot|box|ward|hall)\b\.?:?\s*\#?|\#)\s?\d[\w-]*)
|(?P<month>\b(?:of|in)\s(?:the|each|every|a)(?:\scalendar)?\smonth\b|\bof\smonth\b|\bmonthly\b
  |\bdel\smes\b|\bde\scada\smes\b|\bcada\smes\b|\bmensual(?:mente)?\b)
|(?P<ordinal>\b(?:{"|".join(_ORDINALS)})\b)
|(?P<tod>\b(?:de|por)\sla\s(?P<part>manana|tarde|noche)\b)
|(?P<noon>\b(?:(?:12(?::00)?\s?)?(?:noon|midday)|mediodia)\b)
|(?P<midnight>\b(?:(?:12(?::00)?\s?)?midnight|medianoche)\b)
|(?P<french>\b(?P<hour24>\d{{1,2}})
  (?::(?P<minuteh>[0-5]\d)\s?h|\s?h\s?(?P<minute24>[0-5]\d)?)\b)
|(?P<packed>\b(?P<hour3>\d{{1,2}})(?P<minute3>[0-5]\d)\s?(?P<half3>[ap])\.?m?\b\.?)
|(?P<time>\b{_CLOCK}(?:{_HALF}|\b(?![:/\d]|\.\d)))
|(?P<appointment>\b(?:(?:or\s|and\s)?(?:is\s|are\s)?by\sappointments?(?:\sonly)?|appointments?\sonly
  |by\sappt\b\.?(?:\sonly)?|appt\.?\sonly|(?:please\s)?call\sfor\s(?:an\s)?(?:appointment|appt)\b\.?
  |(?:solo\s)?(?:con|por)\scita(?:\sprevia)?)\b)
|(?P<holidays>(?:\bon\s)?(?:\b(?:all|public|federal|bank|legal|national|state)\s)*(?:\band\s)?\bholidays?\b
  |\b(?:dias\s)?(?:festivos|feriados)\b|\bph\b)
|(?P<closed>\b(?:closed|cerrado|off)\b(?:\s(?:on|all\sday))?
  |\b(?:except|excluding|excepto)(?:\s(?:on|for|los))?(?=\s(?:\w+\s)?(?:holidays?|festivos|feriados)\b))
|(?P<day>\b(?:{"|".join("|".join(names.split()) for names in _DAY_NAMES.values())})(?:['’]s)?\b\.?)
|(?P<weekly>\b(?:every|each)\sweek\b|\bcada\ssemana\b)
|(?P<every>\b(?:every|each|cada)\b)
|(?P<atthe>\b(?:a|de)\slas?\b)
|(?P<to>\b(?:to|until|till|til|thru|through|hasta|al|a)\b)
|(?P<dash>[-\u2010-\u2015]|(?<=\d)~(?=\d)|(?<=[\dm]\s)~(?=\s))
|(?P<or>\b(?:or|o)\b)
|(?P<and>[,&/+]|\b(?:and|y)\b)
|(?P<doubt>\b(?:{DOUBTS.strip()})\b|[?~]|\d+)
|(?P<half_day>\b(?:mornings?|afternoons?|evenings?|nights?|nites?|tonight|overnight|midnights
  |mananas?|tardes?|noches?)\b)
|(?P<filler>\b(?:{_FILLERS.strip()})\b|[:@()])
|(?P<word>[^\W\d_]+(?:['’-][^\W\d_]+)*|\S)
"""
_TOKEN = re.compile(_TOKENS, re.VERBOSE)
_COMPACT_DAY = re.compile(r"Mo|Tu|We|Th|Fr|Sa|Su|[MTWRF]")
_COMPACT = re.compile(
    rf"(?<![\w'’])(?:(?:{_COMPACT_DAY.pattern})(?:[ ](?=[MTWRFS]))?){{1,7}}(?![\w'’])"
)
_LETTER = re.compile(r"(?<![\w'’])[MTWRFS](?![\w'’])")
_SPANISH = re.compile(
    r"(?i)\b(?:lun(?:es)?|mi[eé](?:rcoles)?|jue(?:ves)?|vie(?:rnes)?|dom(?:ingos?)?|y)\b"
)
_SIMPLE = {
    "end": Part.END, "always": Part.ALWAYS, "allday": Part.ALL_DAY, "month": Part.MONTH,
    "appointment": Part.APPOINTMENT, "holidays": Part.HOLIDAYS, "closed": Part.CLOSED,
    "every": Part.EVERY, "to": Part.TO, "dash": Part.DASH, "or": Part.OR, "and": Part.AND,
    "doubt": Part.DOUBT, "date": Part.DOUBT, "filler": Part.FILLER, "word": Part.WORD,
    "phone": Part.WORD, "topic": Part.WORD, "place": Part.WORD, "weekly": Part.FILLER,
    "atthe": Part.FILLER, "half_day": Part.HALF,
}  # fmt: skip


def fold(text: str) -> str:
    """The text in lower case without accents, letter for letter as long as it was."""
    folded = "".join((unicodedata.normalize("NFD", letter)[:1] or letter) for letter in text)
    lower = folded.lower()
    return lower if len(lower) == len(text) else text


def pieces(text: str) -> list[Piece]:
    """The text, taken apart."""
    spanish = _SPANISH.search(text) is not None
    folded = fold(text)
    found: list[Piece] = []
    compact = {match.start(): match for match in _COMPACT.finditer(text)}
    position = 0
    while position < len(text):
        if text[position] in " \t\r\u00a0\u202f":
            position += 1
            continue
        letters = compact.get(position)
        days = _compact(letters, text) if letters else None
        if letters and days:
            found.append(Piece(Part.DAYS, letters[0], days))
            position = letters.end()
            continue
        if _LETTER.match(text, position):  # a day, or the name of a room
            found.append(Piece(Part.DOUBT, text[position]))
            position += 1
            continue
        match = _TOKEN.match(folded, position)
        if match is None or match.end() == position:
            position += 1
            continue
        found.append(_piece(match, text[match.start() : match.end()], spanish))
        position = match.end()
    return found


def _piece(match: re.Match[str], text: str, spanish: bool) -> Piece:
    name = str(match.lastgroup)
    for group in ("time", "french", "packed", "tod"):  # they have groups of their own inside
        if match[group]:
            name = group
    if name == "day":
        return Piece(Part.DAYS, text, _day(match[0]))
    if name == "set":
        days = next(d for names, d in _DAY_SETS.items() if _whole(names, match[0]))
        return Piece(Part.DAYS, text, days)
    if name == "ordinal":
        number = next(n for names, n in _ORDINALS.items() if _whole(names, match[0]))
        return Piece(Part.ORDINAL, text, number)
    if name == "noon":
        return Piece(Part.TIME, text, (12, 0, "p"))
    if name == "midnight":
        return Piece(Part.TIME, text, (12, 0, "m"))
    if name == "french":
        return _time(text, match["hour24"], match["minuteh"] or match["minute24"], "h")
    if name == "packed":
        return _time(text, match["hour3"], match["minute3"], match["half3"])
    if name == "time":
        half = match["half"] or match["short"] or ""
        if not half and match["minute"] and match["hour"][0] == "0":
            half = "h"
        return _time(text, match["hour"], match["minute"], half)
    if name == "tod":
        return Piece(Part.FILLER, text, "a" if match["part"] == "manana" else "p")
    if name == "doubt" and match[0] == "mar" and spanish:
        return Piece(Part.DAYS, text, (_TUE,))
    return Piece(_SIMPLE[name], text)


def _time(text: str, hour: str, minute: str | None, half: str) -> Piece:
    number = int(hour)
    if number > 24 or (half in "ap" and half and not 1 <= number <= 12):
        return Piece(Part.DOUBT, text)
    if number == 24 and minute not in (None, "00"):
        return Piece(Part.DOUBT, text)
    bare = "" if minute else "?"
    return Piece(Part.TIME, text, (number, int(minute or 0), half or bare))


def _whole(names: str, text: str) -> bool:
    return re.fullmatch(names, " ".join(text.split()), re.VERBOSE) is not None


def _day(text: str) -> tuple[Weekday, ...]:
    bare = re.sub(r"['’]s$", "", text.rstrip("."))
    for day, names in _DAY_NAMES.items():
        if any(re.fullmatch(name, bare) for name in names.split()):
            return (day,)
    raise AssertionError(text)


def _compact(match: re.Match[str], text: str) -> tuple[Weekday, ...] | None:
    """Days in letters, MWF or TTh, when they follow the order of the week.

    One letter, or "We", is a day only in company: with a sign that joins it to something.
    """
    names = _COMPACT_DAY.findall(match[0])
    if len(names) == 1 and match[0] in _ALONE:
        before, after = text[: match.start()].rstrip(), text[match.end() :].lstrip()
        if before and not re.match(rf"[{_JOINTS}:(\d]", before[-1]):
            return None
        joined = bool(re.match(rf"[{_JOINTS}]", before[-1:] or " "))
        joined = joined or bool(re.match(rf"[{_JOINTS}]", after))
        if not joined and (before or not re.match(r"[:\d]", after) or match[0] in ("T", "R")):
            return None
    days = [_LETTERS[name] for name in names]
    in_order = all(a.number < b.number for a, b in pairwise(days))
    return tuple(days) if in_order else None


_ALONE = frozenset({"M", "T", "W", "R", "F", "We"})
_JOINTS = r"\-,/&;\u2012-\u2015"
