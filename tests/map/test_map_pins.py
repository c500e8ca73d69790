"""Pins: every result is in exactly one, none hides another, and the view shows them all."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from directory.model import Kind
from directory.render.pins import (
    CLOSEST,
    KINDS,
    MARKS,
    MIXED,
    MIXED_MARK,
    MOST_PINS,
    REACH,
    Codes,
    Pin,
    Size,
    View,
    cluster,
    fit_view,
    legend,
    project,
    unproject,
    zoomed_to,
)

SIZE = Size(720, 560)
LOS_ANGELES = View(34.05, -118.25, 10)

latitudes = st.floats(-80, 80, allow_nan=False)
longitudes = st.floats(-180, 180, allow_nan=False)
points = st.lists(st.tuples(latitudes, longitudes), max_size=60)
near_points = st.lists(st.tuples(st.floats(33.8, 34.3), st.floats(-118.6, -117.9)), max_size=80)
zooms = st.floats(0, 17)


def columns(pairs: list[tuple[float, float]]) -> tuple[list[float], list[float]]:
    return [lat for lat, _ in pairs], [lng for _, lng in pairs]


def codes(*kinds: str) -> Codes:
    return np.array([KINDS.index(kind) for kind in kinds], np.int8)


def kinds_for(count: int) -> Codes:
    return np.arange(count, dtype=np.int8) % 3


@given(points, zooms)
def test_every_result_is_in_exactly_one_pin(pairs: list[tuple[float, float]], zoom: float) -> None:
    pins = cluster(*columns(pairs), kinds_for(len(pairs)), View(34, -118, zoom), SIZE)
    members = sorted(member for pin in pins for member in pin.members)
    assert members == list(range(len(pairs)))
    assert sum(pin.count for pin in pins) == len(pairs)


@given(near_points, st.floats(7, 14))
def test_pins_in_sight_are_a_finger_apart(pairs: list[tuple[float, float]], zoom: float) -> None:
    view = View(34.05, -118.25, zoom)
    everything = Size(1e6, 1e6)
    pins = cluster(*columns(pairs), kinds_for(len(pairs)), view, everything)
    x, y = project([p.latitude for p in pins], [p.longitude for p in pins], zoom)
    for one in range(len(pins)):
        for other in range(one):
            assert math.dist((x[one], y[one]), (x[other], y[other])) > REACH - 0.01


def told(pin: Pin) -> tuple[object, ...]:
    return pin.latitude, pin.longitude, pin.kind, pin.members.tolist(), pin.bounds


@given(near_points)
def test_the_same_results_give_the_same_pins(pairs: list[tuple[float, float]]) -> None:
    first = cluster(*columns(pairs), kinds_for(len(pairs)), LOS_ANGELES, SIZE)
    again = cluster(*columns(pairs), kinds_for(len(pairs)), LOS_ANGELES, SIZE)
    assert list(map(told, first)) == list(map(told, again))
    assert [pin.members[0] for pin in first] == sorted(pin.members[0] for pin in first)


@given(points.filter(bool))
def test_the_fitted_view_shows_every_result(pairs: list[tuple[float, float]]) -> None:
    view = fit_view(*columns(pairs), SIZE)
    x, y = project(*columns(pairs), view.zoom)
    middle_x, middle_y = project(view.latitude, view.longitude, view.zoom)
    if view.zoom > 0:  # at zoom 0 the world may be larger than the map; nothing shows more
        assert np.all(np.abs(x - middle_x) <= SIZE.width / 2)
        assert np.all(np.abs(y - middle_y) <= SIZE.height / 2)


def test_one_far_result_is_shown_too() -> None:
    view = fit_view([34.0, 34.1, 45.5], [-118.2, -118.3, -122.6], SIZE)
    x, _ = project([34.0, 45.5], [-118.2, -122.6], view.zoom)
    assert abs(x[1] - x[0]) <= SIZE.width
    assert view.zoom < 7


def test_a_single_result_is_not_shown_closer_than_the_limit() -> None:
    assert fit_view([34.05], [-118.25], SIZE, max_zoom=13) == View(34.05, -118.25, 13)


def test_without_results_the_map_shows_home() -> None:
    assert fit_view([], [], SIZE, home=LOS_ANGELES) == LOS_ANGELES
    assert fit_view([], [], SIZE).zoom < 3


@given(latitudes, longitudes, zooms)
def test_a_place_comes_back_from_its_pixel(lat: float, lng: float, zoom: float) -> None:
    x, y = project(lat, lng, zoom)
    back = unproject(float(x), float(y), zoom)
    assert math.dist(back, (lat, lng)) < 1e-6


def test_nine_meetings_in_one_church_are_one_place_that_opens_as_a_list() -> None:
    lat, lng = [34.05] * 9, [-118.25 + step * 1e-6 for step in range(9)]
    (pin,) = cluster(lat, lng, codes(*["meeting"] * 9), LOS_ANGELES, SIZE)
    assert pin.one_place
    assert pin.members.tolist() == list(range(9))
    assert pin.kind == Kind.MEETING
    assert zoomed_to(pin, LOS_ANGELES, SIZE) is None


def test_a_cluster_leads_closer_until_it_parts() -> None:
    lat, lng = [34.0500, 34.0504, 34.0600], [-118.2500, -118.2500, -118.2500]
    view = View(34.05, -118.25, 9.0)
    for _ in range(10):
        pins = cluster(lat, lng, codes("housing", "housing", "food"), view, SIZE)
        clusters = [pin for pin in pins if not pin.one_place]
        if not clusters:
            break
        closer = zoomed_to(clusters[0], view, SIZE)
        assert closer is not None
        assert closer.zoom > view.zoom
        view = closer
    assert len(pins) == 3
    assert view.zoom <= CLOSEST


def test_places_that_no_zoom_parts_open_as_a_list() -> None:
    view = View(34.05, -118.25, CLOSEST)
    near = [34.05, 34.05016], [-118.25, -118.25]
    (pin,) = cluster(*near, codes("food", "food"), view, SIZE, reach=300)
    assert not pin.one_place
    assert zoomed_to(pin, view, SIZE) is None


def test_a_pin_of_several_kinds_is_mixed() -> None:
    (pin,) = cluster([34.05, 34.05], [-118.25, -118.25], codes("food", "legal"), LOS_ANGELES, SIZE)
    assert pin.kind == MIXED


def test_a_hundred_thousand_results_give_few_enough_pins_at_any_zoom() -> None:
    random = np.random.default_rng(7)
    lat, lng = random.uniform(25, 49, 100_000), random.uniform(-124, -67, 100_000)
    for zoom in (3.0, 9.0, 15.0):
        pins = cluster(lat, lng, codes(*["meeting"] * len(lat)), View(40, -100, zoom), SIZE)
        assert 1 < len(pins) <= MOST_PINS + 1
        assert sum(pin.count for pin in pins) == len(lat)


def test_each_kind_has_a_sign_of_its_own_that_reads_on_its_colour() -> None:
    assert set(MARKS) == set(Kind)
    marks = [*MARKS.values(), MIXED_MARK]
    assert len({mark.glyph for mark in marks}) == len(marks)
    assert len({mark.colour for mark in marks}) == len(marks)
    for mark in marks:
        assert 1.05 / (luminance(mark.colour) + 0.05) >= 4.5, mark


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_the_legend_names_the_kinds_present_in_the_order_of_the_pages() -> None:
    assert [kind for kind, _ in legend(["food", "meeting", "food"])] == ["meeting", "food"]
