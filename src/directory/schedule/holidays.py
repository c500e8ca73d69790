"""Public holidays: which dates `PH` means for a directory.

The dates come from the `holidays` package (holidays observed on another day included), so that
they are the same on every machine and need no network.
"""

from __future__ import annotations

import datetime as dt
import difflib
from functools import lru_cache

import holidays

EXAMPLE = "write a country like US, or a country and its state or province like US-CA"


def holidays_problem(code: str) -> str | None:
    """Why a `holidays:` setting names no public holidays, with the mend; `None` when it does."""
    country, _, region = code.strip().upper().partition("-")
    regions = _countries().get(country)
    if regions is None:
        near = difflib.get_close_matches(country, _countries(), 1, 0.6) if len(country) > 2 else []
        hint = f" (did you mean {near[0]}?)" if near else ""
        return f"names no country with known public holidays{hint}; {EXAMPLE}"
    if (not region and "-" not in code) or region in regions:
        return None
    named = _named_regions(country).get(code.strip().partition("-")[2].strip().casefold())
    if named:
        return f"is written with the short code: {country}-{named}"
    near = difflib.get_close_matches(region, regions, 1, 0.6) if len(region) > 2 else []
    if near:
        return f"names no known part of {country}; did you mean {country}-{near[0]}?"
    if not regions:
        return f"names no known part of {country}; write {country}"
    sample = ", ".join(f"{country}-{one}" for one in regions[:3])
    return f"names no known part of {country}; write {country}, or one of its parts like {sample}"


@lru_cache(maxsize=1024)
def public_holidays(code: str, year: int) -> frozenset[dt.date]:
    """The dates of public holidays in a year.

    `code` is a country (US) or a country and its part (US-CA); one that names nothing has none.
    """
    if holidays_problem(code) is not None:
        return frozenset()
    country, _, region = code.strip().upper().partition("-")
    dates = holidays.country_holidays(country, subdiv=region or None, years=year)
    return frozenset(date for date in dates if date.year == year)


@lru_cache(maxsize=1)
def _countries() -> dict[str, list[str]]:
    return {
        country: list(regions)
        for country, regions in holidays.list_supported_countries().items()
        if len(country) == 2
    }


def _named_regions(country: str) -> dict[str, str]:
    """Full names of a country's parts, folded, with their codes."""
    aliases = holidays.country_holidays(country).get_subdivision_aliases()
    return {name.casefold(): code for code, names in aliases.items() for name in names}
