"""The command that brings a catalog into a database."""

from __future__ import annotations

import sys
from typing import NoReturn

import click

from directory.cli_sources import Surroundings
from directory.postgres.address import is_database, shown
from directory.problems import CatalogError
from directory.query.values import clean


@click.command()
@click.argument("address", metavar="postgresql://…")
@click.argument("catalog", required=False)
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
@click.option("--overwrite", is_flag=True, help="Also write over what was edited in the database.")
@click.option(
    "--remove",
    is_flag=True,
    help="Take out what the catalog no longer has, though it has errors or lost over half.",
)
@click.pass_context
def load(
    ctx: click.Context,
    address: str,
    catalog: str | None,
    *,
    dry_run: bool,
    overwrite: bool,
    remove: bool,
) -> None:
    """Bring a CATALOG, with the last copies of its feeds, into a PostgreSQL database.

    Entries are told apart by their ids: new ones are added, changed ones written over, and those
    that the catalog no longer has taken out; the database keeps the history. What was edited in
    the database since the last loading stays. Tables are made when there are none. Ends with 0
    when all is well, with 1 when the catalog has errors or something was left as it is in the
    database, with 2 when the catalog or the database could not be used.
    """
    around: Surroundings = ctx.obj
    if not is_database(address):
        raise click.UsageError("name the database first: postgresql://user@host/database")
    if is_database(catalog or around.catalog):
        raise click.UsageError("name the catalog to load: a file or a folder")
    _, found = around.merged(catalog)
    try:
        from directory.postgres.connect import connect, told
        from directory.postgres.loading import load_catalog
        from directory.postgres.schema import bring_up_to_date
    except ImportError as error:
        _fail(f"{error}; install what requirements.txt lists")
    try:
        with told(address):
            engine = connect(address)
            try:
                if dry_run:
                    from directory.postgres.schema import check_form

                    with engine.connect() as connection:
                        check_form(connection, shown(address))
                elif bring_up_to_date(engine, shown(address)):
                    _say(f"{shown(address)}: made the tables")
                done = load_catalog(
                    engine, found, dry_run=dry_run, overwrite=overwrite, remove=remove
                )
            finally:
                engine.dispose()
    except CatalogError as error:
        _fail("\n".join(map(str, error.problems)))
    errors = sum(problem.severity == "error" for problem in found.problems)
    for id in done.differing:
        _say(f"{id}: was edited in the database, and stays as it is there")
    would = "would be " if dry_run else ""
    click.echo(
        f"{shown(address)}: {done.added} {would}added, {done.changed} {would}changed,"
        f" {done.removed} {would}removed, {done.unchanged} unchanged"
        + (f", {done.kept} kept as edited there" if done.kept else "")
    )
    if done.spared:
        why = f"the catalog has {errors} errors" if errors else "over half of them would go"
        _say(f"{done.spared} that the catalog no longer has were left, because {why}; see --remove")
    if errors:
        _say(f"the catalog has {errors} errors; `directory check` names them")
    sys.exit(1 if errors or done.spared or done.differing else 0)


def _say(text: str) -> None:
    for line in text.splitlines():
        click.echo(clean(line), err=True)


def _fail(text: str) -> NoReturn:
    _say(text)
    sys.exit(2)
