"""The codes that entries carry, looked up by code and counted.

Entries carry few different sets of codes: what a code means is worked out for each set, and read
for each entry from the number of its set.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from directory.index.packed import Array, Packed, small

Mask = NDArray[np.bool_]
"""One truth for each entry."""
Entries = NDArray[np.int64]
"""Positions of entries in the catalog."""


class Tags:
    """The codes that each entry carries in one field."""

    def __init__(self, packed: Packed) -> None:
        self.packed = packed
        self.codes = packed.texts["codes"]
        """Every code that some entry carries, in order."""
        self._sets: Array = packed.arrays["sets"]
        """For each entry the number of its set."""
        # Pairs: a set, and a code that is in it.
        self._holder: Array = packed.arrays["holder"]
        self._held: Array = packed.arrays["held"]
        self._different = int(packed.arrays["different"][0])
        self._numbers = {code: number for number, code in enumerate(self.codes)}

    @classmethod
    def of(cls, values: Iterable[Iterable[str]]) -> Tags:
        """`values` holds the codes of each entry."""
        known: dict[tuple[str, ...], int] = {}
        as_given: dict[tuple[str, ...], int] = {}
        sets = []
        for codes in values:
            given = tuple(codes)
            number = as_given.get(given)
            if number is None:
                # Few lists are different: only those are put in order.
                number = known.setdefault(tuple(sorted(set(given))), len(known))
                as_given[given] = number
            sets.append(number)
        return cls.of_sets(sets, known)

    @classmethod
    def of_sets(cls, sets: Array | Sequence[int], known: Mapping[tuple[str, ...], int]) -> Tags:
        """`sets` holds the number of each entry's set of codes, `known` the sets by number."""
        codes = tuple(sorted({code for held in known for code in held}))
        numbers = {code: number for number, code in enumerate(codes)}
        pairs = [(number, numbers[code]) for held, number in known.items() for code in held]
        arrays = {
            "sets": small(sets),
            "holder": small([holder for holder, _ in pairs]),
            "held": small([held for _, held in pairs]),
            "different": np.array([len(known)], np.int32),
        }
        return cls(Packed(arrays, {"codes": codes}))

    def entries(self, code: str) -> Entries:
        """The entries that carry a code, in catalog order."""
        return np.flatnonzero(self.any_of((code,)))

    def any_of(self, codes: Iterable[str], among: Entries | None = None) -> Mask:
        """Which entries, of all or of some, carry at least one of the codes."""
        holding = np.zeros(self._different, bool)
        for code in codes:
            holding |= self._holding(code)
        return self._spread(holding, among)

    def all_of(self, codes: Iterable[str], among: Entries | None = None) -> Mask:
        """Which entries, of all or of some, carry every one of the codes."""
        holding = np.ones(self._different, bool)
        for code in codes:
            holding &= self._holding(code)
        return self._spread(holding, among)

    @cached_property
    def totals(self) -> Mapping[str, int]:
        """How many entries carry each code."""
        return self._counts(self._sets)

    def counts(self, among: Entries | None = None) -> Mapping[str, int]:
        """How many of the entries, of all or of some, carry each code."""
        return self.totals if among is None else self._counts(self._sets[among])

    def _counts(self, sets: Array) -> dict[str, int]:
        entries = np.bincount(sets, minlength=self._different)
        carried = np.zeros(len(self.codes), np.int64)
        np.add.at(carried, self._held, entries[self._holder])
        return dict(zip(self.codes, carried.tolist(), strict=True))

    def _holding(self, code: str) -> Mask:
        holding = np.zeros(self._different, bool)
        number = self._numbers.get(code)
        if number is not None:
            holding[self._holder[self._held == number]] = True
        return holding

    def _spread(self, holding: Mask, among: Entries | None) -> Mask:
        mask: Mask = holding[self._sets if among is None else self._sets[among]]
        return mask
