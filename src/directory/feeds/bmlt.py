"""Reads the meetings of a BMLT server, as NA publishes them.

BMLT is the Basic Meeting List Toolbox (https://bmlt.app). Its JSON has only strings, empty ones
and `{}` for nothing, and a prompt before some values ("Bus Lines#@-@#40"). Names, numbers and
addresses of single members (`contact_name_1`, `email_contact` …) are never taken over.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from directory.feeds.bmlt_bodies import Bodies, Body
from directory.feeds.bmlt_documents import read_feed
from directory.feeds.bmlt_formats import Formats, read_formats
from directory.feeds.bmlt_place import read_place
from directory.feeds.bmlt_when import read_when
from directory.feeds.reader import Draft, Options, moment
from directory.feeds.report import RejectedRowError, RowNotes, RowProblem, shorten
from directory.feeds.source import Document
from directory.feeds.text import paragraphs, plain_line, plain_text, slugify, written
from directory.feeds.tsml_types import FIELDS
from directory.feeds.values import read_updated, read_yes, read_zone
from directory.model import Kind, check_language

SUFFIXES: Collection[str] = frozenset({".json", ".jsonp", ".js", ".csv", ".xlsx"})

_ANSWERS = "/client_interface/json/?switcher="
# "Alex B 000 555 0100, Sam C. 000 555 0101" and nothing else.
_PERSONS = re.compile(
    r"(?:(?:and\b|or\b|[Cc]all\b|[Cc]ontact\b|[,;&/\s])*(?!(?:Call|Contact|Text|Phone|Tel|Info)\b)"
    r"[A-Z][a-z]+(?: [A-Z]\b\.?)?[\s:-]*"
    r"\+?\(?\d(?:[\s().-]{0,2}\d){6,14}){1,6}[\s.]*"
)
_FILE = re.compile(r"(?i)\.(?:jsonp?|js|csv|xlsx|zip|txt)$")
_KNOWN = re.compile(
    r"""id_bigint|worldid_mixed|shared_group_id_bigint|service_body_(?:bigint|name)|weekday_tinyint
    |venue_type|start_time|duration_time|time_zone|formats?|lang_enum|longitude|latitude
    |distance_in_.*|published|root_server_(?:uri|id)|format_shared_id_list|meeting_name|comments
    |location_.*|virtual_meeting_.*|phone_meeting_.*|bus_lines?|train_lines?|email_contact
    |contact_.*|last_changed|deleted|world_codes|language_codes|user_id|source_id""",
    re.VERBOSE,
)


def addresses(url: str) -> tuple[str, ...]:
    """The questions to a BMLT server: its meetings, then its areas and formats.

    `url` is its root ("https://example.org/main_server"), a search of one's own, or a file, which
    is asked for as it is.
    """
    parts = urlsplit(url)
    root, inside, _ = parts.path.partition("/client_interface/")
    asked = inside and "switcher=" in parts.query
    if not asked and (parts.query or _FILE.search(parts.path)):
        return (url,)
    root = re.sub(r"/(?:index\.php|semantic/?.*|client_interface)?/*$", "", root)
    server = urlunsplit((parts.scheme, parts.netloc, root, "", ""))
    feed = f"{server}{_ANSWERS}GetSearchResults&get_used_formats=1"
    others = (f"{server}{_ANSWERS}GetServiceBodies", f"{server}{_ANSWERS}GetFormats")
    return (url if asked else feed, *others)


def read_rows(documents: Sequence[Document], options: Options) -> Iterator[Draft | RowProblem]:
    """Every meeting of a BMLT feed; they are NA's unless the options say otherwise."""
    feed = read_feed(documents)
    shared, bodies = Formats(feed.formats), Bodies(feed.bodies)
    kind = options.kind or Kind.MEETING
    whose = options.fellowship or ("na" if kind is Kind.MEETING else None)
    seen: dict[tuple[str, ...], int] = {}
    told: set[str] = set()
    for number, (value, own, overlooked) in enumerate(feed.meetings, 1):
        row = clean(value) if isinstance(value, dict) else {}
        notes = RowNotes(number, _source_id(row))
        for text in overlooked:
            notes.repaired(text)
        try:
            if not isinstance(value, dict):
                raise RejectedRowError("the row is not an object with keys and values", value)
            _refuse(row, number, seen)
            entry, draft = _draft(row, own or shared, bodies.of(row), notes)
        except RejectedRowError as error:
            yield notes.rejection(error.reason, error.value)
            continue
        draft.entry = {"kind": kind, "name": entry.pop("name")} | (
            {"fellowship": whose} if kind is Kind.MEETING and whose else {}
        ) | entry  # fmt: skip
        _tell_own_fields(row, told, notes)
        yield draft


def clean(row: Mapping[Any, Any]) -> dict[str, Any]:
    """A row without empty values, and without the prompts before its values."""
    found: dict[str, Any] = {}
    for key, value in row.items():
        if isinstance(value, str):
            value = value.rpartition("#@-@#")[2].strip()
        if value is not None and value not in ("", {}, []):
            found[str(key).strip()] = value
    return found


def _source_id(row: Mapping[str, Any]) -> str:
    return plain_line(row.get("id_bigint"), 200) or plain_line(row.get("worldid_mixed"), 200) or ""


def _refuse(row: Mapping[str, Any], number: int, seen: dict[tuple[str, ...], int]) -> None:
    if read_yes(row.get("published")) is False:
        raise RejectedRowError("it is not published: the server keeps it hidden")
    if (written(row.get("deleted")) or "").upper() in ("D", "TRUE", "1"):
        raise RejectedRowError("it is marked as deleted")
    if written(row.get("id_bigint")) is None:
        return
    server = ("root_server_uri", "root_server_id")
    keys = ("id_bigint", *server, "weekday_tinyint", "start_time", "meeting_name")
    same = tuple(written(row.get(key)) or "" for key in keys)
    if same in seen:
        raise RejectedRowError("the same meeting is in the feed already", f"row {seen[same]}")
    seen[same] = number


def _draft(
    row: Mapping[str, Any], formats: Formats, body: Body | None, notes: RowNotes
) -> tuple[dict[str, Any], Draft]:
    area = plain_line(row.get("service_body_name")) or (body.name if body else None)
    name = _name(row, area, notes)
    text = plain_text(row.get("comments"))
    if text and _PERSONS.fullmatch(text):
        notes.repaired("the comments name persons and their numbers, and are left out")
        text = None
    when = read_when(row, name, text, notes)
    found = read_formats(row, formats, notes)
    place = read_place(row, found.attend, notes)
    slugs = found.types.slugs
    if not slugs["languages"]:
        slugs["languages"] = _language(row, notes)
    entry: dict[str, Any] = {
        "name": name,
        "organization": area,
        "description": paragraphs(text, *when.lines, *place.lines),
        "location": place.location,
        "online": place.online,
        **when.data(),
        "status": place.status,
        **{field: slugs[field] or None for field in FIELDS},
        "phones": body.phones if body else None,
        "website": place.website,
        "updated": _updated(row, notes),
        "source": (body.url if body else None) or _server(row),
        "source_id": _source_id(row) or None,
    }
    entry = {key: value for key, value in entry.items() if value}
    zone, wrong = read_zone(row.get("time_zone"))
    if wrong:
        notes.repaired("time_zone is not a time zone name, and is left out", row["time_zone"])
    draft = Draft(
        notes=notes,
        entry=entry,
        base=_base(row, entry),
        zone=zone,
        point=place.point,
        entity=body.top if body else None,
        unknown=found.types.unknown,
    )
    return entry, draft


def _name(row: Mapping[str, Any], area: str | None, notes: RowNotes) -> str:
    name = plain_line(row.get("meeting_name"))
    if name:
        return name
    for other, what in ((plain_line(row.get("location_text")), "place"), (area, "area")):
        if other:
            notes.repaired(f"the name is missing, and taken from the {what}", other)
            return other
    raise RejectedRowError("the name is missing, and there is no place or area to take it from")


def _base(row: Mapping[str, Any], entry: Mapping[str, Any]) -> str:
    """An id from the server's number of the meeting, the same at every import."""
    number = slugify(row.get("id_bigint"))
    if number:
        return f"bmlt-{number}"
    # World Services' number is that of the group, which may meet on several days.
    group = written(row.get("worldid_mixed")) or entry["name"]
    return slugify(f"{group} {moment(entry)}") or "meeting"


def _language(row: Mapping[str, Any], notes: RowNotes) -> list[str]:
    # English is what servers write unless told otherwise, so it says nothing.
    text = written(row.get("lang_enum"))
    if text is None or text.lower().startswith("en"):
        return []
    try:
        return [check_language(text)]
    except ValueError:
        notes.repaired("lang_enum is no language, and is left out", text)
        return []


def _server(row: Mapping[str, Any]) -> str | None:
    text = written(row.get("root_server_uri")) or ""
    return text if re.match(r"https?://[\w-]+(\.[\w-]+)+(?:[:/]\S*)?$", text) else None


def _updated(row: Mapping[str, Any], notes: RowNotes) -> str | None:
    found, wrong = read_updated(row.get("last_changed"))
    if wrong:
        notes.repaired("the date of the last change is no date, and is left out")
    return found.isoformat() if found else None


def _tell_own_fields(row: Mapping[str, Any], told: set[str], notes: RowNotes) -> None:
    """Tell once of each field that a server has of its own: what it means is not known."""
    for key in row:
        if key not in told and not _KNOWN.fullmatch(key):
            told.add(key)
            notes.repaired("a field of the server's own is not taken over", shorten(key, 60))
