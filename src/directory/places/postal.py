"""Postal codes as they are typed: ZIP and ZIP+4, Canadian and British codes, whole or in part."""

from __future__ import annotations

import re
from dataclasses import dataclass

# The formats: USPS Publication 28 (ZIP+4), Canada Post (A1A 1A1), Royal Mail (outward, inward).
_ZIP = r"(?P<zip>[0-9]{5})(?:[-\s]?[0-9]{4})?"
_CANADA = r"(?P<fsa>[A-Z][0-9][A-Z])(?:[\s-]?[0-9][A-Z][0-9])"
_BRITAIN = r"(?P<outward>[A-Z]{1,2}[0-9][A-Z0-9]?)\s?[0-9][A-Z]{2}"
_SHORT = r"(?P<short>[A-Z]{1,2}[0-9][A-Z0-9]?)"
_ANY = f"(?:{_ZIP}|{_CANADA}|{_BRITAIN}|{_SHORT})"

_WHOLE = re.compile(_ANY)
_BEHIND = re.compile(rf"(?P<rest>.*[\s,])??{_ANY}")
_BEFORE = re.compile(rf"{_ANY}(?P<rest>[\s,].*)")


@dataclass(frozen=True, slots=True)
class TypedCode:
    """A postal code found in a text, reduced to the part that the gazetteer knows."""

    code: str
    """ZIP, forward sortation area, or outward code; in capitals, without spaces."""
    countries: frozenset[str]
    """Whose format it has; US stands for the territories as well."""
    rest: str = ""
    """The text around it."""
    last: bool = True
    """Whether it stands at the end, behind the rest."""
    whole: bool = True
    """False for a bare M5V or SW1A, which might also be something else."""


_BRITISH = frozenset({"GB", "IM", "JE", "GG"})


def read_code(text: str) -> TypedCode | None:
    """The postal code that a text consists of, or `None`."""
    match = _WHOLE.fullmatch(text.strip().upper())
    return _typed(match) if match else None


def codes_in(text: str) -> list[TypedCode]:
    """Postal codes at the end or at the beginning of a text, with the rest of it."""
    upper = text.upper()
    if len(upper) != len(text):  # a letter whose capital is two: not part of any code
        upper = text
    found = []
    for pattern, last in ((_BEHIND, True), (_BEFORE, False)):
        match = pattern.fullmatch(upper)
        if match and match["rest"]:
            start, end = match.span("rest")
            found.append(_typed(match, rest=text[start:end].strip(" ,"), last=last))
    return found


def _typed(match: re.Match[str], rest: str = "", last: bool = True) -> TypedCode:
    if match["zip"]:
        return TypedCode(match["zip"], frozenset({"US"}), rest, last)
    if match["fsa"]:
        return TypedCode(match["fsa"], frozenset({"CA"}), rest, last)
    if match["outward"]:
        return TypedCode(match["outward"], _BRITISH, rest, last)
    return TypedCode(match["short"], _BRITISH | {"CA"}, rest, last, whole=False)
