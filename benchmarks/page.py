"""How long a tap on a filter takes until the list has changed, in a real browser.

Both pages run in processes of their own and are visited by one browser in turn, so that whatever
else the machine does falls on both.
"""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.crowd import crowd, middle
from directory.catalog.writer import write_catalog

ENTRIES = 1_700
ROUNDS = 30
TARGET = 2.0
ROOT = Path(__file__).parents[1]
# All visitors of a benchmark come from one address.
_UNLIMITED = {
    f"DIRECTORY_LIMIT_{name}": "0" for name in ("PAGES", "SOCKETS", "SOCKETS_EACH", "MESSAGES")
}
# Milliseconds from a click on a box until the heading over the list reads otherwise.
_TAP = """
([box, heading]) => new Promise((done) => {
  const read = () => document.querySelector(heading)?.textContent;
  const before = read();
  const started = performance.now();
  const look = () => {
    if (read() !== undefined && read() !== before) done(performance.now() - started);
    else requestAnimationFrame(look);
  };
  document.querySelectorAll(box)[0].click();
  requestAnimationFrame(look);
})
"""


def run() -> bool:
    """Measure and print; true when the target is met."""
    with tempfile.TemporaryDirectory() as folder:
        catalog = Path(folder) / "crowd.yaml"
        made = crowd(ENTRIES, city=True)
        catalog.write_text(write_catalog(made.settings, made.resources), encoding="utf-8")
        with (
            served("app.py", catalog) as ours,
            served("benchmarks/plain_page.py", catalog) as plain,
            chromium() as browser,
        ):
            find, stock = browser.new_page(), browser.new_page()
            find.goto(f"{ours}/?near={middle()}&within=50mi&at=2026-11-24T12:00")
            stock.goto(plain)
            find.wait_for_selector("#rd-results")
            stock.wait_for_selector("h3")
            taps = [
                (tap(find, 'input[name="kind"]', "#rd-results"), tap(stock, "input", "h3"))
                for _ in range(ROUNDS)
            ]
    our_time = median(first for first, _ in taps)
    stock_time = median(second for _, second in taps)
    ratio = our_time / stock_time
    print(
        f"a filter change on the Find page, {ENTRIES:,} entries: {our_time:.0f} ms, {ratio:.2f} "
        f"times a stock page with as many widgets and cards ({stock_time:.0f} ms), target {TARGET}"
    )
    return ratio <= TARGET


def tap(page: Page, box: str, heading: str) -> float:
    """Milliseconds from a click on a box until the heading over the list reads otherwise."""
    selector = f'{box}[type="checkbox"]'
    page.wait_for_selector(selector, state="attached")
    taken = float(page.evaluate(_TAP, [selector, heading]))
    page.wait_for_load_state("networkidle")
    return taken


@contextlib.contextmanager
def served(script: str, catalog: Path) -> Iterator[str]:
    """Run a script with `streamlit run`, with a catalog; gone at the end."""
    with served_process(script, catalog) as (url, _):
        yield url


@contextlib.contextmanager
def served_process(script: str, catalog: Path) -> Iterator[tuple[str, int]]:
    """The same, with the number of the process."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", script, "--server.port", str(port)],
        cwd=ROOT,
        env=os.environ | _UNLIMITED | {"DIRECTORY_CATALOG": str(catalog)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{url}/_stcore/health")
        yield url, process.pid
    finally:
        process.terminate()
        process.wait(20)


def free_port() -> int:
    """A port that nobody has."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(url: str) -> None:
    """Ask an address until it answers; raises `RuntimeError` when it does not for a minute."""
    for _ in range(600):
        with contextlib.suppress(OSError):
            urllib.request.urlopen(url, timeout=5)
            return
        time.sleep(0.1)
    raise RuntimeError(f"nobody answers at {url}")


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """A headless Chromium: the one installed, else Playwright's own."""
    from tests.browser.browsers import QUIET, installed_browser

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed_browser(), args=QUIET)
        yield browser
        browser.close()
