"""The command that puts a catalog with its feeds into one file, ready to be searched."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click

from directory.catalog.mends import visible
from directory.cli_sources import Surroundings
from directory.compiled import write_compiled
from directory.loading import load
from directory.problems import CatalogError, named_from
from directory.snapshot import Snapshot


@click.command("compile")
@click.argument("catalog", nargs=-1, metavar="[CATALOG]...")
@click.option(
    "-o", "--output", "out", type=click.Path(path_type=Path), required=True, help="The file."
)
@click.pass_context
def compile_command(ctx: click.Context, catalog: tuple[str, ...], out: Path) -> None:
    """Put a catalog into one FILE that a server opens at once.

    CATALOG is a file, a folder or several of either. The copies of its feeds are in it; no address
    is asked (`directory sources refresh` does that). Servers take the file in place of the catalog:
    entries are read from it when somebody looks at them, and all processes of a machine share it.
    Ends with 0, also when some entries have problems (`directory check` names them), with 1 when
    the file cannot be written, with 2 when the catalog cannot be read.
    """
    surroundings: Surroundings = ctx.obj
    paths = catalog or (surroundings.catalog,)
    try:
        snapshot = load(list(paths), cache=surroundings.cache, now=surroundings.clock())
    except CatalogError as error:
        for problem in error.problems:
            click.echo(str(problem), err=True)
        sys.exit(2)
    try:
        write_compiled(_named_from_within(snapshot, paths), out)
    except OSError as error:
        click.echo(f"{out}: cannot be written ({error.strerror or error})", err=True)
        sys.exit(1)
    errors = sum(problem.severity == "error" for problem in snapshot.problems)
    told = f", {errors:,} problems left out or mended (`directory check` names them)"
    size = out.stat().st_size / 1_000_000
    click.echo(f"{out}: {len(snapshot):,} entries, {size:,.1f} MB{told if errors else ''}")


def _named_from_within(snapshot: Snapshot, paths: Sequence[str]) -> Snapshot:
    """The snapshot with its files named from the catalog's folders.

    It goes to other machines, and visitors need not know where on this one the catalog lies.
    """
    folders = [visible(os.fspath(p if p.is_dir() else p.parent)) for p in map(Path, paths)]
    problems, origins = snapshot.problems, snapshot.origins
    for folder in folders:
        problems = tuple(problem.named_from(folder) for problem in problems)
        files = {file: named_from(file, folder) for file in {file for file, _ in origins}}
        origins = tuple((files[file], line) for file, line in origins)
    return replace(snapshot, problems=problems, origins=origins)
