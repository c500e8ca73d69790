"""Text is text: whatever stands in a catalog is shown literally, and what is private is not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml
from conftest import AT, App, Visit, served
from playwright.sync_api import ConsoleMessage, Dialog, Page, expect
from walking import MAP, heading, log_of, opened, without

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-2")]

TEXTS = [
    "<script>window.hacked = 1</script>",
    '<img src="x" onerror="window.hacked = 2">',
    "[tap](javascript:window.hacked=3) **bold** _soft_ `code` # head",
    "$\\frac{1}{2}$ :red[red] :material/home: {{ 7 * 7 }} {% raw %} %(x)s {name}",
    "\"><svg onload=\"window.hacked = 4\"> 'onmouseover='window.hacked=5'",
    "</p></dialog></template><h1>out</h1><!-- &lt;b&gt; &amp; -->",
    "@@= window.hacked = 6 @@function http://evil.example.org //evil.example.org",
]
SECRET = ["9 Hidden Lane", "90068", "34.1234", "118.3456", "ring the blue bell", "Veiled Annex"]


def entry(number: int, text: str) -> dict[str, object]:
    """An entry that has a text in every field that takes one, and addresses that are none."""
    return {
        "id": f"odd-{number}",
        "kind": "meeting",
        "fellowship": "aa",
        "name": text,
        "organization": text,
        "description": text,
        "location": {
            "name": text,
            "address": text,
            "city": text,
            "region": "CA",
            "postal_code": "90012",
            "notes": text,
            "latitude": f"{34.05 + number / 100:.2f}",
            "longitude": "-118.24",
        },
        "online": {"url": "javascript:window.hacked=7", "phone": "+1 213 555 0100", "notes": text},
        "schedule": [{"days": ["mon", "tue", "fri"], "start": f"{12 + number}:00", "note": text}],
        "closed": [{"from": "2026-12-24", "note": text}],
        "types": ["open", "odd-type"],
        "requirements": text,
        "openings": {"count": "2", "on": "2026-11-20", "note": text},
        "phones": [{"number": "+1 213 555 0101", "label": text, "text": "true"}],
        "email": "odd@example.org",
        "website": "javascript:window.hacked=8",
        "verified": {"on": "2026-11-01", "by": text},
        "source": "data:text/html,<script>window.hacked=9</script>",
        "source_id": text,
    }


PRIVATE = {
    "id": "quiet-house",
    "kind": "housing",
    "name": "Quiet House",
    "location": {
        "name": "Veiled Annex",
        "address": "9 Hidden Lane",
        "city": "Los Angeles",
        "region": "CA",
        "postal_code": "90068",
        "latitude": "34.1234",
        "longitude": "-118.3456",
        "notes": "ring the blue bell",
        "confidential": "true",
    },
    "phone": "+1 213 555 0109",
}
# A mistake in a private place is reported without the words that are wrong.
MISTAKEN = {
    **PRIVATE,
    "id": "still-house",
    "name": "Still House",
    "location": {**PRIVATE["location"], "latitude": "34.1234 north", "addres": "9 Hidden Lane"},  # type: ignore[dict-item]
}


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """A served catalog that tries everything."""
    folder: Path = tmp_path_factory.mktemp("odd")
    directory = {
        "name": TEXTS[1],
        "notice": TEXTS[0],
        "contact": "odd@example.org",
        "timezone": "America/Los_Angeles",
        "helplines": [
            {"name": text, "phone": "+1 213 555 0100", "hours": text, "notes": text}
            for text in TEXTS[:2]
        ],
    }
    entries = [*(entry(i, text) for i, text in enumerate(TEXTS)), PRIVATE, MISTAKEN]
    catalog = folder / "resources.yaml"
    content = {"directory": directory, "resources": entries}
    catalog.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    with served(catalog, folder / "log") as app:
        yield app


@pytest.fixture
def careful(odd: App, visit: Callable[..., Visit]) -> Iterator[Callable[..., Page]]:
    """Open pages of that catalog, and prove in the end that nothing was run or fetched."""
    visitor = visit()
    told: list[str] = []

    def asked(dialog: Dialog) -> None:
        told.append(dialog.message)
        dialog.dismiss()

    def said(line: ConsoleMessage) -> None:
        # Below another page's path Streamlit first looks for its own health, in vain.
        if line.type == "error" and "404" not in line.text:
            told.append(f"{line.text} {line.location}")

    visitor.page.on("dialog", asked)
    visitor.page.on("console", said)

    def look(query: str = "", page: str = "") -> Page:
        opened(visitor.page, odd.link(query, page))
        assert visitor.page.evaluate("() => window.hacked") is None
        bad = "a[href^='javascript' i], a[href^='data' i], a[href^='vbscript' i], iframe, object"
        expect(visitor.page.locator(f".rd :is({bad})")).to_have_count(0)
        return visitor.page

    yield look
    visitor.page.remove_listener("dialog", asked)
    visitor.page.remove_listener("console", said)
    assert told == []
    assert visitor.errors == []
    assert visitor.outside(odd) == []


def flat(text: str) -> str:
    """A text with its white space as a page shows it."""
    return " ".join(text.split())


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_list_shows_odd_names_literally(careful: Callable[..., Page], language: str) -> None:
    page = careful(f"lang={language}&kind=meeting")
    names = page.locator(".rd-card [data-key^='o-']").all_inner_texts()
    assert sorted(map(flat, names)) == sorted(map(flat, TEXTS))
    expect(page.locator(".rd-brand")).to_have_text(TEXTS[1])
    expect(page.locator(".rd-notice").first).to_have_text(TEXTS[0])


@pytest.mark.parametrize("number", range(len(TEXTS)))
def test_the_detail_shows_odd_texts_literally_in_every_field(
    careful: Callable[..., Page], number: int
) -> None:
    page = careful(f"open=odd-{number}&near=34.05,-118.24")
    shown = flat(page.get_by_role("dialog").inner_text())
    # Name, organization, description, place and its notes, notes for joining, of a time and of a
    # closure, what one needs, free places and the label of a number: each stands there.
    assert shown.count(flat(TEXTS[number])) >= 10
    expect(page.get_by_role("dialog").locator("script, img, svg[onload], h1")).to_have_count(0)


@pytest.mark.parametrize("query", ["view=week", "view=map&near=34.05,-118.24&lang=es"])
def test_week_and_map_show_odd_names_literally(careful: Callable[..., Page], query: str) -> None:
    page = careful(query)
    if "map" in query:
        expect(page.locator(f"{MAP} canvas").first).to_be_visible()
    for text in TEXTS:
        assert flat(text) in flat(page.locator("body").inner_text())


def test_the_other_pages_show_odd_texts_literally(careful: Callable[..., Page]) -> None:
    for name in ("help", "about", "catalog"):
        page = careful(page=name)
        expect(page.locator(".rd-notice").first).to_have_text(TEXTS[0])
        if name == "help":
            expect(page.get_by_role("heading", name=TEXTS[0], exact=True)).to_be_visible()
        if name == "catalog":
            expect(page.locator(".rd-problems")).to_contain_text("website")


@pytest.mark.parametrize(
    "link",
    [
        "q=<script>window.hacked=1</script>&near=<img src=x onerror=window.hacked=2>",
        "open=<svg onload=window.hacked=3>&kind='\"><b>&day=%00%0a%ff",
        "lang=<b>&view=javascript:window.hacked=4&map=nan,inf,1&page=-1&at=never",
        "q=" + "a" * 3000 + "&id=" + ",".join(["x"] * 500),
        "constructor=1&__proto__=2&q=%E2%80%AE%F0%9F%98%80&keep=" + ",".join(["monday"] * 300),
    ],
)
def test_no_link_that_a_stranger_writes_breaks_the_page(
    careful: Callable[..., Page], odd: App, link: str
) -> None:
    page = careful(link)
    expect(heading(page)).to_be_visible()
    assert "Traceback" not in log_of(odd.log)


def test_a_private_place_is_nowhere_in_the_page_by_any_door(
    careful: Callable[..., Page], odd: App
) -> None:
    for query, name in (
        ("kind=housing", ""),
        ("kind=housing&near=90068&within=50mi", ""),
        ("open=quiet-house&near=34.05,-118.24", ""),
        ("open=still-house", ""),
        ("kind=housing&view=map", ""),
        ("kind=housing&view=week", ""),
        ("q=quiet", ""),
        ("", "catalog"),
    ):
        page = careful(query, name)
        asked_for = page.url
        content = page.evaluate(
            """() => document.querySelector('[data-testid=stMain]').innerHTML
            .replaceAll(/(?:href|data-copy|value|action)="[^"]*near=[^"]*"/g, '')"""
        )
        found = without(content, *(s for s in SECRET if s not in asked_for))
        assert found == [], f"{query} {name}"
    expect(careful("open=quiet-house").get_by_role("dialog")).to_contain_text("Los Angeles, CA")
    for word in ("hidden", "veiled", "bell"):
        expect(heading(careful(f"q={word}&kind=housing"))).to_have_text("0 results")
    assert without(log_of(odd.log), *SECRET) == []


def test_a_search_does_not_measure_to_a_private_door(careful: Callable[..., Page]) -> None:
    # From the door itself it is as far as from the middle of its city, about seven miles.
    page = careful(f"kind=housing&near=34.1234,-118.3456&at={AT}")
    far = page.locator("[data-key='c-quiet-house'] .rd-far").inner_text()
    assert float(far.removeprefix("about ").removesuffix(" mi")) > 3
