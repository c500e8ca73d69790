"""What becomes of an entry, as lines that a person can look over before they are written."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Any

from directory.catalog.altered import is_private
from directory.catalog.changes import Difference
from directory.catalog.edit import Path, show
from directory.catalog.revise import typed
from directory.catalog.writer import write_value

_LONGEST = 400


def told(found: Difference) -> list[str]:
    """The head of an entry, and a line for each value that is different.

    What is finer than the town of a confidential place is not told.
    """
    place = f"{found.file}:{found.line}" if found.line else found.file
    lines = [f"{place}: {found.id}: {found.name}"]
    lines += [f"  note: {note}" for note in found.notes]
    if found.after is None:
        return [*lines, "  is taken out: links to it lead nowhere (`close` keeps them)"]
    if found.before is not None and found.before.get("id") != found.after.get("id"):
        lines.append(f"  links that people have to `{found.id}` will lead nowhere")
    if found.before is None:
        lines.append("  is new")
    differences = list(_differences((), found.before or {}, found.after))
    for path, before, after in differences:
        if is_private(found.before, path) or is_private(found.after, path):
            lines.append(f"  {show(path)}: (private)")
        else:
            lines += _line(path, before, after)
    if not differences and found.before is not None:
        lines.append("  says so already")
    return lines


def _differences(path: Path, before: Any, after: Any) -> Iterator[tuple[Path, Any, Any]]:
    if before == after:
        return
    if isinstance(before, dict) and isinstance(after, dict) and (before or not path):
        for key in (*before, *(key for key in after if key not in before)):
            yield from _differences((*path, key), before.get(key), after.get(key))
        return
    yield path, before, after


def _line(path: Path, before: Any, after: Any) -> list[str]:
    name = show(path)
    if _is_rules(before) and _is_rules(after):
        return [f"  {name}:", *_items(path, before, after)]
    if before is None:
        return [f"  {name}: {_written(path, after)} (new)"]
    if after is None:
        return [f"  {name}: {_written(path, before)} is taken away"]
    return [f"  {name}: {_written(path, before)} -> {_written(path, after)}"]


def _is_rules(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(one, dict) for one in value)


def _items(path: Path, before: list[Any], after: list[Any]) -> Iterator[str]:
    old, new = [_written(path, one) for one in before], [_written(path, one) for one in after]
    for what, low, high, begin, end in SequenceMatcher(None, old, new, False).get_opcodes():
        if what == "equal":
            yield from (f"      {one}" for one in old[low:high])
            continue
        yield from (f"    - {one}" for one in old[low:high])
        yield from (f"    + {one}" for one in new[begin:end])


def _written(path: Path, value: Any) -> str:
    key = next((step for step in reversed(path) if isinstance(step, str)), "")
    text = write_value(typed(key, value))
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
