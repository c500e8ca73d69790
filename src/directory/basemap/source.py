"""Where a larger file of tiles is: on this machine, or on a server that gives parts of files."""

from __future__ import annotations

import re
import urllib.error
import urllib.request
from http.client import HTTPException
from pathlib import Path
from typing import Protocol

from directory.basemap.tiles import TilesError

_TRIES = 3
_TIMEOUT_SECONDS = 60
_AGENT = "directory-basemap/1 (cuts a street map for a recovery directory)"
_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+|\*)")


class Source(Protocol):
    """A file that can be read in parts."""

    def get(self, offset: int, length: int) -> bytes:
        """So many bytes from an offset on; fewer where the file ends."""


class FileSource:
    """A file on this machine."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def get(self, offset: int, length: int) -> bytes:
        """So many bytes from an offset on; fewer where the file ends."""
        try:
            with self._path.open("rb") as file:
                file.seek(offset)
                return file.read(length)
        except OSError as error:
            raise TilesError(f"cannot be read: {error.strerror or error}") from None


class WebSource:
    """A file on a server, read with range requests (RFC 9110, section 14).

    Reading raises `TilesError` when the server does not answer, gives no parts of files, or when
    the file changes between two readings: parts of two versions make no map.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._version: str | None = None
        self.fetched = 0
        """Bytes that came over the line so far."""

    def get(self, offset: int, length: int) -> bytes:
        """So many bytes from an offset on; fewer where the file ends."""
        if not length:
            return b""
        trouble = ""
        for _ in range(_TRIES):
            try:
                return self._ask(offset, length)
            except urllib.error.HTTPError as error:
                trouble = f"{error.code} {error.reason}"
                if error.code < 500:
                    break
            except urllib.error.URLError as error:
                trouble = str(error.reason)
            except (OSError, HTTPException) as error:
                trouble = str(error) or type(error).__name__
        raise TilesError(f"does not answer: {trouble}; run the command again to go on")

    def _ask(self, offset: int, length: int) -> bytes:
        request = urllib.request.Request(  # noqa: S310 - http(s) only, see open_source
            self._url,
            headers={
                "Range": f"bytes={offset}-{offset + length - 1}",
                "User-Agent": _AGENT,
                "Accept-Encoding": "identity",
            },
        )
        with urllib.request.urlopen(request, timeout=_TIMEOUT_SECONDS) as answer:  # noqa: S310
            if answer.status != 206:
                raise TilesError("lies on a server that gives no parts of files; download it first")
            given = _RANGE.fullmatch(answer.headers.get("Content-Range", ""))
            if given is None or int(given[1]) != offset:
                raise TilesError("came in other parts than were asked for; download it first")
            version = answer.headers.get("ETag") or answer.headers.get("Last-Modified") or given[3]
            if self._version not in (None, version):
                raise TilesError("changed while it was read; run the command again")
            self._version = version
            content = bytes(answer.read(length + 1))
        expected = int(given[2]) - offset + 1
        if len(content) != expected:
            raise OSError(f"{len(content)} bytes came of {expected}")
        self.fetched += len(content)
        return content


def open_source(name: str) -> Source:
    """The source of that name: a file, or an http(s) address."""
    if name.startswith(("http://", "https://")):
        return WebSource(name)
    return FileSource(Path(name))
