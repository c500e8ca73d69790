"""The service bodies of a BMLT server: areas and regions, which publish their meetings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from directory.feeds.text import plain_line, written
from directory.feeds.values import read_phones, read_url


@dataclass(frozen=True, slots=True)
class Body:
    """A service body, with what it takes over from the one above it."""

    name: str | None
    url: str | None
    """Its page, else that of the one above."""
    top: str | None
    """The name of the one above all others: the region."""
    phones: list[dict[str, str]] = field(default_factory=list)
    """Its help line, else that of the one above, as `phones` of an entry."""


class Bodies:
    """Every service body that a feed describes."""

    def __init__(self, rows: Iterable[Mapping[str, Any]]) -> None:
        self._rows = {id: row for row in rows if (id := written(row.get("id")))}
        self._made: dict[str, Body | None] = {}

    def of(self, meeting: Mapping[str, Any]) -> Body | None:
        """The service body of a meeting, if the feed describes it."""
        id = written(meeting.get("service_body_bigint")) or ""
        if id not in self._made:
            self._made[id] = self._make(id)
        return self._made[id]

    def _make(self, id: str) -> Body | None:
        above: list[Mapping[str, Any]] = []
        seen: set[str] = set()
        while id in self._rows and id not in seen:
            seen.add(id)
            above.append(self._rows[id])
            id = written(self._rows[id].get("parent_id")) or ""
        if not above:
            return None
        names = [plain_line(row.get("name"), 200) for row in above]
        urls = [url for row in above if (url := read_url(row.get("url"))[0])]
        lines = [line for row in above if (line := _phones(row))]
        return Body(names[0], next(iter(urls), None), names[-1], next(iter(lines), []))


def _phones(row: Mapping[str, Any]) -> list[dict[str, str]]:
    label = plain_line(row.get("name"), 100)
    numbers, _ = read_phones(row.get("helpline"))
    return [{"number": number} | ({"label": label} if label else {}) for number in numbers[:3]]
