"""A place as it was understood."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Place:
    """A point with a name, and how to write it so that it is understood again."""

    label: str
    """What a reader sees: "Los Angeles, CA", "90012 Los Angeles, CA", "34.05,-118.24"."""
    latitude: float
    """Degrees north, WGS 84: the middle of the town or postal code."""
    longitude: float
    """Degrees east, WGS 84."""
    kind: Literal["postal", "city", "point"]
    """A postal code, a city or town, or a typed coordinate."""
    country: str
    """ISO 3166-1 code; US for its territories too. Empty for a point."""
    region: str
    """State or province code (CA, ON), or the part of the UK (England). Empty for a point."""
    exact: bool
    """False: the typed text was corrected, or only part of it was understood."""
    query: str
    """What to write in a link: "90012", "Los Angeles, CA"; finds the same place, exactly."""


@dataclass(frozen=True, slots=True)
class Town:
    """A town, or a postal code, as a map names it."""

    name: str
    """Los Angeles; 90012."""
    latitude: float
    """Degrees north, WGS 84."""
    longitude: float
    """Degrees east, WGS 84."""
    population: int
    """How many people live there; 0 for a postal code."""
