"""What a seeker asks for, as a value that round-trips with a link.

`parse_link` reads anything a stranger may type or paste and never raises: what it cannot read is
left out and named. `Query.to_link` writes the one canonical form.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus

from directory.model import Attend, Cost, Kind
from directory.query.parameters import BANDS, DAYS, PARAMETERS, WHEN, Clock, Sort, View
from directory.query.reading import Ignored, read_link
from directory.query.values import Distance, MapView, Period, UnreadableError, read_point

__all__ = [
    "BANDS",
    "DAYS",
    "PAGE_SIZE",
    "PARAMETERS",
    "VERIFIED",
    "WHEN",
    "Distance",
    "Ignored",
    "MapView",
    "Period",
    "Query",
    "parse_link",
]

PAGE_SIZE = 25
"""Results on a page."""

VERIFIED = ("90d", "6m", "1y")
"""Periods that pages offer for `verified`; a link may hold others."""


@dataclass(frozen=True, slots=True)
class Query:
    """One search. `None` and empty mean that the filter is not set.

    Values that equal their default are stored as absent, whichever way the query was made, so
    that equal searches are equal values and have equal links.
    """

    q: str | None = None
    near: str | None = None
    """A postal code, `City, ST`, or `lat,lng` with at most 3 decimals."""
    within: Distance | None = None
    kind: tuple[Kind, ...] = ()
    fellowship: tuple[str, ...] = ()
    day: tuple[str, ...] = ()
    time: tuple[str, ...] = ()
    from_: dt.time | None = None
    to: dt.time | None = None
    """The end of the range, left out of it; midnight is the end of the day."""
    when: tuple[str, ...] = ()
    at: dt.datetime | None = None
    """Wall-clock time in the directory's zone, without a zone of its own."""
    attend: tuple[Attend, ...] = ()
    type: tuple[str, ...] = ()
    serves: tuple[str, ...] = ()
    access: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    cost: tuple[Cost, ...] = ()
    verified: Period | None = None
    id: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    open: str | None = None
    site: str | None = None
    """An entry: what of the results is behind its door is listed over the view."""
    page: int = 1
    sort: Sort | None = None
    """`None` is the default: nearest with `near`, else soonest."""
    view: View | None = None
    map: MapView | None = None
    lang: str | None = None
    clock: Clock | None = None

    def __post_init__(self) -> None:
        for parameter in PARAMETERS.values():
            value = getattr(self, parameter.field)
            if parameter.many:
                value = tuple(dict.fromkeys(value))
            elif value == "":
                value = None
            object.__setattr__(self, parameter.field, value)
        default_sort = "nearest" if self.near else "soonest"
        if self.sort == default_sort or (self.sort == "nearest" and not self.near):
            object.__setattr__(self, "sort", None)
        if self.view == "list":
            object.__setattr__(self, "view", None)
        if self.clock == "local":
            object.__setattr__(self, "clock", None)

    @property
    def order(self) -> Sort:
        """The order of the results when the place is understood."""
        return self.sort or ("nearest" if self.near else "soonest")

    @property
    def point(self) -> tuple[float, float] | None:
        """Latitude and longitude, when `near` gives them instead of a name."""
        try:
            return read_point(self.near) if self.near else None
        except UnreadableError:
            return None

    def replace(self, **changes: Any) -> Query:
        """A copy with some fields changed; any change but of the page goes back to page 1."""
        if "page" not in changes and changes.keys() - _CARRIED:
            changes["page"] = 1
        return dataclasses.replace(self, **changes)

    def to_link(self) -> str:
        """The part of a link after `?`: parameters in a fixed order, defaults left out."""
        pairs = []
        for parameter in PARAMETERS.values():
            value = getattr(self, parameter.field)
            if parameter.many:
                text = ",".join(parameter.write(item) for item in value)
            elif value is None or (parameter.name == "page" and value == 1):
                continue
            else:
                text = parameter.write(value)
            if text:
                pairs.append(f"{parameter.name}={quote_plus(text, safe=_PLAIN)}")
        return "&".join(pairs)


_PLAIN = ",:./"
_CARRIED = frozenset({"page", "keep", "open", "site", "view", "map", "lang"})


def parse_link(text: str) -> tuple[Query, tuple[Ignored, ...]]:
    """Read a whole URL, `?…`, or the part after `?`; never raises.

    A list given twice is joined; of anything else given twice, the first that can be read counts.
    """
    fields, ignored = read_link(text)
    return Query(**fields), ignored
