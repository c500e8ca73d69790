"""What the words of a row say: kind, fellowship, types, for whom, access, language and cost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from directory.feeds.columns import Cells, normal
from directory.feeds.hsds_codes import access_of, cost_of, kind_of
from directory.feeds.languages import language_codes
from directory.feeds.reader import Options
from directory.feeds.report import RowNotes, shorten
from directory.feeds.text import plain_line, slugify
from directory.feeds.transit import answer_of, label_of
from directory.feeds.tsml_types import read_types
from directory.feeds.values import read_yes
from directory.feeds.words_codes import COSTS, KINDS, STATUSES, fellowship_of, folded, meaning
from directory.model import Kind

_ASIDE = re.compile(r"(?i)\(read [^()]*\)")
_LONGEST = 60
"""Characters of a word for a type; longer ones are sentences, for the description."""


@dataclass(slots=True)
class Words:
    """What the words of a row say, as keys of an entry."""

    data: dict[str, Any] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    room_closed: bool = False

    def add(self, name: str, slug: str) -> None:
        """Add a slug to a list, once."""
        found = self.data.setdefault(name, [])
        if slug not in found:
            found.append(slug)


def read_fellowship(cells: Cells, options: Options) -> str | None:
    """Whose meeting it is: by its own column, else by the option."""
    text = plain_line(cells.get("fellowship"), 100)
    if text:
        return fellowship_of(text) or options.fellowship or slugify(text)
    for target in ("program", "kind", "types"):
        found = fellowship_of(cells.get(target) or "")
        if found:
            return found
    return options.fellowship


def read_kind(cells: Cells, fellowship: str | None, options: Options, notes: RowNotes) -> Kind:
    """What it is: by the option, its own column, a fellowship, and else `other`."""
    if options.kind:
        return options.kind
    text = plain_line(cells.get("kind"), 200)
    if text:
        found = KINDS.get(folded(text)) or (Kind.MEETING if fellowship_of(text) else None)
        found = found or _sure_kind(text)
        if found:
            return found
        if not fellowship:
            notes.repaired("the kind is not known: kept as other, its word as a type", text)
    return Kind.MEETING if fellowship else Kind.OTHER


def _sure_kind(text: str) -> Kind | None:
    found = kind_of(text, ())
    return None if found is Kind.OTHER else found


def read_words(cells: Cells, kind: Kind, fellowship: str | None, notes: RowNotes) -> Words:
    """The words of all columns that describe an entry."""
    found = Words()
    whose = fellowship if kind is Kind.MEETING else None
    for target in ("types", "program", "services", "kind"):
        for _, text in cells.all(target):
            _types(text, target, whose, found, notes)
    for _, text in cells.all("serves"):
        for word in _parts(text):
            _word(word, "serves", whose, found)
    _access(cells, whose, found)
    _near_transit(cells, found)
    _languages(cells, found, notes)
    _cost(cells, found)
    _ages(cells, found)
    _status(cells, found, notes)
    return found


def _types(text: str, target: str, whose: str | None, found: Words, notes: RowNotes) -> None:
    left: list[str] = []
    for word in _parts(text):
        known = meaning(word, whose)
        if known is not None:
            for name, slug in known:
                found.add(name, slug)
        elif fellowship_of(word) or (target == "kind" and folded(word) in KINDS):
            continue
        elif len(word) > _LONGEST:
            found.lines.append(word)
        else:
            left.append(word)
    if left:
        types = read_types(left, whose, notes)
        found.room_closed = found.room_closed or types.room_closed
        found.unknown += types.unknown
        for name, slugs in types.slugs.items():
            for slug in slugs:
                found.add(name, slug)


def _word(word: str, name: str, whose: str | None, found: Words) -> None:
    known = meaning(word, whose)
    slug = slugify(word)
    if known is not None:
        for field_name, meant in known:
            found.add(field_name, meant)
    elif len(word) > _LONGEST or slug is None:
        found.lines.append(word)
    else:
        found.add(name, slug)
        found.unknown.append(word)


def _parts(text: str) -> Iterator[str]:
    plain = plain_line(_ASIDE.sub(" ", text), 2_000)
    for part in re.split(r"[,;|•·]|\s/\s", plain or ""):
        if part.strip(" .-"):
            yield part.strip(" .-")


def _access(cells: Cells, whose: str | None, found: Words) -> None:
    for column, text in cells.all("access"):
        answer = read_yes(text)
        if answer is False:
            continue
        if answer:
            known = meaning(column.header, whose) or (("access", "wheelchair"),)
            for name, slug in known:
                if name == "access":
                    found.add(name, slug)
            continue
        promised = access_of(text)
        for slug in promised:
            found.add("access", slug)
        if not promised:
            for word in _parts(text):
                _word(word, "access", whose, found)


def _near_transit(cells: Cells, found: Words) -> None:
    if any(
        answer_of(text, label_of(normal(column.header))) for column, text in cells.all("transit")
    ):
        found.add("access", "transit")


def _languages(cells: Cells, found: Words, notes: RowNotes) -> None:
    for _, text in cells.all("languages"):
        codes = language_codes(text)
        for code in codes:
            found.add("languages", code)
        if not codes:
            notes.repaired("a language is not known: kept in the description", text)
            found.lines.append(f"Languages: {shorten(text, 200)}")


def _cost(cells: Cells, found: Words) -> None:
    text = plain_line(cells.get("cost"))
    if text:
        cost = COSTS.get(folded(text)) or cost_of(text)
        if cost:
            found.data["cost"] = cost
        else:
            found.lines.append(f"Cost: {text}")


def _ages(cells: Cells, found: Words) -> None:
    text = plain_line(cells.get("ages"), 300)
    if text is None:
        return
    plain = text.lower().replace("years", "").replace("and over", "+").replace("and older", "+")
    plain = re.sub(r"\s|yrs?\.?|ages?|old", "", plain)
    if match := re.fullmatch(r"(\d{1,3})(?:-|–|to)(\d{1,3})", plain):
        ages = {"min": int(match[1]), "max": int(match[2])}
    elif match := re.fullmatch(r"(\d{1,3})\+", plain):
        ages = {"min": int(match[1])}
    elif match := re.fullmatch(r"under(\d{1,3})", plain):
        ages = {"max": max(int(match[1]) - 1, 0)}
    else:
        ages = {}
        if plain not in ("all", "any"):
            found.lines.append(f"Ages: {text}")
    if ages and ages.get("min", 0) <= ages.get("max", 120) <= 120:
        found.data["ages"] = ages


def _status(cells: Cells, found: Words, notes: RowNotes) -> None:
    text = plain_line(cells.get("status"), 200)
    if text:
        status = STATUSES.get(folded(text))
        if status:
            found.data["status"] = status
        else:
            notes.repaired("the status is not known: kept in the description", text)
            found.lines.append(f"Status: {text}")
