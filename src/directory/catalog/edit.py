"""Changes to the text of a catalog that leave the rest of it as its author wrote it.

Comments, order, quoting, indentation and line ends stay: a value is put in at its place, and no
line is written anew. What comes out is read again and compared, so a change that would touch
anything else is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from directory.catalog import events
from directory.catalog.events import parse
from directory.catalog.writer import write_key, write_value
from directory.problems import CatalogError

Path = tuple[str | int, ...]
"""Where a value stands: `("resources", 3, "location", "latitude")`."""

# What ends a line in YAML 1.1, by which libyaml reads (https://yaml.org/spec/1.1/#b-generic).
_LINE_END = re.compile("\r\n|[\n\r\x85\u2028\u2029]")


class EditError(ValueError):
    """A text was not changed; says why."""


def set_values(text: str, values: Mapping[Path, Any], *, order: Sequence[str] = ()) -> str:
    """The text with a value set at each of some paths, and nothing else changed.

    A value may be text, a number, `True` or `False`, or a mapping or list of these, which is
    written on one line. A key that is new goes behind the last of those which come before it in
    `order`, else to the end of its mapping; the mapping itself must be there.

    Raises `EditError` when a path is not there, is written in a way that cannot be changed in
    place, or when the change would alter anything else.
    """
    if not values:
        return text
    expected = read_text(text)
    try:
        root = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        raise EditError("has anchors or aliases; write the values out") from error
    editor = TextEditor(text, root, order)
    written = [write_value(value) for value in values.values()]
    as_read = read_text("\n".join(f"- {one}" for one in written))
    for path, new, value in zip(values, written, as_read, strict=True):
        editor.set(path, new)
        _put(expected, path, value)
    changed = editor.text()
    try:
        same = read_text(changed) == expected
    except EditError:
        same = False
    if not same:
        raise EditError("the change would alter something else; make it by hand")
    return changed


class TextEditor:
    """Collects what goes where, by character offsets of the text as it was."""

    def __init__(self, text: str, root: Any, order: Sequence[str]) -> None:
        self.source = text
        self.root = root
        self._rank = {key: number for number, key in enumerate(order)}
        self._splices: list[tuple[int, int, str]] = []
        self._begun: set[int] = set()

    def text(self) -> str:
        """The text with all that was set."""
        parts, done = [], 0
        for start, end, new in sorted(self._splices, key=lambda splice: splice[:2]):
            if start < done:
                raise EditError("two changes meet in one place; make them one after the other")
            parts += [self.source[done:start], new]
            done = end
        return "".join([*parts, self.source[done:]])

    def splice(self, start: int, end: int, new: str) -> None:
        """Put a text in the place of what stands from `start` to `end`."""
        self._splices.append((start, end, new))

    def add_line(self, at: int, line: str) -> None:
        """Put a line of its own behind the line in which a value ends."""
        if self.source[at - 1] in "\r\n":  # behind a block of text that keeps its empty lines
            self.splice(at, at, f"{line}{self.line_end(at - 1)}")
            return
        found = _LINE_END.search(self.source, at)
        if found is None:
            at = len(self.source)
            self.splice(at, at, f"{self.line_end(at)}{line}")
        else:
            self.splice(found.end(), found.end(), f"{line}{found[0]}")

    def line_start(self, at: int) -> int:
        """Where the line of a place begins."""
        return max((found.end() for found in _LINE_END.finditer(self.source, 0, at)), default=0)

    def set(self, path: Path, written: str) -> None:
        """Put a value, as it is written, where the path says."""
        parent = self.root
        for step in path[:-1]:
            parent = self._step(parent, step, path)
        key = path[-1]
        if isinstance(parent, yaml.SequenceNode):
            self._replace(self._step(parent, key, path), None, written)
        elif isinstance(parent, yaml.MappingNode):
            pair = next((pair for pair in parent.value if pair[0].value == key), None)
            if pair is None:
                self._add(parent, f"{write_key(str(key))}: {written}", str(key))
            else:
                self._replace(self._step(parent, key, path), pair[0], written)
        else:
            raise EditError(f"{show(path)} has nothing to stand in")

    def _step(self, node: Any, step: str | int, path: Path) -> Any:
        found, after = None, node.start_mark.index
        if isinstance(node, yaml.MappingNode) and isinstance(step, str):
            for key, value in node.value:
                if key.value == step:
                    found, after = value, key.end_mark.index
                    break
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            found = node.value[step] if 0 <= step < len(node.value) else None
        if found is None:
            raise EditError(f"{show(path)} is not there: no {step!r}")
        if found.start_mark.index < after:  # an alias: the value is written elsewhere
            raise EditError(f"{show(path)} is an alias (*); write the value out instead")
        return found

    def _replace(self, node: Any, key: Any, written: str) -> None:
        start = node.start_mark.index
        end = start + len(self.source[start : self.end(node)].rstrip("\r\n"))
        if isinstance(node, yaml.CollectionNode) and not node.flow_style:
            raise EditError("is written over several lines; set the keys in it one by one")
        if start == end:  # nothing is written yet
            if key is not None:
                start = key.end_mark.index
                colon = re.compile(r"\s*:").match(self.source, start)
                start, written = (colon.end(), written) if colon else (start, f": {written}")
            end = start
            written = written if written.startswith(":") else f" {written}"
        self.splice(start, end, written)

    def _add(self, mapping: Any, line: str, key: str) -> None:
        if mapping.flow_style:
            self._add_inside(mapping, line, key)
            return
        before = self._before(mapping, key)
        margin = " " * mapping.value[0][0].start_mark.column
        self.add_line(self.pair_end(*before), f"{margin}{line}")

    def _add_inside(self, mapping: Any, line: str, key: str) -> None:
        """Add to a mapping in braces."""
        start = mapping.start_mark.index
        if self.source[start] != "{":
            raise EditError("has a mapping without braces in a list; write it with braces")
        if mapping.value:
            _, value = before = self._before(mapping, key)
            at = value.start_mark.index if self._is_empty(value) else self.pair_end(*before)
            self.splice(at, at, f", {line}")
        else:
            comma = ", " if start in self._begun else ""
            self._begun.add(start)
            self.splice(start + 1, start + 1, comma + line)

    def _before(self, mapping: Any, key: str) -> tuple[Any, Any]:
        """The pair that a new key goes behind."""
        limit = self._rank.get(key, len(self._rank))
        earlier = [p for p in mapping.value if self._rank.get(p[0].value, limit) < limit]
        pair: tuple[Any, Any] = (earlier or mapping.value)[-1]
        return pair

    def pair_end(self, key: Any, value: Any) -> int:
        """Where the text of a key and its value ends."""
        return int(key.end_mark.index) if self._is_empty(value) else self.end(value)

    def end(self, node: Any) -> int:
        """Where a value's own text ends; libyaml counts the comments behind a block to it."""
        if isinstance(node, yaml.MappingNode) and not node.flow_style:
            return self.pair_end(*node.value[-1])
        if isinstance(node, yaml.SequenceNode) and not node.flow_style:
            return self.end(node.value[-1])
        start, end = node.start_mark.index, int(node.end_mark.index)
        if isinstance(node, yaml.ScalarNode) and node.style in ("|", ">"):
            written = self.source[start:end]
            if "+" not in written.split("\n", 1)[0].split("#", 1)[0]:
                end = start + len(written.rstrip("\r\n"))
        return end

    @staticmethod
    def _is_empty(node: Any) -> bool:
        return bool(node.start_mark.index == node.end_mark.index)

    def line_end(self, at: int) -> str:
        """How the line before a place ends, or the first one where that has no end."""
        begin = max(0, at - 1) if self.source[max(0, at - 1) : at + 1] == "\r\n" else at
        found = _LINE_END.match(self.source, begin) or _LINE_END.search(self.source)
        return found[0] if found else "\n"


def line_end_at(text: str, at: int) -> int:
    """Where the next line begins: behind the end of the line that a place stands in.

    The place may be the very beginning of that next line, behind a block of text.
    """
    if at and text[at - 1] in "\r\n" and text[at - 1 : at + 1] != "\r\n":
        return at
    found = _LINE_END.search(text, at)
    return found.end() if found else len(text)


def show(path: Path) -> str:
    """A path as the problems of a catalog write it: resources[3].location."""
    words = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return "".join(words).removeprefix(".")


def read_text(text: str) -> Any:
    """What a text says, as plain values that can be compared."""
    try:
        return as_plain(parse(text, "text").root)
    except CatalogError as error:
        raise EditError(str(error.problems[0].message)) from error


def as_plain(node: events.Node) -> Any:
    """A value that was read, as mappings, lists, texts and `None` that can be compared.

    What is given twice stands under its number, which no text can be.
    """
    if isinstance(node, events.Mapping):
        pairs: dict[Any, Any] = {key: as_plain(value) for key, value in node.items()}
        pairs.update(dict.fromkeys(node.nulls))
        for number, (key, value) in enumerate(node.repeats):
            pairs[number] = (key, as_plain(value))
        return pairs
    if isinstance(node, events.Sequence):
        return [as_plain(item) for item in node]
    return node


def _put(tree: Any, path: Path, value: Any) -> None:
    for step in path[:-1]:
        tree = tree[step]
    tree[path[-1]] = value
