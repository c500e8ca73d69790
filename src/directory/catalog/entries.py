"""The entries in the text of a catalog file: where each stands, and putting in, changing, removing.

Nothing but the entries that are named is written anew, so that a file of thousands stays as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from directory.catalog import events
from directory.catalog.edit import (
    EditError,
    Path,
    TextEditor,
    as_plain,
    line_end_at,
)
from directory.catalog.events import Document, parse
from directory.catalog.revise import first_node, next_dash, revise, typed
from directory.catalog.shape import slots
from directory.catalog.writer import write_block
from directory.model import Model, Resource
from directory.problems import CatalogError


@dataclass(slots=True)
class _Span:
    """Where an entry stands in the text of its file."""

    start: int
    """Its first key."""
    column: int
    end: int
    """Behind its last value."""
    block: bool
    """Whether it has lines of its own, not braces."""


@dataclass(slots=True)
class Entries:
    """The entries of one file, and what shall become of them."""

    document: Document
    items: list[events.Node]
    ids: dict[str, int]
    """The number of each entry with an id; of two with the same, the first."""
    twice: frozenset[str]
    """The ids that two entries have."""
    targets: dict[int, Any] = field(default_factory=dict)
    """What entries shall say, by number."""
    comments: dict[int, list[str]] = field(default_factory=dict)
    """Lines of comment behind the `verified` of entries that change, by number."""
    removed: set[int] = field(default_factory=set)
    added: dict[int, list[Mapping[str, Any]]] = field(default_factory=dict)
    """New entries, by the number of the one that they come behind; -1: at the very top."""

    @property
    def name(self) -> str:
        """The file, as the person who asked for it would name it."""
        return self.document.file

    @property
    def touched(self) -> bool:
        """Whether anything shall be different."""
        return bool(self.targets or self.removed or self.added)

    def says(self, number: int) -> Any:
        """What an entry says, or shall say."""
        found = self.targets.get(number)
        return as_plain(self.items[number]) if found is None else found

    def line(self, number: int) -> int:
        """The line that an entry begins in."""
        item = self.items[number]
        return self.document.place(getattr(item, "at", 0))[0]

    def changed(self) -> Document:
        """The file with all that was asked for, read again.

        Raises `EditError` when that cannot be written in place, or would alter anything else.
        """
        text = self.document.text
        editor = TextEditor(text, None, ())
        spans: dict[int, _Span] = {}
        for number, target in self.targets.items():
            span = spans[number] = self._span(number)
            stop = line_end_at(text, span.end) if span.block else span.end
            margin = " " * span.column
            new = revise(margin + text[span.start : stop], target, order)
            comments = [f"{margin}# {one}" for one in self.comments.get(number, ())]
            if span.block:
                new = _behind_check(new, comments)
            editor.splice(span.start, stop, new[span.column :])
            if not span.block and comments:
                at = line_end_at(text, stop)
                if text[stop:at].strip()[:1] not in ("", "#"):
                    raise EditError("has no room for a note behind it; leave the note out")
                for line in comments:
                    editor.add_line(stop, line)
        done = 0
        for start, end in sorted(self._lines(number, spans) for number in self.removed):
            # Of two neighbours, both may count the empty line between them as theirs.
            if end > done:
                editor.splice(max(start, done), end, "")
                done = end
        for number, entries in self.added.items():
            self._insert(editor, number, entries, spans)
        try:
            changed = parse(editor.text(), self.name)
        except CatalogError as error:
            raise EditError(error.problems[0].message) from error
        if as_plain(changed.root) != self._expected():
            raise EditError("the change would alter something else; make it by hand")
        return changed

    def _expected(self) -> Any:
        tree = as_plain(self.document.root)
        entries: list[Any] = []
        entries += [as_plain_texts(one) for one in self.added.get(-1, ())]
        for number, item in enumerate(self.items):
            if number not in self.removed:
                entries.append(self.targets.get(number, as_plain(item)))
            entries += [as_plain_texts(one) for one in self.added.get(number, ())]
        tree["resources"] = entries or None
        return tree

    def _span(self, number: int) -> _Span:
        item, text = self.items[number], self.document.text
        if not isinstance(item, events.Mapping):
            raise EditError("is not an entry with keys; mend it by hand")
        _, column = self.document.place(item.at)
        # No further than the next entry: the rest of a long file need not be looked at.
        last = number + 1 == len(self.items)
        source = " " * (column - 1) + text[item.at : None if last else self._at(number + 1)]
        node = first_node(source)
        probe = TextEditor(source, node, ())
        end = item.at + probe.end(node) - (column - 1)
        return _Span(item.at, column - 1, end, not node.flow_style)

    def _known_span(self, number: int, spans: dict[int, _Span]) -> _Span:
        if number not in spans:
            spans[number] = self._span(number)
        return spans[number]

    def _lines(self, number: int, spans: dict[int, _Span]) -> tuple[int, int]:
        """The lines of an entry with the empty ones that part it from its neighbour."""
        text, listed = self.document.text, self._list()
        span = self._known_span(number, spans)
        dash = listed.at
        if number:
            before = self._known_span(number - 1, spans)
            dash = next_dash(text, before.end, span.start)
        start, end = _line_start(text, dash), line_end_at(text, span.end)
        if text[start:dash].strip() or text[span.end : end].strip()[:1] not in ("", "#"):
            raise EditError("shares its line with something else; take it out by hand")
        above = start
        while above > 0 and not text[_line_before(text, above) : above].strip():
            above = _line_before(text, above)
        if above < start and number:
            return above, end
        if number + 1 < len(self.items):
            while end < len(text) and not text[end : line_end_at(text, end + 1)].strip():
                end = line_end_at(text, end + 1)
        return start, end

    def _insert(
        self,
        editor: TextEditor,
        number: int,
        entries: Sequence[Mapping[str, Any]],
        spans: dict[int, _Span],
    ) -> None:
        text = self.document.text
        blocks = [_typed(entry) for entry in entries]
        if number < 0:
            self._insert_first(editor, blocks)
            return
        listed = self._list()
        _, column = self.document.place(listed.at)
        if text[listed.at] != "-":
            raise EditError("the list is written in brackets; put new entries in by hand")
        span = self._known_span(number, spans)
        at = line_end_at(text, span.end)
        parted = len(self.items) == 1 or self._parted(spans)
        for lines in blocks:
            body = _in_list(lines, column - 1)
            if text[at - 1] not in "\r\n":  # the file ends without a line end
                body = [body[0], *body[1:]]
                for line in ([""] if parted else []) + body:
                    editor.splice(at, at, f"{editor.line_end(at)}{line}")
                continue
            for line in ([""] if parted else []) + body:
                editor.splice(at, at, f"{line}{editor.line_end(at - 1)}")

    def _insert_first(self, editor: TextEditor, blocks: list[list[str]]) -> None:
        """Put the first entries into a file that has none."""
        text, root = self.document.text, self.document.root
        assert isinstance(root, events.Mapping)
        eol = editor.line_end(0)
        lines: list[str] = []
        for block in blocks:
            lines += [*([""] if lines else []), *_in_list(block, 2)]
        written = eol.join(lines) + eol
        if "resources" in root.nulls or "resources" in root:
            key = root.nulls.get("resources")
            key = root.spot("resources")[0] if key is None else key
            begin = key + text[key:].index(":") + 1
            end = begin
            if "resources" in root:  # an empty list in brackets
                end = root.spot("resources")[1]
                end += text[end:].index("]") + 1
                editor.splice(begin, end, "")
            at = line_end_at(text, end)
            lead = "" if at and text[at - 1 : at] in ("\n", "\r") else eol
            editor.splice(at, at, lead + written)
            return
        lead = "" if not text or text[-1] in "\r\n" else eol
        editor.splice(len(text), len(text), f"{lead}{eol}resources:{eol}{written}")

    def _parted(self, spans: dict[int, _Span]) -> bool:
        """Whether empty lines stand between the entries: between the last two, that is."""
        last = len(self.items) - 1
        begin = self._known_span(last - 1, spans).end
        between = self.document.text[line_end_at(self.document.text, begin) : self._at(last)]
        return any(not line.strip() for line in between.splitlines())

    def _at(self, number: int) -> int:
        return int(getattr(self.items[number], "at", 0))

    def _list(self) -> events.Sequence:
        root = self.document.root
        listed = root.get("resources") if isinstance(root, events.Mapping) else None
        if not isinstance(listed, events.Sequence):
            raise EditError("`resources` is not a list; write `- ` before its first key")
        return listed


def entries_of(document: Document) -> Entries:
    """The entries of a file that was read."""
    root = document.root
    listed = root.get("resources") if isinstance(root, events.Mapping) else None
    items: list[events.Node] = list(listed) if isinstance(listed, events.Sequence) else []
    ids: dict[str, int] = {}
    twice: set[str] = set()
    for number, item in enumerate(items):
        id = item.get("id") if isinstance(item, events.Mapping) else None
        if isinstance(id, str) and ids.setdefault(id, number) != number:
            twice.add(id)
    return Entries(document, items, ids, frozenset(twice))


def order(path: Path) -> list[str]:
    """The keys of the mapping at a path of an entry, in the order in which they are written."""
    model: type[Model] | None = Resource
    for step in path:
        if isinstance(step, str):
            slot = slots(model).get(step) if model is not None else None
            model = slot.model if slot is not None else None
    return list(slots(model)) if model is not None else []


def as_plain_texts(value: Any) -> Any:
    """A value as it reads back once it is written."""
    if isinstance(value, Mapping):
        return {key: as_plain_texts(item) for key, item in value.items()}
    return [as_plain_texts(item) for item in value] if isinstance(value, list) else value


def _typed(entry: Mapping[str, Any]) -> list[str]:
    """The lines of a new entry, its keys in the catalog's order."""
    known = order(())
    keys = sorted(entry, key=lambda key: known.index(key) if key in known else len(known))
    return write_block({key: typed(key, entry[key]) for key in keys})


def _behind_check(text: str, comments: Sequence[str]) -> str:
    """The text of an entry with lines of comment behind its `verified`."""
    for comment in comments:
        editor = TextEditor(text, node := first_node(text), ())
        pair = next(pair for pair in node.value if pair[0].value == "verified")
        editor.add_line(editor.pair_end(*pair), comment)
        text = editor.text()
    return text


def _in_list(lines: list[str], margin: int) -> list[str]:
    """The lines of a mapping as an item of a list."""
    pad = " " * margin
    return [f"{pad}- {lines[0]}", *(f"{pad}  {line}" if line else "" for line in lines[1:])]


def _line_start(text: str, at: int) -> int:
    """Where the line of a place begins."""
    return max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1


def _line_before(text: str, at: int) -> int:
    """Where the line begins behind whose end a place is."""
    size = 2 if text[max(0, at - 2) : at] == "\r\n" else 1
    return _line_start(text, at - size)
