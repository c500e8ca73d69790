"""The parameters of a link, in the order in which links are written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from directory.model import Attend, Cost, Kind
from directory.query.values import (
    number,
    one_of,
    read_clock,
    read_closing,
    read_distance,
    read_instant,
    read_language,
    read_map,
    read_near,
    read_page,
    read_period,
    read_slug,
    read_text,
)

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun", "weekdays", "weekend", "today", "tomorrow")
BANDS = ("morning", "midday", "evening", "night")
WHEN = ("now", "soon")
SORTS = ("soonest", "nearest", "name")
VIEWS = ("list", "map", "week", "plan", "compare")
CLOCKS = ("local", "mine")

Sort = Literal["soonest", "nearest", "name"]
View = Literal["list", "map", "week", "plan", "compare"]
Clock = Literal["local", "mine"]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a link."""

    name: str
    read: Callable[[str], Any]
    write: Callable[[Any], str] = str
    many: bool = False

    @property
    def field(self) -> str:
        """The name of its field in `Query`."""
        return "from_" if self.name == "from" else self.name


def _one(name: str, read: Callable[[str], Any], write: Callable[[Any], str] = str) -> Parameter:
    return Parameter(name, read, write)


def _many(name: str, read: Callable[[str], Any]) -> Parameter:
    return Parameter(name, read, str, many=True)


def _clock(value: dt.time) -> str:
    return value.strftime("%H:%M")


def _instant(value: dt.datetime) -> str:
    return value.isoformat(timespec="minutes")[:16]


def _map(value: tuple[float, float, float]) -> str:
    return ",".join(number(part) for part in value)


def _enum(kind: Callable[[str], Any], values: Iterable[str]) -> Callable[[str], Any]:
    read = one_of(tuple(values))
    return lambda value: kind(read(value))


PARAMETERS: Mapping[str, Parameter] = {
    parameter.name: parameter
    for parameter in (
        _one("q", read_text),
        _one("near", read_near),
        _one("within", read_distance),
        _many("kind", _enum(Kind, [kind.value for kind in Kind])),
        _many("fellowship", read_slug),
        _many("day", one_of(DAYS)),
        _many("time", one_of(BANDS)),
        _one("from", read_clock, _clock),
        _one("to", read_closing, _clock),
        _many("when", one_of(WHEN)),
        _one("at", read_instant, _instant),
        _many("attend", _enum(Attend, [attend.value for attend in Attend])),
        _many("type", read_slug),
        _many("serves", read_slug),
        _many("access", read_slug),
        _many("language", read_language),
        _many("cost", _enum(Cost, [cost.value for cost in Cost])),
        _one("verified", read_period),
        _many("id", read_slug),
        _many("keep", read_slug),
        _one("open", read_slug),
        _one("site", read_slug),
        _one("page", read_page),
        _one("sort", one_of(SORTS)),
        _one("view", one_of(VIEWS)),
        _one("map", read_map, _map),
        _one("lang", read_language),
        _one("clock", one_of(CLOCKS)),
    )
}
"""Every parameter of a link, in the order in which links are written."""
