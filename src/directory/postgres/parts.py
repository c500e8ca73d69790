"""What a replica keeps of each entry, and what filters, order and timetable look at.

Texts for readers stay in the documents. Columns and timetables are made for some thousand entries
at a time and then joined: after an edit only those that the entry is among are made again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from directory.compiled.join import join_columns, join_timetables
from directory.index.columns import Columns, Locator, build_columns
from directory.index.packed import Array, Packed
from directory.index.text import TextIndex, fold
from directory.model import Resource, Settings
from directory.model.texts import main_text
from directory.schedule.timetable import Timetable

IN_A_PART = 2048
"""Numbers of entries that share one part."""


@dataclass(slots=True, eq=False)
class Kept:
    """What stays in memory of an entry beside its columns."""

    number: int
    """The entry's own number in the database, the same for good."""
    version: int
    """The number of its last change."""
    id: str
    key: str
    """What it is put in order by: the folded name, then the id."""
    file: str
    """The file that it was loaded from."""
    indexed: bool
    """Whether the database can find this version by its words."""
    at: int
    """Where the document lies in the copies."""
    words_at: int
    stop: int
    languages: frozenset[str]
    """The languages of texts that it gives in several."""
    updated: int
    """The day of its last edit as an ordinal; 0: not told."""


def key_of(resource: Resource) -> str:
    """What an entry is put in order by."""
    # Nothing sorts before this character, so that a name comes before those that it begins.
    return f"{fold(main_text(resource.name))}\x00{resource.id}"


class Order:
    """The entries by name; what hardly changes is hardly any work to put in order again."""

    def __init__(self) -> None:
        self._sorted: list[int] = []

    def rank(self, numbers: Sequence[int], entries: Mapping[int, Kept]) -> NDArray[np.int32]:
        """The place of each entry among all of them; `numbers` are theirs, rising."""
        known = set(self._sorted)
        self._sorted = [number for number in self._sorted if number in entries]
        self._sorted += [number for number in numbers if number not in known]
        self._sorted.sort(key=lambda number: entries[number].key)
        rank = np.empty(len(numbers), np.int32)
        rank[np.searchsorted(np.array(numbers, np.int64), self._sorted)] = np.arange(len(numbers))
        return rank


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """The columns and the timetable of some entries, in the order of their numbers."""

    columns: Packed
    timetable: Packed

    @classmethod
    def of(cls, resources: Sequence[Resource], settings: Settings, locator: Locator | None) -> Part:
        """Make them. The words of the entries are left out: they are looked up elsewhere."""
        columns = build_columns(
            resources, settings, locator, TextIndex.of_words({}, len(resources))
        )
        return cls(columns.packed, Timetable(resources, settings).packed)


def join(
    parts: Mapping[int, Part], rank: Array, text: TextIndex, resources: Sequence[Resource]
) -> tuple[Columns, Timetable]:
    """The columns and the timetable of all entries, from those of their parts.

    `rank` is the place of each entry in the order of names.
    """
    ordered = [parts[number] for number in sorted(parts)]
    sizes = [len(part.columns.arrays["entries.listed"]) for part in ordered]
    starts = np.cumsum([0, *sizes[:-1]]).tolist()
    columns = join_columns([part.columns for part in ordered], starts, rank)
    timetable = join_timetables([part.timetable for part in ordered])
    return (
        replace(Columns.from_packed(columns), text=text),
        Timetable.from_packed(timetable, resources),
    )
