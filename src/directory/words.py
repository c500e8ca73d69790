"""The words of a language: translated messages, and dates and times as its readers write them."""

from __future__ import annotations

import datetime as dt
import gettext
import io
import re
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from typing import Literal

from babel import Locale
from babel.dates import (
    format_date,
    format_skeleton,
    format_time,
    format_timedelta,
    get_day_names,
)
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from directory.model import Weekday
from directory.pseudo import LOCALES, MAKERS, Pseudo

LANGUAGES = ("en", "es")
"""The languages the pages are written in; the first one is the messages' own."""

# First strong isolate, and pop directional isolate.
_APART, _TOGETHER = "\u2068", "\u2069"
_THOUSAND = 1_000
_MOST_RANGES = 64
_WEIGHT = re.compile(r"q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)")
_REGIONS = {"en": "en_US", "es": "es_US", **LOCALES}


def N_(message: str) -> str:  # noqa: N802 - gettext's customary name for a marked message
    """Mark a message for translation where it is looked up later."""
    return message


class Words:
    """Messages, dates and times in one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.locale = Locale.parse(_REGIONS.get(language, language))
        self.direction = self.locale.text_direction
        self._translations = _translations(language)

    def _(self, message: str, /, **values: object) -> str:
        """The message in this language, its `{name}` slots filled."""
        text = self._translations.gettext(message)
        return text.format(**self._apart(values)) if values else text

    def n(self, one: str, many: str, count: int, /, **values: object) -> str:
        """The message that goes with a count; `{count}` is filled in besides the other slots."""
        text = self._translations.ngettext(one, many, count)
        return text.format(count=self.number(count), **self._apart(values))

    def _apart(self, values: Mapping[str, object]) -> Mapping[str, object]:
        """What fills the slots of a message, kept apart where the message runs from right to left.

        Else names and phone numbers within it would be read in another order than they are written
        (Unicode Bidirectional Algorithm, UAX 9, section 2.7).
        """
        if self.direction == "ltr":
            return values
        return {
            name: f"{_APART}{value}{_TOGETHER}" if isinstance(value, str) and value else value
            for name, value in values.items()
        }

    def time(self, value: dt.time | dt.datetime) -> str:
        """A time of day: 7 PM, 7:30 PM; noon and midnight by name."""
        clock = value.time() if isinstance(value, dt.datetime) else value
        if (clock.hour, clock.minute) == (12, 0):
            return self._(N_("noon"))
        if (clock.hour, clock.minute) == (0, 0):
            return self._(N_("midnight"))
        if clock.minute == 0 and "a" in self.locale.time_formats["short"].pattern:
            text = str(format_skeleton("h", clock, locale=self.locale))
        else:
            text = str(format_time(clock, "short", locale=self.locale))
        return text.replace("\u202f", " ")

    def time_said(self, value: dt.time | dt.datetime) -> str:
        """A time of day within a sentence, with the article that some languages give it.

        Until 7 PM: "hasta las 7 p.m."; until 1 PM: "hasta la 1 p.m.".
        """
        text, hour = self.time(value), value.hour
        if value.minute == 0 and hour % 12 == 0:
            return text
        return self.n("{time}", "{time}", (hour + 11) % 12 + 1, time=text)

    def alone(self, text: str) -> str:
        """Words as they stand on their own, with a capital: Spanish writes weekdays without."""
        return text[:1].upper() + text[1:]

    def weekday(self, day: Weekday, width: Literal["wide", "abbreviated", "short"] = "wide") -> str:
        """The name of a weekday, as it stands within a sentence."""
        return str(get_day_names(width, context="stand-alone", locale=self.locale)[day.number])

    def date(self, value: dt.date, style: Literal["long", "medium", "day"] = "medium") -> str:
        """A date: Nov 24, 2026; `day` gives Tuesday, Nov 24."""
        if style == "day":
            # Not every locale has a pattern of its own for a weekday in full.
            pattern = self.locale.datetime_skeletons["MMMEd"].pattern
            return str(format_date(value, re.sub("E+", "EEEE", pattern), locale=self.locale))
        return str(format_date(value, style, locale=self.locale))

    def number(self, value: float) -> str:
        """A number as the locale writes it, its thousands apart: 1,513; 1.3."""
        if isinstance(value, int) and 0 <= value < _THOUSAND:
            return str(value)
        return str(format_decimal(value, locale=self.locale))

    def ago(self, past: dt.timedelta) -> str:
        """How long something is past: 3 hours ago."""
        return str(format_timedelta(-past, add_direction=True, locale=self.locale))

    def zone_town(self, zone: str) -> str:
        """The town that a time zone is named after: Los Angeles, for America/Los_Angeles."""
        known = self.locale.time_zones.get(zone, {}).get("city")
        return str(known or zone.rpartition("/")[2].replace("_", " "))

    def language_name(self, code: str) -> str:
        """The name of a language, for its ISO code; the code itself when it has none."""
        name = str(self.locale.languages.get(code.partition("-")[0], code))
        return self.alone(name)


def page_language(*wanted: str | None) -> str:
    """The first of some languages that the pages are written in, else English: es for es-MX.

    A pseudo-language counts by its whole code only: nobody's browser asks for one.
    """
    for code in wanted:
        if code is not None and code in MAKERS:
            return code
        language = (code or "").partition("-")[0].lower()
        if language in LANGUAGES:
            return language
    return LANGUAGES[0]


@lru_cache(maxsize=32)
def words(language: str) -> Words:
    """The words of a language; English for one that the pages are not written in."""
    return Words(page_language(language))


def preferred(accept_language: str) -> str:
    """The language of the pages that a browser's Accept-Language asks for first (RFC 9110, 12.5.4).

    A region is not asked after: es-MX is answered by es. English, where nothing fits.
    """
    weights: dict[str, tuple[float, int]] = {}
    for place, part in enumerate(accept_language.lower().split(",")[:_MOST_RANGES]):
        asked, _, weight = part.replace(" ", "").replace("\t", "").partition(";")
        if not (found := _WEIGHT.fullmatch(weight or "q=1")):
            continue
        code, _, region = asked.partition("-")
        # Weight 0 refuses a language, which is less than not naming it; es-MX;q=0 refuses the
        # Spanish of Mexico only.
        worth = float(found[1]) or -1.0
        if worth > 0 or not region:
            weights[code] = max((worth, -place), weights.get(code, (worth, -place)))
    any_other = weights.get("*", (0.0, -_MOST_RANGES))
    return max(LANGUAGES, key=lambda language: weights.get(language, any_other))


def _translations(language: str) -> gettext.NullTranslations:
    if language in MAKERS:
        return Pseudo(MAKERS[language])
    file = resources.files("directory") / "locale" / language / "LC_MESSAGES" / "directory.po"
    if not file.is_file():
        return gettext.NullTranslations()
    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(file.read_bytes()), locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
