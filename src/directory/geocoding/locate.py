"""From a place without coordinates to coordinates, and into the text of the catalog."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from directory.catalog.edit import Path, set_values
from directory.catalog.shape import slots
from directory.geocoding.answers import Answer
from directory.geocoding.gaps import Gap, Left
from directory.geocoding.online import Online
from directory.model import Location
from directory.places import haversine_km

HOUSE_RANK: Final = 30
"""Nominatim's rank of a house or building: anything below is a street or more."""
FAR_KM: Final = 50.0
"""No door is farther from the middle of its town or postal code."""

_TOWNS: Final = frozenset(
    (
        *("city", "town", "village", "hamlet", "municipality", "locality", "postcode"),
        *("borough", "suburb", "quarter", "neighbourhood", "city_district"),
    )
)
_DECIMALS: Final = {True: 5, False: 4}  # about 1 m for a door, 10 m for the middle of a town


@dataclass(frozen=True, slots=True)
class Found:
    """A place with its coordinates."""

    gap: Gap
    latitude: float
    longitude: float
    label: str
    """What was found: "90012 Los Angeles CA", or the address as the map service writes it."""

    @property
    def approximate(self) -> bool:
        """Whether it is the middle of a town or postal code."""
        return not self.gap.door


class Locator:
    """Finds places: towns offline first, doors only online.

    :param offline: a geopy geocoder that needs no network.
    :param online: what may be asked besides; `None`: nothing leaves this computer.
    """

    def __init__(self, offline: Any, online: Online | None = None) -> None:
        self._offline = offline
        self._online = online

    def locate(self, gap: Gap) -> Found | Left:
        """The coordinates of a place, or why it has none."""
        town = self._town(gap)
        if not gap.door and town is not None:
            return _found(gap, town)
        if self._online is None:
            return _left(
                gap,
                "has a street address, which only a map service knows: use --online"
                if gap.door
                else "is in no place that this program knows: use --online",
            )
        answer = self._online.ask(gap.query)
        if answer is None:
            why = self._online.stopped
            return _left(gap, f"was not looked up: {why}" if why else "is not on the map service")
        if not gap.door:
            if answer.kind in _TOWNS:
                return _found(gap, answer)
            return _left(gap, f"was found as a {answer.kind or 'place'} only, not as a town")
        if answer.rank < HOUSE_RANK:
            return _left(
                gap,
                f"was found as a {answer.kind or 'place'} only, not as a house; look it up on a "
                "map and write the coordinates of the door",
            )
        if town is not None and (away := _distance_km(town, answer)) > FAR_KM:
            return _left(gap, f"was found {away:.0f} km from its own town; check the address")
        return _found(gap, answer)

    def _town(self, gap: Gap) -> Answer | None:
        query = {key: value for key, value in gap.query.items() if key != "street"}
        place = self._offline.geocode(query)
        if place is None:
            return None
        return Answer(place.latitude, place.longitude, place.address, 0, "town")


def fill(text: str, found: Iterable[Found]) -> str:
    """The text of a catalog with the coordinates put in; nothing else in it changes.

    Raises `directory.catalog.edit.EditError` when that cannot be done.
    """
    values: dict[Path, Any] = {}
    for one in found:
        path = one.gap.path
        values[*path, "latitude"] = one.latitude
        values[*path, "longitude"] = one.longitude
        if one.approximate and not one.gap.marked:
            values[*path, "approximate"] = True
    return set_values(text, values, order=tuple(slots(Location)))


def _found(gap: Gap, answer: Answer) -> Found:
    decimals = _DECIMALS[gap.door]
    return Found(
        gap, round(answer.latitude, decimals), round(answer.longitude, decimals), answer.label
    )


def _left(gap: Gap, reason: str) -> Left:
    return Left(gap.id, gap.line, reason)


def _distance_km(here: Answer, there: Answer) -> float:
    away = haversine_km(here.latitude, here.longitude, [there.latitude], [there.longitude])
    return float(away[0])
