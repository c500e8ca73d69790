"""The catalog is edited while people look at it: no restart, and nobody is dropped."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import App, Visit, served
from playwright.sync_api import Page, expect
from walking import expect_total, heading, log_of, opened, option, settled, until

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-2")]

CATALOG = """\
directory:
  name: Lantern Valley
  timezone: America/Los_Angeles
resources:
  - id: lantern-group
    kind: meeting
    name: NAME
    schedule:
      - {days: [mon, tue, wed, thu, fri, sat, sun], start: "19:00"}
  - id: open-door
    kind: housing
    name: Open Door House
"""
BROKEN = CATALOG.replace("kind: housing", "kind: [housing")


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """A served catalog whose file is not there yet."""
    folder = tmp_path_factory.mktemp("edited")
    with served(folder / "resources.yaml", folder / "log") as app:
        yield app


def health(app: App) -> tuple[int, str]:
    """What `/healthz` answers."""
    try:
        with urllib.request.urlopen(f"{app.url}/healthz", timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def save(app: App, text: str) -> None:
    """Put a new file in the place of the old one, as editors do."""
    beside = app.catalog.with_suffix(".new")
    beside.write_text(text, encoding="utf-8")
    beside.replace(app.catalog)


def in_service(app: App, name: str) -> None:
    """Write the catalog with a name for its meeting, and wait until it is served."""
    known = log_of(app.log).count("\n")
    save(app, CATALOG.replace("NAME", name))
    until(lambda: health(app)[0] == 200, lambda: log_of(app.log)[known:])


def shown_soon(page: Page, text: str, look: Callable[[], object]) -> None:
    """Look again until a text is on the page."""

    def is_shown() -> bool:
        look()
        settled(page)
        return text in page.locator("body").inner_text()

    until(is_shown, lambda: page.locator("body").inner_text())


def test_without_a_catalog_there_are_help_lines_and_plain_words_until_it_appears(
    edited: App, visit: Callable[..., Visit]
) -> None:
    visitor = visit()
    page = visitor.page
    for path in ("", "help", "about", "catalog"):
        opened(page, f"{edited.url}/{path}")
        expect(page.locator(".rd-lines a[href='tel:988']")).to_be_visible()
        assert "Traceback" not in page.content()
    opened(page, f"{edited.url}/?near=90012&open=lantern-group&view=map")
    expect(page.locator("body")).to_contain_text("The list cannot be read right now")
    assert health(edited)[0] == 503
    assert visitor.errors == []

    in_service(edited, "First Lantern")
    assert health(edited) == (200, "ok")
    opened(page, f"{edited.url}/")
    expect_total(page, 2)
    expect(page.get_by_role("link", name="First Lantern")).to_be_visible()
    expect(page).to_have_title("Find · Lantern Valley")


def test_an_edit_is_shown_at_the_next_look_and_at_the_next_tap(
    edited: App, visit: Callable[..., Visit]
) -> None:
    in_service(edited, "Old Name")
    fresh = visit().page
    shown_soon(fresh, "Old Name", lambda: fresh.goto(edited.url))
    staying = opened(visit().page, f"{edited.url}/?kind=meeting")
    staying.evaluate("() => { window.stillHere = true }")

    save(edited, CATALOG.replace("NAME", "New Name"))
    shown_soon(fresh, "New Name", fresh.reload)
    for box in ("check", "uncheck"):
        getattr(option(staying, "kind", "housing"), box)()
        settled(staying)
    expect(staying.get_by_role("link", name="New Name")).to_be_visible()
    expect(staying.locator("body")).not_to_contain_text("Old Name")
    assert staying.evaluate("() => window.stillHere")


def test_a_broken_file_keeps_the_last_good_list_and_says_what_to_mend(
    edited: App, visit: Callable[..., Visit]
) -> None:
    in_service(edited, "Steady Lantern")
    page = visit().page
    shown_soon(page, "Steady Lantern", lambda: page.goto(edited.url))

    save(edited, BROKEN.replace("NAME", "Broken Lantern"))
    maintainer = visit().page
    shown_soon(
        maintainer,
        "The newest files cannot be used.",
        lambda: maintainer.goto(f"{edited.url}/catalog"),
    )
    expect(maintainer.get_by_role("alert")).to_contain_text("resources.yaml:1")
    assert "the last good catalog stays" in log_of(edited.log)
    page.reload()
    expect_total(settled(page), 2)
    expect(page.get_by_role("link", name="Steady Lantern")).to_be_visible()
    assert health(edited) == (200, "ok")

    save(edited, CATALOG.replace("NAME", "Mended Lantern"))
    shown_soon(page, "Mended Lantern", page.reload)
    opened(maintainer, f"{edited.url}/catalog")
    expect(maintainer.get_by_role("alert")).to_have_count(0)


def test_an_entry_with_a_mistake_is_named_by_line_and_the_others_are_served(
    edited: App, visit: Callable[..., Visit]
) -> None:
    wrong = CATALOG.replace("NAME", "Typo Lantern").replace(
        "    kind: housing\n", "    kind: housing\n    webste: https://door.example.org\n"
    )
    save(edited, wrong)
    page = visit().page
    shown_soon(page, "Typo Lantern", lambda: page.goto(edited.url))
    opened(page, f"{edited.url}/catalog")
    problem = page.locator(".rd-problems li")
    expect(problem).to_contain_text("resources.yaml:12")
    expect(problem).to_contain_text("website")


def test_an_entry_that_vanishes_while_its_detail_is_open_is_said_to_be_gone(
    edited: App, visit: Callable[..., Visit]
) -> None:
    in_service(edited, "Lantern")
    page = visit().page
    shown_soon(page, "Open Door House", lambda: page.goto(f"{edited.url}/?open=open-door"))
    expect(page.get_by_role("dialog", name="Open Door House")).to_be_visible()
    save(edited, CATALOG.split("  - id: open-door")[0].replace("NAME", "Lantern"))
    shown_soon(page, "This entry is no longer here", page.reload)
    expect(heading(page)).to_have_text("1 result")


def test_the_file_is_known_by_its_name_alone_to_visitors(
    edited: App, visit: Callable[..., Visit]
) -> None:
    page = opened(visit().page, f"{edited.url}/catalog")
    assert str(Path(edited.catalog).parent) not in page.content()
