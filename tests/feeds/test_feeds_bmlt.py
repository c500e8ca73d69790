"""The traps of BMLT answers, one by one."""

from __future__ import annotations

from typing import Any

import pytest
from bmlt_rows import entry, kind_of, meeting, read, read_data, told

from directory.model import Attend, Resource, Status


def rule(**values: Any) -> tuple[str, str, str | None]:
    (found,) = entry(**values).schedule
    (day,) = found.days
    return day.value, f"{found.start:%H:%M}", f"{found.end:%H:%M}" if found.end else None


def test_weekdays_count_from_sunday() -> None:
    days = [rule(weekday_tinyint=str(number))[0] for number in range(1, 8)]
    assert days == ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
    assert rule(weekday_tinyint=1)[0] == "sun"


@pytest.mark.parametrize("day", ["0", "8", "-1", "Caturday"])
def test_a_day_that_is_none_leaves_the_row_out_and_says_so(day: str) -> None:
    report = read(meeting(weekday_tinyint=day)).report
    assert (report.read, report.imported, report.rejected) == (1, 0, 1)
    assert day in report.problems[0].problem


@pytest.mark.parametrize("nothing", ["", {}, None, ...])
def test_a_missing_day_or_time_is_by_appointment_and_told(nothing: Any) -> None:
    for key in ("weekday_tinyint", "start_time"):
        resource = entry(**{key: nothing})
        assert resource.by_appointment
        assert "Call to ask" in (resource.description or "")
        assert any("missing" in reason for reason in told(**{key: nothing}))


@pytest.mark.parametrize("duration", ["", "00:00:00", {}, ..., "0:00"])
def test_an_unknown_duration_leaves_the_end_open(duration: Any) -> None:
    assert rule(duration_time=duration) == ("tue", "19:30", None)
    assert told(duration_time=duration) == []


def test_a_duration_may_run_over_midnight_and_round_the_clock() -> None:
    assert rule(start_time="23:00:00", duration_time="02:00:00")[2] == "01:00"
    (day,) = entry(duration_time="24:00:00").schedule
    assert day.minutes == 1440
    assert rule(start_time="00:00:00")[1:] == ("00:00", "01:30")
    assert rule(start_time="24:00:00", duration_time="") == ("wed", "00:00", None)


@pytest.mark.parametrize("duration", ["25:00:00", "long", "90", "01:75:00"])
def test_a_duration_that_cannot_be_read_is_left_out_and_told(duration: str) -> None:
    assert rule(duration_time=duration)[2] is None
    assert told(duration_time=duration) == ["the duration cannot be read, and is left out"]


@pytest.mark.parametrize(
    "pair",
    [("0", "0"), ("0", "-73.9"), ("34.235918", "-118.563659"), ("", ""), ("40.000 0000", "-73")],
)
def test_coordinates_that_mean_nothing_are_left_out(pair: tuple[str, str]) -> None:
    location = entry(latitude=pair[0], longitude=pair[1]).location
    assert location is not None
    assert (location.latitude, location.longitude) == (None, None)
    reasons = told(latitude=pair[0], longitude=pair[1])
    assert any("left out" in reason for reason in reasons) is bool(pair[0])
    assert any("time zone" in reason for reason in reasons)


def test_the_zone_is_the_rows_own_under_its_name_of_today() -> None:
    assert entry(time_zone="US/Eastern").timezone == "America/New_York"
    assert entry(time_zone="Europe/Berlin").timezone == "Europe/Berlin"
    assert entry(time_zone="").timezone == "America/New_York"
    assert entry(time_zone="Eastern").timezone == "America/New_York"
    assert told(time_zone="Eastern") == ["time_zone is not a time zone name, and is left out"]
    (given,) = read(meeting(), timezone="America/Chicago").resources
    assert given.timezone == "America/Chicago"


ZOOM = {"virtual_meeting_link": "https://zoom.us/j/1"}
STREETLESS = {"location_street": "", "location_text": ""}


@pytest.mark.parametrize(
    ("values", "attend", "status"),
    [
        ({"venue_type": "1"}, Attend.IN_PERSON, Status.ACTIVE),
        ({"venue_type": "2"} | ZOOM, Attend.ONLINE, Status.ACTIVE),
        ({"venue_type": "3"} | ZOOM, Attend.HYBRID, Status.ACTIVE),
        ({"venue_type": "1", "formats": "VM"}, Attend.IN_PERSON, Status.ACTIVE),
        ({"venue_type": "1"} | ZOOM, Attend.IN_PERSON, Status.ACTIVE),
        ({"venue_type": "", "formats": "O,VM"} | ZOOM, Attend.ONLINE, Status.ACTIVE),
        ({"venue_type": "", "formats": "HY,VM"} | ZOOM, Attend.HYBRID, Status.ACTIVE),
        ({"venue_type": ""} | ZOOM, Attend.HYBRID, Status.ACTIVE),
        ({"venue_type": ""} | ZOOM | STREETLESS, Attend.ONLINE, Status.ACTIVE),
        ({"venue_type": ""}, Attend.IN_PERSON, Status.ACTIVE),
        ({"venue_type": "", "formats": "TC,VM"} | ZOOM, Attend.ONLINE, Status.TEMPORARILY_CLOSED),
        ({"venue_type": "2", "formats": "TC"} | ZOOM, Attend.ONLINE, Status.TEMPORARILY_CLOSED),
        ({"venue_type": "", "formats": "TC"}, None, Status.TEMPORARILY_CLOSED),
        ({"venue_type": "1", "formats": "TC"}, None, Status.TEMPORARILY_CLOSED),
    ],
)
def test_attendance_is_told_by_venue_type_then_formats_then_link_and_street(
    values: dict[str, Any], attend: Attend | None, status: Status
) -> None:
    resource = entry(**values)
    assert (resource.attend, resource.status) == (attend, status)


def test_an_online_meeting_keeps_its_town_and_clock_but_no_pin_and_no_street() -> None:
    resource = entry(venue_type="2", **ZOOM)
    assert resource.location is not None
    assert resource.location.model_dump(exclude_none=True, exclude_unset=True) == {
        "city": "New York",
        "region": "NY",
        "postal_code": "10001",
        "country": "US",
        "approximate": True,
    }
    assert resource.timezone == "America/New_York"


def test_a_room_that_is_closed_for_now_keeps_its_address() -> None:
    location = entry(venue_type="2", formats="TC", **ZOOM).location
    assert location is not None
    assert (location.address, location.latitude) == ("100 Main St", 40.75)


@pytest.mark.parametrize(
    ("link", "kept"),
    [
        ("zoom.us/j/1", "https://zoom.us/j/1"),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("https://meet.example.org/na", "https://meet.example.org/na"),
        ("Meeting ID 000", None),
    ],
)
def test_links_are_mended_or_left_out(link: str, kept: str | None) -> None:
    resource = entry(venue_type="2", virtual_meeting_link=link)
    assert (resource.online.url if resource.online else None) == kept
    assert "javascript" not in str(resource)


@pytest.mark.parametrize(
    ("written", "number", "words"),
    [
        ("+1 555 555 0100,,123#", "+1 555 555 0100,,123#", None),
        ("1 555 555 0100   Pass Code 000000", "1 555 555 0100", "Pass Code 000000"),
        ("(555) 555-0100", "(555) 555-0100", None),
    ],
)
def test_a_number_to_join_is_taken_apart_from_the_words_around_it(
    written: str, number: str, words: str | None
) -> None:
    online = entry(venue_type="2", phone_meeting_number=written).online
    assert online is not None
    assert (online.phone, online.notes) == (number, words)


def test_a_meeting_number_is_no_phone_number() -> None:
    resource = entry(venue_type="2", phone_meeting_number="Zoom ID 555 0100 0000", **ZOOM)
    assert resource.online is not None
    assert (resource.online.phone, resource.online.notes) == (None, "Zoom ID 555 0100 0000")


@pytest.mark.parametrize(
    "nation", ["USA", "U.S.A", "United States", "US", "United States of America", "U.S.A.", ""]
)
def test_a_nation_in_any_spelling_is_one_country(nation: str) -> None:
    location = entry(location_nation=nation).location
    assert location is not None
    assert location.country == "US"


def test_a_province_abroad_is_not_taken_for_an_american_state() -> None:
    perth = {"latitude": "-31.95", "longitude": "115.86", "location_province": "WA"}
    for nation, country in (("", None), ("Australia", "AU")):
        location = entry(location_nation=nation, **perth).location
        assert location is not None
        assert (location.region, location.country) == ("WA", country)


def test_prompts_before_values_are_taken_off() -> None:
    resource = entry(
        bus_lines="Bus Lines#@-@#s40",
        train_lines="Train Lines#@-@#a#@-@#7",
        location_info="Info#@-@#Ring the bell",
    )
    assert resource.location is not None
    assert resource.location.notes == "Ring the bell"
    assert resource.location.transit == ("Bus s40", "Train 7")


def test_entities_and_tags_are_text() -> None:
    resource = entry(meeting_name="Hope &amp; Freedom", comments="Ring<br>bell &#8217;s")
    assert (resource.name, resource.description) == ("Hope & Freedom", "Ring\nbell ’s")


def test_names_and_numbers_of_persons_are_never_taken_over() -> None:
    private = {
        "contact_name_1": "Alex Example",
        "contact_phone_1": "555-555-0111",
        "contact_email_1": "alex@example.org",
        "email_contact": "sam@example.org",
        "comments": "Alex B 555 555 0111, Sam C 555 555 0112",
    }
    text = str(entry(**private).entry())
    assert not [word for word in ("Alex", "0111", "example.org", "Sam") if word in text]
    assert told(**private) == ["the comments name persons and their numbers, and are left out"]
    assert entry(comments="Ring Bell 3").description == "Ring Bell 3"


def test_a_hidden_meeting_is_left_out_with_that_reason() -> None:
    assert told(published="0") == ["it is not published: the server keeps it hidden"]
    assert told(published=...) == []


def test_a_field_of_the_servers_own_is_told_once() -> None:
    rows = [meeting(id_bigint=str(number), zone_color="blue") for number in (1, 2)]
    (problem,) = read(*rows).report.problems
    assert (problem.row, problem.problem) == (
        1,
        "a field of the server's own is not taken over (zone_color)",
    )


def test_the_same_row_twice_is_imported_once_and_two_days_of_one_number_twice() -> None:
    result = read(meeting(), meeting(), meeting(weekday_tinyint="4"))
    assert [resource.id for resource in result.resources] == [
        "bmlt-17-tue-1930",
        "bmlt-17-wed-1930",
    ]
    assert [p.row for p in result.report.problems if p.action == "rejected"] == [2]


def test_ids_do_not_depend_on_the_name_or_the_order() -> None:
    first = read(meeting(), meeting(id_bigint="18")).resources
    second = read(meeting(id_bigint="18"), meeting(meeting_name="New name")).resources
    assert {r.id for r in first} == {r.id for r in second} == {"bmlt-17", "bmlt-18"}
    assert entry(id_bigint=...).id == "g00000001-tue-1930"
    assert entry(id_bigint=..., worldid_mixed="").id == "example-group-tue-1930"


def test_a_meeting_without_a_name_takes_that_of_its_place() -> None:
    assert entry(meeting_name="").name == "Community Hall"
    assert read({}, {"start_time": "19:00:00"}).report.rejected == 2


OWN = [
    kind_of("Ö", "OPEN", "Open", "1"),
    kind_of("C", "CAN", "Candlelight", "2"),
    kind_of("X", "", "Round Robin", "3"),
    kind_of("ES", "LANG", "Espanol", "4"),
    kind_of("L/R", "LANG", "Lithuanian/Russian", "5"),
    kind_of("Z", "VM", "Zoom", "6"),
    kind_of("Ö", "OPEN", "Öppet möte", "1", lang="sv"),
    kind_of("SL", "", "ASL", "7"),
]


def formatted(**values: Any) -> Resource:
    return entry(OWN, **values)


def test_formats_are_matched_by_world_code_whatever_letters_a_server_uses() -> None:
    assert formatted(formats="Ö,C", format_shared_id_list="1,2").types == ("open", "candlelight")
    assert formatted(formats="Ö,C", format_shared_id_list=...).types == ("open", "candlelight")
    assert formatted(formats=..., format_shared_id_list="1").types == ("open",)


def test_a_format_without_a_world_code_keeps_its_given_name() -> None:
    assert formatted(formats="X", format_shared_id_list="3").types == ("round-robin",)
    assert formatted(formats="SL", format_shared_id_list="7").access == ("asl",)
    rows = [meeting(id_bigint=str(n), formats="X") for n in (1, 2)]
    (problem,) = read_data({"meetings": rows, "formats": OWN}).report.problems
    assert "Round Robin, in 2 rows" in problem.problem


def test_languages_are_formats_and_the_servers_own_language_counts_too() -> None:
    assert formatted(formats="ES").languages == ("es",)
    assert formatted(formats="L/R").languages == ("lt", "ru")
    assert entry(lang_enum="sv", formats="").languages == ("sv",)
    assert entry(lang_enum="en", formats="").languages == ()


def test_a_virtual_format_is_known_by_its_world_code() -> None:
    assert formatted(formats="Z", venue_type="", **ZOOM).attend is Attend.ONLINE


def test_a_number_that_the_list_of_formats_lacks_is_told() -> None:
    rows = [meeting(formats="", format_shared_id_list="99")]
    for files in ([{"meetings": rows, "formats": OWN}], [rows]):
        (problem,) = read_data(*files).report.problems
        assert "not in the feed's list of formats" in problem.problem


def test_numbers_of_formats_are_those_of_the_meetings_own_file() -> None:
    one = {"meetings": [meeting(format_shared_id_list="1", formats=...)], "formats": OWN}
    other = {
        "meetings": [meeting(id_bigint="2", format_shared_id_list="1", formats=...)],
        "formats": [kind_of("W", "W", "Women", "1")],
    }
    first, second = read_data(one, other).resources
    assert (first.types, first.serves) == (("open",), ())
    assert (second.types, second.serves) == ((), ("women",))


def test_without_a_list_of_formats_the_letters_are_those_that_bmlt_ships_with() -> None:
    resource = entry(formats="O,JT,WC,Xx")
    assert resource.types == ("open", "just-for-today", "xx")
    assert resource.access == ("wheelchair",)
    assert any("does not define" in reason for reason in told(formats="Xx"))


def test_both_open_and_closed_is_neither_and_told() -> None:
    assert entry(formats="O,C").types == ()
    assert len(told(formats="O,C")) == 1


def test_a_meeting_shows_its_area_and_the_help_line_above_it() -> None:
    bodies = [
        {"id": "3", "parent_id": "2", "name": "Example Area", "url": "", "helpline": ""},
        {
            "id": "2",
            "parent_id": "3",
            "name": "Example Region",
            "url": "na.example.org",
            "helpline": "555-555-0100",
        },
    ]
    result = read_data(bodies, [meeting(service_body_name=...)])
    (resource,) = result.resources
    assert resource.organization == "Example Area"
    assert resource.source == "https://na.example.org"
    assert [(line.number, line.label) for line in resource.phones] == [
        ("555-555-0100", "Example Region")
    ]
    assert result.settings.name == "Example Region"


def test_meetings_are_na_unless_told_otherwise() -> None:
    assert entry().fellowship == "na"
    (other,) = read(meeting(), fellowship="ha").resources
    assert other.fellowship == "ha"
    (group,) = read(meeting(), kind="recovery-center").resources
    assert (group.kind.value, group.fellowship) == ("recovery-center", None)


def test_words_of_a_monthly_rhythm_are_told() -> None:
    reasons = told(comments="No meeting on the 1st Tuesday of the month")
    assert any("every week" in reason for reason in reasons)
