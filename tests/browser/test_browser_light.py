"""Little data and old phones: what a first visit costs, and the way on without scripts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
from conftest import App, Visit
from playwright.sync_api import Browser, Page, expect
from walking import MAP, opened

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-1")]

FIRST_VISIT = 1_300_000
"""The most bytes that the first visit of a phone may cost."""
LIGHT = 30_000
"""The most bytes of a light page."""


def transferred(page: Page) -> Counter[str]:
    """Count what comes over the line from now on, headers and sockets included, by address."""
    asked: dict[str, str] = {}
    bytes_of: Counter[str] = Counter()
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")

    def arrived(event: dict[str, object]) -> None:
        bytes_of[asked.get(str(event["requestId"]), "?")] += int(str(event["encodedDataLength"]))

    def told(event: dict[str, dict[str, str]]) -> None:
        bytes_of["socket"] += len(event["response"]["payloadData"]) * 3 // 4

    line.on(
        "Network.requestWillBeSent",
        lambda event: asked.update({event["requestId"]: event["request"]["url"]}),
    )
    line.on("Network.loadingFinished", arrived)
    line.on("Network.webSocketFrameReceived", told)
    return bytes_of


def test_the_first_visit_of_a_phone_costs_little(app: App, newcomer: Callable[..., Visit]) -> None:
    visitor = newcomer(390)
    cost = transferred(visitor.page)
    opened(visitor.page, app.link("near=90012"))
    assert len(cost) > 20
    assert cost["socket"] > 1_000
    assert cost.total() <= FIRST_VISIT
    # Fonts are what the phone has; the code of the map comes with the map.
    assert not [url for url in cost if "woff" in url or "/assets/deck/" in url or "/tiles/" in url]
    before = cost.total()
    visitor.page.locator(".rd-views a").nth(1).click()
    expect(visitor.page.locator(f"{MAP} canvas").first).to_be_visible()
    assert [url for url in cost if "/assets/deck/" in url]
    assert cost.total() > before


def test_a_second_visit_costs_next_to_nothing_but_the_answer(
    app: App, newcomer: Callable[..., Visit]
) -> None:
    visitor = newcomer(390)
    opened(visitor.page, app.link())
    cost = transferred(visitor.page)
    opened(visitor.page, app.link("near=90012"))
    scripts = sum(size for url, size in cost.items() if "/static/js/" in url)
    assert scripts == 0
    assert cost.total() <= 150_000


@pytest.mark.parametrize("query", ["", "near=90012", "kind=meeting&page=3", "lang=es&near=90012"])
def test_a_light_page_is_small_and_whole(
    app: App, newcomer: Callable[..., Visit], query: str
) -> None:
    page = newcomer(390).page
    cost = transferred(page)
    page.goto(app.link(query, "list"))
    expect(page.locator("ol.entries > li").first).to_be_visible()
    assert 1_000 < cost.total() <= LIGHT
    assert len(cost) == 1


def test_an_entry_alone_is_small_too(app: App, newcomer: Callable[..., Visit]) -> None:
    page = newcomer(390).page
    cost = transferred(page)
    page.goto(app.link("", "r/monday-night-steps"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Monday Night Steps")
    assert 500 < cost.total() <= LIGHT


def test_without_scripts_help_is_one_tap_away(app: App, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, locale="es-MX")
    try:
        page = context.new_page()
        page.goto(app.link("near=90012&day=tue"))
        assert page.locator("html").get_attribute("lang") == "es"
        expect(page.get_by_role("link", name="Llama al 988").first).to_be_visible()
        expect(page.get_by_text("Un momento")).to_be_hidden()
        page.get_by_role("link", name="Versión ligera").first.click()
        assert "/list?near=90012&day=tue" in page.url
        expect(page.locator("ol.entries > li").first).to_be_visible()
    finally:
        context.close()


def test_before_the_scripts_have_come_the_help_lines_stand_there(
    app: App, newcomer: Callable[..., Visit]
) -> None:
    page = newcomer(390, dark=True).page
    page.route("**/static/js/**", lambda route: None)
    page.goto(app.link("near=90012"), wait_until="commit")
    expect(page.get_by_role("link", name="Call 988").first).to_be_visible()
    expect(page.get_by_text("One moment")).to_be_visible()
    light = page.get_by_role("link", name="Light version").first
    expect(light).to_have_attribute("href", f"/list?near=90012&at={app.link().partition('at=')[2]}")


def test_the_page_breaks_no_rule_that_it_sets_itself(
    app: App, newcomer: Callable[..., Visit]
) -> None:
    """Its content security policy forbids what a hostile text would need; it needs none of that."""
    page = newcomer().page
    page.add_init_script(
        """window.broken = [];
        document.addEventListener('securitypolicyviolation',
            event => window.broken.push(`${event.violatedDirective} ${event.blockedURI}`));"""
    )
    for query, path in (("view=map&near=90012", ""), ("open=monday-night-steps", ""), ("", "help")):
        opened(page, app.link(query, path))
        assert page.evaluate("() => window.broken") == []
    page.evaluate(
        """() => { const script = document.createElement('script');
        script.textContent = 'window.hacked = 1'; document.body.append(script);
        const image = document.createElement('img'); image.src = 'https://example.org/x.png';
        document.body.append(image); }"""
    )
    page.wait_for_function("() => window.broken.length >= 2")
    assert page.evaluate("() => window.hacked") is None
