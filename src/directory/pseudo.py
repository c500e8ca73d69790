"""Pseudo-languages: the English messages made over, to find what no translation reaches.

`en-XA` has accents on its letters, is a third longer and stands in ⟦brackets⟧: a text without them
is written into the program, and a box that it does not fit is too narrow for other languages.
`ar-XB` has the letters of Arabic, as they sound, and runs from right to left. The codes are those
that Unicode keeps for this (https://www.unicode.org/reports/tr35, "Unicode Language Identifier").
"""

from __future__ import annotations

import gettext
import re
from collections.abc import Callable, Mapping

OPEN, CLOSE = "⟦⟧"
"""What every message of `en-XA` stands between."""

LONGER = 1.35
"""How much longer its messages are: as much as other languages need beside English."""

_ACCENTS = str.maketrans(
    "ACDEGHIJKLNORSTUWYZacdeghijklnorstuwyz", "ÅÇÐÉĜĤÎĴĶĻÑÖŔŠŢÛŴÝŽåçðéĝĥîĵķļñöŕšţûŵýž"
)
_VOWELS = frozenset("aeiouAEIOU")
_PIECES = re.compile(r"(\{\w*\})")
_ARABIC = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ,;?",
    "ابكديفجهيجكلمنوبقرستوفوخيزابكديفجهيجكلمنوبقرستوفوخيز،؛؟",
)


def accented(message: str) -> str:
    """A message with accents, longer, and in brackets; its `{slots}` stay as they are."""
    pieces = _PIECES.split(message)
    letters = sum(len(piece) for piece in pieces[::2])
    missing = round(letters * (LONGER - 1))
    for at in range(0, len(pieces), 2):
        pieces[at], missing = _stretched(pieces[at], missing)
    return f"{OPEN}{''.join(pieces)}{'~' * missing}{CLOSE}"


def _stretched(text: str, missing: int) -> tuple[str, int]:
    """A text with some of its vowels twice; also how much longer it should still get."""
    made = []
    for letter in text:
        twice = missing > 0 and letter in _VOWELS
        made.append(letter.translate(_ACCENTS) * (2 if twice else 1))
        missing -= twice
    return "".join(made), missing


def mirrored(message: str) -> str:
    """A message in letters that run from right to left; its `{slots}` stay as they are."""
    pieces = _PIECES.split(message)
    for at in range(0, len(pieces), 2):
        pieces[at] = pieces[at].translate(_ARABIC)
    return "".join(pieces)


class Pseudo(gettext.NullTranslations):
    """Messages made over instead of translated, with the plurals of English."""

    def __init__(self, make: Callable[[str], str]) -> None:
        super().__init__()
        self._make = make

    def gettext(self, message: str) -> str:
        """The message made over."""
        return self._make(message)

    def ngettext(self, one: str, many: str, count: int) -> str:
        """The message that goes with a count, made over."""
        return self._make(one if count == 1 else many)


MAKERS: Mapping[str, Callable[[str], str]] = {"en-XA": accented, "ar-XB": mirrored}
"""The pseudo-languages, and what makes their messages of the English ones."""

LOCALES: Mapping[str, str] = {"en-XA": "en_US", "ar-XB": "ar"}
"""Whose dates, times and numbers they have."""
