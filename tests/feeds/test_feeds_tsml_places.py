"""Places, links and attendance of TSML rows."""

from __future__ import annotations

from typing import Any

import pytest
from feed_rows import entry, imported, repairs, row

from directory.feeds.addresses import read_address
from directory.feeds.values import is_conference
from directory.model import Attend, Location, Status

ZOOM = "https://zoom.us/j/123"


def place(**values: Any) -> Location:
    location = entry(**values).location
    assert location is not None
    return location


@pytest.mark.parametrize(
    ("line", "street", "city", "region", "postal", "country"),
    [
        (
            "6101 Ward Pkwy, Kansas City, MO 64113, USA",
            *("6101 Ward Pkwy", "Kansas City", "MO", "64113", "US"),
        ),
        ("Seattle, WA, USA", None, "Seattle", "WA", None, "US"),
        ("Seattle, WA 98108, USA", None, "Seattle", "WA", "98108", "US"),
        ("1 Elm Rd, Hatboro, PA, 19040, USA", "1 Elm Rd", "Hatboro", "PA", "19040", "US"),
        ("1 Elm Rd, Boston, Massachusetts 02139", "1 Elm Rd", "Boston", "MA", "02139", "US"),
        ("1 Elm St, Toronto, ON M4Y 2C9, Canada", "1 Elm St", "Toronto", "ON", "M4Y 2C9", "CA"),
        ("1 Rue X, Gatineau, QC J9H6A2, Canada", "1 Rue X", "Gatineau", "QC", "J9H 6A2", "CA"),
        ("12 High St, Lewes BN7 2AA, UK", "12 High St", "Lewes", None, "BN7 2AA", "GB"),
        (
            "12 High St, Lewes, East Sussex BN7 2AA, UK",
            *("12 High St", "Lewes", "East Sussex", "BN7 2AA", "GB"),
        ),
        ("London, UK", None, "London", None, None, "GB"),
        # Where street and town run together, the town is not certain and stays unknown.
        ("1 Elm St. Elverson, PA 19520", "1 Elm St. Elverson", None, "PA", "19520", "US"),
        ("Tbilisi, Georgia", "Tbilisi, Georgia", None, None, None, None),
        ("Calle 5, 28001 Madrid, Spain", "Calle 5, 28001 Madrid", None, None, None, "ES"),
    ],
)
def test_a_one_line_address_is_taken_apart_where_that_is_certain(
    line: str, street: str, city: str, region: str, postal: str, country: str
) -> None:
    read = read_address(line)
    assert (read.address, read.city, read.region, read.postal_code, read.country) == (
        *(street, city, region, postal, country),
    )


def test_an_address_in_parts_is_put_together() -> None:
    location = place(
        formatted_address=...,
        address="707 W. 47th ",
        city="Kansas City",
        state="missouri",
        postal_code=64112,
        country="USA",
    )
    assert location.address == "707 W. 47th"
    assert (location.region, location.postal_code, location.country) == ("MO", "64112", "US")
    assert not location.approximate


def test_the_feeds_own_regions_stand_in_where_no_town_is_known() -> None:
    bare = {"formatted_address": ..., "location": "Hall"}
    assert place(**bare, region="Kent", sub_region="Deal").region == "Deal, Kent"
    assert place(**bare, regions=["Kent", "Deal"], region="Kent").region == "Deal, Kent"
    assert place(region="Downtown").region == "CA"


def test_a_place_that_is_neither_exact_nor_approximate_is_told() -> None:
    assert len(repairs(approximate="perhaps")) == 1
    assert repairs(approximate="") == []


def test_a_postal_code_gets_back_the_zero_that_a_spreadsheet_took() -> None:
    parts = {"formatted_address": ..., "address": "1 Elm St", "city": "Cambridge", "state": "MA"}
    assert place(**parts, postal_code=2139).postal_code == "02139"
    assert len(repairs(**parts, postal_code=2139)) == 1
    assert place(**parts | {"state": "TX"}, postal_code=2139).postal_code == "2139"


@pytest.mark.parametrize(
    ("latitude", "longitude"), [(34.05, -118.24), ("34.05", "-118.24"), (" 34.05 ", "-118.24")]
)
def test_coordinates_may_be_numbers_or_text(latitude: object, longitude: object) -> None:
    location = place(latitude=latitude, longitude=longitude)
    assert (location.latitude, location.longitude) == (34.05, -118.24)


@pytest.mark.parametrize(
    ("latitude", "longitude", "told"),
    [
        (None, None, 0),
        ("", "", 0),
        (0, 0, 1),
        ("0", "0.0", 1),
        (34.05, None, 1),
        (134.05, -118.24, 1),
        (-118.24, 34.05, 1),
        ("north", "west", 1),
        (float("nan"), 2, 1),
    ],
)
def test_coordinates_that_cannot_be_are_left_out(
    latitude: object, longitude: object, told: int
) -> None:
    assert place(latitude=latitude, longitude=longitude).latitude is None
    assert len(repairs(latitude=latitude, longitude=longitude)) == told


@pytest.mark.parametrize(
    ("approximate", "expected"),
    [("yes", True), ("no", False), (True, True), (False, False), (1, True), ("", False)],
)
def test_approximate_is_what_the_feed_says(approximate: object, expected: bool) -> None:
    assert place(approximate=approximate).approximate is expected


def test_without_a_word_from_the_feed_a_town_is_approximate_and_a_street_is_not() -> None:
    assert place(formatted_address="Los Angeles, CA, USA").approximate
    assert place(formatted_address="Los Angeles, CA 90012, USA").approximate
    assert place(formatted_address="90012").approximate
    assert place(formatted_address="Perth, WA 6000, Australia").approximate
    assert not place(formatted_address="1 Elm St, Los Angeles, CA 90012, USA").approximate
    assert not place(formatted_address=..., latitude=34.05, longitude=-118.24).approximate
    assert place(formatted_address=..., location="Community Church").approximate


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, Attend.IN_PERSON),
        ({"conference_url": ZOOM}, Attend.HYBRID),
        ({"conference_phone": "+1 555 555 0100,,123#"}, Attend.HYBRID),
        ({"conference_url": ZOOM, "approximate": "yes"}, Attend.ONLINE),
        ({"conference_url": ZOOM, "types": ["TC"]}, Attend.ONLINE),
        ({"types": ["TC"]}, None),
        ({"types": ["ONL"]}, Attend.IN_PERSON),
        ({"formatted_address": "Los Angeles, CA, USA"}, None),
        ({"conference_url": "https://notzoom.us/j/1"}, Attend.IN_PERSON),
        ({"conference_url": "javascript:alert(1)"}, Attend.IN_PERSON),
        ({"formatted_address": ..., "conference_url": ZOOM}, Attend.ONLINE),
        ({"formatted_address": ...}, None),
        ({"attendance_option": "online", "conference_url": ZOOM}, Attend.ONLINE),
        ({"attendance_option": "inactive"}, None),
        ({"attendance_option": "hybrid", "conference_url": ZOOM}, Attend.HYBRID),
    ],
)
def test_attendance_is_derived(values: dict[str, Any], expected: Attend | None) -> None:
    assert entry(**values).attend is expected


def test_a_closed_room_closes_the_meeting_unless_it_is_online() -> None:
    assert entry(types=["TC"]).status is Status.TEMPORARILY_CLOSED
    assert not entry(types=["TC"]).runs
    assert entry(types=["tc"], conference_url=ZOOM).runs
    assert entry(attendance_option="inactive").status is Status.TEMPORARILY_CLOSED


def test_a_feed_that_says_online_sends_nobody_to_a_door_and_is_told() -> None:
    values = {"attendance_option": "online", "conference_url": ZOOM}
    assert place(**values).approximate
    assert len(repairs(**values)) == 1


def test_a_feed_that_says_in_person_knows_a_door_without_a_number() -> None:
    values = {"formatted_address": "Los Angeles, CA, USA", "location": "Elm Park pavilion"}
    assert entry(**values).attend is None
    assert entry(**values, attendance_option="in_person").attend is Attend.IN_PERSON


@pytest.mark.parametrize(
    ("url", "known"),
    [
        ("https://zoom.us/j/1", True),
        ("https://us02web.zoom.us/j/1", True),
        ("https://ZOOM.US./j/1", True),
        ("https://meet.google.com/abc", True),
        ("https://www.gotomeet.me/x", True),
        ("https://notzoom.us/j/1", False),
        ("https://zoom.us.example.org/j/1", False),
        ("https://example.org/zoom.us", False),
        ("https://google.com/", False),
        ("https://zoom.us@example.org/", False),
    ],
)
def test_a_meeting_service_is_known_by_whole_labels_of_its_host(url: str, known: bool) -> None:
    assert is_conference(url) is known


def test_a_link_that_is_no_meeting_service_becomes_the_website() -> None:
    resource = entry(conference_url="https://group.example.org/join")
    assert (resource.online, resource.website) == (None, "https://group.example.org/join")
    assert len(repairs(conference_url="https://group.example.org/join")) == 1
    kept = entry(conference_url="https://group.example.org/join", attendance_option="hybrid")
    assert kept.attend is Attend.HYBRID


def test_a_link_without_a_scheme_gets_one() -> None:
    online = entry(conference_url=" zoom.us/j/123 ").online
    assert online is not None
    assert online.url == ZOOM
    assert entry(website="www.example.org").website == "https://www.example.org"
    assert len(repairs(website="www.example.org")) == 1


@pytest.mark.parametrize(
    "link",
    ["javascript:alert(1)", "https://paypal.me/group", "http://", "see bulletin", "ftp://x.y"],
)
def test_a_link_that_is_no_website_is_left_out_and_told(link: str) -> None:
    assert entry(website=link).website is None
    assert len(repairs(website=link)) == 1


def test_words_about_joining_stay_with_the_link_or_else_in_the_description() -> None:
    words = {"conference_url_notes": "Passcode 000000", "conference_phone_notes": "Press 1"}
    online = entry(conference_url=ZOOM, **words).online
    assert online is not None
    assert online.notes == "Passcode 000000\n\nPress 1"
    assert "Passcode 000000" in (entry(**words).description or "")
    assert "Meeting ID 000" in (entry(conference_url="Meeting ID 000").description or "")


def test_a_row_may_have_neither_place_nor_link() -> None:
    resource = entry(formatted_address=...)
    assert (resource.location, resource.online) == (None, None)


def test_regions_of_a_feed_are_no_states() -> None:
    location = place(region="Downtown", sub_region="Arts District", regions=["Downtown"])
    assert location.region == "CA"


def test_a_feeds_own_regions_stay_in_words_where_the_address_says_more() -> None:
    assert entry(region="Downtown", sub_region="Skid Row").description == "Area: Skid Row, Downtown"
    assert entry(regions=["LA County", "Los Angeles"]).description == "Area: LA County"
    assert entry(region="los angeles").description is None
    assert entry(formatted_address=..., region="Kent").description == "Area: Kent"
    assert entry(regions="LA County > Downtown").description == "Area: Downtown, LA County"


def test_words_about_a_place_outlive_the_place() -> None:
    assert entry(formatted_address=..., location_notes="Round the back").description == (
        "Round the back"
    )


def test_a_link_keeps_the_words_written_after_it() -> None:
    online = entry(conference_url=f"{ZOOM} Passcode: 12").online
    assert online is not None
    assert (online.url, online.notes) == (ZOOM, "Passcode: 12")


@pytest.mark.parametrize(("latitude", "longitude"), [("0.0000", "-118.2"), (34.05, 0)])
def test_a_zero_for_one_coordinate_is_no_place(latitude: object, longitude: object) -> None:
    result = imported(row(latitude=latitude, longitude=longitude))
    assert result.resources[0].location is not None
    assert result.resources[0].location.latitude is None
    assert [p.reason for p in result.report.problems] == [
        "latitude or longitude 0 means unknown; left out"
    ]


def test_coordinates_in_one_field_that_are_none_are_told() -> None:
    (problem,) = repairs(coordinates="corner of Main")
    assert "not a number" in problem


def test_an_attendance_that_nobody_knows_is_told() -> None:
    assert repairs(attendance_option="sometimes") == [
        "attendance_option is not known, and is left out (sometimes)"
    ]


def test_a_row_takes_its_own_zone_then_the_options_then_that_of_its_coordinates() -> None:
    where = {"latitude": 41.88, "longitude": -87.63}
    own = imported(row(timezone="America/Denver", **where))
    assert own.resources[0].timezone == "America/Denver"
    assert imported(row(**where)).resources[0].timezone == "America/Los_Angeles"
    by_place = imported(row(**where), timezone=None)
    assert by_place.resources[0].timezone == "America/Chicago"
    assert by_place.settings.timezone == "America/Chicago"
    assert by_place.report.repaired == 0


def test_a_row_whose_zone_nobody_knows_is_told() -> None:
    for values in ({}, {"latitude": 20.0, "longitude": -40.0}, {"timezone": "Pacific"}):
        result = imported(row(**values), timezone=None)
        assert result.resources[0].timezone is None
        assert any("time zone" in problem.problem for problem in result.report.problems)
