"""The base map's files: local, small, and within the world."""

from __future__ import annotations

import gzip
import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

STATIC = Path(__file__).parents[2] / "src" / "directory" / "ui" / "static"
STYLES = ("style-light.json", "style-dark.json")
SOURCES = ("land.geojson", "water.geojson", "lines.geojson")


def read(name: str) -> Any:
    return json.loads((STATIC / name).read_text("utf-8"))


@pytest.mark.parametrize("name", STYLES)
def test_a_style_draws_from_files_of_this_server_only(name: str) -> None:
    style = read(name)
    assert "//" not in json.dumps(style)
    assert not {"glyphs", "sprite"} & set(style)
    for source in style["sources"].values():
        assert source["data"].startswith("app/static/")
        assert (STATIC / Path(source["data"]).name).is_file()


@pytest.mark.parametrize("name", STYLES)
def test_every_layer_of_a_style_has_its_source_and_an_id_of_its_own(name: str) -> None:
    style = read(name)
    ids = [layer["id"] for layer in style["layers"]]
    assert len(set(ids)) == len(ids)
    used = {layer["source"] for layer in style["layers"] if layer["type"] != "background"}
    assert used == set(style["sources"])


def test_light_and_dark_draw_the_same_layers() -> None:
    light, dark = (read(name)["layers"] for name in STYLES)
    assert [layer["id"] for layer in light] == [layer["id"] for layer in dark]
    assert light != dark


def test_the_base_map_is_small_enough_for_a_phone() -> None:
    packed = sum(len(gzip.compress(file.read_bytes())) for file in STATIC.glob("*.*json"))
    assert packed < 1_000_000


@pytest.mark.parametrize("name", SOURCES)
def test_every_point_lies_in_the_world_and_every_ring_is_closed(name: str) -> None:
    features = read(name)["features"]
    assert features
    for feature in features:
        shape = feature["geometry"]
        for part in shape["coordinates"]:
            assert all(-180.01 <= lng <= 180.01 and -90 <= lat <= 84 for lng, lat in part)
            if shape["type"] == "Polygon":
                assert part[0] == part[-1]
                assert len(part) >= 4


def test_borders_come_in_three_levels() -> None:
    levels = [feature["properties"]["level"] for feature in read("lines.geojson")["features"]]
    assert levels == ["country", "state", "county"]


def inside(lng: float, lat: float, ring: list[list[float]]) -> bool:
    """Whether a ray to the east crosses the ring an odd number of times."""
    crossings = 0
    for (x1, y1), (x2, y2) in pairwise(ring):
        if (y1 > lat) != (y2 > lat) and lng < x1 + (lat - y1) / (y2 - y1) * (x2 - x1):
            crossings += 1
    return crossings % 2 == 1


@pytest.mark.parametrize(
    ("place", "lat", "lng", "dry"),
    [
        ("Los Angeles", 34.05, -118.25, True),
        ("Seattle", 47.61, -122.31, True),
        ("London", 51.51, -0.12, True),
        ("Santa Monica Bay", 33.90, -118.60, False),
        ("the Irish Sea", 53.8, -5.0, False),
    ],
)
def test_land_is_where_it_should_be(place: str, lat: float, lng: float, dry: bool) -> None:
    polygons = [f["geometry"]["coordinates"] for f in read("land.geojson")["features"]]
    assert any(inside(lng, lat, rings[0]) for rings in polygons) is dry, place


def test_chicago_lies_on_a_lake() -> None:
    shapes = [f["geometry"] for f in read("water.geojson")["features"]]
    lakes = [shape["coordinates"] for shape in shapes if shape["type"] == "Polygon"]
    assert any(inside(-87.2, 41.9, rings[0]) for rings in lakes)
    assert not any(inside(-87.7, 41.9, rings[0]) for rings in lakes)


@pytest.mark.parametrize("name", SOURCES)
def test_no_line_runs_across_the_map_from_one_edge_to_the_other(name: str) -> None:
    for feature in read(name)["features"]:
        for part in feature["geometry"]["coordinates"]:
            assert all(abs(one[0] - other[0]) < 30 for one, other in pairwise(part))
