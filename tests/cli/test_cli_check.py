"""Checking a catalog, its web addresses, and printing its schema."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest
from click.testing import CliRunner, Result

from directory import webcheck
from directory.cli import app

GOOD = "resources:\n  - {id: a, kind: other, name: A}\n"
ONLY_WARNINGS = "resources:\n  - {id: a, kind: other, name: A, colour: red}\n"
ERRORS = "resources:\n  - {id: a, kind: other, name: A}\n  - {id: a, kind: other, name: B}\n"
NOT_YAML = "resources: [\n"


def run(*args: str) -> Result:
    return CliRunner().invoke(app, list(args), catch_exceptions=False)


def written(tmp_path: Path, text: str) -> str:
    path = tmp_path / "resources.yaml"
    path.write_text(text, "utf-8")
    return str(path)


@pytest.mark.parametrize(
    ("text", "code"), [(GOOD, 0), (ONLY_WARNINGS, 0), (ERRORS, 1), (NOT_YAML, 2)]
)
def test_the_exit_code_tells_clean_from_wrong_from_unreadable(
    tmp_path: Path, text: str, code: int
) -> None:
    assert run("check", written(tmp_path, text)).exit_code == code


def test_a_missing_file_cannot_be_read(tmp_path: Path) -> None:
    result = run("check", str(tmp_path / "gone.yaml"))
    assert result.exit_code == 2
    assert "gone.yaml" in result.output


def test_each_problem_is_a_line_with_its_place_and_the_sum_is_told_apart(tmp_path: Path) -> None:
    path = written(tmp_path, ONLY_WARNINGS)
    result = run("check", path)
    (line,) = result.stdout.splitlines()
    assert line.startswith(f"{path}:2:")
    assert "resources[0]" in line
    assert result.stderr == f"{path}: 1 entry, 0 errors, 1 warning\n"


def test_problems_can_be_read_by_machines(tmp_path: Path) -> None:
    path = written(tmp_path, ERRORS)
    result = run("check", path, "--format", "json")
    assert result.exit_code == 1
    problems = json.loads(result.stdout)
    assert set(problems[0]) == {"file", "line", "column", "path", "message", "severity"}
    assert (problems[0]["file"], problems[0]["line"]) == (path, 3)
    assert problems[0]["severity"] == "error"
    assert json.loads(run("check", written(tmp_path, GOOD), "--format", "json").stdout) == []
    unreadable = run("check", written(tmp_path, NOT_YAML), "--format", "json")
    assert json.loads(unreadable.stdout)


def test_text_from_the_catalog_cannot_steer_the_terminal(tmp_path: Path) -> None:
    text = 'resources:\n  - {id: a, kind: other, name: A, "\\e]0;x\\a\\u202Ekey": 1}\n'
    result = run("check", written(tmp_path, text))
    assert result.stdout
    assert not {"\x1b", "\x07", "\u202e"} & set(result.output)


def test_a_folder_can_be_checked(tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text(GOOD, "utf-8")
    (tmp_path / "two.yaml").write_text(GOOD, "utf-8")
    result = run("check", str(tmp_path))
    assert result.exit_code == 1
    assert "two.yaml:2:" in result.stdout


def test_the_schema_is_json_schema() -> None:
    result = run("schema")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["$schema"].startswith("https://json-schema.org/")


class _Site(BaseHTTPRequestHandler):
    asked: ClassVar[list[str]] = []

    def _answer(self) -> None:
        self.asked.append(f"{self.command} {self.path}")
        only_get = self.path == "/only-get" and self.command == "HEAD"
        codes = {"/gone": 404, "/shy": 403}
        self.send_response(500 if only_get else codes.get(self.path, 200))
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_HEAD = _answer  # noqa: N815 - the names that the server calls

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet."""


@pytest.fixture
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_websites_that_do_not_answer_are_warnings_at_their_line(tmp_path: Path, site: str) -> None:
    path = written(
        tmp_path,
        f"""resources:
  - id: a
    kind: other
    name: A
    website: {site}/gone
    source: {site}/only-get
  - id: b
    kind: other
    name: B
    website: {site}/shy
    online: {{url: "http://127.0.0.1:1/nobody"}}
    description: tel and mail addresses are not asked
""",
    )
    result = run("check", path, "--links")
    assert result.exit_code == 0
    first, second = result.stdout.splitlines()
    assert first.startswith(f"{path}:5:14: ")
    assert "404" in first
    assert second.startswith(f"{path}:11:")
    assert "does not answer" in second
    assert "HEAD /only-get" in _Site.asked
    assert "GET /only-get" in _Site.asked


def test_without_being_asked_nothing_is_fetched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webcheck, "_ask", lambda *_: pytest.fail("asked the network"))
    path = written(tmp_path, GOOD.replace("name: A", 'name: A, website: "https://example.org"'))
    assert run("check", path).exit_code == 0


def test_each_address_is_reported_where_it_is_written_in_whichever_file(
    tmp_path: Path, site: str
) -> None:
    (tmp_path / "a.yaml").write_text(
        f"""resources:
  - {{id: broken, name: X}}
  - {{id: a, kind: other, name: A, description: '{site}/gone', website: "{site}\\u002fgone"}}
  - {{id: b, kind: other, name: B, online: {{url: '{site}/gone'}}, website: '{site}/café'}}
""",
        "utf-8",
    )
    (tmp_path / "b.yaml").write_text(
        f"""directory:
  helplines:
    - {{name: A, url: {site}/gone}}
resources:
  - {{id: a, kind: other, name: Another, website: {site}/gone}}
""",
        "utf-8",
    )
    output = run("check", str(tmp_path), "--links", "--format", "json").stdout
    told = [problem for problem in json.loads(output) if "answer" in problem["message"]]
    assert [(Path(one["file"]).name, one["line"], one["path"]) for one in told] == [
        ("a.yaml", 3, "resources[1].website"),
        ("a.yaml", 4, "resources[2].online.url"),
        ("b.yaml", 3, "directory.helplines[0].url"),
    ]
    lines = (tmp_path / "a.yaml").read_text("utf-8").splitlines()
    assert told[0]["column"] == lines[2].index('"http') + 1
    assert "GET /caf%C3%A9" in _Site.asked or "HEAD /caf%C3%A9" in _Site.asked


def test_the_catalog_is_found_as_the_other_commands_find_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = written(tmp_path, GOOD)
    monkeypatch.setenv("DIRECTORY_CATALOG", str(tmp_path / "none.yaml"))
    assert run("check").exit_code == 2
    assert run("check", "--catalog", good).exit_code == 0
    assert run("check", good, "--catalog", str(tmp_path / "none.yaml")).exit_code == 1
    monkeypatch.setenv("DIRECTORY_CATALOG", good)
    assert run("check").exit_code == 0
