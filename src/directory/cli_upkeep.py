"""The commands of those who keep a directory true: whom to call, what was checked, what changed."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from directory.catalog.change_file import Change, Wanted, read_changes
from directory.catalog.changes import Origin, Plan, plan_changes
from directory.catalog.edit import EditError
from directory.catalog.events import Document, parse
from directory.catalog.files import Found, find_files
from directory.catalog.rewrite import changed_bytes, rewrite_all
from directory.catalog.told import told
from directory.cli_params import DateParam
from directory.cli_sources import Surroundings
from directory.model import Verified
from directory.problems import CatalogError, Problem
from directory.query.values import clean
from directory.sources.fetch import fetch
from directory.sources.refresher import account_of

_CATALOG = click.option("--catalog", metavar="PATH", help="The catalog; default as for search.")
_DRY_RUN = click.option("--dry-run", is_flag=True, help="Say what would change; write nothing.")


@click.command()
@click.argument("change", metavar="CHANGE.yaml")
@_CATALOG
@_DRY_RUN
@click.option("--yes", is_flag=True, help="Do not ask before the files are written.")
@click.pass_context
def apply(
    ctx: click.Context, change: str, *, catalog: str | None, dry_run: bool, yes: bool
) -> None:
    """Apply a file of changes to a catalog: a file or a folder of them.

    Shows what becomes of each entry, asks when there is a terminal to ask, and writes all of it or
    nothing. Comments, order and quoting of everything else stay. "-" reads the changes from the
    standard input. Ends with 0 when all is written or there was nothing to do, with 1 when a
    change was refused, with 2 when the change file or the catalog cannot be read.
    """
    try:
        data = sys.stdin.buffer.read() if change == "-" else Path(change).read_bytes()
    except OSError as error:
        _say(f"{change}: cannot be read: {error.strerror or error}")
        sys.exit(2)
    try:
        source = parse(data, "changes" if change == "-" else change)
        changes = read_changes(source)
    except CatalogError as error:
        _refuse(error.problems)
        sys.exit(2)
    if any(problem.severity == "error" for problem in source.problems):
        _refuse(sorted(source.problems, key=lambda problem: (problem.line, problem.column)))
        sys.exit(1)
    run = _Run(ctx.obj, catalog)
    asks = not yes and change != "-" and sys.stdin.isatty() and sys.stdout.isatty()
    sys.exit(run.apply(changes, source, dry_run=dry_run, asks=asks))


@click.command()
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@click.option("--by", required=True, metavar="HOW", help="phone, visit, e-mail, website …")
@click.option("--on", type=DateParam(), help="The day of the check. Default: today.")
@click.option("--note", metavar="TEXT", help="Kept as a comment behind the stamp, for keepers.")
@_CATALOG
@_DRY_RUN
@click.pass_context
def verify(
    ctx: click.Context,
    ids: tuple[str, ...],
    *,
    by: str,
    on: dt.date | None,
    note: str | None,
    catalog: str | None,
    dry_run: bool,
) -> None:
    """Stamp entries as checked by a person: `verified: {on: …, by: …}`.

    `updated` stays: a check is no edit, and an edit no check. All entries are stamped, or none
    where one of them is refused. Ends with 0 when all are stamped, with 1 when one is refused,
    with 2 when the catalog cannot be read.
    """
    if not by.strip():
        raise click.BadParameter("is empty; write phone, visit, e-mail or website")
    run = _Run(ctx.obj, catalog)
    day = on or run.today
    if day > run.today:
        raise click.BadParameter(f"{day} is still to come", param_hint="--on")
    stamp = Verified(on=day, by=by).model_dump(mode="json")
    changes = []
    for id in dict.fromkeys(ids):
        # As if it stood in a change file, so that there is one way to do it.
        change = Change("id", id, 0, "verify")
        change.verified = Wanted(("verified",), stamp, 0, "verify")
        change.note = (note or "").strip()
        changes.append(change)
    source = Document("verify", "")
    sys.exit(run.apply(changes, source, dry_run=dry_run, asks=False, named=False))


class _Run:
    """A catalog that is about to change."""

    def __init__(self, around: Surroundings, catalog: str | None) -> None:
        self._path = catalog or around.catalog
        self._around = around
        self._catalog, self._store = around.read(self._path)
        self.today = around.now(self._catalog).date()

    def apply(
        self,
        changes: Sequence[Change],
        source: Document,
        *,
        dry_run: bool,
        asks: bool,
        named: bool = True,
    ) -> int:
        """Plan the changes, tell them, and write them; gives what the program ends with.

        `named`: refusals name their place in the change file.
        """
        try:
            files = list(self._files())
            plan = plan_changes(
                changes,
                source,
                files,
                problems=self._catalog.problems,
                today=self.today,
                origin=self._origin(),
            )
        except CatalogError as error:
            _refuse(error.problems)
            return 2
        if plan.refusals:
            if named:
                _refuse(sorted(plan.refusals, key=lambda problem: (problem.line, problem.column)))
            else:
                for problem in plan.refusals:
                    _say(problem.message)
            _say("Nothing was written.")
            return 1
        for found in plan.differences:
            for line in told(found):
                margin = len(line) - len(line.lstrip(" "))
                click.echo(line[:margin] + clean(line))
        for problem in plan.warnings:
            _say(f"warning: {problem}")
        if not plan.texts:
            _say("Nothing to write: the catalog says all of this already.")
            return 0
        if dry_run:
            _say(f"Would change {_files(plan)}. Nothing was written.")
            return 0
        if asks and not click.confirm(f"Write this to {', '.join(plan.texts)}?"):
            _say("Nothing was written.")
            return 1
        return self._write(plan, files)

    def _files(self) -> list[tuple[Found, bytes]]:
        files = []
        for file in find_files(self._path):
            data = file.read()
            if isinstance(data, Problem):
                raise CatalogError((data,))
            files.append((file, data))
        return files

    def _write(self, plan: Plan, files: Sequence[tuple[Found, bytes]]) -> int:
        def new(text: str) -> Callable[[str], str]:
            return lambda _: text

        try:
            rewrite_all(
                [
                    (file.path, data, changed_bytes(data, new(plan.texts[file.name])))
                    for file, data in files
                    if file.name in plan.texts
                ]
            )
        except EditError as error:
            names = next(iter(plan.texts)) if len(plan.texts) == 1 else self._path
            _say(f"{names}: {error} (nothing was written)")
            return 1
        _say(f"Changed {_files(plan)}.")
        return 0

    def _origin(self) -> Origin:
        """Which feed an entry comes from that is in no file; the copies are read when asked."""
        names: dict[str, str] = {}

        def origin(id: str) -> str | None:
            if not names and self._catalog.sources:
                now = self._around.clock()
                merged = account_of(self._catalog, self._store, fetch, now).merged.catalog
                own = len(self._catalog.resources)
                entries = zip(merged.resources[own:], merged.origins[own:], strict=True)
                names.update((resource.id, name) for resource, (name, _) in entries)
            return names.get(id)

        return origin


def _files(plan: Plan) -> str:
    count = sum(found.before != found.after for found in plan.differences)
    entries = f"{count} {'entry' if count == 1 else 'entries'}"
    return f"{entries} in {', '.join(plan.texts)}"


def _refuse(problems: Sequence[Problem]) -> None:
    for problem in problems:
        _say(str(problem))


def _say(text: str) -> None:
    click.echo(clean(text), err=True)
