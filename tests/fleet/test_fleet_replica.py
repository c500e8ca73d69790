"""A replica serves what is published, whole and checked, and keeps the last good one."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import logging
import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

import pytest
from fleet_places import NOON, Clock, open_text, sha, web_folder, written
from hypothesis import example, given, settings
from hypothesis import strategies as st

from directory.published import (
    Cache,
    Manifest,
    PublishedError,
    Replica,
    place_of,
    publish,
    shelf_of,
)


@dataclass
class Fleet:
    """A place of snapshots, and machines that take theirs from it."""

    address: str
    shelf: str
    folder: Path
    """Where machines keep their copies."""
    clock: Clock = field(default_factory=Clock)

    def publish(self, text: str) -> None:
        file = written(self.folder / "made.arrow", text)
        publish(file, shelf_of(self.shelf), made=self.clock(), check=open_text)

    def replica(
        self, machine: str = "one", open_file: Callable[[Path], str] = open_text
    ) -> Replica[str]:
        cache = Cache(self.folder / machine, self.address)
        return Replica(place_of(self.address), cache, open_file, clock=self.clock)


@pytest.fixture(params=["folder", "web"])
def fleet(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Fleet]:
    """The same for every kind of place."""
    published = tmp_path / "published"
    if request.param == "folder":
        yield Fleet(f"file://{published}", f"file://{published}", tmp_path)
    else:
        published.mkdir()
        with web_folder(published) as server:
            yield Fleet(server.url, str(published), tmp_path)


@pytest.fixture
def local(tmp_path: Path) -> Fleet:
    return Fleet(str(tmp_path / "published"), str(tmp_path / "published"), tmp_path)


def said(replica: Replica[str]) -> str:
    assert replica.failure is not None
    return replica.failure.problems[0].message


def test_what_is_published_is_served_and_a_new_one_takes_its_place(fleet: Fleet) -> None:
    fleet.publish("first")
    replica = fleet.replica()
    assert replica.current is None
    assert replica.poll()
    assert (replica.current, replica.failure) == ("first", None)
    assert not replica.poll()
    fleet.publish("second")
    assert replica.poll()
    assert replica.current == "second"
    assert replica.loaded_at == NOON


def test_going_back_is_publishing_the_older_one_again(fleet: Fleet) -> None:
    replica = fleet.replica()
    for text in ("first", "second", "first"):
        fleet.publish(text)
        assert replica.poll()
        assert replica.current == text


def test_a_place_without_a_snapshot_is_told_and_asked_again(fleet: Fleet) -> None:
    replica = fleet.replica()
    assert not replica.poll()
    assert replica.current is None
    assert said(replica)
    fleet.publish("first")
    assert replica.poll()
    assert replica.failure is None


def test_a_machine_that_starts_without_the_place_serves_its_copy(fleet: Fleet) -> None:
    fleet.publish("first")
    fleet.replica().poll()
    lost = Fleet("https://127.0.0.1:9/", "", fleet.folder)
    cache = Cache(fleet.folder / "one", fleet.address)
    replica = Replica(place_of(lost.address), cache, open_text, clock=Clock())
    replica.begin(0)
    assert replica.current == "first"
    assert not replica.poll()
    assert replica.current == "first"
    assert "nobody answers" in said(replica)


def test_a_copy_that_is_damaged_on_the_disk_is_brought_again(local: Fleet) -> None:
    local.publish("first")
    local.replica().poll()
    [copy] = (local.folder / "one").glob("snapshot-*")
    copy.write_bytes(b"ARROW1fisrt")
    replica = local.replica()
    replica.begin(60)
    assert replica.current == "first"
    assert copy.read_bytes() == b"ARROW1first"


def test_an_unchanged_manifest_does_not_come_over_the_line_again(tmp_path: Path) -> None:
    with web_folder(tmp_path / "published") as server:
        fleet = Fleet(server.url, str(tmp_path / "published"), tmp_path)
        fleet.publish("first")
        replica = fleet.replica()
        for _ in range(3):
            replica.poll()
        statuses = [status for path, status in server.asked if path == "/current.json"]
        assert statuses == [200, 304, 304]


def test_a_snapshot_of_another_version_leaves_the_last_good_one(local: Fleet) -> None:
    def open_only_new(path: Path) -> str:
        if "old" in (text := open_text(path)):
            raise PublishedError("is of format 1, not 2; compile it with this version")
        return text

    replica = local.replica(open_file=open_only_new)
    local.publish("new")
    replica.poll()
    local.publish("old")
    assert not replica.poll()
    assert replica.current == "new"
    assert said(replica) == "is of format 1, not 2; compile it with this version"


def test_what_was_not_right_is_left_alone_for_a_while_but_not_what_comes_after(
    local: Fleet,
) -> None:
    opened: list[str] = []

    def fail(path: Path) -> str:
        opened.append(open_text(path))
        if opened[-1] == "bad":
            raise PublishedError("is bad")
        return opened[-1]

    replica = local.replica(open_file=fail)
    local.publish("bad")
    for _ in range(10):
        replica.poll()
        local.clock.wait(30)
        assert said(replica) == "is bad"
    assert len(opened) == 4  # at 0, 30, 90 and 210 seconds
    local.publish("good")
    assert replica.poll()
    assert replica.current == "good"


def test_the_log_says_a_trouble_once_and_when_it_is_over(
    local: Fleet, caplog: pytest.LogCaptureFixture
) -> None:
    local.publish("first")
    replica = local.replica()
    replica.poll()
    manifest = Path(local.shelf) / "current.json"
    good = manifest.read_bytes()
    with caplog.at_level(logging.INFO):
        manifest.write_bytes(b"[]")
        replica.poll()
        replica.poll()
        manifest.write_bytes(good)
        replica.poll()
    told = [record.getMessage() for record in caplog.records]
    assert len(told) == 2
    assert "the last good one stays" in told[0]
    assert "publish the snapshot again" in told[0]
    assert told[1] == "The published snapshot is again the one that is served"


def test_old_copies_go_and_one_that_is_open_can_still_be_read(local: Fleet) -> None:
    with contextlib.ExitStack() as stack:
        held: list[BinaryIO] = []

        def hold(path: Path) -> str:
            held.append(stack.enter_context(path.open("rb")))
            return "held"

        replica = local.replica(open_file=hold)
        for text in ("first", "second", "third"):
            local.publish(text)
            replica.poll()
            local.clock.wait(3_600)
        copies = [path.read_bytes() for path in (local.folder / "one").glob("snapshot-*")]
        assert sorted(copies) == [b"ARROW1second", b"ARROW1third"]
        assert held[0].read() == b"ARROW1first"


def test_a_copy_that_another_process_just_brought_stays(local: Fleet) -> None:
    local.publish("first")
    replica = local.replica()
    replica.poll()
    other = local.folder / "one" / f"snapshot-{'0' * 64}.arrow"
    other.write_bytes(b"just now")
    left = local.folder / "one" / ".snapshot-left-by-a-crash"
    left.write_bytes(b"")
    os.utime(other, (NOON.timestamp(), NOON.timestamp()))
    os.utime(left, (NOON.timestamp() - 3_600,) * 2)
    local.publish("second")
    replica.poll()
    assert other.exists()
    assert not left.exists()


def test_processes_that_fetch_at_once_do_not_hurt_each_other(local: Fleet) -> None:
    local.clock.now = dt.datetime.now(dt.UTC)  # what is young is told by the files themselves
    local.publish("shared" * 100_000)
    replicas = [local.replica() for _ in range(8)]
    threads = [threading.Thread(target=replica.poll) for replica in replicas]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [replica.current for replica in replicas] == ["shared" * 100_000] * 8
    names = [path.name for path in (local.folder / "one").iterdir()]
    assert len(names) == 2  # the snapshot and the list of what is served


def test_a_cache_that_cannot_be_written_is_told_with_the_mend(local: Fleet) -> None:
    local.publish("first")
    (local.folder / "one").write_bytes(b"a file, and no folder")
    replica = local.replica()
    assert not replica.poll()
    assert "DIRECTORY_CACHE" in said(replica)


class Held:
    """A place in memory."""

    name = "held"

    def __init__(self, files: dict[str, bytes]) -> None:
        self.files = files

    def manifest(self) -> bytes:
        return self.files["current.json"]

    def copy(self, manifest: Manifest, take: Callable[[bytes], object]) -> None:
        take(self.files[manifest.file])


@settings(max_examples=50)
@given(data=st.data())
def test_no_damage_at_all_gets_in(data: st.DataObject) -> None:
    """Any bit that is flipped, any cut, any growth: what was served before stays."""
    with TemporaryDirectory() as folder:
        good, new = (written(Path(folder, text), text) for text in ("good", "new"))
        manifest = Manifest.of(new, NOON)
        whole = {"current.json": manifest.written(), manifest.file: new.read_bytes()}
        name = data.draw(st.sampled_from(sorted(whole)), "file")
        broken = damaged(whole[name], data)
        cache = Cache(Path(folder, "cache"), "held")
        first = Manifest.of(good, NOON)
        place = Held({"current.json": first.written(), first.file: good.read_bytes()})
        clock = Clock()
        replica = Replica(place, cache, open_text, clock=clock)
        replica.poll()
        place.files = whole | {name: broken}
        replica.poll()
        if name == "current.json" and names_the_same(broken, manifest):
            assert replica.current == "new"  # its date was hit, or a blank: the rest is right
            return
        assert replica.current == "good"
        assert replica.failure is not None
        place.files = whole
        clock.wait(3_600)
        assert replica.poll()
        assert (replica.current, replica.failure) == ("new", None)


def damaged(whole: bytes, data: st.DataObject) -> bytes:
    kind = data.draw(st.sampled_from(["flip", "cut", "grow"]), "damage")
    at = data.draw(st.integers(0, len(whole) - 1), "at")
    if kind == "cut":
        return whole[:at]
    if kind == "grow":
        return whole + data.draw(st.binary(min_size=1, max_size=50), "more")
    return (
        whole[:at] + bytes([whole[at] ^ 1 << data.draw(st.integers(0, 7), "bit")]) + whole[at + 1 :]
    )


def names_the_same(broken: bytes, manifest: Manifest) -> bool:
    try:
        found = Manifest.read(broken)
    except PublishedError:
        return False
    return (found.sha256, found.size) == (manifest.sha256, manifest.size)


@given(data=st.binary(max_size=200) | st.builds(lambda j: json.dumps(j).encode(), st.dictionaries(
    st.sampled_from(["file", "sha256", "bytes", "made"]),
    st.none() | st.integers() | st.text(max_size=5) | st.lists(st.none()),
)))  # fmt: skip
@example(json.dumps({"file": "../../etc/passwd", "sha256": "0" * 64, "bytes": 5,
                     "made": "2026-11-24T12:00:00+00:00"}).encode())  # fmt: skip
@example(b"[" * 4_000)
@example(b" " * 10_000)
def test_what_is_no_manifest_is_told_in_words(data: bytes) -> None:
    with pytest.raises(PublishedError):
        Manifest.read(data)


@pytest.mark.parametrize(
    ("there", "why"),
    [
        ("http://203.0.113.9/current.json", "https alone"),
        ("http://localhost/current.json", "https alone"),
        ("https://10.0.0.7/current.json", "private network"),
        ("https://169.254.169.254/latest/meta-data", "private network"),
    ],
)
def test_a_server_cannot_send_us_where_nobody_said_to_go(
    tmp_path: Path, there: str, why: str
) -> None:
    with web_folder(tmp_path) as server:
        server.redirect = there
        replica = Fleet(server.url, "", tmp_path).replica()
        replica.poll()
        assert why in said(replica)
        assert len(server.asked) == 1


def test_an_address_that_is_not_https_is_not_asked(tmp_path: Path) -> None:
    replica = Fleet("http://snapshots.example.org/", "", tmp_path).replica()
    replica.poll()
    assert said(replica) == "snapshots come by https alone"


def test_files_are_told_apart_by_what_they_hold(local: Fleet) -> None:
    local.publish("first")
    [file] = Path(local.shelf).glob("snapshot-*")
    assert file.name == f"snapshot-{sha(file)}.arrow"
