"""The gazetteer's data as columns: postal codes, cities, and the folded names that find them."""

from __future__ import annotations

from bisect import bisect_left
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from directory.places.fold import fold
from directory.places.place import Place
from directory.places.regions import REGIONS

DATA_FILE = Path(__file__).with_name("data") / "places.npz"
"""Written by scripts/build_places.py."""


class Store:
    """Everything in the data file, ready to be looked up.

    Cities and codes are numbers, positions in the columns. A key is a folded name; several
    cities may share one, and a city may have several.
    """

    def __init__(self, file: Path = DATA_FILE) -> None:
        with np.load(file, allow_pickle=False) as data:
            regions = _lines(data["regions"])
            if regions != [region.code for region in REGIONS]:
                raise ValueError(f"{file.name} is for other regions; run scripts/build_places.py")
            self.names = _lines(data["names"])
            self.areas = _lines(data["areas"])
            self.codes = _lines(data["codes"])
            self.code_name: list[int] = data["code_name"].tolist()
            self.code_region: list[int] = data["code_region"].tolist()
            self.code_latitude = data["code_latitude"] / 10_000
            self.code_longitude = data["code_longitude"] / 10_000
            self.city_name: list[int] = data["city_name"].tolist()
            self.city_region: NDArray[np.uint8] = data["city_region"]
            self.city_area: NDArray[np.uint16] = data["city_area"]
            # Single values are read several times faster from lists than from arrays.
            self.region_of: list[int] = self.city_region.tolist()
            self.area_of: list[int] = self.city_area.tolist()
            self.city_plain: NDArray[np.bool_] = data["city_plain"]
            self.city_latitude: NDArray[np.float64] = data["city_latitude"] / 10_000
            self.city_longitude: NDArray[np.float64] = data["city_longitude"] / 10_000
            self.city_population: NDArray[np.int32] = data["city_population"]
            self.keys = _lines(data["keys"])
            self.key_cities: NDArray[np.int32] = data["key_cities"]
            self.key_start = _starts(data["key_count"])
            self.words = _lines(data["words"])
            self.word_start = _starts(data["word_count"])
            self.word_keys: NDArray[np.int32] = data["word_keys"]
        self.key_number = {key: number for number, key in enumerate(self.keys)}
        self.city_weight: NDArray[np.float64] = np.log10(self.city_population + 10.0)
        """Tenfold people is one more: how likely a city is meant by its bare name."""

    def cities_named(self, key: str) -> list[int]:
        """The cities with a folded name, the most populous of each region first."""
        number = self.key_number.get(key)
        if number is None:
            return []
        found: list[int] = self.key_cities[
            self.key_start[number] : self.key_start[number + 1]
        ].tolist()
        return found

    def codes_equal(self, code: str) -> list[int]:
        """The postal codes written so; E1W is one in London and one in New Brunswick."""
        first = bisect_left(self.codes, code)
        last = first
        while last < len(self.codes) and self.codes[last] == code:
            last += 1
        return list(range(first, last))

    def codes_from(self, prefix: str, limit: int) -> list[int]:
        """The first postal codes that begin so, in order."""
        first = bisect_left(self.codes, prefix)
        last = first
        while last < min(len(self.codes), first + limit) and self.codes[last].startswith(prefix):
            last += 1
        return list(range(first, last))

    def city(self, number: int, *, exact: bool = True) -> Place:
        """A city as a place."""
        region = REGIONS[self.city_region[number]]
        parts = [self.names[self.city_name[number]]]
        if not self.city_plain[number]:
            parts.append(self.areas[self.city_area[number]])
        label = ", ".join((*parts, region.code))
        return Place(
            label=label,
            latitude=float(self.city_latitude[number]),
            longitude=float(self.city_longitude[number]),
            kind="city",
            country=region.country,
            region=region.code,
            exact=exact,
            query=label,
        )

    def code(self, number: int, *, exact: bool = True) -> Place:
        """A postal code as a place."""
        region = REGIONS[self.code_region[number]]
        code = self.codes[number]
        shared = len(self.codes_equal(code)) > 1
        return Place(
            label=f"{code} {self.names[self.code_name[number]]}, {region.code}",
            latitude=float(self.code_latitude[number]),
            longitude=float(self.code_longitude[number]),
            kind="postal",
            country=region.country,
            region=region.code,
            exact=exact,
            query=f"{code}, {region.code}" if shared else code,
        )

    @cached_property
    def entry_key(self) -> NDArray[np.int64]:
        """The key of each entry of `key_cities`."""
        return np.repeat(np.arange(len(self.keys)), np.diff(self.key_start))

    @cached_property
    def squashed(self) -> list[str]:
        """The keys without spaces, to compare with what was typed in a hurry."""
        return [key.replace(" ", "") for key in self.keys]

    @cached_property
    def known_keys(self) -> NDArray[np.int64]:
        """Keys of places with at least 500 people: what a bare misspelt name may mean."""
        return np.unique(self.entry_key[self.city_population[self.key_cities] >= 500])

    @cached_property
    def area_names(self) -> dict[str, frozenset[int]]:
        """UK counties by the folded ways to write them; Yorkshire means all four."""
        names: dict[str, set[int]] = {}
        for number, area in enumerate(self.areas):
            name = fold(area)
            spellings = {name}
            for word in ("county of ", "county ", "city of ", "west ", "east ", "north ", "south "):
                spellings.add(name.removeprefix(word))
            spellings |= {name.removesuffix(" city"), name.removeprefix("east riding of ")}
            if name == "durham":
                spellings.add("county durham")
            for spelling in spellings:
                names.setdefault(spelling, set()).add(number)
        names.pop("", None)
        return {name: frozenset(numbers) for name, numbers in names.items()}


def _starts(counts: NDArray[np.uint16]) -> NDArray[np.int64]:
    """Where the entries of each group begin, and where the last one ends."""
    return np.concatenate(([0], np.cumsum(counts, dtype=np.int64)))


def _lines(block: NDArray[np.uint8]) -> list[str]:
    return block.tobytes().decode().split("\n")
