"""What is read from vector tiles, and what of it stands on a piece of paper."""

from __future__ import annotations

import contextlib
import gzip
import math

import made_town
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from vector_tiles import EXTENT, Feature, Shape, tile

from directory.basemap.base import base_of, base_with
from directory.basemap.frame import Frame, fit
from directory.basemap.ground import Atlas, Base
from directory.basemap.strokes import Box, filled, pieces, shore, thinned
from directory.basemap.tiles import Tiles, TilesError
from directory.basemap.vector import read_tile
from directory.model import Settings
from directory.model.settings import Basemap
from directory.places import haversine_km

WANTED = {name: lambda _: True for name in ("roads", "water", "places")}
KEYS = ("kind", "name", "population")


def read(content, *, packed=False):
    return read_tile(content, WANTED, KEYS, packed=packed)


POINT = st.tuples(st.integers(-EXTENT, 2 * EXTENT), st.integers(-EXTENT, 2 * EXTENT))
LINES = st.lists(st.lists(POINT, min_size=2, max_size=6), min_size=1, max_size=4)


@given(st.lists(LINES, min_size=1, max_size=5), st.sampled_from([Shape.LINE, Shape.POLYGON]))
def test_every_shape_is_read_where_it_was_drawn(shapes, shape):
    features = [Feature(shape, parts, {"kind": f"k{n}", "population": n})
                for n, parts in enumerate(shapes)]  # fmt: skip
    found = read(gzip.compress(tile({"roads": features})), packed=True)["roads"]
    assert [feature.tags for feature in found] == [
        {"kind": f"k{n}", "population": n} for n in range(len(shapes))
    ]
    for feature, parts in zip(found, shapes, strict=True):
        assert feature.shape == shape
        drawn = [[tuple(point) for point in (part * EXTENT).round()] for part in feature.parts]
        assert drawn == parts


def test_only_layers_and_tags_that_are_asked_for_are_read():
    content = tile({
        "pois": [Feature(Shape.POINT, [[(1, 1)]], {"kind": "bar"})],
        "places": [Feature(Shape.POINT, [[(1, 1)]], {"name": "Here", "name:fr": "Ici"})],
    })  # fmt: skip
    found = read(content)
    assert list(found) == ["places"]
    assert found["places"][0].tags == {"name": "Here"}


def sound():
    roads = [Feature(Shape.LINE, [[(0, 0), (9, 9), (30, 9)]], {"kind": "highway", "name": "A 1"})]
    return tile({"roads": roads, "water": [Feature(Shape.POLYGON, [[(0, 0), (9, 0), (9, 9)]], {})]})


@given(st.data())
def test_a_tile_with_any_bytes_changed_is_read_or_refused_but_breaks_nothing(data):
    content = bytearray(sound())
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        found = read(bytes(content))
    except TilesError:
        return
    for feature in (feature for layer in found.values() for feature in layer):
        assert all(np.isfinite(part).all() for part in feature.parts)


@given(st.integers(1, 200))
def test_a_tile_that_is_cut_short_is_refused_or_holds_less(count):
    content = sound()
    with contextlib.suppress(TilesError):
        assert len(read(content[:-count])) < 2


def test_a_tile_that_would_fill_the_memory_is_refused():
    with pytest.raises(TilesError, match="cannot be read"):
        read(gzip.compress(bytes(32 * 1024 * 1024)), packed=True)


# --- what stands on the paper

AREA = Box(0, 0, 10, 10)
SPAN = st.floats(-30, 30, allow_subnormal=False)
RING = st.lists(st.tuples(SPAN, SPAN), min_size=3, max_size=8)


@given(RING)
def test_what_of_an_area_is_drawn_lies_on_the_paper(ring):
    cut = filled(np.array(ring), AREA)
    assert (cut >= -1e-6).all()
    assert (cut <= 10 + 1e-6).all()


def test_an_area_around_the_paper_fills_it():
    cut = filled(np.array([(-5, -5), (15, -5), (15, 15), (-5, 15)]), AREA)
    assert {tuple(point) for point in cut.tolist()} == {(0, 0), (10, 0), (10, 10), (0, 10)}


def test_of_a_line_only_the_steps_that_are_seen_are_kept():
    line = np.array([(-90, 5), (-50, 5), (5, 5), (50, 5), (90, 5), (50, 8), (5, 8)], float)
    assert [piece.tolist() for piece in pieces(line, AREA)] == [
        [[-50, 5], [5, 5], [50, 5]],
        [[50, 8], [5, 8]],
    ]


def test_the_edge_of_a_tile_is_no_shore():
    lake = np.array([(-1, 4), (5, 4), (5, 6), (-1, 6)], float)
    assert [line.tolist() for line in shore(lake, AREA)] == [[[-1, 4], [5, 4], [5, 6], [-1, 6]]]
    assert list(shore(np.array([(-1, -1), (11, -1), (11, 11), (-1, 11)], float), AREA)) == []


def test_points_that_nobody_sees_are_left_out():
    line = np.array([(0, 0), (1, 0.001), (2, 0), (3, 0), (3.01, 0.01), (3, 5)], float)
    assert thinned(line, 0.1).tolist() == [[0, 0], [3, 0], [3, 5]]


LATITUDE = st.floats(-80, 80)
LONGITUDE = st.floats(-180, 180)


@given(LATITUDE, LONGITUDE, st.floats(0.5, 60))
def test_a_millimeter_is_as_far_as_it_says_in_the_middle_of_the_paper(latitude, longitude, least):
    frame = fit([(latitude, longitude)], 100, 60, least_km=least)
    x, y = frame.at(latitude, longitude)
    assert (x, y) == (pytest.approx(50), pytest.approx(30))
    step = 360 / frame.scale * 10
    east = haversine_km(latitude, longitude - step / 2, latitude, longitude + step / 2)
    assert float(east) == pytest.approx(frame.km * 10, rel=0.01)
    assert frame.km * 100 == pytest.approx(least, rel=0.01)


NEAR = st.tuples(st.floats(34.00, 34.04), st.floats(-118.26, -118.22))


@given(st.lists(NEAR, min_size=1, max_size=30))
def test_what_lies_close_together_is_all_on_the_paper(spots):
    frame = fit(spots, 180, 90, least_km=1.2)
    assert all(frame.holds(spot, 7.9) for spot in spots)


def test_one_place_far_off_does_not_squeeze_the_others():
    near = [(34.05, -118.24), (34.06, -118.25), (34.04, -118.22), (34.07, -118.26)]
    frame = fit([*near, (37.77, -122.42)], 180, 90, least_km=1.2)
    assert all(frame.holds(spot, 7.9) for spot in near)
    assert not frame.holds((37.77, -122.42))
    assert frame.km * 180 < 15


def test_of_a_few_places_one_in_the_next_town_is_shown_too():
    spots = [(34.05, -118.24), (34.05, -118.24), (34.05, -118.44)]
    frame = fit(spots, 180, 90, least_km=1.2)
    assert all(frame.holds(spot, 7.9) for spot in spots)


def test_two_groups_far_from_each_other_are_both_shown():
    spots = [(34.05, -118.24), (34.06, -118.25), (37.77, -122.42), (37.78, -122.41)]
    frame = fit(spots, 180, 90, least_km=1.2)
    assert all(frame.holds(spot, 7.9) for spot in spots)


def test_a_map_reaches_over_the_date_line():
    frame = fit([(-16.8, 179.9), (-16.9, -179.9), (-16.7, 179.8)], 180, 90, least_km=1.2)
    assert frame.km * 180 < 100
    assert frame.at(-16.8, 179.9)[0] < frame.at(-16.9, -179.9)[0]


def test_the_place_of_the_search_is_shown_where_it_is_near():
    spots = [(34.05, -118.24), (34.06, -118.25)]
    assert fit(spots, 180, 90, least_km=1.2, origin=(34.055, -118.23)).holds((34.055, -118.23), 7)
    far = fit(spots, 180, 90, least_km=1.2, origin=(36.0, -120.0))
    assert not far.holds((36.0, -120.0))


# --- the ground


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    path = tmp_path_factory.mktemp("town") / "town.pmtiles"
    made_town.write_town(path)
    return path


MIDDLE = (made_town.LATITUDE, made_town.LONGITUDE)


def frame_of(kilometres):
    return fit([MIDDLE], 180, 90, least_km=kilometres)


def test_streets_stand_where_they_are_and_have_their_names(town):
    ground = Atlas(Base(streets=Tiles(town))).ground(frame_of(2))
    assert ground.streets
    assert not ground.built_in
    (coat,) = ground.coats
    assert {"minor", "major", "highway"} <= set(coat.lines)
    names = {name.text for name in ground.names}
    assert {"Example Town", "7 Ave", "Gum St", "Made-up Freeway"} <= names
    x, _ = frame_of(2).at(*MIDDLE)
    assert any(
        math.isclose(line[0][0], x, abs_tol=0.3) and math.isclose(line[-1][0], x, abs_tol=0.3)
        for line in coat.lines["minor"]
    )
    assert all(
        line.min() >= -180 and line.max() <= 400
        for line in coat.lines["minor"]
    )  # fmt: skip


def test_a_name_along_a_street_has_room_there(town):
    frame = frame_of(2)
    for name in Atlas(Base(streets=Tiles(town))).ground(frame).names:
        if name.kind == "street":
            half = name.room / 2
            turn = math.radians(name.angle)
            for way in (-half, half):
                x, y = name.x + way * math.cos(turn), name.y - way * math.sin(turn)
                assert 0 <= x <= frame.wide
                assert 0 <= y <= frame.high


def test_from_afar_small_streets_are_not_drawn(town):
    ground = Atlas(Base(streets=Tiles(town))).ground(frame_of(40))
    assert "minor" not in ground.coats[0].lines
    assert "highway" in ground.coats[0].lines


def test_a_file_without_tiles_for_so_large_an_area_draws_none(town):
    assert not Atlas(Base(streets=Tiles(town))).ground(frame_of(5_000)).coats


def test_a_damaged_tile_is_left_blank(town, tmp_path):
    whole = town.read_bytes()
    tiles = Tiles(town)
    start = tiles.about.header["tile_data_offset"]
    damaged = tmp_path / "damaged.pmtiles"
    damaged.write_bytes(whole[:start] + b"\x00" * (len(whole) - start))
    ground = Atlas(Base(streets=Tiles(damaged))).ground(frame_of(2))
    assert ground.coats == []
    assert not ground.streets


def test_a_map_comes_closer_where_there_are_streets(town):
    atlas = Atlas(Base(streets=Tiles(town)))
    assert atlas.least_km([MIDDLE]) == 1.2
    assert atlas.least_km([(47.6, -122.3)]) == Atlas(Base()).least_km([MIDDLE]) == 20
    assert Atlas(Base()).least_km([MIDDLE, (34.06, -118.25)]) == 8


def test_without_any_file_the_ground_is_blank():
    ground = Atlas(Base()).ground(Frame(0.2, 0.4, 1e6, 100, 60))
    assert ground.coats == []
    assert ground.names == []


def test_the_built_in_map_has_sea_and_towns():
    frame = fit([(34.0, -118.5)], 180, 90, least_km=60)
    ground = Atlas(base_with(None)).ground(frame)
    assert ground.built_in
    (coat,) = ground.coats
    assert {kind for kind, _ in coat.areas} == {"land", "water"}
    assert coat.lines["shore"]
    assert "Santa Monica" in {name.text for name in ground.names}


def test_streets_lie_over_the_built_in_map(town):
    ground = Atlas(base_with(Tiles(town))).ground(frame_of(12))
    assert ground.built_in
    assert ground.streets
    under, over = ground.coats
    assert "highway" not in under.lines
    assert "highway" in over.lines


def test_a_catalog_with_streets_that_cannot_be_read_keeps_the_built_in_map(tmp_path):
    named = Settings(basemap=Basemap(tiles="town.pmtiles"))
    base, trouble = base_of(named, tmp_path / "resources.yaml")
    assert base.built_in is not None
    assert base.streets is None
    assert trouble.startswith("town.pmtiles is not there")
    made_town.write_town(tmp_path / "town.pmtiles")
    base, trouble = base_of(named, tmp_path / "resources.yaml")
    assert base.streets is not None
    assert trouble == ""
    assert base_of(named, tmp_path)[0].streets is not None
