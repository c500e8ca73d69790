"""Which part of the world stands on a piece of paper, and where on it a point lies.

The plane is the square world of web mercator (EPSG:3857), one wide, as on the page's map.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from directory.basemap.area import FURTHEST_NORTH
from directory.places import EARTH_RADIUS_KM

Spot = tuple[float, float]
"""Degrees north and degrees east."""
Floats = NDArray[np.float64]

_MOST_OF = 2 / 3
"""The part of all points that says how far apart they lie; the rest may be far off."""
_FAR = 3.0
"""A point is far off where it is so many times as far from the middle as most are."""
_WORTH = 2.0
"""Points are left out only where the others then stand so many times as far apart."""
_NEARBY_KM, _SHARED_KM = 5.0, 90.0
"""Within the first of the middle nothing is far off; nor within the second, shared by all points:
the fewer they are, the more room each has.
"""


@dataclass(frozen=True, slots=True)
class Frame:
    """A piece of paper over the world."""

    x: float
    """Its left edge in the plane; west of -180° where it reaches over the date line."""
    y: float
    """Its upper edge in the plane."""
    scale: float
    """Millimeters of paper to the side of the plane."""
    wide: float
    """In mm."""
    high: float
    """In mm."""

    def at(self, latitude: float, longitude: float) -> tuple[float, float]:
        """Where a point lies, in mm from the upper left corner; may be off the paper."""
        x, y = plane(latitude, longitude)
        middle = self.x + self.wide / self.scale / 2
        x += round(middle - x)  # the turn around the world that is nearest
        return (x - self.x) * self.scale, (y - self.y) * self.scale

    def holds(self, spot: Spot, inside: float = 0) -> bool:
        """Whether a point lies on the paper, `inside` mm from its edges."""
        x, y = self.at(*spot)
        return inside <= x <= self.wide - inside and inside <= y <= self.high - inside

    @property
    def latitude(self) -> float:
        """Degrees north of its middle."""
        y = self.y + self.high / self.scale / 2
        return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y))))

    @property
    def km(self) -> float:
        """Kilometers to the millimeter, in its middle."""
        around = 2 * math.pi * EARTH_RADIUS_KM * math.cos(math.radians(self.latitude))
        return around / self.scale


def plane(latitude: float, longitude: float) -> tuple[float, float]:
    """A point in the plane: right and down from the north-west corner of the world."""
    lat = math.radians(max(-FURTHEST_NORTH, min(FURTHEST_NORTH, latitude)))
    return (longitude + 180) / 360, (1 - math.asinh(math.tan(lat)) / math.pi) / 2


def fit(
    spots: Sequence[Spot],
    wide: float,
    high: float,
    *,
    least_km: float,
    edge: float = 8,
    origin: Spot | None = None,
) -> Frame:
    """The piece of the world for a paper of that size that shows spots, `edge` mm from its ends.

    It is at least `least_km` across. A few spots that lie so far off that the others would be
    squeezed together are left off. `origin`, the place that was searched for, is shown too where
    it is near.
    """
    xs, ys = (np.array(each) for each in zip(*(plane(*spot) for spot in spots), strict=True))
    xs = _unwrapped(xs)
    near = _near(xs, ys)
    made = _frame(xs[near], ys[near], wide, high, least_km, edge)
    if origin is None:
        return made
    x, y = plane(*origin)
    x += round(made.x + wide / made.scale / 2 - x)
    more = _frame(np.append(xs[near], x), np.append(ys[near], y), wide, high, least_km, edge)
    return more if made.scale / more.scale <= _WORTH else made


def _unwrapped(xs: Floats) -> Floats:
    """Numbers around the world that do not jump where it is cut open: at its widest gap."""
    order = np.sort(xs)
    gaps = np.append(order[1:], order[0] + 1) - order
    widest = int(gaps.argmax())
    if widest == len(order) - 1:
        return xs
    # What lies behind the gap comes before the rest.
    return np.where(xs > order[widest], xs - 1, xs)


def _near(xs: Floats, ys: Floats) -> NDArray[np.bool_]:
    middle_x, middle_y = float(np.median(xs)), float(np.median(ys))
    away = np.hypot(xs - middle_x, ys - middle_y)
    most = np.sort(away)[math.ceil(len(away) * _MOST_OF) - 1]
    latitude = math.atan(math.sinh(math.pi * (1 - 2 * middle_y)))
    km = 1 / (2 * math.pi * EARTH_RADIUS_KM * math.cos(latitude))
    near = away <= max(_FAR * float(most), _NEARBY_KM * km, _SHARED_KM * km / len(xs))
    whole = max(float(np.ptp(xs)), float(np.ptp(ys)))
    part = max(float(np.ptp(xs[near])), float(np.ptp(ys[near])))
    return near if part * _WORTH <= whole else np.ones(len(xs), bool)


def _frame(xs: Floats, ys: Floats, wide: float, high: float, least_km: float, edge: float) -> Frame:
    middle_x = float(xs.min() + xs.max()) / 2
    middle_y = min(1.0, max(0.0, float(ys.min() + ys.max()) / 2))
    latitude = math.atan(math.sinh(math.pi * (1 - 2 * middle_y)))
    least = least_km / (2 * math.pi * EARTH_RADIUS_KM * math.cos(latitude))
    needed = [
        least / wide,
        float(np.ptp(xs)) / (wide - 2 * edge),
        float(np.ptp(ys)) / (high - 2 * edge),
    ]
    scale = max(1 / max(needed), wide)  # never more than once around the world
    return Frame(middle_x - wide / scale / 2, middle_y - high / scale / 2, scale, wide, high)
