"""Named arrays in one file: written whole, mapped into memory, refused when damaged.

The file is Arrow's: one row, and in each column the bytes of an array, whose kind stands with it.
Nothing is copied on opening: the arrays lie in the file, and every process that has it open shares
them. They are read-only.
"""

from __future__ import annotations

import json
import mmap
import os
import struct
import tempfile
import zlib
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from directory.index.packed import Array, Packed

_ABOUT = b"directory"
_KIND = b"numpy"
_TEXTS = "texts"
_SEAL = struct.Struct("<6sIQ")
_SEALED = _SEAL.size
_BEGINS = b"ARROW1"


class CompiledError(Exception):
    """A compiled file cannot be used; the message says why and what to do."""


def is_compiled(path: Path) -> bool:
    """Whether a file looks like one of these by its first bytes; false where there is none."""
    try:
        with path.open("rb") as file:
            return file.read(len(_BEGINS)) == _BEGINS
    except (OSError, ValueError):
        return False


def write_packed(path: Path, packed: Packed, about: str) -> None:
    """Write a file; who has the old one open keeps it, and nobody ever sees half of one.

    `about` is what a reader is told first. Raises `OSError` where it cannot be written.
    """
    texts = json.dumps({name: list(texts) for name, texts in packed.texts.items()})
    arrays = {**packed.arrays, _TEXTS: np.frombuffer(texts.encode(), np.uint8)}
    columns = {name: _column(values) for name, values in sorted(arrays.items())}
    schema = pa.schema(
        [
            pa.field(name, column.type, metadata={_KIND: arrays[name].dtype.str.encode()})
            for name, column in columns.items()
        ],
        metadata={_ABOUT: about.encode()},
    )
    batch = pa.RecordBatch.from_arrays(list(columns.values()), schema=schema)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "w+b") as file:
            with pa.ipc.new_file(file, schema) as writer:
                writer.write_batch(batch)
            file.flush()
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as written:
                seal = _seal(written)
            file.seek(0, os.SEEK_END)
            file.write(seal)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def read_packed(path: Path) -> tuple[Packed, str]:
    """Open a file: what lies in it, and what its writer said about it.

    Every byte is looked at once, before anything is made of it: a damaged file is never trusted.
    Raises `CompiledError` when it cannot be read or is not as it was written.
    """
    try:
        # The map stays open for as long as one of the arrays is in use.
        content = pa.memory_map(str(path)).read_buffer()
    except FileNotFoundError:
        raise CompiledError("is not there; check the name of the file") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it may be empty"
        raise CompiledError(f"cannot be read ({reason}); compile it again") from None
    held = memoryview(content)
    if bytes(held[: len(_BEGINS)]) != _BEGINS:
        raise CompiledError("is no compiled catalog; make it with `directory compile`")
    end = len(held) - _SEALED
    if end <= 0 or bytes(held[end:]) != _seal(held[:end]):
        raise CompiledError("is damaged or cut short; compile it again")
    try:
        reader = pa.ipc.open_file(pa.BufferReader(content.slice(0, end)))
        batch = reader.get_batch(0)
        arrays = {
            each.name: _values(batch.column(each.name), each.metadata[_KIND].decode())
            for each in reader.schema
        }
        about = reader.schema.metadata[_ABOUT]
        texts = json.loads(arrays.pop(_TEXTS).tobytes())
    except (pa.ArrowException, ValueError, KeyError, TypeError):
        raise CompiledError("is of another program; make it with `directory compile`") from None
    return Packed(arrays, {name: tuple(each) for name, each in texts.items()}), about.decode()


def _column(values: Array) -> pa.Array:
    """One list, of the bytes of the array: Arrow has other truths than numpy, and fewer kinds."""
    flat = np.ascontiguousarray(values).view(np.uint8)
    return pa.LargeListArray.from_arrays([0, len(flat)], pa.array(flat))


def _values(column: pa.Array, kind: str) -> Array:
    values: NDArray[np.uint8] = column.flatten().to_numpy(zero_copy_only=True)
    return values.view(np.dtype(kind))


def _seal(content: mmap.mmap | memoryview) -> bytes:
    """What stands behind the content: its sum and its size."""
    return _SEAL.pack(b"sealed", zlib.crc32(content), len(content))
