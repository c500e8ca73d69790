"""Places that a text may become while it is being typed."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from directory.places.fold import fold, plain
from directory.places.place import Place
from directory.places.postal import codes_in
from directory.places.qualifiers import Qualifier, level, qualifier
from directory.places.regions import COUNTRIES, REGIONS
from directory.places.store import Store
from directory.places.understand import Hints, numbers_of, read_point, tidy, understand

_MOST = 50
"""No more suggestions than this, whatever is asked for."""

_CODE = re.compile(r"[0-9]{1,5}|[A-Z]{1,2}[0-9][A-Z0-9]?")
_FULL_CODE = re.compile(
    r"([0-9]{5})[0-9]{1,4}|([A-Z][0-9][A-Z])[0-9][A-Z]?|([A-Z0-9]{2,4}?)[0-9][A-Z]?"
)

_WHOLE_NAME = 1.5
_INNER_WORD = -1.5
_SHORT_NAME = -1.0

_REGION_SPELLINGS = [
    (spelling, number)
    for number, region in enumerate(REGIONS)
    for name in (region.code, region.name, *region.also)
    for spelling in {plain(name), fold(name)}
]

Scored = tuple[NDArray[np.int64], NDArray[np.float64]]


def suggest(store: Store, text: str, limit: int, hints: Hints) -> list[Place]:
    """Places whose postal code or name begins like the text, likeliest first.

    Falls back to what the text as a whole means, then to names that begin nearly so.
    """
    text, limit = tidy(text), min(limit, _MOST)
    if not plain(text) or limit < 1:
        return []
    point = read_point(text)
    if point is not None:
        return [point]
    places = [store.code(number) for number in _codes(store, text, limit, hints)]
    if len(places) < limit:
        cities = _ranked(list(_matches(store, text, hints)), limit - len(places))
        places += [store.city(number) for number in cities]
    if not places:
        place = understand(store, text, hints)
        places = [place] if place else _nearly(store, text, limit, hints)
    if not places:
        whole = [n for typed in codes_in(text) if typed.whole for n in numbers_of(store, typed)]
        places = [store.code(number) for number in whole[:limit]]
    return places


def _codes(store: Store, text: str, limit: int, hints: Hints) -> list[int]:
    """Postal codes that begin with the text, in order; the one written exactly so first."""
    typed = re.sub(r"[\s-]", "", text.upper())
    if not _CODE.fullmatch(typed):
        match = _FULL_CODE.fullmatch(typed)
        typed = next(filter(None, match.groups()), "") if match else ""
        return store.codes_equal(typed)[:limit] if typed else []
    numbers = store.codes_from(typed, 400)

    # Somebody in the United States who types M5 is likelier to mean Toronto than Salford.
    home = ("US", "CA") if hints.country in ("US", "CA") else (hints.country or "",)

    def place(number: int) -> tuple[bool, bool, bool, str]:
        code, country = store.codes[number], REGIONS[store.code_region[number]].country
        elsewhere = bool(hints.country) and country not in home
        return elsewhere, code != typed, country != "CA", code

    return sorted(numbers, key=place)[:limit]


def _matches(store: Store, text: str, hints: Hints) -> Iterator[Scored]:
    """Cities that the text may begin to name, by each way of reading it."""
    before, comma, after = text.rpartition(",")
    if comma:
        name, *rest = (fold(part) for part in before.split(","))
        # What is not known as a state or country holds for nothing.
        held = [qualifier(store, part) or Qualifier() for part in rest]
        yield _qualified(store, name, [*held, _beginning(store, after)], hints, 0.0)
        return
    spellings = {fold(text), fold(text, expand_last=False)} - {""}
    for spelling in sorted(spellings):
        yield _scored(store, _keys_from(store, spelling), (), hints)
        whole = store.cities_named(spelling)
        yield _rated(store, np.array(whole, dtype=np.int64), hints, _WHOLE_NAME)
        words = spelling.split()
        for count in range(1, min(4, len(words))):
            tail = _beginning(store, " ".join(words[-count:]))
            yield _qualified(store, " ".join(words[:-count]), [tail], hints, _SHORT_NAME)
        if len(words) > 1 or len(spelling) > 2:
            yield _scored(store, _keys_with_words(store, words), (), hints, _INNER_WORD)


def _keys_from(store: Store, prefix: str) -> NDArray[np.int64]:
    """Keys that begin with a folded text."""
    first = bisect_left(store.keys, prefix)
    last = bisect_left(store.keys, prefix + "\U0010ffff", first)
    return np.arange(first, last)


def _keys_with_words(store: Store, words: Sequence[str]) -> NDArray[np.int64]:
    """Keys that hold all the words, in any order; the last one may be only begun."""
    found: NDArray[np.int32] | None = None
    for position, word in enumerate(words):
        ending = word + ("\U0010ffff" if position == len(words) - 1 else "\0")
        first, last = bisect_left(store.words, word), bisect_left(store.words, ending)
        some = np.unique(store.word_keys[store.word_start[first] : store.word_start[last]])
        found = some if found is None else np.intersect1d(found, some, assume_unique=True)
        if not len(found):
            break
    return np.array([] if found is None else found, dtype=np.int64)


def _qualified(
    store: Store, name: str, qualifiers: Sequence[Qualifier], hints: Hints, bonus: float
) -> Scored:
    """Cities of a name, whole or begun, for which the qualifiers hold."""
    if not name:
        return _rated(store, np.array([], dtype=np.int64), hints)
    whole = [n for n in store.cities_named(name) if level(store, n, qualifiers)]
    if whole:
        return _rated(store, np.array(whole, dtype=np.int64), hints, _WHOLE_NAME)
    return _scored(store, _keys_from(store, name), qualifiers, hints, bonus)


def _scored(
    store: Store,
    keys: NDArray[np.int64],
    qualifiers: Sequence[Qualifier],
    hints: Hints,
    bonus: float = 0.0,
) -> Scored:
    """The cities of some keys for which the qualifiers hold, with their scores."""
    if len(keys) and keys[-1] - keys[0] == len(keys) - 1:
        cities = store.key_cities[store.key_start[keys[0]] : store.key_start[keys[-1] + 1]]
    else:
        spans = [range(store.key_start[k], store.key_start[k + 1]) for k in keys.tolist()]
        cities = store.key_cities[[entry for span in spans for entry in span]]
    for one in qualifiers:
        regions = np.array([one.level(number) > 0 for number in range(len(REGIONS))])
        holds = regions[store.city_region[cities]]
        if one.areas:
            holds |= np.isin(store.city_area[cities], list(one.areas))
        cities = cities[holds]
    return _rated(store, cities.astype(np.int64), hints, bonus)


def _rated(store: Store, cities: NDArray[np.int64], hints: Hints, bonus: float = 0.0) -> Scored:
    return cities, hints.scores(store, cities) + bonus


def _ranked(matches: Sequence[Scored], limit: int) -> list[int]:
    """The best cities, each once."""
    cities = np.concatenate([found for found, _ in matches])
    scores = np.concatenate([score for _, score in matches])
    order = np.argsort(-scores, kind="stable")[: limit * (len(matches) + 2)]
    return list(dict.fromkeys(cities[order].tolist()))[:limit]


def _beginning(store: Store, text: str) -> Qualifier:
    """All states, provinces, counties and countries that a text may begin to name."""
    begun, folded = plain(text), fold(text)
    regions = {n for name, n in _REGION_SPELLINGS if name.startswith(begun) or name == folded}
    countries = {code for name, code in COUNTRIES.items() if name.startswith(begun)}
    regions |= {n for n, region in enumerate(REGIONS) if region.country in countries}
    areas: frozenset[int] = frozenset()
    if len(begun) > 2:
        found = (a for name, a in store.area_names.items() if name.startswith(begun))
        areas = areas.union(*found)
    return Qualifier(frozenset(regions), areas)


def _nearly(store: Store, text: str, limit: int, hints: Hints) -> list[Place]:
    """Cities whose names begin a letter away from the text (two away when it is long)."""
    typed = fold(text, expand_last=False).replace(" ", "")
    if len(typed) < 4 or "," in text:
        return []
    # The first letter is hardly ever the wrong one, and it spares comparing with all the rest.
    first, last = (bisect_left(store.keys, typed[0] + end) for end in ("", "\U0010ffff"))
    keys = store.known_keys[slice(*np.searchsorted(store.known_keys, (first, last)))]
    begun = [store.squashed[key][: len(typed)] for key in keys]
    matches = process.extract(
        typed, begun, scorer=OSA.distance, score_cutoff=1 if len(typed) < 8 else 2, limit=None
    )
    scored = []
    for _, distance, position in matches:
        key = int(keys[position])
        cities, scores = _scored(store, np.array([key]), (), hints)
        scored.append((cities, scores - 2.5 * distance))
    return [store.city(n, exact=False) for n in _ranked(scored, limit)] if scored else []
