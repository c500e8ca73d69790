"""The week by day and hour, and a search that finds nothing."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect
from walking import expect_asked, expect_ids, expect_total, heading, ids_of

from directory.snapshot import Snapshot

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-1")]

Find = Callable[..., Page]


def day(page: Page, date: str) -> Locator:
    """One day of the week shown."""
    return page.locator(".rd-week section", has=page.get_by_role("heading", name=date))


def test_a_meeting_stands_under_its_day_and_hour_and_opens(find: Find) -> None:
    page = find("view=week&near=90012&kind=meeting")
    days = [each.inner_text() for each in page.locator(".rd-week h2").all()]
    assert [re.search(r"Nov \d+", each)[0] for each in days] == [  # type: ignore[index]
        *("Nov 24", "Nov 25", "Nov 26", "Nov 27", "Nov 28", "Nov 29", "Nov 30")
    ]
    assert [each[:3] for each in days] == ["Tod", "Wed", "Thu", "Fri", "Sat", "Sun", "Mon"]
    link = day(page, "Nov 30").get_by_role("link", name="7 PM Monday Night Steps")
    hour = link.locator("xpath=ancestor::ul[1]/preceding-sibling::h3[1]")
    expect(hour).to_have_text("7 PM")
    expect(page.get_by_role("link", name="Monday Night Steps")).to_have_count(1)
    link.click()
    expect(page.get_by_role("dialog", name="Monday Night Steps")).to_be_visible()
    expect_asked(page, view="week", near="90012", kind="meeting", open="monday-night-steps")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(link).to_be_focused()


def test_a_day_on_which_a_meeting_is_closed_does_not_show_it(find: Find) -> None:
    page = find("view=week&id=noon-bite")
    for shown in ("Nov 25", "Nov 30"):
        expect(day(page, shown)).to_contain_text("Noon Bite")
    for closed in ("Nov 26", "Nov 27", "Nov 28"):
        expect(day(page, closed)).to_contain_text("Nothing on this day")


def test_the_week_shows_only_what_the_filters_admit(find: Find) -> None:
    page = find("view=week&kind=meeting&day=today&from=18:00")
    expect(day(page, "Nov 24").locator("li a").first).to_be_visible()
    for other in ("Nov 25", "Nov 30"):
        expect(day(page, other)).to_contain_text("Nothing on this day")
    hours = day(page, "Nov 24").locator("h3").all_inner_texts()
    assert set(hours) <= {"6 PM", "7 PM", "8 PM", "9 PM", "10 PM", "11 PM"}


def test_a_time_in_another_zone_is_named_and_stands_in_the_order_of_the_clock(find: Find) -> None:
    page = find("view=week&kind=meeting&attend=online&from=12:00&to=13:00")
    london = page.locator(".rd-week a", has_text="London Lunch Hour").first
    expect(london).to_contain_text("12:30 PM GMT")
    hours = day(page, "Nov 25").locator("li b").all_inner_texts()
    assert hours == sorted(hours, key=lambda time: (not time.startswith("noon"), time))


def test_a_crowded_hour_leads_to_all_of_it(find: Find, snapshot: Snapshot) -> None:
    page = find("view=week&kind=meeting")
    more = page.locator(".rd-week .more a").first
    label = more.inner_text()
    shown = more.locator("xpath=ancestor::ul[1]/li[not(@class)]").count()
    more.click()
    expect(page.locator(".rd-cards")).to_be_visible()
    hidden = int(re.match(r"\d+", label)[0])  # type: ignore[index]
    total = int(re.match(r"\d+", heading(page).inner_text())[0])  # type: ignore[index]
    assert shown == 4
    # The list counts each entry once, also those with another week's session in that hour.
    assert total >= shown + hidden


def test_from_the_week_to_the_list_the_filters_stay(find: Find, snapshot: Snapshot) -> None:
    page = find("view=week&near=90012&day=tue")
    expect_total(page, len(ids_of(snapshot, "near=90012&day=tue")))
    page.get_by_role("navigation", name="Show as").get_by_role("link", name="List").click()
    expect_asked(page, near="90012", day="tue")
    expect_ids(page, ids_of(snapshot, "near=90012&day=tue")[:25])


@pytest.mark.parametrize(
    "query",
    [
        "near=90012&within=1mi&day=sun&time=night&language=ko",
        "kind=housing&fellowship=aa&day=tue",
        "q=zzzqqqxxx&kind=food",
    ],
)
def test_an_empty_result_names_what_to_loosen_and_keeps_its_promise(
    find: Find, snapshot: Snapshot, query: str
) -> None:
    assert ids_of(snapshot, query) == []
    page = find(query)
    expect(heading(page)).to_contain_text("0 results")
    ideas = page.locator(".rd-empty ul a")
    expect(ideas.first).to_be_visible()
    for label in ideas.all_inner_texts():
        promised = re.match(r"(\d+) results?", label)
        assert promised is not None, label
        ideas.filter(has_text=label).first.click()
        expect_total(page, int(promised[1]))
        page.go_back()
        expect(ideas.first).to_be_visible()
    calls = page.locator(".rd-empty .rd-act a[href='tel:988']")
    expect(calls).to_be_visible()


@pytest.mark.parametrize("view", ["map", "week"])
def test_an_empty_map_or_week_says_the_same_as_the_list(find: Find, view: str) -> None:
    page = find(f"view={view}&q=zzzqqqxxx")
    expect(page.locator(".rd-empty")).to_contain_text("Nothing fits")
    expect(page.locator(".rd-week, canvas")).to_have_count(0)
