"""The command that fills in the coordinates which a catalog lacks."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import click

from directory.catalog.edit import EditError
from directory.catalog.files import Found as File
from directory.catalog.files import find_files, read_catalog
from directory.catalog.rewrite import changed_bytes, rewrite
from directory.cli_sources import Surroundings
from directory.geocoding import (
    AnswerCache,
    CacheError,
    Found,
    Left,
    Locator,
    Online,
    fill,
    find_gaps,
    nominatim,
)
from directory.model import check_email
from directory.places.geocoder import GazetteerGeocoder
from directory.problems import CatalogError, Problem
from directory.query.values import clean
from directory.sources.feed import cache_beside


@click.command()
@click.argument("catalog", required=False)
@click.option("--catalog", "named", metavar="PATH", help="The same as CATALOG.")
@click.option("--online", is_flag=True, help="Send street addresses to Nominatim (OpenStreetMap).")
@click.option("--contact", metavar="EMAIL", help="Where Nominatim's operators can reach you.")
@click.option("--dry-run", is_flag=True, help="Say what would be filled in; change no file.")
@click.option("--limit", type=click.IntRange(min=0), metavar="N", help="Fill in at most N places.")
@click.option("--cache", metavar="FOLDER", help="Where answers are kept. Default: as for feeds.")
@click.pass_context
def geocode(
    ctx: click.Context,
    catalog: str | None,
    *,
    named: str | None,
    online: bool,
    contact: str | None,
    dry_run: bool,
    limit: int | None,
    cache: str | None,
) -> None:
    """Fill in missing coordinates in a catalog: a file or a folder of them.

    Towns and postal codes are found without a network and marked `approximate: true`. Street
    addresses need --online and --contact. Comments and order in the file stay. Ends with 0 also
    when some places stay without, with 1 when a file could not be changed or the map service
    stopped answering, with 2 when the catalog cannot be read.
    """
    around: Surroundings = ctx.obj
    path = catalog or named or around.catalog
    if contact is not None:
        try:
            check_email(contact)
        except ValueError as error:
            raise click.BadParameter(f"{contact!r} {error}", param_hint="--contact") from error
    try:
        country = read_catalog(path).settings.country
        asked = None
        if online:
            if contact is None:
                raise click.UsageError(
                    "--online needs --contact EMAIL: Nominatim's operators want to know who asks"
                )
            folder = Path(cache or around.cache or cache_beside(Path(path)))
            # An event nobody sets is a wait that Ctrl-C ends at once.
            asked = Online(nominatim(contact), AnswerCache(folder), threading.Event().wait)
        run = _Run(Locator(GazetteerGeocoder(), asked).locate, country, limit, dry_run)
        for file in find_files(path):
            run.file(file)
    except CatalogError as error:
        for problem in error.problems:
            _say(str(problem))
        sys.exit(2)
    except CacheError as error:
        _say(str(error))
        sys.exit(2)
    except KeyboardInterrupt:
        _say("Stopped. Answers so far are kept: run the same command again to go on from here.")
        sys.exit(130)
    verb = "would be filled in" if dry_run else "filled in"
    _say(f"{path}: {_places(run.filled)} {verb}, {_places(run.left)} left without coordinates")
    if asked is not None and asked.stopped is not None:
        _say(f"{asked.stopped}; run the same command again later to go on from here")
    sys.exit(1 if run.failed or (asked is not None and asked.stopped is not None) else 0)


@dataclass(slots=True)
class _Run:
    """One file after the other, and what came of them."""

    locate: Callable[..., Found | Left]
    country: str | None
    limit: int | None
    dry_run: bool
    filled: int = 0
    left: int = 0
    failed: bool = False

    def file(self, file: File) -> None:
        """Fill in one file."""
        data = file.read()
        if isinstance(data, Problem):
            _say(str(data))
            self.failed = True
            return
        try:
            gaps, left = find_gaps(data, file.name, self.country)
        except CatalogError as error:
            _say(str(error.problems[0]))
            self.failed = True
            return
        found: list[Found] = []
        with click.progressbar(
            gaps, label=file.name, file=sys.stderr, hidden=not sys.stderr.isatty()
        ) as bar:
            for gap in bar:
                if self.limit is not None and self.filled + len(found) >= self.limit:
                    left.append(Left(gap.id, gap.line, "was not looked up: --limit is reached"))
                    continue
                one = self.locate(gap)
                if isinstance(one, Found):
                    found.append(one)
                else:
                    left.append(one)
        if found and not self._write(file, data, found):
            self.left += len(found) + len(left)
            return
        for one in found:
            kind = "approximate, " if one.approximate else ""
            point = f"{one.latitude}, {one.longitude}"
            _tell(file.name, one.gap.line, one.gap.id, f"{point} ({kind}{one.label})")
        for other in sorted(left, key=lambda place: place.line):
            _tell(file.name, other.line, other.id, other.reason)
        self.filled += len(found)
        self.left += len(left)

    def _write(self, file: File, data: bytes, found: list[Found]) -> bool:
        try:
            if self.dry_run:
                changed_bytes(data, lambda text: fill(text, found))
            else:
                rewrite(file.path, data, lambda text: fill(text, found))
        except EditError as error:
            _say(f"{file.name}: {error} (nothing in this file was changed)")
            self.failed = True
            return False
        return True


def _tell(file: str, line: int, id: str, text: str) -> None:
    click.echo(clean(f"{file}:{line}: {id}: {text}"))


def _places(number: int) -> str:
    return f"{number} {'place' if number == 1 else 'places'}"


def _say(text: str) -> None:
    click.echo(clean(text), err=True)
