"""Search: what a query finds in a snapshot at an instant, in order and with counts."""

from directory.search.facets import Counts, facets
from directory.search.loosen import Loosening, loosen
from directory.search.results import Hit, Results
from directory.search.search import count, search

__all__ = [
    "Counts",
    "Hit",
    "Loosening",
    "Results",
    "count",
    "facets",
    "loosen",
    "search",
]
