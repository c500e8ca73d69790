"""The built-in map: small, whole, and true about where land, water and towns are."""

from __future__ import annotations

import gzip
from collections import Counter
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from pmtiles.tile import tileid_to_zxy

from directory.basemap.colours import COLOURS
from directory.basemap.style import BUILT_IN, OPENSTREETMAP, source, style
from directory.basemap.tiles import Tiles
from directory.basemap.vector import Feature, Points, Shape, read_tile
from directory.basemap.world import WORLD, world
from directory.render.pins import project

LAYERS = ("earth", "landuse", "water", "boundaries", "places", "ocean")
KEYS = ("kind", "name", "name:short", "min_zoom", "population_rank")
GLYPHS = Path(__file__).parents[2] / "src" / "directory" / "ui" / "glyphs"
CLOSEST = world().about.max_zoom


@cache
def read(z: int, x: int, y: int) -> dict[str, list[Feature]]:
    content = world().get(z, x, y)
    if content is None:
        return {}
    wanted = {name: lambda _tags: True for name in LAYERS}
    return read_tile(content, wanted, KEYS, packed=True)


def places_of(tiles: Tiles) -> list[tuple[int, int, int]]:
    """Where the file has tiles."""
    header = tiles.about.header
    entries = list(tiles._directory(header["root_offset"], header["root_length"]))
    while any(entry.run_length == 0 for entry in entries):
        entries = [
            each
            for entry in entries
            for each in (
                [entry]
                if entry.run_length
                else tiles._directory(header["leaf_directory_offset"] + entry.offset, entry.length)
            )
        ]
    return [
        tileid_to_zxy(id)
        for entry in entries
        for id in range(entry.tile_id, entry.tile_id + entry.run_length)
    ]


def spot(lat: float, lng: float, zoom: int = CLOSEST) -> tuple[int, int, float, float]:
    """The tile of a point, and where on it the point lies."""
    x, y = (float(value) / 512 for value in project(lat, lng, zoom))
    return int(x), int(y), x % 1, y % 1


def inside(x: float, y: float, ring: Points) -> bool:
    """Whether a ray to the right crosses the ring an odd number of times."""
    crossings = 0
    for (x1, y1), (x2, y2) in pairwise([*ring, ring[0]]):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) / (y2 - y1) * (x2 - x1):
            crossings += 1
    return crossings % 2 == 1


def covers(layer: str, lat: float, lng: float, zoom: int = CLOSEST) -> bool:
    column, row, x, y = spot(lat, lng, zoom)
    rings = [
        ring
        for feature in read(zoom, column, row).get(layer, [])
        if feature.shape is Shape.POLYGON
        for ring in feature.parts
    ]
    return sum(inside(x, y, ring) for ring in rings) % 2 == 1


def named(name: str, lat: float, lng: float, zoom: int = CLOSEST) -> Feature | None:
    """The name on the tile of a point, when it stands within a fiftieth of the tile of it."""
    column, row, x, y = spot(lat, lng, zoom)
    for feature in read(zoom, column, row).get("places", []):
        at = feature.parts[0][0]
        if feature.tags["name"] == name and abs(at[0] - x) + abs(at[1] - y) < 0.02:
            return feature
    return None


# --- the file


def test_the_map_with_its_styles_and_letters_is_small() -> None:
    letters = sum(file.stat().st_size for file in GLYPHS.glob("*/*.gz"))
    styles = sum(
        len(gzip.compress(repr(style(c, {}, {}, glyphs="")).encode())) for c in COLOURS.values()
    )
    assert WORLD.stat().st_size + styles + letters < 2.5 * 2**20


def test_a_close_view_of_a_city_is_nothing_to_wait_for() -> None:
    letters = sum(file.stat().st_size for file in GLYPHS.glob("*/0-255.pbf.gz"))
    for lat, lng in [(40.71, -74.01), (34.05, -118.24), (51.51, -0.13), (47.61, -122.33)]:
        tile = world().get(CLOSEST, *spot(lat, lng)[:2])
        assert tile is not None
        assert len(tile) + letters < 130_000


def test_most_tiles_are_tiny() -> None:
    sizes = [len(world().get(*place) or b"") for place in places_of(world())]
    assert max(sizes) < 80_000
    assert sum(sizes) / len(sizes) < 2_500


def test_every_tile_can_be_read_and_has_the_layers_and_kinds_that_are_told() -> None:
    kinds: Counter[tuple[str, str, str]] = Counter()
    far = [place for place in places_of(world()) if place[0] <= 5]
    for place in [*far, *places_of(world())[len(far) :: 5]]:
        for layer, features in read(*place).items():
            for feature in features:
                kinds[layer, feature.shape.name, str(feature.tags["kind"])] += 1
    assert set(kinds) == {
        ("earth", "POLYGON", "earth"),
        ("ocean", "POLYGON", "ocean"),
        ("landuse", "POLYGON", "urban_area"),
        ("water", "POLYGON", "lake"),
        ("water", "POINT", "lake"),
        ("water", "POINT", "ocean"),
        ("water", "POINT", "sea"),
        ("water", "LINE", "river"),
        ("boundaries", "LINE", "country"),
        ("boundaries", "LINE", "region"),
        ("boundaries", "LINE", "county"),
        ("places", "POINT", "country"),
        ("places", "POINT", "region"),
        ("places", "POINT", "locality"),
        ("places", "POINT", "postal_code"),
    }
    assert kinds["places", "POINT", "locality"] > 4_000
    assert kinds["places", "POINT", "postal_code"] > 1_000


def test_the_whole_world_is_there_at_every_zoom() -> None:
    zooms = Counter(z for z, _, _ in places_of(world()))
    assert zooms == {zoom: 4**zoom for zoom in range(CLOSEST + 1)}


def test_the_sea_is_drawn_by_tiles_so_that_no_pin_stands_in_it_before_they_come() -> None:
    (sea,) = read(CLOSEST, 4, 32)["ocean"]
    assert sea.box[0] < 0
    assert sea.box[2] > 1
    ground = both()[0]["layers"]
    assert ground[0]["paint"]["background-color"] == COLOURS["light"].land
    ids = [layer["id"] for layer in ground]
    assert ids.index("sea") < ids.index("land")


def test_shapes_reach_beyond_their_tile_so_that_no_edge_is_seen() -> None:
    column, row, _, _ = spot(39.0, -98.0)  # Kansas: land on all sides
    (land,) = read(CLOSEST, column, row)["earth"]
    assert land.box[0] < -0.01
    assert land.box[1] < -0.01
    assert land.box[2] > 1.01
    assert land.box[3] > 1.01


# --- what is where


@pytest.mark.parametrize("zoom", [4, CLOSEST])
@pytest.mark.parametrize(
    ("place", "lat", "lng", "dry"),
    [
        ("Los Angeles", 34.05, -118.25, True),
        ("Seattle", 47.61, -122.31, True),
        ("London", 51.51, -0.12, True),
        ("Honolulu", 21.32, -157.82, True),
        ("Halifax", 44.66, -63.62, True),
        ("the Pacific", 33.0, -121.0, False),
        ("the Irish Sea", 53.8, -5.0, False),
        ("the Gulf south of Louisiana", 28.0, -91.0, False),
    ],
)
def test_land_is_where_it_should_be(
    place: str, lat: float, lng: float, dry: bool, zoom: int
) -> None:
    assert covers("earth", lat, lng, zoom) is dry, place


def test_chicago_lies_on_a_lake() -> None:
    assert covers("water", 41.9, -87.2)
    assert not covers("water", 41.9, -87.7)


@pytest.mark.parametrize(
    ("name", "lat", "lng"),
    [
        ("Seattle", 47.61, -122.33),
        ("Los Angeles", 34.05, -118.24),
        ("New York", 40.71, -74.01),
        ("London", 51.51, -0.13),
        ("Halifax", 44.65, -63.57),
        ("Honolulu", 21.31, -157.86),
        ("San Diego", 32.72, -117.16),
        ("San Juan", 18.47, -66.11),
    ],
)
def test_cities_stand_where_they_are_and_on_land(name: str, lat: float, lng: float) -> None:
    city = named(name, lat, lng)
    assert city is not None
    assert city.tags["kind"] == "locality"
    assert int(city.tags["population_rank"]) >= 8


def test_larger_towns_are_named_from_further_out() -> None:
    first = {"Los Angeles": 3, "Bakersfield": 6}
    for name, lat, lng in [("Los Angeles", 34.05, -118.24), ("Bakersfield", 35.37, -119.02)]:
        assert named(name, lat, lng, first[name]) is not None
    assert named("Bakersfield", 35.37, -119.02, 3) is None


def test_postal_codes_of_a_city_are_there_for_close_views() -> None:
    column, row, _, _ = spot(34.06, -118.24)
    codes = {
        feature.tags["name"]: feature.tags["min_zoom"]
        for feature in read(CLOSEST, column, row)["places"]
        if feature.tags["kind"] == "postal_code"
    }
    assert codes["90012"] == 11
    assert "postal_code" not in {f.tags["kind"] for f in read(4, 2, 6)["places"]}


def test_states_have_names_and_the_letters_they_go_by() -> None:
    names = {f.tags.get("name:short"): f.tags["name"] for f in read(3, 1, 2)["places"]}
    assert names["OR"] == "Oregon"
    assert names["BC"] == "British Columbia"


# --- the styles


def both() -> list[dict]:
    made = source(world().about, "https://here.example/{z}/{x}/{y}", BUILT_IN)
    streets = source(world().about, "https://here.example/s/{z}/{x}/{y}", OPENSTREETMAP)
    return [
        style(COLOURS[name], made, laid, glyphs="https://here.example/{fontstack}/{range}")
        for name in ("light", "dark")
        for laid in (None, streets)
    ]


def test_every_layer_of_a_style_has_its_source_and_an_id_of_its_own() -> None:
    for made in both():
        ids = [layer["id"] for layer in made["layers"]]
        assert len(set(ids)) == len(ids)
        used = {layer["source"] for layer in made["layers"] if layer["type"] != "background"}
        assert used == set(made["sources"])


def test_the_layers_of_the_built_in_map_are_in_its_tiles() -> None:
    used = {layer["source-layer"] for layer in both()[0]["layers"] if "source" in layer}
    assert used <= set(LAYERS)


def test_every_font_of_a_style_is_on_this_server() -> None:
    asked = set()
    for made in both():
        for layer in made["layers"]:
            font = layer.get("layout", {}).get("text-font", [])
            stacks = [part[1] for part in font if isinstance(part, list) and part[0] == "literal"]
            asked |= {name for stack in (stacks or [font]) for name in stack}
    assert asked == {folder.name for folder in GLYPHS.iterdir()}


def test_light_and_dark_draw_the_same_layers() -> None:
    light, _, dark, _ = (made["layers"] for made in both())
    assert [layer["id"] for layer in light] == [layer["id"] for layer in dark]
    assert light != dark


def contrast(one: str, other: str) -> float:
    """How much one colour stands out from another (WCAG 2.2)."""

    def light(colour: str) -> float:
        parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("name", ["light", "dark"])
def test_names_stand_out_from_whatever_they_stand_on(name: str) -> None:
    colours = COLOURS[name]
    for ground in (colours.land, colours.built, colours.water, colours.halo):
        assert contrast(colours.text, ground) >= 4.5
        assert contrast(colours.soft_text, ground) >= 4.2
    assert contrast(colours.soft_text, colours.land) >= 4.5
    assert contrast(colours.water_text, colours.water) >= 4.0
