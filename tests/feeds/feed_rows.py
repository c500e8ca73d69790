"""Small TSML rows for tests, and the real feeds where they are at hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from directory.feeds import Document, ImportResult, import_documents
from directory.model import Resource

FEEDS = Path(__file__).parents[3] / "shared" / "feeds" / "tsml"


def real_feed(name: str) -> Path:
    """A published feed; the test is skipped where it is not at hand."""
    path = FEEDS / name
    if not path.is_file():
        pytest.skip(f"the shared feed {name} is not beside this repository")
    return path


def raw_rows(path: Path) -> list[dict[str, Any]]:
    """The rows as they lie in the file, read without the importer."""
    rows: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8-sig"))
    return rows


def imported(*rows: Any, **options: Any) -> ImportResult:
    """The result of a feed with these rows, in Los Angeles unless they say otherwise."""
    document = Document("feed.json", json.dumps(rows).encode())
    return import_documents("tsml", [document], **{"timezone": "America/Los_Angeles"} | options)


def row(**values: Any) -> dict[str, Any]:
    """A sound row with some values changed; a value of `...` takes the key out."""
    sound: dict[str, Any] = {
        "name": "Sunrise",
        "slug": "sunrise",
        "day": 1,
        "time": "19:00",
        "formatted_address": "100 Main St, Los Angeles, CA 90012, USA",
    }
    return {key: value for key, value in (sound | values).items() if value is not ...}


def entry(**values: Any) -> Resource:
    """The one entry that a row with these values gives."""
    (resource,) = imported(row(**values)).resources
    return resource


def repairs(**values: Any) -> list[str]:
    """What was repaired in a row with these values."""
    return [problem.problem for problem in imported(row(**values)).report.problems]
