"""Spreadsheets as tables: CSV with any usual delimiter, and Excel workbooks.

Lists kept by hand begin with a title, have blank rows and break lines inside a cell. A table here
is what lies under the row with the column names; blank rows are no rows.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from directory.feeds.documents import read_text
from directory.feeds.report import FeedError, shorten
from directory.feeds.source import Document
from directory.feeds.workbook import is_workbook, read_sheets

ROWS = 250_000
"""The most rows of a table: a county has thousands."""
COLUMNS = 256
"""The most columns that are read."""
LINES = 400
"""The most lines in a row: beyond it, a quotation mark was never closed."""

_DELIMITERS = ",;\t|"
_TITLES = 20
"""In how many rows, from the top, the column names are looked for."""

Known = Callable[[str], bool]
"""Whether a cell is the name of a column that somebody can use."""


@dataclass(slots=True)
class Table:
    """Column names and the rows under them."""

    name: str
    columns: tuple[str, ...]
    rows: list[tuple[str, ...]]
    """Each as long as `columns`; empty text where there is nothing."""
    overlooked: list[str] = field(default_factory=list)
    """What had to be overlooked to read it."""


def sheet_address(url: str) -> tuple[str, ...]:
    """The address to ask for a table: a Google Sheet in its page's address is asked for as CSV."""
    parts = urlsplit(url)
    match = re.match(r"/spreadsheets/d/([\w-]+)(?:/(?:edit|view)?)?$", parts.path)
    if parts.hostname != "docs.google.com" or not match or match[1] == "e":
        return (url,)
    sheet = parse_qs(parts.fragment).get("gid") or parse_qs(parts.query).get("gid") or ["0"]
    gid = re.sub(r"\D", "", sheet[0]) or "0"
    return (f"https://docs.google.com/spreadsheets/d/{match[1]}/export?format=csv&gid={gid}",)


def read_tables(document: Document, known: Known) -> list[Table]:
    """The tables of a CSV file or of a workbook's visible sheets.

    Raises `FeedError` when it is empty, a web page, another kind of file, or beyond the limits.
    """
    if is_workbook(document.data):
        found = []
        for name, rows in read_sheets(document, COLUMNS):
            table = _table(f"{document.name}, sheet {shorten(name, 40)}", rows, known, [])
            if table.columns:
                found.append(table)
        if not found:
            raise FeedError(f"{document.name}: the workbook is empty")
        return found
    if document.data.startswith(b"\xd0\xcf\x11\xe0"):
        raise FeedError(f"{document.name}: is an old Excel file; save it as .xlsx or .csv")
    if document.data.startswith((b"PK\x03\x04", b"%PDF", b"\x1f\x8b")):
        raise FeedError(f"{document.name}: is no table; save it as .xlsx or .csv")
    text, overlooked = read_text(document)
    if re.match(r"\s*(?:\{\s*[\"}]|\[\s*[\[{\"\]])", text):
        raise FeedError(f"{document.name}: is JSON, not a table; import it as tsml, bmlt or hsds")
    delimiter = _delimiter(text, known)
    if match := re.match(r"(?i)\"?sep=.\"?\r?\n", text):  # a first line that Excel understands
        text = text[match.end() :]
    if _breaks_off(text, delimiter):
        overlooked.append("the file breaks off inside a cell: the last row may not be whole")
    table = _table(document.name, _records(text, delimiter, document.name), known, overlooked)
    if not table.columns:
        raise FeedError(f"{document.name}: is empty")
    return [table]


def _delimiter(text: str, known: Known) -> str:
    """The delimiter under which most of the first rows' cells are names of columns."""
    if match := re.match(r"(?i)\"?sep=(.)\"?\r?\n", text):
        return match[1]
    head = text[:50_000]
    best, score = ",", (-1, -1)
    for delimiter in _DELIMITERS:
        rows = _parsed(head, delimiter, _TITLES)
        found = max(
            ((sum(map(known, row)), len(row)) for row in rows if len(row) > 1), default=(0, 0)
        )
        if found > score:
            best, score = delimiter, found
    return best


def _parsed(text: str, delimiter: str, count: int) -> list[list[str]]:
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            rows.append(row)
            if len(rows) >= count:
                break
    except csv.Error:
        pass
    return rows


def _records(text: str, delimiter: str, name: str) -> Iterator[Sequence[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    line = 0
    try:
        for row in reader:
            if reader.line_num - line > LINES:
                raise _never_closed(name, line + 1)
            line = reader.line_num
            yield row[: COLUMNS + 1]
    except csv.Error:
        raise _never_closed(name, line + 1) from None


def _breaks_off(text: str, delimiter: str) -> bool:
    if text.count('"') % 2 == 0:
        return False
    try:
        for _ in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            pass
    except csv.Error as error:
        return "unexpected end" in str(error)
    return False


def _never_closed(name: str, line: int) -> FeedError:
    return FeedError(
        f'{name}: a quotation mark (") that opens in line {line} is never closed; close it'
    )


def _table(name: str, rows: Iterable[Sequence[str]], known: Known, overlooked: list[str]) -> Table:
    """The table under the first of the top rows with the most known names."""
    top: list[tuple[str, ...]] = []
    filled: list[tuple[str, ...]] = []
    for row in rows:
        if not any(cell.strip() for cell in row):
            continue
        (top if len(top) < _TITLES else filled).append(tuple(row))
        if len(filled) > ROWS:
            raise FeedError(
                f"{name}: has more than {ROWS:,} rows, which is more than a directory can hold;"
                " split it"
            )
    if not top:
        return Table(name, (), [])
    head = max(range(len(top)), key=lambda index: (sum(map(known, top[index])), -index))
    columns = tuple(" ".join(cell.split()) for cell in top[head])
    while columns and not columns[-1]:
        columns = columns[:-1]
    if head:
        titles = "; ".join(" ".join(" ".join(row).split()) for row in top[:head])
        overlooked.append(f"lines above the column names are overlooked: {shorten(titles, 80)}")
    width = len(columns)
    found: list[tuple[str, ...]] = []
    spilled = 0
    for row in (*top[head + 1 :], *filled):
        spilled += any(cell.strip() for cell in row[width:])
        cells = row[:width]
        if any(cell.strip() for cell in cells):
            found.append((*cells, *[""] * (width - len(cells))))
    if spilled:
        overlooked.append(
            f"cells beyond the last named column are left out, in {spilled}"
            f" row{'' if spilled == 1 else 's'}"
        )
    return Table(name, columns, found, overlooked)
