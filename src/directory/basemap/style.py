"""How streets look: a map style over tiles of the Protomaps schema, light and dark.

Layers and their kinds: https://docs.protomaps.com/basemaps/layers. The style language:
https://maplibre.org/maplibre-style-spec/. Names of towns and pins are drawn by the page itself,
over this.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from directory.basemap.tiles import About

Layer = dict[str, Any]

SOURCE = "streets"
CREDIT = '<a href="https://www.openstreetmap.org/copyright">© OpenStreetMap</a>'
"""What the licence of nearly all such files asks for (https://osmfoundation.org/wiki/Licence)."""


@dataclass(frozen=True, slots=True)
class Colours:
    """The colours of a style."""

    land: str
    built: str
    green: str
    water: str
    shore: str
    building: str
    highway: str
    major: str
    minor: str
    casing: str
    path: str
    rail: str
    border: str
    text: str
    halo: str
    water_text: str
    green_text: str


LIGHT = Colours(
    land="#F3EEE4", built="#ECE5D8", green="#DDE7CF", water="#CFDFE6", shore="#AFC4CD",
    building="#E3DACA", highway="#F3C98B", major="#FBE3B5", minor="#FFFFFF", casing="#D3C7B0",
    path="#C9BBA1", rail="#BDB2A0", border="#B9A98F", text="#4B443A", halo="#F8F4EC",
    water_text="#3E6A80", green_text="#4A6332",
)  # fmt: skip
DARK = Colours(
    land="#23282E", built="#282E35", green="#26332B", water="#16222B", shore="#2B3C47",
    building="#2F363E", highway="#6B5433", major="#55493A", minor="#3D454E", casing="#1B1F24",
    path="#4B545E", rail="#4E4A45", border="#5D5A55", text="#CFC9BF", halo="#1B1F24",
    water_text="#8FB6CB", green_text="#A3C08B",
)  # fmt: skip

_REGULAR, _BOLD = ["Directory Regular"], ["Directory Bold"]


def streets(about: About, address: str) -> dict[str, Any]:
    """The source of a style: the tiles at an address with `{z}`, `{x}` and `{y}`."""
    bounds = about.bounds
    return {
        "type": "vector",
        "tiles": [address],
        "minzoom": about.min_zoom,
        "maxzoom": about.max_zoom,
        "bounds": [bounds.west, bounds.south, bounds.east, bounds.north],
        "attribution": CREDIT,
    }


def style(
    base: Mapping[str, Any], about: About, colours: Colours, *, tiles: str, glyphs: str
) -> dict[str, Any]:
    """The built-in style with streets over it, where the file has some.

    `tiles` and `glyphs` are whole addresses, for they are asked for by workers that have none of
    their own.
    """
    return {
        **base,
        "glyphs": glyphs,
        "sources": {**base["sources"], SOURCE: streets(about, tiles)},
        "layers": [*base["layers"], *ground(colours), *roads(colours), *labels(colours)],
    }


def ground(colours: Colours) -> list[Layer]:
    """What lies under the streets."""
    green = ("park", "forest", "wood", "nature_reserve", "national_park", "grass", "golf_course",
             "cemetery", "pitch", "recreation_ground", "garden", "playground")  # fmt: skip
    built = ("residential", "industrial", "commercial", "school", "university", "college",
             "hospital", "railway", "aerodrome")  # fmt: skip
    return [
        _fill("s-earth", "earth", colours.land),
        _fill("s-built", "landuse", colours.built, kinds=built),
        _fill("s-green", "landuse", colours.green, kinds=green),
        _fill("s-water", "water", colours.water, shape="Polygon"),
        _line("s-river", "water", colours.water, {8: 0.6, 12: 2, 16: 8}, shape="LineString"),
        _fill("s-building", "buildings", colours.building, minzoom=14),
        _line("s-border", "boundaries", colours.border, {4: 0.6, 12: 1.6}, dash=(3, 2), minzoom=4),
    ]


def roads(colours: Colours) -> list[Layer]:
    """Streets, the smallest first, each with an edge so that it stands out from the ground."""
    widths = {
        "s-minor": (("minor_road",), colours.minor, {11: 0.4, 13: 1.6, 15: 5, 18: 18}, 11),
        "s-medium": (("medium_road",), colours.major, {9: 0.4, 13: 2.4, 15: 7, 18: 22}, 9),
        "s-major": (("major_road",), colours.major, {7: 0.5, 12: 2.4, 15: 8, 18: 26}, 7),
        "s-highway": (("highway",), colours.highway, {5: 0.6, 10: 2, 15: 10, 18: 30}, 5),
    }
    edges = [
        _line(f"{id}-edge", "roads", colours.casing, {z: w + (1.2 if z > 10 else 0.6)
              for z, w in width.items()}, kinds=kinds, minzoom=max(zoom, 10))
        for id, (kinds, _, width, zoom) in widths.items()
    ]  # fmt: skip
    return [
        _line("s-path", "roads", colours.path, {13: 0.6, 18: 3}, kinds=("path", "other"),
              dash=(2, 1.5), minzoom=13),
        _line("s-rail", "roads", colours.rail, {10: 0.5, 16: 2.5}, kinds=("rail",), minzoom=10),
        *edges,
        *(
            _line(id, "roads", colour, width, kinds=kinds, minzoom=zoom)
            for id, (kinds, colour, width, zoom) in widths.items()
        ),
    ]  # fmt: skip


def labels(colours: Colours) -> list[Layer]:
    """Names along streets and water, of parks and quarters: none covers another."""
    return [
        _names("s-street-names", "roads", colours.text, colours, {12: 9, 15: 11, 18: 15},
               minzoom=12, along=True, skip=("path", "rail", "ferry", "other")),
        _names("s-water-lines", "water", colours.water_text, colours, {11: 10, 16: 13}, minzoom=11,
               along=True, shape="LineString"),
        _names("s-water-names", "water", colours.water_text, colours, {8: 10, 16: 14}, minzoom=8,
               shape="Polygon"),
        _names("s-green-names", "landuse", colours.green_text, colours, {13: 10, 17: 13},
               minzoom=13, kinds=("park", "nature_reserve", "cemetery", "golf_course")),
        _names("s-quarters", "places", colours.text, colours, {11: 10, 15: 13}, minzoom=11,
               kinds=("neighbourhood", "macrohood"), bold=True),
    ]  # fmt: skip


def _filter(kinds: Sequence[str], shape: str | None, skip: Sequence[str] = ()) -> list[Any] | None:
    parts: list[Any] = []
    if kinds:
        parts.append(["in", "kind", *kinds])
    if skip:
        parts.append(["!in", "kind", *skip])
    if shape:
        parts.append(["==", "$type", shape])
    return ["all", *parts] if parts else None


def _layer(id: str, kind: str, layer: str, filter: list[Any] | None, minzoom: float) -> Layer:
    found: Layer = {"id": id, "type": kind, "source": SOURCE, "source-layer": layer}
    if filter is not None:
        found["filter"] = filter
    if minzoom:
        found["minzoom"] = minzoom
    return found


def _fill(
    id: str,
    layer: str,
    colour: str,
    *,
    kinds: Sequence[str] = (),
    shape: str | None = None,
    minzoom: float = 0,
) -> Layer:
    # Rivers and borders come in the same layers as areas.
    filter = _filter(kinds, shape or "Polygon")
    return {**_layer(id, "fill", layer, filter, minzoom), "paint": {"fill-color": colour}}


def _line(
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
    paint: dict[str, Any] = {"line-color": colour, "line-width": _by_zoom(width)}
    if dash:
        paint["line-dasharray"] = list(dash)
    return {
        **_layer(id, "line", layer, _filter(kinds, shape), minzoom),
        "layout": {"line-join": "round", "line-cap": "butt" if dash else "round"},
        "paint": paint,
    }


def _names(
    id: str,
    layer: str,
    colour: str,
    colours: Colours,
    size: Mapping[int, float],
    *,
    minzoom: float,
    along: bool = False,
    bold: bool = False,
    kinds: Sequence[str] = (),
    skip: Sequence[str] = (),
    shape: str | None = None,
) -> Layer:
    layout: dict[str, Any] = {
        "text-field": "{name}",
        "text-font": _BOLD if bold else _REGULAR,
        "text-size": _by_zoom(size),
        "text-max-width": 8,
    }
    if along:
        layout |= {"symbol-placement": "line", "symbol-spacing": 300}
    return {
        **_layer(id, "symbol", layer, _filter(kinds, shape, skip), minzoom),
        "layout": layout,
        "paint": {
            "text-color": colour,
            "text-halo-color": colours.halo,
            "text-halo-width": 1.4,
        },
    }


def _by_zoom(stops: Mapping[int, float]) -> list[Any]:
    flat = [part for stop in stops.items() for part in stop]
    return ["interpolate", ["exponential", 1.4], ["zoom"], *flat]
