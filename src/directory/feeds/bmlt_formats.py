"""The formats of a BMLT meeting, looked up in the server's own list of formats."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from directory.feeds.bmlt_codes import LANGUAGE, LETTERS, NAMES, RESERVED, WORLD
from directory.feeds.languages import language_codes
from directory.feeds.report import RowNotes
from directory.feeds.text import plain_line, slugify, written
from directory.feeds.tsml_types import FIELDS, Types, settle_open, shown


@dataclass(frozen=True, slots=True)
class Format:
    """A format as a server describes it, in one language."""

    key: str
    """The letters that the server shows for it."""
    world: str = ""
    """NA World Services' code for it, or empty."""
    name: str = ""
    language: str = ""
    server: str = ""


@dataclass(slots=True)
class Found:
    """What the formats of a meeting say."""

    types: Types = field(default_factory=Types)
    attend: set[str] = field(default_factory=set)
    """How to take part: virtual, hybrid, closed-room."""


class Formats:
    """The list of formats that comes with a feed."""

    def __init__(self, rows: Iterable[Mapping[str, Any]] = ()) -> None:
        self._by_id: dict[str, list[Format]] = {}
        self._by_key: dict[str, list[Format]] = {}
        for row in rows:
            key, name = plain_line(row.get("key_string"), 60), plain_line(row.get("name_string"))
            found = Format(
                key or "",
                (plain_line(row.get("world_id"), 60) or "").upper(),
                name or "",
                (plain_line(row.get("lang"), 20) or "").lower(),
                plain_line(row.get("root_server_uri")) or "",
            )
            if id := written(row.get("id")):
                self._by_id.setdefault(id, []).append(found)
            if key:
                self._by_key.setdefault(key, []).append(found)

    def __bool__(self) -> bool:
        return bool(self._by_id or self._by_key)

    def of(self, row: Mapping[str, Any]) -> tuple[list[Format], list[str], list[str]]:
        """The formats of a meeting, the letters that are not in the list, and such ids."""
        server = plain_line(row.get("root_server_uri")) or ""
        language = (written(row.get("lang_enum")) or "").lower()
        found: list[Format] = []
        covered: set[str] = set()
        lost: list[str] = []
        for id in _listed(row.get("format_shared_id_list")):
            choices = _of_server(self._by_id.get(id, []), server)
            if choices:
                found.append(_best(choices, "en"))
                covered |= {choice.key for choice in choices}
            else:
                lost.append(id)
        letters: list[str] = []
        for key in _listed(row.get("formats")):
            if key in covered:
                continue
            choices = _of_server(self._by_key.get(key, []), server)
            if choices:
                found.append(_best(choices, language))
            elif key in RESERVED:
                found.append(Format(key, RESERVED[key]))
            elif not self and key in LETTERS:
                found.append(Format(key, *LETTERS[key]))
            else:
                letters.append(key)
            lost = lost[1:]
        return found, letters, lost


def read_formats(row: Mapping[str, Any], formats: Formats, notes: RowNotes) -> Found:
    """What the formats of a meeting mean; those without a known code stay under their names."""
    found = Found()
    known, letters, lost = formats.of(row)
    # World Services' own lists carry its codes in place of a server's letters.
    known += [Format("", code.upper()) for code in _listed(row.get("world_codes"))]
    known += [Format(code, LANGUAGE) for code in _listed(row.get("language_codes"))]
    for one in known:
        _add(one, found)
    for key in letters:
        _keep(key, found)
    if lost and (formats or not (known or letters)):
        notes.repaired("a format is not in the feed's list of formats, and is left out", lost)
    settle_open(found.types, notes)
    return found


def _add(one: Format, found: Found) -> None:
    world = one.world or RESERVED.get(one.key, "")
    if world == LANGUAGE or (world not in WORLD and language_codes(one.name)):
        codes = language_codes(one.name) or language_codes(one.key)
        for code in codes:
            found.types.add("languages", code)
        if codes:
            return
    meant = WORLD.get(world) or NAMES.get((slugify(one.name) or "").replace("-", " "))
    if meant is None:
        _keep(one.name or one.key or world, found)
        return
    for field_name, slug in meant.meaning:
        if field_name in FIELDS:
            found.types.add(field_name, slug)
        else:
            found.attend.add(slug)


def _keep(name: str, found: Found) -> None:
    slug = slugify(name)
    if slug:
        found.types.add("types", slug)
        found.types.unknown.append(shown(name))


def _of_server(choices: list[Format], server: str) -> list[Format]:
    same = [choice for choice in choices if server and choice.server == server]
    return same or choices


def _best(choices: list[Format], language: str) -> Format:
    for wanted in (language, "en"):
        for choice in choices:
            if choice.language == wanted:
                return choice
    return choices[0]


def _listed(value: Any) -> list[str]:
    items = value if isinstance(value, list) else re.split(r"[,;]", written(value) or "")
    texts = [plain_line(item, 60) for item in items]
    return list(dict.fromkeys(text for text in texts if text))
