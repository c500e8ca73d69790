"""The time zone of a coordinate, from the boundaries that ship with tzfpy."""

from __future__ import annotations

import math
from functools import lru_cache
from zoneinfo import ZoneInfo

import tzfpy


def zone_at(latitude: float, longitude: float) -> str | None:
    """The IANA time zone at a point, as a name that `zoneinfo` knows.

    At sea it is a nautical zone such as Etc/GMT+8. `None` for a coordinate that is out of range
    or not a number. Boundaries are simplified: within about a kilometer of one, the answer may
    be the neighbor's.
    """
    if not (math.isfinite(latitude) and math.isfinite(longitude)):
        return None
    if abs(latitude) > 90 or abs(longitude) > 180:
        return None
    name = tzfpy.get_tz(longitude, latitude)
    return name if name and _known(name) else None


@lru_cache(maxsize=1024)
def _known(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True
