"""What the example catalog promises to a visitor and to a volunteer who copies it."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import pytest
from pydantic import BaseModel

from directory import vocabulary
from directory.catalog.files import Catalog, read_catalog
from directory.model import (
    Ages,
    Attend,
    Closure,
    Cost,
    Kind,
    Location,
    Model,
    Online,
    Openings,
    PhoneLine,
    Resource,
    SessionRule,
    Settings,
    Status,
    Verified,
    Weekday,
)
from directory.places import gazetteer
from directory.places.distance import haversine_km

EXAMPLE = Path(__file__).parents[1] / "resources.yaml"

REAL_IDS = {
    "988-lifeline",
    "samhsa-helpline",
    "find-211",
    "find-aa",
    "find-na",
    "find-smart",
    "find-treatment",
    "find-oxford-house-vacancies",
    "find-oxford-house",
    "find-american-job-centers",
}
REAL_HOSTS = {
    "988lifeline.org",
    "www.samhsa.gov",
    "www.211.org",
    "www.aa.org",
    "na.org",
    "meetings.smartrecovery.org",
    "findtreatment.gov",
    "www.oxfordvacancies.com",
    "www.oxfordhouse.org",
    "www.careeronestop.org",
}
REAL_NUMBERS = {"988", "911", "211", "1-800-662-4357", "1-800-487-4889"}

UNKIND = re.compile(
    r"\b(addict\w*|alcoholics?|junk(ie|y)s?|abus\w+|clean|dirty|drunks?|users?|crazy|felons?"
    r"|convicts?|offenders?|inmates?|homeless|vagrants?|illegals?|victims?|handicapped"
    r"|suffer\w*|adict\w+|alcohólic\w+|drogadict\w+|vagabund\w+)\b",
    re.IGNORECASE,
)
"""Words that put a label on a person. Official names of real fellowships are not looked at."""

SOUTHERN_CALIFORNIA = {"latitude": (33.6, 34.8), "longitude": (-119.4, -117.1)}


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return read_catalog(EXAMPLE)


@pytest.fixture(scope="module")
def examples(catalog: Catalog) -> list[Resource]:
    return [r for r in catalog.resources if r.id not in REAL_IDS]


@pytest.fixture(scope="module")
def meetings(examples: list[Resource]) -> list[Resource]:
    return [r for r in examples if r.kind is Kind.MEETING]


def values(value: object) -> Iterator[BaseModel]:
    """The value itself and every model inside it."""
    if isinstance(value, BaseModel):
        yield value
        for field in type(value).model_fields:
            yield from values(getattr(value, field))
    elif isinstance(value, tuple):
        for item in value:
            yield from values(item)


def rules(resources: list[Resource]) -> list[SessionRule]:
    return [rule for r in resources for rule in r.schedule]


def numbers(resource: Resource) -> list[str]:
    found = [resource.phone, *(line.number for line in resource.phones)]
    found.append(resource.online.phone if resource.online else None)
    return [number for number in found if number]


def test_the_example_catalog_has_no_problem_at_all(catalog: Catalog) -> None:
    assert [str(problem) for problem in catalog.problems] == []


def test_at_least_150_made_up_entries_cover_every_kind(examples: list[Resource]) -> None:
    assert len(examples) >= 150
    kinds = Counter(r.kind for r in examples)
    assert all(kinds[kind] >= 2 for kind in Kind), kinds


@pytest.mark.parametrize(
    "model",
    [Resource, Location, Online, SessionRule, Closure, Ages, Openings, Verified, PhoneLine],
)
def test_every_field_of_the_format_is_shown_twice(
    model: type[Model], examples: list[Resource]
) -> None:
    used = Counter(
        field
        for resource in examples
        for value in values(resource)
        if type(value) is model
        for field in value.model_fields_set
    )
    assert {f: used[f] for f in model.model_fields if used[f] < 2} == {}


def test_every_setting_is_shown_but_what_each_place_has_of_its_own(catalog: Catalog) -> None:
    # A street map, names of a server; the harmless page follows from the country.
    own = {"basemap", "hosts", "leave"}
    assert set(Settings.model_fields) - catalog.settings.model_fields_set == own


def test_every_cost_status_and_way_to_attend_is_shown_twice(examples: list[Resource]) -> None:
    costs = Counter(r.cost for r in examples)
    states = Counter(r.status for r in examples)
    ways = Counter(r.attend for r in examples)
    assert all(costs[cost] >= 2 for cost in Cost), costs
    assert all(states[status] >= 2 for status in Status), states
    assert all(ways[way] >= 2 for way in Attend), ways


def test_closed_rooms_that_moved_online_and_that_did_not_are_both_shown(
    examples: list[Resource],
) -> None:
    paused = [r for r in examples if r.status is Status.TEMPORARILY_CLOSED]
    assert sum(r.attend is Attend.ONLINE for r in paused) >= 2
    assert sum(r.attend is None for r in paused) >= 2


def test_every_kind_of_repetition_is_shown(examples: list[Resource]) -> None:
    shown = rules(examples)
    for weeks in ((2, 4), (-1,), (1,)):
        assert any(rule.weeks == weeks for rule in shown), weeks
    assert sum(rule.every == 2 for rule in shown) >= 2
    assert sum(rule.date is not None for rule in shown) >= 2
    assert sum(rule.end is None for rule in shown) >= 2
    assert sum(rule.end is not None and rule.end <= rule.start for rule in shown) >= 2


@pytest.mark.parametrize(
    "pattern",
    [r"^24/7$", r"PH off", r"\d,\d\d:", r"20:00-07:00|18:00-07:00", r"[A-Z][a-z]{2}.*-Mar", r"\["],
)
def test_every_shape_of_opening_hours_is_shown_twice(
    pattern: str, examples: list[Resource]
) -> None:
    assert sum(bool(re.search(pattern, r.hours or "")) for r in examples) >= 2


def test_zones_other_than_the_directorys_belong_to_online_meetings(
    catalog: Catalog, examples: list[Resource]
) -> None:
    elsewhere = [r for r in examples if r.timezone not in (None, catalog.settings.timezone)]
    assert Counter(r.timezone for r in elsewhere) == {"America/New_York": 2, "Europe/London": 1}
    assert all(r.attend is Attend.ONLINE for r in elsewhere)


def test_checks_are_recent_ageing_old_and_missing(examples: list[Resource]) -> None:
    at = dt.date(2026, 11, 22)
    ages = Counter(
        "never" if r.verified is None else min((at - r.verified.on).days // 183, 2)
        for r in examples
    )
    assert all(ages[tier] >= 10 for tier in (0, 1, 2, "never")), ages
    assert all(r.verified.on <= at for r in examples if r.verified)


def test_a_meeting_can_be_found_on_every_weekday_from_morning_to_night(
    meetings: list[Resource],
) -> None:
    for day in Weekday:
        hours = {rule.start.hour for rule in rules(meetings) if day in rule.days}
        assert {7, 12, 17, 19, 22} <= hours, day


def test_most_meetings_go_on_without_an_end(meetings: list[Resource]) -> None:
    lasting = [m for m in meetings if any(r.days and not r.until for r in m.schedule)]
    assert len(lasting) >= 0.9 * len(meetings)


def test_every_fellowship_with_an_official_finder_has_many_meetings(
    meetings: list[Resource],
) -> None:
    count = Counter(m.fellowship for m in meetings)
    assert count["aa"] >= 60
    assert count["na"] >= 25
    assert count["smart"] >= 10
    assert all(m.fellowship for m in meetings)
    assert len(count) >= 12


def test_every_word_of_the_entries_has_a_label(catalog: Catalog) -> None:
    for r in catalog.resources:
        assert set(r.types) <= set(vocabulary.TYPES), r.id
        assert set(r.serves) <= set(vocabulary.SERVES), r.id
        assert set(r.access) <= set(vocabulary.ACCESS), r.id
        assert r.fellowship is None or r.fellowship in vocabulary.FELLOWSHIPS, r.id


def test_several_entries_are_in_spanish(examples: list[Resource]) -> None:
    assert sum("es" in r.languages[:1] for r in examples) >= 10


def test_several_meetings_share_one_building(meetings: list[Resource]) -> None:
    doors = Counter(m.location.address for m in meetings if m.location and m.location.address)
    assert sum(count >= 3 for count in doors.values()) >= 5


def test_the_notice_says_that_the_places_are_made_up(catalog: Catalog) -> None:
    assert "made-up" in (catalog.settings.notice or "")


def test_only_the_national_finders_and_help_lines_lead_to_the_real_world(
    catalog: Catalog, examples: list[Resource]
) -> None:
    assert {r.id for r in catalog.resources} >= REAL_IDS
    for r in catalog.resources:
        if r.id in REAL_IDS:
            assert (r.description or "").startswith("Real, national."), r.id
    links = re.findall(r"https?://[^\s\",\]}]+", EXAMPLE.read_text(encoding="utf-8"))
    hosts = {urlsplit(link).hostname or "" for link in links}
    invented = {h for h in hosts if h == "example.org" or h.endswith(".example.org")}
    assert hosts - invented == REAL_HOSTS
    for r in examples:
        for number in numbers(r):
            assert re.fullmatch(r"\+1 \d{3} 555 01\d\d", number), r.id
        assert r.email is None or r.email.endswith("@example.org"), r.id
    used = {n for r in catalog.resources if r.id in REAL_IDS for n in numbers(r)}
    used |= {line.phone for line in catalog.settings.helplines if line.phone}
    assert used == REAL_NUMBERS


def test_no_two_entries_share_a_made_up_number(examples: list[Resource]) -> None:
    count = Counter(number for r in examples for number in numbers(r))
    assert [number for number, times in count.items() if times > 1] == []


def test_people_come_first_in_every_sentence(examples: list[Resource]) -> None:
    for r in examples:
        words = [r.name, r.organization, r.description, r.requirements]
        words += [r.location.notes if r.location else None, r.online.notes if r.online else None]
        words += [rule.note for rule in r.schedule] + [c.note for c in r.closed]
        words += [r.openings.note if r.openings else None]
        found = UNKIND.search(" ".join(w for w in words if w))
        assert found is None, (r.id, found)


def test_every_pin_lies_in_southern_california(examples: list[Resource]) -> None:
    pins = 0
    for r in examples:
        if r.location is None or r.location.latitude is None:
            continue
        pins += 1
        for axis, (low, high) in SOUTHERN_CALIFORNIA.items():
            assert low <= getattr(r.location, axis) <= high, r.id
    assert pins >= 150


def test_every_pin_lies_near_its_postal_code_and_every_town_is_known(
    examples: list[Resource],
) -> None:
    places = gazetteer()
    for r in examples:
        where = r.location
        if where is None:
            continue
        assert places.locate(city=where.city, region="CA", country="US"), r.id
        if where.latitude is not None and where.longitude is not None:
            middle = places.locate(postal_code=where.postal_code, country="US")
            assert middle is not None, r.id
            far = haversine_km(*middle, np.array([where.latitude]), np.array([where.longitude]))
            # Postal codes at the edge of the desert are 30 km wide.
            assert far[0] < 20, (r.id, far[0])


def test_a_confidential_place_gives_no_more_than_its_city_even_in_the_file() -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    places = re.findall(r"    location:\n((?: {6}.*\n)+)", text)
    secret = [place for place in places if "confidential: true" in place]
    assert len(secret) >= 2
    for place in secret:
        assert set(re.findall(r"^ {6}(\w+):", place, re.MULTILINE)) == {
            "city",
            "region",
            "confidential",
        }


def test_the_first_line_points_an_editor_to_the_schema() -> None:
    first = EXAMPLE.read_text(encoding="utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=docs/catalog.schema.json"
