"""Results as a text message: what a peer worker pastes to somebody who asked."""

from __future__ import annotations

from collections.abc import Iterator

from directory.export.phrases import distance_line, transit_line, when_line, where_line
from directory.model import Attend
from directory.query.values import clean
from directory.render.far import distances_note
from directory.search import Hit, Results
from directory.words import Words

_LONGEST_TRANSIT = 120
"""Characters of a line about buses and trains that a message still holds."""


def to_text(results: Results, words: Words, limit: int | None = None) -> str:
    """The first `limit` results (all without one), a few short lines each."""
    hits = results[:limit]
    blocks = ["\n".join(_lines(hit, results, words)) for hit in hits]
    if note := distances_note(hits, words):
        blocks.append(note)
    if not blocks:
        blocks = [words._("Nothing matches.")]
    elif len(hits) < results.total:
        more = results.total - len(hits)
        blocks.append(words.n("and {count} more", "and {count} more", more))
    return "\n\n".join(blocks) + "\n"


def _lines(hit: Hit, results: Results, words: Words) -> Iterator[str]:
    resource = hit.resource
    yield clean(resource.name)
    yield when_line(hit, results, words)
    place, distance = where_line(hit, words), distance_line(hit, words)
    if place or distance:
        yield f"{place} ({distance})" if place and distance else place or distance
    transit = transit_line(hit, words)
    if 0 < len(transit) <= _LONGEST_TRANSIT and resource.attend is not Attend.ONLINE:
        yield transit
    online = resource.online
    if online is not None:
        for way in (online.url, online.phone, online.notes):
            if way:
                yield words._("Join: {how}", how=clean(way)) if way != online.notes else clean(way)
    phone = resource.phone or next((line.number for line in resource.phones), None)
    if phone:
        yield words._("Call: {number}", number=clean(phone))
    if resource.website and not phone and online is None:
        yield resource.website
