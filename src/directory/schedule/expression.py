"""Opening hours in OpenStreetMap syntax, taken apart into rules.

The `opening_hours` package evaluates expressions; this module prepares them for it. It knows just
enough of the grammar to tell rules and their day selectors apart, so that public holidays (`PH`)
can be replaced by the dates that a directory means by them, and so that a rule that says only
"by appointment" is not taken for a door that is open day and night.

Source of the grammar: https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from opening_hours import OpeningHours

_NOON = 720
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAY = "(?:Mo|Tu|We|Th|Fr|Sa|Su)"
_OFFSET = r"(?:\s*[+-]\s*\d+\s*days?)"
_HOLIDAY = rf"(?:PH|SH)\b{_OFFSET}?"
_ITEM = rf"(?:{_HOLIDAY}|{_DAY}(?:\s*-\s*{_DAY})?(?:\s*\[[^\]]*\])?{_OFFSET}?)(?![\w-])"
_DAYS = re.compile(rf"(?<!\w){_ITEM}(?:(?:\s*,\s*|\s+){_ITEM})*$", re.IGNORECASE)
_ITEMS = re.compile(_ITEM, re.IGNORECASE)
_TOKEN = re.compile(
    r"""(?P<label>"[^"]*"\s*:)
      | (?P<comment>"[^"]*")
      | (?P<always>24/7)
      | (?P<time>\(|\d{1,2}:\d{2}|(?:sunrise|sunset|dawn|dusk)\b)
      | (?P<modifier>\b(?:open|off|closed|unknown)\b)
      | (?P<rule>;|\|\|)
      | (?P<comma>,\s*)
      | (?P<other>\w+|.)""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)


class HoursError(ValueError):
    """Opening hours that cannot be read. The message is the parser's own, with its place."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of an expression: how it joins the ones before, its dates, and all that follows."""

    joint: str
    """`;` replaces the day, `,` adds to it, `||` stands in where nothing else says anything."""
    wide: str
    """Years, months, dates and weeks: `Jun-Aug`; often empty."""
    days: str
    """Weekdays: `Mo-Fr`, `Mo[2]`; often empty."""
    holidays: tuple[int, ...]
    """Public holidays, each as a shift in days: `PH` is 0, `PH -1 day` is -1."""
    within: bool
    """True when `days` narrows the holidays (`PH Mo-Fr`) instead of adding to them."""
    rest: str
    """Times, modifier and comment: `09:00-17:00 "ring"`, `off`."""

    @property
    def shuts(self) -> bool:
        """True when the rule closes, or leaves open whether it is open."""
        return bool(re.search(r"\b(off|closed|unknown)\b", _outside_quotes(self.rest).lower()))

    def text(self, dates: Iterable[str] | None = None) -> str:
        """The rule without its joint: for its weekdays, or for certain dates instead."""
        parts = [self.wide, self.days] if dates is None else [",".join(dates)]
        return " ".join(part for part in (*parts, self.rest) if part)


@dataclass(frozen=True, slots=True)
class Expression:
    """Opening hours as rules."""

    rules: tuple[Rule, ...]

    @property
    def holidays(self) -> bool:
        """True when public holidays matter."""
        return any(rule.holidays for rule in self.rules)

    @property
    def opens_on_holidays(self) -> bool:
        """True when there are hours for public holidays."""
        return any(rule.holidays and not rule.shuts for rule in self.rules)

    @property
    def weekly(self) -> bool:
        """True when every week is like every other, holidays apart."""
        return not any(rule.wide or re.search(r"[\[+]|\bday", rule.days) for rule in self.rules)

    def text(self, holidays: frozenset[dt.date] = frozenset()) -> str:
        """The expression with `PH` replaced by dates; without any, what is said of it is left out.

        `holidays` are the public holidays to write out.
        """
        text = ""
        for rule in self.rules:
            parts = []
            if not rule.holidays or (rule.days and not rule.within):
                parts.append(rule.text())
            if dates := self._dates(rule, holidays):
                parts.append(rule.text(map(osm_date, dates)))
            for part in parts:
                joint = f" {rule.joint} " if rule.joint == "||" else f"{rule.joint} "
                text = f"{text}{joint}{part}" if text else part
        return text or "off"

    def by_day(self) -> tuple[Expression, Expression | None]:
        """The times that belong to each day itself, and those that follow it after midnight.

        A night belongs to the day on which it begins: what is said of the next day does not cut it
        short. The second expression has the times after midnight on the day before; it is `None`
        when no time runs past midnight.
        """
        own = Expression(tuple(replace(rule, rest=_days_own(rule.rest)) for rule in self.rules))
        if not any(_night(span) for rule in self.rules for span in _SPAN.finditer(rule.rest)):
            return own, None
        after = [_after_midnight(rule) for rule in self.rules]
        return own, Expression(tuple(rule for rule in after if rule))

    def check(self) -> None:
        """Raise `HoursError` when any part of the expression cannot be read."""
        evaluator(self.text())
        for rule in self.rules:
            if rule.holidays:
                for selector in (rule.wide, rule.days):
                    evaluator(f"{selector} 00:00-24:00".strip())
                evaluator(rule.text(["2026 Jan 01"]))

    @staticmethod
    def _dates(rule: Rule, holidays: frozenset[dt.date]) -> list[dt.date]:
        dates = {day + dt.timedelta(days=shift) for day in holidays for shift in rule.holidays}
        for selector in (rule.wide, rule.days if rule.within else ""):
            if dates and selector:
                days = evaluator(f"{selector} 00:00-24:00")
                noon = dt.time(12)
                dates = {day for day in dates if days.is_open(dt.datetime.combine(day, noon))}
        return sorted(dates)


def osm_date(date: dt.date) -> str:
    """A date as the syntax writes it, in any locale: 2026 Jan 05."""
    return f"{date.year} {_MONTHS[date.month - 1]} {date.day:02}"


@lru_cache(maxsize=4096)
def evaluator(text: str) -> OpeningHours:
    """An expression ready to be evaluated on naive local datetimes.

    Raises `HoursError` when it cannot be read.
    """
    try:
        return OpeningHours(text, auto_country=False, auto_timezone=False)
    except Exception as error:  # the package's own error types are missing from its stubs
        raise HoursError(str(error)) from None


@lru_cache(maxsize=8192)
def read_expression(text: str) -> Expression:
    """The rules of an expression. Anything is taken apart; `evaluator` says if it can be read."""
    rules = []
    joint, head, rest, state = ";", "", "", frozenset[str]()

    def finish(next_joint: str) -> None:
        nonlocal joint, head, rest, state
        if head.strip() or rest.strip():
            rules.extend(_rules(joint, head.strip(), rest.strip(), state))
        joint, head, rest, state = next_joint, "", "", frozenset()

    tokens = list(_TOKEN.finditer(" ".join(text.split())))
    for index, token in enumerate(tokens):
        kind = str(token.lastgroup)
        following = tokens[index + 1].lastgroup if index + 1 < len(tokens) else ""
        if kind == "rule":
            finish(token[0])
        elif kind == "comma" and state and following not in ("time", "comma", ""):
            finish(",")
        elif kind in ("comment", "always", "time", "modifier"):
            state |= {kind}
            rest += token[0]
        elif state:
            rest += token[0]
        else:
            # "Mo-Fr, Sa 10:00-12:00" is one list of days, as people mean it: by the letter it
            # would be "all of Monday to Friday, and some of Saturday".
            head += "," if kind == "comma" else token[0]
    finish(";")
    return Expression(tuple(rules))


def _rules(joint: str, head: str, rest: str, kinds: frozenset[str]) -> list[Rule]:
    if kinds == {"comment"}:
        # A comment without times says on what opening depends, not that it is open.
        rest = f"unknown {rest}"
    found = _DAYS.search(head)
    wide, selector = (head[: found.start()].strip(), found[0]) if found else (head, "")
    items = [item[0] for item in _ITEMS.finditer(selector)]
    shifts = [item for item in items if item[:2].upper() == "PH"]
    if not shifts:
        return [Rule(joint, wide, selector, (), False, rest)]
    days = [item for item in items if item not in shifts]
    rules = []
    if wide.endswith(","):  # "Jan 02,PH off": the date and the holidays, not holidays in it
        rules.append(Rule(joint, wide.rstrip(" ,"), "", (), False, rest))
        wide = ""
    listed = "," in re.sub(r"\[[^\]]*\]", "", selector)
    rules.append(
        Rule(
            joint,
            wide,
            ",".join(days),
            tuple(_shift(item) for item in shifts),
            bool(days) and not listed,
            rest,
        )
    )
    return rules


def _shift(item: str) -> int:
    return int(re.sub(r"[^\d+-]", "", item[2:]).replace("+", "") or 0)


def _outside_quotes(text: str) -> str:
    return re.sub(r'"[^"]*"', "", text)


_SPAN = re.compile(
    r"""("[^"]*") | (?:(\d{1,2}):(\d{2}) | ((?:sunset|dusk)\b | \((?:sunset|dusk)[^)]*\)))
        \s*-\s* (\d{1,2}):(\d{2})""",
    re.VERBOSE | re.IGNORECASE,
)


def _night(span: re.Match[str]) -> int:
    """How many minutes a span of times runs past midnight; 0 for a comment, too."""
    comment, hour, minute, event, hour2, minute2 = span.groups()
    if comment:
        return 0
    start = _NOON if event else int(hour) * 60 + int(minute)
    end = int(hour2) * 60 + int(minute2)
    return end if end <= start else max(0, end - 2 * _NOON)


def _days_own(rest: str) -> str:
    """The times of a rule as far as midnight."""

    def cut(span: re.Match[str]) -> str:
        _, hour, minute, event, hour2, minute2 = span.groups()
        if _night(span) or (hour2 and int(hour2) + int(minute2) == 0):
            return f"{event or f'{hour}:{minute}'}-24:00"
        return span[0]

    return _SPAN.sub(cut, rest)


def _after_midnight(rule: Rule) -> Rule | None:
    """What a rule says of the hours after the midnight that ends a day; `None` for nothing."""
    ends = [_night(span) for span in _SPAN.finditer(rule.rest)]
    times = ",".join(f"00:00-{end // 60:02}:{end % 60:02}" for end in ends if end)
    outside = _outside_quotes(rule.rest)
    if times:
        return replace(rule, rest=f"{times} unknown" if rule.shuts else times)
    timed = ":" in outside or "24/7" in outside
    if (rule.shuts and not timed) or (rule.joint == ";" and not rule.shuts):
        return replace(rule, rest="off")
    return None
