"""Resources as catalog YAML: the way a person would write it, and read back the same by anyone.

Whatever some YAML reader could take for a number, a date, a boolean or nothing is quoted, so that
YAML 1.1, YAML 1.2 and this program's own reader see the same text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from directory.model import Resource, Settings

_BLOCKS: Final = frozenset(("location", "online"))
"""Mappings that are long enough to deserve a line for each key."""

_WIDE: Final = 80
"""Characters of translations that stand on one line."""

# YAML 1.1 has more words for true and false than 1.2 (https://yaml.org/type/bool.html).
_WORDS: Final = frozenset(("y", "n", "yes", "no", "on", "off", "true", "false", "null", "none"))
_NUMBERED: Final = re.compile(r"\d+ [^\W\d_]")
"""`100 Main St`: begins with a digit, and yet no reader takes it for a number or a date."""
_SPECIAL: Final = re.compile(
    '[\\x00-\\x1f"\\\\\\x7f-\\xa0\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]'
)
_ESCAPES: Final = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def write_catalog(
    settings: Settings | Mapping[str, Any] | None,
    resources: Iterable[Resource],
    *,
    header: Iterable[str] = (),
) -> str:
    """A catalog file with these settings and entries.

    `header` holds comment lines for the top, such as
    `yaml-language-server: $schema=catalog.schema.json`. Reading the text back gives equal values.
    """
    lines = [line if line.startswith("#") else f"# {line}".rstrip() for line in header]
    if isinstance(settings, Settings):
        settings = settings.model_dump(
            mode="json", by_alias=True, exclude_unset=True, exclude_none=True
        )
    if settings:
        lines += ["directory:", *_mapping(settings, 2), ""]
    entries = [resource.entry() for resource in resources]
    lines.append("resources:" if entries else "resources: []")
    for entry in entries:
        body = list(_mapping(entry, 4))
        lines += ["  - " + body[0][4:], *body[1:], ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def write_entry(resource: Resource) -> str:
    """One entry as it stands in a catalog file, ready to be pasted below `resources:`."""
    body = list(_mapping(resource.entry(), 4))
    return "\n".join(["  - " + body[0][4:], *body[1:]]) + "\n"


def write_block(values: Mapping[str, Any]) -> list[str]:
    """The lines of a mapping, each key on its own; what is absent or empty is left out."""
    return list(_mapping(values, 0))


def write_value(value: Any) -> str:
    """A value as it may stand on one line, behind its key or inside brackets."""
    return _flow(value)


def write_key(key: str) -> str:
    """A key, in quotes where some reader would take it for something other than text."""
    return _key(key)


def _mapping(values: Mapping[str, Any], indent: int) -> Iterator[str]:
    """A line, or several, for each key."""
    margin = " " * indent
    for key, value in values.items():
        if value is None or value in ({}, [], ()):
            continue
        name = margin + _key(key) + ":"
        if isinstance(value, Mapping) and (key in _BLOCKS or _is_long(value)):
            yield name
            yield from _mapping(value, indent + 2)
        elif isinstance(value, list | tuple) and any(isinstance(item, Mapping) for item in value):
            yield name
            for item in value:
                yield f"{margin}  - {_flow(item)}"
        elif isinstance(value, str) and _reads_as_lines(value):
            yield name + " |-"
            for line in value.split("\n"):
                yield f"{margin}  {line}" if line else ""
        elif isinstance(value, str):
            yield f"{name} {_text(value, inside=False)}"
        else:
            yield f"{name} {_flow(value)}"


def _is_long(value: Mapping[str, Any]) -> bool:
    """Whether a text in several languages deserves a line for each."""
    texts = [text for text in value.values() if isinstance(text, str)]
    return len(texts) == len(value) and (sum(map(len, texts)) > _WIDE or "\n" in "".join(texts))


def _flow(value: Any) -> str:
    """A value on one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        pairs = (
            f"{_key(key)}: {_flow(item)}"
            for key, item in value.items()
            if item is not None and item not in ({}, [], ())
        )
        return f"{{{', '.join(pairs)}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(_flow(item) for item in value)}]"
    if isinstance(value, float):
        # Never 1e-07, which is text to a YAML 1.1 reader; and 10 rather than 10.0.
        return f"{Decimal(int(value)) if value.is_integer() else Decimal(repr(value)):f}"
    if isinstance(value, int):
        return str(value)
    return _text(str(value), inside=True)


def _key(key: str) -> str:
    return f'"{key}"' if key in _WORDS else key


def _text(value: str, *, inside: bool) -> str:
    """A text, in quotes where anything about it could be misread; `inside` brackets is stricter."""
    if _is_plain(value, inside=inside):
        return value
    return f'"{_SPECIAL.sub(_escape, value)}"'


def _is_plain(value: str, *, inside: bool) -> bool:
    if not value or not value.isprintable() or value != value.strip():
        return False
    if not (value[0].isalpha() or _NUMBERED.match(value)) or value.lower() in _WORDS:
        return False
    if inside and any(mark in value for mark in ",[]{}:#?"):
        return False
    return ": " not in value and " #" not in value and not value.endswith(":")


def _reads_as_lines(value: str) -> bool:
    """Whether a text of several lines can be written as it is, below its key."""
    lines = value.split("\n")
    return (
        len(lines) > 1
        and bool(lines[0])
        and bool(lines[-1])
        and not value[0].isspace()
        and all(line.isprintable() and line == line.rstrip() for line in lines)
    )


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    return _ESCAPES.get(character) or f"\\u{ord(character):04x}"
