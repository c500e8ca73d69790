"""Makes an entry of a catalog say something else, and touches only what has to change.

The entry is compared with what it shall say, key by key and item by item; each difference is one
small change of the text. Comments, order and quoting of everything else stay.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

import yaml
from yaml.events import (
    AliasEvent,
    MappingEndEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from directory.catalog.edit import EditError, Path, TextEditor, line_end_at, read_text, show
from directory.catalog.writer import write_value

Order = Callable[[Path], Sequence[str]]
"""The order in which the keys of the mapping at a path are written."""

_MOST_STEPS = 2_000
_PLAIN = re.compile(r"\d{4}-\d\d-\d\d|-?\d+(\.\d+)?|\d\d?:\d\d|true|false")
"""What may go on without quotes where its forerunner did."""
_SWITCHES = ("approximate", "confidential", "by_appointment", "text")
_NUMBERS = ("latitude", "longitude", "every", "weeks", "count", "min", "max")
_TYPED = frozenset((*_SWITCHES, *_NUMBERS))
"""Keys whose values are numbers, true or false: those are written without quotes."""


@dataclass(frozen=True, slots=True)
class _Step:
    """One small change."""

    act: Literal["set", "remove", "insert"]
    path: Path
    value: Any = None


def revise(text: str, target: Any, order: Order) -> str:
    """The text of one value changed until it says what it shall.

    `text` holds one YAML value, which may be indented; `target` is made of mappings, lists and
    texts. Raises `EditError` when a difference cannot be written in place.
    """
    for _ in range(_MOST_STEPS):
        step = _first_difference((), read_text(text), target)
        if step is None:
            return text
        text = _apply(text, step, order)
    raise EditError("differs in too many places; change it by hand")


def typed(key: str, value: Any) -> Any:
    """A value from a text file as it is written: numbers, true and false without quotes."""
    if isinstance(value, Mapping):
        return {name: typed(name, item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [typed(key, item) for item in value]
    if key in _TYPED and isinstance(value, str):
        if value in ("true", "false"):
            return value == "true"
        if re.fullmatch(r"-?(0|[1-9]\d{0,9})", value):
            return int(value)
        if re.fullmatch(r"-?\d{1,9}\.\d{1,9}", value) and write_value(float(value)) == value:
            return float(value)
    return value


def first_node(text: str) -> Any:
    """The first YAML value of a text, as PyYAML's nodes; what comes after it is not read.

    Raises `EditError` where it holds an alias: what that means stands elsewhere.
    """
    loader = yaml.CSafeLoader(text)
    try:
        loader.get_event()  # the stream begins
        loader.get_event()  # and the document
        return _node(loader, loader.get_event())
    except yaml.YAMLError as error:
        raise EditError("cannot be read on its own; change it by hand") from error


def _node(loader: Any, event: Any) -> Any:
    kind, start = type(event), event.start_mark
    if kind is AliasEvent:
        raise EditError("has an alias (*); write the value out instead")
    if kind is ScalarEvent:
        return yaml.ScalarNode(event.tag, event.value, start, event.end_mark, style=event.style)
    children: list[Any] = []
    if kind is SequenceStartEvent:
        while type(one := loader.get_event()) is not SequenceEndEvent:
            children.append(_node(loader, one))
        end: Any = one.end_mark
        return yaml.SequenceNode(event.tag, children, start, end, flow_style=event.flow_style)
    while type(one := loader.get_event()) is not MappingEndEvent:
        key = _node(loader, one)
        children.append((key, _node(loader, loader.get_event())))
    end = one.end_mark
    return yaml.MappingNode(event.tag, children, start, end, flow_style=event.flow_style)


def _first_difference(path: Path, now: Any, then: Any) -> _Step | None:
    if now == then:
        return None
    if isinstance(now, Mapping) and isinstance(then, Mapping) and now and then:
        for key in now:
            if key in then and (step := _first_difference((*path, key), now[key], then[key])):
                return step
        # First what is new, so that a mapping is never empty in between.
        for key in then:
            if key not in now:
                return _Step("set", (*path, key), then[key])
        return _Step("remove", (*path, next(key for key in now if key not in then)))
    if isinstance(now, list) and isinstance(then, list) and now and then:
        return _in_list(path, now, then)
    return _Step("set", path, then)


def _in_list(path: Path, now: list[Any], then: list[Any]) -> _Step | None:
    alike = SequenceMatcher(None, [repr(one) for one in now], [repr(one) for one in then], False)
    for what, low, high, begin, end in alike.get_opcodes():
        if what == "insert" or (what == "replace" and high - low < end - begin):
            return _Step("insert", (*path, low), then[begin])
        if what == "delete" or (what == "replace" and high - low > end - begin):
            return _Step("remove", (*path, low))
        if what == "replace":
            return _first_difference((*path, low), now[low], then[begin])
    return None


def _apply(text: str, step: _Step, order: Order) -> str:
    editor = Reviser(text, first_node(text), order(step.path[:-1]))
    if step.act == "remove":
        editor.remove(step.path)
    elif step.act == "insert":
        editor.insert(step.path, write_value(typed(_key(step.path), step.value)))
    else:
        editor.put(step.path, step.value)
    return editor.text()


def _key(path: Path) -> str:
    """The key that a value stands under, also within a list."""
    return next((step for step in reversed(path) if isinstance(step, str)), "")


class Reviser(TextEditor):
    """An editor that also takes away and adds to lists."""

    def put(self, path: Path, value: Any) -> None:
        """Put a value at a path, written like what stood there."""
        written = write_value(typed(_key(path), value))
        if (old := self.find(path)) is None:
            self.set(path, written)
        elif isinstance(old, yaml.CollectionNode) and not old.flow_style:
            self._exchange(path, old, value)
        elif isinstance(old, yaml.ScalarNode) and isinstance(value, str):
            self.set(path, _like(old, value, written))
        else:
            self.set(path, written)

    def find(self, path: Path) -> Any:
        """The node at a path; `None` when there is none."""
        node = self.root
        for step in path:
            if isinstance(node, yaml.MappingNode) and isinstance(step, str):
                node = next((value for key, value in node.value if key.value == step), None)
            elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
                node = node.value[step] if step < len(node.value) else None
            else:
                return None
        return node

    def remove(self, path: Path) -> None:
        """Take away a key with its value, or an item of a list."""
        parent, last = self.find(path[:-1]), path[-1]
        spans = self._spans(parent)
        names = [key.value for key, _ in parent.value] if isinstance(last, str) else None
        number = names.index(last) if names is not None else int(last)
        if len(spans) == 1:
            raise EditError(f"{show(path)} is all there is; take away what it stands in")
        if parent.flow_style:
            self._remove_inside(spans, number)
        else:
            self._remove_lines(parent, spans, number)

    def insert(self, path: Path, written: str) -> None:
        """Put a new item into a list, before the one at the path or at its end."""
        parent, number = self.find(path[:-1]), int(path[-1])
        spans = self._spans(parent)
        if parent.flow_style:
            at = spans[number - 1][1] if number else spans[0][0]
            self.splice(at, at, f", {written}" if number else f"{written}, ")
            return
        margin = " " * parent.start_mark.column
        if number == 0:
            at = self.line_start(parent.start_mark.index)
            if self.source[at : parent.start_mark.index].strip():
                raise EditError(f"{show(path)} begins beside its key; write it below")
            self.splice(at, at, f"{margin}- {written}{self.line_end(at)}")
            return
        self.add_line(spans[number - 1][1], f"{margin}- {written}")

    def _exchange(self, path: Path, old: Any, value: Any) -> None:
        """Put a value in the place of one that is written over several lines."""
        parent, written = self.find(path[:-1]), write_value(typed(_key(path), value))
        begin = old.start_mark.index
        if isinstance(parent, yaml.MappingNode):
            key = next(key for key, _ in parent.value if key.value == path[-1])
            begin, written = key.end_mark.index, f": {written}"
        if "#" in self.source[begin : self.end(old)]:
            raise EditError(f"{show(path)} has comments in it; change it by hand")
        self.splice(begin, self.end(old), written)

    def _spans(self, parent: Any) -> list[tuple[int, int]]:
        """Where each pair or item begins and ends."""
        if isinstance(parent, yaml.MappingNode):
            return [
                (int(key.start_mark.index), self.pair_end(key, value))
                for key, value in parent.value
            ]
        return [(int(one.start_mark.index), self.end(one)) for one in parent.value]

    def _remove_inside(self, spans: list[tuple[int, int]], number: int) -> None:
        if number + 1 < len(spans):
            begin, end = spans[number][0], spans[number + 1][0]
        else:
            begin, end = spans[number - 1][1], spans[number][1]
        if "#" in self.source[begin:end] and "\n" in self.source[begin:end]:
            raise EditError("has a comment inside of brackets; change it by hand")
        self.splice(begin, end, "")

    def _remove_lines(self, parent: Any, spans: list[tuple[int, int]], number: int) -> None:
        begin, end = spans[number]
        listed = isinstance(parent, yaml.SequenceNode)
        if listed:
            begin = self._dash(parent, spans, number)
        start = self.line_start(begin)
        if self.source[start:begin].strip(" "):
            # Beside the dash of a list: the next one moves up to there.
            after = self._dash(parent, spans, number + 1) if listed else spans[number + 1][0]
            if "#" in self.source[end:after]:
                raise EditError("has a comment beside its first key; change it by hand")
            self.splice(begin, after, "")
            return
        self.splice(start, line_end_at(self.source, end), "")

    def _dash(self, parent: Any, spans: list[tuple[int, int]], number: int) -> int:
        """Where the dash of an item stands: nothing but comments comes between two items."""
        if number == 0:
            return int(parent.start_mark.index)
        return next_dash(self.source, spans[number - 1][1], spans[number][0])


def next_dash(text: str, begin: int, end: int) -> int:
    """The dash of the item that begins at `end`; the one before it ends at `begin`."""
    at = begin
    while at < end:
        mark = text[at]
        if mark == "-":
            return at
        at = line_end_at(text, at) if mark == "#" else at + 1
    return end


def _like(old: Any, value: str, written: str) -> str:
    """A text in the quotes of the one whose place it takes."""
    if not value.isprintable():
        return written
    if old.style == "'":
        return "'" + value.replace("'", "''") + "'"
    if old.style == '"':
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if not old.style and _PLAIN.fullmatch(value) and _PLAIN.fullmatch(old.value):
        return value
    return written
