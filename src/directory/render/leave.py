"""Where "Leave quickly" leads: a harmless page that anybody might have been reading."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from directory.model import Settings

WEATHER = {
    "US": "https://www.weather.gov/",
    "CA": "https://weather.gc.ca/",
    "GB": "https://www.bbc.co.uk/weather",
}
"""The weather, by country: ISO 3166-1 code and address."""


@dataclass(frozen=True, slots=True)
class Leave:
    """The page to leave for."""

    href: str
    site: str
    """What the reader knows it by: weather.gov."""


def leave(settings: Settings) -> Leave:
    """The operator's page, else the weather of the directory's country, else that of the US."""
    country = (settings.country or "US").upper()
    usual = WEATHER.get({"UK": "GB"}.get(country, country), WEATHER["US"])
    href = settings.leave or usual
    return Leave(href, (urlsplit(href).hostname or "").removeprefix("www."))
