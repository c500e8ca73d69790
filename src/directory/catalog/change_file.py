"""Reads a change file: what somebody wants different in a catalog, entry by entry.

The format is written for maintainers in docs/upkeep.md. Everything wrong is told with its line
and column in the change file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from directory.catalog import events, mends
from directory.catalog.edit import Path, as_plain
from directory.catalog.events import Document
from directory.catalog.shape import below, slots
from directory.model import Model, Resource
from directory.problems import CatalogError

Verb = Literal["id", "add", "close", "remove"]

VERBS: Final[Mapping[str, tuple[str, ...]]] = {
    "id": ("was", "set", "unset", "include", "exclude", "verified", "note"),
    "add": ("after", "file", "note"),
    "close": ("was", "note"),
    "remove": ("was", "note"),
}
"""What a change begins with, and what may stand beside it."""
_ACTS = ("set", "unset", "include", "exclude", "verified")
_STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A value that a change names, with its place in the change file."""

    path: Path
    """Where in the entry: `("location", "notes")`."""
    value: Any
    """Mappings, lists and texts; `None`: nothing there."""
    at: int
    where: str
    """Where in the change file: `changes[2].set.phone`."""


@dataclass(slots=True)
class Change:
    """One item of a change file."""

    verb: Verb
    id: str
    at: int
    where: str
    was: list[Wanted] = field(default_factory=list)
    set: list[Wanted] = field(default_factory=list)
    unset: list[Wanted] = field(default_factory=list)
    include: list[Wanted] = field(default_factory=list)
    exclude: list[Wanted] = field(default_factory=list)
    verified: Wanted | None = None
    entry: Mapping[str, Any] | None = None
    """The new entry of `add`."""
    after: Wanted | None = None
    file: Wanted | None = None
    note: str = ""


def read_changes(document: Document) -> list[Change]:
    """The changes of a file; what is wrong is reported in the document's `problems`.

    Raises `CatalogError` when it is no change file at all.
    """
    root = document.root
    if not isinstance(root, events.Mapping) or "changes" not in root:
        document.report(document.root_at, "file", _not_changes(root))
        raise CatalogError((document.problems[-1], *document.problems[:-1]))
    for key in (*root, *root.nulls):
        if key != "changes":
            at = root.nulls[key] if key in root.nulls else root.spot(key)[0]
            document.report(at, key, "is not a key here; keep `changes:` alone")
    listed, at = root["changes"], root.spot("changes")[1]
    if not isinstance(listed, events.Sequence):
        document.report(at, "changes", "is not a list; begin each change with `- id:`")
        return []
    reader = _Reader(document)
    found = [
        reader.change(item, spot, f"changes[{number}]")
        for number, (item, spot) in enumerate(zip(listed, listed.spots, strict=True))
    ]
    return [change for change in found if change is not None]


def steps_of(written: str) -> Path | None:
    """The steps of a path: location.notes, schedule[0].start or schedule.0.start; else `None`."""
    steps: list[str | int] = []
    at = 0
    for found in _STEP.finditer(written):
        between = written[at : found.start()]
        joint = "" if not at or found[2] else "."
        if between != joint or (not at and not found[1]):
            return None
        number = found[2] or (found[1] if steps and found[1].isdigit() else "")
        steps.append(int(number) if number else found[1])
        at = found.end()
    return tuple(steps) if steps and at == len(written) else None


class _Reader:
    def __init__(self, document: Document) -> None:
        self._document = document

    def change(self, item: events.Node, at: int, where: str) -> Change | None:
        """One item of the list."""
        if not isinstance(item, events.Mapping):
            self._report(
                at, where, "is no change; begin it with `id:`, `add:`, `close:`, `remove:`"
            )
            return None
        verbs = [key for key in (*item, *item.nulls) if key in VERBS]
        if len(verbs) != 1:
            names = ", ".join(f"`{verb}:`" for verb in VERBS)
            self._report(at, where, f"needs exactly one of {names}")
            return None
        verb: Any = verbs[0]
        allowed = (verb, *VERBS[verb])
        for key in (*item, *item.nulls):
            if key not in allowed:
                spot = item.nulls[key] if key in item.nulls else item.spot(key)[0]
                self._report(spot, f"{where}.{key}", self._misplaced(key, allowed))
        named = item.get(verb)
        spot = item.spot(verb)[1] if verb in item else item.nulls[verb]
        change = Change(verb, "", spot, where)
        if verb == "add":
            return self._added(change, item, named)
        if not isinstance(named, str) or not named.strip():
            self._report(spot, f"{where}.{verb}", "is not the id of an entry; write one")
            return None
        change.id = named.strip()
        change.note = self._text(item, "note", where)
        change.was = self._values(item, "was", where, absent=True)
        if verb != "id":
            return change
        change.set = self._values(item, "set", where)
        change.include = self._values(item, "include", where)
        change.exclude = self._values(item, "exclude", where)
        change.unset = self._names(item, where)
        change.verified = self._verified(item, where)
        if not any(key in item for key in _ACTS):
            acts = ", ".join(f"`{act}:`" for act in _ACTS)
            empty = next((key for key in _ACTS if key in item.nulls), None)
            spot = item.nulls[empty] if empty else at
            say = "is empty; write what shall be different below it" if empty else ""
            self._report(spot, where, say or f"asks for nothing; write one of {acts} beside `id:`")
        return change

    def _added(self, change: Change, item: events.Mapping, entry: events.Node) -> Change | None:
        where = f"{change.where}.add"
        if not isinstance(entry, events.Mapping) or not isinstance(entry.get("id"), str):
            self._report(change.at, where, "is no entry; write `id:`, `kind:` and `name:` below it")
            return None
        change.id, change.where = entry["id"], where
        self._check_keys(Resource, entry, where)
        change.entry = as_plain(entry)
        for key in ("after", "file"):
            if key in item:
                text = self._text(item, key, where)
                wanted = Wanted((), text, item.spot(key)[1], f"{where}.{key}")
                setattr(change, key, wanted)
        change.note = self._text(item, "note", where)
        return change

    def _values(
        self, item: events.Mapping, key: str, where: str, *, absent: bool = False
    ) -> list[Wanted]:
        """The values below `set`, `was` and the like, each with its path."""
        if key not in item:
            return []
        node, at = item[key], item.spot(key)[1]
        if not isinstance(node, events.Mapping):
            self._report(at, f"{where}.{key}", 'needs keys with values, like {phone: "555-0100"}')
            return []
        if not node and not node.nulls:
            self._report(at, f"{where}.{key}", "is empty; write keys with values in it")
        found = []
        for name, value in node.items():
            name_at, value_at = node.spot(name)
            path = self._path(name, name_at, f"{where}.{key}.{name}")
            if path is None:
                continue
            if isinstance(value, events.Mapping | events.Sequence) and not absent:
                model = _model_at(path)
                self._check(model, value, value_at, f"{where}.{key}.{name}")
            elif value == "" and not absent:
                message = "is empty; write a value, or name the key in `unset`"
                self._report(value_at, f"{where}.{key}.{name}", message)
            found.append(Wanted(path, as_plain(value), value_at, f"{where}.{key}.{name}"))
        for name, name_at in node.nulls.items():
            path = self._path(name, name_at, f"{where}.{key}.{name}")
            if not absent:
                message = "has no value; write one, or name the key in `unset`"
                self._report(name_at, f"{where}.{key}.{name}", message)
            elif path is not None:
                found.append(Wanted(path, None, name_at, f"{where}.{key}.{name}"))
        return found

    def _names(self, item: events.Mapping, where: str) -> list[Wanted]:
        """The keys that `unset` names."""
        if "unset" not in item:
            return []
        node, at = item["unset"], item.spot("unset")[1]
        names = [(node, at)] if isinstance(node, str) else []
        if isinstance(node, events.Sequence):
            names = list(zip(node, node.spots, strict=True))
        found = []
        for name, name_at in names:
            if not isinstance(name, str):
                self._report(name_at, f"{where}.unset", "is not the name of a key; write one")
            elif (path := self._path(name, name_at, f"{where}.unset")) is not None:
                found.append(Wanted(path, None, name_at, f"{where}.unset"))
        if not names:
            self._report(at, f"{where}.unset", "is not a list of keys; write one like [website]")
        for wanted in found:
            if wanted.path in (("id",), ("kind",), ("name",)):
                message = f"`{wanted.path[0]}` is needed; give it another value with `set`"
                self._report(wanted.at, wanted.where, message)
        return found

    def _verified(self, item: events.Mapping, where: str) -> Wanted | None:
        if "verified" not in item:
            return None
        node, at = item["verified"], item.spot("verified")[1]
        where = f"{where}.verified"
        if not isinstance(node, events.Mapping):
            self._report(at, where, "needs keys of its own; write {on: 2026-11-20, by: phone}")
            return None
        self._check(_model_at(("verified",)), node, at, where)
        return Wanted(("verified",), as_plain(node), at, where)

    def _path(self, name: str, at: int, where: str) -> Path | None:
        """The steps of a key of an entry; reported when no entry has it."""
        path = steps_of(name)
        if path is None:
            message = "is not a key; write one like phone, location.notes or schedule[0].start"
            self._report(at, where, message)
            return None
        model: type[Model] | None = Resource
        for step in path:
            if isinstance(step, int):
                continue
            if model is None:
                break  # within a text: what is right there is checked with the whole entry
            known = slots(model)
            if step not in known:
                self._report(at, where, mends.unknown_key(step, known, below(model)))
                return None
            model = known[step].model
        return path

    def _check(self, model: type[Model] | None, value: Any, at: int, where: str) -> None:
        """Look for keys that are not known, and for nothing where a value should be."""
        if isinstance(value, events.Mapping):
            if not value and not value.nulls:
                self._report(at, where, "is empty; write a value, or name the key in `unset`")
            if model is not None:
                self._check_keys(model, value, where)
        elif isinstance(value, events.Sequence):
            if not value:
                self._report(at, where, "is empty; name the key in `unset` instead")
            for number, one in enumerate(value):
                self._check(model, one, value.spots[number], f"{where}[{number}]")

    def _check_keys(self, model: type[Model], node: events.Mapping, where: str) -> None:
        known = slots(model)
        for key in node:
            key_at, value_at = node.spot(key)
            if key not in known:
                message = mends.unknown_key(key, known, below(model))
                self._report(key_at, f"{where}.{key}", message)
            else:
                self._check(known[key].model, node[key], value_at, f"{where}.{key}")
        for key, key_at in node.nulls.items():
            self._report(key_at, f"{where}.{key}", "has no value; write one, or leave the key out")

    def _text(self, item: events.Mapping, key: str, where: str) -> str:
        value = item.get(key)
        if value is None or isinstance(value, str):
            return (value or "").strip()
        self._report(item.spot(key)[1], f"{where}.{key}", "is not a text; write one, in quotes")
        return ""

    def _misplaced(self, key: str, allowed: Iterable[str]) -> str:
        if key in slots(Resource):
            return f"belongs below `set:`; write `set: {{{key}: …}}`"
        if key in ("change", "edit", "update"):
            return "is not a key here; a change of an entry begins with `id:`"
        return mends.unknown_key(key, allowed, {})

    def _report(self, at: int, where: str, message: str) -> None:
        self._document.report(at, where, message)


def _model_at(path: Path) -> type[Model] | None:
    model: type[Model] | None = Resource
    for step in path:
        if isinstance(step, str):
            slot = slots(model).get(step) if model is not None else None
            model = slot.model if slot is not None else None
    return model


def _not_changes(root: events.Node) -> str:
    if isinstance(root, events.Sequence):
        return "is a bare list; write `changes:` in the first line, and indent the list below it"
    if isinstance(root, events.Mapping) and "changes" in root.nulls:
        return "has no changes; write them below `changes:`, each beginning with `- id:`"
    if isinstance(root, events.Mapping) and ("resources" in root or "directory" in root):
        return "is a catalog, not a change file; begin it with `changes:`"
    return "is not a change file; begin it with `changes:`, and each change with `- id:`"
