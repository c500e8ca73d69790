"""Whom to call next, what to ask, and how a check is written down."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from directory.cli import app
from directory.cli_sources import Surroundings

CATALOG = """\
# Ours.
directory: {name: Valley, timezone: America/Los_Angeles}
resources:
  - id: old      # the first one
    kind: meeting
    name: Old Steps
    schedule: [{days: [mon, wed], start: "19:00", end: "20:00"}]
    location: {name: Church, address: 1 Main St, city: Burbank, region: CA, notes: Side door.}
    phone: 555-0101
    verified: {on: 2025-03-01, by: phone}
    updated: 2026-11-01
  - id: never
    kind: food
    name: "=Pantry"
    hours: Mo-Fr 09:00-17:00
    requirements: Bring an ID.
    cost: free
    openings: {count: 0}
    phone: 555-0102
    phones: [{number: 555-0103, label: Office}]
  - id: refuge
    kind: housing
    name: Refuge
    location: {address: 7 Secret Way, city: Burbank, confidential: true}
    email: refuge@example.org
    verified: {on: 2026-05-21}
  - {id: fresh, kind: food, name: Fresh, verified: {on: 2026-05-22}}
  - {id: slip, kind: food, name: Slip, verified: {on: 2027-05-22}, website: "https://example.org"}
  - {id: gone, kind: food, name: Gone, status: closed}
"""
NOW = dt.datetime(2026, 11, 22, 20, tzinfo=dt.UTC)  # a Sunday, noon in Los Angeles


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "valley.yaml"
    path.write_text(CATALOG, "utf-8")
    return path


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    made = Surroundings.__init__

    def init(self: Surroundings, catalog: str, cache: str | None, clock: object) -> None:
        made(self, catalog, cache, lambda: NOW)

    monkeypatch.setattr(Surroundings, "__init__", init)


def run(*args: object) -> Result:
    return CliRunner().invoke(app, list(map(str, args)), catch_exceptions=False)


def sheet(path: Path, *args: object) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(
        run("stale", *args, "--catalog", path, "--format", "json").stdout
    )
    return found


def ids(path: Path, *args: object) -> list[object]:
    return [call["id"] for call in sheet(path, *args)]


# --- whom to call


def test_who_was_never_checked_comes_first_and_then_the_oldest_check(path: Path) -> None:
    # Half a year ago is the 22nd of May; a check that is still to come is none.
    assert ids(path) == ["never", "slip", "old", "refuge"]
    assert ids(path, "--older-than", "1y") == ["never", "slip", "old"]
    assert ids(path, "--older-than", "0d") == ["never", "slip", "old", "refuge", "fresh"]


def test_a_link_a_kind_and_a_number_narrow_it(path: Path) -> None:
    assert ids(path, "--kind", "food", "--kind", "meeting") == ["never", "slip", "old"]
    assert ids(path, "q=burbank") == ["old", "refuge"]
    assert ids(path, "--limit", "1") == ["never"]


def test_the_present_may_be_another(path: Path) -> None:
    assert "old" not in ids(path, "--at", "2025-06-01T12:00")
    assert ids(path, "--at", "2028-01-01T12:00")[-1] == "slip"


def test_the_sheet_says_whom_to_call_when_and_what_to_ask(path: Path) -> None:
    text = run("stale", "--kind", "meeting", "--catalog", path).stdout
    assert text.splitlines() == [
        "Call sheet, Nov 22, 2026: 1 entry, the oldest check first",
        "",
        "1. Old Steps (Meeting)",
        "   Last checked: Mar 1, 2025 (phone)",
        "   Call 555-0101",
        "   Now: Tomorrow 7 PM",
        "   [ ] Is the name still “Old Steps”?",
        "   [ ] Are these still the times: Mon and Wed, 7–8 PM?",
        "   [ ] Is it still here: Church, 1 Main St, Burbank, CA?",
        "   [ ] Is this still the way in: Side door?",
        "   [ ] Is this the best number for people to call: 555-0101?",
        f"   All right? Type: directory verify old --by phone --catalog {path}",
    ]


def test_the_questions_are_made_of_what_the_list_says(path: Path) -> None:
    (never, slip, *_) = sheet(path)
    assert never["questions"] == [
        "Is the name still “=Pantry”?",
        "Are these still the hours: Mon–Fri 9 AM–5 PM; Sat and Sun Closed?",
        "Is this still what people need: Bring an ID?",
        "Is this still the cost: Free?",
        "Are there still no free places?",
        "Is this the best number for people to call: 555-0102, 555-0103?",
    ]
    assert never["phones"] == ["555-0102", "555-0103 (Office)"]
    assert "When is it open?" in slip["questions"]  # type: ignore[operator]
    assert str(slip["command"]).startswith("directory verify slip --by website")


def test_of_a_confidential_place_only_the_town_is_told(path: Path) -> None:
    for form in ("text", "table", "csv", "json"):
        told = run("stale", "--catalog", path, "--format", form).stdout
        assert "Secret" not in told
        assert "Refuge" in told
    assert "Is it still in Burbank?" in str(sheet(path)[-1]["questions"])
    assert str(sheet(path)[-1]["command"]).startswith("directory verify refuge --by e-mail")


def test_no_cell_of_the_table_is_a_formula(path: Path) -> None:
    rows = list(
        csv.DictReader(io.StringIO(run("stale", "--catalog", path, "--format", "csv").stdout))
    )
    assert [row["id"] for row in rows] == ["never", "slip", "old", "refuge"]
    assert rows[0]["name"] == "'=Pantry"
    assert rows[2]["verified"] == "2025-03-01"


def test_the_sheet_is_in_the_language_of_the_link(path: Path) -> None:
    text = run("stale", "lang=es", "--catalog", path).stdout
    assert "Nunca revisado" in text
    assert not re.search(r"\b(Is|Are|the|Call|Never)\b", text.replace("Old Steps", ""))


def test_when_all_is_checked_there_is_nobody_to_call(path: Path) -> None:
    path.write_text("resources:\n- {id: a, kind: food, name: A, verified: {on: 2026-11-22}}\n")
    result = run("stale", "--catalog", path, "--format", "table")
    assert result.exit_code == 0
    assert "Nobody to call" in result.stderr


def test_entries_of_feeds_are_left_to_their_own_people(tmp_path: Path, path: Path) -> None:
    meetings = [{"slug": "feed-steps", "name": "Feed Steps", "day": 1, "time": "19:00"}]
    (tmp_path / "feed.json").write_text(json.dumps(meetings))
    path.write_text(CATALOG + "sources:\n  - {format: tsml, path: feed.json, fellowship: aa}\n")
    result = run("stale", "--catalog", path, "--format", "table")
    assert "Feed Steps" not in result.stdout
    assert "1 not listed: they come from feeds" in result.stderr


@pytest.mark.parametrize("wrong", ["5x", "soon", "-1d", "6m&q=x", ""])
def test_a_span_that_is_none_is_refused_with_the_mend(wrong: str, path: Path) -> None:
    result = run("stale", "--older-than", wrong, "--catalog", path)
    assert result.exit_code == 2
    assert "write it like 90d, 6m or 1y" in result.stderr


# --- what was checked


def lines(path: Path) -> tuple[list[str], list[str]]:
    """The lines that went, and those that came."""
    old, new = CATALOG.splitlines(), path.read_text("utf-8").splitlines()
    return [one for one in old if one not in new], [one for one in new if one not in old]


def test_a_check_is_stamped_and_the_date_of_the_edit_stays(path: Path) -> None:
    result = run("verify", "old", "never", "--by", "phone", "--catalog", path)
    assert result.exit_code == 0
    assert lines(path) == (
        ["    verified: {on: 2025-03-01, by: phone}"],
        [
            "    verified: {on: 2026-11-22, by: phone}",
            '    verified: {"on": "2026-11-22", by: phone}',
        ],
    )
    assert ids(path) == ["slip", "refuge"]


def test_a_check_of_another_day_and_a_note_for_the_next_one(path: Path) -> None:
    args = ("--by", "visit", "--on", "2026-11-20", "--note", "ask for\nRosa # mornings")
    assert run("verify", "old", "fresh", *args, "--catalog", path).exit_code == 0
    _, new = lines(path)
    assert new[:2] == [
        "    verified: {on: 2026-11-20, by: visit}",
        "    # 2026-11-20: ask for Rosa # mornings",
    ]
    assert new[3] == "    # 2026-11-20: ask for Rosa # mornings"
    assert run("check", path).exit_code == 0


def test_one_wrong_id_stamps_none_and_names_the_nearest(path: Path) -> None:
    result = run("verify", "old", "frsh", "--by", "phone", "--catalog", path)
    assert result.exit_code == 1
    assert result.stderr.startswith("`frsh` is not the id of an entry; did you mean `fresh`?")
    assert path.read_text() == CATALOG


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--by", "phone", "--on", "2026-11-23"), "2026-11-23 is still to come"),
        (("--by", "phone", "--on", "11/20"), "write it like 2026-11-24"),
        (("--by", " "), "is empty; write phone"),
        ((), "Missing option '--by'"),
    ],
)
def test_a_check_needs_a_way_and_a_day_that_has_been(
    args: tuple[str, ...], said: str, path: Path
) -> None:
    result = run("verify", "old", *args, "--catalog", path)
    assert result.exit_code == 2
    assert said in result.stderr
    assert path.read_text() == CATALOG


def test_a_dry_run_stamps_nothing(path: Path) -> None:
    result = run("verify", "old", "--by", "phone", "--dry-run", "--catalog", path)
    assert 'verified.on: "2025-03-01" -> "2026-11-22"' in result.stdout
    assert path.read_text() == CATALOG


def test_what_comes_from_a_feed_is_not_stamped(tmp_path: Path, path: Path) -> None:
    meetings = [{"slug": "feed-steps", "name": "Feed Steps", "day": 1, "time": "19:00"}]
    (tmp_path / "feed.json").write_text(json.dumps(meetings))
    path.write_text(CATALOG + "sources:\n  - {format: tsml, path: feed.json, fellowship: aa}\n")
    result = run("verify", "feed-steps", "--by", "phone", "--catalog", path)
    assert result.exit_code == 1
    assert "comes from the feed feed.json" in result.stderr


def test_a_catalog_that_is_not_there_cannot_be_read(tmp_path: Path) -> None:
    for args in (("stale",), ("verify", "a", "--by", "phone")):
        assert run(*args, "--catalog", tmp_path / "none.yaml").exit_code == 2
