"""What is in a vector tile: its layers, their shapes, and what is known about each.

Source of the format: https://github.com/mapbox/vector-tile-spec/tree/master/2.1 (Mapbox Vector
Tile 2.1, in the encoding of https://protobuf.dev/programming-guides/encoding/).
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from directory.basemap.tiles import TilesError

Points: TypeAlias = NDArray[np.float64]
"""Rows of across and down, in sides of the tile from its upper left corner."""
Tags: TypeAlias = Mapping[str, str | float]
Wanted: TypeAlias = Mapping[str, Callable[[Tags], bool]]
"""The layers that are read, each with a test of what is known about a shape."""

_LONGEST = 16 * 1024 * 1024
"""Bytes of a tile, unpacked; real ones have a twentieth."""
_MOVE, _LINE, _CLOSE = 1, 2, 7
_VARINT, _EIGHT, _BYTES, _FOUR = 0, 1, 2, 5


class Shape(IntEnum):
    """What the points of a feature are."""

    POINT = 1
    LINE = 2
    POLYGON = 3


@dataclass(frozen=True, slots=True)
class Feature:
    """Something on the map."""

    shape: Shape
    parts: tuple[Points, ...]
    """Lines, or rings without their first point again, or points, one a part."""
    tags: Tags
    box: tuple[float, float, float, float]
    """Left, upper, right and lower end, in sides of the tile."""


def read_tile(
    content: bytes, wanted: Wanted, keys: Collection[str], *, packed: bool
) -> dict[str, list[Feature]]:
    """The shapes of the wanted layers, with those tags that `keys` names.

    Raises `TilesError` where the tile cannot be read; a layer of another version is passed over.
    """
    try:
        data = _unpacked(content) if packed else content
        found: dict[str, list[Feature]] = {}
        for number, value in _fields(data):
            if number == 3 and isinstance(value, bytes):
                name, features = _layer(value, wanted, keys)
                if features:
                    found.setdefault(name, []).extend(features)
    except (ValueError, IndexError, OverflowError, zlib.error, struct.error):
        raise TilesError("has a tile that cannot be read; copy it again") from None
    return found


def can_be_read(content: bytes, *, packed: bool) -> bool:
    """Whether a tile is whole: what packs it and the frame of its layers; no shape is looked at."""
    try:
        read_tile(content, {}, (), packed=packed)
    except TilesError:
        return False
    return True


def _unpacked(content: bytes) -> bytes:
    reader = zlib.decompressobj(wbits=31)
    data = reader.decompress(content, _LONGEST)
    if not reader.eof:
        raise ValueError("the tile is cut short, or larger than any")
    return data


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """A number, and where the next one starts."""
    value = shift = 0
    while shift < 70:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at
        shift += 7
    raise ValueError("a number without end")


def _fields(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    """The fields of a message: number and content."""
    at, end = 0, len(data)
    while at < end:
        key, at = (data[at], at + 1) if data[at] < 128 else _varint(data, at)
        kind = key & 7
        if kind in (_VARINT, _BYTES):
            size, at = (data[at], at + 1) if data[at] < 128 else _varint(data, at)
            if kind == _VARINT:
                yield key >> 3, size
                continue
        elif kind in (_EIGHT, _FOUR):
            size = 8 if kind == _EIGHT else 4
        else:
            raise ValueError("a field of no known kind")
        if at + size > end:
            raise ValueError("cut short")
        yield key >> 3, data[at : at + size]
        at += size


def _layer(data: bytes, wanted: Wanted, keys: Collection[str]) -> tuple[str, list[Feature]]:
    name, version, extent = "", 1, 4096
    written: list[bytes] = []
    names: list[str] = []
    values: list[str | float] = []
    for number, value in _fields(data):
        if isinstance(value, int):
            version = value if number == 15 else version
            extent = value if number == 5 else extent
        elif number == 1:
            name = value.decode("utf-8")
            if name not in wanted:
                return name, []
        elif number == 2:
            written.append(value)
        elif number == 3:
            names.append(value.decode("utf-8"))
        elif number == 4:
            values.append(_value(value))
    if name not in wanted or version not in (1, 2) or not 0 < extent <= 1 << 20:
        return name, []
    places = {place: key for place, key in enumerate(names) if key in keys}
    test = wanted[name]
    kept: list[tuple[Shape, Tags, bytes]] = []
    for feature in written:
        shape, pairs, geometry = _feature(feature)
        if shape not in (1, 2, 3) or not geometry:
            continue
        tags = {
            places[pairs[at]]: values[pairs[at + 1]]
            for at in range(0, len(pairs) - 1, 2)
            if pairs[at] in places
        }
        if test(tags):
            kept.append((Shape(shape), tags, geometry))
    return name, list(_shapes(kept, extent))


def _feature(data: bytes) -> tuple[int, list[int], bytes]:
    shape, pairs, geometry = 0, b"", b""
    for number, value in _fields(data):
        if isinstance(value, int):
            shape = value if number == 3 else shape
        elif number == 2:
            pairs = value
        elif number == 4:
            geometry = value
    if pairs.isascii():  # numbers below 128 are a byte each
        return shape, list(pairs), geometry
    found, at = [], 0
    while at < len(pairs):
        each, at = _varint(pairs, at)
        found.append(each)
    return shape, found, geometry


def _value(data: bytes) -> str | float:
    for number, value in _fields(data):
        if isinstance(value, int):
            if number == 6:
                return (value >> 1) ^ -(value & 1)
            # A negative number is written as if it had 64 bits.
            return value - (1 << 64) if number == 4 and value >> 63 else value
        if number == 1:
            return value.decode("utf-8")
        if number in (2, 3):
            return float(struct.unpack("<f" if number == 2 else "<d", value)[0])
    return ""


def _shapes(kept: list[tuple[Shape, Tags, bytes]], extent: int) -> Iterator[Feature]:
    """The geometry of many features, taken apart at once."""
    if not kept:
        return
    numbers, ends = _numbers([geometry for _, _, geometry in kept])
    commands = numbers.tolist()
    step = np.ones(len(numbers), bool)
    sizes = [list(_parts(commands, step, *span)) for span in pairwise([0, *ends])]
    steps = numbers[step]
    moved = ((steps >> 1) ^ -(steps & 1)).reshape(-1, 2).cumsum(axis=0)
    counts = np.array([sum(each) for each in sizes], np.int64)
    first = np.cumsum(counts) - counts
    # Each feature starts at the corner of its tile, not where the one before ended.
    start = np.concatenate([np.zeros((1, 2), np.int64), moved])[first]
    points = (moved - np.repeat(start, counts, axis=0)) / extent
    drawn = np.flatnonzero(counts)
    low = np.minimum.reduceat(points, first[drawn]).tolist()
    high = np.maximum.reduceat(points, first[drawn]).tolist()
    for place, (left, upper), (right, lower) in zip(drawn.tolist(), low, high, strict=True):
        shape, tags, _ = kept[place]
        at, parts = int(first[place]), []
        for size in sizes[place]:
            parts.append(points[at : at + size])
            at += size
        yield Feature(shape, tuple(parts), tags, (left, upper, right, lower))


def _parts(commands: list[int], step: NDArray[np.bool_], at: int, end: int) -> Iterator[int]:
    """How many points each part of a feature has; marks what is a command and no step."""
    size = 0
    while at < end:
        command, count = commands[at] & 7, commands[at] >> 3
        step[at] = False
        at += 1
        if command == _CLOSE:
            continue
        at += 2 * count
        if at > end or not (command == _MOVE or (command == _LINE and size)):
            raise ValueError("drawn as nothing can be")
        if command == _LINE:
            size += count
            continue
        if size:
            yield size
        # Points come several to a command, one a part.
        yield from (1 for _ in range(count - 1))
        size = min(count, 1)
    if size:
        yield size


def _numbers(pieces: list[bytes]) -> tuple[NDArray[np.int64], list[int]]:
    """The numbers of many packed fields, one after the other, and where each field's end."""
    data = np.frombuffer(b"".join(pieces), np.uint8)
    last = np.flatnonzero(data < 128)
    if not len(last) or any(piece[-1] >= 128 for piece in pieces):
        raise ValueError("a number without end")
    first = np.concatenate([[0], last[:-1] + 1])
    lengths = last - first + 1
    if lengths.max() > 5:
        raise ValueError("a number larger than any")
    numbers = np.zeros(len(last), np.int64)
    for place in range(int(lengths.max())):
        longer = np.flatnonzero(lengths > place)
        numbers[longer] |= (data[first[longer] + place].astype(np.int64) & 127) << (7 * place)
    ends = np.searchsorted(last, np.cumsum([len(piece) for piece in pieces]), "left")
    return numbers, ends.tolist()
