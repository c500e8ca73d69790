"""The layers of the map, as deck.gl draws them: pins, their signs, names, the place, the radius."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pydeck
from numpy.typing import NDArray

from directory.places.distance import EARTH_RADIUS_KM
from directory.places.place import Place
from directory.render.pins import MIXED, Mark, Pin, mark_of
from directory.render.place_names import Name

LARGEST_RING = 2000.0
"""Kilometers: beyond this a circle on the sphere is no ring on the map."""


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours that lie over a base map, hexadecimal."""

    style: str
    """The built-in map's style, relative to the page."""
    streets: str
    """The style of the operator's street map, relative to the page."""
    name: str
    halo: str
    cluster: str
    edge: str
    place: str


LIGHT = Palette(
    style="app/static/style-light.json",
    streets="tiles/style-light.json",
    name="#5B5348",
    halo="#F5F0E7",
    cluster="#37424B",
    edge="#FFFFFF",
    place="#B3261E",
)
DARK = Palette(
    style="app/static/style-dark.json",
    streets="tiles/style-dark.json",
    name="#B9BFC7",
    halo="#1D2126",
    cluster="#56626E",
    edge="#F2EFE9",
    place="#FF8A7A",
)
SIGN = "#FFFFFF"
"""The colour of what stands on a pin."""


def look(pin: Pin, palette: Palette) -> tuple[Mark, float]:
    """A pin's sign and colour, and its radius in pixels.

    A place wears the sign of its kind. A cluster is larger and wears its count; it has the colour
    of a kind only when all its entries are of that kind.
    """
    if pin.one_place:
        return mark_of(pin.kind), 13.0
    text = str(pin.count) if pin.count < 10_000 else f"{pin.count // 1000}k"
    colour = palette.cluster if pin.kind == MIXED else mark_of(pin.kind).colour
    return Mark(text, colour), 14.0 + 2.4 * math.log10(pin.count) + len(text)


def pin_layer(id: str, pins: Sequence[Pin], palette: Palette) -> pydeck.Layer:
    """The discs of the pins, which can be tapped."""
    looks = [look(pin, palette) for pin in pins]
    data = [
        {"at": at_pin(pin), "r": round(radius, 1), "c": _rgb(mark.colour)}
        for pin, (mark, radius) in zip(pins, looks, strict=True)
    ]
    return pydeck.Layer(
        "ScatterplotLayer",
        data,
        id=id,
        get_position="at",
        get_radius="r",
        get_fill_color="c",
        get_line_color=_rgb(palette.edge),
        radius_units=_text("pixels"),
        line_width_units=_text("pixels"),
        get_line_width=2,
        stroked=True,
        pickable=True,
        auto_highlight=True,
        highlight_color=[255, 255, 255, 60],
    )


def sign_layers(pins: Sequence[Pin], palette: Palette) -> list[pydeck.Layer]:
    """Signs on the pins: of kinds, counts of clusters, and how many entries share a place."""
    places: list[dict[str, Any]] = []
    clusters: list[dict[str, Any]] = []
    shared: list[dict[str, Any]] = []
    for pin in pins:
        row = {"at": at_pin(pin), "t": look(pin, palette)[0].glyph}
        (places if pin.one_place else clusters).append(row)
        if pin.one_place and pin.count > 1:
            shared.append({"at": at_pin(pin), "t": str(pin.count)})
    bold: dict[str, Any] = {"font_weight": 700}
    drawn = [
        _texts("pin-signs", places, SIGN, get_size=14, **bold),
        _texts("pin-counts", clusters, SIGN, get_size=13, **bold),
        _texts(
            "pin-shared",
            shared,
            SIGN,
            get_size=11,
            get_pixel_offset=[12, -12],
            background=True,
            get_background_color=_rgb(palette.cluster),
            background_padding=[4, 1, 4, 1],
            background_border_radius=7,
            get_border_color=_rgb(palette.edge),
            get_border_width=1,
            **bold,
        ),
    ]
    return [layer for layer in drawn if layer.data]


def name_layer(names: Sequence[Name], palette: Palette) -> pydeck.Layer:
    """The names of towns, each with a rim in the colour of the ground."""
    data = [
        {
            "at": [round(name.longitude, 4), round(name.latitude, 4)],
            "t": name.text,
            "s": name.size,
            "o": list(name.offset),
        }
        for name in names
        if not name.text.startswith("@@")
    ]
    return _texts(
        "place-names",
        data,
        palette.name,
        halo=palette.halo,
        get_size="s",
        get_pixel_offset="o",
        font_weight=600,
    )


def _texts(
    id: str, data: list[dict[str, Any]], colour: str, *, halo: str | None = None, **options: Any
) -> pydeck.Layer:
    # The colour goes to the sublayer, where a selection does not fade it as it does other pins.
    characters: dict[str, Any] = {"getColor": [*_rgb(colour), 255]}
    if halo:
        options |= {
            "font_settings": {"sdf": True, "radius": 12, "cutoff": 0.2, "fontSize": 48},
            "outline_width": 3,
            "outline_color": [*_rgb(halo), 255],
        }
    else:
        options |= {"font_settings": {"fontSize": 48}}
    return pydeck.Layer(
        "TextLayer",
        data,
        id=id,
        get_position="at",
        get_text="t",
        font_family=_text("-apple-system, Segoe UI, Roboto, Arial, sans-serif"),
        character_set=_text("auto"),
        pickable=False,
        _sub_layer_props={"characters": characters},
        **options,
    )


def place_layer(place: Place, palette: Palette) -> pydeck.Layer:
    """The understood place: a ring with a dot in it, unlike any pin."""
    at = [round(place.longitude, 4), round(place.latitude, 4)]
    return pydeck.Layer(
        "ScatterplotLayer",
        [{"at": at, "r": 10, "a": 0}, {"at": at, "r": 3, "a": 255}],
        id="place",
        get_position="at",
        get_radius="r",
        radius_units=_text("pixels"),
        line_width_units=_text("pixels"),
        get_line_width=2.5,
        stroked=True,
        get_fill_color="[{}, {}, {}, a]".format(*_rgb(palette.place)),
        get_line_color=_rgb(palette.place),
        pickable=False,
    )


def ring_layer(place: Place, radius_km: float, palette: Palette) -> pydeck.Layer:
    """The radius that was searched, as a thin ring."""
    latitudes, longitudes = circle(place.latitude, place.longitude, radius_km)
    path = np.round(np.column_stack([longitudes, latitudes]), 4).tolist()
    return pydeck.Layer(
        "PathLayer",
        [{"path": path}],
        id="radius",
        get_path="path",
        get_color=[*_rgb(palette.place), 150],
        get_width=1.5,
        width_units=_text("pixels"),
        pickable=False,
    )


def circle(
    latitude: float, longitude: float, radius_km: float, points: int = 121
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Latitudes and longitudes of a closed circle on the sphere, in degrees."""
    angle = radius_km / EARTH_RADIUS_KM
    bearing = np.linspace(0, 2 * np.pi, points)
    start = np.radians(latitude)
    end = np.arcsin(np.sin(start) * np.cos(angle) + np.cos(start) * np.sin(angle) * np.cos(bearing))
    turn = np.arctan2(
        np.sin(bearing) * np.sin(angle) * np.cos(start), np.cos(angle) - np.sin(start) * np.sin(end)
    )
    return np.degrees(end), longitude + np.degrees(turn)


def at_pin(pin: Pin) -> list[float]:
    """A pin's longitude and latitude, to about a meter."""
    return [round(pin.longitude, 5), round(pin.latitude, 5)]


def _rgb(colour: str) -> list[int]:
    return [int(colour[at : at + 2], 16) for at in (1, 3, 5)]


def _text(value: str) -> str:
    """A string that pydeck passes on as it is, instead of reading it as an expression."""
    return f"'{value}'"
