"""Whether two values of a catalog mean the same, however they are written: Mon and mon, 9:00 and
09:00, one rule and a list of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from directory.catalog.edit import Path
from directory.catalog.shape import Slot, slots
from directory.model import Model, Resource


def meaning(path: Path, value: Any) -> Any:
    """What a value at a path of an entry means, in a form that can be compared.

    A value that means nothing there is itself.
    """
    if value is None:
        return None
    slot, listed = _slot(path)
    if slot is None:
        return value
    if slot.many and not listed:
        items = value if isinstance(value, list) else [value]
        return [_one(slot, item) for item in items]
    return _one(slot, value)


def agrees(path: Path, wanted: Any, present: Any) -> bool:
    """Whether what stands at a path is what somebody saw there.

    Of a mapping only the keys that are named have to agree.
    """
    if isinstance(wanted, Mapping) and isinstance(present, Mapping):
        return all(agrees((*path, key), item, present.get(key)) for key, item in wanted.items())
    return bool(meaning(path, wanted) == meaning(path, present))


def is_list(path: Path) -> bool:
    """Whether a list stands at a path."""
    slot, listed = _slot(path)
    return slot is not None and slot.many and not listed


def _slot(path: Path) -> tuple[Slot | None, bool]:
    """What stands at a path, and whether the path leads to one item of a list."""
    model: type[Model] | None = Resource
    slot: Slot | None = None
    listed = False
    for step in path:
        if isinstance(step, int):
            listed = True
            continue
        slot, listed = (slots(model).get(step) if model is not None else None), False
        model = slot.model if slot is not None else None
    return slot, listed


def _one(slot: Slot, value: Any) -> Any:
    try:
        if slot.model is None:
            return slot.adapter.dump_python(slot.adapter.validate_python(value), mode="json")
        return slot.model.model_validate(value).model_dump(
            mode="json", by_alias=True, exclude_unset=True, exclude_none=True
        )
    except ValidationError:
        return value
