"""Results in their order, found only as far as somebody looks at them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from directory.index.tags import Entries

Keys = NDArray[np.int64] | NDArray[np.float64]
"""What results are ordered by: instants, distances, or nothing but a first and a last part.

Whole ones are small enough to be multiplied by the number of entries: below 2 to the power of 34.
"""

_FEW = 2_000
"""So many are put in order at once."""


class Order:
    """The order of some entries by a key, and where that is alike, by rank.

    A page of a long list costs no sorting of the list: the keys at its two ends are found by
    partition, and only what lies between them is sorted.
    """

    def __init__(self, keys: Keys, entries: Entries, rank: NDArray[np.int32]) -> None:
        """`rank` is by entry of the catalog, no two alike; `keys` are by place in `entries`."""
        self._keys, self._entries, self._rank = keys, entries, rank
        self._all: Entries | None = None

    def all(self) -> Entries:
        """The places in `entries`, all of them in order."""
        if self._all is None:
            # One number an entry, no two alike: those sort many times faster than by two keys.
            whole = np.issubdtype(self._keys.dtype, np.integer)
            groups = self._keys if whole else _groups(self._keys)
            self._all = np.argsort(groups * len(self._rank) + self._rank[self._entries])
        return self._all

    def between(self, first: int, stop: int) -> Entries:
        """The places in `entries` of those from `first` until before `stop`, in order."""
        keys = self._keys
        if self._all is not None or len(keys) <= _FEW or (stop - first) * 4 > len(keys):
            return self.all()[first:stop]
        if first >= stop:
            return np.empty(0, np.int64)
        low, high = np.partition(keys, (first, stop - 1))[[first, stop - 1]]
        first -= int(np.count_nonzero(keys < low))
        stop -= int(np.count_nonzero(keys < high))
        if low == high:
            return self._ranked(np.flatnonzero(keys == low), first, stop)
        alike = np.flatnonzero(keys == low)
        middle = np.flatnonzero((keys > low) & (keys < high))
        inner = np.lexsort((self._rank[self._entries[middle]], keys[middle]))
        return np.concatenate(
            (
                self._ranked(alike, first, len(alike)),
                middle[inner],
                self._ranked(np.flatnonzero(keys == high), 0, stop),
            )
        )

    def _ranked(self, places: Entries, first: int, stop: int) -> Entries:
        """Of places with one key, those from `first` until before `stop` by rank."""
        ranks = self._rank[self._entries[places]]
        if first > 0 or stop < len(places):
            chosen = np.argpartition(ranks, (first, stop - 1))[first:stop]
            places, ranks = places[chosen], ranks[chosen]
        return places[np.argsort(ranks)]


def _groups(keys: Keys) -> Entries:
    """The place of each key among the different keys, from 0."""
    order = np.argsort(keys)
    ordered = keys[order]
    groups = np.zeros(len(keys), np.int64)
    groups[order[1:]] = np.cumsum(ordered[1:] != ordered[:-1])
    return groups
