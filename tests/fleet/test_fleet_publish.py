"""Publishing lays a snapshot down before it is named, and keeps the last few."""

from __future__ import annotations

import datetime as dt
import gc
import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner
from fleet_places import NOON, Clock, open_text, sha, written

from directory import search
from directory.cli import app
from directory.compiled import open_compiled
from directory.published import Cache, Manifest, PublishedError, Replica, is_published, publish
from directory.published.folder import Folder
from directory.published.manifest import Shelf
from directory.published.objects import Bucket


class Watched(Folder):
    """A folder that notes what is done to it."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.done: list[str] = []

    def put(self, file: Path, name: str) -> None:
        self.done.append("file")
        super().put(file, name)

    def put_manifest(self, data: bytes) -> None:
        self.done.append("manifest")
        super().put_manifest(data)


def laid(shelf: Shelf, folder: Path, text: str, *, keep: int = 3) -> Manifest:
    file = written(folder / "made.arrow", text)
    manifest = publish(file, shelf, made=NOON, check=open_text, keep=keep).manifest
    assert manifest.sha256 == sha(file)
    return manifest


def age(folder: Path) -> None:
    """Everything there becomes an hour older."""
    for path in folder.iterdir():
        then = path.stat().st_mtime - 3_600
        os.utime(path, (then, then))


def test_the_file_is_laid_down_before_the_manifest_names_it(tmp_path: Path) -> None:
    shelf = Watched(tmp_path / "shelf")
    laid(shelf, tmp_path, "one")
    assert shelf.done == ["file", "manifest"]
    manifest = json.loads((tmp_path / "shelf" / "current.json").read_bytes())
    assert manifest == {
        "file": f"snapshot-{manifest['sha256']}.arrow",
        "sha256": sha(tmp_path / "made.arrow"),
        "bytes": 9,
        "made": "2026-11-24T12:00:00+00:00",
    }


def test_what_is_current_already_is_not_written_again(tmp_path: Path) -> None:
    shelf = Watched(tmp_path / "shelf")
    laid(shelf, tmp_path, "one")
    laid(shelf, tmp_path, "one")
    assert shelf.done == ["file", "manifest"]
    [file] = (tmp_path / "shelf").glob("snapshot-*")
    file.write_bytes(b"cut")
    laid(shelf, tmp_path, "one")
    assert file.read_bytes() == b"ARROW1one"


def test_the_last_few_stay_and_the_current_one_always_does(tmp_path: Path) -> None:
    shelf = Folder(tmp_path / "shelf")
    first = laid(shelf, tmp_path, "first")
    for text in ("second", "third", "fourth"):
        age(tmp_path / "shelf")
        last = laid(shelf, tmp_path, text)
    names = {name for _, name, _ in shelf.snapshots()}
    assert len(names) == 3
    assert first.file not in names
    # However old it is by the clock of the disk.
    os.utime(tmp_path / "shelf" / last.file, (0, 0))
    laid(shelf, tmp_path, "fourth", keep=1)
    assert [name for _, name, _ in shelf.snapshots()] == [last.file]


def test_what_else_lies_there_is_left_alone(tmp_path: Path) -> None:
    shelf = Folder(tmp_path / "shelf")
    laid(shelf, tmp_path, "first")
    (tmp_path / "shelf" / "notes.txt").write_text("ours")
    laid(shelf, tmp_path, "second", keep=1)
    assert (tmp_path / "shelf" / "notes.txt").exists()


def test_what_is_no_snapshot_is_not_published(tmp_path: Path) -> None:
    shelf = Folder(tmp_path / "shelf")
    before = laid(shelf, tmp_path, "good")
    (tmp_path / "made.arrow").write_bytes(b"resources:\n")
    with pytest.raises(ValueError, match="no snapshot"):
        publish(tmp_path / "made.arrow", shelf, made=NOON, check=open_text)
    assert Manifest.read(shelf.manifest()) == before


def test_which_addresses_are_places_of_snapshots(tmp_path: Path) -> None:
    assert not is_published("resources.yaml")
    assert not is_published(str(tmp_path))
    laid(Folder(tmp_path), tmp_path, "one")
    for address in (
        str(tmp_path),
        str(tmp_path / "current.json"),
        "file:///not/there/yet",
        "https://example.org/current.json",
        "s3://county/",
    ):
        assert is_published(address)


def test_snapshots_go_through_s3_and_come_back(s3: str, tmp_path: Path) -> None:
    bucket = Bucket("s3://county/valley/")
    clock = Clock()
    cache = Cache(tmp_path / "cache", bucket.name)
    replica = Replica(bucket, cache, open_text, clock=clock)
    replica.poll()
    assert replica.failure is not None
    assert "publish a snapshot there" in replica.failure.problems[0].message
    served = []
    for text in ("first", "second", "third", "first"):
        laid(bucket, tmp_path, text, keep=2)
        assert replica.poll()
        served.append(replica.current)
    assert served == ["first", "second", "third", "first"]
    assert len(bucket.snapshots()) == 2
    assert all(when.tzinfo is dt.UTC or when.utcoffset() is not None
               for when, _, _ in bucket.snapshots())  # fmt: skip
    bucket.put(written(tmp_path / "bad", "cut"), laid(bucket, tmp_path, "fourth").file)
    assert not replica.poll()
    assert replica.current == "first"
    assert "breaks off" in replica.failure.problems[0].message  # type: ignore[union-attr]


def test_what_is_published_does_not_tell_where_the_catalog_lay(tmp_path: Path) -> None:
    """Visitors of other machines see its files on the page Catalog."""
    hidden = tmp_path / "operators-own-folder"
    hidden.mkdir()
    (hidden / "one.yaml").write_text("resources: [{id: one, kind: food, name: One, phone: 5}]\n")
    (hidden / "two.yaml").write_text("resources: [{id: two, kind: none, name: Two}]\n")
    made = tmp_path / "made.arrow"
    done = CliRunner().invoke(app, ["compile", str(hidden), "-o", str(made)])
    assert done.exit_code == 0, done.output
    snapshot = open_compiled(made)
    assert {problem.file for problem in snapshot.problems} <= {"one.yaml", "two.yaml"}
    assert list(snapshot.origins) == [("one.yaml", 1)]
    assert b"operators-own-folder" not in made.read_bytes()


def test_a_bucket_needs_a_name() -> None:
    with pytest.raises(PublishedError, match="s3://bucket/folder/"):
        Bucket("s3:///")


def test_what_s3_needs_is_named_when_it_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "s3fs", None)
    with pytest.raises(PublishedError, match=r"pip install -r requirements-s3\.txt"):
        Bucket("s3://county/")


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="only Linux tells what is mapped")
def test_a_snapshot_that_is_replaced_gives_its_file_back_at_once(tmp_path: Path) -> None:
    """No collector need run: what was loaded at the start is out of its sight."""
    catalog = tmp_path / "catalog.yaml"
    catalog.write_text(
        "resources: [{id: one, kind: food, name: {en: Soup kitchen, es: Comedor}, phone: 5}]\n"
    )
    made = tmp_path / "given-back.arrow"
    assert CliRunner().invoke(app, ["compile", str(catalog), "-o", str(made)]).exit_code == 0

    def mapped() -> bool:
        return "given-back.arrow" in Path("/proc/self/maps").read_text()

    gc.disable()
    try:
        snapshot = open_compiled(made)
        found = search(snapshot.spoken("es"), "lang=es", at=NOON)
        assert [hit.resource.name for hit in found] == ["Comedor"]
        assert mapped()
        del snapshot, found
        assert not mapped()
    finally:
        gc.enable()
