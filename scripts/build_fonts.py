"""Cut the fonts of printed pages out of DejaVu, Nanum Gothic and Droid Sans Fallback.

    python scripts/build_fonts.py [/usr/share/fonts/truetype]

The folder holds dejavu/DejaVuSansCondensed.ttf and -Bold.ttf, nanum/NanumGothic.ttf and
droid/DroidSansFallbackFull.ttf, as Debian gives them (fonts-dejavu-extra, fonts-nanum,
fonts-droid-fallback). Their licences lie beside the fonts; docs/printing.md tells what they are
for.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

TARGET = Path(__file__).parents[1] / "src" / "directory" / "export" / "pdf" / "fonts"
FONTS = ("dejavu/DejaVuSansCondensed.ttf", "dejavu/DejaVuSansCondensed-Bold.ttf")
KOREAN = "nanum/NanumGothic.ttf"
CHINESE = "droid/DroidSansFallbackFull.ttf"
SCRIPTS = (
    (0x0020, 0x024F),  # Latin
    (0x0250, 0x036F),  # phonetic letters, accents on their own
    (0x0370, 0x052F),  # Greek, Cyrillic
    (0x0530, 0x058F),  # Armenian
    (0x0590, 0x06FF),  # Hebrew, Arabic
    (0x10A0, 0x10FF),  # Georgian
    (0x1E00, 0x1FFF),  # Vietnamese and other accents, Greek
    (0x2000, 0x206F),  # punctuation
    (0x2070, 0x218F),  # superscripts, currencies, letter-like signs, fractions
    (0x2190, 0x21FF),  # arrows
    (0x2212, 0x2212),  # minus
    (0x25A0, 0x25FF),  # squares: what stands in for a letter that is not here
    (0x2600, 0x26FF),  # signs
    (0x2713, 0x2713),  # check mark
    (0xFB00, 0xFDFF),  # ligatures, Hebrew and Arabic forms
    (0xFE70, 0xFEFF),  # Arabic forms
)


SIGNS = {*range(0x3000, 0x3130), *range(0xFF01, 0xFFEF)}  # punctuation, kana
EVERYDAY = (
    # The sets of each country that hold what is in use: codec, first and last lead byte.
    ("gb2312", 0xB0, 0xF7),
    ("big5", 0xA4, 0xC6),
    ("shift_jis", 0x88, 0x98),
)


def main() -> None:
    """Write the fonts."""
    source = Path(sys.argv[1] if len(sys.argv) > 1 else "/usr/share/fonts/truetype")
    wanted = {code for low, high in SCRIPTS for code in range(low, high + 1)}
    features = ["init", "medi", "fina", "rlig", "liga", "ccmp", "mark", "mkmk"]
    for name in FONTS:
        cut(source / name, wanted, features)
    hangul = set(characters("euc_kr", 0xB0, 0xC8))
    # Its licence (OFL) keeps the name for the whole font.
    cut(source / KOREAN, hangul, [], called="Directory Hangul")
    chinese = {code for row in EVERYDAY for code in characters(*row)}
    cut(source / CHINESE, chinese | SIGNS, [])


def characters(codec: str, first: int, last: int) -> Iterator[int]:
    """The characters of two bytes of an older encoding, by its first byte."""
    for pair in product(range(first, last + 1), range(0x40, 0xFF)):
        text = bytes(pair).decode(codec, "ignore")
        if len(text) == 1 and ord(text) > 0x2E7F:
            yield ord(text)


def cut(file: Path, wanted: set[int], features: list[str], called: str = "") -> None:
    """Write a font with the wanted characters alone, under another name if one is given."""
    font = TTFont(file, recalcTimestamp=False)
    options = subset.Options(
        hinting=False,
        notdef_outline=True,
        name_IDs=["*"],
        layout_features=features,
        drop_tables=["FFTM", "kern", "vhea", "vmtx"],
    )
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=wanted)
    cutter.subset(font)
    target = TARGET / (f"{called.replace(' ', '')}.ttf" if called else file.name)
    if called:
        for record in list(font["name"].names):
            if record.nameID in (1, 3, 4, 6, 16, 18, 20):
                record.string = called.replace(" ", "") if record.nameID == 6 else called
    font.save(target)
    print(f"{target.name}: {len(font.getBestCmap())} characters")


if __name__ == "__main__":
    main()
