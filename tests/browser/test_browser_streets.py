"""The operator's own streets on the map, from this server alone."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import ROOT, App, Visit, served
from PIL import Image
from playwright.sync_api import Page, expect
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
    pixels = image.getdata()
    return sum(max(abs(a - b) for a, b in zip(pixel, colour, strict=True)) < 4 for pixel in pixels)


def test_streets_are_shown_by_day_and_by_night_and_nobody_else_is_asked(
    town: App, visit: Callable[..., Visit]
) -> None:
    visitor = visit()
    page = visitor.page
    for dark, colour in STREET.items():
        page.emulate_media(color_scheme="dark" if dark else "light")
        opened(page, town.link(f"view=map&map={LATITUDE},{LONGITUDE},15"))
        expect(page.locator(f"{MAP} canvas").first).to_be_visible()
        until(lambda c=colour: shown(page, c) > 1_500, lambda c=colour: str(shown(page, c)), page)
    expect(page.locator(".rd-credit")).to_contain_text("© OpenStreetMap")
    tiles = [url for url in visitor.requests if "/tiles/" in url and ".mvt" in url]
    letters = [url for url in visitor.requests if "/tiles/letters/" in url]
    assert tiles
    assert letters
    assert visitor.outside(town) == []
    assert visitor.errors == []


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
        assert not [url for url in visitor.requests if "/tiles/" in url]
        page = opened(page, town.link("", "catalog"))
        told = page.get_by_role("alert")
        expect(told).to_contain_text("The street map cannot be shown")
        expect(told).to_contain_text("town.pmtiles is cut short")
        assert visitor.errors == []
    finally:
        file.write_bytes(good)
