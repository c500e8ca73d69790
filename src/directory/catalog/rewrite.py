"""Puts a changed text in the place of a catalog file, whole or not at all."""

from __future__ import annotations

import codecs
import contextlib
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from directory.catalog.edit import EditError
from directory.catalog.events import decode

# The longer mark first: that of UTF-32 begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def rewrite(path: Path, before: bytes, change: Callable[[str], str]) -> None:
    """Change the text of a file that was read as `before`; its encoding and mode stay.

    The new file is written beside the old one, read again, and only then put in its place, so
    that a full disk or a power cut leaves the old one. Raises `EditError` when `change` does,
    when somebody changed the file since, or when it cannot be written; the old file is there then.
    """
    new = changed_bytes(before, change)
    target = path.resolve()  # a link stays a link
    try:
        number, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
        written = Path(name)
        try:
            with os.fdopen(number, "wb") as file:
                file.write(new)
                file.flush()
                os.fsync(file.fileno())
            shutil.copymode(target, written)
            if written.read_bytes() != new:
                raise EditError("what was written reads back differently; is the disk full?")
            if target.read_bytes() != before:
                raise EditError("was changed by somebody else meanwhile; run the command again")
            written.replace(target)
        finally:
            with contextlib.suppress(FileNotFoundError):
                written.unlink()
    except OSError as error:
        raise EditError(f"cannot be written: {error.strerror or error}") from error


def changed_bytes(before: bytes, change: Callable[[str], str]) -> bytes:
    """The bytes of a file after a change of its text, in the encoding that it has."""
    mark, encoding = next((pair for pair in _MARKS if before.startswith(pair[0])), (b"", "utf-8"))
    return mark + change(decode(before, "file")).encode(encoding)
