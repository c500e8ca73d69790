"""The sheets of an Excel workbook (.xlsx) as rows of text, within limits."""

from __future__ import annotations

import datetime as dt
import io
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from openpyxl import load_workbook

from directory.feeds.report import FeedError
from directory.feeds.source import LIMIT, RATIO, Document

_CHUNK = 1 << 16
_DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY")


def is_workbook(data: bytes) -> bool:
    """True for the bytes of a workbook, which is a zip with a part of this name."""
    if not data.startswith(b"PK\x03\x04"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "xl/workbook.xml" in archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return False


def read_sheets(document: Document, columns: int) -> Iterator[tuple[str, list[list[str]]]]:
    """The name and rows of each visible sheet, at most `columns` cells of a row.

    Raises `FeedError` when it cannot be unpacked, is larger than the limit, or is no workbook.
    """
    _check(document)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and drop-down lists, which are not read
            book = load_workbook(io.BytesIO(document.data), read_only=True, data_only=True)
            for sheet in book.worksheets:
                if sheet.sheet_state != "visible":
                    continue
                sheet.reset_dimensions()  # what a file says of its size may be wrong
                rows = sheet.iter_rows(max_col=columns, values_only=True)
                yield sheet.title, [[_text(value) for value in row] for row in rows if any(row)]
    except FeedError:
        raise
    except Exception as error:  # openpyxl raises whatever a broken part causes
        raise FeedError(
            f"{document.name}: the workbook cannot be read ({type(error).__name__});"
            " save it again, or as .csv"
        ) from None


def _check(document: Document) -> None:
    """Refuse what unpacks to more than the limit, and declarations that multiply when read.

    Sizes in a zip's directory may lie, so the bytes that come out are what is counted.
    """
    left = min(LIMIT, max(1 << 20, RATIO * len(document.data)))
    try:
        with zipfile.ZipFile(io.BytesIO(document.data)) as archive:
            for entry in archive.infolist():
                tail = b""
                with archive.open(entry) as stream:
                    while chunk := stream.read(_CHUNK):
                        left -= len(chunk)
                        if left < 0:
                            raise FeedError(
                                f"{document.name}: is larger than the limit"
                                f" ({LIMIT // (1 << 20)} MiB)"
                            )
                        text = (tail + chunk).replace(b"\0", b"")
                        if any(word in text for word in _DECLARATIONS):
                            raise FeedError(
                                f"{document.name}: has a part that no workbook has; save it again"
                            )
                        tail = chunk[-40:]
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
        raise FeedError(f"{document.name}: the workbook cannot be unpacked: {error}") from None


def _text(value: Any) -> str:
    """A cell as a person would write it: times as 19:00, dates as 2026-11-24."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, dt.datetime):
        if value.year <= 1900:  # a time alone is a day in 1899 or 1900 there
            return value.strftime("%H:%M")
        return f"{value:%Y-%m-%d}" if value.time() == dt.time(0) else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, dt.time):
        return value.strftime("%H:%M")
    if isinstance(value, dt.timedelta):
        minutes = int(value.total_seconds() // 60)
        return f"{minutes // 60:02}:{minutes % 60:02}" if 0 <= minutes <= 1440 else ""
    text = str(value)
    return "" if text.startswith("#") and text in _ERRORS else text


_ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"})
