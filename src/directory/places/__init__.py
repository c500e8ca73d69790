"""Typed places: from "90012" or "Los Angeles, CA" to a point, without a network."""

from directory.places.distance import EARTH_RADIUS_KM, KM_PER_MILE, haversine_km
from directory.places.gazetteer import Gazetteer, gazetteer
from directory.places.place import Place
from directory.places.zones import zone_at

__all__ = [
    "EARTH_RADIUS_KM",
    "KM_PER_MILE",
    "Gazetteer",
    "Place",
    "gazetteer",
    "haversine_km",
    "zone_at",
]
