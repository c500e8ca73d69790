"""The calendar: read by another program, it has exactly the sessions of the timetable."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar
import numpy as np
import pytest
import recurring_ical_events
from directory_of_chance import snapshot_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schedule_strategies import INSTANTS, closures, rules, zones

from directory import load, search
from directory.export.ics import to_ics
from directory.model import Resource
from directory.query import Query
from directory.words import words

ROOT = Path(__file__).parents[2]
LOS_ANGELES = ZoneInfo("America/Los_Angeles")
NOW = dt.datetime(2026, 11, 24, 12, tzinfo=LOS_ANGELES)
WEEKS = dt.timedelta(weeks=20)


def calendar(snapshot, link="", at=NOW, **options):
    return to_ics(search(snapshot, link, at=at), words("en"), **options).text


def read_elsewhere(text, at, *, span=WEEKS):
    """Name, start and end of what another program finds in the calendar, ends in the span."""
    found = recurring_ical_events.of(icalendar.Calendar.from_ical(text)).between(at, at + span)
    rows = [
        (str(event["SUMMARY"]), event.start.astimezone(dt.UTC), event.end.astimezone(dt.UTC))
        for event in found
    ]
    return sorted(row for row in rows if row[2] > at and row[1] < at + span)


def read_here(snapshot, at, *, span=WEEKS):
    entries = np.arange(len(snapshot))
    each = snapshot.timetable.occurrences_each(entries, at, at + span)
    return sorted(
        (snapshot.resources[entry].name, one.start.astimezone(dt.UTC), one.end.astimezone(dt.UTC))
        for entry, found in enumerate(each)
        for one in found
        if one.kind == "session"
    )


def meeting(**more):
    entry = {
        "id": "steps",
        "kind": "meeting",
        "fellowship": "aa",
        "name": "Steps",
        "schedule": [{"days": ["tue"], "start": "19:00", "end": "20:00"}],
        **more,
    }
    return Resource.model_validate(entry)


@pytest.mark.parametrize(
    "at",
    [
        dt.datetime(2026, 2, 1, 12, tzinfo=LOS_ANGELES),
        dt.datetime(2026, 9, 20, 12, tzinfo=LOS_ANGELES),
        NOW,
    ],
    ids=["over the change in spring", "over the change in autumn", "over the new year"],
)
def test_the_example_read_by_another_program_has_exactly_its_sessions(at):
    snapshot = load(ROOT / "resources.yaml")
    here = read_here(snapshot, at)
    assert len(here) > 1_000
    assert read_elsewhere(calendar(snapshot, at=at), at) == here


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(rules(), min_size=1, max_size=3), closures, zones, INSTANTS)
def test_any_schedule_read_by_another_program_has_exactly_its_sessions(schedule, closed, zone, at):
    snapshot = snapshot_of(meeting(schedule=schedule, closed=closed, timezone=zone))
    assert read_elsewhere(calendar(snapshot, at=at), at) == read_here(snapshot, at)
