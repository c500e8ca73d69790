"""What the page's script gets to draw the map, and what it tells in return."""

from __future__ import annotations

import datetime as dt
import json
import re
import sys
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from directory.basemap.online import OnlineStyle
from directory.places.distance import haversine_km
from directory.query import parse_link
from directory.render.pins import MARKS, Size
from directory.render.view import View
from directory.search import search
from directory.ui.map import NARROW, WIDE, picture, size_for, told_size
from directory.ui.map_layers import DARK, LIGHT, circle, shapes

sys.path.append(str(Path(__file__).parents[1] / "search"))
from directory_of_chance import snapshot_of

NOON = dt.datetime(2026, 11, 24, 12, tzinfo=ZoneInfo("America/Los_Angeles"))
EVIL = "@@=alert(1) <b>x</b>"
STYLE = OnlineStyle("https://tiles.example.org/style.json", ("tiles.example.org",))


def entry(id: str, latitude: float, longitude: float = -118.25, **more: Any) -> dict[str, Any]:
    location = {"name": EVIL, "latitude": latitude, "longitude": longitude}
    return {"id": id, "kind": "food", "name": f"{EVIL} {id}", "location": location, **more}


ENTRIES = [
    entry("a", 34.05),
    entry("b", 34.05, kind="legal"),
    entry("c", 34.20, -118.40, kind="housing"),
    *(entry(f"z{n:02}", 33.9 + n / 900, -118.1, kind="meeting", by_appointment=True)
      for n in range(30)),
]  # fmt: skip


def drawn(link: str = "near=34.05,-118.25", *, dark: bool = False, **more: Any) -> dict[str, Any]:
    snapshot = snapshot_of(*ENTRIES, units="mi")
    query, _ = parse_link(link)
    view = View(snapshot.settings, query, NOON, base="/below")
    results = search(snapshot, query, at=NOON)
    more = {"code": "assets/deck/index.js?v=1", "streets": "2", **more}
    return picture(results, view, Size(470, 700), dark=dark, **more)


def layers(made: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {layer["id"]: layer for layer in made["deck"]["layers"]}


@pytest.mark.parametrize("dark", [False, True])
def test_the_map_asks_nothing_of_any_other_server(dark: bool) -> None:
    made = drawn(dark=dark)
    assert not re.search(r"https?:|//|data:", json.dumps(made))
    assert made["style"] == f"/below/tiles/style-{'dark' if dark else 'light'}.json?v=2"
    assert made["code"] == "/below/assets/deck/index.js?v=1"
    assert made["deck"]["mapProvider"] == "maplibre"
    assert "mapStyle" not in made["deck"]


def test_no_text_of_a_stranger_reaches_what_runs_expressions() -> None:
    """deck.gl runs strings that begin with @@= as expressions."""
    made = drawn()
    text = json.dumps(made["deck"])
    assert "alert" not in text
    assert "<b>" not in text
    rows = [row for layer in made["deck"]["layers"] for row in layer["data"]]
    assert rows
    assert not [value for row in rows for value in row.values() if str(value).startswith("@@")]
    assert EVIL in made["marks"][0]["label"]


def test_only_pins_and_discs_can_be_tapped() -> None:
    tapped = [name for name, layer in layers(drawn()).items() if layer["pickable"]]
    assert tapped == ["discs", "pins"]


def test_each_place_wears_the_shape_of_its_kind_and_the_number_of_its_card() -> None:
    made = drawn("sort=name")
    pins = [row for row in layers(made)["pins"]["data"] if "p" in row and row["i"] != "badge"]
    seen = {tuple(made["marks"][row["p"]].get("numbers", ())): row["i"] for row in pins}
    assert seen[(1, 2)] == "mixed"
    assert seen[(3,)] == "housing"
    texts = [row["t"] for row in layers(made)["numbers"]["data"]]
    assert {"1", "3"} <= set(texts)
    assert [row["t"] for row in layers(made)["shared"]["data"]] == ["2"]


def test_the_shapes_are_those_that_the_pins_name_in_the_same_order() -> None:
    made = drawn()
    cells = layers(made)["pins"]["iconMapping"]
    names = sorted(cells, key=lambda name: int(cells[name]["x"]))
    assert [cells[name]["x"] for name in names] == [64 * at for at in range(len(names))]
    assert [*shapes(LIGHT)] == names
    assert made["shapes"] == [*shapes(LIGHT).values()]
    assert {row["i"] for row in layers(made)["pins"]["data"]} <= set(cells)


def test_no_two_kinds_share_a_shape_or_a_colour() -> None:
    marks = [*MARKS.values()]
    assert len({mark.shape for mark in marks}) == len({mark.colour for mark in marks}) == len(marks)


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_the_place_searched_from_is_a_cross_that_cannot_be_tapped(palette: Any) -> None:
    made = drawn(dark=palette is DARK)
    (cross,) = layers(made)["place"]["data"]
    assert cross["at"] == [-118.25, 34.05]
    assert (cross["i"], cross["c"]) == ("cross", 255)
    assert shapes(palette)["cross"][1] == palette.place
    assert "place" not in layers(drawn("sort=name"))


def test_a_list_has_no_ring_for_no_radius_bounds_it() -> None:
    assert "radius" in layers(drawn())
    assert "radius" not in layers(drawn("id=a,c&near=34.05,-118.25"))
    assert drawn()["area"]
    assert not drawn("id=a,c")["area"]


def test_the_view_of_the_link_is_the_view() -> None:
    made = drawn("map=34.1,-118.3,11.5")
    assert (made["look"], made["asked"]) == ([-118.3, 34.1, 11.5], True)
    assert not drawn()["asked"]


def test_the_ring_lies_at_the_radius() -> None:
    latitudes, longitudes = circle(34.05, -118.25, 16.0)
    assert haversine_km(34.05, -118.25, latitudes, longitudes) == pytest.approx(16.0, abs=1e-6)


def test_who_would_see_the_request_is_said_before_it_is_made() -> None:
    asked = drawn(online=STYLE)["online"]
    assert asked["url"] == STYLE.url
    assert "tiles.example.org" in asked["ask"]
    assert drawn()["online"] is None


def test_a_phone_gets_a_narrow_map_until_it_has_told_its_size() -> None:
    assert size_for("Mozilla/5.0 (Linux; Android 15) Mobile Safari/537.36") == NARROW
    assert size_for("Mozilla/5.0 (X11; Linux x86_64)") == size_for("") == WIDE
    assert told_size([390, 512.5]) == Size(390, 512.5)


@pytest.mark.parametrize(
    "told",
    [None, "x", [], [390], [390, "x"], [390, None], [True, 400], [1e9, 400], [-5, 400],
     [float("nan"), 400], {"0": 390, "1": 400}],
)  # fmt: skip
def test_a_size_that_no_window_has_is_passed_over(told: Any) -> None:
    assert told_size(told) is None
