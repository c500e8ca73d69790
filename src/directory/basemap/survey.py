"""Reads a map style elsewhere and what it points at, and keeps fresh what was found.

The server reads it, and no reader's browser, so that a reader can be told who will see their
requests before there is one. Nobody ever waits for it: it is read in a thread of its own, at the
start and then once a day.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace

from directory.background import Background
from directory.basemap.online import (
    LARGEST,
    MOST_HOSTS,
    Named,
    OnlineStyle,
    host_named,
    read_description,
    read_style,
)
from directory.feeds.report import FeedError
from directory.model import Settings
from directory.model.settings import Basemap
from directory.sources.feed import Reason
from directory.sources.fetch import Fetch, Limits, shown
from directory.sources.network import UnreachableError
from directory.words import N_

LIMITS = Limits(size=LARGEST, silence=15, total=30)
"""For each address that is read."""
EVERY = dt.timedelta(days=1)
"""How often a style is read again."""
RETRY = dt.timedelta(minutes=1)
"""The wait after a first failure; it doubles with each further one, up to `EVERY`."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Reading:
    """What is known of the style that a catalog names."""

    name: str = ""
    """What it is called: its address without keys; empty where the catalog names none."""
    offered: OnlineStyle | None = None
    """What a reader may be asked about; `None`: nothing, the built-in map is all there is."""
    checked_at: dt.datetime | None = None
    """When it was last read and was as it should be; aware."""
    failing_since: dt.datetime | None = None
    """When the first of the failed readings in a row took place; aware."""
    reason: Reason | None = None
    """Why the last reading failed."""
    unreachable: bool = False
    """It failed because the style could not be read; false: because it must not be shown."""


def survey(basemap: Basemap, fetch: Fetch) -> OnlineStyle:
    """Read a style and the descriptions of tiles that it points at; say whom it asks.

    `fetch` takes https alone. Raises `FeedError` when it is not to be shown: an `UnreachableError`
    when that is only because it could not be read.
    """
    assert basemap.online is not None, "who calls this looked"
    hosts = set(basemap.hosts)

    def read(address: str, reader: Callable[[bytes, str], Named]) -> Named:
        where = shown(address)
        answer = fetch(address, allow_private=basemap.allow_private)
        # A browser is sent on as we were, and asks each on the way.
        hosts.update(host_named(each, where) for each in (address, *answer.through))
        found = reader(answer.data, where)
        hosts.update(found.hosts)
        return found

    style = read(basemap.online, read_style)
    credits = dict.fromkeys(style.credits)
    for address in style.descriptions:
        credits.update(dict.fromkeys(read(address, read_description).credits))
    count = len(hosts.difference(basemap.hosts))
    if count > MOST_HOSTS:
        raise FeedError(
            N_("names {count} hosts; {most} is the most. Name a simpler style"),
            where=shown(basemap.online),
            count=count,
            most=MOST_HOSTS,
        )
    return OnlineStyle(basemap.online, tuple(sorted(hosts)), tuple(credits))


def unread(basemap: Basemap) -> OnlineStyle | None:
    """What may be offered of a style that this server cannot reach; `None`: nothing.

    Where the operator named its hosts, the reader can be told all the same.
    """
    if basemap.online is None or not basemap.hosts:
        return None
    where = shown(basemap.online)
    hosts = {host_named(basemap.online, where), *basemap.hosts}
    return OnlineStyle(basemap.online, tuple(sorted(hosts)))


class Online:
    """The style that the catalog names, read at the start and then daily; safe in any thread.

    `settings` gives those of the catalog as it is, `clock` the present as an aware time.
    """

    def __init__(
        self, settings: Callable[[], Settings], fetch: Fetch, *, clock: Callable[[], dt.datetime]
    ) -> None:
        self._settings = settings
        self._fetch = fetch
        self._clock = clock
        self._known: tuple[Basemap | None, Reading] = (None, Reading())
        self._due: dt.datetime | None = None
        self._failures = 0
        self._background = Background(self.tick, "map-style")

    @property
    def wanted(self) -> Basemap | None:
        """What the catalog says of a style; `None` where it names none, or has tiles of its own."""
        basemap = self._settings().basemap
        return basemap if basemap and basemap.online and not basemap.tiles else None

    def reading(self) -> Reading:
        """What is known of the style as the catalog names it now."""
        wanted = self.wanted
        known, reading = self._known
        return reading if known == wanted else _nothing_yet(wanted)

    def tick(self) -> bool:
        """Read the style, if it is due; false when there was nothing to do."""
        wanted = self.wanted
        if wanted is None:
            self._known, self._due = (None, Reading()), None
            return False
        now = self._clock()
        if self._known[0] != wanted:
            self._known, self._due, self._failures = (wanted, _nothing_yet(wanted)), now, 0
        # Longer than the longest wait: the clock went back.
        self._due = min(self._due or now, now + EVERY)
        if self._due > now:
            return False
        self._due = now + RETRY
        reading = self._read(wanted, self._known[1], now)
        self._failures = self._failures + 1 if reading.reason else 0
        wait = min(EVERY, RETRY * 2 ** min(self._failures - 1, 20)) if reading.reason else EVERY
        self._known, self._due = (wanted, reading), now + wait
        return True

    def start(self, interval_seconds: float = 2.0) -> None:
        """Read in the background, looking every so often whether it is due."""
        self._background.start(interval_seconds)

    def stop(self) -> None:
        """End the reading; a download that is under way is waited for a second."""
        self._background.stop()

    def _read(self, wanted: Basemap, before: Reading, now: dt.datetime) -> Reading:
        try:
            return Reading(before.name, survey(wanted, self._fetch), now)
        except FeedError as error:
            _log.warning("The map style cannot be used: %s", error)
            reason = Reason(error.message, error.values, error.where)
            # What could be read and is not as it should be is offered to nobody any more.
            unreachable = isinstance(error, UnreachableError)
            return replace(
                before,
                offered=(before.offered or unread(wanted)) if unreachable else None,
                failing_since=before.failing_since or now,
                reason=reason,
                unreachable=unreachable,
            )


def _nothing_yet(wanted: Basemap | None) -> Reading:
    return Reading(shown(wanted.online) if wanted and wanted.online else "")
