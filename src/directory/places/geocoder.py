"""The gazetteer behind geopy's interface, for code that already speaks it."""

from __future__ import annotations

from typing import Any

from geopy.geocoders.base import Geocoder
from geopy.location import Location

from directory.places.gazetteer import Gazetteer, gazetteer
from directory.places.place import Place


class GazetteerGeocoder(Geocoder):  # type: ignore[misc]  # geopy has no types
    """Geocodes US, Canadian and British postal codes and towns without a network.

    :param places: the gazetteer to ask; the shared one by default.
    """

    def __init__(self, places: Gazetteer | None = None) -> None:
        super().__init__(scheme="https", user_agent="directory")
        self._places = places or gazetteer()

    def geocode(
        self,
        query: str,
        *,
        exactly_one: bool = True,
        timeout: Any = None,  # noqa: ARG002 - part of geopy's interface; nothing here can wait
        country: str | None = None,
        near: tuple[float, float] | None = None,
    ) -> Location | list[Location] | None:
        """The location of a typed place; `None` when it is not understood.

        With `exactly_one=False` a list: the place understood, then what else may be meant.
        The `Place` is the location's `raw["place"]`.
        """
        found = self._places.find(query, country=country, near=near)
        if found is None:
            return None
        if exactly_one:
            return _location(found)
        others = self._places.suggest(query, country=country, near=near)
        places = {place.query: place for place in (found, *others)}
        return [_location(place) for place in places.values()]


def _location(place: Place) -> Location:
    return Location(place.label, (place.latitude, place.longitude), {"place": place})
