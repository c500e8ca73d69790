"""What else takes place behind the same door."""

from __future__ import annotations

import numpy as np

from directory.index.columns import Positions
from directory.index.written import written
from directory.model import Location
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
    columns = snapshot.columns
    if here.latitude is not None and here.longitude is not None:
        near = _around(columns.positions, here.latitude, here.longitude)
    elif here.address:
        near = columns.addresses.alike(here)
    else:
        return []
    return [
        other
        for other in near
        if other != index
        and columns.listed[other]
        and _shares(here, snapshot.resources[other].location)
    ]


def _around(positions: Positions, latitude: float, longitude: float) -> list[int]:
    """The entries on the map that stand within the width of a building, in catalog order."""
    first = np.searchsorted(positions.sorted_latitude, latitude - 2 * ONE_DOOR_DEGREES, "left")
    stop = np.searchsorted(positions.sorted_latitude, latitude + 2 * ONE_DOOR_DEGREES, "right")
    entries = positions.order[first:stop]
    entries = entries[
        positions.shown[entries]
        & (np.abs(positions.latitude[entries] - latitude) <= ONE_DOOR_DEGREES)
        & (np.abs(positions.longitude[entries] - longitude) <= ONE_DOOR_DEGREES)
    ]
    return sorted(entries.tolist())


def _shares(here: Location, there: Location | None) -> bool:
    if there is None or there.confidential or there.approximate:
        return False
    if here.latitude is not None:
        return there.latitude is not None
    return written(here) == written(there)
