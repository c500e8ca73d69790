"""The files that maps on paper are drawn from, opened."""

from __future__ import annotations

from pathlib import Path

from directory.basemap.ground import Base
from directory.basemap.tiles import Tiles, TilesError
from directory.basemap.world import world
from directory.model import Settings


def base_with(streets: Tiles | None) -> Base:
    """The built-in map, and the operator's streets where there are some."""
    try:
        return Base(world(), streets)
    except TilesError:
        return Base(None, streets)  # a copy of the directory that came without its map


def base_of(settings: Settings, catalog: Path) -> tuple[Base, str]:
    """The same for a catalog, a file or a folder; and why its streets cannot be shown, if so."""
    name = settings.basemap.tiles if settings.basemap else None
    if not name:
        return base_with(None), ""
    folder = catalog if catalog.is_dir() else catalog.parent
    try:
        return base_with(Tiles(folder / name)), ""
    except TilesError as error:
        return base_with(None), f"{name} {error}"
