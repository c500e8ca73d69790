"""A large catalog read file by file, in processes of their own, and only where files changed.

What a file gives is kept as a compiled snapshot of that file alone, made with the settings of the
whole catalog; the catalog is put together from those. Catalogs with feeds, with two `directory:`
blocks, with an id in two files or with a file that cannot be read at all are read in one go
instead: these need all files at hand.
"""

from __future__ import annotations

import hashlib
import json
import logging
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from directory.catalog.events import parse
from directory.catalog.files import assemble
from directory.catalog.validate import read_part
from directory.compiled.arrays import CompiledError, read_packed, write_packed
from directory.compiled.join import joined
from directory.compiled.snapshots import packed_snapshot
from directory.index.packed import Packed, Strings
from directory.index.text import fold
from directory.model import Settings
from directory.model.texts import main_text
from directory.places import Gazetteer
from directory.problems import CatalogError
from directory.snapshot import build_snapshot

_log = logging.getLogger(__name__)
_SETTINGS = re.compile(
    rb"^(?:directory|\"directory\"|'directory')[ \t]*:.*(?:\n(?:[ \t#\r].*)?)*", re.MULTILINE
)
_SOURCES = re.compile(rb"^(?:sources|\"sources\"|'sources')[ \t]*:", re.MULTILINE)
WORTH_A_PROCESS = 4_000_000
"""Bytes of files from which on processes beside this one read them: each is slow to start."""
_WORKERS = 2


def packed_parts(
    files: Mapping[str, bytes], folder: Path, key: bytes, gazetteer: Gazetteer | None
) -> Packed | None:
    """The packed snapshot of a catalog of several files; `None`: it is to be read in one go.

    `files` holds them by name, in order. What each gives is kept in `folder`, under a name made
    from its content and `key`, which stands for the program; what is damaged is made anew.
    """
    if len(files) < 2 or any(_SOURCES.search(content) for content in files.values()):
        return None
    hint = _settings_of(files)
    if hint is None:
        return None
    written = hint.model_dump_json(by_alias=True, exclude_unset=True)
    paths = {
        name: folder / f"{_number(key, written.encode(), name.encode(), content)}.arrow"
        for name, content in files.items()
    }
    found = {name: part for name, path in paths.items() if (part := _kept(path)) is not None}
    missing = {name: content for name, content in files.items() if name not in found}
    _log.info("Reading %d of %d files of the catalog", len(missing), len(files))
    if not _read_all(missing, paths, written, gazetteer):
        return None
    for name in missing:
        part = _kept(paths[name])
        if part is None:
            return None
        found[name] = part
    for path in set(folder.glob("*.arrow")) - set(paths.values()):
        path.unlink(missing_ok=True)
    parts = [found[name] for name in files]
    own = [part.part("snapshot") for part in parts]
    return joined(own, [Strings(part.part("names")) for part in parts])


def write_part(
    name: str, content: bytes, settings: str, path: Path, gazetteer: Gazetteer | None
) -> bool:
    """Read one file of a catalog and keep what it gives; false where it needs the other files.

    `settings` are those of the whole catalog, as JSON. Raises `OSError` where nothing can be kept.
    """
    try:
        catalog = assemble([(name, content)])
    except CatalogError:
        return False
    meant = Settings.model_validate_json(settings)
    if catalog.sources or catalog.settings not in (meant, Settings()):
        return False
    snapshot = build_snapshot(replace(catalog, settings=meant), gazetteer)
    names = Strings.of([fold(main_text(one.name)) for one in snapshot.resources])
    packed = Packed.joined({"snapshot": packed_snapshot(snapshot), "names": names.packed})
    write_packed(path, packed, "part")
    return True


def _settings_of(files: Mapping[str, bytes]) -> Settings | None:
    """The settings of the catalog, read from their block alone; `None` where that is not clear."""
    blocks = [(name, found) for name, data in files.items() for found in _SETTINGS.findall(data)]
    if not blocks:
        return Settings()
    if len(blocks) > 1:
        return None
    name, block = blocks[0]
    try:
        return read_part(parse(block, name)).settings
    except CatalogError:
        return None


def _read_all(
    files: Mapping[str, bytes],
    paths: Mapping[str, Path],
    settings: str,
    gazetteer: Gazetteer | None,
) -> bool:
    """Read some files: in processes beside this one, where they are worth starting those."""
    if len(files) < 2 or sum(map(len, files.values())) < WORTH_A_PROCESS:
        return all(
            write_part(name, content, settings, paths[name], gazetteer)
            for name, content in files.items()
        )
    # The longest first, each to whoever has the least to do.
    shares: list[list[str]] = [[] for _ in range(min(_WORKERS, len(files)))]
    for name in sorted(files, key=lambda name: -len(files[name])):
        min(shares, key=lambda share: sum(len(files[one]) for one in share)).append(name)
    workers = [_start() for _ in shares]
    for worker, share in zip(workers, shares, strict=True):
        _give(worker, settings, [(name, files[name], paths[name]) for name in share])
    ended = [worker.wait() for worker in workers]
    return not any(ended)


def _start() -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "directory.compiled.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
    )


def _give(
    worker: subprocess.Popen[bytes], settings: str, work: Sequence[tuple[str, bytes, Path]]
) -> None:
    """Tell a worker what to read: it takes all of it before it begins."""
    told = [(name, len(content), str(path)) for name, content, path in work]
    head = json.dumps({"settings": settings, "files": told}).encode()
    if worker.stdin is None:
        return
    try:
        with worker.stdin as pipe:
            pipe.write(len(head).to_bytes(8, "big") + head)
            for _, content, _ in work:
                pipe.write(content)
    except BrokenPipeError:
        _log.warning("A process that reads the catalog has ended early")


def _kept(path: Path) -> Packed | None:
    if not path.exists():
        return None
    try:
        return read_packed(path)[0]
    except CompiledError as error:
        _log.warning("A compiled part of the catalog %s; it is read again", error)
        return None


def _number(*parts: bytes) -> str:
    found = hashlib.blake2b(digest_size=16)
    for part in parts:
        found.update(f"{len(part)} ".encode())
        found.update(part)
    return found.hexdigest()
