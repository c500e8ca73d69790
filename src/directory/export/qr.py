"""A QR code of a link: for a page as SVG, for paper as squares. Pure; nothing is fetched."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

import segno
from markupsafe import escape

QUIET = 4
"""Light modules around a code; without them a camera does not find its edge."""
_SHORT = 300
"""Bytes up to which a code is made to bear a fold or a stain; longer ones would grow too fine."""


@dataclass(frozen=True, slots=True)
class QrCode:
    """A QR code as rows of modules, the quiet zone among them; true is dark."""

    rows: tuple[tuple[bool, ...], ...]

    @property
    def side(self) -> int:
        """Modules along each edge."""
        return len(self.rows)

    def bars(self) -> list[tuple[int, int, int]]:
        """The dark modules as bars: column, row, and how many side by side."""
        found = []
        for row, modules in enumerate(self.rows):
            column = 0
            for dark, group in groupby(modules):
                count = len(list(group))
                if dark:
                    found.append((column, row, count))
                column += count
        return found

    def svg(self, label: str) -> str:
        """Inline SVG, as large as its box; `label` is what it is to those who do not see it.

        It brings its own white ground, so that it also scans from a dark page.
        """
        path = "".join(f"M{x} {y}h{count}v1h-{count}z" for x, y, count in self.bars())
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.side} {self.side}" '
            f'role="img" aria-label="{escape(label)}" shape-rendering="crispEdges">'
            f'<path fill="#fff" d="M0 0h{self.side}v{self.side}h-{self.side}z"/>'
            f'<path fill="#000" d="{path}"/></svg>'
        )


def qr_code(link: str) -> QrCode | None:
    """The code of a link; `None` when it is longer than a code can hold (2,953 bytes)."""
    size = len(link.encode("utf-8", "replace"))
    try:
        # Whatever room the smallest fitting code leaves goes into error correction.
        made = segno.make_qr(link, error="m" if size <= _SHORT else "l", boost_error=True)
    except segno.DataOverflowError:
        return None
    rows = made.matrix_iter(border=QUIET)
    return QrCode(tuple(tuple(bool(module) for module in row) for row in rows))
