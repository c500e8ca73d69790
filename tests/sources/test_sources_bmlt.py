"""A BMLT server as a source: its meetings are needed, its areas and formats are not."""

from __future__ import annotations

import datetime as dt
import json
from http.server import BaseHTTPRequestHandler
from pathlib import Path

from feed_server import FeedServer, send

from directory.catalog.files import read_catalog
from directory.sources.fetch import fetch
from directory.sources.refresher import Refresher
from directory.sources.store import Store

MEETING = {
    "id_bigint": "17",
    "meeting_name": "Example Group",
    "weekday_tinyint": "3",
    "start_time": "19:30:00",
    "location_street": "100 Main St",
    "location_municipality": "New York",
    "location_province": "NY",
}


def test_pages_in_place_of_areas_and_formats_cost_no_meeting_and_the_copy_stays_good(
    tmp_path: Path, server: FeedServer
) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        meetings = "GetSearchResults" in handler.path
        send(json.dumps([MEETING]).encode() if meetings else b"<html>Not here</html>")(handler)

    server.answer = answer
    catalog = tmp_path / "resources.yaml"
    catalog.write_text(
        "directory: {name: Test, timezone: America/New_York}\n"
        "sources:\n"
        f"  - {{format: bmlt, url: 'http://127.0.0.1:{server.port}/main_server',"
        " allow_private: true}\n",
        "utf-8",
    )
    for _ in range(2):  # from the server, then from the copy on disk
        refresher = Refresher(
            Store(tmp_path / "cache"),
            fetch,
            clock=lambda: dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC),
            changed=lambda: None,
        )
        refresher.merged(read_catalog(catalog))
        while refresher.tick():
            pass
        merged = refresher.merged(read_catalog(catalog))
        assert [resource.id for resource in merged.resources] == ["bmlt-17"]
        server.kill()
