"""A process that reads some files of a catalog, as it is told on its standard input."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import BinaryIO

from directory.catalog.files import without_gc
from directory.compiled.parts import write_part
from directory.places import gazetteer


def work(told: BinaryIO) -> bool:
    """Read the files that are handed over; false where one cannot be read or kept."""
    size = int.from_bytes(told.read(8), "big")
    order = json.loads(told.read(size))
    files = [(name, told.read(length), Path(path)) for name, length, path in order["files"]]
    with without_gc():
        return all(
            write_part(name, content, order["settings"], path, gazetteer())
            for name, content, path in files
        )


if __name__ == "__main__":
    sys.exit(0 if work(sys.stdin.buffer) else 1)
