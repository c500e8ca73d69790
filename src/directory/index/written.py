"""Addresses as they are written, for entries without coordinates."""

from __future__ import annotations

import zlib
from collections.abc import Iterable

import numpy as np

from directory.index.packed import Array, Packed, small
from directory.model import Location


class Addresses:
    """The entries without coordinates whose address is written, found by how it is written."""

    def __init__(self, packed: Packed) -> None:
        self.packed = packed
        self._marks: Array = packed.arrays["marks"]
        """A number made from each address, in order."""
        self._entries: Array = packed.arrays["entries"]

    @classmethod
    def of(cls, locations: Iterable[Location | None]) -> Addresses:
        """`locations` holds the place of each entry; private and rough ones are left out."""
        pairs = [
            (_mark(place), entry)
            for entry, place in enumerate(locations)
            if place is not None
            and place.address
            and place.latitude is None
            and not (place.confidential or place.approximate)
        ]
        pairs.sort()
        marks = np.array([mark for mark, _ in pairs], np.uint32)
        return cls(Packed({"marks": marks, "entries": small([entry for _, entry in pairs])}))

    def alike(self, location: Location) -> list[int]:
        """The entries whose address and city are written like these, in catalog order.

        Now and then one that is written otherwise is among them.
        """
        mark = np.uint32(_mark(location))
        first, stop = (np.searchsorted(self._marks, mark, side) for side in ("left", "right"))
        return sorted(self._entries[first:stop].tolist())


def written(location: Location) -> tuple[str, str]:
    """Address and city as they are compared."""
    return (location.address or "").casefold(), (location.city or "").casefold()


def _mark(location: Location) -> int:
    return zlib.crc32("\x00".join(written(location)).encode("utf-8", "surrogatepass"))
