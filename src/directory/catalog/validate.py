"""A document's three parts as checked values: settings, feeds and entries."""

from __future__ import annotations

from dataclasses import dataclass, field

from pydantic import ValidationError

from directory.catalog import events, mends
from directory.catalog.events import UNREADABLE, Document, Node
from directory.catalog.further import further_problem
from directory.catalog.reader import Reader
from directory.catalog.shape import slots
from directory.model import Kind, Resource, Settings, Source
from directory.problems import CatalogError

TOP_KEYS = ("directory", "sources", "resources")

_KEYS = frozenset(slots(Resource))


@dataclass(slots=True)
class Part:
    """What one file gives to a catalog."""

    document: Document
    settings: Settings | None = None
    """The `directory:` block, when there is one."""
    settings_at: int = 0
    sources: list[Source] = field(default_factory=list)
    source_places: list[int] = field(default_factory=list)
    """Where each source stands."""
    resources: list[Resource] = field(default_factory=list)
    places: list[tuple[str, int, int]] = field(default_factory=list)
    """For each resource: its path in the file, and where the entry and its id stand."""


def read_part(document: Document) -> Part:
    """Check a document; what is wrong is reported in its `problems`.

    Raises `CatalogError` when it is not a catalog at all.
    """
    root = document.root
    if not isinstance(root, events.Mapping) or not any(
        key in TOP_KEYS for key in (*root, *root.nulls)
    ):
        document.report(document.root_at, "file", _not_a_catalog(root))
        raise CatalogError((document.problems[-1], *document.problems[:-1]))
    part = Part(document)
    for key, at in [*((key, root.spot(key)[0]) for key in root), *root.nulls.items()]:
        if key not in TOP_KEYS:
            document.report(at, key, mends.unknown_key(key, TOP_KEYS, {}), "warning")
    reader = Reader(document)
    if "directory" in root:
        part.settings_at, at = root.spot("directory")
        settings = reader.record(Settings, root["directory"], at, "directory")
        part.settings = settings if isinstance(settings, Settings) else Settings()
    if "sources" in root:
        at = root.spot("sources")[1]
        for value, spot, path in _items(document, root["sources"], at, "sources", ("format",)):
            source = reader.record(Source, value, spot, path)
            if isinstance(source, Source):
                part.sources.append(source)
                part.source_places.append(spot)
    if "resources" in root:
        _read_resources(part, reader, root)
    return part


def _read_resources(part: Part, reader: Reader, root: events.Mapping) -> None:
    document = part.document
    at = root.spot("resources")[1]
    signs = ("id", "kind", "name")
    for value, spot, path in _items(document, root["resources"], at, "resources", signs):
        resource = _sound(value)
        if resource is None:
            resource = reader.entry(value, spot, path)
        if resource is not None and isinstance(value, events.Mapping):
            part.resources.append(resource)
            part.places.append((path, spot, value.spot("id")[1]))
            # What was read is let go: a large file would lie twice in memory.
            value.clear()


def _sound(node: Node) -> Resource | None:
    """The resource of an entry in which nothing at all is wrong; `None` sends it to be mended."""
    if not isinstance(node, events.Mapping) or not all(node.values()):
        return None
    if node.repeats or any(key not in _KEYS for key in node.nulls):
        return None
    try:
        resource = Resource.model_validate(node)
    except ValidationError:
        return None
    if resource.fellowship and resource.kind is not Kind.MEETING:
        return None
    if resource.hours and further_problem(Resource, "hours", resource.hours):
        return None
    if any(_has_nulls(value) for value in node.values() if value.__class__ is not str):
        return None
    place = node.get("location")
    if place and (place.repeats or ("latitude" in place) != ("longitude" in place)):
        return None
    return resource


def _has_nulls(value: Node) -> bool:
    if isinstance(value, events.Mapping):
        return bool(value.nulls) or any(
            _has_nulls(item) for item in value.values() if item.__class__ is not str
        )
    return isinstance(value, events.Sequence) and any(
        _has_nulls(item) for item in value if item.__class__ is not str
    )


def _items(
    document: Document, node: Node, at: int, key: str, signs: tuple[str, ...]
) -> list[tuple[Node, int, str]]:
    """The items of a top-level list, each with its place and path."""
    if isinstance(node, events.Sequence):
        found = []
        for index, value in enumerate(node):
            if value is None:
                message = "is an empty item; remove the `-`"
                document.report(node.spots[index], f"{key}[{index}]", message, "warning")
            else:
                found.append((value, node.spots[index], f"{key}[{index}]"))
        return found
    if isinstance(node, events.Mapping) and any(sign in node for sign in signs):
        message = f"is a list; write `- ` before the first key of each of its {key}"
        document.report(at, key, message, "warning")
        return [(node, at, f"{key}[0]")]
    if node is not UNREADABLE and node != "":
        message = f"is not a list; begin each of its {key} with `- {signs[0]}:`"
        document.report(at, key, message)
    return []


def _not_a_catalog(root: Node) -> str:
    if isinstance(root, events.Sequence):
        return "is a bare list; write `resources:` in the first line, and indent the list below it"
    if not isinstance(root, events.Mapping):
        return "is not a catalog; write `resources:`, and below it entries that begin with `- id:`"
    for key in (*root, *root.nulls):
        found = mends.nearest(key, TOP_KEYS)
        if found and found[1] >= 70:
            return f"is not a catalog; did you mean `{found[0]}:` instead of `{key}:`?"
    if "id" in root or "kind" in root:
        return "is a single entry; write `resources:` above it, and `- ` before its `id:`"
    return f"is not a catalog; it has none of the keys {', '.join(TOP_KEYS)}"
