"""The whole way of a seeker: type a place, choose a day, open a meeting, send its link."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from conftest import App, Visit
from playwright.sync_api import Page, expect
from walking import (
    asked,
    expect_asked,
    expect_ids,
    expect_total,
    heading,
    ids_of,
    opened,
    option,
    settled,
    until,
)

from directory.snapshot import Snapshot

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-1")]

Find = Callable[..., Page]
NEAR = "Los Angeles, CA"
TODAY = {"near": NEAR, "day": "today"}
CLIPBOARD = "() => navigator.clipboard.readText()"


def type_a_place(page: Page) -> None:
    """Choose the first place that is suggested for what is typed."""
    field = page.get_by_role("combobox", name="Where")
    field.press_sequentially("los ang", delay=20)
    expect(page.get_by_role("option").first).to_have_text(NEAR)
    expect(field).to_have_attribute("aria-expanded", "true")
    field.press("ArrowDown")
    expect(page.get_by_role("option").first).to_have_attribute("aria-selected", "true")
    field.press("Enter")


def test_a_meeting_today_is_found_opened_and_sent_and_back_and_forward_tell_the_same(
    app: App, find: Find, snapshot: Snapshot
) -> None:
    page = find()
    type_a_place(page)
    expect_asked(page, near=NEAR)
    expect_total(page, len(ids_of(snapshot, f"near={NEAR}")))
    expect(page.get_by_role("listbox")).to_be_hidden()

    page.get_by_text("Today", exact=True).click()
    expect_asked(page, **TODAY)
    today = ids_of(snapshot, f"near={NEAR}&day=today")
    expect_total(page, len(today))
    expect_ids(page, today[:25])
    expect(option(page, "quick", "today")).to_be_checked()

    second = page.locator(".rd-card h2 a").nth(1)
    name = second.inner_text()
    second.click()
    expect_asked(page, **TODAY, open=today[1])
    dialog = page.get_by_role("dialog", name=name)
    expect(dialog).to_be_visible()

    dialog.get_by_role("button", name="Copy link").click()
    expect(dialog.get_by_role("button", name="Link copied")).to_be_visible()
    sent = page.evaluate(CLIPBOARD)
    assert sent == f"{app.url}/?open={today[1]}"

    dialog.get_by_role("link", name="Close").click()
    expect(dialog).to_have_count(0)
    expect_asked(page, **TODAY)
    expect_ids(page, today[:25])

    page.go_back()
    expect(page.get_by_role("dialog", name=name)).to_be_visible()
    assert asked(page) == {**TODAY, "open": today[1]}
    page.reload()
    expect(page.get_by_role("dialog", name=name)).to_be_visible()
    expect_ids(page, today[:25])
    page.go_back()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect_ids(page, today[:25])
    page.go_back()
    expect_asked(page, near=NEAR)
    expect_total(page, len(ids_of(snapshot, f"near={NEAR}")))
    expect(option(page, "quick", "any")).to_be_checked()
    page.go_back()
    expect_asked(page)
    expect(page.get_by_role("combobox", name="Where")).to_have_value("")
    for _ in range(3):
        page.go_forward()
    expect(page.get_by_role("dialog", name=name)).to_be_visible()
    expect_asked(page, **TODAY, open=today[1])
    expect(option(page, "quick", "today")).to_be_checked()


def test_the_link_of_a_list_opens_the_same_list_elsewhere(
    find: Find, visit: Callable[..., Visit], snapshot: Snapshot
) -> None:
    page = find("near=90012&kind=meeting&day=tue&sort=name")
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("button", name="Link copied")).to_be_visible()
    other = opened(visit().page, page.evaluate(CLIPBOARD))
    assert asked(other) == asked(page)
    found = ids_of(snapshot, "near=90012&kind=meeting&day=tue&sort=name")
    expect_ids(other, found[:25])
    expect(option(other, "kind", "meeting")).to_be_checked()
    expect(option(other, "day", "tue")).to_be_checked()
    expect(option(other, "day", "wed")).not_to_be_checked()


def test_back_and_forward_and_reload_restore_boxes_place_sort_and_page(
    find: Find, snapshot: Snapshot
) -> None:
    page = find("near=90012&within=25mi")
    option(page, "attend", "in-person").check()
    expect_asked(page, near="90012", within="25mi", attend="in-person")
    page.get_by_role("link", name="Name", exact=True).click()
    wanted = {"near": "90012", "within": "25mi", "attend": "in-person", "sort": "name"}
    expect_asked(page, **wanted)
    page.get_by_role("link", name="Next", exact=True).click()
    expect_asked(page, **wanted, page="2")
    found = ids_of(snapshot, "near=90012&within=25mi&attend=in-person&sort=name")
    expect_ids(page, found[25:50])
    page.reload()
    expect_ids(page, found[25:50])
    page.go_back()
    expect_asked(page, **wanted)
    expect_ids(page, found[:25])
    page.go_back()
    expect_asked(page, near="90012", within="25mi", attend="in-person")
    expect_ids(page, ids_of(snapshot, "near=90012&within=25mi&attend=in-person")[:25])
    page.go_back()
    expect_asked(page, near="90012", within="25mi")
    expect(option(page, "attend", "in-person")).not_to_be_checked()
    expect_ids(page, ids_of(snapshot, "near=90012&within=25mi")[:25])
    page.go_forward()
    expect(option(page, "attend", "in-person")).to_be_checked()
    expect_ids(page, ids_of(snapshot, "near=90012&within=25mi&attend=in-person")[:25])


def test_back_leads_from_another_page_to_the_same_search(find: Find, snapshot: Snapshot) -> None:
    page = find("near=90012&day=tue")
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="About").click()
    expect(page.get_by_role("heading", name="About this directory")).to_be_visible()
    expect(page).to_have_title("About · Example Los Angeles Recovery Directory")
    page.go_back()
    expect(heading(page)).to_be_visible()
    expect_asked(page, near="90012", day="tue")
    expect_ids(page, ids_of(snapshot, "near=90012&day=tue")[:25])
    page.go_forward()
    expect(page.get_by_role("heading", name="About this directory")).to_be_visible()


def test_a_reload_of_another_page_stays_there_and_its_way_back_to_find_works(
    app: App, find: Find
) -> None:
    page = find(page="about")
    page.reload()
    expect(page.get_by_role("heading", name="About this directory")).to_be_visible()
    settled(page)
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Find").click()
    expect(heading(page)).to_be_visible()
    assert page.url.split("?")[0] == f"{app.url}/"


def test_help_now_leads_to_meetings_now_or_soon(find: Find) -> None:
    page = find(page="help")
    page.get_by_role("link", name="Meetings now or soon").click()
    expect_asked(page, kind="meeting", when="now,soon")
    expect(option(page, "quick", "now")).to_be_checked()
    expect(option(page, "kind", "meeting")).to_be_checked()


def test_the_main_path_needs_no_mouse_and_the_focus_is_always_seen(
    find: Find, snapshot: Snapshot
) -> None:
    page = find()

    def focused(what: str) -> object:
        return page.evaluate(f"() => {{ const it = document.activeElement; return {what} }}")

    def outlined() -> bool:
        # The quick row and the days draw the focus around the label of the hidden box.
        return bool(
            focused(
                "[it, it.closest('label')].some(each => each && ["
                "'solid', 'auto'].includes(getComputedStyle(each).outlineStyle)"
                " && parseFloat(getComputedStyle(each).outlineWidth) >= 2)"
            )
        )

    page.keyboard.press("Tab")
    assert focused("it.textContent") == "Skip to the main part"
    expect(page.locator(".rd-skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    until(lambda: focused("it.id") == "rd-results", lambda: str(focused("it.outerHTML")), page)
    assert asked(page) == {}

    page.evaluate("() => document.activeElement.blur()")
    page.reload()
    settled(page)
    for _ in range(30):
        page.keyboard.press("Tab")
        assert outlined(), focused("it.outerHTML")
        if focused("it.id") == "rd-near":
            break
    page.keyboard.type("90012", delay=20)
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("Enter")
    expect_asked(page, near="90012")
    assert focused("it.id") == "rd-near"
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert focused("it.name") == "quick"
    assert outlined()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect_asked(page, near="90012", day="today")
    today = ids_of(snapshot, "near=90012&day=today")
    expect_ids(page, today[:25])
    for _ in range(200):
        page.keyboard.press("Tab")
        if focused("it.dataset.key") == f"o-{today[0]}":
            break
        assert outlined(), focused("it.outerHTML")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert focused("it.closest('dialog') !== null")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert focused("it.dataset.key") == f"o-{today[0]}"
