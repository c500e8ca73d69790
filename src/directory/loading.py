"""From the files of a catalog, or from a compiled one, to a snapshot: the library's first step."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from directory.catalog.files import assemble, find_files
from directory.catalog.mends import visible
from directory.compiled import Cache, CompiledError, is_compiled, open_compiled
from directory.places import gazetteer
from directory.postgres.address import is_database
from directory.problems import CatalogError, Problem
from directory.snapshot import Snapshot, build_snapshot
from directory.sources.feed import cache_beside
from directory.sources.fetch import fetch
from directory.sources.refresher import account_of
from directory.sources.store import Store

# Nothing is past yet. A snapshot does not tell how old its feeds are, and nothing is written.
_LONG_AGO = dt.datetime.fromtimestamp(0, dt.UTC)


def load(
    paths: Path | str | Sequence[Path | str],
    *,
    cache: Path | str | None = None,
    now: dt.datetime | None = None,
) -> Snapshot:
    """Read a catalog file, a folder of them, or a list of files and folders, with its feeds.

    One file that `directory compile` wrote is opened as it is. A large catalog is kept compiled in
    the folder `cache` (that beside the first path unless given), and opened from there for as long
    as its files stay the same. The address of a PostgreSQL database, `postgresql://…`, is a catalog
    too.

    No address is asked: of feeds on the web the copies in the folder `cache` count. `now`, an aware
    time, is the present for feeds that say until when they hold; without it, all of them hold.
    Entries with problems are left out or mended; `problems` of the result names them. Raises
    `CatalogError` when there is nothing to read.
    """
    given = [paths] if isinstance(paths, str | Path) else list(paths)
    if len(given) == 1 and is_database(given[0]):
        # Imported only for one: files need neither driver nor pool.
        from directory.postgres.opening import load_database

        return load_database(given[0], gazetteer())
    if len(given) == 1 and is_compiled(Path(given[0])):
        return _opened(Path(given[0]))
    folder = Path(cache) if cache else cache_beside(Path(given[0] if given else ""))
    contents = [(found.name, found.read()) for found in find_files(given)]
    shelf = Cache(folder, gazetteer())
    if (known := shelf.find(contents)) is not None:
        return known
    own = catalog = assemble(contents)
    if own.sources:
        catalog = account_of(own, Store(folder), fetch, now or _LONG_AGO).merged.catalog
    return shelf.keep(contents, own, build_snapshot(catalog, gazetteer()))


def _opened(path: Path) -> Snapshot:
    try:
        return open_compiled(path, gazetteer())
    except CompiledError as error:
        raise CatalogError((Problem(visible(str(path)), 0, 0, "file", str(error)),)) from None
