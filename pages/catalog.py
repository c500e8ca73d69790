"""Catalog: how many entries, how fresh, and every problem by line."""

from directory.render.catalog import catalog_html
from directory.ui.page import Visit
from directory.web import keeper, online, publication, refresher, streets

visit = Visit("catalog")
visit.head()
kept = keeper()
failure = kept.failure
visit.show(
    catalog_html(
        visit.view,
        visit.snapshot,
        loaded_at=kept.loaded_at,
        failing=failure.problems if failure else (),
        failing_since=failure.since if failure else None,
        folder=kept.folder,
        sources=refresher().states,
        account=refresher().account,
        streets=streets().trouble(),
        torn=streets().damage(),
        online=online().reading(),
        published=publication(),
    ),
    "catalog",
)
visit.foot()
