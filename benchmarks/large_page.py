"""The Find page over 200,000 entries beside that over 1,700, in a real browser.

First result and filter change; both servers run side by side and are visited in turn. The measure
for the first result is a stock Streamlit page with as many widgets and cards and nothing behind it.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser

from benchmarks.crowd import middle
from benchmarks.nation import nation
from benchmarks.page import chromium, served, tap
from directory.compiled import write_compiled

SMALL, LARGE = 1_700, 200_000
VISITS, TAPS = 9, 21
TARGET_LARGE, TARGET_STOCK = 1.2, 1.5
_LINK = "near={}&within=25mi&at=2026-11-24T12:00"


def run() -> bool:
    """Measure and print; true when the targets are met."""
    with tempfile.TemporaryDirectory() as folder:
        paths = {}
        for size in (SMALL, LARGE):
            paths[size] = Path(folder) / f"{size}.arrow"
            write_compiled(nation(size), paths[size])
        with (
            served("app.py", paths[SMALL]) as small,
            served("app.py", paths[LARGE]) as large,
            served("benchmarks/plain_page.py", paths[SMALL]) as stock,
            chromium() as browser,
        ):
            link = _LINK.format(middle())
            first = [
                (
                    _first(browser, f"{small}/?{link}", ".rd-card"),
                    _first(browser, f"{large}/?{link}", ".rd-card"),
                    _first(browser, stock, "h3"),
                )
                for _ in range(VISITS)
            ]
            pages = [browser.new_page(), browser.new_page()]
            for page, url in zip(pages, (small, large), strict=True):
                page.goto(f"{url}/?{link}")
                page.wait_for_selector(".rd-card")
            taps = [
                tuple(tap(page, 'input[name="kind"]', "#rd-results") for page in pages)
                for _ in range(TAPS)
            ]
            maps = [
                tuple(
                    _first(browser, f"{url}/?{link}&view=map", "canvas") for url in (small, large)
                )
                for _ in range(VISITS // 3)
            ]
    small_first, large_first, stock_first = (median(column) for column in zip(*first, strict=True))
    small_tap, large_tap = (median(column) for column in zip(*taps, strict=True))
    small_map, large_map = (median(column) for column in zip(*maps, strict=True))
    print(
        f"first result: {SMALL:,} entries {small_first:.0f} ms, {LARGE:,} {large_first:.0f} ms, "
        f"{large_first / small_first:.2f} times (target {TARGET_LARGE}); a stock page "
        f"{stock_first:.0f} ms, {large_first / stock_first:.2f} times (target {TARGET_STOCK})"
    )
    print(
        f"filter change: {SMALL:,} entries {small_tap:.0f} ms, {LARGE:,} {large_tap:.0f} ms, "
        f"{large_tap / small_tap:.2f} times (target {TARGET_LARGE})"
    )
    print(
        f"the map is there: {SMALL:,} entries {small_map:.0f} ms, {LARGE:,} {large_map:.0f} ms, "
        f"{large_map / small_map:.2f} times"
    )
    return (
        large_first / small_first <= TARGET_LARGE
        and large_tap / small_tap <= TARGET_LARGE
        and large_first / stock_first <= TARGET_STOCK
    )


def _first(browser: Browser, url: str, wanted: str) -> float:
    """Milliseconds from the address to the first of what is wanted, for a new visitor."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(url, wait_until="commit")
    page.wait_for_selector(wanted)
    taken = float(page.evaluate("performance.now()"))
    context.close()
    return taken
