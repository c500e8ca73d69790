"""Putting what is searched of each entry into the database's index."""

from __future__ import annotations

from collections.abc import Iterable

import psycopg
from sqlalchemy import Connection, text

from directory.model import Resource
from directory.postgres.parts import Kept
from directory.postgres.schema import LOCK
from directory.postgres.words import FORM, lexemes_of, tags_of

Filed = tuple[int, int, Resource, str]
"""Number and version of an entry, the entry, and its words."""


def may_file(connection: Connection) -> bool:
    """Whether this login may write the index, and nobody else is at it now."""
    return bool(
        connection.scalar(
            text(
                "SELECT has_table_privilege('directory.entry_index', 'INSERT')"
                " AND has_table_privilege('directory.entry_index', 'UPDATE')"
                " AND pg_try_advisory_xact_lock(:lock)"
            ),
            {"lock": LOCK + 1},
        )
    )


def file_words(connection: Connection, entries: Iterable[Filed]) -> int:
    """Index these versions of entries; how many. One with more words than fit is left out."""
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    many = 0
    with driver.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE filed (version bigint, number bigint, words text,"
            " lexemes text, longitude float8, latitude float8, tags text) ON COMMIT DROP"
        )
        with cursor.copy("COPY filed FROM STDIN") as copy:
            for number, version, resource, words in entries:
                lexemes = lexemes_of(words)
                if lexemes is not None:
                    point = _point(resource)
                    # Neither has spaces in it; lists take several times as long to send.
                    lists = " ".join(lexemes), " ".join(tags_of(resource))
                    copy.write_row((version, number, words, lists[0], *point, lists[1]))
                    many += 1
        cursor.execute(
            "INSERT INTO directory.entry_index (version, number, form, words, lexemes, point, tags)"
            " SELECT version, number, %s, words, array_to_tsvector(string_to_array(lexemes, ' ')),"
            " ST_SetSRID(ST_MakePoint(longitude, latitude), 4326)::geography,"
            " string_to_array(tags, ' ') FROM filed"
            " ON CONFLICT (version) DO UPDATE SET form = excluded.form, words = excluded.words,"
            " lexemes = excluded.lexemes, point = excluded.point, tags = excluded.tags",
            (FORM,),
        )
        cursor.execute("DROP TABLE filed")
    return many


def filed_by_now(connection: Connection, waiting: Iterable[Kept]) -> list[Kept]:
    """Those of some entries whose versions are in the index, whoever put them there."""
    versions = {entry.version: entry for entry in waiting}
    found = connection.execute(
        text(
            "SELECT version FROM directory.entry_index"
            " WHERE form = :form AND version = ANY(:versions)"
        ),
        {"form": FORM, "versions": list(versions)},
    )
    return [versions[version] for (version,) in found]


def _point(resource: Resource) -> tuple[float | None, float | None]:
    """Longitude and latitude of an entry that has a door."""
    place = resource.location
    return (place.longitude, place.latitude) if place else (None, None)
