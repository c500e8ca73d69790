"""Leave quickly: one tap, or Shift three times, and the page is gone, whatever goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from conftest import App, Visit
from playwright.sync_api import BrowserContext, Page, Route, expect
from walking import EVERY_VIEW, opened, option, settled, until

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-2")]

WEATHER = "https://www.weather.gov/"
PLAIN = "<!doctype html><title>Weather</title><h1>Sunny</h1>"
TWO, ONE = "Shift, press 2 more times to leave.", "Shift, press 1 more time to leave."
SEEN = "() => document.documentElement.innerText.trim()"


@pytest.fixture
def asked_outside(desk: BrowserContext) -> Iterator[list[str]]:
    """Stand in for the harmless site; tells what was asked of it."""
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.headers.get("referer", ""))
        route.fulfill(body=PLAIN, content_type="text/html")

    desk.route(f"{WEATHER}**", answer)
    yield asked
    desk.unroute(f"{WEATHER}**")


def shift(page: Page, times: int = 1) -> None:
    """Press Shift alone."""
    for _ in range(times):
        page.keyboard.press("Shift")


def way_out(page: Page) -> str:
    """What the way out says to screen readers."""
    live = page.locator("dialog[open] [data-leave-say]").or_(page.locator("[data-leave-say]"))
    return (
        live.last.inner_text() if page.locator("dialog[open]").count() else live.first.inner_text()
    )


def expect_gone(page: Page) -> None:
    """The harmless site has taken the place of the page."""
    expect(page.get_by_role("heading", name="Sunny")).to_be_visible()
    assert page.url == WEATHER


def test_a_tap_puts_a_harmless_site_in_place_of_the_page_and_back_does_not_show_it(
    find: Callable[..., Page], asked_outside: list[str]
) -> None:
    page = find("near=90012")
    option(page, "attend", "in-person").check()
    settled(page)
    assert asked_outside == []
    page.get_by_role("link", name="Leave quickly").click()
    expect_gone(page)
    assert asked_outside == [""]
    # The search before the last one is still in this tab's past. It must not come back either.
    page.go_back()
    expect_gone(page)


def test_shift_three_times_leaves_and_each_press_is_announced(
    find: Callable[..., Page], asked_outside: list[str]
) -> None:
    page = find("near=90012")
    shift(page)
    assert way_out(page) == TWO
    shift(page)
    assert way_out(page) == ONE
    expect(page.locator("[data-presses='2']")).to_have_count(1)
    shift(page)
    expect_gone(page)
    assert len(asked_outside) == 1


def test_from_an_open_entry_the_keys_and_a_tap_both_leave(
    find: Callable[..., Page], asked_outside: list[str]
) -> None:
    page = find("near=90012&open=monday-night-steps")
    dialog = page.get_by_role("dialog")
    shift(page, 2)
    expect(dialog.locator("[data-leave-say]")).to_have_text(ONE)
    shift(page)
    expect_gone(page)
    page = find("open=it-was-here-once")
    page.get_by_role("dialog").get_by_role("link", name="Leave quickly").click()
    expect_gone(page)


def test_typing_marking_and_other_keys_with_shift_do_not_leave(
    find: Callable[..., Page], asked_outside: list[str]
) -> None:
    page = find("near=90012")
    field = page.get_by_label("Name or words")
    field.focus()
    for letter in "ABCD":
        page.keyboard.press(f"Shift+{letter}")
    assert way_out(page) == ""
    # Quick typists let Shift go before the letter.
    for letter in "EFGH":
        page.keyboard.down("Shift")
        page.keyboard.down(letter)
        page.keyboard.up("Shift")
        page.keyboard.up(letter)
    assert way_out(page) == ""
    for keys in ("Shift+Tab", "Shift+ArrowLeft", "Control+Shift", "Alt+Shift"):
        page.keyboard.press(keys)
    shift(page, 2)
    page.keyboard.press("a")
    assert way_out(page) == ""
    shift(page, 2)
    page.mouse.click(640, 160)
    shift(page, 2)
    assert way_out(page) == ONE
    assert asked_outside == []


def test_five_seconds_after_the_first_press_the_count_begins_again_and_says_so(
    app: App, newcomer: Callable[..., Visit]
) -> None:
    visitor = newcomer()
    page = opened(visitor.page, app.link("near=90012"))
    page.clock.install()
    shift(page, 2)
    page.clock.fast_forward(5_100)
    assert way_out(page) == "Time is up. Press Shift three times to leave."
    expect(page.locator("[data-presses]")).to_have_count(0)
    shift(page, 2)
    assert way_out(page) == ONE
    assert visitor.outside(app) == []


def test_the_page_is_hidden_at_once_though_the_harmless_site_is_slow(
    app: App, newcomer: Callable[..., Visit]
) -> None:
    page = newcomer().page
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    # An answer without content leaves the browser where it is, as a site that never answers does.
    page.route(f"{WEATHER}**", lambda route: route.fulfill(status=204))
    opened(page, app.link("near=90012&open=monday-night-steps"))
    assert not [url for url in asked if url.startswith(WEATHER)]
    # A step is on its way when the reader leaves: its answer must not show anything.
    page.get_by_role("dialog").get_by_role("link", name="Noon Bite").click(no_wait_after=True)
    shift(page, 3)
    assert page.evaluate(SEEN) == "Loading."
    until(lambda: WEATHER in asked, lambda: "nobody was asked", page)
    page.wait_for_function("() => !('rdBusy' in document.body.dataset)")
    assert page.evaluate(SEEN) == "Loading."
    expect(page).to_have_title("Loading.")
    expect(page.locator("dialog:visible")).to_have_count(0)
    assert page.url == f"{app.url}/"


def test_the_way_out_is_in_the_first_bytes_of_the_page_and_on_the_light_ones(
    app: App, newcomer: Callable[..., Visit]
) -> None:
    page = newcomer(390, java_script_enabled=False).page
    for path in ("", "list", "r/noon-bite", "help"):
        page.goto(app.link("", path))
        way = page.get_by_role("link", name="Leave quickly")
        expect(way).to_be_in_viewport()
        expect(way).to_have_attribute("href", WEATHER)
        expect(way).to_have_attribute("rel", "noreferrer")
        expect(page.get_by_text("This does not erase your history.").first).to_be_visible()


@pytest.mark.parametrize(("width", "language"), [(390, "en"), (320, "es"), (1280, "es")])
def test_the_way_out_is_always_in_sight_and_covers_nothing(
    app: App, newcomer: Callable[..., Visit], width: int, language: str
) -> None:
    page = newcomer(width).page
    name = {"en": "Leave quickly", "es": "Salir rápido"}[language]
    for view in ("list", "detail"):
        look = EVERY_VIEW[view]
        opened(page, app.link(f"{look.query}&lang={language}".lstrip("&"), look.path))
        for size in ("100%", "200%"):
            page.evaluate("size => document.documentElement.style.fontSize = size", size)
            way = page.get_by_role("link", name=name).last
            expect(way).to_be_in_viewport(ratio=1)
            box = way.bounding_box()
            assert box is not None
            assert box["height"] >= 44
            covered = page.evaluate(
                """box => [...document.querySelectorAll('[data-testid=stMain], dialog[open]')]
                .filter(part => part.getBoundingClientRect().bottom > box.y + 1)
                .map(part => part.nodeName)""",
                box,
            )
            assert covered == []


def test_in_a_frame_the_site_around_it_is_left_too(
    app: App, desk: BrowserContext, asked_outside: list[str]
) -> None:
    page = desk.new_page()
    around = f"{app.url}/around"
    frame = f"<iframe src='{app.link('near=90012&embed=true')}' width=900 height=700></iframe>"
    page.route(around, lambda route: route.fulfill(body=frame, content_type="text/html"))
    page.goto(around)
    inside = page.frame_locator("iframe")
    way = inside.get_by_role("link", name="Leave quickly")
    expect(inside.locator(".rd-card").first).to_be_visible()
    expect(way).to_have_attribute("target", "_top")
    way.click()
    expect_gone(page)
    page.close()
