"""A short list as a plan of the week and side by side, and the views a directory offers by name."""

from __future__ import annotations

import urllib.request
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from conftest import App, Visit
from playwright.sync_api import Page, expect
from walking import expect_asked, opened

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-1")]

Find = Callable[..., Page]
MEETINGS = "noon-bite,just-for-today-at-noon,never-alone"
HOMES = "larkspur-house,second-chance-hiring-desk,marigold-house-for-women"
LIST = f"id={MEETINGS},{HOMES}"


def views(page: Page) -> list[str]:
    nav = page.get_by_role("navigation", name="Show as")
    return nav.get_by_role("link").all_inner_texts()


def test_a_list_becomes_a_plan_with_its_clashes_and_an_entry_opens_over_it(find: Find) -> None:
    page = find(LIST)
    assert views(page) == ["List", "Map", "Week", "Plan", "Compare"]
    page.get_by_role("navigation", name="Show as").get_by_role("link", name="Plan").click()
    expect_asked(page, id=f"{MEETINGS},{HOMES}", view="plan")
    day = page.get_by_role("region", name="Wednesday, Nov 25")
    first = day.get_by_role("listitem").filter(has_text="Just for Today at Noon").first
    expect(first).to_contain_text("At the same time: Noon Bite")
    expect(day).to_contain_text("0.6 mi in a straight line from the one before")
    expect(day).to_contain_text("Open 9 AM–4 PM")
    expect(page.get_by_role("region", name="No set time")).to_contain_text("Larkspur House")
    link = day.get_by_role("link", name="Never Alone")
    link.click()
    expect(page.get_by_role("dialog", name="Never Alone")).to_be_visible()
    page.keyboard.press("Escape")
    expect(link).to_be_focused()


def test_a_plan_is_a_calendar_file_and_a_subscription(find: Find, app: App) -> None:
    page = find(f"{LIST}&view=plan")
    subscribe = page.locator(".rd-plan").get_by_role("link", name="Subscribe in a calendar")
    expect(subscribe).to_have_attribute(
        "href", f"webcal://{urlsplit(app.url).netloc}/feed.ics?{LIST}"
    )
    path = page.locator(".rd-plan").get_by_role("link", name="Calendar file").get_attribute("href")
    with urllib.request.urlopen(f"{app.url}{path}") as answer:
        calendar = answer.read().decode()
    names = ("Noon Bite", "Just for Today at Noon", "Never Alone")
    assert all(f"SUMMARY:{name}" in calendar for name in names)


def test_a_search_with_few_results_can_be_planned_from_its_week(find: Find) -> None:
    page = find("near=90012&within=3mi&kind=meeting&day=today&view=week")
    page.get_by_role("link", name="As a plan").click()
    expect_asked(page, near="90012", within="3mi", kind="meeting", day="today", view="plan")
    expect(page.locator(".rd-plan")).to_be_visible()
    expect(page.get_by_role("region", name="Today")).to_contain_text("Noon Bite")
    expect(page.get_by_role("region", name="Wednesday")).to_contain_text("Nothing on this day")
    assert views(page) == ["List", "Map", "Week", "Plan"]
    assert views(find("near=90012&view=week")) == ["List", "Map", "Week"]


def test_houses_and_services_stand_side_by_side_and_meetings_do_not(find: Find) -> None:
    page = find(f"{LIST}&view=compare&near=90012")
    table = page.get_by_role("table", name="Side by side")
    assert table.get_by_role("columnheader").get_by_role("link").all_inner_texts() == [
        "Larkspur House",
        "Second Chance Hiring Desk",
        "Marigold House for Women",
    ]
    expect(page.locator(".rd-compare")).to_contain_text("3 meetings on this list are left out.")
    places = table.get_by_role("row", name="Free places").get_by_role("cell")
    expect(places.nth(0)).to_contain_text("2 places free on Nov 18, 2026")
    expect(places.nth(1)).to_contain_text("Not known: call")
    table.get_by_role("link", name="Larkspur House").click()
    expect(page.get_by_role("dialog", name="Larkspur House")).to_be_visible()


def test_saved_views_are_buttons_until_a_filter_is_set(find: Find) -> None:
    page = find("near=90012&keep=noon-bite&lang=en")
    saved = page.get_by_role("navigation", name="Views to start with")
    saved.get_by_role("link", name="Women's meetings today").click()
    expect_asked(
        page,
        near="90012",
        keep="noon-bite",
        lang="en",
        kind="meeting",
        serves="women",
        day="today",
    )
    expect(saved).to_have_count(0)


def test_a_comparison_that_a_phone_shows_as_blocks_is_still_a_table(
    app: App, visit: Callable[..., Visit]
) -> None:
    page = opened(visit(390).page, app.link(f"{LIST}&view=compare&near=90012"))
    table = page.get_by_role("table", name="Side by side")
    expect(table.get_by_role("rowheader")).to_have_count(13)
    expect(table.get_by_role("columnheader")).to_have_count(3)
    cell = table.get_by_role("row", name="Cost").get_by_role("cell").first
    expect(cell.get_by_text("Larkspur House")).to_be_visible()


@pytest.mark.parametrize("language", ["en", "es"])
def test_on_the_narrowest_phone_every_view_can_be_reached(
    app: App, visit: Callable[..., Visit], language: str
) -> None:
    page = visit(320).page
    for view in ("plan", "compare"):
        opened(page, app.link(f"{LIST}&view={view}&lang={language}"))
        cut = """() => [...document.querySelectorAll('.rd-views a')]
            .filter(link => link.getBoundingClientRect().right > innerWidth
                || link.scrollWidth > link.clientWidth + 1)
            .map(link => link.textContent)"""
        assert page.evaluate(cut) == []
