"""Unpacks the answer of a server while it comes."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Mapping
from http.client import HTTPResponse

from directory.feeds.report import FeedError, shorten
from directory.words import N_

_CHUNK = 1 << 16
_GZIP = b"\x1f\x8b"
_DAMAGED = N_("the packed answer is damaged")


def unpacked(response: HTTPResponse, limit: int, where: str) -> Iterator[bytes]:
    """The body in pieces, unpacked as it comes, so that a bomb is noticed before it goes off.

    `limit` is in bytes, unpacked; `where` is what the address is called. Raises `FeedError`, and
    `ValueError` when the answer is damaged.
    """
    too_large = FeedError(
        N_("is larger than the limit ({size} MiB)"),
        where=where,
        size=f"{limit / (1 << 20):g}",
    )
    expected = response.getheader("Content-Length")
    if expected and expected.isdigit() and int(expected) > limit:
        raise too_large
    encoding = (response.getheader("Content-Encoding") or "identity").strip().lower()
    if encoding not in _ENCODINGS:
        message = N_("is packed in a way that was not asked for ({encoding})")
        raise FeedError(message, where=where, encoding=shorten(encoding, 40))
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
        raise FeedError(N_("breaks off in the middle; the old copy stays"), where=where)
    for piece in unpack(b""):
        size += len(piece)
        yield piece


def _plain() -> Callable[[bytes], Iterator[bytes]]:
    return lambda chunk: iter((chunk,) if chunk else ())


def _inflating() -> Callable[[bytes], Iterator[bytes]]:
    machine = zlib.decompressobj(wbits=47)  # gzip and zlib alike
    began, short = False, b""

    def inflated(data: bytes) -> bytes:
        nonlocal machine
        try:
            return machine.decompress(data, _CHUNK)
        except zlib.error:
            if began:
                raise ValueError(_DAMAGED) from None
        # Some servers send what "deflate" says, without the header that its rule wants.
        machine = zlib.decompressobj(wbits=-15)
        try:
            return machine.decompress(data, _CHUNK)
        except zlib.error:
            raise ValueError(_DAMAGED) from None

    def pieces(chunk: bytes) -> Iterator[bytes]:
        nonlocal machine, began, short
        if not chunk:
            if began and not machine.eof:
                raise ValueError(N_("the packed answer breaks off in the middle"))
            return
        data, short = short + chunk, b""
        while data or not machine.eof:
            if machine.eof:
                # Another part packed by itself (RFC 1952 section 2.2), or padding.
                if len(data) < len(_GZIP):
                    short = data
                    return
                if not data.startswith(_GZIP):
                    return
                machine = zlib.decompressobj(wbits=31)
            out = inflated(data)
            began = True
            yield out
            data = machine.unused_data if machine.eof else machine.unconsumed_tail
            if not data and len(out) < _CHUNK:
                return

    return pieces


_ENCODINGS: Mapping[str, Callable[[], Callable[[bytes], Iterator[bytes]]]] = {
    "identity": _plain,
    "": _plain,
    "gzip": _inflating,
    "x-gzip": _inflating,
    "deflate": _inflating,
}
