"""States, provinces and countries of the gazetteer, and the ways in which people write them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from directory.places.fold import fold


@dataclass(frozen=True, slots=True)
class Region:
    """A state, province, territory, or part of the United Kingdom."""

    code: str
    """As it stands behind a city's name: CA, ON, England."""
    name: str
    country: str
    """ISO 3166-1 code; the US for its territories too."""
    also: tuple[str, ...] = ()
    """Other ways to write it."""


def _regions(country: str, text: str) -> tuple[Region, ...]:
    pairs = (entry.strip().split(" ", 1) for entry in text.split(","))
    return tuple(Region(code, name, country) for code, name in pairs)


US = (
    *_regions(
        "US",
        "AL Alabama, AK Alaska, AZ Arizona, AR Arkansas, CA California, CO Colorado,"
        "CT Connecticut, DE Delaware, FL Florida, GA Georgia, HI Hawaii, ID Idaho, IL Illinois,"
        "IN Indiana, IA Iowa, KS Kansas, KY Kentucky, LA Louisiana, ME Maine, MD Maryland,"
        "MA Massachusetts, MI Michigan, MN Minnesota, MS Mississippi, MO Missouri, MT Montana,"
        "NE Nebraska, NV Nevada, NH New Hampshire, NJ New Jersey, NM New Mexico, NY New York,"
        "NC North Carolina, ND North Dakota, OH Ohio, OK Oklahoma, OR Oregon, PA Pennsylvania,"
        "RI Rhode Island, SC South Carolina, SD South Dakota, TN Tennessee, TX Texas, UT Utah,"
        "VT Vermont, VA Virginia, WA Washington, WV West Virginia, WI Wisconsin, WY Wyoming,"
        "AS American Samoa, GU Guam, MH Marshall Islands, MP Northern Mariana Islands,"
        "PR Puerto Rico",
    ),
    Region("DC", "District of Columbia", "US", ("Washington DC",)),
    Region("VI", "US Virgin Islands", "US", ("Virgin Islands", "USVI")),
)
CANADA = (
    *_regions(
        "CA",
        "AB Alberta, BC British Columbia, MB Manitoba, NB New Brunswick, NS Nova Scotia,"
        "NT Northwest Territories, NU Nunavut, ON Ontario, QC Quebec, SK Saskatchewan, YT Yukon",
    ),
    Region("NL", "Newfoundland and Labrador", "CA", ("Newfoundland", "Labrador")),
    Region("PE", "Prince Edward Island", "CA", ("PEI",)),
)
UNITED_KINGDOM = (
    Region("England", "England", "GB", ("ENG",)),
    Region("Scotland", "Scotland", "GB", ("SCT",)),
    Region("Wales", "Wales", "GB", ("WLS", "Cymru")),
    Region("Northern Ireland", "Northern Ireland", "GB", ("NIR",)),
)
ISLANDS = (
    Region("Isle of Man", "Isle of Man", "IM", ("IOM",)),
    Region("Jersey", "Jersey", "JE"),
    Region("Guernsey", "Guernsey", "GG"),
)

REGIONS: tuple[Region, ...] = (*US, *CANADA, *UNITED_KINGDOM, *ISLANDS)
"""All regions; the data file names them by their codes, which no two share."""

TERRITORIES = frozenset({"AS", "GU", "MH", "MP", "PR", "VI"})
"""Regions that are countries of their own to ISO 3166, and to some addresses."""

COUNTRIES: Mapping[str, str] = {
    fold(name): code
    for code, names in {
        "US": "US, USA, United States, United States of America, America, Estados Unidos, EEUU",
        "CA": "CA, CAN, Canada",
        "GB": "GB, UK, GBR, Great Britain, Britain, United Kingdom",
        "IM": "IM, IMN",
        "JE": "JE, JEY",
        "GG": "GG, GGY",
    }.items()
    for name in names.split(",")
}
"""Country code by the folded ways to write a country."""

REGION_NAMES: Mapping[str, tuple[int, ...]] = {
    key: tuple(
        number
        for number, region in enumerate(REGIONS)
        if key in {fold(name) for name in (region.code, region.name, *region.also)}
    )
    for key in sorted({fold(name) for r in REGIONS for name in (r.code, r.name, *r.also)})
}
"""Positions in `REGIONS` by the folded ways to write a region."""


def country_code(text: str) -> str | None:
    """The ISO code of a country that the gazetteer covers: "USA" gives US; else `None`."""
    return COUNTRIES.get(fold(text))
