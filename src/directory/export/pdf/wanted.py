"""What a print is to be, and the words at its head that all of its pages share."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Literal
from urllib.parse import parse_qsl

from directory.basemap.ground import NO_BASE, Base
from directory.query.values import clean
from directory.render.results import chips, heading, link_notes
from directory.render.shortlist import LONGEST_NOTE, LONGEST_TITLE
from directory.render.view import View
from directory.search import Hit, Results
from directory.words import Words

MOST_ENTRIES = 3_000
"""Entries of one print; the rest is only counted."""
MOST_NOTES = 60
LONGEST_BODY = 65_536
"""Bytes of a title and notes that are read."""
_MOST_REMARKS = 4

By = Literal["day", "town"]
_OWN = ("large", "by")


@dataclass(frozen=True, slots=True)
class Paper:
    """How results are printed."""

    booklet: bool = False
    """True: half pages in the order for folding; else a handout."""
    large: bool = False
    """True: letters for who sees little."""
    by: By = "day"
    """How a booklet is parted."""
    title: str = ""
    """What the person who made the list calls it."""
    notes: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """What they wrote, by the id of the entry."""


def split_query(query: str, paper: Paper) -> tuple[str, Paper]:
    """The query of an address without the parameters that say how to print, and what those say."""
    parts = query.split("&")
    own = dict(pair for pair in parse_qsl(query) if pair[0] in _OWN)
    large = own.get("large", "0") not in ("0", "no", "false")
    by: By = "town" if own.get("by") == "town" else "day"
    rest = "&".join(part for part in parts if part.partition("=")[0] not in _OWN)
    return rest, replace(paper, large=large, by=by)


def with_body(paper: Paper, body: bytes, kind: str) -> Paper:
    """The print with the title and notes of a request: JSON `{title, notes: {id: text}}`, or a
    form with `title` and a `note.ID` each. What is too long is cut, what is too much left out.

    Raises `ValueError` when it is neither.
    """
    text = body.decode("utf-8")
    data: Any
    if kind.partition(";")[0].strip().lower() == "application/json":
        try:
            data = json.loads(text)
        except RecursionError:
            raise ValueError("nested too deep") from None
    else:
        pairs = parse_qsl(text, max_num_fields=1_000)
        notes = {name[5:]: value for name, value in pairs if name.startswith("note.")}
        data = {"title": dict(pairs).get("title", ""), "notes": notes}
    if not isinstance(data, dict):
        raise ValueError("not an object")
    title, notes = data.get("title", ""), data.get("notes", {})
    texts = {
        id: clean(note)[:LONGEST_NOTE]
        for id, note in (notes.items() if isinstance(notes, dict) else ())
        if isinstance(note, str)
    }
    kept = [(id, note) for id, note in texts.items() if note][:MOST_NOTES]
    name = clean(title)[:LONGEST_TITLE] if isinstance(title, str) else ""
    return replace(paper, title=name, notes=MappingProxyType(dict(kept)))


@dataclass(frozen=True, slots=True)
class Job:
    """One print: the results, in whose words, how, and where the directory lives."""

    results: Results
    words: Words
    paper: Paper
    hits: list[Hit]
    """Those that are printed."""
    site: str | None = None
    """The address of the directory, where it is known."""
    base: Base = NO_BASE
    """What its map is drawn from."""

    @property
    def title(self) -> str:
        """What stands at the top: the list's own title, else the directory's name."""
        return self.paper.title or self.results.snapshot.settings.name

    @property
    def view(self) -> View:
        """How a page would show the same."""
        query = replace(self.results.query, lang=self.words.language)
        settings = self.results.snapshot.settings
        return View(settings, query, self.results.as_of, zone=self.results.asked.zone)

    @property
    def asked(self) -> str:
        """The search in words: 12 results within 10 mi of Los Angeles · Tuesday · Women."""
        view = self.view
        parts = [heading(self.results, view)]
        if not self.results.query.id:
            parts += [chip.label for chip in chips(view)]
        return " · ".join(parts)

    @property
    def remarks(self) -> list[str]:
        """What of the link had no effect, and which words stood in for others."""
        return link_notes(self.results, (), self.words)[:_MOST_REMARKS]

    @property
    def link(self) -> str:
        """The address of the live list; empty when the directory's own is not known."""
        if not self.site:
            return ""
        query = replace(self.results.query, keep=(), open=None, page=1, view=None, map=None)
        link = query.to_link()
        return f"{self.site}/?{link}" if link else f"{self.site}/"

    @property
    def made(self) -> str:
        """When it was printed."""
        say, date = self.words._, self.results.as_of.date()
        return say("Printed {date}", date=self.words.date(date, "long"))

    @property
    def cut(self) -> str:
        """How many entries are not printed; empty when all are."""
        shown, total = len(self.hits), self.results.total
        if shown >= total:
            return ""
        say, number = self.words._, self.words.number
        return say(
            "{shown} of {total} are printed here. The live list has all.",
            shown=number(shown),
            total=number(total),
        )


def job(
    results: Results,
    words: Words,
    limit: int | None,
    site: str | None,
    paper: Paper,
    base: Base = NO_BASE,
) -> Job:
    """A print of the first `limit` results, or as many as one print holds."""
    most = MOST_ENTRIES if limit is None else min(limit, MOST_ENTRIES)
    return Job(results, words, paper, results[:most], site, base)
