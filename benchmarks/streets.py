"""How fast tiles go out, and (`benchmarks.paint`) how soon the map is there.

Whatever is compared runs in processes of their own and is asked in turn, so that what else the
machine does falls on both.
"""

from __future__ import annotations

import contextlib
import gzip
import math
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random
from statistics import median
from urllib.parse import urlsplit

from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer

from benchmarks.page import free_port, served, wait_for
from benchmarks.paint import LATITUDE, LONGITUDE, ZOOM, first_paint

ROOT = Path(__file__).parents[1]
SIDE = 64
"""Tiles on each side of the made-up county, at its largest zoom."""
DEEPEST = 14
CONNECTIONS = 6
"""A browser holds as many to one server."""
ASKED = 1_200
"""Requests in each round."""
ROUNDS = 9
LEAST = 0.1
"""Target: tiles in a second, as a part of the bare answers in a second."""


def run() -> bool:
    """Measure and print; true when all targets are met."""
    sys.path.append(str(ROOT / "tests" / "basemap"))
    from made_town import write_town

    with tempfile.TemporaryDirectory() as folder:
        plain, town, county = (Path(folder) / name for name in ("plain", "town", "county"))
        catalogs = {
            plain: _catalog(plain),
            town: _catalog(town, "town.pmtiles"),
            county: _catalog(county, "county.pmtiles"),
        }
        town_tiles = write_town(town / "town.pmtiles")
        county_tiles = write_county(county / "county.pmtiles")
        return all(
            [
                *_throughput("streets of a town", catalogs[town], "/tiles", town_tiles),
                *_throughput("streets of a county", catalogs[county], "/tiles", county_tiles),
                *_throughput("built-in map", catalogs[plain], "/tiles/world", _world_tiles()),
                first_paint(catalogs[town], catalogs[plain]),
            ]
        )


def write_county(path: Path) -> dict[tuple[int, int, int], bytes]:
    """Some thousand tiles of the sizes that real ones have; what is in them nobody looks at."""
    chance = Random(20261124)
    middle = _tile_at(LATITUDE, LONGITUDE, DEEPEST)
    made = {}
    for z in range(8, DEEPEST + 1):
        shift = DEEPEST - z
        left, top = ((at - SIDE // 2) >> shift for at in middle)
        right, bottom = ((at + SIDE // 2 - 1) >> shift for at in middle)
        for x in range(left, right + 1):
            for y in range(top, bottom + 1):
                size = min(120_000, max(200, round(chance.lognormvariate(9.3, 0.9))))
                made[(z, x, y)] = gzip.compress(chance.randbytes(size), 1, mtime=0)
    with path.open("wb") as file:
        writer = Writer(file)
        for place, content in sorted(made.items(), key=lambda item: zxy_to_tileid(*item[0])):
            writer.write_tile(zxy_to_tileid(*place), content)
        about = {
            "tile_type": TileType.MVT,
            "tile_compression": Compression.GZIP,
            "min_lon_e7": round((LONGITUDE - 1) * 1e7),
            "min_lat_e7": round((LATITUDE - 1) * 1e7),
            "max_lon_e7": round((LONGITUDE + 1) * 1e7),
            "max_lat_e7": round((LATITUDE + 1) * 1e7),
            "center_zoom": ZOOM,
            "center_lon_e7": round(LONGITUDE * 1e7),
            "center_lat_e7": round(LATITUDE * 1e7),
        }
        writer.finalize(about, {"name": "Made-up county"})
    return made


def _world_tiles() -> dict[tuple[int, int, int], bytes]:
    """The built-in tiles around the middle, at each zoom."""
    from directory.basemap.world import world

    tiles = world()
    found = {}
    for z in range(tiles.about.min_zoom, tiles.about.max_zoom + 1):
        left, top = _tile_at(LATITUDE, LONGITUDE, z)
        for x in range(max(0, left - 8), min(1 << z, left + 9)):
            for y in range(max(0, top - 8), min(1 << z, top + 9)):
                if content := tiles.get(z, x, y):
                    found[(z, x, y)] = content
    return found


def _tile_at(latitude: float, longitude: float, z: int) -> tuple[int, int]:
    lat, side = math.radians(latitude), 1 << z
    down = (1 - math.asinh(math.tan(lat)) / math.pi) / 2
    return int((longitude + 180) / 360 * side), int(down * side)


def _catalog(folder: Path, tiles: str = "") -> Path:
    """The example catalog in a folder of its own, with streets or without."""
    folder.mkdir()
    path = folder / "resources.yaml"
    shutil.copy(ROOT / "resources.yaml", path)
    if tiles:
        text = path.read_text(encoding="utf-8")
        with_streets = text.replace(
            "directory:\n", f"directory:\n  basemap: {{tiles: {tiles}}}\n", 1
        )
        path.write_text(with_streets, encoding="utf-8")
    return path


# --- how fast tiles go out


def _throughput(
    name: str, catalog: Path, prefix: str, tiles: dict[tuple[int, int, int], bytes]
) -> list[bool]:
    chance = Random(7)
    places = chance.choices(list(tiles), k=ASKED)
    ours = [f"{prefix}/{z}/{x}/{y}.mvt" for z, x, y in places]
    bare = [f"/{len(tiles[place])}" for place in places]
    with served("app.py", catalog) as app, _bare() as measure:
        tags = _tags(app, sorted(set(ours)))
        sides: list[Callable[[], float]] = [
            lambda: _second(app, [(path, "") for path in ours], 200),
            lambda: _second(measure, [(path, "") for path in bare], 200),
            lambda: _second(app, [(path, tags[path]) for path in ours], 304),
            lambda: _second(measure, [("/unchanged", '"1"')] * ASKED, 304),
        ]
        rounds = [[side() for side in sides] for _ in range(ROUNDS)]
    told, bare_told, known, bare_known = (median(times) for times in zip(*rounds, strict=True))
    size = sum(len(tiles[place]) for place in places) / len(places) / 1e3
    print(
        f"{name}, {len(tiles):,} tiles, {size:.1f} KB on average: {told:,.0f} in a second, "
        f"{told / bare_told:.2f} times a bare route with as many bytes ({bare_told:,.0f}), target "
        f"{LEAST}; word that nothing has changed: {known:,.0f} in a second, "
        f"{known / bare_known:.2f} times a bare one ({bare_known:,.0f})"
    )
    return [told / bare_told >= LEAST]


@contextlib.contextmanager
def _bare() -> Iterator[str]:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "uvicorn", "benchmarks.bare_answers:app", "--port", str(port),
         "--no-access-log", "--log-level", "warning"],
        cwd=ROOT,
    )  # fmt: skip
    url = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{url}/1")
        yield url
    finally:
        process.terminate()
        process.wait(20)


def _tags(url: str, paths: Sequence[str]) -> dict[str, str]:
    """The versions of what is at some paths."""
    with _Line(url) as line:
        return {path: line.ask(path, "")[1] for path in paths}


def _second(url: str, asked: Sequence[tuple[str, str]], expected: int) -> float:
    """How many of these requests are answered in a second, over some connections at once."""
    failed: list[int] = []

    def work(share: Sequence[tuple[str, str]]) -> None:
        with _Line(url) as line:
            failed.extend(got for path, tag in share if (got := line.ask(path, tag)[0]) != expected)

    threads = [
        threading.Thread(target=work, args=(asked[n::CONNECTIONS],)) for n in range(CONNECTIONS)
    ]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    taken = time.perf_counter() - started
    if failed:
        raise RuntimeError(f"{url} answered {failed[0]} and not {expected}")
    return len(asked) / taken


class _Line:
    """A connection that is kept; it knows no more of HTTP than it has to, to cost little."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._socket = socket.create_connection((parts.hostname or "", parts.port or 80))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def __enter__(self) -> _Line:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def ask(self, path: str, tag: str) -> tuple[int, str]:
        """The status and the version of what is at a path."""
        asked = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n"
        asked += f"If-None-Match: {tag}\r\n\r\n" if tag else "\r\n"
        self._socket.sendall(asked.encode())
        came = b""
        while (end := came.find(b"\r\n\r\n")) < 0:
            came += self._more()
        status, *lines = came[:end].decode("latin-1").split("\r\n")
        headers = {
            name.lower(): value for name, _, value in (line.partition(": ") for line in lines)
        }
        code = int(status.split(" ")[1])
        left = int(headers.get("content-length", "0")) - (len(came) - end - 4)
        while code == 200 and left > 0:
            left -= len(self._more())
        return code, headers.get("etag", "")

    def _more(self) -> bytes:
        chunk = self._socket.recv(1 << 18)
        if not chunk:
            raise RuntimeError("the server hung up")
        return chunk
