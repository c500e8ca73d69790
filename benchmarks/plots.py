"""Plots of what the benchmarks measured: `python -m benchmarks.plots` after `make bench`."""

from __future__ import annotations

from typing import Any

import matplotlib as mpl
from matplotlib import pyplot as plt

from benchmarks.figures import FOLDER, kept

mpl.use("svg")
plt.rcParams |= {
    "svg.hashsalt": "benchmarks",
    "font.size": 9,
    "figure.constrained_layout.use": True,
}
_INK, _OURS, _OTHER = "#37424B", "#0B5FA5", "#A84300"


def draw() -> None:
    """Draw every plot whose figures are there."""
    for name, plot in (("search", _search), ("opening", _opening), ("visitors", _visitors)):
        figures = kept(name)
        if figures:
            figure = plot(figures)
            figure.savefig(FOLDER / f"{name}.svg", metadata={"Date": None})
            plt.close(figure)


def _search(figures: dict[str, dict[str, float]]) -> Any:
    """Times the bare haversine scan, for each kind of query, over the number of entries."""
    # Below, most of the time is that of any Python.
    sizes = [size for size in sorted(map(int, figures)) if size >= 200_000]
    names = list(figures[str(sizes[-1])])
    figure, axes = plt.subplots(figsize=(8, 0.34 * len(names) + 1.2))
    shades = ["#9CC3E6", "#5E9BD1", _OURS, "#06345C"]
    for shade, size in zip(shades[-len(sizes) :], sizes, strict=False):
        ratios = [figures[str(size)].get(name) for name in names]
        axes.scatter(ratios, range(len(names)), color=shade, label=f"{size:,} entries", zorder=3)
    axes.set_yticks(range(len(names)), names)
    axes.invert_yaxis()
    axes.set_xscale("log")
    for limit in (3, 10):
        axes.axvline(limit, color=_OTHER, linestyle="--", linewidth=1)
        axes.annotate(
            f"{limit} x", (limit, -1.15), color=_OTHER, ha="center", annotation_clip=False
        )
    axes.set_xlabel("times a bare numpy haversine scan of all entries")
    axes.legend(loc="lower left")
    axes.grid(axis="x", alpha=0.3)
    return figure


def _opening(figures: dict[str, float]) -> Any:
    """Seconds until 200,000 entries can be searched, beside the bare parser."""
    figure, axes = plt.subplots(figsize=(8, 2.2))
    names = list(figures)
    colours = [_OTHER if name.startswith("bare") else _OURS for name in names]
    bars = axes.barh(names, list(figures.values()), color=colours)
    axes.bar_label(bars, fmt="%.2f s", padding=4, color=_INK)
    axes.invert_yaxis()
    axes.set_xlabel("seconds, 200,000 entries")
    axes.margins(x=0.15)
    return figure


def _visitors(figures: dict[str, dict[str, float]]) -> Any:
    """How long a filter change takes with so many visitors at once."""
    figure, axes = plt.subplots(figsize=(8, 3))
    visitors = sorted(map(int, figures))
    for key, colour in (("p95", _OTHER), ("median", _OURS)):
        values = [figures[str(count)][key] for count in visitors]
        axes.plot(visitors, values, marker="o", color=colour, label=key)
    axes.axhline(500, color=_INK, linestyle="--", linewidth=1)
    axes.set_xlabel("visitors at once, a filter change every 10 s each")
    axes.set_ylabel("milliseconds")
    axes.set_ylim(bottom=0)
    axes.legend()
    axes.grid(alpha=0.3)
    return figure


if __name__ == "__main__":
    draw()
