"""One compiled file, served from a copy: what it is replaced by is taken over when it is complete.

The file itself is never mapped into memory: who copied another one over it would pull the ground
from under the server.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from directory.published.manifest import CHUNK, Manifest

_Look = tuple[int, int, int]


class Single:
    """A file that `directory compile` wrote, as a place of one snapshot."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known: tuple[_Look, Manifest] | None = None

    @property
    def name(self) -> str:
        """The file."""
        return str(self._path)

    def manifest(self) -> bytes:
        """What the file holds now; raises `OSError` when it cannot be read."""
        stat = self._path.stat()
        look = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
        if self._known is None or self._known[0] != look:
            made = dt.datetime.fromtimestamp(stat.st_mtime, dt.UTC)
            self._known = look, Manifest.of(self._path, made)
        return self._known[1].written()

    def copy(self, manifest: Manifest, take: Callable[[bytes], object]) -> None:
        """Hand over the file in pieces; what is no longer what was said is found out later."""
        del manifest
        with self._path.open("rb") as file:
            while piece := file.read(CHUNK):
                take(piece)
