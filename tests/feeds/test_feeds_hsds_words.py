"""What HSDS says of a service besides its times: place, cost, whom it is for, how to reach it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hsds_feeds import at, entry, repairs, service

from directory import vocabulary
from directory.feeds import hsds_codes
from directory.model import Attend, Resource, Status


def placed(**values: Any) -> Resource:
    return entry(at(values))


def test_a_physical_address_is_a_door() -> None:
    resource = placed(latitude="39.8", longitude=-89.65)
    location = resource.location
    assert location is not None
    assert (location.name, location.address, location.city) == (
        "Town Hall",
        "100 Main St",
        "Springfield",
    )
    assert (location.region, location.postal_code, location.country) == ("IL", "62701", "US")
    assert (location.latitude, location.longitude) == (39.8, -89.65)
    assert resource.attend is Attend.IN_PERSON


@pytest.mark.parametrize(
    "address",
    [
        {"address_1": "100 Main St", "city": "Reno", "address_type": "postal"},
        {"address_1": "100 Main St", "city": "Reno", "address_type": "mailing"},
        {"address_1": "P.O. Box 12", "city": "Reno", "address_type": "physical"},
        {"city": "Reno", "address_type": "physical"},
    ],
)
def test_a_postal_address_or_a_town_alone_is_no_door(address: dict[str, str]) -> None:
    resource = placed(addresses=[address])
    assert resource.location is not None
    assert resource.location.approximate
    assert (resource.location.address, resource.location.city) == (None, "Reno")
    assert resource.attend is None


def test_of_a_postal_and_a_physical_address_the_physical_one_is_shown() -> None:
    resource = placed(
        addresses=[
            {"address_1": "PO Box 1", "address_type": "postal"},
            {"address_1": "2 Elm St", "address_2": "Floor 3", "address_type": "physical"},
        ]
    )
    assert resource.location is not None
    assert resource.location.address == "2 Elm St, Floor 3"


@pytest.mark.parametrize(
    "values",
    [
        {"name": "Confidential location"},
        {"addresses": [{"address_1": "Confidential", "city": "Reno", "postal_code": "89501"}]},
        {"addresses": [{"address_1": "9 Elm St", "address_2": "(undisclosed)", "city": "Reno"}]},
    ],
)
def test_an_address_that_is_said_to_be_confidential_is_kept_back(values: dict[str, Any]) -> None:
    resource = placed(latitude=39.5, longitude=-119.8, transportation="Bus 9 stops", **values)
    location = resource.location
    assert location is not None
    assert location.confidential
    shown = (
        location.name,
        location.address,
        location.postal_code,
        location.latitude,
        location.notes,
    )
    assert shown == (None,) * 5
    assert location.transit == ()


def test_how_to_get_there_by_bus_or_train_is_kept_apart_from_the_way_to_the_door() -> None:
    location = placed(
        latitude=39.5, longitude=-119.8, description="Side door",
        transportation="Bus 9 stops outside.<br>Main Street Metro, 5 blocks",
    ).location  # fmt: skip
    assert location is not None
    assert location.notes == "Side door"
    assert location.transit == ("Bus 9 stops outside.", "Main Street Metro, 5 blocks")


def test_a_virtual_place_is_online_and_has_no_pin() -> None:
    resource = placed(
        location_type="virtual", url="https://meet.example.org/desk", latitude=1, longitude=1
    )
    assert (resource.location, resource.attend) == (None, Attend.ONLINE)
    assert resource.online is not None
    assert resource.online.url == "https://meet.example.org/desk"


def test_a_video_link_of_a_service_is_a_way_to_join() -> None:
    resource = entry(at(url="https://zoom.us/j/5550100"))
    assert (resource.attend, resource.website) == (Attend.HYBRID, None)


@pytest.mark.parametrize(
    ("written", "status"),
    [
        ("active", Status.ACTIVE),
        ("Inactive", Status.CLOSED),
        ("defunct", Status.CLOSED),
        ("temporarily closed", Status.TEMPORARILY_CLOSED),
        ("temporarily_closed", Status.TEMPORARILY_CLOSED),
        ("sleeping", Status.ACTIVE),
        (None, Status.ACTIVE),
    ],
)
def test_the_status_is_the_services(written: str | None, status: Status) -> None:
    assert entry(service(status=written)).status is status
    known = written != "sleeping"
    told = "the status is not known, and is left out (sleeping)"
    assert repairs(service(status=written)) == ([] if known else [told])


def test_an_assured_date_is_a_check_and_a_change_is_an_edit() -> None:
    resource = entry(
        service(
            assured_date="2026-10-01",
            assurer_email="someone@example.org",
            last_modified="2026-03-15T10:30:45.123Z",
        )
    )
    assert resource.verified is not None
    assert (resource.verified.on, resource.verified.by) == (dt.date(2026, 10, 1), "feed")
    assert resource.updated == dt.date(2026, 3, 15)
    assert "someone" not in str(resource.entry())


@pytest.mark.parametrize(
    ("values", "cost"),
    [
        ({"fees": "Free"}, "free"),
        ({"fees": "No cost."}, "free"),
        ({"fees_description": "Free of charge", "fees": "fees_description"}, "free"),
        ({"fees": "Free for members, $5 for others"}, None),
        ({"fees": "Free, but donations are welcome"}, None),
        ({"fees": "Sliding scale"}, "sliding-scale"),
        ({"fees": "$20"}, "paid"),
        ({"cost_options": [{"amount": 0}]}, "free"),
        ({"cost_options": [{"amount": "35"}, {"amount": 10}]}, "paid"),
        ({"cost_options": [{"amount": 0}, {"amount": 10}]}, "varies"),
        ({"cost_options": [{"amount": 5, "valid_to": "2022-12-31"}]}, None),
        ({"cost_options": [{"amount": 5}], "fees": "Free"}, None),
        ({"cost_options": [{"amount": "ask"}]}, None),
    ],
)
def test_the_cost_is_told_where_the_words_leave_no_doubt(
    values: dict[str, Any], cost: str | None
) -> None:
    resource = entry(service(**values))
    assert resource.cost == cost
    if "fees" in values and values["fees"] != "fees_description":
        assert f"Cost: {values['fees']}" in (resource.description or "")


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ({"name": "Food Pantry"}, "food"),
        ({"name": "Emergency Shelter"}, "housing"),
        ({"name": "Animal Shelter"}, "other"),
        ({"name": "Fair Housing Project"}, "other"),
        ({"name": "Housing Law Clinic"}, "other"),
        ({"name": "Job Training"}, "employment"),
        ({"name": "Mental Health Services"}, "health"),
        ({"name": "Detox Unit"}, "treatment"),
        ({"name": "Bus Passes"}, "transport"),
        ({"name": "Legal Aid"}, "legal"),
        ({"name": "Teen Hotline"}, "helpline"),
        ({"name": "Community Desk"}, "other"),
        ({"attributes": [{"taxonomy_term": {"name": "Day", "code": "RX-8450.1000"}}]}, "treatment"),
        ({"attributes": [{"taxonomy_term": {"name": "Food Banks"}}]}, "food"),
        ({"attributes": [{"taxonomy_term": 7}, 8]}, "other"),
    ],
)  # fmt: skip
def test_the_kind_is_deduced_only_where_certain(values: dict[str, Any], kind: str) -> None:
    assert entry(service(**values)).kind == kind
    assert entry(service(**values), kind="health").kind == "health"


def test_taxonomy_terms_are_types_under_our_word_or_their_own() -> None:
    terms = [{"taxonomy_term": {"name": name}} for name in ("Food Pantries", "Tax Help")]
    value = service(attributes=terms)
    assert entry(value).types == ("food-pantry", "tax-help")
    told = "a type code that the format does not define, kept as a type (Tax Help, in 1 row)"
    assert repairs(value) == [told]
    assert set(hsds_codes.TYPES.values()) <= vocabulary.TYPES.keys()
    assert set(hsds_codes.SERVES.values()) <= vocabulary.SERVES.keys()
    assert set(hsds_codes.ACCESS.values()) <= vocabulary.ACCESS.keys()


def test_phones_have_extensions_labels_and_text_lines_and_faxes_are_left_out() -> None:
    resource = entry(
        service(
            phones=[
                {"number": "555-0101", "type": "fax"},
                {"number": "555-0102", "type": "tty"},
                {"number": "555-0103", "type": "text", "description": "Text us"},
                {"number": '"+1 555 555 0104"', "extension": 12, "type": "voice"},
                {"number": "no phone"},
                {"number": "555-0105; 555-0106", "description": "Intake"},
            ]
        )
    )
    assert resource.phone == "+1 555 555 0104 ext. 12"
    assert [(line.number, line.label, line.text) for line in resource.phones] == [
        ("555-0102", "TTY", False),
        ("555-0103", "Text us", True),
        ("555-0105", "Intake", False),
        ("555-0106", "Intake", False),
    ]


def test_the_providers_phone_stands_in_only_where_there_is_no_nearer_one() -> None:
    provider = {
        "name": "Helping Hands",
        "phones": [{"number": "555-0100"}],
        "email": "a@example.org",
    }
    assert entry(service(organization=provider)).phone == "555-0100"
    near = entry(service(organization=provider, phones=[{"number": "555-0101"}]))
    assert (near.phone, near.phones, near.email) == ("555-0101", (), "a@example.org")


def test_names_and_numbers_of_single_people_are_not_taken_over() -> None:
    person = {"name": "Pat Example", "email": "pat@example.org", "phones": [{"number": "555-0199"}]}
    text = str(entry(at({"contacts": [person]}, contacts=[person])).entry())
    assert "Pat" not in text
    assert "pat@" not in text
    assert "0199" not in text


def test_how_to_get_in_says_how_to_apply_for_whom_and_what_to_bring() -> None:
    resource = entry(
        service(
            application_process="<p>Call first.</p>",
            eligibility_description="Seniors",
            required_documents=[{"document": "ID card"}, {"document": "Proof of address"}],
            minimum_age="60.0",
            maximum_age=999,
        )
    )
    assert (
        resource.requirements == "Call first.\n\nFor: Seniors\n\nBring: ID card; Proof of address"
    )
    assert resource.serves == ("seniors",)
    assert resource.ages is not None
    assert (resource.ages.min, resource.ages.max) == (60, None)


def test_free_places_are_openings_as_of_their_oldest_date() -> None:
    beds = {"available": 2, "maximum": 8, "updated": "2026-11-20T08:00:00Z", "description": "Beds"}
    found = entry(service(capacities=[beds, beds | {"available": "1", "updated": "2026-11-18"}]))
    assert found.openings is not None
    assert (found.openings.count, found.openings.note) == (3, "Beds")
    assert found.openings.on == dt.date(2026, 11, 18)
    rooms = entry(service(capacities=[beds, beds | {"description": "Rooms"}])).openings
    assert rooms is not None
    assert (rooms.count, rooms.note) == (None, "Beds: 2; Rooms: 2")
    assert entry(service(capacities=[beds | {"available": "some"}])).openings is None
    assert entry(service(capacities=[beds | {"available": None}, {}])).openings is None


def test_descriptions_are_text_without_markup() -> None:
    resource = entry(service(description="<p>Hot&nbsp;meals</p><script>x()</script>&amp; more"))
    assert resource.description == "Hot meals\n& more"


@pytest.mark.parametrize(
    ("rows", "languages", "access"),
    [
        ([{"code": "es"}, {"code": "spa"}, {"name": "Spanish"}], ("es",), ()),
        ([{"name": "Urdu", "code": "ur"}], ("ur",), ()),
        ([{"language": "English, Vietnamese"}], ("en", "vi"), ()),
        ([{"code": "ase"}], (), ("asl",)),
        ([{"name": "American Sign Language"}], (), ("asl",)),
        ([{"name": "Klingonish"}], (), ()),
    ],
)
def test_languages_are_known_by_code_and_name(
    rows: list[dict[str, str]], languages: tuple[str, ...], access: tuple[str, ...]
) -> None:
    resource = entry(service(languages=rows))
    assert (resource.languages, resource.access) == (languages, access)


@pytest.mark.parametrize(
    ("text", "access"),
    [
        ("Wheelchair access on all levels. Induction loop.", ("wheelchair", "hearing-loop")),
        ("No wheelchair access", ()),
        ("The lift is not for wheelchairs", ()),
        ("ASL interpreters on site", ("asl",)),
        ("disabled_parking", ("accessible-parking",)),
        ("Braille signs; elevator", ("braille", "elevator")),
    ],
)
def test_access_is_promised_only_where_the_words_promise_it(
    text: str, access: tuple[str, ...]
) -> None:
    resource = placed(accessibility=[{"description": text}])
    assert resource.access == access
    assert resource.location is not None
    assert text in (resource.location.notes or "")


def test_a_service_without_a_name_takes_its_other_one_or_is_left_out() -> None:
    assert entry(service(name="", alternate_name="The Desk")).name == "The Desk"
    assert repairs(service(name=...)) == ["the service has no name (s1)"]
