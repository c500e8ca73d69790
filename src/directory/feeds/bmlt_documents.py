"""The files of a BMLT feed told apart by what is in them: meetings, formats, service bodies.

Reads the answers of GetSearchResults, GetFormats and GetServiceBodies as JSON, JSONP or CSV, and
World Services' own spreadsheet (a "NAWS export") with the columns turned into BMLT's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from directory.feeds.bmlt_formats import Formats
from directory.feeds.clock import weekday
from directory.feeds.documents import numbered, read_json, read_text
from directory.feeds.report import FeedError, shorten
from directory.feeds.source import Document
from directory.feeds.tables import read_tables
from directory.feeds.text import plain_line, written
from directory.feeds.values import read_yes

_MEETING = frozenset({"id_bigint", "weekday_tinyint", "meeting_name", "start_time"})
_FORMAT = frozenset({"key_string", "name_string"})
_BODY = frozenset({"parent_id", "name"})
_NAWS = {
    "bmlt_id": "id_bigint",
    "committee": "worldid_mixed",
    "committeename": "meeting_name",
    "parentname": "service_body_name",
    "duration": "duration_time",
    "place": "location_text",
    "address": "location_street",
    "city": "location_municipality",
    "locborough": "location_neighborhood",
    "state": "location_province",
    "zip": "location_postal_code_1",
    "country": "location_nation",
    "longitude": "longitude",
    "latitude": "latitude",
    "phonemeetingnumber": "phone_meeting_number",
    "virtualmeetinglink": "virtual_meeting_link",
    "virtualmeetinginfo": "virtual_meeting_additional_info",
    "timezone": "time_zone",
    "venuetype": "venue_type",
    "lastchanged": "last_changed",
    "delete": "deleted",
}
_NAWS_ONLY = frozenset({"arearegion", "day", "time", "room", "closed", "wheelchr", "directions"})
_NAWS_LEFT = re.compile(
    r"addate|adddate|comemid|contact.*|companyname|meetingid|locationid|unpublished|published"
    r"|institutional|format\d|language\d"
)
"""Columns of World Services' own: numbers of its records and its contact persons."""
_NEEDED = ("CommitteeName", "Day", "Time")


@dataclass(slots=True)
class Feed:
    """What the files of a feed hold together."""

    meetings: list[tuple[Any, Formats | None, list[str]]] = field(default_factory=list)
    """Each meeting with the formats in its own file, and what had to be overlooked in that file
    where it is the last one there."""
    formats: list[dict[str, Any]] = field(default_factory=list)
    """Formats in files of their own. Numbers of formats differ by server."""
    bodies: list[dict[str, Any]] = field(default_factory=list)


def read_feed(documents: Sequence[Document]) -> Feed:
    """Everything that the files hold.

    Raises `FeedError` when one that is needed cannot be read, or none holds meetings.
    """
    feed = Feed()
    found = False
    for document in documents:
        try:
            found = _sort(document, feed) or found
        except FeedError:
            if not document.optional:
                raise
    if not found:
        names = ", ".join(document.name for document in documents[:3])
        raise FeedError(f"{names or 'the feed'}: holds no list of BMLT meetings")
    return feed


def _sort(document: Document, feed: Feed) -> bool:
    """Take over what a file holds; True when it is a list of meetings, even an empty one."""
    if _is_table(document):
        rows, overlooked = _table(document)
        value: Any = rows
    else:
        value, overlooked = read_json(document)
    if isinstance(value, dict) and _MEETING & value.keys():  # a meeting has `formats` as well
        return _take([value], overlooked, feed)
    if isinstance(value, dict) and ("meetings" in value or "formats" in value):
        formats = _objects(value.get("formats"))
        meetings = value.get("meetings")
        if meetings == {}:
            meetings = []
        if isinstance(meetings, dict) and numbered(meetings):
            meetings = list(meetings.values())
        if not isinstance(meetings, list):
            feed.formats += formats
            return False
        return _take(meetings, overlooked, feed, Formats(formats) if formats else None)
    if isinstance(value, dict) and numbered(value):  # PHP writes a list with gaps as an object
        value = list(value.values())
    if not isinstance(value, list):
        said = value.get("message") or value.get("error") if isinstance(value, dict) else None
        what = f"an error message: {shorten(said)}" if isinstance(said, str) else shorten(value, 60)
        raise FeedError(f"{document.name}: holds no list of BMLT meetings, only {what}")
    keys: set[str] = set().union(*(row.keys() for row in value if isinstance(row, dict)))
    if not value or keys & _MEETING:
        return _take(value, overlooked, feed)
    if keys & _FORMAT:
        feed.formats += _objects(value)
    elif keys >= _BODY:
        feed.bodies += _objects(value)
    else:
        raise FeedError(f"{document.name}: holds no list of BMLT meetings, formats or areas")
    return False


def _take(
    meetings: list[Any], overlooked: list[str], feed: Feed, formats: Formats | None = None
) -> bool:
    last = len(meetings) - 1
    feed.meetings += [
        (meeting, formats, overlooked if index == last else [])
        for index, meeting in enumerate(meetings)
    ]
    return True


def _objects(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, dict):
        value = list(value.values())
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def _is_table(document: Document) -> bool:
    if re.search(r"(?i)\.(?:csv|xlsx)$", document.name):
        return True
    text, _ = read_text(document)
    first = text.split("\n", 1)[0].lower()
    return not re.match(r"[\[{/]|[\w$.]+\(", first) and (
        "committeename" in first or "id_bigint" in first or "key_string" in first
    )


def _is_column(cell: str) -> bool:
    name = _folded(cell)
    return name in _NAWS or name in _NAWS_ONLY or name in _MEETING | _FORMAT


def _folded(column: str) -> str:
    return column.lower().replace(" ", "")


def _table(document: Document) -> tuple[list[dict[str, Any]], list[str]]:
    rows: list[dict[str, Any]] = []
    overlooked: list[str] = []
    for table in read_tables(document, _is_column):
        named = {_folded(column) for column in table.columns}
        cells = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
        overlooked += table.overlooked
        if named & {"committeename", "committee", "arearegion"}:
            for needed in _NEEDED:
                if needed.lower() not in named:
                    raise FeedError(f"{table.name}: the column {needed} is missing")
            cells = [_from_naws(row) for row in cells]
        elif not named & (_MEETING | _FORMAT):
            raise FeedError(
                f"{table.name}: has the columns of no BMLT or World Services list:"
                f" {shorten(', '.join(table.columns))}"
            )
        rows += cells
    return rows, overlooked


def _from_naws(row: dict[str, Any]) -> dict[str, Any]:
    """A row of World Services' spreadsheet under BMLT's keys."""
    cells = {_folded(key): value for key, value in row.items()}
    found: dict[str, Any] = {new: cells.get(old) for old, new in _NAWS.items()}
    day = written(cells.get("day"))
    number = weekday(day) if day else None
    found["weekday_tinyint"] = str((number.number + 1) % 7 + 1) if number else day
    found["start_time"] = _clock(cells.get("time"))
    texts = [plain_line(cells.get("room")), plain_line(cells.get("directions"))]
    found["location_info"] = ", ".join(text for text in texts if text)
    unpublished = read_yes(cells.get("unpublished"))
    hidden = unpublished or read_yes(cells.get("published")) is False
    found["published"] = "0" if hidden else "1"
    codes = [cells.get("closed"), *(cells.get(f"format{number}") for number in range(1, 6))]
    if read_yes(cells.get("wheelchr")):
        codes.append("WCHR")
    if read_yes(cells.get("institutional")):
        codes.append("INST")
    found["world_codes"] = codes
    found["language_codes"] = [cells.get(f"language{number}") for number in range(1, 4)]
    for key, value in row.items():  # a server's own columns, for the report
        name = _folded(key)
        if name and not (name in _NAWS or name in _NAWS_ONLY or _NAWS_LEFT.fullmatch(name)):
            found.setdefault(key, value)
    return found


def _clock(value: Any) -> str | None:
    text = written(value)
    # A spreadsheet takes 0730 for a number.
    return text.zfill(4) if text and re.fullmatch(r"\d{1,3}", text) else text
