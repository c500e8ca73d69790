"""Published answers of BMLT servers: every row accounted for, on its day and in its place."""

from __future__ import annotations

import datetime as dt
import json
from functools import lru_cache
from typing import Any

import pytest
from bmlt_rows import FEEDS, answer

from directory.catalog.files import read_catalog_text
from directory.feeds import ImportResult, import_feed
from directory.model import Attend, Resource, Status
from directory.query import parse_link
from directory.search import search
from directory.snapshot import build_snapshot

COUNTS = {
    "new-york-results.json": 1513,
    "aggregator-00.json": 37,
    "aggregator-01.json": 10,
    "aggregator-02.json": 12,
    "aggregator-08.json": 7,
}
DAYS = ("", "sun", "mon", "tue", "wed", "thu", "fri", "sat")


@lru_cache(maxsize=8)
def result_of(name: str) -> ImportResult:
    return import_feed("bmlt", str(answer(name)))


def pairs(name: str) -> list[tuple[dict[str, Any], Resource]]:
    data = json.loads(answer(name).read_text("utf-8"))
    rows = data["meetings"] if isinstance(data, dict) else data
    return list(zip(rows, result_of(name).resources, strict=True))


def number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


@pytest.mark.parametrize(("name", "rows"), COUNTS.items())
def test_every_meeting_of_a_server_is_accounted_for(name: str, rows: int) -> None:
    report = result_of(name).report
    assert (report.read, report.imported, report.rejected) == (rows, rows, 0)
    assert report.repaired <= max(2, rows // 25)


@pytest.mark.parametrize("name", COUNTS)
def test_every_meeting_is_on_its_day_at_its_time_and_as_long_as_it_says(name: str) -> None:
    for raw, resource in pairs(name):
        assert resource.source_id == raw["id_bigint"]
        assert resource.id == f"bmlt-{raw['id_bigint']}"
        assert resource.name == " ".join(raw["meeting_name"].split())
        (rule,) = resource.schedule
        assert [day.value for day in rule.days] == [DAYS[int(raw["weekday_tinyint"])]]
        assert (rule.weeks, rule.every) == ((), 1)
        assert f"{rule.start:%H:%M:%S}" == raw["start_time"]
        hours, minutes, _ = map(int, raw["duration_time"].split(":"))
        assert rule.minutes == hours * 60 + minutes


@pytest.mark.parametrize("name", COUNTS)
def test_every_room_is_where_the_server_says_and_no_online_meeting_has_a_pin(name: str) -> None:
    for raw, resource in pairs(name):
        location = resource.location
        assert location is not None
        # One row has neither nation nor state.
        stated = raw["location_nation"] or raw["location_province"]
        assert location.country == ("US" if stated else None)
        online_only = resource.attend is Attend.ONLINE and resource.status is Status.ACTIVE
        here = number(raw["latitude"]), number(raw["longitude"])
        if online_only or None in here:
            assert (location.latitude, location.longitude) == (None, None)
        else:
            assert (location.latitude, location.longitude) == here
        if online_only:
            assert location.approximate
            assert location.address is None
        else:
            assert location.address == (" ".join(raw["location_street"].split()) or None)
            assert location.name == (" ".join(raw["location_text"].split()) or None)
            assert not location.approximate
        town = raw["location_municipality"] or raw["location_city_subsection"]
        assert (location.city or "") == " ".join((town or raw["location_neighborhood"]).split())
        if None not in here:
            assert resource.timezone in ("America/New_York", "America/Chicago")


@pytest.mark.parametrize("name", COUNTS)
def test_attendance_follows_from_venue_type_formats_and_link(name: str) -> None:
    for raw, resource in pairs(name):
        keys = set(raw.get("formats", "").split(","))
        joins = bool(raw.get("virtual_meeting_link"))
        venue = raw.get("venue_type") or ""
        if venue == "2" or (not venue and "VM" in keys):
            expected = Attend.ONLINE
        elif venue == "3" or (not venue and ("HY" in keys or joins)):
            expected = Attend.HYBRID
        else:
            expected = Attend.IN_PERSON
        assert resource.attend is expected, raw["id_bigint"]
        closed = resource.status is Status.TEMPORARILY_CLOSED
        assert closed is ("TC" in keys), raw["id_bigint"]


@pytest.mark.parametrize("name", COUNTS)
def test_the_catalog_of_a_server_reads_back_the_same_without_a_problem(name: str) -> None:
    result = result_of(name)
    catalog = read_catalog_text(result.to_yaml())
    assert catalog.problems == ()
    assert catalog.resources == result.resources
    assert catalog.settings == result.settings
    snapshot = build_snapshot(catalog)
    query, ignored = parse_link("attend=online")
    assert not ignored
    at = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
    for hit in search(snapshot, query, at=at):
        if hit.resource.attend is Attend.ONLINE:
            assert (hit.latitude, hit.longitude) == (None, None)


def test_the_coordinates_of_a_state_are_in_it() -> None:
    for _, resource in pairs("new-york-results.json"):
        location = resource.location
        assert location is not None
        if location.latitude is not None and location.longitude is not None:
            assert 40 < location.latitude < 46
            assert -80 < location.longitude < -71


def test_the_buses_and_trains_of_a_city_are_kept_and_what_is_none_is_told() -> None:
    filled = {
        raw["id_bigint"]: resource
        for raw, resource in pairs("new-york-results.json")
        if raw["bus_lines"] or raw["train_lines"]
    }
    named = {id: one.location.transit for id, one in filled.items() if one.location}
    assert (len(filled), sum(map(bool, named.values()))) == (30, 27)
    assert sum(len(lines) for lines in named.values()) == 48
    # Two postal codes and an address are no lines.
    assert {id for id, lines in named.items() if not lines} == {"1163", "748", "400"}
    assert named["2357"] == ("Bus 59, 79", "Train SIRR")
    assert not any("#@" in line for lines in named.values() for line in lines)


def test_formats_of_a_server_are_known_by_their_world_codes() -> None:
    result = result_of("aggregator-02.json")
    by_id = {resource.source_id: resource for resource in result.resources}
    assert by_id["1792"].types == ("closed",)
    assert by_id["1792"].serves == ("women",)
    assert by_id["2341"].access == ("wheelchair",)
    assert set(by_id["2341"].types) == {"open", "step-study", "traditions"}
    # "Face 2 Face" has no world code, and says no more than the venue.
    assert by_id["3704"].types == ("open", "basic-text")


def test_a_folder_gives_names_of_areas_help_lines_and_pages() -> None:
    answer("new-york-service-bodies.json")
    result = import_feed("bmlt", str(FEEDS))
    total = sum(COUNTS.values())
    assert (result.report.read, len({r.id for r in result.resources})) == (total, total - 17)
    again = [p for p in result.report.problems if p.action == "rejected"]
    assert {problem.reason for problem in again} == {"the same meeting is in the feed already"}
    bodies = json.loads(answer("new-york-service-bodies.json").read_text("utf-8"))
    pages = {body["name"]: body["url"] for body in bodies if "://" in body["url"]}
    known = [r for r in result.resources if r.organization in pages]
    assert len(known) > 800
    assert all(resource.source == pages[resource.organization or ""] for resource in known)
    assert result.settings.name == "Greater New York Region"
