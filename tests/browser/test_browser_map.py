"""The map: pins and cards that belong together, one list for one door, and its view in the link."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from conftest import ROOT, App, Visit, served
from playwright.sync_api import BrowserContext, Locator, Page, expect
from walking import (
    MAP,
    asked,
    calm,
    expect_asked,
    expect_ids,
    expect_total,
    heading,
    ids_of,
    opened,
    option,
    pin_in_the_middle,
    seen_colour,
    settled,
    until,
)

from directory.feeds import import_feed
from directory.render.pins import MARKS
from directory.snapshot import Snapshot

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-2")]

Find = Callable[..., Page]
SEATTLE = ROOT.parent / "shared" / "feeds" / "tsml" / "seattle-2025.json"


def drawn(page: Page) -> Page:
    """The page, once its map is drawn and calm."""
    expect(page.locator(f"{MAP}[data-drawn]")).to_be_visible(timeout=90_000)
    calm(page)
    return page


def pins(page: Page) -> Locator:
    """The buttons over the pins in view."""
    return page.locator(f"{MAP} .rd-pins button")


def pin_of(page: Page, number: str) -> Locator:
    """The button over the pin of a card."""
    return page.locator(f"{MAP} .rd-pins button[aria-label^='{number}.']")


def tap(page: Page, pin: Locator) -> None:
    """Tap where a pin is drawn, as a finger would: its button lets it through."""
    box = pin.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def drag(page: Page, right: float, down: float) -> None:
    """Pull the map."""
    box = page.locator(MAP).bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] * 0.8
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + right, y + down, steps=5)
    page.mouse.up()
    until(lambda: "map" in asked(page), lambda: page.url, page)
    settled(page)


def test_from_card_to_pin_to_card(find: Find) -> None:
    page = drawn(find("view=map&near=90012&kind=housing&map=34.05,-118.24,13"))
    labels = pins(page).evaluate_all("all => all.map(each => each.ariaLabel)")
    alone = next(label for label in labels if " place" not in label and label[0].isdigit())
    number, _, name = alone.removesuffix(" (about there)").partition(". ")
    card = page.locator(f".rd-card:has([data-pin='{number}'])")
    card.hover()
    expect(page.locator(f"{MAP} .rd-tip")).to_have_text(alone)
    expect(card).to_have_attribute("data-lit", "")
    card.locator("[data-pin]").click()
    expect(page.locator(":focus")).to_have_attribute("aria-label", alone)
    page.keyboard.press("ArrowRight")
    expect(card).not_to_have_attribute("data-lit", "")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name=name)).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator(":focus")).to_have_attribute("data-key", f"pin-{_id(card)}")
    before = asked(page)
    assert "open" not in before
    # A tap on the drawn pin opens the same, and nothing opens again by itself.
    tap(page, pin_of(page, number))
    expect(page.get_by_role("dialog", name=name)).to_be_visible()
    page.keyboard.press("Escape")
    expect_asked(page, **before)
    settled(page)
    expect(page.get_by_role("dialog")).to_have_count(0)


def _id(card: Locator) -> str:
    return (card.get_attribute("data-key") or "")[2:]


@pytest.fixture(scope="module")
def seattle(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """The meetings of a city, as its intergroup publishes them."""
    if not SEATTLE.is_file():
        pytest.skip("the real feeds are not here")
    folder = tmp_path_factory.mktemp("seattle")
    result = import_feed("tsml", str(SEATTLE), fellowship="aa")
    (folder / "resources.yaml").write_text(result.to_yaml(), encoding="utf-8")
    with served(folder / "resources.yaml", folder / "log") as app:
        yield app


def test_a_city_of_1660_meetings_card_pin_site_pan_area_link(
    seattle: App, visit: Callable[..., Visit]
) -> None:
    visitor = visit()
    page = drawn(opened(visitor.page, seattle.link("view=map&near=98101&within=5mi")))
    shared = page.locator(f"{MAP} .rd-pins button[aria-label*='at one place']").first
    label = shared.get_attribute("aria-label") or ""
    count = int(label.rpartition(" at one place")[0].split()[-1])
    shared.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name=f"{count} at one place")
    expect(dialog.locator(".rd-site li")).to_have_count(count)
    name = dialog.locator("h3 a").first.inner_text()
    dialog.locator("h3 a").first.click()
    expect(page.get_by_role("dialog", name=name)).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    before = heading(page).inner_text()
    steps = page.evaluate("() => history.length")
    drag(page, -90, -140)
    assert page.evaluate("() => history.length") == steps
    at = asked(page)["map"]
    expect(heading(page)).to_have_text(before)
    page.get_by_role("button", name="Search this area").click()
    until(lambda: asked(page)["near"] != "98101", lambda: page.url, page)
    latitude, longitude, _ = at.split(",")
    assert asked(page)["near"] == f"{latitude},{longitude}"
    assert asked(page)["map"] == at
    expect(heading(page)).not_to_have_text(before)
    settled(page)
    calm(page)
    labels = _labels(page)
    other = visit()
    shown = drawn(opened(other.page, page.url))
    assert asked(shown) == asked(page)
    until(lambda: _labels(shown) == labels, lambda: f"{_labels(shown)} is not {labels}", shown)
    assert heading(shown).inner_text() == heading(page).inner_text()
    page.get_by_role("button", name="Back to results").click()
    until(lambda: "map" not in asked(page), lambda: page.url, page)
    for looked in (visitor, other):
        assert looked.outside(seattle) == []
        assert looked.errors == []


def _labels(page: Page) -> list[str]:
    """The pins with numbers: others come and go at the map's edge with less than a pixel."""
    labels = pins(page).evaluate_all("all => all.map(each => each.ariaLabel).sort()")
    return [label for label in labels if re.match(r"\d+[.,]", label)]


def test_a_disc_comes_closer_and_the_list_stays_until_a_filter_changes_it(
    app: App, visit: Callable[..., Visit], snapshot: Snapshot
) -> None:
    link = "near=90012&within=25mi&kind=meeting"
    page = visit(reduced_motion="no-preference").page
    drawn(opened(page, app.link(f"{link}&view=map&map=34.05,-118.24,9")))
    disc = page.locator(f"{MAP} .rd-pins button[aria-label$='Come closer.']").last
    tap(page, disc)
    until(lambda: asked(page)["map"] != "34.05,-118.24,9", lambda: page.url, page)
    settled(page)
    found = ids_of(snapshot, link)
    expect_total(page, len(found))
    expect_ids(page, found[:25])
    closer = asked(page)["map"]
    page.get_by_role("button", name="Zoom in").click()
    until(lambda: asked(page)["map"] != closer, lambda: page.url, page)
    settled(page)
    # A filter leaves the part of the map behind, and the map stays.
    page.locator("label", has=option(page, "day", "tue")).click()
    expect_asked(page, near="90012", within="25mi", kind="meeting", day="tue", view="map")
    expect_ids(page, ids_of(snapshot, f"{link}&day=tue")[:25])
    expect(page.locator(f"{MAP} canvas").first).to_be_visible()


def test_a_tap_on_a_phone_in_the_dark_opens_the_pin(app: App, visit: Callable[..., Visit]) -> None:
    visitor = visit(390, dark=True)
    page = opened(visitor.page, app.link("view=map&id=monday-night-steps"))
    page.locator(MAP).scroll_into_view_if_needed()
    x, y = pin_in_the_middle(page)
    box = page.locator(MAP).bounding_box()
    assert box is not None
    assert sum(seen_colour(page, box["x"] + 30, y)) < 3 * 90
    page.touchscreen.tap(x, y)
    expect(page.get_by_role("dialog", name="Monday Night Steps")).to_be_visible()
    assert any("style-dark.json" in url for url in visitor.requests)
    assert visitor.outside(app) == []
    assert visitor.errors == []


def test_without_a_way_to_draw_the_page_says_so_and_the_list_stays(
    app: App, newcomer: Callable[..., Visit]
) -> None:
    visitor = newcomer()
    visitor.page.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    page = opened(visitor.page, app.link("view=map&near=90012"))
    expect(page.locator(MAP)).to_contain_text("The map cannot be drawn here.")
    expect(page.locator(".rd-cards > .rd-card").first).to_be_visible()


@pytest.fixture
def parts(app: App, desk: BrowserContext) -> Iterator[Page]:
    """A page of nothing, that can import the map's own scripts."""
    page = desk.new_page()
    page.goto(app.link("", "healthz"))
    yield page
    page.close()


@pytest.mark.parametrize(
    ("meters", "units", "number", "unit"),
    [
        (100, "mi", 5, "miles"),
        (10, "mi", 0.5, "miles"),
        (1, "mi", 200, "feet"),
        (100, "km", 10, "kilometers"),
        (1, "km", 100, "meters"),
        (0.1, "km", 10, "meters"),
    ],
)
def test_the_scale_is_a_round_number_as_long_as_it_says(
    parts: Page, meters: float, units: str, number: float, unit: str
) -> None:
    lengths = {"miles": 1609.344, "feet": 0.3048, "kilometers": 1000, "meters": 1}
    told = parts.evaluate(
        "async ([m, u]) => (await import('/assets/scale.js')).scale(m, u)", [meters, units]
    )
    assert (told["number"], told["unit"]) == (number, unit)
    assert told["width"] == pytest.approx(number * lengths[unit] / meters)
    assert 20 < told["width"] <= 110


def test_the_view_is_written_as_the_link_has_it(parts: Page) -> None:
    write = "async look => (await import('/assets/chart.js')).written(look)"
    assert parts.evaluate(write, [-118.24368, 34.05, 11.04]) == "34.05,-118.244,11"


def test_every_shape_has_a_cell_of_its_own(parts: Page) -> None:
    shapes = [[mark.shape, mark.colour] for mark in MARKS.values()]
    cells = parts.evaluate(
        """async shapes => {
            const { picture } = await import('/assets/shapes.js');
            const canvas = picture(shapes, 64, '#ffffff');
            const pen = canvas.getContext('2d');
            return shapes.map((_, n) => [...pen.getImageData(64 * n + 32, 32, 1, 1).data]);
        }""",
        shapes,
    )
    wanted = [[int(mark.colour[at : at + 2], 16) for at in (1, 3, 5)] for mark in MARKS.values()]
    assert [cell[:3] for cell in cells] == wanted
    assert all(cell[3] == 255 for cell in cells)
