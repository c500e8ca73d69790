"""What the plain text formats say of a result: when, where, how far. No control characters."""

from __future__ import annotations

from directory.query.values import clean
from directory.render.cards import transit, where
from directory.render.far import far_words
from directory.schedule.words import occurrence_words, state_words
from directory.search import Hit, Results
from directory.words import Words


def when_line(hit: Hit, results: Results, words: Words) -> str:
    """When it next takes place or is open, or why that is not known."""
    asked = results.query
    filtered = asked.day or asked.time or asked.when or asked.from_ or asked.to
    shown_elsewhere = hit.next is not None and asked.clock == "mine"
    if hit.next is not None and (filtered or shown_elsewhere):
        return clean(occurrence_words(hit.next, results.as_of, words))
    state = results.snapshot.timetable.state(hit.index, results.as_of)
    return clean(state_words(state, results.as_of, words))


def where_line(hit: Hit, words: Words) -> str:
    """Where it is, in one line."""
    return clean(where(hit.resource, words))


def distance_line(hit: Hit, words: Words) -> str:
    """How far it is in a straight line, where that is known."""
    return far_words(hit, words)


def transit_line(hit: Hit, words: Words) -> str:
    """The buses and trains near it, where they are known."""
    lines = [clean(line) for line in transit(hit.resource)]
    return f"{words._('Bus and train:')} {'; '.join(lines)}" if lines else ""
