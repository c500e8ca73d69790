"""The snapshots that this machine has, shared by all of its processes."""

from __future__ import annotations

import datetime as dt
import errno
import hashlib
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from directory.published.folder import replacing
from directory.published.manifest import SNAPSHOT, Manifest, Place, PublishedError

_log = logging.getLogger(__name__)
_YOUNG = dt.timedelta(minutes=10)
"""So long a file is left alone that nobody names: another process may have just brought it."""
_KEPT = 2
"""The snapshot that is served, and the one before it: going back costs no download."""


class Cache:
    """Snapshots in a folder, each checked when it comes and again when it is opened.

    `address` is where they come from: one folder may serve several directories.
    """

    def __init__(self, folder: Path, address: str) -> None:
        self._folder = folder
        key = hashlib.sha256(address.encode()).hexdigest()[:16]
        self._names = folder / f"served-{key}.json"

    def last(self) -> Manifest | None:
        """What was served last; `None` when nothing is known of that."""
        served = _served(self._names)
        return served[0] if served else None

    def find(self, manifest: Manifest) -> Path | None:
        """The snapshot, if it is here and whole; one that is damaged is taken away."""
        path = self._folder / manifest.file
        try:
            if Manifest.of(path, manifest.made) == manifest:
                return path
            _log.warning("The copy %s is damaged and not used", path.name)
            path.unlink()
        except OSError:
            pass  # not there, or gone just now
        return None

    def receive(self, manifest: Manifest, place: Place) -> Path:
        """Bring a snapshot here and check it; raises `PublishedError` for one that is not right.

        It is seen under its name when all of it is here and safe on the disk.
        """
        path = self._folder / manifest.file
        digest, size = hashlib.sha256(), 0
        with self._writing(), replacing(path) as target:

            def take(piece: bytes) -> None:
                nonlocal size
                size += len(piece)
                if size > manifest.size:
                    raise PublishedError(
                        f"{manifest.file} holds more than the {manifest.size} bytes that it"
                        " should; publish the snapshot again"
                    )
                digest.update(piece)
                with self._writing():
                    target.write(piece)

            try:
                place.copy(manifest, take)
            except OSError as error:
                raise PublishedError(
                    f"{manifest.file} cannot be read: {error.strerror or type(error).__name__}"
                ) from None
            if size < manifest.size:
                raise PublishedError(
                    f"{manifest.file} breaks off after {size} of {manifest.size} bytes;"
                    " publish the snapshot again if that stays so"
                )
            if digest.hexdigest() != manifest.sha256:
                raise PublishedError(
                    f"{manifest.file} is damaged: its checksum is another;"
                    " publish the snapshot again"
                )
        return path

    def remember(self, manifest: Manifest, now: dt.datetime) -> None:
        """Note that this is served now, and take away what no process needs any more."""
        before = [each for each in _served(self._names) if each.sha256 != manifest.sha256]
        with self._writing():
            names = [each.written().decode() for each in (manifest, *before)][:_KEPT]
            with replacing(self._names) as target:
                target.write(json.dumps(names).encode())
            self._tidy(now)

    def _tidy(self, now: dt.datetime) -> None:
        named = {
            manifest.file
            for file in self._folder.glob("served-*.json")
            for manifest in _served(file)
        }
        for path in self._folder.iterdir():
            snapshot = SNAPSHOT.fullmatch(path.name) or path.name.startswith(".snapshot-")
            if not snapshot or path.name in named:
                continue
            with suppress(FileNotFoundError):
                age = now - dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC)
                if age > _YOUNG:
                    # Who has it open keeps it: only its name goes.
                    path.unlink()

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                mend = "make room there"
            else:
                mend = "name a folder that may be written with DIRECTORY_CACHE"
            raise PublishedError(
                f"the snapshot cannot be copied to {self._folder}:"
                f" {error.strerror or type(error).__name__}; {mend}"
            ) from None


def _served(file: Path) -> list[Manifest]:
    """What a list of snapshots names; nothing where it is not there or damaged."""
    try:
        return [Manifest.read(str(text).encode()) for text in json.loads(file.read_bytes())]
    except (OSError, ValueError, TypeError, PublishedError):
        return []
