"""The map: the built-in tiles, the operator's streets over them, their styles and letters."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from directory.answers import SAFE, Answer, host_of, packed, stored
from directory.basemap.base import base_with
from directory.basemap.colours import COLOURS
from directory.basemap.ground import Base
from directory.basemap.style import BUILT_IN, OPENSTREETMAP, source, style
from directory.basemap.tiles import Tiles, TilesError
from directory.basemap.vector import can_be_read
from directory.basemap.world import world, world_version
from directory.model import Settings

_GLYPHS = Path(__file__).parents[1] / "ui" / "glyphs"
_FOR_GOOD = "public, immutable, max-age=31536000"
_FOR_A_WEEK = "public, max-age=604800"
_ASK_AGAIN = "public, no-cache"
_RANGE = re.compile(r"\d{1,6}-\d{1,6}")
_STACK = re.compile(r"Directory (?:Regular|Bold)")


_MOST_KNOWN = 50_000
"""Tiles that are known to be whole; beyond that they are looked at anew."""


@dataclass(slots=True)
class Open:
    """A file that is open, and its version: addresses change with it."""

    tiles: Tiles
    version: str
    damage: str = ""
    """The first tile that could not be read, and what to do; empty while there was none."""
    _whole: set[tuple[int, int, int]] = field(default_factory=set)

    def get(self, z: int, x: int, y: int) -> bytes | None:
        """A tile as it is stored; `None` where there is none, or none that a browser can read.

        Each is looked at once, so that what is damaged is told here and not in a browser.
        """
        try:
            content = self.tiles.get(z, x, y)
        except TilesError as error:
            self.damage = self.damage or str(error)
            return None
        if content is None or (z, x, y) in self._whole:
            return content
        if not can_be_read(content, packed=self.tiles.about.packed):
            self.damage = (
                self.damage or f"has a tile that cannot be read, {z}/{x}/{y}; cut it again"
            )
            return None
        if len(self._whole) >= _MOST_KNOWN:
            self._whole.clear()
        self._whole.add((z, x, y))
        return content


@lru_cache(maxsize=1)
def _built_in() -> Open:
    return Open(world(), world_version())


class Streets:
    """The file that the catalog's `basemap` names, opened anew when it changes.

    `settings` gives those of the catalog as it is, `folder` where the catalog lies.
    """

    def __init__(self, settings: Callable[[], Settings], folder: Callable[[], Path]) -> None:
        self._settings = settings
        self._folder = folder
        self._key: tuple[object, ...] | None = None
        self._open: Open | None = None
        self._problem = ""

    def current(self) -> Open | None:
        """The file as it is; `None` where the catalog names none, or none that can be shown."""
        name = self._name()
        path = self._folder() / name if name else None
        key: tuple[object, ...] = (path,)
        if path is not None and path.is_file():
            stat = path.stat()
            key = (path, stat.st_mtime_ns, stat.st_size)
        if key != self._key:
            self._key = key
            self._open, self._problem = None, ""
            if path is not None:
                try:
                    version = "-".join(f"{part:x}" for part in key[1:] if isinstance(part, int))
                    self._open = Open(Tiles(path), version)
                except TilesError as error:
                    self._problem = f"{name} {error}"
        return self._open

    def base(self) -> Base:
        """What maps on paper are drawn from."""
        found = self.current()
        return base_with(found.tiles if found else None)

    def version(self) -> str:
        """Changes with the map: its styles, the built-in tiles, the operator's file."""
        found = self.current()
        return f"{_built_in_version()}-{found.version}" if found else _built_in_version()

    def trouble(self) -> str:
        """Why the built-in map stands in for the operator's; empty when it does not."""
        self.current()
        return self._problem

    def damage(self) -> str:
        """Which part of the operator's map could not be shown, as far as it was looked at."""
        found = self.current()
        return f"{self._name()} {found.damage}" if found and found.damage else ""

    def _name(self) -> str:
        basemap = self._settings().basemap
        return (basemap.tiles if basemap else None) or ""


def routes(streets: Streets) -> list[Route]:
    """The routes of tiles, styles and letters."""

    async def tile(request: Request) -> Response:
        return await run_sync(_tile, request, streets.current())

    async def world_tile(request: Request) -> Response:
        return await run_sync(_tile, request, _built_in())

    async def style_of(request: Request) -> Response:
        return await run_sync(_style, request, streets)

    async def letters(request: Request) -> Response:
        return await run_sync(_letters, request)

    return [
        Route("/tiles/{z:int}/{x:int}/{y:int}.mvt", tile, methods=["GET"]),
        Route("/tiles/world/{z:int}/{x:int}/{y:int}.mvt", world_tile, methods=["GET"]),
        Route("/tiles/{name}.json", style_of, methods=["GET"]),
        Route("/tiles/letters/{stack}/{range}.pbf", letters, methods=["GET"]),
    ]


def _tile(request: Request, found: Open | None) -> Response:
    if found is None:
        return PlainTextResponse("no streets", 404, SAFE)
    z, x, y = (int(request.path_params[name]) for name in "zxy")
    content = found.get(z, x, y)
    if content is None:
        return _nothing()  # empty land, or the sea: what lies below is drawn
    headers = {
        "Content-Type": "application/vnd.mapbox-vector-tile",
        "Cache-Control": _kept(request, found.version),
    }
    version = f"{found.version}-{z}-{x}-{y}"
    return stored(request, content, headers, version, packs=found.tiles.about.packed)


def _kept(request: Request, version: str) -> str:
    """How long a browser keeps what has an address: for good where that names the version."""
    return _FOR_GOOD if request.query_params.get("v") == version else _ASK_AGAIN


def _letters(request: Request) -> Response:
    stack, letters = str(request.path_params["stack"]), str(request.path_params["range"])
    if not (_STACK.fullmatch(stack) and _RANGE.fullmatch(letters)):
        return PlainTextResponse("no such letters", 404, SAFE)
    path = _GLYPHS / stack / f"{letters}.pbf.gz"
    if not path.is_file():
        return _nothing()  # a script that the font does not have: its place stays empty
    content = path.read_bytes()
    headers = {"Content-Type": "application/x-protobuf", "Cache-Control": _FOR_A_WEEK}
    version = hashlib.sha256(content).hexdigest()[:12]
    return stored(request, content, headers, version, packs=True)


def _nothing() -> Response:
    return Response(status_code=204, headers={**SAFE, "Cache-Control": _FOR_A_WEEK})


def _style(request: Request, streets: Streets) -> Response:
    name = str(request.path_params["name"]).removeprefix("style-")
    host = host_of(request)
    if host is None or name not in COLOURS:
        return PlainTextResponse("no such style", 404, SAFE)
    root = str(request.scope.get("root_path") or "").rstrip("/")
    site = f"{request.url.scheme}://{host}{root}"
    version = streets.version()
    made = _written(name, site, streets.current())
    headers = {"Content-Type": "application/json", "Cache-Control": _kept(request, version)}
    return packed(request, Answer(made, headers))


def _written(name: str, site: str, found: Open | None) -> str:
    """A style as it is sent, with addresses on `site`."""
    built_in = source(
        world().about, f"{site}/tiles/world/{{z}}/{{x}}/{{y}}.mvt?v={world_version()}", BUILT_IN
    )
    streets = None
    if found is not None:
        address = f"{site}/tiles/{{z}}/{{x}}/{{y}}.mvt?v={found.version}"
        streets = source(found.tiles.about, address, OPENSTREETMAP)
    glyphs = f"{site}/tiles/letters/{{fontstack}}/{{range}}.pbf"
    made = style(COLOURS[name], built_in, streets, glyphs=glyphs)
    return json.dumps(made, separators=(",", ":"))


@lru_cache(maxsize=1)
def _built_in_version() -> str:
    styles = [style(colours, {}, {}, glyphs="") for colours in COLOURS.values()]
    return hashlib.sha256(f"{world_version()} {json.dumps(styles)}".encode()).hexdigest()[:12]
