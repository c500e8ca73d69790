"""Connections to a database, and what is said when there is none to be had."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoneFreeError

from directory.postgres.address import for_driver, shown, without_secrets
from directory.problems import CatalogError, Problem

CONNECT_SECONDS = 5
"""How long a server may take to answer at all."""
_POOL = 4
_MOST = 12


def connect(address: str) -> Engine:
    """A pool of connections; none is opened yet. Raises `CatalogError` for what is no address."""
    try:
        return create_engine(
            for_driver(address),
            pool_size=_POOL,
            max_overflow=_MOST - _POOL,
            pool_timeout=CONNECT_SECONDS,
            # One that died meanwhile is noticed before it is used.
            pool_pre_ping=True,
            pool_recycle=1800,
            connect_args={
                "connect_timeout": CONNECT_SECONDS,
                # A server that fell silent is given up after seconds, not after the system's hours.
                "keepalives_idle": 15,
                "keepalives_interval": 5,
                "keepalives_count": 3,
                "tcp_user_timeout": 15_000,
            },
        )
    except (ArgumentError, ValueError):
        message = "is not the address of a database; write postgresql://user@host/database"
        raise CatalogError((_problem(address, message),)) from None


@contextmanager
def told(address: str) -> Iterator[None]:
    """What goes wrong with a database, as a `CatalogError` in plain words without a password."""
    try:
        yield
    except (DBAPIError, psycopg.Error) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        raise CatalogError((_problem(address, _reason(cause, address)),)) from error
    except NoneFreeError as error:
        message = "has no connection free; allow more, or ask again"
        raise CatalogError((_problem(address, message),)) from error
    except SQLAlchemyError as error:
        reason = without_secrets(str(error).partition("\n")[0], address)
        raise CatalogError((_problem(address, reason),)) from error


def _problem(address: str, message: str) -> Problem:
    return Problem(shown(address), 0, 0, "database", message)


def _reason(cause: BaseException | None, address: str) -> str:
    said = without_secrets(" ".join(str(cause).split()), address)
    state = getattr(cause, "sqlstate", None) or ""
    if state == "3F000" or state == "42P01":
        return "holds no directory yet; run `directory load` with this address first"
    if state == "42501":
        return f"does not allow this login to do that ({said}); see docs/postgresql.md for rights"
    if state == "55P03" or state == "57014":
        return "was busy for too long with somebody else's changes; try again"
    if "password authentication failed" in said or "no password supplied" in said:
        return "refused the login; check the name and the password (PGPASSWORD, ~/.pgpass)"
    if "does not exist" in said and not state:
        return f"is not there ({said}); create it first: createdb"
    if not state:
        return f"cannot be reached ({said}); is it running, and the address right?"
    return said


def server_trouble(connection: Connection) -> str | None:
    """Why a server cannot hold a directory, and the mend; `None` when it can."""
    version, encoding, available, present = connection.execute(
        text(
            "SELECT current_setting('server_version_num')::int,"
            " current_setting('server_encoding'),"
            " EXISTS (SELECT FROM pg_available_extensions WHERE name = 'postgis'),"
            " EXISTS (SELECT FROM pg_extension WHERE extname = 'postgis')"
        )
    ).one()
    if version < 130000:
        return "is older than PostgreSQL 13; use a newer one"
    if encoding != "UTF8":
        return f"keeps its texts as {encoding}; create it with ENCODING 'UTF8'"
    if not available:
        return "has no PostGIS; install it on the server (postgresql-NN-postgis-3)"
    if not present:
        return "has PostGIS, but not in this database; have CREATE EXTENSION postgis run in it"
    return None
