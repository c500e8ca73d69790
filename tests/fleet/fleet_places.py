"""Places of snapshots to test with: a folder, a web server and an S3 on this machine."""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

NOON = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> dt.datetime:
        return self.now

    def wait(self, seconds: float) -> None:
        self.now += dt.timedelta(seconds=seconds)


def written(path: Path, text: str) -> Path:
    """A file that stands in for a compiled snapshot: these tests open it as its text."""
    path.write_bytes(b"ARROW1" + text.encode())
    return path


def open_text(path: Path) -> str:
    data = path.read_bytes()
    if not data.startswith(b"ARROW1"):
        raise ValueError("no snapshot")
    return data.removeprefix(b"ARROW1").decode()


def sha(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


class WebFolder:
    """A folder shown by a web server; `asked` holds the path and status of each request."""

    def __init__(self, folder: Path) -> None:
        self.asked: list[tuple[str, int]] = []
        self.redirect = ""
        outer = self

        class Handler(SimpleHTTPRequestHandler):
            def do_GET(self) -> None:
                if outer.redirect:
                    self.send_response(302)
                    self.send_header("Location", outer.redirect)
                    self.end_headers()
                    return
                path = folder / self.path.lstrip("/")
                tag = f'"{sha(path)}"' if path.is_file() else ""
                if tag and self.headers.get("If-None-Match") == tag:
                    self.send_response(304)
                    self.end_headers()
                    return
                self.tag = tag
                super().do_GET()

            def end_headers(self) -> None:
                if getattr(self, "tag", ""):
                    self.send_header("ETag", self.tag)
                super().end_headers()

            def log_request(self, code: Any = "-", size: Any = "-") -> None:
                outer.asked.append((self.path, int(code)))

            def log_message(self, *_: Any) -> None:
                pass

        handler = functools.partial(Handler, directory=str(folder))
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        poll = {"poll_interval": 0.01}
        threading.Thread(target=self._server.serve_forever, kwargs=poll, daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/"

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@contextmanager
def web_folder(folder: Path) -> Iterator[WebFolder]:
    server = WebFolder(folder)
    try:
        yield server
    finally:
        server.stop()


@contextmanager
def storage() -> Iterator[str]:
    """An S3 on this machine, with a bucket called `county`; gives its address."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    try:
        yield f"http://{host}:{port}"
    finally:
        server.stop()
