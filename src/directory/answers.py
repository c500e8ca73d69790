"""Answers to requests: packed where that is worth it, or word that nothing has changed."""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from directory.model import Settings

SAFE = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}
"""Headers of every answer: its kind is what it says, and no link tells where a reader was."""

_WORTH_PACKING = 1_000
# Of an answer that has not changed. A browser puts these in place of what it keeps: the policy of
# before may name hosts that are no longer asked, and none at all would become another page's.
_TOLD = (
    "ETag",
    "Cache-Control",
    "Vary",
    "Access-Control-Allow-Origin",
    "Content-Security-Policy",
)
_ORIGIN = re.compile(r"https?://(?:\*\.)?[A-Za-z0-9.-]{1,253}(?::\d{1,5})?", re.IGNORECASE)
_HOST = re.compile(r"[A-Za-z0-9.-]{1,253}(?::\d{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](?::\d{1,5})?")


@dataclass(frozen=True, slots=True)
class Answer:
    """A response before it is packed."""

    body: str | bytes
    headers: Mapping[str, str]
    status: int = 200


def packed(request: Request, answer: Answer) -> Response:
    """The response, packed where that is worth it, or word that nothing has changed."""
    body = answer.body if isinstance(answer.body, bytes) else answer.body.encode("utf-8", "replace")
    headers = {**SAFE, **answer.headers}
    vary = [headers["Vary"]] if "Vary" in headers else []
    headers["Vary"] = ", ".join([*vary, "Accept-Encoding"])
    tag = hashlib.sha256(body).hexdigest()[:24]
    packs = unpacks(request.headers.get("accept-encoding", ""))
    if packs and isinstance(answer.body, str) and len(body) > _WORTH_PACKING:
        body = gzip.compress(body, 5, mtime=0)
        headers["Content-Encoding"] = "gzip"
        tag += "-gz"
    if answer.status == 200:
        headers["ETag"] = f'"{tag}"'
        if known(request.headers.get("if-none-match", ""), headers["ETag"]):
            return Response(status_code=304, headers={k: headers[k] for k in _TOLD if k in headers})
    return Response(body, answer.status, headers)


def stored(
    request: Request, content: bytes, headers: Mapping[str, str], version: str, *, packs: bool
) -> Response:
    """Bytes as they lie in a file, or word that nothing has changed.

    `packs` says that they are packed with gzip: a reader who takes nothing packed gets them
    unpacked. `version` changes with what is in them.
    """
    packed = packs and unpacks(request.headers.get("accept-encoding", ""))
    tag = f'"{version}-gz"' if packed else f'"{version}"'
    told = {**SAFE, **headers, "Vary": "Accept-Encoding", "ETag": tag}
    if known(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers=told)
    if packed:
        return Response(content, headers={**told, "Content-Encoding": "gzip"})
    return Response(gzip.decompress(content) if packs else content, headers=told)


def known(if_none_match: str, etag: str) -> bool:
    """Whether a reader has this version, going by the If-None-Match header (RFC 9110, 13.1.2)."""
    tags = [part.strip().removeprefix("W/") for part in if_none_match.split(",")]
    return etag in tags or "*" in tags


def unpacks(accept_encoding: str) -> bool:
    """Whether a reader takes gzip, going by the header: "gzip;q=0" refuses it."""
    for part in accept_encoding.lower().split(","):
        name, _, weight = part.partition(";")
        if name.strip() in ("gzip", "x-gzip"):
            return not re.fullmatch(r"q=0(\.0*)?", weight.replace(" ", ""))
    return False


def host_of(request: Request) -> str | None:
    """The host by which the reader reached this directory; `None` for one that cannot be."""
    host = request.headers.get("host", "")
    return host if _HOST.fullmatch(host) else None


def frame_ancestors(settings: Settings) -> str:
    """The part of a content security policy that says who may show a page in a frame."""
    origins = [origin for url in settings.embed if (origin := _origin(url))]
    return " ".join(["frame-ancestors 'self'", *origins])


def _origin(url: str) -> str | None:
    """Scheme and host of a site that may show these pages in a frame, safe within a header."""
    parts = urlsplit(url)
    origin = f"{parts.scheme}://{parts.netloc}"
    return origin if _ORIGIN.fullmatch(origin) else None
