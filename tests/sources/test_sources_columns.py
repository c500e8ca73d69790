"""A spreadsheet among the sources, and what its catalog says of the columns."""

import datetime as dt
from pathlib import Path

import pytest

from directory.catalog.files import read_catalog
from directory.feeds import Document, FeedError, ImportResult
from directory.sources.feed import feeds_of
from directory.sources.reading import imported

SHEET = Document("list.csv", b"Their title,Their times\nMonday Group,Mon 7pm\n")


def read(folder: Path, columns: str) -> ImportResult:
    file = folder / "resources.yaml"
    file.write_text(
        "directory: {timezone: America/Chicago}\n"
        f"sources:\n  - {{format: csv, path: list.csv, kind: meeting{columns}}}\n",
        "utf-8",
    )
    catalog = read_catalog(file)
    assert catalog.problems == ()
    (feed,) = feeds_of(catalog)
    return imported(feed, [SHEET], dt.date(2026, 11, 22))


def test_a_source_says_which_column_is_what(tmp_path: Path) -> None:
    (found,) = read(tmp_path, ', columns: "Their title=name, Their times=when"').resources
    assert found.name == "Monday Group"
    assert [(rule.days, str(rule.start)) for rule in found.schedule] == [(("mon",), "19:00:00")]


def test_a_sheet_whose_columns_nobody_explains_is_no_empty_feed(tmp_path: Path) -> None:
    with pytest.raises(FeedError, match="no column is known for the name"):
        read(tmp_path, "")


def test_a_column_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FeedError, match="there is no column “Title”"):
        read(tmp_path, ', columns: "Title=name"')


def test_a_feed_without_columns_keeps_the_copy_it_had(tmp_path: Path) -> None:
    file = tmp_path / "resources.yaml"
    keys = []
    for columns in ("", ", columns: ", ', columns: "Their title=name"'):
        file.write_text(f"sources: [{{format: csv, path: list.csv{columns}}}]\n", "utf-8")
        keys.append(feeds_of(read_catalog(file))[0].key)
    assert keys[0] == keys[1] != keys[2]
