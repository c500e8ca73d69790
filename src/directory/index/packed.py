"""Structures taken apart into plain arrays, so that a file can hold them as they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, TypeAlias, overload

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]


@dataclass(frozen=True, slots=True, eq=False)
class Packed:
    """What a structure is made of, by name.

    Arrays have one dimension each and may come back read-only, from a file that is mapped into
    memory: who puts a structure together from them neither writes into them nor copies them.
    """

    arrays: Mapping[str, Array] = field(default_factory=dict)
    texts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Short lists of short texts: names, codes."""

    @classmethod
    def joined(cls, parts: Mapping[str, Packed]) -> Packed:
        """Several structures as one, each under a name of its own."""
        arrays: dict[str, Array] = {}
        texts: dict[str, tuple[str, ...]] = {}
        for name, part in parts.items():
            arrays |= {f"{name}.{own}": array for own, array in part.arrays.items()}
            texts |= {f"{name}.{own}": text for own, text in part.texts.items()}
        return cls(arrays, texts)

    def part(self, name: str) -> Packed:
        """One of the structures that were joined."""
        start = f"{name}."
        return Packed(
            {key.removeprefix(start): a for key, a in self.arrays.items() if key.startswith(start)},
            {key.removeprefix(start): t for key, t in self.texts.items() if key.startswith(start)},
        )


def small(values: Array | Sequence[int]) -> Array:
    """Whole numbers in as few bytes each as the largest and the smallest of them need."""
    numbers = np.asarray(values, None if isinstance(values, np.ndarray) else np.int64)
    if not len(numbers):
        return numbers.astype(np.int8)
    low, high = int(numbers.min()), int(numbers.max())
    for kind in (np.int8, np.int16, np.int32):
        if np.iinfo(kind).min <= low and high <= np.iinfo(kind).max:
            return numbers.astype(kind)
    return numbers.astype(np.int64)


class Strings(Sequence[str]):
    """Many texts in one run of bytes, each decoded only when it is asked for."""

    def __init__(self, packed: Packed) -> None:
        self.packed = packed
        self._bytes, self._ends = packed.arrays["bytes"], packed.arrays["ends"]

    @classmethod
    def of(cls, texts: Sequence[str]) -> Strings:
        """These texts. What JSON may hold but UTF-8 may not is kept as well."""
        coded = [text.encode("utf-8", "surrogatepass") for text in texts]
        ends = small(np.cumsum([0, *map(len, coded)]))
        return cls(Packed({"bytes": np.frombuffer(b"".join(coded), np.uint8), "ends": ends}))

    def __len__(self) -> int:
        return len(self._ends) - 1

    @overload
    def __getitem__(self, item: int) -> str: ...
    @overload
    def __getitem__(self, item: slice) -> list[str]: ...
    def __getitem__(self, item: int | slice) -> str | list[str]:
        if isinstance(item, slice):
            return [self[place] for place in range(*item.indices(len(self)))]
        place = range(len(self))[item]
        coded = self._bytes[self._ends[place] : self._ends[place + 1]].tobytes()
        return coded.decode("utf-8", "surrogatepass")

    def __iter__(self) -> Iterator[str]:
        coded, ends = self._bytes.tobytes(), self._ends.tolist()
        for start, end in pairwise(ends):
            yield coded[start:end].decode("utf-8", "surrogatepass")
