"""Keeps a snapshot of a catalog in a database up to date while it is edited.

The database says when something changed; that nothing was missed is looked at every so often. While
the database is not there, the last good snapshot stays.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import logging
import threading
from collections.abc import Callable

import psycopg
from sqlalchemy.exc import SQLAlchemyError

from directory.background import Background
from directory.catalog.keeper import Failure
from directory.places import Gazetteer
from directory.postgres.address import shown
from directory.postgres.connect import connect, told
from directory.postgres.filing import file_words, may_file
from directory.postgres.replica import Replica
from directory.problems import CatalogError, Problem
from directory.snapshot import Snapshot

_log = logging.getLogger(__name__)

LOOK_AGAIN = dt.timedelta(minutes=2)
"""How often it is made sure that nothing was missed."""
_REST = 4
"""After reading, edits gather for so many times as long as it took: visitors have most of the time.
"""
_PATIENCE = 1.0
"""Seconds that one wait for news lasts, so that the program can end."""


class DatabaseKeeper:
    """Holds the newest good snapshot of a database; safe to read from any thread.

    `clock` gives the present as an aware time. Nothing is read before the first `poll` or `start`.
    """

    def __init__(
        self, address: str, gazetteer: Gazetteer | None, *, clock: Callable[[], dt.datetime]
    ) -> None:
        self._address = address
        self._clock = clock
        self._gazetteer = gazetteer
        self._engine = connect(address)
        self._replica = Replica(self._engine, shown(address), gazetteer)
        self._listening: psycopg.Connection | None = None
        self._current: Snapshot | None = None
        self._loaded_at: dt.datetime | None = None
        self._looked_at: dt.datetime | None = None
        self._rests_until: dt.datetime | None = None
        self._news = False
        self._failure: Failure | None = None
        self._lock = threading.Lock()
        self._background = Background(self._tick, "database-keeper")

    @property
    def folder(self) -> str:
        """Where files lie; there are none."""
        return ""

    @property
    def current(self) -> Snapshot | None:
        """The last good snapshot; `None` until there was one."""
        return self._current

    @property
    def loaded_at(self) -> dt.datetime | None:
        """When `current` was read; `None` while there is none."""
        return self._loaded_at

    @property
    def failure(self) -> Failure | None:
        """Why `current` may be older than the database; `None` while it is what that says."""
        return self._failure

    def poll(self) -> bool:
        """Ask for changes, and take them in; true when `current` is new.

        Never raises: what goes wrong is logged and shows in `failure`.
        """
        with self._lock:
            try:
                with told(self._address):
                    return self._poll()
            except CatalogError as error:
                self._fail(error.problems)
            except Exception as error:
                _log.exception("The database could not be read")
                message = f"could not be read ({type(error).__name__}); see the log"
                self._fail((Problem(shown(self._address), 0, 0, "database", message),))
            self._hang_up()
            return False

    def rebuild(self) -> bool:
        """Make `current` anew of what was read last; true when that was done."""
        with self._lock:
            if self._current is None:
                return False
            self._current = self._replica.snapshot()
            return True

    def start(self, interval_seconds: float = 2.0) -> None:
        """Poll once now if that was never done, then follow the edits in the background.

        `interval_seconds` is the time between two attempts while the database is not there.
        """
        if not self._background.running and self._looked_at is None:
            self.poll()
        self._background.start(interval_seconds)

    def stop(self) -> None:
        """End the following, and close the connections; `current` stays."""
        self._background.stop(patience_seconds=None)
        self._hang_up()
        self._engine.dispose()

    def wait(self, seconds: float) -> bool:
        """Wait for news of the database; true when there is some, or it went away."""
        if self._listening is None:
            return True
        try:
            return any(True for _ in self._listening.notifies(timeout=seconds, stop_after=1))
        except psycopg.Error:
            self._hang_up()
            return True

    def _tick(self) -> bool:
        self._news |= self.wait(_PATIENCE)
        now, looked, rests = self._clock(), self._looked_at, self._rests_until
        due = self._news or self._replica.line.lost or looked is None or now - looked >= LOOK_AGAIN
        if due and (rests is None or now >= rests):
            self._news = False
            self.poll()
            self._rests_until = now + (self._clock() - now) * (_REST + 1)
        # Waiting for news is pause enough; only a lost database is asked for less often.
        return self._listening is not None

    def _poll(self) -> bool:
        if self._listening is None:
            # Listening begins before reading, so that no change falls between the two.
            self._listening = self._listen()
        else:
            for _ in self._listening.notifies(timeout=0):
                pass
        looked = self._looked_at
        thorough = looked is None or self._clock() - looked >= LOOK_AGAIN
        changed = self._replica.read(thorough=thorough)
        if changed or self._current is None:
            self._current = self._replica.snapshot()
            self._loaded_at = self._clock()
            _log.info("Read a catalog of %d entries from the database", len(self._current))
            self._file()
        if thorough:
            self._looked_at = self._clock()
        self._failure = None
        return changed

    def _listen(self) -> psycopg.Connection:
        raw = self._engine.raw_connection()
        driver = raw.driver_connection
        raw.detach()
        assert isinstance(driver, psycopg.Connection)
        driver.autocommit = True
        driver.execute("LISTEN directory")
        return driver

    def _file(self) -> None:
        """Let the database find by words what was edited by hand, where this login may do so."""
        found = list(self._replica.unindexed())
        if not found:
            return
        try:
            with self._engine.begin() as connection:
                if may_file(connection):
                    file_words(connection, found)
            with self._engine.connect() as connection:
                self._replica.note_indexed(connection)
        except SQLAlchemyError as error:
            # Found all the same: this process looks through these entries itself.
            _log.warning("Edited entries could not be indexed: %s", type(error).__name__)

    def _hang_up(self) -> None:
        if self._listening is not None:
            with contextlib.suppress(psycopg.Error):
                self._listening.close()
            self._listening = None

    def _fail(self, problems: tuple[Problem, ...]) -> None:
        since = self._failure.since if self._failure is not None else self._clock()
        self._failure = Failure(problems, since)
        self._replica.line.lost = True
        kept = "the last good catalog stays" if self._current is not None else "nothing to show yet"
        _log.warning("The database cannot be read, %s: %s", kept, problems[0])
