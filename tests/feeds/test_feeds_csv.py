"""Lists kept in spreadsheets: any column names, every row accounted for."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.catalog.files import read_catalog_text
from directory.feeds import Document, FeedError, ImportResult, import_documents
from directory.feeds.column_names import NAMES
from directory.feeds.columns import read_mapping
from directory.feeds.tables import ROWS, sheet_address
from directory.model import Attend, Cost, Kind, Resource, Status

ZONE = "America/Los_Angeles"


def table(*rows: list[str], delimiter: str = ",") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode()


def imported(data: bytes | str, **options: Any) -> ImportResult:
    raw = data.encode() if isinstance(data, str) else data
    return import_documents("csv", [Document("list.csv", raw)], **({"timezone": ZONE} | options))


def entry(header: str, row: str, **options: Any) -> Resource:
    """The one entry of a list with these column names and cells, both split at bars."""
    (one,) = imported(table(header.split("|"), row.split("|")), **options).resources
    return one


def told(result: ImportResult) -> list[str]:
    return [problem.problem for problem in result.report.problems]


def test_a_list_of_services_becomes_a_catalog_that_passes_the_check() -> None:
    result = imported(
        "Resource Name;Category;Hours of Operation;Street Address;City;State;Zip;Phone;Cost;Notes\n"
        '"Example Pantry";Food pantry;Mon-Fri 9am-5pm, Sat 10-2;200 Oak St;Los Angeles;CA;90013;'
        '555-555-0101 or 555-555-0103;Free;"Two\nlines"\n'
        "Job Club;Jobs;Every other Thursday 6pm;1 Elm St;Boston;MA;2139;;Sliding scale;\n"
        ";;;;;;;;;\n"
        "Total: 2;;;;;;;;;\n"
    )
    pantry, club = result.resources
    assert (pantry.kind, pantry.hours) == (Kind.FOOD, "Mo-Fr 09:00-17:00; Sa 10:00-14:00")
    assert (pantry.phone, pantry.phones[0].number) == ("555-555-0101", "555-555-0103")
    assert (pantry.cost, pantry.types) == (Cost.FREE, ("food-pantry",))
    assert pantry.description == "Two\nlines"
    assert (club.kind, club.hours, club.schedule) == (Kind.EMPLOYMENT, None, ())
    assert club.description == "Hours: Every other Thursday 6pm"
    assert club.location is not None
    assert club.location.postal_code == "02139"
    assert "days and times are not certain: kept in words (Every other Thursday 6pm)" in told(
        result
    )
    report = result.report
    assert (report.read, report.imported, report.rejected) == (3, 2, 1)
    assert told(result)[-1] == "it is a total, not an entry (Total: 2)"
    again = read_catalog_text(result.to_yaml())
    assert again.problems == ()
    assert again.resources == result.resources


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
def test_any_usual_delimiter_and_encoding_is_read(delimiter: str, encoding: str) -> None:
    data = table(
        ["Name", "City", "Notes"], ["Café Recovery", "San José", "a; b, c"], delimiter=delimiter
    )
    (one,) = imported(data.decode().encode(encoding)).resources
    assert (one.name, one.description) == ("Café Recovery", "a; b, c")
    assert one.location is not None
    assert one.location.city == "San José"


def test_titles_above_the_names_of_the_columns_are_passed_over_and_told() -> None:
    result = imported("Our county list,,\nUpdated June,,\n\nName,City,Phone\nHall,Reno,555-0101\n")
    assert [one.name for one in result.resources] == ["Hall"]
    assert any("Our county list; Updated June" in problem for problem in told(result))


def test_headings_repeated_names_and_repeated_rows_are_left_out_with_their_reason() -> None:
    rows = ["Name,City,Phone", "MONDAY,,", "Hall,Reno,555-0101", "Name,City,Phone"]
    result = imported("\n".join([*rows, "Hall,Reno,555-0101"]))
    assert (result.report.read, result.report.imported) == (4, 1)
    assert [(p.row, p.reason) for p in result.report.problems] == [
        (1, "only one cell is filled: a heading or a remark, not an entry"),
        (3, "it repeats the names of the columns"),
        (4, "it is the same in every cell as a row before it"),
    ]


def test_a_row_with_a_fellowship_is_a_meeting_and_others_are_what_they_say() -> None:
    assert entry("Name|Fellowship|When", "A|Alcoholics Anonymous|Mon 7pm").fellowship == "aa"
    assert entry("Name|Category|When", "A|NA meeting|Mon 7pm").fellowship == "na"
    assert entry("Name|Category", "A|Oxford House").kind is Kind.HOUSING
    assert entry("Name|City", "A|Reno").kind is Kind.OTHER
    assert entry("Name|When", "A|Mon 7pm", fellowship="smart").kind is Kind.MEETING
    assert entry("Name|Category", "A|Oxford House", kind="treatment").kind is Kind.TREATMENT
    odd = imported(table(["Name", "Category", "City"], ["A", "Zoology", "Reno"]))
    assert odd.resources[0].types == ("zoology",)
    assert any("the kind is not known" in problem for problem in told(odd))


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("Name|When", "A|Mondays & Wednesdays 7-8:30pm"),
        ("Name|Day|Time", "A|Monday, Wednesday|7:00 pm - 8:30 pm"),
        ("Name|Day(s)|Start Time|End Time", "A|Mon/Wed|7:00 PM|8:30 PM"),
        ("Name|Weekday|Starts|Ends", "A|Mon & Wed|19:00|20:30"),
        ("Name|Day 1|Time 1|Day 2|Time 2", "A|Monday|7-8:30pm|Wednesday|7-8:30pm"),
        ("Name|Mon|Tue|Wed|Thu", "A|7-8:30pm||7-8:30pm|closed"),
        ("Name|Mon|Tue|Wed|Time", "A|x||x|7-8:30pm"),
        ("Name|Monday Start|Monday End|Wed Start|Wed End", "A|7pm|8:30pm|7pm|8:30pm"),
        ("Name|Schedule|Day", "A|7-8:30pm|Mon, Wed"),
        ("Nombre|Horario", "A|lunes y miércoles 7-8:30 pm"),
    ],
)
def test_times_are_found_in_whatever_columns_they_stand(header: str, row: str) -> None:
    rules = entry(header, row, kind="meeting").schedule
    found = {(day.value, f"{r.start:%H:%M}", f"{r.end:%H:%M}") for r in rules for day in r.days}
    assert found == {("mon", "19:00", "20:30"), ("wed", "19:00", "20:30")}


def test_the_week_of_the_month_may_stand_in_a_column_of_its_own() -> None:
    (rule,) = entry("Name|Week|Day|Time", "A|2nd & 4th|Tuesday|6 pm", kind="meeting").schedule
    assert rule.weeks == (2, 4)
    weekly = entry("Name|Frequency|Day|Time", "A|Weekly|Tuesday|6 pm", kind="meeting")
    assert weekly.schedule[0].weeks == ()
    other = entry("Name|Frequency|Day|Time", "A|Bi-weekly|Tuesday|6 pm", kind="meeting")
    assert (other.schedule, other.by_appointment) == ((), True)
    assert other.description == "Listed as “Bi-weekly Tuesday 6 pm”. Call to ask."


def test_a_list_that_knows_19_00_means_7_30_in_the_morning() -> None:
    names, evening = ["Name", "Day", "Time"], ["A", "Mon", "19:00"]
    early = ["B", "Tue", "7:30"]
    both = imported(table(names, evening, early), kind="meeting")
    assert [f"{one.schedule[0].start:%H:%M}" for one in both.resources] == ["19:00", "07:30"]
    alone = imported(table(names, early), kind="meeting")
    assert alone.resources[0].by_appointment
    mixed = imported(table(names, ["A", "Mon", "7:00 pm"], evening, early), kind="meeting")
    assert mixed.resources[2].by_appointment


def test_a_meeting_on_holidays_off_keeps_that_in_words_and_a_service_in_its_hours() -> None:
    meeting = entry("Name|When", "A|Mon 6-7pm, closed holidays", kind="meeting")
    assert meeting.schedule
    assert meeting.description == "Listed as “Mon 6-7pm, closed holidays”."
    service = entry("Name|When", "A|Mon 6-7pm, closed holidays", kind="food")
    assert (service.hours, service.description) == ("Mo 18:00-19:00; PH off", None)


def test_opening_hours_in_the_catalogs_own_syntax_are_kept() -> None:
    assert entry("Name|Hours", "A|Mo-Fr 09:00-17:00; Jun-Aug Sa off").hours == (
        "Mo-Fr 09:00-17:00; Jun-Aug Sa off"
    )


@pytest.mark.parametrize(
    ("name", "expected", "phone"),
    [
        ("Hope House (555) 555-0100", "Hope House", "(555) 555-0100"),
        ("Hope House - 555-555-0100", "Hope House", "555-555-0100"),
        ("Hope House (555-0100)", "Hope House", "555-0100"),
        ("Hope House, call +1 555.555.0100", "Hope House", "+1 555.555.0100"),
        ("Area 51 Group", "Area 51 Group", None),
        ("The 12-1230 Nooners", "The 12-1230 Nooners", None),
        ("555-555-0100", "555-555-0100", None),
    ],
)
def test_a_phone_number_in_the_name_moves_to_the_phone(
    name: str, expected: str, phone: str | None
) -> None:
    one = entry("Name|City", f"{name}|Reno")
    assert (one.name, one.phone) == (expected, phone)


def test_a_phone_number_that_stands_twice_is_kept_once() -> None:
    one = entry("Name|Phone|Toll Free", "Hall 555-555-0100|(555) 555-0100|800-555-0100")
    assert one.phone == "(555) 555-0100"
    assert [(line.number, line.label) for line in one.phones] == [("800-555-0100", "Toll free")]


def test_several_services_in_a_row_are_several_entries_only_when_columns_say_so() -> None:
    header = "Organization|City|Service 1|Service 1 Hours|Service 2|Service 2 Hours"
    split = imported(
        table(header.split("|"), ["Hall", "Reno", "Meals", "Mon 9-5", "Showers", "Tue 9-5"])
    )
    assert [(one.name, one.organization, one.hours) for one in split.resources] == [
        ("Meals", "Hall", "Mo 09:00-17:00"),
        ("Showers", "Hall", "Tu 09:00-17:00"),
    ]
    whole = entry("Organization|City|Services|Service 2", "Hall|Reno|Meals, Laundry|Showers")
    assert (whole.name, whole.types) == ("Hall", ("meals", "laundry", "showers"))


def test_a_confidential_address_never_gets_through() -> None:
    for header, row in (
        ("Name|Address|City|Lat|Lng", "A|Confidential|Reno|39.5|-119.8"),
        ("Name|Address|City|Lat|Lng|Confidential", "A|1 Elm St|Reno|39.5|-119.8|yes"),
    ):
        result = imported(table(header.split("|"), row.split("|")), timezone=None)
        text = result.to_yaml() + result.report.to_json()
        assert result.resources[0].location is not None
        assert result.resources[0].location.confidential
        assert result.resources[0].timezone == ZONE
        assert not any(part in text for part in ("Elm", "39.5", "119.8"))
    unclear = imported("Name,City,Confidential\nA,Reno,maybe\n")
    assert told(unclear) == ["it cannot be told whether the address is confidential (maybe)"]


def test_online_in_person_and_hybrid_are_told_from_words_and_links() -> None:
    header = "Name|Address|City|State|Online|Zoom Link|Latitude|Longitude"
    where = "A|1 Elm St|Reno|NV"
    link = "https://zoom.us/j/1"
    hybrid = entry(header, f"{where}|Hybrid|{link}|39.5|-119.8")
    assert hybrid.attend is Attend.HYBRID
    online = entry(header, f"{where}|yes|{link}|39.5|-119.8", timezone=None)
    assert (online.attend, online.timezone) == (Attend.ONLINE, ZONE)
    assert online.location is not None
    assert online.location.latitude is None
    assert entry(header, f"{where}|no||39.5|-119.8").attend is Attend.IN_PERSON
    assert entry("Name|City|Online", f"A|Reno|{link}").attend is Attend.ONLINE


def test_ca_after_a_canadian_postal_code_is_canada_and_not_california() -> None:
    where = {
        "10 Elm St, Windsor, ON, N9E 1T2, CA": ("Windsor", "ON", "N9E 1T2", "CA"),
        "10 Elm St, Kitchener, Ontario N2H 3Z1, CA": ("Kitchener", "ON", "N2H 3Z1", "CA"),
        "10 Elm St, Reseda, CA": ("Reseda", "CA", None, "US"),
        "10 Elm St, Reseda, CA 91335": ("Reseda", "CA", "91335", "US"),
    }
    for line, expected in where.items():
        place = entry("Name|Full Address|Country", f"A|{line}|").location
        assert place is not None
        found = (place.city, place.region, place.postal_code, place.country)
        assert found == expected or (place.address == line and line.endswith("Reseda, CA"))


def test_what_is_said_of_a_place_lands_in_its_field() -> None:
    one = entry(
        "Name|Ages|Gender|Wheelchair Accessible|Languages Spoken|Last Verified|Status|Beds|E-mail",
        "A|18-24|Women|yes|English, Español|3/4/2026|Temporarily closed|2|a@example.org",
    )
    assert one.ages is not None
    assert (one.ages.min, one.ages.max) == (18, 24)
    assert (one.serves, one.access, one.languages) == (("women",), ("wheelchair",), ("en", "es"))
    assert one.verified is not None
    assert str(one.verified.on) == "2026-03-04"
    assert one.status is Status.TEMPORARILY_CLOSED
    assert one.openings is not None
    assert (one.openings.count, one.email) == (2, "a@example.org")


def test_an_unknown_word_is_kept_as_a_type_and_told_once() -> None:
    result = imported(table(["Name", "Types", "City"], ["A", "Kazoo", "X"], ["B", "Kazoo", "Y"]))
    assert [one.types for one in result.resources] == [("kazoo",), ("kazoo",)]
    assert sum("Kazoo" in problem for problem in told(result)) == 1


def test_columns_that_nobody_knows_or_that_name_people_are_left_out_and_told() -> None:
    result = imported("Name,City,Contact Name,Zzz\nHall,Reno,Example Person,secret\n")
    assert "Example Person" not in result.to_yaml()
    assert "secret" not in result.to_yaml()
    problems = told(result)
    assert any("Zzz" in problem for problem in problems)
    assert any("Contact Name" in problem for problem in problems)


def test_columns_are_named_by_the_operator() -> None:
    mapping = read_mapping("Bezeichnung=name,Wann=when,Notes=ignore")
    one = entry("Bezeichnung|Wann|Notes", "A|Mon 7pm|x", columns=mapping, kind="meeting")
    assert (one.name, len(one.schedule), one.description) == ("A", 1, None)
    assert read_mapping("Their title: name\nIhre Zeit: when\n") == {
        "Their title": "name",
        "Ihre Zeit": "when",
    }
    assert read_mapping('{"A, B": "name"}') == {"A, B": "name"}
    assert read_mapping("Zip, city=city, What: here=name") == {
        "Zip, city": "city",
        "What: here": "name",
    }


@pytest.mark.parametrize(
    ("mapping", "message"),
    [
        ({"Nowhere": "name"}, "no column “Nowhere”; there are: Name, City"),
        ({"Name": "nam"}, "no known kind of column; did you mean name?"),
    ],
)
def test_a_mapping_that_cannot_be_followed_says_why(mapping: dict[str, str], message: str) -> None:
    with pytest.raises(FeedError, match=message.replace("?", r"\?")):
        imported("Name,City\nA,Reno\n", columns=mapping)
    with pytest.raises(FeedError, match="write it like"):
        read_mapping("nonsense")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is empty"),
        (b" \r\n ", "is empty"),
        (b"<!DOCTYPE html><title>Sign in</title>", "is a web page “Sign in”"),
        (b"When,City\nMon 7pm,Reno\n", "no column is known for the name; there are: When, City"),
        (b'{"meetings": []}', "is JSON, not a table"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "is an old Excel file"),
        (b"%PDF-1.7", "is no table"),
        (b'Name,City\n"Hall,Reno\n' + b"a,b\n" * 500, "opens in line 2 is never closed"),
    ],
)
def test_what_is_no_list_is_refused_in_words(data: bytes, message: str) -> None:
    with pytest.raises(FeedError, match=message):
        imported(data)


def test_a_list_that_breaks_off_keeps_its_rows_and_says_so() -> None:
    result = imported('Name,City,Notes\nHall,Reno,"a ""b"""\nHut,Reno,"and th')
    assert [one.name for one in result.resources] == ["Hall", "Hut"]
    assert told(result) == ["the file breaks off inside a cell: the last row may not be whole"]
    assert told(imported('Name,City,Notes\nHall,Reno,5" pipe\n')) == []


def test_a_list_of_a_million_rows_is_refused() -> None:
    with pytest.raises(FeedError, match=f"more than {ROWS:,} rows"):
        imported(b"Name,City\n" + b"a,b\n" * 1_000_000)


def test_a_google_sheet_is_asked_for_as_csv() -> None:
    page = "https://docs.google.com/spreadsheets/d/abc_1-2/edit?usp=sharing#gid=7"
    assert sheet_address(page) == (
        "https://docs.google.com/spreadsheets/d/abc_1-2/export?format=csv&gid=7",
    )
    published = "https://docs.google.com/spreadsheets/d/e/2PACX/pub?output=csv"
    assert sheet_address(published) == (published,)
    assert sheet_address("https://example.org/list.csv") == ("https://example.org/list.csv",)


TSML = (
    "Name,Slug,Day,Time,End Time,Types,Location,Address,City,State,Postal Code,Country,"
    "Conference URL,Timezone,Updated,Contact 1 Name\n"
    'Noon Group,noon,Tuesday,12:00 PM,1:00 PM,"Open, Discussion",Hall,100 Main St,Seattle,WA,'
    "98101,USA,https://zoom.us/j/1,America/Los_Angeles,2026-01-02,Example Person\n"
    'Y Group,y-group,0,19:00,,"O,Y",,,,,,,https://zoom.us/j/2,America/Los_Angeles,,\n'
)


def test_a_google_sheet_in_the_columns_of_tsml_is_a_tsml_feed() -> None:
    result = import_documents("tsml", [Document("export?format=csv", TSML.encode())])
    noon, young = result.resources
    assert (noon.fellowship, noon.attend, noon.types) == (
        "aa", Attend.HYBRID, ("open", "discussion"),
    )  # fmt: skip
    assert [day.value for day in noon.schedule[0].days] == ["tue"]
    assert f"{noon.schedule[0].start:%H:%M}-{noon.schedule[0].end:%H:%M}" == "12:00-13:00"
    assert ([day.value for day in young.schedule[0].days], young.serves) == (["sun"], ("youth",))
    assert young.attend is Attend.ONLINE
    assert "Example Person" not in result.to_yaml()
    assert result.report.problems == []


def test_text_that_is_no_table_of_tsml_is_refused_as_before() -> None:
    for data in (b"hello, world\n1,2\n", b"name,x\n1,2\n", b"[{", b"PK\x03\x04 broken"):
        with pytest.raises(FeedError):
            import_documents("tsml", [Document("feed", data)])


_TARGETS = [line.split(":")[0] for line in NAMES.splitlines() if line and line[0] != " "]
_CELLS = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        ["yes", "no", "Mon 7pm", "9-5", "0", "-1", "Women", "https://zoom.us/j/1", "confidential",
         "555-555-0100", "AA", "Online", "2026-01-01", "24/7", "Spanish", "18+", "39.5", "1e999"]
    ),
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from(_TARGETS), min_size=1, max_size=12, unique=True),
    st.data(),
    st.sampled_from([None, "smart", "aa"]),
)
def test_any_text_in_any_column_is_imported_or_rejected(
    targets: list[str], data: st.DataObject, fellowship: str | None
) -> None:
    header = ["name", *targets]
    size = len(header)
    rows = data.draw(st.lists(st.lists(_CELLS, min_size=size, max_size=size), max_size=4))
    result = imported(_encoded([header, *rows]), fellowship=fellowship, timezone=None)
    report = result.report
    assert report.read == report.imported + report.rejected
    assert report.read <= len(rows) * 3
    assert read_catalog_text(result.to_yaml()).problems == ()


def _encoded(rows: list[list[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows(rows)
    return out.getvalue().encode("utf-8", "replace")


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_a_list_or_an_error_in_words(data: bytes) -> None:
    refusal, balance = "list.csv", 0
    try:
        report = imported(data).report
    except FeedError as error:
        refusal = str(error)
    else:
        balance = report.read - report.imported - report.rejected
    assert refusal.startswith("list.csv")
    assert balance == 0


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("Name|When|Day|Time", "Group|every other Thursday 6pm|Thursday|6pm"),
        ("Name|When|Frequency", "Group|Thursday 6pm|Biweekly"),
        ("Name|Thursday|Frequency", "Group|6pm|Every other week"),
        ("Name|Schedule|Hours", "Group|Mon 7pm except July|Mon 7pm"),
        ("Name|When|Frequency", "Group|Mon 7pm; Tue 8pm|Every other"),
        ("Name|Day|Time", "Group|Mon & Thu|7pm or 8pm"),
    ],
)
def test_one_cell_never_settles_what_another_one_limits(header: str, row: str) -> None:
    found = entry(header, row, kind="meeting")
    assert (found.schedule, found.by_appointment) == ((), True)
    assert found.description is not None
    assert found.description.startswith("Listed as “")


def test_a_rhythm_in_its_own_column_holds_for_every_time() -> None:
    found = entry("Name|When|Frequency", "Group|Mon 7pm; Tue 8pm|2nd & 4th", kind="meeting")
    assert [rule.weeks for rule in found.schedule] == [(2, 4), (2, 4)]


def test_times_in_two_cells_that_differ_are_both_told() -> None:
    result = imported("Name,Category,Day,Time,Hours\nDesk,Legal,Thursday,7pm,Mon-Fri 9-5\n")
    (one,) = result.resources
    assert (one.hours, one.description) == ("Mo-Fr 09:00-17:00", "Also listed: “Thursday 7pm”.")
    assert "other words about the times are kept in the description (Thursday 7pm)" in told(result)


def test_by_appointment_beside_days_and_times_is_kept() -> None:
    found = entry("Name|Category|Day|Time|Hours", "Desk|Legal|Thu|9am-5pm|by appointment")
    assert (found.hours, found.by_appointment) == ("Th 09:00-17:00", True)


def test_a_zone_behind_the_time_holds_for_what_meets_online() -> None:
    online = entry("Name|When|Link", "Group|Thu 7pm ET|https://zoom.us/j/1", kind="meeting")
    there = entry(
        "Name|When|Address|City|State|Latitude|Longitude",
        "Group|Thu 7pm ET|1 Main St|Los Angeles|CA|34.05|-118.24",
        kind="meeting",
    )
    assert (online.timezone, there.timezone) == ("America/New_York", "America/Los_Angeles")


@pytest.mark.parametrize(
    ("rows", "title"),
    [
        ("Desk,Legal,\nPantry,Food,\n", "Places from county"),
        ("Group,Meeting,Mon 7pm\n", "Meetings from county"),
        ("Group,Meeting,Mon 7pm\nDesk,Legal,\n", "Meetings and places from county"),
    ],
)
def test_a_list_without_a_name_is_called_after_what_is_in_it(rows: str, title: str) -> None:
    result = imported(f"Name,Category,When\n{rows}", name="county")
    assert result.settings.name == title


def test_hours_are_in_the_syntax_of_catalogs_only_with_two_digits_an_hour() -> None:
    exact = entry("Name|Category|Hours", "Pantry|Food|Mo-Fr 05:00-06:00")
    loose = entry("Name|Category|Hours", "Pantry|Food|Mo-Fr 5:00-6:00")
    assert (exact.hours, exact.description) == ("Mo-Fr 05:00-06:00", None)
    assert (loose.hours, loose.description) == (None, "Hours: Mo-Fr 5:00-6:00")


def test_a_place_that_is_closed_on_every_day_listed_says_so() -> None:
    found = entry("Name|Category|Monday|Tuesday", "Pantry|Food|Closed|Closed")
    assert (found.hours, found.description) == (None, "Hours: mon Closed; tue Closed")


def test_open_and_close_are_times_only_beside_each_other() -> None:
    both = entry("Name|Category|Days|Open|Close", "Pantry|Food|Mon-Fri|9:00 AM|5:00 PM")
    assert both.hours == "Mo-Fr 09:00-17:00"
    alone = imported("Name,When,Open\nGroup,Mon 7pm,yes\n", kind="meeting")
    assert [str(rule.start) for rule in alone.resources[0].schedule] == ["19:00:00"]
    assert "columns that are not known are left out: Open" in told(alone)
