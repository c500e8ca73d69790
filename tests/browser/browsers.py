"""Which browser looks at the pages, and how it is kept from talking to anyone else."""

from __future__ import annotations

import shutil
from pathlib import Path

NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
)
MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
QUIET = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Pages are drawn by the processor, and so is the map: much faster than a pretended GPU.
    "--disable-gpu",
    "--enable-unsafe-swiftshader",
]


def installed_browser() -> str | None:
    """The path of an installed Chromium or Chrome; `None` for Playwright's own.

    The shell without a window goes first: it opens a page in two thirds of the time.
    """
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None and Path(MAC).exists():
        return MAC
    return path
