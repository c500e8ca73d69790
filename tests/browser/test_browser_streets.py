"""The operator's own streets on the map, from this server alone."""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import ROOT, App, Visit, served
from PIL import Image
from playwright.sync_api import Page, Route, expect
from walking import MAP, opened, until

sys.path.append(str(Path(__file__).parents[1] / "basemap"))
from made_town import LATITUDE, LONGITUDE, write_town

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-2")]

STREET = {False: (255, 255, 255), True: (61, 69, 78)}
"""The colour of a small street, by day and by night."""


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """The example catalog with streets of a made-up town."""
    folder = tmp_path_factory.mktemp("town")
    text = (ROOT / "resources.yaml").read_text(encoding="utf-8")
    streets = text.replace("directory:\n", "directory:\n  basemap: {tiles: town.pmtiles}\n", 1)
    (folder / "resources.yaml").write_text(streets, encoding="utf-8")
    write_town(folder / "town.pmtiles")
    with served(folder / "resources.yaml", folder / "log") as app:
        yield app


def shown(page: Page, colour: tuple[int, int, int]) -> int:
    """How many pixels of the map have a colour."""
    image = Image.open(io.BytesIO(page.locator(MAP).screenshot())).convert("RGB")
    return sum(
        count
        for count, pixel in image.getcolors(image.width * image.height)  # type: ignore[union-attr]
        if max(abs(a - b) for a, b in zip(pixel, colour, strict=True)) < 4  # type: ignore[arg-type]
    )


def drawn(page: Page) -> Page:
    """The page, once its map is drawn."""
    expect(page.locator(f"{MAP}[data-drawn]")).to_be_visible(timeout=90_000)
    return page


def test_streets_are_shown_by_day_and_by_night_and_nobody_else_is_asked(
    town: App, visit: Callable[..., Visit]
) -> None:
    visitor = visit()
    page = opened(visitor.page, town.link(f"view=map&map={LATITUDE},{LONGITUDE},15"))
    for dark, colour in STREET.items():
        page.emulate_media(color_scheme="dark" if dark else "light")
        expect(page.locator(f".rd[data-theme={'dark' if dark else 'light'}]").first).to_be_visible()
        drawn(page)
        until(
            lambda c=colour: shown(page, c) > 1_500,
            lambda c=colour: str(shown(page, c)),
            page,
            every=0.3,
        )
    expect(page.locator(".rd-credit")).to_contain_text("© OpenStreetMap")
    tiles = [url for url in visitor.requests if "/tiles/" in url and ".mvt" in url]
    letters = [url for url in visitor.requests if "/tiles/letters/" in url]
    assert tiles
    assert letters
    assert visitor.outside(town) == []
    assert visitor.errors == []


ELSEWHERE = "https://tiles.example.org"
MAGENTA = (255, 0, 255)


@pytest.fixture(scope="module")
def offered(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """The example catalog with a map style of somebody else."""
    folder = tmp_path_factory.mktemp("offered")
    text = (ROOT / "resources.yaml").read_text(encoding="utf-8")
    online = f"  basemap: {{online: {ELSEWHERE}/style.json, hosts: [tiles.example.org]}}\n"
    text = text.replace("directory:\n", f"directory:\n{online}", 1)
    (folder / "resources.yaml").write_text(text, encoding="utf-8")
    with served(folder / "resources.yaml", folder / "log") as app:
        yield app


def test_streets_from_elsewhere_are_asked_for_only_after_the_reader_has_agreed(
    offered: App, visit: Callable[..., Visit]
) -> None:
    visitor = visit()
    page, asked = visitor.page, []
    ground = [{"id": "all", "type": "background", "paint": {"background-color": "#ff00ff"}}]
    style = json.dumps({"version": 8, "sources": {}, "layers": ground})
    comes = True

    def answer(route: Route) -> None:
        asked.append(route.request.headers.get("referer", ""))
        headers = {"Access-Control-Allow-Origin": "*"}
        if comes:
            route.fulfill(body=style, content_type="application/json", headers=headers)
        else:
            route.abort()

    page.route(f"{ELSEWHERE}/**", answer)
    address = offered.link("view=map&id=monday-night-steps")
    drawn(opened(page, address))
    page.get_by_role("button", name="Show streets").click()
    expect(page.locator(f"{MAP} .rd-ask")).to_contain_text("tiles.example.org")
    page.get_by_role("button", name="No, thank you").click()
    expect(page.get_by_role("button", name="Show streets")).to_be_visible()
    assert asked == []
    page.get_by_role("button", name="Show streets").click()
    page.get_by_role("button", name="Show streets").click()
    until(lambda: shown(page, MAGENTA) > 10_000, lambda: str(shown(page, MAGENTA)), page, every=0.3)
    opened(page, address)
    until(lambda: shown(page, MAGENTA) > 10_000, lambda: str(shown(page, MAGENTA)), page, every=0.3)
    assert asked == ["", ""]
    comes = False
    opened(page, address)
    expect(page.locator(MAP)).to_contain_text("The streets cannot be shown right now.")
    expect(page.get_by_role("button", name="Show streets")).to_be_visible()
    until(lambda: shown(page, MAGENTA) == 0, lambda: str(shown(page, MAGENTA)), page, every=0.3)
    other = visit().page
    other.route(f"{ELSEWHERE}/**", answer)
    before = len(asked)
    opened(other, address)
    expect(other.get_by_role("button", name="Show streets")).to_be_visible()
    assert len(asked) == before
    assert {url.partition("/")[2] for url in visitor.outside(offered)} == {
        "/tiles.example.org/style.json"
    }
    assert visitor.errors == []
    # Who leaves quickly leaves the answer behind too.
    weather = "https://www.weather.gov/**"
    page.route(weather, lambda route: route.fulfill(body="Sunny"))
    page.locator("[data-leave]").first.click()
    page.wait_for_url(weather)
    page.goto(offered.link("", "healthz"))
    assert page.evaluate("() => sessionStorage.getItem('rd-streets')") is None


def test_with_a_broken_file_the_built_in_map_stands_in_and_the_catalog_page_says_why(
    town: App, visit: Callable[..., Visit]
) -> None:
    file = town.catalog.parent / "town.pmtiles"
    good = file.read_bytes()
    file.write_bytes(good[: len(good) // 2])
    try:
        visitor = visit()
        page = opened(visitor.page, town.link(f"view=map&map={LATITUDE},{LONGITUDE},15"))
        expect(page.locator(f"{MAP} canvas").first).to_be_visible()
        expect(page.locator(".rd-credit")).not_to_contain_text("OpenStreetMap")
        assert not [url for url in visitor.requests if re.search(r"/tiles/\d", url)]
        page = opened(page, town.link("", "catalog"))
        told = page.get_by_role("alert")
        expect(told).to_contain_text("The street map cannot be shown")
        expect(told).to_contain_text("town.pmtiles is cut short")
        assert visitor.errors == []
    finally:
        file.write_bytes(good)
