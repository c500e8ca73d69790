"""Results for maps elsewhere: GeoJSON (RFC 7946), WGS 84, longitude first."""

from __future__ import annotations

import json
from typing import Any

from directory.export.record import COLUMNS, Value, record
from directory.export.written import Written
from directory.search import Hit, Results
from directory.words import Words


def to_geojson(results: Results, words: Words, limit: int | None = None) -> Written:
    """The first `limit` results (all without one), a feature each.

    A confidential place and what is only online have no geometry, and stay in the list.
    """
    zone = results.snapshot.settings.timezone
    data = {
        "type": "FeatureCollection",
        "as_of": results.as_of.isoformat(timespec="seconds"),
        "link": results.link,
        "total": results.total,
        "features": [_feature(record(hit, words, zone), hit) for hit in results[:limit]],
    }
    return Written(json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n")


def _feature(found: dict[str, Value], hit: Hit) -> dict[str, Any]:
    geometry = None
    if hit.latitude is not None and hit.longitude is not None:
        point = [round(hit.longitude, 6), round(hit.latitude, 6)]
        geometry = {"type": "Point", "coordinates": point}
    apart = ("latitude", "longitude")
    return {
        "type": "Feature",
        "id": hit.id,
        "geometry": geometry,
        "properties": {name: found[name] for name in COLUMNS if name not in apart},
    }
