"""A catalog ready to be searched: immutable, and shared by every visitor."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Protocol, runtime_checkable

import numpy as np

from directory.catalog.files import Catalog
from directory.index.columns import Columns, build_columns
from directory.model import Resource, Settings, Source
from directory.model.texts import nearest_language, spoken, translations
from directory.places import Gazetteer
from directory.problems import Problem
from directory.schedule.timetable import Timetable
from directory.schedule.zones import Ints


class Lookup(Protocol):
    """What knows the place of each entry by its id."""

    def get(self, id: str, /) -> int | None:
        """The place of the entry with this id; `None` when there is none."""
        ...


@runtime_checkable
class Tongued(Protocol):
    """Entries that can be had in another language without reading all of them."""

    def spoken(self, language: str | None) -> Sequence[Resource]:
        """The same entries in a language."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """A picture of a catalog at one moment, with everything that search needs beside it."""

    settings: Settings
    sources: tuple[Source, ...]
    resources: Sequence[Resource]
    """The entries in catalog order; those of a large catalog are read when they are looked at."""
    problems: tuple[Problem, ...]
    """What is wrong with the catalog, by file, line and column."""
    origins: Sequence[tuple[str, int]]
    """The file and line that each resource comes from."""
    columns: Columns
    timetable: Timetable
    gazetteer: Gazetteer | None
    home: tuple[float, float] | None
    """Where the directory is at home; of two towns with one name, the nearer one is meant."""
    ids: Sequence[str]
    """The id of each entry."""
    lookup: Lookup
    """The place of each entry by its id."""
    translated: Ints
    """The entries with texts that are given by language."""
    languages: frozenset[str] = frozenset()
    """The languages of these texts."""
    last_edit: dt.date | None = None
    """The newest `updated` of all entries."""
    _spoken: dict[str | None, tuple[Settings, Sequence[Resource]]] = field(default_factory=dict)
    """What is told in each language that was asked for. No snapshot lies in it: one that held
    itself would stay in memory, and its file on the disk, when a newer one took its place."""

    def __len__(self) -> int:
        return len(self.resources)

    def index_of(self, id: str) -> int | None:
        """The place of an entry in the catalog; `None` when there is none with this id."""
        return self.lookup.get(id)

    def get(self, id: str) -> Resource | None:
        """The entry with this id."""
        index = self.index_of(id)
        return None if index is None else self.resources[index]

    def spoken(self, language: str | None) -> Snapshot:
        """The same snapshot with its texts in a language, where they are given in that one.

        In others, and for `None`, they are in their main language. What is found, and in which
        order, is the same.
        """
        if not self.languages:
            return self
        known = nearest_language(self.languages, language)
        if known not in self._spoken:
            # Two visitors who are first at the same time make the same: either may stay.
            self._spoken[known] = spoken(self.settings, known), self._resources_in(known)
        settings, resources = self._spoken[known]
        return replace(self, settings=settings, resources=resources)

    def _resources_in(self, language: str | None) -> Sequence[Resource]:
        if isinstance(self.resources, Tongued):
            return self.resources.spoken(language)
        resources = list(self.resources)
        for index in self.translated.tolist():
            resources[index] = spoken(resources[index], language)
        return tuple(resources)


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
        home=home_of(catalog.settings, gazetteer),
        ids=tuple(resource.id for resource in resources),
        lookup=MappingProxyType({resource.id: index for index, resource in enumerate(resources)}),
        translated=np.array(list(translated), np.int64),
        languages=translations(catalog.settings).union(*translated.values()),
        last_edit=max((one.updated for one in resources if one.updated), default=None),
    )


def home_of(settings: Settings, gazetteer: Gazetteer | None) -> tuple[float, float] | None:
    """Where a directory is at home; `None` where its settings do not say, or nobody knows."""
    home = settings.home
    if home is None:
        return None
    if home.latitude is not None and home.longitude is not None:
        return home.latitude, home.longitude
    place = gazetteer.find(home.name, country=settings.country) if gazetteer and home.name else None
    return (place.latitude, place.longitude) if place else None
