"""In a browser: no text that translations miss, pages from right to left, texts by language."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from conftest import App, Visit
from every_page import left_of, own_texts
from playwright.sync_api import Page, expect
from test_browser_access import SIDEWAYS
from walking import EVERY_VIEW, expect_ids, heading, ids_of, opened, without_drawing

from directory.pseudo import accented
from directory.snapshot import Snapshot

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-2")]

TEXTS = """() => {
    const found = [];
    const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_ELEMENT);
    for (let node = walker.currentNode; node; node = walker.nextNode()) {
        if (node.matches('script, style, code, title')) continue;
        if (!node.checkVisibility({visibilityProperty: true})) continue;
        for (const name of ['aria-label', 'title', 'placeholder', 'alt', 'aria-roledescription'])
            if (node.hasAttribute(name)) found.push(node.getAttribute(name));
        for (const child of node.childNodes)
            if (child.nodeType === 3 && child.data.trim()) found.push(child.data.trim());
    }
    return [...found, document.title];
}"""
MIRRORED = """() => {
    const box = name => document.querySelector(name)?.getBoundingClientRect();
    const brand = box('.rd-brand'), lang = box('.rd-lang'), leave = box('.rd-leave');
    const form = box('form.rd-find, .rd-filters'), results = box('#rd-results');
    return [
        getComputedStyle(document.body).direction === 'rtl' ? '' : 'the body',
        innerWidth - brand.right < 80 ? '' : 'the name is not at the right',
        innerWidth < 700 || lang.left < brand.left ? '' : 'the languages are not at the left',
        leave && leave.left < innerWidth / 3 ? '' : 'the way out is not at the left',
        !form || !results || innerWidth < 700 || form.left > results.right - 1
            ? '' : 'filters are not at the right',
    ].filter(Boolean);
}"""


def test_every_text_in_the_browser_is_a_message_or_comes_from_the_catalog(
    app: App, visit: Callable[..., Visit], snapshot: Snapshot
) -> None:
    page, own, left = visit().page, own_texts(snapshot), {}
    # What Python writes is looked through without a browser; this is about what scripts add.
    for name in ("list", "map", "plan", "detail", "help"):
        look = EVERY_VIEW[name]
        opened(page, app.link(f"{look.query}&lang=en-XA".lstrip("&"), look.path))
        expect(page.locator("html")).to_have_attribute("lang", "en-XA")
        expect(page.locator(look.sign).first).to_be_visible()
        if "view=map" in look.query:
            expect(page.get_by_role("button", name=accented("Zoom in")).first).to_be_attached()
        for text in page.evaluate(TEXTS):
            if rest := left_of(text, own):
                left[name, rest] = text
    assert not left


def test_from_right_to_left_every_page_is_mirrored_and_nothing_scrolls_sideways(
    app: App, visit: Callable[..., Visit]
) -> None:
    page, found = without_drawing(visit().page), {}
    for name, look in EVERY_VIEW.items():
        page.set_viewport_size({"width": 1280, "height": 900})
        opened(page, app.link(f"{look.query}&lang=ar-XB".lstrip("&"), look.path))
        expect(page.locator("html")).to_have_attribute("dir", "rtl")
        expect(page.locator(look.sign.removesuffix(" canvas")).first).to_be_visible()
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 844})
            found[name, width] = page.evaluate(SIDEWAYS) + page.evaluate(MIRRORED)
    for path in ("list?near=90012&", "r/monday-night-steps?"):
        page.goto(f"{app.url}/{path}lang=ar-XB")
        found[path, 390] = page.evaluate(SIDEWAYS)
    assert {name: told for name, told in found.items() if told} == {}


def test_names_and_numbers_are_read_as_they_are_written(find: Callable[..., Page]) -> None:
    page = find("open=monday-night-steps&lang=ar-XB")
    number = page.locator("dialog a[href^='tel:'] span").last
    expect(number).to_have_text("+1 213 555 0102")
    assert number.evaluate("each => getComputedStyle(each).direction") == "ltr"
    name = page.locator("dialog h2").first
    assert name.evaluate("each => getComputedStyle(each).direction") == "ltr"
    expect(name).to_have_attribute("lang", "en")


def test_a_text_of_the_catalog_is_in_the_language_of_the_page(
    find: Callable[..., Page], snapshot: Snapshot
) -> None:
    page = find("open=safe-harbor-for-women")
    detail = page.get_by_role("dialog")
    expect(detail).to_contain_text("The address is a secret.")
    page = find("open=safe-harbor-for-women&lang=es")
    detail = page.get_by_role("dialog")
    expect(detail).to_contain_text("La dirección es secreta.")
    expect(detail).to_contain_text("Ayuda por mensaje")
    said = detail.get_by_text("La dirección es secreta.")
    assert said.evaluate("each => each.closest('[lang]').lang") == "es"
    expect(detail.locator("h2").first).to_have_attribute("lang", "en")


@pytest.mark.parametrize("language", ["en", "es"])
def test_words_of_either_language_find_it_in_both(
    find: Callable[..., Page], snapshot: Snapshot, language: str
) -> None:
    page = find(f"q=secreta&lang={language}")
    expect(heading(page)).to_contain_text("1 resul")
    expect_ids(page, ids_of(snapshot, "q=secreta"))
