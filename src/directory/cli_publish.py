"""The command that lays a compiled snapshot where a fleet finds it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NoReturn

import click

from directory.cli_sources import Surroundings
from directory.compiled import CompiledError, open_compiled
from directory.published import PublishedError, shelf_of
from directory.published import publish as lay_down
from directory.published.publish import KEEP
from directory.query.values import clean


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("destination")
@click.option(
    "--keep",
    type=click.IntRange(min=1),
    default=KEEP,
    show_default=True,
    help="How many snapshots stay there, the new one included.",
)
@click.pass_context
def publish(ctx: click.Context, file: Path, destination: str, *, keep: int) -> None:
    """Make FILE the snapshot that all replicas of DESTINATION serve.

    FILE is what `directory compile` wrote. DESTINATION is a folder or s3://bucket/folder/. To go
    back, publish an older file again. Ends with 0 when it is there, with 2 when that failed;
    replicas then go on as before.
    """
    around: Surroundings = ctx.obj
    try:
        shelf = shelf_of(destination)
        done = lay_down(file, shelf, made=around.clock(), check=open_compiled, keep=keep)
    except CompiledError as error:
        _fail(f"{file}: {error}")
    except PublishedError as error:
        _fail(f"{destination}: {error}")
    except OSError as error:
        _fail(f"{error.filename or destination}: {error.strerror or type(error).__name__}")
    said = "Published" if done.changed else "Unchanged"
    click.echo(f"{said}: {done.manifest.file} ({done.manifest.size} bytes) at {shelf.name}")
    for name in done.removed:
        click.echo(f"Removed: {name}")


def _fail(text: str) -> NoReturn:
    click.echo(clean(text), err=True)
    sys.exit(2)
