"""The shipped data, and the exact look-ups for entries without coordinates."""

from __future__ import annotations

import time
from collections import Counter

import pytest

from directory.places import gazetteer, haversine_km
from directory.places.regions import REGIONS
from directory.places.store import DATA_FILE, Store

PLACES = gazetteer()
STORE = Store()


@pytest.mark.parametrize(
    ("code", "latitude", "longitude", "city"),
    [
        ("90012", 34.061, -118.239, "Los Angeles, CA"),
        ("98101", 47.610, -122.335, "Seattle, WA"),
        ("10001", 40.750, -73.997, "New York, NY"),
        ("02139", 42.365, -71.104, "Cambridge, MA"),
        ("00501", 40.813, -73.046, "Holtsville, NY"),
        ("99950", 55.342, -131.648, "Ketchikan, AK"),
        ("96813", 21.316, -157.852, "Honolulu, HI"),
        ("00901", 18.466, -66.106, "San Juan, PR"),
        ("M5V", 43.640, -79.395, "Downtown Toronto, ON"),
        ("H2X", 45.512, -73.569, ""),
        ("V6B", 49.279, -123.115, ""),
        ("SW1A", 51.504, -0.132, "London, England"),
        ("M1", 53.478, -2.234, "Manchester, England"),
        ("BN1", 50.842, -0.138, "Brighton, England"),
        ("EH1", 55.951, -3.190, "Edinburgh, Scotland"),
        ("BT1", 54.600, -5.930, "Belfast, Northern Ireland"),
    ],
)
def test_postal_codes_lie_where_they_are(
    code: str, latitude: float, longitude: float, city: str
) -> None:
    place = PLACES.find(code)
    assert place is not None
    assert haversine_km(latitude, longitude, place.latitude, place.longitude) < 4
    assert place.label.startswith(f"{code} ")
    assert place.label.endswith(city)


def test_the_data_is_as_large_as_the_countries_are() -> None:
    codes = Counter(REGIONS[region].country for region in STORE.code_region)
    cities = Counter(REGIONS[region].country for region in STORE.city_region)
    assert 41_000 < codes["US"] < 42_500
    assert 1_600 < codes["CA"] < 1_700
    assert 2_900 < codes["GB"] < 3_100
    assert cities["US"] > 30_000
    assert cities["CA"] > 3_000
    assert cities["GB"] > 20_000
    assert set(STORE.city_region) | set(STORE.code_region) == set(range(len(REGIONS)))


def test_postal_codes_lie_near_the_others_of_their_first_three_digits() -> None:
    groups: dict[str, list[int]] = {}
    for number, code in enumerate(STORE.codes):
        if code.isdigit() and REGIONS[STORE.code_region[number]].code not in ("AK", "HI"):
            groups.setdefault(code[:3], []).append(number)
    for numbers in groups.values():
        middle = sorted(numbers)[len(numbers) // 2]
        distances = haversine_km(
            STORE.code_latitude[middle],
            STORE.code_longitude[middle],
            STORE.code_latitude[numbers],
            STORE.code_longitude[numbers],
        )
        allowed = 6000 if STORE.codes[middle].startswith(("967", "969")) else 500
        assert distances.max() < allowed


def test_the_data_file_is_small_and_loads_quickly() -> None:
    assert DATA_FILE.stat().st_size < 4_000_000
    started = time.perf_counter()
    Store()
    # About 0.06 s on a free core; the bound leaves room for a busy machine.
    assert time.perf_counter() - started < 1


def test_the_gazetteer_is_loaded_once() -> None:
    assert gazetteer() is gazetteer()


def near(found: tuple[float, float] | None, latitude: float, longitude: float) -> bool:
    return found is not None and bool(haversine_km(latitude, longitude, *found) < 10)


def test_the_postal_code_of_an_entry_comes_before_its_city() -> None:
    assert near(PLACES.locate(city="Seattle", region="WA", postal_code="90012"), 34.06, -118.24)
    assert near(PLACES.locate(city="Seattle", region="WA", postal_code="00000"), 47.61, -122.33)
    assert near(PLACES.locate(postal_code="M5V 2T6", country="Canada"), 43.64, -79.40)
    assert near(PLACES.locate(postal_code="90012-1234"), 34.06, -118.24)


@pytest.mark.parametrize("region", ["CA", "ca", "California", "CALIFORNIA"])
@pytest.mark.parametrize("country", [None, "", "US", "USA", "United States", "U.S."])
def test_city_and_region_are_enough(region: str, country: str | None) -> None:
    found = PLACES.locate(city="los angeles", region=region, country=country)
    assert near(found, 34.05, -118.24)


def test_territories_and_counties_are_understood_in_addresses() -> None:
    assert near(PLACES.locate(city="San Juan", country="PR"), 18.47, -66.11)
    assert near(PLACES.locate(city="San Juan", region="PR", country="US"), 18.47, -66.11)
    assert near(PLACES.locate(postal_code="00901", country="Puerto Rico"), 18.47, -66.11)
    assert near(PLACES.locate(city="Brighton", region="East Sussex", country="GB"), 50.83, -0.14)
    assert near(PLACES.locate(city="Manchester", country="UK"), 53.48, -2.24)
    assert near(PLACES.locate(postal_code="E1W", country="GB"), 51.51, -0.06)
    assert near(PLACES.locate(postal_code="E1W", region="NB"), 47.78, -64.95)


@pytest.mark.parametrize(
    "address",
    [
        {},
        {"city": "Seatle", "region": "WA"},
        {"city": "Seattle", "region": "OR"},
        {"city": "Seattle", "region": "Nowhere"},
        {"city": "Springfield"},
        {"city": "Springfield", "country": "US"},
        {"postal_code": "00000"},
        {"postal_code": "E1W"},
        {"postal_code": "06700", "country": "MX"},
        {"city": "Paris", "country": "France"},
        {"postal_code": "90012", "country": "DE"},
        {"region": "CA"},
        {"city": "", "region": " ", "postal_code": "", "country": ""},
    ],
)
def test_an_address_is_never_guessed(address: dict[str, str]) -> None:
    assert PLACES.locate(**address) is None


def test_a_catalog_of_a_hundred_thousand_entries_is_located_in_a_moment() -> None:
    addresses = [
        (PLACES_BY_NUMBER[number % len(PLACES_BY_NUMBER)], None if number % 3 else "90012")
        for number in range(100_000)
    ]
    started = time.perf_counter()
    for (city, region), code in addresses:
        assert PLACES.locate(city=city, region=region, postal_code=code, country="US")
    # About 0.5 s on a free core; the bound leaves room for a busy machine.
    assert time.perf_counter() - started < 5


PLACES_BY_NUMBER = [
    (STORE.names[STORE.city_name[number]], REGIONS[STORE.city_region[number]].code)
    for number in range(0, 30_000, 7)
    if REGIONS[STORE.city_region[number]].country == "US"
]
