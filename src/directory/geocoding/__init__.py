"""Coordinates for the places of a catalog that have none; for maintainers, on request only."""

from directory.geocoding.answers import Answer, AnswerCache, CacheError
from directory.geocoding.gaps import Gap, Left, find_gaps
from directory.geocoding.locate import Found, Locator, fill
from directory.geocoding.online import Online, nominatim

__all__ = [
    "Answer",
    "AnswerCache",
    "CacheError",
    "Found",
    "Gap",
    "Left",
    "Locator",
    "Online",
    "fill",
    "find_gaps",
    "nominatim",
]
