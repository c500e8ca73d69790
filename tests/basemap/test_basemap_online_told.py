"""What becomes of a map style elsewhere is told to the people who keep the catalog."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from click.testing import CliRunner

from directory import webcheck
from directory.basemap.survey import EVERY, Online, Reading
from directory.catalog.files import read_catalog
from directory.cli import app
from directory.feeds import FeedError
from directory.model import Settings
from directory.model.settings import Basemap
from directory.query import Query
from directory.render.catalog import catalog_html
from directory.render.view import View
from directory.sources.fetch import Answer
from directory.sources.network import UnreachableError
from directory.words import N_

NOW = dt.datetime(2026, 11, 24, 20, tzinfo=dt.UTC)
URL = "https://maps.example.org/style.json?key=secret"
STYLE: dict[str, Any] = {
    "version": 8,
    "layers": [],
    "sources": {"a": {"type": "raster", "tiles": ["https://tiles.example.org/{z}/{x}/{y}.png"]}},
}


def answering(style: object) -> Callable[..., Answer]:
    return lambda url, *_, **__: Answer(json.dumps(style).encode(), through=(url,))


def out_of_reach(*_: object, **__: object) -> Answer:
    raise UnreachableError(N_("nobody answers there"), where="maps.example.org/style.json")


def read(fetch: Callable[..., Answer], *further: Callable[..., Answer], **basemap: Any) -> Reading:
    """What is known of the style after readings, a day apart."""
    settings = Settings(basemap=Basemap(online=URL, **basemap))
    clock, fetches = [NOW], [fetch]
    online = Online(lambda: settings, lambda *a, **k: fetches[0](*a, **k), clock=lambda: clock[0])
    online.tick()
    for fetches[0] in further:
        clock[0] += EVERY
        online.tick()
    return online.reading()


def told(reading: Reading, lang: str = "en") -> tuple[str, str]:
    """What the Catalog page says at its head, and in its list of facts."""
    view = View(Settings(), Query(lang=lang), NOW, page="catalog")
    page = str(
        catalog_html(view, None, loaded_at=NOW, failing=(), failing_since=None, online=reading)
    )
    assert "secret" not in page
    alert = re.search(r'<div class="rd-notes" role="alert">(.*?)</div>', page, re.DOTALL)
    facts = re.search(r"<dl.*?</dl>", page, re.DOTALL)
    assert facts is not None
    return tuple(
        " ".join(unescape(re.sub("<[^>]+>", " ", text)).split())
        for text in (alert[1] if alert else "", facts[0])
    )


def test_a_style_that_is_offered_is_told_with_all_who_see_its_readers() -> None:
    alert, facts = told(read(answering(STYLE)))
    assert alert == ""
    assert "Who taps it is seen by: maps.example.org, tiles.example.org" in facts


def test_before_it_was_read_there_is_nothing_to_complain_of() -> None:
    settings = Settings(basemap=Basemap(online=URL))
    reading = Online(lambda: settings, out_of_reach, clock=lambda: NOW).reading()
    assert told(reading)[0] == ""
    assert "Streets from elsewhere Not read yet." in told(reading)[1]


def test_a_catalog_without_one_says_nothing_of_it() -> None:
    reading = Online(Settings, out_of_reach, clock=lambda: NOW).reading()
    assert "elsewhere" not in "".join(told(reading))


def test_one_that_is_refused_is_told_with_the_reason() -> None:
    alert, facts = told(read(answering({**STYLE, "sprite": "http://maps.example.org/s"})))
    assert alert.startswith("Streets from elsewhere are not offered; the built-in map stands in.")
    assert "maps.example.org/style.json: names http://maps.example.org/s" in alert
    assert "hosts:" not in alert
    assert "Not offered." in facts


def test_one_that_cannot_be_reached_is_told_with_what_to_do() -> None:
    alert, facts = told(read(out_of_reach))
    assert alert.startswith("Streets from elsewhere are not offered; the built-in map stands in.")
    assert "maps.example.org/style.json: nobody answers there" in alert
    assert "name the hosts of the style under `hosts:`" in alert
    assert "Not offered." in facts


@pytest.mark.parametrize("how", ["read before", "named by the operator"])
def test_one_that_is_offered_without_a_check_is_told_too(how: str) -> None:
    if how == "read before":
        reading = read(answering(STYLE), out_of_reach)
    else:
        reading = read(out_of_reach, hosts=("tiles.example.org",))
    alert, facts = told(reading)
    assert alert.startswith("Streets from elsewhere cannot be checked. They are still offered.")
    assert "hosts:" not in alert
    assert "seen by: maps.example.org, tiles.example.org" in facts


def test_it_is_told_in_the_readers_language() -> None:
    alert, _ = told(read(out_of_reach), "es")
    assert "nadie responde" in alert.lower()
    assert "nobody answers" not in alert
    assert "not offered" not in alert


def test_a_reason_that_holds_markup_is_only_text() -> None:
    alert, _ = told(read(answering({**STYLE, "sources": {"a": {"type": "<b>bold</b>"}}})))
    assert "of the kind <b>bold</b>, which is not known" in alert


# --- directory check --links

CATALOG = """directory:
  name: Here
  basemap:
    online: {url}
    {more}
resources:
  - {{id: a, kind: other, name: A}}
"""


def checked(tmp_path: Any, fetch: Callable[..., Answer], more: str = "") -> list[str]:
    path = tmp_path / "resources.yaml"
    path.write_text(CATALOG.format(url=URL, more=more), "utf-8")
    found = webcheck.check_links(read_catalog(str(path)), str(path), read=fetch)
    return [str(problem) for problem in found]


@pytest.mark.parametrize(
    ("fetch", "said"),
    [
        (out_of_reach, "nobody answers there"),
        (answering([]), "is no map style"),
        (answering({**STYLE, "glyphs": "/letters"}), "names /letters, which is no plain https"),
    ],
)
def test_a_check_of_the_links_says_why_a_style_cannot_be_offered(
    tmp_path: Any, fetch: Callable[..., Answer], said: str
) -> None:
    (problem,) = checked(tmp_path, fetch)
    assert "resources.yaml:4:13: directory.basemap.online: cannot be offered: " in problem
    assert said in problem
    assert "secret" not in problem


def test_a_check_of_the_links_is_silent_on_a_style_that_can_be_offered(tmp_path: Any) -> None:
    assert checked(tmp_path, answering(STYLE)) == []


def test_a_check_of_the_links_leaves_a_style_alone_that_is_not_used(tmp_path: Any) -> None:
    def never(*_: object, **__: object) -> Answer:
        raise FeedError("asked the network")

    assert checked(tmp_path, never, "tiles: county.pmtiles") == []


def test_a_plain_check_asks_nobody(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        pytest.fail("asked the network")

    monkeypatch.setattr("socket.getaddrinfo", never)
    path = tmp_path / "resources.yaml"
    path.write_text(CATALOG.format(url=URL, more=""), "utf-8")
    assert CliRunner().invoke(app, ["check", str(path)], catch_exceptions=False).exit_code == 0
