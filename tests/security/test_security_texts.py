"""What stands in a catalog arrives as text, in every format and on every page, and does nothing.

Every text field of the models is filled with each hostile text, and what comes out is read by the
parsers that other people's programs use.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from urllib.parse import parse_qs
from zoneinfo import ZoneInfo

import hostile_catalog as hostile
import icalendar
import pytest
import yaml
from hostile_catalog import FIELDS, SETTINGS, TEXTS, Path, flat, marked, marks
from pypdf import PdfReader
from pypdf.generic import IndirectObject
from starlette.applications import Starlette
from starlette.testclient import TestClient

from directory import plain, search
from directory.catalog.files import read_catalog_text
from directory.export.formats import FORMATS, write
from directory.export.pdf.wanted import Paper
from directory.export.sharing import share
from directory.export.table import to_table
from directory.query import parse_link
from directory.render.catalog import catalog_html
from directory.render.filters import filters_html
from directory.render.pages import about_html, help_html
from directory.render.report import report
from directory.render.results import results_html
from directory.render.shell import foot_html, head_html
from directory.render.view import View
from directory.search import facets
from directory.snapshot import Snapshot
from directory.web import shell
from directory.words import words

NOW = dt.datetime(2026, 11, 24, 12, tzinfo=ZoneInfo("America/Los_Angeles"))
# One worker makes the pages of a text once for all tests that look at them.
pytestmark = pytest.mark.xdist_group("security-texts")
EACH_TEXT = pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)


@cache
def snapshot_of(text: str) -> Snapshot:
    return hostile.snapshot(text)


def written(text: str, name: str) -> str:
    return write(search(snapshot_of(text), "", at=NOW), name).text


def strings(value: object) -> Iterator[str]:
    """Every text in plain data, names of keys too."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from strings(key)
            yield from strings(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from strings(inner)
    elif isinstance(value, str):
        yield value


def missing(
    found: list[str], text: str, *, but: frozenset[Path] = frozenset(), drop: str = ""
) -> list[str]:
    """The fields of an entry whose text is in none of the strings found, as it was written.

    `drop` are characters that do not count.
    """
    gone = str.maketrans("", "", drop)
    seen = [flat(one).translate(gone) for one in found]
    wanted = {
        path: flat(marked(path, mark, text)).translate(gone)
        for path, mark in FIELDS.items()
        if path not in but
    }
    return [".".join(p) for p, said in wanted.items() if not any(said in one for one in seen)]


# --- what these tests look at


def test_every_text_field_of_the_models_is_looked_at():
    assert {
        ("name",),
        ("location", "notes"),
        ("location", "transit", "*"),
        ("schedule", "*", "note"),
        ("phones", "*", "label"),
        ("source_id",),
    } <= set(FIELDS)
    assert {("notice",), ("helplines", "*", "notes"), ("views", "*", "name")} <= set(SETTINGS)


# --- data formats


@EACH_TEXT
def test_json_holds_every_text_as_it_is(text):
    found = json.loads(written(text, "json"))
    assert found["total"] == 3
    assert missing(list(strings(found["results"])), text) == []
    assert set(found) == {"as_of", "link", "ignored", "total", "results"}
    for result in found["results"]:
        assert "evil" not in set(strings([*result, *result["resource"]]))


@EACH_TEXT
def test_yaml_reads_back_as_the_same_entries_and_nothing_more(text):
    made = written(text, "yaml")
    catalog = read_catalog_text(made, "export.yaml")
    assert {one.id for one in catalog.resources} == {"odd", "odd-house", "odd-home"}
    # Hours that are none are told by whoever reads the file; so is the fellowship of a house.
    assert {problem.path.rpartition(".")[2] for problem in catalog.problems} == {
        "hours",
        "fellowship",
    }
    # Another program's parser agrees, and finds neither tags nor aliases.
    assert missing(list(strings(yaml.safe_load(made)["resources"])), text) == []
    assert not any(
        isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None)
        for event in yaml.parse(made)
    )


# What these formats have no place for.
NOT_IN_TABLES = frozenset({("schedule", "*", "note"), ("closed", "*", "note")})
NOT_IN_TSML = frozenset(
    {
        # Dialled by apps: what is no whole number stays out.
        ("online", "phone"),
        ("location", "country"),
        ("hours",),
        ("openings", "note"),
        ("phones", "*", "label"),
        ("phones", "*", "number"),
        ("verified", "by"),
        ("source_id",),
    }
)


@EACH_TEXT
def test_geojson_holds_every_text_as_it_is(text):
    found = json.loads(written(text, "geojson"))
    properties = [feature["properties"] for feature in found["features"]]
    assert missing(list(strings(properties)), text, but=NOT_IN_TABLES) == []
    for feature in found["features"]:
        assert set(feature) == {"type", "id", "geometry", "properties"}


@EACH_TEXT
def test_tsml_holds_every_text_as_it_is(text):
    found = json.loads(written(text, "tsml"))
    assert len(found) == 2
    assert missing(list(strings(found)), text, but=NOT_IN_TSML) == []
    links = [v for row in found for key, v in row.items() if key.endswith(("url", "website"))]
    assert all(link.startswith(("https://", "http://")) for link in links)


def cells(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(written(text, "csv"), newline=""), strict=True))


@EACH_TEXT
def test_a_spreadsheet_shows_every_text_and_computes_none(text):
    head, *rows = cells(text)
    assert len(rows) == 3
    for row in rows:
        assert len(row) == len(head)
        # https://owasp.org/www-community/attacks/CSV_Injection: not at the start of a cell,
        # also not where a program that parts cells elsewhere would start one.
        for cell in row:
            for part in re.split(r"[;\t\r\n|]", cell):
                number = re.fullmatch(r"-?\d+(\.\d+)?", part)
                assert number or not re.match(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]", part), cell
            assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", cell)
    shown = [cell for row in rows for cell in row]
    assert missing(shown, text, but=NOT_IN_TABLES, drop="'") == []


def test_a_phone_number_in_a_spreadsheet_is_text_like_any_other():
    # "+1 555 …" would be added up: it keeps its digits behind an apostrophe.
    snapshot = hostile.snapshot("x")
    text = write(search(snapshot, "id=odd", at=NOW), "csv").text
    row = next(csv.DictReader(io.StringIO(text, newline="")))
    assert row["latitude"] == "34.0537"
    assert row["longitude"] == "-118.2428"


# --- calendars

PROPERTIES = {
    "UID", "DTSTART", "DTEND", "RRULE", "EXDATE", "DTSTAMP", "LAST-MODIFIED", "SUMMARY",
    "LOCATION", "GEO", "URL", "CATEGORIES", "TRANSP", "DESCRIPTION",
}  # fmt: skip
IN_EVENTS = frozenset({
    ("name",), ("organization",), ("description",), ("location", "name"), ("location", "address"),
    ("location", "city"), ("location", "region"), ("location", "postal_code"),
    ("location", "notes"), ("location", "transit", "*"), ("online", "phone"), ("online", "notes"),
    ("schedule", "*", "note"), ("requirements",), ("phone",),})  # fmt: skip


@EACH_TEXT
def test_no_text_adds_a_line_to_a_calendar(text):
    made = written(text, "ics")
    lines = made.encode().split(b"\r\n")
    assert lines.pop() == b""
    assert max(map(len, lines)) <= 75
    assert not any(re.search(rb"[\x00-\x08\x0a-\x1f\x7f]", line) for line in lines)
    assert not re.search("[\u2028\u2029\u0085]", made)
    calendar = icalendar.Calendar.from_ical(made)
    kinds = {part.name for part in calendar.walk()}
    assert kinds == {"VCALENDAR", "VTIMEZONE", "STANDARD", "DAYLIGHT", "VEVENT"}
    events = calendar.walk("VEVENT")
    assert len(events) == 3
    assert {str(name) for event in events for name in event} <= PROPERTIES
    said = [str(event[name]) for event in events for name in ("SUMMARY", "LOCATION", "DESCRIPTION")]
    assert missing(said, text, but=frozenset(FIELDS) - IN_EVENTS) == []


# --- messages and terminals


@EACH_TEXT
def test_messages_and_tables_have_no_characters_that_steer(text):
    results = search(snapshot_of(text), "", at=NOW)
    view = View(settings=results.snapshot.settings, query=results.query, at=NOW)
    shared = share(results, "/?q=x", "Title", view, "https://directory.example.org")
    for made in (written(text, "text"), shared.text, to_table(results, words("en"), width=200)):
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e]", made)
    name = flat(marked(("name",), FIELDS[("name",)], text))
    assert sum(flat(line) == name for line in written(text, "text").splitlines()) == 3


# --- pages


class Page(HTMLParser):
    """What a browser would make of a page: its elements with their attributes, and its texts."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, tuple[str, ...]]] = []
        self.texts: list[str] = []
        self.links: list[str] = []
        self.odd: list[str] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, tuple(sorted(name for name, _ in attrs))))
        for name, value in attrs:
            if name in ("href", "src", "action", "formaction", "srcdoc", "style"):
                self.links.append(f"{name}={value}")
            else:
                self.texts.append(value or "")

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def handle_comment(self, data: str) -> None:
        self.odd.append(data)

    def unknown_decl(self, data: str) -> None:
        self.odd.append(data)


@cache
def pages(text: str) -> dict[str, str]:
    """Every page and part of a page, by a name for it."""
    return dict(_pages(text))


def _pages(text: str) -> Iterator[tuple[str, str]]:
    snapshot = snapshot_of(text)
    routes = [
        *plain.routes(lambda: snapshot, lambda: NOW),
        *shell.routes(lambda: snapshot, lambda: NOW),
    ]
    client = TestClient(Starlette(routes=routes))
    for address in ("/list", "/list?id=odd,odd-house&lang=es", "/r/odd", "/r/odd-house", "/",
                    "/?open=odd&lang=es", "/help", "/about"):  # fmt: skip
        yield address, client.get(address).text
    yield "file", written(text, "html")
    for link in (
        "",
        "open=odd",
        "open=odd-house&near=34.05,-118.24",
        "view=map&near=34.05,-118.24",
        "view=week",
        "view=plan&id=odd,odd-house",
        "view=compare&id=odd-house,odd-home",
        "id=odd,odd-house&keep=odd",
    ):
        query, ignored = parse_link(link)
        view = View(settings=snapshot.settings, query=query, at=NOW)
        results = search(snapshot, query, at=NOW)
        yield f"results {link}", str(results_html(results, snapshot, view, ignored))
        counts = facets(snapshot, query, at=NOW)
        yield f"filters {link}", str(filters_html(view, snapshot, counts, results))
    view = View(settings=snapshot.settings, query=parse_link("")[0], at=NOW)
    for part in (head_html, help_html, about_html, foot_html):
        yield part.__name__, str(part(view))
    yield (
        "catalog",
        str(catalog_html(view, snapshot, loaded_at=NOW, failing=(), failing_since=None)),
    )


@EACH_TEXT
def test_a_page_with_a_hostile_text_has_the_elements_of_one_with_a_harmless_text(text):
    twins = pages(hostile.harmless(text))
    for name, source in pages(text).items():
        page, twin = Page(source), Page(twins[name])
        assert page.elements == twin.elements, name
        assert page.odd == twin.odd == [], name
        assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", source), name


@EACH_TEXT
def test_links_of_a_page_lead_where_links_may_lead(text):
    for name, source in pages(text).items():
        for link in Page(source).links:
            kind, _, address = link.partition("=")
            if kind == "style":
                assert re.fullmatch(r"--kind: #[0-9A-F]{6}|--many: \d", address), (name, link)
                continue
            if kind == "src":
                assert re.fullmatch(r"\./(static/js|assets)/[\w.-]+\.js(\?v=\w+)?", address), (
                    name,
                    link,
                )
                continue
            assert kind in ("href", "action"), (name, link)
            allowed = r"(https?:|tel:|sms:|geo:|mailto:)|[/?.#]|$"
            assert re.match(allowed, address, re.IGNORECASE), (name, link)


@EACH_TEXT
def test_an_entrys_own_page_shows_every_text_as_it_is(text):
    # For machines and maintainers; and hours that are none are not shown, but "unknown: call".
    machines = frozenset({("source_id",), ("location", "country"), ("hours",), ("verified", "by")})
    for name, source in pages(text).items():
        if name in ("/r/odd", "results open=odd"):
            assert (
                missing([*Page(source).texts, " ".join(Page(source).texts)], text, but=machines)
                == []
            ), name


@EACH_TEXT
def test_the_settings_of_a_directory_are_text_too(text):
    shown = {
        path: mark for path, mark in SETTINGS.items() if path[0] in ("name", "notice", "helplines")
    }
    found = {name: " ".join(Page(source).texts) for name, source in pages(text).items()}
    for path, mark in shown.items():
        wanted = flat(marked(path, mark, text))
        assert any(wanted in flat(page) for page in found.values()), path


# --- reports


@EACH_TEXT
def test_no_text_adds_a_line_to_a_report(text):
    lines = []
    for one in (text, hostile.harmless(text)):
        snapshot = snapshot_of(one)
        view = View(settings=snapshot.settings, query=parse_link("")[0], at=NOW)
        made = report(snapshot.resources[0], view)
        assert made is not None
        assert made.href.startswith("mailto:odd@example.org?subject=")
        lines.append(parse_qs(made.href.partition("?")[2])["body"][0].splitlines())
    beginnings = [
        [line[:8].rstrip() for line in each if not line.startswith(" ")] for each in lines
    ]
    assert beginnings[0].count("changes:") == beginnings[1].count("changes:") == 1
    assert not [line for line in lines[0] if line.startswith(("resources:", "BEGIN:", "END:"))]


# --- print


def objects(reader: PdfReader) -> Iterator[tuple[str, object]]:
    """Every key with its value in a PDF file, however deep."""
    seen: set[int] = set()
    left: list[object] = [reader.trailer]
    while left:
        value = left.pop()
        if isinstance(value, IndirectObject):
            if value.idnum in seen:
                continue
            seen.add(value.idnum)
            value = value.get_object()
        if isinstance(value, dict):
            for key in value:
                yield str(key), dict.__getitem__(value, key)
                left.append(dict.__getitem__(value, key))
        elif isinstance(value, list):
            left += list(value)


@EACH_TEXT
@pytest.mark.parametrize("booklet", [False, True])
def test_a_print_holds_no_script_and_no_link_but_to_the_web(text, booklet):
    results = search(snapshot_of(text), "", at=NOW)
    made = write(results, "pdf", site="https://directory.example.org", paper=Paper(booklet=booklet))
    assert isinstance(made.content, bytes)
    reader = PdfReader(io.BytesIO(made.content), strict=True)
    found = list(objects(reader))
    acting = {"/JavaScript", "/JS", "/Launch", "/AA", "/EmbeddedFile", "/SubmitForm", "/AcroForm"}
    assert not {key for key, _ in found} & acting
    assert not {str(value) for key, value in found if key == "/S"} & acting
    for link in (str(value) for key, value in found if key == "/URI"):
        assert re.match(r"(https?|tel|mailto):", link) or link == "/URI"
    text_of_it = "".join(page.extract_text() for page in reader.pages)
    # Of a name as long as a page the first lines are printed.
    assert FIELDS[("name",)] in re.sub(r"\s", "", text_of_it) or len(text) > 400


def test_the_words_by_which_texts_are_known_are_found_where_they_are():
    assert marks("a zq10k b zq31k") == {"zq10k", "zq31k"}
    assert set(FORMATS) == {"json", "csv", "geojson", "ics", "tsml", "yaml", "text", "html", "pdf"}
