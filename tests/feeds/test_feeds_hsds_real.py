"""The published HSDS feeds: every row accounted for, and open when its rows say."""

from __future__ import annotations

import csv
import datetime as dt
from collections import Counter, defaultdict
from functools import lru_cache
from pathlib import Path

import pytest
from hsds_feeds import TODAY, real_feed

from directory.catalog.files import read_catalog_text
from directory.feeds import ImportResult, import_feed
from directory.model import Attend, Kind, Settings
from directory.schedule.timetable import Timetable

ONE_ROW = [
    "hsds30_datapackage.zip",
    "hsds30_tabular",
    "hsds30_organization_full.json",
    "hsds30_service_full.json",
    "hsds30_service_at_location_full.json",
    "hsds30_service_list_page.json",
    "hsds30_schedules_worked_example.json",
]
WEEK = dt.date(2026, 11, 23)
"""A Monday, after which the openings of one week are compared."""


@lru_cache(maxsize=16)
def result_of(path: Path) -> ImportResult:
    return import_feed("hsds", str(path), timezone="America/Chicago", today=TODAY)


def illinois(table: str) -> list[dict[str, str]]:
    """The rows of a table as they lie in the file, read without the importer."""
    with (real_feed("illinois-2.0") / f"{table}.csv").open(
        encoding="utf-8-sig", newline=""
    ) as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", [*ONE_ROW, "illinois-2.0"])
def test_the_catalog_of_a_published_feed_is_clean_and_reads_back_equal(name: str) -> None:
    result = result_of(real_feed(name))
    catalog = read_catalog_text(result.to_yaml())
    assert not catalog.problems
    assert catalog.resources == result.resources
    assert result.report.read == result.report.imported + result.report.rejected


@pytest.mark.parametrize("name", ONE_ROW)
def test_each_example_of_the_specification_gives_its_one_entry(name: str) -> None:
    result = result_of(real_feed(name))
    (resource,) = result.resources
    assert resource.name == "Community Counselling"
    assert resource.hours is None  # they held until 2005 or 2020
    placed = "list_page" not in name and "worked" not in name
    assert resource.source_id == (
        "e94c9f38-1e8f-4564-91d4-d53501ab1765" if placed else "ac148810-d857-441c-9679-408f346de14b"
    )
    if placed:
        # Its only address is a postal one, and its latitude is 100.
        assert resource.location is not None
        assert resource.location.approximate
        assert resource.location.latitude is None
        assert resource.attend is None
        assert resource.phone == "+44 1234 234567 ext. 100"
        assert (resource.languages, resource.access) == (("ur",), ("hearing-loop", "wheelchair"))
        assert resource.ages is not None
        assert (resource.ages.min, resource.ages.max) == (12, 100)


def test_the_tables_and_the_zip_of_the_example_give_the_same_entry() -> None:
    zipped = result_of(real_feed("hsds30_datapackage.zip"))
    assert zipped.resources == result_of(real_feed("hsds30_tabular")).resources


def test_the_worked_example_is_unknown_where_no_longer_valid_and_over_where_ended() -> None:
    (resource,) = result_of(real_feed("hsds30_schedules_worked_example.json")).resources
    (rule,) = resource.schedule
    assert (rule.days, rule.weeks, rule.start, rule.end) == (
        ("sat",),
        (1,),
        dt.time(9),
        dt.time(17),
    )
    assert (rule.from_, rule.until) == (dt.date(2020, 7, 4), dt.date(2020, 11, 7))
    assert resource.hours is None


def test_illinois_has_every_service_once_and_every_place_without_one_rejected() -> None:
    result = result_of(real_feed("illinois-2.0"))
    services = {row["id"]: row["name"] for row in illinois("services")}
    links = illinois("service_at_location")
    pairs = [key for row in links for key in row["service_id"].split(",")]
    assert Counter(r.source_id for r in result.resources) == Counter(list(services))
    assert all(r.name == " ".join(services[str(r.source_id)].split()) for r in result.resources)
    rejected = Counter(
        p.problem.split(" (")[0] for p in result.report.problems if p.action == "rejected"
    )
    assert rejected == {
        "no service is named at this location": pairs.count(""),
        "the service that is named is not in the feed": pairs.count("Unnamed record"),
    }
    unplaced = set(services) - set(pairs)
    assert result.report.read == len(pairs) + len(unplaced) == 615
    assert result.report.imported == len(services) == 429


def test_illinois_is_open_on_the_days_and_hours_of_its_rows() -> None:
    result = result_of(real_feed("illinois-2.0"))
    days = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    written: dict[str, set[tuple[int, str, str]]] = defaultdict(set)
    for row in illinois("schedules"):
        if row["opens_at"]:
            written[row["location_id"]].add(
                (days.index(row["weekday"]), row["opens_at"].zfill(5), row["closes_at"].zfill(5))
            )
    place = {
        key: row["location_id"]
        for row in illinois("service_at_location")
        for key in row["service_id"].split(",")
    }
    table = Timetable(result.resources, Settings())
    mended = 0
    for index, resource in enumerate(result.resources):
        rows = written.get(place.get(str(resource.source_id), ""), set())
        start = dt.datetime.combine(WEEK, dt.time(), dt.UTC) + dt.timedelta(hours=6)
        found = set()
        for opening in table.occurrences(index, start, start + dt.timedelta(days=7)):
            assert opening.end is not None
            found.add((opening.start.weekday(), f"{opening.start:%H:%M}", f"{opening.end:%H:%M}"))
        for day, opens, closes in rows:
            if opens < closes:
                assert (day, opens, closes) in found
            else:
                # 9:00 to 5:00 and 23:00 to 17:00 are slips between the halves of the clock.
                (half,) = [item for item in found if item[0] == day]
                assert half in {
                    (day, opens, f"{int(closes[:2]) + 12}{closes[2:]}"),
                    (day, f"{int(opens[:2]) - 12:02}{opens[2:]}", closes),
                }
                mended += 1
        assert len(found) == len(rows)
    assert mended == 22


def test_illinois_is_what_its_words_leave_no_doubt_about() -> None:
    resources = result_of(real_feed("illinois-2.0")).resources
    fees = {row["id"]: row["fees"] for row in illinois("services")}
    costs = {
        "Free to everyone": "free",
        "Free to eligible persons/entities": "free",
        "Sliding scale based on income": "sliding-scale",
        "Flat fee regardless of income": "paid",
    }
    assert all(r.cost == costs[fees[str(r.source_id)]] for r in resources)
    assert {r.kind for r in resources} == {Kind.LEGAL, Kind.HELPLINE, Kind.OTHER}
    assert all(r.kind is Kind.LEGAL for r in resources if r.name == "Lawyer Referral Service")
    assert sum(r.attend is Attend.IN_PERSON for r in resources) == 425
    assert sum(r.phone is None for r in resources) < 40


def test_a_kind_that_is_given_is_that_of_every_entry() -> None:
    result = import_feed("hsds", str(real_feed("illinois-2.0")), kind="legal", today=TODAY)
    assert {resource.kind for resource in result.resources} == {Kind.LEGAL}
