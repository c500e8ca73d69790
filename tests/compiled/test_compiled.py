"""A compiled catalog answers as the one it was made of, and a damaged one never answers."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import sys
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directory import CatalogError, load
from directory.catalog.schema import json_schema
from directory.cli import app
from directory.compiled import Cache, CompiledError, open_compiled, write_compiled
from directory.compiled.arrays import read_packed
from directory.compiled.snapshots import FORMAT
from directory.places import gazetteer
from directory.query import Query
from directory.search import facets, search
from directory.snapshot import Snapshot

sys.path.append(str(Path(__file__).parents[1] / "search"))
from directory_of_chance import Towns, directories, queries

ROOT = Path(__file__).parents[2]
AT = dt.datetime(2026, 11, 24, 19, 5, tzinfo=ZoneInfo("America/Phoenix"))
FEED = ROOT.parent / "shared" / "feeds"

TWO = """
directory: {name: Example, languages: [en, es], timezone: America/Denver}
resources:
  - id: first
    kind: meeting
    name: {en: Morning light, es: Luz de la mañana}
    schedule: [{days: [mon], start: "07:00"}]
    updated: 2026-10-03
  - {id: second, kind: housing, name: Second, cost: nothing, colour: red}
"""


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> tuple[Snapshot, Path]:
    path = tmp_path_factory.mktemp("compiled") / "example.arrow"
    snapshot = load(ROOT / "resources.yaml")
    write_compiled(snapshot, path)
    return snapshot, path


def same(one: Snapshot, other: Snapshot, query: Query | str) -> None:
    first, second = search(one, query, at=AT), search(other, query, at=AT)
    assert first.entries.tolist() == second.entries.tolist()
    assert first[:60] == second[:60]
    assert first.ignored == second.ignored
    if isinstance(query, Query):
        assert facets(one, query, at=AT) == facets(other, query, at=AT)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(directories(), st.lists(queries(), min_size=1, max_size=3))
def test_any_catalog_answers_from_its_file_as_before(
    tmp_path: Path, snapshot: Snapshot, asked: list[Query]
) -> None:
    path = tmp_path / "one.arrow"
    write_compiled(snapshot, path)
    opened = open_compiled(path, Towns())  # type: ignore[arg-type]  # as much as search needs
    assert tuple(opened.resources) == tuple(snapshot.resources)
    assert [opened.index_of(one.id) for one in snapshot.resources] == list(range(len(snapshot)))
    assert opened.index_of("no-such-id") is None
    for query in asked:
        same(snapshot, opened, query)


def test_everything_that_is_known_of_a_catalog_comes_back(
    example: tuple[Snapshot, Path], tmp_path: Path
) -> None:
    (tmp_path / "two.yaml").write_text(TWO, encoding="utf-8")
    two = load(tmp_path / "two.yaml")
    for snapshot in (example[0], two):
        path = tmp_path / "one.arrow"
        write_compiled(snapshot, path)
        opened = open_compiled(path, gazetteer())
        for name in ("settings", "sources", "problems", "languages", "last_edit", "home"):
            assert getattr(opened, name) == getattr(snapshot, name), name
        assert list(opened.origins) == list(snapshot.origins)
        assert opened.origins[-1] == snapshot.origins[-1]
        assert [one.entry() for one in opened.resources] == [
            one.entry() for one in snapshot.resources
        ]
        again = tmp_path / "again.arrow"
        write_compiled(opened, again)
        assert again.read_bytes() == path.read_bytes()
    assert [one.name for one in opened.spoken("es").resources] == ["Luz de la mañana", "Second"]
    assert opened.spoken("es").spoken("en").resources[0].name == "Morning light"
    assert search(opened, "q=luz&lang=es", at=AT)[0].resource.name == "Luz de la mañana"


@pytest.mark.skipif(not FEED.exists(), reason="the published feeds are not beside the project")
def test_the_meetings_of_a_city_answer_from_their_file_as_before(tmp_path: Path) -> None:
    feed = next(FEED.rglob("seattle-2025.json"))
    out = tmp_path / "seattle.yaml"
    CliRunner().invoke(app, ["import", "tsml", str(feed), "-o", str(out)])
    snapshot = load(out)
    write_compiled(snapshot, tmp_path / "seattle.arrow")
    opened = load(tmp_path / "seattle.arrow")
    assert len(opened) > 1_500
    for link in ("near=98101&within=2mi&day=tue", "q=serenity", "when=soon", "", "sort=name"):
        same(snapshot, opened, link)


def damaged(path: Path) -> bool:
    try:
        open_compiled(path)
    except CompiledError:
        return True
    return False


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_damage_is_ever_trusted(
    example: tuple[Snapshot, Path], tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    _, path = example
    good = path.read_bytes()
    at = data.draw(st.integers(0, len(good) - 1))
    kind = data.draw(st.sampled_from(["flip", "cut", "zeros"]))
    if kind == "flip":
        bad = good[:at] + bytes([good[at] ^ data.draw(st.integers(1, 255))]) + good[at + 1 :]
    elif kind == "cut":
        bad = good[:at]
    else:
        bad = good[:at] + bytes(len(good[at : at + 4096])) + good[at + 4096 :]
    torn = tmp_path_factory.getbasetemp() / "torn.arrow"
    torn.write_bytes(bad)
    assert damaged(torn) == (bad != good)


def test_what_is_no_compiled_catalog_is_told_in_words(tmp_path: Path) -> None:
    for content in (b"", b"ARROW1", b"PK\x03\x04", b"ARROW1" + bytes(400)):
        path = tmp_path / "file.arrow"
        path.write_bytes(content)
        with pytest.raises(CompiledError, match=r"damaged|no compiled|cannot be read"):
            open_compiled(path)
    with pytest.raises(CompiledError, match="is not there"):
        open_compiled(tmp_path / "none.arrow")
    path.write_bytes(b"ARROW1" + bytes(400))
    with pytest.raises(CatalogError, match=r"file.arrow.*compile it again"):
        load(path)


def test_a_file_of_another_format_is_refused_with_the_mend(
    example: tuple[Snapshot, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("directory.compiled.snapshots.FORMAT", 2)
    with pytest.raises(CompiledError, match="is of format 1, not 2; compile it"):
        open_compiled(example[1])


class Shelf:
    """A folder of compiled catalogs, and how often the files themselves were read."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.read = 0
        monkeypatch.setattr("directory.compiled.cache.SMALLEST", 0)
        kept = Cache.keep

        def keep(cache: Cache, *given: object) -> Snapshot:
            self.read += 1
            return kept(cache, *given)  # type: ignore[arg-type]

        monkeypatch.setattr(Cache, "keep", keep)

    def load(self, path: Path) -> Snapshot:
        return load(path, cache=self.folder)

    @property
    def files(self) -> list[Path]:
        return sorted(self.folder.rglob("*.arrow"))


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    return Shelf(tmp_path / "cache", monkeypatch)


def test_a_catalog_is_read_once_and_opened_from_then_on(shelf: Shelf, tmp_path: Path) -> None:
    path = tmp_path / "two.yaml"
    path.write_text(TWO, encoding="utf-8")
    first, second = shelf.load(path), shelf.load(path)
    assert shelf.read == 1
    assert first.problems == second.problems
    assert tuple(first.resources) == tuple(second.resources)
    path.write_text(TWO.replace("Second", "Third"), encoding="utf-8")
    assert shelf.load(path).resources[1].name == "Third"
    assert shelf.read == 2
    path.write_text(TWO, encoding="utf-8")
    assert shelf.load(path).resources[1].name == "Second"
    assert shelf.read == 2


def test_a_damaged_copy_is_made_anew(shelf: Shelf, tmp_path: Path) -> None:
    path = tmp_path / "two.yaml"
    path.write_text(TWO, encoding="utf-8")
    shelf.load(path)
    (kept,) = shelf.files
    good = kept.read_bytes()
    for bad in (good[:-200], b"", good.replace(b"Second", b"Decond")):
        kept.write_bytes(bad)
        assert shelf.load(path).resources[1].name == "Second"
        assert kept.read_bytes() == good


def test_a_copy_made_by_another_version_is_not_looked_at(
    shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "two.yaml"
    path.write_text(TWO, encoding="utf-8")
    shelf.load(path)
    monkeypatch.setattr("directory.compiled.cache._program", lambda: b"another")
    shelf.load(path)
    assert shelf.read == 2
    assert len(shelf.files) == 2


def test_few_copies_are_kept_and_those_used_last(shelf: Shelf, tmp_path: Path) -> None:
    path = tmp_path / "two.yaml"
    for number in range(6):
        path.write_text(TWO.replace("Second", f"Number {number}"), encoding="utf-8")
        shelf.load(path)
    assert len(shelf.files) == 3


def test_where_nothing_can_be_written_the_catalog_is_read_all_the_same(
    shelf: Shelf, tmp_path: Path
) -> None:
    shelf.folder.write_text("a file where the folder would be")
    (tmp_path / "two.yaml").write_text(TWO, encoding="utf-8")
    assert len(shelf.load(tmp_path / "two.yaml")) == 2


def test_a_catalog_is_compiled_by_command_and_searched_from_the_file(tmp_path: Path) -> None:
    (tmp_path / "two.yaml").write_text(TWO, encoding="utf-8")
    out = tmp_path / "two.arrow"
    done = CliRunner().invoke(app, ["compile", str(tmp_path / "two.yaml"), "-o", str(out)])
    assert done.exit_code == 0
    assert "2 entries" in done.output
    ways = [
        CliRunner().invoke(
            app, ["search", "", "--catalog", str(path), "--at", AT.isoformat(), "--format", "json"]
        )
        for path in (tmp_path / "two.yaml", out)
    ]
    assert ways[0].output == ways[1].output
    assert '"total": 2' in ways[0].output
    lost = CliRunner().invoke(app, ["compile", str(tmp_path / "no.yaml"), "-o", str(out)])
    assert lost.exit_code == 2
    into = tmp_path / "two.yaml" / "x.arrow"
    stuck = CliRunner().invoke(app, ["compile", str(tmp_path / "two.yaml"), "-o", str(into)])
    assert (stuck.exit_code, "cannot be written" in stuck.output) == (1, True)


def test_what_lies_in_a_file_has_a_number_of_its_own(example: tuple[Snapshot, Path]) -> None:
    """When this fails, give the new layout the next number in `FORMAT`, and write its mark here."""
    packed, _ = read_packed(example[1])
    layout = [sorted(packed.arrays), sorted(packed.texts), json_schema()]
    mark = hashlib.sha256(json.dumps(layout, sort_keys=True).encode()).hexdigest()[:12]
    assert (FORMAT, mark) == (1, "5a7b9ff2fb9d")
