"""The command that prints whom to call next: what nobody has checked for long, oldest first."""

from __future__ import annotations

import datetime as dt
import shlex
import sys
from dataclasses import replace

import click

from directory.cli_params import InstantParam, PeriodParam
from directory.cli_sources import Surroundings
from directory.export.call_sheet import FORMATS, calls, write_calls
from directory.model import Kind
from directory.places import gazetteer
from directory.query import Period, parse_link
from directory.query.values import clean
from directory.search import search
from directory.snapshot import build_snapshot
from directory.words import words


@click.command()
@click.argument("link", default="")
@click.option("--catalog", metavar="PATH", help="The catalog; default as for search.")
@click.option(
    "--older-than",
    type=PeriodParam(),
    default="6m",
    show_default=True,
    help="How long ago the last check is: 90d, 6m, 1y; 0d: all.",
)
@click.option(
    "--kind", type=click.Choice([kind.value for kind in Kind]), multiple=True, help="Only these."
)
@click.option("--at", type=InstantParam(), help="The present; a zone may follow. Default: now.")
@click.option("--limit", type=click.IntRange(min=0), metavar="N", help="Print the first N only.")
@click.option("--format", "style", type=click.Choice(FORMATS), default="text", show_default=True)
@click.pass_context
def stale(
    ctx: click.Context,
    link: str,
    *,
    catalog: str | None,
    older_than: Period,
    kind: tuple[str, ...],
    at: dt.datetime | None,
    limit: int | None,
    style: str,
) -> None:
    """Print a call sheet: entries that nobody has checked for long, the oldest check first.

    For each: the phone, whether somebody is there now, what to ask, and the command that stamps
    the check. LINK narrows it as in `directory search`: "near=90012&within=5mi". The sheet is in
    the language of the link: "lang=es". Ends with 0 also when there is nobody to call, with 2 when
    the catalog cannot be read.
    """
    around: Surroundings = ctx.obj
    own, merged = around.merged(catalog)
    snapshot = build_snapshot(merged, gazetteer())
    query, ignored = parse_link(link)
    results = search(snapshot, replace(query, sort="name"), at=at or around.clock())
    for part in ignored:
        _say(f"ignored: {part.parameter}={part.value}: {part.reason}")
    today = results.as_of.date()
    # With 0d also what was checked today, or tomorrow by an entry's own clock.
    limit_day = older_than.before(today) if older_than.count else dt.date.max
    asked = [
        hit
        for hit in results
        if (not kind or hit.resource.kind in kind)
        and (hit.resource.checked_on(today) or dt.date.min) < limit_day
    ]
    held = [hit for hit in asked if hit.index < own]
    held.sort(key=lambda hit: hit.resource.checked_on(today) or dt.date.min)
    command = "directory verify {id} --by {how}"
    if catalog:
        command += f" --catalog {shlex.quote(catalog)}".replace("{", "{{").replace("}", "}}")
    spoken = words((query.lang or "en").partition("-")[0])
    found = calls(held[:limit], results, spoken, command)
    click.echo(write_calls(found, style, spoken, results.as_of), nl=False)
    if limit is not None and len(held) > limit:
        _say(f"{len(held) - limit} more; --limit shows the first {limit} only")
    if elsewhere := len(asked) - len(held):
        _say(f"{elsewhere} not listed: they come from feeds, whose own people check them")
    if not held:
        _say("Nobody to call: every entry was checked within that time.")
    sys.exit(0)


def _say(text: str) -> None:
    click.echo(clean(text), err=True)
