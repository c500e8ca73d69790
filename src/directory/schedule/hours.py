"""Opening hours: when the door is open, by the clock on its wall."""

from __future__ import annotations

import re
from functools import lru_cache

from directory.schedule.expression import HoursError, read_expression

EXAMPLES = "write them like Mo-Fr 09:00-17:00, Mo,We 18:00-20:00; PH off, or 24/7"
LONGEST = 2_000
_DATE = re.compile(
    r"\b(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (\d{1,2})(?![\d:])", re.IGNORECASE
)
_LONGEST_MONTHS = {"Feb": 29, "Apr": 30, "Jun": 30, "Sep": 30, "Nov": 30}


@lru_cache(maxsize=8192)
def hours_problem(expr: str) -> str | None:
    """Why opening hours cannot be read, with the mend in plain words; `None` when they can be."""
    if not expr.strip():
        return f"is empty; {EXAMPLES}"
    if len(expr) > LONGEST:
        return f"is longer than {LONGEST:,} characters; {EXAMPLES}"
    if re.search(r"\bSH\b", re.sub(r'"[^"]*"', "", expr)):
        return (
            "has SH (school holidays), whose dates are not known here; "
            "write the dates, like 2026 Jun 15-2026 Aug 20 off"
        )
    for month, day in _DATE.findall(re.sub(r'"[^"]*"', "", expr)):
        if int(day) > (_LONGEST_MONTHS.get(month.title(), 31)):
            return f"has {month} {day}, which is not a date; write a day that the month has"
    try:
        read_expression(expr).check()
    except HoursError as error:
        mend = _mended(expr)
        if mend:
            return f"is not written as opening hours are; write {mend}"
        return f"cannot be read as opening hours{_place(expr, error)}; {EXAMPLES}"
    return None


_FULL_DAYS = {
    r"mon(?:day)?s?": "Mo",
    r"tue(?:s|sday)?s?": "Tu",
    r"wed(?:s|nesday)?s?": "We",
    r"thu(?:r|rs|rsday)?s?": "Th",
    r"fri(?:day)?s?": "Fr",
    r"sat(?:urday)?s?": "Sa",
    r"sun(?:day)?s?": "Su",
    r"weekdays": "Mo-Fr",
    r"weekends?": "Sa-Su",
    r"daily|every\s?day|all week": "Mo-Su",
    r"(?:public |bank )?holidays?": "PH",
}
_CLOCK = r"(?<![\d:])(\d{1,2})(?:[:.h](\d{2}))?\s*([ap])?\.?(?:m\b\.?)?(?![\d:])"
_SPAN = re.compile(rf"{_CLOCK}\s*-\s*{_CLOCK}", re.IGNORECASE)


def _mended(expr: str) -> str:
    """What the writer probably meant, in the syntax; empty when that cannot be told."""
    text = " ".join(expr.split())
    text = re.sub(r"\s*[\u2012-\u2015]\s*|\s+(?:to|until|till|through|thru)\s+", "-", text)
    if re.fullmatch(r"(?i)(open |always )*(24 ?/ ?24|24 ?h(ou)?rs?|24h|24x7|always|24-7)", text):
        return "24/7"
    text = re.sub(r"(?i)\bnoon\b", "12:00", re.sub(r"(?i)\bmidnight\b", "24:00", text))
    for name, short in _FULL_DAYS.items():
        text = re.sub(rf"(?i)\b(?:{name})\b\.?", short, text)
    text = re.sub(r"(?i)\s*(?:&|\+(?!\d)|\band\b)\s*", ",", text)
    text = re.sub(r"\b(Mo|Tu|We|Th|Fr|Sa|Su|PH)\s*-\s*(Mo|Tu|We|Th|Fr|Sa|Su)\b", r"\1-\2", text)
    text = re.sub(r"\b(Mo|Tu|We|Th|Fr|Sa|Su|PH):\s*", r"\1 ", text)
    text = _SPAN.sub(_span, text)
    text = re.sub(r"(\d{2}:\d{2}),?\s*(?=(?:Mo|Tu|We|Th|Fr|Sa|Su|PH)\b)", r"\1; ", text)
    text = re.sub(r"\b(closed|off),?\s*(?=(?:Mo|Tu|We|Th|Fr|Sa|Su|PH)\b)", r"\1; ", text)
    try:
        read_expression(text).check()
    except HoursError:
        return ""
    return text if text != expr else ""


def _span(match: re.Match[str]) -> str:
    """A span of times on the 24-hour clock; `9-5` is nine to five in the afternoon."""
    hour, minute, half, hour2, minute2, half2 = match.groups()
    start, end = int(hour), int(hour2)
    if half2 and not half:
        half = half2 if start % 12 <= end % 12 and start != 12 else "a"
    if half2:
        end = end % 12 + (12 if half2 in "pP" else 0)
    elif not half and end <= start and end < 12 and start < 12:
        end += 12
    if half:
        start = start % 12 + (12 if half in "pP" else 0)
    return f"{start:02}:{minute or '00'}-{end:02}:{minute2 or '00'}"


def _place(expr: str, error: HoursError) -> str:
    """Where the reader stumbled, as the words that stand there."""
    found = re.search(r"(\d+):(\d+)", str(error))
    text = read_expression(expr).text()
    rest = text[int(found[2]) - 1 :].strip() if found and found[1] == "1" else ""
    return f' at "{rest[:30]}"' if rest and rest in expr else ""
