"""Every control of the Find page writes the link, and every number it shows is true."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from conftest import App, Visit
from playwright.sync_api import Page, expect
from walking import (
    asked,
    count_of,
    expect_asked,
    expect_ids,
    expect_total,
    heading,
    ids_of,
    opened,
    option,
    settled,
    unfold,
    until,
)

from directory.snapshot import Snapshot

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-1")]


Find = Callable[..., Page]


@pytest.mark.parametrize(
    ("query", "choices"),
    [
        ("", [("kind", "meeting"), ("fellowship", "na"), ("day", "wed"), ("attend", "online")]),
        ("near=90012", [("time", "evening"), ("serves", "women"), ("access", "wheelchair")]),
        ("within=25mi&near=90012", [("language", "es"), ("cost", "free")]),
    ],
)
def test_an_option_gives_as_many_results_as_it_promised(
    find: Find, snapshot: Snapshot, query: str, choices: list[tuple[str, str]]
) -> None:
    page = find(query)
    wanted = asked(page)
    for name, value in choices:
        if page.locator(f"details[data-key='d-{name}']").count():
            unfold(page, name)
        promised = count_of(page, name, value)
        assert promised > 0
        option(page, name, value).check()
        wanted[name] = value
        expect_asked(page, **wanted)
        expect_total(page, promised)
        link = "&".join(f"{name}={value}" for name, value in wanted.items())
        expect_ids(page, ids_of(snapshot, link)[:25])
        expect(option(page, name, value)).to_be_checked()


def test_an_option_taken_off_again_leaves_the_link(find: Find) -> None:
    page = find("kind=meeting,housing&day=mon")
    option(page, "kind", "meeting").uncheck()
    expect_asked(page, kind="housing", day="mon")
    option(page, "day", "mon").uncheck()
    expect_asked(page, kind="housing")


def test_the_quick_row_and_the_days_replace_each_other(find: Find) -> None:
    page = find("")
    page.get_by_text("Now", exact=True).click()
    expect_asked(page, when="now,soon")
    option(page, "day", "tue").check()
    expect_asked(page, day="tue")
    expect(page.locator("input[name='quick']:checked")).to_have_count(0)
    page.get_by_text("Tomorrow", exact=True).click()
    expect_asked(page, day="tomorrow")
    expect(option(page, "day", "tue")).not_to_be_checked()
    expect(option(page, "quick", "tomorrow")).to_be_checked()
    page.get_by_text("Any day", exact=True).click()
    expect_asked(page)


def test_quick_clicks_one_after_the_other_all_count(find: Find, snapshot: Snapshot) -> None:
    page = find("")
    for value in ("meeting", "housing", "employment", "treatment"):
        page.locator("label", has=option(page, "kind", value)).click(no_wait_after=True)
    expect_asked(page, kind="meeting,housing,employment,treatment")
    link = "kind=meeting,housing,employment,treatment"
    expect_total(page, len(ids_of(snapshot, link)))
    for value in ("meeting", "housing", "employment", "treatment"):
        expect(option(page, "kind", value)).to_be_checked()


def test_clicks_that_overtake_the_answers_all_count(find: Find) -> None:
    page = find("")
    # Each click waits until the server has begun to answer the one before, and no longer.
    wanted = ""
    for value in ("meeting", "housing", "employment", "treatment", "health", "food"):
        page.locator("label", has=option(page, "kind", value)).click(no_wait_after=True)
        wanted = f"{wanted},{value}".strip(",")
        page.wait_for_function(
            """() => document.querySelector('[data-testid=stApp]').dataset.testScriptState
            === 'running' || !('rdBusy' in document.body.dataset)"""
        )
    expect_asked(page, kind=wanted)


def test_a_radius_is_chosen_and_the_usual_one_is_left_out_of_the_link(
    find: Find, snapshot: Snapshot
) -> None:
    page = find("near=90012")
    radius = page.get_by_label("How far")
    expect(radius).to_have_value("10mi")
    promised = radius.locator("option[value='2mi']").inner_text()
    radius.select_option("2mi")
    expect_asked(page, near="90012", within="2mi")
    total = len(ids_of(snapshot, "near=90012&within=2mi"))
    assert promised == f"2 mi ({total})"
    expect(heading(page)).to_have_text(f"{total} results within 2 mi of 90012 Los Angeles, CA")
    radius.select_option("10mi")
    expect_asked(page, near="90012")


def test_from_and_until_are_written_in_the_link(find: Find, snapshot: Snapshot) -> None:
    page = find("day=tue")
    page.locator("#rd-from").fill("18:00")
    page.locator("#rd-from").press("Tab")
    expect_asked(page, day="tue", from_="18:00")
    page.locator("#rd-to").fill("19:30")
    page.locator("#rd-to").press("Tab")
    expect_asked(page, day="tue", from_="18:00", to="19:30")
    expect_total(page, len(ids_of(snapshot, "day=tue&from=18:00&to=19:30")))
    chips = page.get_by_role("list", name="Filters that are set")
    expect(chips).to_contain_text("From 6 PM")
    expect(chips).to_contain_text("Until 7:30 PM")


def test_words_are_searched_on_enter_and_a_typo_is_forgiven_and_said(
    find: Find, snapshot: Snapshot
) -> None:
    page = find("")
    page.get_by_label("Name or words").fill("sunrise")
    page.get_by_label("Name or words").press("Enter")
    expect_asked(page, q="sunrise")
    expect_ids(page, ids_of(snapshot, "q=sunrise"))
    page.get_by_label("Name or words").fill("sunrize")
    page.get_by_label("Name or words").press("Enter")
    expect_asked(page, q="sunrize")
    expect(page.locator(".rd-notes")).to_contain_text("sunrize")
    expect(page.locator(".rd-notes")).to_contain_text("sunrise")
    expect_ids(page, ids_of(snapshot, "q=sunrise"))


def test_chips_take_off_one_filter_and_the_button_all_of_them(
    find: Find, snapshot: Snapshot
) -> None:
    page = find("near=90012&kind=meeting&day=tue,thu&attend=in-person&q=group")
    chips = page.get_by_role("list", name="Filters that are set").get_by_role("link")
    expect(chips).to_have_count(5)
    chips.filter(has_text="Thursday").click()
    left = {"near": "90012", "kind": "meeting", "attend": "in-person", "q": "group"}
    expect_asked(page, **left, day="tue")
    chips.filter(has_text="“group”").click()
    left.pop("q")
    expect_asked(page, **left, day="tue")
    expect_total(page, len(ids_of(snapshot, "near=90012&kind=meeting&day=tue&attend=in-person")))
    expect(page.get_by_label("Name or words")).to_have_value("")
    page.get_by_role("link", name="Clear all filters").click()
    expect_asked(page, near="90012")
    expect(chips).to_have_count(0)


def test_a_misspelt_place_is_understood_shown_and_can_be_changed(
    find: Find,
) -> None:
    page = find("")
    where = page.get_by_role("combobox", name="Where")
    where.fill("San Fransisco, CA")
    where.press("Enter")
    expect(page.locator("#rd-understood")).to_contain_text("San Francisco, CA")
    expect(heading(page)).to_contain_text("of San Francisco, CA")
    expect(where).to_have_attribute("aria-describedby", "rd-understood")
    page.get_by_role("link", name="Change").click()
    expect_asked(page)
    expect(where).to_have_value("")


def test_an_answer_that_comes_while_a_place_is_typed_leaves_the_suggestions(find: Find) -> None:
    page = find("kind=meeting")
    option(page, "day", "tue").check()
    expect_asked(page, kind="meeting", day="tue")
    where = page.get_by_role("combobox", name="Where")
    where.fill("Bakersf")
    expect(page.get_by_role("option").first).to_be_visible()
    page.evaluate("history.back()")
    expect_asked(page, kind="meeting")
    expect(option(page, "day", "tue")).not_to_be_checked()
    expect(page.get_by_role("option").first).to_be_visible()
    expect(where).to_be_focused()
    expect(where).to_have_value("Bakersf")


def test_an_unknown_place_is_named_and_the_rest_of_the_search_works(
    find: Find, snapshot: Snapshot
) -> None:
    page = find("near=Qwxzyville&kind=housing")
    expect(page.locator("#rd-understood")).to_contain_text("Qwxzyville")
    expect(page.locator(".rd-notes")).to_contain_text("near=Qwxzyville")
    expect_ids(page, ids_of(snapshot, "kind=housing"))


def test_what_a_link_says_in_vain_is_named_on_the_page(find: Find, snapshot: Snapshot) -> None:
    page = find("colour=blue&day=someday,tue&kind=meeting&utm_source=leaflet&page=x")
    notes = page.locator(".rd-notes")
    for part in ("colour=blue", "day=someday", "page=x"):
        expect(notes).to_contain_text(part)
    expect(notes).not_to_contain_text("utm_source")
    expect_ids(page, ids_of(snapshot, "day=tue&kind=meeting")[:25])


def test_pages_hold_25_results_each_and_every_result_is_on_one_of_them(
    find: Find, snapshot: Snapshot
) -> None:
    page = find("kind=housing,employment,treatment,legal&sort=name")
    found = ids_of(snapshot, "kind=housing,employment,treatment,legal&sort=name")
    assert 50 < len(found) <= 75
    expect_ids(page, found[:25])
    expect(page.get_by_role("link", name="Back", exact=True)).to_have_count(0)
    page.get_by_role("link", name="Next", exact=True).click()
    expect_ids(page, found[25:50])
    expect(page.locator(".rd-pages")).to_contain_text("Page 2 of 3")
    expect(heading(page)).to_be_focused()
    expect(heading(page)).to_be_in_viewport()
    page.get_by_role("link", name="Next", exact=True).click()
    expect_ids(page, found[50:])
    expect(page.get_by_role("link", name="Next", exact=True)).to_have_count(0)
    option(page, "kind", "legal").uncheck()
    expect_asked(page, kind="housing,employment,treatment", sort="name")


def test_a_page_beyond_the_last_shows_the_last(find: Find, snapshot: Snapshot) -> None:
    page = find("kind=housing,employment,treatment,legal&page=99")
    found = ids_of(snapshot, "kind=housing,employment,treatment,legal")
    expect_ids(page, found[50:])


def test_the_order_is_chosen_and_written(find: Find, snapshot: Snapshot) -> None:
    page = find("near=90012&kind=meeting")
    order = page.get_by_role("navigation", name="Order")
    expect(order.locator("[aria-current]")).to_have_text("Nearest")
    order.get_by_role("link", name="Soonest").click()
    expect_asked(page, near="90012", kind="meeting", sort="soonest")
    expect_ids(page, ids_of(snapshot, "near=90012&kind=meeting&sort=soonest")[:25])


def test_the_number_of_set_filters_and_what_would_give_nothing_are_shown(
    find: Find,
) -> None:
    page = find("kind=meeting&day=tue&language=es")
    expect(page.locator(".rd-toggle .rd-set")).to_have_text(re.compile("^3"))
    none = page.locator(".rd-checks label.none")
    assert none.count() > 0
    for label in none.all():
        assert label.locator(".n").inner_text() in ("", "0")


def test_typing_in_one_field_survives_a_change_in_another(find: Find) -> None:
    page = find("")
    page.get_by_label("Name or words").fill("group")
    option(page, "kind", "meeting").check()
    expect_asked(page, kind="meeting", q="group")
    settled(page)
    expect(page.get_by_label("Name or words")).to_have_value("group")


def test_folds_that_were_opened_stay_open_after_a_choice(find: Find) -> None:
    page = find("")
    unfold(page, "access")
    option(page, "access", "wheelchair").check()
    expect_asked(page, access="wheelchair")
    unfold(page, "cost")
    option(page, "cost", "free").check()
    expect_asked(page, access="wheelchair", cost="free")
    for name in ("access", "cost"):
        fold = page.locator(f"details[data-key='d-{name}']")
        until(lambda fold=fold: fold.evaluate("it => it.open"), lambda: "a fold closed", page)


def test_times_follow_the_readers_clock_when_the_link_says_so(
    app: App, visit: Callable[..., Visit]
) -> None:
    link = "id=monday-night-steps"
    here = opened(visit().page, app.link(link))
    expect(here.locator(".rd-when")).to_contain_text("7 PM")
    there = opened(visit(timezone="America/New_York").page, app.link(f"{link}&clock=mine"))
    expect(there.locator(".rd-when")).to_contain_text("10 PM")
