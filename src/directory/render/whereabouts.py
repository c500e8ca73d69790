"""What the place that a search starts from is called."""

from __future__ import annotations

import numpy as np

from directory.places import Gazetteer, haversine_km
from directory.search import Results


def place_name(results: Results) -> str:
    """The place a search starts from; a bare point is named by the nearest town."""
    place, gazetteer = results.place, results.snapshot.gazetteer
    if place is None:
        return ""
    if place.kind != "point" or gazetteer is None:
        return place.label
    town = _nearest_town(gazetteer, place.latitude, place.longitude)
    return town or place.label


def _nearest_town(gazetteer: Gazetteer, latitude: float, longitude: float) -> str | None:
    for reach in (0.1, 0.5, 2.0):
        around = latitude - reach, longitude - reach, latitude + reach, longitude + reach
        towns = gazetteer.towns_in(*around, limit=200)
        if towns:
            far = haversine_km(
                latitude,
                longitude,
                np.array([town.latitude for town in towns]),
                np.array([town.longitude for town in towns]),
            )
            return towns[int(np.argmin(far))].name
    return None
