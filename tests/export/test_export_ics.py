"""The calendar: read by another program, it has exactly the sessions of the timetable."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar
import numpy as np
import pytest
import recurring_ical_events
from dateutil.tz import tzical
from directory_of_chance import snapshot_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schedule_strategies import INSTANTS, closures, rules, zones

from directory import load, search
from directory.export.ics import to_ics
from directory.model import Resource
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


def test_times_that_a_clock_change_skips_or_repeats_are_those_of_the_timetable():
    snapshot = snapshot_of(
        meeting(schedule=[{"days": ["sun"], "start": "02:30"}], id="skipped", name="skipped"),
        meeting(schedule=[{"days": ["sun"], "start": "01:30"}], id="repeated", name="repeated"),
        meeting(
            schedule=[{"days": ["sat"], "start": "22:00", "end": "02:30"}], id="night", name="night"
        ),
        timezone="America/Los_Angeles",
    )
    for date in (
        dt.datetime(2026, 3, 1, 20, tzinfo=dt.UTC),
        dt.datetime(2026, 10, 20, tzinfo=dt.UTC),
    ):
        here = read_here(snapshot, date)
        assert read_elsewhere(calendar(snapshot, at=date), date) == here
    # Half past two does not exist on 8 March: it is half past three, in summer time.
    text = calendar(snapshot, at=dt.datetime(2026, 3, 1, 20, tzinfo=dt.UTC))
    assert "EXDATE;TZID=America/Los_Angeles:20260308T023000" in text
    assert "DTSTART:20260308T103000Z\r\nDTEND:20260308T113000Z" in text


def test_every_rhythm_is_written_as_the_standard_has_it():
    snapshot = snapshot_of(
        meeting(
            timezone="America/Los_Angeles",
            schedule=[
                {"days": ["tue", "thu"], "weeks": [2, -1], "start": "18:30"},
                {"days": ["sat"], "every": 2, "from": "2026-01-03", "start": "10:00"},
                {"days": ["fri"], "start": "12:00", "until": "2026-12-18"},
                {"date": "2026-12-31", "start": "20:00", "end": "01:00", "note": "New Year's Eve"},
            ],
            closed=[{"from": "2026-12-04"}],
        )
    )
    text = calendar(snapshot)
    assert "RRULE:FREQ=MONTHLY;BYDAY=2TU,-1TU,2TH,-1TH\r\n" in text
    assert "RRULE:FREQ=WEEKLY;INTERVAL=2;WKST=MO;BYDAY=SA\r\n" in text
    # The end of 18 December in Los Angeles is 08:00 UTC on the 19th.
    assert "RRULE:FREQ=WEEKLY;WKST=MO;BYDAY=FR;UNTIL=20261219T075959Z\r\n" in text
    assert "EXDATE;TZID=America/Los_Angeles:20261204T120000\r\n" in text
    assert (
        "DTSTART;TZID=America/Los_Angeles:20261231T200000\r\n"
        "DTEND;TZID=America/Los_Angeles:20270101T010000\r\n"
    ) in text
    assert read_elsewhere(text, NOW) == read_here(snapshot, NOW)


def test_a_closure_beyond_the_horizon_ends_the_series():
    snapshot = snapshot_of(meeting(closed=[{"from": "2027-01-01", "to": "2099-12-31"}]))
    text = calendar(snapshot)
    assert text.count("EXDATE") == 0
    assert max(row[1] for row in read_elsewhere(text, NOW)).year == 2026


def test_only_what_the_time_filters_admit_is_in_the_calendar():
    snapshot = snapshot_of(
        meeting(
            schedule=[
                {"days": ["mon", "tue"], "start": "19:00"},
                {"days": ["tue"], "start": "07:00"},
            ]
        )
    )
    starts = [row[1].astimezone(ZoneInfo("America/Phoenix")) for row in
              read_elsewhere(calendar(snapshot, "day=tue&time=evening"), NOW)]  # fmt: skip
    assert starts
    assert {(start.weekday(), start.hour) for start in starts} == {(1, 19)}


def test_an_event_keeps_its_uid_while_its_rule_stays():
    def uids(at, **more):
        text = calendar(snapshot_of(meeting(**more)), at=at)
        return [line for line in text.split("\r\n") if line.startswith("UID:")]

    assert uids(NOW) == uids(NOW + dt.timedelta(days=90), name="New name")
    assert uids(NOW) != uids(NOW, schedule=[{"days": ["tue"], "start": "18:00"}])
    twice = [{"days": ["tue"], "start": "19:00"}] * 2
    assert len(set(uids(NOW, schedule=twice))) == 2


def test_an_event_keeps_its_uid_in_whatever_order_its_rules_and_their_parts_are_written():
    def uids(*schedule):
        text = calendar(snapshot_of(meeting(schedule=list(schedule))))
        return {line for line in text.split("\r\n") if line.startswith("UID:")}

    one = {"days": ["tue", "thu"], "weeks": [-1, 2], "start": "19:00"}
    same = {"days": ["thu", "tue"], "weeks": [2, -1], "start": "19:00"}
    other = {"days": ["mon"], "start": "07:00"}
    assert len(uids(one, other)) == 2
    assert uids(one, other) == uids(other, same)


def test_a_calendar_without_events_is_one_that_the_standard_allows():
    text = calendar(snapshot_of(meeting(), timezone="America/Chicago"), "kind=food")
    (only,) = icalendar.Calendar.from_ical(text).subcomponents
    assert (only.name, only["TZID"]) == ("VTIMEZONE", "America/Chicago")


@pytest.mark.parametrize(
    "name",
    [
        "America/New_York",
        "Europe/London",
        "Europe/Dublin",
        "Australia/Sydney",
        "Australia/Lord_Howe",
        "America/Santiago",
        "America/Phoenix",
        "Asia/Kolkata",
        "UTC",
        "Africa/Casablanca",
        "Asia/Gaza",
    ],
)
def test_the_time_zone_in_the_file_is_right_for_ten_years_to_the_hour(name):
    text = calendar(snapshot_of(meeting(timezone=name)))
    unfolded = text.replace("\r\n ", "").replace("\r\n", "\n")
    read, real = tzical(io.StringIO(unfolded)).get(name), ZoneInfo(name)
    days = [dt.datetime(2026, 1, 1, tzinfo=real) + dt.timedelta(days=day) for day in range(3650)]
    checked = 0
    for day in days:
        changes = day.utcoffset() != (day + dt.timedelta(days=1)).utcoffset()
        for half_hour in range(48) if changes else (24,):
            moment = day + dt.timedelta(minutes=30 * half_hour)
            # What the change skips or repeats stands in the file as instants.
            if moment.utcoffset() == moment.replace(fold=1).utcoffset():
                assert moment.replace(tzinfo=read).utcoffset() == moment.utcoffset(), moment
                checked += 1
    assert checked >= len(days)


def test_a_clock_change_stands_as_the_clocks_show_it_before():
    text = calendar(snapshot_of(meeting(timezone="America/New_York")))
    # Summer time begins when it is two in the morning in winter time, and ends at two in its own.
    assert "BEGIN:DAYLIGHT\r\nDTSTART:20250309T020000\r\n" in text
    assert "DTSTART:20251102T020000\r\n" in text


def test_hostile_text_stays_text_and_lines_are_short_and_end_as_they_must():
    snapshot = snapshot_of(
        meeting(
            name="Steps, and; more\\ \u2028END:VEVENT\u0085x",
            description="One\r\nATTACH:https://evil.example\nBEGIN:VALARM\x00" + "é👩‍👩‍👧" * 60,
            website="https://example.org/é\u2028x",
            location={
                "address": "1 Main St\nURL:x",
                "city": "Fairview",
                "latitude": 1,
                "longitude": 2,
            },
        ),
        name="Name\r\nX-EVIL:1",
    )
    text = calendar(snapshot)
    lines = text.encode().split(b"\r\n")
    assert lines.pop() == b""
    assert all(len(line) <= 75 for line in lines)
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    unfolded = text.replace("\r\n ", "").split("\r\n")
    names = {line.partition(":")[0].partition(";")[0] for line in unfolded}
    assert not names & {"ATTACH", "X-EVIL"}
    assert "BEGIN:VALARM" not in unfolded
    (event,) = icalendar.Calendar.from_ical(text).walk("VEVENT")
    assert event["SUMMARY"] == "Steps, and; more\\ END:VEVENT x"
    assert event["LOCATION"] == "1 Main St URL:x, Fairview"
    assert "ATTACH:https://evil.example\n" in event["DESCRIPTION"]
    assert str(event["URL"]).isascii()


def test_a_subscription_has_a_name_and_says_when_to_ask_again():
    text = calendar(snapshot_of(meeting(), name="Valley"), site="https://valley.example.org")
    for line in (
        "X-WR-CALNAME:Valley",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
        "URL:https://valley.example.org/r/steps",
    ):
        assert f"\r\n{line}\r\n" in text


def test_what_has_no_sessions_ahead_is_left_out_and_counted():
    snapshot = snapshot_of(
        meeting(),
        {"id": "clinic", "name": "Clinic", "kind": "health", "hours": "24/7"},
        meeting(id="over", schedule=[{"date": "2020-01-01", "start": "10:00"}]),
    )
    written = to_ics(search(snapshot, "", at=NOW), words("en"))
    assert written.left_out == 2
    assert written.text.count("BEGIN:VEVENT") == 1


def test_a_confidential_place_has_no_address_and_no_point():
    place = {"address": "7 Hidden Lane", "latitude": 34.1, "longitude": -118.2, "city": "Fairview"}
    text = calendar(snapshot_of(meeting(location={**place, "confidential": True})))
    assert "Hidden" not in text
    assert "GEO" not in text
    assert "Fairview" in text
