"""The colours of the map: warm paper by day, slate by night."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Colours:
    """The colours of a style, hexadecimal."""

    land: str
    built: str
    """Where houses stand."""
    green: str
    water: str
    river: str
    shore: str
    country: str
    """Borders of countries, and so on."""
    region: str
    county: str
    text: str
    """Names of towns."""
    halo: str
    soft_text: str
    """Names of states, counties and postal codes."""
    water_text: str
    green_text: str
    building: str
    highway: str
    major: str
    minor: str
    casing: str
    path: str
    rail: str


LIGHT = Colours(
    land="#F4EFE5", built="#EBE3D5", green="#DDE7CF", water="#CDDEE6", river="#B7CFDA",
    shore="#A9C2CD", country="#A5937A", region="#C3B49B", county="#DCD1BE",
    text="#5B5348", halo="#F5F0E7", soft_text="#6A5F50", water_text="#3E6A80",
    green_text="#4A6332", building="#E3DACA", highway="#F3C98B", major="#FBE3B5", minor="#FFFFFF",
    casing="#D3C7B0", path="#C9BBA1", rail="#BDB2A0",
)  # fmt: skip
DARK = Colours(
    land="#24292F", built="#2C3239", green="#26332B", water="#131E27", river="#1C2E3A",
    shore="#344653", country="#6A727B", region="#4C555F", county="#363D45",
    text="#B9BFC7", halo="#1D2126", soft_text="#9AA3AD", water_text="#7FA6BB",
    green_text="#A3C08B", building="#2F363E", highway="#6B5433", major="#55493A", minor="#3D454E",
    casing="#1B1F24", path="#4B545E", rail="#4E4A45",
)  # fmt: skip
COLOURS: Mapping[str, Colours] = {"light": LIGHT, "dark": DARK}
"""By the names of the styles."""
