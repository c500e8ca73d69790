"""Take the picture of the Find page that the README shows.

Run with the directory being served (`make run`): `.venv/bin/python scripts/screenshot.py`.
"""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests" / "browser"))

from browsers import QUIET, installed_browser  # noqa: E402 - found through the line above

LINK = "?near=90012&day=today&time=evening&at=2026-11-24T17:30"


def main() -> None:
    """Write docs/find.png from the app on port 8501, or on the port given."""
    port = sys.argv[1] if len(sys.argv) > 1 else "8501"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed_browser(), args=QUIET)
        page = browser.new_page(
            viewport={"width": 1280, "height": 900}, timezone_id="America/Los_Angeles"
        )
        page.goto(f"http://localhost:{port}/{LINK}")
        page.wait_for_selector(".rd-card")
        page.evaluate("document.fonts.ready")
        page.screenshot(path=ROOT / "docs" / "find.png")
        browser.close()


if __name__ == "__main__":
    main()
