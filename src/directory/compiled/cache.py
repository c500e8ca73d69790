"""Compiled snapshots beside a catalog: what was read once need not be read again.

A file is found by what it was made of: the bytes of the catalog's files, the program that read
them, and what the program knows of towns and time zones. Whatever is damaged, older or made of
something else is made anew.
"""

from __future__ import annotations

import hashlib
import logging
import zoneinfo
from collections.abc import Sequence
from functools import lru_cache
from importlib import metadata
from pathlib import Path

from directory.catalog.files import Catalog
from directory.compiled.arrays import CompiledError
from directory.compiled.parts import packed_parts
from directory.compiled.snapshots import open_compiled, packed_snapshot, write_snapshot
from directory.index.packed import Packed
from directory.places import Gazetteer
from directory.places.store import DATA_FILE
from directory.problems import Problem
from directory.snapshot import Snapshot

Contents = Sequence[tuple[str, bytes | Problem]]
"""The files of a catalog: name, and content or why there is none."""

SMALLEST = 1_000_000
"""Bytes from which on a catalog is compiled; a smaller one is read as fast (some 2,000 entries)."""
MOST = 3
"""Compiled snapshots that are kept: going back to an earlier catalog is as fast as going on."""

_log = logging.getLogger(__name__)
_FOLDER = "compiled"
_PARTS = "files"
_PACKAGE = Path(__file__).parents[1]
# What these rooms do with a catalog is not in the file.
_OTHERS = frozenset({"ui", "web", "render", "export", "basemap", "published", "postgres"})


class Cache:
    """The compiled snapshots in a folder; where it cannot be written, there are none."""

    def __init__(
        self, folder: Path, gazetteer: Gazetteer | None, *, smallest: int | None = None
    ) -> None:
        """`smallest` is the size in bytes from which on a catalog is kept."""
        self._folder = folder / _FOLDER
        self._gazetteer = gazetteer
        self._smallest = SMALLEST if smallest is None else smallest

    def find(self, contents: Contents) -> Snapshot | None:
        """The snapshot of a catalog with these files; `None` when there is none to be trusted."""
        if not self._wants(contents):
            return None
        key = _key(contents)
        path = self._path(key)
        if not path.exists():
            return self._made(contents, key)
        try:
            found = open_compiled(path, self._gazetteer, key=key)
            # The one that was used last is the last to go.
            path.touch()
        except CompiledError as error:
            _log.warning("The compiled catalog %s; it is made anew", error)
        except OSError:
            _log.debug("The compiled catalog cannot be touched", exc_info=True)
            return found
        else:
            return found
        return self._made(contents, key)

    def _made(self, contents: Contents, key: str) -> Snapshot | None:
        """What several files give, each read by itself; `None`: they are to be read in one go."""
        files = {name: data for name, data in contents if isinstance(data, bytes)}
        if len(files) < len(contents):
            return None
        try:
            packed = packed_parts(files, self._folder / _PARTS, _program(), self._gazetteer)
        except OSError as error:
            self._complain(error)
            return None
        return self._put(packed, key) if packed is not None else None

    def keep(self, contents: Contents, catalog: Catalog, snapshot: Snapshot) -> Snapshot:
        """Keep what was made of a catalog's own files; gives it as the file has it.

        What comes of feeds is not kept: they change without the files. Where nothing can be
        written the snapshot comes back as it is.
        """
        if catalog.sources or catalog.unread or not self._wants(contents):
            return snapshot
        return self._put(packed_snapshot(snapshot), _key(contents)) or snapshot

    def _put(self, packed: Packed, key: str) -> Snapshot | None:
        """The snapshot from a file where it is kept from now on; `None` where that cannot be."""
        path = self._path(key)
        try:
            write_snapshot(packed, path, key=key)
            self._tidy(path)
            return open_compiled(path, self._gazetteer, key=key)
        except (OSError, CompiledError) as error:
            self._complain(error)
            return None

    def _complain(self, error: Exception) -> None:
        _log.warning("The catalog cannot be kept compiled in %s: %s", self._folder, error)

    def _wants(self, contents: Contents) -> bool:
        sizes = [len(content) for _, content in contents if isinstance(content, bytes)]
        return len(sizes) == len(contents) and sum(sizes) >= self._smallest

    def _path(self, key: str) -> Path:
        return self._folder / f"{key[:32]}.arrow"

    def _tidy(self, newest: Path) -> None:
        others = [path for path in self._folder.glob("*.arrow") if path != newest]
        others.sort(key=lambda path: path.stat().st_mtime, reverse=True)
        for path in others[MOST - 1 :]:
            path.unlink(missing_ok=True)


def _key(contents: Contents) -> str:
    """What a snapshot of these files depends on, as a number."""
    found = hashlib.blake2b(_program(), digest_size=32)
    for name, content in contents:
        data = content if isinstance(content, bytes) else b""
        found.update(f"{len(name)} {name} {len(data)} ".encode("utf-8", "surrogatepass"))
        found.update(data)
    return found.hexdigest()


@lru_cache(maxsize=1)
def _program() -> bytes:
    """The program that reads catalogs, and what it knows of towns and time zones."""
    found = hashlib.blake2b(digest_size=32)
    for path in sorted(_PACKAGE.rglob("*.py")):
        if path.relative_to(_PACKAGE).parts[0] not in _OTHERS:
            found.update(path.read_bytes())
    for path in (DATA_FILE, *(Path(each, "tzdata.zi") for each in zoneinfo.TZPATH)):
        if path.exists():
            stat = path.stat()
            found.update(f"{path.name} {stat.st_size} {stat.st_mtime_ns}".encode())
    for package in ("numpy", "pydantic", "tzdata"):
        found.update(metadata.version(package).encode())
    return found.digest()
