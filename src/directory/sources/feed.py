"""A source of the catalog with its names, and its last good copy."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from directory.catalog.files import Catalog
from directory.feeds.importer import ImportResult
from directory.feeds.source import Document
from directory.feeds.text import slugify
from directory.model import Source
from directory.postgres.address import is_database
from directory.sources.fetch import Validators, shown

CACHE = ".directory-cache"
"""The folder beside a catalog that keeps the copies, unless another one is named."""
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_SHORTEST = dt.timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Feed:
    """A source, with what it is called."""

    source: Source
    folder: Path
    """The folder of the catalog file that names it: `path` starts there."""
    name: str
    """What people call it: its address without keys, or its path."""
    slug: str
    """What stands before an id of it that another source has too."""
    key: str
    """What its copy is called on disk: the same as long as the source is written the same."""

    @property
    def every(self) -> dt.timedelta:
        """How often it is read."""
        match = re.fullmatch(r"(\d+)([mhd])", self.source.refresh)
        assert match is not None, "the model checked it"
        try:
            return max(_SHORTEST, dt.timedelta(**{_UNITS[match[2]]: int(match[1])}))
        except OverflowError:
            return dt.timedelta(days=36_500)


@dataclass(frozen=True, slots=True)
class Copy:
    """What a feed held when it was last read and found good."""

    documents: tuple[Document, ...]
    read_at: dt.datetime
    """When this content came; aware."""
    rows: int
    """How many rows it has."""
    entries: int
    """How many of them became entries."""
    validators: Mapping[str, Validators] = field(default_factory=dict)
    """What to ask with whether it has changed: one for each document, by its name."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a feed could not be read, in parts, so that it can be said in any language."""

    message: str
    """English; in the vocabulary of the pages where it was marked for translation."""
    values: Mapping[str, str] = field(default_factory=dict)
    """What goes into the message's slots; without any the message has none."""
    where: str = ""
    """What it is about, where that is not the feed itself."""

    def __str__(self) -> str:
        return self.told(lambda message: message)

    def told(self, say: Callable[[str], str]) -> str:
        """The reason, its message as `say` has it."""
        text = say(self.message)
        text = text.format(**self.values) if self.values else text
        return f"{self.where}: {text}" if self.where else text


@dataclass(frozen=True, slots=True)
class State:
    """What is known of a feed at one moment."""

    feed: Feed
    copy: Copy | None = None
    """The last good copy, the one that is shown."""
    result: ImportResult | None = None
    """What became of the copy."""
    held: Copy | None = None
    """A newer copy that has lost so much that a person must look at it first."""
    held_result: ImportResult | None = None
    checked_at: dt.datetime | None = None
    """When the feed was last read and was as it should be."""
    failing_since: dt.datetime | None = None
    """When the first of the failed readings in a row took place."""
    reason: Reason | None = None
    """Why the last reading failed."""


def feeds_of(catalog: Catalog) -> tuple[Feed, ...]:
    """The feeds of a catalog in its order, each once."""
    found: dict[str, tuple[Source, Path]] = {}
    for source, (file, _) in zip(catalog.sources, catalog.source_origins, strict=True):
        folder = Path(file).parent
        found.setdefault(_key(source, folder), (source, folder))
    sources = [source for source, _ in found.values()]
    names = [_name(source) for source in sources]
    slugs = _slugs(sources, names)
    return tuple(
        Feed(source, folder, name, slug, key)
        for (key, (source, folder)), name, slug in zip(found.items(), names, slugs, strict=True)
    )


def cache_beside(catalog: Path) -> Path:
    """Where the copies of a catalog's feeds are kept by default."""
    if catalog.parts[:1] and is_database(f"{catalog.parts[0]}//"):
        # Nothing lies beside a database, and its password is in no folder's name.
        return Path(CACHE)
    return (catalog if catalog.is_dir() else catalog.parent) / CACHE


def _name(source: Source) -> str:
    return shown(source.url) if source.url else str(source.path)


def _slugs(sources: Sequence[Source], names: Sequence[str]) -> list[str]:
    """Short names for ids: the host or file where that is enough, else with the path."""
    short = [slugify(_host(source), 60) or "feed" for source in sources]
    shared = Counter(short)
    wanted = [
        one if shared[one] == 1 else slugify(name, 60) or one
        for one, name in zip(short, names, strict=True)
    ]
    found: list[str] = []
    for one in wanted:
        unique, count = one, 2
        while unique in found:
            unique, count = f"{one}-{count}", count + 1
        found.append(unique)
    return found


def _host(source: Source) -> str:
    if source.url:
        return (urlsplit(source.url).hostname or "").removeprefix("www.")
    return Path(str(source.path)).stem


def _key(source: Source, folder: Path) -> str:
    data = source.model_dump(mode="json", exclude={"refresh", "allow_private"})
    if source.columns is None:
        del data["columns"]  # a feed without it keeps the copy that it had before there was one
    if source.path:
        data["path"] = str((folder / source.path).absolute())
    digest = hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()[:12]
    return f"{slugify(_host(source), 40) or 'feed'}-{digest}"
