"""The map: pins of the results over a base map that the app serves itself.

What reaches the browser is positions, counts, signs of our own and names of the gazetteer. No text
of a catalog does, not even an id: deck.gl takes some strings for expressions, and tooltips for
HTML, so there are none. A click comes back as the position of a pin.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pydeck
import streamlit as st

from directory.places.place import Place
from directory.render.pins import Pin, Size, View, zoomed_to
from directory.render.place_names import Name
from directory.ui.map_layers import (
    DARK,
    LARGEST_RING,
    LIGHT,
    at_pin,
    name_layer,
    pin_layer,
    place_layer,
    ring_layer,
    sign_layers,
)

WIDE, NARROW = Size(720, 560), Size(358, 420)
"""How large a map is on a desk and on a phone, in pixels, for the view that holds all pins."""


class Deck(pydeck.Deck):  # type: ignore[misc]
    """A pydeck map whose JSON has no spaces: a third of the size."""

    pins_layer: str
    """The id of the layer that can be tapped; it changes with what the map shows."""

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
    turn: int = 0,
    streets: str = "",
) -> Deck:
    """The map of these pins at a view, with the understood place and the radius searched.

    With another `turn` it looks the same, and no pin of it is selected. `streets` is the version of
    the operator's own street map, where there is one.
    """
    palette = DARK if dark else LIGHT
    shown = repr((view, place, radius_km, [(at_pin(pin), pin.kind, pin.count) for pin in pins]))
    revision = hashlib.sha256(shown.encode()).hexdigest()
    pins_layer = f"pins-{revision[:12]}-{turn}"
    radius = radius_km if radius_km is not None and radius_km < LARGEST_RING else None
    deck = Deck(
        layers=[
            *([ring_layer(place, radius, palette)] if place and radius else []),
            *([name_layer(names, palette)] if names else []),
            pin_layer(pins_layer, pins, palette),
            *sign_layers(pins, palette),
            *([place_layer(place, palette)] if place else []),
        ],
        initial_view_state=_view_state(view, int(revision[:5], 16)),
        # The wheel scrolls the page past the map; buttons, double click and two fingers zoom it.
        views=[
            pydeck.View(
                type="MapView",
                id="map",
                controller={"scrollZoom": False, "dragRotate": False, "touchRotate": False},
            )
        ],
        map_provider="maplibre",
        map_style=f"{palette.streets}?v={streets}" if streets else palette.style,
        tooltip=False,
    )
    deck.pins_layer = pins_layer
    return deck


def _view_state(view: View, revision: int) -> pydeck.ViewState:
    """The view, moved by less than a pixel.

    Of a new view, Streamlit's chart takes over only the numbers that differ from the last ones it
    was sent: a reader who has zoomed since would be moved to the new middle at the old zoom. So
    all three differ whenever the map shows something else.
    """
    nudge = revision * 1e-11
    return pydeck.ViewState(
        latitude=view.latitude + nudge,
        longitude=view.longitude + nudge,
        zoom=view.zoom + nudge,
        pitch=0,
        bearing=0,
    )


def clicked(event: Any, deck: Deck, pins: Sequence[Pin], view: View, size: Size) -> Click | None:
    """What a selection of `st.pydeck_chart` asks for; `None` when no pin of this map is selected.

    The event comes from a browser, perhaps about a map shown earlier: anything but the position
    of a pin in this one is taken for no selection.
    """
    selection = event.get("selection") if isinstance(event, Mapping) else None
    indices = selection.get("indices") if isinstance(selection, Mapping) else None
    chosen = indices.get(deck.pins_layer) if isinstance(indices, Mapping) else None
    if not isinstance(chosen, Sequence) or not chosen:
        return None
    index = chosen[0]
    if not isinstance(index, int) or not 0 <= index < len(pins):
        return None
    pin = pins[index]
    closer = zoomed_to(pin, view, size)
    return Click(view=closer) if closer else Click(members=pin.members)


def show_map(
    pins: Sequence[Pin],
    names: Sequence[Name],
    view: View,
    size: Size,
    *,
    alt: str,
    dark: bool = False,
    place: Place | None = None,
    radius_km: float | None = None,
    turn: int = 0,
    streets: str = "",
    key: str = "map",
) -> Click | None:
    """Put the map on the page; tells what the pin selected on it asks for.

    One key serves for every view and result: the chart stays, and what it shows changes. The same
    answer comes back on each run for as long as the pin is selected: once it has been followed, the
    next `turn` frees the pin for another tap.

    :param alt: what the map shows, in words, for those who do not see it.
    """
    deck = build_deck(
        pins,
        names,
        view,
        dark=dark,
        place=place,
        radius_km=radius_km,
        turn=turn,
        streets=streets,
    )
    event = st.pydeck_chart(
        deck,
        on_select="rerun",
        selection_mode="single-object",
        key=key,
        height=round(size.height),
        alt=alt,
    )
    return clicked(event, deck, pins, view, size)
