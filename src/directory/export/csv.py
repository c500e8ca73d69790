"""Results as a spreadsheet: CSV (RFC 4180) in UTF-8 without a byte order mark."""

from __future__ import annotations

import csv
import io
import re

from directory.export.record import COLUMNS, Value, record
from directory.export.written import Written
from directory.inert import inert
from directory.search import Results
from directory.words import Words

# What a spreadsheet takes for a formula, also in its wide form, which some of them fold
# (https://owasp.org/www-community/attacks/CSV_Injection).
_FORMULA = re.compile(r"\s*[=+\-@\t\r＝＋－＠]")
# One that parts cells at a semicolon, as in half of Europe, or that does not know quotes begins a
# cell behind these characters too.
_FORMULA_WITHIN = re.compile(r"([;|\t\r\n]\s*)(?=[=+\-@＝＋－＠])")


def to_csv(results: Results, words: Words, limit: int | None = None) -> Written:
    """The first `limit` results (all without one), a row each, below the names of the columns."""
    out = io.StringIO(newline="")
    rows = csv.writer(out)
    rows.writerow(COLUMNS)
    for hit in results[:limit]:
        found = record(hit, words, results.snapshot.settings.timezone)
        rows.writerow([cell(found[column]) for column in COLUMNS])
    return Written(out.getvalue())


def cell(value: Value) -> str:
    """A cell that no spreadsheet computes: an apostrophe stands before what looks like a formula.

    Phone numbers that begin with a plus are among that: they would be added up. Numbers that this
    program made stay numbers, negative ones too.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"{value:.6f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
    text = inert("; ".join(value) if isinstance(value, list) else value)
    text = _FORMULA_WITHIN.sub(r"\1'", text)
    return f"'{text}" if _FORMULA.match(text) else text
