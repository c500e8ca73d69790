"""Distances on the sphere: haversine with the mean Earth radius, for filter, order and display."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

EARTH_RADIUS_KM = 6371.0088
"""Mean radius of the Earth (IUGG), in kilometers."""

KM_PER_MILE = 1.609344
"""Kilometers in an international mile, by definition."""


def haversine_km(
    latitude: float, longitude: float, latitudes: ArrayLike, longitudes: ArrayLike
) -> NDArray[np.float64]:
    """Great-circle distances in kilometers from one point to many; degrees, WGS 84.

    Differs from the distance on the ellipsoid by at most about 0.5 %. A missing coordinate
    (nan) gives nan.
    """
    lats = np.radians(np.asarray(latitudes, dtype=np.float64))
    lngs = np.radians(np.asarray(longitudes, dtype=np.float64))
    lat, lng = np.radians(latitude), np.radians(longitude)
    half = (
        np.sin((lats - lat) / 2) ** 2 + np.cos(lat) * np.cos(lats) * np.sin((lngs - lng) / 2) ** 2
    )
    # Rounding can lift an antipode a hair above 1, where arcsin has no value.
    distances: NDArray[np.float64] = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.minimum(half, 1)))
    return distances
