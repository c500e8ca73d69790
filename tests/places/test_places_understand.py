"""What people type in the place field, and the place that is meant."""

from __future__ import annotations

import random
import string
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.places import Place, gazetteer
from directory.places.regions import REGIONS
from directory.places.store import Store

PLACES = gazetteer()
STORE = Store()


def understood(text: str, **hints: object) -> str | None:
    place = PLACES.find(text, **hints)  # type: ignore[arg-type]
    return place.label if place else None


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("90012", "90012"),
        (" 90012-1234 ", "90012"),
        ("02139", "02139"),
        ("９００１２", "90012"),
        ("m5v", "M5V"),
        ("M5V 2T6", "M5V"),
        ("m5v2t6", "M5V"),
        ("SW1A 1AA", "SW1A"),
        ("sw1a1aa", "SW1A"),
        ("BN1", "BN1"),
        ("M1 1AE", "M1"),
        ("IM1 1AA", "IM1"),
        ("00901", "00901"),
    ],
)
def test_a_postal_code_is_reduced_to_the_part_that_is_known(typed: str, query: str) -> None:
    place = PLACES.find(typed)
    assert place is not None
    assert (place.kind, place.query, place.exact) == ("postal", query, True)


@pytest.mark.parametrize("typed", ["00000", "00000-1234", "M5V 2T", "D1D", "ZZ9 9ZZ", "9001", "1"])
def test_a_postal_code_that_does_not_exist_is_no_place_rather_than_a_neighbor(typed: str) -> None:
    assert PLACES.find(typed) is None


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("Los Angeles", "Los Angeles, CA"),
        ("los angeles ca", "Los Angeles, CA"),
        ("Los Angeles, CA", "Los Angeles, CA"),
        ("LOS ANGELES,CALIFORNIA", "Los Angeles, CA"),
        ("Los Ángeles, CA, USA", "Los Angeles, CA"),
        ("LA", "Los Angeles, CA"),
        ("L.A.", "Los Angeles, CA"),
        ("NYC", "New York, NY"),
        ("SF", "San Francisco, CA"),
        ("DC", "Washington, DC"),
        ("Philly", "Philadelphia, PA"),
        ("St. Louis", "St. Louis, MO"),
        ("Saint Louis", "St. Louis, MO"),
        ("St.Louis, MO", "St. Louis, MO"),
        ("Ft Worth", "Fort Worth, TX"),
        ("Mt Vernon, WA", "Mount Vernon, WA"),
        ("N. Hollywood", "North Hollywood, CA"),
        ("New York, NY", "New York, NY"),
        ("New York City", "New York, NY"),
        ("new york new york", "New York, NY"),
        ("Brooklyn, NY", "Brooklyn, NY"),
        ("Queens, NY", "Queens, NY"),
        ("the bronx", "The Bronx, NY"),
        ("Bronx, NY", "The Bronx, NY"),
        ("Washington, D.C.", "Washington, DC"),
        ("washington dc", "Washington, DC"),
        ("Kansas City, KS", "Kansas City, KS"),
        ("oklahoma city ok", "Oklahoma City, OK"),
        ("winston salem nc", "Winston-Salem, NC"),
        ("San Juan, Puerto Rico", "San Juan, PR"),
        ("Toronto, ON", "Toronto, ON"),
        ("toronto on canada", "Toronto, ON"),
        ("montreal qc", "Montréal, QC"),
        ("Quebec City", "Québec, QC"),
        ("Vancouver, CA", "Vancouver, BC"),
        ("London, CA", "London, CA"),
        ("London, Ontario", "London, ON"),
        ("London", "London, England"),
        ("Brighton", "Brighton, England"),
        ("Brighton, UK", "Brighton, England"),
        ("Brighton, East Sussex", "Brighton, England"),
        ("Hull, England", "Kingston upon Hull, England"),
        ("Newcastle", "Newcastle upon Tyne, England"),
        ("Cardiff, Wales", "Cardiff, Wales"),
        ("Portland", "Portland, OR"),
        ("Springfield", "Springfield, MO"),
        ("Douglas, Isle of Man", "Douglas, Isle of Man"),
    ],
)
def test_a_city_is_found_however_its_name_is_written(typed: str, label: str) -> None:
    place = PLACES.find(typed)
    assert place is not None
    assert (place.label, place.kind, place.exact) == (label, "city", True)


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("San Fransisco, CA", "San Francisco, CA"),
        ("san fransisco ca", "San Francisco, CA"),
        ("Seatle", "Seattle, WA"),
        ("Philidelphia", "Philadelphia, PA"),
        ("Pheonix", "Phoenix, AZ"),
        ("Albequerque", "Albuquerque, NM"),
        ("Cincinatti, Ohio", "Cincinnati, OH"),
        ("mineapolis mn", "Minneapolis, MN"),
        ("losangeles", "Los Angeles, CA"),
        ("Coeur d Alene", "Coeur d'Alene, ID"),
        ("Tornto", "Toronto, ON"),
        ("Glascow", "Glasgow, Scotland"),
        ("Mt Vernn, WA", "Mount Vernon, WA"),
    ],
)
def test_a_misspelt_city_is_understood_and_marked_as_corrected(typed: str, label: str) -> None:
    place = PLACES.find(typed)
    assert place is not None
    assert (place.label, place.exact) == (label, False)


@pytest.mark.parametrize(
    "typed",
    [
        *("Seattle, OR", "Seattle, XX", "San Fransisco, XX", "San Francisco, Cali Colombia"),
        *("Los Angeles, C", "90012, NY", "Paris, France", "Seatle, Washingtn"),
    ],
)
def test_what_stands_behind_the_comma_must_hold(typed: str) -> None:
    assert PLACES.find(typed) is None


@pytest.mark.parametrize(
    ("typed", "query", "exact"),
    [
        ("90012 Los Angeles, CA", "90012", True),
        ("Los Angeles, CA 90012", "90012", True),
        ("Pasadena, CA 90012", "90012", True),
        ("90012, USA", "90012", True),
        ("London SW1A", "SW1A", True),
        ("100 Main St, Los Angeles, CA 90012", "90012", False),
        ("1 Example Street, London SW1A 1AA", "SW1A", False),
        ("100 Main St, Los Angeles, CA", "Los Angeles, CA", False),
        ("10001 Main Street, Seattle, WA", "Seattle, WA", False),
        ("Los Angeles, CA 00000", "Los Angeles, CA", False),
    ],
)
def test_an_address_is_understood_by_its_postal_code_or_city(
    typed: str, query: str, exact: bool
) -> None:
    place = PLACES.find(typed)
    assert place is not None
    assert (place.query, place.exact) == (query, exact)


def test_a_code_of_two_countries_needs_its_country_or_the_rest_of_it() -> None:
    assert understood("E1W 1AA") == "E1W London, England"
    assert (place := PLACES.find("E1W 1A1")) is not None
    assert (place.country, place.query) == ("CA", "E1W, NB")
    assert understood("E1W", country="GB") == "E1W London, England"
    assert understood("E1W, England") == "E1W London, England"
    assert understood("E1W", near=(51.5, -0.1)) == "E1W London, England"


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("47.60,-122.33", "47.6,-122.33"),
        ("47.60621, -122.33207", "47.606,-122.332"),
        ("geo:34.05,-118.24", "34.05,-118.24"),
        ("-0.0001,0", "0,0"),
        ("90,-180", "90,-180"),
    ],
)
def test_a_coordinate_is_rounded_to_three_decimals(typed: str, query: str) -> None:
    place = PLACES.find(typed)
    assert place is not None
    assert (place.kind, place.query, place.label) == ("point", query, query)
    assert f"{place.latitude:g},{place.longitude:g}" == query


@pytest.mark.parametrize("typed", ["91,0", "0,181", "-90.1,0", "1e1,2", "nan,nan", "1,2,3", ","])
def test_a_coordinate_that_is_not_on_earth_is_no_place(typed: str) -> None:
    assert PLACES.find(typed) is None


def test_hints_choose_among_cities_of_one_name() -> None:
    assert understood("Portland", near=(43.6, -70.2)) == "Portland, ME"
    assert understood("Portland", country="GB") == "Portland, England"
    assert understood("Brighton", near=(34.0, -118.2)) == "Brighton, CO"
    assert understood("Manchester", country="US") == "Manchester, NH"
    assert understood("Springfield", near=(39.7, -89.6)) == "Springfield, IL"


def test_a_world_city_stays_the_likeliest_although_the_hint_has_a_hamlet_of_its_name() -> None:
    assert understood("London", country="US") == "London, England"
    assert understood("Toronto", country="US") == "Toronto, ON"


@pytest.mark.parametrize("hints", [{}, {"country": "GB"}, {"near": (50.4, -5.1)}])
def test_a_query_means_the_same_place_whatever_the_hints(hints: dict[str, object]) -> None:
    for label in ("Brighton, England", "Newport, England", "Portland, OR", "E1W, NB", "90012"):
        expected = PLACES.find(label)
        assert expected is not None
        assert PLACES.find(label, **hints) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize("typed", ["California", "Texas", "Ontario", "England", "USA", "Canada"])
def test_a_state_or_country_alone_is_not_a_small_town_of_its_name(typed: str) -> None:
    assert PLACES.find(typed) is None


@pytest.mark.parametrize(
    "typed",
    [
        *("recovery", "meeting", "shelter", "tonight", "online", "help", "detox", "morning"),
        *("help me", "food near me", "aa meetings", "current location", "asdfgh", "qwerty"),
        *("null", "<script>", "'; drop table x", "?q=1"),
    ],
)
def test_words_that_are_no_place_are_not_bent_into_one(typed: str) -> None:
    assert PLACES.find(typed) is None


def test_random_letters_are_hardly_ever_corrected_to_a_place() -> None:
    draw = random.Random(2026)
    typed = [
        "".join(draw.choices(string.ascii_lowercase, k=draw.randint(3, 14))) for _ in range(400)
    ]
    corrected = [place for text in typed if (place := PLACES.find(text)) and not place.exact]
    assert len(corrected) <= 2


def test_every_query_is_understood_to_the_same_place_exactly() -> None:
    draw = random.Random(1)
    cities = draw.sample(range(len(STORE.city_name)), 6000)
    codes = draw.sample(range(len(STORE.codes)), 6000)
    for place in [*map(STORE.city, cities), *map(STORE.code, codes)]:
        assert PLACES.find(place.query) == place
        assert PLACES.find(place.label) == place


@given(st.text(max_size=300))
@settings(max_examples=300, deadline=None)
def test_no_text_raises(text: str) -> None:
    for place in (PLACES.find(text), *PLACES.suggest(text)):
        assert place is None or isinstance(place, Place)
    PLACES.locate(city=text, region=text, postal_code=text, country=text)


@given(st.text(alphabet="0123456789,.-+ MVSWAmvsw\ud800\u0301\x00ﬁßİ½", max_size=40))
@settings(max_examples=300, deadline=None)
def test_nothing_that_looks_like_a_code_or_a_point_raises(text: str) -> None:
    place = PLACES.find(text)
    if place is not None:
        assert PLACES.find(place.query) is not None
    PLACES.suggest(text)


def test_very_long_texts_are_no_place() -> None:
    for text in ("90012" + " " * 400, "x" * 100_000, "a," * 5000):
        assert PLACES.find(text) is None
        assert PLACES.suggest(text) == []


def test_a_long_list_of_states_is_read_in_no_time() -> None:
    started = time.perf_counter()
    assert PLACES.find(",".join(["CA"] * 100)) is None
    assert PLACES.find("ca " * 99) is None
    assert time.perf_counter() - started < 1


def test_labels_name_the_region_as_people_there_do() -> None:
    assert {place.region for text in ("BN1", "Brighton, UK") if (place := PLACES.find(text))} == {
        "England"
    }
    assert len({region.code for region in REGIONS}) == len(REGIONS)
