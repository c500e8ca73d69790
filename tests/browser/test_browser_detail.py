"""The detail of an entry: everything that is known of it, and what one can do."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from conftest import App, Visit
from playwright.sync_api import Locator, Page, expect
from walking import expect_asked, opened

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-2")]

Find = Callable[..., Page]


def hrefs(dialog: Locator) -> list[str]:
    """Where the links of a dialog lead."""
    return [each.get_attribute("href") or "" for each in dialog.locator("a").all()]


def test_a_meeting_shows_all_that_is_known_of_it(find: Find) -> None:
    dialog = find("open=monday-night-steps").get_by_role("dialog", name="Monday Night Steps")
    for text in (
        "AA meeting",
        "Mon, 7–8 PM",
        "Next:",
        "Dec 28, 2026 (Back on January 4)",
        "We read one step and talk about it. New people are welcome. Coffee is ready at 6:45.",
        "Civic Corner Community Church, 118 N Larkspur St, Los Angeles, CA 90012",
        "Side door on the parking lot. Ring the bell.",
        "In person",
        "Verified Oct 1, 2026",
        "Last edit Oct 3, 2026",
    ):
        expect(dialog).to_contain_text(text)
    links = hrefs(dialog)
    assert "tel:+12135550102" in links
    assert "https://monday-steps.example.org" in links
    assert "https://intergroup.example.org/meetings" in links
    assert any(link.startswith("mailto:corrections@example.org?subject=") for link in links)


def test_directions_are_offered_by_choice_and_ask_nobody_before_the_tap(
    app: App, visit: Callable[..., Visit]
) -> None:
    visitor = visit()
    page = opened(visitor.page, app.link("open=monday-night-steps"))
    dialog = page.get_by_role("dialog")
    section = dialog.locator("section", has=page.get_by_role("heading", name="Directions"))
    ways = section.get_by_role("link")
    expect(ways).to_have_count(3)
    geo, apple, google = (way.get_attribute("href") or "" for way in ways.all())
    assert geo.startswith("geo:34.05370,-118.24280")
    assert apple.startswith("https://maps.apple.com/?daddr=118%20N%20Larkspur%20St")
    assert google.startswith("https://www.google.com/maps/dir/?api=1&destination=118%20N%20Larks")
    for way in (ways.nth(1), ways.nth(2)):
        expect(way).to_have_attribute("rel", re.compile("noreferrer"))
        expect(way).to_have_attribute("target", "_blank")
    assert visitor.outside(app) == []


def test_a_center_shows_hours_texts_mail_and_closures(find: Find) -> None:
    dialog = find("open=downtown-recovery-commons").get_by_role("dialog")
    for text in (
        "Opening hours",
        "9 AM–5 PM",
        "Dec 24, 2026 – Dec 26, 2026 (Christmas)",
        "Text us",
        "Blue door next to the bike racks.",
        "Free",
        "Spanish",
    ):
        expect(dialog).to_contain_text(text)
    links = hrefs(dialog)
    for link in (
        "tel:+12135550108",
        "tel:+12135550110",
        "sms:+12135550110",
        "mailto:downtown-recovery@example.org",
        "https://downtown-recovery-commons.example.org",
    ):
        assert link in links


def test_a_house_says_how_to_get_in_and_what_is_free(find: Find) -> None:
    dialog = find("open=larkspur-house").get_by_role("dialog", name="Larkspur House")
    for text in (
        "A phone interview, 14 days sober, and the first two weeks of rent.",
        "Call to make an appointment.",
        "2 places free on Nov 18, 2026",
        "18 and older",
        "Men",
        "House manager",
    ):
        expect(dialog).to_contain_text(text)
    # Its location is a town: there is no door to be led to.
    expect(dialog.get_by_role("heading", name="Directions")).to_have_count(0)


def test_an_online_meeting_is_joined_by_link_or_phone(find: Find) -> None:
    dialog = find("open=every-hour-counts").get_by_role("dialog")
    expect(dialog).to_contain_text("Meeting number 555 0142.")
    assert "https://meet.example.org/every-hour" in hrefs(dialog)
    assert "tel:+12135550107" in hrefs(dialog)
    expect(dialog).to_contain_text("Last checked Oct 16, 2025. It may have changed")


def test_a_private_address_is_nowhere_in_the_page_and_leads_nowhere(find: Find) -> None:
    page = find("near=90012&open=safe-harbor-for-women")
    dialog = page.get_by_role("dialog", name="Safe Harbor for Women")
    expect(dialog).to_contain_text("private address")
    expect(dialog).to_contain_text("Call to ask where to go.")
    expect(dialog.get_by_role("heading", name="Directions")).to_have_count(0)
    expect(dialog.get_by_role("heading", name="Also at this place")).to_have_count(0)
    assert not [link for link in hrefs(dialog) if link.startswith("geo:") or "maps" in link]


def test_what_else_takes_place_in_the_building_opens_from_there(find: Find) -> None:
    page = find("near=90012&open=monday-night-steps")
    page.get_by_role("dialog").get_by_role("link", name="Noon Bite").click()
    expect(page.get_by_role("dialog", name="Noon Bite")).to_be_visible()
    expect_asked(page, near="90012", open="noon-bite")


def test_escape_close_and_the_ground_beside_close_and_focus_returns(find: Find) -> None:
    page = find("near=90012&kind=meeting")
    card = page.locator(".rd-card h3 a, .rd-card h2 a").nth(2)

    def shut_by(act: Callable[[], None]) -> None:
        card.click()
        expect(page.get_by_role("dialog")).to_be_visible()
        act()
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect_asked(page, near="90012", kind="meeting")
        expect(card).to_be_focused()

    shut_by(lambda: page.keyboard.press("Escape"))
    shut_by(lambda: page.get_by_role("link", name="Close").click())
    shut_by(lambda: page.mouse.click(10, 450))


def test_focus_stays_in_the_open_dialog(find: Find) -> None:
    page = find("open=monday-night-steps")
    inside = "() => !!document.activeElement.closest('dialog') || document.activeElement.nodeName"
    for _ in range(40):
        page.keyboard.press("Tab")
        # From the last control on, the browser's own bar comes next, and then the first again.
        assert page.evaluate(inside) in (True, "BODY")


def test_an_entry_that_is_gone_says_so_over_the_list(find: Find) -> None:
    page = find("near=90012&open=it-was-here-once")
    dialog = page.get_by_role("dialog", name="This entry is no longer here")
    expect(dialog).to_be_visible()
    dialog.get_by_role("link", name="See the list").click()
    expect_asked(page, near="90012")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator(".rd-card").first).to_be_visible()


def test_a_closed_entry_is_shown_as_closed_to_those_who_have_its_link(find: Find) -> None:
    dialog = find("open=olive-press-group").get_by_role("dialog", name="Olive Press Group")
    expect(dialog.locator(".rd-closed")).to_contain_text("Closed for now")
    expect(dialog).to_contain_text("The hall is being painted. We hope to be back in March.")


def test_a_reader_elsewhere_is_told_whose_clock_the_times_are(
    app: App, visit: Callable[..., Visit]
) -> None:
    page = visit(timezone="America/New_York").page
    for clock in ("", "&clock=mine"):
        opened(page, app.link(f"open=monday-night-steps{clock}"))
        dialog = page.get_by_role("dialog")
        expect(dialog).to_contain_text("Mon, 7–8 PM")
        expect(dialog).to_contain_text("These times are in Los Angeles time.")
    expect(dialog.locator(".rd-when")).to_contain_text("10 PM")
