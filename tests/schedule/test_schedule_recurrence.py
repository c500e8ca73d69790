from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import numpy as np
import pytest
import schedule_reference as reference
import schedule_strategies as strategies
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.model import Resource, Settings
from directory.schedule.timetable import TimeFilter, Timetable

LOS_ANGELES = ZoneInfo("America/Los_Angeles")


def at(text, zone=LOS_ANGELES):
    return dt.datetime.fromisoformat(text).replace(tzinfo=zone)


def meeting(*rules, zone="America/Los_Angeles", **more):
    return Resource(
        id="one", kind="meeting", name="One", timezone=zone, schedule=list(rules), **more
    )


def starts(resource, text, count=4):
    """The wall times of the next sessions."""
    table = Timetable([resource], Settings())
    zone = ZoneInfo(resource.timezone)
    found = table.occurrences(0, at(text, zone), at(text, zone) + dt.timedelta(days=800))
    return [f"{one.start:%Y-%m-%d %H:%M}" for one in found[:count]]


def next_of(resource, text, **wanted):
    zone = ZoneInfo(resource.timezone)
    wanted = {key: frozenset(value) for key, value in wanted.items()}
    found = Timetable([resource], Settings()).next(0, at(text, zone), TimeFilter(**wanted))
    return found and f"{found.start:%a %d %H:%M}-{found.end:%a %d %H:%M}"


def test_the_second_and_fourth_tuesday():
    rule = {"days": ["tue"], "weeks": [2, 4], "start": "18:30"}
    assert starts(meeting(rule), "2026-11-01T00:00") == [
        "2026-11-10 18:30",
        "2026-11-24 18:30",
        "2026-12-08 18:30",
        "2026-12-22 18:30",
    ]


def test_the_fifth_weekday_skips_months_that_have_four():
    rule = {"days": ["fri"], "weeks": [5], "start": "12:00"}
    assert starts(meeting(rule), "2026-01-01T00:00", 3) == [
        "2026-01-30 12:00",
        "2026-05-29 12:00",
        "2026-07-31 12:00",
    ]


def test_the_last_weekday_is_the_fourth_or_the_fifth():
    rule = {"days": ["fri"], "weeks": [-1], "start": "12:00"}
    assert starts(meeting(rule), "2026-01-01T00:00", 3) == [
        "2026-01-30 12:00",
        "2026-02-27 12:00",
        "2026-03-27 12:00",
    ]


def test_every_other_week_is_counted_through_a_year_of_53_weeks():
    rule = {"days": ["sat"], "every": 2, "from": "2026-01-03", "start": "10:00"}
    found = starts(meeting(rule), "2026-12-01T00:00", 4)
    assert found == ["2026-12-05 10:00", "2026-12-19 10:00", "2027-01-02 10:00", "2027-01-16 10:00"]


def test_every_other_week_counts_monday_weeks_for_all_days_alike():
    rule = {"days": ["mon", "wed"], "every": 2, "from": "2026-11-04", "start": "10:00"}
    assert starts(meeting(rule), "2026-11-01T00:00") == [
        "2026-11-04 10:00",
        "2026-11-16 10:00",
        "2026-11-18 10:00",
        "2026-11-30 10:00",
    ]


def test_until_is_the_last_date_included():
    rule = {"days": ["thu"], "start": "12:00", "until": "2026-12-17"}
    assert starts(meeting(rule), "2026-12-10T00:00") == ["2026-12-10 12:00", "2026-12-17 12:00"]
    assert next_of(meeting(rule), "2026-12-17T13:00") is None


def test_a_single_date_past_midnight_is_in_progress_until_its_end():
    party = meeting({"date": "2026-12-31", "start": "20:00", "end": "01:00"})
    assert next_of(party, "2027-01-01T00:59") == "Thu 31 20:00-Fri 01 01:00"
    assert next_of(party, "2027-01-01T01:00") is None


def test_a_closure_takes_out_what_starts_on_its_dates():
    rule = {"days": ["thu", "fri"], "start": "23:00", "end": "01:00"}
    shut = meeting(rule, closed=[{"from": "2026-12-24", "to": "2026-12-26"}])
    assert starts(shut, "2026-12-18T12:00", 2) == ["2026-12-18 23:00", "2026-12-31 23:00"]
    # Thursday's session runs into a closed Friday all the same: it starts before.
    friday = meeting(rule, closed=[{"from": "2026-12-25"}])
    assert next_of(friday, "2026-12-25T00:30", when=["now"]) == "Thu 24 23:00-Fri 25 01:00"


def test_what_began_before_midnight_is_on_todays_list_until_it_ends():
    late = meeting({"days": ["mon"], "start": "22:00", "end": "01:00"})
    running = "Mon 23 22:00-Tue 24 01:00"
    assert next_of(late, "2026-11-24T00:30", days=["today"]) == running
    assert next_of(late, "2026-11-24T00:30", days=["mon"]) == running
    assert next_of(late, "2026-11-24T00:30", days=["tue", "tomorrow"]) is None
    assert next_of(late, "2026-11-24T01:00", days=["today"]) is None
    assert next_of(late, "2026-11-24T00:30", days=["today"], bands=["morning"]) is None


def test_no_end_means_sixty_minutes():
    assert next_of(meeting({"days": ["mon"], "start": "19:00"}), "2026-11-23T19:59") == (
        "Mon 23 19:00-Mon 23 20:00"
    )
    assert next_of(meeting({"days": ["mon"], "start": "19:00"}), "2026-11-23T20:00") == (
        "Mon 30 19:00-Mon 30 20:00"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-22T00:30", "Sat 21 23:00-Sun 22 01:00"),
        ("2026-11-23T00:30", "Sun 22 23:00-Mon 23 01:00"),
        ("2026-11-23T01:00", "Sat 28 23:00-Sun 29 01:00"),
    ],
)
def test_sessions_run_over_the_ends_of_days_and_weeks(text, expected):
    assert next_of(meeting({"days": ["sat", "sun"], "start": "23:00", "end": "01:00"}), text) == (
        expected
    )


def test_a_time_that_the_spring_change_skips_moves_forward():
    early = meeting({"days": ["sun"], "start": "02:30", "end": "03:30"})
    assert next_of(early, "2026-03-08T00:00") == "Sun 08 03:30-Sun 08 04:30"
    whole = meeting({"days": ["sun"], "start": "01:30", "end": "04:00"})
    assert next_of(whole, "2026-03-08T00:00") == "Sun 08 01:30-Sun 08 04:00"


def test_a_time_that_the_autumn_change_repeats_is_the_first():
    table = Timetable([meeting({"days": ["sun"], "start": "01:30"})], Settings())
    found = table.next(0, at("2026-11-01T00:00"))
    assert found.start.isoformat() == "2026-11-01T01:30:00-07:00"
    assert found.end.isoformat() == "2026-11-01T01:30:00-08:00"
    over_the_change = meeting({"days": ["sat"], "start": "23:00", "end": "03:00"})
    found = Timetable([over_the_change], Settings()).next(0, at("2026-11-01T00:00"))
    assert found.end.astimezone(dt.UTC) - found.start.astimezone(dt.UTC) == dt.timedelta(hours=5)


def test_the_note_of_a_rule_comes_with_its_occurrence():
    found = Timetable(
        [meeting({"date": "2026-12-31", "start": "20:00", "note": "New Year's Eve"})], Settings()
    ).next(0, at("2026-11-01T00:00"))
    assert found.note == "New Year's Eve"
    assert found.kind == "session"
    assert found.rule.date == dt.date(2026, 12, 31)


@given(strategies.meetings(), strategies.INSTANTS)
@settings(max_examples=150, deadline=None)
def test_the_next_session_is_the_one_found_day_by_day(resource, moment):
    zone = strategies.zone_of(resource)
    found = Timetable([resource], Settings()).next(0, moment)
    expected = reference.next_session(resource, zone, moment, TimeFilter())
    assert reference.in_utc(found) == expected


@given(
    st.lists(strategies.meetings(), min_size=1, max_size=4),
    strategies.INSTANTS,
    strategies.filters(),
)
@settings(max_examples=150, deadline=None)
def test_filters_admit_the_sessions_that_a_day_by_day_search_admits(resources, moment, wanted):
    table = Timetable(resources, Settings())
    entries = np.arange(len(resources))
    found = table.match(entries, moment, wanted)
    upcoming = table.next_each(entries, moment, wanted)
    assert table.tally(entries, moment, [wanted]) == [found.matched.sum()]
    for number, resource in enumerate(resources):
        expected = reference.next_session(resource, strategies.zone_of(resource), moment, wanted)
        if wanted or expected:
            assert found.matched[number] == (expected is not None)
        if expected is not None:
            assert int(found.start[number]) == int(expected[0].timestamp())
        assert reference.in_utc(upcoming[number]) == expected


@given(strategies.meetings(), strategies.INSTANTS, strategies.filters(), strategies.zones)
@settings(max_examples=150, deadline=None)
def test_filters_on_the_readers_clock(resource, moment, wanted, reader):
    clock = ZoneInfo(reader)
    zone = strategies.zone_of(resource)
    found = Timetable([resource], Settings()).next(0, moment, wanted, clock)
    expected = reference.next_session(resource, zone, moment, wanted, clock)
    assert reference.in_utc(found) == expected


@given(strategies.meetings(), strategies.INSTANTS, st.integers(1, 40 * 24))
@settings(max_examples=100, deadline=None)
def test_occurrences_between_two_instants_are_all_that_overlap(resource, start, hours):
    stop = start + dt.timedelta(hours=hours)
    zone = strategies.zone_of(resource)
    first = start.astimezone(zone).date() - dt.timedelta(days=3)
    expected = [
        (a, b)
        for a, b, *_ in reference.sessions(resource, zone, first, stop.astimezone(zone).date())
        if a < stop and b > start
    ]
    found = Timetable([resource], Settings()).occurrences(0, start, stop)
    assert [reference.in_utc(one) for one in found] == expected


@pytest.mark.parametrize("year", [1971, 2026, 2105])
def test_dates_at_the_ends_of_the_calendar_are_no_trouble(year):
    resources = [
        meeting(
            {"days": ["mon"], "every": 520, "from": "0001-01-01", "start": "23:59", "end": "23:58"},
            {"days": ["sun"], "weeks": [-5], "from": "9999-12-01", "start": "00:00"},
            {"days": ["tue"], "until": "0001-02-01", "start": "10:00"},
            {"date": "9999-12-31", "start": "10:00"},
            {"date": "0001-01-01", "start": "10:00"},
            zone=zone,
            closed=[{"from": "0001-01-01", "to": "0001-01-02"}, {"from": "9999-01-01"}],
            hours="Mo-Fr 22:00-06:00; PH off; Feb 29 10:00-12:00",
        )
        for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago")
    ]
    table = Timetable(resources, Settings(holidays="US-CA"))
    moment = dt.datetime(year, 12, 31, 23, 59, tzinfo=dt.UTC)
    for wanted in (TimeFilter(), TimeFilter(days=frozenset({"tomorrow", "sun"}))):
        for reader in (None, ZoneInfo("Asia/Tokyo")):
            for found in table.next_each(np.arange(2), moment, wanted, reader):
                assert found is None or found.end is None or found.end >= found.start
    assert table.occurrences(0, moment, moment + dt.timedelta(days=7))
