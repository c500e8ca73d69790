"""What the guide for keepers promises of change files is what the program does."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from directory.catalog.change_file import VERBS, read_changes
from directory.catalog.change_schema import change_schema
from directory.catalog.events import parse
from directory.cli import app

ROOT = Path(__file__).parents[2]
VALIDATOR = Draft202012Validator(change_schema())
GUIDE = (ROOT / "docs/upkeep.md").read_text("utf-8")
BLOCKS = re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)
EXAMPLES = [text for text in BLOCKS if "changes:" in text]


def read(text: str) -> Any:
    """A file as an editor sees it, every value as text."""
    return yaml.load(text, Loader=yaml.BaseLoader)


def problems(text: str) -> int:
    document = parse(text, "change.yaml")
    read_changes(document)
    return len(document.problems)


def test_the_schema_beside_the_guide_is_the_one_the_program_prints() -> None:
    Draft202012Validator.check_schema(change_schema())
    printed = CliRunner().invoke(app, ["schema", "--changes"]).stdout
    written = (ROOT / "docs/change.schema.json").read_text("utf-8")
    assert json.loads(printed) == json.loads(written) == change_schema()


def test_the_guide_has_examples_and_names_every_key() -> None:
    assert len(EXAMPLES) == 2
    for key in {*VERBS, *(key for keys in VERBS.values() for key in keys)} - {"after", "file"}:
        assert re.search(rf"^\| (`\w+`, )*`{key}`", GUIDE, re.MULTILINE), key


@pytest.mark.parametrize("text", EXAMPLES)
def test_the_examples_of_the_guide_are_change_files(text: str) -> None:
    assert problems(text) == 0
    assert VALIDATOR.is_valid(read(text))


@pytest.mark.parametrize(
    "text",
    [
        "changes: [{id: a, set: {phone: 555-0100, location.notes: x, schedule.0.start: '19:00'}}]",
        "changes: [{id: a, unset: website}]",
        "changes: [{id: a, include: {types: [open]}, exclude: {access: [asl]}}]",
        "changes: [{id: a, verified: {by: visit}, note: hello}, {remove: b}, {close: c}]",
        "changes: [{add: {id: a, kind: food, name: A}, after: b, file: c.yaml}]",
    ],
)
def test_editor_and_program_take_the_same(text: str) -> None:
    assert problems(text) == 0
    assert VALIDATOR.is_valid(read(text))


@pytest.mark.parametrize(
    "text",
    [
        "changes: [{set: {phone: 555-0100}}]",
        "changes: [{id: a, remove: b}]",
        "changes: [{id: a, set: {fone: 555-0100}}]",
        "changes: [{id: a, verified: {when: today}}]",
        "changes: [{close: a, set: {cost: free}}]",
        "changes: [{id: a, set: {}}]",
        "changes: [hello]",
        "changes: []\nmore: 1",
    ],
)
def test_editor_and_program_refuse_the_same(text: str) -> None:
    assert problems(text) > 0
    assert not VALIDATOR.is_valid(read(text))
