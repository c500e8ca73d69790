"""Street maps in a file: read where they lie, cut out of a larger one, bad files told."""

from __future__ import annotations

import contextlib
import gzip
import http.server
import re
import threading
from collections.abc import Iterator
from pathlib import Path

import made_town
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from pmtiles.tile import tileid_to_zxy, zxy_to_tileid

from directory.basemap.area import around, corners, spans
from directory.basemap.carry import carry
from directory.basemap.cut import plan, requests
from directory.basemap.source import FileSource, WebSource
from directory.basemap.tiles import Bounds, Tiles, TilesError
from directory.cli import app

TOWN = around(made_town.LATITUDE, made_town.LONGITUDE, 1.0)
HERE = ("--near", f"{made_town.LATITUDE},{made_town.LONGITUDE}", "--within", "1km")


@pytest.fixture(scope="module")
def town(tmp_path_factory) -> tuple[Path, dict]:
    """The file of the made-up town, and its tiles."""
    path = tmp_path_factory.mktemp("town") / "town.pmtiles"
    return path, made_town.write_town(path)


class Parts(http.server.BaseHTTPRequestHandler):
    """A server that gives parts of one file, and can be told to misbehave."""

    content = b""
    asked: list[str] = []  # noqa: RUF012 - shared by all requests on purpose
    fails_after = 10_000
    version = '"one"'
    whole = False

    def do_GET(self) -> None:
        type(self).asked.append(self.headers["Range"])
        if len(self.asked) > self.fails_after:
            self.send_error(404)
            return
        first, last = map(int, re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers["Range"]).groups())
        part = self.content if self.whole else self.content[first : last + 1]
        self.send_response(200 if self.whole else 206)
        end = first + len(part) - 1
        self.send_header("Content-Range", f"bytes {first}-{end}/{len(self.content)}")
        self.send_header("Content-Length", str(len(part)))
        self.send_header("ETag", self.version)
        self.end_headers()
        self.wfile.write(part)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def server(town) -> Iterator[tuple[str, type[Parts]]]:
    handler = type("Handler", (Parts,), {"content": town[0].read_bytes(), "asked": []})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as served:
        thread = threading.Thread(target=served.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{served.server_address[1]}/town.pmtiles", handler
        served.shutdown()


def cut(*arguments):
    """Run the command."""
    return CliRunner().invoke(app, ["basemap", *map(str, arguments)])


# --- reading


@pytest.mark.parametrize("packed", [True, False])
def test_every_tile_comes_as_it_is_stored(tmp_path, packed):
    stored = made_town.write_town(tmp_path / "town.pmtiles", packed=packed)
    tiles = Tiles(tmp_path / "town.pmtiles")
    assert tiles.about.packed is packed
    assert (tiles.about.min_zoom, tiles.about.max_zoom) == (8, 15)
    assert len(stored) > 40
    for (z, x, y), content in stored.items():
        assert tiles.get(z, x, y) == content


def test_where_the_file_has_nothing_there_is_nothing(town):
    tiles = Tiles(town[0])
    for z, x, y in [(10, 0, 0), (7, 0, 0), (16, 0, 0), (10, -1, 3), (10, 1024, 3), (99, 1, 1)]:
        assert tiles.get(z, x, y) is None


def test_a_file_without_sense_says_what_is_the_matter(tmp_path, town):
    good = town[0].read_bytes()
    cases = {
        b"": "is empty; copy it again",
        b"short": "cut short",
        b"Not tiles at all".ljust(200): "no PMTiles file",
        good[:7] + b"\x02" + good[8:]: "older version",
        good[:99] + b"\x02" + good[100:]: "png tiles",
        good[:98] + b"\x03" + good[99:]: "brotli",
        good[:97] + b"\x01" + good[98:]: "directory that is not packed",
        good[:97] + b"\x63" + good[98:]: "head that cannot be read",
        good[:100] + b"\x40\x40" + good[102:]: "zooms",
        good[:127] + b"\xff" * 60 + good[187:]: "directory that cannot be read",
        good[:-1]: "cut short",
    }
    for number, (content, told) in enumerate(cases.items()):
        path = tmp_path / f"{number}.pmtiles"
        path.write_bytes(content)
        with pytest.raises(TilesError, match=told):
            Tiles(path)
    with pytest.raises(TilesError, match="is not there"):
        Tiles(tmp_path / "none.pmtiles")


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_damage_breaks_more_than_the_map(town, tmp_path_factory, data):
    content = bytearray(town[0].read_bytes())
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, 3_000))] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.mktemp("damaged") / "town.pmtiles"
    path.write_bytes(content)
    with contextlib.suppress(TilesError):
        tiles = Tiles(path)
        for z, x, y in list(town[1])[::9]:
            found = tiles.get(z, x, y)
            assert found is None or isinstance(found, bytes)


# --- which tiles


@settings(max_examples=80, deadline=None)
@given(st.floats(-80, 80), st.floats(-179, 179), st.floats(0.1, 900), st.integers(0, 9))
def test_the_runs_of_an_area_are_its_tiles_and_no_others(lat, lng, km, zoom):
    bounds = around(lat, lng, km)
    left, right, top, bottom = corners(bounds, zoom)
    expected = {
        zxy_to_tileid(zoom, x, y) for x in range(left, right + 1) for y in range(top, bottom + 1)
    }
    found = list(spans(bounds, zoom))
    ids = [id for first, end in found for id in range(first, end)]
    assert set(ids) == expected
    assert len(ids) == len(expected)
    assert ids == sorted(ids)


def test_the_square_around_a_point_holds_its_circle():
    square = around(34.0, -118.0, 100)
    assert square.north - square.south == pytest.approx(2 * 100 / 111.195)
    assert square.east - square.west > square.north - square.south


# --- cutting


@pytest.mark.parametrize("where", ["file", "web"])
def test_a_cut_has_the_same_tiles_byte_by_byte(tmp_path, town, server, where):
    out = tmp_path / "cut.pmtiles"
    done = cut(town[0] if where == "file" else server[0], "-o", out, *HERE)
    assert done.exit_code == 0, done.output
    tiles = Tiles(out)
    inside = 0
    for (z, x, y), content in town[1].items():
        left, right, top, bottom = corners(TOWN, z)
        if left <= x <= right and top <= y <= bottom:
            inside += 1
            assert tiles.get(z, x, y) == content
        else:
            assert tiles.get(z, x, y) is None
    assert 15 < inside < len(town[1])
    assert tiles.about.metadata["attribution"] == "A town that does not exist"
    assert tiles.about.bounds.west == pytest.approx(TOWN.west, abs=1e-3)
    assert f"{inside} tiles, zoom 8 to 15" in done.output
    assert not [path for path in tmp_path.iterdir() if path != out]


def test_a_closest_zoom_leaves_the_closer_ones_out(tmp_path, town):
    out = tmp_path / "cut.pmtiles"
    assert cut(town[0], "-o", out, *HERE, "--max-zoom", 12).exit_code == 0
    assert Tiles(out).about.max_zoom == 12
    assert out.stat().st_size < town[0].stat().st_size / 2


def test_a_dry_run_only_tells_the_size(tmp_path, town):
    out = tmp_path / "cut.pmtiles"
    for named in (("-o", out), ()):
        done = cut(town[0], *named, *HERE, "--dry-run")
        assert done.exit_code == 0
        size = re.search(r"\d+ tiles, zoom 8 to 15, ([\d.]+) kB", done.output)
        assert size
        assert float(size[1]) > 1
        assert not list(tmp_path.iterdir())
    refused = cut(town[0], *HERE)
    assert refused.exit_code == 2
    assert "-o" in refused.output


def test_an_interrupted_cut_goes_on_where_it_stopped(tmp_path, town, server, monkeypatch):
    monkeypatch.setattr("directory.basemap.cut.GAP", -1)
    url, handler = server
    out = tmp_path / "cut.pmtiles"
    handler.fails_after = 12
    stopped = cut(url, "-o", out, *HERE)
    assert stopped.exit_code == 1
    assert "404" in stopped.output
    assert not out.exists()
    fetched = (tmp_path / "cut.pmtiles.part").stat().st_size
    assert fetched > 0
    before = len(handler.asked)
    handler.fails_after = 10_000
    assert cut(url, "-o", out, *HERE).exit_code == 0
    whole = plan(FileSource(town[0]).get, TOWN)
    again = len(handler.asked) - before
    assert again < len(list(requests(whole.pieces)))
    for (z, x, y), content in town[1].items():
        assert Tiles(out).get(z, x, y) in (content, None)


def test_what_another_cut_left_is_not_mixed_in(tmp_path, town):
    out = tmp_path / "cut.pmtiles"
    (tmp_path / "cut.pmtiles.part").write_bytes(b"something else" * 100)
    (tmp_path / "cut.pmtiles.part.of").write_text("another plan")
    assert cut(town[0], "-o", out, *HERE).exit_code == 0
    assert Tiles(out).get(*next(iter(town[1]))) is not None


def test_a_source_that_changes_meanwhile_is_not_mixed(town, server):
    url, handler = server
    source = WebSource(url)
    plan(source.get, TOWN)
    handler.version = '"two"'
    with pytest.raises(TilesError, match="changed while it was read"):
        source.get(0, 10)


def test_a_server_without_parts_is_told(tmp_path, server):
    url, handler = server
    handler.whole = True
    done = cut(url, "-o", tmp_path / "cut.pmtiles", *HERE)
    assert done.exit_code == 1
    assert "download it first" in done.output


def test_a_damaged_tile_is_found_before_the_file_is_put_in_place(tmp_path, town):
    content = bytearray(town[0].read_bytes())
    content[-20:] = b"x" * 20
    (tmp_path / "bad.pmtiles").write_bytes(content)
    out = tmp_path / "cut.pmtiles"
    out.write_bytes(b"what was there")
    source = FileSource(tmp_path / "bad.pmtiles")
    with pytest.raises(TilesError, match="damaged tile"):
        carry(plan(source.get, Bounds(-119, 33, -117, 35)), source, out)
    assert out.read_bytes() == b"what was there"


def test_requests_are_few_and_hold_their_pieces(town):
    wanted = plan(FileSource(town[0]).get, TOWN)
    found = list(requests(wanted.pieces))
    assert [piece for request in found for piece in request.pieces] == list(wanted.pieces)
    assert len(found) < len(wanted.pieces) / 3
    for request in found:
        for piece in request.pieces:
            assert request.offset <= piece.offset
            assert piece.offset + piece.length <= request.offset + request.length


def test_the_area_of_a_catalog_is_where_its_entries_are(tmp_path, town):
    catalog = tmp_path / "resources.yaml"
    catalog.write_text(
        "resources:\n"
        "  - id: one\n    kind: food\n    name: One\n"
        f"    location: {{latitude: {made_town.LATITUDE}, longitude: {made_town.LONGITUDE}}}\n"
    )
    out = tmp_path / "cut.pmtiles"
    assert cut(town[0], "-o", out, "--catalog", catalog).exit_code == 0
    assert len(Tiles(out).get(12, *_middle(12))) > 0
    catalog.write_text("resources: []\n")
    told = cut(town[0], "-o", out, "--catalog", catalog)
    assert told.exit_code == 2
    assert "--near or --bbox" in told.output


def _middle(zoom):
    left, _, top, _ = corners(Bounds(made_town.LONGITUDE, made_town.LATITUDE,
                                     made_town.LONGITUDE, made_town.LATITUDE), zoom)  # fmt: skip
    return left, top


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--near", "Nowhere at all xyz"], "is no place that is known"),
        (["--near", "Los Angeles, CA", "--within", "far"], "is no distance"),
        (["--bbox", "1,2,3"], "is not W,S,E,N"),
        (["--bbox", "3,2,1,4"], "is no area"),
        (["--bbox", "1,2,3,4", "--near", "90012"], "two areas"),
    ],
)
def test_an_area_that_is_not_understood_is_told(tmp_path, town, arguments, told):
    done = cut(town[0], "-o", tmp_path / "x", *arguments)
    assert done.exit_code == 2
    assert told in done.output


def test_an_area_without_tiles_is_told(tmp_path, town):
    done = cut(town[0], "-o", tmp_path / "x", "--bbox", "2,48,3,49")
    assert done.exit_code == 1
    assert "no tiles of that area" in done.output


def test_tiles_of_the_town_are_vector_tiles(town):
    content = gzip.decompress(next(iter(town[1].values())))
    for layer in (b"roads", b"water", b"places", b"Example Town"):
        assert layer in content
    assert tileid_to_zxy(zxy_to_tileid(15, 5, 7)) == (15, 5, 7)
