"""Dependencies point inwards, and the core knows neither the page nor the clock."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "src" / "directory"
FILES = sorted(PACKAGE.rglob("*.py"))
OUTER = ("ui", "web")
LAYERS = {
    # room: rooms it may not use
    "model": ("catalog", "schedule", "places", "query", "search", "feeds", "export", "render"),
    "schedule": ("catalog", "search", "feeds", "export", "render", "query"),
    "places": ("catalog", "search", "feeds", "export", "render", "query"),
    "query": ("catalog", "search", "feeds", "export", "render"),
    "catalog": ("search", "feeds", "sources", "export", "render"),
    "search": ("feeds", "sources", "export", "render"),
    "feeds": ("search", "sources", "export", "render", "query"),
    "sources": ("search", "export", "render", "query", "schedule", "snapshot"),
    "geocoding": ("search", "feeds", "sources", "export", "render", "query", "schedule"),
    "postgres": ("search", "feeds", "sources", "export", "render"),
    "export": ("feeds", "sources"),
    "render": ("feeds",),
}
SHARED = {"directory.feeds.tsml_codes"}
"""Data of a format that its reader and its writer share."""


def room(file: Path) -> str:
    return file.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(file: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_a_room_uses_only_rooms_further_in(file: Path) -> None:
    inside = {name for name in imports(file) if name.startswith("directory.")}
    used = {name.split(".")[1] for name in inside - SHARED}
    forbidden = set(LAYERS.get(room(file), ()))
    if room(file) not in (*OUTER, "cli", "__init__", "__main__"):
        forbidden |= {"ui", "web", "cli", "plain"}
    assert not used & forbidden


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_the_core_knows_neither_streamlit_nor_the_clock_nor_the_environment(file: Path) -> None:
    if room(file) in OUTER:
        return
    tree = ast.parse(file.read_text(encoding="utf-8"))
    assert not {name.split(".")[0] for name in imports(file)} & {"streamlit", "time"}
    if room(file) == "cli":
        return
    names = {ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    clocks = ("datetime.now", "datetime.utcnow", "date.today", "datetime.today", "os.environ")
    assert not [name for name in names if name.endswith(clocks)]
