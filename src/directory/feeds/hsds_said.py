"""An HSDS schedule in words: what it says itself, and what is said of it where no rule holds it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from directory.feeds.free_times import Times, read_times
from directory.feeds.text import plain_text, written

OTHER_RHYTHMS = {
    "bymonthday": "on day {} of the month",
    "byweekno": "in week {} of the year",
    "byyearday": "on day {} of the year",
    "bymonth": "in month {}",
    "bysetpos": "number {} of each set",
}
"""Parts of a recurrence that neither opening hours nor sessions can hold, and how they are said."""


def free_words(row: Mapping[str, Any]) -> Times:
    """What the words of a schedule say that has neither rules nor times."""
    if any(written(row.get(key)) for key in ("opens_at", "closes_at", "freq", "byday", "weekday")):
        return Times()
    return read_times(plain_text(row.get("description"), 2_000))


def in_words(row: Mapping[str, Any]) -> str:
    """What a schedule says, for a reader: its own words, else its parts."""
    text = plain_text(row.get("description"), 2_000)
    note = plain_text(row.get("notes"), 2_000)
    opens, closes = written(row.get("opens_at")), written(row.get("closes_at"))
    times = f"{opens} to {closes}" if opens and closes else opens and f"from {opens}"
    times = times or (closes and f"until {closes}")
    if text:
        if times and not re.search(r"\d|noon|midnight", text):
            text = f"{text} ({times})"
        return text if note is None else f"{text} {note}"
    parts = [written(row.get("weekday")), written(row.get("byday"))]
    freq = (written(row.get("freq")) or "").lower()
    interval = written(row.get("interval"))
    if freq:
        parts.append(freq if interval in (None, "1") else f"{freq}, every {interval}")
    for key, words in OTHER_RHYTHMS.items():
        value = written(row.get(key))
        if value:
            parts.append(words.format(value.replace(",", ", ")))
    parts += [times, note]
    return ", ".join(part for part in parts if part)
