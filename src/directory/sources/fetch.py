"""Downloads a feed: conditionally, within limits of time and size, and only from where it may.

Each address is resolved first, checked, and then connected to as the IP address that was checked;
so is each place that a server sends us on to. Proxies of the environment are not used: behind one
the check would mean nothing.
"""

from __future__ import annotations

import socket
import ssl
import threading
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import Protocol
from urllib.parse import quote, urljoin, urlsplit

from directory.feeds.report import FeedError, shorten
from directory.feeds.source import LIMIT, REDIRECTS
from directory.sources.network import Allowed, Resolve, checked, resolve

_CHUNK = 1 << 16
_MOVED = frozenset({301, 302, 303, 307, 308})
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
    ask: Resolve = resolve,
) -> Answer:
    """What an http(s) address holds, or that it has not changed since `validators` were given.

    `allow_private` lets it lie in the operator's own network; a link-local address must be named
    by the author and is never followed to. `ask` resolves host names. Raises `FeedError`.
    """
    with _Deadline(limits.total) as deadline:
        try:
            return _follow(url, validators, allow_private, limits, ask, deadline)
        except (FeedError, OSError, ValueError, HTTPException) as error:
            if deadline.passed:
                late = f"{shown(url)}: takes longer than {limits.total:g} seconds"
                raise FeedError(late) from None
            if isinstance(error, FeedError):
                raise
            raise FeedError(f"{shown(url)}: cannot be read: {_reason(error)}") from None


def shown(url: str) -> str:
    """An address as it may be shown: without passwords and keys."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "an address that is none"
    host = parts.netloc.rpartition("@")[2]
    return shorten(f"{host}{parts.path}".rstrip("/"), 160)


def _follow(
    url: str,
    validators: Validators,
    allow_private: bool,
    limits: Limits,
    ask: Resolve,
    deadline: _Deadline,
) -> Answer:
    first, here = url, url
    for _ in range(limits.redirects + 1):
        allowed: Allowed = "public"
        if allow_private:
            allowed = "any" if _host(here) == _host(first) else "private"
        with ExitStack() as stack:
            connection = _connect(here, allowed, limits, ask, deadline)
            stack.callback(connection.close)
            connection.request("GET", _target(here), headers=_HEADERS | validators.headers())
            response = stack.enter_context(closing(connection.getresponse()))
            if response.status in _MOVED and (place := response.getheader("Location")):
                here = urljoin(here, place.strip())
                continue
            if response.status == 304 and validators.headers():
                return Answer(b"", validators, changed=False)
            if response.status != 200:
                raise FeedError(
                    f"{shown(url)}: the server answered {response.status} {response.reason}"
                )
            data = b"".join(_unpacked(response, limits.size, url))
            if deadline.passed:
                raise TimeoutError
            fresh = Validators(
                response.getheader("ETag") or "", response.getheader("Last-Modified") or ""
            )
            return Answer(data, fresh)
    raise FeedError(f"{shown(url)}: sends us on more than {limits.redirects} times")


_HEADERS = {
    "User-Agent": "recovery-resource-directory",
    "Accept": "*/*",
    "Accept-Encoding": "gzip, deflate",
    "Connection": "close",
}


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
        raise FeedError(f"{shorten(url, 160)}: only http and https addresses can be read")
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
    raise failed or OSError("nobody answers there")


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


def _unpacked(response: HTTPResponse, limit: int, url: str) -> Iterator[bytes]:
    """The body in pieces, unpacked as it comes, so that a bomb is noticed before it goes off."""
    too_large = FeedError(f"{shown(url)}: is larger than the limit ({limit / (1 << 20):g} MiB)")
    expected = response.getheader("Content-Length")
    if expected and expected.isdigit() and int(expected) > limit:
        raise too_large
    encoding = (response.getheader("Content-Encoding") or "identity").strip().lower()
    if encoding not in _ENCODINGS:
        raise FeedError(f"{shown(url)}: is packed in a way that was not asked for ({encoding})")
    unpack, size, came = _ENCODINGS[encoding](), 0, 0
    while chunk := response.read(_CHUNK):
        came += len(chunk)
        for piece in unpack(chunk) if came <= limit else ():
            size += len(piece)
            if size > limit:
                raise too_large
            yield piece
        if came > limit:
            raise too_large
    if expected and expected.isdigit() and came < int(expected):
        raise FeedError(f"{shown(url)}: breaks off in the middle; the old copy stays")
    for piece in unpack(b""):
        size += len(piece)
        yield piece


def _plain() -> Callable[[bytes], Iterator[bytes]]:
    return lambda chunk: iter((chunk,) if chunk else ())


def _inflating() -> Callable[[bytes], Iterator[bytes]]:
    machine = zlib.decompressobj(wbits=47)  # gzip and zlib alike
    began = False

    def pieces(chunk: bytes) -> Iterator[bytes]:
        nonlocal machine, began
        if not chunk:
            if began and not machine.eof:
                raise ValueError("the packed answer breaks off in the middle")
            return
        try:
            out = machine.decompress(chunk, _CHUNK)
        except zlib.error as error:
            if began:
                raise ValueError(f"the packed answer is damaged ({error})") from None
            # Some servers send what "deflate" says, without the header that its rule wants.
            machine = zlib.decompressobj(wbits=-15)
            try:
                out = machine.decompress(chunk, _CHUNK)
            except zlib.error:
                raise ValueError("the packed answer is damaged") from None
        began = True
        while out or machine.unconsumed_tail:
            yield out
            try:
                out = machine.decompress(machine.unconsumed_tail, _CHUNK)
            except zlib.error as error:
                raise ValueError(f"the packed answer is damaged ({error})") from None

    return pieces


_ENCODINGS: Mapping[str, Callable[[], Callable[[bytes], Iterator[bytes]]]] = {
    "identity": _plain,
    "": _plain,
    "gzip": _inflating,
    "x-gzip": _inflating,
    "deflate": _inflating,
}


def _reason(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "the server does not answer in time"
    if isinstance(error, ConnectionRefusedError):
        return "nobody answers there"
    text = str(getattr(error, "strerror", None) or error)
    return shorten(text or type(error).__name__, 160)


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
