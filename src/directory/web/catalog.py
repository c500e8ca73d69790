"""The catalog that this process serves, and what keeps it and its feeds fresh."""

from __future__ import annotations

import datetime as dt
import os
from functools import partial
from pathlib import Path
from random import SystemRandom
from typing import Protocol

from directory.basemap.online import OnlineStyle
from directory.basemap.survey import LIMITS, Online
from directory.catalog.keeper import Failure, Keeper
from directory.compiled import Cache
from directory.model import Settings
from directory.places import gazetteer
from directory.postgres.address import is_database, path_of
from directory.published import Replica, is_published
from directory.published.address import folder_of
from directory.snapshot import Snapshot, build_snapshot
from directory.sources.feed import cache_beside
from directory.sources.fetch import fetch
from directory.sources.refresher import Pace, Refresher
from directory.sources.store import Store
from directory.web.published import replica
from directory.web.street_map import Streets

CATALOG_VARIABLE = "DIRECTORY_CATALOG"
"""The environment variable that names the catalog: a file, a folder, or where it is published."""
CACHE_VARIABLE = "DIRECTORY_CACHE"
"""The environment variable that names the folder for copies of feeds and of snapshots."""


class Kept(Protocol):
    """What holds the catalog that is served, wherever it comes from."""

    @property
    def current(self) -> Snapshot | None:
        """The last good one; `None` until there was one."""

    @property
    def loaded_at(self) -> dt.datetime | None:
        """When it was read; `None` while there is none."""

    @property
    def failure(self) -> Failure | None:
        """Why it is older than it should be; `None` while it is not."""

    @property
    def folder(self) -> str:
        """Where its files lie, as their problems name it; empty when that is several places."""

    def start(self, interval_seconds: float = ...) -> None:
        """Keep it fresh in the background."""

    def stop(self) -> None:
        """End that; `current` stays."""


_keeper: Kept | None = None
_refresher: Refresher | None = None
_streets: Streets | None = None
_online: Online | None = None


def keeper() -> Kept:
    """The keeper of the catalog that this process serves; made when first asked for."""
    global _keeper
    if _keeper is None:
        if is_database(_address()):
            _keeper = _database(_address())
        elif is_published(_address()):
            _keeper = replica(_address(), _cache(), os.environ, now)
        else:
            _keeper = _files()
    return _keeper


def _database(address: str) -> Kept:
    # Imported only for one: files need neither driver nor pool.
    from directory.postgres.keeper import DatabaseKeeper

    kept = DatabaseKeeper(address, gazetteer(), clock=now)
    kept.poll()
    return kept


def _files() -> Keeper[Snapshot]:
    feeds = refresher()
    kept = Keeper(
        _path(),
        lambda catalog: build_snapshot(feeds.merged(catalog), gazetteer()),
        clock=now,
        shelf=Cache(_cache(), gazetteer()),
    )
    kept.poll()
    return kept


def _rebuild() -> None:
    """Make the snapshot anew, with what came of its feeds; a published one brings its own."""
    kept = keeper()
    if isinstance(kept, Keeper):
        kept.rebuild()


def publication() -> tuple[dt.datetime, str] | None:
    """When the snapshot that is served was published, and its checksum; `None` for another kind."""
    kept = keeper()
    manifest = kept.manifest if isinstance(kept, Replica) else None
    return (manifest.made, manifest.sha256) if manifest else None


def refresher() -> Refresher:
    """What keeps the feeds of that catalog fresh; made when first asked for."""
    global _refresher
    if _refresher is None:
        _refresher = Refresher(
            Store(_cache()),
            fetch,
            clock=now,
            pace=Pace(jitter=SystemRandom().random),
            changed=_rebuild,
        )
    return _refresher


def streets() -> Streets:
    """The operator's own streets; made when first asked for."""
    global _streets
    if _streets is None:
        path = _path()
        _streets = Streets(settings, lambda: path if path.is_dir() else path.parent)
    return _streets


def online() -> Online:
    """What reads the map style elsewhere that the catalog names; made when first asked for."""
    global _online
    if _online is None:
        _online = Online(settings, partial(fetch, limits=LIMITS, secure=True), clock=now)
    return _online


def online_streets() -> OnlineStyle | None:
    """The map elsewhere that a reader may be asked about; `None`: there is none to offer."""
    return online().reading().offered


def current() -> Snapshot | None:
    """The catalog as it is; `None` until one could be read."""
    return keeper().current


def settings() -> Settings:
    """The settings of the catalog as it is; the usual ones until one could be read."""
    snapshot = current()
    return snapshot.settings if snapshot else Settings()


def now() -> dt.datetime:
    """The present, in UTC."""
    return dt.datetime.now(dt.UTC)


def _address() -> str:
    return os.environ.get(CATALOG_VARIABLE) or "resources.yaml"


def _path() -> Path:
    """The catalog, or the folder where snapshots are published; that of the app for elsewhere."""
    return (folder_of(_address()) or Path()) if is_published(_address()) else path_of(_address())


def _cache() -> Path:
    named = os.environ.get(CACHE_VARIABLE)
    if named:
        return Path(named)
    return cache_beside(Path() if is_published(_address()) else _path())
