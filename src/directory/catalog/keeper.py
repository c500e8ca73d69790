"""Keeps what is made of a catalog up to date while its files are edited.

A reader of the directory never meets a half-saved or broken file: the last good catalog stays,
whole, until the files can be read again.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
import os
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from directory.background import Background
from directory.catalog.files import Catalog, Found, Paths, assemble, find_files
from directory.catalog.mends import visible
from directory.problems import CatalogError, Problem

T = TypeVar("T")
Contents = Sequence[tuple[str, bytes | Problem]]
"""The files of a catalog: name, and content or why there is none."""
_log = logging.getLogger(__name__)

_Look = tuple[tuple[str, tuple[int, ...] | None], ...]
"""What the files look like from outside; `None` for one that is not there."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why the files as they are now are not what is served."""

    problems: tuple[Problem, ...]
    since: dt.datetime
    """When the first of the failed readings in a row took place."""


class Shelf(Protocol[T]):
    """Keeps what was made of a catalog's files, so that they need not be read again."""

    def find(self, contents: Contents) -> T | None:
        """What was made of these very files; `None` when that is not kept."""
        ...

    def keep(self, contents: Contents, catalog: Catalog, built: T) -> T:
        """Keep what was made of these files; gives what stands for it from now on."""
        ...


class Keeper(Generic[T]):
    """Holds the newest good state of a catalog; safe to read from any thread.

    `build` makes that state of a catalog (a snapshot, say) and runs in the thread that polls.
    `clock` gives the present as an aware time. With a `shelf`, files that were read before are not
    read again. Nothing is read before the first `poll` or `start`.
    """

    def __init__(
        self,
        paths: Paths,
        build: Callable[[Catalog], T],
        *,
        clock: Callable[[], dt.datetime],
        shelf: Shelf[T] | None = None,
    ) -> None:
        self._paths = paths
        self._build = build
        self._shelf = shelf
        self._clock = clock
        self._catalog: Catalog | None = None
        self._current: T | None = None
        self._loaded_at: dt.datetime | None = None
        self._failure: Failure | None = None
        self._looked: _Look | None = None
        self._doubted: _Look | None = None
        self._readable: frozenset[str] = frozenset()
        self._good = b""
        self._bad = b""
        self._lock = threading.Lock()
        self._background = Background(self._tick, "catalog-keeper")

    @property
    def folder(self) -> str:
        """Where the files lie, as their problems name it; empty when that is several places."""
        if not isinstance(self._paths, str | Path):
            return ""
        path = Path(self._paths)
        return visible(os.fspath(path if path.is_dir() else path.parent))

    @property
    def current(self) -> T | None:
        """What the last good catalog became; `None` until there was one."""
        return self._current

    @property
    def loaded_at(self) -> dt.datetime | None:
        """When `current` was read; `None` while there is none."""
        return self._loaded_at

    @property
    def failure(self) -> Failure | None:
        """Why `current` is older than the files; `None` while it is what they say."""
        return self._failure

    def poll(self) -> bool:
        """Look at the files, and read them again when they changed; true when `current` is new.

        Never raises: what goes wrong is logged and shows in `failure`.
        """
        with self._lock:
            try:
                return self._poll()
            except Exception as error:
                _log.exception("The catalog could not be looked at")
                message = f"could not be looked at ({type(error).__name__}); see the log"
                self._fail((Problem(str(self._paths), 0, 0, "file", message),))
                return False

    def rebuild(self) -> bool:
        """Make `current` anew of the catalog that was read last; true when that was done.

        For what `build` puts to the catalog from elsewhere. Never raises: `current` stays when
        it goes wrong.
        """
        with self._lock:
            if self._catalog is None:
                return False
            try:
                self._current = self._build(self._catalog)
            except Exception:
                _log.exception("The catalog could not be prepared again")
                return False
            return True

    def start(self, interval_seconds: float = 2.0) -> None:
        """Poll once now if that was never done, then again and again in the background."""
        if not self._background.running and self._looked is None:
            self.poll()
        self._background.start(interval_seconds)

    def stop(self) -> None:
        """End the background polling; `current` stays."""
        self._background.stop(patience_seconds=None)

    def _tick(self) -> bool:
        self.poll()
        return False

    def _poll(self) -> bool:
        files = find_files(self._paths)
        look = _look(files)
        if look == self._looked:
            self._doubted = None
            return False
        there = {name for name, state in look if state is not None}
        if not self._readable <= there and look != self._doubted:
            # Some editors take a file away before they put the new one in its place: a file
            # that is gone counts as gone when it still is on the next look.
            self._doubted = look
            return False
        contents = [(file.name, file.read()) for file in files]
        if _look(files) != look:
            return False
        self._looked, self._doubted = look, None
        digest = _digest(contents)
        if digest == self._good:
            if self._failure is not None:
                _log.info("The catalog is again what it was before the failed change")
            self._failure = None
            return False
        if digest == self._bad and self._failure is not None:
            return False
        self._bad = digest
        return self._take(contents, digest)

    def _take(self, contents: Contents, digest: bytes) -> bool:
        known = self._shelf.find(contents) if self._shelf else None
        if known is not None:
            self._adopt(known, None, contents, digest)
            _log.info("Opened a compiled catalog")
            return True
        try:
            catalog = assemble(contents)
        except CatalogError as error:
            self._fail(error.problems)
            return False
        lost = self._readable.intersection(catalog.unread)
        if lost:
            self._fail(tuple(one for one in catalog.problems if one.file in lost))
            return False
        try:
            built = self._build(catalog)
        except Exception as error:
            _log.exception("The catalog was read but could not be prepared")
            name = contents[0][0]
            message = f"was read but could not be prepared ({type(error).__name__}); see the log"
            self._fail((Problem(name, 0, 0, "file", message),))
            return False
        _log.info("Read a catalog of %d entries", len(catalog.resources))
        self._adopt(built, catalog, contents, digest)
        if self._shelf:
            kept = self._shelf.keep(contents, catalog, built)
            if kept is not built:
                # What it was made of is no longer needed, and that is most of the memory.
                self._adopt(kept, None, contents, digest)
        return True

    def _adopt(self, built: T, catalog: Catalog | None, contents: Contents, digest: bytes) -> None:
        self._catalog = catalog
        self._current = built
        self._loaded_at = self._clock()
        self._failure = None
        self._good = digest
        unread = catalog.unread if catalog is not None else ()
        self._readable = frozenset(name for name, _ in contents) - frozenset(unread)

    def _fail(self, problems: tuple[Problem, ...]) -> None:
        since = self._failure.since if self._failure is not None else self._clock()
        self._failure = Failure(problems, since)
        shown = problems[0] if problems else "no reason is known"
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        kept = "the last good catalog stays" if self._current is not None else "nothing to show yet"
        _log.warning("The catalog cannot be read, %s: %s%s", kept, shown, more)


def _look(files: Sequence[Found]) -> _Look:
    return tuple((file.name, _state(file)) for file in files)


def _state(file: Found) -> tuple[int, ...] | None:
    if file.problem is not None:
        return None
    try:
        stat = file.path.stat()
    except (OSError, ValueError):
        return None
    # The inode tells a file that was renamed into place from the one it replaced.
    return (stat.st_mtime_ns, stat.st_size, stat.st_ino)


def _digest(contents: Contents) -> bytes:
    found = hashlib.sha256()
    for name, content in contents:
        data = content if isinstance(content, bytes) else str(content).encode()
        found.update(f"{len(name)} {len(data)} {name}".encode())
        found.update(data)
    return found.digest()
