"""How the built-in map looks: land and water, borders, built-up areas, and the names of places."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from directory.basemap.colours import Colours
from directory.basemap.layers import BOLD, REGULAR, Layer, Maker

SOURCE = "world"
_MAKE = Maker(SOURCE)
_RANK = ["get", "population_rank"]
"""1 for a hamlet, 9 from 100,000 people on, 12 from a million on."""


def ground(colours: Colours) -> list[Layer]:
    """Land, water and borders."""
    make = _MAKE
    shore = {2: 0.3, 6: 0.8, 10: 1.4}
    return [
        {
            "id": "background",
            "type": "background",
            "paint": {"background-color": colours.land},
        },
        # The sea lies below each tile: pins must not stand in it before the land has come.
        make.fill("sea", "ocean", colours.water),
        make.fill("land", "earth", colours.land),
        # Built-up areas and rivers are too coarse for close views: they fade away.
        _fading(make.fill("built", "landuse", colours.built), "fill-opacity", 9.5, 11.5),
        _fading(make.line("river", "water", colours.river, {3: 0.4, 8: 1.4, 10: 2.2},
                          shape="LineString", minzoom=3), "line-opacity", 7.5, 9.5),
        make.fill("water", "water", colours.water),
        make.line("coast", "earth", colours.shore, shore),
        make.line("shore", "water", colours.shore, shore, shape="Polygon"),
        make.line("county", "boundaries", colours.county, {6: 0.4, 9: 1, 12: 1.4},
                  kinds=("county",), minzoom=6),
        make.line("region", "boundaries", colours.region, {2: 0.4, 6: 1, 10: 1.8},
                  kinds=("region",), dash=(4, 2), minzoom=2.5),
        make.line("country", "boundaries", colours.country, {1: 0.4, 5: 1, 10: 2.2},
                  kinds=("country",)),
    ]  # fmt: skip


def codes(colours: Colours) -> list[Layer]:
    """Postal codes, where names leave room."""
    soft = (colours.soft_text, colours.halo)
    return [
        _MAKE.names("codes", "places", soft, {11: 10, 14: 12.5}, minzoom=11,
                    kinds=("postal_code",), text_padding=8),
    ]  # fmt: skip


def names(colours: Colours) -> list[Layer]:
    """Names of places: those of countries find room first, then towns by their size."""
    town, soft = (colours.text, colours.halo), (colours.soft_text, colours.halo)
    return [
        _shown_from(_MAKE.names(
            "waters", "water", (colours.water_text, colours.water), {1: 10, 6: 13}, minzoom=1,
            kinds=("ocean", "sea", "lake"), shape="Point", text_letter_spacing=0.12,
            text_max_width=6, text_padding=12,
        )),
        {
            **_MAKE.names("regions", "places", soft, {3: 9.5, 6: 13}, minzoom=3,
                          kinds=("region",),
                          text_field=["step", ["zoom"],
                                      ["coalesce", ["get", "name:short"], ["get", "name"]],
                                      4.6, ["get", "name"]],
                          text_transform="uppercase", text_letter_spacing=0.12, text_padding=6,
                          text_max_width=7),
            "maxzoom": 8,
        },
        _shown_from(_MAKE.names(
            "towns", "places", town,
            {
                2: _by_rank(10, (12, 11.5), (14, 12.5)),
                5: _by_rank(11, (9, 12), (12, 14.5)),
                9: _by_rank(11.5, (6, 12.5), (8, 14), (10, 16), (12, 19)),
                13: _by_rank(12.5, (4, 13.5), (6, 15), (8, 17), (10, 19.5), (12, 23)),
            },
            minzoom=2, kinds=("locality",),
            text_font=["step", _RANK, ["literal", REGULAR], 8, ["literal", BOLD]],
            symbol_sort_key=["-", 0, _RANK], text_padding=5,
            # A pin in the middle of a town leaves room beside it.
            text_variable_anchor=["center", "top", "bottom", "left", "right"],
            text_radial_offset=1.4, text_justify="auto",
        )),
        {
            **_shown_from(_MAKE.names(
                "countries", "places", town,
                {1: _by_rank(9.5, (12, 11)), 5: _by_rank(12, (12, 15))},
                minzoom=1, kinds=("country",), text_font=BOLD, text_transform="uppercase",
                text_letter_spacing=0.1, text_padding=6, text_max_width=7,
                symbol_sort_key=["get", "min_zoom"],
            )),
            "maxzoom": 6.5,
        },
    ]  # fmt: skip


def _fading(layer: Layer, opacity: str, first: float, last: float) -> Layer:
    """The layer as it fades from one zoom to another, and is gone."""
    fades = ["interpolate", ["linear"], ["zoom"], first, 1, last, 0]
    return {**layer, "paint": {**layer["paint"], opacity: fades}, "maxzoom": last}


def _by_rank(smallest: float, *steps: tuple[int, float]) -> list[Any]:
    """A size in pixels, larger from these ranks on."""
    return ["step", _RANK, smallest, *(part for step in steps for part in step)]


def _shown_from(layer: Layer) -> Layer:
    """The layer with what the tiles say is shown at a zoom, and no more."""
    filter: Sequence[Any] = layer["filter"]
    return {**layer, "filter": [*filter, ["<=", ["get", "min_zoom"], ["zoom"]]]}
