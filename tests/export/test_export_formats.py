"""Every format: the same results in the same order, nothing private, and no text that acts."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

import pytest
from directory_of_chance import directories, queries, snapshot_of
from entries_of_chance import HOSTILE, many
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from directory import search
from directory.catalog.files import read_catalog_text
from directory.export.formats import FORMATS, write
from directory.export.record import COLUMNS
from directory.snapshot import build_snapshot

NOW = dt.datetime(2026, 11, 24, 12, tzinfo=ZoneInfo("America/Phoenix"))
RELAXED = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)  # fmt: skip
SAFE_HOUSE = {
    "id": "safe-house",
    "name": "Safe House",
    "kind": "housing",
    "phone": "+1 555 555 0100",
    "schedule": [{"days": ["tue"], "start": "19:00"}],
    "location": {
        "name": "Secret Hall",
        "address": "7 Hidden Lane",
        "postal_code": "90013",
        "city": "Fairview",
        "region": "CA",
        "latitude": 34.111,
        "longitude": -118.222,
        "notes": "Blue door",
        "confidential": True,
    },
}
ONLINE = {
    "id": "online",
    "name": "Online",
    "online": {"url": "https://example.org/j"},
    "location": {"city": "Fairview", "latitude": 34.1, "longitude": -118.2, "approximate": True},
}


def written(snapshot, name, link=""):
    """The text of a format; of a printed page the text on it."""
    found = write(search(snapshot, link, at=NOW), name)
    if name == "pdf":
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(found.content)).pages)
    return found.text


def rows(text):
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("name", FORMATS)
def test_a_confidential_place_is_in_no_format(name):
    snapshot = snapshot_of(SAFE_HOUSE, {**SAFE_HOUSE, "id": "b", "kind": "meeting"})
    text = written(snapshot, name)
    assert "Safe House" in text
    for private in ("Secret", "Hidden", "90013", "34.11", "118.22", "Blue door"):
        assert private not in text


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_found_is_written_too(name):
    assert written(snapshot_of(), name)


@given(many())
@RELAXED
def test_results_are_the_same_in_the_same_order_in_every_format(made):
    snapshot = snapshot_of(*made)
    ids = [hit.id for hit in search(snapshot, "", at=NOW)]
    assert [row["id"] for row in rows(written(snapshot, "csv"))] == ids
    features = json.loads(written(snapshot, "geojson"))["features"]
    assert [feature["id"] for feature in features] == ids
    assert [one["id"] for one in json.loads(written(snapshot, "json"))["results"]] == ids
    catalog = read_catalog_text(written(snapshot, "yaml"))
    assert [one.id for one in catalog.resources] == ids
    page = written(snapshot, "html")
    assert page.count("<h2>") == len(ids)


# --- csv


@given(many())
@RELAXED
def test_a_spreadsheet_computes_nothing(made):
    for row in rows(written(snapshot_of(*made), "csv")):
        assert list(row) == list(COLUMNS)
        for column, cell in row.items():
            number = column in ("latitude", "longitude", "distance")
            assert number or not cell.lstrip().startswith(("=", "+", "-", "@", "\uff1d"))
            assert not cell.startswith(("\t", "\r"))


def test_csv_is_plain_utf_8_with_the_line_ends_of_the_standard():
    text = written(snapshot_of({"id": "a", "name": 'Ünï\nlines, "quoted"'}), "csv")
    assert text.startswith("id,kind,")
    assert text.endswith("\r\n")
    assert rows(text)[0]["name"] == 'Ünï\nlines, "quoted"'


def test_numbers_stay_numbers_and_several_values_stand_in_one_cell():
    snapshot = snapshot_of(
        {
            "id": "a",
            "name": "A",
            "phone": "+1 555 555 0100",
            "types": ["open", "discussion"],
            "location": {"latitude": -34.5, "longitude": -118.25, "city": "Fairview"},
        }
    )
    (row,) = rows(written(snapshot, "csv"))
    assert (row["latitude"], row["longitude"]) == ("-34.5", "-118.25")
    assert row["types"] == "open; discussion"
    assert row["phone"] == "'+1 555 555 0100"


# --- geojson


def test_only_open_doors_are_points_on_a_map():
    door = {"id": "door", "name": "Door", "location": {"latitude": 34.05, "longitude": -118.25}}
    data = json.loads(written(snapshot_of(door, SAFE_HOUSE, ONLINE), "geojson"))
    assert data["type"] == "FeatureCollection"
    found = {feature["id"]: feature["geometry"] for feature in data["features"]}
    assert found == {
        "door": {"type": "Point", "coordinates": [-118.25, 34.05]},
        "safe-house": None,
        "online": None,
    }


# --- yaml


@given(many())
@RELAXED
def test_a_catalog_written_is_clean_and_reads_back_equal(made):
    snapshot = snapshot_of(*made)
    catalog = read_catalog_text(written(snapshot, "yaml"))
    assert catalog.problems == ()
    assert catalog.settings == snapshot.settings
    assert list(catalog.resources) == [hit.resource for hit in search(snapshot, "", at=NOW)]


@given(directories(), queries(), st.sampled_from([None, ZoneInfo("Asia/Tokyo")]))
@RELAXED
def test_searching_the_results_gives_the_same_results(snapshot, query, zone):
    first = search(snapshot, query, at=NOW, zone=zone)
    catalog = read_catalog_text(write(first, "yaml").text)
    again = search(build_snapshot(catalog, snapshot.gazetteer), query, at=NOW, zone=zone)
    assert [hit.id for hit in again] == [hit.id for hit in first]
    assert [hit.next for hit in again] == [hit.next for hit in first]


# --- html


class Page(HTMLParser):
    """The tags and attributes of a page."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.names, self.links = set(), set(), []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.names |= {name for name, _ in attrs}
        self.links += [value for name, value in attrs if name == "href"]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_only_text_on_a_page(text):
    snapshot = snapshot_of(
        {
            "id": "a",
            "name": text,
            "description": text,
            "requirements": text,
            "location": {"address": text, "city": text},
        },
        name=text,
        notice=text,
    )
    source = written(snapshot, "html")
    assert ("{{ 7 * 7 }}" in text) == ("{{ 7 * 7 }}" in source)
    page = Page(source)
    assert not page.tags & {"script", "img", "iframe", "object", "b"}
    assert not [name for name in page.names if name.startswith("on")]
    assert all(link.startswith(("tel:", "sms:", "https:", "mailto:")) for link in page.links)


def test_a_page_to_keep_has_all_results_and_no_link_that_leads_nowhere():
    snapshot = snapshot_of(*({"id": f"a{n}", "name": f"Entry {n}"} for n in range(60)))
    text = written(snapshot, "html", "lang=es")
    assert '<html lang="es"' in text
    assert text.count("<h2>") == 60
    assert "<form" not in text
    assert not [link for link in Page(text).links if link.startswith("/")]
