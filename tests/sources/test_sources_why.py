"""Why is my row missing? The command line and the Catalog page tell, and list the feeds."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from feed_server import FeedServer, meeting, rows, send

from directory.catalog.files import read_catalog
from directory.catalog.keeper import Keeper
from directory.cli import app
from directory.loading import load
from directory.query import parse_link
from directory.render.catalog import catalog_html
from directory.render.view import View
from directory.snapshot import build_snapshot
from directory.sources.feed import cache_beside
from directory.sources.fetch import fetch
from directory.sources.refresher import account_of
from directory.sources.store import Store

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
CATALOG = """\
directory: {name: Test, timezone: America/Chicago}
sources:
  - {format: tsml, path: ours.json, fellowship: aa}
  - {format: tsml, path: theirs.json, fellowship: aa}
resources:
  - {id: gone, kind: meeting, name: Gone, by_appointment: true, status: closed, source_id: closed-1}
  - {id: own, kind: other, name: Our own place}
"""


@pytest.fixture
def catalog(tmp_path: Path) -> Path:
    ours = [
        meeting(1),
        meeting(2, day="Someday"),
        meeting(3, latitude="north"),
        meeting(4, slug="closed-1", name="Dawn Patrol"),
    ]
    theirs = [meeting(1, slug="other-1"), meeting(9)]
    (tmp_path / "ours.json").write_text(json.dumps(ours), "utf-8")
    (tmp_path / "theirs.json").write_text(json.dumps(theirs), "utf-8")
    file = tmp_path / "resources.yaml"
    file.write_text(CATALOG, "utf-8")
    return file


def run(*args: str) -> Result:
    return CliRunner().invoke(app, list(args), catch_exceptions=False)


@pytest.mark.parametrize(
    ("text", "place", "answer"),
    [
        ("meeting-1", "ours.json:1: Group 1", "Listed as meeting-1."),
        ("meeting-2", "ours.json:2: Group 2", "Left out: "),
        ("group 2", "ours.json:2: Group 2", "Left out: "),
        ("meeting-3", "ours.json:3: Group 3", "Mended: "),
        ("dawn", "ours.json:4: Dawn Patrol", "Not shown: "),
        ("closed-1", "ours.json:4: Dawn Patrol", "as gone, marked as closed"),
        ("other-1", "theirs.json:1: Group 1", "Listed once, as meeting-1: ours.json:1 has"),
        ("own", "Our own place", "It stands in the catalog's own files."),
        ("gone", "Gone", "marked as closed"),
    ],
)
def test_every_row_has_its_answer(catalog: Path, text: str, place: str, answer: str) -> None:
    result = run("why", text, "--catalog", str(catalog))
    assert result.exit_code == 0
    assert place in result.stdout
    assert answer in result.stdout


def test_a_row_is_found_by_its_number_in_each_feed(catalog: Path) -> None:
    lines = run("why", "2", "--catalog", str(catalog)).stdout
    assert "ours.json:2: Group 2" in lines
    assert "theirs.json:2: Group 9" in lines


def test_a_row_that_no_feed_has_is_named_as_such(catalog: Path) -> None:
    result = run("why", "nothing like it", "--catalog", str(catalog))
    assert result.exit_code == 1
    assert "No row of any feed" in result.stderr


def test_the_search_of_the_command_line_and_the_library_have_the_rows_of_feeds(
    catalog: Path,
) -> None:
    found = json.loads(run("search", "", "--catalog", str(catalog), "--format", "json").stdout)
    assert {hit["id"] for hit in found["results"]} == {
        "meeting-1", "meeting-3", "meeting-9", "own",
    }  # fmt: skip
    assert len(load(catalog)) == 5


def test_the_catalog_page_lists_feeds_and_answers(catalog: Path) -> None:
    read = read_catalog(catalog)
    account = account_of(read, Store(cache_beside(catalog)), fetch, NOW)
    snapshot = build_snapshot(account.merged.catalog)
    for lang, feed, missing in (
        ("en", "Read 1 second ago", "Left out"),
        ("es", "Leída hace", "No se incluye"),
    ):
        view = View(snapshot.settings, parse_link(f"q=group+2&lang={lang}")[0], NOW, page="catalog")
        html = catalog_html(
            view,
            snapshot,
            loaded_at=NOW,
            failing=(),
            failing_since=None,
            sources=account.states,
            account=account,
        )
        text = " ".join(re.sub("<[^>]+>", " ", html).split())
        assert "TSML ours.json" in text
        assert feed in text
        assert missing in text
        assert 'value="group 2"' in html


def test_the_words_of_a_feed_are_shown_as_they_are(catalog: Path) -> None:
    evil = [
        meeting(1, name="<img src=x onerror=alert(1)> Group"),
        meeting(2, slug="<b>", day="<i>"),
    ]
    (catalog.parent / "ours.json").write_text(json.dumps(evil), "utf-8")
    account = account_of(read_catalog(catalog), None, fetch, NOW)
    snapshot = build_snapshot(account.merged.catalog)
    view = View(snapshot.settings, parse_link("q=group")[0], NOW, page="catalog")
    html = catalog_html(
        view, snapshot, loaded_at=NOW, failing=(), failing_since=None,
        sources=account.states, account=account,
    )  # fmt: skip
    assert "<img" not in html
    assert "<b>" not in html
    assert "<i>" not in html


def _held(tmp_path: Path, server: FeedServer) -> tuple[Store, str, list[str]]:
    """A feed that was held back, its key, and the options that name its catalog."""
    file = tmp_path / "resources.yaml"
    file.write_text(
        "directory: {name: Test, timezone: America/Chicago}\n"
        f"sources: [{{format: tsml, url: '{server.url}', fellowship: aa, allow_private: true}}]\n",
        "utf-8",
    )
    options = ["--catalog", str(file)]
    for count in (8, 3):
        server.answer = send(rows(count))
        run("sources", "refresh", *options)
    (copy,) = cache_beside(file).glob("*.held.zip")
    return Store(cache_beside(file)), copy.name.removesuffix(".held.zip"), options


def test_what_another_program_accepted_just_now_is_not_accepted_twice(
    tmp_path: Path, server: FeedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, _, options = _held(tmp_path, server)
    look = Store.load

    def taken_meanwhile(self: Store, key: str, *, held: bool = False) -> object:
        copy = look(self, key, held=held)
        if held:
            (store.folder / f"{key}.held.zip").unlink(missing_ok=True)
        return copy

    monkeypatch.setattr(Store, "load", taken_meanwhile)
    result = run("sources", "accept", *options)
    assert (result.exit_code, result.stderr) == (1, "Nothing is held back.\n")


def test_a_reading_that_fails_drops_nothing_that_another_program_held_back(
    tmp_path: Path, server: FeedServer
) -> None:
    store, key, options = _held(tmp_path, server)
    held = store.load(key, held=True)
    assert held is not None
    store.drop_held(key)

    def holding_back(handler: Any) -> None:
        store.save(key, held, held=True)
        send(b"", 500)(handler)

    server.answer = holding_back
    assert run("sources", "refresh", *options).exit_code == 1
    assert run("sources", "accept", *options).exit_code == 0


def test_a_folder_that_cannot_be_written_is_said_when_accepting(
    tmp_path: Path, server: FeedServer
) -> None:
    store, key, options = _held(tmp_path, server)
    good = store.folder / f"{key}.zip"
    good.unlink()
    (good / "in the way").mkdir(parents=True)
    result = run("sources", "accept", *options)
    assert result.exit_code == 2
    assert result.stderr.startswith(f"{store.folder}: cannot be written: ")


def test_feeds_are_listed_read_and_accepted_from_the_command_line(
    tmp_path: Path, server: FeedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIRECTORY_CACHE", str(tmp_path / "cache"))
    file = tmp_path / "resources.yaml"
    file.write_text(
        f"sources: [{{format: tsml, url: '{server.url}', allow_private: true}}]\nresources: []\n",
        "utf-8",
    )
    catalog = ("--catalog", str(file))
    assert "Not read yet." in run("sources", *catalog).stdout
    server.answer = send(rows(8))
    assert run("sources", "refresh", *catalog).exit_code == 0
    assert "8 rows, 8 of them used" in run("sources", *catalog).stdout
    assert (tmp_path / "cache").is_dir()
    server.answer = send(b"", 500)
    failed = run("sources", "refresh", "1", *catalog)
    assert failed.exit_code == 1
    assert "answered 500" in failed.stdout
    assert len(load(file, cache=tmp_path / "cache")) == 8
    assert run("sources", "accept", *catalog).exit_code == 1
    server.answer = send(rows(2))
    assert "directory sources accept 1" in run("sources", "refresh", *catalog).stdout
    assert len(load(file, cache=tmp_path / "cache")) == 8
    assert (
        run("sources", "accept", f"127.0.0.1:{server.port}/meetings.json", *catalog).exit_code == 0
    )
    assert len(load(file, cache=tmp_path / "cache")) == 2
    assert run("sources", "accept", "no-such-feed", *catalog).exit_code == 2


def test_a_row_of_a_copy_that_is_held_back_says_so(tmp_path: Path, server: FeedServer) -> None:
    file = tmp_path / "resources.yaml"
    file.write_text(
        f"sources: [{{format: tsml, url: '{server.url}', allow_private: true}}]\nresources: []\n",
        "utf-8",
    )
    server.answer = send(rows(8))
    run("sources", "refresh", "--catalog", str(file))
    server.answer = send(json.dumps([meeting(77)]).encode())
    run("sources", "refresh", "--catalog", str(file))
    assert "Held back" in run("why", "meeting-77", "--catalog", str(file)).stdout


def test_visitors_do_not_learn_where_on_the_machine_the_catalog_lies(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "a.yaml").write_text(
        "directory: {name: Test}\n"
        "sources: [{format: csv, path: sub}]\n"
        "resources:\n  - {id: one, kind: other, name: One, webste: x}\n",
        "utf-8",
    )
    (tmp_path / "sub" / "b.yaml").write_text(
        "directory: {name: Second}\nresources:\n  - {id: one, kind: other, name: One}\n", "utf-8"
    )
    keeper = Keeper(tmp_path, build_snapshot, clock=lambda: NOW)
    keeper.poll()
    snapshot = keeper.current
    assert snapshot is not None
    account = account_of(read_catalog(tmp_path), None, fetch, NOW)
    view = View(snapshot.settings, parse_link("q=one")[0], NOW, page="catalog")
    html = catalog_html(
        view, snapshot, loaded_at=NOW, failing=snapshot.problems, failing_since=NOW,
        folder=keeper.folder, sources=account.states, account=account,
    )  # fmt: skip
    assert "<code>a.yaml:4:" in html
    assert "sub/b.yaml:3:" in html
    assert "a.yaml:1 already" in html
    assert "sub" in html
    assert str(tmp_path) not in html
