"""A catalog in a database, read once: for commands and for the library."""

from __future__ import annotations

import weakref

from directory.catalog.files import Catalog
from directory.places import Gazetteer
from directory.postgres.address import shown
from directory.postgres.connect import connect, told
from directory.postgres.replica import Replica
from directory.snapshot import Snapshot


def load_database(address: str, gazetteer: Gazetteer | None) -> Snapshot:
    """The snapshot of a database as it is now; texts are looked up there for as long as it lives.

    Raises `CatalogError` when it cannot be read.
    """
    with told(address):
        engine = connect(address)
        try:
            replica = Replica(engine, shown(address), gazetteer)
            replica.read()
            snapshot = replica.snapshot()
        except BaseException:
            engine.dispose()
            raise
    # The pool lives for as long as somebody may look words up.
    weakref.finalize(snapshot.columns.text, engine.dispose)
    return snapshot


def read_database(address: str) -> Catalog:
    """The catalog of a database as it is now, by the rules that a file is read by.

    What its feeds give is among the entries already. Raises `CatalogError` when it cannot be read.
    """
    with told(address):
        engine = connect(address)
        try:
            replica = Replica(engine, shown(address), None)
            replica.read()
            return replica.catalog()
        finally:
            engine.dispose()
