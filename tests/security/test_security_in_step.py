"""The list of threats, the table of defences, the tests and the code stay in step."""

from __future__ import annotations

import ast
import importlib.util
import re
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
THREATS = {
    found[1]: found[2] for found in re.finditer(r"(?ms)^### (T\d+) .*?$(.*?)(?=^##|\Z)", TEXT)
}
TEST = re.compile(r"`(tests/[\w/]+\.py::\w+)`")

_spec = importlib.util.spec_from_file_location(
    "remove_defences", ROOT / "scripts" / "remove_defences.py"
)
removal = importlib.util.module_from_spec(_spec)
sys.modules["remove_defences"] = removal
_spec.loader.exec_module(removal)
DEFENCES = removal.read_table()


@cache
def names_in(file: str) -> set[str]:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def without_parameters(test: str) -> str:
    return test.partition("[")[0]


def test_every_threat_has_its_number_once_and_in_order():
    assert [int(threat[1:]) for threat in THREATS] == list(range(1, len(THREATS) + 1))
    assert len(re.findall(r"(?m)^### T\d+ ", TEXT)) == len(THREATS) >= 30


@pytest.mark.parametrize("threat", THREATS)
def test_a_threat_says_what_stands_against_it_and_where(threat):
    assert re.search(r"(?m)^Defence: \S", THREATS[threat])
    named = set(re.findall(r"`((?:src/|\.streamlit/)[\w/.]+)`", THREATS[threat]))
    assert named
    for file in named:
        assert (ROOT / file).is_file(), file
    removed = {defence.file for defence in DEFENCES if defence.threat == threat}
    assert removed <= named


@pytest.mark.parametrize("threat", THREATS)
def test_what_proves_a_defence_is_what_its_removal_is_tried_with(threat):
    named = set(TEST.findall(THREATS[threat]))
    tried = {without_parameters(each.test) for each in DEFENCES if each.threat == threat}
    assert named == tried
    assert named


@pytest.mark.parametrize(
    "defence", DEFENCES, ids=[f"{n}-{d.threat}-{Path(d.file).name}" for n, d in enumerate(DEFENCES)]
)
def test_a_defence_stands_where_the_table_says(defence):
    assert defence.threat in THREATS
    text = (ROOT / defence.file).read_text(encoding="utf-8")
    for snippet, instead in defence.changes:
        assert text.count(snippet) == 1, f"{snippet!r} in {defence.file}"
        assert snippet != instead
    file, _, name = without_parameters(defence.test).partition("::")
    assert name in names_in(file)
