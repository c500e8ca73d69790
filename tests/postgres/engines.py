"""The same catalog on either engine."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from directory_of_chance import Towns
from sqlalchemy import Engine

from directory.catalog.files import Catalog
from directory.model import Resource, Settings
from directory.places import Gazetteer
from directory.postgres.loading import Loaded, load_catalog
from directory.postgres.replica import Replica
from directory.snapshot import Snapshot, build_snapshot

Build = Callable[..., Snapshot]
"""Makes a snapshot of a catalog, on one of the engines."""


def catalog_of(*entries: dict[str, Any] | Resource, **settings: Any) -> Catalog:
    """A small catalog; entries are given as in a file."""
    made = tuple(
        one if isinstance(one, Resource) else Resource.model_validate({"kind": "other", **one})
        for one in entries
    )
    settings = {"timezone": "America/Phoenix", "country": "US", **settings}
    return Catalog(
        settings=Settings.model_validate(settings),
        sources=(),
        resources=made,
        problems=(),
        origins=tuple(("catalog.yaml", line) for line in range(1, len(made) + 1)),
    )


def in_memory(catalog: Catalog, gazetteer: Any = None) -> Snapshot:
    """The first engine."""
    return build_snapshot(catalog, gazetteer or Towns())


def load_all(engine: Engine, catalog: Catalog) -> Loaded:
    """Make the database hold just this catalog, whatever was edited in it."""
    return load_catalog(engine, catalog, overwrite=True, remove=True)


def in_database(engine: Engine, catalog: Catalog, gazetteer: Gazetteer | None = None) -> Snapshot:
    """The second engine."""
    load_all(engine, catalog)
    return snapshot_in(engine, gazetteer)


def snapshot_in(engine: Engine, gazetteer: Gazetteer | None = None) -> Snapshot:
    """What a process that starts now makes of the database."""
    replica = Replica(engine, "postgresql://test", gazetteer or Towns())  # type: ignore[arg-type]
    replica.read()
    return replica.snapshot()
