"""A catalog in one file, ready to be searched: memory-mapped, shared by every process."""

from directory.compiled.arrays import CompiledError
from directory.compiled.snapshots import open_compiled, write_compiled

__all__ = ["CompiledError", "open_compiled", "write_compiled"]
