"""A list is made, ordered and printed without scripts: every step is a link of a plain page."""

from __future__ import annotations

import datetime as dt
import html
import io
import re
from pathlib import Path

import pytest
from pypdf import PdfReader
from starlette.applications import Starlette
from starlette.testclient import TestClient

from directory import load, plain
from directory.query import parse_link

ROOT = Path(__file__).parents[2]
NOW = dt.datetime.fromisoformat("2026-11-24T12:00-08:00")
SNAPSHOT = load(ROOT / "resources.yaml")


@pytest.fixture
def client() -> TestClient:
    return TestClient(Starlette(routes=plain.routes(lambda: SNAPSHOT, lambda: NOW)))


def links(page: str) -> list[tuple[str, str]]:
    """The links of a page: their words, and where they lead."""
    found = re.findall(r'<a href="([^"]*)"[^>]*>(.*?)</a>', page, re.DOTALL)
    plain_words = [(re.sub(r"<[^>]+>", "", text), html.unescape(href)) for href, text in found]
    return [(" ".join(text.split()), href) for text, href in plain_words]


def leading(page: str, words: str) -> str:
    """Where the first link that begins with some words leads."""
    return next(href for text, href in links(page) if text.startswith(words))


def shown(page: str) -> list[str]:
    """The ids of the entries of a page."""
    return re.findall(r'<h2><a href="/r/([a-z0-9-]+)', page)


def test_a_list_is_made_ordered_and_printed_without_scripts(client: TestClient) -> None:
    page = client.get("/list?near=90012&kind=meeting").text
    ids = shown(page)[:3]
    for _ in ids:
        page = client.get(leading(page, "Add ")).text
    assert "3 places on your list" in page
    page = client.get(leading(page, "See your list")).text
    assert shown(page) == ids
    page = client.get(leading(page, "Down")).text
    assert shown(page) == [ids[1], ids[0], ids[2]]
    page = client.get(leading(page, "Take off")).text
    assert shown(page) == [ids[0], ids[2]]
    more = client.get(leading(page, "Find more")).text
    assert "2 places on your list" in more
    answer = client.get(leading(page, "Paper to hand out"))
    assert answer.headers["content-type"] == "application/pdf"
    text = "".join(each.extract_text() for each in PdfReader(io.BytesIO(answer.content)).pages)
    words = " ".join(text.split())
    for id in (ids[0], ids[2]):
        resource = SNAPSHOT.get(id)
        assert resource is not None
        assert resource.name in words
    assert "<script" not in page + more


def test_a_search_of_a_plain_page_keeps_the_list(client: TestClient) -> None:
    page = client.get("/list?keep=monday-night-steps&near=90012").text
    form = page.partition("<form")[2].partition("</form>")[0]
    assert re.search(r'name="keep" value="monday-night-steps"', form)
    assert parse_link(leading(page, "See your list"))[0].id == ("monday-night-steps",)


def test_a_page_of_a_long_list_stays_small(client: TestClient) -> None:
    ids = ",".join(resource.id for resource in SNAPSHOT.resources[:40])
    answer = client.get(
        f"/list?keep={ids}&near=90012&within=50mi", headers={"accept-encoding": "gzip"}
    )
    assert answer.headers["content-encoding"] == "gzip"
    assert int(answer.headers["content-length"]) < 30_000
