"""Several snapshots, one a file, put together to that of the whole catalog.

What each was made with, the settings of the directory, must be the same. The result has the very
arrays that reading all files in one go would give.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, TypeVar

import numpy as np

from directory.index.packed import Array, Packed, Strings, small
from directory.index.tags import Tags
from directory.index.text import TextIndex
from directory.schedule.doors import Door, doors_of, pack_doors
from directory.schedule.recurrence import COLUMNS
from directory.schedule.rhythms import pack_sessions
from directory.schedule.weeks import Weeks, pack_known
from directory.schedule.zones import Ints, Zones

T = TypeVar("T")
_ZONE, _SHUT = COLUMNS.index("zone"), COLUMNS.index("shut")


def joined(parts: Sequence[Packed], names: Sequence[Sequence[str]]) -> Packed | None:
    """The packed snapshot of a catalog from those of its files, in order.

    `names` holds the folded name of each entry of each part. `None` when two entries have one id.
    """
    ids = [id for part in parts for id in Strings(part.part("ids"))]
    order = np.array(sorted(range(len(ids)), key=ids.__getitem__), np.int32)
    ranked = [ids[number] for number in order.tolist()]
    if any(one == other for one, other in pairwise(ranked)):
        return None
    sizes = [len(part.arrays["own.file"]) for part in parts]
    starts = np.cumsum([0, *sizes[:-1]]).tolist()
    keys = list(zip((name for each in names for name in each), ids, strict=True))
    rank = np.empty(len(ids), np.int32)
    rank[sorted(range(len(keys)), key=keys.__getitem__)] = np.arange(len(keys))
    return Packed.joined(
        {
            "own": _own([part.part("own") for part in parts], starts, order),
            "entries": _strings([part.part("entries") for part in parts]),
            "ids": _strings([part.part("ids") for part in parts]),
            "columns": join_columns([part.part("columns") for part in parts], starts, rank),
            "timetable": join_timetables([part.part("timetable") for part in parts]),
        }
    )


def _own(parts: Sequence[Packed], starts: Sequence[int], order: Array) -> Packed:
    files: dict[str, int] = {}
    file = []
    for part in parts:
        number = np.array(
            [files.setdefault(name, len(files)) for name in part.texts["files"]], np.int32
        )
        file.append(number[part.arrays["file"]] if len(number) else part.arrays["file"])
    edits = [day for part in parts for day in part.texts["last_edit"]]
    languages = {code for part in parts for code in part.texts["languages"]}
    return Packed(
        {
            "translated": np.concatenate(
                [
                    part.arrays["translated"] + start
                    for part, start in zip(parts, starts, strict=True)
                ]
            ).astype(np.int32),
            "order": order,
            "file": np.concatenate(file),
            "line": np.concatenate([part.arrays["line"] for part in parts]),
        },
        {
            "settings": parts[0].texts["settings"],
            "sources": (_lists([part.texts["sources"][0] for part in parts]),),
            "problems": (_lists([part.texts["problems"][0] for part in parts]),),
            "languages": tuple(sorted(languages)),
            "last_edit": (max(edits),) if edits else (),
            "files": tuple(files),
        },
    )


def _lists(texts: Sequence[str]) -> str:
    return json.dumps([item for text in texts for item in json.loads(text)])


def _strings(parts: Sequence[Packed]) -> Packed:
    lengths = [np.diff(part.arrays["ends"].astype(np.int64)) for part in parts]
    ends = np.cumsum(np.concatenate([np.zeros(1, np.int64), *lengths]))
    found = np.concatenate([part.arrays["bytes"] for part in parts])
    return Packed({"bytes": found, "ends": small(ends)})


def join_columns(parts: Sequence[Packed], starts: Sequence[int], rank: Array) -> Packed:
    """Columns from those of parts; `starts` is where each begins, `rank` that of all entries."""
    own = ("listed", "last", "online_only", "verified")
    each = [part.part("entries").arrays for part in parts]
    tagged = parts[0].texts["tagged.names"]
    return Packed.joined(
        {
            "entries": Packed(
                {
                    **{name: np.concatenate([arrays[name] for arrays in each]) for name in own},
                    "rank": rank,
                }
            ),
            "tags": Packed.joined(
                {name: _tags([part.part("tags").part(name) for part in parts]) for name in tagged}
            ),
            "tagged": Packed({}, {"names": tagged}),
            "positions": _positions([part.part("positions") for part in parts]),
            "text": _text([part.part("text") for part in parts]),
            "addresses": _addresses([part.part("addresses") for part in parts], starts),
        }
    )


def _tags(parts: Sequence[Packed]) -> Packed:
    known: dict[tuple[str, ...], int] = {}
    sets = []
    for part in parts:
        codes = part.texts["codes"]
        held: list[list[str]] = [[] for _ in range(int(part.arrays["different"][0]))]
        pairs = zip(part.arrays["holder"].tolist(), part.arrays["held"].tolist(), strict=True)
        for holder, code in pairs:
            held[holder].append(codes[code])
        numbers = _numbered([tuple(each) for each in held], known)
        sets.append(numbers[part.arrays["sets"]])
    return Tags.of_sets(np.concatenate(sets), known).packed


def _positions(parts: Sequence[Packed]) -> Packed:
    names = ("latitude", "longitude", "approximate", "shown")
    found = {name: np.concatenate([part.arrays[name] for part in parts]) for name in names}
    known = np.flatnonzero(~np.isnan(found["latitude"]))
    order = known[np.argsort(found["latitude"][known], kind="stable")]
    return Packed(
        {
            **found,
            "order": small(order),
            "sorted_latitude": found["latitude"][order],
            "sorted_longitude": found["longitude"][order],
        }
    )


def _text(parts: Sequence[Packed]) -> Packed:
    words = [list(Strings(part.part("vocabulary"))) for part in parts]
    vocabulary = sorted(set().union(*words))
    number = {word: place for place, word in enumerate(vocabulary)}
    streams, counts = [], []
    for part, own in zip(parts, words, strict=True):
        places = np.array([number[word] for word in own], np.int32)
        stream = part.arrays["stream"]
        streams.append(places[stream] if len(stream) else np.empty(0, np.int32))
        counts.append(np.diff(part.arrays["bounds"].astype(np.int64)).astype(np.int32))
    return TextIndex.of_tokens(vocabulary, np.concatenate(streams), np.concatenate(counts)).packed


def _addresses(parts: Sequence[Packed], starts: Sequence[int]) -> Packed:
    marks = np.concatenate([part.arrays["marks"] for part in parts])
    entries = np.concatenate(
        [
            part.arrays["entries"].astype(np.int64) + start
            for part, start in zip(parts, starts, strict=True)
        ]
    )
    order = np.lexsort((entries, marks))
    return Packed({"marks": marks[order], "entries": small(entries[order])})


def join_timetables(parts: Sequence[Packed]) -> Packed:
    """A timetable from those of parts."""
    zones: dict[str, int] = {}
    shut: dict[tuple[tuple[int, int], ...], int] = {(): 0}
    patterns: dict[tuple[int, ...], int] = {}
    doors: dict[Door, int] = {}
    weeks: dict[int, Ints | None] = {}
    rhythms: dict[tuple[tuple[tuple[int, int], ...], int], int] = {}
    zone_of, rhythm_of = list[Array](), list[Array]()
    for part in parts:
        zone = _numbered(part.texts["zones.names"], zones)
        sessions = part.part("sessions").arrays
        closed = _numbered(_closures(sessions), shut)
        table = np.array([sessions[name] for name in COLUMNS], np.int64).T
        if len(table):
            table[:, _ZONE] = zone[table[:, _ZONE]]
            table[:, _SHUT] = closed[table[:, _SHUT]]
        pattern = _numbered([tuple(row) for row in table.tolist()], patterns)
        hours = part.part("hours")
        own = doors_of(hours.part("doors"))
        door = _numbered([each._replace(zone=int(zone[each.zone])) for each in own], doors)
        weeks.update(zip(door.tolist(), Weeks(hours.part("weeks")).each(), strict=True))
        rows = pattern[sessions["pattern"]].tolist() if len(pattern) else []
        rules = list(zip(rows, sessions["rule"].tolist(), strict=True))
        bounds = sessions["bounds"].tolist()
        made = [
            (
                tuple(rules[bounds[number] : bounds[number + 1]]),
                int(door[behind]) if behind >= 0 else -1,
            )
            for number, behind in enumerate(hours.arrays["rhythms.door_of"].tolist())
        ]
        rhythm = _numbered(made, rhythms)
        for numbers, name, found in ((zone, "zone", zone_of), (rhythm, "rhythm", rhythm_of)):
            entries = part.arrays[f"entries.{name}"]
            found.append(numbers[entries] if len(entries) else np.empty(0, np.int64))
    return Packed.joined(
        {
            "entries": Packed(
                {
                    "zone": small(np.concatenate(zone_of)),
                    "rhythm": small(np.concatenate(rhythm_of)),
                }
            ),
            "zones": Zones.of(zones).packed,
            "sessions": pack_sessions([rows for rows, _ in rhythms], patterns, shut),
            "hours": Packed.joined(
                {
                    "rhythms": Packed({"door_of": small([door for _, door in rhythms])}),
                    "doors": pack_doors(doors),
                    "weeks": pack_known([weeks[number] for number in range(len(doors))]),
                }
            ),
        }
    )


def _closures(sessions: Any) -> list[tuple[tuple[int, int], ...]]:
    """The closed dates of a part by their number; the first is: none."""
    size = int(max(sessions[name].max(initial=0) for name in ("shut", "shut_set"))) + 1
    found: list[list[tuple[int, int]]] = [[] for _ in range(size)]
    first = sessions["shut_key"] & ((1 << 20) - 1)
    rows = zip(
        sessions["shut_set"].tolist(), first.tolist(), sessions["shut_last"].tolist(), strict=True
    )
    for number, start, stop in rows:
        found[number].append((start, stop))
    return [tuple(each) for each in found]


def _numbered(items: Sequence[T], known: dict[T, int]) -> Array:
    """The number of each item among the known ones, to which new ones are added."""
    return np.array([known.setdefault(item, len(known)) for item in items], np.int64)
