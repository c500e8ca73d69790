"""The main paths without a mouse: every stop is seen, nothing hides it, and nothing holds one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from conftest import App, Visit
from playwright.sync_api import Page, expect
from walking import (
    LISTED,
    MAP,
    asked,
    expect_asked,
    expect_total,
    heading,
    ids_of,
    opened,
    option,
    settled,
    until,
    without_drawing,
)

from directory.snapshot import Snapshot

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-1")]

Find = Callable[..., Page]
STOP = """() => {
    const it = document.activeElement;
    if (!it || it === document.body) return null;
    const seen = [it, it.closest('label')].filter(Boolean);
    const box = seen.at(-1).getBoundingClientRect();
    const outlined = seen.some(each => {
        const style = getComputedStyle(each);
        return ['solid', 'auto'].includes(style.outlineStyle)
            && parseFloat(style.outlineWidth) >= 2;
    });
    const points = [.1, .5, .9].flatMap(x => [.2, .5, .8].map(y =>
        document.elementFromPoint(box.x + box.width * x, box.y + box.height * y)));
    const bare = points.some(each =>
        each && seen.some(one => one.contains(each) || each.contains(one)));
    return {what: it.outerHTML.slice(0, 120), outlined, bare};
}"""
IS = "what => !!document.activeElement?.matches(what)"
FOCUSED = "() => document.activeElement.outerHTML.slice(0, 160)"


def tab_to(page: Page, what: str, *, back: bool = False, most: int = 90) -> None:
    """Press Tab until the focus is on something; each stop on the way is seen and not covered."""
    for _ in range(most):
        page.keyboard.press("Shift+Tab" if back else "Tab")
        stop = page.evaluate(STOP)
        if stop is not None:
            assert stop["outlined"], stop["what"]
            assert stop["bare"], f"covered: {stop['what']}"
        if page.evaluate(IS, what):
            return
    pytest.fail(f"{what} was not reached; the focus is on {page.evaluate(FOCUSED)}")


def expect_focus(page: Page, what: str) -> None:
    """The focus is on something, soon."""
    until(lambda: bool(page.evaluate(IS, what)), lambda: str(page.evaluate(FOCUSED)), page)


def enter(page: Page, **query: str) -> None:
    """Press Enter, and wait for the address that it leads to."""
    page.keyboard.press("Enter")
    expect_asked(page, **query)
    settled(page)


def test_the_first_stops_are_the_skip_link_the_way_out_and_the_pages(find: Find) -> None:
    page = find("near=90012")
    stops = [".rd-skip", "[data-leave]", ".rd-brand a", ".rd-nav a[aria-current]"]
    for stop in stops:
        tab_to(page, stop, most=1)
    tab_to(page, ".rd-lines a[href='tel:988']", most=6)
    assert page.evaluate("() => document.activeElement.innerText") == "Call 988"


def test_a_list_is_made_ordered_and_sent_without_a_mouse(find: Find) -> None:
    page = find("q=noon&kind=meeting")
    tab_to(page, ".rd-add")
    page.keyboard.press("Enter")
    expect(page.locator(".rd-making")).to_contain_text("1 place")
    settled(page)
    expect_focus(page, ".rd-add.on")
    tab_to(page, ".rd-add")
    page.keyboard.press("Enter")
    expect(page.locator(".rd-making [role=status]")).to_contain_text("2 places")
    first, second = asked(page)["keep"].split(",")
    tab_to(page, ".rd-making a.main", most=150)
    enter(page, id=f"{first},{second}")
    expect_focus(page, "[data-list-title]")
    tab_to(page, f"[data-key='down-{first}']")
    enter(page, id=f"{second},{first}")
    expect_focus(page, f"[data-key='up-{first}']")
    tab_to(page, "[data-copy]", back=True)
    page.keyboard.press("Enter")
    expect(page.locator("[data-say]")).to_have_text("Link copied")
    copied = page.evaluate("() => navigator.clipboard.readText()")
    assert copied.endswith(f"id={second},{first}")


def test_the_sheet_behind_share_opens_closes_and_is_made_only_then(find: Find) -> None:
    page = find("q=noon&open=noon-bite")
    assert "<figure" not in page.content()
    tab_to(page, "dialog .rd-sharing > summary")
    page.keyboard.press("Enter")
    expect_focus(page, ".rd-sheet")
    tab_to(page, ".rd-sheet a[href^='sms:']")
    expect(page.locator("dialog .rd-qr svg")).to_be_visible()
    page.keyboard.press("Escape")
    expect_focus(page, "dialog .rd-sharing > summary")
    expect(page.locator("dialog .rd-sheet")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_the_map_lets_go_and_the_same_is_in_the_list_beside_it(
    find: Find, snapshot: Snapshot
) -> None:
    page = find("near=90012&kind=housing&view=map")
    expect(page.locator(f"{MAP} canvas").first).to_be_visible()
    page.locator(".rd-skip").focus()
    tab_to(page, f"{MAP} canvas, {MAP} button")
    tab_to(page, ".rd-card [data-key^='o-']", most=40)
    wanted = ids_of(snapshot, "near=90012&kind=housing")
    assert page.locator(".rd-card").count() == min(25, len(wanted))
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect_focus(page, f"[data-key='o-{wanted[0]}']")
    tab_to(page, f"{MAP} canvas, {MAP} button", back=True, most=40)
    tab_to(page, ".rd-skip", back=True)


def test_week_plan_comparison_and_language_are_reached_and_left(find: Find) -> None:
    page = find(f"id={LISTED}&near=90012")
    both = {"id": LISTED, "near": "90012"}
    for name, inside in (("week", ".rd-week a"), ("plan", ".rd-plan li a"), ("compare", "th a")):
        tab_to(page, f".rd-views a[href*='view={name}']")
        enter(page, **both, view=name)
        tab_to(page, inside)
        opener = page.evaluate("() => document.activeElement.dataset.key")
        page.keyboard.press("Enter")
        expect(page.get_by_role("dialog")).to_be_visible()
        expect(page).not_to_have_title("Find · Example Los Angeles Recovery Directory")
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect_focus(page, f"[data-key='{opener}']")
        page.locator(".rd-skip").focus()
    tab_to(page, ".rd-lang a[hreflang=es]")
    enter(page, **both, view="compare", lang="es")
    expect(page.locator("html")).to_have_attribute("lang", "es")
    expect_focus(page, ".rd-lang a")


def test_how_many_results_there_are_is_said_after_each_change(find: Find) -> None:
    page = find("near=90012")
    said = page.locator("[role=status][data-say]")
    expect(said).to_have_text("111 results within 10 mi of 90012 Los Angeles, CA")
    option(page, "kind", "housing").check()
    expect_total(page, 10)
    expect(said).to_have_text(heading(page).inner_text())
    expect(page).to_have_title(
        f"{heading(page).inner_text()} · Example Los Angeles Recovery Directory"
    )
    opened(page, page.url.split("?")[0] + f"?id={LISTED}")
    page.locator("[data-edit]").click()
    page.get_by_role("link", name="Take off").first.click()
    expect(said).to_have_text("3 on this list")
    toast = page.locator(".rd-toast[role=status]")
    expect(toast).to_contain_text("Taken off the list.")
    toast.get_by_role("button", name="Undo").click()
    expect(said).to_have_text("4 on this list")


def test_those_who_want_less_motion_get_none(app: App, visit: Callable[..., Visit]) -> None:
    page = visit(reduced_motion="reduce").page
    opened(page, app.link("near=90012&open=monday-night-steps"))
    page.evaluate("() => { document.body.dataset.rdBusy = '' }")
    moving = page.evaluate(
        """() => [...document.querySelectorAll('.rd, .rd *')].map(each => getComputedStyle(each))
        .filter(style => parseFloat(style.transitionDuration) > 0
            && style.transitionProperty !== 'none' || style.animationName !== 'none'
            || style.scrollBehavior === 'smooth').length"""
    )
    assert moving == 0


def test_with_colours_of_ones_own_what_is_chosen_and_what_pins_mean_can_be_told(
    app: App, visit: Callable[..., Visit]
) -> None:
    page = without_drawing(visit(forced_colors="active").page)
    opened(page, app.link("near=90012&kind=meeting&day=tue&view=map"))
    style = "(each, name) => getComputedStyle(each)[name]"
    for chosen in (
        page.locator("label", has=option(page, "day", "tue")),
        page.locator(".rd-views [aria-current]"),
    ):
        assert chosen.evaluate(style, "outlineStyle") == "solid"
    other = page.locator("label", has=option(page, "day", "mon"))
    assert other.evaluate(style, "outlineStyle") == "none"
    current, rest = page.locator(".rd-nav [aria-current]"), page.locator(".rd-nav a").last
    assert current.evaluate(style, "borderBottomColor") != rest.evaluate(style, "borderBottomColor")
    for button in (page.locator("[data-leave]").first, page.locator("[data-copy]").first):
        assert button.evaluate(style, "borderTopStyle") == "solid"
        assert button.evaluate(style, "borderTopColor") != "rgba(0, 0, 0, 0)"
    pins = page.locator(".rd-legend .rd-pin path")
    colours = {pin.evaluate(style, "fill") for pin in pins.all()}
    assert len(colours) > 1
    tab_to(page, ".rd-nav a")
