"""Results as a text message: what a peer worker pastes to somebody who asked."""

from __future__ import annotations

from collections.abc import Iterator

from directory.export.phrases import distance_line, when_line, where_line
from directory.query.values import clean
from directory.search import Hit, Results
from directory.words import Words


def to_text(results: Results, words: Words, limit: int | None = None) -> str:
    """The first `limit` results (all without one), a few short lines each."""
    blocks = ["\n".join(_lines(hit, results, words)) for hit in results[:limit]]
    if not blocks:
        blocks = [words._("Nothing matches.")]
    elif len(blocks) < results.total:
        more = results.total - len(blocks)
        blocks.append(words.n("and {count} more", "and {count} more", more))
    return "\n\n".join(blocks) + "\n"


def _lines(hit: Hit, results: Results, words: Words) -> Iterator[str]:
    resource = hit.resource
    yield clean(resource.name)
    yield when_line(hit, results, words)
    place, distance = where_line(hit, words), distance_line(hit, words)
    if place or distance:
        yield f"{place} ({distance})" if place and distance else place or distance
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
