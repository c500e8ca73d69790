"""A directory of recovery meetings, centers, housing and job help.

The library door::

    from directory import load, search

    snapshot = load("resources.yaml")
    results = search(snapshot, "near=90012&day=tue", at=instant)
    results.total, results.ignored, results[:25]
"""

from directory.loading import load
from directory.problems import CatalogError
from directory.search.search import search

__all__ = ["CatalogError", "load", "search"]
