"""When the line to the server is lost: said in plain words, nothing lost, and mended by itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from conftest import ROOT, Visit, served
from playwright.sync_api import expect
from walking import asked, expect_asked, opened, settled, until

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-1")]


def test_a_lost_line_is_said_and_what_was_tapped_meanwhile_is_done(
    newcomer: Callable[..., Visit], tmp_path: Path
) -> None:
    catalog = ROOT / "resources.yaml"
    page = newcomer(390, locale="es-MX").page
    with served(catalog, tmp_path / "log") as app:
        opened(page, app.link("near=90012"))
        port = urlsplit(app.url).port or 0
    lost = page.get_by_text("Sin conexión. Lo que ves puede ser viejo.")
    expect(lost).to_be_visible()
    # The help lines stay in sight: no dialog of Streamlit's lies over them.
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("link", name="Llama al 988").first).to_be_visible()
    page.locator(".rd-seg label", has_text="Mañana").click()
    with served(catalog, tmp_path / "log-2", port):
        # Streamlit tries again at growing distances.
        until(lambda: asked(page).get("day") == "tomorrow", lambda: page.url, page, seconds=150)
        expect(lost).to_have_count(0)
        settled(page)
        page.locator(".rd-seg label", has_text="Hoy").click()
        expect_asked(page, near="90012", day="today")
