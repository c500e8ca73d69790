"""Which places are looked up, what is asked, and what is never told to anybody."""

from __future__ import annotations

import pytest

from directory.catalog.files import read_catalog_text
from directory.geocoding import Found, Gap, Left, Locator, fill, find_gaps
from directory.model import Attend
from directory.places.geocoder import GazetteerGeocoder

OFFLINE = Locator(GazetteerGeocoder())


def entry(location: str, more: str = "") -> str:
    return (
        f"resources:\n  - id: one\n    kind: food\n    name: One\n    location: {location}\n{more}"
    )


def gap(location: str, more: str = "", country: str | None = None) -> Gap:
    (found,), left = find_gaps(entry(location, more), country=country)
    assert not left
    return found


def why(location: str, more: str = "") -> str:
    gaps, (left,) = find_gaps(entry(location, more))
    assert not gaps
    return left.reason


def test_a_town_is_found_offline_and_marked_as_one() -> None:
    text = entry("{city: Burbank, region: CA}")
    found = OFFLINE.locate(gap("{city: Burbank, region: CA}"))
    assert isinstance(found, Found)
    (resource,) = read_catalog_text(fill(text, [found])).resources
    assert resource.location is not None
    assert resource.location.approximate
    assert resource.location.latitude == pytest.approx(34.18, abs=0.02)
    assert resource.location.longitude == pytest.approx(-118.31, abs=0.02)


def test_a_postal_code_alone_is_enough_and_takes_the_country_of_the_directory() -> None:
    found = OFFLINE.locate(gap('{postal_code: "90012"}', country="US"))
    assert isinstance(found, Found)
    assert found.approximate
    assert found.latitude == pytest.approx(34.06, abs=0.03)


def test_a_street_address_is_never_given_the_middle_of_its_town() -> None:
    left = OFFLINE.locate(gap("{address: 100 Main St, city: Burbank, region: CA}"))
    assert isinstance(left, Left)
    assert "--online" in left.reason


def test_a_place_that_says_it_is_a_town_stays_one_whatever_address_it_has() -> None:
    one = gap("{address: near the park, city: Burbank, region: CA, approximate: true}")
    assert "street" not in one.query
    found = OFFLINE.locate(one)
    assert isinstance(found, Found)
    text = entry("{address: near the park, city: Burbank, region: CA, approximate: true}")
    assert fill(text, [found]).count("approximate") == 1


@pytest.mark.parametrize(
    ("location", "more", "reason"),
    [
        ("{name: Rose Hall, city: Burbank, region: CA}", "", "add the address"),
        ("{city: Burbank, region: CA, approximate: false}", "", "add the address"),
        ("{city: Burbank, region: CA}", "    online: {url: 'https://example.org'}\n", "online"),
    ],
)
def test_nothing_that_may_meet_in_person_is_turned_into_a_mere_town(
    location: str, more: str, reason: str
) -> None:
    assert reason in why(location, more)
    (resource,) = read_catalog_text(entry(location, more)).resources
    assert resource.attend in (Attend.IN_PERSON, Attend.HYBRID)


@pytest.mark.parametrize(
    "location",
    [
        "{city: Burbank, region: CA, latitude: 34.1}",
        "{city: Burbank, region: CA, latitude: north, longitude: -118.3}",
        "{city: Burbank, city: Glendale, region: CA}",
    ],
)
def test_a_place_with_something_wrong_in_it_is_left_to_its_author(location: str) -> None:
    assert "directory check" in why(location)


def test_a_place_without_town_or_postal_code_says_what_it_lacks() -> None:
    assert "add them" in why("{address: 100 Main St, region: CA}")


@pytest.mark.parametrize(
    "location",
    [
        "{address: 100 Main St, city: Burbank, region: CA, confidential: true}",
        "{address: 100 Main St, city: Burbank, region: CA, confidential: 'yes'}",
        "{address: 100 Main St, city: Burbank, confidental: true}",
        "{address: 100 Main St, city: Burbank, confidential: perhaps}",
        "{address: 100 Main St, city: Burbank, confidential: false, confidential: true}",
    ],
)
def test_a_confidential_place_is_not_even_counted(location: str) -> None:
    assert find_gaps(entry(location)) == ([], [])


def test_coordinates_that_are_there_and_places_that_are_not_need_nothing() -> None:
    assert find_gaps(entry("{city: Burbank, latitude: 34.1, longitude: -118.3}")) == ([], [])
    assert find_gaps("resources:\n  - {id: a, kind: other, name: A}\n") == ([], [])


def test_names_and_notes_are_never_asked_for() -> None:
    one = gap("{name: Rose Hall, address: 100  Main St, city: Burbank, notes: Ask for Rosa}")
    assert one.query == {"street": "100 Main St", "city": "Burbank"}


def test_an_empty_key_is_filled_where_it_stands() -> None:
    text = entry("\n      latitude:\n      longitude: # ask\n      city: Burbank\n      region: CA")
    (one,), _ = find_gaps(text)
    found = OFFLINE.locate(one)
    assert isinstance(found, Found)
    new = fill(text, [found])
    assert f"      longitude: {found.longitude} # ask\n" in new
    assert new.count("latitude") == 1


def test_an_entry_without_a_dash_is_filled_all_the_same() -> None:
    text = "resources:\n  id: a\n  kind: food\n  name: A\n  location: {city: Burbank, region: CA}\n"
    (one,), _ = find_gaps(text)
    found = OFFLINE.locate(one)
    assert isinstance(found, Found)
    assert "latitude: 34" in fill(text, [found])
