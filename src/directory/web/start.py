"""What happens when the app starts and stops."""

from __future__ import annotations

import contextlib
import gc
import logging
from collections.abc import AsyncIterator
from pathlib import Path

from directory.web.catalog import keeper, refresher
from directory.web.logs import Discreet

SCRIPT = Path(__file__).parents[1] / "ui" / "main.py"
"""The script that Streamlit runs for every visitor."""

_WATCH_SECONDS = 2.0


@contextlib.asynccontextmanager
async def lifespan(_app: object) -> AsyncIterator[None]:
    """Load the catalog before the first visitor comes, and keep it fresh until the end."""
    for name in ("uvicorn.access", "uvicorn.error", "streamlit.error_util"):
        logging.getLogger(name).addFilter(Discreet())
    kept = keeper()
    # A full collection runs after every script run; what is loaded now stays for good, so taking
    # it out of the collector's sight makes each rerun several times cheaper.
    gc.collect()
    gc.freeze()
    feeds = refresher()
    kept.start(_WATCH_SECONDS)
    feeds.start(_WATCH_SECONDS)
    try:
        yield
    finally:
        feeds.stop()
        kept.stop()
