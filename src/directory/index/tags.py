"""The codes that entries carry, looked up by code and counted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
"""One truth for each entry."""
Entries = NDArray[np.int64]
"""Positions of entries in the catalog."""


class Tags:
    """The codes that each entry carries in one field, looked up by code."""

    def __init__(self, values: Sequence[Iterable[str]]) -> None:
        """`values` holds the codes of each entry."""
        self.size = len(values)
        by_code: dict[str, list[int]] = {}
        for entry, codes in enumerate(values):
            for code in dict.fromkeys(codes):
                by_code.setdefault(code, []).append(entry)
        self.codes = tuple(sorted(by_code))
        """Every code that some entry carries."""
        lists = [by_code[code] for code in self.codes]
        self._number = {code: number for number, code in enumerate(self.codes)}
        self._starts = np.cumsum([0, *map(len, lists)])
        self._entries = np.fromiter(
            (entry for entries in lists for entry in entries), np.int64, int(self._starts[-1])
        )

    def entries(self, code: str) -> Entries:
        """The entries that carry a code, in catalog order."""
        number = self._number.get(code)
        if number is None:
            return self._entries[:0]
        return self._entries[self._starts[number] : self._starts[number + 1]]

    def any_of(self, codes: Iterable[str]) -> Mask:
        """Which entries carry at least one of the codes."""
        mask = np.zeros(self.size, bool)
        for code in codes:
            mask[self.entries(code)] = True
        return mask

    def all_of(self, codes: Iterable[str]) -> Mask:
        """Which entries carry every one of the codes."""
        mask = np.ones(self.size, bool)
        for code in codes:
            mask &= self.any_of((code,))
        return mask

    def counts(self, among: Mask) -> dict[str, int]:
        """How many of the entries in `among` carry each code."""
        if not self.codes:
            return {}
        chosen = np.concatenate(([0], np.cumsum(among[self._entries])))
        counts = chosen[self._starts[1:]] - chosen[self._starts[:-1]]
        return dict(zip(self.codes, counts.tolist(), strict=True))
