"""Directories larger than can be made entry by entry in a bearable time.

The first `BASE` entries are those of `crowd`. All others repeat their columns, with places moved by
a mile or so and one word in ten replaced by a rarer one; names, times and tags are the same again.
A resource is made when it is looked at, as from a compiled file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, overload

import numpy as np

from benchmarks.crowd import SEED, crowd
from directory.index.columns import Columns
from directory.index.packed import Array, Packed, Strings, small
from directory.index.text import TextIndex
from directory.model import Resource
from directory.schedule.timetable import Timetable
from directory.snapshot import Snapshot, build_snapshot

BASE = 50_000
RARE = 150_000
"""Words that only the repeated entries have: names, streets and misspellings of a nation."""


class Repeated(Sequence[Resource]):
    """Resources over and over, each time under other ids."""

    def __init__(self, resources: Sequence[Resource], size: int) -> None:
        self._resources, self._size = resources, size

    def __len__(self) -> int:
        return self._size

    @overload
    def __getitem__(self, item: int) -> Resource: ...
    @overload
    def __getitem__(self, item: slice) -> list[Resource]: ...
    def __getitem__(self, item: int | slice) -> Resource | list[Resource]:
        if isinstance(item, slice):
            return [self[place] for place in range(*item.indices(self._size))]
        place = range(self._size)[item]
        return self._resources[place % BASE].model_copy(update={"id": f"entry-{place}"})


class Ids(Sequence[str]):
    """The ids of repeated resources, and their places."""

    def __init__(self, size: int) -> None:
        self._size = size

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, item: Any) -> Any:
        return f"entry-{range(self._size)[item]}"

    def get(self, id: str, /) -> int | None:
        """The place of an id."""
        number = id.removeprefix("entry-")
        return int(number) if number.isdecimal() and int(number) < self._size else None


def nation(size: int) -> Snapshot:
    """A snapshot of so many entries."""
    base = build_snapshot(crowd(min(size, BASE)))
    times = size // BASE
    if times < 2:
        return base
    resources = Repeated(base.resources, BASE * times)
    ids = Ids(BASE * times)
    return replace(
        base,
        resources=resources,
        columns=_columns(base.columns, times),
        timetable=_timetable(base.timetable, resources, times),
        ids=ids,
        lookup=ids,
        origins=(("crowd.yaml", 1),) * len(ids),
    )


def _columns(columns: Columns, times: int) -> Columns:
    chance = np.random.default_rng(SEED)
    packed = columns.packed
    arrays = dict(packed.arrays)
    for name in arrays:
        if name.startswith(("entries.", "positions.")) or name.endswith(".sets"):
            arrays[name] = np.tile(arrays[name], times)
    copies = np.repeat(np.arange(times, dtype=np.int32), BASE)
    arrays["entries.rank"] = arrays["entries.rank"] * np.int32(times) + copies
    for name in ("latitude", "longitude"):
        column = arrays[f"positions.{name}"]
        column[BASE:] += chance.normal(0, 0.02, len(column) - BASE)
    known = np.flatnonzero(~np.isnan(arrays["positions.latitude"]))
    order = known[np.argsort(arrays["positions.latitude"][known], kind="stable")]
    arrays["positions.order"] = small(order)
    for name in ("latitude", "longitude"):
        arrays[f"positions.sorted_{name}"] = arrays[f"positions.{name}"][order]
    text = _text(packed.part("text"), times, chance)
    arrays |= {f"text.{name}": array for name, array in text.packed.arrays.items()}
    return Columns.from_packed(Packed(arrays, packed.texts))


def _text(packed: Packed, times: int, chance: np.random.Generator) -> TextIndex:
    letters = chance.integers(ord("a"), ord("z") + 1, (RARE, 9), np.uint8)
    lengths = chance.integers(5, 10, RARE)
    rare = {bytes(row[:size]).decode() for row, size in zip(letters, lengths, strict=True)}
    old = list(Strings(packed.part("vocabulary")))
    vocabulary = sorted({*old, *rare})
    number = {word: place for place, word in enumerate(vocabulary)}
    renumbered = np.array([number[word] for word in old], np.int32)
    stream: Array = np.tile(renumbered[packed.arrays["stream"]], times)
    # Rare words are as rare as words are: the second half as often as the first.
    other = np.flatnonzero(chance.random(len(stream)) < 0.1)
    other = other[(other >= len(packed.arrays["stream"])) & (stream[other] != number["\x00"])]
    known = np.array([number[word] for word in sorted(rare)], np.int32)
    stream[other] = known[(len(known) * chance.random(len(other)) ** 3).astype(np.int64)]
    return TextIndex.of_tokens(
        vocabulary, stream, np.tile(np.diff(packed.arrays["bounds"]), times).astype(np.int32)
    )


def _timetable(timetable: Timetable, resources: Sequence[Resource], times: int) -> Timetable:
    packed = timetable.packed
    arrays = dict(packed.arrays)
    for name in ("entries.zone", "entries.rhythm"):
        arrays[name] = np.tile(arrays[name], times)
    return Timetable.from_packed(Packed(arrays, packed.texts), resources)
