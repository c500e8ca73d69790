"""Types, texts, contacts, dates and ids of TSML rows."""

from __future__ import annotations

import datetime as dt

import pytest
from feed_rows import entry, imported, repairs, row

from directory.feeds import Document, FeedError, import_documents
from directory.feeds.tsml_codes import codes
from directory.vocabulary import ACCESS, SERVES, TYPES


def test_the_87_codes_of_the_specification_are_known() -> None:
    text = """11 12x12 A ABSI AF AL AL-AN AM AR ASL B BA BE BG BI BRK C CAN CF D DA DB DD DE DR EL
    EN FA FI FF FR G GR H HE HI HR HU IS ITA JA KA KOR L LGBTQ LIT LS LT M MED ML MT N NB NDG NE NL
    NO O OUT P POA POC POL POR PUN RUS S SEN SK SL SM SP ST SV T TC TH TL TR TUR UK W X XB XT Y"""
    specified = text.split()
    assert len(specified) == 87
    assert set(specified) - set(codes("aa")) == {"TC"}


@pytest.mark.parametrize(
    "fellowship",
    ["aa", "al-anon", "na", "oa", "aca", "coda", "ma", "ga", "slaa", "recovery-dharma", "other"],
)
def test_every_code_means_a_known_word(fellowship: str) -> None:
    known = {"types": TYPES, "serves": SERVES, "access": ACCESS}
    for code in codes(fellowship).values():
        for field, slug in code.meaning:
            assert field == "languages" or slug in known[field], code


def test_codes_become_types_people_access_and_languages() -> None:
    resource = entry(types=["O", "D", "SP", "W", "LGBTQ", "X", "BA", "S", 11])
    assert resource.types == ("open", "discussion", "speaker", "eleventh-step")
    assert resource.serves == ("women", "lgbtq")
    assert resource.access == ("wheelchair", "childcare")
    assert resource.languages == ("es",)


def test_codes_belong_to_a_fellowship() -> None:
    alateen = imported(row(types=["Y"]), fellowship="al-anon").resources[0]
    assert entry(types=["Y"]).serves == ("youth",)
    assert (alateen.types, alateen.serves) == (("alateen",), ("teens",))
    assert imported(row(types=["BT"]), fellowship="na").resources[0].types == ("basic-text",)


@pytest.mark.parametrize(
    "types",
    [["O", "W"], "O,W", "O; W", ["o", "w"], ["Open", "Women"], {"0": "O", "3": "W"}, ["O, W"]],
)
def test_types_are_understood_however_they_are_written(types: object) -> None:
    resource = entry(types=types)
    assert (resource.types, resource.serves) == (("open",), ("women",))
    assert repairs(types=types) == []


@pytest.mark.parametrize("types", [None, [], "", ..., [None], ["ONL"], ["onl", "None"]])
def test_types_may_be_missing(types: object) -> None:
    assert entry(types=types).types == ()
    assert repairs(types=types) == []


def test_a_misspelt_code_is_mended_when_only_one_is_near() -> None:
    assert entry(types=["ASBI"]).types == ("as-bill-sees-it",)
    assert entry(types=["Discusion"]).types == ("discussion",)
    assert len(repairs(types=["ASBI"])) == 1


@pytest.mark.parametrize("types", ["SP+D", ["SP+D"], "SP D", ["sp/d"], "SP & D"])
def test_codes_joined_in_one_text_are_read_when_each_is_known(types: object) -> None:
    assert entry(types=types).types == ("speaker", "discussion")
    assert entry(types="SP+QQ").types == ("sp-qq",)


def test_open_and_closed_in_one_code_is_neither() -> None:
    assert entry(types="C+O").types == ()


def test_a_field_of_the_feeds_own_is_told_once_and_emptiness_is_not() -> None:
    rows = [row(slug=str(n), append=append) for n, append in enumerate(["", "BB", "LIT"])]
    (problem,) = imported(*rows).report.problems
    assert (problem.row, problem.problem) == (
        2,
        "a field of the feed's own is not taken over (append)",
    )


def test_a_second_address_or_website_is_told() -> None:
    assert repairs(email="a@example.org", group_email="b@example.org") == [
        "only the first e-mail address is kept (b@example.org)"
    ]
    assert repairs(email="a@example.org, b@example.org") == [
        "only the first e-mail address is kept (a@example.org, b@example.org)"
    ]
    assert repairs(website="https://a.example.org", website_2="https://b.example.org") == [
        "only the first website is kept (https://b.example.org)"
    ]


def test_a_spreadsheet_with_too_few_columns_says_which_a_list_has() -> None:
    sheet = Document("list.csv", b"Name,Day\nSunrise,Monday\n")
    with pytest.raises(FeedError, match=r"list\.csv: has too few columns .* Name, Day, Time"):
        import_documents("tsml", [sheet])
    page = Document("list.csv", b"<html><title>Sign in</title>")
    with pytest.raises(FeedError, match="is a web page “Sign in”"):
        import_documents("tsml", [page])


def test_an_unknown_code_is_kept_and_told_once() -> None:
    result = imported(row(types=["1H"], slug="a"), row(types=["1H", "O"], slug="b"))
    assert [resource.types for resource in result.resources] == [("1h",), ("1h", "open")]
    told = [problem for problem in result.report.problems if "1H" in problem.problem]
    assert [problem.row for problem in told] == [1]
    assert "2 rows" in told[0].problem


def test_a_meeting_listed_as_open_and_closed_gets_neither() -> None:
    assert entry(types=["C", "O", "D"]).types == ("discussion",)
    assert len(repairs(types=["C", "O", "D"])) == 1


def test_html_becomes_plain_text_with_line_breaks() -> None:
    resource = entry(
        name="Women&#8217;s <b>Step</b> &amp; Coffee",
        notes="Ring the bell.<br/>Upstairs.<p>See <a href='https://example.org/x'>here</a></p>"
        "<script>alert(1)</script>R&D&notes, 3 < 4, <office@example.org>",
        location_notes="Back&nbsp;door\r\n\r\n\r\n\r\nRoom 2",
    )
    assert resource.name == "Women’s Step & Coffee"
    assert resource.description == (
        "Ring the bell.\nUpstairs.\nSee here (https://example.org/x)\n"
        "R&D&notes, 3 < 4, <office@example.org>"
    )
    assert resource.location is not None
    assert resource.location.notes == "Back door\n\nRoom 2"


def test_several_phones_in_one_field_become_several_numbers() -> None:
    resource = entry(phone="555-555-0101, 555-555-0102 or 555-555-0103")
    assert resource.phone == "555-555-0101"
    assert [line.number for line in resource.phones] == ["555-555-0102", "555-555-0103"]
    assert entry(phone="+1 555 555 0101,,123#").phone == "+1 555 555 0101,,123#"


def test_the_office_of_the_list_can_be_called() -> None:
    (line,) = entry(entity="Example Intergroup", entity_phone="+1-555-555-0100").phones
    assert (line.number, line.label) == ("+1-555-555-0100", "Example Intergroup")


def test_names_and_numbers_of_single_members_are_never_taken() -> None:
    member = {
        "contact_1_name": "Jane Q",
        "contact_1_phone": "555-555-0199",
        "contact_1_email": "jane@example.org",
        "venmo": "@group",
        "paypal": "group",
    }
    text = entry(**member).model_dump_json()
    assert not any(value in text for value in ("Jane", "0199", "jane@", "@group"))


def test_a_value_that_is_no_address_or_number_is_left_out_and_told() -> None:
    assert entry(email="not an address").email is None
    assert entry(phone="call us").phone is None
    assert len(repairs(email="not an address", phone="call us")) == 2


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2025-07-21 20:18:14", dt.date(2025, 7, 21)),
        ("2025-07-21T20:18:14Z", dt.date(2025, 7, 21)),
        ("2025-07-21T23:30:00-05:00", dt.date(2025, 7, 22)),
        ("07/21/2025", dt.date(2025, 7, 21)),
        ("21/07/2025 08:00", dt.date(2025, 7, 21)),
        ("7/21/25", dt.date(2025, 7, 21)),
        ("Mon, 21 Jul 2025 20:18:14 GMT", dt.date(2025, 7, 21)),
        ("July 21, 2025", dt.date(2025, 7, 21)),
        (1753128000, dt.date(2025, 7, 21)),
        ("2025-07-21", dt.date(2025, 7, 21)),
    ],
)
def test_updated_is_understood_in_every_form(written: object, expected: dt.date) -> None:
    assert entry(updated=written).updated == expected


def test_updated_that_is_no_date_is_left_out() -> None:
    assert entry(updated="0000-00-00 00:00:00").updated is None
    assert repairs(updated="0000-00-00 00:00:00") == []
    assert entry(updated="yesterday").updated is None
    assert len(repairs(updated="yesterday")) == 1


def test_day_and_month_are_read_as_the_country_writes_them() -> None:
    british = entry(updated="03/04/2025", formatted_address="1 High St, Lewes BN7 2AA, UK")
    assert british.updated == dt.date(2025, 4, 3)
    assert entry(updated="03/04/2025").updated == dt.date(2025, 3, 4)


def test_a_row_keeps_where_it_comes_from() -> None:
    resource = entry(url="https://example.org/meetings/sunrise", group="Sunrise Group", slug=254)
    assert (resource.id, resource.source_id) == ("254", "254")
    assert resource.source == "https://example.org/meetings/sunrise"
    assert resource.organization == "Sunrise Group"


def test_a_missing_name_is_taken_from_group_or_place_and_told() -> None:
    assert entry(name="", group="Sunrise Group").name == "Sunrise Group"
    assert entry(name=..., location="Elm Church").name == "Elm Church"
    assert len(repairs(name=None, group="Sunrise Group")) == 1
    assert imported(row(name="  ")).report.rejected == 1


def test_repeated_slugs_get_ids_of_their_own_whatever_the_order_of_the_rows() -> None:
    rows = [row(day=1), row(day=2), row(day=2, name="Other"), row(slug="sunrise-tue-1900", day=3)]
    one, other = imported(*rows), imported(*reversed(rows))
    ids = [resource.id for resource in one.resources]
    assert len(set(ids)) == 4
    assert ids[0] == "sunrise-mon-1900"
    assert ids[3] == "sunrise-tue-1900"
    assert {r.id for r in other.resources} == set(ids)
    assert {r.source_id for r in one.resources} == {"sunrise", "sunrise-tue-1900"}


@pytest.mark.parametrize(
    ("slug", "expected"),
    [("Café_Olé!", "cafe-ole"), ("a--b", "a-b"), (7.0, "7"), ("sunrise 2", "sunrise-2")],
)
def test_an_id_is_made_of_the_slug(slug: object, expected: str) -> None:
    assert entry(slug=slug).id == expected


def test_an_id_is_made_even_where_no_letter_is_latin_or_the_slug_is_missing() -> None:
    assert entry(slug="встреча").id == entry(slug="встреча").id != entry(slug="собрание").id
    assert entry(slug=..., id=77).id == "77"
    assert entry(slug=...).id == "sunrise-mon-1900"
    assert len(entry(slug="x" * 5000).id) <= 200


def test_column_titles_of_a_spreadsheet_are_keys_too() -> None:
    (resource,) = imported(
        {"Name": "Sunrise", "Slug": "s", "Day": "Monday", "Time": "7 PM", "End Time": "8 PM"}
    ).resources
    assert resource.schedule[0].end == dt.time(20)


def test_a_hostile_text_does_not_hold_up_an_import() -> None:
    for unit in ("1st Sunday, ", "<a href='https://example.org'>", "<", "first and ", "&amp;"):
        text = unit * (100_000 // len(unit))
        assert entry(name="Sunrise", notes=text, day=0).schedule[0].weeks == ()
