"""Keeps what a replica serves at the snapshot that is published, swapped whole.

A reader never meets one that is damaged or half there: the last good one stays until a new one
was brought, checked and opened.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from directory.background import Background
from directory.catalog.keeper import Failure
from directory.problems import Problem
from directory.published.cache import Cache
from directory.published.manifest import Manifest, Place, PublishedError

T = TypeVar("T")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Pace:
    """When a replica looks for a new snapshot."""

    every: dt.timedelta = dt.timedelta(seconds=30)
    jitter: Callable[[], float] = lambda: 0.0
    """A number from 0 to 1 by chance, so that a fleet does not ask at the same moment."""
    spread: float = 0.1
    """The longest time that chance adds, as a part of the wait."""
    longest: dt.timedelta = dt.timedelta(minutes=10)
    """The longest wait before a snapshot that was not right is brought again."""

    def wait(self) -> dt.timedelta:
        """How long to wait until the next look."""
        return self.every * (1 + self.spread * self.jitter())

    def wait_after(self, failures: int) -> dt.timedelta:
        """How long to leave a snapshot that was not right for that many times in a row."""
        doubled = self.every * (1 << min(failures, 20))
        return max(self.every, min(doubled, self.longest))


@dataclass(frozen=True, slots=True)
class _Bad:
    """A snapshot that was not right."""

    sha256: str
    message: str
    failures: int
    until: dt.datetime


class Replica(Generic[T]):
    """Holds the newest good snapshot of a place; safe to read from any thread.

    `open_file` makes what is served of a snapshot's file; it raises `PublishedError` in words that
    say what to do for one that it does not take. `clock` gives the present as an aware time.
    """

    def __init__(
        self,
        place: Place,
        cache: Cache,
        open_file: Callable[[Path], T],
        *,
        clock: Callable[[], dt.datetime],
        pace: Pace = Pace(),
    ) -> None:
        self._place = place
        self._cache = cache
        self._open_file = open_file
        self._clock = clock
        self._pace = pace
        self._served: tuple[Manifest, T, dt.datetime] | None = None
        self._failure: Failure | None = None
        self._bad: _Bad | None = None
        self._due: dt.datetime | None = None
        self._lock = threading.Lock()
        self._background = Background(self._tick, "snapshots")

    @property
    def folder(self) -> str:
        """Empty: what goes wrong is not named by files of one folder."""
        return ""

    @property
    def current(self) -> T | None:
        """What the last good snapshot became; `None` until there was one."""
        return self._served[1] if self._served else None

    @property
    def manifest(self) -> Manifest | None:
        """Which snapshot that is; `None` until there was one."""
        return self._served[0] if self._served else None

    @property
    def loaded_at(self) -> dt.datetime | None:
        """When it was opened; `None` until there was one."""
        return self._served[2] if self._served else None

    @property
    def failure(self) -> Failure | None:
        """Why it is not the one that is published; `None` while it is."""
        return self._failure

    def begin(self, patience_seconds: float) -> None:
        """Open what was served before the last end, so that no visitor waits for the place.

        Without that, look at the place, and wait so long for what comes of it. Never raises.
        """
        with self._lock:
            if self._served is None:
                self._open_last()
        if self._served is None:
            look = threading.Thread(target=self.poll, name="first-snapshot", daemon=True)
            look.start()
            look.join(patience_seconds)

    def poll(self) -> bool:
        """Look at the place, and take over what is new there; true when `current` is new.

        Never raises: what goes wrong is logged and shows in `failure`.
        """
        with self._lock:
            self._due = self._clock() + self._pace.wait()
            try:
                return self._poll()
            except (PublishedError, OSError) as error:
                self._fail(_words(error))
            except Exception as error:
                _log.exception("The published snapshot could not be looked at")
                self._fail(f"could not be looked at ({type(error).__name__}); see the log")
            return False

    def start(self, interval_seconds: float = 2.0) -> None:
        """Poll in the background, looking every so often whether it is time."""
        least = min(interval_seconds, self._pace.every.total_seconds())
        self._background.start(least)

    def stop(self, patience_seconds: float | None = 1.0) -> None:
        """End the polling; a download under way is not waited for any longer than that."""
        self._background.stop(patience_seconds)

    def _tick(self) -> bool:
        now = self._clock()
        due = self._due
        # Much more than one wait ahead: the clock went back.
        if due is None or due <= now or due > now + self._pace.every * 2:
            self.poll()
        return False

    def _open_last(self) -> None:
        manifest = self._cache.last()
        path = self._cache.find(manifest) if manifest else None
        if manifest is None or path is None:
            return
        try:
            self._take(manifest, self._open_file(path))
        except Exception as error:
            _log.warning("The copy %s cannot be used: %s", path.name, _words(error))

    def _poll(self) -> bool:
        manifest = Manifest.read(self._place.manifest())
        if self._served and self._served[0].sha256 == manifest.sha256:
            if self._failure is not None:
                _log.info("The published snapshot is again the one that is served")
            self._failure = self._bad = None
            return False
        if self._bad and self._bad.sha256 == manifest.sha256 and self._clock() < self._bad.until:
            self._fail(self._bad.message)
            return False
        try:
            path = self._cache.find(manifest) or self._cache.receive(manifest, self._place)
            opened = self._open_file(path)
        except Exception as error:
            self._leave(manifest, _words(error))
            raise
        self._take(manifest, opened)
        self._remember(manifest)
        return True

    def _take(self, manifest: Manifest, opened: T) -> None:
        # All at once: nobody reads the manifest of one and the entries of another.
        self._served = (manifest, opened, self._clock())
        self._failure = self._bad = None
        _log.info("Serving the snapshot %.12s of %s", manifest.sha256, manifest.made)

    def _remember(self, manifest: Manifest) -> None:
        try:
            self._cache.remember(manifest, self._clock())
        except PublishedError as error:
            _log.warning("%s", error)

    def _leave(self, manifest: Manifest, message: str) -> None:
        """Leave a snapshot alone for a while: bringing a large one again and again helps nobody."""
        again = self._bad is not None and self._bad.sha256 == manifest.sha256
        failures = self._bad.failures + 1 if again and self._bad else 0
        until = self._clock() + self._pace.wait_after(failures)
        self._bad = _Bad(manifest.sha256, message, failures, until)

    def _fail(self, message: str) -> None:
        problem = Problem(self._place.name, 0, 0, "snapshot", message)
        before = self._failure
        self._failure = Failure((problem,), before.since if before else self._clock())
        if before is None or before.problems != (problem,):
            kept = "the last good one stays" if self._served else "nothing to show yet"
            _log.warning("The published snapshot cannot be used, %s: %s", kept, problem)


def _words(error: Exception) -> str:
    if isinstance(error, OSError):
        return f"cannot be read: {error.strerror or type(error).__name__}"
    if isinstance(error, PublishedError):
        return str(error)
    return f"cannot be opened ({type(error).__name__}); see the log"
