"""A snapshot in one file, and back."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, overload

import numpy as np
from pydantic import TypeAdapter

from directory.compiled.arrays import CompiledError, read_packed, write_packed
from directory.compiled.entries import Entries, Ids, Positions
from directory.index.columns import Columns
from directory.index.packed import Packed, Strings
from directory.model import Settings, Source
from directory.places import Gazetteer
from directory.problems import Problem
from directory.schedule.timetable import Timetable
from directory.snapshot import Snapshot, home_of

FORMAT = 1
"""Changes whenever what lies in the file, or what it means, does; older files are refused."""

_PROBLEMS = TypeAdapter(tuple[Problem, ...])
_SOURCES = TypeAdapter(tuple[Source, ...])


class Origins(Sequence[tuple[str, int]]):
    """The file and line that each entry comes from."""

    def __init__(self, files: Sequence[str], file: Positions, line: Positions) -> None:
        """`file` is the position in `files` of each entry's, `line` counts from 1."""
        self._files, self._file, self._line = files, file, line

    def __len__(self) -> int:
        return len(self._line)

    @overload
    def __getitem__(self, index: int) -> tuple[str, int]: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[tuple[str, int], ...]: ...
    def __getitem__(self, index: int | slice) -> tuple[str, int] | tuple[tuple[str, int], ...]:
        if isinstance(index, slice):
            return tuple(self[each] for each in range(len(self))[index])
        return self._files[int(self._file[index])], int(self._line[index])

    def __iter__(self) -> Iterator[tuple[str, int]]:
        pairs = zip(self._file.tolist(), self._line.tolist(), strict=True)
        return ((self._files[file], line) for file, line in pairs)


def write_compiled(snapshot: Snapshot, path: Path, *, key: str = "") -> None:
    """Write a snapshot to a file; `key` says what it was made of.

    Who has the old file open keeps it; nobody ever sees half of one. Raises `OSError` where it
    cannot be written.
    """
    write_snapshot(packed_snapshot(snapshot), path, key=key)


def write_snapshot(packed: Packed, path: Path, *, key: str = "") -> None:
    """Write a snapshot that is packed already; see `write_compiled`."""
    write_packed(path, packed, json.dumps({"format": FORMAT, "key": key}))


def open_compiled(
    path: Path, gazetteer: Gazetteer | None = None, *, key: str | None = None
) -> Snapshot:
    """Open a file that `write_compiled` wrote; its entries are read one by one, when asked for.

    With `key`, only one that was made of that. Raises `CompiledError` when the file is damaged, of
    another format, or made of something else.
    """
    packed, told = read_packed(path)
    about = _about(told)
    if about.get("format") != FORMAT:
        raise CompiledError(
            f"is of format {about.get('format', '?')}, not {FORMAT}; compile it with this version"
        )
    if key is not None and about.get("key") != key:
        raise CompiledError("was made of another catalog")
    try:
        return _snapshot(packed, gazetteer)
    except (KeyError, ValueError, IndexError, TypeError) as error:
        raise CompiledError(f"cannot be understood ({type(error).__name__})") from None


def packed_snapshot(snapshot: Snapshot) -> Packed:
    """Everything in a snapshot, as arrays."""
    files = tuple(dict.fromkeys(file for file, _ in snapshot.origins))
    number = {file: index for index, file in enumerate(files)}
    size = len(snapshot)
    ids = snapshot.ids
    own = Packed(
        {
            "translated": np.asarray(snapshot.translated, np.int32),
            "order": np.array(sorted(range(size), key=ids.__getitem__), np.int32),
            "file": np.fromiter((number[file] for file, _ in snapshot.origins), np.int32, size),
            "line": np.fromiter((line for _, line in snapshot.origins), np.int32, size),
        },
        {
            "settings": (snapshot.settings.model_dump_json(by_alias=True, exclude_unset=True),),
            "sources": (
                _SOURCES.dump_json(snapshot.sources, by_alias=True, exclude_unset=True).decode(),
            ),
            "problems": (json.dumps([asdict(problem) for problem in snapshot.problems]),),
            "languages": tuple(sorted(snapshot.languages)),
            "last_edit": (snapshot.last_edit.isoformat(),) if snapshot.last_edit else (),
            "files": files,
        },
    )
    return Packed.joined(
        {
            "own": own,
            "entries": Entries.of(snapshot.resources, own.arrays["translated"]).packed,
            "ids": ids.packed if isinstance(ids, Strings) else Strings.of(ids).packed,
            "columns": snapshot.columns.packed,
            "timetable": snapshot.timetable.packed,
        }
    )


def _snapshot(packed: Packed, gazetteer: Gazetteer | None) -> Snapshot:
    own = packed.part("own")
    settings = Settings.model_validate_json(own.texts["settings"][0])
    resources = Entries(packed.part("entries"), own.arrays["translated"])
    ids = Strings(packed.part("ids"))
    return Snapshot(
        settings=settings,
        sources=_SOURCES.validate_json(own.texts["sources"][0]),
        resources=resources,
        problems=_PROBLEMS.validate_json(own.texts["problems"][0]),
        origins=Origins(own.texts["files"], own.arrays["file"], own.arrays["line"]),
        columns=Columns.from_packed(packed.part("columns")),
        timetable=Timetable.from_packed(packed.part("timetable"), resources),
        gazetteer=gazetteer,
        home=home_of(settings, gazetteer),
        ids=ids,
        lookup=Ids(ids, own.arrays["order"]),
        translated=own.arrays["translated"],
        languages=frozenset(own.texts["languages"]),
        last_edit=max(map(dt.date.fromisoformat, own.texts["last_edit"]), default=None),
    )


def _about(told: str) -> dict[str, Any]:
    try:
        about = json.loads(told)
    except ValueError:
        about = None
    if not isinstance(about, dict):
        raise CompiledError("is no compiled catalog; make it with `directory compile`")
    return about
