"""A large catalog of several files is read file by file, and is what reading it in one go gives."""

from __future__ import annotations

import datetime as dt
import logging
import sys
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directory import load
from directory.catalog.files import Catalog
from directory.catalog.writer import write_catalog
from directory.compiled.join import joined
from directory.compiled.snapshots import packed_snapshot
from directory.index.text import fold
from directory.model.texts import main_text
from directory.search import search
from directory.snapshot import Snapshot, build_snapshot

sys.path.append(str(Path(__file__).parents[1] / "search"))
from directory_of_chance import Towns, directories

AT = dt.datetime(2026, 11, 24, 19, 5, tzinfo=ZoneInfo("America/Phoenix"))
ROOT = Path(__file__).parents[2]


def part_of(snapshot: Snapshot, start: int, stop: int) -> Snapshot:
    catalog = Catalog(
        snapshot.settings,
        (),
        tuple(snapshot.resources[start:stop]),
        (),
        tuple(snapshot.origins[start:stop]),
    )
    return build_snapshot(catalog, Towns())  # type: ignore[arg-type]  # as much as search needs


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(directories(), st.lists(st.integers(0, 40), max_size=3))
def test_parts_put_together_are_the_whole_array_by_array(
    snapshot: Snapshot, cuts: list[int]
) -> None:
    bounds = [0, *sorted(min(cut, len(snapshot)) for cut in cuts), len(snapshot)]
    parts = [part_of(snapshot, a, b) for a, b in pairwise(bounds)]
    names = [[fold(main_text(one.name)) for one in part.resources] for part in parts]
    found = joined([packed_snapshot(part) for part in parts], names)
    whole = packed_snapshot(part_of(snapshot, 0, len(snapshot)))
    assert found is not None
    assert found.texts == whole.texts
    assert found.arrays.keys() == whole.arrays.keys()
    for name, array in whole.arrays.items():
        np.testing.assert_array_equal(found.arrays[name], array, name)
        assert len(array) == 0 or found.arrays[name].dtype == array.dtype, name


class Folder:
    """A catalog of several files, and the folder where what was read is kept."""

    def __init__(self, folder: Path, caplog: pytest.LogCaptureFixture) -> None:
        self.path, self.cache, self._log = folder / "catalog", folder / "cache", caplog
        self.path.mkdir()
        example = load(ROOT / "resources.yaml")
        kinds = list(dict.fromkeys(one.kind for one in example.resources))
        for number, kind in enumerate(kinds[:4]):
            some = tuple(one for one in example.resources if one.kind is kind)[:12]
            text = write_catalog(example.settings, some)
            # The settings stand in the first file alone.
            self.write(f"{number}.yaml", text if number == 0 else text[text.index("resources:") :])

    def write(self, name: str, text: str) -> None:
        (self.path / name).write_text(text, encoding="utf-8")

    def add(self, name: str, text: str) -> None:
        self.write(name, (self.path / name).read_text(encoding="utf-8") + text)

    def load(self) -> Snapshot:
        self._log.clear()
        return load(self.path, cache=self.cache)

    @property
    def told(self) -> list[str]:
        return [record.getMessage() for record in self._log.records]


@pytest.fixture
def folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> Folder:
    monkeypatch.setattr("directory.compiled.cache.SMALLEST", 0)
    caplog.set_level(logging.INFO, "directory.compiled")
    return Folder(tmp_path, caplog)


def as_read_in_one_go(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> Snapshot:
    with monkeypatch.context() as patch:
        patch.setattr("directory.compiled.cache.SMALLEST", 1 << 40)
        return load(folder.path)


def same(one: Snapshot, other: Snapshot) -> bool:
    links = ("", "near=90012", "day=tue", "q=group", "sort=name")
    return (
        tuple(one.resources) == tuple(other.resources)
        and tuple(one.origins) == tuple(other.origins)
        and one.problems == other.problems
        and one.settings == other.settings
        and all(search(one, link, at=AT)[:40] == search(other, link, at=AT)[:40] for link in links)
    )


def test_only_files_that_changed_are_read_again(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = as_read_in_one_go(folder, monkeypatch)
    assert same(folder.load(), whole)
    assert "Reading 4 of 4 files of the catalog" in folder.told
    folder.add("2.yaml", "  - {id: new-one, kind: food, name: New one, cost: nothing}\n")
    again = folder.load()
    assert "Reading 1 of 4 files of the catalog" in folder.told
    assert again.get("new-one") is not None
    assert same(again, as_read_in_one_go(folder, monkeypatch))
    assert any("cost" in problem.path for problem in again.problems)
    folder.load()
    assert folder.told == []


def test_processes_beside_this_one_read_the_same(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("directory.compiled.parts.WORTH_A_PROCESS", 0)
    folder.add("1.yaml", "  - {id: new-one, kind: food, name: New one, cost: nothing}\n")
    assert same(folder.load(), as_read_in_one_go(folder, monkeypatch))


def test_new_settings_of_the_directory_hold_for_every_file(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.load()
    text = (folder.path / "0.yaml").read_text(encoding="utf-8")
    folder.write("0.yaml", text.replace("America/Los_Angeles", "America/Denver", 1))
    changed = folder.load()
    assert "Reading 4 of 4 files of the catalog" in folder.told
    assert changed.settings.timezone == "America/Denver"
    assert same(changed, as_read_in_one_go(folder, monkeypatch))


def test_a_damaged_part_is_read_again(folder: Folder) -> None:
    folder.load()
    parts = sorted((folder.cache / "compiled" / "files").glob("*.arrow"))
    assert len(parts) == 4
    parts[1].write_bytes(parts[1].read_bytes()[:-9])
    for whole in (folder.cache / "compiled").glob("*.arrow"):
        whole.unlink()
    assert len(folder.load()) > 30
    assert "Reading 1 of 4 files of the catalog" in folder.told


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("1.yaml", "directory: {name: Another}\n"),
        ("3.yaml", "  - {id: monday-night, kind: food, name: Twice}\n"),
        ("4.yaml", "{directory: {name: Flow}, resources: [{id: f, kind: food, name: F}]}\n"),
        ("4.yaml", "resources: [\n"),
        ("4.yaml", "sources: [{format: tsml, path: none.json}]\n"),
    ],
    ids=["two blocks", "one id twice", "flow", "not YAML", "a feed"],
)
def test_what_needs_all_files_at_hand_is_read_in_one_go(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, name: str, text: str
) -> None:
    if name == "3.yaml":
        first = next(iter(load(folder.path / "0.yaml").resources)).id
        text = text.replace("monday-night", first)
    if (folder.path / name).exists():
        folder.add(name, text)
    else:
        folder.write(name, text)
    assert same(folder.load(), as_read_in_one_go(folder, monkeypatch))
