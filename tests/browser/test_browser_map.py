"""The map: pins that open and clusters that part, over a base map of our own."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from conftest import App, Visit
from playwright.sync_api import Page, expect
from walking import (
    MAP,
    NOON,
    asked,
    calm,
    expect_asked,
    expect_ids,
    expect_total,
    ids_of,
    opened,
    pin_in_the_middle,
    seen_colour,
    settled,
    until,
)

from directory import search
from directory.render.pins import Pin, View, cluster, fit_view, mark_of, project, zoomed_to
from directory.snapshot import Snapshot
from directory.ui.map import WIDE

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-2")]

Find = Callable[..., Page]


def pins_of(snapshot: Snapshot, link: str) -> tuple[list[Pin], View, list[str]]:
    """The pins that the map of a link shows at first, and the ids they stand for."""
    results = search(snapshot, link, at=NOON)
    positions = snapshot.columns.positions
    entries = results.entries[positions.shown[results.entries]]
    places = positions.latitude[entries], positions.longitude[entries]
    look = fit_view(*places, WIDE)
    kinds = [str(snapshot.resources[index].kind) for index in entries.tolist()]
    ids = [snapshot.resources[index].id for index in entries.tolist()]
    return cluster(*places, kinds, look, WIDE), look, ids


def on_screen(page: Page, pin: Pin, look: View) -> tuple[float, float]:
    """Where a pin stands in the window."""
    box = page.locator(MAP).bounding_box()
    assert box is not None
    x, y = project(pin.latitude, pin.longitude, look.zoom)
    middle_x, middle_y = project(look.latitude, look.longitude, look.zoom)
    return (
        box["x"] + box["width"] / 2 + float(x - middle_x),
        box["y"] + box["height"] / 2 + float(y - middle_y),
    )


def drawn(page: Page, x: float, y: float, kind: str) -> None:
    """Wait until a pin in the colour of its kind is drawn at a point."""
    wanted = tuple(int(mark_of(kind).colour[i : i + 2], 16) for i in (1, 3, 5))

    def is_there() -> bool:
        return max(abs(a - b) for a, b in zip(seen_colour(page, x, y), wanted, strict=True)) < 16

    until(is_there, lambda: f"no pin of {kind} at {x}, {y}: {seen_colour(page, x, y)}", page, 90)
    calm(page)


def test_a_pin_has_the_colour_of_its_kind_and_opens_what_it_stands_for(find: Find) -> None:
    page = find("view=map&id=monday-night-steps")
    x, y = pin_in_the_middle(page)
    drawn(page, x, y, "meeting")
    for _ in range(2):
        page.mouse.click(x, y)
        expect(page.get_by_role("dialog", name="Monday Night Steps")).to_be_visible()
        expect_asked(page, view="map", id="monday-night-steps", open="monday-night-steps")
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect_asked(page, view="map", id="monday-night-steps")
        # Nothing opens again by itself, also not with the next change.
        page.get_by_role("link", name="Find", exact=True).hover()
        settled(page)
        expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("navigation", name="Show as").get_by_role("link", name="List").click()
    expect_asked(page, id="monday-night-steps")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_tap_is_not_lost_while_the_map_is_too_busy_to_look_at_it(find: Find) -> None:
    page = find("view=map&id=monday-night-steps")
    x, y = pin_in_the_middle(page)
    page.evaluate(
        """() => addEventListener("pointerdown", () => {
            const end = performance.now() + 600;
            while (performance.now() < end);
        }, { capture: true, once: true })"""
    )
    page.mouse.click(x, y)
    expect(page.get_by_role("dialog", name="Monday Night Steps")).to_be_visible()
    expect_asked(page, view="map", id="monday-night-steps", open="monday-night-steps")


def test_a_cluster_comes_closer_and_the_list_stays_the_same(find: Find, snapshot: Snapshot) -> None:
    link = "near=90012&within=25mi&kind=meeting"
    pins, look, _ = pins_of(snapshot, link)
    largest = max((p for p in pins if zoomed_to(p, look, WIDE)), key=lambda pin: pin.count)
    closer = zoomed_to(largest, look, WIDE)
    assert closer is not None
    page = find(f"{link}&view=map")
    x, y = on_screen(page, largest, look)
    drawn(page, x + 14, y, "meeting")
    page.mouse.click(x + 14, y)
    until(lambda: "map" in asked(page), lambda: page.url, page)
    latitude, longitude, zoom = map(float, asked(page)["map"].split(","))
    assert abs(latitude - closer.latitude) < 0.01
    assert abs(longitude - closer.longitude) < 0.01
    assert abs(zoom - closer.zoom) < 0.1
    assert zoom > look.zoom
    found = ids_of(snapshot, link)
    expect_total(page, len(found))
    expect_ids(page, found[:25])
    page.go_back()
    expect_asked(page, near="90012", within="25mi", kind="meeting", view="map")


def test_map_and_list_show_the_same_and_every_kind_is_explained(
    find: Find, snapshot: Snapshot
) -> None:
    link = "near=90012&kind=housing,food,meeting&day=tue"
    page = find(f"{link}&view=map")
    found = ids_of(snapshot, link)
    expect_total(page, len(found))
    expect_ids(page, found[:25])
    legend = page.get_by_role("list", name="What the pins mean")
    kinds = {hit.resource.kind for hit in search(snapshot, link, at=NOON)}
    assert len(kinds) == 3
    for kind, label in {"meeting": "Meeting", "housing": "Housing", "food": "Food"}.items():
        line = legend.get_by_role("listitem").filter(has_text=label)
        expect(line.locator(".rd-glyph")).to_have_text(mark_of(kind).glyph)
    pins, _, shown = pins_of(snapshot, link)
    assert sum(pin.count for pin in pins) == len(shown)
    expect(page.locator(f"{MAP} canvas").first).to_be_visible()
    expect(page.locator("body")).to_contain_text("Natural Earth")


def test_what_has_no_place_is_in_the_list_below_the_map(find: Find, snapshot: Snapshot) -> None:
    page = find("view=map&attend=online&kind=meeting&sort=name")
    expect_ids(page, ids_of(snapshot, "attend=online&kind=meeting&sort=name")[:25])


def test_a_filter_on_the_map_keeps_the_map(find: Find, snapshot: Snapshot) -> None:
    page = find("view=map&near=90012&map=34.05,-118.24,12")
    page.locator("label", has_text="Housing").first.click()
    expect_asked(page, near="90012", kind="housing", view="map")
    expect(page.locator(f"{MAP} canvas").first).to_be_visible()
    expect_ids(page, ids_of(snapshot, "near=90012&kind=housing")[:25])


def test_the_map_in_the_dark_is_dark(app: App, visit: Callable[..., Visit]) -> None:
    visitor = visit(dark=True)
    page = opened(visitor.page, app.link("view=map&id=monday-night-steps"))
    _, y = pin_in_the_middle(page)
    box = page.locator(MAP).bounding_box()
    assert box is not None
    assert sum(seen_colour(page, box["x"] + 30, y)) < 3 * 90
    assert any("style-dark.json" in url for url in visitor.requests)
    assert visitor.outside(app) == []
    assert visitor.errors == []


def test_a_tap_on_a_phone_opens_the_pin(app: App, visit: Callable[..., Visit]) -> None:
    page = opened(visit(390).page, app.link("view=map&id=monday-night-steps"))
    page.locator(MAP).scroll_into_view_if_needed()
    x, y = pin_in_the_middle(page)
    page.touchscreen.tap(x, y)
    expect(page.get_by_role("dialog", name="Monday Night Steps")).to_be_visible()
