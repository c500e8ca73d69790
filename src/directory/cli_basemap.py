"""The command that cuts a street map for an area out of a larger one."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from directory.basemap.area import around as square_around
from directory.basemap.carry import Progress, carry
from directory.basemap.cut import Plan, plan
from directory.basemap.source import open_source
from directory.basemap.tiles import Bounds, TilesError
from directory.catalog.files import Catalog
from directory.cli_sources import Surroundings
from directory.places import gazetteer
from directory.query import Distance, parse_link

_MARGIN_KM = 5.0
"""How far beyond its outermost entries the map of a catalog goes."""
_ASK_FROM = 500 * 1_000_000
_MB = 1_000_000


@click.command()
@click.argument("source")
@click.option("-o", "--output", "out", type=click.Path(path_type=Path), help="The file to write.")
@click.option("--near", metavar="PLACE", help='The middle of the area: "Los Angeles, CA".')
@click.option(
    "--within", metavar="DISTANCE", default="30mi", show_default=True, help="How far around it."
)
@click.option("--bbox", metavar="W,S,E,N", help="The area in degrees instead.")
@click.option(
    "--max-zoom",
    type=click.IntRange(0, 26),
    metavar="N",
    help="The closest zoom; default: all of them. 15 shows every street, 13 a fifth of the size.",
)
@click.option("--dry-run", is_flag=True, help="Only say how large it would be.")
@click.option("--yes", is_flag=True, help="Do not ask before a large download.")
@click.option("--catalog", metavar="PATH", help="The catalog; default as for search.")
@click.pass_context
def basemap(
    ctx: click.Context,
    source: str,
    *,
    out: Path | None,
    near: str | None,
    within: str,
    bbox: str | None,
    max_zoom: int | None,
    dry_run: bool,
    yes: bool,
    catalog: str | None,
) -> None:
    """Cut the streets of an area out of SOURCE, a PMTiles file or the address of one.

    Of an address only the tiles of the area are fetched. Without --near and --bbox the area is
    where the entries of the catalog are. Interrupted, the same command goes on where it stopped.
    Ends with 1 when the area cannot be cut, with 2 when the area is not understood.
    """
    surroundings: Surroundings = ctx.obj
    if out is None and not dry_run:
        raise click.UsageError("name the file to write with -o, or give --dry-run")
    bounds = _area(surroundings, near, within, bbox, catalog)
    try:
        opened = open_source(source)
        wanted = plan(opened.get, bounds, max_zoom)
        click.echo(_size(wanted))
        if dry_run or out is None:
            return
        if wanted.bytes > _ASK_FROM and not yes and sys.stdin.isatty():
            click.confirm("Fetch it?", abort=True)
        with _bar(wanted) as progress:
            carry(wanted, opened, out, progress)
    except TilesError as error:
        click.echo(f"{source} {error}", err=True)
        sys.exit(1)
    except OSError as error:
        click.echo(f"{out} cannot be written: {error.strerror or error}", err=True)
        sys.exit(1)
    click.echo(f"{out} is complete and reads well. In the catalog:")
    click.echo(f"directory:\n  basemap: {{tiles: {out.name}}}   # from the catalog's folder")


def _area(
    surroundings: Surroundings, near: str | None, within: str, bbox: str | None, catalog: str | None
) -> Bounds:
    if near is not None and bbox is not None:
        raise click.UsageError("--near and --bbox name two areas; give one of them")
    if bbox is not None:
        return _corners(bbox)
    if near is not None:
        place = gazetteer().find(near)
        if place is None:
            raise click.UsageError(f"--near {near!r} is no place that is known; write a city, ST")
        return square_around(place.latitude, place.longitude, _distance(within).km)
    _, found = surroundings.merged(catalog)
    return _extent(found)


def _corners(text: str) -> Bounds:
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise click.UsageError(
            f"--bbox {text!r} is not W,S,E,N; write -119,33.5,-117,34.8"
        ) from None
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise click.UsageError(
            f"--bbox {text!r} is no area; write west, south, east, north in degrees"
        )
    return Bounds(west, south, east, north)


def _distance(text: str) -> Distance:
    query, ignored = parse_link(f"?within={text}")
    if query.within is None or ignored:
        raise click.UsageError(f"--within {text!r} is no distance; write 60mi or 100km")
    return query.within


def _extent(catalog: Catalog) -> Bounds:
    """Where the entries with coordinates are, and a little around."""
    places = [
        (resource.location.latitude, resource.location.longitude)
        for resource in catalog.resources
        if resource.location
        and resource.location.latitude is not None
        and resource.location.longitude is not None
    ]
    points = [(lat, lng) for lat, lng in places if lat is not None and lng is not None]
    if not points:
        raise click.UsageError("no entry of the catalog has coordinates; give --near or --bbox")
    squares = [square_around(lat, lng, _MARGIN_KM) for lat, lng in points]
    return Bounds(
        min(square.west for square in squares),
        min(square.south for square in squares),
        max(square.east for square in squares),
        max(square.north for square in squares),
    )


def _size(wanted: Plan) -> str:
    low, high = wanted.about.min_zoom, wanted.max_zoom
    small = wanted.bytes < _MB / 10
    size = f"{wanted.bytes / 1_000:,.1f} kB" if small else f"{wanted.bytes / _MB:,.1f} MB"
    return f"{wanted.tiles:,} tiles, zoom {low} to {high}, {size} to fetch and keep"


@contextmanager
def _bar(wanted: Plan) -> Iterator[Progress]:
    with click.progressbar(length=wanted.bytes, label="Fetching", file=sys.stderr) as bar:

        def progress(done: int) -> None:
            bar.update(done - bar.pos)

        yield progress
