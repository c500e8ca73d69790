"""What the server tells when something goes wrong, and what is switched off in Streamlit."""

from __future__ import annotations

import datetime as dt
import json
import logging
import subprocess
import sys
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from directory import plain
from directory.answers import frame_ancestors
from directory.model import Settings
from directory.snapshot import Snapshot
from directory.web.bundle import Packer
from directory.web.guard import Guard
from directory.web.limits import Limits

ROOT = Path(__file__).parents[2]
NOW = dt.datetime(2026, 11, 24, 20, tzinfo=dt.UTC)


def test_streamlit_tells_visitors_nothing_of_errors_and_outsiders_nothing_at_all():
    """As it is served from the project's folder, whichever way it is started."""
    code = (
        "import json\n"
        "from streamlit import config\n"
        "names = ['client.showErrorDetails', 'browser.gatherUsageStats',\n"
        "    'client.toolbarMode', 'server.fileWatcherType', 'global.developmentMode',\n"
        "    'server.enableCORS']\n"
        "print(json.dumps({name: config.get_option(name) for name in names}))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert json.loads(done.stdout.strip().splitlines()[-1]) == {
        "client.showErrorDetails": "none",
        "browser.gatherUsageStats": False,
        "client.toolbarMode": "minimal",
        "server.fileWatcherType": "none",
        "global.developmentMode": False,
        # True keeps other sites' scripts from opening a socket.
        "server.enableCORS": True,
    }


SECRET, SOUGHT = "/srv/secret/resources.yaml", "detox"


def broken() -> Snapshot:
    raise RuntimeError(f"{SECRET} and q={SOUGHT}")


def test_a_page_that_fails_says_no_more_than_that(caplog):
    caplog.set_level(logging.DEBUG, "directory")
    guard = Middleware(
        Guard, limits=Limits(), settings=Settings, clock=lambda: 0.0, base="", hosts=()
    )
    app = Starlette(routes=plain.routes(broken, lambda: NOW), middleware=[guard])
    client = TestClient(app, raise_server_exceptions=False)
    for path in ("/list?q=detox", "/feed.json?q=detox", "/r/one"):
        answer = client.get(path)
        assert answer.status_code == 500
        assert answer.text == "try again soon"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
        page = client.get(path, headers={"accept": "text/html"})
        assert page.status_code == 500
        assert "988" in page.text
        for told in (answer.text, page.text, caplog.text):
            assert SECRET not in told
            assert SOUGHT not in told
    assert "RuntimeError" in caplog.text


@pytest.mark.parametrize(
    "site",
    [
        "https://example.org;script-src",
        "https://example.org,*",
        "https://example.org'unsafe-inline'",
        "https://*",
        "https://user:password@example.org",
        "mailto:a@example.org",
    ],
)
def test_no_site_that_is_named_for_frames_changes_the_rest_of_the_policy(site):
    assert frame_ancestors(Settings(embed=(site,))) == "frame-ancestors 'self'"


@pytest.mark.parametrize(
    "name", ["./a.json", "b/../a.json", "b//../a.json", "/a.json", "b/./c.json"]
)
def test_a_file_has_one_name_and_is_kept_once(tmp_path, name):
    (tmp_path / "b").mkdir()
    for file in ("a.json", "b/c.json"):
        (tmp_path / file).write_text("{}")
    files = Packer(tmp_path)
    assert files.get(name) is None
    assert files.get("a.json") is not None
    assert files.get("b/c.json") is not None


@pytest.mark.parametrize(
    "name", ["a\0.json", "a" * 300 + ".json", "a/" * 3000 + ".json", ".json", ""]
)
def test_a_name_that_no_file_can_have_is_not_there(tmp_path, name):
    assert Packer(tmp_path).get(name) is None
    assert not Packer(tmp_path).has(name)


@pytest.mark.parametrize("name", ["../secret.json", "a/../../secret.json", "{outside}/secret.json"])
def test_a_folder_of_files_gives_none_from_beside_it(tmp_path, name):
    (tmp_path / "files").mkdir()
    for folder in (tmp_path, tmp_path / "files"):
        (folder / "secret.json").write_text("{}")
    files = Packer(tmp_path / "files")
    assert files.get("secret.json") is not None
    assert files.has("secret.json")
    assert not files.has(name.format(outside=tmp_path))
    assert files.get(name.format(outside=tmp_path)) is None
