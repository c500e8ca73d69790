"""The buses and trains near a place, as feeds name them: lines, stops, or both in a sentence."""

from __future__ import annotations

import re
from typing import Any

from directory.feeds.text import plain_text
from directory.feeds.tsml_codes import TRANSIT
from directory.feeds.values import read_yes

_LONGEST = 2_000
_SAYS_WHAT = re.compile(
    r"(?i)\b(?:bus(?:es)?|trains?|subways?|metro|tram|(?:light )?rail|railway|station|ferry"
    r"|autob[uú]s(?:es)?|cami[oó]n(?:es)?|tren(?:es)?|estaci[oó]n)\b"
)
_CODE = r"#?(?:[A-Za-z]{0,3}\d{1,3}[A-Za-z]?|[A-Z]{1,4})"
_CODES = re.compile(rf"{_CODE}(?:\s*(?:[,/&]|\band\b|\by\b)\s*{_CODE})*")
_POSTAL_CODE = re.compile(r"\d{5}(?:-\d{4})?")
_ADDRESS = re.compile(
    r"(?i)\d{4,5} [^\W\d].*\b(?:st|street|ave?|avenue|blvd|boulevard|rd|road|dr|drive)\b.*",
    re.DOTALL,
)
_OWN = re.compile(rf"(?:\A|\n\n){re.escape(TRANSIT)} ([^\n]+)\Z")
# What the name of a column says of all its cells.
_LABELS = (
    (r"bus(?:es)?", "Bus"),
    (r"autobus(?:es)?", "Autobús"),
    (r"light rail", "Light rail"),
    (r"trains?", "Train"),
    (r"tren(?:es)?", "Tren"),
    (r"subways?", "Subway"),
    (r"metro", "Metro"),
)


def read_transit(value: Any, label: str = "") -> list[str]:
    """The lines and stops of a text, one each; `label` says what they are where they do not.

    "48,44" is "Bus 48, 44", "15th Ave stop" is "Bus: 15th Ave stop", and "take D train to 55" says
    enough.
    """
    text = plain_text(value, _LONGEST) or ""
    lines = [line.strip(" -;,•·*") for line in re.split(r"\n|;\s", text)]
    return list(dict.fromkeys(_labelled(line, label) for line in lines if line))


def is_postal_code(value: Any) -> bool:
    """True for what cannot be the number of a line: 10707, 10707-1234."""
    return bool(_POSTAL_CODE.fullmatch((plain_text(value) or "").strip()))


def is_address(value: Any) -> bool:
    """True for an address that somebody wrote there: its number is too long for that of a line."""
    return bool(_ADDRESS.fullmatch((plain_text(value) or "").strip()))


def label_of(header: str) -> str:
    """What a column's name, in small letters, says that its lines are: Bus, Train; or nothing."""
    return next((label for name, label in _LABELS if re.search(rf"\b{name}\b", header)), "")


def answer_of(text: str, label: str) -> bool | None:
    """The yes or no of a cell that only says whether there is any; `None` for lines and stops.

    There are lines 1 and N, so that in a column of lines only whole words are answers.
    """
    plain = text.strip().lower()
    if label and plain in ("1", "n"):
        return None
    return True if plain in ("si", "sí") else False if plain == "none" else read_yes(text)


def split_off(notes: str | None) -> tuple[str | None, list[str]]:
    """The notes on a place without the paragraph of `TRANSIT` at their end, and what it names."""
    found = _OWN.search(notes or "")
    if notes is None or found is None:
        return notes, []
    return notes[: found.start()].strip() or None, found[1].split("; ")


def _labelled(line: str, label: str) -> str:
    if not label or _SAYS_WHAT.search(line):
        return line
    if _CODES.fullmatch(line):
        return " ".join((label, re.sub(r"\s*,\s*", ", ", line)))
    return f"{label}: {line}"
