"""What stands before everything that is served: who may ask, for what, how often, and how answers
go out.

One middleware, so that no address is without it. Nothing of a request is written down.
"""

from __future__ import annotations

import gzip
import os
import time
from collections.abc import Callable, Mapping
from functools import partial
from urllib.parse import urlsplit

import streamlit as st
from anyio.to_thread import run_sync
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from directory import plain
from directory.answers import SAFE, host_of, known, unpacks
from directory.model import Settings
from directory.render.shell import PAGES
from directory.web import catalog
from directory.web.bundle import COMPONENT, OWN, STATIC, STREAMLIT, Packer
from directory.web.limits import Crowd, Limits, Pace, key_of
from directory.web.policy import HEADERS, page_policy
from directory.web.socket import Socket
from directory.words import N_

_METHODS = {"GET", "HEAD"}
_POSTS = {"/suggest", "/handout.pdf", "/booklet.pdf"}
_PAPERS = {"/handout.pdf", "/booklet.pdf"}
_SOCKET = "/_stcore/stream"
# Of Streamlit's own addresses those that the pages need; the numbers of the server, uploads, the
# programs' door, files of other components and whatever a later version adds stay closed.
_OPEN = {"/_stcore/health", "/_stcore/host-config", _SOCKET, "/favicon.png", "/manifest.json"}
_OPEN_BELOW = ("/static/", "/app/static/", "/assets/", "/tiles/", "/_stcore/bidi-components/")
_PLAIN = {"/list", "/healthz", "/robots.txt", "/suggest", *_PAPERS}
_PLAIN_BELOW = ("/r/", "/feed.")
# What Streamlit's scripts ask for at the start. No other site may steer the page, and what goes
# wrong is said in the page's own words, not with hints for programmers over the help lines.
_HOST_CONFIG = {
    "allowedOrigins": [],
    "useExternalAuthToken": False,
    "enableCustomParentMessages": False,
    "enforceDownloadInNewTab": False,
    "metricsUrl": "",
    "blockErrorDialogs": True,
    "resourceCrossOriginMode": None,
}
_NO_PAGE = (
    N_("This page is not here"),
    N_("The link may be old or cut short. The list shows what is here now."),
)
_TOO_OFTEN = (
    N_("Please wait a moment"),
    N_("Many pages were asked for from here at once. Try again in a minute."),
)
_FOR_GOOD = "public, immutable, max-age=31536000"
# Where packed files are, whose they are, and how long browsers may keep them: for good where the
# address changes with the file. Streamlit asks for the component's script by its bare name.
_FILES = (
    ("/static/", STREAMLIT, _FOR_GOOD),
    (f"/_stcore/bidi-components/{COMPONENT}/", OWN, "public, no-cache"),
    ("/app/static/", STATIC, "public, no-cache"),
    ("/assets/", OWN, _FOR_GOOD),
)


class Guard:
    """The middleware.

    `settings` gives those of the catalog as it is; `clock` seconds that only go forward. `base` is
    the path below which the app is served. `hosts` are the names it answers to by Streamlit's own
    `server.allowedHosts`; a request must fit these and `settings.hosts`, where they are set.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        limits: Limits | None = None,
        settings: Callable[[], Settings] = catalog.settings,
        clock: Callable[[], float] = time.monotonic,
        base: str | None = None,
        hosts: tuple[str, ...] | None = None,
    ) -> None:
        self._app = app
        self._limits = limits or Limits.of(os.environ)
        self._settings = settings
        self._clock = clock
        if base is None:
            base = str(st.get_option("server.baseUrlPath") or "")
        self._base = f"/{base.strip('/')}" if base.strip("/") else ""
        if hosts is None:
            hosts = tuple(st.get_option("server.allowedHosts") or ())
        self._hosts = hosts
        self._pages = Pace(self._limits.pages, clock)
        self._papers = Pace(self._limits.papers, clock)
        self._words = Pace(self._limits.words, clock)
        self._crowd = Crowd(self._limits.sockets, self._limits.sockets_each)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, pass on, or turn away."""
        if scope["type"] == "websocket":
            await self._socket(scope, receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope)
        send = partial(_dressed, send, page_policy(self._settings(), host_of(request)))
        path = self._path(scope)
        turned_away = self._refusal(request, path)
        if turned_away is not None:
            await turned_away(scope, receive, send)
            return
        if path == "/_stcore/host-config":
            await JSONResponse(_HOST_CONFIG)(scope, receive, send)
            return
        for below, packer, keep in _FILES:
            name = path.removeprefix(below)
            if name != path and (answer := await run_sync(_file, request, packer, name, keep)):
                await answer(scope, receive, send)
                return
        if self._base and not path.startswith(("/_stcore/", "/static/", "/app/static/")):
            scope = {**scope, "root_path": self._base}
        await self._app(scope, receive, send)

    def _path(self, scope: Scope) -> str:
        """The path below that of the app."""
        path = str(scope["path"])
        for base in (self._base, str(scope.get("root_path") or "").rstrip("/")):
            if base and (path == base or path.startswith(f"{base}/")):
                path = path[len(base) :] or "/"
        return path

    def _refusal(self, request: Request, path: str) -> Response | None:
        """The answer to a request that is not passed on; `None` for one that is."""
        if path != "/healthz" and not self._host_fits(request.headers):
            return _line(421, "this server does not answer to that name")
        if len(request.scope["query_string"]) > plain.LONGEST_QUERY:
            return _line(414, "the query is too long")
        if not _open(path):
            return self._said(request, 404, _NO_PAGE)
        if request.method not in _METHODS and not (request.method == "POST" and path in _POSTS):
            return _line(405, "not in this way", {"Allow": "GET, HEAD"})
        wait = self._wait(request, path)
        if wait:
            return self._said(request, 429, _TOO_OFTEN, {"Retry-After": str(int(wait) + 1)})
        if self._crowd.full and path == "/":
            # The page would find no socket free; the light version needs none.
            query = request.url.query
            light = f"{self._base}/list?{query}" if query else f"{self._base}/list"
            return RedirectResponse(light, 303, {**SAFE, "Cache-Control": "no-store"})
        return None

    def _said(
        self,
        request: Request,
        status: int,
        said: tuple[str, str],
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        """A word to a person with the help lines, or a line to a program."""
        more = {"Cache-Control": "no-store", **(headers or {})}
        if request.method != "GET" or "text/html" not in request.headers.get("accept", ""):
            return _line(status, said[0].lower(), more)
        request.scope.setdefault("root_path", self._base)
        return plain.note(request, self._settings(), catalog.now(), said, status, more)

    def _wait(self, request: Request, path: str) -> float:
        if path == "/suggest":
            pace = self._words
        elif path in _PAPERS:
            pace = self._papers
        elif path in _PLAIN or path.startswith(_PLAIN_BELOW) or _page_of(path):
            pace = self._pages
        else:
            return 0.0
        return pace.wait(_key(request.scope))

    def _host_fits(self, headers: Mapping[str, str]) -> bool:
        return all(
            not names or fits(headers.get("host", ""), names)
            for names in (self._settings().hosts, self._hosts)
        )

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        key = _key(scope)
        if self._path(scope) != _SOCKET or not self._host_fits(Headers(scope=scope)):
            await _close(receive, send, 1008)
        elif not self._crowd.enter(key):
            await _close(receive, send, 1013)  # try again later
        else:
            try:
                a_minute = self._limits.messages
                pace = Pace(a_minute, self._clock, at_once=a_minute // 10)
                socket = Socket(receive, send, pace, self._limits.message_bytes)
                await self._app(scope, socket.receive, socket.send)
            finally:
                self._crowd.leave(key)


def fits(host: str, names: tuple[str, ...]) -> bool:
    """Whether the Host header of a request is one of some names, or below a `*.` one."""
    try:
        name = (urlsplit(f"//{host}").hostname or "").rstrip(".")
    except ValueError:
        return False
    for pattern in (each.strip().lower().strip("[]").rstrip(".") for each in names):
        if pattern in ("*", name) or (pattern.startswith("*.") and name.endswith(pattern[1:])):
            return True
    return False


def _open(path: str) -> bool:
    return (
        path in _OPEN
        or path in _PLAIN
        or path.startswith((*_OPEN_BELOW, *_PLAIN_BELOW))
        or _page_of(path)
    )


def _page_of(path: str) -> bool:
    return path == "/" or path.strip("/") in PAGES[1:]


def _key(scope: Scope) -> bytes:
    client = scope.get("client")
    return key_of(str(client[0]) if client else "")


def _line(status: int, text: str, headers: Mapping[str, str] | None = None) -> Response:
    return PlainTextResponse(text, status, {**SAFE, "Cache-Control": "no-store", **(headers or {})})


def _file(request: Request, packer: Packer, name: str, keep: str) -> Response | None:
    """A file of a packer; `None` where it has none."""
    found = packer.get(name)
    if found is None:
        return None
    headers = {"Content-Type": found.kind, "Cache-Control": keep, "Vary": "Accept-Encoding"}
    packs = unpacks(request.headers.get("accept-encoding", ""))
    headers["ETag"] = f'"{found.version}{"-gz" if packs else ""}"'
    if known(request.headers.get("if-none-match", ""), headers["ETag"]):
        return Response(status_code=304, headers=headers)
    if not packs:
        return Response(gzip.decompress(found.content), headers=headers)
    return Response(found.content, headers={**headers, "Content-Encoding": "gzip"})


async def _dressed(send: Send, policy: str, message: Message) -> None:
    """Send an answer with all headers that it lacks, and without cookies: no page needs one."""
    if message["type"] == "http.response.start":
        headers = MutableHeaders(scope=message)
        for name, value in HEADERS.items():
            headers.setdefault(name, value)
        headers.setdefault("Content-Security-Policy", policy)
        if "access-control-allow-origin" in headers:
            headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        del headers["set-cookie"]
    await send(message)


async def _close(receive: Receive, send: Send, code: int) -> None:
    await receive()
    await send({"type": "websocket.close", "code": code})


MIDDLEWARE = [Middleware(Guard)]
"""What st.App puts before everything."""
