"""The catalog that this process serves, and what keeps it and its feeds fresh."""

from __future__ import annotations

import datetime as dt
import os
from functools import partial
from pathlib import Path
from random import SystemRandom

from directory.basemap.online import OnlineStyle
from directory.basemap.survey import LIMITS, Online
from directory.catalog.keeper import Keeper
from directory.model import Settings
from directory.places import gazetteer
from directory.snapshot import Snapshot, build_snapshot
from directory.sources.feed import cache_beside
from directory.sources.fetch import fetch
from directory.sources.refresher import Pace, Refresher
from directory.sources.store import Store
from directory.web.street_map import Streets

CATALOG_VARIABLE = "DIRECTORY_CATALOG"
"""The environment variable that names the catalog: a file or a folder."""
CACHE_VARIABLE = "DIRECTORY_CACHE"
"""The environment variable that names the folder for the last good copies of feeds."""

_keeper: Keeper[Snapshot] | None = None
_refresher: Refresher | None = None
_streets: Streets | None = None
_online: Online | None = None


def keeper() -> Keeper[Snapshot]:
    """The keeper of the catalog that this process serves; made when first asked for."""
    global _keeper
    if _keeper is None:
        feeds = refresher()
        _keeper = Keeper(
            _path(),
            lambda catalog: build_snapshot(feeds.merged(catalog), gazetteer()),
            clock=now,
        )
        _keeper.poll()
    return _keeper


def refresher() -> Refresher:
    """What keeps the feeds of that catalog fresh; made when first asked for."""
    global _refresher
    if _refresher is None:
        cache = os.environ.get(CACHE_VARIABLE)
        _refresher = Refresher(
            Store(Path(cache) if cache else cache_beside(_path())),
            fetch,
            clock=now,
            pace=Pace(jitter=SystemRandom().random),
            changed=lambda: keeper().rebuild(),
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


def _path() -> Path:
    return Path(os.environ.get(CATALOG_VARIABLE) or "resources.yaml")
