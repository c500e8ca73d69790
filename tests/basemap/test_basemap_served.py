"""The map as it is served: built-in tiles, the operator's, styles, letters; what stands in."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

import made_town
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from directory.model import Settings
from directory.model.settings import Basemap
from directory.web.street_map import Streets, routes

PACKED = {"accept-encoding": "gzip"}


class Keeper:
    """A catalog whose settings the test changes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.settings = Settings(basemap=Basemap(tiles="town.pmtiles"))
        self.streets = Streets(lambda: self.settings, lambda: self.folder)
        self.client = TestClient(Starlette(routes=routes(self.streets)))


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    folder = tmp_path_factory.mktemp("streets")
    return folder, made_town.write_town(folder / "town.pmtiles")


@pytest.fixture
def keeper(stored):
    return Keeper(stored[0])


def test_a_tile_comes_packed_as_it_lies_in_the_file(keeper, stored):
    for (z, x, y), content in list(stored[1].items())[::5]:
        answer = keeper.client.get(f"/tiles/{z}/{x}/{y}.mvt", headers=PACKED)
        assert answer.status_code == 200
        assert answer.headers["content-encoding"] == "gzip"
        assert int(answer.headers["content-length"]) == len(content)
        assert answer.content == gzip.decompress(content)
        assert answer.headers["content-type"] == "application/vnd.mapbox-vector-tile"
        assert "immutable" not in answer.headers["cache-control"]
        again = {**PACKED, "if-none-match": answer.headers["etag"]}
        assert keeper.client.get(f"/tiles/{z}/{x}/{y}.mvt", headers=again).status_code == 304


def test_who_takes_nothing_packed_gets_it_unpacked(keeper, stored):
    (z, x, y), content = next(iter(stored[1].items()))
    answer = keeper.client.get(f"/tiles/{z}/{x}/{y}.mvt", headers={"accept-encoding": "identity"})
    assert "content-encoding" not in answer.headers
    assert answer.content == gzip.decompress(content)


@pytest.mark.parametrize("tile", ["10/0/0", "3/1/1", "25/1/1", "10/99999999999999999999/1"])
def test_where_there_are_no_streets_the_land_below_shows(keeper, tile):
    assert keeper.client.get(f"/tiles/{tile}.mvt").status_code == 204


@pytest.mark.parametrize(
    "path",
    ["/tiles/-1/0/0.mvt", "/tiles/1/2.mvt", "/tiles/a/b/c.mvt", "/tiles/1/2/3.png",
     "/tiles/world/-1/0/0.mvt", "/tiles/world/a/b/c.mvt", "/tiles/world/1/2/3.png",
     "/tiles/world.pmtiles", "/tiles/letters/..%2f..%2fstatic/0-255.pbf",
     "/tiles/letters/Directory Regular/..%2fx.pbf",
     "/tiles/letters/Arial/0-255.pbf", "/tiles/style-none.json", "/tiles/other.json"],
)  # fmt: skip
def test_other_addresses_are_none(keeper, path):
    assert keeper.client.get(path).status_code == 404


@pytest.mark.parametrize("name", ["light", "dark"])
def test_a_style_asks_for_nothing_elsewhere_and_names_its_sources(keeper, name):
    answer = keeper.client.get(f"/tiles/style-{name}.json")
    style = json.loads(answer.text)
    addresses = [style["glyphs"]]
    for source in style["sources"].values():
        addresses += source["tiles"]
    assert len(addresses) == 3
    assert all(address.startswith("http://testserver/tiles/") for address in addresses)
    assert "OpenStreetMap" in style["sources"]["streets"]["attribution"]
    assert "GeoNames" in style["sources"]["world"]["attribution"]
    assert (style["sources"]["streets"]["minzoom"], style["sources"]["streets"]["maxzoom"]) == (
        8,
        15,
    )
    ids = [layer["id"] for layer in style["layers"]]
    order = ("land", "s-water", "s-minor", "codes", "s-street-names", "towns")
    assert sorted(order, key=ids.index) == list(order)


def test_only_the_names_of_the_built_in_map_name_towns(keeper):
    style = json.loads(keeper.client.get("/tiles/style-light.json").text)
    places = [layer for layer in style["layers"] if layer.get("source-layer") == "places"]
    kinds = {(layer["source"], kind) for layer in places for kind in layer["filter"][1][2]}
    assert ("world", "locality") in kinds
    assert ("streets", "locality") not in kinds


def test_what_names_its_version_is_kept_for_good_and_changes_with_the_file(tmp_path, stored):
    keeper = Keeper(tmp_path)
    path = tmp_path / "town.pmtiles"
    bare = keeper.streets.version()
    path.write_bytes((stored[0] / "town.pmtiles").read_bytes())
    os.utime(path, (1, 1))
    first = keeper.streets.version()
    os.utime(path, (2, 2))
    second = keeper.streets.version()
    assert len({bare, first, second}) == 3
    for version, kept in ((second, True), (first, False), ("", False)):
        answer = keeper.client.get(f"/tiles/style-dark.json?v={version}")
        assert ("immutable" in answer.headers["cache-control"]) is kept
        assert answer.headers["etag"]
    style = json.loads(keeper.client.get("/tiles/style-light.json").text)
    z, x, y = next(iter(stored[1]))
    for source in style["sources"].values():
        address = (
            source["tiles"][0].format(z=z, x=x, y=y).replace(f"/world/{z}/{x}/{y}", "/world/0/0/0")
        )
        answer = keeper.client.get(address)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]


def test_tiles_of_the_built_in_map_come_packed_and_once(keeper):
    answer = keeper.client.get("/tiles/world/3/1/2.mvt", headers=PACKED)
    assert answer.status_code == 200
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["content-type"] == "application/vnd.mapbox-vector-tile"
    again = {**PACKED, "if-none-match": answer.headers["etag"]}
    assert keeper.client.get("/tiles/world/3/1/2.mvt", headers=again).status_code == 304
    plain = keeper.client.get("/tiles/world/3/1/2.mvt", headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.content == answer.content


@pytest.mark.parametrize("tile", ["3/9/2", "9/1/1", "26/1/1", "3/99999999999999999999/1"])
def test_beyond_the_built_in_map_there_is_nothing(keeper, tile):
    assert keeper.client.get(f"/tiles/world/{tile}.mvt").status_code == 204


def test_light_and_dark_have_the_same_layers_in_other_colours(keeper):
    light, dark = (
        json.loads(keeper.client.get(f"/tiles/style-{name}.json").text)["layers"]
        for name in ("light", "dark")
    )
    assert [layer["id"] for layer in light] == [layer["id"] for layer in dark]
    assert all(one["paint"] != other["paint"] for one, other in zip(light, dark, strict=True))


@pytest.mark.parametrize("stack", ["Directory Regular", "Directory Bold"])
@pytest.mark.parametrize("first", [0, 256, 1024, 8192])
def test_letters_are_served_from_here(keeper, stack, first):
    answer = keeper.client.get(f"/tiles/letters/{stack}/{first}-{first + 255}.pbf", headers=PACKED)
    assert answer.status_code == 200
    assert stack.encode() in answer.content[:40]
    assert len(answer.content) > 5_000


def test_letters_that_the_font_lacks_stay_empty(keeper):
    assert keeper.client.get("/tiles/letters/Directory Bold/19968-20223.pbf").status_code == 204


def test_without_a_street_map_there_is_none_and_no_complaint(keeper):
    keeper.settings = Settings()
    assert keeper.streets.current() is None
    assert keeper.streets.trouble() == ""
    assert keeper.client.get("/tiles/10/1/1.mvt").status_code == 404
    style = json.loads(keeper.client.get("/tiles/style-light.json").text)
    assert set(style["sources"]) == {"world"}
    assert "OpenStreetMap" not in json.dumps(style)


def test_a_file_that_is_missing_or_broken_is_told_and_a_mended_one_is_taken(tmp_path, stored):
    keeper = Keeper(tmp_path)
    path = tmp_path / "town.pmtiles"
    assert keeper.streets.trouble().startswith("town.pmtiles is not there")
    path.write_bytes(b"<html>Not found</html>" * 20)
    assert "is no PMTiles file" in keeper.streets.trouble()
    assert keeper.client.get("/tiles/10/1/1.mvt").status_code == 404
    good = (stored[0] / "town.pmtiles").read_bytes()
    path.write_bytes(good[:-100])
    assert "is cut short" in keeper.streets.trouble()
    path.write_bytes(good)
    os.utime(path, (1, 1))
    assert keeper.streets.trouble() == ""
    first = keeper.streets.current()
    os.utime(path, (2, 2))
    second = keeper.streets.current()
    assert first is not None
    assert second is not None
    assert first.version != second.version


@pytest.mark.parametrize(
    "damaged",
    [b"", b"not packed at all", gzip.compress(b"\xff" * 90), gzip.compress(b"\x1a\x7f")],
    ids=["empty", "words", "noise", "cut short"],
)
@pytest.mark.parametrize("takes", ["gzip", "identity"])
def test_a_tile_that_is_damaged_leaves_the_land_below_and_is_told(tmp_path, damaged, takes):
    keeper = Keeper(tmp_path)
    stored = made_town.write_town(tmp_path / "town.pmtiles", zooms=range(8, 12))
    (z, x, y), content = next(iter(stored.items()))
    whole = (tmp_path / "town.pmtiles").read_bytes()
    filled = (damaged + b"\0" * len(content))[: len(content)]
    (tmp_path / "town.pmtiles").write_bytes(whole.replace(content, filled))

    def status(z: int, x: int, y: int) -> int:
        address = f"/tiles/{z}/{x}/{y}.mvt"
        return keeper.client.get(address, headers={"accept-encoding": takes}).status_code

    sound = [place for place in stored if place != (z, x, y)]
    assert {status(*place) for place in sound} == {200}
    assert keeper.streets.damage() == ""
    assert [status(z, x, y), status(z, x, y)] == [204, 204]
    told = f"town.pmtiles has a tile that cannot be read, {z}/{x}/{y}; cut it again"
    assert keeper.streets.damage() == told
    assert keeper.streets.trouble() == ""
    assert {status(*place) for place in sound} == {200}
