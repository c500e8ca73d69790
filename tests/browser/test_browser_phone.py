"""A phone: one place, one row of days, then results; all else is one tap away."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from conftest import App, Visit
from playwright.sync_api import Page, expect
from walking import expect_asked, expect_total, ids_of, opened, option, settled

from directory.snapshot import Snapshot

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-1")]


@pytest.fixture
def phone(app: App, visit: Callable[..., Visit]) -> Callable[[str], Page]:
    """Open a page of the directory on a phone."""
    return lambda query="": opened(visit(390).page, app.link(query))


def test_the_first_look_holds_place_days_and_the_first_result(
    phone: Callable[..., Page],
) -> None:
    page = phone("near=90012")
    for part in (
        page.get_by_role("combobox", name="Where"),
        page.get_by_text("Today", exact=True),
        page.get_by_text("Any day", exact=True),
        page.get_by_role("button", name=re.compile("Filters")),
        page.locator(".rd-card").first,
    ):
        expect(part).to_be_in_viewport()
    expect(page.locator("#rd-panel")).to_be_hidden()


def test_the_filters_open_count_what_is_set_and_close_over_the_results(
    phone: Callable[..., Page], snapshot: Snapshot
) -> None:
    page = phone("near=90012")
    button = page.get_by_role("button", name=re.compile("^Filters"))
    expect(button).to_have_attribute("aria-expanded", "false")
    button.click()
    expect(button).to_have_attribute("aria-expanded", "true")
    page.locator("label", has=option(page, "kind", "meeting")).click()
    expect_asked(page, near="90012", kind="meeting")
    settled(page)
    expect(page.locator("#rd-panel")).to_be_visible()
    page.locator("label", has=option(page, "day", "sat")).click()
    expect_asked(page, near="90012", kind="meeting", day="sat")
    total = len(ids_of(snapshot, "near=90012&kind=meeting&day=sat"))
    done = page.get_by_role("button", name=f"Show {total} results")
    done.click()
    expect(page.locator("#rd-panel")).to_be_hidden()
    expect(page.locator(".rd-set").first).to_have_text(re.compile("^2"))
    expect_total(page, total)
    expect(page.locator(".rd-card").first).to_be_in_viewport()


def test_what_one_taps_is_large_enough_for_a_thumb(phone: Callable[..., Page]) -> None:
    page = phone("near=90012")
    page.get_by_role("button", name=re.compile("^Filters")).click()
    page.locator("details.rd-fold summary").first.click()
    small = page.evaluate(
        """() => [...document.querySelectorAll('.rd button:not(.rd-sr), .rd .rd-button, .rd select,'
            + 'summary, .rd-seg label, .rd-days label, .rd-checks label, .rd-views a, .rd-nav a,'
            + '.rd-lines a, .rd-chips a, .rd-pages a, .rd input[type=text]')]
            .map(it => [it.textContent.trim().slice(0, 30), it.getBoundingClientRect()])
            .filter(([, box]) => box.width > 1 && (box.height < 36 || box.width < 36))
            .map(([text, box]) => `${text} ${box.width}x${box.height}`)"""
    )
    assert small == []


def test_a_detail_fills_the_phone_and_what_one_does_with_it_is_at_hand(
    phone: Callable[..., Page],
) -> None:
    page = phone("open=monday-night-steps")
    dialog = page.get_by_role("dialog")
    box = dialog.bounding_box()
    assert box is not None
    assert (box["x"], box["y"], box["width"]) == (0, 0, 390)
    expect(dialog.get_by_role("link", name="Call", exact=False).first).to_be_in_viewport()
    expect(dialog.get_by_role("button", name="Copy link")).to_be_in_viewport()
    dialog.get_by_role("link", name="Close").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
