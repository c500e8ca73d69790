"""Which weeks of the month a meeting takes place in, when only its name or notes say so.

TSML knows weekly meetings only, so monthly ones are written in words: "2nd and 4th Sunday only".
Most such words speak of something else: "Birthdays last Friday", "Open meeting 1st Tuesday only".
A wrong guess sends people to a locked door, so only what is certain is taken; what may mean a
rhythm but is not certain is given back to be reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from directory.feeds.clock import DAY_WORDS, weekday
from directory.model import Weekday

_ORDINALS = {
    "1st": 1, "first": 1, "2nd": 2, "second": 2, "3rd": 3, "third": 3,
    "4th": 4, "fourth": 4, "5th": 5, "fifth": 5, "last": -1,
}  # fmt: skip
_ORDINAL = "|".join(_ORDINALS)
_MONTH = (
    r"(?:\s+(?:of|in)\s+(?:the|each|every|a)(?:\s+calendar)?\s+month|\s+(?:of\s+month|monthly))"
)
_PHRASE = re.compile(
    rf"""\b(?P<weeks>(?:{_ORDINAL})(?:\s*(?:,|&|/|\+|-|\band\b|,\s*and\b)\s*(?:the\s+)?(?:{_ORDINAL}))*)
    \s+(?P<day>{DAY_WORDS})s?\b\.?(?P<month>{_MONTH})?""",
    re.VERBOSE | re.IGNORECASE,
)
_MEETS = re.compile(
    r"""^(?:please\ note\s*:?\s*|note\s*:?\s*)?
    (?P<first>only\s+)?(?:(?:this|the|our|we|it|group)\s+)?(?:is\s+a\s+)?(?:monthly,?\s+)?(?:(?:meeting|group|mtg),?\s+)?
    (?P<verb>(?:is\s+|are\s+|will\s+be\s+)?(?:meets?|held|gathers?|meeting)|is|takes\ place)?
    \s*(?P<only>only)?\s*(?:only\s+)?(?:on\s+)?(?:the\s+|every\s+|each\s+)*$""",
    re.VERBOSE | re.IGNORECASE,
)
_MONTHLY = re.compile(r"\b(?:monthly|once a month)\b", re.IGNORECASE)
_OTHER_RHYTHM = re.compile(
    r"""\b(?:every\ other|alternate|alternating|every\ (?:second|2nd|third|3rd))
    \s+(?:week|{days})s?\b|\b(?:bi-?weekly|fortnightly|(?:once|twice)\ a\ month)\b
    |\bmeets?\ monthly\b|\bmonthly\ meeting\b""".replace("{days}", DAY_WORDS),
    re.VERBOSE | re.IGNORECASE,
)
_GAP = re.compile(
    rf"""\b(?:except|excluding|not\ on|no\ meeting(?:\ on)?(?:\ the)?|no\ mtg\.?)\W+
    (?:on\s+)?(?:the\s+)?(?:{_ORDINAL})\b|\b(?:{_ORDINAL})\s+(?:week\s+|wk\s+)?no\s+(?:mtg|meeting)\b""",
    re.VERBOSE | re.IGNORECASE,
)
# What else takes place on "the last Friday": the words of formats, parties and business.
_TOPIC = re.compile(
    r"""\b(?:birthdays?|anniversar\w*|celebrat\w*|coins?|chips?|cake|medallions?|tokens?|business
    |b'?day|group\ conscience|speakers?|spkrs?|spk|open|closed|steps?|traditions?|trads?|big\ book
    |bb|book|literature|lit|topic|disc|discussion|grapevine|gv|living\ sober|beginners?|newcomers?
    |chair\w*'?s?\s+choice|asl|interpret\w*|eating|potluck|breakfast|dinner|meditation|meal|candlelight|study
    |concepts?|promises|reading|reflections|al-?anon|livecast|childcare|hybrid|zoom|online|food
    |social|workshop|women|men|child\ care|babysitting|format|movie)\b""",
    re.VERBOSE | re.IGNORECASE,
)
_CLAUSES = re.compile(
    r"\s*(?:[;!\n()\[\]*|–—]+|\.(?=\s|$)|\s[-/]\s|,(?!\s*(?:and\b|&|\d|last\b)))\s*"
)
_ABBREVIATED = re.compile(
    r"\b(mon|tues?|weds?|thu(?:rs?)?|fri|sat|sun|mtgs?|wks?|bldg|rm|fl)\.", re.IGNORECASE
)

_LONGEST = 1_500
"""Characters of a text that are searched: a rhythm stands early, and patterns take their time."""


@dataclass(frozen=True, slots=True)
class Weeks:
    """What the words say about the weeks of a meeting."""

    weeks: tuple[int, ...] = ()
    """The weeks of the month that are certain; empty: every week, as far as known."""
    doubt: str | None = None
    """Words that may mean a rhythm of their own, when nothing is certain."""


def read_weeks(days: Iterable[Weekday], name: str | None, notes: str | None) -> Weeks:
    """The weeks that a meeting's name and notes fix beyond doubt, or the words in doubt."""
    on = tuple(days)
    certain: dict[tuple[int, ...], str] = {}
    doubts: list[str] = []
    for text, is_name in ((name, True), (notes, False)):
        if text:
            _read(text[:_LONGEST], on, is_name, certain, doubts)
    if len(certain) == 1 and len(on) == 1:
        return Weeks(next(iter(certain)))
    if certain:
        doubts = [*certain.values(), *doubts]
    return Weeks(doubt=doubts[0] if doubts else None)


def _read(
    text: str,
    on: tuple[Weekday, ...],
    is_name: bool,
    certain: dict[tuple[int, ...], str],
    doubts: list[str],
) -> None:
    clauses = [c for c in _CLAUSES.split(_ABBREVIATED.sub(r"\1", text)) if c]
    found = [(clause, match) for clause in clauses for match in _PHRASE.finditer(clause)]
    monthly = any(_MONTHLY.search(c) and not _TOPIC.search(c) for c in clauses)
    for clause, match in found:
        before, after = clause[: match.start()].strip(), clause[match.end() :].strip()
        lead = _MEETS.match(before + " " if before else "")
        tail = re.match(
            r"(?i)only\b(?!\s+(?:at|in|on|by|for|with|via|upstairs|downstairs)\b)", after
        )
        only = bool(tail) or bool(lead and (lead["only"] or lead["first"]))
        verb = bool(lead and lead["verb"])
        alone = len(found) == 1 and not any(_TOPIC.search(c) for c in clauses if c != clause)
        says_when = lead is not None and (
            (only and (verb or is_name or alone) and not _TOPIC.search(after))
            or (verb and not after)
            or (monthly and len(found) == 1 and not _TOPIC.search(after))
            or (not before and not after and alone and _whole(match))
        )
        if says_when and weekday(match["day"]) in on:
            certain.setdefault(_numbers(match["weeks"]), clause)
        elif says_when or (weekday(match["day"]) in on and _in_doubt(clause, only, verb)):
            doubts.append(clause)
    for pattern in (_GAP, _OTHER_RHYTHM):
        for clause in clauses:
            gap = pattern.search(clause)
            rest = clause[: gap.start()] + clause[gap.end() :] if gap else ""
            if gap and not _TOPIC.search(rest) and not re.search(r"(?i)\bbetween\b", clause):
                doubts.append(clause)


def _whole(match: re.Match[str]) -> bool:
    # "Second Saturday" may be a group's name; "2nd and 4th Sunday" or "... of the month" is not.
    return bool(match["month"]) or len(_numbers(match["weeks"])) > 1


def _in_doubt(clause: str, only: bool, verb: bool) -> bool:
    if not _TOPIC.search(clause):
        return True
    opens = re.match(r"(?i)(?:open|closed|asl|interpret)", clause)
    return (only and not opens) or verb


def _numbers(text: str) -> tuple[int, ...]:
    found = {_ORDINALS[word] for word in re.findall(_ORDINAL, text.lower())}
    return tuple(sorted(found, key=lambda week: (week < 0, week)))
