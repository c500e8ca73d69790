"""Finding entries by words in the database, with the vocabulary and its typos in memory."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from threading import Lock

import numpy as np
import psycopg
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from directory.index.tags import Entries, Mask
from directory.index.text import Term, TextIndex
from directory.postgres.copies import Copies
from directory.postgres.parts import Kept
from directory.postgres.words import FORM, has_all, pattern, patterns, tsquery

_log = logging.getLogger(__name__)
_KEPT = 32
_MATCHING = (
    "SELECT string_agg(int8send(version), '') FROM directory.entry_index"
    " WHERE form = %s AND lexemes @@ %s::tsquery"
)


class Line:
    """Whether the database answered when it was last asked; nobody waits for one that did not."""

    def __init__(self) -> None:
        self.lost = False


class DatabaseText(TextIndex):
    """The words of every entry of a snapshot, looked up in the database.

    Versions of entries that the database has not indexed are looked at here, and all of them
    while the database is not there. The words were copied with the entries, so that what is found
    is what this snapshot holds, whatever has been edited since.
    """

    def __init__(
        self,
        engine: Engine,
        line: Line,
        copies: Copies,
        entries: Sequence[Kept],
        counts: Mapping[str, int],
    ) -> None:
        """`counts` tells in how many entries each token occurs."""
        super().__init__(TextIndex.of_words(counts, len(entries)).packed)
        self._engine = engine
        self._line = line
        self._copies = copies
        self._entries = entries
        versions = np.fromiter((one.version for one in entries), np.int64, len(entries))
        self._by_version = np.argsort(versions)
        self._versions = versions[self._by_version]
        self._loose: Entries = np.flatnonzero(
            np.fromiter((not one.indexed for one in entries), np.bool_, len(entries))
        )
        self._found: OrderedDict[tuple[Term, ...], Entries] = OrderedDict()
        self._lock = Lock()

    def forget(self) -> None:
        """Ask the database anew for what it was asked before; for measuring."""
        with self._lock:
            self._found.clear()

    def match(self, terms: Iterable[Term]) -> Mask:
        """Which entries have all terms."""
        wanted = tuple(terms)
        mask = np.zeros(len(self._entries), bool)
        if not wanted:
            return ~mask
        mask[self._matching(wanted)] = True
        return mask

    def _matching(self, terms: tuple[Term, ...]) -> Entries:
        with self._lock:
            if terms in self._found:
                self._found.move_to_end(terms)
                return self._found[terms]
        if self._line.lost:
            return self._scanned(terms, np.arange(len(self._entries)))
        try:
            found = np.concatenate((self._asked(terms), self._scanned(terms, self._loose)))
        except (SQLAlchemyError, psycopg.Error) as error:
            self._line.lost = True
            cause = error.orig if isinstance(error, DBAPIError) else error
            _log.warning("The database cannot be asked for words: %s", type(cause).__name__)
            return self._scanned(terms, np.arange(len(self._entries)))
        with self._lock:
            self._found[terms] = found
            if len(self._found) > _KEPT:
                self._found.popitem(last=False)
        return found

    def _asked(self, terms: tuple[Term, ...]) -> Entries:
        """The entries that the database finds; what it holds of other versions is passed over."""
        ordered = patterns(terms)
        statement = _MATCHING + " AND words LIKE %s" * len(ordered)
        with self._engine.connect() as connection:
            driver = connection.connection.driver_connection
            assert isinstance(driver, psycopg.Connection)
            with driver.cursor(binary=True) as cursor:
                row = cursor.execute(statement, (FORM, tsquery(terms), *ordered)).fetchone()
        versions = np.frombuffer(row[0] if row and row[0] else b"", ">i8").astype(np.int64)
        if not len(self._versions):
            return self._by_version
        places = np.searchsorted(self._versions, versions).clip(max=len(self._versions) - 1)
        held: Entries = self._by_version[places[self._versions[places] == versions]]
        return held

    def _scanned(self, terms: tuple[Term, ...], entries: Entries) -> Entries:
        wanted = [pattern(term) for term in terms]
        found = [
            index
            for index in entries.tolist()
            if has_all(self._copies.words(self._entries[index]), wanted)
        ]
        return np.array(found, np.int64)
