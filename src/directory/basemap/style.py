"""The styles of the map: the built-in ground, the operator's streets over it, names over both.

The style language: https://maplibre.org/maplibre-style-spec/.
"""

from __future__ import annotations

from typing import Any

from directory.basemap import built_in, street_layers
from directory.basemap.colours import Colours
from directory.basemap.tiles import About

OPENSTREETMAP = '<a href="https://www.openstreetmap.org/copyright">© OpenStreetMap</a>'
"""What the licence of nearly all street maps asks for (https://osmfoundation.org/wiki/Licence)."""
BUILT_IN = (
    "Natural Earth, US Census Bureau, "
    '<a href="https://www.geonames.org">GeoNames</a> '
    '(<a href="https://creativecommons.org/licenses/by/4.0/">CC BY 4.0</a>)'
)
"""What the built-in map is made of. GeoNames' licence asks for it, the others for nothing."""


def style(
    colours: Colours,
    world: dict[str, Any],
    streets: dict[str, Any] | None,
    *,
    glyphs: str,
) -> dict[str, Any]:
    """A style over the sources of the built-in map and, where there are some, of streets.

    `glyphs` is the address of letters, with `{fontstack}` and `{range}`. Addresses are whole, for
    they are asked for by workers that have none of their own.
    """
    sources = {built_in.SOURCE: world}
    layers = built_in.ground(colours)
    if streets is not None:
        sources[street_layers.SOURCE] = streets
        layers += [*street_layers.under_streets(colours), *street_layers.streets(colours)]
    layers += built_in.codes(colours)
    if streets is not None:
        layers += street_layers.street_names(colours)
    layers += built_in.names(colours)
    return {"version": 8, "glyphs": glyphs, "sources": sources, "layers": layers}


def source(about: About, address: str, credit: str) -> dict[str, Any]:
    """A source of a style: the tiles at an address with `{z}`, `{x}` and `{y}`."""
    bounds = about.bounds
    return {
        "type": "vector",
        "tiles": [address],
        "minzoom": about.min_zoom,
        "maxzoom": about.max_zoom,
        "bounds": [bounds.west, bounds.south, bounds.east, bounds.north],
        "attribution": credit,
    }
