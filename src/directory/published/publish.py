"""Lays a compiled snapshot where replicas find it, and takes old ones away."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from directory.published.manifest import MOST_BYTES, Manifest, PublishedError, Shelf

KEEP = 3
"""Snapshots that stay, unless told otherwise."""


@dataclass(frozen=True, slots=True)
class Published:
    """What became of a snapshot."""

    manifest: Manifest
    changed: bool
    """False: it was the current one already, and nothing was written."""
    removed: tuple[str, ...] = ()
    """The old snapshots that were taken away."""


def publish(
    file: Path,
    shelf: Shelf,
    *,
    made: dt.datetime,
    check: Callable[[Path], object],
    keep: int = KEEP,
) -> Published:
    """Make a file the current snapshot of a place, and keep the last few before it.

    The file is laid down first, then the manifest is swapped: at every moment a reader finds one
    that is whole. `made` is the present, aware. `check` raises when the file is no snapshot; what
    it raises comes out of here. Raises `PublishedError` and `OSError`.
    """
    check(file)
    manifest = Manifest.of(file, made)
    if manifest.size > MOST_BYTES:
        raise PublishedError(f"{file.name} is larger than {MOST_BYTES} bytes")
    before = _current(shelf)
    lying = _lying(shelf) if before else {}
    changed = not (
        before is not None
        and before.sha256 == manifest.sha256
        and lying.get(manifest.file, (made, 0))[1] == manifest.size
    )
    if changed:
        shelf.put(file, manifest.file)
        shelf.put_manifest(manifest.written())
    return Published(manifest, changed, _tidied(shelf, max(1, keep)))


def _tidied(shelf: Shelf, keep: int) -> tuple[str, ...]:
    lying = _lying(shelf)
    # Somebody else may have published meanwhile: what counts is what the manifest says now.
    current = _current(shelf)
    if current is None:
        return ()
    old = sorted(lying, key=lambda name: (lying[name][0], name), reverse=True)
    old = [name for name in old if name != current.file][keep - 1 :]
    for name in old:
        shelf.remove(name)
    return tuple(old)


def _current(shelf: Shelf) -> Manifest | None:
    try:
        return Manifest.read(shelf.manifest())
    except PublishedError:
        return None  # nothing is there yet, or nothing that a replica could use


def _lying(shelf: Shelf) -> dict[str, tuple[dt.datetime, int]]:
    return {name: (laid, size) for laid, name, size in shelf.snapshots()}
