"""Lines and areas cut to a piece of paper, and rid of points that nobody would see there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
"""Rows of across and down."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle with upright sides."""

    left: float
    upper: float
    right: float
    lower: float

    @property
    def corners(self) -> Points:
        """As an area."""
        return np.array([
            (self.left, self.upper), (self.right, self.upper),
            (self.right, self.lower), (self.left, self.lower),
        ])  # fmt: skip

    def meets(self, other: tuple[float, float, float, float]) -> bool:
        """Whether it shares a point with another: left, upper, right, lower."""
        left, upper, right, lower = other
        return not (
            right < self.left or left > self.right or lower < self.upper or upper > self.lower
        )


def filled(ring: Points, box: Box) -> Points:
    """What of an area lies in a box (Sutherland and Hodgman, Reentrant polygon clipping, 1974)."""
    for axis, limit, sign in _sides(box):
        if not len(ring):
            break
        depth = (ring[:, axis] - limit) * sign
        inside = depth >= 0
        if inside.all():
            continue
        following = np.roll(ring, -1, axis=0)
        next_depth = np.roll(depth, -1)
        crossing = inside != (next_depth >= 0)
        with np.errstate(divide="ignore", invalid="ignore"):
            part = np.where(crossing, depth / (depth - next_depth), 0)[:, None]
        cut = ring + (following - ring) * part
        # Each point that is kept, and after it where the line to the next one crosses the side.
        both = np.stack([ring, cut], axis=1).reshape(-1, 2)
        ring = both[np.stack([inside, crossing], axis=1).reshape(-1)]
    return ring


def _sides(box: Box) -> Iterator[tuple[int, float, int]]:
    """The sides of a box: across or down, where, and on which side of it the box lies."""
    yield from ((0, box.left, 1), (0, box.right, -1), (1, box.upper, 1), (1, box.lower, -1))


def pieces(line: Points, box: Box) -> Iterator[Points]:
    """The runs of a line whose steps may be seen in a box; they may reach beyond it."""
    if len(line) < 2:
        return
    first, second = line[:-1], line[1:]
    low, high = np.minimum(first, second), np.maximum(first, second)
    seen = (high[:, 0] >= box.left) & (low[:, 0] <= box.right)
    seen &= (high[:, 1] >= box.upper) & (low[:, 1] <= box.lower)
    if seen.all():
        yield line
        return
    edges = np.flatnonzero(np.diff(np.concatenate([[False], seen, [False]]).astype(np.int8)))
    for start, end in edges.reshape(-1, 2).tolist():
        yield line[start : end + 1]


def shore(ring: Points, box: Box) -> Iterator[Points]:
    """The outline of an area without the sides that only the cut along its tile has made.

    `box` is the tile: an outline that runs beside or outside of it is the edge of the data.
    """
    closed = np.concatenate([ring, ring[:1]])
    first, second = closed[:-1], closed[1:]
    hair = (box.right - box.left) * 1e-4
    real = np.ones(len(first), bool)
    for axis, limit, sign in (
        (0, box.left, 1), (0, box.right, -1), (1, box.upper, 1), (1, box.lower, -1),
    ):  # fmt: skip
        near = ((first[:, axis] - limit) * sign <= hair) & (
            (second[:, axis] - limit) * sign <= hair
        )
        real &= ~near
    edges = np.flatnonzero(np.diff(np.concatenate([[False], real, [False]]).astype(np.int8)))
    for start, end in edges.reshape(-1, 2).tolist():
        yield closed[start : end + 1]


def thinned(points: Points, grain: float) -> Points:
    """Points on a grid of that grain, without those that repeat or lie on a straight line."""
    if len(points) < 3:
        return points
    cells = np.round(points / grain)
    moved = np.concatenate([[True], np.any(cells[1:] != cells[:-1], axis=1)])
    moved[-1] = True
    cells, points = cells[moved], points[moved]
    if len(cells) < 3:
        return points
    before, after = cells[1:-1] - cells[:-2], cells[2:] - cells[1:-1]
    bend = before[:, 0] * after[:, 1] - before[:, 1] * after[:, 0]
    ahead = (before * after).sum(axis=1) > 0
    kept: Points = points[np.concatenate([[True], (bend != 0) | ~ahead, [True]])]
    return kept
