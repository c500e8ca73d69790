"""The commands about feeds: how each is doing, reading them now, and why a row is missing."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from directory.catalog.files import Catalog, read_catalog
from directory.problems import CatalogError
from directory.query.values import clean
from directory.sources.feed import Feed, State, cache_beside, feeds_of
from directory.sources.fetch import fetch
from directory.sources.reading import opened, read
from directory.sources.refresher import account_of, keep
from directory.sources.store import Store
from directory.sources.told import told
from directory.sources.why import sentences
from directory.sources.why import why as ask
from directory.words import words

_CATALOG = click.option("--catalog", metavar="PATH", help="The catalog; default as for search.")
_MOST_ANSWERS = 50


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the environment says: read by the program itself, and handed to its commands."""

    catalog: str
    """The catalog when a command names none."""
    cache: str | None
    """The folder of the copies; `None`: beside the catalog."""
    clock: Callable[[], dt.datetime]
    """The present, aware."""

    def read(self, given: str | None) -> tuple[Catalog, Store]:
        """The catalog and the copies of its feeds; ends the program when it cannot be read."""
        path = given or self.catalog
        try:
            catalog = read_catalog(path)
        except CatalogError as error:
            for problem in error.problems:
                _say(str(problem))
            sys.exit(2)
        return catalog, Store(Path(self.cache) if self.cache else cache_beside(Path(path)))

    def merged(self, given: str | None) -> tuple[int, Catalog]:
        """The catalog with the entries of its feeds behind its own, and how many those are.

        Ends the program when the catalog cannot be read. No address is asked.
        """
        found, store = self.read(given)
        if not found.sources:
            return len(found.resources), found
        account = account_of(found, store, fetch, self.clock())
        return len(found.resources), account.merged.catalog

    def now(self, catalog: Catalog) -> dt.datetime:
        """The present on the directory's clock."""
        return self.clock().astimezone(ZoneInfo(catalog.settings.timezone))


@click.group("sources", invoke_without_command=True)
@_CATALOG
@click.pass_context
def sources(ctx: click.Context, *, catalog: str | None) -> None:
    """List the feeds of a catalog, how old each is, and what is the matter with it."""
    around: Surroundings = ctx.obj
    ctx.meta["directory.catalog"] = catalog
    if ctx.invoked_subcommand is not None:
        return
    found, store = around.read(catalog)
    states = account_of(found, store, fetch, around.clock()).states
    if not states:
        _say("The catalog names no feeds; add them under `sources:`.")
    for number, state in enumerate(states, 1):
        _print(number, state, around.now(found))


@sources.command()
@click.argument("feed", required=False, metavar="[NAME-OR-NUMBER]")
@_CATALOG
@click.pass_context
def refresh(ctx: click.Context, feed: str | None, *, catalog: str | None) -> None:
    """Read the feeds now, or the one that is named.

    A running app shows what is new by itself. Ends with 1 when a feed could not be read.
    """
    around: Surroundings = ctx.obj
    found, store = around.read(catalog or ctx.meta.get("directory.catalog"))
    failed = False
    for number, one in _chosen(feeds_of(found), feed):
        before = opened(one, store)
        after = read(before, fetch, around.clock())
        keep(store, before, after)
        failed |= after.failing_since is not None
        _print(number, after, around.now(found))
    sys.exit(1 if failed else 0)


@sources.command()
@click.argument("feed", required=False, metavar="[NAME-OR-NUMBER]")
@_CATALOG
@click.pass_context
def accept(ctx: click.Context, feed: str | None, *, catalog: str | None) -> None:
    """Show what was held back because a feed had lost more than half of its entries.

    Without a name, of every feed. Ends with 1 when nothing was held back.
    """
    around: Surroundings = ctx.obj
    found, store = around.read(catalog or ctx.meta.get("directory.catalog"))
    accepted = False
    for number, one in _chosen(feeds_of(found), feed):
        try:
            if not store.accept(one.key):
                continue
        except OSError as error:
            _say(f"{store.folder}: cannot be written: {error.strerror or error}")
            sys.exit(2)
        accepted = True
        _print(number, opened(one, store), around.now(found))
    if not accepted:
        _say("Nothing is held back.")
    sys.exit(0 if accepted else 1)


@click.command()
@click.argument("text", metavar="ID-OR-TEXT")
@_CATALOG
@click.pass_context
def why(ctx: click.Context, text: str, *, catalog: str | None) -> None:
    """Tell what became of a row of any feed: listed, mended, left out, merged, hidden, held back.

    It is found by its id here or there, its number, or words of its name. Ends with 1 when there
    is no such row.
    """
    around: Surroundings = ctx.obj
    found, store = around.read(catalog)
    spoken = words("en")
    answers = ask(account_of(found, store, fetch, around.clock()), text)
    for answer in answers[:_MOST_ANSWERS]:
        place = f"{answer.where}:{answer.row}" if answer.row else answer.where
        click.echo(clean(f"{place}: {answer.name or answer.source_id}"))
        for sentence in sentences(answer, spoken):
            click.echo(f"  {clean(sentence)}")
    if len(answers) > _MOST_ANSWERS:
        _say(f"and {len(answers) - _MOST_ANSWERS} more; ask with more words, or with an id")
    if not answers:
        _say("No row of any feed has this id, number or name.")
        _say("`directory sources` tells which feeds were read, and when.")
    sys.exit(0 if answers else 1)


def _chosen(feeds: Sequence[Feed], wanted: str | None) -> list[tuple[int, Feed]]:
    numbered = list(enumerate(feeds, 1))
    if wanted is None:
        return numbered
    found = [
        (number, feed)
        for number, feed in numbered
        if wanted in (str(number), feed.name, feed.slug, feed.source.url, feed.source.path)
    ]
    if not found:
        _say(f"{wanted}: is no feed of this catalog; `directory sources` lists them")
        sys.exit(2)
    return found


def _print(number: int, state: State, now: dt.datetime) -> None:
    click.echo(clean(f"{number}. {state.feed.source.format} {state.feed.name}"))
    for sentence in told(state, now, words("en")):
        click.echo(f"   {clean(sentence)}")
    if state.held is not None:
        click.echo(f"   Accept it with: directory sources accept {number}")


def _say(text: str) -> None:
    click.echo(clean(text), err=True)
