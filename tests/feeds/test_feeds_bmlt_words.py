"""What a BMLT server says beside day, time and place is kept in words, or told."""

from __future__ import annotations

import json

import pytest
from bmlt_rows import entry, meeting, read, read_data, told

from directory.feeds import Document, import_documents
from directory.model import Attend, Status

ZOOM = "https://zoom.us/j/5550100"


def test_a_county_is_kept_in_words() -> None:
    assert entry(location_sub_province="Kings").description == "County: Kings"
    assert entry(location_sub_province="Erie County").description == "Erie County"
    assert entry(location_sub_province="New York").description is None


def test_bus_and_train_lines_are_read_under_both_names_of_the_field() -> None:
    resource = entry(bus_line="Bus Lines#@-@#7", train_lines="L")
    assert resource.location is not None
    assert resource.location.transit == ("Bus 7", "Train L")
    assert resource.location.notes is None


@pytest.mark.parametrize(
    ("bus", "train", "transit"),
    [
        ("Bus Lines#@-@#s40", "", ("Bus s40",)),
        ("48,44,98", "Train Lines#@-@#SIRR", ("Bus 48, 44, 98", "Train SIRR")),
        ("BX 12 hasta Jerome Ave", "R, W, 1", ("Bus: BX 12 hasta Jerome Ave", "Train R, W, 1")),
        # What says by itself what it is needs no word before it.
        ("take D train to 55", "#6 train to 77th", ("take D train to 55", "#6 train to 77th")),
        (
            "Buses M15, M101",
            "Tren D o 4 hasta Fordham",
            ("Buses M15, M101", "Tren D o 4 hasta Fordham"),
        ),
        ("{}", "", ()),
    ],
)
def test_lines_and_stops_read_as_people_say_them(
    bus: str, train: str, transit: tuple[str, ...]
) -> None:
    location = entry(bus_lines=bus if bus != "{}" else {}, train_lines=train).location
    assert location is not None
    assert location.transit == transit


def test_what_stands_in_the_place_of_a_line_is_told() -> None:
    assert told(bus_lines="10707") == ["bus_lines is a postal code, and is left out"]
    address = "2960 Frederick Boulevard (at 156th Street) Ready Bldg."
    assert told(bus_lines=address) == ["bus_lines is an address: kept with the notes on the place"]
    location = entry(bus_lines=address).location
    assert location is not None
    assert (location.notes, location.transit) == (address, ())


def test_nobody_takes_a_bus_to_a_meeting_that_is_online() -> None:
    online = {"venue_type": "2", "virtual_meeting_link": ZOOM, "location_street": ""}
    resource = entry(**online, location_text="", bus_lines="40")
    assert "40" not in repr(resource.location)
    assert told(**online, location_text="", bus_lines="40") == [
        "it meets online: bus and train are left out"
    ]


def test_an_online_meeting_keeps_what_its_place_says_of_joining() -> None:
    place = {"location_text": "Zoom ID 555 0100 0100", "location_info": "Passcode 000000"}
    resource = entry(venue_type="2", virtual_meeting_link=ZOOM, **place)
    assert resource.description == "Zoom ID 555 0100 0100\n\nPasscode 000000"


def test_the_place_that_an_online_meeting_loses_is_told() -> None:
    online = {"venue_type": "2", "virtual_meeting_link": ZOOM, "location_street": ""}
    assert told(**online) == ["it meets online: the place is left out"]
    assert told(**online, location_text="Virtual Meeting") == []


def test_a_link_keeps_the_words_written_after_it() -> None:
    online = entry(venue_type="3", virtual_meeting_link=f"{ZOOM}, Passcode 000000").online
    assert online is not None
    assert (online.url, online.notes) == (ZOOM, "Passcode 000000")


@pytest.mark.parametrize("comments", ["Call 555-555-0101", "Text 555 555 0101", "Info: 5555550101"])
def test_a_number_without_a_name_is_no_persons(comments: str) -> None:
    assert entry(comments=comments).description == comments
    assert told(comments=comments) == []


def test_one_meeting_by_itself_is_a_feed() -> None:
    assert read_data(meeting()).report.imported == 1


def test_a_column_of_the_servers_own_in_a_spreadsheet_is_told() -> None:
    header = "CommitteeName,Day,Time,ContactPhone,MeetingID,Place,Snacks\n"
    sheet = Document("list.csv", f"{header}Owls,Monday,1930,5555550101,4,Hall,cake\n".encode())
    result = import_documents("bmlt", [sheet], timezone="America/New_York")
    assert [problem.problem for problem in result.report.problems] == [
        "a field of the server's own is not taken over (Snacks)"
    ]
    assert "5555550101" not in json.dumps(result.to_yaml())


def test_a_closed_room_with_a_way_to_join_meets_online_whatever_the_venue_type() -> None:
    resource = entry(venue_type="1", formats="TC", virtual_meeting_link=ZOOM)
    assert (resource.attend, resource.status) == (Attend.ONLINE, Status.TEMPORARILY_CLOSED)


def test_the_same_number_on_two_servers_is_two_meetings() -> None:
    rows = [meeting(root_server_id=server) for server in ("4", "5")]
    assert read(*rows).report.imported == 2
    assert read(rows[0], rows[0]).report.imported == 1


def test_a_language_that_is_none_is_told() -> None:
    assert told(lang_enum="klingon") == ["lang_enum is no language, and is left out"]
    assert told(lang_enum="de") == []
