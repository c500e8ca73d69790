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
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Error,
    Page,
    Request,
    WebSocket,
    expect,
)
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

    def watch(self) -> Visit:
        """Note from now on what the page asks for, and what goes wrong in it."""
        self.page.on("request", self._asked)
        self.page.on("websocket", self._asked)
        self.page.on("pageerror", self._failed)
        return self

    def unwatch(self) -> None:
        """Note nothing any more."""
        self.page.remove_listener("request", self._asked)
        self.page.remove_listener("websocket", self._asked)
        self.page.remove_listener("pageerror", self._failed)

    def _asked(self, what: Request | WebSocket) -> None:
        self.requests.append(what.url)

    def _failed(self, error: Error) -> None:
        self.errors.append(str(error))


def kind_of(
    width: int = 1280,
    *,
    dark: bool = False,
    locale: str = "en-US",
    timezone: str = "America/Los_Angeles",
    **more: object,
) -> dict[str, Any]:
    """What a browser is told to be: `width=390, dark=True, locale="es-US"`."""
    return {
        "viewport": {"width": width, "height": 844 if width < 600 else 900},
        "color_scheme": "dark" if dark else "light",
        "locale": locale,
        "timezone_id": timezone,
        "has_touch": width < 600,
        **more,
    }


class Tabs:
    """A browser that was here before, and its tabs, which tests use one after the other.

    A page opens in a kept tab for a third of what it costs in a browser without a past: what
    never changes is there, and scripts are compiled. Between two tests a tab forgets what it
    kept, where it was and how it was looked at. Nothing moves in it but what is asked to:
    pictures of a movement take longer to draw than all else. What cannot be undone, as a script
    put into every page or a clock of one's own, is for newcomers.
    """

    def __init__(self, browser: Browser, **kind: Any) -> None:
        self.kind = {"reduced_motion": "reduce", **kind}
        self.context = browser.new_context(**self.kind)
        self.context.set_default_timeout(PATIENCE)
        self._free: list[Page] = []
        self._lent: list[Page] = []

    def lend(self) -> Page:
        """A tab for the test that runs; another one each time."""
        page = self._free.pop() if self._free else self.context.new_page()
        self._lent.append(page)
        return page

    def tidy(self) -> None:
        """Take the tabs back."""
        for page in self.context.pages:
            if page not in self._lent + self._free:
                page.close()
        for page in self._lent:
            try:
                self._forget(page)
            except Error:
                page.close()
            else:
                self._free.append(page)
        self._lent.clear()

    def _forget(self, page: Page) -> None:
        here = urlsplit(page.url)
        page.unroute_all()
        page.set_viewport_size(self.kind["viewport"])
        page.emulate_media(
            color_scheme=self.kind["color_scheme"],
            forced_colors=self.kind.get("forced_colors", "none"),
            reduced_motion=self.kind["reduced_motion"],
        )
        if here.hostname == "127.0.0.1":
            # Storage is asked for from a page of the same place, here one without scripts.
            page.goto(f"{here.scheme}://{here.netloc}/healthz")
            page.evaluate("() => { localStorage.clear(); sessionStorage.clear() }")
        page.mouse.move(0, 0)
        line = self.context.new_cdp_session(page)
        line.send("Page.resetNavigationHistory")
        line.detach()


@pytest.fixture
def newcomer(browser: Browser) -> Iterator[Callable[..., Visit]]:
    """Make visitors who have never been here: `newcomer(width=390, dark=True)`."""
    contexts: list[BrowserContext] = []

    def new(width: int = 1280, **kind: Any) -> Visit:
        context = browser.new_context(**kind_of(width, **kind))
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        return Visit(context.new_page()).watch()

    yield new
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def regulars(browser: Browser) -> Iterator[dict[str, Tabs]]:
    """Browsers that were here before, by what they are told to be."""
    known: dict[str, Tabs] = {}
    yield known
    for tabs in known.values():
        tabs.context.close()


@pytest.fixture
def visit(browser: Browser, regulars: dict[str, Tabs]) -> Iterator[Callable[..., Visit]]:
    """Make visitors who were here before: `visit(width=390, dark=True, locale="es-US")`."""
    made: list[Visit] = []
    used: list[Tabs] = []

    def new(width: int = 1280, **kind: Any) -> Visit:
        told = kind_of(width, **kind)
        if str(told) not in regulars:
            regulars[str(told)] = Tabs(browser, **told)
        used.append(regulars[str(told)])
        made.append(Visit(used[-1].lend()).watch())
        return made[-1]

    yield new
    for each in made:
        each.unwatch()
    for tabs in used:
        tabs.tidy()


@pytest.fixture(scope="session")
def desk_tabs(browser: Browser) -> Iterator[Tabs]:
    """The tabs of the desk."""
    tabs = Tabs(browser, **kind_of(permissions=["clipboard-read", "clipboard-write"]))
    yield tabs
    tabs.context.close()


@pytest.fixture
def desk(desk_tabs: Tabs) -> BrowserContext:
    """The browser of a desk, which may use the clipboard."""
    return desk_tabs.context


@pytest.fixture
def find(app: App, desk_tabs: Tabs) -> Iterator[Callable[..., Page]]:
    """Open a page at the desk, each in a tab of its own: `find("near=90012")`."""

    def new(query: str = "", page: str = "") -> Page:
        return opened(desk_tabs.lend(), app.link(query, page))

    yield new
    desk_tabs.tidy()


@pytest.fixture(scope="session")
def snapshot() -> Snapshot:
    """The example catalog as the library reads it."""
    return load(ROOT / "resources.yaml")
