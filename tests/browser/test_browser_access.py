"""Every page and view, wide and narrow, light and dark, in both languages: usable by all."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import App, Visit
from playwright.sync_api import Page, expect
from walking import EVERY_STATE, EVERY_VIEW, LIGHT_VIEWS, opened, see, settled

pytestmark = [pytest.mark.browser]

NOT_OURS = {
    # ARIA gives a `main` no other role. Streamlit puts one around everything, head and foot too,
    # and React would put it back: this is how screen readers are told of the true one alone.
    ("aria-allowed-role", "stMain"),
}
"""What stays of Streamlit's own frame: the rule of axe, and the test id of the part."""
SIDEWAYS = """() => [...document.querySelectorAll('html, [data-testid=stMain], dialog[open]')]
    .filter(part => part.scrollWidth > Math.min(innerWidth, part.clientWidth + 1))
    .map(part => `sideways: ${part.nodeName} ${part.scrollWidth} > ${innerWidth}`)"""
OUTLINE = """() => {
    const shown = each => each.checkVisibility({visibilityProperty: true});
    const top = document.querySelector('dialog[open]') ?? document;
    const headings = [...top.querySelectorAll('h1, h2, h3, h4, h5, h6')].filter(shown);
    const levels = headings.map(each => Number(each.nodeName[1]));
    const first = top === document ? 1 : 2;
    const landmarks = [...document.querySelectorAll('main:not([role])')];
    return [
        ...levels.filter(level => level === 1).length === (first === 1 ? 1 : 0) ? [] : ['h1s'],
        ...levels[0] === first ? [] : [`begins with h${levels[0]}`],
        ...levels.flatMap((level, i) => level > (levels[i - 1] ?? first) + 1
            ? [`h${level} after h${levels[i - 1]}: ${headings[i].innerText}`] : []),
        ...landmarks.length === 1 ? [] : [`${landmarks.length} main parts`],
        ...[...document.querySelectorAll('dialog[open]')]
            .filter(each => !document.getElementById(each.getAttribute('aria-labelledby')))
            .map(each => 'a dialog without a name'),
    ];
}"""
SMALL = """() => [...document.querySelectorAll('a[href], button, input, select, summary, textarea')]
    .filter(each => each.checkVisibility({visibilityProperty: true}) && !each.matches('.rd-sr'))
    .map(each => [each, each.closest('label') ?? each])
    .map(([each, target]) => [each, target.getBoundingClientRect()])
    .filter(([each, box]) => box.width > 1 && box.height > 1)
    .filter(([each, box]) => {
        const main = each.matches('.rd-button:not(.rd-saved *), .rd-leave, .rd-lines a,'
            + '.rd-nav a, .rd-seg *, .rd-days *, .rd-views a, button');
        const least = main ? 43.5 : 24;
        // A link within a sentence is as high as its line (WCAG 2.5.8, exception Inline).
        const inline = getComputedStyle(each).display === 'inline';
        return !inline && Math.min(box.width, box.height) < least;
    })
    .map(([each, box]) => `small: ${each.outerHTML.slice(0, 90)} ${box.width}x${box.height}`)"""


def axe(page: Page) -> list[str]:
    """What axe finds, of any weight."""
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response
    return [
        f"{each['impact']} {each['id']}: {node['html'][:160]} {node['failureSummary'][:300]}"
        for each in found["violations"]
        for node in each["nodes"]
        if not any(
            each["id"] == rule and f'data-testid="{part}"' in node["html"][:300]
            for rule, part in NOT_OURS
        )
    ]


def layout(page: Page) -> list[str]:
    """What scrolls sideways, is out of order, or too small for a thumb."""
    return [each for look in (SIDEWAYS, OUTLINE, SMALL) for each in page.evaluate(look)]


def troubles(page: Page) -> list[str]:
    """All that hinders people with a screen reader, a keyboard, a thumb or weak eyes."""
    return axe(page) + layout(page)


def turn(page: Page, theme: str) -> None:
    """Light to dark or back, as a phone does in the evening."""
    page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    if page.locator(".rd").count():
        expect(page.locator(f".rd[data-theme={theme}]").first).to_be_attached()


def in_spanish(page: Page) -> None:
    """The same page in Spanish, as the link in its head says it."""
    page.locator(".rd-lang a[hreflang=es]").evaluate("link => link.click()")
    expect(page.locator("html")).to_have_attribute("lang", "es")
    settled(page)


@pytest.mark.parametrize(
    ("width", "first", "second"),
    [
        pytest.param(1280, "light", "dark", marks=pytest.mark.xdist_group("browser-2")),
        pytest.param(390, "dark", "light", marks=pytest.mark.xdist_group("browser-1")),
    ],
)
def test_every_page_and_view_is_open_to_all_and_asks_nobody_else(
    app: App, visit: Callable[..., Visit], width: int, first: str, second: str
) -> None:
    visitor = visit(width)
    page = visitor.page
    found = {}
    for name, look in EVERY_STATE.items():
        page.emulate_media(color_scheme=first)  # type: ignore[arg-type]
        see(opened(page, app.link(look.query, look.path)), look)
        if look.press and page.locator(look.press).is_visible():
            page.locator(look.press).click()
            expect(page.locator(look.shows).first).to_be_visible()
        found[name] = troubles(page)
        turn(page, second)
        if name != "framed":
            in_spanish(page)
        # Colours and words are the same in both widths: the wide one has them looked through.
        found[f"{name} es"] = troubles(page) if width > 700 else layout(page)
    for path in LIGHT_VIEWS:
        for language, theme in (("en", first), ("es", second)):
            page.goto(f"{app.url}/{path}{'&' if '?' in path else '?'}lang={language}")
            turn(page, theme)
            found[f"{path} {language}"] = troubles(page)
    assert {name: told for name, told in found.items() if told} == {}
    assert visitor.outside(app) == []
    assert visitor.errors == []


@pytest.mark.xdist_group("browser-1")
def test_on_the_narrowest_phone_nothing_scrolls_sideways_even_in_large_type(
    app: App, visit: Callable[..., Visit]
) -> None:
    page = visit(320).page
    found = {}
    for name, look in EVERY_VIEW.items():
        opened(page, app.link(look.query, look.path))
        for language in ("en", "es"):
            if language == "es":
                in_spanish(page)
            for size in ("100%", "200%"):
                page.evaluate("size => document.documentElement.style.fontSize = size", size)
                found[name, language, size] = page.evaluate(SIDEWAYS)
    assert {name: told for name, told in found.items() if told} == {}
