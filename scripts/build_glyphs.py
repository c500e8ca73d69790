"""Write the letters of street names as the map draws them: signed distances around each outline.

MapLibre asks for letters in files of 256 characters, as protocol buffers of the form that
https://github.com/mapbox/node-fontnik/blob/master/proto/glyphs.proto made the standard: bitmaps of
24 pixels to the em whose values fall by 255 over 8 pixels, 191 on the outline itself.

Run from the project's folder; needs Pillow and numpy. The font is the one of the printed pages.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont
from vector_tiles import number, signed, sub

FONTS = Path("src/directory/export/pdf/fonts")
OUT = Path("src/directory/ui/glyphs")
STACKS = {
    "Directory Regular": FONTS / "DejaVuSansCondensed.ttf",
    "Directory Bold": FONTS / "DejaVuSansCondensed-Bold.ttf",
}
RANGES = (*range(0, 1280, 256), 7680, 8192)
"""First characters: Latin with all its accents, Greek, Cyrillic, punctuation."""
EM = 24
BUFFER = 3
RADIUS = 8
CUTOFF = 0.25
FINER = 6
"""How many times finer an outline is drawn than its distances are told."""
STEP = 8
"""Distances are told in steps of this, an eighth of a pixel to either side: nobody sees it, and the
files are a third smaller."""
ON_OUTLINE = 191
ASCENT = 25
"""Pixels from the top of a line, by which MapLibre counts, to the baseline."""


def glyph(font: ImageFont.FreeTypeFont, code: int) -> bytes | None:
    """One letter; `None` where the font has none."""
    text = chr(code)
    left, top, right, bottom = font.getbbox(text, anchor="ls")
    advance = round(font.getlength(text) / FINER)
    first_x, first_y = int(np.floor(left / FINER)), int(np.floor(top / FINER))
    width = int(np.ceil(right / FINER)) - first_x
    height = int(np.ceil(bottom / FINER)) - first_y
    if right <= left or bottom <= top:
        return (
            number(1, code)
            + number(3, 0)
            + number(4, 0)
            + signed(5, 0)
            + signed(6, -ASCENT)
            + number(7, advance)
        )
    wide, high = width + 2 * BUFFER, height + 2 * BUFFER
    drawn = Image.new("L", (wide * FINER, high * FINER))
    at = ((BUFFER - first_x) * FINER, (BUFFER - first_y) * FINER)
    ImageDraw.Draw(drawn).text(at, text, 255, font, anchor="ls")
    inside = np.asarray(drawn) > 127
    bitmap = distances(inside, wide, high)
    return (
        number(1, code)
        + sub(2, bitmap.tobytes())
        + number(3, width)
        + number(4, height)
        + signed(5, first_x)
        + signed(6, -first_y - ASCENT)
        + number(7, advance)
    )


def distances(inside: np.ndarray, wide: int, high: int) -> np.ndarray:
    """How far the middle of each pixel is from the outline, as a byte."""
    edge = np.zeros_like(inside)
    edge[:, 1:] |= inside[:, 1:] != inside[:, :-1]
    edge[1:, :] |= inside[1:, :] != inside[:-1, :]
    ys, xs = np.nonzero(edge)
    middle_x = (np.arange(wide) + 0.5) * FINER
    middle_y = (np.arange(high) + 0.5) * FINER
    across = (middle_x[:, None] - xs[None, :]) ** 2
    down = (middle_y[:, None] - ys[None, :]) ** 2
    far = np.stack([np.sqrt((across + row[None, :]).min(axis=1)) for row in down]) / FINER
    within = inside[middle_y.astype(int)][:, middle_x.astype(int)]
    signed = np.where(within, -far, far)
    told = -255 * (signed / RADIUS + CUTOFF) + 255 - ON_OUTLINE
    return np.clip(ON_OUTLINE + STEP * np.round(told / STEP), 0, 255).astype(np.uint8)


def letters(path: Path, first: int) -> Iterator[bytes]:
    """The letters of a range that the font has."""
    from fontTools.ttLib import TTFont

    known = TTFont(path).getBestCmap()
    font = ImageFont.truetype(str(path), EM * FINER, layout_engine=ImageFont.Layout.BASIC)
    for code in range(first, first + 256):
        if code in known and (found := glyph(font, code)) is not None:
            yield found


def main() -> None:
    """Write all ranges, packed."""
    total = 0
    for name, path in STACKS.items():
        folder = OUT / name
        folder.mkdir(parents=True, exist_ok=True)
        for first in RANGES:
            label = f"{first}-{first + 255}"
            content = sub(1, name.encode()) + sub(2, label.encode())
            content += b"".join(sub(3, letter) for letter in letters(path, first))
            packed = gzip.compress(sub(1, content), 9, mtime=0)
            (folder / f"{label}.pbf.gz").write_bytes(packed)
            total += len(packed)
    print(f"{total:,} bytes")


if __name__ == "__main__":
    main()
