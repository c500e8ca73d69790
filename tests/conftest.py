"""What holds for every test."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# A property is judged by what it says, never by how busy the machine is.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
sys.path.append(str(Path(__file__).with_name("browser")))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium, one a process: the one installed, else Playwright's own."""
    from browsers import QUIET, installed_browser
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed_browser(), args=QUIET)
        yield browser
        browser.close()
