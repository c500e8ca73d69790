"""Plain words for what a YAML parser says."""

from __future__ import annotations

import re

import yaml

_INDENT = "is indented differently from the lines above it; line the keys of one entry up"
_KEY = "has no colon after the key; write `key: value`"
_COLON = (
    "has a second colon in one line, or is indented too far; "
    'put text with a colon in quotes, like "Steps: a study"'
)
_QUOTE = "has a quotation mark here that is never closed, or text after the closing one"
_AFTER_QUOTE = (
    "has text after a closing quotation mark; a quote above is perhaps not closed, "
    "or one inside the text must be written twice"
)
_BRACKET = "has a bracket here that is not closed, or a comma is missing after an item"

# The parser's own phrase (libyaml's scanner.c and parser.c), whether the place to show is where
# the thing began (context) instead of where the parser gave up, and what to say.
_PHRASES: tuple[tuple[str, bool, str], ...] = (
    ("could not find expected ':'", True, _KEY),
    ("mapping values are not allowed in this context", False, _COLON),
    ("found unexpected end of stream", True, _QUOTE),
    ("found unexpected document indicator", True, _QUOTE),
    (
        "found unknown escape character",
        False,
        "has a backslash in double quotes; write it twice, or use single quotes",
    ),
    ("did not find expected hexdecimal number", False, "has a broken \\x or \\u in quotes"),
    ("did not find expected ',' or ']'", True, _BRACKET),
    ("did not find expected ',' or '}'", True, _BRACKET),
    ("did not find expected node content", False, "has an empty place in a list or {…}"),
    ("did not find expected key", False, _INDENT),
    ("did not find expected '-' indicator", False, _INDENT),
    (
        "block sequence entries are not allowed in this context",
        False,
        "has a list item beside its key; put `- ` at the start of the next line",
    ),
    ("block mapping keys are not allowed in this context", False, _INDENT),
    ("did not find expected <document start>", False, "has text that belongs to no key"),
    ("found undefined tag handle", False, "has a tag (!); remove it, or put the text in quotes"),
    (
        "did not find expected alphabetic or numeric character",
        False,
        "begins with * or &; put the text in quotes",
    ),
    ("found a tab character", False, "is indented with a tab; use spaces"),
    ("did not find expected comment or line break", False, "has text after | or >; put it below"),
)
_STARTERS = "cannot begin with `{}`; put the text in quotes"


def syntax_words(error: yaml.MarkedYAMLError, text: str) -> tuple[int, str]:
    """Where a YAML error is (a character offset), and what to do about it."""
    context = error.context_mark.index if error.context_mark else None
    offset = error.problem_mark.index if error.problem_mark else context or 0
    said = f"{error.problem or ''} {error.context or ''}"
    if (tab := _tab_before(text, offset)) is not None:
        return tab, "is indented with a tab; use spaces"
    if "cannot start any token" in said:
        mark = text[offset : offset + 1]
        return offset, "has a tab here; use spaces" if mark == "\t" else _STARTERS.format(mark)
    if "did not find expected key" in said and text[max(0, offset - 80) : offset].rstrip(" ")[
        -1:
    ] in ('"', "'"):
        return offset, _AFTER_QUOTE
    if "node content" in said and not text[offset:].strip():
        return offset, "ends before a bracket is closed; close it with ] or }"
    for phrase, at_context, words in _PHRASES:
        if phrase in said:
            begun = at_context and context is not None
            return (context or 0) if begun else offset, words
    reason = re.sub(r"\s+", " ", said).strip()
    return offset, f"is not YAML ({reason}); check the line, its quotes and its indentation"


def _tab_before(text: str, offset: int) -> int | None:
    """The tab in the indentation of the line at an offset, if there is one."""
    start = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
    margin = re.compile(r"[ -]*\t").match(text, start)
    return margin.end() - 1 if margin else None
