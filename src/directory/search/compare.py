"""What of a short list can stand side by side: houses and services, not meetings."""

from __future__ import annotations

from dataclasses import dataclass

from directory.model import Kind
from directory.search.results import Hit, Results

MOST = 4
"""Entries that stand side by side: the first ones of the list."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The entries of a short list that are compared."""

    hits: tuple[Hit, ...]
    """At most `MOST`, in the list's order."""
    meetings: int
    """How many entries of the list are left out because they are meetings."""
    more: int
    """How many are left out because there are too many."""

    @property
    def possible(self) -> bool:
        """Whether there are two to compare."""
        return len(self.hits) > 1


def comparison_of(results: Results) -> Comparison:
    """The entries of a list of ids that can be compared; none of any other search."""
    if not results.query.id:
        return Comparison((), 0, 0)
    resources, entries = results.snapshot.resources, results.entries.tolist()
    places = [
        place for place, index in enumerate(entries) if resources[index].kind is not Kind.MEETING
    ]
    return Comparison(
        hits=tuple(results[place] for place in places[:MOST]),
        meetings=len(entries) - len(places),
        more=max(0, len(places) - MOST),
    )
