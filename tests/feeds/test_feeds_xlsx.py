"""Lists kept in Excel are read as those in CSV are."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from directory.feeds import Document, FeedError, ImportResult, import_documents, import_feed

HEADER = ["Name", "Day", "Start Time", "End Time", "City", "Zip", "Updated"]
ROW = [
    "Hall", "Tuesday", dt.time(7, 30), dt.time(8, 30), "Boston", 2139, dt.date(2026, 1, 2),
]  # fmt: skip


def workbook(*sheets: list[list[Any]]) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for number, rows in enumerate(sheets, 1):
        sheet = book.create_sheet(f"List {number}")
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def imported(data: bytes, **options: Any) -> ImportResult:
    given = {"timezone": "America/New_York", "kind": "meeting"} | options
    return import_documents("csv", [Document("list.xlsx", data)], **given)


def test_times_dates_and_numbers_are_read_as_they_are_shown() -> None:
    (one,) = imported(workbook([["Our list"], [], HEADER, ROW])).resources
    (rule,) = one.schedule
    assert (rule.start, rule.end) == (dt.time(7, 30), dt.time(8, 30))
    assert one.location is not None
    assert (one.location.city, one.location.postal_code) == ("Boston", "2139")
    assert one.updated == dt.date(2026, 1, 2)


def test_every_visible_sheet_with_names_is_read_and_others_are_told() -> None:
    data = workbook([HEADER, ROW], [["Remember to call"], ["Bob"]], [HEADER, ["Hut", "Mon"]])
    result = imported(data)
    assert [one.name for one in result.resources] == ["Hall", "Hut"]
    assert any("List 2 has no column" in problem.problem for problem in result.report.problems)
    book = load_workbook(io.BytesIO(data))
    book.worksheets[2].sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    assert [one.name for one in imported(out.getvalue()).resources] == ["Hall"]


def test_a_workbook_is_read_from_a_file_and_from_a_zip(tmp_path: Path) -> None:
    file = tmp_path / "list.xlsx"
    file.write_bytes(workbook([HEADER, ROW]))
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.write(file, "lists/list.xlsx")
    for source in (file, tmp_path, tmp_path / "all.zip"):
        if source == tmp_path:
            (tmp_path / "all.zip").rename(tmp_path / "all.bin")
        result = import_feed("csv", str(source), kind="meeting")
        if source == tmp_path:
            (tmp_path / "all.bin").rename(tmp_path / "all.zip")
        assert [one.name for one in result.resources] == ["Hall"]


def test_a_workbook_in_the_columns_of_tsml_is_a_tsml_feed() -> None:
    data = workbook(
        [["Name", "Day", "Time", "Types", "Address", "City", "Conference URL"],
         ["Noon", "Monday", dt.time(12), "O, D", "1 Elm St", "Reno", "https://zoom.us/j/1"]]
    )  # fmt: skip
    (one,) = import_documents("tsml", [Document("list.xlsx", data)]).resources
    assert one.schedule[0].start == dt.time(12)
    assert one.types == ("open", "discussion")


def _with(data: bytes, name: str, content: bytes) -> bytes:
    """The workbook with one part more, or another in its place."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.namelist():
            if entry != name:
                new.writestr(entry, old.read(entry))
        new.writestr(name, content)
    return out.getvalue()


def test_a_workbook_that_unpacks_to_more_than_the_limit_is_refused() -> None:
    data = _with(workbook([HEADER, ROW]), "xl/media/big.xml", b" " * (80 << 20))
    with pytest.raises(FeedError, match="larger than the limit"):
        imported(data)


def test_a_workbook_with_entities_that_multiply_is_refused() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
    for content in (bomb, bomb.decode().encode("utf-16")):
        with pytest.raises(FeedError, match="no workbook has"):
            imported(_with(workbook([HEADER, ROW]), "xl/sharedStrings.xml", content))


def test_a_broken_workbook_is_refused_in_words() -> None:
    sound = workbook([HEADER, ROW])
    for data in (
        _with(sound, "xl/workbook.xml", b"<broken"),
        _with(sound, "xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row"),
        workbook([]),
    ):
        with pytest.raises(FeedError, match=r"list\.xlsx"):
            imported(data)
    with pytest.raises(FeedError, match=r"list\.xlsx"):
        imported(sound[: len(sound) // 2])


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 6_000), st.binary(min_size=1, max_size=30))
def test_damage_anywhere_in_a_workbook_is_read_or_refused_in_words(at: int, noise: bytes) -> None:
    sound = _SOUND
    place = at % len(sound)
    refusal, balance = "list.xlsx", 0
    try:
        report = imported(sound[:place] + noise + sound[place + len(noise) :]).report
    except FeedError as error:
        refusal = str(error)
    else:
        balance = report.read - report.imported - report.rejected
    assert refusal.startswith("list.xlsx")
    assert balance == 0


_SOUND = workbook([HEADER, ROW])
