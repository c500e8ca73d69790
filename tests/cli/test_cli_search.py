"""The search command: the same results as everywhere, in formats for people and machines."""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner, Result
from pypdf import PdfReader

from directory import load, search
from directory.cli import app

CATALOG = """
directory:
  name: Testville
  timezone: America/Los_Angeles
  units: mi
  country: US
resources:
  - id: tuesday-lamp
    kind: meeting
    fellowship: aa
    name: "Tuesday Lámp \\e[31m日本"
    location: {name: Elm Hall, address: 100 Main St, city: Los Angeles, region: CA, latitude: 34.0537, longitude: -118.2428}
    online: {url: "https://example.org/join", notes: Passcode 123}
    schedule: [{days: [tue], start: "19:00", end: "20:00"}]
    phone: "+1 555 555 0101"
    verified: {on: 2026-10-01, by: phone}
  - id: safe-house
    kind: housing
    name: Safe House
    location: {city: Los Angeles, region: CA, address: 7 Hidden Lane, latitude: 34.1, longitude: -118.2, confidential: true}
    hours: 24/7
  - id: old-club
    kind: other
    name: Old Club
    status: temporarily-closed
"""  # noqa: E501 - one entry a line reads best
AT = "2026-11-24T12:00"


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("catalog") / "resources.yaml"
    path.write_text(CATALOG, "utf-8")
    return str(path)


def run(*args: str, **options: Any) -> Result:
    return CliRunner().invoke(app, list(args), catch_exceptions=False, **options)


def run_search(catalog: str, link: str, *args: str) -> Result:
    return run("search", link, "--catalog", catalog, "--at", AT, *args)


def as_json(catalog: str, link: str, *args: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run_search(catalog, link, "--format", "json", *args).stdout)
    return found


def test_json_is_as_the_contract_has_it(catalog: str) -> None:
    found = as_json(catalog, "https://example.org/?day=tue&near=34.054,-118.243&colour=red&page=1")
    assert found["as_of"] == "2026-11-24T12:00:00-08:00"
    assert found["link"] == "near=34.054,-118.243&day=tue"
    assert [set(part) for part in found["ignored"]] == [{"parameter", "value", "reason"}]
    assert found["total"] == 2
    first = found["results"][0]
    resource = first.pop("resource")
    assert first == {
        "id": "tuesday-lamp",
        "kind": "meeting",
        "fellowship": "aa",
        "name": "Tuesday Lámp \x1b[31m日本",
        "attend": "hybrid",
        "distance": 0.02,
        "units": "mi",
        "latitude": 34.0537,
        "longitude": -118.2428,
        "next": {"start": "2026-11-24T19:00:00-08:00", "end": "2026-11-24T20:00:00-08:00"},
        "status": "active",
        "verified": "2026-10-01",
    }
    assert resource["schedule"] == [{"days": ["tue"], "start": "19:00", "end": "20:00"}]
    assert resource["location"]["latitude"] == 34.0537


def test_absent_values_are_null_and_a_secret_address_stays_secret(catalog: str) -> None:
    found = as_json(catalog, "id=safe-house,old-club&near=90012")
    house, club = found["results"]
    assert (house["latitude"], house["longitude"]) == (None, None)
    assert house["distance"] is not None
    assert house["next"]["end"] is None
    assert "Hidden" not in json.dumps(found)
    for name in ("fellowship", "attend", "distance", "latitude", "next", "verified"):
        assert club[name] is None
    assert club["status"] == "temporarily-closed"


def test_the_limit_cuts_the_results_and_not_the_total(catalog: str) -> None:
    found = as_json(catalog, "", "--limit", "1")
    assert (found["total"], len(found["results"])) == (3, 1)
    assert as_json(catalog, "", "--limit", "0")["results"] == []
    assert len(as_json(catalog, "page=2")["results"]) == 3


def test_the_library_and_the_command_find_the_same_in_the_same_order(catalog: str) -> None:
    snapshot = load(catalog)
    assert len(snapshot) == 3
    assert snapshot.problems == ()
    results = search(snapshot, "sort=name", at=dt.datetime.fromisoformat(AT))
    assert results.as_of.tzinfo == ZoneInfo("America/Los_Angeles")
    assert [hit.resource.id for hit in results[:25]] == [
        one["id"] for one in as_json(catalog, "sort=name")["results"]
    ]


@pytest.mark.parametrize(
    ("at", "as_of"),
    [
        ("2026-11-24T12:00", "2026-11-24T12:00:00-08:00"),
        ("2026-11-24T12:00:30Z", "2026-11-24T04:00:30-08:00"),
        ("2026-07-01T12:00+02:00", "2026-07-01T03:00:00-07:00"),
        ("2026-11-24", "2026-11-24T00:00:00-08:00"),
    ],
)
def test_the_present_can_be_given_with_or_without_a_zone(catalog: str, at: str, as_of: str) -> None:
    result = run("search", "--catalog", catalog, "--at", at, "--format", "json")
    assert json.loads(result.stdout)["as_of"] == as_of


def test_the_link_knows_the_present_better_than_the_option(catalog: str) -> None:
    found = as_json(catalog, "at=2026-11-25T08:00&day=today")
    assert (found["as_of"], found["total"]) == ("2026-11-25T08:00:00-08:00", 1)


def test_times_are_shown_on_the_readers_clock_when_the_link_asks_for_it(catalog: str) -> None:
    found = as_json(catalog, "kind=meeting&clock=mine", "--zone", "Asia/Tokyo")
    assert found["results"][0]["next"]["start"] == "2026-11-25T12:00:00+09:00"
    found = as_json(catalog, "kind=meeting", "--zone", "Asia/Tokyo")
    assert found["results"][0]["next"]["start"] == "2026-11-24T19:00:00-08:00"


def test_the_table_has_a_line_for_each_result_and_no_control_characters(catalog: str) -> None:
    result = run_search(catalog, "near=34.054,-118.243&day=tue")
    lines = result.stdout.splitlines()
    assert lines[0].split() == ["When", "Name", "Where", "Far", "How"]
    assert "Tuesday Lámp [31m日本" in lines[1]
    assert "7 PM" in lines[1]
    assert lines[-1] == "2 results"
    assert "\x1b" not in result.stdout


def test_the_text_is_ready_for_a_message(catalog: str) -> None:
    text = run_search(catalog, "kind=meeting", "--format", "text").stdout
    assert text.splitlines()[0] == "Tuesday Lámp [31m日本"
    assert "7 PM" in text
    assert "Elm Hall, 100 Main St, Los Angeles, CA" in text
    assert "https://example.org/join" in text
    assert "Passcode 123" in text
    assert "+1 555 555 0101" in text
    house = run_search(catalog, "kind=housing", "--format", "text").stdout
    assert "Los Angeles, CA" in house
    assert "Hidden" not in house


@pytest.mark.parametrize("style", ["table", "text", "json"])
def test_no_match_is_no_failure(catalog: str, style: str) -> None:
    result = run_search(catalog, "q=zzzzzz", "--format", style)
    assert result.exit_code == 0
    assert result.stdout


def test_what_is_ignored_is_named_and_fails_only_when_strict(catalog: str) -> None:
    relaxed = run_search(catalog, "near=Nowhereville+Zz&kind=meeting,party")
    assert relaxed.exit_code == 0
    assert "kind=party" in relaxed.stderr
    assert "place not found" in relaxed.stderr
    assert run_search(catalog, "kind=party", "--strict").exit_code == 2
    assert run_search(catalog, "near=Nowhereville+Zz", "--strict").exit_code == 2
    assert run_search(catalog, "kind=meeting&utm_source=x", "--strict").exit_code == 0


@pytest.mark.parametrize("style", ["csv", "geojson", "ics", "tsml", "yaml", "html"])
def test_every_other_format_gives_the_results_and_says_what_it_cannot_hold(
    catalog: str, style: str
) -> None:
    result = run_search(catalog, "", "--format", style)
    assert result.exit_code == 0
    assert "Tuesday L" in result.stdout
    assert "Hidden Lane" not in result.stdout
    assert ("left out" in result.stderr) == (style in ("ics", "tsml"))


def printed(data: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


def test_a_printed_page_comes_as_bytes_or_as_a_file(catalog: str, tmp_path: Path) -> None:
    result = run_search(catalog, "kind=meeting", "--format", "pdf")
    assert result.exit_code == 0
    assert "7–8 PM Tuesday Lámp" in printed(result.stdout_bytes)
    file = tmp_path / "list.pdf"
    again = run_search(catalog, "kind=meeting", "--format", "pdf", "-o", str(file))
    assert again.stdout == ""
    assert file.read_bytes() == result.stdout_bytes


def test_a_booklet_is_parted_as_asked(catalog: str) -> None:
    by_day = run_search(catalog, "", "--format", "pdf", "--booklet")
    by_town = run_search(catalog, "", "--format", "pdf", "--booklet", "--by", "town", "--large")
    assert "Map 3 · Tuesday 4" in printed(by_day.stdout_bytes)
    assert "Los Angeles 3" in printed(by_town.stdout_bytes)


def test_a_whole_link_is_the_address_on_the_page(catalog: str) -> None:
    link = "https://list.example.org/la/?day=tue"
    text = printed(run_search(catalog, link, "--format", "pdf").stdout_bytes)
    assert "list.example.org/la/?day=tue" in text
    assert "live list" not in printed(
        run_search(catalog, "day=tue", "--format", "pdf").stdout_bytes
    )


def test_ways_to_print_are_refused_where_nothing_is_printed(catalog: str) -> None:
    result = run_search(catalog, "", "--large")
    assert result.exit_code == 2
    assert "--format pdf" in result.stderr


def test_any_format_goes_into_a_file(catalog: str, tmp_path: Path) -> None:
    file = tmp_path / "list.json"
    shown = run_search(catalog, "", "--format", "json").stdout
    assert run_search(catalog, "", "--format", "json", "-o", str(file)).exit_code == 0
    assert file.read_text("utf-8") == shown


@pytest.mark.parametrize(
    "args",
    [
        ("--at", "tomorrow"),
        ("--at", "0001-01-01T00:00"),
        ("--at", "9999-12-31T23:59"),
        ("--zone", "Mars/Olympus"),
        ("--zone", "../etc/passwd"),
        ("--limit", "-1"),
        ("--format", "docx"),
    ],
)
def test_a_bad_option_is_a_usage_error(catalog: str, args: tuple[str, str]) -> None:
    result = run("search", "--catalog", catalog, *args)
    assert result.exit_code == 2
    assert "Error" in result.stderr


def test_a_catalog_that_cannot_be_read_ends_with_2(tmp_path: Path) -> None:
    result = run("search", "--catalog", str(tmp_path / "nowhere.yaml"))
    assert result.exit_code == 2
    assert "nowhere.yaml" in result.stderr


def test_the_catalog_comes_from_the_option_the_environment_or_the_folder(
    catalog: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "resources.yaml").write_text("resources: []\n", "utf-8")
    monkeypatch.delenv("DIRECTORY_CATALOG", raising=False)
    assert run("search").stdout == "0 results\n"
    monkeypatch.setenv("DIRECTORY_CATALOG", catalog)
    assert run("search").stdout.endswith("3 results\n")
    assert run("search", "--catalog", "resources.yaml").stdout == "0 results\n"


def program(catalog: str, *args: str, **options: Any) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "directory", *args, "--catalog", catalog],
        capture_output=True,
        timeout=120,
        check=False,
        **options,
    )


def test_output_is_utf_8_even_where_the_terminal_is_not(catalog: str) -> None:
    plain = {
        **os.environ,
        "LANG": "C",
        "LC_ALL": "C",
        "PYTHONUTF8": "0",
        "PYTHONIOENCODING": "ascii",
    }
    done = program(catalog, "search", "kind=meeting&q=lámp", "--at", AT, env=plain)
    assert done.returncode == 0
    assert "Tuesday Lámp" in done.stdout.decode("utf-8")
    assert done.stderr == b""


def test_a_reader_that_stops_early_is_no_trouble(catalog: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "directory", "search", "--catalog", catalog, "--at", AT],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        assert running.stderr.read() == b""
