"""What the browser tests do and wait for, in the words of a visitor."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit
from zoneinfo import ZoneInfo

import pytest
from PIL import Image
from playwright.sync_api import Error, Locator, Page, expect

from directory import search
from directory.snapshot import Snapshot

NOON = dt.datetime(2026, 11, 24, 12, tzinfo=ZoneInfo("America/Los_Angeles"))
"""The instant at which the links in these tests stand: a Tuesday."""
IDS = """() => [...document.querySelectorAll('.rd-cards > .rd-card')]
    .map(card => card.dataset.key.slice(2))"""


class Look(NamedTuple):
    """A view of the directory: where it is, and what shows that it is there."""

    query: str
    path: str
    sign: str
    says: str
    press: str = ""
    """What is pressed next, where the view is not all there is to see."""
    shows: str = ""
    """What that brings."""


MAP = ".rd-chart"
LISTED = "noon-bite,never-alone,larkspur-house,second-chance-hiring-desk"
EVERY_VIEW = {
    "list": Look("", "", "#rd-results", "251 results"),
    "near": Look("near=90012&day=tue&time=evening", "", "#rd-results", "36 results within 10 mi"),
    "map": Look("view=map&near=90012", "", f"{MAP} canvas", ""),
    "week": Look("view=week&near=90012", "", ".rd-week section:last-child h2", "Nov 30"),
    "plan": Look(f"view=plan&near=90012&id={LISTED}", "", ".rd-plan section h2", "Today"),
    "compare": Look(f"view=compare&near=90012&id={LISTED}", "", ".rd-compare th", "Larkspur"),
    "detail": Look("open=monday-night-steps", "", "dialog[open] h2", "Monday Night Steps"),
    "empty": Look("near=90012&kind=housing&language=ko", "", ".rd-empty", "Nothing fits"),
    "help": Look("", "help", "#rd-main", "Help now"),
    "about": Look("", "about", "#rd-main", "About this directory"),
    "catalog": Look("", "catalog", "#rd-main", "Catalog"),
}
"""Every page and every view of Find."""
EVERY_STATE = {
    **{name: look for name, look in EVERY_VIEW.items() if name != "near"},
    "map": Look("view=map&near=90012&kind=housing", "", f"{MAP} canvas", ""),
    "week": Look(
        "view=week&near=90012&kind=meeting&within=2mi",
        "",
        ".rd-week section:last-child h2",
        "Nov 30",
    ),
    "detail": Look("q=bite&open=monday-night-steps", "", "dialog[open] h2", "Monday Night Steps"),
    "now": Look("when=now&q=noon&keep=noon-bite", "", ".rd-making", "1 place"),
    "gone": Look("q=bite&open=it-was-here-once", "", "dialog[open] h2", "no longer here"),
    "site": Look("q=bite&site=noon-bite", "", "dialog[open] h2", "at one place"),
    "framed": Look("q=noon&embed=true", "", "#rd-results", "result"),
    "noted": Look(f"id={LISTED}", "", "#rd-results", "4 on", "[data-edit]", ".rd-note textarea"),
    "shared": Look("q=noon", "", "#rd-results", "", ".rd-sharing > summary", ".rd-qr svg"),
    "panel": Look("q=noon", "", "#rd-results", "result", ".rd-toggle", "#rd-panel"),
}
"""Every view, and what opens within one; few results where a list of 25 would tell no more."""
LIGHT_VIEWS = ("list?near=90012", "list?q=nothingfitsthis", "r/noon-bite", "nowhere")
"""The pages without scripts: the list, an empty one, an entry, and an address of nothing."""


def settled(page: Page) -> Page:
    """The page, once all of it is there and nothing is under way."""
    page.wait_for_function(
        """() => document.querySelector('.rd-foot') && !('rdBusy' in document.body.dataset)
        && document.querySelector('[data-testid=stApp]')?.dataset.testScriptState
            === 'notRunning'"""
    )
    return page


def opened(page: Page, address: str) -> Page:
    """The page of an address, all of it there."""
    page.goto(address)
    return settled(page)


def asked(page: Page) -> dict[str, str]:
    """What the address bar asks for, except the instant."""
    values = dict(parse_qsl(urlsplit(page.url).query, keep_blank_values=True))
    values.pop("at", None)
    return values


def expect_asked(visited: Page, **wanted: str) -> None:
    """The address asks for this and nothing else, soon; `from_` stands for `from`."""
    wanted = {name.rstrip("_"): value for name, value in wanted.items()}
    until(lambda: asked(visited) == wanted, lambda: f"{asked(visited)} is not {wanted}", visited)


def until(
    done: Callable[[], bool],
    told: Callable[[], str],
    page: Page | None = None,
    seconds: float = 45,
    every: float = 0.03,
) -> None:
    """Look again until something is so; what is `told` is why it failed.

    Looks at a picture of the page are to be few: each has all of it drawn anew.
    """
    end = time.monotonic() + seconds
    while not done():
        if time.monotonic() > end:
            pytest.fail(told())
        if page is not None:
            page.wait_for_timeout(every * 1000)
        else:
            time.sleep(every)


def expect_ids(page: Page, wanted: list[str]) -> None:
    """The cards are these, in this order, soon."""
    try:
        page.wait_for_function(
            f"wanted => JSON.stringify(({IDS})()) === wanted",
            arg=json.dumps(wanted, separators=(",", ":")),
        )
    except Error:
        assert page.evaluate(IDS) == wanted


def heading(page: Page) -> Locator:
    """The line that says how many results there are."""
    return page.locator("#rd-results")


def expect_total(page: Page, total: int) -> None:
    """The heading counts so many results, soon."""
    expect(heading(page)).to_have_text(re.compile(rf"^{total} result"))


def option(page: Page, name: str, value: str) -> Locator:
    """The box or button of a filter's option."""
    return page.locator(f"input[name='{name}'][value='{value}']")


def count_of(page: Page, name: str, value: str) -> int:
    """How many results an option says it would give."""
    label = page.locator("label", has=option(page, name, value))
    return int(label.locator(".n").inner_text())


def unfold(page: Page, name: str) -> None:
    """Open the fold of a filter."""
    fold = page.locator(f"details[data-key='d-{name}']")
    if not fold.evaluate("fold => fold.open"):
        fold.locator("summary").click()


def ids_of(snapshot: Snapshot, link: str) -> list[str]:
    """The ids that the library finds for a link, all of them."""
    return [hit.resource.id for hit in search(snapshot, link, at=NOON)]


def seen_colour(page: Page, x: float, y: float) -> tuple[int, int, int]:
    """The colour of a point of the window."""
    picture = page.screenshot(clip={"x": x, "y": y, "width": 1, "height": 1})
    return Image.open(io.BytesIO(picture)).convert("RGB").getpixel((0, 0))  # type: ignore[return-value]


def without(text: str, *gone: str) -> list[str]:
    """Which of these a text does have, ignoring case."""
    return [each for each in gone if each.lower() in text.lower()]


def log_of(path: Path) -> str:
    """What a served app wrote so far."""
    return path.read_text(errors="replace")


def see(page: Page, look: Look) -> None:
    """What shows that a view is there."""
    sign = page.locator(look.sign).first
    expect(sign).to_be_visible()
    expect(sign).to_contain_text(look.says)


def pin_in_the_middle(page: Page) -> tuple[float, float]:
    """A point of the pin in the middle of the map, beside its sign, once it has been drawn."""
    box = page.locator(MAP).bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2 + 10, box["y"] + box["height"] / 2
    ground = seen_colour(page, box["x"] + 3, y)
    until(
        lambda: max(map(abs, _difference(seen_colour(page, x, y), ground))) > 60,
        lambda: "no pin in the middle of the map",
        page,
        90,
        every=0.3,
    )
    calm(page)
    return x, y


def without_drawing(page: Page) -> Page:
    """The page, where maps are not drawn from now on: what stands around them is all there."""
    page.route("**/assets/deck/**", lambda route: route.abort())
    return page


def calm(page: Page) -> None:
    """Wait until the map has drawn itself and frames follow each other quickly.

    Without a graphics card this takes seconds, in which a click is taken for a long press.
    """
    page.evaluate(
        """() => new Promise(done => {
            let quick = 0, last = performance.now();
            const end = last + 20000;
            const frame = now => {
                quick = now - last < 100 ? quick + 1 : 0;
                last = now;
                if (quick > 15 || now > end) done();
                else requestAnimationFrame(frame);
            };
            requestAnimationFrame(frame);
        })"""
    )


def _difference(one: tuple[int, ...], other: tuple[int, ...]) -> list[int]:
    return [a - b for a, b in zip(one, other, strict=True)]
