"""A file of vector tiles, read where it lies (PMTiles version 3).

Source of the format: https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md
"""

from __future__ import annotations

import gzip
import json
import mmap
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from pmtiles.tile import (
    Compression,
    Entry,
    HeaderDict,
    MagicNumberNotFound,
    SpecVersionUnsupported,
    TileType,
    deserialize_directory,
    deserialize_header,
    find_tile,
    zxy_to_tileid,
)

HEADER_BYTES = 127
DEEPEST = 26
"""The largest zoom that tiles have."""
_MOST_STEPS = 4
_DAMAGED = (OSError, EOFError, ValueError, IndexError, OverflowError, MemoryError, zlib.error)
_LONGEST_DIRECTORY = 64 * 1024 * 1024
_DIRECTORIES_KEPT = 64

GetBytes = Callable[[int, int], bytes]
"""Gives the bytes of a file at an offset, so many; fewer where the file ends."""


class TilesError(ValueError):
    """A file has no tiles that can be shown; says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """A part of the world, in degrees; west is less than east."""

    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True, slots=True)
class About:
    """What a file says of itself."""

    header: HeaderDict
    metadata: Mapping[str, Any]
    bounds: Bounds

    @property
    def min_zoom(self) -> int:
        """The smallest zoom that has tiles."""
        return self.header["min_zoom"]

    @property
    def max_zoom(self) -> int:
        """The largest zoom that has tiles."""
        return self.header["max_zoom"]

    @property
    def packed(self) -> bool:
        """Whether the tiles are packed with gzip."""
        return self.header["tile_compression"] is Compression.GZIP


def read_about(get: GetBytes) -> About:
    """Read the head of a file; raise `TilesError` where it is none of vector tiles."""
    head = get(0, HEADER_BYTES)
    if len(head) < HEADER_BYTES:
        raise TilesError("is cut short; copy it again")
    try:
        header = deserialize_header(head)
    except (MagicNumberNotFound, UnicodeDecodeError):
        raise TilesError("is no PMTiles file; make one with `directory basemap`") from None
    except SpecVersionUnsupported:
        raise TilesError("is of an older version of PMTiles; convert it to version 3") from None
    except ValueError:
        raise TilesError("has a head that cannot be read; copy it again") from None
    if header["tile_type"] is not TileType.MVT:
        kind = header["tile_type"].name.lower()
        raise TilesError(f"has {kind} tiles; streets need vector tiles (mvt)")
    if header["tile_compression"] not in (Compression.GZIP, Compression.NONE):
        kind = header["tile_compression"].name.lower()
        raise TilesError(f"has tiles packed with {kind}; pack them with gzip")
    if header["internal_compression"] is not Compression.GZIP:
        raise TilesError("has a directory that is not packed with gzip; write the file again")
    if not 0 <= header["min_zoom"] <= header["max_zoom"] <= DEEPEST:
        raise TilesError("names zooms that there are not; write the file again")
    return About(header, _metadata(get, header), _bounds(header))


def _bounds(header: HeaderDict) -> Bounds:
    return Bounds(
        header["min_lon_e7"] / 1e7,
        header["min_lat_e7"] / 1e7,
        header["max_lon_e7"] / 1e7,
        header["max_lat_e7"] / 1e7,
    )


def _metadata(get: GetBytes, header: HeaderDict) -> Mapping[str, Any]:
    content = get(header["metadata_offset"], min(header["metadata_length"], _LONGEST_DIRECTORY))
    try:
        found = json.loads(gzip.decompress(content)) if content else {}
    except _DAMAGED:
        raise TilesError("has a description that cannot be read; copy it again") from None
    return found if isinstance(found, dict) else {}


def read_directory(get: GetBytes, offset: int, length: int) -> list[Entry]:
    """A directory of a file; raise `TilesError` where it cannot be read."""
    content = get(offset, min(length, _LONGEST_DIRECTORY))
    if len(content) < length:
        raise TilesError("is cut short; copy it again")
    try:
        return deserialize_directory(content)
    except _DAMAGED:
        raise TilesError("has a directory that cannot be read; copy it again") from None


class Tiles:
    """The tiles of a file. It stays open for as long as this is kept."""

    def __init__(self, path: Path) -> None:
        try:
            with path.open("rb") as file:
                self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except FileNotFoundError:
            raise TilesError(
                "is not there; check the name, which is read from the catalog"
            ) from None
        except ValueError:
            raise TilesError("is empty; copy it again") from None
        except OSError as error:
            raise TilesError(f"cannot be opened: {error.strerror or error}") from None
        self.about = read_about(self._get)
        """What the file says of itself."""
        header = self.about.header
        end = header["tile_data_offset"] + header["tile_data_length"]
        if end > len(self._map):
            raise TilesError("is cut short; copy it again")
        self._directory = lru_cache(maxsize=_DIRECTORIES_KEPT)(self._read_directory)
        self._directory(header["root_offset"], header["root_length"])

    def _get(self, offset: int, length: int) -> bytes:
        return self._map[offset : offset + length]

    def _read_directory(self, offset: int, length: int) -> list[Entry]:
        return read_directory(self._get, offset, length)

    def get(self, z: int, x: int, y: int) -> bytes | None:
        """A tile as it is stored; `None` where the file has none.

        Raises `TilesError` where the file is damaged at that place.
        """
        header = self.about.header
        if not header["min_zoom"] <= z <= header["max_zoom"]:
            return None
        if not (0 <= x < 1 << z and 0 <= y < 1 << z):
            return None
        id = zxy_to_tileid(z, x, y)
        offset, length = header["root_offset"], header["root_length"]
        for _ in range(_MOST_STEPS):
            found = find_tile(self._directory(offset, length), id)
            if found is None:
                return None
            if found.run_length:
                content = self._get(header["tile_data_offset"] + found.offset, found.length)
                if len(content) < found.length:
                    raise TilesError("is cut short; copy it again")
                return content
            offset, length = header["leaf_directory_offset"] + found.offset, found.length
        raise TilesError("has directories without end; write the file again")
