"""How far it is, in words: always in a straight line, which is no way to walk or drive."""

from __future__ import annotations

from collections.abc import Iterable

from directory.render.filters import distance_text
from directory.search import Hit
from directory.words import Words


def far_words(hit: Hit, words: Words) -> str:
    """How far it is, where that is known."""
    if hit.distance is None:
        return ""
    text = distance_text(hit.distance, hit.units, words)
    return words._("about {distance}", distance=text) if hit.approximate else text


def far_from(hit: Hit, place: str, words: Words) -> str:
    """How far it is, with from where and what that means."""
    far = far_words(hit, words)
    if not far or not place:
        return words._("{distance} in a straight line", distance=far) if far else ""
    return words._("{distance} in a straight line from {place}", distance=far, place=place)


def distances_note(hits: Iterable[Hit], words: Words) -> str:
    """What the distances of a view mean, said once; empty where it shows none."""
    if all(hit.distance is None for hit in hits):
        return ""
    return words._("Distances are in a straight line. The way there is longer.")
