"""The tiles of the built-in map; `scripts/build_basemap.py` writes them."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from directory.basemap.tiles import Tiles

WORLD = Path(__file__).with_name("world.pmtiles")
"""Layers earth, water, landuse, boundaries and places of the Protomaps schema, packed."""


@lru_cache(maxsize=1)
def world() -> Tiles:
    """The tiles of the built-in map, opened once and shared."""
    return Tiles(WORLD)


@lru_cache(maxsize=1)
def world_version() -> str:
    """Changes with the tiles of the built-in map."""
    return hashlib.sha256(WORLD.read_bytes()).hexdigest()[:12]
