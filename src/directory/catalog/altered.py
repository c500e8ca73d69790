"""What an entry says once a change is made: on the values alone, not on their text."""

from __future__ import annotations

import copy
import datetime as dt
import re
from dataclasses import replace
from itertools import pairwise
from typing import Any

from directory.catalog.change_file import Change, Wanted
from directory.catalog.edit import Path, show
from directory.catalog.meaning import is_list, meaning
from directory.catalog.mends import means_confidential
from directory.catalog.secrecy import OPEN_ABOUT_CONFIDENTIAL


class RefusedError(Exception):
    """A change that cannot be made; says why, and where that stands in the change file."""

    def __init__(self, at: int, where: str, message: str) -> None:
        super().__init__(message)
        self.at, self.where, self.message = at, where, message


def altered(present: dict[str, Any], change: Change, today: dt.date) -> dict[str, Any]:
    """An entry with a change made; the one that is given stays as it is.

    An edit stamps `updated`, and a check stamps `verified`: neither is the other. `today` is the
    date of both where the change names none. Raises `RefusedError`.
    """
    target = copy.deepcopy(present)
    if change.verb == "close":
        target["status"] = "closed"
    for wanted in change.set:
        _set(target, wanted)
    for wanted in change.unset:
        _drop(target, wanted.path)
    for wanted in change.include:
        _include(target, wanted)
    for wanted in change.exclude:
        _exclude(target, wanted)
    named = [wanted.path[0] for wanted in (*change.set, *change.unset)]
    if target != present and "updated" not in named:
        target["updated"] = today.isoformat()
    if change.verified is not None:
        target["verified"] = _check(change.verified, today)
    return target


def value_at(tree: Any, path: Path) -> Any:
    """What stands at a path of an entry; `None` when nothing does."""
    for step in path:
        if isinstance(tree, dict) and isinstance(step, str):
            tree = tree.get(step)
        elif isinstance(tree, list) and isinstance(step, int) and step < len(tree):
            tree = tree[step]
        else:
            return None
    return tree


_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_NO = ("false", "no", "off", "n")


def is_private(entry: Any, path: Path) -> bool:
    """Whether a value must not be told: what is finer than the town of a confidential place.

    In doubt it is confidential, as it is to the reader of catalogs.
    """
    if path[:1] != ("location",) or (len(path) > 1 and path[1] in OPEN_ABOUT_CONFIDENTIAL):
        return False
    place = value_at(entry, ("location",))
    stated = place.get("confidential", "false") if isinstance(place, dict) else "false"
    if str(stated).strip().lower() not in _NO:
        return True
    keys = [key for key in place if key != "confidential"] if isinstance(place, dict) else []
    keys += entry if isinstance(entry, dict) else ()
    return any(means_confidential(key) for key in keys)


def _check(wanted: Wanted, today: dt.date) -> dict[str, Any]:
    """A check by a person; one that is still to come is none."""
    found = {"on": today.isoformat(), **wanted.value}
    said = str(meaning(("verified", "on"), found["on"]))
    if _DATE.fullmatch(said) and said > today.isoformat():
        message = f"{said} is still to come; write the day of the check"
        raise RefusedError(wanted.at, f"{wanted.where}.on", message)
    return found


def _set(target: Any, wanted: Wanted) -> None:
    path, present = wanted.path, value_at(target, wanted.path)
    value = _as_written(path, wanted.value, present)
    if value == present:
        return
    node = target
    for step, after in pairwise(path):
        if isinstance(node, dict) and node.get(step) in (None, "") and isinstance(after, str):
            node[step] = {}
        node = value_at(node, (step,))
    last = path[-1]
    if isinstance(node, dict) and isinstance(last, str):
        node[last] = copy.deepcopy(value)
        return
    if isinstance(node, list) and isinstance(last, int) and last < len(node):
        node[last] = copy.deepcopy(value)
        return
    message = f"`{show(path)}` is not there; set what it stands in"
    raise RefusedError(wanted.at, wanted.where, message)


def _as_written(path: Path, value: Any, present: Any) -> Any:
    """A value with every part of it that says no more than now in the words that it has now."""
    if meaning(path, value) == meaning(path, present):
        return present
    if isinstance(value, dict) and isinstance(present, dict):
        return {key: _as_written((*path, key), one, present.get(key)) for key, one in value.items()}
    if isinstance(value, list) and isinstance(present, list):
        known = [(meaning((*path, 0), one), one) for one in present]
        said = [meaning((*path, 0), one) for one in value]
        return [
            next((old for means, old in known if means == new), one)
            for new, one in zip(said, value, strict=True)
        ]
    return value


def _include(target: Any, wanted: Wanted) -> None:
    present, values = _lists(target, wanted)
    held = [meaning((*wanted.path, 0), item) for item in present]
    new = [item for item in values if meaning((*wanted.path, 0), item) not in held]
    if new:
        _set(target, replace(wanted, value=[*present, *new]))


def _exclude(target: Any, wanted: Wanted) -> None:
    present, values = _lists(target, wanted)
    out = [meaning((*wanted.path, 0), item) for item in values]
    rest = [item for item in present if meaning((*wanted.path, 0), item) not in out]
    if not rest:
        _drop(target, wanted.path)
    elif len(rest) < len(present):
        _set(target, replace(wanted, value=rest))


def _lists(target: Any, wanted: Wanted) -> tuple[list[Any], list[Any]]:
    """What is in a list, and what a change names of it."""
    if not is_list(wanted.path):
        raise RefusedError(wanted.at, wanted.where, "is not a list; use `set` for it")
    found, values = value_at(target, wanted.path), wanted.value
    present = found if isinstance(found, list) else [] if found is None else [found]
    return present, values if isinstance(values, list) else [values]


def _drop(tree: Any, path: Path) -> None:
    """Take a value away, and what would be empty without it."""
    for length in range(len(path), 0, -1):
        parent, last = value_at(tree, path[: length - 1]), path[length - 1]
        if isinstance(parent, dict) and isinstance(last, str):
            parent.pop(last, None)
        elif isinstance(parent, list) and isinstance(last, int) and last < len(parent):
            del parent[last]
        if parent:
            return
