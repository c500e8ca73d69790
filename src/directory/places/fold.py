"""Names of places brought to one form: no case, accents or punctuation, St. as Saint."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_WORDS = {
    "&": "and",
    "st": "saint",
    "ste": "sainte",
    "ft": "fort",
    "mt": "mount",
    "mtn": "mountain",
    "hts": "heights",
    "spgs": "springs",
    "jct": "junction",
}
_COMPASS = {"n": "north", "s": "south", "e": "east", "w": "west"}

_INITIAL = re.compile(r"(?<![^\W_])([^\W_])\.")
_APOSTROPHES = str.maketrans("", "", "'’‘ʻʼ`´")
_NOT_WORD = re.compile(r"(?:[^\w&]|_)+")
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th"})


@lru_cache(maxsize=65_536)
def fold(text: str, *, expand_last: bool = True) -> str:
    """The words of a name in plain lower-case letters and digits, joined by single spaces.

    "St. Louis" and "Saint Louis" give "saint louis"; "Ft Worth" gives "fort worth"; "N Hollywood"
    gives "north hollywood"; "D.C." gives "dc". With `expand_last=False` the last word keeps its
    letters: somebody may still be typing it.
    """
    words = plain(text).split()
    last = len(words) - 1
    if last > 0:
        words[0] = _COMPASS.get(words[0], words[0])
    return " ".join(
        _WORDS.get(word, word) if expand_last or i < last else word for i, word in enumerate(words)
    )


def plain(text: str) -> str:
    """Lower-case letters and digits without accents; everything else becomes spaces."""
    text = text.casefold()
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text.translate(_LETTERS))
        text = "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()
    text = _INITIAL.sub(r"\1", text.translate(_APOSTROPHES))
    return _NOT_WORD.sub(" ", text).replace("&", " & ").strip()
