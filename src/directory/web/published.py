"""The snapshot that this process takes from where it is published."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from pathlib import Path
from random import SystemRandom

from directory.compiled import CompiledError, open_compiled
from directory.places import gazetteer
from directory.published import Cache, Pace, PublishedError, Replica, place_of
from directory.snapshot import Snapshot

REFRESH_VARIABLE = "DIRECTORY_REFRESH"
"""The environment variable with the seconds between two looks for a new snapshot."""

_USUAL_SECONDS = 30
_PATIENCE_SECONDS = 10.0
"""So long a server that has no copy yet waits for its first snapshot."""


def replica(
    address: str, cache: Path, environment: Mapping[str, str], clock: Callable[[], dt.datetime]
) -> Replica[Snapshot]:
    """What serves the snapshots of an address, with the first one open if it can be had soon.

    `cache` is the folder for copies. Raises `PublishedError` when no snapshot can ever come from
    there, `ValueError` for a variable of the environment that cannot be understood.
    """
    pace = Pace(every=_every(environment), jitter=SystemRandom().random)
    made = Replica(place_of(address), Cache(cache, address), open_snapshot, clock=clock, pace=pace)
    made.begin(_PATIENCE_SECONDS)
    return made


def open_snapshot(path: Path) -> Snapshot:
    """A snapshot of a compiled file; raises `PublishedError` for one that this version cannot."""
    try:
        return open_compiled(path, gazetteer())
    except CompiledError as error:
        raise PublishedError(f"{error}, then publish it") from None


def _every(environment: Mapping[str, str]) -> dt.timedelta:
    text = environment.get(REFRESH_VARIABLE, "").strip() or str(_USUAL_SECONDS)
    if not text.isdecimal() or not 0 < int(text) <= 86_400:
        raise ValueError(
            f"{REFRESH_VARIABLE}: {text!r} is not a number of seconds from 1 to 86400; write 30"
        )
    return dt.timedelta(seconds=int(text))
