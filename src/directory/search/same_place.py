"""What else takes place behind the same door."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from directory.model import Location, Status
from directory.snapshot import Snapshot

ONE_DOOR_DEGREES = 0.00015
"""About 15 m of latitude: addresses of one building are placed no farther apart."""


def same_place(snapshot: Snapshot, index: int) -> list[int]:
    """Positions in the catalog of the other entries in the same building, in its order.

    Two entries share a building when their doors lie within 15 m, or, without coordinates, when
    address and city are written alike. A private or rough place shares with nothing.
    """
    here = snapshot.resources[index].location
    if here is None or here.confidential or here.approximate:
        return []
    positions = snapshot.columns.positions
    if here.latitude is not None and here.longitude is not None:
        near: Sequence[int] = np.flatnonzero(
            positions.shown
            & (np.abs(positions.latitude - here.latitude) <= ONE_DOOR_DEGREES)
            & (np.abs(positions.longitude - here.longitude) <= ONE_DOOR_DEGREES)
        ).tolist()
    elif here.address:
        near = range(len(snapshot))
    else:
        return []
    return [
        other
        for other in near
        if other != index
        and snapshot.resources[other].status is not Status.CLOSED
        and _shares(here, snapshot.resources[other].location)
    ]


def _shares(here: Location, there: Location | None) -> bool:
    if there is None or there.confidential or there.approximate:
        return False
    if here.latitude is not None:
        return there.latitude is not None
    return _written(here) == _written(there)


def _written(location: Location) -> tuple[str, str]:
    return (location.address or "").casefold(), (location.city or "").casefold()
