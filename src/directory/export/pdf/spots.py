"""Which entries of a print have a place on its map, and the numbers that stand for them there."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import count

import numpy as np
from numpy.typing import NDArray

from directory.export.pdf.lines import Disc, Run, disc_wide
from directory.search import Hit

MOST_NUMBERED = 60
"""Places that a map numbers at the most; of more it has dots alone."""
_FULL = 0.2
"""The part of a map that numbers may cover."""
_ONE_DOOR = 1.5e-4
"""Degrees within which entries share a door: 15 m or so."""
_MOST_AT_ONE = 6
_ROW = 14
"""Letters of one row in a mark."""
_GAP = 0.4
"""Millimeters between two marks."""
_WAYS = 24


@dataclass(frozen=True, slots=True)
class Spot:
    """A place of one entry or more."""

    latitude: float
    longitude: float
    rough: bool
    """True: about there, the middle of a town or postal code."""
    ids: tuple[str, ...]
    """The entries that are there, in the order of the print."""


def spots(hits: Iterable[Hit]) -> list[Spot]:
    """The places of entries, each once; what is private or only online has none."""
    found: dict[tuple[int, int, bool], list[Hit]] = {}
    for hit in {hit.id: hit for hit in hits}.values():
        if hit.latitude is None or hit.longitude is None:
            continue
        cell = round(hit.latitude / _ONE_DOOR), round(hit.longitude / _ONE_DOOR)
        found.setdefault((*cell, hit.approximate), []).append(hit)
    return [
        Spot(*_spot(same[0]), rough, tuple(hit.id for hit in same))
        for (_, _, rough), same in found.items()
    ]


def _spot(hit: Hit) -> tuple[float, float]:
    return hit.latitude or 0.0, hit.longitude or 0.0


def readable(places: Sequence[Spot], wide: float, high: float, size: float) -> bool:
    """Whether a map has room for the numbers of places in letters of `size` points."""
    room = wide * high * _FULL / disc_wide("0", size) ** 2
    return 0 < len(places) <= min(MOST_NUMBERED, room)


Numbers = Mapping[str, Run]
"""How an entry is numbered, by its id; what has no place on the map has no number."""


def numbered(hits: Iterable[Hit], places: Sequence[Spot], *, each: bool) -> Numbers:
    """Numbers from 1, in the order in which entries are first printed.

    `each`: every entry has its own; else those at one place share one.
    """
    spot_of = {id: spot for spot in places for id in spot.ids}
    following = count(1)
    found: dict[object, Run] = {}
    numbers: dict[str, Run] = {}
    for id in dict.fromkeys(hit.id for hit in hits):
        spot = spot_of.get(id)
        if spot is None:
            continue
        key = id if each else spot
        if key not in found:
            disc: Disc = "hollow" if spot.rough else "full"
            found[key] = Run(str(next(following)), bold=True, disc=disc)
        numbers[id] = found[key]
    return numbers


def sparse(places: Iterable[Spot]) -> bool:
    """Whether no place has more entries than a mark can name."""
    return all(len(spot.ids) <= _MOST_AT_ONE for spot in places)


def said(numbers: Iterable[int]) -> str:
    """Numbers in short: 1, and what follows without a gap as from-to."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    parts: list[str] = []
    for run in runs:
        parts += [f"{run[0]}–{run[-1]}"] if len(run) > 2 else [str(each) for each in run]
    return ", ".join(parts)


def rows(numbers: Iterable[int]) -> list[str]:
    """The numbers of a mark, in short rows."""
    found = [""]
    for part in said(numbers).split(", "):
        joined = f"{found[-1]}, {part}" if found[-1] else part
        if len(joined) > _ROW and found[-1]:
            found[-1] += ","
            found.append(part)
        else:
            found[-1] = joined
    return found


@dataclass(frozen=True, slots=True)
class Plate:
    """A rectangle by its middle, in mm."""

    x: float
    y: float
    wide: float
    high: float

    def meets(self, other: Plate, apart: float = 0) -> bool:
        """Whether two lie over each other, or nearer than `apart` mm."""
        return (
            abs(self.x - other.x) < (self.wide + other.wide) / 2 + apart
            and abs(self.y - other.y) < (self.high + other.high) / 2 + apart
        )


def apart(plates: Sequence[Plate], fixed: Sequence[Plate], wide: float, high: float) -> list[Plate]:
    """Plates where they are, or as near to it as none covers another, nor what is fixed.

    All stay within a paper of that size. Where it has no room left, a plate stays where it is.
    """
    steps = _steps(max(wide, high))
    taken = np.array([(each.x, each.y, each.wide, each.high) for each in fixed]).reshape(-1, 4)
    placed: list[Plate] = []
    for plate in plates:
        half = np.array([plate.wide, plate.high]) / 2
        tries = np.array([plate.x, plate.y]) + steps
        inside = (tries >= half).all(axis=1) & (tries <= np.array([wide, high]) - half).all(axis=1)
        tries = tries[inside]
        needed = (taken[:, 2:] + (plate.wide, plate.high)) / 2 + _GAP
        over = (np.abs(tries[:, None] - taken[None, :, :2]) < needed).all(axis=2).any(axis=1)
        free = tries[~over]
        x, y = free[0].tolist() if len(free) else (plate.x, plate.y)
        placed.append(Plate(x, y, plate.wide, plate.high))
        taken = np.vstack([taken, (x, y, plate.wide, plate.high)])
    return placed


@lru_cache(maxsize=8)
def _steps(far: float) -> NDArray[np.float64]:
    """Ways to go from a spot, the shortest first: none, then around it in wider and wider rings."""
    rings = [np.zeros((1, 2))]
    radius = 0.5
    while radius < far:
        turns = np.arange(_WAYS) * 2 * math.pi / _WAYS
        rings.append(np.stack([np.cos(turns), np.sin(turns)], axis=1) * radius)
        radius *= 1.15
    return np.concatenate(rings)
