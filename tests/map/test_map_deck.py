"""What the map sends to the browser, and what it makes of what comes back."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from directory.places.distance import haversine_km
from directory.places.place import Place
from directory.render.pins import Pin, Size, View, cluster
from directory.render.place_names import Name
from directory.ui.map import NARROW, WIDE, Click, Deck, build_deck, clicked, size_for
from directory.ui.map_layers import circle

SIZE = Size(720, 560)
VIEW = View(34.05, -118.25, 10)
PLACE = Place("@@=alert(1)", 34.05, -118.25, "city", "US", "CA", True, "<b>x</b>")
NAMES = [
    Name("Los Angeles", 34.05, -118.24, (0.0, 0.0), 17.0),
    Name("@@=evil", 34, -118, (0, 0), 9),
]


def some_pins() -> list[Pin]:
    lat = [34.05, 34.05, 34.20, 34.201, 33.90]
    lng = [-118.25, -118.25, -118.40, -118.401, -118.10]
    return cluster(lat, lng, ["meeting", "meeting", "food", "legal", "housing"], VIEW, SIZE)


def some_deck(*, dark: bool = False, view: View = VIEW) -> Deck:
    return build_deck(some_pins(), NAMES, view, dark=dark, place=PLACE, radius_km=16)


def selected(deck: Deck, *indices: Any) -> dict[str, Any]:
    return {"selection": {"indices": {deck.pins_layer: list(indices)}, "objects": {}}}


@pytest.mark.parametrize("dark", [False, True])
def test_the_map_asks_nothing_of_any_other_server(dark: bool) -> None:
    deck = json.loads(some_deck(dark=dark).to_json())
    assert not re.search(r"https?:|//|data:", json.dumps(deck))
    assert deck["mapStyle"] == f"app/static/style-{'dark' if dark else 'light'}.json"
    assert deck["mapProvider"] == "maplibre"


def test_no_text_of_a_stranger_reaches_the_map() -> None:
    """deck.gl runs strings that begin with @@= as expressions."""
    text = some_deck().to_json()
    assert "evil" not in text
    assert "alert" not in text
    assert "<b>" not in text
    data = [row for layer in json.loads(text)["layers"] for row in layer["data"]]
    assert data
    assert not [value for row in data for value in row.values() if str(value).startswith("@@")]


def test_only_pins_can_be_tapped() -> None:
    deck = some_deck()
    layers = json.loads(deck.to_json())["layers"]
    assert [layer["id"] for layer in layers if layer["pickable"]] == [deck.pins_layer]


def test_a_place_wears_the_sign_of_its_kind_and_a_cluster_its_count() -> None:
    layers = {layer["id"]: layer for layer in json.loads(some_deck().to_json())["layers"]}
    assert [row["t"] for row in layers["pin-signs"]["data"]] == ["M", "H"]
    assert [row["t"] for row in layers["pin-shared"]["data"]] == ["2"]
    assert [row["t"] for row in layers["pin-counts"]["data"]] == ["2"]


def test_a_tap_on_a_place_opens_its_entries() -> None:
    deck = some_deck()
    assert clicked(selected(deck, 0), deck, some_pins(), VIEW, SIZE) == Click(members=(0, 1))


def test_a_tap_on_a_cluster_comes_closer() -> None:
    deck = some_deck()
    click = clicked(selected(deck, 1), deck, some_pins(), VIEW, SIZE)
    assert click is not None
    assert click.members == ()
    assert click.view is not None
    assert click.view.zoom > VIEW.zoom
    assert click.view.latitude == pytest.approx(34.2, abs=0.002)


@pytest.mark.parametrize(
    "event",
    [
        None,
        {},
        {"selection": None},
        {"selection": {"indices": []}},
        {"selection": {"indices": {}}},
        {"selection": {"indices": {"pins-of-another-map": [0]}}},
    ],
)
def test_what_is_no_tap_on_this_map_is_ignored(event: Any) -> None:
    assert clicked(event, some_deck(), some_pins(), VIEW, SIZE) is None


@pytest.mark.parametrize("index", [-1, 99, "0", None, 1.5, {}])
def test_a_tap_on_a_pin_that_is_not_there_is_ignored(index: Any) -> None:
    deck = some_deck()
    assert clicked(selected(deck, index), deck, some_pins(), VIEW, SIZE) is None


def test_an_earlier_selection_does_not_count_once_the_map_shows_something_else() -> None:
    before, after = some_deck(), some_deck(view=View(34.05, -118.25, 11))
    assert clicked(selected(before, 0), after, some_pins(), VIEW, SIZE) is None


def test_a_new_view_differs_in_every_number_so_that_the_chart_takes_all_of_it() -> None:
    before = json.loads(some_deck().to_json())["initialViewState"]
    after = json.loads(some_deck(view=View(34.05, -118.25, 11)).to_json())["initialViewState"]
    for key, size in (("latitude", 1e-4), ("longitude", 1e-4), ("zoom", 1.1)):
        assert 0 < abs(before[key] - after[key]) < size


def test_the_same_map_stays_the_same_message() -> None:
    assert some_deck().to_json() == some_deck().to_json()


def test_the_ring_lies_at_the_radius() -> None:
    latitudes, longitudes = circle(34.05, -118.25, 16.0)
    assert haversine_km(34.05, -118.25, latitudes, longitudes) == pytest.approx(16.0, abs=1e-6)


def test_six_hundred_pins_are_a_small_message() -> None:
    pins = [
        Pin(34 + n / 1000, -118, "meeting", (n,), (34 + n / 1000, -118, 34 + n / 1000, -118))
        for n in range(600)
    ]
    assert len(build_deck(pins, [], VIEW).to_json()) < 90_000


def test_a_phone_gets_a_narrow_map() -> None:
    assert size_for("Mozilla/5.0 (Linux; Android 15) Mobile Safari/537.36") == NARROW
    assert size_for("Mozilla/5.0 (X11; Linux x86_64)") == size_for("") == WIDE
