"""Reads the bytes of a feed from a file, a folder, a zip or an http(s) address, within limits."""

from __future__ import annotations

import io
import urllib.error
import urllib.request
import zipfile
import zlib
from collections.abc import Collection
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

from directory.feeds.report import FeedError

LIMIT = 64 * 1024 * 1024
"""The most bytes read in all, after unpacking."""
TIMEOUT = 30
"""Seconds that a server may be silent."""
REDIRECTS = 5
"""How often a server may send us elsewhere."""
MEMBERS = 2_000
"""The most files in a zip or folder."""
RATIO = 200
"""How many times larger than packed a zip's content may be; real feeds shrink 5 to 20 times."""

_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Document:
    """One file of a feed."""

    name: str
    data: bytes
    optional: bool = False
    """True: the feed can be read without it, so nothing is lost when it is no part of a feed."""


def read_source(source: str, suffixes: Collection[str]) -> list[Document]:
    """The files of a feed that end in one of `suffixes`; a single file or address as it is.

    Raises `FeedError` when there is nothing to read, or more than the limits allow.
    """
    if "://" in source:
        if urlsplit(source).scheme.lower() not in ("http", "https"):
            raise FeedError(f"{source}: only http and https addresses can be read")
        document = Document(source, _download(source))
        return unpacked(document, suffixes)
    path = Path(source)
    try:
        if path.is_dir():
            return _folder(path, suffixes)
        with path.open("rb") as stream:
            return unpacked(Document(path.name, _limited(stream, LIMIT, source)), suffixes)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise FeedError(f"{source}: cannot be read: {reason}") from None


def _folder(path: Path, suffixes: Collection[str]) -> list[Document]:
    files = sorted(f for f in path.rglob("*") if f.suffix.lower() in suffixes and f.is_file())
    if not files:
        raise FeedError(f"{path}: has no {' or '.join(sorted(suffixes))} file in it")
    if len(files) > MEMBERS:
        raise FeedError(f"{path}: has more than {MEMBERS} files")
    left = LIMIT
    found: list[Document] = []
    for file in files:
        with file.open("rb") as stream:
            data = _limited(stream, left, str(path))
        left -= len(data)
        found.append(Document(file.relative_to(path).as_posix(), data))
    return found


def unpacked(document: Document, suffixes: Collection[str]) -> list[Document]:
    """The files of a document that is a zip, else the document itself; raises `FeedError`."""
    if not document.data.startswith(b"PK\x03\x04"):
        return [document]
    try:
        with zipfile.ZipFile(io.BytesIO(document.data)) as archive:
            if ".xlsx" in suffixes and "xl/workbook.xml" in archive.namelist():
                return [document]  # a workbook is a zip, too
            return _members(archive, document, suffixes)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
        raise FeedError(f"{document.name}: the zip cannot be unpacked: {error}") from None


def _members(
    archive: zipfile.ZipFile, document: Document, suffixes: Collection[str]
) -> list[Document]:
    entries = archive.infolist()
    if len(entries) > MEMBERS:
        raise FeedError(f"{document.name}: the zip has more than {MEMBERS} files")
    # Sizes in a zip's directory may lie, so the bytes that come out are what is counted.
    left = min(LIMIT, max(1 << 20, RATIO * len(document.data)))
    found: list[Document] = []
    for entry in sorted(entries, key=lambda entry: entry.filename):
        hidden = entry.filename.startswith("__MACOSX/")
        if entry.is_dir() or hidden or Path(entry.filename).suffix.lower() not in suffixes:
            continue
        with archive.open(entry) as stream:
            data = _limited(stream, left, document.name)
        left -= len(data)
        found.append(Document(entry.filename, data))
    if not found:
        raise FeedError(f"{document.name}: the zip has no {' or '.join(sorted(suffixes))} file")
    return found


def _limited(stream: IO[bytes], limit: int, name: str) -> bytes:
    parts: list[bytes] = []
    size = 0
    while chunk := stream.read(_CHUNK):
        size += len(chunk)
        if size > limit:
            raise FeedError(f"{name}: is larger than the limit ({limit // (1 << 20)} MiB)")
        parts.append(chunk)
    return b"".join(parts)


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows a few redirects, and only to web addresses."""

    max_redirections = REDIRECTS

    def redirect_request(
        self, req: urllib.request.Request, fp: Any, code: int, msg: str, headers: Any, newurl: str
    ) -> urllib.request.Request | None:
        if urlsplit(newurl).scheme.lower() not in ("http", "https"):
            raise FeedError(f"{req.full_url}: sends us to {newurl}, which is not a web address")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _download(url: str) -> bytes:
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
        _Redirects(),
    ):
        opener.add_handler(handler)
    try:
        request = urllib.request.Request(  # noqa: S310 - the scheme was checked by the caller
            url, headers={"User-Agent": "recovery-resource-directory", "Accept": "*/*"}
        )
        with opener.open(request, timeout=TIMEOUT) as response:
            return _limited(response, LIMIT, url)
    except urllib.error.HTTPError as error:
        with error:
            raise FeedError(f"{url}: the server answered {error.code} {error.reason}") from None
    except (OSError, ValueError, HTTPException) as error:
        reason = getattr(error, "reason", None) or error
        raise FeedError(f"{url}: cannot be read: {reason}") from None
