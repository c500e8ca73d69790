"""Cut the fonts of printed pages out of the DejaVu fonts.

    python scripts/build_fonts.py [/usr/share/fonts/truetype/dejavu]

The folder holds DejaVuSansCondensed.ttf and DejaVuSansCondensed-Bold.ttf, version 2.37, as
https://dejavu-fonts.github.io/ and most Linux systems (Debian: fonts-dejavu-extra) give them.
Their licence and what they are for: docs/printing.md. The licence goes with them.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

TARGET = Path(__file__).parents[1] / "src" / "directory" / "export" / "pdf" / "fonts"
NAMES = ("DejaVuSansCondensed.ttf", "DejaVuSansCondensed-Bold.ttf")
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


def main() -> None:
    """Write both fonts."""
    source = Path(sys.argv[1] if len(sys.argv) > 1 else "/usr/share/fonts/truetype/dejavu")
    for name in NAMES:
        font = TTFont(source / name)
        options = subset.Options(
            hinting=False,
            notdef_outline=True,
            name_IDs=["*"],
            layout_features=["init", "medi", "fina", "rlig", "liga", "ccmp", "mark", "mkmk"],
            drop_tables=["FFTM", "kern"],
        )
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=[code for low, high in SCRIPTS for code in range(low, high + 1)])
        cutter.subset(font)
        font.save(TARGET / name)
        print(f"{name}: {len(font.getBestCmap())} characters")


if __name__ == "__main__":
    main()
