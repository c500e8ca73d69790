"""The layers of the map, as deck.gl draws them: pins, their numbers, the place, the radius."""

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
from directory.render.markers import Marker
from directory.render.pins import CLUSTER, MARKS, MIXED, MIXED_MARK, PLACE, Pin

LARGEST_RING = 2000.0
"""Kilometers: beyond this a circle on the sphere is no ring on the map."""
NUMBERED, PLAIN, CROSS, BADGE = 34, 24, 38, 17
"""How large a pin with a number is, one without, the cross, and a badge, in pixels."""
SOLID, PALE = 255, 185
"""How clear a pin is: a place that is only about there is pale. 255 hides what lies below."""
CELL = 64
"""How large a shape is in the picture that the browser draws of all of them, in pixels."""


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours that lie over a base map, hexadecimal."""

    edge: str
    cluster: str
    place: str
    lit: str


LIGHT = Palette(edge="#FFFFFF", cluster="#37424B", place="#B3261E", lit="#FFB300")
DARK = Palette(edge="#F2EFE9", cluster="#56626E", place="#FF8A7A", lit="#FFD166")
SIGN = "#FFFFFF"
"""The colour of what stands on a pin."""
_SHAPES = {**{str(kind): mark for kind, mark in MARKS.items()}, MIXED: MIXED_MARK}
_CROSS, _BADGE = "cross", "badge"


def shapes(palette: Palette) -> dict[str, tuple[str, str]]:
    """The path and colour of each shape, in the order in which they stand side by side.

    They are those of the kinds, the cross on the place searched from, and the badge that says how
    many entries share a door.
    """
    return {
        **{name: (mark.shape, mark.colour) for name, mark in _SHAPES.items()},
        _CROSS: (PLACE.shape, palette.place),
        _BADGE: (CLUSTER.shape, palette.cluster),
    }


def disc(pin: Pin) -> float:
    """The radius of the disc that stands for several places, in pixels."""
    return 14.0 + 2.2 * math.log10(pin.count)


def cluster_layer(markers: Sequence[Marker], palette: Palette) -> pydeck.Layer:
    """The discs of what lies close together."""
    data = [
        {"at": at_pin(each.pin), "r": round(disc(each.pin), 1), "p": number}
        for number, each in enumerate(markers)
        if not each.pin.one_place
    ]
    return pydeck.Layer(
        "ScatterplotLayer",
        # What stands for cards is drawn last, on top.
        data[::-1],
        id="discs",
        get_position="at",
        get_radius="r",
        get_fill_color=_rgb(palette.cluster),
        get_line_color=_rgb(palette.edge),
        radius_units=_text("pixels"),
        line_width_units=_text("pixels"),
        get_line_width=2,
        stroked=True,
        pickable=True,
    )


def place_layer(place: Place) -> pydeck.Layer:
    """The understood place: a cross, unlike any pin."""
    at = [round(place.longitude, 4), round(place.latitude, 4)]
    return _icons("place", [{"at": at, "i": _CROSS, "s": CROSS, "o": [0, 0], "c": SOLID}])


def pin_layer(markers: Sequence[Marker]) -> pydeck.Layer:
    """The places, each in the shape of its kind."""
    rows: list[dict[str, Any]] = []
    # The first card is drawn last: what comes first in the list is on top.
    for number, each in reversed([*enumerate(markers)]):
        if not each.pin.one_place:
            continue
        at = at_pin(each.pin)
        kind = each.pin.kind if each.pin.kind in _SHAPES else "other"
        size = NUMBERED if each.numbers else PLAIN
        row: dict[str, Any] = {"at": at, "i": kind, "s": size, "o": [0, 0], "p": number}
        rows.append(row | {"c": PALE if each.rough else SOLID})
        if each.pin.count > 1:
            wide = BADGE + 4 * (len(str(each.pin.count)) - 1)
            badge = {"at": at, "i": _BADGE, "s": wide, "o": _beside(each), "p": number}
            rows.append(badge | {"c": SOLID})
    return _icons("pins", rows, pickable=True)


def text_layers(markers: Sequence[Marker]) -> list[pydeck.Layer]:
    """Numbers on the pins, counts on the discs, and how many entries share a door."""
    written: list[dict[str, Any]] = []
    shared: list[dict[str, Any]] = []
    for each in reversed(markers):
        at = at_pin(each.pin)
        if each.text:
            size = 14 if each.numbers and each.pin.one_place else 12
            written.append({"at": at, "t": each.text, "s": size})
        if each.pin.one_place and each.pin.count > 1:
            shared.append({"at": at, "t": f"{each.pin.count}", "s": 11, "o": _beside(each)})
    drawn = [_texts("numbers", written), _texts("shared", shared, get_pixel_offset="o")]
    return [layer for layer in drawn if layer.data]


def _beside(marker: Marker) -> list[int]:
    """Where the badge of a pin stands, in pixels right of and below its middle."""
    return [15, -14] if marker.numbers else [11, -11]


def lit_layer(palette: Palette) -> pydeck.Layer:
    """The rim around the pin that is pointed at; the browser says which that is."""
    return pydeck.Layer(
        "ScatterplotLayer",
        [],
        id="lit",
        get_position="at",
        get_radius="r",
        radius_units=_text("pixels"),
        line_width_units=_text("pixels"),
        get_line_width=5,
        stroked=True,
        filled=False,
        get_line_color=_rgb(palette.lit),
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


def _icons(id: str, rows: list[dict[str, Any]], *, pickable: bool = False) -> pydeck.Layer:
    """Shapes out of the one picture in which the browser draws them side by side."""
    names = [*_SHAPES, _CROSS, _BADGE]
    return pydeck.Layer(
        "IconLayer",
        rows,
        id=id,
        get_position="at",
        get_icon="i",
        get_size="s",
        get_pixel_offset="o",
        # Of a shape that has its colours only how clear it is counts.
        get_color="[0, 0, 0, c]",
        icon_mapping={
            name: {"x": CELL * at, "y": 0, "width": CELL, "height": CELL, "anchorY": CELL // 2}
            for at, name in enumerate(names)
        },
        pickable=pickable,
        alpha_cutoff=-1,
    )


def _texts(id: str, data: list[dict[str, Any]], **options: Any) -> pydeck.Layer:
    return pydeck.Layer(
        "TextLayer",
        data,
        id=id,
        get_position="at",
        get_text="t",
        get_size="s",
        get_color=[*_rgb(SIGN), 255],
        font_family=_text("-apple-system, Segoe UI, Roboto, Arial, sans-serif"),
        font_weight=700,
        font_settings={"fontSize": 48},
        character_set=_text("auto"),
        pickable=False,
        **options,
    )


def _rgb(colour: str) -> list[int]:
    return [int(colour[at : at + 2], 16) for at in (1, 3, 5)]


def _text(value: str) -> str:
    """A string that pydeck passes on as it is, instead of reading it as an expression."""
    return f"'{value}'"
