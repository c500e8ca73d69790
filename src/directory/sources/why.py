"""Why is my row missing? What became of each row of each feed, in words."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from directory.feeds.importer import ImportResult
from directory.feeds.report import RowProblem
from directory.model import Resource, Status
from directory.sources.feed import State
from directory.sources.merge import Fate, rows_of
from directory.sources.refresher import Account
from directory.words import Words

Outcome = Literal["own", "closed", "imported", "merged", "hidden", "rejected", "held"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one row."""

    where: str
    """The feed, or the file of the catalog."""
    row: int
    """The row there from 1, or the line of the file; 0 when it is not known."""
    name: str
    source_id: str
    outcome: Outcome
    id: str = ""
    """The entry of the directory that it is, went into, or is hidden by."""
    keeper: str = ""
    """Where that other entry comes from."""
    reason: str = ""
    """Why it was left out."""
    mended: tuple[str, ...] = ()
    """What was repaired."""


def why(account: Account, text: str) -> list[Answer]:
    """What became of the rows that an id, a row number or some words of a name mean.

    Rows whose id or number it is come alone; otherwise every row whose name holds all the words.
    """
    wanted = _folded(text)
    if not wanted:
        return []
    found = list(_all(account))
    exact = [
        answer
        for answer in found
        if wanted in (_folded(answer.id), _folded(answer.source_id))
        or (answer.outcome not in ("own", "closed") and wanted == str(answer.row))
    ]
    if exact:
        return exact
    words = wanted.split()
    return [
        answer
        for answer in found
        if all(
            word in f"{_folded(answer.name)} {_folded(answer.source_id)} {answer.id}"
            for word in words
        )
    ]


def sentences(answer: Answer, words: Words) -> list[str]:
    """What became of a row, for people."""
    say = words._
    match answer.outcome:
        case "own":
            found = [say("Listed. It stands in the catalog's own files.")]
        case "closed":
            found = [say("Not shown: the catalog's own files have it, marked as closed.")]
        case "imported":
            found = [say("Listed as {id}.", id=answer.id)]
        case "merged":
            found = [
                say(
                    "Listed once, as {id}: {where} has the same meeting.",
                    id=answer.id,
                    where=answer.keeper,
                )
            ]
        case "hidden":
            found = [
                say(
                    "Not shown: {where} has it as {id}, marked as closed.",
                    id=answer.id,
                    where=answer.keeper,
                )
            ]
        case "rejected":
            found = [say("Left out: {reason}", reason=answer.reason)]
        case "held":
            found = [
                say(
                    "Held back: the feed came with less than half of its entries. This waits until"
                    " someone accepts it."
                )
            ]
    found += [say("Mended: {problem}", problem=problem) for problem in answer.mended]
    return found


def _all(account: Account) -> Iterator[Answer]:
    catalog = account.catalog
    for resource, (file, line) in zip(catalog.resources, catalog.origins, strict=True):
        outcome: Outcome = "closed" if resource.status is Status.CLOSED else "own"
        yield Answer(file, line, resource.name, resource.source_id or "", outcome, resource.id)
    merged = account.merged.catalog
    origins = {
        resource.id: f"{name}:{row}" if row else name
        for resource, (name, row) in zip(merged.resources, merged.origins, strict=True)
    }
    for state, fates in zip(account.states, account.merged.fates, strict=True):
        if state.result is not None:
            yield from _of_feed(state, state.result, fates, origins)
        if state.held_result is not None:
            known = {answer.source_id for answer in _rows(state, state.result)}
            for answer in _rows(state, state.held_result):
                if answer.outcome != "rejected" and answer.source_id not in known:
                    yield answer


def _of_feed(
    state: State, result: ImportResult, fates: tuple[Fate, ...], origins: dict[str, str]
) -> Iterator[Answer]:
    repairs = _by_row(result, "repaired")
    for resource, row, fate in zip(result.resources, rows_of(result), fates, strict=True):
        yield Answer(
            where=state.feed.name,
            row=row,
            name=resource.name,
            source_id=resource.source_id or "",
            outcome=fate.outcome,
            id=fate.id,
            keeper=origins.get(fate.id, ""),
            mended=tuple(problem.problem for problem in repairs.get(row, ())),
        )
    yield from _rejected(state, result)


def _rows(state: State, result: ImportResult | None) -> Iterator[Answer]:
    """The rows of a copy by themselves, as held back."""
    if result is None:
        return
    for resource, row in zip(result.resources, rows_of(result), strict=True):
        yield _held(state, resource, row)
    yield from _rejected(state, result)


def _held(state: State, resource: Resource, row: int) -> Answer:
    return Answer(state.feed.name, row, resource.name, resource.source_id or "", "held")


def _rejected(state: State, result: ImportResult) -> Iterator[Answer]:
    for row, problems in _by_row(result, "rejected").items():
        first = problems[0]
        reasons = "; ".join(problem.problem for problem in problems)
        yield Answer(state.feed.name, row, first.name, first.source_id, "rejected", reason=reasons)


def _by_row(result: ImportResult, action: str) -> dict[int, list[RowProblem]]:
    found: dict[int, list[RowProblem]] = defaultdict(list)
    for problem in result.report.problems:
        if problem.action == action:
            found[problem.row].append(problem)
    return found


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).casefold()
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())
