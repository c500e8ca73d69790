"""Every page and view, wide and narrow, light and dark: usable by all, nothing sideways."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import App, Visit
from playwright.sync_api import Page
from walking import EVERY_VIEW, opened, see

pytestmark = [pytest.mark.browser]

FRAME = ("stApp", "stMain", "stAppViewContainer", "stDeckGlJsonChart", "stToolbar")
"""Parts that Streamlit makes, by test id: what axe finds in these themselves is not ours."""
SIDEWAYS = """() => [...document.querySelectorAll('html, [data-testid=stMain], dialog[open]')]
    .filter(part => part.scrollWidth > Math.min(innerWidth, part.clientWidth + 1))
    .map(part => `${part.nodeName} ${part.scrollWidth} > ${innerWidth}`)"""


def troubles(page: Page) -> list[str]:
    """What hinders people with a screen reader, a keyboard or weak eyes, in our own content."""
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response
    return [
        f"{each['id']}: {node['html'][:160]} {node['failureSummary'][:300]}"
        for each in found["violations"]
        if each["impact"] in ("serious", "critical")
        for node in each["nodes"]
        if not any(f'data-testid="{part}"' in node["html"][:300] for part in FRAME)
    ]


@pytest.mark.parametrize(
    ("width", "dark"),
    [
        pytest.param(1280, False, marks=pytest.mark.xdist_group("browser-2"), id="desk-light"),
        pytest.param(1280, True, marks=pytest.mark.xdist_group("browser-2"), id="desk-dark"),
        pytest.param(390, False, marks=pytest.mark.xdist_group("browser-1"), id="phone-light"),
        pytest.param(390, True, marks=pytest.mark.xdist_group("browser-1"), id="phone-dark"),
    ],
)
def test_every_page_and_view_is_open_to_all_and_asks_nobody_else(
    app: App, visit: Callable[..., Visit], width: int, dark: bool
) -> None:
    visitor = visit(width, dark=dark)
    found = {}
    for name, look in EVERY_VIEW.items():
        page = opened(visitor.page, app.link(look.query, look.path))
        see(page, look)
        found[name] = troubles(page) + page.evaluate(SIDEWAYS)
    assert {name: told for name, told in found.items() if told} == {}
    assert visitor.outside(app) == []
    assert visitor.errors == []


@pytest.mark.xdist_group("browser-1")
@pytest.mark.parametrize("language", ["en", "es"])
def test_on_the_narrowest_phone_nothing_scrolls_sideways(
    app: App, visit: Callable[..., Visit], language: str
) -> None:
    page = visit(320).page
    found = {}
    for name, look in EVERY_VIEW.items():
        link = f"{look.query}&lang={language}".lstrip("&")
        found[name] = opened(page, app.link(link, look.path)).evaluate(SIDEWAYS)
    assert {name: told for name, told in found.items() if told} == {}
