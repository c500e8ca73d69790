"""A change file is reviewed and applied: all of it or nothing, and nothing else is touched."""

from __future__ import annotations

import codecs
import datetime as dt
import difflib
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from directory import load
from directory.cli import app
from directory.cli_sources import Surroundings

CATALOG = """\
# Our list. Ask Rosa before changing it.
directory: {name: Valley, timezone: America/Los_Angeles}

resources:
  # --- downtown
  - id: steps      # keep
    kind: meeting
    name: 'Monday Steps'
    location:
      city:   "Los Angeles"   # not LA
      region: CA
      notes: Side door
    schedule:
      - {days: [mon], start: 19:00}   # since 1987
      - {days: [thu], start: "12:00"}
    types: [open, discussion]
    phone: "+1 555 555 0100"
    website: https://steps.example.org
    verified: {on: 2026-01-01, by: phone}
    updated: 2026-01-02

  - {id: house, kind: housing, name: A house, phone: 555-0101}

  # the old pantry
  - id: pantry
    kind: food
    name: Pantry
    hours: Mo-Fr 09:00-12:00
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "valley.yaml"
    path.write_bytes(CATALOG.encode())
    return path


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    now = dt.datetime(2026, 11, 22, 20, tzinfo=dt.UTC)
    monkeypatch.setattr(Surroundings, "now", lambda self, catalog: now)


def apply(path: Path, changes: str, *options: str) -> Result:
    file = path.parent / "change.yaml"
    file.write_text(changes, "utf-8")
    args = ["apply", str(file), "--catalog", str(path), *options]
    result = CliRunner().invoke(app, args, catch_exceptions=False)
    result.stderr_bytes = result.stderr_bytes.replace(str(file).encode(), b"change.yaml")
    return result


def changes(path: Path, before: str = CATALOG) -> list[str]:
    """The lines that differ from the catalog as it was."""
    new = path.read_text("utf-8").splitlines()
    return [line for line in difflib.ndiff(before.splitlines(), new) if line[0] in "+-"]


def one(*lines: str) -> str:
    return "\n".join(["changes:", "  - id: steps", *(f"    {line}" for line in lines), ""])


# --- what is written


def test_values_are_set_and_taken_away_and_the_edit_is_dated(path: Path) -> None:
    result = apply(
        path,
        one(
            'was: {phone: "+1 555 555 0100"}',
            'set: {phone: "+1 555 555 0199", location.notes: Front door}',
            "unset: [website]",
        ),
    )
    assert result.exit_code == 0
    assert changes(path) == [
        "-       notes: Side door",
        "+       notes: Front door",
        '-     phone: "+1 555 555 0100"',
        '+     phone: "+1 555 555 0199"',
        "-     website: https://steps.example.org",
        "-     updated: 2026-01-02",
        "+     updated: 2026-11-22",
    ]
    assert result.stdout.splitlines()[1:] == [
        "  location.notes: Side door -> Front door",
        '  phone: "+1 555 555 0100" -> "+1 555 555 0199"',
        '  website: "https://steps.example.org" is taken away',
        '  updated: "2026-01-02" -> "2026-11-22"',
    ]
    assert not load(path).problems


def test_a_check_is_no_edit_and_an_edit_no_check(path: Path) -> None:
    assert apply(path, one("verified: {on: 2026-11-20, by: visit}")).exit_code == 0
    assert changes(path) == [
        "-     verified: {on: 2026-01-01, by: phone}",
        "+     verified: {on: 2026-11-20, by: visit}",
    ]


def test_a_check_without_a_day_is_of_today_and_its_note_is_kept_for_the_next(path: Path) -> None:
    assert apply(path, one("verified: {by: phone}", "note: told by the secretary")).exit_code == 0
    assert changes(path)[1:] == [
        "+     verified: {on: 2026-11-22, by: phone}",
        "+     # 2026-11-22: told by the secretary",
    ]


def test_a_schedule_changes_by_its_rules(path: Path) -> None:
    rules = 'set: {schedule: [{days: [Monday], start: 19:00}, {days: [fri], start: "12:30"}]}'
    result = apply(path, one(rules))
    assert result.exit_code == 0
    assert "    - {days: [thu]" in result.stdout
    assert changes(path)[0].startswith("-       - {days: [thu]")
    assert '+       - {days: [fri], start: "12:30"}' in changes(path)
    assert "{days: [mon], start: 19:00}   # since 1987" in path.read_text()
    assert load(path).get("steps").schedule[1].start.isoformat() == "12:30:00"  # type: ignore[union-attr]


def test_words_go_into_lists_and_out_of_them(path: Path) -> None:
    lines = ["include: {types: [open, big-book], serves: women}", "exclude: {types: [discussion]}"]
    assert apply(path, one(*lines)).exit_code == 0
    assert changes(path)[:2] == ["-     types: [open, discussion]", "+     types: [open, big-book]"]
    assert "+     serves: [women]" in changes(path) or "+     serves: women" in changes(path)
    assert apply(path, one("exclude: {types: [open, big-book]}")).exit_code == 0
    assert "types" not in path.read_text().split("- {id: house")[0]


def test_an_entry_in_braces_stays_in_them(path: Path) -> None:
    text = "changes:\n- id: house\n  set: {phone: 555-0109, cost: free}\n  unset: phones\n"
    assert apply(path, text).exit_code == 0
    _, new = changes(path)
    assert new == (
        '+   - {id: house, kind: housing, name: A house, cost: free, phone: "555-0109", '
        'updated: "2026-11-22"}'
    )


def test_entries_are_added_behind_the_one_named_or_at_the_end(path: Path) -> None:
    text = (
        "changes:\n"
        "- add: {id: b, kind: food, name: B}\n  after: steps\n"
        '- add: {id: c, kind: food, name: C, description: "one\\ntwo"}\n  after: b\n'
        "- add: {id: d, kind: food, name: D, location: {city: Burbank, latitude: 34.1,"
        " longitude: -118.3}}\n"
    )
    result = apply(path, text)
    assert result.exit_code == 0, result.stderr
    new = load(path)
    assert [entry.id for entry in new.resources] == ["steps", "b", "c", "house", "pantry", "d"]
    assert not [line for line in changes(path) if line.startswith("-")]
    assert path.read_text().endswith(
        "\n\n  - id: d\n    kind: food\n    name: D\n    location:\n      city: Burbank\n"
        "      latitude: 34.1\n      longitude: -118.3\n"
    )


def test_entries_are_closed_and_taken_out(path: Path) -> None:
    assert apply(path, "changes:\n- close: pantry\n- remove: steps\n").exit_code == 0
    snapshot = load(path)
    assert [entry.id for entry in snapshot.resources] == ["house", "pantry"]
    assert "    status: closed\n" in path.read_text()
    assert "  # --- downtown\n  - {id: house" in path.read_text()
    assert "  # the old pantry\n" in path.read_text()


def test_neighbours_are_taken_out_together(path: Path) -> None:
    assert apply(path, "changes:\n- remove: steps\n- remove: house\n").exit_code == 0
    assert [entry.id for entry in load(path).resources] == ["pantry"]
    assert apply(path, "changes: [{remove: pantry}]").exit_code == 0
    assert path.read_text().startswith(CATALOG[: CATALOG.index("  - id: steps")])
    assert not load(path).resources


def test_an_id_is_changed(path: Path) -> None:
    result = apply(path, one("set: {id: monday-steps}"))
    assert result.exit_code == 0
    assert "  links that people have to `steps` will lead nowhere" in result.stdout
    assert "  - id: monday-steps      # keep\n" in path.read_text()


def test_the_last_entry_may_go_and_the_first_may_come(path: Path) -> None:
    path.write_text("directory: {name: V}\nresources:\n  - {id: a, kind: food, name: A}\n")
    assert apply(path, "changes: [{remove: a}]").exit_code == 0
    assert path.read_text() == "directory: {name: V}\nresources:\n"
    added = "changes: [{add: {id: b, kind: food, name: B}}]"
    assert apply(path, added).exit_code == 0
    assert path.read_text().endswith("resources:\n  - id: b\n    kind: food\n    name: B\n")
    for empty in ("resources: []\n", "directory: {name: V}", "resources: [] # none\n"):
        path.write_text(empty)
        assert apply(path, added).exit_code == 0
        assert [entry.id for entry in load(path).resources] == ["b"]


# --- what is refused, with its place


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (one('was: {phone: "555-0000"}', "set: {cost: free}"), "3:18: changes[0].was.phone: is"),
        (one("was: {email: }", "set: {email: nobody}"), "4:18: changes[0].set.email: would make"),
        (one("was: {website: }", "unset: [phone]"), "3:11: changes[0].was.website: is"),
        (one("set: {fone: 555-0100}"), "3:11: changes[0].set.fone: is not a key here; did you"),
        (one("set: {location: {zip: 9}}"), "3:22: changes[0].set.location.zip: is not a key"),
        (one("set: {schedule: [{days: [mon]}]}"), "3:21: changes[0].set.schedule: would make"),
        (one("set: {hours: whenever}"), "3:18: changes[0].set.hours: would make an error: steps"),
        (one("set: {phone: }"), "3:11: changes[0].set.phone: has no value"),
        (one("set: {types: []}"), "3:18: changes[0].set.types: is empty"),
        (one("set: {schedule.5.note: x}"), "3:28: changes[0].set.schedule.5.note: `schedule[5]"),
        (one("unset: [schedule]"), "3:13: changes[0].unset: would make an error: steps"),
        (one("unset: [name]"), "3:13: changes[0].unset: `name` is needed"),
        (one("include: {phone: 5}"), "3:22: changes[0].include.phone: is not a list"),
        (one("verified: phone"), "3:15: changes[0].verified: needs keys of its own"),
        (one("verified: {on: 2027-01-01}"), "3:15: changes[0].verified.on: 2027-01-01 is still"),
        (one("verified: {on: soon}"), "3:15: changes[0].verified: would make an error"),
        (one("phone: 555-0100"), "3:5: changes[0].phone: belongs below `set:`"),
        (one("note: hi"), "2:5: changes[0]: asks for nothing"),
        (one("set:"), "3:5: changes[0]: is empty"),
        ("changes: [{id: stepps, set: {cost: free}}]", "did you mean `steps`?"),
        ("changes: [{id: steps, remove: steps}]", "1:11: changes[0]: needs exactly one of"),
        ("changes: [{add: {id: steps, kind: food, name: B}}]", "is the id of an entry at"),
        ("changes: [{add: {id: b, kind: food}}]", "1:17: changes[0].add: would make an error: b"),
        ("changes: [{add: {id: b, kind: fod, name: B}}]", "did you mean `food`?"),
        (
            "changes: [{add: {id: b, kind: food, name: B}, after: x}]",
            "changes[0].add.after: `x` is",
        ),
        ("changes: [{set: {id: b}}]", "needs exactly one of `id:`"),
        ("changes: [{remove: steps}, {close: steps}]", "is taken out by another change"),
        ("changes: {id: steps}", "1:10: changes: is not a list"),
        ("changes: [{id: steps, set: {id: house}}]", "is the id of an entry at"),
    ],
)
def test_what_is_wrong_is_told_with_its_place_and_nothing_is_written(
    text: str, said: str, path: Path
) -> None:
    result = apply(path, text)
    assert said in result.stderr
    assert result.exit_code == 1
    assert path.read_text() == CATALOG


@pytest.mark.parametrize("text", ["", "changes:", "a: [", "[1]", "resources: []", "a: 1\n---"])
def test_what_is_no_change_file_cannot_be_read(text: str, path: Path) -> None:
    result = apply(path, text)
    assert result.exit_code == 2
    assert "change.yaml:" in result.stderr


def test_one_refused_change_holds_the_others_back(path: Path) -> None:
    text = "changes:\n- {id: steps, set: {cost: free}}\n- {id: house, set: {cost: cheap}}\n"
    result = apply(path, text)
    assert result.exit_code == 1
    assert "change.yaml:3:27: changes[1].set.cost: would make an error: house" in result.stderr
    assert path.read_text() == CATALOG


def test_errors_that_are_there_already_do_not_stand_in_the_way(path: Path) -> None:
    broken = CATALOG.replace("hours: Mo-Fr 09:00-12:00", "hours: whenever")
    path.write_text(broken)
    assert apply(path, one("set: {cost: free}")).exit_code == 0
    assert apply(path, "changes: [{id: pantry, set: {hours: 24/7}}]").exit_code == 0
    assert not load(path).problems


def test_a_second_time_changes_nothing(path: Path) -> None:
    text = one('set: {phone: "+1 555 555 0199"}', "verified: {by: phone}", "note: hi")
    assert apply(path, text).exit_code == 0
    before = path.read_bytes()
    again = apply(path, text)
    assert again.exit_code == 0
    assert "says so already" in again.stdout
    assert path.read_bytes() == before


def test_a_dry_run_tells_and_writes_nothing(path: Path) -> None:
    result = apply(path, one("set: {cost: free}"), "--dry-run")
    assert result.exit_code == 0
    assert "  cost: free (new)" in result.stdout
    assert path.read_text() == CATALOG


def test_the_private_part_of_a_place_is_not_told(path: Path) -> None:
    text = CATALOG.replace(
        "region: CA\n", "region: CA\n      confidential: true\n      address: 7 X\n"
    )
    path.write_text(text)
    result = apply(path, one("set: {location.address: 9 Secret Way}"))
    assert result.exit_code == 0
    assert "  location.address: (private)" in result.stdout
    seen = apply(path, one("was: {location.address: 1 A}", "set: {cost: free}"))
    for told in (result, seen):
        assert "Secret" not in told.stdout + told.stderr


# --- files of any kind


@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8])
def test_windows_line_ends_and_marks_stay(mark: bytes, path: Path) -> None:
    before = mark + CATALOG.replace("\n", "\r\n").encode()
    path.write_bytes(before)
    text = (
        mark.decode()
        + "changes:\r\n- {id: steps, set: {phone: 555-0199}, unset: [website]}\r\n"
        + "- {id: house, verified: {by: phone}, note: hello}\r\n"
        + "- add: {id: new, kind: food, name: N}\r\n- {remove: pantry}\r\n"
    )
    result = apply(path, text)
    assert result.exit_code == 0, result.stderr
    after = path.read_bytes()
    assert after.startswith(mark)
    assert after.count(b"\n") == after.count(b"\r\n")
    assert not load(path).problems
    kept = [line for line in after.splitlines(keepends=True) if line in before.splitlines(True)]
    assert len(kept) >= 18


def test_a_folder_is_changed_in_the_file_that_holds_the_entry(tmp_path: Path) -> None:
    folder = tmp_path / "catalog"
    folder.mkdir()
    (folder / "a.yaml").write_text("resources:\n- {id: a, kind: food, name: A}\n")
    (folder / "b.yaml").write_text("resources:\n- {id: b, kind: housing, name: B}\n")
    text = (
        "changes:\n- {id: a, set: {cost: free}}\n- {id: b, set: {cost: free}}\n"
        "- add: {id: c, kind: food, name: C}\n"
        "- add: {id: d, kind: food, name: D}\n  file: b.yaml\n"
    )
    result = apply(folder, text)
    assert result.exit_code == 0, result.stderr
    assert [entry.id for entry in load(folder / "a.yaml").resources] == ["a", "c"]
    assert [entry.id for entry in load(folder / "b.yaml").resources] == ["b", "d"]
    assert "Changed 4 entries in" in result.stderr


def test_several_files_are_changed_together_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "catalog"
    folder.mkdir()
    for name in "ab":
        text = f"resources:\n- {{id: {name}, kind: food, name: N}}\n"
        (folder / f"{name}.yaml").write_text(text)
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    replace = Path.replace

    def fails(self: Path, target: Path) -> Path:
        if target.name == "b.yaml":
            raise PermissionError(13, "Permission denied")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", fails)
    text = "changes:\n- {id: a, set: {cost: free}}\n- {id: b, set: {cost: free}}\n"
    result = apply(folder, text)
    assert result.exit_code == 1
    assert "b.yaml: cannot be written: Permission denied" in result.stderr
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before


def test_what_comes_from_a_feed_is_changed_there(tmp_path: Path) -> None:
    meetings = [{"slug": "feed-steps", "name": "Feed Steps", "day": 1, "time": "19:00"}]
    (tmp_path / "feed.json").write_text(json.dumps(meetings))
    path = tmp_path / "valley.yaml"
    path.write_text(
        CATALOG + "sources:\n  - {format: tsml, path: feed.json, fellowship: aa}\n", "utf-8"
    )
    (entry,) = [entry for entry in load(path).resources if entry.name == "Feed Steps"]
    result = apply(path, f"changes: [{{id: {entry.id}, set: {{cost: free}}}}]")
    assert result.exit_code == 1
    assert "comes from the feed feed.json" in result.stderr
    assert "report the change there" in result.stderr
