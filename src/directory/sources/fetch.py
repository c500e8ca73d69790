"""Downloads a feed: conditionally, within limits of time and size, and only from where it may.

Each address is resolved first, checked, and then connected to as the IP address that was checked;
so is each place that a server sends us on to. Proxies of the environment are not used: behind one
the check would mean nothing.
"""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass, field, replace
from http.client import HTTPConnection, HTTPException, HTTPResponse, IncompleteRead
from typing import Protocol
from urllib.parse import quote, urljoin, urlsplit

from directory.feeds.report import FeedError, shorten
from directory.feeds.source import LIMIT, REDIRECTS
from directory.sources.network import Allowed, Resolve, UnreachableError, checked, resolve
from directory.sources.packed import unpacked
from directory.words import N_

_LONGEST_TAG = 1_000
_MOVED = frozenset({301, 302, 303, 307, 308})
_PASSING = frozenset({408, 425, 429})
"""Beside all from 500 on: answers of a server that has no time just now."""
_SAFE = "!#$%&'()*+,/:;=?@[]~"


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how much; sizes in bytes, times in seconds."""

    size: int = LIMIT
    """The most that one answer may hold, unpacked."""
    connect: float = 10
    """How long one connection may take to be made."""
    silence: float = 30
    """How long a server may say nothing."""
    total: float = 120
    """How long one address may take in all, places that it sends us on to included."""
    redirects: int = REDIRECTS
    """How often a server may send us elsewhere."""


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave to ask "has it changed since?" with."""

    etag: str = ""
    modified: str = ""

    def headers(self) -> dict[str, str]:
        """The headers that ask it."""
        asked = {"If-None-Match": self.etag, "If-Modified-Since": self.modified}
        return {name: value for name, value in asked.items() if value}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered."""

    data: bytes
    validators: Validators = field(default_factory=Validators)
    changed: bool = True
    """False: it is what we have already, and `data` is empty."""
    through: tuple[str, ...] = ()
    """The addresses that were asked, in turn: the last one gave the answer."""


class Fetch(Protocol):
    """Reads an address; raises `FeedError` when that fails."""

    def __call__(
        self, url: str, validators: Validators = ..., *, allow_private: bool = ...
    ) -> Answer:
        """What the address holds, or that it has not changed."""
        ...


def fetch(
    url: str,
    validators: Validators = Validators(),
    *,
    allow_private: bool = False,
    limits: Limits = Limits(),
    secure: bool = False,
    ask: Resolve = resolve,
) -> Answer:
    """What an http(s) address holds, or that it has not changed since `validators` were given.

    `allow_private` lets it lie in the operator's own network; a link-local address must be named
    by the author and is never followed to. `secure` takes https alone, also where a server sends
    us on to. `ask` resolves host names. Raises `FeedError`: an `UnreachableError` where it may be
    otherwise the next time, or for others.
    """

    def may(here: str) -> Allowed:
        if secure and urlsplit(here).scheme.lower() != "https":
            raise FeedError(N_("only https addresses can be read"), where=shown(here))
        if not allow_private:
            return "public"
        return "any" if _host(here) == _host(url) else "private"

    pieces: list[bytes] = []
    answer = download(url, pieces.append, validators, may=may, limits=limits, ask=ask)
    return replace(answer, data=b"".join(pieces))


def download(
    url: str,
    take: Callable[[bytes], object],
    validators: Validators = Validators(),
    *,
    may: Callable[[str], Allowed],
    limits: Limits = Limits(),
    ask: Resolve = resolve,
) -> Answer:
    """Hand what an address holds to `take`, in pieces, unpacked; the answer has no data.

    `may` says of each address, those that a server sends us on to included, how far inside it may
    lie, and raises for one that may not be asked. The rest is as for `fetch`.
    """
    with _Deadline(limits.total) as deadline:
        try:
            return _follow(url, take, validators, may, limits, ask, deadline)
        except (FeedError, OSError, ValueError, HTTPException) as error:
            if deadline.passed:
                late = N_("takes longer than {seconds} seconds")
                raise UnreachableError(
                    late, where=shown(url), seconds=f"{limits.total:g}"
                ) from None
            if isinstance(error, FeedError):
                raise
            raise _failure(error, shown(url)) from None


def shown(url: str) -> str:
    """An address as it may be shown: without passwords and keys."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "an address that is none"
    host = parts.netloc.rpartition("@")[2]
    return shorten(f"{host}{parts.path}".rstrip("/"), 160)


def _follow(
    url: str, take: Callable[[bytes], object], validators: Validators,
    may: Callable[[str], Allowed], limits: Limits, ask: Resolve, deadline: _Deadline,
) -> Answer:  # fmt: skip
    here = url
    through: list[str] = []
    for _ in range(limits.redirects + 1):
        allowed = may(here)
        through.append(here)
        with ExitStack() as stack:
            connection = _connect(here, allowed, limits, ask, deadline)
            stack.callback(connection.close)
            connection.request("GET", _target(here), headers=_HEADERS | validators.headers())
            response = stack.enter_context(closing(connection.getresponse()))
            if response.status in _MOVED and (place := response.getheader("Location")):
                here = urljoin(here, place.strip())
                continue
            if response.status == 304 and validators.headers():
                return Answer(b"", validators, changed=False, through=tuple(through))
            if response.status != 200:
                said = shorten(f"{response.status} {response.reason}", 80)
                passing = response.status in _PASSING or response.status >= 500
                kind = UnreachableError if passing else FeedError
                raise kind(N_("the server answered {said}"), where=shown(url), said=said)
            for piece in unpacked(response, limits.size, shown(url)):
                take(piece)
            if deadline.passed:
                raise TimeoutError
            fresh = Validators(
                _repeatable(response, "ETag"), _repeatable(response, "Last-Modified")
            )
            return Answer(b"", fresh, through=tuple(through))
    message = N_("sends us on more than {count} times")
    raise FeedError(message, where=shown(url), count=limits.redirects)


_HEADERS = {
    "User-Agent": "recovery-resource-directory",
    "Accept": "*/*",
    "Accept-Encoding": "gzip, deflate",
    "Connection": "close",
}


def _repeatable(response: HTTPResponse, name: str) -> str:
    """The header as it can be sent back; empty where it is none that could."""
    value = (response.getheader(name) or "").strip()
    return value if len(value) <= _LONGEST_TAG and value.isprintable() else ""


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").lower()


def _target(url: str) -> str:
    parts = urlsplit(url)
    query = f"?{parts.query}" if parts.query else ""
    return quote(f"{parts.path or '/'}{query}", safe=_SAFE)


def _connect(
    url: str, allowed: Allowed, limits: Limits, ask: Resolve, deadline: _Deadline
) -> HTTPConnection:
    parts = urlsplit(url)
    if parts.scheme.lower() not in ("http", "https") or not parts.hostname:
        message = N_("only http and https addresses can be read")
        raise FeedError(message, where=shorten(url, 160))
    secure = parts.scheme.lower() == "https"
    port = parts.port or (443 if secure else 80)
    failed: OSError | None = None
    for address in checked(parts.hostname, port, allowed, ask):
        try:
            plain = socket.create_connection((address, port), timeout=limits.connect)
        except OSError as error:
            failed = error
            continue
        plain.settimeout(limits.silence)
        deadline.watch(plain)
        # It is given its connection, so that it never resolves the name itself.
        connection = HTTPConnection(parts.hostname, port)
        connection.sock = _secured(plain, parts.hostname, deadline) if secure else plain
        connection.default_port = 443 if secure else 80
        return connection
    raise failed or OSError(N_("nobody answers there"))


def _secured(plain: socket.socket, host: str, deadline: _Deadline) -> ssl.SSLSocket:
    made = ssl.create_default_context().wrap_socket(
        plain, server_hostname=host, do_handshake_on_connect=False
    )
    deadline.watch(made)
    try:
        made.do_handshake()
    except OSError:
        made.close()
        raise
    return made


def _failure(error: Exception, where: str) -> FeedError:
    """What went wrong on the way, in words for people."""
    if isinstance(error, TimeoutError):
        return UnreachableError(N_("the server does not answer in time"), where=where)
    if isinstance(error, ConnectionRefusedError):
        return UnreachableError(N_("nobody answers there"), where=where)
    if isinstance(error, IncompleteRead):
        return UnreachableError(N_("breaks off in the middle; the old copy stays"), where=where)
    text = shorten(str(getattr(error, "strerror", None) or error) or type(error).__name__, 160)
    # A certificate that is not right is no trouble on the way: somebody may stand in between.
    passing = isinstance(error, OSError) and not isinstance(error, ssl.SSLError)
    kind = UnreachableError if passing else FeedError
    if isinstance(error, HTTPException):
        return kind(N_("does not answer as a web server does ({error})"), where=where, error=text)
    return kind(text, where=where)


class _Deadline:
    """Shuts the connection when the time is up, whatever it is waiting for just then."""

    def __init__(self, seconds: float) -> None:
        self.passed = False
        self._connection: socket.socket | None = None
        self._lock = threading.Lock()
        self._timer = threading.Timer(seconds, self._shut)
        self._timer.daemon = True

    def __enter__(self) -> _Deadline:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    def watch(self, connection: socket.socket) -> socket.socket:
        """Watch over this connection from now on; raises `TimeoutError` when it is too late."""
        with self._lock:
            self._connection = connection
            if self.passed:
                connection.close()
                raise TimeoutError
        return connection

    def _shut(self) -> None:
        with self._lock:
            self.passed = True
            if self._connection is not None:
                with suppress(OSError):
                    # Not that of an encrypted connection: it would pull the rug from under a read.
                    socket.socket.shutdown(self._connection, socket.SHUT_RDWR)
