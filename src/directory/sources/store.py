"""Keeps the last good copy of each feed on disk.

One file a copy: a zip with the documents and what is known of them. It is written beside its
place and moved there, so a reader finds the old one or the new one, whole; a file that is damaged
all the same counts as none.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import os
import tempfile
import zipfile
import zlib
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from directory.feeds.source import Document
from directory.sources.feed import Copy, Reason
from directory.sources.fetch import Validators

_log = logging.getLogger(__name__)
_VERSION = 1
_ABOUT = "about.json"
_DAMAGED = (
    OSError, ValueError, LookupError, TypeError, AttributeError, EOFError, RuntimeError,
    zipfile.BadZipFile, zlib.error,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Status:
    """How the last readings of a feed went."""

    checked_at: dt.datetime | None = None
    """When it was last read and was as it should be."""
    failing_since: dt.datetime | None = None
    reason: Reason | None = None


Stamp = tuple[tuple[int, ...], ...]
"""What the files of a feed look like from outside."""


class Store:
    """The copies in a folder, which is made when the first one is written."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def load(self, key: str, *, held: bool = False) -> Copy | None:
        """The copy of a feed, or the one held back; `None` when there is none that is whole."""
        file = self._file(key, held)
        if not file.is_file():
            return None
        try:
            return _read(file)
        except _DAMAGED as error:
            _log.warning("The copy %s is damaged and not used (%s)", file.name, error)
            return None

    def save(self, key: str, copy: Copy, *, held: bool = False) -> None:
        """Keep a copy in place of the one before; raises `OSError` when that cannot be done."""
        file = self._file(key, held)
        with self._replacing(file) as target, zipfile.ZipFile(target, "w", _PACKED) as archive:
            archive.writestr(_ABOUT, json.dumps(_about(copy)))
            for index, document in enumerate(copy.documents):
                archive.writestr(str(index), document.data)

    def accept(self, key: str) -> bool:
        """Put the copy that is held back in place of the good one; false when there is none.

        Raises `OSError` when that cannot be done.
        """
        if self.load(key, held=True) is None:
            return False
        try:
            self._file(key, True).replace(self._file(key, False))
        except FileNotFoundError:
            return False  # another program accepted or dropped it just now
        return True

    def drop_held(self, key: str) -> None:
        """Forget the copy that is held back, if there is one."""
        with suppress(FileNotFoundError):
            self._file(key, True).unlink()

    def status(self, key: str) -> Status:
        """How the last readings went."""
        try:
            data = json.loads((self.folder / f"{key}.json").read_text("utf-8"))
            return Status(
                _instant(data["checked_at"]),
                _instant(data["failing_since"]),
                _reason(data["reason"]),
            )
        except _DAMAGED:
            return Status()

    def set_status(self, key: str, status: Status) -> None:
        """Note how the last reading went; raises `OSError` when that cannot be done."""
        data = {
            "checked_at": status.checked_at and status.checked_at.isoformat(),
            "failing_since": status.failing_since and status.failing_since.isoformat(),
            "reason": status.reason and asdict(status.reason),
        }
        with self._replacing(self.folder / f"{key}.json") as target:
            target.write(json.dumps(data).encode())

    def stamp(self, key: str) -> Stamp:
        """Changes when another program writes a copy of this feed, or accepts one."""
        found: list[tuple[int, ...]] = []
        for held in (False, True):
            try:
                stat = self._file(key, held).stat()
                found.append((stat.st_mtime_ns, stat.st_size, stat.st_ino))
            except OSError:
                found.append(())
        return tuple(found)

    def _file(self, key: str, held: bool) -> Path:
        return self.folder / f"{key}{'.held' if held else ''}.zip"

    def _replacing(self, file: Path) -> _Replacing:
        self.folder.mkdir(parents=True, exist_ok=True)
        return _Replacing(file)


_PACKED = zipfile.ZIP_DEFLATED


class _Replacing:
    """A new file that takes the place of another one when it is complete."""

    def __init__(self, file: Path) -> None:
        self._file = file
        handle, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
        self._target = os.fdopen(handle, "w+b")
        # What it holds is public, and the app may run as another user than the commands.
        os.fchmod(handle, 0o644)
        self._name = Path(name)

    def __enter__(self) -> Any:
        return self._target

    def __exit__(self, kind: object, *_: object) -> None:
        try:
            if kind is None:
                self._target.flush()
                os.fsync(self._target.fileno())
            self._target.close()
            if kind is None:
                self._name.replace(self._file)
        finally:
            with suppress(OSError):
                self._name.unlink()


def _about(copy: Copy) -> dict[str, Any]:
    return {
        "version": _VERSION,
        "read_at": copy.read_at.isoformat(),
        "rows": copy.rows,
        "entries": copy.entries,
        "documents": [document.name for document in copy.documents],
        "optional": [document.name for document in copy.documents if document.optional],
        "validators": {
            name: [validators.etag, validators.modified]
            for name, validators in copy.validators.items()
        },
    }


def _read(file: Path) -> Copy:
    with zipfile.ZipFile(file) as archive:
        about = json.loads(archive.read(_ABOUT))
        if about["version"] != _VERSION:
            raise ValueError("another version wrote it")
        documents = tuple(
            Document(
                str(name), archive.read(str(index)), optional=name in about.get("optional", [])
            )
            for index, name in enumerate(about["documents"])
        )
    read_at = _instant(about["read_at"])
    if read_at is None:
        raise ValueError("it has no date")
    return Copy(
        documents=documents,
        read_at=read_at,
        rows=int(about["rows"]),
        entries=int(about["entries"]),
        validators={
            str(name): Validators(str(etag), str(modified))
            for name, (etag, modified) in about["validators"].items()
        },
    )


def _reason(data: Any) -> Reason | None:
    if not data:
        return None
    if isinstance(data, str):  # as versions before this one wrote it
        return Reason(data)
    values = {str(name): str(value) for name, value in data["values"].items()}
    reason = Reason(str(data["message"]), values, str(data["where"]))
    str(reason)  # a slot without a value is damage, and told here
    return reason


def _instant(text: str | None) -> dt.datetime | None:
    if text is None:
        return None
    found = dt.datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError("an instant without a zone")
    return found
