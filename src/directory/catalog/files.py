"""From files, folders and text to a catalog: everything that could be read, and every problem."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from directory.catalog.events import MAX_BYTES, parse, too_big
from directory.catalog.mends import visible
from directory.catalog.validate import Part, read_part
from directory.model import Resource, Settings, Source
from directory.postgres.address import is_database, shown
from directory.problems import CatalogError, Problem

SUFFIXES = (".yaml", ".yml")
"""What the files of a folder end with."""

Paths = Path | str | Sequence[Path | str]
"""A file, a folder, or several of either."""


@dataclass(frozen=True)
class Catalog:
    """What was read, in the order of the files."""

    settings: Settings
    sources: tuple[Source, ...]
    resources: tuple[Resource, ...]
    problems: tuple[Problem, ...]
    origins: tuple[tuple[str, int], ...]
    """The file and line of each resource."""
    source_origins: tuple[tuple[str, int], ...] = ()
    """The file and line of each source; a `path` of it starts in the folder of that file."""
    unread: tuple[str, ...] = ()
    """The files that gave nothing because they cannot be read; `problems` says why."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file of a catalog, named as the person who asked for it would."""

    name: str
    path: Path
    problem: Problem | None = None
    """Why there is nothing to read, when that is known already."""

    def read(self) -> bytes | Problem:
        """The bytes of the file, or why there are none."""
        if self.problem is not None:
            return self.problem
        try:
            # The size is asked first, and the reading bounded all the same: a pipe has no size.
            if self.path.stat().st_size > MAX_BYTES:
                return too_big(self.name)
            with self.path.open("rb") as file:
                data = file.read(MAX_BYTES + 1)
        except (OSError, ValueError) as error:
            return _cannot_open(self.name, error)
        return too_big(self.name) if len(data) > MAX_BYTES else data


def read_catalog(paths: Paths) -> Catalog:
    """Read a catalog from a file, a folder of `*.yaml` files, several of either, or a database.

    Of several files, one that cannot be read is reported and the others count. Raises
    `CatalogError`, and nothing else, when nothing can be read.
    """
    if is_database(paths):
        # Imported only for one: files need neither driver nor pool.
        from directory.postgres.opening import read_database

        return read_database(paths)
    return assemble((found.name, found.read()) for found in find_files(paths))


def read_catalog_text(text: str | bytes, name: str = "catalog.yaml") -> Catalog:
    """Read a catalog from YAML text; `name` stands for the file in its problems.

    Raises `CatalogError` when it cannot be read.
    """
    return assemble([(name, text)])


def find_files(paths: Paths) -> list[Found]:
    """The files that make up a catalog, each once, in the order in which they count."""
    given = [paths] if isinstance(paths, str | Path) else list(paths)
    files: dict[str, Found] = {}
    for one in given:
        if is_database(one):
            message = "is a database, and this works on files; name a file or a folder"
            files[one] = Found(shown(one), Path(), Problem(shown(one), 0, 0, "file", message))
            continue
        name = visible(os.fspath(one))
        path = Path(one)
        try:
            found = list(_in_folder(path, name)) if path.is_dir() else [Found(name, path)]
            for file in found:
                files.setdefault(name if file.problem else os.path.realpath(file.path), file)
        except (OSError, ValueError) as error:
            files.setdefault(name, Found(name, path, _cannot_open(name, error)))
    if not files:
        nothing = Problem("", 0, 0, "file", "is not named; name a catalog file or folder")
        return [Found("", Path(), nothing)]
    return list(files.values())


def assemble(files: Iterable[tuple[str, str | bytes | Problem]]) -> Catalog:
    """The catalog of some files, given as their content or as why there is none.

    Raises `CatalogError` when none of them can be read.
    """
    with without_gc():
        parts: list[Part] = []
        failures: dict[str, tuple[Problem, ...]] = {}
        order: list[str] = []
        for name, content in files:
            order.append(name)
            try:
                if isinstance(content, Problem):
                    raise CatalogError((content,))
                parts.append(read_part(parse(content, name)))
            except CatalogError as error:
                failures[name] = error.problems
        if not parts:
            raise CatalogError(tuple(problem for one in failures.values() for problem in one))
        return _merge(parts, failures, order)


def _merge(
    parts: list[Part], failures: dict[str, tuple[Problem, ...]], order: list[str]
) -> Catalog:
    settings = _first_settings(parts)
    resources: list[Resource] = []
    origins: list[tuple[str, int]] = []
    first: dict[str, tuple[str, int]] = {}
    for part in parts:
        document = part.document
        for resource, (path, at, id_at) in zip(part.resources, part.places, strict=True):
            origin = (document.file, document.place(at)[0])
            if (other := first.setdefault(resource.id, origin)) is not origin:
                message = (
                    f"`{resource.id}` is the id of an entry at {other[0]}:{other[1]} already; "
                    "give this one its own (the entry is left out until then)"
                )
                document.report(id_at, f"{path}.id", message)
                continue
            resources.append(resource)
            origins.append(origin)
    problems = {
        part.document.file: tuple(
            sorted(part.document.problems, key=lambda problem: (problem.line, problem.column))
        )
        for part in parts
    } | failures
    return Catalog(
        settings=settings,
        sources=tuple(source for part in parts for source in part.sources),
        resources=tuple(resources),
        problems=tuple(problem for name in order for problem in problems[name]),
        origins=tuple(origins),
        source_origins=tuple(
            (part.document.file, part.document.place(at)[0])
            for part in parts
            for at in part.source_places
        ),
        unread=tuple(failures),
    )


def _first_settings(parts: list[Part]) -> Settings:
    """The settings of the first file that has some; a second `directory:` is reported."""
    owner: Part | None = None
    for part in parts:
        if part.settings is None:
            continue
        if owner is None:
            owner = part
            continue
        line, _ = owner.document.place(owner.settings_at)
        message = (
            f"is given in {owner.document.file}:{line} already, and that one counts; "
            "keep one `directory:` in all files"
        )
        part.document.report(part.settings_at, "directory", message)
    return owner.settings if owner is not None and owner.settings is not None else Settings()


def _in_folder(folder: Path, name: str) -> Iterator[Found]:
    """The catalog files of a folder and of those in it, sorted; hidden ones are passed over."""
    failed: list[OSError] = []
    some = False
    for base, folders, names in os.walk(folder, onerror=failed.append):
        folders[:] = sorted(one for one in folders if not one.startswith("."))
        for one in sorted(names):
            path = Path(base, one)
            if one.startswith(".") or not one.lower().endswith(SUFFIXES) or not path.is_file():
                continue
            some = True
            yield Found(visible(os.path.join(name, path.relative_to(folder))), path)  # noqa: PTH118 - keeps the name as given: ./x stays ./x
    if failed:
        yield Found(name, folder, _cannot_open(name, failed[0]))
    elif not some:
        nothing = Problem(name, 0, 0, "file", "has no .yaml file in it; add one")
        yield Found(name, folder, nothing)


def _cannot_open(name: str, error: Exception) -> Problem:
    match error:
        case FileNotFoundError():
            message = "is not there; check the name of the file"
        case PermissionError():
            message = "may not be read; allow this program to read it"
        case _:
            reason = error.strerror if isinstance(error, OSError) else error
            message = f"cannot be opened ({reason})"
    return Problem(name, 0, 0, "file", message)


@contextmanager
def without_gc() -> Iterator[None]:
    """Pause the cyclic garbage collector: a large catalog is all new objects."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
