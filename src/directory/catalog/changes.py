"""Applies changes to the files of a catalog: all of them, or none where one is refused.

Nothing is written here: a `Plan` holds the new text of each file, and what is different in words.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from rapidfuzz import fuzz, process

from directory.catalog import events
from directory.catalog.altered import RefusedError, altered, is_private, value_at
from directory.catalog.change_file import Change
from directory.catalog.edit import EditError, as_plain
from directory.catalog.entries import Entries, entries_of
from directory.catalog.events import Document, parse
from directory.catalog.files import Found, assemble, without_gc
from directory.catalog.meaning import agrees
from directory.catalog.worse import culprit, new_problems
from directory.catalog.writer import write_value
from directory.problems import Problem

Origin = Callable[[str], str | None]
"""Where an entry comes from that no file of the catalog holds: the name of its feed, or `None`."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What becomes of one entry."""

    id: str
    name: str
    file: str
    line: int
    """Where it stands now; 0 for a new one."""
    before: Any
    """What it says now; `None`: it is new."""
    after: Any
    """What it will say; `None`: it is taken out."""
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class Plan:
    """What some changes come to."""

    differences: list[Difference] = field(default_factory=list)
    refusals: list[Problem] = field(default_factory=list)
    """Why nothing may be written: each with its place in the change file."""
    warnings: list[Problem] = field(default_factory=list)
    """What `check` will say of the new text beyond what it says now."""
    texts: dict[str, str] = field(default_factory=dict)
    """The new text of each file that changes, by its name."""


def plan_changes(
    changes: Sequence[Change],
    source: Document,
    files: Sequence[tuple[Found, bytes]],
    *,
    problems: Sequence[Problem],
    today: dt.date,
    origin: Origin = lambda _: None,
) -> Plan:
    """What becomes of a catalog's files by some changes, which stand in the document `source`.

    `problems` are those that the catalog has now: they do not stand in the way. `today` is the
    date of checks that name none, and of the edits. Raises `CatalogError` when a file of the
    catalog cannot be read.
    """
    with without_gc():
        planning = _Planning(source, files, today, origin)
        for change in changes:
            planning.take(change)
        return planning.plan(problems)


class _Planning:
    def __init__(
        self,
        source: Document,
        files: Sequence[tuple[Found, bytes]],
        today: dt.date,
        origin: Origin,
    ) -> None:
        self._source, self._today, self._origin = source, today, origin
        self._data = {found.name: data for found, data in files}
        self._files = [entries_of(parse(data, found.name)) for found, data in files]
        self._notes: dict[tuple[str, int], list[str]] = {}
        self._changes: dict[str, list[Change]] = {}
        self._new: dict[str, tuple[Entries, Change]] = {}
        self._after: dict[str, events.Node] = {}
        self._plan = Plan()

    def take(self, change: Change) -> None:
        """Work out one change."""
        try:
            if change.verb == "add":
                self._add(change)
            else:
                self._alter(change)
        except RefusedError as refused:
            self._refuse(refused.at, refused.where, refused.message)
            return
        self._changes.setdefault(change.id, []).append(change)

    def plan(self, problems: Sequence[Problem]) -> Plan:
        """What it all comes to, for a catalog that has some problems already."""
        plan = self._plan
        if plan.refusals:
            return plan
        for file in self._files:
            if not file.touched:
                continue
            try:
                changed = file.changed()
                plan.texts[file.name], self._after[file.name] = changed.text, changed.root
            except EditError as error:
                first = min((c for c in self._all(file)), key=lambda change: change.at)
                self._refuse(first.at, first.where, f"cannot be written in {file.name}: {error}")
        if plan.refusals:
            return plan
        self._check(problems)
        for file in self._files:
            self._tell(file)
        return plan

    # --- one change

    def _alter(self, change: Change) -> None:
        file, number = self._find(change)
        present = file.says(number)
        if number in file.removed:
            self._no(change, f"`{change.id}` is taken out by another change of this file")
        for wanted in change.was:
            found = value_at(present, wanted.path)
            if not agrees(wanted.path, wanted.value, found):
                seen = "not there" if found is None else _brief(found)
                if is_private(present, wanted.path):
                    seen = "something else"
                raise RefusedError(
                    wanted.at,
                    wanted.where,
                    f"is {seen} in {file.name}:{file.line(number)} by now; look again, and change "
                    "`was`",
                )
        if change.verb == "remove":
            file.removed.add(number)
            file.targets.pop(number, None)
            return
        if any(isinstance(key, int) for key in present):
            self._no(change, f"`{change.id}` has a key twice; `directory check` says where")
        target = altered(present, change, self._today)
        if change.note:
            self._notes.setdefault((file.name, number), []).append(change.note)
        if target != present:
            file.targets[number] = target
            if change.note and change.verified is not None:
                # Kept for the next one who checks; visitors never see it.
                said = f"{target['verified']['on']}: {' '.join(change.note.split())}"
                file.comments.setdefault(number, []).append(said)
        elif number not in file.targets:
            self._notes.setdefault((file.name, number), [])

    def _add(self, change: Change) -> None:
        assert change.entry is not None
        for file in self._files:
            if change.id in file.ids:
                where = f"{file.name}:{file.line(file.ids[change.id])}"
                self._no(change, f"`{change.id}` is the id of an entry at {where} already")
        if change.id in self._new:
            self._no(change, f"`{change.id}` is added twice; give one of them another id")
        file, number = self._place(change)
        file.added.setdefault(number, []).append(change.entry)
        self._new[change.id] = (file, change)

    def _place(self, change: Change) -> tuple[Entries, int]:
        """The file that a new entry goes into, and the entry that it comes behind."""
        after = change.after
        if after is not None and after.value in self._new:
            file, other = self._new[after.value]
            return file, next(
                number for number, entries in file.added.items() if other.entry in entries
            )
        if after is not None:
            for file in self._files:
                if after.value in file.ids:
                    number = file.ids[after.value]
                    if number in file.removed:
                        raise RefusedError(after.at, after.where, "is taken out by this file")
                    return file, number
            raise RefusedError(after.at, after.where, self._unknown(after.value))
        chosen = self._file_for(change)
        kept = [n for n in range(len(chosen.items)) if n not in chosen.removed]
        if chosen.items and not kept:
            self._no(change, "cannot take the place of every entry; use two change files")
        return chosen, kept[-1] if kept else -1

    def _file_for(self, change: Change) -> Entries:
        if change.file is not None:
            named = str(change.file.value)
            found = [
                file
                for file in self._files
                if file.name == named or file.name.replace("\\", "/").endswith(f"/{named}")
            ]
            if len(found) == 1:
                return found[0]
            names = ", ".join(file.name for file in self._files)
            message = f"is no file of this catalog; it has: {names}"
            raise RefusedError(change.file.at, change.file.where, message)
        kind = (change.entry or {}).get("kind")
        for file in reversed(self._files):
            if any(
                isinstance(one, events.Mapping) and one.get("kind") == kind for one in file.items
            ):
                return file
        with_entries = [file for file in self._files if file.items]
        return (with_entries or self._files)[-1]

    def _find(self, change: Change) -> tuple[Entries, int]:
        holding = [file for file in self._files if change.id in file.ids]
        if len(holding) > 1 or any(change.id in file.twice for file in holding):
            self._no(
                change, f"`{change.id}` is the id of two entries; `directory check` says where"
            )
        if holding:
            return holding[0], holding[0].ids[change.id]
        if change.id in self._new:
            self._no(change, f"`{change.id}` is added by this file; write it as it shall be there")
        feed = self._origin(change.id)
        if feed is not None:
            self._no(
                change,
                f"`{change.id}` comes from the feed {feed}; report the change there, or add an "
                "entry with this id to the catalog, which then counts instead",
            )
        raise RefusedError(change.at, f"{change.where}.{change.verb}", self._unknown(change.id))

    def _unknown(self, id: str) -> str:
        ids = [one for file in self._files for one in file.ids]
        near = process.extractOne(id, ids, scorer=fuzz.ratio)
        hint = f"; did you mean `{near[0]}`?" if near and near[1] >= 60 else ""
        return f"`{id}` is not the id of an entry{hint or '; `directory search` lists them'}"

    # --- all of them together

    def _check(self, problems: Sequence[Problem]) -> None:
        """Refuse what makes the catalog worse: errors that it does not have now."""
        everything = [change for changes in self._changes.values() for change in changes]
        before = {file.name: file.document.root for file in self._files}
        new = assemble(
            (name, self._plan.texts.get(name, data)) for name, data in self._data.items()
        ).problems
        for found in new_problems((problems, before), (new, before | self._after)):
            if found.problem.severity == "warning":
                self._plan.warnings.append(found.problem)
                continue
            at, where = culprit(found, everything)
            place = f"{found.id}: {found.inner}".strip(": ")
            self._refuse(at, where, f"would make an error: {place}: {found.problem.message}")

    def _tell(self, file: Entries) -> None:
        for number in range(len(file.items)):
            key = (file.name, number)
            if number in file.removed or number in file.targets or key in self._notes:
                now = as_plain(file.items[number])
                then = None if number in file.removed else file.targets.get(number, now)
                notes = tuple(self._notes.get(key, ()))
                self._plan.differences.append(
                    Difference(
                        str(now.get("id")),
                        _name(then or now),
                        file.name,
                        file.line(number),
                        now,
                        then,
                        notes,
                    )
                )
            for entry in file.added.get(number, ()):
                self._plan.differences.append(_new_one(entry, file.name))
        for entry in file.added.get(-1, ()):
            self._plan.differences.append(_new_one(entry, file.name))

    def _all(self, file: Entries) -> Iterable[Change]:
        for id, changes in self._changes.items():
            if id in file.ids or (id in self._new and self._new[id][0] is file):
                yield from changes

    def _no(self, change: Change, message: str) -> None:
        raise RefusedError(
            change.at, f"{change.where}.{change.verb}".replace(".add.add", ".add"), message
        )

    def _refuse(self, at: int, where: str, message: str) -> None:
        self._plan.refusals.append(self._source.problem(at, where, message))


def _new_one(entry: Any, file: str) -> Difference:
    return Difference(str(entry["id"]), _name(entry), file, 0, None, entry)


def _name(entry: Any) -> str:
    name = entry.get("name")
    if isinstance(name, dict):
        name = next(iter(name.values()), None)
    return name if isinstance(name, str) else ""


def _brief(value: Any) -> str:
    text = write_value(value)
    return f"`{text[:60]}…`" if len(text) > 61 else f"`{text}`"
