"""What one process holds of a catalog in a database, and how it follows the edits."""

from __future__ import annotations

import datetime as dt
import sys
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

import numpy as np
import psycopg
from sqlalchemy import Connection, Engine, text

from directory.catalog.files import Catalog, without_gc
from directory.model import Resource, Settings, Source
from directory.model.texts import translations
from directory.places import Gazetteer
from directory.postgres.copies import Copies, Documents
from directory.postgres.filing import Filed, filed_by_now
from directory.postgres.parts import IN_A_PART, Kept, Order, Part, join, key_of
from directory.postgres.reading import read_document, read_own
from directory.postgres.schema import check_form
from directory.postgres.text import DatabaseText, Line
from directory.postgres.words import FORM, different, words_of
from directory.problems import Problem
from directory.snapshot import Snapshot, home_of

_AT_ONCE = 2000
_NONE: frozenset[str] = frozenset()
_WASTED = 64 << 20
"""Bytes of copies that are no longer of use before all of them are made anew."""

_ENTRIES = (
    "SELECT e.number, e.version, e.id, e.document::text, e.file, x.words"
    " FROM directory.entries e LEFT JOIN directory.entry_index x"
    " ON x.version = e.version AND x.form = %s"
)


class Replica:
    """The entries of a database as they were when it was read last.

    `read` and `snapshot` are called by one thread; what `snapshot` gives is for any.
    """

    def __init__(self, engine: Engine, name: str, gazetteer: Gazetteer | None) -> None:
        self._engine = engine
        self._name = name
        self._gazetteer = gazetteer
        self._horizon: str | None = None
        self._settings_version: int | None = None
        self._settings = Settings()
        self._sources: tuple[Source, ...] = ()
        self._own_problems: tuple[Problem, ...] = ()
        self._changed = True
        self.line = Line()
        """Whether the database is there, as far as is known."""
        self._clear()

    def _clear(self) -> None:
        self._entries: dict[int, Kept] = {}
        self._left_out: dict[int, int] = {}
        """Versions of entries that cannot be read."""
        self._problems: dict[int, tuple[Problem, ...]] = {}
        self._counts: Counter[str] = Counter()
        self._copies = Copies()
        self._live = 0
        self._parts: dict[int, Part] = {}
        self._stale: set[int] = set()
        """The numbers of parts in which something changed."""
        self._order = Order()

    def read(self, *, thorough: bool = False) -> bool:
        """Read what changed since the last time; true when anything did since `snapshot`.

        `thorough` also compares sums with the database, and reads everything where they differ.
        Raises what the driver raises, and `CatalogError` for tables that are not ours.
        """
        isolated = self._engine.execution_options(isolation_level="REPEATABLE READ")
        with without_gc(), isolated.begin() as connection:
            check_form(connection, self._name)
            horizon = connection.scalar(text("SELECT pg_snapshot_xmin(pg_current_snapshot())"))
            self._read_settings(connection)
            if self._horizon is not None:
                self._read_changes(connection, self._horizon)
                if thorough:
                    self.note_indexed(connection)
                    if not self._agrees(connection):
                        self._horizon = None
            if self._horizon is None:
                self._read_all(connection)
            # What was under way then may lie below what has been read: it is asked for again.
            self._horizon = str(horizon)
        self.line.lost = False
        if self._copies.size - self._live > max(_WASTED, self._live):
            self._horizon = None
        return self._changed

    def _read_settings(self, connection: Connection) -> None:
        row = connection.execute(
            text("SELECT version, document::text FROM directory.settings")
        ).one_or_none()
        version = row[0] if row else 0
        if version == self._settings_version:
            return
        found = connection.execute(
            text("SELECT document::text FROM directory.sources ORDER BY place")
        )
        documents = [document for (document,) in found]
        self._settings, self._sources, self._own_problems = read_own(
            row[1] if row else "{}", documents, self._name
        )
        self._settings_version = version
        self._changed = True
        # What an entry leaves open, the settings say.
        self._stale.update(number // IN_A_PART for number in self._entries)

    def _read_all(self, connection: Connection) -> None:
        self._clear()
        self._changed = True
        driver = connection.connection.driver_connection
        assert isinstance(driver, psycopg.Connection)
        with driver.cursor("directory_entries") as cursor:
            cursor.itersize = _AT_ONCE
            cursor.execute(_ENTRIES + " ORDER BY e.number", (FORM,))
            # Each part is made as soon as its entries are there: none is read a second time.
            for number, rows in groupby(cursor, key=lambda row: int(row[0]) // IN_A_PART):
                found = [resource for row in rows if (resource := self._take(row)) is not None]
                if found:
                    self._parts[number] = Part.of(found, self._settings, self._gazetteer)
        self._stale.clear()
        self._copies.settle()

    def _read_changes(self, connection: Connection, horizon: str) -> None:
        gone = connection.execute(
            text(
                "SELECT DISTINCT h.number FROM directory.entry_history h"
                " WHERE h.operation = 'delete' AND h.changed_in >= CAST(:horizon AS xid8)"
                " AND NOT EXISTS"
                " (SELECT FROM directory.entries e WHERE e.number = h.number)"
            ),
            {"horizon": horizon},
        )
        for (number,) in gone:
            self._drop(number)
        driver = connection.connection.driver_connection
        assert isinstance(driver, psycopg.Connection)
        with driver.cursor() as cursor:
            cursor.execute(_ENTRIES + " WHERE e.changed_in >= %s::xid8", (FORM, horizon))
            for row in cursor:
                number, version = row[0], row[1]
                known = self._entries.get(number)
                seen = known.version if known else self._left_out.get(number)
                if seen != version:
                    self._drop(number)
                    self._take(row)
        self._copies.settle()

    def _agrees(self, connection: Connection) -> bool:
        """Whether the database holds just these versions; restored from a copy, it may not."""
        many, total, indexed = connection.execute(
            text(
                "SELECT count(*), coalesce(sum(e.version), 0), count(x.version)"
                " FROM directory.entries e LEFT JOIN directory.entry_index x"
                " ON x.version = e.version AND x.form = :form"
            ),
            {"form": FORM},
        ).one()
        own = sum(one.version for one in self._entries.values()) + sum(self._left_out.values())
        known = sum(one.indexed for one in self._entries.values())
        # What needed mending may be indexed as somebody else saw it; it is never looked up there.
        unsure = len(self._problems)
        return (many, int(total)) == (len(self._entries) + len(self._left_out), own) and (
            known <= indexed <= known + unsure
        )

    def note_indexed(self, connection: Connection) -> None:
        """See which entries the database can find by words by now; the next snapshot lets it."""
        for entry in filed_by_now(connection, self._waiting()):
            self._entries[entry.number] = replace(entry, indexed=True)

    def _waiting(self) -> list[Kept]:
        """Sound entries that the database cannot find by words, as far as is known."""
        return [
            one
            for one in self._entries.values()
            if not one.indexed and one.number not in self._problems
        ]

    def _take(self, row: Sequence[Any]) -> Resource | None:
        number, version, id, document, file, words = row
        self._changed = True
        resource, document, problems = read_document(document, id, self._name)
        if problems:
            self._problems[number] = problems
        if resource is None:
            self._left_out[number] = version
            return None
        indexed = words is not None and not problems
        words = words if indexed else words_of(resource)
        place = self._copies.add(document, words)
        self._counts.update(different(words))
        self._live += place[2] - place[0]
        self._stale.add(number // IN_A_PART)
        self._entries[number] = Kept(
            number,
            version,
            id,
            key_of(resource),
            sys.intern(file or self._name),
            indexed,
            *place,
            frozenset(translations(resource)) or _NONE,
            resource.updated.toordinal() if resource.updated else 0,
        )
        return resource

    def _drop(self, number: int) -> None:
        self._problems.pop(number, None)
        self._changed |= self._left_out.pop(number, None) is not None
        entry = self._entries.pop(number, None)
        if entry is None:
            return
        self._changed = True
        self._copies.settle()
        for token in different(self._copies.words(entry)):
            self._counts[token] -= 1
            if not self._counts[token]:
                del self._counts[token]
        self._live -= entry.stop - entry.at
        self._stale.add(number // IN_A_PART)

    def snapshot(self) -> Snapshot:
        """What was read, ready to be searched."""
        numbers = sorted(self._entries)
        entries = tuple(self._entries[number] for number in numbers)
        documents = Documents(self._copies, entries)
        self._renew(numbers)
        settings = self._settings
        text = DatabaseText(self._engine, self.line, self._copies, entries, self._counts)
        columns, timetable = join(
            self._parts, self._order.rank(numbers, self._entries), text, documents
        )
        translated = [index for index, one in enumerate(entries) if one.languages]
        edited = max((one.updated for one in entries), default=0)
        snapshot = Snapshot(
            settings=settings,
            sources=self._sources,
            resources=documents,
            problems=self._all_problems(),
            origins=tuple((one.file, 0) for one in entries),
            columns=columns,
            timetable=timetable,
            gazetteer=self._gazetteer,
            home=home_of(settings, self._gazetteer),
            ids=tuple(one.id for one in entries),
            lookup={one.id: index for index, one in enumerate(entries)},
            translated=np.array(translated, np.int64),
            languages=translations(settings).union(*{one.languages for one in entries}),
            last_edit=dt.date.fromordinal(edited) if edited else None,
        )
        self._changed = False
        return snapshot

    def _renew(self, numbers: Sequence[int]) -> None:
        """Make those parts anew in which something changed."""
        for stale in self._stale:
            first, stop = (bisect_left(numbers, (stale + more) * IN_A_PART) for more in (0, 1))
            own = [self._entries[number] for number in numbers[first:stop]]
            if own:
                resources = tuple(Documents(self._copies, own))
                self._parts[stale] = Part.of(resources, self._settings, self._gazetteer)
            else:
                self._parts.pop(stale, None)
        self._stale.clear()
        if not self._parts:
            self._parts[-1] = Part.of((), self._settings, self._gazetteer)
        elif len(self._parts) > 1:
            self._parts.pop(-1, None)

    def catalog(self) -> Catalog:
        """What was read, whole and in memory."""
        entries = [self._entries[number] for number in sorted(self._entries)]
        return Catalog(
            settings=self._settings,
            sources=(),
            resources=tuple(Documents(self._copies, entries)),
            problems=self._all_problems(),
            origins=tuple((one.file, 0) for one in entries),
        )

    def _all_problems(self) -> tuple[Problem, ...]:
        found = (one for number in sorted(self._problems) for one in self._problems[number])
        return (*self._own_problems, *found)

    def unindexed(self) -> Iterator[Filed]:
        """What the database cannot find by words, ready to be put into its index."""
        for entry in self._waiting():
            resource = Resource.model_validate_json(self._copies.document(entry))
            yield entry.number, entry.version, resource, self._copies.words(entry)
