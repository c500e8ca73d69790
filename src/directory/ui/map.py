"""The map: pins of the results over a base map that the app serves itself.

What reaches the browser is positions, counts, signs of our own and names of the gazetteer. No text
of a catalog does, not even an id: deck.gl takes some strings for expressions, and tooltips for
HTML, so there are none. A click comes back as the position of a pin.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pydeck

from directory.places.distance import EARTH_RADIUS_KM
from directory.places.place import Place
from directory.render.pins import MIXED, Mark, Pin, Size, View, mark_of, zoomed_to
from directory.render.place_names import Name
from directory.words import N_

ATTRIBUTION = N_("Map: Natural Earth, US Census Bureau. Place names: GeoNames, CC BY 4.0.")
"""To be shown with every map."""
PINS_LAYER = "pins"
LARGEST_RING = 2000.0
"""Kilometers: beyond this a circle on the sphere is no ring on the map."""
WIDE, NARROW = Size(720, 560), Size(358, 420)
"""How large a map is on a desk and on a phone, in pixels, for the view that holds all pins."""


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours that lie over a base map, hexadecimal."""

    style: str
    """The base map's style, relative to the page."""
    name: str
    halo: str
    cluster: str
    edge: str
    place: str


LIGHT = Palette(
    style="app/static/style-light.json",
    name="#5B5348",
    halo="#F5F0E7",
    cluster="#37424B",
    edge="#FFFFFF",
    place="#B3261E",
)
DARK = Palette(
    style="app/static/style-dark.json",
    name="#B9BFC7",
    halo="#1D2126",
    cluster="#56626E",
    edge="#F2EFE9",
    place="#FF8A7A",
)
SIGN = "#FFFFFF"
"""The colour of what stands on a pin."""


class Deck(pydeck.Deck):  # type: ignore[misc]
    """A pydeck map whose JSON has no spaces: a third of the size."""

    def to_json(self) -> str:
        """The map as deck.gl reads it."""
        return json.dumps(json.loads(super().to_json()), separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Click:
    """What a tap on a pin asks for: one of the two is set."""

    members: tuple[int, ...] = ()
    """Positions in the results of the entries at one place, to be opened as a list."""
    view: View | None = None
    """The view that parts a cluster."""


def size_for(user_agent: str) -> Size:
    """A guess at the map's size; Streamlit tells the server nothing about the window."""
    return NARROW if "Mobi" in user_agent else WIDE


def build_deck(
    pins: Sequence[Pin],
    names: Sequence[Name],
    view: View,
    *,
    dark: bool = False,
    place: Place | None = None,
    radius_km: float | None = None,
) -> Deck:
    """The map of these pins at a view, with the understood place and the radius searched."""
    palette = DARK if dark else LIGHT
    layers = [
        *(
            [_ring(place, radius_km, palette)]
            if place and radius_km and radius_km < LARGEST_RING
            else []
        ),
        *([_names(names, palette)] if names else []),
        _pins(pins, palette),
        *_signs(pins, palette),
        *([_cross(place, palette)] if place else []),
    ]
    return Deck(
        layers=layers,
        initial_view_state=pydeck.ViewState(
            latitude=view.latitude, longitude=view.longitude, zoom=view.zoom, pitch=0, bearing=0
        ),
        # The wheel scrolls the page past the map; buttons, double click and two fingers zoom it.
        views=[
            pydeck.View(
                type="MapView",
                id="map",
                controller={
                    "scrollZoom": False,
                    "dragRotate": False,
                    "touchRotate": False,
                    "keyboard": True,
                },
            )
        ],
        map_provider="maplibre",
        map_style=palette.style,
        tooltip=False,
    )


def deck_key(deck: Deck) -> str:
    """A widget key that changes with what the map shows.

    With the same key Streamlit's chart keeps the reader's own view and an earlier selection, and
    of a new view takes over only those numbers that differ from the last one it was sent. A new
    key mounts it afresh, at the new view with nothing selected.
    """
    return f"map-{hashlib.sha256(deck.to_json().encode()).hexdigest()[:16]}"


def clicked(event: Any, pins: Sequence[Pin], view: View, size: Size) -> Click | None:
    """What a selection of `st.pydeck_chart` asks for; `None` when no pin is selected.

    The event comes from a browser: anything but the position of a pin is taken for no selection.
    """
    selection = event.get("selection") if isinstance(event, Mapping) else None
    indices = selection.get("indices") if isinstance(selection, Mapping) else None
    chosen = indices.get(PINS_LAYER) if isinstance(indices, Mapping) else None
    if not isinstance(chosen, Sequence) or not chosen:
        return None
    index = chosen[0]
    if not isinstance(index, int) or not 0 <= index < len(pins):
        return None
    pin = pins[index]
    closer = zoomed_to(pin, view, size)
    return Click(view=closer) if closer else Click(members=pin.members)


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


def _pins(pins: Sequence[Pin], palette: Palette) -> pydeck.Layer:
    looks = [look(pin, palette) for pin in pins]
    data = [
        {"at": _at(pin), "r": round(radius, 1), "c": _rgb(mark.colour)}
        for pin, (mark, radius) in zip(pins, looks, strict=True)
    ]
    return pydeck.Layer(
        "ScatterplotLayer",
        data,
        id=PINS_LAYER,
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


def _signs(pins: Sequence[Pin], palette: Palette) -> list[pydeck.Layer]:
    """Signs on the pins: of kinds, counts of clusters, and how many entries share a place."""
    places: list[dict[str, Any]] = []
    clusters: list[dict[str, Any]] = []
    shared: list[dict[str, Any]] = []
    for pin in pins:
        row = {"at": _at(pin), "t": look(pin, palette)[0].glyph}
        (places if pin.one_place else clusters).append(row)
        if pin.one_place and pin.count > 1:
            shared.append({"at": _at(pin), "t": str(pin.count)})
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


def _names(names: Sequence[Name], palette: Palette) -> pydeck.Layer:
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
        font_family=_text(
            "Source Sans, system-ui, -apple-system, Segoe UI, Roboto, Helvetica, sans-serif"
        ),
        character_set=_text("auto"),
        pickable=False,
        _sub_layer_props={"characters": characters},
        **options,
    )


def _cross(place: Place, palette: Palette) -> pydeck.Layer:
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


def _ring(place: Place, radius_km: float, palette: Palette) -> pydeck.Layer:
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
) -> tuple[np.ndarray[Any, np.dtype[np.float64]], np.ndarray[Any, np.dtype[np.float64]]]:
    """Latitudes and longitudes of a closed circle on the sphere, in degrees."""
    angle = radius_km / EARTH_RADIUS_KM
    bearing = np.linspace(0, 2 * np.pi, points)
    start = np.radians(latitude)
    end = np.arcsin(np.sin(start) * np.cos(angle) + np.cos(start) * np.sin(angle) * np.cos(bearing))
    turn = np.arctan2(
        np.sin(bearing) * np.sin(angle) * np.cos(start), np.cos(angle) - np.sin(start) * np.sin(end)
    )
    return np.degrees(end), longitude + np.degrees(turn)


def _at(pin: Pin) -> list[float]:
    return [round(pin.longitude, 5), round(pin.latitude, 5)]


def _rgb(colour: str) -> list[int]:
    return [int(colour[at : at + 2], 16) for at in (1, 3, 5)]


def _text(value: str) -> str:
    """A string that pydeck passes on as it is, instead of reading it as an expression."""
    return f"'{value}'"
