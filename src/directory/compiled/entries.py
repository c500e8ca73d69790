"""The entries of a compiled catalog: each is read when somebody looks at it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, TypeAlias, overload

import numpy as np
from numpy.typing import NDArray

from directory.index.packed import Packed, Strings
from directory.model import Resource
from directory.model.texts import spoken

Positions: TypeAlias = NDArray[np.signedinteger[Any]]
"""Places of entries in the catalog."""
_KEPT = 4096
"""Entries that stay read: those of the pages that many people look at."""


class Entries(Sequence[Resource]):
    """The entries of a catalog in its order, in one language."""

    def __init__(self, packed: Packed, translated: Positions, language: str | None = None) -> None:
        """`packed` holds the entries as JSON, `translated` which have texts by language, in order.

        Those come in `language`; in others, and for `None`, in their main one.
        """
        self.packed = packed
        self._translated = translated
        # Not a method of these entries: what is kept would hold them, and they what is kept.
        self._read = _Reader(packed, translated, language)
        self._kept = lru_cache(maxsize=_KEPT)(self._read)

    @classmethod
    def of(cls, resources: Sequence[Resource], translated: Positions) -> Entries:
        """These entries."""
        if isinstance(resources, Entries):
            return cls(resources.packed, translated)
        return cls(Strings.of([encoded(resource) for resource in resources]).packed, translated)

    def spoken(self, language: str | None) -> Entries:
        """The same entries in a language."""
        return Entries(self.packed, self._translated, language)

    def __len__(self) -> int:
        return len(self._read)

    @overload
    def __getitem__(self, index: int) -> Resource: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Resource, ...]: ...
    def __getitem__(self, index: int | slice) -> Resource | tuple[Resource, ...]:
        places = range(len(self))
        if isinstance(index, slice):
            return tuple(self._kept(each) for each in places[index])
        return self._kept(places[index])

    def __iter__(self) -> Iterator[Resource]:
        # Who goes through all of them must not drive out what others look at.
        return map(self._read, range(len(self)))


class _Reader:
    """Reads one entry at a time."""

    def __init__(self, packed: Packed, translated: Positions, language: str | None) -> None:
        self._bytes, self._ends = packed.arrays["bytes"], packed.arrays["ends"]
        self._translated = translated
        self._language = language

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __call__(self, index: int) -> Resource:
        resource = decoded(self._bytes[self._ends[index] : self._ends[index + 1]].tobytes())
        if self._language and self._is_translated(index):
            resource = spoken(resource, self._language)
        return resource

    def _is_translated(self, index: int) -> bool:
        place = int(np.searchsorted(self._translated, index))
        return place < len(self._translated) and int(self._translated[place]) == index


class Ids:
    """Looks up the place of an entry by its id, without an id of its own in memory."""

    def __init__(self, ids: Strings, order: Positions) -> None:
        """`order` puts the ids, which are of plain letters, in their order."""
        self._ids = ids
        self._order = order

    def get(self, id: str, /) -> int | None:
        """The place of the entry with this id; `None` where there is none."""
        low, high = 0, len(self._order)
        while low < high:
            middle = (low + high) // 2
            if self._ids[int(self._order[middle])] < id:
                low = middle + 1
            else:
                high = middle
        found = int(self._order[low]) if low < len(self._order) else None
        return found if found is not None and self._ids[found] == id else None


def encoded(resource: Resource) -> str:
    """An entry as JSON, with just the keys that were given."""
    return resource.model_dump_json(by_alias=True, exclude_unset=True)


def decoded(data: str | bytes) -> Resource:
    """The entry that was `encoded`; `ValueError` where it is none."""
    return Resource.model_validate_json(data)
