"""The command line: check a catalog, search it, import a feed, print the schema.

The clock and the environment are read here and nowhere else.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import click

from directory.basemap.base import base_of
from directory.catalog.change_schema import change_schema
from directory.catalog.files import read_catalog
from directory.catalog.schema import json_schema
from directory.cli_basemap import basemap
from directory.cli_compile import compile_command
from directory.cli_geocode import geocode
from directory.cli_load import load as load_command
from directory.cli_params import InstantParam, ZoneParam
from directory.cli_publish import publish
from directory.cli_sources import Surroundings, sources, why
from directory.cli_stale import stale
from directory.cli_upkeep import apply, verify
from directory.export.formats import FORMATS as WRITTEN_FORMATS
from directory.export.formats import write
from directory.export.pdf.wanted import By, Paper
from directory.export.table import to_table
from directory.feeds import FORMATS, FeedError, import_feed
from directory.feeds.columns import read_mapping
from directory.loading import load
from directory.model import Kind
from directory.postgres.address import is_database, path_of, shown
from directory.problems import CatalogError, Problem
from directory.query.values import clean
from directory.search import search
from directory.snapshot import Snapshot
from directory.webcheck import check_links
from directory.words import page_language, words

CATALOG_VARIABLE = "DIRECTORY_CATALOG"
CACHE_VARIABLE = "DIRECTORY_CACHE"
DEFAULT_CATALOG = "resources.yaml"

_RESULT_FORMATS = ("table", *WRITTEN_FORMATS)
_FEED_FORMATS = ("tsml", "bmlt", "hsds", "csv")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.pass_context
def app(ctx: click.Context) -> None:
    """A directory of recovery meetings, centers, housing and job help."""
    ctx.obj = Surroundings(
        _catalog_path(None), os.environ.get(CACHE_VARIABLE), lambda: dt.datetime.now(dt.UTC)
    )


app.add_command(apply)
app.add_command(basemap)
app.add_command(compile_command)
app.add_command(geocode)
app.add_command(load_command)
app.add_command(publish)
app.add_command(sources)
app.add_command(stale)
app.add_command(verify)
app.add_command(why)


@app.command()
@click.argument("catalog", nargs=-1, metavar="[CATALOG]...")
@click.option("--catalog", "named", metavar="PATH", help="The same as CATALOG.")
@click.option("--links", is_flag=True, help="Also ask whether the listed websites answer.")
@click.option(
    "--format", "style", type=click.Choice(["text", "json"]), default="text", show_default=True
)
def check(catalog: tuple[str, ...], *, named: str | None, links: bool, style: str) -> None:
    """Validate a catalog: a file or a folder of them.

    Every problem is named with its file, line and column, and with what to write instead. Ends
    with 0 when there are warnings at most, with 1 when there are errors, with 2 when the catalog
    cannot be read.
    """
    paths = (*catalog, named) if catalog and named else catalog or (_catalog_path(named),)
    names = ", ".join(shown(path) if is_database(path) else path for path in paths)
    try:
        found = read_catalog(paths[0] if len(paths) == 1 else list(paths))
    except CatalogError as error:
        _print_problems(error.problems, style)
        _say(f"{names}: could not be read")
        sys.exit(2)
    problems = [*found.problems, *(check_links(found, list(paths)) if links else ())]
    _print_problems(problems, style)
    errors = sum(problem.severity == "error" for problem in problems)
    warnings = len(problems) - errors
    _say(
        f"{names}: {_count(len(found.resources), 'entry', 'entries')}, "
        f"{_count(errors, 'error', 'errors')}, {_count(warnings, 'warning', 'warnings')}"
    )
    sys.exit(1 if errors else 0)


@app.command("search")
@click.argument("link", default="")
@click.option(
    "--catalog", metavar="PATH", help=f"Default: ${CATALOG_VARIABLE}, else {DEFAULT_CATALOG}."
)
@click.option("--at", type=InstantParam(), help="The present; a zone may follow. Default: now.")
@click.option("--zone", type=ZoneParam(), help="Your time zone, for links with clock=mine.")
@click.option(
    "--format", "style", type=click.Choice(_RESULT_FORMATS), default="table", show_default=True
)
@click.option("--limit", type=click.IntRange(min=0), metavar="N", help="Print the first N only.")
@click.option("-o", "--output", metavar="FILE", help="Where it goes. Default: printed.")
@click.option("--booklet", is_flag=True, help="pdf: a booklet to fold instead of a handout.")
@click.option("--by", type=click.Choice(["day", "town"]), help="pdf: how a booklet is parted.")
@click.option("--large", is_flag=True, help="pdf: large letters.")
@click.option("--strict", is_flag=True, help="Fail when something in the link was ignored.")
def search_command(
    link: str,
    *,
    catalog: str | None,
    at: dt.datetime | None,
    zone: ZoneInfo | None,
    style: str,
    limit: int | None,
    output: str | None,
    booklet: bool,
    by: By | None,
    large: bool,
    strict: bool,
) -> None:
    """Run the search of a shared LINK: a whole address, or the part after "?".

    Without a link it lists everything. The results and their order are those of the page.
    """
    if style != "pdf" and (booklet or by or large):
        raise click.UsageError("--booklet, --by and --large are for --format pdf")
    if style == "pdf" and not output and sys.stdout.isatty():
        raise click.UsageError("a PDF is no text for a terminal; name a file with -o")
    snapshot = _load(catalog)
    results = search(snapshot, _as_utf_8(link), at=at or dt.datetime.now(dt.UTC), zone=zone)
    if style == "table":
        width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
        spoken = words(page_language(results.query.lang))
        _give(output, to_table(results, spoken, limit, width=None if output else width))
    else:
        paper = Paper(booklet=booklet, large=large, by=by or "day")
        base, trouble = base_of(snapshot.settings, path_of(_catalog_path(catalog)))
        if trouble and style == "pdf":
            _say(f"no streets on the map: {trouble}")
        written = write(results, style, limit, site=_site_of(link), paper=paper, base=base)
        _give(output, written.content)
        if written.left_out:
            out = _count(written.left_out, "result is", "results are")
            _say(f"{out} left out: {style} cannot hold what they have")
    if strict or style != "json":
        for part in results.ignored:
            _say(f"ignored: {part.parameter}={part.value}: {part.reason}")
    if strict and results.ignored:
        sys.exit(2)


@app.command()
@click.option("--changes", is_flag=True, help="That of the files that `directory apply` reads.")
def schema(*, changes: bool) -> None:
    """Print the JSON Schema of the catalog format, for completion in an editor."""
    found = change_schema() if changes else json_schema()
    click.echo(json.dumps(found, ensure_ascii=False, indent=2))


@app.command("import")
@click.argument("format", type=click.Choice(_FEED_FORMATS))
@click.argument("source")
@click.option("-o", "--output", metavar="FILE", help="Where the catalog goes. Default: printed.")
@click.option("--fellowship", metavar="SLUG", help="Whose meetings they are: aa, na …")
@click.option("--kind", type=click.Choice([kind.value for kind in Kind]), help="What they are.")
@click.option("--timezone", metavar="ZONE", help="The zone of rows that name none.")
@click.option(
    "--columns",
    metavar="NAMES",
    help='Which column of a list is what: "Their title=name,Their times=when", or a YAML file.',
)
@click.option("--report", metavar="FILE", help="Write the account of every row as JSON.")
def import_command(
    format: str,
    source: str,
    *,
    output: str | None,
    fellowship: str | None,
    kind: str | None,
    timezone: str | None,
    columns: str | None,
    report: str | None,
) -> None:
    """Turn a feed (a file, folder, zip or address) into a catalog, with an account of every row.

    Ends with 0 when anything was imported, with 1 when nothing was, with 2 when the source could
    not be read.
    """
    if format not in FORMATS:
        raise click.UsageError(
            f"import {format} is not in this version; it reads {', '.join(FORMATS)}"
        )
    try:
        result = import_feed(
            format,
            source,
            fellowship=fellowship,
            kind=kind,
            timezone=timezone,
            columns=_columns(columns) if columns else None,
            today=dt.datetime.now(dt.UTC).date(),
        )
    except FeedError as error:
        _fail(str(error))
    if report:
        _write(report, result.report.to_json())
    if result.report.imported and output:
        _write(output, result.to_yaml())
    elif result.report.imported:
        click.echo(result.to_yaml(), nl=False)
    click.echo(result.report.to_text(), nl=False, err=not output)
    sys.exit(0 if result.report.imported else 1)


def _columns(given: str) -> dict[str, str]:
    path = Path(given)
    if path.suffix.lower() not in (".yaml", ".yml", ".json"):
        return read_mapping(_as_utf_8(given))
    try:
        return read_mapping(path.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise FeedError(f"{given}: cannot be read: {error}") from None


def _catalog_path(given: str | None) -> str:
    return given or os.environ.get(CATALOG_VARIABLE) or DEFAULT_CATALOG


def _as_utf_8(argument: str) -> str:
    """An argument as it was typed, where the system's own encoding is a poorer one."""
    return argument.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _load(catalog: str | None) -> Snapshot:
    try:
        return load(
            _catalog_path(catalog),
            cache=os.environ.get(CACHE_VARIABLE),
            now=dt.datetime.now(dt.UTC),
        )
    except CatalogError as error:
        for problem in error.problems:
            _say(str(problem))
        sys.exit(2)


def _print_problems(problems: Iterable[Problem], style: str) -> None:
    if style == "json":
        data = [
            {
                "file": problem.file,
                "line": problem.line,
                "column": problem.column,
                "path": problem.path,
                "message": problem.message,
                "severity": problem.severity,
            }
            for problem in problems
        ]
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
        return
    for problem in problems:
        click.echo(clean(str(problem)))


def _give(path: str | None, content: str | bytes) -> None:
    if path:
        _write(path, content)
    else:
        click.echo(content, nl=False)


def _site_of(link: str) -> str | None:
    """The address of the directory that a whole link leads to."""
    try:
        parts = urlsplit(link.strip())
        named = parts.scheme in ("http", "https") and parts.hostname
    except ValueError:
        return None
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}" if named else None


def _write(path: str, content: str | bytes) -> None:
    try:
        Path(path).write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    except OSError as error:
        _fail(f"{path}: cannot be written: {error.strerror or error}")


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _say(text: str) -> None:
    click.echo(clean(text), err=True)


def _fail(text: str) -> NoReturn:
    _say(text)
    sys.exit(2)


def main() -> None:
    """Run the program; output is UTF-8 wherever it goes."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    app(prog_name="directory")


if __name__ == "__main__":
    main()
