"""The addresses of the pages: the right language, title and help lines from the first byte."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

from anyio.to_thread import run_sync
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from directory.answers import Answer, host_of, packed
from directory.basemap.online import OnlineStyle
from directory.model import Settings
from directory.plain import Current, Now
from directory.query import Query, parse_link
from directory.render.first import Files, first_html
from directory.render.shell import PAGES
from directory.render.view import View
from directory.search import Results, search
from directory.search.asked import instant
from directory.snapshot import Snapshot
from directory.web.bundle import COMPONENT, drawing_address, own_address, start
from directory.web.policy import page_policy
from directory.words import preferred

# The page's script and what it imports: without a hint they come one after the other, and last.
_MODULES = ("page.js", "html.js", "links.js", "online.js")
_MAP_MODULES = ("chart.js", "consent.js", "drawing.js", "pins.js", "scale.js", "shapes.js")
_FOLDER = f"_stcore/bidi-components/{COMPONENT}"
_FILES = Files(
    tags=Markup(start().tags),  # noqa: S704 - tags of the installed Streamlit
    styles=tuple(f"./{own_address(name)}" for name in ("page.css", "plan.css", "leave.css")),
    scripts=(f"./{own_address('leave.js')}",),
    modules=tuple(f"./{_FOLDER}/{name}" for name in _MODULES),
    icon="./app/static/icon.svg",
)


def _files(query: Query) -> Files:
    """What a page loads; the map's part only where there is one."""
    if query.view != "map":
        return _FILES
    modules = [*_FILES.modules, *(f"./{_FOLDER}/{name}" for name in _MAP_MODULES)]
    return replace(_FILES, modules=modules, preloads=[f"./{drawing_address()}"])


Streets = Callable[[], OnlineStyle | None]


def routes(current: Current, now: Now, streets: Streets = lambda: None) -> list[Route]:
    """The routes of the pages; `current` gives the catalog as it is, `now` the present.

    `streets` gives the map elsewhere that a reader may ask for.
    """

    def serve(page: str) -> Route:
        async def answer(request: Request) -> Response:
            return await run_sync(_answer, request, page, current(), now(), streets())

        return Route("/" if page == "find" else f"/{page}", answer, methods=["GET"])

    return [serve(page) for page in PAGES]


def _answer(
    request: Request,
    page: str,
    snapshot: Snapshot | None,
    now: dt.datetime,
    streets: OnlineStyle | None,
) -> Response:
    settings = snapshot.settings if snapshot else Settings()
    query, _ = parse_link(f"?{request.url.query}")
    asked = preferred(request.headers.get("accept-language", ""))
    at = instant(now, settings)
    results: Results | None = None
    if snapshot is not None and page == "find":
        wanted = Query(id=(query.open,), lang=query.lang) if query.open else query
        results = search(snapshot.spoken(asked), wanted, at=at)
        at = results.as_of
    view = View(
        settings,
        query,
        at,
        page=page,
        base=str(request.scope.get("root_path") or "").rstrip("/"),
        preferred=asked,
    )
    headers = {
        "Content-Type": "text/html; charset=utf-8",
        "Cache-Control": "private, no-cache",
        "Content-Security-Policy": page_policy(
            settings, host_of(request), streets.hosts if streets else ()
        ),
        "Vary": "Accept-Language",
    }
    return packed(request, Answer(str(first_html(view, _files(query), results)), headers))
