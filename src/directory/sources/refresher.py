"""Keeps the feeds of a catalog fresh in the background; nobody ever waits for one.

At the start the copies on disk are shown, and the feeds are read one after the other in a thread
of their own; then each again when its `refresh` has passed, or sooner, and ever less often, while
it fails. What is shown is always the last good copy of each.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from directory.background import Background
from directory.catalog.files import Catalog
from directory.sources.feed import Feed, State, feeds_of
from directory.sources.fetch import Fetch
from directory.sources.merge import Merged, merge
from directory.sources.reading import look, opened, read
from directory.sources.store import Stamp, Status, Store

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Pace:
    """When a feed is read again."""

    jitter: Callable[[], float] = lambda: 0.0
    """A number from 0 to 1 by chance, so that many directories do not ask at the same moment."""
    spread: float = 0.1
    """The longest time that chance adds, as a part of the wait."""
    retry: dt.timedelta = dt.timedelta(minutes=1)
    """The wait after the first failure; it doubles with each further one, up to `refresh`."""

    def wait(self, feed: Feed, failures: int) -> dt.timedelta:
        """How long to wait after a reading, the `failures`th in a row that failed."""
        wait = feed.every
        if failures:
            wait = min(wait, self.retry * 2 ** min(failures - 1, 20))
        return wait * (1 + self.spread * self.jitter())

    def longest(self, feed: Feed) -> dt.timedelta:
        """More than this a feed never waits."""
        return feed.every * (1 + self.spread)


@dataclass(frozen=True, slots=True)
class Account:
    """What was put together, and of what."""

    catalog: Catalog
    """The catalog's own entries alone."""
    states: tuple[State, ...]
    merged: Merged


@dataclass(slots=True)
class _Kept:
    state: State
    stamp: Stamp
    look: tuple[tuple[int, ...], ...]
    due: dt.datetime
    failures: int = 0


def account_of(catalog: Catalog, store: Store | None, fetch: Fetch, now: dt.datetime) -> Account:
    """A catalog with its feeds as they are on disk; no address is asked.

    Files that `path` names are read as they are now, addresses from their copies.
    """
    states = [opened(feed, store) for feed in feeds_of(catalog)]
    now_read = tuple(
        read(state, fetch, now) if state.feed.source.path else state for state in states
    )
    return Account(catalog, now_read, merge(catalog, now_read))


class Refresher:
    """The feeds of the catalog that is served; safe to use from any thread.

    `clock` gives the present as an aware time. `changed` is called, from the thread that reads,
    when there is something new to show: it should lead to another call of `merged`.
    """

    def __init__(
        self,
        store: Store | None,
        fetch: Fetch,
        *,
        clock: Callable[[], dt.datetime],
        pace: Pace = Pace(),
        changed: Callable[[], object] = lambda: None,
    ) -> None:
        self._store = store
        self._fetch = fetch
        self._clock = clock
        self._pace = pace
        self._changed = changed
        self._kept: dict[str, _Kept] = {}
        self._account: Account | None = None
        self._lock = threading.Lock()
        self._background = Background(self.tick, "feeds")

    @property
    def states(self) -> tuple[State, ...]:
        """What is known of each feed just now, in the catalog's order."""
        with self._lock:
            return tuple(kept.state for kept in self._kept.values())

    @property
    def account(self) -> Account | None:
        """What was merged last; `None` before that."""
        return self._account

    def merged(self, catalog: Catalog) -> Catalog:
        """The catalog with the good copies of its feeds; from now on these are kept fresh."""
        states = self._adopt(feeds_of(catalog))
        account = Account(catalog, states, merge(catalog, states))
        self._account = account
        return account.merged.catalog

    def tick(self) -> bool:
        """Read one feed, if one is due; false when there was nothing to do."""
        now = self._clock()
        with self._lock:
            waiting = list(self._kept.values())
        for kept in waiting:
            if self._noticed(kept):
                return True
            if (seen := look(kept.state.feed)) != kept.look:
                kept.look, kept.due = seen, now
            # Longer than a whole round: the clock went back, or `refresh` became shorter.
            kept.due = min(kept.due, now + self._pace.longest(kept.state.feed))
        due = [kept for kept in waiting if kept.due <= now]
        if not due:
            return False
        self._read(min(due, key=lambda kept: kept.due), now)
        return True

    def start(self, interval_seconds: float = 2.0) -> None:
        """Read in the background, looking every so often whether something is due."""
        self._background.start(interval_seconds)

    def stop(self, patience_seconds: float = 1.0) -> None:
        """End the reading; a download that is under way is not waited for any longer than that."""
        self._background.stop(patience_seconds)

    def _adopt(self, feeds: Sequence[Feed]) -> tuple[State, ...]:
        now = self._clock()
        with self._lock:
            old = self._kept
        kept: dict[str, _Kept] = {}
        for feed in feeds:
            known = old.get(feed.key)
            if known is None:
                stamp = self._store.stamp(feed.key) if self._store else ()
                known = _Kept(opened(feed, self._store), stamp, look(feed), now)
                if feed.source.path:
                    # A file beside the catalog is there at once, so it is not waited for either.
                    before, known.state = known.state, read(known.state, self._fetch, now)
                    keep(self._store, before, known.state)
                    known.stamp = self._store.stamp(feed.key) if self._store else ()
            with self._lock:
                known.state = replace(known.state, feed=feed)
            kept[feed.key] = known
        with self._lock:
            self._kept = kept
            return tuple(one.state for one in kept.values())

    def _noticed(self, kept: _Kept) -> bool:
        """Take over what another program wrote: a copy that was refreshed, or accepted."""
        if self._store is None:
            return False
        feed = kept.state.feed
        stamp = self._store.stamp(feed.key)
        if stamp == kept.stamp:
            return False
        kept.stamp = stamp
        found = opened(feed, self._store)
        if found.copy is None:
            # The folder was emptied, or is damaged: what is in memory is still good.
            return False
        self._take(kept, found)
        self._changed()
        return True

    def _take(self, kept: _Kept, state: State) -> None:
        """Make this the state of a feed, which may be written otherwise in the catalog by now."""
        with self._lock:
            kept.state = replace(state, feed=kept.state.feed)

    def _read(self, kept: _Kept, now: dt.datetime) -> None:
        before = kept.state
        after = read(before, self._fetch, now)
        if self._noticed(kept):
            # Accepted or read by another program meanwhile: what came is judged anew beside that.
            return
        failing = after.failing_since is not None
        kept.failures = kept.failures + 1 if failing else 0
        kept.due = self._clock() + self._pace.wait(after.feed, kept.failures)
        if failing:
            _log.warning("The feed %s cannot be read: %s", after.feed.name, after.reason)
        keep(self._store, before, after)
        kept.stamp = self._store.stamp(after.feed.key) if self._store else ()
        self._take(kept, after)
        if after.result is not before.result:
            _log.info("Read the feed %s", after.feed.name)
            self._changed()


def keep(store: Store | None, before: State, after: State) -> None:
    """Write what is new to disk; a disk that cannot be written costs nothing but the copy."""
    if store is None:
        return
    key = after.feed.key
    try:
        if after.copy is not None and after.copy is not before.copy:
            store.save(key, after.copy)
        if after.held is None:
            # A reading that failed says nothing about what another program held back meanwhile.
            if after.failing_since is None:
                store.drop_held(key)
        elif after.held is not before.held:
            store.save(key, after.held, held=True)
        store.set_status(key, Status(after.checked_at, after.failing_since, after.reason))
    except OSError as error:
        _log.warning("The copy of %s cannot be kept: %s", after.feed.name, error)
