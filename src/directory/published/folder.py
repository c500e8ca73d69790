"""Snapshots in a folder: a disk, or a volume that several machines share."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from directory.published.manifest import (
    CHUNK,
    LONGEST,
    NAME,
    SNAPSHOT,
    Manifest,
    PublishedError,
)


class Folder:
    """Snapshots in a folder; it is made when the first one is published."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def name(self) -> str:
        """The folder."""
        return str(self._path)

    def manifest(self) -> bytes:
        """The manifest as it is now; raises `PublishedError` or `OSError`."""
        try:
            with (self._path / NAME).open("rb") as file:
                return file.read(LONGEST + 1)
        except FileNotFoundError:
            raise PublishedError(
                f"there is no {NAME}; publish a snapshot there with `directory publish`"
            ) from None

    def copy(self, manifest: Manifest, take: Callable[[bytes], object]) -> None:
        """Hand over the snapshot in pieces."""
        try:
            with (self._path / manifest.file).open("rb") as file:
                while piece := file.read(CHUNK):
                    take(piece)
        except FileNotFoundError:
            raise PublishedError(
                f"{manifest.file} is not there; publish the snapshot again"
            ) from None

    def put(self, file: Path, name: str) -> None:
        """Lay a file down under a name: nobody sees it before all of it is there."""
        with file.open("rb") as source, replacing(self._path / name) as target:
            shutil.copyfileobj(source, target, CHUNK)

    def put_manifest(self, data: bytes) -> None:
        """Put this manifest in place of the one before."""
        with replacing(self._path / NAME) as target:
            target.write(data)

    def snapshots(self) -> list[tuple[dt.datetime, str, int]]:
        """When each snapshot was laid down, its name, its bytes."""
        found = []
        for path in self._path.iterdir():
            if SNAPSHOT.fullmatch(path.name):
                stat = path.stat()
                laid = dt.datetime.fromtimestamp(stat.st_mtime, dt.UTC)
                found.append((laid, path.name, stat.st_size))
        return found

    def remove(self, name: str) -> None:
        """Take a snapshot away; who has it open keeps it."""
        (self._path / name).unlink(missing_ok=True)


@contextmanager
def replacing(file: Path) -> Iterator[BinaryIO]:
    """A new file that takes the place of another when it is complete, and safe on the disk.

    Each writer has a name of its own until then, so two at a time do not meet. Raises `OSError`.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
    try:
        with os.fdopen(handle, "wb") as target:
            # What it holds is public, and the app may run as another user than the commands.
            os.fchmod(handle, 0o644)
            yield target
            target.flush()
            os.fsync(handle)
        Path(name).replace(file)
        _settle(file.parent)
    finally:
        with suppress(FileNotFoundError):
            Path(name).unlink()


def _settle(folder: Path) -> None:
    """See that a new name outlives a power cut, where the system can promise that."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
