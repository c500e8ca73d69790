"""A link is opened by someone who has never been here, on a server that has just started."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT, Visit, served
from playwright.sync_api import expect
from walking import EVERY_VIEW, opened, see

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-2")]

ORDERS = [
    ["map", "help", "empty", "list", "about"],
    ["catalog", "week", "near", "detail"],
]


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: order[0])
def test_each_page_and_view_is_the_first_thing_someone_sees(
    order: list[str], newcomer: Callable[..., Visit], tmp_path: Path
) -> None:
    with served(ROOT / "resources.yaml", tmp_path / "log") as app:
        visitor = newcomer()
        for name in order:
            look = EVERY_VIEW[name]
            see(opened(visitor.page, app.link(look.query, look.path)), look)
        assert visitor.errors == []


def test_a_fresh_server_first_answers_a_spanish_link_to_a_page_that_is_not_find(
    newcomer: Callable[..., Visit], tmp_path: Path
) -> None:
    with served(ROOT / "resources.yaml", tmp_path / "log") as app:
        page = opened(newcomer().page, f"{app.url}/help?lang=es")
        expect(page.locator("html")).to_have_attribute("lang", "es")
        expect(page.locator(".rd-linecards a[href='tel:988']")).to_be_visible()
        opened(page, app.link("near=90012&open=monday-night-steps&lang=es"))
        expect(page.locator("html")).to_have_attribute("lang", "es")
        expect(page.locator("dialog[open] .rd-times").first).to_contain_text("Lun, 7")
