"""Small BMLT rows for tests, and the real answers of servers where they are at hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from directory.feeds import Document, ImportResult, import_documents
from directory.model import Resource

FEEDS = Path(__file__).parents[3] / "shared" / "feeds" / "bmlt"


def answer(name: str) -> Path:
    """A server's published answer; the test is skipped where it is not at hand."""
    path = FEEDS / name
    if not path.is_file():
        pytest.skip(f"the shared feed bmlt/{name} is not beside this repository")
    return path


def meeting(**values: Any) -> dict[str, Any]:
    """A sound row with some values changed; a value of `...` takes the key out."""
    sound: dict[str, Any] = {
        "id_bigint": "17",
        "worldid_mixed": "G00000001",
        "service_body_bigint": "3",
        "service_body_name": "Example Area",
        "weekday_tinyint": "3",
        "venue_type": "1",
        "start_time": "19:30:00",
        "duration_time": "01:30:00",
        "time_zone": "",
        "formats": "O,D",
        "lang_enum": "en",
        "longitude": "-73.99",
        "latitude": "40.75",
        "published": "1",
        "meeting_name": "Example Group",
        "location_text": "Community Hall",
        "location_street": "100 Main St",
        "location_municipality": "New York",
        "location_province": "NY",
        "location_postal_code_1": "10001",
        "location_nation": "USA",
        "comments": "",
        "virtual_meeting_link": {},
    }
    return {key: value for key, value in (sound | values).items() if value is not ...}


def kind_of(key: str, world: str, name: str, id: str, **more: str) -> dict[str, str]:
    """A format as a server describes it."""
    return {
        "key_string": key,
        "world_id": world,
        "name_string": name,
        "id": id,
        "lang": "en",
    } | more


def read(*rows: Any, **options: Any) -> ImportResult:
    """The result of a feed with these rows."""
    return read_data(list(rows), **options)


def read_data(*files: Any, **options: Any) -> ImportResult:
    """The result of a feed with these files, each given as data."""
    documents = [
        Document(f"{number}.json", json.dumps(data).encode()) for number, data in enumerate(files)
    ]
    return import_documents("bmlt", documents, **options)


def entry(listed: list[dict[str, str]] | None = None, /, **values: Any) -> Resource:
    """The one entry that a row with these values gives, under this list of formats."""
    rows = [meeting(**values)]
    result = read_data({"meetings": rows, "formats": listed} if listed else rows)
    (resource,) = result.resources
    return resource


def told(**values: Any) -> list[str]:
    """What was repaired or rejected in a row with these values."""
    return [problem.reason for problem in read(meeting(**values)).report.problems]
