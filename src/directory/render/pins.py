"""What a map shows for a list of results: the view that holds them all, and its pins.

Screen positions are web-mercator pixels at a zoom level of 512-pixel tiles, as MapLibre and
deck.gl count them. Nothing here knows what is drawn where: `directory.ui.map` does.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from directory.model import Kind

TILE = 512
"""Width of the world in pixels at zoom 0."""
MAX_LATITUDE = 85.0511
"""Degrees: where the square world of web mercator ends."""
CLOSEST = 19.0
"""The nearest zoom that a pin leads to."""
ONE_PLACE = 15.0
"""Meters: entries within this of each other share one door."""
METERS_PER_DEGREE = 111_195.0
REACH = 44.0
"""Pixels between two pins, so that a finger can tell them apart."""
MOST_PINS = 600

Floats = NDArray[np.float64]
Codes = NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Mark:
    """How a kind looks on the map: by shape and colour, never by its colour alone."""

    glyph: str
    """A letter or sign, drawn in white on the colour."""
    colour: str
    """Hexadecimal, dark enough for white text (4.5:1)."""
    shape: str
    """An SVG path in a box of 24 by 24, with room for a number of two digits in its middle."""


_ROUND = "M12 1a11 11 0 1 0 0 22a11 11 0 1 0 0-22z"
MARKS: Mapping[str, Mark] = {
    Kind.MEETING: Mark("M", "#0B5FA5", _ROUND),
    Kind.RECOVERY_CENTER: Mark(
        "C", "#7B3FA0", "M5 2h14a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3H5a3 3 0 0 1-3-3V5a3 3 0 0 1 3-3z"
    ),
    Kind.HOUSING: Mark("H", "#A84300", "M12 0l11 9v14H1V9z"),
    Kind.EMPLOYMENT: Mark("J", "#00695C", "M12 0l12 12-12 12L0 12z"),
    Kind.TREATMENT: Mark("T", "#B3174F", "M6 1.6h12L24 12l-6 10.4H6L0 12z"),
    Kind.HEALTH: Mark("+", "#2E6B12", "M7 1h10v6h6v10h-6v6H7v-6H1V7h6z"),
    Kind.FOOD: Mark("F", "#7A5C00", "M1 3h22v8a11 11 0 0 1-22 0z"),
    Kind.TRANSPORT: Mark("R", "#3F4A9E", "M12 0l12 9-4.5 14h-15L0 9z"),
    Kind.LEGAL: Mark("L", "#5D4037", "M7 1h10l6 6v10l-6 6H7l-6-6V7z"),
    Kind.HELPLINE: Mark("P", "#8E1B1B", "M1 2h22v16h-8l-3 5-3-5H1z"),
    Kind.OTHER: Mark("•", "#4A5560", "M7 4h10a8 8 0 0 1 0 16H7A8 8 0 0 1 7 4z"),
}
MIXED = "mixed"
"""The kind of a pin whose entries are of several kinds."""
MIXED_MARK = Mark(
    "&",
    "#37424B",
    "M12 0l3.6 3.3 4.9.2.2 4.9L24 12l-3.3 3.6-.2 4.9-4.9.2L12 24l-3.6-3.3-4.9-.2-.2-4.9L0 12"
    "l3.3-3.6.2-4.9 4.9-.2z",
)
CLUSTER = Mark("+9", "#37424B", _ROUND)
"""The disc that stands for several places."""
KINDS = tuple(MARKS)
"""The kinds by number: entries are many, and numbers are small."""
PLACE = Mark("", "#B3261E", "M9 1h6v8h8v6h-8v8H9v-8H1V9h8z")
"""The cross on the place that was searched from."""


@dataclass(frozen=True, slots=True)
class Size:
    """How large the map is, in CSS pixels."""

    width: float
    height: float


@dataclass(frozen=True, slots=True)
class View:
    """What the map shows: its middle, in degrees, and its zoom level."""

    latitude: float
    longitude: float
    zoom: float


@dataclass(frozen=True, slots=True, eq=False)
class Pin:
    """One mark on the map: a place, or several places that lie close at this zoom."""

    latitude: float
    longitude: float
    kind: str
    """The kind of its entries, or `mixed`."""
    members: NDArray[np.int64]
    """Positions of its entries in the results, in their order."""
    bounds: tuple[float, float, float, float]
    """South, west, north, east of its entries, in degrees."""

    @property
    def count(self) -> int:
        """How many entries it stands for."""
        return len(self.members)

    @property
    def one_place(self) -> bool:
        """True when its entries share a door: they open as one list."""
        south, west, north, east = self.bounds
        across = (east - west) * math.cos(math.radians(south))
        return math.hypot(north - south, across) * METERS_PER_DEGREE <= ONE_PLACE


def mark_of(kind: str) -> Mark:
    """How pins of a kind look; `mixed` and unknown kinds have looks of their own."""
    return MIXED_MARK if kind == MIXED else MARKS.get(kind, MARKS[Kind.OTHER])


def project(latitudes: ArrayLike, longitudes: ArrayLike, zoom: float) -> tuple[Floats, Floats]:
    """Pixels right of and below the north-west corner of the world."""
    world = TILE * 2.0**zoom
    limited = np.clip(np.asarray(latitudes, dtype=float), -MAX_LATITUDE, MAX_LATITUDE)
    x = (np.asarray(longitudes, dtype=float) + 180) / 360 * world
    y = (1 - np.arcsinh(np.tan(np.radians(limited))) / math.pi) / 2 * world
    return x, y


def unproject(x: float, y: float, zoom: float) -> tuple[float, float]:
    """Latitude and longitude of a pixel, in degrees."""
    world = TILE * 2.0**zoom
    latitude = math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y / world))))
    return latitude, x / world * 360 - 180


def fit_view(
    latitudes: ArrayLike,
    longitudes: ArrayLike,
    size: Size,
    *,
    padding: float = 40,
    max_zoom: float = 14,
    home: View | None = None,
) -> View:
    """The nearest view that shows all points, `padding` pixels from the edges.

    Without any point it is `home`, else the whole world. The zoom has one decimal and the middle
    three, so that a link can hold the view.
    """
    latitudes, longitudes = np.asarray(latitudes, float), np.asarray(longitudes, float)
    if not len(latitudes):
        return home or View(20.0, 0.0, 1.0)
    x, y = project(latitudes, longitudes, 0)
    room_x = max(size.width - 2 * padding, size.width / 4, 1)
    room_y = max(size.height - 2 * padding, size.height / 4, 1)
    ratio = max(float(np.ptp(x)) / room_x, float(np.ptp(y)) / room_y)
    zoom = max_zoom if ratio == 0 else min(max_zoom, -math.log2(ratio))
    latitude, longitude = unproject(float(x.min() + x.max()) / 2, float(y.min() + y.max()) / 2, 0)
    return View(round(latitude, 3), round(longitude, 3), max(0.0, math.floor(zoom * 10) / 10))


def zoomed_to(pin: Pin, view: View, size: Size) -> View | None:
    """The view that parts a cluster, near enough to it to keep its surroundings in sight.

    `None` when no closer one would part it: its entries are to be listed.
    """
    south, west, north, east = pin.bounds
    if pin.one_place or view.zoom >= CLOSEST:
        return None
    half = Size(size.width / 2, size.height / 2)
    fitted = fit_view([south, north], [west, east], half, padding=0, max_zoom=CLOSEST)
    zoom = min(max(fitted.zoom, view.zoom + 1), view.zoom + 2.5, CLOSEST)
    return View(fitted.latitude, fitted.longitude, round(zoom, 1))


def cluster(
    latitudes: ArrayLike,
    longitudes: ArrayLike,
    kinds: Codes,
    view: View,
    size: Size,
    *,
    reach: float = REACH,
) -> list[Pin]:
    """The pins of all entries at a view: every entry is in exactly one.

    `kinds` holds the position in `KINDS` of each one's kind. Entries are gathered where most of
    them lie, at least `reach` pixels apart; what lies out of sight three times as coarsely, and
    both more so when there would be more than `MOST_PINS`. Pins are in the order of their first
    entries. Coordinates must be finite.
    """
    lat, lng = np.asarray(latitudes, dtype=float), np.asarray(longitudes, dtype=float)
    if not len(lat):
        return []
    x, y = project(lat, lng, view.zoom)
    middle_x, middle_y = project(view.latitude, view.longitude, view.zoom)
    seen = (np.abs(x - middle_x) <= size.width * 0.75) & (
        np.abs(y - middle_y) <= size.height * 0.75
    )
    group_of = np.empty(len(lat), dtype=np.int64)
    at: list[tuple[float, float]] = []
    for entries, apart in ((np.flatnonzero(seen), reach), (np.flatnonzero(~seen), 3 * reach)):
        if len(entries):
            groups, places = _within_limit(x[entries], y[entries], apart, MOST_PINS - len(at))
            group_of[entries] = groups + len(at)
            at += places

    # Small numbers are put in order several times faster than large ones.
    order = np.argsort(group_of.astype(np.int16), kind="stable")
    starts = np.concatenate(([0], np.cumsum(np.bincount(group_of, minlength=len(at)))[:-1]))
    columns = [values[order] for values in (lat, lng, kinds)]
    lows = [np.minimum.reduceat(values, starts).tolist() for values in columns]
    highs = [np.maximum.reduceat(values, starts).tolist() for values in columns]
    ends = [*starts[1:].tolist(), len(order)]
    pins = [
        Pin(
            *unproject(at_x, at_y, view.zoom),
            KINDS[code] if code == highest else MIXED,
            order[start:end],
            (south, west, north, east),
        )
        for (at_x, at_y), start, end, south, west, code, north, east, highest in zip(
            at, starts.tolist(), ends, *lows, *highs, strict=True
        )
    ]
    return sorted(pins, key=lambda pin: int(pin.members[0]))


_Groups = tuple[NDArray[np.int64], list[tuple[float, float]]]
"""The group of each point, and the pixel where the pin of each group stands."""


def _within_limit(x: Floats, y: Floats, reach: float, limit: int) -> _Groups:
    """At most `limit` groups (one at least): the reach grows until they are."""
    limit = max(limit, 1)
    while True:
        groups = _gather(x, y, reach, 4 * limit)
        if groups is not None and len(groups[1]) <= limit:
            return groups
        reach *= 2


def _gather(x: Floats, y: Floats, reach: float, most_cells: int) -> _Groups | None:
    """Group points; `None` when they fill more cells of the grid than is worth trying.

    Points are counted in the cells of a grid as wide as the reach, fixed to the world. The fullest
    cell takes in those around it whose middle lies within reach of its own, and so on. The pin
    stands in the middle of that first cell's points, so no two pins are nearer than the reach.
    """
    columns, rows = np.floor(x / reach).astype(np.int64), np.floor(y / reach).astype(np.int64)
    keys, first, cells, counts = _cells(columns, rows)
    if len(keys) > most_cells:
        return None
    middle_x = (np.bincount(cells, weights=x) / counts).tolist()
    middle_y = (np.bincount(cells, weights=y) / counts).tolist()
    numbers = {key: number for number, key in enumerate(keys.tolist())}
    around = [(dx << 32) + dy for dx in (-1, 0, 1) for dy in (-1, 0, 1) if dx or dy]
    group_of_cell = [-1] * len(keys)
    at: list[tuple[float, float]] = []
    for cell in np.lexsort((first, -counts)).tolist():
        if group_of_cell[cell] >= 0:
            continue
        group_of_cell[cell] = len(at)
        here = middle_x[cell], middle_y[cell]
        for step in around:
            other = numbers.get(int(keys[cell]) + step)
            if other is None or group_of_cell[other] >= 0:
                continue
            if math.dist(here, (middle_x[other], middle_y[other])) < reach:
                group_of_cell[other] = len(at)
        at.append(here)
    return np.array(group_of_cell, dtype=np.int64)[cells], at


_Ints = NDArray[np.int64]


def _cells(columns: _Ints, rows: _Ints) -> tuple[_Ints, _Ints, _Ints, _Ints]:
    """The cells that hold points: key, first point, the cell of each point, points in each."""
    west, north = int(columns.min()), int(rows.min())
    wide, high = int(columns.max()) - west + 1, int(rows.max()) - north + 1
    if wide * high > 4 * len(columns) + 10_000:
        keys = (columns << 32) + rows
        return np.unique(keys, return_index=True, return_inverse=True, return_counts=True)
    # In sight there are few cells and maybe many points: counting is much faster than sorting.
    number = (columns - west) * high + rows - north
    counts = np.bincount(number, minlength=wide * high)
    filled = np.flatnonzero(counts)
    first = np.empty(wide * high, np.int64)
    first[number[::-1]] = np.arange(len(number))[::-1]
    place = np.zeros(wide * high, np.int64)
    place[filled] = np.arange(len(filled))
    keys = ((filled // high + west) << 32) + filled % high + north
    return keys, first[filled], place[number], counts[filled]


def legend(kinds: Iterable[str]) -> list[tuple[str, Mark]]:
    """The kinds that occur and their marks, in the order in which pages list kinds."""
    present = set(kinds)
    return [(kind, mark) for kind, mark in MARKS.items() if kind in present]
