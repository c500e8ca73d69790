"""The published TSML feeds: every row accounted for, on its day and time, with its attendance."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from feed_rows import raw_rows, real_feed

from directory.catalog.files import read_catalog_text
from directory.feeds import FeedError, ImportResult, import_feed
from directory.model import Attend, Resource, Status

COUNTS = {
    "seattle-2025.json": 1660,
    "philadelphia.json": 2038,
    "kansas-city.json": 206,
    "sussex-uk.json": 123,
}
DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")


@lru_cache(maxsize=8)
def result_of(path: Path) -> ImportResult:
    return import_feed("tsml", str(path))


def pairs(name: str) -> list[tuple[dict[str, Any], Resource]]:
    path = real_feed(name)
    return list(zip(raw_rows(path), result_of(path).resources, strict=True))


@pytest.mark.parametrize(("name", "rows"), COUNTS.items())
def test_every_row_of_a_published_feed_is_accounted_for(name: str, rows: int) -> None:
    report = result_of(real_feed(name)).report
    assert (report.read, report.imported, report.rejected) == (rows, rows, 0)
    assert 0 <= report.repaired <= rows // 30


@pytest.mark.parametrize("name", COUNTS)
def test_every_row_is_on_its_day_and_time(name: str) -> None:
    for raw, resource in pairs(name):
        assert resource.source_id == str(raw["slug"])
        if "day" not in raw:
            assert resource.by_appointment
            assert not resource.schedule
            continue
        (rule,) = resource.schedule
        assert [day.value for day in rule.days] == [DAYS[raw["day"]]]
        assert rule.start.strftime("%H:%M") == raw["time"]
        end = rule.end.strftime("%H:%M") if rule.end else None
        if raw.get("end_time") and 20 <= _minutes(raw["time"], raw["end_time"]) <= 360:
            assert end == raw["end_time"]
        elif end:
            # A slip between the halves of the clock: 12:00 to 01:00 is 12:00 to 13:00.
            assert _minutes(raw["end_time"], end) == 720
            assert _minutes(raw["time"], end) <= 180


def _minutes(start: str, end: str) -> int:
    (h1, m1), (h2, m2) = (map(int, text.split(":")) for text in (start, end))
    return (h2 * 60 + m2 - h1 * 60 - m1) % 1440


@pytest.mark.parametrize("name", ["seattle-2025.json", "sussex-uk.json"])
def test_attendance_is_what_the_feed_itself_worked_out(name: str) -> None:
    named = {
        "in_person": Attend.IN_PERSON,
        "online": Attend.ONLINE,
        "hybrid": Attend.HYBRID,
        "inactive": None,
    }
    for raw, resource in pairs(name):
        assert resource.attend is named[raw["attendance_option"]], raw["slug"]
        closed = raw["attendance_option"] == "inactive"
        assert (not resource.runs) is closed, raw["slug"]


@pytest.mark.parametrize("name", ["philadelphia.json", "kansas-city.json"])
def test_attendance_of_older_feeds_follows_from_place_link_and_closed_room(name: str) -> None:
    for raw, resource in pairs(name):
        line = raw.get("formatted_address", "")
        street = raw.get("address") or re.search(r"^\d+\s+\w|&|,.*,.*,", line)
        joins = bool(raw["conference_url"] or raw["conference_phone"])
        open_room = bool(street) and "TC" not in raw["types"]
        expected = (
            (Attend.HYBRID if joins else Attend.IN_PERSON)
            if open_room
            else (Attend.ONLINE if joins else None)
        )
        assert resource.attend is expected, raw["slug"]


@pytest.mark.parametrize("name", COUNTS)
def test_coordinates_zone_and_place_of_every_row_are_kept(name: str) -> None:
    for raw, resource in pairs(name):
        assert resource.location is not None
        assert resource.location.latitude == float(raw["latitude"])
        assert resource.location.longitude == float(raw["longitude"])
        assert resource.location.country == "US"
        assert resource.timezone is not None
        assert resource.timezone.startswith("America/")
        codes = raw.get("types") or []
        assert ("TC" in codes) <= (resource.status is Status.TEMPORARILY_CLOSED)
        assert ("W" in codes) == ("women" in resource.serves)
        assert ("X" in codes) == ("wheelchair" in resource.access)


def test_only_the_monthly_meetings_of_a_feed_are_made_monthly() -> None:
    monthly = {
        raw["slug"]: resource.schedule[0].weeks
        for raw, resource in pairs("seattle-2025.json")
        if resource.schedule and resource.schedule[0].weeks
    }
    assert monthly == {
        "creekside-study": (1,),
        "4502": (1,),
        "live-at-pine-lake-speaker-meeting-2nd-saturday-of-the-month-only": (2,),
        "breakfast-with-bill": (2,),
        "vashon-island-aa": (2,),
        "broadview-speaker-birthday-meeting": (-1,),
        "longtimers-15-yrs-sober": (1,),
    }


@pytest.mark.parametrize("name", COUNTS)
def test_the_catalog_of_a_published_feed_reads_back_the_same_without_a_problem(name: str) -> None:
    result = result_of(real_feed(name))
    catalog = read_catalog_text(result.to_yaml())
    assert catalog.problems == ()
    assert catalog.resources == result.resources
    assert catalog.settings == result.settings


def test_odd_times_are_read_and_the_unknown_zone_is_told() -> None:
    result = import_feed("tsml", str(real_feed("times.json")))
    assert result.report.imported == 9
    assert [resource.by_appointment for resource in result.resources].count(True) == 1
    assert sum("time zone" in p.problem for p in result.report.problems) == 9
    given = import_feed("tsml", str(real_feed("times.json")), timezone="America/Chicago")
    assert {resource.timezone for resource in given.resources} == {"America/Chicago"}


def test_text_after_the_end_of_a_feed_is_overlooked_and_told() -> None:
    report = import_feed("tsml", str(real_feed("broken.json"))).report
    assert (report.read, report.imported) == (8, 8)
    assert any("text after the end" in problem.problem for problem in report.problems)


def test_a_feed_of_another_kind_says_so() -> None:
    with pytest.raises(FeedError, match="known: tsml"):
        import_feed("xml", "feed.xml")
