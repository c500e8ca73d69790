"""Whatever a stranger writes into a link is looked for or named, and does nothing."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote

import icalendar
import pytest
from hostile_catalog import TEXTS
from pypdf import PdfReader
from starlette.applications import Starlette
from starlette.testclient import TestClient

from directory import load, plain, search
from directory.export.table import to_table
from directory.query import parse_link
from directory.query.parameters import PARAMETERS
from directory.render.filters import filters_html
from directory.render.results import results_html
from directory.render.view import View
from directory.search import facets
from directory.snapshot import Snapshot
from directory.web import shell
from directory.words import words

ROOT = Path(__file__).parents[2]
NOW = dt.datetime(2026, 11, 24, 20, tzinfo=dt.UTC)
LINKS = {
    name: "&".join(
        [
            *(f"{parameter}={quote(text, safe='')}" for parameter in PARAMETERS),
            f"{quote(text, safe='')}={quote(text, safe='')}",
            f"constructor={quote(text, safe='')}",
        ]
    )
    for name, text in TEXTS.items()
} | {
    # One at a time, so that it is not another parameter's fault that it is not looked for.
    **{f"{p} alone": f"{p}={quote(TEXTS['image'], safe='')}" for p in PARAMETERS},
    "raw": "q=<script>alert(1)</script>&near=\"><img src=x onerror=alert(1)>&day='",
    "broken": "q=%ff%00%zz&near=%e2%80%ae&id=../../etc/passwd,..%2f..&lang=../es&open=%2e%2e",
    "long": "q=" + "a" * 30_000,
    "many": "&".join(f"x{n}=1" for n in range(3_000)),
    "endless lists": "id=" + ",".join(f"a{n}" for n in range(4_000)) + "&type=" + "a," * 4_000,
    "numbers": "near=nan,inf&within=1e400mi&page=99999999999999999999&map=nan,nan,nan&at=0000-00",
}
EACH_LINK = pytest.mark.parametrize("link", LINKS.values(), ids=LINKS)
FEW = pytest.mark.parametrize("link", [*LINKS.values()][:: len(LINKS) // 6])
pytestmark = pytest.mark.xdist_group("security-links")
# The elements that the templates of this project have, and the script tags of Streamlit.
KNOWN = {
    tag
    for file in (ROOT / "src" / "directory" / "render").rglob("*")
    if file.suffix in (".html", ".py")
    for tag in re.findall(r"<([a-z][a-z0-9]*)[ />]", file.read_text(encoding="utf-8"))
} | {"script"}


@cache
def example() -> Snapshot:
    return load(ROOT / "resources.yaml")


class Page(HTMLParser):
    def __init__(self, source: str) -> None:
        super().__init__()
        self.wrong: list[str] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in KNOWN:
            self.wrong.append(tag)
        for name, value in attrs:
            if name.startswith("on") or name == "srcdoc":
                self.wrong.append(name)
            elif name in ("href", "src", "action", "formaction"):
                scheme = re.match(r"\s*([a-z][a-z0-9+.-]*):", value or "", re.IGNORECASE)
                if scheme and scheme[1] not in ("http", "https", "tel", "sms", "geo", "mailto"):
                    self.wrong.append(f"{name}={value}")
                if (value or "").startswith("//"):
                    self.wrong.append(f"{name}={value}")

    def handle_comment(self, data: str) -> None:
        self.wrong.append(data)


@cache
def client() -> TestClient:
    routes = [*plain.routes(example, lambda: NOW), *shell.routes(example, lambda: NOW)]
    return TestClient(Starlette(routes=routes))


@EACH_LINK
@pytest.mark.parametrize("path", ["/list", "/"])
def test_no_link_writes_into_a_page(path, link):
    assert written_into(path, link) == []


@FEW
@pytest.mark.parametrize("path", ["/r/sunrise-serenity", "/help", "/about", "/catalog"])
def test_no_link_writes_into_a_page_that_searches_nothing(path, link):
    assert written_into(path, link) == []


def written_into(path: str, link: str) -> list[str]:
    """What of a link acts on the page that answers it: elements, scripts, addresses."""
    answer = client().get(f"{path}?{link}")
    assert answer.status_code == 200
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert len(answer.text) < 300_000
    scripts = re.findall(r"<script[^>]*>([^<]*)", answer.text)
    return [*Page(answer.text).wrong, *filter(str.strip, scripts)]


@EACH_LINK
def test_no_link_writes_into_a_view(link):
    query, ignored = parse_link(link)
    view = View(settings=example().settings, query=query, at=NOW)
    results = search(example(), query, at=NOW)
    counts = facets(example(), query, at=NOW)
    for html in (
        results_html(results, example(), view, ignored),
        filters_html(view, example(), counts, results),
    ):
        assert Page(str(html)).wrong == []


@pytest.mark.parametrize("name", [name for name in LINKS if "alone" not in name])
def test_no_link_writes_into_a_feed(name):
    link = LINKS[name]
    for path in ("/feed.json", "/feed.geojson", "/feed.tsml.json"):
        answer = client().get(f"{path}?{link}")
        assert answer.status_code == 200
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-type"].partition(";")[0].endswith("json")
        json.loads(answer.text)
    calendar = client().get(f"/feed.ics?{link}")
    kinds = {part.name for part in icalendar.Calendar.from_ical(calendar.text).walk()}
    assert kinds <= {"VCALENDAR", "VTIMEZONE", "STANDARD", "DAYLIGHT", "VEVENT"}
    assert "alert(1)" not in client().get(f"/feed.csv?{link}").text


@pytest.mark.parametrize("name", [*TEXTS, "raw", "broken", "numbers"])
def test_no_link_writes_into_a_print(name):
    reader = PdfReader(io.BytesIO(client().get(f"/handout.pdf?{LINKS[name]}").content), strict=True)
    for page in reader.pages:
        for note in page.get("/Annots", []):
            action = note.get_object()["/A"]
            assert action["/S"] == "/URI"
            assert re.match(r"https?://", action["/URI"])


@EACH_LINK
def test_no_link_steers_a_terminal(link):
    results = search(example(), link, at=NOW)
    said = to_table(results, words("en"), 3) + "".join(
        f"{one.parameter}={one.value}" for one in results.ignored
    )
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", said)


# --- addresses of entries


@pytest.mark.parametrize(
    "id",
    [
        "..%2f..%2fetc%2fpasswd",
        "%2e%2e",
        "..%5c..%5cwindows",
        "%00",
        "sunrise-serenity%00.html",
        "sunrise-serenity%2f..",
        "<script>alert(1)</script>",
        "a" * 10_000,
        "%E2%80%AE",
        "SUNRISE-SERENITY",
    ],
)
def test_an_address_that_is_no_id_is_no_entry_and_names_nothing(id):
    answer = client().get(f"/r/{id}")
    assert answer.status_code == 404
    assert Page(answer.text).wrong == [] if "html" in answer.headers["content-type"] else True
    assert "etc/passwd" not in answer.text
    assert "alert(1)" not in answer.text


def test_an_address_with_dots_stays_among_the_entries():
    for path in ("/r/../app.py", "/r/..", "/r/./../resources.yaml", "//r//x"):
        answer = client().get(path)
        assert "resources:" not in answer.text
        assert "import" not in answer.text


def test_the_pages_have_no_element_that_a_hostile_text_would_make():
    assert not KNOWN & {"img", "iframe", "object", "embed", "base", "math", "video", "marquee"}
    assert {"a", "p", "form"} <= KNOWN
