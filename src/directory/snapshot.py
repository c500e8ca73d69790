"""A catalog ready to be searched: immutable, and shared by every visitor."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

from directory.catalog.files import Catalog, read_catalog
from directory.index.columns import Columns, build_columns
from directory.model import Resource, Settings, Source
from directory.model.texts import nearest_language, spoken, translations
from directory.places import Gazetteer, gazetteer
from directory.problems import Problem
from directory.schedule.timetable import Timetable
from directory.sources.feed import cache_beside
from directory.sources.fetch import fetch
from directory.sources.refresher import account_of
from directory.sources.store import Store

# Nothing is past yet. A snapshot does not tell how old its feeds are, and nothing is written.
_LONG_AGO = dt.datetime.fromtimestamp(0, dt.UTC)


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """A picture of a catalog at one moment, with everything that search needs beside it."""

    settings: Settings
    sources: tuple[Source, ...]
    resources: tuple[Resource, ...]
    problems: tuple[Problem, ...]
    """What is wrong with the catalog, by file, line and column."""
    origins: tuple[tuple[str, int], ...]
    """The file and line that each resource comes from."""
    columns: Columns
    timetable: Timetable
    gazetteer: Gazetteer | None
    home: tuple[float, float] | None
    """Where the directory is at home; of two towns with one name, the nearer one is meant."""
    _indexes: Mapping[str, int]
    _translated: tuple[int, ...] = ()
    """The entries with texts that are given by language."""
    _languages: frozenset[str] = frozenset()
    """The languages of these texts."""
    _spoken: dict[str | None, Snapshot] = field(default_factory=dict)
    """The snapshot in each language that was asked for."""

    def __len__(self) -> int:
        return len(self.resources)

    def index_of(self, id: str) -> int | None:
        """The place of an entry in the catalog; `None` when there is none with this id."""
        return self._indexes.get(id)

    def get(self, id: str) -> Resource | None:
        """The entry with this id."""
        index = self.index_of(id)
        return None if index is None else self.resources[index]

    def spoken(self, language: str | None) -> Snapshot:
        """The same snapshot with its texts in a language, where they are given in that one.

        In others, and for `None`, they are in their main language. What is found, and in which
        order, is the same.
        """
        known = nearest_language(self._languages, language)
        if known not in self._spoken:
            if not self._languages:
                return self
            resources = list(self.resources)
            for index in self._translated:
                resources[index] = spoken(resources[index], known)
            settings = spoken(self.settings, known)
            # Two visitors who are first at the same time make the same: either may stay.
            self._spoken[known] = replace(self, settings=settings, resources=tuple(resources))
        return self._spoken[known]


def build_snapshot(catalog: Catalog, gazetteer: Gazetteer | None = None) -> Snapshot:
    """Prepare a catalog for searching.

    Without a gazetteer, places are understood as coordinates only, and entries without
    coordinates have no distance.
    """
    resources = catalog.resources
    translated = {
        index: languages
        for index, resource in enumerate(resources)
        if (languages := translations(resource))
    }
    return Snapshot(
        settings=catalog.settings,
        sources=catalog.sources,
        resources=resources,
        problems=catalog.problems,
        origins=catalog.origins,
        columns=build_columns(resources, catalog.settings, gazetteer),
        timetable=Timetable(resources, catalog.settings),
        gazetteer=gazetteer,
        home=_home(catalog.settings, gazetteer),
        _indexes=MappingProxyType({resource.id: index for index, resource in enumerate(resources)}),
        _translated=tuple(translated),
        _languages=translations(catalog.settings).union(*translated.values()),
    )


def load(
    paths: Path | str | Sequence[Path | str],
    *,
    cache: Path | str | None = None,
    now: dt.datetime | None = None,
) -> Snapshot:
    """Read a catalog file, a folder of them, or a list of files and folders, with its feeds.

    No address is asked: of feeds on the web the copies in the folder `cache` count (that of the
    first path unless given). `now`, an aware time, is the present for feeds that say until when
    they hold; without it, all of them hold. Entries with problems are left out or mended;
    `problems` of the result names them. Raises `CatalogError` when there is nothing to read.
    """
    catalog = read_catalog(paths)
    if catalog.sources:
        first = paths if isinstance(paths, str | Path) else paths[0]
        store = Store(Path(cache) if cache else cache_beside(Path(first)))
        catalog = account_of(catalog, store, fetch, now or _LONG_AGO).merged.catalog
    return build_snapshot(catalog, gazetteer())


def _home(settings: Settings, gazetteer: Gazetteer | None) -> tuple[float, float] | None:
    home = settings.home
    if home is None:
        return None
    if home.latitude is not None and home.longitude is not None:
        return home.latitude, home.longitude
    place = gazetteer.find(home.name, country=settings.country) if gazetteer and home.name else None
    return (place.latitude, place.longitude) if place else None
