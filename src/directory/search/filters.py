"""Which entries pass each filter, and how far away they are."""

from __future__ import annotations

import datetime as dt

import numpy as np
from numpy.typing import NDArray

from directory.index.columns import Positions, primary
from directory.index.tags import Entries, Mask
from directory.model import last_day_of_checks
from directory.places import EARTH_RADIUS_KM, haversine_km
from directory.query import Period
from directory.search.asked import Asked
from directory.snapshot import Snapshot

ANY_OF = ("kind", "fellowship", "attend", "language", "cost")
"""Lists of which one match is enough."""
ALL_OF = ("type", "serves", "access")
"""Lists of which every one must match."""

Distances = NDArray[np.float64]
"""Kilometers to entries."""

_ROUNDING_KM = 1e-9
"""Two ways of computing one distance differ by less; a place on the border is inside."""


def codes(asked: Asked, parameter: str) -> tuple[str, ...]:
    """The chosen codes of a list, as the index has them: languages without their region."""
    chosen: tuple[str, ...] = getattr(asked.query, parameter)
    return tuple(map(primary, chosen)) if parameter == "language" else chosen


def masks(snapshot: Snapshot, asked: Asked, among: Entries | None = None) -> dict[str, Mask]:
    """Who, of all or of some entries, passes each filter that is set, by parameter.

    Place and time are not among them.
    """
    columns, query = snapshot.columns, asked.query
    found: dict[str, Mask] = {}
    for parameter in ANY_OF:
        if chosen := codes(asked, parameter):
            found[parameter] = columns.tags[parameter].any_of(chosen, among)
    for parameter in ALL_OF:
        if chosen := codes(asked, parameter):
            found[parameter] = columns.tags[parameter].all_of(chosen, among)
    if query.verified:
        days = columns.verified if among is None else columns.verified[among]
        found["verified"] = checked_within(days, query.verified, asked.at.date())
    if asked.terms:
        having = columns.text.match(asked.terms)
        found["q"] = having if among is None else having[among]
    return found


def checked_within(days: NDArray[np.int32], period: Period, today: dt.date) -> Mask:
    """Which days of a last check, as ordinals, lie in a period up to today.

    What is still to come is no check: the rule of `Resource.checked_on`.
    """
    within: Mask = days >= period.before(today).toordinal()
    return within & (days <= last_day_of_checks(today).toordinal())


def measure(positions: Positions, origin: tuple[float, float], entries: Entries) -> Distances:
    """Distances in kilometers from the origin; nan where an entry has no position."""
    return haversine_km(*origin, positions.latitude[entries], positions.longitude[entries])


def inside(distances: Distances, radius_km: float) -> Mask:
    """Which distances are within a radius, border included."""
    within: Mask = distances <= radius_km + _ROUNDING_KM
    return within


def nearby(
    positions: Positions, origin: tuple[float, float], radius_km: float
) -> tuple[Entries, Distances]:
    """The entries within a radius, border included, with their distances in kilometers."""
    latitude, longitude = origin
    # A band of latitudes and, away from the poles, of longitudes holds the circle; the formula
    # is only needed inside them.
    angle = np.degrees(radius_km / EARTH_RADIUS_KM) + 1e-6
    low = np.searchsorted(positions.sorted_latitude, latitude - angle, "left")
    high = np.searchsorted(positions.sorted_latitude, latitude + angle, "right")
    latitudes = positions.sorted_latitude[low:high]
    longitudes = positions.sorted_longitude[low:high]
    entries = positions.order[low:high].astype(np.int64)
    if abs(latitude) + angle < 89:
        half = np.degrees(np.arcsin(np.sin(np.radians(angle)) / np.cos(np.radians(latitude))))
        apart = np.abs(longitudes - longitude)
        close = (apart <= half + 1e-6) | (apart >= 360 - half - 1e-6)
        if not close.all():
            latitudes, longitudes = latitudes[close], longitudes[close]
            entries = entries[close]
    distances = haversine_km(latitude, longitude, latitudes, longitudes)
    reached = inside(distances, radius_km)
    return (entries, distances) if reached.all() else (entries[reached], distances[reached])
