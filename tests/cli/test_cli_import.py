"""Importing a feed on the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from directory.cli import app

ROW = {
    "slug": "noon-group",
    "name": "Noon Group",
    "day": 2,
    "time": "12:00",
    "end_time": "13:00",
    "formatted_address": "100 Main St, Seattle, WA 98101, USA",
    "latitude": 47.61,
    "longitude": -122.33,
    "types": ["O", "D"],
}


def run(*args: str) -> Result:
    return CliRunner().invoke(app, list(args), catch_exceptions=False)


def feed(tmp_path: Path, *rows: Any) -> str:
    path = tmp_path / "feed.json"
    path.write_text(json.dumps(rows), "utf-8")
    return str(path)


def test_a_feed_becomes_a_catalog_that_passes_the_check(tmp_path: Path) -> None:
    output, report = tmp_path / "out.yaml", tmp_path / "report.json"
    result = run(
        "import", "tsml", feed(tmp_path, ROW, "not a row"), "-o", str(output),
        "--report", str(report), "--fellowship", "aa",
    )  # fmt: skip
    assert result.exit_code == 0
    assert "2 rows read, 1 imported" in result.stdout
    account = json.loads(report.read_text("utf-8"))
    assert (account["read"], account["imported"], account["rejected"]) == (2, 1, 1)
    assert run("check", str(output)).exit_code == 0
    found = run("search", "day=tue&type=open", "--catalog", str(output), "--format", "json")
    assert [one["name"] for one in json.loads(found.stdout)["results"]] == ["Noon Group"]


def test_without_a_file_the_catalog_is_printed_and_the_report_told_apart(tmp_path: Path) -> None:
    result = run("import", "tsml", feed(tmp_path, ROW))
    assert "directory:" in result.stdout
    assert "rows read" not in result.stdout
    assert "1 rows read" in result.stderr


def test_a_feed_of_which_nothing_is_left_ends_with_1_and_writes_nothing(tmp_path: Path) -> None:
    output = tmp_path / "out.yaml"
    assert run("import", "tsml", feed(tmp_path, "x"), "-o", str(output)).exit_code == 1
    assert not output.exists()


@pytest.mark.parametrize(
    "args",
    [
        ("tsml", "no-such-file.json"),
        ("tsml", "{feed}", "--timezone", "Mars/Olympus"),
        ("tsml", "{feed}", "-o", "/no/such/folder/out.yaml"),
        ("bmlt", "{feed}"),
        ("hsds", "{feed}"),
        ("csv", "{feed}"),
        ("rss", "{feed}"),
        ("tsml", "{feed}", "--kind", "party"),
    ],
)
def test_what_cannot_be_done_ends_with_2_and_says_why(
    tmp_path: Path, args: tuple[str, ...]
) -> None:
    source = feed(tmp_path, ROW)
    result = run("import", *(source if arg == "{feed}" else arg for arg in args))
    assert result.exit_code == 2
    assert result.stderr.strip()


def test_a_list_with_its_own_names_is_imported_with_the_columns_named(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Bezeichnung,Wann,Ort\nHall,Mon 7pm,Reno\n", "utf-8")
    names = tmp_path / "columns.yaml"
    names.write_text("Bezeichnung: name\nWann: when\nOrt: city\n", "utf-8")
    for columns in ("Bezeichnung=name,Wann=when,Ort=city", str(names)):
        output = tmp_path / "out.yaml"
        result = run(
            "import", "csv", str(path), "--columns", columns, "--fellowship", "smart",
            "--timezone", "America/Los_Angeles", "-o", str(output),
        )  # fmt: skip
        assert result.exit_code == 0
        assert "1 rows read, 1 imported (0 of them repaired), 0 rejected." in result.stdout
        assert run("check", str(output)).exit_code == 0
    for wrong in ("Wann=whenn", "no equals sign", str(tmp_path / "none.yaml"), "Wo=city"):
        result = run("import", "csv", str(path), "--columns", wrong)
        assert result.exit_code == 2
        assert result.stderr.strip()
