"""The letters of printed pages: which there are, how wide they are, and what stands in for others.

DejaVu Sans Condensed has Latin, Greek, Cyrillic, Armenian, Georgian, Hebrew and Arabic. Korean,
Chinese and Japanese come in one weight. `scripts/build_fonts.py` cuts the fonts down.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from fontTools.ttLib import TTFont

from directory.query.values import clean

_FOLDER = Path(__file__).parent / "fonts"
REGULAR = _FOLDER / "DejaVuSansCondensed.ttf"
BOLD = _FOLDER / "DejaVuSansCondensed-Bold.ttf"
OTHERS = (_FOLDER / "DirectoryHangul.ttf", _FOLDER / "DroidSansFallbackFull.ttf")
"""Fonts for the letters that those two lack, in this order."""
MISSING = "□"
"""What is printed for a letter that the fonts lack: it must not vanish."""
MM = 25.4 / 72
"""Millimeters in a point, in which letters are measured."""

_UNSEEN = frozenset({"Mn", "Me", "Cf"})


@lru_cache(maxsize=4)
def _own(file: Path) -> dict[int, float]:
    with TTFont(file, lazy=True) as font:
        scale = 1 / font["head"].unitsPerEm
        wide = font["hmtx"].metrics
        return {code: wide[glyph][0] * scale for code, glyph in font.getBestCmap().items()}


@lru_cache(maxsize=2)
def advances(bold: bool) -> dict[int, float]:
    """How far each letter moves the pen, as a part of the size, by its code point."""
    found: dict[int, float] = {}
    for file in (*reversed(OTHERS), BOLD if bold else REGULAR):
        found |= _own(file)
    return found


def by_font(text: str) -> list[tuple[Path | None, str]]:
    """Printable text in parts of one font each; `None` is the font of the line."""
    return [(font, "".join(letters)) for font, letters in groupby(text, key=_font)]


def _font(letter: str) -> Path | None:
    code = ord(letter)
    if code in _own(REGULAR):
        return None
    return next(font for font in OTHERS if code in _own(font))


def width(text: str, size: float, *, bold: bool = False) -> float:
    """How wide printable text is, in mm; `size` is in points."""
    return sum(map(advances(bold).__getitem__, map(ord, text))) * size * MM


def printable(text: str | None) -> str:
    """Text of a catalog on one line, of letters that the fonts have."""
    composed = unicodedata.normalize("NFC", clean(text or ""))
    table = advances(False)
    if all(ord(char) in table for char in composed):
        return composed
    return "".join(char if ord(char) in table else _other(char) for char in composed)


def _other(char: str) -> str:
    """The plain form of an ornate or wide letter; nothing for what has no shape of its own."""
    plain = unicodedata.normalize("NFKC", char)
    if plain != char and all(ord(each) in advances(False) for each in plain):
        return plain
    return "" if unicodedata.category(char) in _UNSEEN else MISSING


def shaped(text: str) -> bool:
    """Whether text has letters of a script that runs from right to left."""
    return any(unicodedata.bidirectional(char) in ("R", "AL") for char in text)


def from_right(text: str) -> bool:
    """Whether a paragraph starts at the right: its first letter decides."""
    for char in text:
        kind = unicodedata.bidirectional(char)
        if kind in ("L", "R", "AL"):
            return kind != "L"
    return False
