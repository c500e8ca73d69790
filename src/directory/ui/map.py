"""The map: what the page's script needs to draw it.

What deck.gl reads is positions, counts and codes of kinds. No text of a catalog does, not even an
id: deck.gl takes some strings for expressions. Names go to the script beside it, which writes them
as text.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pydeck

from directory.basemap.online import OnlineStyle
from directory.model import Unit
from directory.places.distance import KM_PER_MILE
from directory.places.place import Place
from directory.render.markers import Marker, markers, shown_of, view_of
from directory.render.pins import CLOSEST, Size
from directory.render.pins import View as Look
from directory.render.results import page_of
from directory.render.view import View
from directory.search import Results
from directory.ui.map_layers import (
    CELL,
    DARK,
    LARGEST_RING,
    LIGHT,
    Palette,
    cluster_layer,
    lit_layer,
    pin_layer,
    place_layer,
    ring_layer,
    shapes,
    text_layers,
)
from directory.words import Words

WIDE, NARROW = Size(470, 700), Size(362, 420)
"""How large a map is on a desk and on a phone, in pixels, until the browser has told."""
SMALLEST, LARGEST = 120, 6_000
"""Pixels: what a browser may say of the map's size."""


def size_for(user_agent: str) -> Size:
    """A guess at the map's size, before the browser has told it."""
    return NARROW if "Mobi" in user_agent else WIDE


def told_size(told: object) -> Size | None:
    """The size that a browser tells, as `[width, height]`; `None` where that cannot be."""
    if not isinstance(told, list) or len(told) != 2:
        return None
    width, height = told
    if not all(type(side) in (int, float) and SMALLEST <= side <= LARGEST for side in told):
        return None
    return Size(float(width), float(height))


def build_deck(
    marks: Sequence[Marker],
    look: Look,
    palette: Palette,
    *,
    place: Place | None = None,
    radius_km: float | None = None,
) -> pydeck.Deck:
    """The pins at a view, with the understood place and the radius searched."""
    radius = radius_km if radius_km is not None and radius_km < LARGEST_RING else None
    return pydeck.Deck(
        layers=[
            *([ring_layer(place, radius, palette)] if place and radius else []),
            *([place_layer(place)] if place else []),
            cluster_layer(marks, palette),
            lit_layer(palette),
            pin_layer(marks),
            *text_layers(marks),
        ],
        initial_view_state=pydeck.ViewState(
            latitude=look.latitude, longitude=look.longitude, zoom=look.zoom, pitch=0, bearing=0
        ),
        map_provider="maplibre",
        map_style="",
        tooltip=False,
    )


def picture(
    results: Results,
    view: View,
    size: Size,
    *,
    dark: bool,
    code: str,
    streets: str,
    online: OnlineStyle | None = None,
) -> dict[str, Any]:
    """What the page's script draws for a page of results.

    `code` is the address of the script that draws maps, from the app's root; `streets` is the
    version of the base map, with which its addresses change.
    """
    snapshot, query, words = results.snapshot, view.query, view.words
    shown = shown_of(results)
    asked, cards = query.map, page_of(results, query)
    look = (
        Look(asked.latitude, asked.longitude, asked.zoom)
        if asked
        else view_of(shown, cards, size, snapshot.home)
    )
    marks = markers(results, shown, cards, look, size, words)
    palette, theme = (DARK, "dark") if dark else (LIGHT, "light")
    within = query.within
    radius = within.value if within else snapshot.settings.radius
    unit = within.unit if within else snapshot.settings.units
    deck = build_deck(
        marks,
        look,
        palette,
        place=results.place,
        # A list is not bounded by a radius: from the place, distances are measured only.
        radius_km=None if query.id else radius * KM_PER_MILE if unit is Unit.MILES else radius,
    )
    drawn = json.loads(deck.to_json())
    # The style is set once the map is there: it may be the reader's own choice.
    drawn.pop("mapStyle", None)
    return {
        "deck": drawn,
        "place": [results.place.longitude, results.place.latitude] if results.place else None,
        "look": [look.longitude, look.latitude, look.zoom],
        "asked": asked is not None,
        "marks": [told(each) for each in marks],
        "shapes": [*shapes(palette).values()],
        "cell": CELL,
        "edge": palette.edge,
        "closest": CLOSEST + 1,
        "size": [size.width, size.height],
        "code": f"{view.base}/{code}",
        "style": f"{view.base}/tiles/style-{theme}.json?v={streets}",
        "units": str(snapshot.settings.units),
        "area": not query.id,
        "online": None if online is None else asking(online, words),
        "say": sayings(len(shown.ranks), words),
    }


def told(marker: Marker) -> dict[str, Any]:
    """A mark as the script needs it beside what deck.gl draws."""
    at = [round(marker.pin.longitude, 5), round(marker.pin.latitude, 5)]
    found: dict[str, Any] = {"at": at, "label": marker.label}
    if marker.numbers:
        found["numbers"] = list(marker.numbers)
    if marker.open:
        found["open"] = marker.open
    if marker.site:
        found["site"] = marker.site
    if marker.closer:
        closer = marker.closer
        found["closer"] = [closer.longitude, closer.latitude, closer.zoom]
    return found


def sayings(count: int, words: Words) -> Mapping[str, str]:
    """What stands on the map's own buttons, and what is told of it to those who do not see it."""
    say = words._
    return {
        "canvas": say("Map. Arrow keys move it, plus and minus bring it closer or farther."),
        "pins": words.n("{count} place on the map", "{count} places on the map", count),
        "closer": say("Zoom in"),
        "farther": say("Zoom out"),
        "area": say("Search this area"),
        "back": say("Back to results"),
        "broken": say("The map cannot be drawn here. The list shows the same places."),
        "miles": say("mi"),
        "feet": say("ft"),
        "kilometers": say("km"),
        "meters": say("m"),
    }


def asking(online: OnlineStyle, words: Words) -> Mapping[str, Any]:
    """How the reader is asked before another server is."""
    say = words._
    return {
        "url": online.url,
        "hosts": list(online.hosts),
        "credits": list(online.credits),
        "show": say("Show streets"),
        "hide": say("Hide streets"),
        "ask": say(
            "The streets come from {hosts}. They will see which part of the map is looked at. "
            "They will not see what you search for.",
            hosts=", ".join(online.hosts),
        ),
        "yes": say("Show streets"),
        "no": say("No, thank you"),
        "unreachable": say("The streets cannot be shown right now. This is the built-in map."),
    }
