"""Carries out a plan: fetches the tiles of an area, goes on where it stopped, checks the end."""

from __future__ import annotations

import gzip
import os
import shutil
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from pmtiles.tile import tileid_to_zxy

from directory.basemap.cut import Piece, Plan, Request, head_of, requests
from directory.basemap.source import Source
from directory.basemap.tiles import Tiles, TilesError

Progress = Callable[[int], None]
"""Told how many bytes have come, each time some have."""


def carry(plan: Plan, source: Source, out: Path, progress: Progress = lambda _bytes: None) -> None:
    """Write the file of a plan, whole or not at all.

    What has come is kept beside it (`NAME.part`, and in `NAME.part.of` whose it is); the same plan
    goes on from there. Raises `TilesError` when the source fails, or when what was written does
    not read back as planned.
    """
    part = out.with_name(f"{out.name}.part")
    owner = out.with_name(f"{out.name}.part.of")
    kept = _kept(plan, part, owner)
    with part.open("r+b" if kept else "wb") as file:
        owner.write_text(plan.key, encoding="utf-8")
        file.seek(sum(piece.length for piece in kept))
        file.truncate()
        progress(file.tell())
        for request in requests(plan.pieces[len(kept) :]):
            _fetch(plan, source, request, file)
            progress(file.tell())
        file.flush()
        os.fsync(file.fileno())
    new = out.with_name(f"{out.name}.new")
    with new.open("wb") as whole, part.open("rb") as tiles:
        whole.write(head_of(plan))
        shutil.copyfileobj(tiles, whole)
        whole.flush()
        os.fsync(whole.fileno())
    try:
        check(plan, new)
    except TilesError:
        new.unlink()
        part.unlink()
        raise
    new.replace(out)
    part.unlink()
    owner.unlink()


def _kept(plan: Plan, part: Path, owner: Path) -> tuple[Piece, ...]:
    """The pieces that an earlier attempt at the same plan has fetched whole."""
    try:
        if owner.read_text(encoding="utf-8") != plan.key:
            return ()
        there = part.stat().st_size
    except (OSError, UnicodeDecodeError):
        return ()
    end = 0
    for number, piece in enumerate(plan.pieces):
        end += piece.length
        if end > there:
            return plan.pieces[:number]
    return plan.pieces


def _fetch(plan: Plan, source: Source, request: Request, file: BinaryIO) -> None:
    start = plan.about.header["tile_data_offset"]
    content = source.get(start + request.offset, request.length)
    if len(content) < request.length:
        raise TilesError("is cut short; take another copy of it")
    for piece in request.pieces:
        first = piece.offset - request.offset
        file.write(content[first : first + piece.length])


def check(plan: Plan, path: Path) -> None:
    """Read every tile of a finished file; raise `TilesError` where one is missing or damaged."""
    tiles = Tiles(path)
    read: set[tuple[int, int]] = set()
    for entry in plan.entries:
        z, x, y = tileid_to_zxy(entry.tile_id + entry.run_length - 1)
        content = tiles.get(z, x, y)
        if content is None or len(content) != entry.length:
            raise TilesError(f"has no tile {z}/{x}/{y} after all; run the command again")
        piece = (entry.offset, entry.length)
        if plan.about.packed and piece not in read:
            read.add(piece)
            try:
                gzip.decompress(content)
            except (OSError, EOFError, zlib.error):
                raise TilesError(f"has a damaged tile {z}/{x}/{y}; take another copy") from None
