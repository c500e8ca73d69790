"""What is served beside the page: the app itself, its catalog kept fresh, plain addresses."""

from __future__ import annotations

import contextlib
import datetime as dt
import gc
import json
import logging
import os
from collections.abc import AsyncIterator
from pathlib import Path
from random import SystemRandom

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from directory import plain
from directory.catalog.keeper import Keeper
from directory.places import gazetteer
from directory.snapshot import Snapshot, build_snapshot
from directory.sources.feed import cache_beside
from directory.sources.fetch import fetch
from directory.sources.refresher import Pace, Refresher
from directory.sources.store import Store

log = logging.getLogger("directory")

CATALOG_VARIABLE = "DIRECTORY_CATALOG"
"""The environment variable that names the catalog: a file or a folder."""
CACHE_VARIABLE = "DIRECTORY_CACHE"
"""The environment variable that names the folder for the last good copies of feeds."""
_WATCH_SECONDS = 2.0
_LONGEST_TYPED = 2_000

_keeper: Keeper[Snapshot] | None = None
_refresher: Refresher | None = None


def keeper() -> Keeper[Snapshot]:
    """The keeper of the catalog that this process serves; made when first asked for."""
    global _keeper
    if _keeper is None:
        feeds = refresher()
        _keeper = Keeper(
            _path(),
            lambda catalog: build_snapshot(feeds.merged(catalog), gazetteer()),
            clock=_now,
        )
        _keeper.poll()
    return _keeper


def refresher() -> Refresher:
    """What keeps the feeds of that catalog fresh; made when first asked for."""
    global _refresher
    if _refresher is None:
        cache = os.environ.get(CACHE_VARIABLE)
        _refresher = Refresher(
            Store(Path(cache) if cache else cache_beside(_path())),
            fetch,
            clock=_now,
            pace=Pace(jitter=SystemRandom().random),
            changed=lambda: keeper().rebuild(),
        )
    return _refresher


def _path() -> Path:
    return Path(os.environ.get(CATALOG_VARIABLE) or "resources.yaml")


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


SCRIPT = Path(__file__).parent / "ui" / "main.py"
"""The script that Streamlit runs for every visitor."""


class WithoutQueries(logging.Filter):
    """Takes the query off the addresses that the server logs: it holds a visitor's search."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass, shortened."""
        if isinstance(record.args, tuple):
            record.args = tuple(
                part.partition("?")[0] if isinstance(part, str) else part for part in record.args
            )
        return True


@contextlib.asynccontextmanager
async def lifespan(_app: object) -> AsyncIterator[None]:
    """Load the catalog before the first visitor comes, and keep it fresh until the end."""
    logging.getLogger("uvicorn.access").addFilter(WithoutQueries())
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


async def _suggest(request: Request) -> Response:
    """Places for what is being typed. It comes in the body, so that no log of addresses has it."""
    if request.method != "POST":
        return PlainTextResponse("POST only", status_code=405, headers={"Allow": "POST"})
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LONGEST_TYPED:
            return JSONResponse([], status_code=413)
    try:
        text = json.loads(body)["text"]
    except (ValueError, KeyError, TypeError):
        return JSONResponse([], status_code=400)
    if not isinstance(text, str):
        return JSONResponse([], status_code=400)
    snapshot = keeper().current
    country = snapshot.settings.country if snapshot else None
    home = snapshot.home if snapshot else None
    places = gazetteer().suggest(text, country=country, near=home)
    return JSONResponse([{"query": place.query, "label": place.label} for place in places])


async def _healthz(_request: Request) -> Response:
    if keeper().current is None:
        return PlainTextResponse("no catalog", status_code=503)
    return PlainTextResponse("ok")


async def _robots(_request: Request) -> Response:
    return PlainTextResponse(_ROBOTS)


# The longest rule that fits an address counts (RFC 9309): entries and the pages of the whole list
# may be found by search engines, what a visitor filtered may not.
_ROBOTS = """\
User-agent: *
Disallow: /*?
Disallow: /feed.
Disallow: /handout.pdf
Disallow: /booklet.pdf
Disallow: /suggest
Disallow: /_stcore/
Allow: /list$
Allow: /list?page=
Allow: /r/
Allow: /
"""


ROUTES = [
    # Of another method the page itself would take care, with a success.
    Route("/suggest", _suggest, methods=["GET", "POST"]),
    Route("/healthz", _healthz),
    Route("/robots.txt", _robots),
    *plain.routes(lambda: keeper().current, _now),
]
"""The plain addresses beside the page."""
