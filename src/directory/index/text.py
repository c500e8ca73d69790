"""Finding entries by words: every word of `q`, whatever its case and accents, forgiving a typo.

The index is a stream of tokens, one number each, entry after entry. The tokens that begin with
some letters are neighbours in the sorted vocabulary, so a word and everything that begins with it
is one slice of the index.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

_PLAIN_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)
# Scripts written without spaces: each character is a token, a word is a run of them.
_UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_FIELD_END = "\x00"
_TOKEN = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+|{_FIELD_END}")
_TERM = re.compile(r'"([^"]*)(?:"|$)|([^\s"]+)')
_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"'})
_POSSESSIVE = re.compile(r"['’]s\b")


def fold(text: str) -> str:
    """Text without case and accents: "Łódź Straße" is "lodz strasse"."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return bare.casefold().translate(_PLAIN_LETTERS)


@dataclass(frozen=True, slots=True)
class Term:
    """Tokens that must follow one another; unless quoted, the last may be cut short."""

    tokens: tuple[str, ...]
    quoted: bool


def read_terms(text: str) -> list[Term]:
    """The words and "quoted phrases" of a search text."""
    terms = []
    for phrase, word in _TERM.findall(text.translate(_QUOTES)):
        # Who looks for "women's" wants what is for women.
        part = phrase or _POSSESSIVE.sub("", word)
        tokens = tuple(_TOKEN.findall(fold(part.replace(_FIELD_END, " "))))
        if tokens:
            terms.append(Term(tokens, quoted=bool(phrase)))
    return terms


class TextIndex:
    """The words of every entry."""

    def __init__(self, texts: Iterable[Sequence[str]]) -> None:
        """`texts` holds the searchable fields of each entry; phrases do not run across fields."""
        numbers: dict[str, int] = {}
        stream = array("i")
        lengths = array("i")
        for fields in texts:
            tokens = _TOKEN.findall(fold(_FIELD_END.join(fields) + _FIELD_END))
            stream.extend([numbers.setdefault(token, len(numbers)) for token in tokens])
            lengths.append(len(tokens))
        self._vocabulary = sorted(numbers)
        sorted_number = np.empty(len(numbers), np.int32)
        sorted_number[[numbers[token] for token in self._vocabulary]] = np.arange(len(numbers))
        self._stream = sorted_number[np.frombuffer(stream, np.int32)] if stream else _NOTHING
        self._order = np.argsort(self._stream, kind="stable").astype(np.int32)
        counts = np.bincount(self._stream, minlength=len(numbers))
        self._starts = np.concatenate(([0], np.cumsum(counts)))
        entries = np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)
        self._entry = entries
        self._size = len(lengths)

    def mend(self, terms: Iterable[Term]) -> tuple[tuple[Term, ...], tuple[tuple[str, str], ...]]:
        """The terms with words that no entry has replaced by the nearest one that some has.

        Also the replacements: each such word with the one that stands in for it.
        """
        mended, corrected = [], {}
        for term in terms:
            tokens = list(term.tokens)
            for at, token in enumerate(tokens):
                first, stop = self._range(token, whole=term.quoted or at < len(tokens) - 1)
                nearest = self._nearest(token) if first == stop else None
                if nearest is not None:
                    corrected[token] = tokens[at] = nearest
            mended.append(Term(tuple(tokens), term.quoted))
        return tuple(mended), tuple(corrected.items())

    def match(self, terms: Iterable[Term]) -> NDArray[np.bool_]:
        """Which entries have all terms."""
        found = np.ones(self._size, bool)
        for term in terms:
            found &= self._having(term)
        return found

    def _range(self, token: str, *, whole: bool) -> tuple[int, int]:
        """The numbers of the tokens that are `token`, or that begin with it."""
        first = bisect_left(self._vocabulary, token)
        if not whole and len(token) >= 2:
            return first, bisect_left(self._vocabulary, token + "\U0010ffff")
        known = first < len(self._vocabulary) and self._vocabulary[first] == token
        return first, first + known

    def _having(self, term: Term) -> NDArray[np.bool_]:
        found = np.zeros(self._size, bool)
        last = len(term.tokens) - 1
        first, stop = self._range(term.tokens[0], whole=term.quoted or last > 0)
        places = self._order[self._starts[first] : self._starts[stop]]
        for step, token in enumerate(term.tokens[1:], start=1):
            first, stop = self._range(token, whole=term.quoted or step < last)
            # The stream ends with the end of a field, so that a step never leaves it.
            places = places[places + step < len(self._stream)]
            follower = self._stream[places + step]
            places = places[(follower >= first) & (follower < stop)]
        found[self._entry[places]] = True
        return found

    def _nearest(self, token: str) -> str | None:
        """The token of the vocabulary that was probably meant; numbers are never guessed at."""
        if len(token) < 4 or not token.isalpha():
            return None
        near = process.extract(
            token,
            self._vocabulary,
            scorer=OSA.distance,
            score_cutoff=1 if len(token) < 8 else 2,
            limit=None,
        )
        return min(near, key=self._plausibility)[0] if near else None

    def _plausibility(self, candidate: tuple[str, float, int]) -> tuple[float, int, str]:
        token, distance, number = candidate
        return distance, -int(self._starts[number + 1] - self._starts[number]), token


_NOTHING = np.empty(0, np.int32)
