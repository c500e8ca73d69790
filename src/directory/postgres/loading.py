"""Bringing a catalog into a database: what is new there, what changed, and what is gone.

What people edited in the database stays: an entry is only written over, or taken out, where it is
still what the last loading made it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, LiteralString

import psycopg
from sqlalchemy import Connection, Engine, text

from directory.catalog.files import Catalog
from directory.model import Model, Resource
from directory.postgres.filing import Filed, file_words
from directory.postgres.reading import document_of, read_document
from directory.postgres.schema import LOCK
from directory.postgres.words import FORM, words_of

_MANY = 20
_NAMED = 20
_SUPERSEDED = "1 day"
"""How long words of versions that are no longer current stay, for replicas that still show them."""

_INCOMING: LiteralString = (
    'CREATE TEMPORARY TABLE incoming (place integer, id text COLLATE "C", document json,'
    " hash text, file text) ON COMMIT DROP"
)
_FATES: LiteralString = """
CREATE TEMPORARY TABLE fates ON COMMIT DROP AS
SELECT coalesce(i.id, e.id) AS id, e.version, CASE
    WHEN e.id IS NULL THEN 'added'
    WHEN i.id IS NULL AND e.loaded IS NULL THEN 'entered here'
    WHEN i.id IS NULL AND e.loaded = e.hash THEN 'gone'
    WHEN i.id IS NULL THEN 'gone, edited here'
    WHEN e.hash = i.hash THEN 'unchanged'
    WHEN e.loaded = e.hash THEN 'changed'
    WHEN e.loaded = i.hash THEN 'edited here'
    ELSE 'edited in both'
END AS fate
FROM incoming i
FULL JOIN (
    SELECT id, version, loaded,
        encode(sha256(convert_to(document::text, 'UTF8')), 'hex') AS hash
    FROM directory.entries
) e ON e.id = i.id
"""
_INSERT: LiteralString = """
INSERT INTO directory.entries (id, document, loaded, file)
SELECT i.id, i.document, i.hash, i.file FROM incoming i JOIN fates f ON f.id = i.id
WHERE f.fate = 'added' ORDER BY i.place
ON CONFLICT (id) DO NOTHING
"""
_UPDATE: LiteralString = """
UPDATE directory.entries e SET document = i.document, loaded = i.hash, file = i.file
FROM incoming i JOIN fates f ON f.id = i.id
WHERE e.id = i.id AND e.version = f.version AND f.fate = 'changed'
"""
_DELETE: LiteralString = """
DELETE FROM directory.entries e USING fates f
WHERE e.id = f.id AND e.version = f.version AND f.fate = 'gone'
"""
# Somebody made here the same change that the catalog now brings.
_AGREE: LiteralString = """
UPDATE directory.entries e SET loaded = i.hash, file = i.file
FROM incoming i JOIN fates f ON f.id = i.id
WHERE e.id = i.id AND e.version = f.version AND f.fate = 'unchanged'
    AND e.loaded IS DISTINCT FROM i.hash
"""
_PRUNE: LiteralString = """
DELETE FROM directory.entry_index x USING directory.entry_history h
WHERE h.old_version = x.version AND h.changed_at < now() - CAST(%s AS interval)
"""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a loading did, or would do."""

    added: int
    changed: int
    removed: int
    unchanged: int
    kept: int
    """Entries that were edited in the database, and so neither written over nor taken out."""
    differing: tuple[str, ...]
    """Ids of the first of those that the catalog has otherwise, or no longer has."""
    spared: int
    """Entries that the catalog no longer has, left there because so much or so little is sure."""
    indexed: int


class _DryRun(Exception):  # noqa: N818 - nothing went wrong
    """Ends the transaction with nothing done."""


def load_catalog(
    engine: Engine,
    catalog: Catalog,
    *,
    dry_run: bool = False,
    overwrite: bool = False,
    remove: bool = False,
) -> Loaded:
    """Make the database hold a catalog; in one transaction, so that nobody sees half of it.

    `overwrite` also writes over what was edited in the database. Entries that are gone are not
    taken out where the catalog has errors, or would lose over half of them, unless `remove`.
    """
    found: Loaded | None = None
    try:
        with engine.begin() as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
            driver = connection.connection.driver_connection
            assert isinstance(driver, psycopg.Connection)
            with driver.cursor() as cursor:
                found = _load(connection, cursor, catalog, overwrite=overwrite, remove=remove)
            if dry_run:
                raise _DryRun
    except _DryRun:
        pass
    assert found is not None
    if found.indexed and not dry_run:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            # The planner knows nothing of rows that came all at once, and words that wait to be
            # put into the index are looked through one by one.
            connection.execute(text("VACUUM ANALYZE directory.entries, directory.entry_index"))
    return found


def _load(
    connection: Connection,
    cursor: psycopg.Cursor[Any],
    catalog: Catalog,
    *,
    overwrite: bool,
    remove: bool,
) -> Loaded:
    _bring(cursor, catalog)
    cursor.execute(_FATES)
    if overwrite:
        cursor.execute(
            "UPDATE fates SET fate = CASE fate WHEN 'gone, edited here' THEN 'gone'"
            " ELSE 'changed' END"
            " WHERE fate IN ('gone, edited here', 'edited here', 'edited in both')"
        )
    cursor.execute("SELECT fate, count(*) FROM fates GROUP BY fate")
    counts: dict[str, int] = dict(cursor.fetchall())
    gone, all_loaded = counts.get("gone", 0), sum(counts.values()) - counts.get("added", 0)
    errors = any(problem.severity == "error" for problem in catalog.problems)
    doubtful = not remove and (errors or (gone > _MANY and gone * 2 > all_loaded))
    differing = cursor.execute(
        "SELECT id FROM fates WHERE fate IN ('gone, edited here', 'edited in both')"
        " ORDER BY id LIMIT %s",
        (_NAMED,),
    ).fetchall()
    added = cursor.execute(_INSERT).rowcount
    changed = cursor.execute(_UPDATE).rowcount
    cursor.execute(_AGREE)
    removed = 0 if doubtful else cursor.execute(_DELETE).rowcount
    _bring_settings(cursor, catalog)
    indexed = file_words(connection, _filed(_unfiled(cursor), catalog))
    cursor.execute(_PRUNE, (_SUPERSEDED,))
    here = ("edited here", "edited in both", "gone, edited here")
    return Loaded(
        added=added,
        changed=changed,
        removed=removed,
        unchanged=counts.get("unchanged", 0),
        kept=sum(counts.get(fate, 0) for fate in here),
        differing=tuple(id for (id,) in differing),
        spared=gone if doubtful else 0,
        indexed=indexed,
    )


def _bring(cursor: psycopg.Cursor[Any], catalog: Catalog) -> None:
    """The catalog as a table of the transaction."""
    cursor.execute(_INCOMING)
    with cursor.copy("COPY incoming FROM STDIN") as copy:
        entries = zip(catalog.resources, catalog.origins, strict=True)
        for place, (resource, (file, _)) in enumerate(entries):
            document = document_of(resource)
            copy.write_row((place, resource.id, document, _hash(document), file))
    cursor.execute("CREATE INDEX ON incoming (id)")
    cursor.execute("ANALYZE incoming")


def _bring_settings(cursor: psycopg.Cursor[Any], catalog: Catalog) -> None:
    """Settings and feeds; written only where the catalog has others than last time."""
    settings = _plain(catalog.settings)
    cursor.execute(
        "INSERT INTO directory.settings AS s (document, loaded) VALUES (%s, %s)"
        " ON CONFLICT (single) DO UPDATE SET document = excluded.document, loaded = excluded.loaded"
        " WHERE s.loaded IS DISTINCT FROM excluded.loaded",
        (settings, _hash(settings)),
    )
    sources = [_plain(source) for source in catalog.sources]
    rows = cursor.execute("SELECT document::text FROM directory.sources ORDER BY place").fetchall()
    if [document for (document,) in rows] != sources:
        cursor.execute("DELETE FROM directory.sources")
        cursor.executemany(
            "INSERT INTO directory.sources VALUES (%s, %s)", list(enumerate(sources))
        )
        # They are read together with the settings.
        cursor.execute("UPDATE directory.settings SET single = single")


def _unfiled(cursor: psycopg.Cursor[Any]) -> list[tuple[int, int, str, str | None]]:
    """What cannot be found by words yet: number, version, id; the document where it was edited."""
    return cursor.execute(
        "SELECT e.number, e.version, e.id, CASE WHEN i.id IS NULL THEN e.document::text END"
        " FROM directory.entries e"
        " LEFT JOIN directory.entry_index x ON x.version = e.version AND x.form = %s"
        " LEFT JOIN incoming i ON i.id = e.id AND i.document::text = e.document::text"
        " WHERE x.version IS NULL",
        (FORM,),
    ).fetchall()


def _filed(rows: list[tuple[int, int, str, str | None]], catalog: Catalog) -> Iterator[Filed]:
    resources = {resource.id: resource for resource in catalog.resources}
    for number, version, id, document in rows:
        resource: Resource | None
        if document is None:
            resource = resources[id]
        else:
            resource, _, problems = read_document(document, id, "")
            if resource is None or problems:
                continue
        yield number, version, resource, words_of(resource)


def _plain(model: Model) -> str:
    data = model.model_dump(mode="json", by_alias=True, exclude_unset=True, exclude_none=True)
    return json.dumps(data, ensure_ascii=False)


def _hash(document: str) -> str:
    return hashlib.sha256(document.encode()).hexdigest()
