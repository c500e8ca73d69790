"""The tables of a directory: made and brought up to date by the program itself."""

from __future__ import annotations

from contextlib import suppress
from importlib.resources import files

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from directory.postgres.connect import server_trouble
from directory.problems import CatalogError, Problem

STEPS = ("schema.sql",)
"""What brings the tables from one form to the next, in order; never changed once published."""
FORM = len(STEPS)
"""The form of the tables that this program works with."""

LOCK = 0x72656372
"""The advisory lock that whoever changes tables or loads a catalog holds."""


def form_of(connection: Connection) -> int:
    """The form that the tables have; 0: there are none."""
    there = connection.scalar(text("SELECT to_regclass('directory.form') IS NOT NULL"))
    if not there:
        return 0
    return int(connection.scalar(text("SELECT coalesce(max(form), 0) FROM directory.form")) or 0)


def check_form(connection: Connection, name: str) -> None:
    """Raise `CatalogError` when the tables are not those that this program reads."""
    form = form_of(connection)
    if form == 0:
        message = "holds no directory yet; run `directory load` with this address first"
    elif form < FORM:
        message = "has the tables of an older version; run `directory load` with this address"
    elif form > FORM:
        message = "has the tables of a newer version of this program; install that one"
    else:
        return
    raise CatalogError((Problem(name, 0, 0, "database", message),))


def bring_up_to_date(engine: Engine, name: str) -> int:
    """Make the tables, or what is missing of them; how many steps were taken.

    Raises `CatalogError` where the server lacks something. Two that begin at once wait for one
    another, and each step is taken whole or not at all.
    """
    with engine.begin() as connection:
        if form_of(connection) == FORM:
            return 0
    # An administrator may have to do this; whether it is done is looked at below.
    with suppress(DBAPIError), engine.begin() as connection:
        connection.execute(text("CREATE EXTENSION IF NOT EXISTS postgis"))
    with engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        if trouble := server_trouble(connection):
            raise CatalogError((Problem(name, 0, 0, "database", trouble),))
        before = form_of(connection)
        if before > FORM:
            check_form(connection, name)
        if not before:
            connection.execute(text("CREATE SCHEMA IF NOT EXISTS directory"))
            connection.execute(
                text(
                    "CREATE TABLE directory.form"
                    " (form integer PRIMARY KEY, at timestamptz NOT NULL DEFAULT now())"
                )
            )
        for form, step in enumerate(STEPS[before:], start=before + 1):
            statements = files("directory.postgres").joinpath(step).read_text("utf-8")
            driver = connection.connection.driver_connection
            assert driver is not None
            driver.execute(statements)
            connection.execute(text("INSERT INTO directory.form VALUES (:form)"), {"form": form})
        return FORM - before
