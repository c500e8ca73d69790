"""A catalog in one file, ready to be searched: memory-mapped, shared by every process."""

from directory.compiled.arrays import CompiledError, is_compiled
from directory.compiled.cache import Cache
from directory.compiled.snapshots import open_compiled, write_compiled

__all__ = ["Cache", "CompiledError", "is_compiled", "open_compiled", "write_compiled"]
