"""From what somebody typed to the place that is meant."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from directory.places.distance import haversine_km
from directory.places.fold import fold
from directory.places.place import Place
from directory.places.postal import TypedCode, codes_in, read_code
from directory.places.qualifiers import Qualifier, Reading, is_region, level, readings
from directory.places.regions import REGIONS
from directory.places.store import Store

LONGEST = 300
"""Texts with more characters than this are not places."""

_BIG = 500_000
"""The name of a state alone means a city only when that is as large as this: New York."""

_NUMBER = r"([+-]?[0-9]{1,3}(?:\.[0-9]{0,20})?)"
_POINT = re.compile(rf"(?:geo:)?\s*{_NUMBER}\s*,\s*{_NUMBER}")


@dataclass(frozen=True, slots=True)
class Hints:
    """What makes one of several cities of a name likelier. A link must not depend on them, so
    they count only for a name without its state.
    """

    country: str | None = None
    near: tuple[float, float] | None = None

    def scores(self, store: Store, cities: NDArray[np.int64]) -> NDArray[np.float64]:
        """How likely each city is meant, in tenfold steps of population.

        A city in the country hinted at counts as if it had a hundred times the people: Brighton
        is in Colorado, but London is not in Kentucky. One 450 km away counts as a hundredth.
        """
        scores = store.city_weight[cities]
        if self.country:
            home = np.array([region.country == self.country for region in REGIONS])
            scores = scores + 2.0 * home[store.city_region[cities]]
        if self.near:
            distances = haversine_km(
                *self.near, store.city_latitude[cities], store.city_longitude[cities]
            )
            scores = scores - 2.0 * np.log10(1 + distances / 50)
        return scores


def tidy(text: str) -> str:
    """The text in Unicode's plain form, without spaces around it; empty when it is too long."""
    return unicodedata.normalize("NFKC", text).strip() if len(text) <= LONGEST else ""


def understand(store: Store, text: str, hints: Hints) -> Place | None:
    """The place that a text means, or `None`: a wrong place is worse than none."""
    text = tidy(text)
    if not text:
        return None
    if _POINT.fullmatch(text):
        return read_point(text)
    code = read_code(text)
    if code is not None:
        number = _home_first(store, numbers_of(store, code), hints)
        if number is not None or code.whole:
            return None if number is None else store.code(number)
    for typed in codes_in(text):
        place = _code_with_rest(store, typed, hints)
        if place is not None:
            return place
    ways = list(readings(store, text))
    return _city(store, ways, hints) or _misspelt(store, ways, hints)


def read_point(text: str) -> Place | None:
    """The point of "47.60,-122.33", rounded to 3 decimals (about 100 m); `None` out of range."""
    match = _POINT.fullmatch(text.strip())
    if match is None:
        return None
    # Adding 0.0 turns -0.0 into 0.0.
    latitude, longitude = (round(float(number), 3) + 0.0 for number in match.groups())
    if abs(latitude) > 90 or abs(longitude) > 180:
        return None
    label = f"{latitude:g},{longitude:g}"
    return Place(label, latitude, longitude, "point", "", "", exact=True, query=label)


def numbers_of(store: Store, code: TypedCode) -> list[int]:
    """The postal codes that a typed one may be: of a country whose format it has."""
    found = store.codes_equal(code.code)
    return [n for n in found if REGIONS[store.code_region[n]].country in code.countries]


def _home_first(store: Store, numbers: Sequence[int], hints: Hints) -> int | None:
    """The one of a few equal postal codes that the hints speak for; Canada's without any."""
    if len(numbers) < 2:
        return numbers[0] if numbers else None

    def unlikely(number: int) -> tuple[bool, float, int]:
        country = REGIONS[store.code_region[number]].country
        away = 0.0
        if hints.near:
            latitude, longitude = store.code_latitude[number], store.code_longitude[number]
            away = float(haversine_km(*hints.near, latitude, longitude))
        return bool(hints.country) and country != hints.country, away, country != "CA"

    return min(numbers, key=unlikely)


def _code_with_rest(store: Store, typed: TypedCode, hints: Hints) -> Place | None:
    """A postal code beside a city, a state or an address; the state must hold."""
    numbers = numbers_of(store, typed)
    for reading in readings(store, typed.rest):
        fitting = [
            number
            for number in numbers
            if all(q.level(store.code_region[number]) for q in reading.qualifiers)
        ]
        number = _home_first(store, fitting, hints)
        if number is None:
            continue
        if not reading.name or _serves(store, number, reading.name):
            return store.code(number, exact=reading.whole)
    # A full code behind an address says where it is; a number before a street does not.
    number = _home_first(store, numbers, hints)
    if number is not None and typed.last and typed.whole:
        held = [r for r in readings(store, typed.rest) if r.qualifiers]
        region = store.code_region[number]
        if all(q.level(region) for r in held for q in r.qualifiers):
            return store.code(number, exact=False)
        return None
    if typed.last and typed.whole:
        place = _city(store, list(readings(store, typed.rest)), hints)
        return _inexact(place)
    return None


def _serves(store: Store, number: int, name: str) -> bool:
    """Whether a postal code is in or about a city of that name."""
    if name == fold(store.names[store.code_name[number]]):
        return True
    cities = store.cities_named(name)
    distances = haversine_km(
        store.code_latitude[number],
        store.code_longitude[number],
        store.city_latitude[cities],
        store.city_longitude[cities],
    )
    return bool(np.any(distances < 60))


def _inexact(place: Place | None) -> Place | None:
    if place is None:
        return None
    return Place(
        place.label, place.latitude, place.longitude, place.kind, place.country, place.region,
        exact=False, query=place.query,
    )  # fmt: skip


def _city(store: Store, ways: Sequence[Reading], hints: Hints) -> Place | None:
    """The city that one of the readings names to the letter."""
    for way in ways:
        number = _best(store, store.cities_named(way.name), way.qualifiers, hints)
        if number is None:
            continue
        if not way.qualifiers and is_region(way.name) and store.city_population[number] < _BIG:
            continue
        return store.city(number, exact=way.whole)
    return None


def _best(
    store: Store, cities: Sequence[int], qualifiers: Sequence[Qualifier], hints: Hints
) -> int | None:
    """The likeliest of the cities for which the qualifiers hold."""
    if qualifiers:
        levels = [level(store, city, qualifiers) for city in cities]
        highest = max(levels, default=0)
        if not highest:
            return None
        fitting = [c for c, held in zip(cities, levels, strict=True) if held == highest]
        return max(fitting, key=lambda c: (store.city_population[c], -c))
    if not cities:
        return None
    numbers = np.array(cities, dtype=np.int64)
    return int(numbers[np.argmax(hints.scores(store, numbers))])


def _misspelt(store: Store, ways: Sequence[Reading], hints: Hints) -> Place | None:
    """The city whose name is a letter or two away from what was typed."""
    best: tuple[float, int] | None = None
    for way in sorted(ways, key=lambda way: not way.qualifiers):
        if not way.whole or (is_region(way.name) and not way.qualifiers):
            continue
        typed = way.name.replace(" ", "")
        # "help me" is not a place in Maine: two letters without a comma say little.
        if len(typed) < (4 if way.comma and _narrow(way.qualifiers) else 5):
            continue
        found = _closest(store, typed, way.qualifiers, hints)
        if found is not None and (best is None or found > best):
            best = found
    return None if best is None else store.city(-best[1], exact=False)


def _closest(
    store: Store, typed: str, qualifiers: tuple[Qualifier, ...], hints: Hints
) -> tuple[float, int] | None:
    """Score and negated number of the best city within the allowed number of slips."""
    allowed = 1 if len(typed) < 8 else 2
    keys, spellings = _spellings(store, qualifiers)
    matches = process.extract(
        typed, spellings, scorer=OSA.distance, score_cutoff=allowed, limit=None
    )
    best: tuple[float, int] | None = None
    for spelling, distance, position in matches:
        city = _best(store, store.cities_named(store.keys[keys[position]]), qualifiers, hints)
        if city is None or len(spelling) < 4:
            continue
        population = store.city_population[city]
        if not _narrow(qualifiers) and population < _enough(typed, spelling, distance):
            continue
        score = float(hints.scores(store, np.array([city]))[0]) - 2.5 * distance
        best = max(best or (-math.inf, 0), (score, -city))
    return best


def _narrow(qualifiers: Sequence[Qualifier]) -> bool:
    """Whether a state or county is given, so that few cities are left to mistake for another."""
    return any(q.regions or q.areas for q in qualifiers)


def _enough(typed: str, spelling: str, distance: int) -> int:
    """How many people a city needs so that a bare misspelt name may mean it.

    Short names have many neighbors: among five random letters one in ten is a letter away from
    some village, one in three hundred from a city. The first letter is seldom the wrong one.
    """
    if distance == 0:
        return 0
    if len(spelling) < 5:
        return 1_000_000_000
    if typed[0] != spelling[0]:
        return 100_000 * distance
    if distance == 2:
        return 20_000
    return 50_000 if len(typed) < 6 else 5_000 if len(typed) < 8 else 500


@lru_cache(maxsize=256)
def _spellings(
    store: Store, qualifiers: tuple[Qualifier, ...]
) -> tuple[NDArray[np.int64], list[str]]:
    """The keys of the cities for which the qualifiers hold, and how they are spelt in one word."""
    if not qualifiers:
        keys = store.known_keys
    else:
        holds = np.ones(len(store.city_region), dtype=bool)
        for one in qualifiers:
            by_region = np.array([one.level(number) > 0 for number in range(len(REGIONS))])
            holds &= by_region[store.city_region] | np.isin(store.city_area, list(one.areas))
        keys = np.unique(store.entry_key[holds[store.key_cities]])
    return keys, [store.squashed[key] for key in keys]
