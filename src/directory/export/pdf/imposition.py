"""Which pages of a booklet stand side by side, so that a stack of sheets folds into it."""

from __future__ import annotations


def imposed(pages: int) -> list[tuple[int, int]]:
    """The pages on each side of each sheet, left and right, counted from 0.

    Front and back of the first sheet, then of the second, and so on; printed on both sides, turned
    over the short edge, and folded in the middle all at once. `pages` is a multiple of four.
    """
    if pages % 4:
        raise ValueError("the pages of a booklet are a multiple of four")
    sides = []
    for sheet in range(pages // 4):
        sides.append((pages - 1 - 2 * sheet, 2 * sheet))
        sides.append((2 * sheet + 1, pages - 2 - 2 * sheet))
    return sides
