"""The published list of SMART Recovery meetings, against an independent reading of its rows."""

from __future__ import annotations

import csv
import datetime as dt
from functools import lru_cache
from pathlib import Path

import pytest

from directory.catalog.files import read_catalog_text
from directory.feeds import ImportResult, import_feed
from directory.model import Attend, Kind, Resource
from directory.places.zones import zone_at

FILE = Path(__file__).parents[3] / "shared" / "feeds" / "smart" / "smart-2022.csv"
ROWS = 1_041


@lru_cache(maxsize=1)
def result() -> ImportResult:
    if not FILE.is_file():
        pytest.skip("the shared list of SMART meetings is not beside this repository")
    return import_feed("csv", str(FILE), fellowship="smart")


@lru_cache(maxsize=1)
def raw_rows() -> list[dict[str, str]]:
    with FILE.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def pairs() -> list[tuple[dict[str, str], Resource]]:
    """Each imported row with its entry."""
    rejected = {p.row for p in result().report.problems if p.action == "rejected"}
    kept = [row for number, row in enumerate(raw_rows(), 1) if number not in rejected]
    return list(zip(kept, result().resources, strict=True))


def test_every_row_is_accounted_for() -> None:
    report = result().report
    assert len(raw_rows()) == report.read == ROWS
    assert report.read == report.imported + report.rejected


def test_only_rows_that_stand_twice_are_left_out() -> None:
    rows = raw_rows()
    left_out = [p for p in result().report.problems if p.action == "rejected"]
    assert len(left_out) == ROWS - len({tuple(row.values()) for row in rows})
    for problem in left_out:
        assert problem.reason == "it is the same in every cell as a row before it"
        assert rows[problem.row - 1] == rows[int(problem.detail.removeprefix("row ")) - 1]
        assert problem.source_id == rows[problem.row - 1]["meeting_no"]


def test_every_meeting_is_on_its_day_at_its_time() -> None:
    unread = []
    for row, resource in pairs():
        assert resource.kind is Kind.MEETING
        assert resource.fellowship == "smart"
        assert resource.source_id == row["meeting_no"]
        try:
            time = dt.datetime.strptime(row["times"].upper(), "%I:%M %p").time()  # noqa: DTZ007
        except ValueError:
            unread.append((row, resource))
            continue
        (rule,) = resource.schedule
        assert [day.value for day in rule.days] == [row["days"][:3]]
        assert (rule.start, rule.end, rule.weeks, rule.every) == (time, None, (), 1)
        assert not resource.by_appointment
    assert {row["days"] for row, _ in unread} == {"the"}
    for row, resource in unread:
        assert resource.by_appointment
        assert f"the {row['times']}" in (resource.description or "")


def test_every_meeting_is_on_the_clock_of_its_coordinates() -> None:
    for row, resource in pairs():
        assert resource.timezone == zone_at(float(row["latitude"]), float(row["longitude"]))


def test_online_meetings_have_no_pin_and_others_stand_where_the_list_says() -> None:
    for row, resource in pairs():
        place = resource.location
        assert place is not None
        if row["online"] == "True":
            assert (place.latitude, place.longitude, place.approximate) == (None, None, True)
            assert resource.attend is not Attend.IN_PERSON
            assert "online-only" in resource.types
        else:
            point = (float(row["latitude"]), float(row["longitude"]))
            assert (place.latitude, place.longitude) == point
            assert resource.attend is Attend.IN_PERSON


def test_the_country_is_the_one_that_the_address_ends_with() -> None:
    ends = {"United States": "US", "USA": "US", "US": "US", "Canada": "CA", "CA": "CA"}
    for row, resource in pairs():
        country = ends.get(row["address"].rpartition(",")[2].strip())
        if country and resource.location:
            assert resource.location.country == country


def test_programs_audiences_and_languages_are_read() -> None:
    for row, resource in pairs():
        assert ("4-point" in resource.types) == (row["program"] == "4-Point")
        audience = row["audiences"].partition("(")[0]
        for word, slug in (
            ("Women", "women"), ("LGBTQIA+", "lgbtq"), ("Teens", "teens"), ("Veterans", "veterans"),
            ("School", "students"), ("Family and Friends Only", "families"),
        ):  # fmt: skip
            assert slug in resource.serves or word not in audience
        assert ("es" in resource.languages) == ("Español" in row["languages"])
        assert resource.name.startswith("SMART Recovery ")


def test_ids_are_unique_and_the_catalog_reads_back_equal() -> None:
    resources = result().resources
    assert len({resource.id for resource in resources}) == len(resources)
    again = read_catalog_text(result().to_yaml())
    assert again.problems == ()
    assert again.resources == resources
