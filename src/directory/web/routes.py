"""The plain addresses beside the page."""

from __future__ import annotations

import json

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from directory import plain
from directory.places import gazetteer
from directory.web import shell, street_map
from directory.web.catalog import current, now, online_streets, publication, streets

_LONGEST_TYPED = 2_000


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
    except (ValueError, KeyError, TypeError, RecursionError):
        return JSONResponse([], status_code=400)
    if not isinstance(text, str):
        return JSONResponse([], status_code=400)
    snapshot = current()
    country = snapshot.settings.country if snapshot else None
    home = snapshot.home if snapshot else None
    places = gazetteer().suggest(text, country=country, near=home)
    return JSONResponse([{"query": place.query, "label": place.label} for place in places])


async def _healthz(_request: Request) -> Response:
    if current() is None:
        return PlainTextResponse("no catalog", status_code=503)
    # Which one of several replicas serves what, for who rolls out a new snapshot.
    served = publication()
    return PlainTextResponse("ok", headers={"X-Snapshot": served[1]} if served else None)


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
    Route("/suggest", _suggest, methods=["GET", "POST"]),
    Route("/healthz", _healthz),
    Route("/robots.txt", _robots),
    *plain.routes(current, now, streets().base),
    *shell.routes(current, now, online_streets),
    *street_map.routes(streets()),
]
"""The plain addresses beside the page."""
