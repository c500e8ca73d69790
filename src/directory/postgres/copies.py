"""The documents of a replica, in a file of its own that is gone when the program is.

What is read from the database lies here as it was then: an entry that is shown costs no question
to the database, agrees with the columns it was found by, and is there while the database is not.
"""

from __future__ import annotations

import os
import tempfile
import weakref
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from threading import Lock
from typing import overload

from directory.model import Resource
from directory.model.texts import spoken
from directory.postgres.parts import Kept

_KEPT = 1000


class Copies:
    """A file that documents and words are appended to, and read from by any thread."""

    def __init__(self) -> None:
        # No name is left in the folder, so nothing is left behind either.
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - open as long as this object lives
        self._size = 0
        weakref.finalize(self, self._file.close)

    @property
    def size(self) -> int:
        """Bytes so far."""
        return self._size

    def add(self, document: str, words: str) -> tuple[int, int, int]:
        """Append an entry; where it begins, where its words begin, and where they end.

        What is added is read only after `settle`.
        """
        coded, told = document.encode(), words.encode()
        begin = self._size
        self._file.write(coded)
        self._file.write(told)
        self._size = begin + len(coded) + len(told)
        return begin, begin + len(coded), self._size

    def settle(self) -> None:
        """Let what was added be read."""
        self._file.flush()

    def document(self, entry: Kept) -> bytes:
        """The document of an entry."""
        return os.pread(self._file.fileno(), entry.words_at - entry.at, entry.at)

    def words(self, entry: Kept) -> str:
        """The words of an entry."""
        size = entry.stop - entry.words_at
        return os.pread(self._file.fileno(), size, entry.words_at).decode()


class Documents(Sequence[Resource]):
    """The entries of a snapshot, read when they are looked at; the last ones are kept."""

    def __init__(
        self, copies: Copies, entries: Sequence[Kept], language: str | None = None
    ) -> None:
        self._copies = copies
        self._entries = entries
        self._language = language
        self._kept: OrderedDict[int, Resource] = OrderedDict()
        self._lock = Lock()

    def spoken(self, language: str | None) -> Documents:
        """The same entries, with their texts in a language where they are given in it."""
        return Documents(self._copies, self._entries, language)

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[Resource]:
        # Whoever goes through all of them keeps none.
        return map(self._read, self._entries)

    @overload
    def __getitem__(self, item: int) -> Resource: ...
    @overload
    def __getitem__(self, item: slice) -> list[Resource]: ...
    def __getitem__(self, item: int | slice) -> Resource | list[Resource]:
        if isinstance(item, slice):
            return [self._read(entry) for entry in self._entries[item]]
        index = range(len(self))[item]
        with self._lock:
            if kept := self._kept.get(index):
                self._kept.move_to_end(index)
                return kept
        resource = self._read(self._entries[index])
        with self._lock:
            self._kept[index] = resource
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return resource

    def _read(self, entry: Kept) -> Resource:
        resource = Resource.model_validate_json(self._copies.document(entry))
        return spoken(resource, self._language) if entry.languages else resource
