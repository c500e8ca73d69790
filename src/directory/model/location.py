"""Where an entry is, and how to join it from anywhere."""

from __future__ import annotations

from typing import Self

from pydantic import model_validator

from directory.model.texts import Prose
from directory.model.values import Latitude, Longitude, Model, Phone, Text, Url


class Location(Model):
    """Where a resource is. A confidential one keeps city, region and country only."""

    name: Prose | None = None
    """The building: Community Church."""
    address: Text | None = None
    """Street and number."""
    city: Text | None = None
    """City or town."""
    region: Text | None = None
    """State, province or county: CA."""
    postal_code: Text | None = None
    """ZIP or postal code."""
    country: Text | None = None
    """ISO 3166-1 code: US."""
    latitude: Latitude | None = None
    """Degrees north, WGS 84."""
    longitude: Longitude | None = None
    """Degrees east, WGS 84."""
    approximate: bool = False
    """True: the place is a town or a postal code, not a door."""
    confidential: bool = False
    """True: only city and region are ever shown, exported, or used for distance."""
    notes: Prose | None = None
    """How to find the door: Side door, ring the bell."""
    transit: tuple[Prose, ...] = ()
    """Buses and trains that stop near it, one a text: Bus 40: 15th Ave stop."""

    @model_validator(mode="after")
    def _settle(self) -> Self:
        if self.confidential:
            for field in ("name", "address", "postal_code", "latitude", "longitude", "notes"):
                object.__setattr__(self, field, None)
            object.__setattr__(self, "transit", ())
            object.__setattr__(
                self,
                "__pydantic_fields_set__",
                self.model_fields_set
                & {"city", "region", "country", "approximate", "confidential"},
            )
        elif (self.latitude is None) != (self.longitude is None):
            object.__setattr__(self, "latitude", None)
            object.__setattr__(self, "longitude", None)
        return self


class Online(Model):
    """How to join from anywhere."""

    url: Url | None = None
    """The link of the video meeting."""
    phone: Phone | None = None
    """The number to dial in."""
    notes: Prose | None = None
    """Meeting number, passcode, how to be let in."""
