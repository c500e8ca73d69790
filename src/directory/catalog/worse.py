"""What changes would make worse in a catalog: the problems that it does not have now."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from directory.catalog import events
from directory.catalog.change_file import Change, Wanted
from directory.catalog.edit import show
from directory.problems import Problem


@dataclass(frozen=True, slots=True)
class NewProblem:
    """A problem that only the changed text has."""

    problem: Problem
    id: str
    """The entry; empty where it is none."""
    inner: str
    """Where in the entry: `schedule[0].start`."""


Told = tuple[Sequence[Problem], Mapping[str, events.Node]]
"""The problems of some files, and what each of them says, by its name."""


def new_problems(before: Told, after: Told) -> list[NewProblem]:
    """The problems that some files did not have before."""
    known = Counter(_same(problem, before[1]) for problem in before[0])
    found = []
    for problem in after[0]:
        key = _same(problem, after[1])
        if known[key]:
            known[key] -= 1
        else:
            found.append(NewProblem(problem, key[1], key[2]))
    return found


def culprit(found: NewProblem, changes: Sequence[Change]) -> tuple[int, str]:
    """Where in the change file the reason for a problem stands: its place and path."""
    mine = [change for change in changes if found.id in (change.id, *_new_ids(change))]
    for change in mine:
        for wanted in _values(change):
            path = show(wanted.path)
            if found.inner == path or found.inner.startswith((f"{path}.", f"{path}[")):
                return wanted.at, wanted.where
    for change in mine:
        for wanted in _values(change):
            first = str(wanted.path[0])
            if found.inner.startswith(first) or f"`{first}`" in found.problem.message:
                return wanted.at, wanted.where
    change = (mine or changes)[0]
    return change.at, change.where


def _values(change: Change) -> list[Wanted]:
    checks = [change.verified] if change.verified is not None else []
    return [*change.set, *change.unset, *change.include, *change.exclude, *checks]


def _new_ids(change: Change) -> list[str]:
    return [str(wanted.value) for wanted in change.set if wanted.path == ("id",)]


def _same(problem: Problem, roots: Mapping[str, events.Node]) -> tuple[str, str, str, str, str]:
    """What stays of a problem when entries move: file, entry, place in it, severity, message."""
    found = re.match(r"resources\[(\d+)\]\.?", problem.path)
    id, inner = "", problem.path
    if found:
        root = roots.get(problem.file)
        listed = root.get("resources") if isinstance(root, events.Mapping) else None
        number = int(found[1])
        item = listed[number] if isinstance(listed, list) and number < len(listed) else None
        id = str(item.get("id")) if isinstance(item, events.Mapping) else str(number)
        inner = problem.path[found.end() :]
    return problem.file, id, inner, problem.severity, re.sub(r"\d+", "#", problem.message)
