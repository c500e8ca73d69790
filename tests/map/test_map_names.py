"""Names on the map: none covers another or a pin, and large towns come first."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from directory.places.gazetteer import gazetteer
from directory.places.place import Town
from directory.render.pins import Pin, Size, View, cluster, project
from directory.render.place_names import PIN_RADIUS, Name, place_names

SIZE = Size(720, 560)


class Made:
    """A gazetteer of given towns and codes."""

    def __init__(self, towns: list[Town], codes: list[Town] | None = None) -> None:
        self.towns, self.codes = towns, codes or []

    def towns_in(self, *box: float, limit: int = 0) -> list[Town]:
        return sorted(self.towns, key=lambda town: -town.population)

    def codes_in(self, *box: float, limit: int = 0) -> list[Town]:
        return self.codes


def box(name: Name, zoom: float) -> tuple[float, float, float, float]:
    x, y = (float(v) for v in project(name.latitude, name.longitude, zoom))
    width, height = len(name.text) * name.size * 0.5, name.size
    x, y = x + name.offset[0], y + name.offset[1]
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2


def overlap(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def check(names: list[Name], pins: list[Pin], zoom: float) -> None:
    boxes = [box(name, zoom) for name in names]
    for number, one in enumerate(boxes):
        assert not any(overlap(one, other) for other in boxes[:number])
    for pin in pins:
        x, y = (float(v) for v in project(pin.latitude, pin.longitude, zoom))
        r = PIN_RADIUS - 1
        assert not any(overlap(one, (x - r, y - r, x + r, y + r)) for one in boxes)


@given(
    st.lists(st.tuples(st.floats(33.9, 34.2), st.floats(-118.5, -118.0)), max_size=30),
    st.lists(st.tuples(st.floats(33.9, 34.2), st.floats(-118.5, -118.0)), max_size=30),
)
def test_no_name_covers_another_or_a_pin(
    at: list[tuple[float, float]], results: list[tuple[float, float]]
) -> None:
    view = View(34.05, -118.25, 10.5)
    lat, lng = [p[0] for p in results], [p[1] for p in results]
    pins = cluster(lat, lng, ["meeting"] * len(lat), view, SIZE)
    towns = [Town(f"Town {n}", *where, 1000 * n) for n, where in enumerate(at)]
    check(place_names(Made(towns), view, SIZE, pins), pins, view.zoom)


def test_the_larger_of_two_towns_that_share_a_spot_is_named_on_it() -> None:
    towns = [Town("Small", 34.05, -118.25, 900), Town("Large", 34.05, -118.25, 90_000)]
    names = place_names(Made(towns), View(34.05, -118.25, 10), SIZE)
    assert names[0].text == "Large"
    assert names[0].offset == (0, 0)
    assert all(name.offset != (0, 0) for name in names[1:])


def test_far_out_only_large_towns_are_named() -> None:
    towns = [Town("Village", 34.0, -118.0, 900), Town("City", 36.0, -112.0, 900_000)]
    assert [n.text for n in place_names(Made(towns), View(35, -115, 4.5), SIZE)] == ["City"]


def test_postal_codes_are_named_close_up_only() -> None:
    places = Made([], [Town("90012", 34.06, -118.24, 0)])
    assert place_names(places, View(34.05, -118.25, 10), SIZE) == []
    assert [n.text for n in place_names(places, View(34.05, -118.25, 12), SIZE)] == ["90012"]


def test_the_mark_of_the_searched_place_stays_free() -> None:
    places = Made([Town("Here", 34.05, -118.25, 9000)])
    (name,) = place_names(places, View(34.05, -118.25, 10), SIZE, origin=(34.05, -118.25))
    assert name.offset != (0, 0)


def test_the_shipped_gazetteer_names_los_angeles_first() -> None:
    view = View(34.05, -118.25, 9.5)
    names = place_names(gazetteer(), view, SIZE)
    assert names[0].text == "Los Angeles"
    assert {"Long Beach", "Glendale"} <= {name.text for name in names}
    check(names, [], view.zoom)


def test_towns_and_postal_codes_are_found_in_a_box() -> None:
    box = (34.0, -118.5, 34.1, -118.2)
    for found in (gazetteer().towns_in(*box, 400), gazetteer().codes_in(*box, 400)):
        assert found
        assert all(34.0 <= each.latitude <= 34.1 for each in found)
        assert all(-118.5 <= each.longitude <= -118.2 for each in found)
    people = [town.population for town in gazetteer().towns_in(*box, 400)]
    assert people == sorted(people, reverse=True)
    assert len(gazetteer().towns_in(*box, 3)) == 3
    assert "90012" in {code.name for code in gazetteer().codes_in(*box, 400)}
    points = [(c.latitude, c.longitude) for c in gazetteer().codes_in(*box, 400)]
    assert len(np.unique(points, axis=0)) == len(points)
