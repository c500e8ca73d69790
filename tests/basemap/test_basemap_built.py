"""How the built-in map is made: shapes cut into tiles, and names that leave each other room."""

from __future__ import annotations

import sys
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

sys.path.append(str(Path(__file__).parents[2] / "scripts"))
from basemap_places import FEWEST, LAST, LEAST_ROOM, ROOM, first_zooms
from basemap_tiles import BUFFER, EXTENT, Sheet, Thing
from vector_tiles import Shape, tile

ZOOMS = 3


def cut(shape: shapely.Geometry) -> Sheet:
    sheet = Sheet(ZOOMS, ("earth",))
    sheet.draw("earth", [Thing(np.array([shape]), {"kind": "earth"})])
    return sheet


def area(rings) -> float:
    """The area of rings in units, holes taken away, as the direction tells that they run in."""
    total = 0.0
    for ring in rings:
        x, y = np.array([*ring, ring[0]], dtype=float).T
        total += float((x[:-1] * y[1:] - x[1:] * y[:-1]).sum()) / 2
    return total


def test_an_area_is_whole_on_its_tiles_and_reaches_beyond_their_edges() -> None:
    square = shapely.box(0.3, 0.3, 0.7, 0.7)
    for (zoom, column, row), layers in cut(square).tiles.items():
        (feature,) = layers["earth"]
        assert feature.shape is Shape.POLYGON
        size, edge = 1 << zoom, BUFFER / EXTENT
        box = ((column - edge) / size, (row - edge) / size)
        seen = shapely.intersection(
            square, shapely.box(*box, (column + 1 + edge) / size, (row + 1 + edge) / size)
        )
        assert area(feature.parts) == pytest.approx(seen.area * (EXTENT << zoom) ** 2, rel=0.01)


def test_a_hole_runs_the_other_way() -> None:
    ring = shapely.box(0.1, 0.1, 0.4, 0.4).difference(shapely.box(0.2, 0.2, 0.3, 0.3))
    outer, hole = cut(ring).tiles[0, 0, 0]["earth"][0].parts
    assert area([outer]) > 0 > area([hole])


def test_what_a_zoom_cannot_show_is_left_out_there() -> None:
    speck = shapely.box(0.3, 0.3, 0.301, 0.301)
    assert {zoom for zoom, _, _ in cut(speck).tiles} == {ZOOMS}


def test_the_sea_has_no_tiles() -> None:
    places = cut(shapely.box(0.6, 0.6, 0.7, 0.7)).tiles
    assert {place[1:] for place in places if place[0] == 1} == {(1, 1)}


def test_the_same_shapes_give_the_same_bytes() -> None:
    shape = shapely.Point(0.45, 0.4).buffer(0.21)
    first, second = ({p: tile(t) for p, t in cut(shape).tiles.items()} for _ in range(2))
    assert first == second


@given(
    st.lists(
        st.tuples(st.floats(0.2, 0.21), st.floats(0.3, 0.31), st.integers(0, 5_000_000)),
        min_size=1,
        max_size=40,
    )
)
def test_names_of_a_zoom_leave_each_other_room_and_the_largest_comes_first(towns) -> None:
    towns.sort(key=lambda town: -town[2])
    points = np.array([town[:2] for town in towns])
    zooms = first_zooms(points, [town[2] for town in towns])
    assert zooms[0] == min(zooms)
    for zoom in FEWEST:
        room = ROOM.get(zoom, LEAST_ROOM) / (512 << zoom)
        named = [number for number, first in enumerate(zooms) if first <= zoom < LAST]
        new = {number for number in named if zooms[number] == zoom}
        for one, other in combinations(named, 2):
            if one in new or other in new:
                assert np.hypot(*(points[one] - points[other])) >= room * 0.999
