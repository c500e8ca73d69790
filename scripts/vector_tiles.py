"""Writes protocol buffers, and in them vector tiles as the Mapbox specification 2.1 has them.

Source of the format: https://github.com/mapbox/vector-tile-spec/tree/master/2.1
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from directory.basemap.vector import Shape

EXTENT = 4096
"""Units across a tile."""

Point = tuple[int, int]
"""Right of and below the tile's upper left corner, in units."""
Value = str | int


@dataclass(frozen=True, slots=True)
class Feature:
    """Something on a tile.

    Its parts are points, lines, or rings, which are not closed: outer ones run clockwise as one
    sees them, the holes that follow run the other way.
    """

    shape: Shape
    parts: Sequence[Sequence[Point]]
    tags: Mapping[str, Value]


def tile(layers: Mapping[str, Sequence[Feature]]) -> bytes:
    """A tile, not packed; layers without features are left out."""
    return b"".join(sub(3, _layer(name, features)) for name, features in layers.items() if features)


def _layer(name: str, features: Iterable[Feature]) -> bytes:
    keys: dict[str, int] = {}
    values: dict[Value, int] = {}
    written = []
    for feature in features:
        tags: list[int] = []
        for key, value in feature.tags.items():
            tags += [keys.setdefault(key, len(keys)), values.setdefault(value, len(values))]
        geometry = _geometry(feature.shape, feature.parts)
        written.append(sub(2, packed(2, tags) + number(3, feature.shape) + packed(4, geometry)))
    return b"".join(
        [
            number(15, 2),
            sub(1, name.encode()),
            *written,
            *(sub(3, key.encode()) for key in keys),
            *(sub(4, _value(value)) for value in values),
            number(5, EXTENT),
        ]
    )


def _value(value: Value) -> bytes:
    return sub(1, value.encode()) if isinstance(value, str) else number(5, value)


def _geometry(shape: Shape, parts: Iterable[Sequence[Point]]) -> list[int]:
    out: list[int] = []
    at_x, at_y = 0, 0
    for part in parts:
        for place, (x, y) in enumerate(part):
            if place == 0:
                out.append(1 | 1 << 3)  # move to
            elif place == 1:
                out.append(2 | (len(part) - 1) << 3)  # lines to
            out += [_zigzag(x - at_x), _zigzag(y - at_y)]
            at_x, at_y = x, y
        if shape is Shape.POLYGON:
            out.append(7 | 1 << 3)  # close
    return out


def _zigzag(value: int) -> int:
    return (value << 1) ^ (value >> 63)


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


def number(field: int, value: int) -> bytes:
    """A field with a number that is not below zero."""
    return _varint(field << 3) + _varint(value)


def signed(field: int, value: int) -> bytes:
    """A field with a number that may be below zero."""
    return number(field, _zigzag(value))


def sub(field: int, content: bytes) -> bytes:
    """A field with bytes, text or another message."""
    return _varint(field << 3 | 2) + _varint(len(content)) + content


def packed(field: int, values: Iterable[int]) -> bytes:
    """A field with many numbers."""
    return sub(field, b"".join(map(_varint, values)))
