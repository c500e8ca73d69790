"""The first bytes of a page: language, title, help lines, and the way on without scripts."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from directory import load
from directory.web import shell

ROOT = Path(__file__).parents[2]

# --- the first bytes of a page


@pytest.fixture(scope="module")
def example():
    return load(ROOT / "resources.yaml")


@pytest.fixture(scope="module")
def pages(example):
    now = dt.datetime(2026, 11, 24, 20, 0, tzinfo=dt.UTC)
    return TestClient(Starlette(routes=shell.routes(lambda: example, lambda: now)))


@pytest.mark.parametrize(
    ("path", "asked", "lang"),
    [
        ("/", "", "en"),
        ("/", "es-MX,es;q=0.9,en;q=0.8", "es"),
        ("/", "de,fr;q=0.5", "en"),
        ("/?lang=es", "en-US", "es"),
        ("/?lang=en", "es", "en"),
        ("/help?lang=es", "en", "es"),
        ("/about", "es", "es"),
        ("/catalog?lang=xx", "es", "es"),
    ],
)
def test_a_page_says_its_language_from_the_first_byte(pages, path, asked, lang):
    answer = pages.get(path, headers={"accept-language": asked})
    assert f'<html lang="{lang}" dir="ltr">' in answer.text
    assert "Accept-Language" in answer.headers["vary"]
    assert ("Llama al 988" in answer.text) == (lang == "es")
    assert ("Call 988" in answer.text) == (lang == "en")


def test_a_shared_link_tells_what_it_leads_to(pages, example):
    text = pages.get("/?near=90012&kind=housing").text
    assert re.search(r"<title>\d+ results? within 10 mi of 90012 Los Angeles", text)
    assert 'property="og:description"' in text
    assert 'content="noindex"' in text
    entry = pages.get("/?open=monday-night-steps&near=90012").text
    assert "<title>Monday Night Steps · " in entry
    told = entry.partition('og:description" content="')[2].partition('"')[0]
    assert told.startswith("AA meeting. Mon, 7–8 PM. ")


def test_pages_without_a_search_may_be_found_by_search_engines(pages):
    assert "noindex" not in pages.get("/").text
    assert "noindex" not in pages.get("/help?lang=es").text
    assert "noindex" in pages.get("/catalog").text


@pytest.mark.parametrize(
    ("link", "light"),
    [
        ("/?near=90012&view=map", "/list?near=90012"),
        ("/?open=monday-night-steps&near=90012", "/r/monday-night-steps"),
        ("/help?lang=es", "/list?lang=es"),
        ("/", "/list"),
    ],
)
def test_without_scripts_the_light_version_is_one_tap_away(pages, link, light):
    text = pages.get(link).text
    assert "<noscript>" in text
    assert f'href="{light}"' in text


def test_a_hostile_link_stays_text_in_the_first_bytes(pages):
    text = pages.get('/?q=<script>alert(1)</script>&near="><svg onload=alert(2)>').text
    assert "<script>alert" not in text
    assert "<svg onload" not in text


def test_a_page_has_no_script_of_its_own_in_it(pages):
    assert re.findall(r"<script(?![^>]*\ssrc=)", pages.get("/").text) == []


def test_without_a_catalog_the_help_lines_stand_there_all_the_same():
    bare = TestClient(Starlette(routes=shell.routes(lambda: None, lambda: dt.datetime.now(dt.UTC))))
    assert "988" in bare.get("/?near=90012").text


def test_all_that_the_page_imports_is_asked_for_at_once(pages):
    """Else an old phone waits for one script after the other."""
    folder = ROOT / "src" / "directory" / "ui" / "component"
    imports = re.findall(r'from "\./([a-z]+\.js)"', (folder / "page.js").read_text())
    hints = re.findall(
        r'rel="modulepreload" href="\./_stcore/[^"]*/([a-z]+\.js)"', pages.get("/").text
    )
    assert len(imports) > 2
    assert set(hints) == {"page.js", *imports}
