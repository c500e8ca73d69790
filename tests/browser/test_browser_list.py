"""Ten minutes of a peer worker: find, make a list, note, order, hand it on, print it, subscribe."""

from __future__ import annotations

import io
import urllib.request
from collections.abc import Callable
from urllib.parse import parse_qs, unquote, urlsplit

import icalendar
import pytest
import zxingcpp
from conftest import App, Visit
from PIL import Image
from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader
from walking import asked, expect_ids, heading, log_of, opened, settled, until, without

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-1")]

NOTE = "Ask for Sam <b>at</b> the side door"


def kept(page: Page, name: str = "id") -> list[str]:
    """The ids of the list in the address."""
    return [id for id in asked(page).get(name, "").split(",") if id]


def step(page: Page, target: Locator) -> Page:
    """Tap something that leads to another address, and wait until it is there."""
    before = page.url
    target.click()
    until(lambda: page.url != before, lambda: page.url, page)
    return settled(page)


def make_list(page: Page, count: int) -> list[str]:
    """Put the first entries on the list, and go there."""
    for number in range(1, count + 1):
        step(page, page.locator(".rd-add:not(.on)").first)
        expect(page.locator(".rd-making")).to_contain_text(f"{number} place")
    ids = kept(page, "keep")
    step(page, page.get_by_role("link", name="See your list"))
    assert kept(page) == ids
    return ids


def read_code(page: Page) -> str:
    """The link in the drawn code, as another phone's camera reads it."""
    picture = Image.open(io.BytesIO(page.locator(".rd-qr svg").first.screenshot()))
    found = zxingcpp.read_barcodes(picture)
    assert len(found) == 1
    return found[0].text


def test_ten_minutes_of_a_peer_worker(app: App, newcomer: Callable[..., Visit]) -> None:
    log_before = len(log_of(app.log))
    visitor = newcomer(390)
    told_server: list[str] = []

    def hear(frame: str | bytes) -> None:
        told_server.append(frame if isinstance(frame, str) else frame.decode("latin-1"))

    visitor.page.on("websocket", lambda socket: socket.on("framesent", hear))
    page = opened(visitor.page, app.link("near=90012&kind=meeting"))
    ids = make_list(page, 5)
    expect_ids(page, ids)

    page.get_by_label("Name of the list").fill("For the week")
    page.get_by_role("textbox", name="Note").nth(1).fill(NOTE)
    step(page, page.get_by_role("link", name="Down").first)
    ids = [ids[1], ids[0], *ids[2:]]
    expect_ids(page, ids)
    expect(page.get_by_role("textbox", name="Note").first).to_have_value(NOTE)
    until(lambda: "#title=For+the+week" in page.url, lambda: page.url, page)

    page.locator(".rd-sharing summary").first.click()
    code = read_code(page)
    assert parse_qs(urlsplit(code).query)["id"] == [",".join(ids)]
    other = newcomer(390, locale="es-MX").page
    opened(other, code)
    expect_ids(other, ids)
    expect(heading(other)).to_have_text("5 en esta lista")

    opened(other, page.url)
    expect(heading(other)).to_have_text("For the week")
    expect(other.locator(".rd-note-text").first).to_have_text(NOTE)
    expect_ids(other, ids)

    message = page.get_by_role("link", name="Text message").get_attribute("href") or ""
    assert message.startswith("sms:?&body=")
    names = [link.inner_text() for link in page.locator(".rd-card h2 a").all()]
    assert without(unquote(message), *names) == names
    link = unquote(message).rpartition("\n")[2]
    assert parse_qs(urlsplit(link).query)["id"] == [",".join(ids)]
    assert "title=For the week" in link.replace("+", " ")

    with (
        page.expect_popup() as popup,
        page.context.expect_event("request", lambda request: "/handout.pdf" in request.url) as sent,
    ):
        page.get_by_role("link", name="Paper to hand out").click()
    popup.value.close()
    body = sent.value.post_data_buffer or b""
    asking = urllib.request.Request(sent.value.url, body)
    with urllib.request.urlopen(asking, timeout=60) as answer:
        paper = PdfReader(io.BytesIO(answer.read()))
    text = " ".join("\n".join(each.extract_text() for each in paper.pages).split())
    told = ["For the week", NOTE, "988", *names]
    assert without(text, *told) == told

    subscribed = page.get_by_role("link", name="stays up to date").get_attribute("href") or ""
    assert subscribed.startswith("webcal://")
    with urllib.request.urlopen(subscribed.replace("webcal", "http"), timeout=60) as answer:
        calendar = icalendar.Calendar.from_ical(answer.read())
    assert {str(event["SUMMARY"]) for event in calendar.walk("VEVENT")} <= set(names)
    assert calendar.walk("VEVENT")

    written = log_of(app.log)[log_before:]
    assert without(written, "90012", *ids, "For the week", "Sam") == []
    assert visitor.outside(app) == []
    assert visitor.errors == []
    assert not [url for url in visitor.requests if "Sam" in url]
    assert any(ids[0] in frame for frame in told_server)
    assert not [frame for frame in told_server if "For the week" in frame or "Sam" in frame]


def test_a_list_outlives_filters_reload_other_pages_and_back(find: Callable[..., Page]) -> None:
    page = find("near=90012&kind=meeting")
    step(page, page.locator(".rd-add:not(.on)").first)
    step(page, page.locator(".rd-add:not(.on)").first)
    ids = kept(page, "keep")
    page.locator("label", has_text="Tomorrow").first.click()
    until(lambda: asked(page).get("day") == "tomorrow", lambda: page.url, page)
    assert kept(page, "keep") == ids
    opened(page, page.url)
    expect(page.locator(".rd-making")).to_contain_text("2 places")
    page.get_by_role("link", name="Help now").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Help now")
    page.get_by_role("link", name="Find", exact=True).click()
    expect(page.locator(".rd-making")).to_contain_text("2 places")
    assert kept(page, "keep") == ids
    page.go_back()
    page.go_back()
    until(lambda: asked(page).get("day") == "tomorrow", lambda: page.url, page)
    expect(page.locator(".rd-making")).to_contain_text("2 places")


def test_what_was_taken_off_comes_back_with_undo(find: Callable[..., Page]) -> None:
    page = find("kind=meeting")
    ids = make_list(page, 3)
    page.get_by_role("textbox", name="Note").first.fill("First one")
    step(page, page.get_by_role("link", name="Take off").nth(1))
    expect_ids(page, [ids[0], ids[2]])
    step(page, page.get_by_role("button", name="Undo"))
    expect_ids(page, ids)
    expect(page.get_by_role("textbox", name="Note").first).to_have_value("First one")
    step(page, page.get_by_role("link", name="Clear the list"))
    assert kept(page) == []
    step(page, page.get_by_role("button", name="Undo"))
    expect_ids(page, ids)


def test_a_list_is_made_and_ordered_with_the_keyboard_alone(find: Callable[..., Page]) -> None:
    page = find("kind=meeting")
    for number in (1, 2):
        page.locator(".rd-add:not(.on)").first.focus()
        page.keyboard.press("Enter")
        expect(page.locator(".rd-making")).to_contain_text(f"{number} place")
    ids = kept(page, "keep")
    page.get_by_role("link", name="See your list").focus()
    page.keyboard.press("Enter")
    until(lambda: kept(page) == ids, lambda: page.url, page)
    settled(page)
    page.get_by_role("link", name="Down").first.focus()
    page.keyboard.press("Enter")
    until(lambda: kept(page) == ids[::-1], lambda: page.url, page)
    expect_ids(page, ids[::-1])
    expect(page.locator(f"[data-key='up-{ids[0]}']")).to_be_focused()


def test_a_page_in_a_frame_has_no_head_and_no_foot_of_its_own(find: Callable[..., Page]) -> None:
    page = find("near=90012&embed=true")
    expect(page.locator(".rd-lines")).to_be_visible()
    expect(page.locator(".rd-card").first).to_be_visible()
    expect(page.get_by_role("navigation", name="Pages", exact=True)).to_have_count(0)
    expect(page.locator(".rd-notes")).to_have_count(0)
    expect(page.locator(".rd-foot")).not_to_contain_text("tracking")
