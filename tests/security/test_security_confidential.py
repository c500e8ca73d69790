"""A confidential address comes out by no door: nothing that anybody is given depends on it.

Two catalogs are the same but for what is finer than the town of their confidential places: every
field that a location has, in every language, and mistakes in them. Whatever can be asked of them
is asked of both, and the answers are the same byte for byte; so none of it, not even how far away
it is or whether a word is in it, can have come from there.
"""

from __future__ import annotations

import datetime as dt
import gc
import json
import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
import yaml
from click.testing import CliRunner
from pydantic import TypeAdapter, ValidationError
from starlette.applications import Starlette
from starlette.testclient import TestClient

from directory import load, plain, search
from directory.catalog.files import read_catalog
from directory.cli import app
from directory.export.formats import FORMATS, write
from directory.export.pdf.wanted import Paper
from directory.export.table import to_table
from directory.model import Location
from directory.places import Gazetteer
from directory.query import parse_link
from directory.render.catalog import catalog_html
from directory.render.filters import filters_html
from directory.render.results import results_html
from directory.render.view import View
from directory.search import facets
from directory.snapshot import Snapshot
from directory.web import shell
from directory.words import words

# One worker reads the two catalogs once for all of it.
pytestmark = pytest.mark.xdist_group("security-confidential")
NOW = dt.datetime(2026, 11, 24, 12, tzinfo=ZoneInfo("America/Los_Angeles"))
OPEN = {"city", "region", "country", "approximate", "confidential"}
"""What may be known of a confidential place (contract, section 2)."""
WORDS = (("Vexlore", "Quimbal"), ("Drontiva", "Plaskero"))
"""A word of the one secret and of the other, as long: in a text, and in its translation."""
POINTS = ((34.1234567, -118.3456789), (33.7654321, -117.9876543))


def secrets(which: int) -> dict[str, Any]:
    """Something in every finer field of a location, in two languages where it may be."""
    found: dict[str, Any] = {}
    for name, field in Location.model_fields.items():
        if name in OPEN:
            continue
        adapter = TypeAdapter(field.rebuild_annotation())
        text = f"{WORDS[0][which]} {name}"
        texts = {"en": text, "es": f"{WORDS[1][which]} {name}"}
        values: tuple[Any, ...] = (texts, text, [texts, text], [text])
        if name in ("latitude", "longitude"):
            values = (POINTS[which][name == "longitude"],)
        for value in values:
            try:
                adapter.validate_python(value)
            except ValidationError:
                continue
            found[name] = value
            break
        else:
            raise AssertionError(f"a location has a new field {name}: what can be secret in it?")
    return found


def entry(id: str, kind: str, location: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "id": id,
        "kind": kind,
        "name": {"en": f"House {id}", "es": f"Casa {id}"},
        "phone": "+1 213 555 0100",
        "schedule": [{"days": ["tue"], "start": "19:00", "end": "20:00"}],
        "location": {"city": "Los Angeles", "region": "CA", "confidential": True, **location},
        **more,
    }


def unmarked(one: dict[str, Any]) -> dict[str, Any]:
    location = {name: value for name, value in one["location"].items() if name != "confidential"}
    return {**one, "location": location}


def content(which: int) -> dict[str, Any]:
    """A catalog whose confidential places hold these secrets, soundly and in every wrong way."""
    fine = secrets(which)
    word = WORDS[0][which]
    twins = {name: str(value) for name, value in fine.items() if name in ("latitude", "longitude")}
    wrong = [
        {**fine, "latitude": f"{word} north"},
        {**fine, "latitude": 934.5 + which, "longitude": word},
        {**fine, "notes": [word]},
        {**fine, "postal_code": {word: 1}},
        {**fine, "adress": f"1 {word} Way"},
        {**fine, "confidential": "maybe"},
        {**fine, "name": {"en": [word], "es": word, "sp": word}},
        {**fine, "transit": {word: [word]}},
    ]
    return {
        "directory": {"name": "D", "timezone": "America/Los_Angeles", "contact": "c@example.org"},
        "sources": [{"format": "csv", "path": "feed.csv", "kind": "housing"}],
        "resources": [
            entry("still", "housing", fine),
            entry("quiet", "meeting", {**fine, **twins}, fellowship="aa"),
            entry("held", "housing", fine, status="temporarily-closed"),
            *(entry(f"wrong-{n}", "housing", one) for n, one in enumerate(wrong)),
            # Where it is not clear whether a place is confidential, it is.
            unmarked(entry("misspelt", "housing", {**fine, "confidental": True})),
            unmarked(entry("misplaced", "housing", fine, confidential=True)),
            entry("unsaid", "housing", {**fine, "confidential": None}),
            {
                "id": "open-door",
                "kind": "housing",
                "name": "Open Door",
                "hours": "24/7",
                "location": {"city": "Los Angeles", "latitude": 34.05, "longitude": -118.24},
            },
        ],
    }


def feed(which: int) -> str:
    lat, lng = POINTS[which]
    return (
        "Name,Address,City,State,Latitude,Longitude,Confidential,Phone,When\n"
        f"Fed House,7 {WORDS[0][which]} Lane,Los Angeles,CA,{lat},{lng},yes,213-555-0101,Mon 9-5\n"
        f"Fed Room,{WORDS[0][which]} Lane,Los Angeles,CA,{lat},{lng},maybe,213-555-0102,Mon 9-5\n"
    )


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The two catalogs, each in a folder of its own with the feed that it names."""
    made = []
    for which in (0, 1):
        folder = tmp_path_factory.mktemp(f"secret-{which}")
        plain_data = json.loads(json.dumps(content(which)))  # no part of it twice: no aliases
        text = yaml.safe_dump(plain_data, allow_unicode=True, sort_keys=False, width=10_000)
        (folder / "resources.yaml").write_text(text, encoding="utf-8")
        (folder / "feed.csv").write_text(feed(which), encoding="utf-8")
        made.append(folder)
    return made[0], made[1]


@pytest.fixture(scope="module")
def pair(folders: tuple[Path, Path]) -> tuple[Snapshot, Snapshot]:
    one, other = (load(folder / "resources.yaml", now=NOW) for folder in folders)
    return one, other


def no_secret_in(text: str) -> None:
    for secret in (
        "vexlore",
        "quimbal",
        "drontiva",
        "plaskero",
        "34.12",
        "118.34",
        "33.76",
        "117.98",
    ):
        assert secret not in text.lower(), text[:2000]


LINKS = [
    "",
    "lang=es",
    *(f"open={id}" for id in ("still", "quiet", "held", "wrong-0", "wrong-6")),
    "id=still,quiet,held,wrong-1,wrong-2,wrong-3,wrong-4",
    *(f"q={word}" for pairs in WORDS for word in pairs),
    "q=postal_code",
    "q=34.1234567",
    *(
        f"near={lat:.3f},{lng:.3f}&within={far}&sort={sort}"
        for lat, lng in POINTS
        for far in ("0.1mi", "1mi", "5mi", "50mi")
        for sort in ("nearest", "name")
    ),
    "near=90012&within=20mi&lang=es",
    "near=Vexlore postal_code",
    "attend=in-person",
    "view=map",
    "view=map&near=34.12,-118.35",
    "view=week",
    "view=plan&id=still,quiet,open-door",
    "view=compare&id=still,held,open-door&near=34.123,-118.346",
    "kind=housing&keep=still",
]


def test_every_finer_field_of_a_location_holds_a_secret_here():
    assert set(secrets(0)) == set(Location.model_fields) - OPEN
    assert secrets(0)["name"] == {"en": "Vexlore name", "es": "Drontiva name"}


def test_the_places_are_there_and_say_their_town(pair):
    for snapshot in pair:
        assert {"still", "quiet", "held", "wrong-0", "wrong-4"} <= {
            r.id for r in snapshot.resources
        }
        # Whether this one is confidential cannot be told: it is left out altogether.
        assert snapshot.get("wrong-5") is None
        for resource in snapshot.resources:
            if resource.id != "open-door":
                assert resource.location is not None
                found = resource.location.model_dump(exclude_defaults=True)
                found.pop("country", None)
                assert found == {"city": "Los Angeles", "region": "CA", "confidential": True}


def test_nothing_that_is_kept_in_memory_holds_a_secret(pair):
    """Not the entries, not the index of words, no row of coordinates: there is nothing to find."""
    seen: set[int] = set()
    left: list[object] = [pair[0]]
    while left:
        one = left.pop()
        if id(one) in seen or isinstance(one, ModuleType | type | FunctionType | Gazetteer):
            continue
        seen.add(id(one))
        if isinstance(one, str | bytes):
            no_secret_in(one if isinstance(one, str) else one.decode("utf-8", "replace"))
        elif isinstance(one, float):
            assert not np.isclose(one, POINTS[0], rtol=0, atol=1e-3).any()
        elif isinstance(one, np.ndarray) and one.dtype.kind == "f":
            for number in POINTS[0]:
                assert not np.isclose(one, number, rtol=0, atol=1e-3).any()
        left += gc.get_referents(one)
    assert len(seen) > 300


@pytest.mark.parametrize("link", LINKS)
def test_no_search_depends_on_a_secret(pair, link):
    found = [search(snapshot, link, at=NOW) for snapshot in pair]
    told = [
        [(hit.id, hit.distance, hit.latitude, hit.longitude, hit.approximate) for hit in results]
        for results in found
    ]
    assert told[0] == told[1]
    counts = [facets(s, parse_link(link)[0], at=NOW) for s in pair]
    assert counts[0] == counts[1]
    for word in ("vexlore", "quimbal", "drontiva", "plaskero"):
        if f"q={word}" == link.lower():
            assert found[0].total == 0


@pytest.mark.parametrize("name", FORMATS)
def test_no_format_depends_on_a_secret(pair, name):
    for link in LINKS[::12] if name == "pdf" else LINKS:
        made = [write(search(s, link, at=NOW), name, site="https://d.example.org") for s in pair]
        assert made[0].content == made[1].content, link
        if not isinstance(made[0].content, bytes) and "q=" not in link and "near=" not in link:
            no_secret_in(made[0].content)


def test_no_booklet_depends_on_a_secret(pair):
    made = [write(search(s, "", at=NOW), "pdf", paper=Paper(booklet=True)).content for s in pair]
    assert made[0] == made[1]


def test_no_line_in_a_terminal_depends_on_a_secret(pair):
    made = [to_table(search(s, "near=90012", at=NOW), words("en"), width=120) for s in pair]
    assert made[0] == made[1]


def views(snapshot: Snapshot, link: str) -> Iterator[str]:
    query, ignored = parse_link(link)
    view = View(settings=snapshot.settings, query=query, at=NOW, site="https://d.example.org")
    results = search(snapshot, query, at=NOW)
    yield str(results_html(results, snapshot, view, ignored))
    yield str(filters_html(view, snapshot, facets(snapshot, query, at=NOW), results))


@pytest.mark.parametrize("link", LINKS)
def test_no_view_of_the_page_depends_on_a_secret(pair, link):
    made = [list(views(snapshot, link)) for snapshot in pair]
    assert made[0] == made[1]


def test_no_page_served_and_no_log_depends_on_a_secret(pair, caplog):
    caplog.set_level(logging.DEBUG)
    made: list[list[tuple[str, int, str]]] = []
    for snapshot in pair:
        current: Callable[[], Snapshot] = lambda snapshot=snapshot: snapshot  # noqa: E731
        routes = [*plain.routes(current, lambda: NOW), *shell.routes(current, lambda: NOW)]
        client = TestClient(Starlette(routes=routes))
        caplog.clear()
        answers = []
        for path in ("/", "/help", "/about", "/catalog", "/list", "/r/still", "/r/quiet", "/r/held",
                     "/feed.json", "/feed.csv", "/feed.geojson", "/feed.ics", "/feed.tsml.json",
                     "/handout.pdf", "/booklet.pdf"):  # fmt: skip
            for link in (
                "",
                "?near=34.123,-118.346&within=1mi",
                "?open=still&lang=es",
                "?q=vexlore",
            ):
                answer = client.get(path + link)
                answers.append((path + link, answer.status_code, answer.text))
        logged = " ".join(r.getMessage() for r in caplog.records if r.name.startswith("directory"))
        made.append([*answers, ("log", 0, logged)])
    assert made[0] == made[1]


def test_the_page_of_keepers_tells_mistakes_without_the_words_that_are_wrong(folders, pair):
    made = []
    for folder, snapshot in zip(folders, pair, strict=True):
        view = View(settings=snapshot.settings, query=parse_link("")[0], at=NOW)
        made.append(
            str(
                catalog_html(
                    view,
                    snapshot,
                    loaded_at=NOW,
                    failing=read_catalog(folder / "resources.yaml").problems,
                    failing_since=NOW,
                    folder=str(folder),
                )
            )
        )
        assert "location.adress" in made[-1]
        no_secret_in(made[-1])
    assert len(set(made)) == 1


CHANGE = """\
changes:
  - id: still
    set: {location.address: SECRET Lane, location.notes: SECRET, location.latitude: "34.1234567"}
    note: moved
  - id: held
    was: {location.name: SECRET}
    set: {location.name: SECRET}
  - id: wrong-0
    set: {location.latitude: SECRET}
"""
DOUBTFUL = """\
changes:
  - id: misspelt
    set: {location.address: SECRET Lane}
  - id: misplaced
    set: {location.address: SECRET Lane, location.notes: SECRET}
  - id: unsaid
    set: {location.address: SECRET Lane}
  - id: still
    set: {location.address: SECRET Lane, location.notes: SECRET}
"""
COMMANDS: dict[str, list[list[str]]] = {
    "check": [[], ["--format", "json"]],
    "search": [[link, "--format", "table"] for link in LINKS] + [["", "--format", "yaml"]],
    "why": [["still"], ["Fed House"], ["fed"], ["vexlore"], ["quimbal"], ["1"]],
    "sources": [[], ["refresh"]],
    "stale": [[], ["--format", "csv"], ["--format", "text"], ["--format", "json"]],
    "verify": [["still", "quiet", "--by", "phone", "--dry-run"], ["held", "--by", "visit"]],
    "apply": [
        [file, more] for file in ("change.yaml", "doubtful.yaml") for more in ("--dry-run", "--yes")
    ],
    "geocode": [["--dry-run"]],
    "compile": [["-o", "made.arrow"]],
    "schema": [],
    "import": [],
    "load": [],
    "basemap": [],
    "publish": [],
}
"""How each command is called on the catalogs; `schema` and `basemap` read none, `import` is tested
by itself, `load` where there is a database; `publish` copies what `compile` made."""


def test_every_command_is_tried():
    assert set(app.commands) <= set(COMMANDS)


@pytest.mark.parametrize("name", sorted(set(COMMANDS) & set(app.commands)))
def test_no_command_tells_a_secret(folders, name, tmp_path, monkeypatch):
    for arguments in COMMANDS[name]:
        told = []
        for which, folder in enumerate(folders):
            here = tmp_path / f"{which}-{len(told)}-{abs(hash(tuple(arguments)))}"
            here.mkdir()
            for file in ("resources.yaml", "feed.csv"):
                (here / file).write_bytes((folder / file).read_bytes())
            for file, text in (("change.yaml", CHANGE), ("doubtful.yaml", DOUBTFUL)):
                (here / file).write_text(text.replace("SECRET", WORDS[0][which]), "utf-8")
            monkeypatch.chdir(here)
            monkeypatch.setenv("DIRECTORY_CACHE", str(here / "cache"))
            result = CliRunner().invoke(app, [name, *arguments])
            assert not isinstance(result.exception, Exception), result.exception
            told.append(result.output)
            if name == "compile":
                # Whoever has the file can read all of it.
                told[-1] += (here / "made.arrow").read_bytes().decode("latin-1")
                no_secret_in(told[-1])
            if name == "apply":
                withheld = "something else" if "change.yaml" in arguments else "(private)"
                assert withheld in result.output
            # Their words of the search itself are the seeker's own.
            asked = name == "search" or arguments[:1] in (["vexlore"], ["quimbal"])
            if not asked:
                no_secret_in(result.output)
        assert told[0] == told[1], arguments


@pytest.mark.parametrize("which", [0, 1])
def test_an_import_drops_the_secret_before_anything_is_written(folders, which, tmp_path):
    out, report = tmp_path / "out.yaml", tmp_path / "report.json"
    result = CliRunner().invoke(
        app,
        ["import", "csv", str(folders[which] / "feed.csv"), "--kind", "housing",
         "--timezone", "America/Los_Angeles", "-o", str(out), "--report", str(report)],
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    assert json.loads(report.read_text("utf-8"))["imported"] == 1
    for text in (result.output, out.read_text("utf-8"), report.read_text("utf-8")):
        no_secret_in(text)
