"""Where many people live, as areas: gathered from how near postal codes lie to each other.

No package has the outlines of built-up areas under a clear licence. But posts divide a country by
how many people there are to bring letters to: where codes lie close together, houses do.
"""

from __future__ import annotations

import numpy as np
import shapely
from basemap_lines import on_the_map
from basemap_tiles import Parts, parts_of
from numpy.typing import NDArray

from directory.places.store import Store

EQUATOR_KM = 40_075.0
LARGEST_CELL_KM2 = 40.0
"""The largest area about a postal code that is taken for built-up."""
REACH_KM = 3.2
"""How far from its middle such an area reaches at most."""
PEOPLE_PER_KM2 = 1_400.0
"""How densely a town is taken to be built where codes are few."""
FEWEST_PEOPLE = 8_000
LARGEST_TOWN_KM = 2.6
ROUNDED_KM = 0.9
SMALLEST, LARGEST_GAP = 4.0, 12.0
"""Square kilometers."""


def built_up(store: Store, land: shapely.Geometry) -> Parts:
    """The areas where many people live, in shares of the map's width, within the land."""
    degrees = np.column_stack([store.code_longitude, store.code_latitude])
    _, first, shared = np.unique(degrees, axis=0, return_index=True, return_counts=True)
    degrees = degrees[np.sort(first[shared == 1])]
    points = on_the_map(degrees)
    km = _width_km(points[:, 1])
    cells = _cells(points)
    areas = shapely.area(cells) * km**2
    dense = areas < LARGEST_CELL_KM2
    reach = np.minimum(1.25 * np.sqrt(areas / np.pi), REACH_KM) / km
    discs = shapely.buffer(shapely.points(points[dense]), reach[dense], quad_segs=6)
    pieces = [*shapely.intersection(cells[dense], discs), *_towns(store)]
    return _rounded(shapely.union_all(pieces), land)


def _cells(points: NDArray[np.float64]) -> Parts:
    """About each point, the area that is nearer to it than to any other."""
    found = shapely.get_parts(shapely.voronoi_polygons(shapely.MultiPoint(points)))
    cell, point = shapely.STRtree(shapely.points(points)).query(found, predicate="contains")
    ordered = np.empty(len(points), dtype=object)
    ordered[point] = found[cell]
    return ordered


def _towns(store: Store) -> list[shapely.Geometry]:
    """Discs as large as towns."""
    people = store.city_population
    large = people >= FEWEST_PEOPLE
    degrees = np.column_stack([store.city_longitude[large], store.city_latitude[large]])
    radius = np.sqrt(people[large] / PEOPLE_PER_KM2 / np.pi)
    points = on_the_map(degrees)
    spread = np.minimum(radius, LARGEST_TOWN_KM) / _width_km(points[:, 1])
    return list(shapely.buffer(shapely.points(points), spread, quad_segs=6))


def _rounded(area: shapely.Geometry, land: shapely.Geometry) -> Parts:
    """The area with round corners, without gaps and specks, within the land."""
    wide = _grown(shapely.get_parts(area), ROUNDED_KM)
    filled = [
        shapely.Polygon(
            part.exterior, [hole for hole in part.interiors if _km2(hole) > LARGEST_GAP]
        )
        for part in shapely.get_parts(shapely.union_all(wide))
    ]
    narrow = _grown(np.array(filled), -1.6 * ROUNDED_KM)
    round_again = shapely.union_all(_grown(shapely.get_parts(narrow), 0.6 * ROUNDED_KM))
    kept = parts_of(shapely.intersection(round_again, land))
    return np.array([part for part in kept if _km2(part) > SMALLEST])


def _grown(parts: Parts, km: float) -> Parts:
    """The parts with an edge of so many kilometers, less where it is below zero."""
    return shapely.buffer(
        parts, km / _width_km(shapely.get_y(shapely.centroid(parts))), quad_segs=4
    )


def _km2(shape: shapely.Geometry) -> float:
    area = shapely.Polygon(shape).area if shape.geom_type == "LinearRing" else shape.area
    return float(area * _width_km(shape.centroid.y) ** 2)


def _width_km(down: NDArray[np.float64]) -> NDArray[np.float64]:
    """The map's width in kilometers, so far from its upper edge."""
    return np.asarray(EQUATOR_KM / np.cosh(np.pi * (1 - 2 * down)))
