"""Results as JSON: what the command prints and what the plain address gives to machines."""

from __future__ import annotations

import json
from typing import Any

from directory.schedule.timetable import Occurrence
from directory.search import Hit, Results


def to_json(results: Results, limit: int | None = None) -> str:
    """The first `limit` results (all without one) with the query they answer, as JSON text."""
    return json.dumps(as_data(results, limit), ensure_ascii=False, indent=2) + "\n"


def as_data(results: Results, limit: int | None = None) -> dict[str, Any]:
    """The same as plain data; `total` counts all results, whatever the limit."""
    return {
        "as_of": results.as_of.isoformat(timespec="seconds"),
        "link": results.link,
        "ignored": [ignored.as_dict() for ignored in results.ignored],
        "total": results.total,
        "results": [_result(hit) for hit in results[:limit]],
    }


def _result(hit: Hit) -> dict[str, Any]:
    resource = hit.resource
    return {
        "id": resource.id,
        "kind": resource.kind.value,
        "fellowship": resource.fellowship,
        "name": resource.name,
        "attend": resource.attend.value if resource.attend else None,
        "distance": hit.distance,
        "units": hit.units.value,
        "latitude": hit.latitude,
        "longitude": hit.longitude,
        "next": _next(hit.next),
        "status": resource.status.value,
        "verified": resource.verified.on.isoformat() if resource.verified else None,
        "resource": resource.entry(),
    }


def _next(occurrence: Occurrence | None) -> dict[str, str | None] | None:
    if occurrence is None:
        return None
    end = occurrence.end
    return {
        "start": occurrence.start.isoformat(timespec="seconds"),
        "end": end.isoformat(timespec="seconds") if end else None,
    }
