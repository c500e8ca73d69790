"""Languages by the names that feeds use: English names, the languages' own names, and codes."""

from __future__ import annotations

import re
from functools import lru_cache

from babel import Locale
from babel.core import UnknownLocaleError

from directory.feeds.text import plain_line, slugify

_NAMED = """
ar bg bn ca cs da de el en es et fa fi fr gu he hi hr ht hu hy id is it ja ka ko lt lv mk ml mr ms
mt nb ne nl no pa pl pt ro ru sk sl so sq sr sv sw ta te th tl tr uk ur vi yi zh
"""
_OTHER = {
    "farsi": "fa", "mandarin": "zh", "cantonese": "zh", "tagalog": "tl",
    "haitian creole": "ht", "creole": "ht", "flemish": "nl", "castellano": "es", "eng": "en",
    "spa": "es", "esp": "es", "fre": "fr", "fra": "fr", "ger": "de", "deu": "de", "fin": "fi",
    "per": "fa", "rus": "ru", "pol": "pl", "por": "pt", "ita": "it", "swe": "sv", "dan": "da",
    "nor": "no", "dut": "nl", "nld": "nl", "jpn": "ja", "kor": "ko", "chi": "zh", "zho": "zh",
    "ara": "ar", "heb": "he", "vie": "vi", "tgl": "tl", "fil": "tl", "filipino": "tl",
}  # fmt: skip
_AROUND = re.compile(
    r"(?i)\b(?:speaking|spoken|language|lang|only|meetings?|in|mainly|se habla|sprachig)\b"
)


def language_codes(text: object) -> tuple[str, ...]:
    """The ISO 639-1 codes of the languages a text names; empty when any part names none.

    "Spanish", "Español", "English speaking", "Lithuanian/Russian" and "es" are read.
    """
    line = plain_line(text, 200)
    if line is None:
        return ()
    parts = re.split(r"[/,;&+|]|\band\b|\by\b", _AROUND.sub(" ", line))
    found: list[str] = []
    for part in parts:
        code = language_code(part)
        if code is None:
            return ()
        found.append(code)
    return tuple(dict.fromkeys(found))


def language_code(name: str) -> str | None:
    """The code of one language, from its name or a code of two or three letters."""
    folded = _folded(name)
    return _names().get(folded) if folded else None


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    english = Locale("en").languages
    found: dict[str, str] = {}
    for code in _NAMED.split():
        found[code] = code
        found[_folded(english[code])] = code
        try:
            own = Locale(code).languages.get(code)
        except UnknownLocaleError:
            continue
        if own:
            found[_folded(own)] = code
    found |= _OTHER
    return found


def _folded(name: str) -> str:
    folded = slugify(name.strip()) if name.strip() else None
    return (folded or "").replace("-", " ")
