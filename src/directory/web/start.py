"""What happens when the app starts and stops."""

from __future__ import annotations

import contextlib
import gc
import logging
import os
import socket
from collections.abc import AsyncIterator
from pathlib import Path

from directory.web.catalog import keeper, online, refresher
from directory.web.limits import Limits
from directory.web.logs import Discreet

try:
    import resource
except ImportError:  # Windows sets no such limit
    resource = None  # type: ignore[assignment]

SCRIPT = Path(__file__).parents[1] / "ui" / "main.py"
"""The script that Streamlit runs for every visitor."""

_WATCH_SECONDS = 2.0
_LOG = logging.getLogger(__name__)
# An open page takes its socket and three more for Streamlit's loop of its script, which outlives
# it by two minutes for up to 128 pages; the rest are files, plain requests and feeds.
_FILES_OF_A_PAGE = 4
_FILES_BESIDE = 600


@contextlib.asynccontextmanager
async def lifespan(_app: object) -> AsyncIterator[None]:
    """Load the catalog before the first visitor comes, and keep it fresh until the end."""
    for name in ("uvicorn.access", "uvicorn.error", "streamlit.error_util"):
        logging.getLogger(name).addFilter(Discreet())
    make_room(Limits.of(os.environ).sockets)
    send_at_once()
    kept = keeper()
    # A full collection runs after every script run; what is loaded now stays for good, so taking
    # it out of the collector's sight makes each rerun several times cheaper.
    gc.collect()
    gc.freeze()
    feeds = refresher()
    kept.start(_WATCH_SECONDS)
    feeds.start(_WATCH_SECONDS)
    style = online()
    style.start(_WATCH_SECONDS)
    try:
        yield
    finally:
        style.stop()
        feeds.stop()
        kept.stop()


def send_at_once() -> None:
    """Let answers go out without waiting for word that the one before has arrived.

    Python's loop sees to that, but not with the socket that Streamlit gives it: that does not say
    that it is for TCP. Each answer would wait up to 40 ms, and a map asks for dozens of tiles. What
    listens hands the option on to each connection.
    """
    for found in gc.get_objects():
        if (
            isinstance(found, socket.socket)
            and found.fileno() >= 0
            and found.family in (socket.AF_INET, socket.AF_INET6)
            and found.type == socket.SOCK_STREAM
        ):
            with contextlib.suppress(OSError):
                found.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def make_room(pages: int) -> None:
    """Let the process open as many files as so many open pages take.

    Systems often start with 1,024, which two hundred visitors use up; from then on nobody gets in,
    the light version included. Where the system allows no more, the log says so.
    """
    if resource is None:
        return
    wanted = pages * _FILES_OF_A_PAGE + _FILES_BESIDE
    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    unlimited = resource.RLIM_INFINITY
    given = wanted if most == unlimited else min(wanted, most)
    if now != unlimited and now < given:
        resource.setrlimit(resource.RLIMIT_NOFILE, (given, most))
    if given < wanted:
        _LOG.warning(
            "the system lets this process open %d files; %d pages at a time take %d. "
            "Raise that limit, or set DIRECTORY_LIMIT_SOCKETS=%d",
            given,
            pages,
            wanted,
            max(1, (given - _FILES_BESIDE) // _FILES_OF_A_PAGE),
        )
