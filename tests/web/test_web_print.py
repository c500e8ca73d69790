"""The addresses of printed lists: the link's search on paper, notes in the body alone."""

from __future__ import annotations

import datetime as dt
import io
import json
import logging
import re
from pathlib import Path

import pytest
from pypdf import PdfReader
from starlette.applications import Starlette
from starlette.testclient import TestClient

from directory import load, plain, search
from directory.export.pdf.wanted import MOST_NOTES, Paper, split_query, with_body
from directory.render.shortlist import LONGEST_NOTE, LONGEST_TITLE

ROOT = Path(__file__).parents[2]
NOW = dt.datetime(2026, 11, 24, 20, 0, 31, tzinfo=dt.UTC)
PRINTS = ("/handout.pdf", "/booklet.pdf")


@pytest.fixture(scope="module")
def snapshot():
    return load(ROOT / "resources.yaml")


@pytest.fixture(scope="module")
def client(snapshot):
    return TestClient(Starlette(routes=plain.routes(lambda: snapshot, lambda: NOW)))


@pytest.fixture(scope="module")
def ids(snapshot):
    return [hit.id for hit in search(snapshot, "near=90012&kind=meeting", at=NOW)[:3]]


def text_of(response):
    assert response.status_code == 200
    pages = PdfReader(io.BytesIO(response.content)).pages
    return re.sub(r"\s+", "", "\n".join(page.extract_text() for page in pages))


@pytest.mark.parametrize("path", PRINTS)
def test_a_link_is_printed_as_a_file_to_look_at(client, snapshot, path):
    response = client.get(f"{path}?near=90012&day=tue&kind=meeting")
    text = text_of(response)
    for hit in search(snapshot, "near=90012&day=tue&kind=meeting", at=NOW):
        assert re.sub(r"\s+", "", hit.name) in text
    headers = response.headers
    assert headers["Content-Type"] == "application/pdf"
    assert headers["Content-Disposition"] == f'inline; filename="{path[1:]}"'
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"].startswith("private")
    assert "Content-Encoding" not in headers
    assert "testserver/?near=90012" in text


@pytest.mark.parametrize("path", PRINTS)
def test_how_to_print_is_no_part_of_the_search(client, path):
    text = text_of(client.get(f"{path}?id=noon-bite&large=1&by=town&colour=blue"))
    assert "“colour=blue”" in text
    assert "“large" not in text
    assert "“by=" not in text
    assert "large=1" not in text


def test_large_and_by_town_are_as_asked(client):
    small = PdfReader(io.BytesIO(client.get("/handout.pdf?near=90012&day=tue").content))
    large = PdfReader(io.BytesIO(client.get("/handout.pdf?near=90012&day=tue&large=1").content))
    assert len(large.pages) > len(small.pages)
    assert (
        "Burbank"
        in text_of(client.get("/booklet.pdf?near=Burbank, CA&day=tue&by=town")).split(
            "Whatiswhere"
        )[1][:400]
    )


@pytest.mark.parametrize("query", ["", "day=tue&near=Los+Angeles%2C+CA", "q=%22a+b%22&x=1&x=2"])
def test_a_query_without_ways_to_print_stays_as_it_is(query):
    assert split_query(query, Paper()) == (query, Paper())
    assert split_query(f"large=1&{query}&by=town", Paper())[0] == query


def test_the_language_is_the_links_else_the_browsers(client):
    spanish = {"Accept-Language": "es-MX,es;q=0.9"}
    assert "Ayudaahoramismo" in text_of(client.get("/handout.pdf?id=noon-bite", headers=spanish))
    assert "Helprightnow" in text_of(
        client.get("/handout.pdf?id=noon-bite&lang=en", headers=spanish)
    )


def test_notes_and_title_come_as_json_or_as_a_form(client, ids):
    link = f"/handout.pdf?id={','.join(ids)}"
    data = {"title": "For Sam", "notes": {ids[1]: "Ask for Maria"}}
    form = {"title": "For Sam", f"note.{ids[1]}": "Ask for Maria"}
    plain = text_of(client.get(link))
    assert "ForSam" not in plain
    for response in (client.post(link, json=data), client.post(link, data=form)):
        text = text_of(response)
        assert "ForSam" in text
        assert "Note:AskforMaria" in text
        assert response.headers["Cache-Control"] == "no-store"


def test_what_is_too_long_or_too_much_is_cut(ids):
    notes = {f"n{number}": "x" * 1_000 for number in range(100)}
    body = json.dumps({"title": "t" * 500, "notes": notes, "more": 1}).encode()
    paper = with_body(Paper(large=True), body[:200_000], "application/json")
    assert len(paper.title) == LONGEST_TITLE
    assert len(paper.notes) == MOST_NOTES
    assert {len(note) for note in paper.notes.values()} == {LONGEST_NOTE}
    assert paper.large


@pytest.mark.parametrize(
    "body",
    [
        b'{"title": 3, "notes": [1]}',
        b'{"notes": {"a": {"b": 1}, "c": null}}',
        b'{"title": "\\u0000\\u202e", "notes": {"a": "  \\n "}}',
        b"{}",
    ],
)
def test_what_is_no_text_is_passed_over(body):
    paper = with_body(Paper(), body, "application/json; charset=utf-8")
    assert paper.title == ""
    assert not paper.notes


@pytest.mark.parametrize("body", [b"not json", b"[1]", b"\xff\xfe", b'"text"', b"[" * 60_000])
def test_a_body_that_cannot_be_read_is_refused(client, body):
    headers = {"Content-Type": "application/json"}
    assert client.post("/handout.pdf?day=tue", content=body, headers=headers).status_code == 400


def test_a_body_that_is_too_long_is_refused(client):
    response = client.post("/handout.pdf", json={"title": "x" * 70_000})
    assert response.status_code == 413


def test_without_a_catalog_machines_are_told_to_come_back():
    empty = TestClient(Starlette(routes=plain.routes(lambda: None, lambda: NOW)))
    response = empty.get("/handout.pdf?day=tue")
    assert response.status_code == 503
    assert response.headers["Retry-After"]


def test_a_strange_host_is_on_no_paper(client):
    response = client.get("/handout.pdf?id=noon-bite", headers={"Host": "evil.example/<x>"})
    assert "evil" not in text_of(response)


def test_nothing_of_a_print_is_logged(client, ids, caplog):
    with caplog.at_level(logging.DEBUG):
        client.post(
            f"/handout.pdf?id={','.join(ids)}", json={"title": "For Sam", "notes": {ids[0]: "Hi"}}
        )
        client.get("/booklet.pdf?near=90012")
    ours = [record for record in caplog.records if not record.name.startswith("httpx")]
    assert not [
        record for record in ours if re.search(r"For Sam|90012|\bHi\b", record.getMessage())
    ]
