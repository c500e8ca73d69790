"""nginx before three replicas: one dies, a snapshot is rolled out, and no visitor loses a view."""

from __future__ import annotations

import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from fleet_running import KEY, Running, nginx, running
from playwright.sync_api import Browser, Page, expect
from walking import IDS, opened, settled

from directory.published import Manifest, shelf_of

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(nginx() is None, reason="nginx could not be installed"),
]
expect.set_options(timeout=30_000)
AT = "2026-11-24T12:00"
NEW = """\
resources:
  - id: noon-on-the-new-road
    kind: meeting
    fellowship: aa
    name: Noon on the New Road
    location: {city: Los Angeles, region: CA, postal_code: "90012"}
    schedule: [{days: [tue, wed], start: "12:00"}]
"""


@pytest.fixture(scope="module")
def fleet(s3: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("fleet")) as fleet:
        yield fleet


@pytest.fixture(scope="module")
def page(fleet: Running, browser: Browser) -> Iterator[Page]:
    """A visitor on a phone, some way down a filtered list."""
    page = browser.new_page(viewport={"width": 390, "height": 844}, locale="en-US")
    page.set_default_timeout(60_000)
    opened(page, f"{fleet.url}/?q=noon&near=90012&within=50mi&at={AT}")
    page.evaluate("document.querySelectorAll('.rd-card')[2].scrollIntoView()")
    yield page
    page.close()


def look(page: Page) -> tuple[str, list[str], str, int]:
    """What a visitor has before them: address, list, filters, position."""
    filters = page.evaluate(
        """() => JSON.stringify([...document.querySelectorAll('#rd-panel input, .rd-seg input')]
            .filter(box => box.checked || (box.type !== 'checkbox' && box.type !== 'radio'))
            .map(box => [box.name, box.value]))"""
    )
    here = page.evaluate(
        "[...document.querySelectorAll('.rd-card')][2].getBoundingClientRect().top"
    )
    return page.url, page.evaluate(IDS), filters, round(here)


def serving(fleet: Running) -> int:
    """Which replica has the visitor's page open."""
    fleet.wait(lambda: sum(each.pages for each in fleet.replicas) == 1, "one page is open")
    [number] = [n for n, each in enumerate(fleet.replicas) if each.pages == 1]
    return number


def a_new_snapshot_reaches_every_replica_and_disturbs_no_open_page(
    fleet: Running, page: Page
) -> None:
    before = look(page)
    with fleet.asked_all_the_while() as answers:
        made = fleet.compiled("second", NEW)
        sha = fleet.publish(made)
        took = fleet.wait(
            lambda: all(each.serves == sha for each in fleet.replicas), "all serve the new one"
        )
        listed = [each.ask("/list?q=new+road")[2] for each in fleet.replicas]
        asked = len(answers)
        fleet.wait(lambda: len(answers) > asked + 10, "further answers")
    assert took < 30  # they look every second, on a machine that has much else to do
    assert all("Noon on the New Road" in each for each in listed)
    assert look(page) == before
    assert {status for status, _ in answers} == {200}
    page.locator(".rd-seg label", has_text="Tomorrow").click()
    page.wait_for_url(re.compile("day=tomorrow"))
    settled(page)
    expect(page.locator("[data-key='c-noon-on-the-new-road']")).to_be_visible()


def a_damaged_snapshot_changes_nothing(fleet: Running, tmp_path: Path) -> None:
    good = {each.serves for each in fleet.replicas}
    assert len(good) == 1
    whole = fleet.compiled("third", NEW.replace("New Road", "Newest Road"))
    manifest = Manifest.of(whole, Manifest.read(shelf_of(fleet.shelves[0]).manifest()).made)
    data = bytearray(whole.read_bytes())
    data[len(data) // 2] ^= 1
    damaged = tmp_path / "damaged"
    damaged.write_bytes(data)
    with fleet.asked_all_the_while() as answers:
        for each in fleet.shelves:
            shelf = shelf_of(each)
            shelf.put(damaged, manifest.file)
            shelf.put_manifest(manifest.written())
        for replica in fleet.replicas:
            fleet.wait(lambda r=replica: "its checksum is another" in r.log.read_text(), "told")  # type: ignore[misc]
    assert {each.serves for each in fleet.replicas} == good
    assert {status for status, _ in answers} == {200}
    assert fleet.replicas[0].ask("/healthz")[0] == 200
    fleet.publish(fleet.folder / "second.arrow")


def a_replica_dies_and_its_visitor_goes_on_with_another(fleet: Running, page: Page) -> None:
    before = look(page)
    number = serving(fleet)
    with fleet.asked_all_the_while() as answers:
        fleet.replicas[number].process.kill()
        left = [each for n, each in enumerate(fleet.replicas) if n != number]
        fleet.wait(lambda: sum(each.pages for each in left) == 1, "the page is open elsewhere")
        settled(page)
        asked = len(answers)
        fleet.wait(lambda: len(answers) > asked + 10, "further answers")
    assert look(page) == before
    assert {status for status, _ in answers} == {200}
    expect(page.get_by_text("No connection")).to_have_count(0)
    page.locator(".rd-seg label", has_text="Today").click()
    page.wait_for_url(re.compile("day=today"))
    settled(page)
    expect(page.locator("[data-key='c-noon-on-the-new-road']")).to_be_visible()


def the_numbers_of_the_server_are_closed_through_nginx(fleet: Running) -> None:
    asked = urllib.request.Request(
        f"{fleet.url}/_stcore/metrics", headers={"Authorization": f"Bearer {KEY}"}
    )
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(asked, timeout=10)


def what_is_kept_to_be_given_again_holds_nobodys_search(fleet: Running) -> None:
    def ask(path: str, language: str = "en") -> str:
        asked = urllib.request.Request(f"{fleet.url}{path}", headers={"Accept-Language": language})
        with urllib.request.urlopen(asked, timeout=30) as answer:
            return str(answer.read().decode())

    kept = fleet.folder / "kept"
    assert ask("/list") == ask("/list")
    assert '<html lang="en"' in ask("/list")
    assert '<html lang="es"' in ask("/list", "es")  # each reader's own, all the same
    ask("/list?lang=es&page=2")
    ask("/list?q=larkspur&near=90012")
    ask("/feed.json?day=mon")
    keys = {
        key.removeprefix(fleet.url)
        for file in kept.rglob("*")
        if file.is_file()
        for key in re.findall(r"^KEY: (\S+)$", file.read_bytes().decode("latin-1"), re.MULTILINE)
    }
    assert keys == {"/list", "/list?lang=es&page=2", "/feed.json?day=mon"}
    written = [file for file in fleet.folder.glob("*") if file.is_file() and "log" in file.name]
    assert written
    for file in written:
        assert "GET /" not in file.read_text()
        assert "larkspur" not in file.read_text()


def without_any_replica_the_help_lines_are_there(fleet: Running) -> None:
    for replica in fleet.replicas:
        replica.process.kill()
    with pytest.raises(urllib.error.HTTPError) as answer:
        urllib.request.urlopen(f"{fleet.url}/help", timeout=30)
    with answer.value as error:
        assert error.code == 503
        assert 'href="tel:988"' in error.read().decode()


def test_a_fleet_loses_no_visitors_view(fleet: Running, page: Page, tmp_path: Path) -> None:
    """One test, so that all of it has one fleet, whatever runs beside it; each step by its name."""
    a_new_snapshot_reaches_every_replica_and_disturbs_no_open_page(fleet, page)
    a_damaged_snapshot_changes_nothing(fleet, tmp_path)
    a_replica_dies_and_its_visitor_goes_on_with_another(fleet, page)
    the_numbers_of_the_server_are_closed_through_nginx(fleet)
    what_is_kept_to_be_given_again_holds_nobodys_search(fleet)
    without_any_replica_the_help_lines_are_there(fleet)
