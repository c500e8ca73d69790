"""Whether a location is confidential: in doubt it is, for what was shown cannot be taken back."""

from __future__ import annotations

from pydantic import ValidationError

from directory.catalog import events, mends
from directory.catalog.events import Node
from directory.catalog.shape import slots
from directory.model import Location, Model

OPEN_ABOUT_CONFIDENTIAL = frozenset(("city", "region", "country", "approximate", "confidential"))
"""The keys of a confidential location that are read, shown and told."""


def hints_at_secrecy(model: type[Model], node: events.Mapping) -> bool:
    """Whether a key that is not one, or stands in the wrong place, seems to mean it."""
    known = slots(model)
    return any(
        key not in known and mends.means_confidential(key) and reads_as(node.get(key)) is not False
        for key in (*node, *node.nulls)
    )


def may_be_secret(location: Node) -> bool:
    """Whether a location that is not plainly secret may be meant so.

    One of two `confidential:` in it may be the one that is meant, and so may one that stands
    behind an alias which is not followed.
    """
    return isinstance(location, events.Mapping) and (
        reads_as(location.get("confidential", "false")) is not False
        or "confidential" in location.nulls
        or any(key == "confidential" for key, _ in location.repeats)
        or "<<" in location
        or hints_at_secrecy(Location, location)
    )


def reads_as(value: Node) -> bool | None:
    """What a value of `confidential` says; `None` when that cannot be read."""
    try:
        return bool(slots(Location)["confidential"].adapter.validate_python(value))
    except ValidationError:
        return None
