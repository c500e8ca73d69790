"""The plain addresses: results for machines and as HTML without scripts, from the one search.

Nothing of a query is logged, and nothing is kept of a visit. What takes time runs in a thread, so
that the pages of others go on meanwhile.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from directory.answers import SAFE, Answer, frame_ancestors, host_of, packed
from directory.basemap.ground import Base
from directory.export.formats import FORMATS, write
from directory.export.pdf.wanted import LONGEST_BODY, Paper, split_query, with_body
from directory.model import Settings
from directory.query import Query, parse_link
from directory.render.plain import STYLE_HASH, PlainView, entry_html, list_html, note_html
from directory.search import Results, search
from directory.search.asked import instant
from directory.snapshot import Snapshot
from directory.words import N_, preferred

LONGEST_QUERY = 32_768
"""Characters of a query that is answered: room for the longest list of ids."""
FEEDS = ("json", "geojson", "csv", "ics", "tsml")
"""The formats with an address of their own."""

TRY_AGAIN = (
    N_("Try again soon"),
    N_("The list cannot be read right now. The help lines above work."),
)
"""Title and text of the page that stands in when there is no list to show."""

_SECONDS_FRESH = 60
_RETRY_SECONDS = "10"
_PRINTER = CapacityLimiter(1)
"""A long list on paper is seconds of work: one at a time, so that pages go on for everybody."""

Now = Callable[[], dt.datetime]
Current = Callable[[], Snapshot | None]


_Work = Callable[[Request, Snapshot], Answer]


def routes(current: Current, now: Now, base: Callable[[], Base] = Base) -> list[Route]:
    """The routes of the plain addresses.

    `current` gives the catalog as it is, or `None` when there is none; `now` gives the present;
    `base` gives what the maps of prints are drawn from.
    """

    def at(snapshot: Snapshot) -> dt.datetime:
        # Whole minutes: whoever asks again within one is told that nothing is new.
        return instant(now(), snapshot.settings).replace(second=0, microsecond=0)

    def serve(path: str, work: _Work, *, page: bool = False) -> Route:
        async def answer(request: Request) -> Response:
            return await _respond(request, current(), work, now() if page else None)

        return Route(path, answer, methods=["GET"])

    def feed(name: str) -> _Work:
        def work(request: Request, snapshot: Snapshot) -> Answer:
            results = search(snapshot, f"?{request.url.query}", at=at(snapshot))
            written = write(results, name, site=_site(request))
            kind = FORMATS[name]
            return Answer(
                written.content,
                {
                    "Content-Type": kind.media_type,
                    "Content-Disposition": f'inline; filename="directory.{kind.suffix}"',
                    "Access-Control-Allow-Origin": "*",
                    "Access-Control-Expose-Headers": "ETag, X-Left-Out",
                    "Cache-Control": f"public, max-age={_SECONDS_FRESH}",
                    "Content-Security-Policy": "default-src 'none'",
                    "X-Left-Out": str(written.left_out),
                },
            )

        return work

    def prints(path: str, paper: Paper) -> Route:
        async def answer(request: Request) -> Response:
            asked = paper
            if request.method == "POST":
                # Notes come in the body: an address is kept by browsers and logged by servers.
                body = await _body(request)
                if body is None:
                    return PlainTextResponse("the notes are too long", 413, SAFE)
                try:
                    asked = with_body(paper, body, request.headers.get("content-type", ""))
                except ValueError:
                    return PlainTextResponse("neither JSON nor a form", 400, SAFE)

            def work(request: Request, snapshot: Snapshot) -> Answer:
                query, wanted = split_query(request.url.query, asked)
                spoken = snapshot.spoken(_preferred(request))
                results = search(spoken, f"?{query}", at=at(snapshot))
                return _printed(request, results, wanted, base(), path.strip("/"))

            return await _respond(request, current(), work, None, _PRINTER)

        return Route(path, answer, methods=["GET", "POST"])

    def list_page(request: Request, snapshot: Snapshot) -> Answer:
        spoken = snapshot.spoken(_preferred(request))
        results = search(spoken, f"?{request.url.query}", at=at(snapshot))
        view = _view(request, snapshot.settings, results.query, results.as_of)
        return _page(str(list_html(results, view)), snapshot.settings)

    def entry_page(request: Request, snapshot: Snapshot) -> Answer:
        id = str(request.path_params["id"])
        asked, _ = parse_link(f"?{request.url.query}")
        spoken = snapshot.spoken(_preferred(request))
        found = search(spoken, Query(id=(id,), lang=asked.lang), at=at(snapshot))
        view = _view(request, snapshot.settings, Query(lang=asked.lang), found.as_of)
        hit = found[0] if found else None
        page = str(entry_html(hit, found.snapshot, view))
        return _page(page, snapshot.settings, status=200 if hit else 404)

    return [
        *(serve(f"/feed.{FORMATS[name].suffix}", feed(name)) for name in FEEDS),
        prints("/handout.pdf", Paper()),
        prints("/booklet.pdf", Paper(booklet=True)),
        serve("/list", list_page, page=True),
        serve("/r/{id}", entry_page, page=True),
    ]


async def _respond(
    request: Request,
    snapshot: Snapshot | None,
    work: _Work,
    unavailable_at: dt.datetime | None,
    limiter: CapacityLimiter | None = None,
) -> Response:
    """The answer that `work` gives; without a catalog a page that says so, or a line to machines.

    `unavailable_at` is the present, where a page is wanted. `limiter` says how many such answers
    are made at a time.
    """
    if len(request.scope["query_string"]) > LONGEST_QUERY:
        return PlainTextResponse("the query is too long", 414, SAFE)
    if snapshot is not None:
        made = snapshot
        return await run_sync(lambda: packed(request, work(request, made)), limiter=limiter)
    headers = {**SAFE, "Retry-After": _RETRY_SECONDS, "Cache-Control": "no-store"}
    if unavailable_at is None:
        return PlainTextResponse("no catalog", 503, headers)
    return note(request, Settings(), unavailable_at, TRY_AGAIN, 503, headers)


def note(
    request: Request,
    settings: Settings,
    at: dt.datetime,
    said: tuple[str, str],
    status: int,
    headers: Mapping[str, str],
) -> Response:
    """A page that only says something, with the help lines: title and text, to be translated."""
    query, _ = parse_link(f"?{request.url.query}"[:LONGEST_QUERY])
    view = _view(request, settings, Query(lang=query.lang), at)
    title, text = (view.words._(each) for each in said)
    answer = _page(str(note_html(view, title, text)), settings, status=status)
    return packed(request, Answer(answer.body, {**answer.headers, **headers}, status))


def _printed(request: Request, results: Results, paper: Paper, base: Base, name: str) -> Answer:
    language = _preferred(request)
    written = write(results, "pdf", site=_site(request), language=language, paper=paper, base=base)
    posted = request.method == "POST"
    return Answer(
        written.content,
        {
            "Content-Type": FORMATS["pdf"].media_type,
            "Content-Disposition": f'inline; filename="{name}"',
            "Cache-Control": "no-store" if posted else f"private, max-age={_SECONDS_FRESH}",
            "Content-Security-Policy": "default-src 'none'",
            "Vary": "Accept-Language",
            "X-Left-Out": str(written.left_out),
        },
    )


async def _body(request: Request) -> bytes | None:
    """The body of a request; `None` when it is longer than any title and notes are."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LONGEST_BODY:
            return None
    return body


def _page(text: str, settings: Settings, *, status: int = 200) -> Answer:
    policy = "; ".join(
        [
            "default-src 'none'",
            f"style-src {STYLE_HASH}",
            "form-action 'self'",
            "base-uri 'none'",
            frame_ancestors(settings),
        ]
    )
    headers = {
        "Content-Type": "text/html; charset=utf-8",
        "Cache-Control": f"private, max-age={_SECONDS_FRESH}",
        "Content-Security-Policy": policy,
        "Vary": "Accept-Language",
    }
    return Answer(text, headers, status)


def _view(request: Request, settings: Settings, query: Query, at: dt.datetime) -> PlainView:
    return PlainView(
        settings,
        query,
        at,
        base=str(request.scope.get("root_path") or "").rstrip("/"),
        preferred=_preferred(request),
        site=_host(request),
    )


def _preferred(request: Request) -> str:
    """The language that the reader's browser asks for."""
    return preferred(request.headers.get("accept-language", ""))


def _site(request: Request) -> str | None:
    """The address under which the reader reached this directory."""
    host = _host(request)
    base = str(request.scope.get("root_path") or "").rstrip("/")
    return f"{host}{base}" if host else None


def _host(request: Request) -> str:
    """Scheme and host of that address; empty when the reader's program named no sound one."""
    host = host_of(request)
    return f"{request.url.scheme}://{host}" if host else ""
