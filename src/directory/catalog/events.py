"""YAML text as plain strings that know their place.

PyYAML's C parser reports events; the values are built here. Nothing is guessed from how a value
looks: `18:30`, `02139`, `no` and `2026-01-03` stay the text they are. Anchors, aliases and tags
are refused rather than expanded, and so is anything nested deeper than a catalog can be.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from itertools import islice
from typing import Any, Final

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from directory.catalog.mends import visible
from directory.catalog.syntax import syntax_words
from directory.problems import CatalogError, Problem, Severity

MAX_BYTES: Final = 64 * 1024 * 1024
"""The largest file that is read."""
MAX_DEPTH: Final = 12
"""How many mappings and lists may lie inside each other, the outermost included."""

_MAX_REFUSED = 1000
_MAX_SKIPPED = 100
"""How deep a refused value may go on: libyaml takes time for each open bracket at every step."""
_NULLS = frozenset(("", "~", "null", "Null", "NULL"))
_UNPRINTABLE = re.compile(
    "[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_LINE_END = re.compile(r"\r\n|\r|\n")
_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_NO_NULLS: dict[str, int] = {}
_NO_REPEATS: list[tuple[str, Any]] = []
_FEW: Final = 100


class Unreadable:
    """Stands where a value was refused and already reported: an alias, a tag, too deep."""


UNREADABLE: Final = Unreadable()


class Mapping(dict[str, Any]):
    """A mapping with the places of its keys and values.

    `nulls` holds the keys that are written without a value; they are not among the items.
    `repeats` holds the values that came too late because their key was there already.
    Places are character offsets into the text; `Document.place` makes lines and columns of them.
    """

    __slots__ = ("_order", "at", "nulls", "repeats", "spots")

    def __init__(self, at: int) -> None:
        super().__init__()
        self.at = at
        self.nulls = _NO_NULLS
        self.repeats = _NO_REPEATS
        self.spots = array("I")
        self._order = _NO_NULLS

    def spot(self, key: str) -> tuple[int, int]:
        """Where the key and its value stand."""
        number = list(self).index(key) if len(self) <= _FEW else self._numbered()[key]
        return self.spots[2 * number], self.spots[2 * number + 1]

    def _numbered(self) -> dict[str, int]:
        """The number of each key, for a mapping so large that counting would take its time."""
        if self._order is _NO_NULLS:
            self._order = {}
        newest = islice(reversed(self), len(self) - len(self._order))
        self._order.update(zip(newest, range(len(self) - 1, -1, -1), strict=False))
        return self._order


class Sequence(list[Any]):
    """A list with the places of its items."""

    __slots__ = ("at", "spots")

    def __init__(self, at: int) -> None:
        super().__init__()
        self.at = at
        self.spots = array("I")


Node = Mapping | Sequence | str | Unreadable | None
"""A value as written: text, a list, a mapping, or `None` for nothing (empty, ~, null)."""


class Document:
    """One file as read: its value, and the problems found on the way."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.text = text
        self.root: Node = None
        self.root_at = 0
        self.problems: list[Problem] = []
        self._starts: list[int] = []

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of a character offset, both counted from 1."""
        if not self._starts:
            self._starts = [0, *(match.end() for match in _LINE_END.finditer(self.text))]
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def problem(
        self, offset: int, path: str, message: str, severity: Severity = "error"
    ) -> Problem:
        """Something wrong at a place of this file."""
        shown = visible(path if len(path) <= 200 else f"{path[:199]}…")
        return Problem(self.file, *self.place(offset), shown, message, severity)

    def report(self, offset: int, path: str, message: str, severity: Severity = "error") -> None:
        """Note something wrong at a place of this file."""
        self.problems.append(self.problem(offset, path, message, severity))


def decode(data: bytes, file: str) -> str:
    """The text of a file in UTF-8, or in UTF-16 or UTF-32 that begin with a byte order mark.

    Raises `CatalogError` at the first byte that is not text.
    """
    encoding = next((name for mark, name in _BOMS if data.startswith(mark)), "utf-8")
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        # The codec hands back what it worked on: without the mark, where it strips one.
        before = error.object[: error.start].decode(encoding, "replace")
        place = Document(file, before).place(len(before))
        message = "is not UTF-8 text from here on; save the file as UTF-8"
        raise CatalogError((Problem(file, *place, "file", message),)) from None


def parse(source: str | bytes, file: str) -> Document:
    """Read YAML text into a `Document`.

    Duplicate keys, anchors, aliases, tags, keys that are not text and too deep nesting are
    reported in its `problems`; of duplicate keys the first counts, and a refused value is
    `UNREADABLE`. Raises `CatalogError` when it is not YAML, is empty, or holds several documents.
    """
    if len(source) > MAX_BYTES:
        raise CatalogError((too_big(file),))
    text = decode(source, file) if isinstance(source, bytes) else source.removeprefix("\ufeff")
    document = Document(file, text)
    if found := _UNPRINTABLE.search(text):
        message = (
            f"has an invisible character (U+{ord(found[0]):04X}) that YAML does not allow; "
            "remove it, and save the file as UTF-8"
        )
        raise CatalogError((document.problem(found.start(), "file", message),))
    try:
        _Builder(document).build()
    except yaml.MarkedYAMLError as error:
        offset, message = syntax_words(error, text)
        document.report(min(offset, len(text)), "file", message)
    except yaml.YAMLError as error:
        document.report(0, "file", f"is not YAML ({' '.join(str(error).split())})")
    except _StopError as stop:
        document.report(stop.offset, "file", stop.message)
    else:
        if document.root is not None:
            return document
        document.report(0, "file", "is empty; write `resources:` and the entries below it")
    # The reason that nothing was read comes first: it is what the error says.
    raise CatalogError((document.problems[-1], *document.problems[:-1]))


def too_big(file: str) -> Problem:
    """The problem of a file above the limit."""
    message = f"is larger than {MAX_BYTES >> 20} MiB; split it into several files in a folder"
    return Problem(file, 1, 1, "file", message)


class _StopError(Exception):
    def __init__(self, offset: int, message: str) -> None:
        super().__init__(message)
        self.offset = offset
        self.message = message


class _Builder:
    """Builds the value of one document out of the parser's events."""

    def __init__(self, document: Document) -> None:
        self._document = document
        parser = yaml.CSafeLoader(document.text)
        self._next: Any = parser.get_event
        self._stack: list[tuple[Any, str | None, int]] = []
        self._node: Any = None
        self._key: str | None = None
        self._key_at = 0
        self._refused = 0
        self._started = False
        self._more = True

    def build(self) -> None:
        """Fill the document's root; raises `yaml.MarkedYAMLError` or `_StopError`."""
        following, nulls = self._next, _NULLS
        scalar: Any = ScalarEvent
        names: dict[str, str] = {}
        share = names.setdefault
        node: Any = None
        while self._more:
            event: Any = following()
            if event.__class__ is scalar and node.__class__ is Mapping:
                # A key; with a plain value beside it, the pair is done at once. Most of a
                # catalog passes through these lines, so they do without calls.
                key: str = event.value
                at: int = event.start_mark.index
                if (
                    event.tag is not None
                    or event.anchor is not None
                    or (key in nulls and not event.style)
                ):
                    self._odd_key(event, at)
                    continue
                key = share(key, key)
                event = following()
                if event.__class__ is scalar:
                    text: str = event.value
                    if not (
                        event.tag is not None
                        or event.anchor is not None
                        or (text in nulls and not event.style)
                        or key in node
                        or key in node.nulls
                    ):
                        node[key] = text
                        node.spots.append(at)
                        node.spots.append(event.start_mark.index)
                        continue
                self._key, self._key_at = key, at
            self._take(event)
            node = self._node

    def _take(self, event: Any) -> None:
        """Any event but a plain key."""
        kind: Any = event.__class__
        if kind == ScalarEvent:
            at = event.start_mark.index
            if event.tag is not None or event.anchor is not None:
                self._put(self._marked(event, at, event.value), at)
            else:
                null = event.value in _NULLS and not event.style
                self._put(None if null else event.value, at)
        elif kind is MappingStartEvent or kind is SequenceStartEvent:
            self._open(event, Mapping if kind is MappingStartEvent else Sequence)
        elif kind is MappingEndEvent or kind is SequenceEndEvent:
            done = self._node
            self._node, self._key, self._key_at = self._stack.pop()
            self._put(done, done.at)
        elif kind is AliasEvent:
            at = event.start_mark.index
            self._refuse(at, "is an alias (*); write the value out instead")
            if self._key is None and isinstance(self._node, Mapping):
                self._skip_value()
            else:
                self._put(UNREADABLE, at)
        elif kind is DocumentStartEvent:
            if self._started:
                message = "starts a second document; keep one `---` at most, at the very top"
                raise _StopError(event.start_mark.index, message)
            self._started = True
        elif kind is StreamEndEvent:
            self._more = False

    def _odd_key(self, event: Any, at: int) -> None:
        """A key with an anchor or a tag, or none at all: it and its value are passed over."""
        if event.tag is not None or event.anchor is not None:
            self._marked(event, at, None)
        else:
            message = "has a colon without a key before it; write the key, or quote the text"
            self._report(at, message)
        self._skip_value()

    def _open(self, event: Any, kind: type[Mapping] | type[Sequence]) -> None:
        at = event.start_mark.index
        if self._key is None and isinstance(self._node, Mapping):
            message = (
                "has a list or mapping where a key should be; "
                "put text that begins with { or [ in quotes"
            )
            self._report(at, message)
            self._skip()
            self._skip_value()
            return
        refused = event.tag is not None
        if event.anchor is not None or refused:
            self._marked(event, at, None)
        if len(self._stack) >= MAX_DEPTH:
            self._report(at, f"is nested more than {MAX_DEPTH} deep; write it flatter")
            refused = True
        if refused:
            self._skip()
            self._put(UNREADABLE, at)
            return
        self._stack.append((self._node, self._key, self._key_at))
        self._node, self._key = kind(at), None

    def _put(self, value: Node, at: int) -> None:
        """Store a finished value in the node that is open."""
        node = self._node
        if node is None:
            self._document.root, self._document.root_at = value, at
        elif isinstance(node, Mapping):
            key, self._key = self._key, None
            assert key is not None
            if key in node or key in node.nulls:
                first = node.nulls[key] if key in node.nulls else node.spot(key)[0]
                line, _ = self._document.place(first)
                message = f"is given twice; the first one, in line {line}, counts; remove one"
                if key == "confidential":
                    message = "is given twice; remove one (until then the address is withheld)"
                self._document.report(self._key_at, self._path(key), message)
                if node.repeats is _NO_REPEATS:
                    node.repeats = []
                node.repeats.append((key, value))
            elif value is None:
                if node.nulls is _NO_NULLS:
                    node.nulls = {}
                node.nulls[key] = self._key_at
            else:
                node[key] = value
                node.spots.extend((self._key_at, at))
        else:
            node.append(value)
            node.spots.append(at)

    def _marked(self, event: Any, at: int, value: str | None) -> Node:
        """A value with an anchor, which is kept, or a tag, which is not."""
        if event.anchor is not None:
            self._refuse(at, f"has an anchor (&{event.anchor}); remove it, anchors are not used")
        if event.tag is not None:
            self._refuse(at, "has a tag (!); remove it, every value is read as plain text")
            return UNREADABLE
        return None if value in _NULLS and not event.style else value

    def _refuse(self, at: int, message: str) -> None:
        self._refused += 1
        if self._refused > _MAX_REFUSED:
            raise _StopError(at, "has too many anchors, aliases and tags; write the values out")
        self._report(at, message)

    def _report(self, at: int, message: str) -> None:
        self._document.report(at, self._path(self._key), message)

    def _skip(self) -> None:
        """Pass over the rest of the list or mapping that has just begun."""
        depth = 1
        while depth:
            event = self._next()
            kind = type(event)
            if kind is MappingStartEvent or kind is SequenceStartEvent:
                depth += 1
                if depth > _MAX_SKIPPED:
                    message = f"is nested far more than {MAX_DEPTH} deep; write it flatter"
                    raise _StopError(event.start_mark.index, message)
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                depth -= 1

    def _skip_value(self) -> None:
        """Pass over the value of a key that cannot be one."""
        if isinstance(self._next(), MappingStartEvent | SequenceStartEvent):
            self._skip()

    def _path(self, key: str | None) -> str:
        """Where the builder stands: `resources[3].location`."""
        path = ""
        for node, at_key in [
            *((frame[0], frame[1]) for frame in self._stack),
            (self._node, key),
        ]:
            if isinstance(node, Sequence):
                path += f"[{len(node)}]"
            elif at_key is not None:
                path += f".{at_key}" if path else at_key
        return path or "file"
