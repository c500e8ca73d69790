"""The app in a process of its own, and a headless Chromium that looks at it."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from browsers import QUIET, installed_browser
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from walking import opened

from directory import load
from directory.snapshot import Snapshot

PATIENCE = 60_000
"""Milliseconds to wait for what should be there at once: machines that test are busy ones."""
expect.set_options(timeout=PATIENCE / 2)
ROOT = Path(__file__).parents[2]
AT = "2026-11-24T12:00"
"""A Tuesday at noon, in the zone of the example catalog: links in these tests stand at it."""


@dataclass
class App:
    """A served directory."""

    url: str
    catalog: Path
    log: Path

    def link(self, query: str = "", page: str = "") -> str:
        """The address of a page with a query, standing at `AT` unless the query says otherwise."""
        at = "" if "at=" in query else f"&at={AT}"
        return f"{self.url}/{page}?{query}{at}".replace("?&", "?")


@contextlib.contextmanager
def served(catalog: Path, log: Path, port: int = 0) -> Iterator[App]:
    """Serve a catalog in a fresh process, at that port or a free one; gone at the end."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", port))
        port = probe.getsockname()[1]
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port),
             "--server.address", "127.0.0.1"],
            cwd=ROOT,
            env=os.environ | {"DIRECTORY_CATALOG": str(catalog)},
            stdout=out,
            stderr=subprocess.STDOUT,
        )  # fmt: skip
    try:
        url = f"http://127.0.0.1:{port}"
        wait_until(lambda: answers(f"{url}/_stcore/health"), log)
        yield App(url, catalog, log)
    finally:
        process.terminate()
        process.wait(20)


def answers(url: str) -> bool:
    """Whether an address answers with success."""
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def wait_until(done: Callable[[], bool], log: Path, seconds: float = 120) -> None:
    """Ask again until something is so; fail with the log when it does not become so."""
    end = time.monotonic() + seconds
    while not done():
        if time.monotonic() > end:
            pytest.fail(f"not ready after {seconds} s:\n{log.read_text(errors='replace')[-3000:]}")
        time.sleep(0.05)


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """The example catalog, served."""
    with served(ROOT / "resources.yaml", tmp_path_factory.mktemp("app") / "log") as app:
        yield app


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium: the one installed, else Playwright's own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed_browser(), args=QUIET)
        yield browser
        browser.close()


@dataclass
class Visit:
    """One visitor's browser: the page, and all it asked for."""

    page: Page
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def outside(self, app: App) -> list[str]:
        """Requests that left the server."""
        mine = (app.url, app.url.replace("http", "ws"), "data:", "blob:")
        return [url for url in self.requests if not url.startswith(mine)]


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Visit]]:
    """Make visitors: `visit(width=390, dark=True, locale="es-US")`."""
    contexts: list[BrowserContext] = []

    def new(
        width: int = 1280,
        *,
        dark: bool = False,
        locale: str = "en-US",
        timezone: str = "America/Los_Angeles",
        **more: object,
    ) -> Visit:
        context = browser.new_context(
            viewport={"width": width, "height": 844 if width < 600 else 900},
            color_scheme="dark" if dark else "light",
            locale=locale,
            timezone_id=timezone,
            has_touch=width < 600,
            **more,
        )
        contexts.append(context)
        made = Visit(context.new_page())
        made.page.set_default_timeout(PATIENCE)
        made.page.on("request", lambda request: made.requests.append(request.url))
        made.page.on("websocket", lambda socket: made.requests.append(socket.url))
        made.page.on("pageerror", lambda error: made.errors.append(str(error)))
        return made

    yield new
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def desk(browser: Browser) -> Iterator[BrowserContext]:
    """A browser that was here before: what never changes is in its cache, so pages open soon."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 900},
        locale="en-US",
        timezone_id="America/Los_Angeles",
        permissions=["clipboard-read", "clipboard-write"],
    )
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


@pytest.fixture
def find(app: App, desk: BrowserContext) -> Iterator[Callable[..., Page]]:
    """Open a page in a new tab: `find("near=90012")`, `find(page="help")`."""
    tabs: list[Page] = []

    def new(query: str = "", page: str = "") -> Page:
        tabs.append(desk.new_page())
        return opened(tabs[-1], app.link(query, page))

    yield new
    for tab in tabs:
        tab.close()


@pytest.fixture(scope="session")
def snapshot() -> Snapshot:
    """The example catalog as the library reads it."""
    return load(ROOT / "resources.yaml")
