"""Puts changed texts in the place of catalog files, whole or not at all."""

from __future__ import annotations

import codecs
import contextlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
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
    rewrite_all([(path, before, changed_bytes(before, change))])


def rewrite_all(files: Sequence[tuple[Path, bytes, bytes]]) -> None:
    """Put new bytes in the place of several files that were read as other ones: all, or none.

    All are written beside the old ones first, and looked at; only then they are put in place, one
    right after the other. Where that fails for one, those before it are put back. Raises
    `EditError`, and says when even that could not be done.
    """
    with contextlib.ExitStack() as stack:
        ready: list[tuple[Path, Path, bytes]] = []
        for path, before, new in files:
            with _telling(path, files):
                target = path.resolve()  # a link stays a link
                ready.append((target, _beside(target, new, stack), before))
        for path, before, _ in files:
            with _telling(path, files):
                if path.resolve().read_bytes() != before:
                    raise EditError("was changed by somebody else meanwhile; run the command again")
        done: list[tuple[Path, bytes]] = []
        for target, written, before in ready:
            try:
                with _telling(target, files):
                    written.replace(target)
            except EditError as error:
                _put_back(done, error)
                raise
            done.append((target, before))


def _beside(target: Path, new: bytes, stack: contextlib.ExitStack) -> Path:
    """A file beside another one with these bytes, read again; it goes away with the stack."""
    number, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    written = Path(name)
    stack.callback(written.unlink, missing_ok=True)
    with os.fdopen(number, "wb") as file:
        file.write(new)
        file.flush()
        os.fsync(file.fileno())
    shutil.copymode(target, written)
    if written.read_bytes() != new:
        raise EditError("what was written reads back differently; is the disk full?")
    return written


def _put_back(done: Sequence[tuple[Path, bytes]], reason: EditError) -> None:
    """Give files that were replaced already their old bytes again."""
    for target, before in done:
        try:
            with contextlib.ExitStack() as stack:
                _beside(target, before, stack).replace(target)
        except (OSError, EditError) as error:
            raise EditError(
                f"{reason}; {target.name} is changed already, and could not be put back ({error})"
            ) from error


@contextlib.contextmanager
def _telling(path: Path, files: Sequence[object]) -> Iterator[None]:
    """Say what went wrong in words, and of which file where there are several."""
    name = f"{path.name}: " if len(files) > 1 else ""
    try:
        yield
    except OSError as error:
        raise EditError(f"{name}cannot be written: {error.strerror or error}") from error
    except EditError as error:
        raise EditError(f"{name}{error}") from error


def changed_bytes(before: bytes, change: Callable[[str], str]) -> bytes:
    """The bytes of a file after a change of its text, in the encoding that it has."""
    mark, encoding = next((pair for pair in _MARKS if before.startswith(pair[0])), (b"", "utf-8"))
    return mark + change(decode(before, "file")).encode(encoding)
