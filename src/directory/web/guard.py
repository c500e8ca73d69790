"""What stands before all that is served: who may ask, for what, how often, how answers go out.

One middleware, so that no address is without it. Nothing of a request is written down.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from urllib.parse import quote, urlsplit

import streamlit as st
from anyio.to_thread import run_sync
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from directory import plain
from directory.answers import SAFE, host_of, unpacks
from directory.model import Settings
from directory.web import catalog
from directory.web.doors import PAPERS, POSTS, SOCKET, is_counting, is_open, is_paced
from directory.web.files import folder_of
from directory.web.limits import Crowd, Limits, Pace, key_of
from directory.web.logs import stack_of
from directory.web.policy import HEADERS, page_policy
from directory.web.socket import Socket, turn_away
from directory.words import N_

_LOG = logging.getLogger(__name__)
_METHODS = {"GET", "HEAD"}
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
# What Streamlit itself serves, which looks for the whole path.
_BELOW_BY_ITSELF = ("/_stcore/", "/static/", "/app/static/", "/favicon.png")
_NO_PAGE = (
    N_("This page is not here"),
    N_("The link may be old or cut short. The list shows what is here now."),
)
_TOO_OFTEN = (
    N_("Please wait a moment"),
    N_("Many pages were asked for from here at once. Try again in a minute."),
)


class Guard:
    """The middleware.

    `settings` gives those of the catalog as it is; `clock` seconds that only go forward. `base` is
    the path below which the app is served. `hosts` are the names it answers to by Streamlit's own
    `server.allowedHosts`; a request must fit these and `settings.hosts`. `key` opens the numbers.
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
        key: str | None = None,
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
        self._key = os.environ.get("DIRECTORY_METRICS_KEY", "") if key is None else key
        self._pages = Pace(self._limits.pages, clock)
        self._papers = Pace(self._limits.papers, clock)
        self._words = Pace(self._limits.words, clock)
        self._visits = Pace(self._limits.pages, clock)
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
        if folder := folder_of(path):
            if folder.is_packed(path):
                answer = folder.answer(request, path)
            else:
                answer = await run_sync(folder.answer, request, path)
            if answer is None and not folder.has(path):
                # Streamlit would send its own start page for a file that it does not have.
                answer = self._said(request, 404, _NO_PAGE)
            if answer is not None:
                await answer(scope, receive, send)
                return
        scope = _passed_on(scope)
        if self._base and not path.startswith(_BELOW_BY_ITSELF):
            scope["root_path"] = self._base
        await self._tried(request, scope, receive, send)

    async def _tried(self, request: Request, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on; what fails behind is answered here, for the errors of others are undressed."""
        begun = False

        async def sent(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, sent)
        except ClientDisconnect:
            return  # nobody is left to answer
        except Exception as error:
            if begun:
                raise
            _LOG.error("an answer failed\n%s", stack_of(error))
            await self._said(request, 500, plain.TRY_AGAIN)(scope, receive, send)

    def _path(self, scope: Scope) -> str:
        """The path below that of the app."""
        path = str(scope["path"])
        for base in (self._base, str(scope.get("root_path") or "").rstrip("/")):
            if base and (path == base or path.startswith(f"{base}/")):
                path = path[len(base) :] or "/"
        return path

    def _refusal(self, request: Request, path: str) -> Response | None:
        """The answer to a request that is not passed on; `None` for one that is."""
        if is_counting(path, request.headers.get("authorization", ""), self._key):
            return None
        if path != "/healthz" and not self._host_fits(request.headers):
            return _line(421, "this server does not answer to that name")
        if len(request.scope["query_string"]) > plain.LONGEST_QUERY:
            return _line(414, "the query is too long")
        if not is_open(path):
            return self._said(request, 404, _NO_PAGE)
        if request.method not in _METHODS and not (request.method == "POST" and path in POSTS):
            return _line(405, "not in this way", {"Allow": "GET, HEAD"})
        wait = self._wait(request, path)
        if wait:
            return self._said(request, 429, _TOO_OFTEN, {"Retry-After": str(int(wait) + 1)})
        whole = str(request.scope["path"])
        if path != "/" and path.endswith("/") and is_paced(path):
            return _sent_on(request, quote(whole.rstrip("/")), 301)
        if self._base and whole == self._base:
            # Starlette would put a name before it that anybody may have sent.
            return _sent_on(request, f"{self._base}/", 301)
        if self._crowd.full and path == "/":
            # The page would find no socket free; the light version needs none.
            return _sent_on(request, f"{self._base}/list", 303)
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
        elif path in PAPERS:
            pace = self._papers
        elif is_paced(path):
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
        headers = Headers(scope=scope)
        if self._path(scope) != SOCKET or not self._host_fits(headers) or not _own_page(headers):
            await turn_away(receive, send, 1008)
        elif self._visits.wait(key):
            await turn_away(receive, send, 1013)
        elif not self._crowd.enter(key):
            await turn_away(receive, send, 1013)  # try again later
        else:
            try:
                a_minute = self._limits.messages
                pace = Pace(a_minute, self._clock, at_once=a_minute // 10)
                socket = Socket(receive, send, pace, self._limits.message_bytes)
                await self._app(_passed_on(scope), socket.receive, socket.send)
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


def _own_page(headers: Headers) -> bool:
    """Whether a socket comes out of a page of this directory, or out of no browser at all."""
    origin = headers.get("origin")
    return origin is None or origin.lower().partition("://")[2] == headers.get("host", "").lower()


def _passed_on(scope: Scope) -> dict[str, Any]:
    """A request as Streamlit gets it.

    Without the site that it comes from: that was looked at, and Streamlit would ask another server
    for the number of this one to compare. Without the kinds of packing where gzip is refused:
    Streamlit looks for the word alone.
    """
    without = {b"origin"}
    if not unpacks(Headers(scope=scope).get("accept-encoding", "")):
        without.add(b"accept-encoding")
    kept = [(name, value) for name, value in scope["headers"] if name.lower() not in without]
    return {**scope, "headers": kept}


def _sent_on(request: Request, path: str, status: int) -> Response:
    """A redirect on this server, with what was asked; no name of a server stands in it."""
    query = request.url.query
    headers = {**SAFE, "Cache-Control": "no-store"}
    return RedirectResponse(f"{path}?{query}" if query else path, status, headers)


def _key(scope: Scope) -> bytes:
    client = scope.get("client")
    return key_of(str(client[0]) if client else "")


def _line(status: int, text: str, headers: Mapping[str, str] | None = None) -> Response:
    return PlainTextResponse(text, status, {**SAFE, "Cache-Control": "no-store", **(headers or {})})


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


MIDDLEWARE = [Middleware(Guard)]
"""What st.App puts before everything."""
