"""The gazetteer behind geopy's interface, for code that already speaks it."""

from __future__ import annotations

from collections.abc import Mapping
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
        query: str | Mapping[str, str],
        *,
        exactly_one: bool = True,
        timeout: Any = None,  # noqa: ARG002 - part of geopy's interface; nothing here can wait
        country: str | None = None,
        near: tuple[float, float] | None = None,
    ) -> Location | list[Location] | None:
        """The location of a typed place; `None` when it is not understood.

        With `exactly_one=False` a list: the place understood, then what else may be meant.
        The `Place` is the location's `raw["place"]`. As with geopy's Nominatim, a query may also
        be an address in parts (`city`, `state`, `postalcode`, `country`); then nothing is guessed
        or corrected, a `street` is passed over, and there is one location at most.
        """
        if not isinstance(query, str):
            point = self._places.locate(
                city=query.get("city"),
                region=query.get("state"),
                postal_code=query.get("postalcode"),
                country=query.get("country") or country,
            )
            label = " ".join(
                part for key in ("postalcode", "city", "state") if (part := query.get(key))
            )
            if point is None:
                return None
            found_there = Location(label, point, {"address": dict(query)})
            return found_there if exactly_one else [found_there]
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
