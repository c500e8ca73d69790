"""One entry of two that are the same: the first wins, key by key."""

from __future__ import annotations

from typing import Any

from directory.feeds.text import slugify
from directory.model import Location, Resource

# What belongs together is taken from one of the two: one's times on the other's clock, or one's
# street with the other's pin, would be true of neither.
_TIMES = ("schedule", "hours", "by_appointment", "timezone")
_GIVES_TIMES = _TIMES[:3]
_NUMBERS = ("phone", "phones")
_ORIGIN = ("source", "source_id")
_WHERE = ("address", "city", "region", "postal_code", "country", "latitude", "longitude")
_POINT = ("latitude", "longitude")
_SLACK_DEGREES = 0.001


def fill(first: Resource, second: Resource) -> Resource:
    """The first entry, with what it leaves open taken from the second."""
    given = _given(first)
    offered = _given(second)
    added = {key: value for key, value in offered.items() if key not in given}
    for together, sign in ((_TIMES, _GIVES_TIMES), (_NUMBERS, _NUMBERS), (_ORIGIN, _ORIGIN)):
        if any(key in given for key in sign):
            for key in together:
                added.pop(key, None)
    if first.location is not None and second.location is not None:
        place = _fill_place(first.location, second.location)
        if place is not first.location:
            added["location"] = place
    if not added:
        return first
    # Both were checked: what is put together of their parts needs no second check.
    return first.model_copy(update=added)


def _given(resource: Resource) -> dict[str, Any]:
    return {
        key: value
        for key in resource.model_fields_set
        if (value := getattr(resource, key)) not in (None, (), "")
        and not (key == "by_appointment" and value is False)
    }


def _fill_place(first: Location, second: Location) -> Location:
    if first.confidential:
        return first
    if second.confidential and "confidential" not in first.model_fields_set:
        # When one of two says that an address is to be withheld, it is withheld.
        return Location.model_validate(
            first.model_dump(exclude_unset=True) | {"confidential": True}
        )
    if second.confidential or _contradicts(first, second):
        return first
    given = {key for key in first.model_fields_set if getattr(first, key) not in (None, ())}
    added = {
        key: getattr(second, key)
        for key in second.model_fields_set - given
        if getattr(second, key) is not None
    }
    if "latitude" in given:
        added.pop("approximate", None)
    return first.model_copy(update=added) if added else first


def _contradicts(first: Location, second: Location) -> bool:
    for key in _WHERE:
        one, other = getattr(first, key), getattr(second, key)
        if one is None or other is None:
            continue
        if key in _POINT:
            if abs(one - other) > _SLACK_DEGREES:
                return True
        elif slugify(one) != slugify(other):
            return True
    return False
