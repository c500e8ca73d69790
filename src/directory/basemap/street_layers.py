"""How the operator's streets look, over tiles of the Protomaps schema.

Layers and their kinds: https://docs.protomaps.com/basemaps/layers.
"""

from __future__ import annotations

from directory.basemap.colours import Colours
from directory.basemap.layers import BOLD, Layer, Maker

SOURCE = "streets"
_MAKE = Maker(SOURCE, "s-")
_GREEN = ("park", "forest", "wood", "nature_reserve", "national_park", "grass", "golf_course",
          "cemetery", "pitch", "recreation_ground", "garden", "playground")  # fmt: skip
_BUILT = ("residential", "industrial", "commercial", "school", "university", "college",
          "hospital", "railway", "aerodrome")  # fmt: skip


def under_streets(colours: Colours) -> list[Layer]:
    """The ground that the streets lie on."""
    make = _MAKE
    return [
        make.fill("earth", "earth", colours.land),
        make.fill("built", "landuse", colours.built, kinds=_BUILT),
        make.fill("green", "landuse", colours.green, kinds=_GREEN),
        make.fill("water", "water", colours.water),
        make.line("river", "water", colours.water, {8: 0.6, 12: 2, 16: 8}, shape="LineString"),
        make.fill("building", "buildings", colours.building, minzoom=14),
        make.line("border", "boundaries", colours.region, {4: 0.6, 12: 1.6}, dash=(3, 2),
                  minzoom=4),
    ]  # fmt: skip


def streets(colours: Colours) -> list[Layer]:
    """Streets, the smallest first, each with an edge so that it stands out from the ground."""
    make = _MAKE
    widths = {
        "minor": (("minor_road",), colours.minor, {11: 0.4, 13: 1.6, 15: 5, 18: 18}, 11),
        "medium": (("medium_road",), colours.major, {9: 0.4, 13: 2.4, 15: 7, 18: 22}, 9),
        "major": (("major_road",), colours.major, {7: 0.5, 12: 2.4, 15: 8, 18: 26}, 7),
        "highway": (("highway",), colours.highway, {5: 0.6, 10: 2, 15: 10, 18: 30}, 5),
    }
    edges = [
        make.line(f"{id}-edge", "roads", colours.casing, {z: w + (1.2 if z > 10 else 0.6)
                  for z, w in width.items()}, kinds=kinds, minzoom=max(zoom, 10))
        for id, (kinds, _, width, zoom) in widths.items()
    ]  # fmt: skip
    return [
        make.line("path", "roads", colours.path, {13: 0.6, 18: 3}, kinds=("path", "other"),
                  dash=(2, 1.5), minzoom=13),
        make.line("rail", "roads", colours.rail, {10: 0.5, 16: 2.5}, kinds=("rail",), minzoom=10),
        *edges,
        *(
            make.line(id, "roads", colour, width, kinds=kinds, minzoom=zoom)
            for id, (kinds, colour, width, zoom) in widths.items()
        ),
    ]  # fmt: skip


def street_names(colours: Colours) -> list[Layer]:
    """Names along streets and water, of parks and quarters."""
    make = _MAKE
    text, water = (colours.text, colours.halo), (colours.water_text, colours.halo)
    return [
        make.names("street-names", "roads", text, {12: 9, 15: 11, 18: 15}, minzoom=12, along=True,
                   skip=("path", "rail", "ferry", "other")),
        make.names("water-lines", "water", water, {11: 10, 16: 13}, minzoom=11, along=True,
                   shape="LineString"),
        make.names("water-names", "water", water, {8: 10, 16: 14}, minzoom=8, shape="Polygon"),
        make.names("green-names", "landuse", (colours.green_text, colours.halo), {13: 10, 17: 13},
                   minzoom=13, kinds=("park", "nature_reserve", "cemetery", "golf_course")),
        make.names("quarters", "places", text, {11: 10, 15: 13}, minzoom=11,
                   kinds=("neighbourhood", "macrohood"), text_font=BOLD),
    ]  # fmt: skip
