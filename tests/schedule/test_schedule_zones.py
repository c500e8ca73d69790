# ruff: noqa: DTZ001 - times on the wall have no zone
from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from directory.schedule.zones import Zones

NAMES = (
    "UTC",
    "America/Los_Angeles",
    "America/New_York",
    "America/St_Johns",
    "America/Havana",
    "America/Sao_Paulo",
    "America/Nuuk",
    "Europe/London",
    "Europe/Dublin",
    "Africa/Casablanca",
    "Africa/Monrovia",
    "Asia/Gaza",
    "Asia/Kolkata",
    "Asia/Tehran",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Pacific/Kiritimati",
    "Pacific/Chatham",
    "Antarctica/Troll",
)
EPOCH = dt.datetime(1970, 1, 1)
zones = Zones.of(NAMES)
walls = st.datetimes(dt.datetime(1971, 1, 1), dt.datetime(2109, 1, 1)).map(
    lambda value: value.replace(microsecond=0)
)


@settings(deadline=None)
@given(st.sampled_from(range(len(NAMES))), walls)
@example(1, dt.datetime(2026, 3, 8, 2, 30))
@example(1, dt.datetime(2026, 11, 1, 1, 30))
@example(14, dt.datetime(2026, 10, 4, 2, 15))
@example(14, dt.datetime(2026, 4, 5, 1, 45))
@example(15, dt.datetime(2011, 12, 30, 19, 0))
def test_a_wall_time_is_the_instant_that_zoneinfo_gives(number, wall):
    expected = wall.replace(tzinfo=ZoneInfo(NAMES[number])).timestamp()
    seconds = int((wall - EPOCH).total_seconds())
    assert zones.to_utc(np.array([number]), np.array([seconds]))[0] == expected


@settings(deadline=None)
@given(st.sampled_from(range(len(NAMES))), walls)
@example(1, dt.datetime(2026, 3, 8, 10))
@example(1, dt.datetime(2026, 11, 1, 9))
def test_an_instant_shows_on_the_wall_as_zoneinfo_says(number, moment):
    seconds = int((moment - EPOCH).total_seconds())
    shown = dt.datetime.fromtimestamp(seconds, ZoneInfo(NAMES[number])).replace(tzinfo=None)
    found = zones.to_wall(np.array([number]), np.array([seconds]))[0]
    assert EPOCH + dt.timedelta(seconds=int(found)) == shown


@pytest.mark.parametrize(
    ("wall", "expected"),
    [("2026-03-08T02:30", "2026-03-08T10:30"), ("2026-11-01T01:30", "2026-11-01T08:30")],
)
def test_a_skipped_time_moves_forward_and_a_repeated_one_is_the_first(wall, expected):
    seconds = [
        int((dt.datetime.fromisoformat(text) - EPOCH).total_seconds()) for text in (wall, expected)
    ]
    assert zones.to_utc(np.array([1]), np.array(seconds[:1]))[0] == seconds[1]


def test_many_zones_are_converted_in_one_call():
    noon = int((dt.datetime(2026, 7, 1, 12) - EPOCH).total_seconds())
    number = np.arange(len(NAMES))
    found = zones.to_utc(number, np.full(len(NAMES), noon))
    assert found.tolist() == [
        int(dt.datetime(2026, 7, 1, 12, tzinfo=ZoneInfo(name)).timestamp()) for name in NAMES
    ]
