"""Named arrays in one file: written whole, mapped into memory, refused when damaged.

The file is Arrow's: one row, and in each column the bytes of an array, whose kind stands with it.
Nothing is copied on opening: the arrays lie in the file, and every process that has it open shares
them. They are read-only.
"""

from __future__ import annotations

import json
import os
import tempfile
import zlib
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from directory.index.packed import Array, Packed

_ABOUT = b"directory"
_SUMS = "sums"
_TEXTS = "texts"
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
    names = sorted(arrays)
    sums = np.array([_sum(arrays[name]) for name in names], np.uint32)
    columns = [_column(values) for values in (*(arrays[name] for name in names), sums)]
    schema = pa.schema(
        [
            pa.field(name, column.type, metadata={b"numpy": values.dtype.str.encode()})
            for name, column, values in zip(
                (*names, _SUMS), columns, (*(arrays[name] for name in names), sums), strict=True
            )
        ],
        metadata={_ABOUT: about.encode()},
    )
    batch = pa.RecordBatch.from_arrays(columns, schema=schema)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            with pa.ipc.new_file(file, schema) as writer:
                writer.write_batch(batch)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def read_packed(path: Path) -> tuple[Packed, str]:
    """Open a file: what lies in it, and what its writer said about it.

    Every byte is looked at once, so that a damaged file is never trusted. Raises `CompiledError`
    when it cannot be read or is not as it was written.
    """
    try:
        # The map stays open for as long as one of the arrays is in use.
        reader = pa.ipc.open_file(pa.memory_map(str(path)))
        about = (reader.schema.metadata or {}).get(_ABOUT)
        if about is None or reader.num_record_batches != 1:
            raise CompiledError("is no compiled catalog; make it with `directory compile`")
        batch = reader.get_batch(0)
        arrays = {
            each.name: _values(batch.column(each.name), each.metadata[b"numpy"].decode())
            for each in reader.schema
        }
        sums = arrays.pop(_SUMS).tolist()
    except FileNotFoundError:
        raise CompiledError("is not there; check the name of the file") from None
    except (pa.ArrowException, ValueError, KeyError, TypeError, AttributeError, IndexError):
        raise CompiledError("is damaged; compile it again") from None
    except OSError as error:
        raise CompiledError(f"cannot be read ({error.strerror or 'damaged'})") from None
    if [_sum(arrays[name]) for name in sorted(arrays)] != sums:
        raise CompiledError("is damaged; compile it again")
    texts = json.loads(arrays.pop(_TEXTS).tobytes())
    named = {name: tuple(each) for name, each in texts.items()}
    return Packed(arrays, named), about.decode("utf-8", "replace")


def _column(values: Array) -> pa.Array:
    """One list, of the bytes of the array: Arrow has other truths than numpy, and fewer kinds."""
    flat = np.ascontiguousarray(values).view(np.uint8)
    return pa.LargeListArray.from_arrays([0, len(flat)], pa.array(flat))


def _values(column: pa.Array, kind: str) -> Array:
    if column.null_count or len(column) != 1:
        raise ValueError("no list of numbers")
    values: NDArray[np.uint8] = column.flatten().to_numpy(zero_copy_only=True)
    return values.view(np.dtype(kind))


def _sum(values: Array) -> int:
    flat = np.ascontiguousarray(values)
    start = zlib.crc32(f"{flat.dtype.str} {flat.size}".encode())
    return zlib.crc32(flat.view(np.uint8).data, start)
