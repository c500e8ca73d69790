"""Every page and view, wide and narrow, light and dark, in both languages: usable by all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from conftest import App, Visit
from playwright.sync_api import Page, expect
from walking import EVERY_STATE, LIGHT_VIEWS, Look, opened, see, settled

pytestmark = [pytest.mark.browser]

WIDE, NARROW, NARROWEST = 1280, 390, 320
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


def axe(page: Page, **only: Any) -> list[str]:
    """What axe finds, of any weight."""
    if page.evaluate("() => !('axe' in window)"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate(
        "async options => (await axe.run(options)).violations",
        {"resultTypes": ["violations"], **only},
    )
    return [
        f"{each['impact']} {each['id']}: {node['html'][:160]} {node['failureSummary'][:300]}"
        for each in found
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


def turn(page: Page, width: int, theme: str) -> None:
    """Another width, and light to dark or back, as a phone does in the evening."""
    page.set_viewport_size({"width": width, "height": 844 if width < 600 else 900})
    page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    if page.locator(".rd").count():
        expect(page.locator(f".rd[data-theme={theme}]").first).to_be_attached()


def in_spanish(page: Page) -> None:
    """The same page in Spanish, as the link in its head says it."""
    page.locator(".rd-lang a[hreflang=es]").evaluate("link => link.click()")
    expect(page.locator("html")).to_have_attribute("lang", "es")
    settled(page)


def press(page: Page, look: Look) -> None:
    """Press what shows the rest of a view, where it is not shown yet and can be."""
    if not look.press or page.locator(look.shows).first.is_visible():
        return
    if page.locator(look.press).is_visible():
        page.locator(look.press).click()
        expect(page.locator(look.shows).first).to_be_visible()


def sideways_at_any_size(page: Page) -> list[str]:
    """What scrolls sideways on the narrowest phone, in the usual type and twice as large."""
    found = []
    for size in ("200%", "100%"):
        page.evaluate("size => document.documentElement.style.fontSize = size", size)
        found += [f"{size} {each}" for each in page.evaluate(SIDEWAYS)]
    return found


HALVES = [
    pytest.param(half, id=f"half {half}", marks=pytest.mark.xdist_group(f"browser-{half + 1}"))
    for half in (0, 1)
]


@pytest.mark.parametrize("half", HALVES)
def test_every_page_and_view_is_open_to_all_and_asks_nobody_else(
    app: App, newcomer: Callable[..., Visit], half: int
) -> None:
    """Each is opened once, and then looked at wide and narrow, by day and night, in two languages.

    Everything axe knows is looked for wide, light, in English and narrow, dark, in Spanish; the
    rest of what a width, a theme or a language can spoil is looked for in each of them.
    """
    visitor = newcomer(WIDE)
    page = visitor.page
    found: dict[tuple[object, ...], list[str]] = {}
    for name, look in list(EVERY_STATE.items())[half::2]:
        turn(page, WIDE, "light")
        see(opened(page, app.link(look.query, look.path)), look)
        press(page, look)
        found[name, "en", WIDE, "light"] = troubles(page)
        turn(page, NARROW, "light")
        press(page, look)
        found[name, "en", NARROW, "light"] = layout(page)
        turn(page, NARROWEST, "light")
        found[name, "en", NARROWEST, "light"] = sideways_at_any_size(page)
        if name != "framed":
            in_spanish(page)
        found[name, "es", NARROWEST, "light"] = sideways_at_any_size(page)
        turn(page, NARROW, "dark")
        found[name, "es", NARROW, "dark"] = troubles(page)
        turn(page, WIDE, "dark")
        found[name, "es", WIDE, "dark"] = axe(page, runOnly=["color-contrast"]) + layout(page)
    for path in LIGHT_VIEWS[half::2]:
        for language, first, second in (("en", "light", "dark"), ("es", "dark", "light")):
            page.goto(f"{app.url}/{path}{'&' if '?' in path else '?'}lang={language}")
            for width, theme in ((WIDE, first), (NARROW, second)):
                turn(page, width, theme)
                found[path, language, width, theme] = troubles(page)
    assert {name: told for name, told in found.items() if told} == {}
    assert visitor.outside(app) == []
    assert visitor.errors == []
