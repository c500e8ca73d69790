"""A confidential address is read by nobody: not the catalog, not even its error messages."""

import pytest

from directory.catalog.files import read_catalog_text
from directory.model import Location

HOUSE = "resources:\n  - id: a\n    kind: housing\n    name: A\n    "
STREET = "12 Hidden Lane"


def read(more):
    catalog = read_catalog_text(HOUSE + more + "\n", "c.yaml")
    assert "Hidden" not in repr(catalog)
    return (catalog.resources[0] if catalog.resources else None), catalog.problems


def test_only_city_and_region_remain():
    one, problems = read(
        f"location: {{name: Hidden House, address: {STREET}, city: X, region: CA, postal_code: 1,"
        " latitude: 34.05, longitude: -118.24, notes: Hidden door, confidential: true}"
    )
    assert one.location == Location(city="X", region="CA", confidential=True)
    assert problems == ()


@pytest.mark.parametrize(
    "wrong",
    [
        f"latitude: {STREET}, longitude: Hidden",
        "address: [Hidden, Lane]",
        f"notes: {{{STREET}: x}}",
        "postal_code: {Hidden: x}",
        f"latitude: 34.05, adress: {STREET}",
    ],
)
def test_a_problem_in_a_confidential_location_never_quotes_it(wrong):
    one, _ = read(f"location: {{{wrong}, city: X, confidential: yes}}")
    assert one.location.city == "X"
    assert one.location.latitude is None


@pytest.mark.parametrize("word", ["maybe", "2", "[true]", "{}", "ture", "*x", "!!bool true"])
def test_what_is_neither_yes_nor_no_leaves_the_entry_out(word):
    one, problems = read(f"location: {{address: {STREET}, latitude: x, confidential: {word}}}")
    assert one is None
    assert [problem.path for problem in problems] == ["resources[0].location.confidential"]


@pytest.mark.parametrize(
    "line",
    [
        f"location: {{address: {STREET}, city: X, confidential: }}",
        f"location: {{address: {STREET}, city: X, confidential: ''}}",
        f"location: {{address: {STREET}, city: X, confidental: true}}",
        f"location: {{address: {STREET}, city: X, Confidential: true}}",
        f"location: {{address: {STREET}, city: X, private: yes}}",
        f"location: {{address: {STREET}, city: X, secret: yes}}",
        f"location: {{address: {STREET}, city: X, confidential: no, confidential: yes}}",
        f"location: {{address: {STREET}, city: X, confidential: no, confidential: no}}",
        f"confidential: true\n    location: {{address: {STREET}, city: X}}",
        f"location: {{address: {STREET}, city: X, confidential: false}}\n    confidential: true",
    ],
)
def test_in_doubt_the_address_is_withheld_and_the_entry_stays(line):
    one, (problem,) = read(line)
    assert one.location == Location(city="X", confidential=True)
    assert "withheld" in problem.message


@pytest.mark.parametrize(
    ("lines", "path"),
    [
        (
            f"location: {{address: {STREET}, city: X}}\n"
            "    location: {city: Y, confidential: true}",
            "resources[0].location",
        ),
        (
            f"location: {{address: {STREET}, city: X}}\n    location: {{city: Y, confidential: }}",
            "resources[0].location",
        ),
        (f"location: {{<<: *house, address: {STREET}, city: X}}", "resources[0].location.<<"),
    ],
)
def test_a_second_location_or_one_behind_an_alias_may_be_the_secret_one(lines, path):
    one, problems = read(lines)
    assert one.location == Location(city="X", confidential=True)
    assert {problem.path for problem in problems} == {path}
    assert "error" in {problem.severity for problem in problems}


def test_a_second_location_that_is_not_secret_withholds_nothing():
    catalog = read_catalog_text(HOUSE + "location: {address: X}\n    location: {address: Y}\n")
    assert catalog.resources[0].location.address == "X"


def test_a_clear_no_in_the_wrong_place_withholds_nothing():
    catalog = read_catalog_text(HOUSE + "confidential: false\n    location: {address: X}\n")
    assert catalog.resources[0].location.address == "X"
