"""What to write instead: plain words for every way in which a value can be wrong."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any, Final

from babel import Locale
from babel.core import get_global
from rapidfuzz import fuzz, process

_CLOSE_KEY: Final = 70
_CLOSE_CHOICE: Final = 60

# Other people's names for our keys: other formats, other Englishes, and short forms that are
# too far from ours, letter by letter, to be guessed.
_KNOWN_AS: Mapping[str, tuple[str, ...]] = {
    "zip": ("postal_code",),
    "zipcode": ("postal_code",),
    "postcode": ("postal_code",),
    "lat": ("latitude",),
    "lng": ("longitude",),
    "lon": ("longitude",),
    "state": ("region",),
    "province": ("region",),
    "street": ("address",),
    "title": ("name",),
    "provider": ("organization",),
    "group": ("organization",),
    "url": ("website", "url"),
    "link": ("website", "url"),
    "homepage": ("website",),
    "tags": ("types",),
    "type": ("types", "kind"),
    "formats": ("types",),
    "format": ("types",),
    "tel": ("phone", "number"),
    "mail": ("email",),
    "tz": ("timezone",),
    "zone": ("timezone",),
    "time": ("start",),
    "begin": ("start",),
    "starts": ("start",),
    "stop": ("end",),
    "finish": ("end",),
    "interval": ("every",),
    "to": ("until",),
    "since": ("from",),
    "price": ("cost",),
    "fee": ("cost",),
    "audience": ("serves",),
    "accessibility": ("access",),
    "eligibility": ("requirements",),
    "vacancies": ("openings",),
    "beds": ("openings",),
    "opening_hours": ("hours",),
    "note": ("notes",),
    "private": ("confidential",),
    "hidden": ("confidential",),
    "secret": ("confidential",),
    "entries": ("resources",),
    "settings": ("directory",),
    "feeds": ("sources",),
}


_OWN_NAMES: Final = ("es", "fr", "pt", "vi", "zh", "ko", "ru", "ar", "so", "pl", "de")
"""Languages that people may call by their own names: español."""


def quoted(value: str) -> str:
    """A value as a message shows it: on one line, not too long, nothing a terminal would obey."""
    text = visible(" ".join(value[:200].split()))
    return f"`{text[:57]}…`" if len(text) > 60 else f"`{text}`"


def visible(text: str) -> str:
    """A text with its control characters and the like written out."""
    if text.isprintable():
        return text
    return "".join(
        mark if mark.isprintable() else mark.encode("unicode_escape").decode() for mark in text
    )


def nearest(word: str, known: Iterable[str]) -> tuple[str, float] | None:
    """The known word most like this one, and how alike they are, 0 to 100."""
    names = list(known)
    plain = word.strip().lower().replace("-", "_").replace(" ", "_")
    for other in _KNOWN_AS.get(plain, ()):
        if other in names:
            return other, 100.0
    found = process.extractOne(plain, names, scorer=fuzz.ratio)
    return (found[0], found[1]) if found else None


def means_confidential(key: str) -> bool:
    """Whether a key says, rightly written or not, that a place is confidential."""
    found = nearest(key, ("confidential",))
    return found is not None and found[1] >= 80


def unknown_key(key: str, known: Iterable[str], below: Mapping[str, Iterable[str]]) -> str:
    """What to say of a key that is not one; `below` holds the keys one level further down."""
    names = list(known)
    found = nearest(key, names)
    if found and found[1] >= _CLOSE_KEY:
        return f"is not a key here; did you mean `{found[0]}`?"
    for parent, children in below.items():
        inner = nearest(key, children)
        if inner and inner[1] >= 90:
            return f"is not a key here; did you mean `{inner[0]}` under `{parent}`?"
    if found and found[1] >= 50:
        return f"is not a key here; did you mean `{found[0]}`?"
    near = f" (the nearest is `{found[0]}`)" if found else ""
    listed = ", ".join(names) if len(names) <= 12 else "those that `directory schema` prints"
    return f"is not a key here{near}; the keys are: {listed}"


def choice(value: str, choices: Iterable[str]) -> str:
    """What to say of a value that is not one of a few."""
    names = list(choices)
    found = process.extractOne(value.strip().lower(), names, scorer=fuzz.ratio)
    if found and found[1] >= _CLOSE_CHOICE:
        return f"{quoted(value)} is not a choice here; did you mean `{found[0]}`?"
    return f"{quoted(value)} is not a choice here; write one of: {', '.join(names)}"


def same_choice(value: str, choices: Iterable[str]) -> str | None:
    """The choice that a value is but for capitals, spaces and underscores: Recovery Center."""
    plain = re.sub(r"[\s_-]+", "-", value.strip().lower())
    return plain if plain in set(choices) else None


def slug(value: str) -> str | None:
    """The nearest well-formed slug: `Monday Night` gives `monday-night`; `None` when empty."""
    folded = unicodedata.normalize("NFKD", value).encode("ascii", "ignore").decode()
    made = re.sub(r"[^a-z0-9]+", "-", folded.lower()).strip("-")[:200].strip("-")
    return made or None


_CLOCK = re.compile(
    r"(?P<hour>\d{1,2})(?:[:.h]?(?P<minute>[0-5]\d))?(?:[:.]00)?\s*(?P<half>[ap])?\.?\s*m?\.?",
    re.IGNORECASE,
)


def time_of_day(value: str) -> str | None:
    """`HH:MM` for a time written another way: 7pm, 7.30 p.m., 1930, noon."""
    text = value.strip().lower()
    if text in ("noon", "midday", "midnight"):
        return "00:00" if text == "midnight" else "12:00"
    match = _CLOCK.fullmatch(text)
    if not match:
        return None
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if match["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if match["half"] == "p" else 0)
    return f"{hour:02}:{minute:02}" if hour < 24 else None


def weekdays(value: str) -> str | None:
    """The list that a run of weekdays in one text should be: `mon, wed` gives [mon, wed]."""
    names = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    text = value.strip().lower()
    groups = {
        "daily": names,
        "every day": names,
        "weekdays": names[:5],
        "weekend": names[5:],
        "weekends": names[5:],
    }
    if text in groups:
        return f"[{', '.join(groups[text])}]"
    parts = re.split(r"\s*(?:,|;|/|&|\band\b|\s)\s*", text)
    span = re.split(r"\s*(?:-|–|\bto\b)\s*", text)
    if len(span) == 2 and all(part[:3] in names for part in span):
        first, last = (names.index(part[:3]) for part in span)
        days = [names[(first + step) % 7] for step in range((last - first) % 7 + 1)]
        return f"[{', '.join(days)}]"
    if len(parts) > 1 and all(part[:3] in names for part in parts):
        return f"[{', '.join(part[:3] for part in parts)}]"
    return None


def language_named(value: str) -> str | None:
    """The code of a language that is called by its name, or by a longer code: spanish, spa."""
    plain = value.strip().lower()
    if (code := get_global("language_aliases").get(plain)) is not None:
        return str(code)
    names = {name.lower(): code for code, name in Locale("en").languages.items()}
    own = {Locale(code).languages[code].lower(): code for code in _OWN_NAMES}
    return (names | own).get(plain)


def number(value: str) -> str | None:
    """A number that is written with a comma for the point: 34,05."""
    text = value.strip().replace(",", ".")
    return text if re.fullmatch(r"-?\d+\.\d+", text) else None


_REASONS: Mapping[str, str] = {
    "bool_parsing": "is neither true nor false; write true or false",
    "int_parsing": "is not a whole number; write digits only, like 2",
    "int_from_float": "is not a whole number; write digits only, like 2",
    "int_parsing_size": "is too large a number",
    "float_parsing": "is not a number; write it like 34.0537",
    "finite_number": "is not a number; write it like 34.0537",
    "string_too_short": "is empty; write a text, or remove the key",
    "string_too_long": "is too long; at most {max_length} characters are read",
    "greater_than_equal": "is too small; the smallest is {ge:g}",
    "greater_than": "is too small; write more than {gt:g}",
    "less_than_equal": "is too large; the largest is {le:g}",
    "less_than": "is too large; write less than {lt:g}",
}


def explain(error: Mapping[str, Any], value: str) -> str:
    """Plain words for what pydantic says of one value, with what to write instead."""
    kind: str = error["type"]
    context: Mapping[str, Any] = error.get("ctx", {})
    if kind == "value_error":
        return _own_words(str(context["error"]), value)
    if kind == "string_pattern_mismatch":
        return _pattern(context["pattern"], value)
    if kind == "float_parsing" and (mended := number(value)):
        return f"{quoted(value)} is not a number; write {mended}"
    reason = _REASONS.get(kind, "cannot be read; see the format of the catalog")
    return f"{quoted(value)} {reason.format(**context)}"


def _own_words(reason: str, value: str) -> str:
    """The model's own words for a value, made more exact where the mend is certain."""
    if reason.startswith("is not a time of day") and (mended := time_of_day(value)):
        return f'{quoted(value)} is not a time of day; write "{mended}"'
    return f"{quoted(value)} {reason}"


def _pattern(pattern: str, value: str) -> str:
    if "mhd" in pattern.replace("|", ""):
        return f"{quoted(value)} is not a length of time; write it like 30m, 6h or 1d"
    made = slug(value)
    mend = f"write `{made}`" if made else "write a word of a-z, 0-9 and hyphens"
    return f"{quoted(value)} has other characters than a-z, 0-9 and single hyphens; {mend}"
