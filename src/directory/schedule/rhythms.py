"""What recurs in a catalog, each kind of it once.

A large catalog has few times of the week. Entries with the same sessions and hours share a rhythm;
the sessions of rhythms that follow the same clock, dates and closures share a pattern. What takes
place when is worked out for patterns, and read for entries.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from directory.index.packed import Packed, small
from directory.model import Resource, SessionRule, Settings
from directory.schedule.doors import Door, pack_doors
from directory.schedule.holidays import holidays_problem
from directory.schedule.hours import hours_problem
from directory.schedule.recurrence import (
    COLUMNS,
    EPOCH,
    FAR,
    LAST_DATE,
    day_number,
    joined_closures,
)
from directory.schedule.weeks import pack_weeks
from directory.schedule.zones import Zones

Pattern = tuple[int, ...]
"""Values of `COLUMNS`."""


def pack_rhythms(resources: Sequence[Resource], settings: Settings) -> Packed:
    """When the resources of a catalog take place and are open.

    Resources that do not run now have neither sessions nor hours.
    """
    code = settings.holidays
    code = code if code and holidays_problem(code) is None else ""
    names: dict[str, int] = {}
    shut: dict[tuple[tuple[int, int], ...], int] = {(): 0}
    patterns: dict[Pattern, int] = {}
    doors: dict[Door, int] = {}
    rhythms: dict[tuple[tuple[tuple[int, int], ...], int], int] = {}
    zone_of, rhythm_of = [], []
    for resource in resources:
        name = resource.timezone or settings.timezone
        zone = names.setdefault(name, len(names))
        rows: tuple[tuple[int, int], ...] = ()
        door = -1
        if resource.runs:
            closures = joined_closures(resource) if resource.closed else ()
            if resource.schedule:
                tail = (zone, shut.setdefault(closures, len(shut)))
                rows = tuple(
                    (patterns.setdefault((*row, *tail), len(patterns)), number)
                    for number, rule in enumerate(resource.schedule)
                    for row in _rows(rule)
                )
            if resource.hours and hours_problem(resource.hours) is None:
                open_when = Door(resource.hours, code, zone, closures)
                door = doors.setdefault(open_when, len(doors))
        zone_of.append(zone)
        rhythm_of.append(rhythms.setdefault((rows, door), len(rhythms)))
    entries = {"zone": small(zone_of), "rhythm": small(rhythm_of)}
    door_of = {"door_of": small([door for _, door in rhythms])}
    return Packed.joined(
        {
            "entries": Packed(entries),
            "zones": Zones.of(names).packed,
            "sessions": pack_sessions([rows for rows, _ in rhythms], patterns, shut),
            "hours": Packed.joined(
                {
                    "rhythms": Packed(door_of),
                    "doors": pack_doors(doors),
                    "weeks": pack_weeks(doors),
                }
            ),
        }
    )


def pack_sessions(
    rhythms: Sequence[Sequence[tuple[int, int]]],
    patterns: dict[Pattern, int],
    shut: dict[tuple[tuple[int, int], ...], int],
) -> Packed:
    """The sessions of rhythms: for each its patterns and rules; patterns and closures by number."""
    columns = np.array(list(patterns), np.int64).reshape(-1, len(COLUMNS)).T
    closures = np.array(
        sorted((number, *dates) for closed, number in shut.items() for dates in closed), np.int64
    ).reshape(-1, 3)
    arrays = {
        **{name: column.copy() for name, column in zip(COLUMNS, columns, strict=True)},
        "pattern": small([pattern for rows in rhythms for pattern, _ in rows]),
        "rule": small([rule for rows in rhythms for _, rule in rows]),
        "bounds": small(np.cumsum([0, *map(len, rhythms)])),
        "shut_key": closures[:, 0] * FAR + closures[:, 1],
        "shut_set": closures[:, 0].copy(),
        "shut_last": closures[:, 2].copy(),
    }
    return Packed(arrays)


def _rows(rule: SessionRule) -> list[tuple[int, ...]]:
    """A rule as rows of `COLUMNS`, without the last two."""
    first = -EPOCH if rule.from_ is None else day_number(rule.from_)
    last = LAST_DATE if rule.until is None else min(LAST_DATE, day_number(rule.until))
    anchor = first - (first + 3) % 7
    weekdays = sorted({day.number for day in rule.days})
    if rule.date is not None:
        date = day_number(rule.date)
        first, last = max(first, date), min(last, date)
        weekdays = [(date + 3) % 7]
    weeks = 0
    for week in rule.weeks:
        weeks |= 1 << (week - 1 if week > 0 else 4 - week)
    start = rule.start.hour * 60 + rule.start.minute
    open_ended = int(rule.end is None)
    tail = (start, rule.minutes, open_ended, weeks, rule.every, anchor, min(first, FAR), last)
    return [(weekday, *tail) for weekday in weekdays]
