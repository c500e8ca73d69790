"""Reading a link that anyone may have typed, pasted or cut short."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_plus

from rapidfuzz import fuzz, process

from directory.query.parameters import PARAMETERS, Parameter
from directory.query.values import LONGEST_TEXT, UnreadableError, clean
from directory.words import N_, Words

LONGEST_LINK = 65_536
"""Characters of a link that are read."""
LONGEST_LISTS = 16_384
"""Characters that all lists of a link may have together, separators included."""
MOST_IGNORED = 100
"""How many ignored parts of one link are named."""


@dataclass(frozen=True, slots=True)
class Ignored:
    """A part of a link that has no effect, and why."""

    parameter: str
    value: str
    message: str
    """Why, in English, with `{name}` slots."""
    slots: tuple[tuple[str, str], ...] = ()

    @property
    def reason(self) -> str:
        """Why, in English."""
        return self.message.format(**dict(self.slots))

    def explain(self, words: Words) -> str:
        """Why, in the reader's language."""
        return words._(self.message).format(**dict(self.slots))

    def as_dict(self) -> dict[str, str]:
        """As the machine-readable output has it."""
        return {"parameter": self.parameter, "value": self.value, "reason": self.reason}


_NAMES = tuple(PARAMETERS)
_ADDRESS = re.compile(r"(?:[a-z][a-z0-9+.-]*:/)?/", re.IGNORECASE)
_SILENT = frozenset({"fbclid", "gclid"})
_SILENT_PREFIXES = ("utm_", "embed")


def read_link(text: str) -> tuple[dict[str, Any], tuple[Ignored, ...]]:
    """The fields of a query by name, and what was left out; never raises."""
    # Halves of surrogate pairs cannot be written anywhere; what cannot be written is not kept.
    text = text.encode("utf-8", "replace").decode("utf-8")
    reading = _Reading()
    for name, value in _pairs(_query_part(text, reading)):
        reading.take(name, value)
    return reading.fields(), reading.ignored()


def _query_part(text: str, reading: _Reading) -> str:
    text = text.strip()
    head, mark, tail = text.partition("?")
    # The path of an address may hold an equals sign of its own.
    if _ADDRESS.match(head) or (mark and not ("=" in head or "&" in head)):
        text = tail
    text = text.partition("#")[0]
    if len(text) > LONGEST_LINK:
        reading.ignore("", text[LONGEST_LINK:], N_("the link is too long; its end was left out"))
        text = text[: max(text.rfind("&", 0, LONGEST_LINK), 0) or LONGEST_LINK]
    return text


def _pairs(text: str) -> Iterable[tuple[str, str]]:
    for part in text.split("&"):
        name, _, value = part.partition("=")
        # "&amp;" is how a link looks when it was copied out of a page's source.
        name = clean(unquote_plus(name.removeprefix("amp;"), errors="replace"))
        if name or value:
            yield name, unquote_plus(value, errors="replace")


class _Reading:
    """The state of reading one link."""

    def __init__(self) -> None:
        self._found: dict[str, Any] = {}
        self._ignored: dict[tuple[str, str], Ignored] = {}
        self._more = 0
        self._room = LONGEST_LISTS

    def ignore(self, parameter: str, value: str, message: str, **slots: str) -> None:
        """Name a part that has no effect."""
        key = (_short(parameter), _short(value))
        if key in self._ignored:
            return
        if len(self._ignored) >= MOST_IGNORED:
            self._more += 1
            return
        self._ignored[key] = Ignored(*key, message, tuple(sorted(slots.items())))

    def take(self, name: str, value: str) -> None:
        """Read one `name=value` of the link."""
        parameter = PARAMETERS.get(name)
        if parameter is None:
            self._unknown(name, value)
        elif parameter.many:
            self._list(parameter, value)
        elif value := self._cut(parameter, clean(value)):
            self._single(parameter, value)

    def _unknown(self, name: str, value: str) -> None:
        folded = name.lower()
        if folded in _SILENT or folded.startswith(_SILENT_PREFIXES):
            return
        message, slots = N_("is not known here"), {}
        if len(self._ignored) < MOST_IGNORED:
            nearest = process.extractOne(folded, _NAMES, scorer=fuzz.ratio, score_cutoff=60)
            if nearest:
                message = N_("is not known here; did you mean {name}?")
                slots = {"name": nearest[0]}
        self.ignore(name, value, message, **slots)

    def _list(self, parameter: Parameter, value: str) -> None:
        kept = self._found.setdefault(parameter.name, {})
        for raw in value.split(","):
            item = clean(raw)
            if not item:
                continue
            try:
                code = parameter.read(item)
            except UnreadableError as error:
                self.ignore(parameter.name, item, error.message, **error.slots)
                continue
            size = len(parameter.write(code)) + 1
            if code in kept:
                continue
            if size > self._room:
                self.ignore(parameter.name, item, N_("the list is too long"))
                continue
            self._room -= size
            kept[code] = None

    def _cut(self, parameter: Parameter, value: str) -> str:
        if parameter.name != "q" or len(value) <= LONGEST_TEXT:
            return value
        self.ignore(
            "q",
            value[LONGEST_TEXT:],
            N_("is longer than {count} characters; its end was left out"),
            count=str(LONGEST_TEXT),
        )
        return value[:LONGEST_TEXT].rstrip()

    def _single(self, parameter: Parameter, value: str) -> None:
        try:
            read = parameter.read(value)
        except UnreadableError as error:
            self.ignore(parameter.name, value, error.message, **error.slots)
            return
        if parameter.name not in self._found:
            self._found[parameter.name] = read
        elif self._found[parameter.name] != read:
            self.ignore(parameter.name, value, N_("is given twice; the first one counts"))

    def fields(self) -> dict[str, Any]:
        """What was read, by the names of the fields of a query."""
        if self._found.get("sort") == "nearest" and not self._found.get("near"):
            self.ignore("sort", "nearest", N_("needs a place; add near"))
        return {
            PARAMETERS[name].field: tuple(value) if isinstance(value, dict) else value
            for name, value in self._found.items()
        }

    def ignored(self) -> tuple[Ignored, ...]:
        """What was not."""
        named = tuple(self._ignored.values())
        if not self._more:
            return named
        rest = Ignored("", "", N_("and {count} more"), (("count", str(self._more)),))
        return (*named, rest)


def _short(text: str) -> str:
    text = clean(text)
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…"
