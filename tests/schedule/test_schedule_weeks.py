"""Doors that do the same every week are worked out at once, as if each were by itself."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from directory.index.packed import Packed
from directory.model import Resource, Settings
from directory.schedule.timetable import Timetable
from directory.schedule.wanted import TimeFilter

HOURS = (
    "24/7",
    "Mo-Su 00:00-24:00",
    "Mo-Fr 09:00-17:00",
    "Mo-Fr 09:00-17:00; We off",
    "Mo-Su 06:00-30:00",
    "Su 20:00-26:00",
    "Su 20:00-24:00; Mo 00:00-03:00",
    "Sa-Su 00:00-24:00; Mo-Tu 00:00-24:00",
    "Mo 25:00-26:00, We 10:00-12:00",
    "Mo-Sa 22:00-06:00; Su 22:00-06:00, 06:00-22:00",
    "Mo-Fr 09:00-17:00; PH off",
    "Mo-Fr 09:00-17:00; PH 10:00-12:00",
    "Jun-Aug Mo 09:00-12:00",
    "Mo[1] 09:00-12:00",
    '"by appointment"',
    "off",
)
ZONES = ("America/Los_Angeles", "America/Santiago", "Asia/Beirut", "Pacific/Apia")
FILTERS = (
    TimeFilter(),
    TimeFilter(days=frozenset({"today"})),
    TimeFilter(days=frozenset({"mon"}), bands=frozenset({"night"})),
    TimeFilter(days=frozenset({"sun", "tomorrow"}), start=dt.time(23), stop=dt.time(2)),
    TimeFilter(when=frozenset({"now"})),
    TimeFilter(when=frozenset({"soon"}), bands=frozenset({"morning"})),
)


@pytest.fixture(scope="module", params=[None, "US-CA"])
def tables(request) -> tuple[Timetable, Timetable]:
    resources = [
        Resource(id=f"p{n}", kind="food", name="P", hours=hours, timezone=zone)
        for n, (hours, zone) in enumerate((hours, zone) for hours in HOURS for zone in ZONES)
    ]
    table = Timetable(resources, Settings(holidays=request.param))
    packed = table.packed
    alike = packed.arrays["hours.weeks.alike"]
    assert 0 < alike.sum() < len(alike)
    one_by_one = {"hours.weeks.alike": np.zeros_like(alike)}
    return table, Timetable.from_packed(
        Packed({**packed.arrays, **one_by_one}, packed.texts), resources
    )


@pytest.mark.parametrize("reader", [None, ZoneInfo("Europe/Paris")])
def test_they_open_and_close_when_each_by_itself_does(tables, reader):
    quick, slow = tables
    entries = np.arange(len(HOURS) * len(ZONES))
    # Clocks change at midnight in Santiago and Beirut; the days are of all names.
    for day in ("2026-03-28", "2026-09-05", "2026-10-24", "2026-11-26"):
        for clock in ("02:30", "23:45"):
            at = dt.datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=dt.UTC)
            for wanted in FILTERS:
                assert quick.next_each(entries, at, wanted, reader) == slow.next_each(
                    entries, at, wanted, reader
                )
