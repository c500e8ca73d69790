"""The text, JSON and rows of a document: decoding, wrappers, and what is no feed at all."""

from __future__ import annotations

import json
import re
from typing import Any

from directory.feeds.report import FeedError, shorten
from directory.feeds.source import Document
from directory.words import N_

WRAPPERS = ("meetings", "data", "results", "items", "records", "feed")
"""Keys under which a list of rows may lie."""


def read_list(document: Document) -> tuple[list[Any], list[str]]:
    """The rows of a JSON document, and what had to be overlooked to read them.

    Raises `FeedError` when it is a web page, breaks off, or holds no list.
    """
    value, overlooked = read_json(document)
    return _list(value, document.name), overlooked


def read_json(document: Document) -> tuple[Any, list[str]]:
    """What a JSON or JSONP document holds, and what had to be overlooked to read it.

    Raises `FeedError` when it is a web page or breaks off.
    """
    text, overlooked = read_text(document)
    return _parse(text, document.name, overlooked), overlooked


def read_text(document: Document) -> tuple[str, list[str]]:
    """The text of a document in UTF-8, UTF-16 or Windows-1252, and what is odd about it.

    Raises `FeedError` when it is empty or a web page.
    """
    text, overlooked = _decode(document)
    text = text.lstrip("\ufeff \t\r\n\x00")
    if text.startswith("<"):
        title = re.search(r"(?is)<title[^>]*>(.*?)</title>", text[:20_000])
        if title is None:
            message = N_("is a web page, not a feed; check the address")
            raise FeedError(message, where=document.name)
        message = N_("is a web page “{title}”, not a feed; check the address")
        raise FeedError(message, where=document.name, title=shorten(title[1], 80))
    return text, overlooked


def _decode(document: Document) -> tuple[str, list[str]]:
    data = document.data
    if not data.strip():
        raise FeedError(N_("is empty"), where=document.name)
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace"), []
    # Without its mark, UTF-16 shows by the zeros in every other byte.
    for start, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        half = data[start:400:2]
        if len(half) > 1 and half.count(0) > len(half) // 2:
            return data.decode(encoding, "replace"), []
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace"), ["the feed is not UTF-8: read as Windows-1252"]


def _parse(text: str, name: str, overlooked: list[str]) -> Any:
    # JSONP: /**/callback([…]);
    call = re.match(r"(?:/\*.*?\*/\s*)?[A-Za-z_$][\w$.]*\s*\(", text[:200], re.DOTALL)
    start = call.end() if call else 0
    decoder = json.JSONDecoder(parse_constant=lambda _: None, parse_int=_whole_number)
    try:
        value, end = decoder.raw_decode(text, _blank(text, start))
    except RecursionError:
        raise FeedError(f"{name}: is nested too deeply to be a feed") from None
    except json.JSONDecodeError as error:
        cut = error.pos >= len(text.rstrip()) - 1 or "Unterminated string" in error.msg
        message = (
            N_("breaks off in the middle; download it again (line {line}: {error})")
            if cut
            else N_("is not JSON (line {line}: {error})")
        )
        raise FeedError(message, where=name, line=error.lineno, error=error.msg) from None
    rest = text[end:].strip(" \t\r\n\x00")
    if rest.strip(";) \t\r\n"):
        overlooked.append(f"text after the end of the feed is overlooked: {shorten(rest, 60)}")
    return value


def _whole_number(digits: str) -> int | str:
    # Python refuses numbers of thousands of digits; one such value must not cost the other rows.
    return int(digits) if len(digits) <= 100 else digits


def _blank(text: str, start: int) -> int:
    while start < len(text) and text[start] in " \t\r\n":
        start += 1
    return start


def _list(value: Any, name: str) -> list[Any]:
    if isinstance(value, dict):
        for key in WRAPPERS:
            if isinstance(value.get(key), list):
                return list(value[key])
            if isinstance(value.get(key), dict) and numbered(value[key]):
                return list(value[key].values())
        if numbered(value):  # PHP writes a list with gaps as an object
            return list(value.values())
        if ("name" in value or "slug" in value) and ("day" in value or "time" in value):
            return [value]
        said = value.get("message") or value.get("error")
        if isinstance(said, str):
            message = N_("is an error message, not a feed: {text}")
            raise FeedError(message, where=name, text=shorten(said))
        raise FeedError(N_("holds no list of meetings"), where=name)
    if isinstance(value, list):
        return value
    raise FeedError(f"{name}: holds no list of meetings, only {shorten(value, 60)}")


def numbered(value: dict[str, Any]) -> bool:
    """True for an object that is a list: PHP writes a list with gaps so."""
    return bool(value) and all(k.isdigit() and isinstance(v, dict) for k, v in value.items())
