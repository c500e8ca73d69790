"""The scale of a map on paper: a bar for each unit, as long as a round number of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from directory.model import Unit
from directory.places import KM_PER_MILE
from directory.render.filters import distance_text
from directory.words import Words


@dataclass(frozen=True, slots=True)
class Bar:
    """So many mm of paper, and the distance that they are."""

    long: float
    text: str


def bars(km: float, most: float, units: Unit, words: Words) -> Iterator[Bar]:
    """The bar of the directory's unit and that of the other one, at most `most` mm long.

    `km` is how many kilometers a millimeter is.
    """
    other = Unit.KILOMETERS if units is Unit.MILES else Unit.MILES
    for unit in (units, other):
        each = km / (KM_PER_MILE if unit is Unit.MILES else 1)
        value = _round(each * most)
        yield Bar(value / each, distance_text(value, unit, words))


def _round(value: float) -> float:
    """The largest of 0.1, 0.2, 0.5, 1, 2, 5, 10 … that is no larger; distances have one decimal."""
    size = 0.1
    while size * 10 <= value:
        size *= 10
    found = next(size * times for times in (5, 2, 1) if size * times <= value or times == 1)
    return round(found, 1)
