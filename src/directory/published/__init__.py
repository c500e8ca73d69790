"""A compiled snapshot that one machine publishes and any number of others take over."""

from directory.published.address import is_published, place_of, shelf_of
from directory.published.cache import Cache
from directory.published.manifest import Manifest, PublishedError
from directory.published.publish import Published, publish
from directory.published.replica import Pace, Replica

__all__ = [
    "Cache",
    "Manifest",
    "Pace",
    "Published",
    "PublishedError",
    "Replica",
    "is_published",
    "place_of",
    "publish",
    "shelf_of",
]
