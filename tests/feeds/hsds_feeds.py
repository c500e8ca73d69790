"""Small HSDS feeds for tests, and the published ones where they are at hand."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from pathlib import Path
from typing import Any

import pytest

from directory.feeds import Document, ImportResult, import_documents
from directory.model import Resource

FEEDS = Path(__file__).parents[3] / "shared" / "feeds" / "hsds"
TODAY = dt.date(2026, 11, 22)


def real_feed(name: str) -> Path:
    """A published feed; the test is skipped where it is not at hand."""
    path = FEEDS / name
    if not path.exists():
        pytest.skip(f"the shared feed {name} is not beside this repository")
    return path


def imported(*documents: Document, **options: Any) -> ImportResult:
    """The result of these documents, in Chicago and on `TODAY` unless the options say otherwise."""
    given = {"timezone": "America/Chicago", "today": TODAY} | options
    return import_documents("hsds", documents, **given)


def document(value: Any, name: str = "feed.json") -> Document:
    """A JSON document."""
    return Document(name, json.dumps(value).encode())


def table(name: str, *rows: dict[str, Any]) -> Document:
    """A CSV document; an empty table has a head of its own."""
    text = io.StringIO()
    columns = list(dict.fromkeys(key for row in rows for key in row)) or ["id", "name"]
    writer = csv.DictWriter(text, columns)
    writer.writeheader()
    writer.writerows(rows)
    return Document(f"{name}.csv", text.getvalue().encode())


def service(**values: Any) -> dict[str, Any]:
    """A sound service with some values changed; a value of `...` takes the key out."""
    sound: dict[str, Any] = {"id": "s1", "name": "Front Desk", "status": "active"}
    return {key: value for key, value in (sound | values).items() if value is not ...}


def at(location: dict[str, Any] | None = None, **values: Any) -> dict[str, Any]:
    """A service at a place in Springfield, with some values of the place changed."""
    place: dict[str, Any] = {
        "id": "l1",
        "name": "Town Hall",
        "location_type": "physical",
        "addresses": [
            {
                "address_1": "100 Main St",
                "city": "Springfield",
                "state_province": "Illinois",
                "postal_code": "62701",
                "country": "US",
                "address_type": "physical",
            }
        ],
    }
    return service(
        service_at_locations=[{"id": "sl1", "location": place | (location or {})}], **values
    )


def entry(value: dict[str, Any], **options: Any) -> Resource:
    """The one entry that a service gives."""
    (resource,) = imported(document([value]), **options).resources
    return resource


def repairs(value: dict[str, Any]) -> list[str]:
    """What was repaired in a service."""
    return [problem.problem for problem in imported(document([value])).report.problems]


def weekly(
    byday: str, opens: str = "09:00", closes: str = "17:00", **values: Any
) -> dict[str, Any]:
    """A weekly schedule."""
    return {"freq": "WEEKLY", "byday": byday, "opens_at": opens, "closes_at": closes} | values


def timed(*schedules: dict[str, Any], **options: Any) -> Resource:
    """The entry of a service with these schedules."""
    return entry(service(schedules=list(schedules)), **options)
