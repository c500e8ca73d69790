"""Reads HSDS feeds, the Human Services Data Specification: services at locations.

Versions 3.0 and 3.1 as JSON (by service, organization or pair, pages of them, one a line) and as
tables (a folder or zip of CSV files), 2.0 and 1.x as tables. One entry is one service at one
location. Names and contact details of single people (`contacts`) are never taken over.
Source: https://docs.openreferral.org/en/latest/hsds/
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Sequence
from pathlib import PurePosixPath
from typing import Any

from directory.feeds.documents import read_json, read_text
from directory.feeds.hsds_entry import read_entry
from directory.feeds.hsds_records import Record, page_words, read_objects
from directory.feeds.hsds_tables import Tables, read_pairs, read_table, table_name
from directory.feeds.reader import Draft, Options, just_this
from directory.feeds.report import FeedError, RejectedRowError, RowNotes, RowProblem
from directory.feeds.source import Document

SUFFIXES: Collection[str] = frozenset({".csv", ".json", ".jsonl", ".ndjson"})
addresses = just_this

_LINES = re.compile(r"\{[^\n]*\}[ \t\r]*\n\s*\{")


def read_rows(documents: Sequence[Document], options: Options) -> Iterator[Draft | RowProblem]:
    """Every service at a location, as a draft or as left out with its reason.

    A row is a pair of service and location, a service without location, or a pair that names no
    service. Raises `FeedError` when nothing can be read.
    """
    seen: dict[tuple[str, ...], int] = {}
    for number, record in enumerate(_records(documents), start=1):
        notes = RowNotes(number, record.source_id)
        for reason, value in record.oddities:
            notes.repaired(reason, value)
        if record.fault:
            yield notes.rejection(*record.fault)
        elif record.key and record.key in seen:
            yield notes.rejection("the same service at the same place is in row", seen[record.key])
        else:
            if record.key:
                seen[record.key] = number
            try:
                yield read_entry(record, options, notes)
            except RejectedRowError as error:
                yield notes.rejection(error.reason, error.value)


def _records(documents: Sequence[Document]) -> Iterator[Record]:
    """The records of all documents; what concerns a whole document is told with its last one."""
    packages: dict[str, list[Document]] = {}
    found = 0
    on_pages, in_all = 0, 0
    last: Record | None = None
    for document in documents:
        if _is_table(document):
            packages.setdefault(str(PurePosixPath(document.name).parent), []).append(document)
        elif PurePosixPath(document.name).name.lower() != "datapackage.json":
            values, overlooked = _objects(document)
            for value in values:
                here, total = page_words(value) or (0, 0)
                on_pages, in_all = on_pages + here, max(in_all, total)
            for record in _with_notes(_of_values(values, document.name), overlooked):
                if last is not None:
                    yield last
                last, found = record, found + 1
    if last is not None:
        if on_pages < in_all:
            last.oddities.append(
                ("the feed has more pages, which were not given", f"{on_pages} of {in_all} rows")
            )
        yield last
    for folder, tables in packages.items():
        yield from _package(tables, documents, folder)
    if not packages and not any(not _is_description(document) for document in documents):
        raise FeedError("datapackage.json describes tables, and none of them is there")


def _of_values(values: list[Any], name: str) -> Iterator[Record]:
    for value in values:
        tables = _as_tables(value)
        if tables:
            yield from read_pairs(tables, name)
        elif len(values) > 1 and not isinstance(value, dict):
            yield Record(fault=("the line is not an object with keys and values", value))
        else:
            yield from read_objects(value, name)


def _package(
    files: Sequence[Document], documents: Sequence[Document], folder: str
) -> Iterator[Record]:
    titles = _titles(documents, folder)
    tables: Tables = {}
    overlooked: list[str] = []
    for file in files:
        path = PurePosixPath(file.name)
        table = table_name(path.name) or table_name(titles.get(path.name, ""))
        if table is None:
            continue
        try:
            rows, odd = read_table(file)
        except FeedError as error:
            if table == "services":
                raise
            rows, odd = [], [str(error).removeprefix(f"{file.name}: ")]
        tables.setdefault(table, []).extend(rows)
        overlooked += [f"{path.name}: {text}" for text in odd]
    name = folder if folder != "." else files[0].name
    yield from _with_notes(read_pairs(tables, name), overlooked)


def _with_notes(records: Iterator[Record], overlooked: list[str]) -> Iterator[Record]:
    last: Record | None = None
    for record in records:
        if last is not None:
            yield last
        last = record
    if last is not None:
        last.oddities += [(text, "") for text in overlooked]
        yield last


def _objects(document: Document) -> tuple[list[Any], list[str]]:
    """The values of a JSON document: one, or one a line."""
    text, overlooked = read_text(document)
    if not _LINES.match(text):
        value, overlooked = read_json(document)
        return [value], overlooked
    values: list[Any] = []
    for line in text.splitlines():
        if line.strip():
            try:
                values.append(json.loads(line))
            except (ValueError, RecursionError):
                values.append(line)
    return values, overlooked


def _as_tables(value: Any) -> Tables | None:
    """Tables that lie in one JSON object, tied together by ids instead of nested."""
    if not isinstance(value, dict) or "name" in value or "service" in value:
        return None
    tables: Tables = {}
    for key, rows in value.items():
        table = table_name(str(key))
        if table and isinstance(rows, list):
            tables.setdefault(table, []).extend(dict(r) for r in rows if isinstance(r, dict))
    return tables if "services" in tables and "service_at_location" in tables else None


def _titles(documents: Sequence[Document], folder: str) -> dict[str, str]:
    """Which table each file of a data package holds, by the file's name."""
    for document in documents:
        if _is_description(document) and str(PurePosixPath(document.name).parent) == folder:
            try:
                value, _ = read_json(document)
            except FeedError:
                return {}
            resources = value.get("resources") if isinstance(value, dict) else None
            return {
                PurePosixPath(str(item.get("path"))).name: str(item.get("name"))
                for item in (resources if isinstance(resources, list) else [])
                if isinstance(item, dict)
            }
    return {}


def _is_table(document: Document) -> bool:
    return PurePosixPath(document.name).suffix.lower() == ".csv"


def _is_description(document: Document) -> bool:
    return PurePosixPath(document.name).name.lower() == "datapackage.json"
