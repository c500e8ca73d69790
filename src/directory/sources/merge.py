"""A catalog's own entries and those of its feeds as one list, each meeting once.

The rules are written for maintainers in docs/feeds.md. Entries of the catalog's files come first
and win; among feeds, the one that `sources` names first wins.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal
from urllib.parse import urlsplit

from directory.catalog.files import Catalog
from directory.feeds.importer import ImportResult
from directory.model import Resource, Status
from directory.sources.feed import Feed, State
from directory.sources.fill import fill
from directory.sources.same import Key, Marks, Session, alike, marks

Outcome = Literal["imported", "merged", "hidden"]


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one entry of a feed."""

    outcome: Outcome
    id: str
    """The entry of the directory that it is, that it was merged into, or that hides it."""


@dataclass(frozen=True, slots=True)
class Merged:
    """A catalog with the entries of its feeds."""

    catalog: Catalog
    fates: tuple[tuple[Fate, ...], ...] = ()
    """For each feed, what became of each of its entries."""


def merge(catalog: Catalog, states: Sequence[State]) -> Merged:
    """Put the entries of the feeds to those of the catalog; the same input gives the same list."""
    feeds = [(state.feed, state.result) for state in states if state.result is not None]
    if not feeds:
        return Merged(catalog, tuple(() for _ in states))
    merging = _Merging(catalog, [result for _, result in feeds])
    fates = [
        merging.add(state.feed, state.result) if state.result is not None else ()
        for state in states
    ]
    resources, origins = merging.resources, merging.origins
    return Merged(
        replace(catalog, resources=tuple(resources), origins=tuple(origins)), tuple(fates)
    )


def rows_of(result: ImportResult) -> list[int]:
    """The row of the feed that each entry comes from; rows are numbered from 1."""
    report = result.report
    left_out = {problem.row for problem in report.problems if problem.action == "rejected"}
    rows = [row for row in range(1, report.read + 1) if row not in left_out]
    # A reader that counts otherwise leaves its entries without a number, but loses none.
    return rows if len(rows) == len(result.resources) else [0] * len(result.resources)


class _Merging:
    def __init__(self, catalog: Catalog, results: Iterable[ImportResult]) -> None:
        self._zone = catalog.settings.timezone
        self.resources = list(catalog.resources)
        self.origins = list(catalog.origins)
        self._own = len(self.resources)
        self._owners: list[Feed | None] = [None] * self._own
        self._ids = {resource.id: index for index, resource in enumerate(self.resources)}
        self._marks: list[Marks | None] = [marks(one, self._zone) for one in self.resources]
        self._at: dict[Key, list[int]] = {}
        self._by_source: dict[str, list[int]] = {}
        for index in range(self._own):
            self._file(index)
        self._source_ids = Counter(
            _name_there(resource) for result in results for resource in result.resources
        )

    def add(self, feed: Feed, result: ImportResult) -> tuple[Fate, ...]:
        """Take in the entries of one feed."""
        rows = rows_of(result)
        fates: list[Fate] = []
        before = len(self.resources)
        for resource, row in zip(result.resources, rows, strict=True):
            signs = marks(resource, self._zone)
            index = self._same(resource, signs, feed)
            if index is None:
                unique = self._unique(resource.id, feed)
                if unique != resource.id:
                    resource = resource.model_copy(update={"id": unique})
                self._ids[unique] = len(self.resources)
                self.resources.append(resource)
                self.origins.append((feed.name, row))
                self._owners.append(feed)
                self._marks.append(signs)
                fates.append(Fate("imported", unique))
            elif index < self._own and self.resources[index].status is Status.CLOSED:
                fates.append(Fate("hidden", self.resources[index].id))
            else:
                self.resources[index] = fill(self.resources[index], resource)
                fates.append(Fate("merged", self.resources[index].id))
        # Rows of one feed are never merged with each other: its own people tell them apart.
        for index in range(before, len(self.resources)):
            self._file(index)
        return tuple(fates)

    def _file(self, index: int) -> None:
        signs = self._marks[index]
        for key in signs.keys() if signs else ():
            self._at.setdefault(key, []).append(index)
        if source_id := self.resources[index].source_id:
            self._by_source.setdefault(source_id, []).append(index)

    def _same(self, resource: Resource, signs: Marks | None, feed: Feed) -> int | None:
        index = self._ids.get(resource.id)
        if index is not None and index < self._own:
            return index
        for index in self._by_source.get(resource.source_id or "", ()):
            if self._one_source(index, resource, feed):
                return index
        return self._alike(signs) if signs else None

    def _one_source(self, index: int, resource: Resource, feed: Feed) -> bool:
        """Whether an entry with the same `source_id` means it in the same source."""
        other = self.resources[index]
        if index >= self._own:
            return other.source is not None and other.source == resource.source
        if other.source is None:
            # Only the number: enough where no second entry of the feeds has it.
            return self._source_ids[_name_there(resource)] == 1 and (
                other.fellowship in (None, resource.fellowship)
            )
        hosts = {_host(resource.source), _host(feed.source.url)} - {""}
        return other.source == resource.source or _host(other.source) in hosts

    def _alike(self, signs: Marks) -> int | None:
        near = {index for key in signs.near_keys() for index in self._at.get(key, ())}
        same: list[int] = []
        covered: set[Session] = set()
        for index in sorted(near):
            other = self._marks[index]
            if other is not None and alike(signs, other):
                same.append(index)
                covered |= other.sessions
        # A time that only this one has must not get lost.
        return same[0] if same and signs.sessions <= covered else None

    def _unique(self, id: str, feed: Feed) -> str:
        if id not in self._ids:
            return id
        longer = f"{feed.slug}-{id}"[:190].strip("-")
        unique, count = longer, 2
        while unique in self._ids:
            unique, count = f"{longer}-{count}", count + 1
        return unique


def _name_there(resource: Resource) -> tuple[str | None, str | None]:
    return resource.source_id, resource.fellowship


def _host(url: str | None) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.") if url else ""
