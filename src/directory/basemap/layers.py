"""Layers of a map style, in few words: areas, lines and names out of one source.

The style language: https://maplibre.org/maplibre-style-spec/.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Layer = dict[str, Any]

REGULAR, BOLD = ["Directory Regular"], ["Directory Bold"]
"""The letters that this server has; `scripts/build_glyphs.py` writes them."""


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes the layers of a source; `prefix` parts their ids from those of others."""

    source: str
    prefix: str = ""

    def fill(
        self,
        id: str,
        layer: str,
        colour: str,
        *,
        kinds: Sequence[str] = (),
        minzoom: float = 0,
    ) -> Layer:
        """Areas."""
        # Rivers and borders come in the same layers as areas.
        filter = _filter(kinds, "Polygon")
        return {**self._layer(id, "fill", layer, filter, minzoom), "paint": {"fill-color": colour}}

    def line(
        self,
        id: str,
        layer: str,
        colour: str,
        width: Mapping[int, float],
        *,
        kinds: Sequence[str] = (),
        shape: str | None = None,
        dash: Sequence[float] = (),
        minzoom: float = 0,
    ) -> Layer:
        """Lines, or the edges of areas; `width` is pixels by zoom."""
        paint: dict[str, Any] = {"line-color": colour, "line-width": by_zoom(width)}
        if dash:
            paint["line-dasharray"] = list(dash)
        return {
            **self._layer(id, "line", layer, _filter(kinds, shape), minzoom),
            "layout": {"line-join": "round", "line-cap": "butt" if dash else "round"},
            "paint": paint,
        }

    def names(
        self,
        id: str,
        layer: str,
        colours: tuple[str, str],
        size: Mapping[int, Any],
        *,
        minzoom: float,
        kinds: Sequence[str] = (),
        skip: Sequence[str] = (),
        shape: str | None = None,
        along: bool = False,
        **layout: Any,
    ) -> Layer:
        """Names, none over another; `colours` are those of the letters and of their rim.

        `size` is pixels by zoom; `layout` has what else the style language knows, with `_` for
        the hyphen. Of two layers the later one finds room first.
        """
        about = {
            "text-field": ["get", "name"],
            "text-font": REGULAR,
            "text-size": by_zoom(size),
            "text-max-width": 8,
            **({"symbol-placement": "line", "symbol-spacing": 300} if along else {}),
            **{key.replace("_", "-"): value for key, value in layout.items()},
        }
        text, rim = colours
        return {
            **self._layer(id, "symbol", layer, _filter(kinds, shape, skip), minzoom),
            "layout": about,
            "paint": {"text-color": text, "text-halo-color": rim, "text-halo-width": 1.4},
        }

    def _layer(self, id: str, kind: str, layer: str, filter: Any, minzoom: float) -> Layer:
        found: Layer = {
            "id": self.prefix + id,
            "type": kind,
            "source": self.source,
            "source-layer": layer,
        }
        if filter is not None:
            found["filter"] = filter
        if minzoom:
            found["minzoom"] = minzoom
        return found


def by_zoom(stops: Mapping[int, Any], base: float = 1.4) -> list[Any]:
    """A value that grows from one zoom to the next; `base` above 1 lets it grow later."""
    flat = [part for stop in stops.items() for part in stop]
    return ["interpolate", ["exponential", base], ["zoom"], *flat]


def _filter(kinds: Sequence[str], shape: str | None, skip: Sequence[str] = ()) -> list[Any] | None:
    parts: list[Any] = []
    if kinds:
        parts.append(["match", ["get", "kind"], list(kinds), True, False])
    if skip:
        parts.append(["match", ["get", "kind"], list(skip), False, True])
    if shape:
        parts.append(["==", ["geometry-type"], shape])
    return ["all", *parts] if parts else None
