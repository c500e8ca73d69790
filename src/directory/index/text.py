"""Finding entries by words: every word of `q`, whatever its case and accents, forgiving a typo.

The index has the entries of each token, and a stream of tokens, one number each, entry after
entry. The tokens that begin with some letters are neighbours in the sorted vocabulary, so a word
and everything that begins with it is one slice of the index; only words that must follow one
another are looked for in the stream, of the entries that have all of them.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from directory.index.packed import Array, Packed, Strings, small
from directory.index.tags import Entries, Mask

_PLAIN_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)
# Scripts written without spaces: each character is a token, a word is a run of them.
_UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
FIELD_END = "\x00"
"""A token of its own that stands behind each field: no phrase has it."""
_TOKEN = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+|{FIELD_END}")
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


def tokens_of(fields: Iterable[str]) -> list[str]:
    """The words of some fields in order, folded, with the end of each field among them."""
    tokens: list[str] = _TOKEN.findall(fold(FIELD_END.join(fields) + FIELD_END))
    return tokens


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
        tokens = tuple(_TOKEN.findall(fold(part.replace(FIELD_END, " "))))
        if tokens:
            terms.append(Term(tokens, quoted=bool(phrase)))
    return terms


class TextIndex:
    """The words of every entry."""

    def __init__(self, packed: Packed) -> None:
        self.packed = packed
        self._vocabulary = Strings(packed.part("vocabulary"))
        self._letters: Array = packed.arrays["letters"]
        self._lengths: Array = packed.arrays["lengths"]
        self._stream: Array = packed.arrays["stream"]
        self._bounds: Array = packed.arrays["bounds"]
        """Where the tokens of each entry begin in the stream, and where the last ones end."""
        self._postings: Array = packed.arrays["postings"]
        """The entries that have each token, token after token."""
        self._starts: Array = packed.arrays["starts"]

    @classmethod
    def of(cls, texts: Iterable[Sequence[str]]) -> TextIndex:
        """`texts` holds the searchable fields of each entry; phrases do not run across fields."""
        numbers: dict[str, int] = {}
        stream = array("i")
        lengths = array("i")
        for fields in texts:
            found = tokens_of(fields)
            stream.extend([numbers.setdefault(token, len(numbers)) for token in found])
            lengths.append(len(found))
        vocabulary = sorted(numbers)
        sorted_number = np.empty(len(numbers), np.int32)
        sorted_number[[numbers[token] for token in vocabulary]] = np.arange(len(numbers))
        tokens = sorted_number[np.frombuffer(stream, np.int32)] if stream else _NOTHING
        counts = np.frombuffer(lengths, np.int32) if lengths else _NOTHING
        return cls.of_tokens(vocabulary, tokens, counts)

    @classmethod
    def of_tokens(cls, vocabulary: Sequence[str], stream: Array, counts: Array) -> TextIndex:
        """`vocabulary` is in order; `stream` has numbers of it, `counts` how many each entry."""
        postings, starts = _postings(stream, counts, len(vocabulary))
        letters, sizes = _spelling(vocabulary)
        arrays = {
            "letters": letters,
            "lengths": sizes,
            "stream": small(stream),
            "bounds": small(np.concatenate(([0], np.cumsum(counts, dtype=np.int64)))),
            "postings": postings,
            "starts": starts,
        }
        words = Packed.joined({"vocabulary": Strings.of(vocabulary).packed})
        return cls(Packed({**arrays, **words.arrays}))

    @classmethod
    def of_words(cls, counts: Mapping[str, int], size: int) -> TextIndex:
        """Words alone, for mending typos; which entries have them is known elsewhere.

        `counts` tells in how many of the `size` entries each word occurs.
        """
        vocabulary = sorted(counts)
        letters, sizes = _spelling(vocabulary)
        arrays = {
            "letters": letters,
            "lengths": sizes,
            "stream": small([]),
            "bounds": np.zeros(size + 1, np.int8),
            "postings": small([]),
            "starts": small(np.cumsum([0, *(counts[word] for word in vocabulary)])),
        }
        words = Packed.joined({"vocabulary": Strings.of(vocabulary).packed})
        return cls(Packed({**arrays, **words.arrays}))

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

    def match(self, terms: Iterable[Term]) -> Mask:
        """Which entries have all terms."""
        found = np.ones(len(self._bounds) - 1, bool)
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

    def _having(self, term: Term) -> Mask:
        last = len(term.tokens) - 1
        ranges = [
            self._range(token, whole=term.quoted or step < last)
            for step, token in enumerate(term.tokens)
        ]
        found = np.ones(len(self._bounds) - 1, bool)
        for first, stop in ranges:
            having = np.zeros(len(found), bool)
            having[self._postings[self._starts[first] : self._starts[stop]]] = True
            found &= having
        if last:
            entries = np.flatnonzero(found)
            for begin in range(0, len(entries), _AT_ONCE):
                some = entries[begin : begin + _AT_ONCE]
                found[some] = self._in_a_row(some, ranges)
        return found

    def _in_a_row(self, entries: Entries, ranges: Sequence[tuple[int, int]]) -> Mask:
        """Which entries have tokens out of these ranges one right after the other."""
        begins = self._bounds[entries].astype(np.int64)
        counts = self._bounds[entries + 1] - begins
        owner = np.repeat(np.arange(len(entries)), counts)
        places = np.arange(len(owner)) + np.repeat(begins - np.cumsum(counts) + counts, counts)
        for step, (first, stop) in enumerate(ranges):
            # An entry ends with the end of a field, so that a step never leaves it.
            inside = places + step < len(self._stream)
            places, owner = places[inside], owner[inside]
            token = self._stream[places + step]
            fits = (token >= first) & (token < stop)
            places, owner = places[fits], owner[fits]
        found = np.zeros(len(entries), bool)
        found[owner] = True
        return found

    def _nearest(self, token: str) -> str | None:
        """The token of the vocabulary that was probably meant; numbers are never guessed at."""
        if len(token) < 4 or not token.isalpha():
            return None
        most = 1 if len(token) < 8 else 2
        # A change touches two letters at most: what differs in more of them, or too much in
        # length, need not be looked at.
        letters, lengths = _spelling([token])
        alike = np.abs(self._lengths.astype(np.int16) - lengths.astype(np.int16)) <= most
        alike &= np.bitwise_count(self._letters ^ letters[0]) <= 2 * most
        numbers = np.flatnonzero(alike).tolist()
        near = process.extract(
            token,
            [self._vocabulary[number] for number in numbers],
            scorer=OSA.distance,
            score_cutoff=most,
            limit=None,
        )
        if not near:
            return None
        return min(near, key=lambda one: self._plausibility(one, numbers[one[2]]))[0]

    def _plausibility(
        self, candidate: tuple[str, float, int], number: int
    ) -> tuple[float, int, str]:
        token, distance, _ = candidate
        return distance, -int(self._starts[number + 1] - self._starts[number]), token


def _postings(stream: Array, counts: Array, different: int) -> tuple[Array, Array]:
    """For each token the entries that have it, once each and in order; and where its own begin."""
    order = np.argsort(stream, kind="stable")
    token = stream[order]
    entry = np.repeat(np.arange(len(counts), dtype=np.int32), counts)[order]
    fresh = np.ones(len(order), bool)
    fresh[1:] = (token[1:] != token[:-1]) | (entry[1:] != entry[:-1])
    many = np.bincount(token[fresh], minlength=different)
    return small(entry[fresh]), small(np.concatenate(([0], np.cumsum(many))))


def _spelling(words: Sequence[str]) -> tuple[Array, Array]:
    """Which letters are in each word, as bits, and how many characters it has, up to 255."""
    if not words:
        return np.empty(0, np.uint32), np.empty(0, np.uint8)
    lengths = np.array([len(word) for word in words], np.int64)
    chars = np.frombuffer("".join(words).encode("utf-32-le", "surrogatepass"), np.uint32)
    latin = chars - ord("a")
    bits = np.uint32(1) << np.where(latin < 26, latin, 26 + chars % 6).astype(np.uint32)
    letters = np.bitwise_or.reduceat(bits, np.cumsum(lengths) - lengths)
    return letters, np.minimum(lengths, 255).astype(np.uint8)


_NOTHING = np.empty(0, np.int32)
_AT_ONCE = 50_000
