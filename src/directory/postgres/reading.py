"""A document of the database as an entry, by the rules that a catalog file is read by."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from directory.catalog.files import read_catalog_text
from directory.catalog.further import further_problem
from directory.model import Kind, Resource, Settings, Source
from directory.problems import CatalogError, Problem


def read_document(
    document: str, id: str, name: str
) -> tuple[Resource | None, str, tuple[Problem, ...]]:
    """The entry, its document after mending, and what is wrong with it.

    A bad value is dropped and reported, and the entry stays; it is left out only where a file's
    entry would be. `name` is that of the database, for the problems.
    """
    try:
        resource = Resource.model_validate_json(document)
    except ValidationError:
        return _mended(document, id, name)
    place = resource.location
    lone = place is not None and bool(place.model_fields_set & {"latitude", "longitude"})
    if (
        (resource.fellowship and resource.kind is not Kind.MEETING)
        or (resource.hours and further_problem(Resource, "hours", resource.hours))
        or (lone and place is not None and place.latitude is None)
        or "\\u0000" in document
    ):
        return _mended(document, id, name)
    if place is not None and place.confidential:
        # What was entered with an address is kept here without it.
        document = document_of(resource)
    return resource, document, ()


def read_own(
    settings: str, sources: Iterable[str], name: str
) -> tuple[Settings, tuple[Source, ...], tuple[Problem, ...]]:
    """Settings and feeds, by the rules of a catalog file."""
    data = {"directory": json.loads(settings), "sources": [json.loads(one) for one in sources]}
    try:
        catalog = read_catalog_text(json.dumps(data, ensure_ascii=False), name)
    except CatalogError as error:
        return Settings(), (), error.problems
    problems = tuple(replace(one, file=name, line=0, column=0) for one in catalog.problems)
    return catalog.settings, catalog.sources, problems


def document_of(resource: Resource) -> str:
    """An entry as the database keeps it: JSON, in the catalog's order of keys.

    What a database cannot hold in a text, NUL and halves of characters, stands as �.
    """
    entry = resource.entry()
    text = json.dumps(entry, ensure_ascii=False)
    if "\\u0000" in text:
        text = json.dumps(_without_nul(entry), ensure_ascii=False)
    return text.encode("utf-8", "replace").decode() if not text.isprintable() else text


def _without_nul(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("\x00", "\ufffd")
    if isinstance(value, dict):
        return {key: _without_nul(item) for key, item in value.items()}
    return [_without_nul(item) for item in value] if isinstance(value, list) else value


def _mended(document: str, id: str, name: str) -> tuple[Resource | None, str, tuple[Problem, ...]]:
    # JSON is YAML too, once nothing in it is escaped that need not be.
    text = json.dumps({"resources": [json.loads(document)]}, ensure_ascii=False)
    try:
        catalog = read_catalog_text(text.replace("\x7f", "\\u007f"), name)
    except CatalogError as error:
        return None, "", tuple(_placed(one, id, name) for one in error.problems)
    problems = tuple(_placed(one, id, name) for one in catalog.problems)
    if not catalog.resources:
        return None, "", problems
    resource = catalog.resources[0]
    return resource, document_of(resource), problems


def _placed(problem: Problem, id: str, name: str) -> Problem:
    """A problem named by the entry, since a document has no lines of its own."""
    path = problem.path.removeprefix("resources[0]").lstrip(".")
    return replace(problem, file=name, line=0, column=0, path=f"{id}.{path}" if path else id)
