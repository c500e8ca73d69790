"""Results as a table for a terminal: one line each, in columns that fit its width."""

from __future__ import annotations

import unicodedata

from directory.export.phrases import distance_line, when_line, where_line
from directory.query.values import clean
from directory.render.far import distances_note
from directory.search import Results
from directory.vocabulary import label
from directory.words import N_, Words

_TITLES = (N_("When"), N_("Name"), N_("Where"), N_("Far"), N_("How"))
_GAP = "  "
_NARROWEST = 10
"""Columns give way to others down to this width, in characters."""


def to_table(
    results: Results, words: Words, limit: int | None = None, *, width: int | None = None
) -> str:
    """The first `limit` results (all without one); lines are cut to `width` characters, if given.

    The last line says how many there are.
    """
    hits = results[:limit]
    rows = [
        [
            when_line(hit, results, words),
            clean(hit.resource.name),
            where_line(hit, words),
            distance_line(hit, words),
            label("attend", hit.resource.attend, words) if hit.resource.attend else "",
        ]
        for hit in hits
    ]
    shown = words.n("{count} result", "{count} results", results.total)
    if len(rows) < results.total:
        shown = words._("{results}, {shown} shown", results=shown, shown=len(rows))
    if not rows:
        return shown + "\n"
    lines = aligned([[words._(title) for title in _TITLES], *rows], width)
    note = distances_note(hits, words)
    return "\n".join([*lines, "", *([note] if note else []), shown]) + "\n"


def aligned(rows: list[list[str]], width: int | None = None) -> list[str]:
    """Rows as lines with their columns below each other; columns that are empty are left out.

    The first row is the head. Lines are cut to `width` characters, if given.
    """
    used = [at for at in range(len(rows[0])) if any(row[at] for row in rows[1:])]
    table = [[row[at] for at in used] for row in rows]
    widths = _fit([max(map(_columns, cells)) for cells in zip(*table, strict=True)], width)
    return [
        _GAP.join(_pad(cell, size) for cell, size in zip(row, widths, strict=True)).rstrip()
        for row in table
    ]


def _fit(widths: list[int], width: int | None) -> list[int]:
    """Narrow the widest columns until the line fits."""
    if width is None:
        return widths
    room = width - len(_GAP) * (len(widths) - 1)
    widths = list(widths)
    while sum(widths) > room and max(widths) > _NARROWEST:
        widths[widths.index(max(widths))] -= 1
    return widths


def _columns(text: str) -> int:
    return sum(_width(char) for char in text)


def _width(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _pad(text: str, size: int) -> str:
    if _columns(text) > size:
        kept, used = "", 0
        for char in text:
            if used + _width(char) > size - 1:
                break
            kept, used = kept + char, used + _width(char)
        text = kept + "…"
    return text + " " * (size - _columns(text))
