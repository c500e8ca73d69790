"""Distances on the sphere, time zones of coordinates, and the geopy interface."""

from __future__ import annotations

import math
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from geopy.distance import geodesic, great_circle
from geopy.location import Location
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.places import EARTH_RADIUS_KM, KM_PER_MILE, haversine_km, zone_at
from directory.places.geocoder import GazetteerGeocoder

LATITUDES = st.floats(-90, 90)
LONGITUDES = st.floats(-180, 180)


def test_the_distance_from_los_angeles_to_new_york_is_known() -> None:
    distance = float(haversine_km(34.0522, -118.2437, 40.7128, -74.0060))
    assert distance == pytest.approx(3935.75, abs=0.1)
    assert distance / KM_PER_MILE == pytest.approx(2445.56, abs=0.1)


@given(LATITUDES, LONGITUDES, LATITUDES, LONGITUDES)
def test_distances_agree_with_geopys_great_circle(
    latitude: float, longitude: float, other_latitude: float, other_longitude: float
) -> None:
    ours = float(haversine_km(latitude, longitude, other_latitude, other_longitude))
    theirs = great_circle(
        (latitude, longitude), (other_latitude, other_longitude), radius=EARTH_RADIUS_KM
    ).km
    assert ours == pytest.approx(theirs, abs=0.5)
    assert 0 <= ours <= math.pi * EARTH_RADIUS_KM + 1e-6


def test_distances_differ_little_from_those_on_the_ellipsoid() -> None:
    home = (34.05, -118.24)
    for point in [(34.06, -118.3), (34.9, -117.0), (47.6, -122.3), (40.7, -74.0)]:
        ours = float(haversine_km(*home, *point))
        assert ours == pytest.approx(geodesic(home, point).km, rel=0.005)


def test_many_distances_come_at_once_and_unknown_stays_unknown() -> None:
    distances = haversine_km(0, 0, [0, 0, math.nan], [0, 180, 0])
    assert distances[:2] == pytest.approx([0, math.pi * EARTH_RADIUS_KM])
    assert np.isnan(distances[2])


@pytest.mark.parametrize(
    ("latitude", "longitude", "zone"),
    [
        (34.05, -118.24, "America/Los_Angeles"),
        (47.61, -122.33, "America/Los_Angeles"),
        (40.71, -74.01, "America/New_York"),
        (33.45, -112.07, "America/Phoenix"),
        (21.31, -157.86, "Pacific/Honolulu"),
        (43.65, -79.38, "America/Toronto"),
        (51.51, -0.13, "Europe/London"),
        (18.47, -66.11, "America/Puerto_Rico"),
    ],
)
def test_a_coordinate_lies_in_a_time_zone(latitude: float, longitude: float, zone: str) -> None:
    assert zone_at(latitude, longitude) == zone


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [(91, 0), (0, 181), (math.nan, 0), (0, math.inf), (-90.5, 10)],
)
def test_a_coordinate_that_is_not_on_earth_has_no_time_zone(
    latitude: float, longitude: float
) -> None:
    assert zone_at(latitude, longitude) is None


@given(LATITUDES, LONGITUDES)
@settings(deadline=None)
def test_every_time_zone_found_is_one_that_python_knows(latitude: float, longitude: float) -> None:
    zone = zone_at(latitude, longitude)
    assert zone is None or ZoneInfo(zone).key == zone


def test_the_gazetteer_answers_as_a_geopy_geocoder() -> None:
    geocoder = GazetteerGeocoder()
    found = geocoder.geocode("San Fransisco, CA")
    assert isinstance(found, Location)
    assert found.address == "San Francisco, CA"
    assert (found.latitude, found.longitude) == pytest.approx((37.77, -122.42), abs=0.01)
    assert found.raw["place"].exact is False
    assert geocoder.geocode("no such place") is None
    several = geocoder.geocode("Portland", exactly_one=False, near=(43.6, -70.2))
    assert isinstance(several, list)
    assert several[0].address == "Portland, ME"
    assert len({place.address for place in several}) == len(several) > 1
