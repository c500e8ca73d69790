"""An area cut out of a larger file of tiles: what it takes, and what becomes of it.

Tiles are copied as they are stored, byte by byte.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import cast

from pmtiles.tile import Entry, HeaderDict
from pmtiles.writer import finalize_header

from directory.basemap.area import spans
from directory.basemap.tiles import About, Bounds, GetBytes, TilesError, read_about, read_directory

GAP = 32 * 1024
"""Bytes between two pieces that are read along, where that saves a request."""
LARGEST_REQUEST = 4 * 1024 * 1024
"""Bytes that are asked for at a time."""
_DEEPEST_TREE = 4


@dataclass(frozen=True, slots=True)
class Piece:
    """Bytes of the source that one or more tiles are made of."""

    offset: int
    """Where they are, from the start of the source's tiles."""
    length: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What an area takes."""

    about: About
    bounds: Bounds
    max_zoom: int
    entries: tuple[Entry, ...]
    """The tiles by id, with their offsets in the source."""
    pieces: tuple[Piece, ...]
    """Their bytes, each once, in the order of the source."""

    @property
    def tiles(self) -> int:
        """How many tiles there are."""
        return sum(entry.run_length for entry in self.entries)

    @property
    def bytes(self) -> int:
        """How many bytes they have."""
        return sum(piece.length for piece in self.pieces)

    @property
    def key(self) -> str:
        """A hash that two plans share when they take the same bytes of the same source."""
        told = (sorted(self.about.header.items(), key=str), self.bounds, self.pieces)
        return hashlib.sha256(repr(told).encode()).hexdigest()[:24]


@dataclass(frozen=True, slots=True)
class Request:
    """One reading of the source, and the pieces within it."""

    offset: int
    length: int
    pieces: tuple[Piece, ...]


def plan(get: GetBytes, bounds: Bounds, max_zoom: int | None = None) -> Plan:
    """Look up which bytes of a source an area takes, down to a zoom (usually the source's last).

    Reads the head of the source and the directories that the area touches. Raises `TilesError`
    when the source cannot be read or has no tile there.
    """
    about = read_about(get)
    deepest = about.max_zoom if max_zoom is None else min(max_zoom, about.max_zoom)
    wanted = list(
        chain.from_iterable(spans(bounds, zoom) for zoom in range(about.min_zoom, deepest + 1))
    )
    header = about.header
    entries = tuple(
        _entries(get, about, header["root_offset"], header["root_length"], wanted, _DEEPEST_TREE)
    )
    if not entries:
        raise TilesError("has no tiles of that area; look at its bounds, or take another area")
    found = {(entry.offset, entry.length) for entry in entries}
    pieces = tuple(Piece(offset, length) for offset, length in sorted(found))
    return Plan(about, bounds, deepest, entries, pieces)


def _entries(
    get: GetBytes,
    about: About,
    offset: int,
    length: int,
    wanted: Sequence[tuple[int, int]],
    depth: int,
) -> Iterator[Entry]:
    if not depth:
        raise TilesError("has directories without end; write the file again")
    directory = read_directory(get, offset, length)
    for number, entry in enumerate(directory):
        if entry.run_length:
            end = entry.tile_id + entry.run_length
            for first, last in _within(wanted, entry.tile_id, end):
                yield Entry(first, entry.offset, entry.length, last - first)
            continue
        after = directory[number + 1].tile_id if number + 1 < len(directory) else 1 << 63
        if next(_within(wanted, entry.tile_id, after), None):
            below = about.header["leaf_directory_offset"] + entry.offset
            yield from _entries(get, about, below, entry.length, wanted, depth - 1)


def _within(wanted: Sequence[tuple[int, int]], first: int, end: int) -> Iterator[tuple[int, int]]:
    """The parts of a run of ids that are wanted."""
    number = max(0, bisect_left(wanted, (first, first)) - 1)
    for start, stop in wanted[number:]:
        if start >= end:
            return
        if stop > first:
            yield max(start, first), min(stop, end)


def requests(pieces: Sequence[Piece]) -> Iterator[Request]:
    """Pieces that lie close together, to be read at once."""
    held: list[Piece] = []
    for piece in pieces:
        if held:
            start = held[0].offset
            end = held[-1].offset + held[-1].length
            if piece.offset - end > GAP or piece.offset + piece.length - start > LARGEST_REQUEST:
                yield _request(held)
                held = []
        held.append(piece)
    if held:
        yield _request(held)


def _request(pieces: Sequence[Piece]) -> Request:
    start = pieces[0].offset
    end = max(piece.offset + piece.length for piece in pieces)
    return Request(start, end - start, tuple(pieces))


def head_of(plan: Plan) -> bytes:
    """The bytes that stand before the tiles in the new file: head, directories, description."""
    at, placed = 0, {}
    for piece in plan.pieces:
        placed[(piece.offset, piece.length)] = at
        at += piece.length
    entries = [
        Entry(entry.tile_id, placed[(entry.offset, entry.length)], entry.length, entry.run_length)
        for entry in plan.entries
    ]
    bounds = _meet(plan.bounds, plan.about.bounds)
    header = cast(HeaderDict, dict(plan.about.header))
    header["min_lon_e7"], header["min_lat_e7"] = _e7(bounds.west), _e7(bounds.south)
    header["max_lon_e7"], header["max_lat_e7"] = _e7(bounds.east), _e7(bounds.north)
    header["center_lon_e7"] = _e7((bounds.west + bounds.east) / 2)
    header["center_lat_e7"] = _e7((bounds.south + bounds.north) / 2)
    header["center_zoom"] = min(plan.max_zoom, 10)
    # In the order of ids, and so of the source where that is clustered, or not at all.
    clustered = [entry.offset for entry in entries] == sorted(entry.offset for entry in entries)
    parts = finalize_header(  # type: ignore[no-untyped-call]
        header, plan.tiles, entries, len(plan.pieces), dict(plan.about.metadata), clustered, at
    )
    return b"".join(parts)


def _e7(degrees: float) -> int:
    return round(degrees * 10_000_000)


def _meet(one: Bounds, other: Bounds) -> Bounds:
    west, east = max(one.west, other.west), min(one.east, other.east)
    south, north = max(one.south, other.south), min(one.north, other.north)
    return Bounds(west, south, east, north) if west < east and south < north else one
