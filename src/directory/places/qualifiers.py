"""What stands behind a city's name: a state, province, county or country, which must hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from directory.places.fold import fold
from directory.places.regions import COUNTRIES, REGION_NAMES, REGIONS
from directory.places.store import Store

_LONGEST = max(len(name.split()) for name in (*REGION_NAMES, *COUNTRIES))


@dataclass(frozen=True, slots=True)
class Qualifier:
    """All that one text may mean: CA is California, and Canada where that does not hold."""

    regions: frozenset[int] = frozenset()
    areas: frozenset[int] = frozenset()
    country: str = ""

    def level(self, region: int, area: int = 0) -> int:
        """How a city in this region and UK county (its number) matches: 0 is not at all."""
        if region in self.regions:
            return 3
        if area in self.areas:
            return 2
        return 1 if REGIONS[region].country == self.country else 0


@dataclass(frozen=True, slots=True)
class Reading:
    """A way to read a text: a folded name, and what must hold of it."""

    name: str
    qualifiers: tuple[Qualifier, ...]
    whole: bool = True
    """False when a street or district before the name was left out."""
    comma: bool = False
    """True when a comma parts the name from all its qualifiers."""


def qualifier(store: Store, text: str) -> Qualifier | None:
    """What a folded text means as a state, province, county or country; `None`: nothing."""
    regions = REGION_NAMES.get(text, ())
    areas = store.area_names.get(text, frozenset())
    country = COUNTRIES.get(text, "")
    if regions or areas or country:
        return Qualifier(frozenset(regions), areas, country)
    return None


def readings(store: Store, text: str) -> Iterator[Reading]:
    """The ways to read a text, best first: "Paris, Texas", "paris tx", "1 Main St, Paris, TX"."""
    parts = [part for part in map(fold, text.split(",")) if part]
    for first, name in enumerate(parts):
        following = [qualifier(store, part) for part in parts[first + 1 :]]
        qualifiers = tuple(q for q in following if q is not None)
        if len(qualifiers) < len(following) or (first > 0 and not qualifiers):
            continue
        for words, more in _peeled(store, tuple(name.split()), 2):
            yield Reading(" ".join(words), more + qualifiers, first == 0, bool(not more))
    if parts and all(qualifier(store, part) for part in parts):
        yield Reading("", tuple(q for part in parts if (q := qualifier(store, part))))


def _peeled(
    store: Store, words: Sequence[str], depth: int
) -> Iterator[tuple[Sequence[str], tuple[Qualifier, ...]]]:
    """The words as they are, then with one or two qualifiers taken off their end."""
    yield words, ()
    if depth == 0:
        return
    for count in range(min(_LONGEST, len(words) - 1), 0, -1):
        found = qualifier(store, " ".join(words[-count:]))
        if found is not None:
            for rest, more in _peeled(store, words[:-count], depth - 1):
                yield rest, (*more, found)


def level(store: Store, city: int, qualifiers: Sequence[Qualifier]) -> int:
    """How well the qualifiers hold for a city; 0: one does not. Without any, 3."""
    region, area = store.region_of[city], store.area_of[city]
    return min((q.level(region, area) for q in qualifiers), default=3)


@lru_cache(maxsize=4096)
def is_region(name: str) -> bool:
    """Whether a folded text is the name of a state, province or country by itself."""
    return name in REGION_NAMES or name in COUNTRIES
