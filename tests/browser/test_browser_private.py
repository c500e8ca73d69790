"""What a visitor looks at stays between them and this server."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from conftest import App, Visit
from playwright.sync_api import Page, expect
from walking import (
    EVERY_VIEW,
    MAP,
    asked,
    expect_asked,
    heading,
    log_of,
    opened,
    settled,
    until,
)

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-2")]

HERE = {"latitude": 34.053691, "longitude": -118.242766}


def walk(page: Page, app: App) -> None:
    """Look at every page and view as a visitor does, by tapping."""
    opened(page, app.link("near=90012"))
    page.locator(".rd-toggle, #rd-near").first.focus()
    for view in ("Map", "Week", "List"):
        page.locator(".rd-views a").nth(["List", "Map", "Week"].index(view)).click()
        expect(page.locator(".rd-views [aria-current]")).to_have_count(1)
        until(lambda view=view: asked(page).get("view", "list") == view.lower(), str, page)
        settled(page)
        if view == "Map":
            expect(page.locator(f"{MAP}[data-drawn]")).to_be_visible(timeout=90_000)
    page.locator(".rd-card [data-key^='o-']").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    for number in range(4):
        page.locator(".rd-nav a").nth(number).click()
        expect(page.locator(".rd-nav a").nth(number)).to_have_attribute("aria-current", "page")
        settled(page)


def test_no_request_leaves_the_server_on_a_walk_through_everything(
    app: App, newcomer: Callable[..., Visit]
) -> None:
    visitor = newcomer(dark=True, locale="es-MX")
    walk(visitor.page, app)
    assert any("/tiles/world/" in url for url in visitor.requests)
    assert any(url.startswith("ws://") for url in visitor.requests)
    assert visitor.outside(app) == []
    assert visitor.errors == []


def test_nothing_of_a_visit_is_kept_in_the_browser(
    app: App, newcomer: Callable[..., Visit]
) -> None:
    visitor = newcomer()
    page = opened(visitor.page, app.link("near=90012&q=detox&open=monday-night-steps"))
    opened(page, app.link("near=90012", "help"))
    kept = page.evaluate("() => JSON.stringify([{...localStorage}, {...sessionStorage}])")
    for said in ("90012", "detox", "monday-night-steps"):
        assert said not in kept
    assert page.context.cookies() == []
    assert page.evaluate("async () => (await indexedDB.databases()).length") == 0
    assert page.evaluate("async () => (await caches.keys()).length") == 0
    workers = "async () => (await navigator.serviceWorker.getRegistrations()).length"
    assert page.evaluate(workers) == 0


def test_what_someone_searches_is_in_no_log(app: App, newcomer: Callable[..., Visit]) -> None:
    page = opened(newcomer().page, app.link("q=whisperedword&near=Altadena, CA"))
    page.get_by_label("Name or words").fill("secretthing")
    page.get_by_label("Name or words").press("Enter")
    expect_asked(page, q="secretthing", near="Altadena, CA")
    page.get_by_role("combobox", name="Where").fill("Bakersf")
    expect(page.get_by_role("option").first).to_be_visible()
    written = log_of(app.log)
    for said in ("whisperedword", "secretthing", "Altadena", "Bakersf"):
        assert said not in written


def test_near_me_writes_a_rough_place_in_the_link(app: App, newcomer: Callable[..., Visit]) -> None:
    visitor = newcomer(390, geolocation=HERE, permissions=["geolocation"])
    page = opened(visitor.page, app.link("kind=meeting"))
    page.get_by_role("button", name="Near me").click()
    expect_asked(page, near="34.05,-118.24", kind="meeting")
    expect(page.locator("#rd-understood")).to_contain_text("Los Angeles")
    expect(page.locator(".rd-card .rd-far").first).to_be_visible()
    assert not [url for url in visitor.requests if "34.0536" in url or "118.2427" in url]


def test_near_me_turned_down_says_so_and_breaks_nothing(
    app: App, newcomer: Callable[..., Visit]
) -> None:
    visitor = newcomer(390)
    page = opened(visitor.page, app.link())
    page.get_by_role("button", name="Near me").click()
    expect(page.get_by_role("button", name="Not found. Type a place.")).to_be_visible()
    page.get_by_role("combobox", name="Where").fill("90012")
    page.get_by_role("combobox", name="Where").press("Enter")
    expect_asked(page, near="90012")
    expect(heading(page)).to_contain_text("90012 Los Angeles, CA")
    assert visitor.errors == []


def test_links_to_other_sites_do_not_tell_where_the_reader_came_from(
    find: Callable[..., Page],
) -> None:
    for name in ("list", "detail", "help", "about"):
        look = EVERY_VIEW[name]
        page = find(look.query, look.path)
        leaving = page.locator(".rd a[href^='http']").all()
        away = [link for link in leaving if "127.0.0.1" not in (link.get_attribute("href") or "")]
        for link in away:
            told = link.get_attribute("rel") or ""
            assert "noreferrer" in told, link.get_attribute("href")
