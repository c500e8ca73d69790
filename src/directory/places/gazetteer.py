"""The gazetteer: US, Canadian and British postal codes and towns, shipped with the program."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from directory.places.fold import fold
from directory.places.place import Place, Town
from directory.places.postal import read_code
from directory.places.qualifiers import Qualifier, level, qualifier
from directory.places.regions import COUNTRIES, REGION_NAMES, REGIONS, TERRITORIES
from directory.places.store import Store
from directory.places.suggest import suggest
from directory.places.understand import Hints, understand


class Gazetteer:
    """Finds typed places. Nothing here raises on any text, nor asks a network."""

    def __init__(self, store: Store | None = None) -> None:
        self._store = store or Store()

    def find(
        self,
        text: str,
        *,
        country: str | None = None,
        near: tuple[float, float] | None = None,
    ) -> Place | None:
        """The place that a text means: postal code, "City, ST", "City", or "lat,lng".

        A misspelt name is forgiven, and then `exact` is false so that the page can say what was
        understood. `None` when nothing fits well enough: a wrong place is worse than none.

        :param country: code of the country that a bare name is likelier in.
        :param near: latitude and longitude that a bare name is likelier close to.
        """
        return understand(self._store, text, Hints(_hint(country), near))

    def suggest(
        self,
        text: str,
        limit: int = 8,
        *,
        country: str | None = None,
        near: tuple[float, float] | None = None,
    ) -> list[Place]:
        """Places that a text being typed may become, likeliest first.

        `country` and `near` as for `find`. Each place's `query` is what a link should carry.
        """
        return suggest(self._store, text, limit, Hints(_hint(country), near))

    def locate(
        self,
        *,
        city: str | None = None,
        region: str | None = None,
        postal_code: str | None = None,
        country: str | None = None,
    ) -> tuple[float, float] | None:
        """Latitude and longitude for the address of an entry that has none; exact matches only.

        The postal code decides where it is known, else city and region. A city without a region
        counts only if no other has its name, or if it is by far the largest in the country given.
        `None` also for a country that the gazetteer does not cover.
        """
        home = _country(country) if country and country.strip() else None
        if home is _ELSEWHERE:
            return None
        store = self._store
        if postal_code:
            code = self._code(postal_code, region, home)
            if code is not None:
                return float(store.code_latitude[code]), float(store.code_longitude[code])
        number = _city(store, city, region, home) if city else None
        if number is None:
            return None
        return float(store.city_latitude[number]), float(store.city_longitude[number])

    def towns_in(
        self, south: float, west: float, north: float, east: float, limit: int
    ) -> list[Town]:
        """The towns in a box of degrees, those with most people first, at most `limit`."""
        store = self._store
        inside = np.flatnonzero(
            (store.city_latitude >= south)
            & (store.city_latitude <= north)
            & (store.city_longitude >= west)
            & (store.city_longitude <= east)
        )
        largest = inside[np.argsort(-store.city_population[inside], kind="stable")][:limit]
        return [
            Town(
                store.names[store.city_name[number]],
                float(store.city_latitude[number]),
                float(store.city_longitude[number]),
                int(store.city_population[number]),
            )
            for number in largest.tolist()
        ]

    def _code(self, text: str, region: str | None, home: Qualifier | None) -> int | None:
        typed = read_code(text)
        if typed is None:
            return None
        store = self._store
        numbers = [
            number
            for number in store.codes_equal(typed.code)
            if REGIONS[store.code_region[number]].country in typed.countries
            and (home is None or home.level(store.code_region[number]))
        ]
        if len(numbers) > 1 and region:
            held = _qualifier(store, fold(region))
            numbers = [n for n in numbers if held and held.level(store.code_region[n])]
        return numbers[0] if len(numbers) == 1 else None


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    """The gazetteer, loaded once and shared; it never changes, so threads may use it together."""
    return Gazetteer()


_ELSEWHERE = Qualifier()
"""A country that the gazetteer does not cover: holds for nothing."""


@lru_cache(maxsize=1024)
def _country(text: str) -> Qualifier:
    """The country of an address; a territory such as Puerto Rico may stand as one."""
    name = fold(text)
    code = COUNTRIES.get(name)
    if code is not None:
        return Qualifier(country=code)
    for number in REGION_NAMES.get(name, ()):
        if REGIONS[number].country != "US" or REGIONS[number].code in TERRITORIES:
            return Qualifier(regions=frozenset({number}))
    return _ELSEWHERE


def _hint(country: str | None) -> str | None:
    """The code of a country hinted at, however it is written."""
    return COUNTRIES.get(fold(country)) if country else None


@lru_cache(maxsize=4096)
def _qualifier(store: Store, text: str) -> Qualifier | None:
    return qualifier(store, text)


@lru_cache(maxsize=65_536)  # entries of a catalog share their cities
def _city(store: Store, city: str, region: str | None, home: Qualifier | None) -> int | None:
    held = [home] if home is not None else []
    named = bool(region and region.strip())
    if region and named:
        state = _qualifier(store, fold(region))
        if state is None:
            return None
        held.append(state)
    cities = [n for n in store.cities_named(fold(city)) if level(store, n, held)]
    if len(cities) > 1:
        cities.sort(key=lambda n: -int(store.city_population[n]))
        first, second = (int(store.city_population[n]) for n in cities[:2])
        if not named and (home is None or first < 10 * second or not first):
            return None
    return cities[0] if cities else None
