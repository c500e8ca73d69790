"""Texts that the catalog gives by language, through every format and every plain address."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json

import pytest
import yaml
from pypdf import PdfReader
from starlette.applications import Starlette
from starlette.testclient import TestClient

from directory import plain, search
from directory.catalog.files import read_catalog_text
from directory.export.formats import write
from directory.export.pdf.paint import as_seen
from directory.export.pdf.typeface import shaped
from directory.snapshot import build_snapshot

NOW = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
CATALOG = """
directory:
  name: {en: Valley Directory, es: Directorio del Valle}
  notice: {en: Made up, es: Inventado}
resources:
  - id: hall
    kind: meeting
    fellowship: aa
    name: {en: Dawn Group, es: Grupo Alba}
    description: {en: Bread every day, es: Pan cada dia}
    location: {name: {en: Town Hall, es: Ayuntamiento}, city: Aville, address: 1 Main St}
    schedule: [{days: [mon], start: "19:00", note: {en: Bring tea, es: Trae te}}]
  - id: house
    kind: housing
    name: Plain House
    location: {city: Aville, confidential: true, name: {en: Hidden, es: Escondida},
               notes: {en: Hidden, es: Escondida}}
"""
ENGLISH = ("Dawn Group", "Town Hall", "Bring tea")
SPANISH = ("Grupo Alba", "Ayuntamiento", "Trae te")
ALL = ("json", "csv", "geojson", "ics", "tsml", "yaml", "text", "html", "pdf")


@pytest.fixture(scope="module")
def snapshot():
    return build_snapshot(read_catalog_text(CATALOG))


@pytest.fixture(scope="module")
def client(snapshot):
    return TestClient(Starlette(routes=plain.routes(lambda: snapshot, lambda: NOW)))


def text_of(written) -> str:
    content = written.content
    if isinstance(content, bytes):
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return content.replace("\r\n ", "")


@pytest.mark.parametrize("name", ["csv", "geojson", "tsml", "text", "html", "pdf", "ics"])
@pytest.mark.parametrize(
    ("link", "told", "other"), [("", ENGLISH, SPANISH), ("lang=es", SPANISH, ENGLISH)]
)
def test_a_format_for_readers_has_the_text_in_the_language_of_the_link(
    snapshot, name, link, told, other
):
    text = text_of(write(search(snapshot, link, at=NOW), name))
    assert told[0] in text
    assert not [each for each in other if each in text]


@pytest.mark.parametrize("link", ["", "lang=en", "lang=es"])
def test_json_and_yaml_give_the_mapping_back(snapshot, link):
    results = search(snapshot, link + "&sort=name", at=NOW)
    entry = snapshot.resources[0].entry()
    assert entry["name"] == {"en": "Dawn Group", "es": "Grupo Alba"}
    data = json.loads(write(results, "json").content)
    assert data["results"][0]["resource"] == entry
    assert data["results"][0]["name"] == ("Grupo Alba" if "es" in link else "Dawn Group")
    written = yaml.safe_load(write(results, "yaml").content)
    assert written["resources"][0] == entry
    assert written["directory"]["name"] == {"en": "Valley Directory", "es": "Directorio del Valle"}


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("link", ["", "lang=es", "open=house&lang=es", "id=house&lang=en"])
def test_no_format_has_a_translation_of_a_confidential_place(snapshot, name, link):
    text = text_of(write(search(snapshot, link, at=NOW), name))
    assert "Hidden" not in text
    assert "Escondida" not in text


@pytest.mark.parametrize("name", ["json", "csv", "geojson", "tsml", "yaml"])
def test_the_order_is_the_same_in_every_language(snapshot, name):
    def ids(link: str) -> list[str]:
        return [hit.id for hit in search(snapshot, f"sort=name{link}", at=NOW)]

    assert ids("") == ids("&lang=es") == ["hall", "house"]


def test_a_calendar_knows_its_events_again_in_every_language(snapshot):
    marks = []
    for link in ("", "lang=es"):
        lines = write(search(snapshot, link, at=NOW), "ics").content.splitlines()
        marks.append([line for line in lines if line.startswith(("UID", "DTSTART", "RRULE"))])
    assert marks[0] == marks[1]


def test_the_rows_of_a_table_have_the_text_alone(snapshot):
    text = write(search(snapshot, "lang=es", at=NOW), "csv").content
    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(text, newline=""))}
    assert (rows["hall"]["name"], rows["hall"]["place"]) == ("Grupo Alba", "Ayuntamiento")
    assert rows["house"]["place"] == ""


@pytest.mark.parametrize(
    ("query", "header", "told", "other"),
    [
        ("", "en-US,en;q=0.9", ENGLISH, SPANISH),
        ("", "es-MX,es;q=0.9", SPANISH, ENGLISH),
        ("lang=es", "en", SPANISH, ENGLISH),
        ("lang=en", "es", ENGLISH, SPANISH),
        ("", "vi", ENGLISH, SPANISH),
    ],
)
def test_plain_pages_are_in_the_language_of_the_link_else_of_the_browser(
    client, query, header, told, other
):
    for path in ("/list", "/r/hall"):
        page = client.get(f"{path}?{query}", headers={"Accept-Language": header}).text
        assert told[0] in page
        assert ("Made up" in page) == (told is ENGLISH)
        assert not [each for each in other if each in page]
        assert "Hidden" not in page
    words = client.get(f"/handout.pdf?{query}", headers={"Accept-Language": header}).content
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(words)).pages)
    assert told[0] in text
    assert other[0] not in text


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("كالل 1-800-662-4357", ["1-800-662-4357", "كالل "]),
        ("بهوني +1 213 555 0102, 988", ["988", " ,", "+1 213 555 0102", "بهوني "]),
        ("call 1-800-662-4357", ["call 1-800-662-4357"]),
    ],
)
def test_a_phone_number_beside_arabic_is_printed_as_it_is_dialled(text, seen):
    printed = [part if not turned else part[::-1] for part, turned in as_seen(text, right=True)]
    assert [part[::-1] if shaped(part) else part for part in printed] == seen


def test_feeds_for_machines_do_not_depend_on_who_asks(client):
    answers = {
        client.get("/feed.csv", headers={"Accept-Language": code}).text for code in ("en", "es")
    }
    assert len(answers) == 1
    assert "Dawn Group" in answers.pop()


def test_a_text_in_another_language_than_the_page_says_so(client):
    page = client.get("/r/house?lang=es").text
    assert '<h1 lang="en" dir="auto">Plain House</h1>' in page
    page = client.get("/r/hall?lang=es").text
    assert '<h1 dir="auto">Grupo Alba</h1>' in page
    assert "<title>Grupo Alba · Directorio del Valle</title>" in page
    assert '<p dir="auto">Pan cada dia</p>' in page
