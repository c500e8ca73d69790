"""Plain text from what feeds write: HTML entities and tags, odd blanks, ids."""

from __future__ import annotations

import hashlib
import html
import re
import unicodedata
from typing import Any

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_BREAK = re.compile(
    r"(?i)<\s*(?:br|hr)\b[^<>]*>|<\s*/?\s*(?:p|div|ul|ol|tr|table|h[1-6])(?:\s[^<>]*|\s*)>|<\s*/\s*li\s*>"
)
_ITEM = re.compile(r"(?i)<\s*li\b[^<>]*>")
_LINK = re.compile(
    r"""(?is)<\s*a\b[^<>]*?\bhref\s*=\s*["']?(https?://[^"'\s<>]+)["']?[^<>]*>(.{0,300}?)<\s*/\s*a\s*>"""
)
_HIDDEN = re.compile(r"(?is)<\s*(script|style)\b.*?(?:<\s*/\s*\1\s*>|\Z)|<!--.*?(?:-->|\Z)")
# Only real HTML names: "a < b" and "<office@example.org>" are text.
_TAG = re.compile(
    r"(?i)<\s*/?\s*(?:a|abbr|b|big|blockquote|center|code|dd|div|dl|dt|em|font|h[1-6]|i|iframe|img"
    r"|ins|li|mark|ol|p|pre|s|section|small|span|strike|strong|sub|sup|table|tbody|td|th|thead|tr"
    r"|u|ul|o:p)(?:\s[^<>]*|\s*/?\s*)>"
)
# What YAML cannot hold, and marks that reorder or hide text.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u200b\u2060\ufeff\ufffe\uffff\ud800-\udfff"
    "\u202a-\u202e\u2066-\u2069]"
)


def written(value: Any) -> str | None:
    """A text or number as the feed wrote it, trimmed; `None` for anything else or nothing."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    try:
        return str(value).strip() or None
    except ValueError:  # a number of thousands of digits
        return None


def plain_text(value: Any, limit: int = 20_000) -> str | None:
    """Readable text with line breaks: entities resolved, tags gone, at most `limit` characters."""
    text = written(value)
    if text is None:
        return None
    text = _unescape(text[: limit * 4])  # markup takes room of its own
    if "<" in text:
        text = _HIDDEN.sub(" ", text)
        text = _LINK.sub(_link, text)
        text = _ITEM.sub("\n- ", _BREAK.sub("\n", text))
        text = _TAG.sub("", text)
    text = re.sub("\r\n?|\x85|\u2028|\u2029", "\n", text)
    text = _UNPRINTABLE.sub("", text)
    lines = [" ".join(line.split()) for line in text.split("\n")]
    joined = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    return joined[:limit].strip() or None


def plain_line(value: Any, limit: int = 500) -> str | None:
    """Readable text on one line."""
    text = plain_text(value)
    return None if text is None else " ".join(text.split())[:limit].strip() or None


def paragraphs(*texts: str | None) -> str | None:
    """Texts one after the other, each once."""
    found = list(dict.fromkeys(text for text in texts if text))
    return "\n\n".join(found)[:20_000].strip() or None


def slugify(value: Any, limit: int = 120) -> str | None:
    """A slug that is the same for the same text; a digest where no letter of it is a-z."""
    text = written(value)
    if text is None:
        return None
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", folded.replace("'", "")).strip("-")
    if slug and len(slug) <= limit:
        return slug
    digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:10]
    return f"{slug[: limit - 11].strip('-')}-{digest}" if slug else f"x{digest}"


def _link(match: re.Match[str]) -> str:
    shown = _TAG.sub("", match[2]).strip()
    url = match[1]
    return url if not shown or shown in url else f"{shown} ({url})"


def _unescape(text: str) -> str:
    # Twice: feeds that pass through two systems write "&amp;#8217;". Only entities with their
    # semicolon, or "R&D&notes" would become "R&D¬es".
    for _ in range(2):
        if "&" not in text:
            break
        text = _ENTITY.sub(lambda match: html.unescape(match[0]), text)
    return text
