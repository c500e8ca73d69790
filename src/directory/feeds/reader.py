"""What every reader of a feed has in common: rows in, drafts of entries out.

A reader is a module, one a format. It turns the rows of its format into drafts; the importer then
settles zones and ids and checks each draft against the model, the same way for all.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from directory.feeds.report import RowNotes, RowProblem
from directory.feeds.source import Document
from directory.model import Kind


@dataclass(frozen=True, slots=True)
class Options:
    """What the operator says of a feed; absent values leave it to the format."""

    fellowship: str | None = None
    """Whose meetings they are: a slug."""
    kind: Kind | None = None
    """What its entries are."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """Spreadsheets only: which column is what."""
    today: dt.date | None = None
    """The date of the import, by which what was valid until then is past; `None`: nothing is."""


@dataclass(slots=True)
class Draft:
    """A row on its way to an entry."""

    notes: RowNotes
    """Its number, its own id, and what was repaired."""
    entry: dict[str, Any]
    """The catalog entry without its id and time zone, in the catalog's keys."""
    base: str
    """What its id is made of: a slug that is the same at every import."""
    zone: str | None = None
    """The IANA zone that the row names. Without one, the importer finds it."""
    point: tuple[float, float] | None = None
    """Where its clock is: degrees north and east of an online meeting, which has no pin."""
    entity: str | None = None
    """Who publishes the feed."""
    unknown: Sequence[str] = ()
    """Type codes that the format does not define, as the feed wrote them; they are kept."""


class Reader(Protocol):
    """One format."""

    SUFFIXES: Collection[str]
    """The files that are read from a folder or zip: {".json"}."""

    def addresses(self, url: str) -> tuple[str, ...]:
        """The addresses to ask for a feed at `url`: the feed, then what may be absent."""

    def read_rows(
        self, documents: Sequence[Document], options: Options
    ) -> Iterator[Draft | RowProblem]:
        """Every row of the feed, as a draft or as left out with its reason.

        Raises `FeedError` when nothing can be read.
        """


def just_this(url: str) -> tuple[str, ...]:
    """The addresses of a feed that lies in one file."""
    return (url,)


def moment(entry: Mapping[str, Any]) -> str:
    """Days and times of an entry for an id: mon-1900."""
    parts: list[str] = []
    for rule in entry.get("schedule") or []:
        days = [str(day) for day in rule.get("days") or [rule.get("date", "")]]
        parts.append("-".join([*days, str(rule["start"]).replace(":", "")]))
    return "-".join(parts) or "by-appointment"
