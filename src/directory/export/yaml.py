"""Results as a catalog of their own, which `directory check` passes and search reads."""

from __future__ import annotations

from directory.catalog.writer import write_catalog
from directory.export.written import Written
from directory.search import Results


def to_yaml(results: Results, limit: int | None = None) -> Written:
    """The first `limit` results (all without one), with the settings of the directory."""
    settings = results.snapshot.settings
    # A file beside the catalog is not beside this one.
    if settings.basemap is not None and settings.basemap.tiles:
        settings = settings.model_copy(
            update={"basemap": settings.basemap.model_copy(update={"tiles": None})}
        )
    return Written(write_catalog(settings, [hit.resource for hit in results[:limit]]))
