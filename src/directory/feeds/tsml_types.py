"""The `types` of a TSML row: who it is for, formats, access, languages, and a closed room."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from rapidfuzz.distance import OSA

from directory.feeds.report import RowNotes
from directory.feeds.text import plain_line, slugify, written
from directory.feeds.tsml_codes import CLOSED_ROOM, IGNORED, Code, codes

FIELDS = ("types", "serves", "access", "languages")


@dataclass(slots=True)
class Types:
    """What the codes of a row say."""

    slugs: dict[str, list[str]] = field(default_factory=lambda: {name: [] for name in FIELDS})
    room_closed: bool = False
    unknown: list[str] = field(default_factory=list)
    """Codes that the fellowship does not define, as the feed wrote them."""

    def add(self, field_name: str, slug: str) -> None:
        """Add a slug once."""
        if slug not in self.slugs[field_name]:
            self.slugs[field_name].append(slug)


def read_types(value: Any, fellowship: str | None, notes: RowNotes) -> Types:
    """The meaning of a list of codes, or of codes in one text; unknown ones stay as types.

    A meeting that is listed as both open and closed gets neither: which it is, only its group
    knows.
    """
    found = Types()
    known = codes(fellowship)
    for word in _words(value, known):
        key = word.upper()
        if key in IGNORED:
            continue
        if key == CLOSED_ROOM or word.lower() == "location temporarily closed":
            found.room_closed = True
            continue
        code, misspelt = _lookup(word, fellowship)
        meant = [code] if code else _joined(word, known)
        if not meant:
            slug = slugify(word)
            if slug:
                found.add("types", slug)
                found.unknown.append(word)
        elif misspelt and code:
            notes.repaired(f"the type code {shown(word)} is misspelt and read as {code.code}")
        for one in meant:
            for field_name, slug in one.meaning:
                found.add(field_name, slug)
    settle_open(found, notes)
    return found


def settle_open(found: Types, notes: RowNotes) -> None:
    """Take out both open and closed where a feed says both."""
    types = found.slugs["types"]
    if "open" in types and "closed" in types:
        types.remove("open")
        types.remove("closed")
        notes.repaired("types says both open (O) and closed (C), so neither is kept")


def shown(word: str) -> str:
    """A code of a feed, short enough for a message."""
    return word if len(word) <= 30 else word[:29] + "…"


def _words(value: Any, known: Mapping[str, Code]) -> list[str]:
    if isinstance(value, dict):  # PHP writes a list with gaps as an object
        value = list(value.values())
    items = value if isinstance(value, list) else [value]
    found: list[str] = []
    for item in items:
        text = plain_line(written(item))
        if text is None:
            continue
        if text.lower() in _names(known):
            found.append(text)
        else:
            found += [part.strip() for part in re.split(r"[,;|]", text) if part.strip()]
    return list(dict.fromkeys(found))


@lru_cache(maxsize=4096)
def _lookup(word: str, fellowship: str | None) -> tuple[Code | None, bool]:
    known = codes(fellowship)
    if word in known:
        return known[word], False
    folded = word.lower()
    for code in known.values():
        if code.code.lower() == folded:
            return code, False
    names = _names(known)
    if folded in names:
        return names[folded], False
    # Two letters swapped, one missing, added or wrong: certain only in a word that is long
    # enough, and near to one code or name alone. ASBI is a frequent slip for ABSI.
    near: dict[str, Code] = {}
    for written_as, code in [(c.code.lower(), c) for c in known.values()] + list(names.items()):
        swapped = len(folded) == 4 == len(written_as) and sorted(folded) == sorted(written_as)
        if (len(folded) >= 6 or swapped) and OSA.distance(folded, written_as, score_cutoff=1) <= 1:
            near[code.code] = code
    return (next(iter(near.values())), True) if len(near) == 1 else (None, False)


def _joined(word: str, known: Mapping[str, Code]) -> list[Code]:
    """The codes of "SP+D" or "O D", when every part of it is one."""
    found = [known.get(part.upper()) for part in re.split(r"\s*[+/&]\s*|\s+", word)]
    codes_of = [code for code in found if code]
    return codes_of if len(codes_of) == len(found) else []


def _names(known: Mapping[str, Code]) -> dict[str, Code]:
    return {code.name.lower(): code for code in known.values()}
