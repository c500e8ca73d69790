"""Whatever is asked of a catalog, its text then says that, and its other lines are as they were."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.catalog.change_file import read_changes, steps_of
from directory.catalog.changes import Plan, plan_changes
from directory.catalog.edit import read_text
from directory.catalog.events import parse
from directory.catalog.files import Found
from directory.catalog.writer import write_value

TODAY = dt.date(2026, 11, 22)
VALUES = {
    "name": ["Steps", 'It\'s "here"', "Müller's: no #1"],
    "phone": ["555-0100", "+1 555 555 0101"],
    "website": ["https://example.org/?a=1&b=#2"],
    "description": ["One line.", "Two\nlines, # and more"],
    "types": [["open"], ["open", "discussion", "big-book"]],
    "cost": ["free"],
    "location": [{"city": "Burbank", "notes": "Ring: twice"}, {"city": "Van Nuys"}],
    "schedule": [
        [{"days": ["mon"], "start": "19:00"}],
        [
            {"days": ["tue"], "weeks": ["2", "-1"], "start": "9:30"},
            {"days": ["sun"], "start": "8:00"},
        ],
    ],
    "ages": [{"min": "18"}, {"min": "18", "max": "24"}],
    "verified": [{"on": "2026-01-01", "by": "phone"}],
    "updated": ["2026-01-02"],
}


@st.composite
def entry(draw: st.DrawFn, id: str) -> tuple[dict[str, Any], str]:
    """An entry, and one of the ways to write it."""
    keys = draw(st.lists(st.sampled_from(sorted(set(VALUES) - {"name"})), unique=True))
    values: dict[str, Any] = {
        "id": id,
        "kind": "food",
        "name": draw(st.sampled_from(VALUES["name"])),
    }
    values |= {key: draw(st.sampled_from(VALUES[key])) for key in keys}
    if draw(st.integers(0, 3)) == 0:
        return values, f"  - {write_value(values)}\n"
    lines = []
    for key, value in values.items():
        style = draw(st.sampled_from(["flow", "block", "block"]))
        comment = draw(st.sampled_from(["", "  # why"]))
        if style == "block" and isinstance(value, dict):
            lines += [f"{key}:{comment}", *(f"  {k}: {write_value(v)}" for k, v in value.items())]
        elif style == "block" and isinstance(value, list):
            lines += [f"{key}:{comment}", *(f"- {write_value(v)}{comment}" for v in value)]
        elif style == "block" and isinstance(value, str) and "\n" in value:
            lines += [f"{key}: |-", *(f"  {line}" for line in value.split("\n"))]
        else:
            lines.append(f"{key}: {write_value(value)}{comment}")
        lines += draw(st.sampled_from([[], [], ["# between"], [""]]))
    pad = ["  - ", *["    "] * (len(lines) - 1)]
    text = "".join(f"{a}{b}".rstrip() + "\n" for a, b in zip(pad, lines, strict=True))
    return values, text


@st.composite
def catalogs(draw: st.DrawFn) -> tuple[str, dict[str, str]]:
    """The text of a catalog, and that of each entry in it."""
    end = draw(st.sampled_from(["\n", "\r\n"]))
    blocks = {id: draw(entry(id))[1] for id in "abc"[: draw(st.integers(1, 3))]}
    joint = draw(st.sampled_from(["", "\n", "\n  # --- next\n"]))
    tail = draw(st.sampled_from(["", "# the end\n", "\nsources: []\n"]))
    text = "# Ours.\nresources:\n" + joint.join(blocks.values()) + tail
    if draw(st.booleans()):
        text = text.rstrip("\n")
    return text.replace("\n", end), {id: one.replace("\n", end) for id, one in blocks.items()}


def plan(text: str, changes: str) -> Plan:
    source = parse(changes, "change.yaml")
    wanted = read_changes(source)
    assert not source.problems, source.problems[0]
    found = Found("valley.yaml", Path("valley.yaml"))
    return plan_changes(wanted, source, [(found, text.encode())], problems=(), today=TODAY)


@given(catalogs(), st.data())
def test_any_change_of_any_catalog_is_all_that_changes(
    catalog: tuple[str, dict[str, str]], data: st.DataObject
) -> None:
    text, blocks = catalog
    tree = read_text(text)
    entries = {entry["id"]: entry for entry in tree["resources"]}
    lines = ["changes:"]
    changed = data.draw(st.lists(st.sampled_from(sorted(entries)), unique=True, min_size=1))
    for id in changed:
        target = entries[id]
        act = data.draw(st.sampled_from(["set", "unset", "remove", "add", "verified"]))
        before = repr(target)
        if act == "set":
            key = data.draw(st.sampled_from(sorted(set(VALUES) - {"verified", "updated"})))
            target[key] = data.draw(st.sampled_from(VALUES[key]))
            lines.append(f"- {{id: {id}, set: {{{key}: {write_value(target[key])}}}}}")
        elif act == "unset":
            key = data.draw(st.sampled_from(sorted(set(VALUES) - {"name", "updated"})))
            target.pop(key, None)
            lines.append(f"- {{id: {id}, unset: [{key}]}}")
        elif act == "verified":
            target["verified"] = {"on": "2026-11-22", "by": "visit"}
            lines.append(f"- {{id: {id}, verified: {{by: visit}}}}")
        elif act == "add":
            new = {"id": f"{id}-new", "kind": "food", "name": "N", "types": ["open"]}
            at = tree["resources"].index(target)
            tree["resources"].insert(at + 1, new)
            lines.append(f"- {{add: {write_value(new)}, after: {id}}}")
        else:
            tree["resources"].remove(target)
            lines.append(f"- {{remove: {id}}}")
        if act in ("set", "unset") and repr(target) != before:
            target["updated"] = "2026-11-22"
    tree["resources"] = tree["resources"] or None
    changes = "\n".join(lines)
    found = plan(text, changes)
    assert not found.refusals, found.refusals[0]
    new = found.texts.get("valley.yaml", text)
    assert read_text(new) == tree
    for comment in ("# Ours.", "# --- next", "# the end"):
        assert new.count(comment) == text.count(comment)
    assert len(re.findall("\r\n", new)) == (new.count("\n") if "\r" in text else 0)
    if "remove" not in changes and "add" not in changes:
        assert not plan(new, changes).texts
        assert new.count("# between") == text.count("# between")
    for id, block in blocks.items():
        if id not in changed:
            assert block.strip("\r\n") in new


@pytest.mark.parametrize(
    ("written", "steps"),
    [
        ("phone", ("phone",)),
        ("location.notes", ("location", "notes")),
        ("schedule[0].start", ("schedule", 0, "start")),
        ("schedule.0.start", ("schedule", 0, "start")),
        ("name.es", ("name", "es")),
        ("", None),
        ("a..b", None),
        (".a", None),
        ("a.", None),
        ("[0]", None),
        ("a[x]", None),
    ],
)
def test_a_path_is_read_step_by_step(written: str, steps: object) -> None:
    assert steps_of(written) == steps
