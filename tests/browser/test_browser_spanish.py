"""The same directory in Spanish: the words change, the link and the results do not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from conftest import App, Visit
from playwright.sync_api import Page, expect
from walking import expect_asked, expect_ids, ids_of, opened, option

from directory.snapshot import Snapshot

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-1")]


def test_the_language_is_chosen_and_the_search_stays(
    find: Callable[..., Page], snapshot: Snapshot
) -> None:
    page = find("near=90012&kind=meeting&day=tue")
    page.get_by_role("link", name="Español").click()
    expect_asked(page, near="90012", kind="meeting", day="tue", lang="es")
    expect(page.locator("html")).to_have_attribute("lang", "es")
    expect(page.locator("label[title='Martes' i]")).to_be_visible()
    expect(option(page, "day", "tue")).to_be_checked()
    expect(option(page, "kind", "meeting")).to_be_checked()
    found = ids_of(snapshot, "near=90012&kind=meeting&day=tue")
    expect_ids(page, found[:25])
    option(page, "attend", "in-person").check()
    expect_asked(page, near="90012", kind="meeting", day="tue", attend="in-person", lang="es")
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("label[title='Tuesday']")).to_be_visible()
    expect(option(page, "attend", "in-person")).to_be_checked()


def test_a_browser_that_asks_for_spanish_gets_it_without_a_word_in_the_link(
    app: App, visit: Callable[..., Visit]
) -> None:
    page = opened(visit(locale="es-MX").page, app.link())
    expect(page.locator("html")).to_have_attribute("lang", "es")
    expect(page.locator("label[title='Lunes' i]")).to_be_visible()
    page.get_by_role("link", name="English").click()
    expect_asked(page, lang="en")
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_every_page_keeps_the_language(find: Callable[..., Page]) -> None:
    page = find("lang=es")
    for number in (1, 2, 3, 0):
        page.locator(".rd-nav a").nth(number).click()
        expect(page.locator(".rd-nav a").nth(number)).to_have_attribute("aria-current", "page")
        expect(page.locator("html")).to_have_attribute("lang", "es")


@pytest.mark.parametrize("path", ["help", "about", "catalog"])
def test_the_words_of_each_page_are_spanish(find: Callable[..., Page], path: str) -> None:
    english = find(page=path).locator("#rd-main").inner_text()
    spanish = find("lang=es", path).locator("#rd-main").inner_text()
    assert spanish != english


def test_the_dialog_and_its_days_are_spanish(find: Callable[..., Page]) -> None:
    dialog = find("open=noon-bite&lang=es").get_by_role("dialog")
    expect(dialog.locator(".rd-times").first).to_contain_text("Lun")
    expect(dialog).to_contain_text("Bring your lunch. You can just listen.")
