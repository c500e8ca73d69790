"""The last good catalog stays, whole, whatever happens to its files."""

import datetime as dt
import logging
import os
import threading

import pytest

from directory.catalog.keeper import Keeper

START = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)


class Clock:
    def __init__(self):
        self.now = START

    def __call__(self):
        return self.now

    def later(self, **span):
        self.now += dt.timedelta(**span)


def entries(*names):
    return "resources:\n" + "".join(f"  - {{id: {n}, kind: other, name: {n}}}\n" for n in names)


def ids(catalog):
    return tuple(resource.id for resource in catalog.resources)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def file(tmp_path):
    file = tmp_path / "catalog.yaml"
    file.write_text(entries("a"))
    return file


@pytest.fixture
def keeper(file, clock):
    keeper = Keeper(file, ids, clock=clock)
    assert keeper.poll()
    return keeper


def polled(keeper, times=2):
    """Whether the catalog is new after a few looks."""
    return any(keeper.poll() for _ in range(times))


def test_nothing_is_read_before_the_first_look(file, clock):
    keeper = Keeper(file, ids, clock=clock)
    assert (keeper.current, keeper.loaded_at, keeper.failure) == (None, None, None)


def test_a_changed_file_is_read_again(keeper, file, clock):
    assert keeper.current == ("a",)
    assert keeper.loaded_at == START
    assert not keeper.poll()
    clock.later(minutes=5)
    file.write_text(entries("a", "b"))
    assert keeper.poll()
    assert keeper.current == ("a", "b")
    assert keeper.loaded_at == START + dt.timedelta(minutes=5)


def test_the_same_content_is_not_built_again(file, clock):
    built = []
    keeper = Keeper(file, built.append, clock=clock)
    keeper.poll()
    os.utime(file, ns=(1, 1))
    assert not keeper.poll()
    file.write_text(entries("a"))
    assert not keeper.poll()
    assert len(built) == 1


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        (b"resources: [", "bracket"),
        (b"resources:\n\t- a", "tab"),
        (b"", "empty"),
        (b"# all gone\n", "empty"),
        (b"- id: a\n", "resources:"),
        (b"\xff\xfe\xff", "UTF-8"),
    ],
)
def test_a_broken_file_keeps_the_last_good_catalog_and_says_so_once(
    keeper, file, clock, caplog, broken, words
):
    clock.later(hours=1)
    file.write_bytes(broken)
    with caplog.at_level(logging.WARNING):
        assert not polled(keeper, 3)
    assert keeper.current == ("a",)
    assert keeper.loaded_at == START
    assert keeper.failure.since == START + dt.timedelta(hours=1)
    assert words in keeper.failure.problems[0].message
    (record,) = caplog.records
    problem = keeper.failure.problems[0]
    assert f"{file}:{problem.line}:{problem.column}: " in record.getMessage()


def test_a_mended_file_is_read_and_the_failure_is_over(keeper, file, clock):
    file.write_text("[")
    keeper.poll()
    clock.later(hours=1)
    file.write_text("[[")
    keeper.poll()
    assert keeper.failure.since == START
    file.write_text(entries("a", "b"))
    assert keeper.poll()
    assert keeper.failure is None
    assert keeper.current == ("a", "b")


def test_each_new_break_is_logged(keeper, file, caplog):
    with caplog.at_level(logging.WARNING):
        for broken in ("[", "[[", "[["):
            file.write_text(broken)
            keeper.poll()
    assert len(caplog.records) == 2


def test_going_back_to_the_last_good_content_ends_the_failure_without_a_rebuild(keeper, file):
    file.write_text("[")
    keeper.poll()
    file.write_text(entries("a"))
    assert not keeper.poll()
    assert keeper.failure is None


def test_an_entry_that_went_wrong_does_not_hold_back_the_others(keeper, file):
    file.write_text(entries("a", "b") + "  - {id: c, kind: nothing, name: C}\n")
    assert keeper.poll()
    assert keeper.current == ("a", "b")
    assert keeper.failure is None


def test_a_file_that_is_away_for_one_look_was_being_saved(keeper, file):
    away = file.rename(file.with_suffix(".bak"))
    assert not keeper.poll()
    assert keeper.failure is None
    away.write_text(entries("a", "b"))
    away.rename(file)
    assert keeper.poll()
    assert keeper.current == ("a", "b")


def test_a_file_that_stays_away_keeps_the_last_good_catalog(keeper, file):
    file.unlink()
    assert not polled(keeper)
    assert keeper.current == ("a",)
    assert "not there" in keeper.failure.problems[0].message


def test_a_file_that_is_saved_by_renaming_is_read_again(keeper, file):
    before = file.stat()
    new = file.with_suffix(".tmp")
    new.write_text(entries("b"))
    os.utime(new, ns=(before.st_atime_ns, before.st_mtime_ns))
    new.replace(file)
    assert file.stat().st_size == before.st_size
    assert keeper.poll()
    assert keeper.current == ("b",)


def test_nothing_is_there_until_a_first_good_file_appears(tmp_path, clock, caplog):
    file = tmp_path / "catalog.yaml"
    keeper = Keeper(file, ids, clock=clock)
    assert not polled(keeper)
    assert keeper.current is None
    assert keeper.failure.since == START
    file.write_text(entries("a"))
    assert keeper.poll()
    assert keeper.current == ("a",)
    assert keeper.failure is None


class TestAFolder:
    @pytest.fixture
    def folder(self, tmp_path):
        for name in ("a", "b"):
            (tmp_path / f"{name}.yaml").write_text(entries(name))
        return tmp_path

    @pytest.fixture
    def keeper(self, folder, clock):
        keeper = Keeper(folder, ids, clock=clock)
        keeper.poll()
        return keeper

    def test_a_new_file_is_read(self, keeper, folder):
        (folder / "c.yaml").write_text(entries("c"))
        assert keeper.poll()
        assert keeper.current == ("a", "b", "c")

    def test_one_file_that_breaks_keeps_the_last_good_catalog_whole(self, keeper, folder):
        (folder / "a.yaml").write_text("[")
        (folder / "b.yaml").write_text(entries("b", "b2"))
        assert not polled(keeper)
        assert keeper.current == ("a", "b")
        assert {problem.file for problem in keeper.failure.problems} == {str(folder / "a.yaml")}
        (folder / "a.yaml").write_text(entries("a"))
        assert keeper.poll()
        assert keeper.current == ("a", "b", "b2")

    def test_a_file_that_was_emptied_keeps_the_last_good_catalog(self, keeper, folder):
        (folder / "a.yaml").write_text("")
        assert not polled(keeper)
        assert keeper.current == ("a", "b")

    def test_a_deleted_file_is_gone_when_it_is_still_gone_on_the_next_look(self, keeper, folder):
        (folder / "a.yaml").unlink()
        assert not keeper.poll()
        assert keeper.current == ("a", "b")
        assert keeper.poll()
        assert keeper.current == ("b",)

    def test_a_new_file_that_was_never_good_holds_nothing_back(self, keeper, folder):
        (folder / "c.yaml").write_text("[")
        (folder / "b.yaml").write_text(entries("b", "b2"))
        assert keeper.poll()
        assert keeper.current == ("a", "b", "b2")

    def test_a_folder_that_vanishes_keeps_the_last_good_catalog(self, keeper, folder):
        for file in folder.iterdir():
            file.unlink()
        assert not polled(keeper)
        folder.rmdir()
        assert not polled(keeper)
        assert keeper.current == ("a", "b")
        assert keeper.failure


def test_what_cannot_be_prepared_keeps_the_last_good_state(file, clock, caplog):
    def build(catalog):
        if len(catalog.resources) > 1:
            raise ZeroDivisionError
        return ids(catalog)

    keeper = Keeper(file, build, clock=clock)
    keeper.poll()
    file.write_text(entries("a", "b"))
    assert not polled(keeper)
    assert keeper.current == ("a",)
    assert "prepared" in keeper.failure.problems[0].message


def test_a_look_never_raises(file, clock, monkeypatch, caplog):
    keeper = Keeper(file, ids, clock=clock)
    monkeypatch.setattr("directory.catalog.keeper.find_files", lambda paths: 1 / 0)
    assert not keeper.poll()
    assert "ZeroDivisionError" in keeper.failure.problems[0].message


def test_the_background_thread_reads_changes_and_ends_when_told(file, clock):
    new = threading.Event()

    def build(catalog):
        if len(catalog.resources) == 2:
            new.set()
        return ids(catalog)

    keeper = Keeper(file, build, clock=clock)
    keeper.start(interval_seconds=0.01)
    try:
        assert keeper.current == ("a",)
        file.write_text(entries("a", "b"))
        assert new.wait(timeout=10)
    finally:
        keeper.stop()
    assert keeper.current == ("a", "b")
    assert not any(thread.name == "catalog-keeper" for thread in threading.enumerate())
    keeper.stop()
