"""A catalog taken apart into arrays and put together again answers exactly as before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from directory_of_chance import directories, queries
from hypothesis import HealthCheck, given, settings

from directory.index.columns import Columns
from directory.index.packed import Packed, Strings
from directory.model import Resource
from directory.query import Query
from directory.schedule.timetable import Timetable
from directory.search import facets, search
from directory.search.same_place import same_place
from directory.snapshot import Snapshot

AT = dt.datetime(2026, 11, 24, 19, 5, tzinfo=ZoneInfo("America/Phoenix"))


class Unread(Sequence[Resource]):
    """Resources that may not be looked at."""

    def __len__(self) -> int:
        raise AssertionError("putting together counts no resources")

    def __getitem__(self, item):
        raise AssertionError("putting together looks at no resource")


def from_a_file(packed: Packed) -> Packed:
    """The arrays as a mapped file gives them: nobody may write into them."""
    arrays = {name: array.copy() for name, array in packed.arrays.items()}
    for array in arrays.values():
        array.flags.writeable = False
    return Packed(arrays, dict(packed.texts))


def reopened(snapshot: Snapshot) -> Snapshot:
    columns = from_a_file(snapshot.columns.packed)
    timetable = from_a_file(snapshot.timetable.packed)
    Timetable.from_packed(timetable, Unread())
    return replace(
        snapshot,
        columns=Columns.from_packed(columns),
        timetable=Timetable.from_packed(timetable, snapshot.resources),
    )


@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(directories(), queries())
def test_it_finds_and_counts_the_same(snapshot: Snapshot, query: Query) -> None:
    again = reopened(snapshot)
    for zone in (None, ZoneInfo("Asia/Kolkata")):
        assert list(search(again, query, at=AT, zone=zone)) == list(
            search(snapshot, query, at=AT, zone=zone)
        )
        assert facets(again, query, at=AT, zone=zone) == facets(snapshot, query, at=AT, zone=zone)
    for index in range(len(snapshot)):
        assert same_place(again, index) == same_place(snapshot, index)
        assert again.timetable.state(index, AT) == snapshot.timetable.state(index, AT)


@settings(deadline=None, max_examples=5, suppress_health_check=[HealthCheck.too_slow])
@given(directories())
def test_taken_apart_again_it_is_the_same_arrays(snapshot: Snapshot) -> None:
    for one, other in (
        (snapshot.columns.packed, reopened(snapshot).columns.packed),
        (snapshot.timetable.packed, reopened(snapshot).timetable.packed),
    ):
        assert one.texts == other.texts
        assert {name: array.tobytes() for name, array in one.arrays.items()} == {
            name: array.tobytes() for name, array in other.arrays.items()
        }


def test_texts_come_back_letter_by_letter() -> None:
    texts = ["", "Łódź", "日本", "\ud800 half", "\x00", "plain"]
    strings = Strings(from_a_file(Strings.of(texts).packed))
    assert list(strings) == texts
    assert strings[-1] == "plain"
    assert strings[1:3] == texts[1:3]
