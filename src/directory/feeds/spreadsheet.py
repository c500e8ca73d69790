"""Reads lists that people keep in spreadsheets: CSV and Excel workbooks, any column names."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from directory.feeds.columns import Cells, Columns, is_known, listed, normal, recognize
from directory.feeds.reader import Draft, Options
from directory.feeds.report import FeedError, RejectedRowError, RowNotes, RowProblem
from directory.feeds.source import Document
from directory.feeds.spreadsheet_entry import read_entry, source_id
from directory.feeds.spreadsheet_when import by_24_hours
from directory.feeds.tables import Table, read_tables, sheet_address

SUFFIXES: Collection[str] = frozenset({".csv", ".tsv", ".xlsx"})
addresses = sheet_address

_NAMED_BY = ("name", "organization", "program", "services", "location")
_TOTAL = re.compile(r"(?i)\W*(?:grand |sub)?totals?\b(?:[\W\d]*| (?:number|count|rows|of) .*)")


def read_rows(documents: Sequence[Document], options: Options) -> Iterator[Draft | RowProblem]:
    """Every row of the lists. A row that holds several services counts once for each."""
    tables = [table for document in documents for table in read_tables(document, is_known)]
    readable = [(table, _columns(table, options.columns)) for table in tables]
    usable = [(table, columns) for table, columns in readable if columns]
    if not usable:
        raise FeedError(
            f"{tables[0].name}: no column is known for the name; there are:"
            f" {listed(tables[0].columns)}. Say which is which with --columns"
            ' "Their title=name,Their times=when", or `columns` in a catalog'
        )
    number = 0
    for table, columns in usable:
        overlooked = [*table.overlooked, *_left_out(columns)]
        overlooked += [
            f"{other.name} has no column for a name, and is overlooked"
            for other, found in readable
            if found is None
        ]
        for outcome in _rows(table, columns, options, number):
            if isinstance(outcome, Draft):
                # What concerns the whole table is told with its first row that is kept.
                while overlooked:
                    outcome.notes.repaired(overlooked.pop(0))
            yield outcome
        number += len(table.rows)
        readable = []


def _columns(table: Table, mapping: Mapping[str, str]) -> Columns | None:
    """What the columns are; `None` when none of them can give a name."""
    columns = recognize(table.columns, mapping)
    return columns if columns.has(*_NAMED_BY) else None


def _left_out(columns: Columns) -> Iterator[str]:
    if columns.unknown:
        yield f"columns that are not known are left out: {listed(columns.unknown)}"
    if columns.ignored:
        yield f"columns that are not for the public are left out: {listed(columns.ignored)}"


def _rows(
    table: Table, columns: Columns, options: Options, number: int
) -> Iterator[Draft | RowProblem]:
    by_24 = by_24_hours(Cells(columns.known, row) for row in table.rows)
    seen: dict[tuple[str, ...], int] = {}
    for row in table.rows:
        number += 1
        whole = Cells(columns.known, row)
        key = tuple(" ".join(cell.split()) for cell in row)
        wrong = _no_entry(table, key, seen.get(key))
        seen.setdefault(key, number)
        if wrong:
            yield RowNotes(number, source_id(whole)).rejection(*wrong)
            continue
        services = [
            Cells(columns.known, row, service)
            for service in columns.services
            if any(whole.get(target, service) for target in ("name", "services", "program"))
        ]
        for cells in services or [whole]:
            notes = RowNotes(number, source_id(cells))
            try:
                yield read_entry(cells, options, by_24, notes)
            except RejectedRowError as error:
                yield notes.rejection(error.reason, error.value)


def _no_entry(table: Table, row: tuple[str, ...], before: int | None) -> tuple[str, str] | None:
    """Why a row is no entry: a repetition, a heading, a total."""
    filled = [cell for cell in row if cell]
    if before is not None:
        return "it is the same in every cell as a row before it", f"row {before}"
    if [normal(cell) for cell in row] == [normal(column) for column in table.columns]:
        return "it repeats the names of the columns", ""
    if _TOTAL.fullmatch(filled[0]) and len(filled) <= 3:
        return "it is a total, not an entry", " ".join(filled)
    if len(filled) == 1 and len(table.columns) > 2:
        return "only one cell is filled: a heading or a remark, not an entry", filled[0]
    return None
