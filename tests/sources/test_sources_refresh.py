"""The directory keeps answering with the last good data, whatever feeds do, and says its age."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import threading
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from feed_server import FeedServer, meeting, rows, send

from directory.catalog.keeper import Keeper
from directory.feeds import importer
from directory.snapshot import Snapshot, build_snapshot
from directory.sources.feed import cache_beside
from directory.sources.fetch import Answer, Limits, fetch
from directory.sources.refresher import Pace, Refresher
from directory.sources.store import Store
from directory.sources.told import told
from directory.words import words

START = dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC)


class Served:
    """A directory as the app runs it, on a clock of its own."""

    def __init__(self, catalog: Path) -> None:
        self.catalog = catalog
        self.now = START
        self.news = 0
        self.patience = 30.0
        self.start()

    def start(self) -> None:
        self.refresher = Refresher(
            Store(cache_beside(self.catalog)),
            self.fetch,
            clock=lambda: self.now,
            changed=self.changed,
        )
        self.keeper: Keeper[Snapshot] = Keeper(
            self.catalog,
            lambda catalog: build_snapshot(self.refresher.merged(catalog)),
            clock=lambda: self.now,
        )
        self.keeper.poll()

    def fetch(self, *args: Any, **options: Any) -> Answer:
        limits = Limits(size=1 << 20, silence=self.patience, total=60)
        return fetch(*args, **options, limits=limits)

    def changed(self) -> None:
        self.news += 1
        self.keeper.rebuild()

    def pass_by(self, **time: float) -> None:
        """Let time pass, and let the background do what is due by then."""
        self.now += dt.timedelta(**time)
        while self.refresher.tick():
            pass

    @property
    def ids(self) -> set[str]:
        assert self.keeper.current is not None
        return {resource.id for resource in self.keeper.current.resources}

    @property
    def says(self) -> str:
        return " ".join(
            text for state in self.refresher.states for text in told(state, self.now, words("en"))
        )


@pytest.fixture
def catalog(tmp_path: Path, server: FeedServer) -> Path:
    file = tmp_path / "resources.yaml"
    file.write_text(
        "directory: {name: Test, timezone: America/Chicago}\n"
        "sources:\n"
        f"  - {{format: tsml, url: '{server.url}', fellowship: aa, refresh: 6h,"
        " allow_private: true}\n"
        "resources:\n  - {id: own, kind: other, name: Our own}\n",
        "utf-8",
    )
    return file


GOOD = {f"meeting-{number}" for number in range(8)} | {"own"}


def test_a_page_does_not_wait_for_a_feed(catalog: Path, server: FeedServer) -> None:
    served = Served(catalog)
    assert served.ids == {"own"}
    assert server.asked == []
    assert served.says == "Not read yet."


def test_a_feed_is_shown_when_it_was_read_and_says_its_age(
    catalog: Path, server: FeedServer
) -> None:
    server.answer = send(rows(8))
    served = Served(catalog)
    served.pass_by()
    assert served.ids == GOOD
    served.now += dt.timedelta(hours=3)
    assert served.says == "Read 3 hours ago, 8 rows, 8 of them used."


def test_a_feed_is_read_again_when_its_time_has_come(catalog: Path, server: FeedServer) -> None:
    server.answer = send(rows(8))
    served = Served(catalog)
    served.pass_by()
    served.pass_by(hours=5.9)
    assert len(server.asked) == 1
    server.answer = send(rows(9))
    served.pass_by(hours=0.1)
    assert served.ids == GOOD | {"meeting-8"}


def test_an_unchanged_feed_makes_nothing_new(catalog: Path, server: FeedServer) -> None:
    server.answer = send(rows(8), ETag='"1"')
    served = Served(catalog)
    served.pass_by()
    server.answer = send(b"", 304)
    served.pass_by(hours=6)
    assert server.asked[1]["If-None-Match"] == '"1"'
    assert served.news == 1
    assert served.ids == GOOD
    assert served.says.startswith("Read 1 second ago")


def _slow(server: FeedServer) -> None:
    server.answer = lambda _handler: bool(server.release.wait(30)) and None


def _answers(answer: Callable) -> Callable[[FeedServer], None]:
    return lambda server: setattr(server, "answer", answer)


BROKEN = {
    "killed": FeedServer.kill,
    "slowed": _slow,
    "an error": _answers(send(b"oops", 500)),
    "a web page": _answers(send(b"<!doctype html><title>Log in</title>")),
    "cut off": _answers(send(rows(8)[:300])),
    "cut off on the way": _answers(send(rows(8)[:300], Content_Length="9000")),
    "garbled": _answers(send(bytes(range(256)) * 20)),
    "empty": _answers(send(b"")),
    "no rows": _answers(send(b"[]")),
    "rows of something else": _answers(send(b'[{"fruit": "apple"}, {"fruit": "pear"}]')),
    "a column missing": _answers(send(rows(8).replace(b'"name"', b'"x"').replace(b'"loc', b'"y'))),
    "an error message": _answers(send(b'{"message": "Bad key"}')),
    "deeply nested": _answers(send(b"[" * 100_000)),
    "too large": _answers(send(b" " * (2 << 20))),
    "a bomb": _answers(send(gzip.compress(bytes(5 << 20)), Content_Encoding="gzip")),
    "sent to the cloud's secrets": _answers(send(b"", 302, Location="http://169.254.169.254/")),
    "sent in circles": _answers(send(b"", 302, Location="/")),
    "sent to a file": _answers(send(b"", 302, Location="file:///etc/passwd")),
}


@pytest.mark.parametrize("harm", BROKEN.values(), ids=BROKEN.keys())
def test_the_last_good_copy_stays_when_a_feed_goes_wrong(
    catalog: Path, server: FeedServer, harm: Callable[[FeedServer], None]
) -> None:
    server.answer = send(rows(8))
    served = Served(catalog)
    served.pass_by()
    harm(server)
    served.patience = 0.1 if harm is _slow else served.patience
    served.pass_by(hours=6)
    assert served.ids == GOOD
    assert "Read 6 hours ago, 8 rows" in served.says
    assert "Cannot be read since Nov 22, 2026, 3 PM: " in served.says
    assert "The copy of Nov 22, 2026, 9 AM is shown." in served.says
    # The same after a restart, with nobody there to ask.
    server.kill()
    served.start()
    assert served.ids == GOOD
    assert "Cannot be read since Nov 22, 2026, 3 PM: " in served.says


@pytest.mark.parametrize(
    ("answer", "spanish"),
    [
        (send(b"oops", 500), "el servidor respondió 500"),
        (send(b"<title>Log in</title>"), "es una página web («Log in») y no una lista"),
        (send(b"[]"), "no tiene filas"),
        (send(rows(8)[:300]), "se corta a la mitad; descárgala otra vez (línea 1"),
        (send(b"", 302, Location="http://169.254.169.254/"), "169.254.169.254: está dentro de"),
    ],
)
def test_why_a_feed_fails_is_told_in_the_language_of_the_page_also_after_a_restart(
    catalog: Path, server: FeedServer, answer: Callable[..., None], spanish: str
) -> None:
    server.answer = answer
    served = Served(catalog)
    served.pass_by()
    for _ in range(2):
        (state,) = served.refresher.states
        assert spanish in " ".join(told(state, served.now, words("es")))
        served.start()


@pytest.mark.parametrize(
    "reason",
    ["written by an earlier version {x}", {"message": "{gone} {}", "values": {}, "where": ""}],
)
def test_a_note_of_another_version_about_a_failure_is_read(
    catalog: Path, server: FeedServer, reason: object
) -> None:
    server.answer = send(b"oops", 500)
    served = Served(catalog)
    served.pass_by()
    (note,) = cache_beside(catalog).glob("*.json")
    note.write_text(json.dumps(json.loads(note.read_text("utf-8")) | {"reason": reason}), "utf-8")
    served.start()
    assert str(reason["message"] if isinstance(reason, dict) else reason) in served.says


def test_a_million_rows_are_refused_and_cost_nothing(
    catalog: Path, server: FeedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importer, "ROWS", 1_000)
    server.answer = send(rows(8))
    served = Served(catalog)
    served.pass_by()
    server.answer = send(b"[" + b",".join([b'{"name":"A"}'] * 1_001) + b"]")
    served.pass_by(hours=6)
    assert served.ids == GOOD
    assert "has more than 1,000 rows" in served.says


def test_a_feed_that_comes_back_is_shown_again(catalog: Path, server: FeedServer) -> None:
    server.answer = send(rows(8))
    served = Served(catalog)
    served.pass_by()
    server.answer = send(b"", 503)
    served.pass_by(hours=6)
    server.answer = send(rows(10))
    served.pass_by(minutes=1)
    assert len(served.ids) == 11
    assert "Cannot be read" not in served.says


def test_a_failing_feed_is_asked_ever_less_often() -> None:
    feed = SimpleNamespace(every=dt.timedelta(hours=6))
    pace = Pace()
    waits = [pace.wait(feed, failures) for failures in (1, 2, 3, 30, 0)]
    assert waits == [dt.timedelta(minutes=n) for n in (1, 2, 4, 360, 360)]
    assert Pace(jitter=lambda: 1.0).wait(feed, 0) == dt.timedelta(hours=6.6)


def test_a_feed_that_loses_more_than_half_is_held_back_until_accepted(
    catalog: Path, server: FeedServer
) -> None:
    server.answer = send(rows(8))
    served = Served(catalog)
    served.pass_by()
    server.answer = send(rows(3))
    served.pass_by(hours=6)
    assert served.ids == GOOD
    assert "Held back: on Nov 22, 2026, 3 PM it came with only 3 entries." in served.says
    # So it is after a restart, until another program, the command line, accepts it.
    served.start()
    assert served.ids == GOOD
    (state,) = served.refresher.states
    assert Store(cache_beside(catalog)).accept(state.feed.key)
    served.pass_by()
    assert served.ids == {"own", "meeting-0", "meeting-1", "meeting-2"}
    assert "Held back" not in served.says


def test_what_is_accepted_while_the_feed_is_being_read_is_shown(
    catalog: Path, server: FeedServer
) -> None:
    server.answer = send(rows(8))
    served = Served(catalog)
    served.pass_by()
    server.answer = send(rows(3))
    served.pass_by(hours=6)
    (state,) = served.refresher.states
    store = Store(cache_beside(catalog))

    def accepting(handler: Any) -> None:
        store.accept(state.feed.key)
        send(rows(3))(handler)

    server.answer = accepting
    served.pass_by(hours=6)
    assert len(served.ids) == 4
    assert "Held back" not in served.says


def test_a_clock_that_goes_back_keeps_no_feed_waiting(catalog: Path, server: FeedServer) -> None:
    server.answer = send(rows(8))
    served = Served(catalog)
    served.pass_by()
    served.pass_by(days=-400)
    asked = len(server.asked)
    served.pass_by(hours=7)
    assert len(server.asked) == asked + 1
    assert served.ids == GOOD


def test_a_shorter_refresh_counts_from_now_on(catalog: Path, server: FeedServer) -> None:
    server.answer = send(rows(8))
    served = Served(catalog)
    served.pass_by()
    text = catalog.read_text("utf-8").replace("refresh: 6h", "refresh: 15m")
    catalog.write_text(text, "utf-8")
    served.keeper.poll()
    asked = len(server.asked)
    served.pass_by()
    served.pass_by(minutes=17)
    assert len(server.asked) == asked + 1


def test_a_catalog_edited_while_its_feed_is_being_read_stays_edited(
    catalog: Path, server: FeedServer
) -> None:
    served = Served(catalog)

    def editing(handler: Any) -> None:
        text = catalog.read_text("utf-8").replace("refresh: 6h", "refresh: 15m")
        catalog.write_text(text, "utf-8")
        served.keeper.poll()
        send(rows(8))(handler)

    server.answer = editing
    served.pass_by()
    assert served.ids == GOOD
    assert [state.feed.source.refresh for state in served.refresher.states] == ["15m"]


def test_two_programs_with_one_folder_show_the_same(catalog: Path, server: FeedServer) -> None:
    server.answer = send(rows(8))
    one, other = Served(catalog), Served(catalog)
    one.pass_by()
    # The other takes what the first one read, before it asks for itself.
    assert other.refresher.tick()
    assert other.ids == GOOD
    assert len(server.asked) == 1
    server.answer = send(rows(9))
    other.pass_by(hours=6)
    one.pass_by(seconds=2)
    assert one.ids == other.ids == GOOD | {"meeting-8"}


def test_half_of_a_feed_is_not_held_back(catalog: Path, server: FeedServer) -> None:
    server.answer = send(rows(8))
    served = Served(catalog)
    served.pass_by()
    server.answer = send(rows(4))
    served.pass_by(hours=6)
    assert len(served.ids) == 5


def test_what_was_held_back_is_forgotten_when_the_feed_is_whole_again(
    catalog: Path, server: FeedServer
) -> None:
    server.answer = send(rows(8))
    served = Served(catalog)
    served.pass_by()
    server.answer = send(rows(3))
    served.pass_by(hours=6)
    server.answer = send(rows(8))
    served.pass_by(hours=6)
    assert "Held back" not in served.says
    assert not Store(cache_beside(catalog)).accept(served.refresher.states[0].feed.key)


def test_a_copy_on_disk_is_shown_at_once_and_before_any_network(
    catalog: Path, server: FeedServer
) -> None:
    server.answer = send(rows(8))
    Served(catalog).pass_by()
    asked = len(server.asked)
    assert Served(catalog).ids == GOOD
    assert len(server.asked) == asked


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 nonsense", b"\x00" * 500, None])
def test_a_damaged_copy_is_no_copy(catalog: Path, server: FeedServer, damage: bytes | None) -> None:
    server.answer = send(rows(8), ETag='"1"')
    Served(catalog).pass_by()
    (copy,) = cache_beside(catalog).glob("*.zip")
    data = bytearray(copy.read_bytes())
    data[len(data) // 3 : len(data) // 3 + 20] = bytes(20)
    copy.write_bytes(bytes(data) if damage is None else damage)
    served = Served(catalog)
    assert served.ids == {"own"}
    served.pass_by()
    assert "If-None-Match" not in server.asked[-1]
    assert served.ids == GOOD


def test_a_folder_that_cannot_be_written_costs_only_the_copy(
    catalog: Path, server: FeedServer
) -> None:
    cache_beside(catalog).write_text("a file where the folder should be", "utf-8")
    server.answer = send(rows(8))
    served = Served(catalog)
    served.pass_by()
    assert served.ids == GOOD
    served.pass_by(hours=6)
    assert served.ids == GOOD


def test_a_source_that_is_taken_out_of_the_catalog_is_gone(
    catalog: Path, server: FeedServer
) -> None:
    server.answer = send(rows(8))
    served = Served(catalog)
    served.pass_by()
    catalog.write_text("resources:\n  - {id: own, kind: other, name: Our own}\n", "utf-8")
    served.keeper.poll()
    assert served.ids == {"own"}
    assert served.refresher.states == ()


def test_the_background_thread_reads_by_itself(catalog: Path, server: FeedServer) -> None:
    server.answer = send(rows(8))
    served = Served(catalog)
    read = threading.Event()
    before = served.changed

    def changed() -> None:
        before()
        read.set()

    served.refresher._changed = changed
    served.refresher.start(0.01)
    try:
        assert read.wait(20)
    finally:
        served.refresher.stop(5)
    assert served.ids == GOOD


# --- files beside the catalog

ENCODINGS = {
    "utf-8": "utf-8",
    "with a mark": "utf-8-sig",
    "utf-16": "utf-16",
    "windows-1252": "cp1252",
}


@pytest.mark.parametrize("encoding", ENCODINGS.values(), ids=ENCODINGS.keys())
def test_a_file_beside_the_catalog_is_read_in_any_usual_encoding(
    tmp_path: Path, encoding: str
) -> None:
    feed = json.dumps([meeting(1, name="Café Renacer")], ensure_ascii=False)
    (tmp_path / "feeds").mkdir()
    (tmp_path / "feeds" / "list.json").write_bytes(feed.encode(encoding))
    file = tmp_path / "resources.yaml"
    file.write_text("sources: [{format: tsml, path: feeds/list.json}]\nresources: []\n", "utf-8")
    served = Served(file)
    assert served.keeper.current is not None
    assert [one.name for one in served.keeper.current.resources] == ["Café Renacer"]


def test_a_file_is_read_again_when_it_changes_and_kept_while_it_is_broken(tmp_path: Path) -> None:
    feed = tmp_path / "list.json"
    feed.write_bytes(rows(2))
    file = tmp_path / "resources.yaml"
    file.write_text("sources: [{format: tsml, path: list.json}]\nresources: []\n", "utf-8")
    served = Served(file)
    assert len(served.ids) == 2
    feed.write_bytes(rows(3))
    served.pass_by()
    assert len(served.ids) == 3
    feed.unlink()
    served.pass_by(minutes=1)
    assert len(served.ids) == 3
    assert "is not there" in served.says
