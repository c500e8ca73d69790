"""A web server on this machine that stands in for a feed, and can be told to misbehave."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class FeedServer:
    """Answers every request by calling `answer`; `asked` holds the headers of each."""

    def __init__(self) -> None:
        self.answer: Callable[[BaseHTTPRequestHandler], None] = send(b"[]")
        self.asked: list[dict[str, str]] = []
        self.release = threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked.append(dict(self.headers))
                with suppress(BrokenPipeError, ConnectionResetError):
                    outer.answer(self)

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        )
        self._thread.start()
        self._running = True

    @property
    def port(self) -> int:
        return self._server.server_address[1]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/meetings.json"

    def kill(self) -> None:
        self.release.set()
        if self._running:
            self._server.shutdown()
            self._server.server_close()
            self._thread.join()
            self._running = False


@contextmanager
def feed_server() -> Iterator[FeedServer]:
    server = FeedServer()
    try:
        yield server
    finally:
        server.kill()


def send(
    body: bytes, status: int = 200, **headers: str
) -> Callable[[BaseHTTPRequestHandler], None]:
    """An answer; header names are written with underscores."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        handler.send_response(status)
        for name, value in ({"Content-Length": str(len(body))} | named).items():
            if value:
                handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def meeting(number: int, **changes: object) -> dict[str, object]:
    """A row of a TSML feed."""
    return {
        "slug": f"meeting-{number}",
        "name": f"Group {number}",
        "day": number % 7,
        "time": "19:00",
        "timezone": "America/Chicago",
        "location": f"Hall {number}",
        "formatted_address": f"{number} Main St, Springfield, IL 62701, USA",
        "latitude": 39.8 + number / 100,
        "longitude": -89.65,
        "types": ["O"],
    } | changes


def rows(count: int) -> bytes:
    return json.dumps([meeting(number) for number in range(count)]).encode()
