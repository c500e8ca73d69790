"""The same questions to pandas and to SQLite, as one would write them without this program.

Both are given what helps them: a frame with a row a session and times as numbers, a table with
indexes and a full-text index. Neither knows clock changes, closures, monthly rules or opening
hours, which ours does, and times are those of each entry's zone read off one clock.
"""

from __future__ import annotations

import datetime as dt
import itertools
import sqlite3
from collections.abc import Callable

import numpy as np
import pandas as pd

from benchmarks.crowd import middle
from directory.index.packed import Strings
from directory.places import haversine_km
from directory.snapshot import Snapshot

Action = Callable[[], object]
_KM = 16.09
_WEEK = 7 * 1440


class Others:
    """The sessions of a snapshot in a frame and in a database."""

    def __init__(self, snapshot: Snapshot, at: dt.datetime, *, text: bool) -> None:
        """`text`: also the words of all entries, which take minutes for a million."""
        self._now = at.weekday() * 1440 + at.hour * 60 + at.minute
        self._place = tuple(float(part) for part in middle().split(","))
        self._frame = _frame(snapshot)
        self._words = text
        if text:
            self._texts = pd.Series(_texts(snapshot))
        self._database = self._filled()

    def search(self, name: str) -> dict[str, Action]:
        """What answers the same search, by who does; empty where nothing fits."""
        frame, (latitude, longitude), now = self._frame, self._place, self._now
        north, east = f"(lat-({latitude}))", f"(lng-({longitude}))"
        near = f"{north}*{north}+{east}*{east}*0.46"
        degrees = _KM / 111.2
        box = (
            f"lat between {latitude - degrees} and {latitude + degrees} and "
            f"lng between {longitude - degrees * 1.5} and {longitude + degrees * 1.5}"
        )
        evening = "weekday=1 and start between 960 and 1259 and kind=0"
        started = f"(({now}-slot+{_WEEK})%{_WEEK})"

        def placed(rows: pd.DataFrame) -> pd.DataFrame:
            far = haversine_km(latitude, longitude, rows["lat"].values, rows["lng"].values)
            return rows.assign(far=far)[far <= _KM].nsmallest(25, ["far", "rank"])

        def since() -> pd.Series:
            return (now - frame["slot"]) % _WEEK

        asked: dict[str, tuple[Action, str]] = {
            "place, Tuesday, evening, meetings": (
                lambda: placed(
                    frame[
                        (frame["weekday"] == 1)
                        & frame["start"].between(960, 1259)
                        & (frame["kind"] == 0)
                    ]
                ),
                f"select * from session where {box} and {evening} order by {near} limit 25",
            ),
            "place": (
                lambda: placed(frame),
                f"select * from session where {box} order by {near} limit 25",
            ),
            "now": (
                lambda: frame[since() < frame["minutes"]].nsmallest(25, "rank"),
                f"select * from session where {started}<minutes order by rank limit 25",
            ),
            "soon": (
                lambda: frame[((since() + 120) % _WEEK) <= 130].nsmallest(25, "slot"),
                f"select * from session where slot between {now - 10} and {now + 120} "
                "order by slot, rank limit 25",
            ),
            "everything, soonest first": (
                lambda: frame.assign(next=(frame["slot"] - now) % _WEEK).nsmallest(
                    25, ["next", "rank"]
                ),
                f"select * from session order by (slot-{now}+{_WEEK})%{_WEEK}, rank limit 25",
            ),
            "everything by name": (
                lambda: frame.nsmallest(25, "rank"),
                "select * from session order by rank limit 25",
            ),
            "page in the middle of everything": (
                lambda: frame.sort_values("rank").iloc[len(frame) // 2 :][:25],
                f"select * from session order by rank limit 25 offset {len(frame) // 2}",
            ),
        }
        if self._words:
            words = {"a word": "serenity", "a phrase": "big book"}
            asked |= {
                kind: (
                    lambda said=said: np.flatnonzero(self._texts.str.contains(said, regex=False)),
                    "select rowid from words where words match '\"" + said + "\"' limit 25",
                )
                for kind, said in words.items()
            }
        if name not in asked:
            return {}
        frame_does, statement = asked[name]
        return {"pandas": frame_does, "SQLite": lambda: self._fetched(statement)}

    def counts(self, name: str) -> dict[str, Action]:
        """What counts the options of kind, weekday and band alone, of everything or of meetings."""
        if name not in ("no filter", "meetings"):
            return {}
        where = "" if name == "no filter" else " where kind=0"
        frame = self._frame

        def counted() -> None:
            rows = frame if name == "no filter" else frame[frame["kind"] == 0]
            rows["kind"].value_counts()
            rows.groupby("weekday")["entry"].nunique()
            rows.groupby("band")["entry"].nunique()

        def selected() -> None:
            self._fetched(f"select kind, count(distinct entry) from session{where} group by kind")
            for column in ("weekday", "band"):
                self._fetched(
                    f"select {column}, count(distinct entry) from session{where} group by {column}"
                )

        return {"pandas, three of eleven filters": counted, "SQLite, the same three": selected}

    def _fetched(self, statement: str) -> list[tuple[object, ...]]:
        return self._database.execute(statement).fetchall()

    def _filled(self) -> sqlite3.Connection:
        database = sqlite3.connect(":memory:")
        names = list(self._frame)
        database.execute(f"create table session ({', '.join(names)})")
        rows = zip(*(self._frame[name].tolist() for name in names), strict=True)
        database.executemany(f"insert into session values ({', '.join('?' * len(names))})", rows)
        for columns in ("lat, lng", "weekday, start", "slot", "rank", "kind"):
            database.execute(f"create index by_{columns.split(',')[0]} on session ({columns})")
        if self._words:
            database.execute("create virtual table words using fts5(said, content='')")
            database.executemany(
                "insert into words (rowid, said) values (?, ?)", enumerate(self._texts)
            )
        database.execute("analyze")
        return database


def _frame(snapshot: Snapshot) -> pd.DataFrame:
    """A row a session; what only has opening hours is open on weekdays from nine to five."""
    table, columns = snapshot.timetable.packed.arrays, snapshot.columns
    rhythm = table["entries.rhythm"].astype(np.int64)
    first = table["sessions.bounds"].astype(np.int64)
    counts = np.maximum(np.diff(first), 1)[rhythm]
    entry = np.repeat(np.arange(len(snapshot)), counts)
    step = np.arange(len(entry)) - np.repeat(np.cumsum(counts) - counts, counts)
    has = (np.diff(first) > 0)[rhythm][entry]
    row = np.where(has, first[rhythm][entry] + step, 0)
    pattern = table["sessions.pattern"][row]
    weekday = np.where(has, table["sessions.weekday"][pattern], 0)
    start = np.where(has, table["sessions.start"][pattern], 540)
    return pd.DataFrame(
        {
            "entry": entry,
            "rank": columns.rank[entry],
            "kind": (~columns.tags["kind"].any_of(("meeting",))).astype(np.int8)[entry],
            "lat": columns.positions.latitude[entry],
            "lng": columns.positions.longitude[entry],
            "weekday": weekday,
            "start": start,
            "slot": weekday * 1440 + start,
            "minutes": np.where(has, table["sessions.minutes"][pattern], 480),
            "band": start // 360,
        }
    )


def _texts(snapshot: Snapshot) -> list[str]:
    packed = snapshot.columns.text.packed
    vocabulary = list(Strings(packed.part("vocabulary")))
    words = [vocabulary[number] for number in packed.arrays["stream"].tolist()]
    bounds = packed.arrays["bounds"].tolist()
    return [" ".join(words[start:stop]) for start, stop in itertools.pairwise(bounds)]
