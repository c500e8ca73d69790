"""What a feed holds is no more than text: its ids, links, names and files lead nowhere."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hostile_catalog import TEXTS

from directory.catalog.files import read_catalog_text
from directory.feeds.importer import import_feed
from directory.model.values import SLUG_PATTERN
from directory.sources.feed import feeds_of

LINKS = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "java\tscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "file:///etc/passwd",
    "ftp://example.org/x",
    "//evil.example/x",
    "https://",
    "https://example.org/\r\nSet-Cookie: a=1",
    "blob:https://example.org/1",
    "view-source:https://example.org",
]
IDS = ["../../etc/passwd", "a/b", "<script>", "__proto__", "con", "", "%2e%2e", "é" * 300, "a\x00b"]


def row(**more: object) -> dict[str, object]:
    place = {"address": "1 Main St", "city": "Los Angeles", "state": "CA"}
    when = {"day": 1, "time": "19:00", "timezone": "America/Los_Angeles"}
    return {"name": "Group", "slug": "group", **place, **when, **more}


def imported(tmp_path: Path, rows: list[dict[str, object]]) -> str:
    file = tmp_path / "feed.json"
    file.write_text(json.dumps(rows), encoding="utf-8")
    return import_feed("tsml", str(file)).to_yaml()


def links_in(value: object) -> list[str]:
    if isinstance(value, dict):
        named = [v for k, v in value.items() if k in ("url", "website", "source") and v]
        return named + [link for inner in value.values() for link in links_in(inner)]
    if isinstance(value, list):
        return [link for inner in value for link in links_in(inner)]
    return []


@pytest.mark.parametrize("link", LINKS)
def test_a_link_of_a_feed_leads_to_the_web_or_nowhere(tmp_path: Path, link: str) -> None:
    rows = [row(website=link, conference_url=link, url=link, feedback_url=link, notes=link)]
    catalog = read_catalog_text(imported(tmp_path, rows), "feed.yaml")
    (one,) = catalog.resources
    for found in links_in(one.entry()):
        parts = urlsplit(found)
        assert parts.scheme in ("http", "https")
        assert parts.hostname
        assert found.isprintable()


def test_an_id_of_a_feed_becomes_a_plain_one(tmp_path: Path) -> None:
    rows = [row(slug=id, name=f"Group {number}") for number, id in enumerate(IDS)]
    catalog = read_catalog_text(imported(tmp_path, rows), "feed.yaml")
    assert len(catalog.resources) == len(IDS)
    for resource in catalog.resources:
        assert re.fullmatch(SLUG_PATTERN, resource.id)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_texts_of_a_feed_make_no_entries_and_no_keys(tmp_path: Path, text: str) -> None:
    keys = ("name", "notes", "location", "location_notes", "address", "city", "group", "region")
    made = imported(tmp_path, [row(**dict.fromkeys(keys, text)), row(slug="two", name="Two")])
    catalog = read_catalog_text(made, "feed.yaml")
    assert len(catalog.resources) in (1, 2)
    assert "evil" not in {one.id for one in catalog.resources}
    assert not [p for p in catalog.problems if p.severity == "error" and "key" in p.message]


def test_names_in_an_archive_lead_nowhere(tmp_path: Path) -> None:
    packed = tmp_path / "feed.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("../../outside.json", json.dumps([row()]))
        archive.writestr("/absolute.json", json.dumps([row(slug="two", name="Two")]))
    before = sorted(tmp_path.parent.rglob("*.json"))
    import_feed("tsml", str(packed))
    assert sorted(tmp_path.parent.rglob("*.json")) == before


def test_the_copy_of_a_feed_lies_in_its_folder_whatever_its_address_is() -> None:
    addresses = ["https://example.org/../../x", "https://..%2f..%2fetc/x", "https://a..b/\\..\\x"]
    sources = "".join(f"  - {{format: tsml, url: '{address}'}}\n" for address in addresses)
    sources += "  - {format: tsml, path: '../../etc/passwd'}\n"
    catalog = read_catalog_text(f"sources:\n{sources}resources: []\n", "c.yaml")
    keys = [feed.key for feed in feeds_of(catalog)]
    assert len(keys) >= 3
    for key in keys:
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", key)
