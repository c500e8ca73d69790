"""Buses and trains near a place: columns of a list, and what comes back from other formats."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory import search
from directory.catalog.files import read_catalog_text
from directory.catalog.writer import write_catalog
from directory.export.formats import write
from directory.feeds import Document, ImportResult, import_documents
from directory.feeds.transit import split_off
from directory.model import Resource
from directory.snapshot import build_snapshot

NOW = dt.datetime(2026, 11, 24, 12, tzinfo=ZoneInfo("America/Los_Angeles"))
PLACE = {"address": "100 Main St", "city": "Los Angeles", "region": "CA", "country": "US"}


def imported(cells: dict[str, str], **options: Any) -> ImportResult:
    known = {"Name": "Steps", "When": "Tue 7pm", "Address": "100 Main St", "City": "Los Angeles",
             "State": "CA"} | cells  # fmt: skip
    out = io.StringIO()
    csv.writer(out).writerows([list(known), list(known.values())])
    document = Document("list.csv", out.getvalue().encode())
    return import_documents("csv", [document], timezone="America/Los_Angeles", **options)


def entry(cells: dict[str, str], **options: Any) -> Resource:
    (one,) = imported(cells, **options).resources
    return one


def transit(cells: dict[str, str], **options: Any) -> tuple[str, ...]:
    location = entry(cells, **options).location
    assert location is not None
    return location.transit


@pytest.mark.parametrize(
    ("columns", "lines"),
    [
        ({"Bus": "40"}, ("Bus 40",)),
        ({"Bus Lines": "40, 44"}, ("Bus 40, 44",)),
        ({"Bus stop": "15th Ave & Main"}, ("Bus: 15th Ave & Main",)),
        ({"Train": "1"}, ("Train 1",)),
        ({"Subway": "N"}, ("Subway N",)),
        ({"Nearest Station": "Capitol Hill"}, ("Capitol Hill",)),
        ({"Transit": "Bus 40; Link light rail\nFerry"}, ("Bus 40", "Link light rail", "Ferry")),
        ({"Bus": "40", "Light rail": "Capitol Hill"}, ("Bus 40", "Light rail: Capitol Hill")),
        ({"Tren": "Línea B"}, ("Tren: Línea B",)),
        ({"Bus": "N/A"}, ()),
    ],
)
def test_columns_that_name_buses_and_trains_are_known(
    columns: dict[str, str], lines: tuple[str, ...]
) -> None:
    assert transit(columns) == lines


def test_a_column_of_any_name_can_be_said_to_hold_them() -> None:
    cells = {"Getting here": "Bus 40"}
    assert transit(cells) == ()
    assert transit(cells, columns={"Getting here": "transit"}) == ("Bus 40",)


@pytest.mark.parametrize(
    ("columns", "near"),
    [
        ({"Near transit": "Y"}, True),
        ({"Bus": "yes"}, True),
        ({"Public transit": "no"}, False),
        ({"Bus": "none"}, False),
    ],
)
def test_a_yes_says_that_there_is_a_bus_and_names_none(columns: dict[str, str], near: bool) -> None:
    one = entry(columns)
    assert one.location is not None
    assert (one.location.transit, "transit" in one.access) == ((), near)


def test_a_postal_code_is_no_line() -> None:
    result = imported({"Bus": "90012"})
    assert result.resources[0].location.transit == ()  # type: ignore[union-attr]
    assert [problem.problem for problem in result.report.problems] == [
        "a line of a bus or train is a postal code, and is left out (90012)"
    ]


def test_a_confidential_place_and_a_meeting_online_name_no_bus() -> None:
    for more in ({"Confidential": "yes"}, {"Attendance": "online", "Zoom link": "zoom.us/j/1"}):
        one = entry({"Bus": "Bus 40 to the door"} | more)
        assert "to the door" not in str(one.entry())


# --- formats of this program's own


LINES = st.lists(
    st.sampled_from(["Bus 40", "Light rail: Capitol Hill", "Metro (línea B), 5 blocks", "N, Q"]),
    unique=True,
)


@given(lines=LINES, notes=st.sampled_from([None, "Side door", "One\n\nTwo: yes; no"]))
@settings(max_examples=15, deadline=None)
def test_they_come_back_from_what_is_exported(lines: list[str], notes: str | None) -> None:
    place = {**PLACE, "notes": notes} if notes else PLACE
    made = Resource.model_validate(
        {
            "id": "steps", "kind": "meeting", "fellowship": "aa", "name": "Steps",
            "location": {**place, "transit": lines},
            "schedule": [{"days": ["tue"], "start": "19:00", "end": "20:00"}],
        }
    )  # fmt: skip
    catalog = read_catalog_text(write_catalog({"timezone": "America/Los_Angeles"}, [made]))
    assert catalog.resources == (made,)
    results = search(build_snapshot(catalog), "", at=NOW)
    for name in ("tsml", "csv"):
        document = Document(f"list.{name}", write(results, name).text.encode())
        (again,) = import_documents(name, [document], timezone="America/Los_Angeles").resources
        assert again.location is not None
        assert (list(again.location.transit), again.location.notes) == (lines, notes)
    (feature,) = json.loads(write(results, "geojson").text)["features"]
    assert feature["properties"]["transit"] == lines


def test_only_the_last_paragraph_of_notes_can_name_them() -> None:
    notes = "Bus and train: by the door\n\nRing twice"
    assert split_off(notes) == (notes, [])
    assert split_off(f"{notes}\n\nBus and train: Bus 40; Metro") == (notes, ["Bus 40", "Metro"])
    assert split_off(None) == (None, [])
