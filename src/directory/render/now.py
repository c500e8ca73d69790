"""What goes on right now: online meetings stand beside what is near, whatever the place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from directory.model import Attend
from directory.query import Query
from directory.render.cards import Card, card, clocks_differ
from directory.render.view import View
from directory.search import Hit, Results, search
from directory.snapshot import Snapshot

REFRESH_SECONDS = 60
"""How often a page that shows what goes on now brings itself up to date."""
_MOST = 5


@dataclass(frozen=True, slots=True)
class Anywhere:
    """What can be joined now from anywhere."""

    cards: list[Card]
    all: str
    """The link to all of it."""
    total: int


def is_now(query: Query) -> bool:
    """Whether a search asks for what goes on now, as of the present."""
    return bool(query.when) and not query.id


def clock_note(hits: Sequence[Hit], view: View) -> str:
    """Whose clock the times are on, where it is not that of the places."""
    if view.shown_zone is None:
        return ""
    zones = {hit.resource.timezone or view.settings.timezone for hit in hits}
    if not any(clocks_differ(zone, view) for zone in zones):
        return ""
    return view.words._("Times are on your own clock.")


def anywhere(results: Results, snapshot: Snapshot, view: View) -> Anywhere | None:
    """Online meetings for a search around a place that asks for now; `None` in any other search."""
    query = view.query
    if not is_now(query) or not query.near or query.attend:
        return None
    wanted = replace(
        query,
        near=None,
        within=None,
        attend=(Attend.ONLINE,),
        sort=None,
        page=1,
        map=None,
        view=None,
    )
    found = search(snapshot, wanted, at=view.at, zone=view.zone)
    hits = [found[rank] for rank in _further(found, results)]
    if not hits:
        return None
    link = view.to(replace(wanted, open=None, site=None))
    return Anywhere([card(hit, snapshot, view) for hit in hits], link, found.total)


def _further(found: Results, known: Results) -> list[int]:
    """The ranks of the first results that are not among the known ones."""
    among = np.zeros(len(found.snapshot), bool)
    among[known.found] = True
    looked = 4 * _MOST
    while True:
        others = np.flatnonzero(~among[found.places(0, looked)])
        ranks: list[int] = others[:_MOST].tolist()
        if len(ranks) == _MOST or looked >= found.total:
            return ranks
        looked *= 4
