from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from directory.model import Resource, SessionRule, Settings
from directory.schedule.holidays import holidays_problem, public_holidays
from directory.schedule.hours import hours_problem
from directory.schedule.timetable import Timetable
from directory.schedule.words import hours_lines, rule_words, session_words, state_words
from directory.words import Words

LOS_ANGELES = ZoneInfo("America/Los_Angeles")
ENGLISH = Words("en")


def say(text, words=ENGLISH, *, zone=None, name_zone=False, **entry):
    """The words for an entry at a time in Los Angeles."""
    values = {"id": "one", "kind": "food", "name": "One", "timezone": "America/Los_Angeles"}
    table = Timetable([Resource(**(values | entry))], Settings(holidays="US-CA"))
    moment = dt.datetime.fromisoformat(text).replace(tzinfo=LOS_ANGELES)
    return state_words(table.state(0, moment), moment, words, zone=zone, name_zone=name_zone)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-24T07:00", "Opens at 9 AM"),
        ("2026-11-24T09:00", "Open until 5 PM"),
        ("2026-11-24T16:29", "Open until 5 PM"),
        ("2026-11-24T16:30", "Closes in 30 min"),
        ("2026-11-24T16:59", "Closes in 1 min"),
        ("2026-11-24T17:00", "Opens tomorrow at 9 AM"),
        ("2026-11-25T18:00", "Opens Mon at 9 AM"),
        ("2026-11-26T10:00", "Closed today, opens Mon at 9 AM"),
        ("2026-11-29T10:00", "Closed today, opens tomorrow at 9 AM"),
    ],
)
def test_office_hours(text, expected):
    assert say(text, hours="Mo-Fr 09:00-17:00; PH off") == expected


@pytest.mark.parametrize(
    ("hours", "text", "expected"),
    [
        ("24/7", "2026-11-24T12:00", "Open 24/7"),
        ("Mo-Su 20:00-02:00", "2026-11-24T23:00", "Open until 2 AM"),
        ("Mo-Su 20:00-02:00", "2026-11-25T01:40", "Closes in 20 min"),
        ("Mo-Su 09:00-24:00", "2026-11-24T12:00", "Open until midnight"),
        ("Tu 09:00-24:00; We 00:00-16:00", "2026-11-24T12:00", "Open until tomorrow, 4 PM"),
        ("Mo-Fr", "2026-11-24T12:00", "Open until Fri, midnight"),
        ("Jan 10:00-12:00", "2026-11-24T12:00", "Closed today, opens Fri, Jan 1 at 10 AM"),
        ("off", "2026-11-24T12:00", "Closed"),
        ('"ring first"', "2026-11-24T12:00", "Closed"),
    ],
)
def test_other_hours(hours, text, expected):
    assert say(text, hours=hours) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-24T07:00", "Today 7 PM"),
        ("2026-11-24T17:00", "Starts in 2 h"),
        ("2026-11-24T17:40", "Starts in 1 h 20 min"),
        ("2026-11-24T18:40", "Starts in 20 min"),
        ("2026-11-24T19:00", "In progress, ends 8 PM"),
        ("2026-11-24T20:00", "Tue, Dec 1, 7 PM"),
        ("2026-11-25T09:00", "Tue 7 PM"),
        ("2026-11-30T09:00", "Tomorrow 7 PM"),
    ],
)
def test_a_weekly_meeting(text, expected):
    rule = {"days": ["tue"], "start": "19:00"}
    assert say(text, kind="meeting", schedule=[rule]) == expected


def test_entries_without_times():
    moment = "2026-11-24T12:00"
    assert say(moment) == "Hours unknown: call"
    assert say(moment, by_appointment=True) == "By appointment"
    assert say(moment, hours="24/7", status="temporarily-closed") == "Closed for now"
    assert say(moment, hours="24/7", status="closed") == "Closed for good"
    over = {"date": "2020-12-08", "start": "19:00"}
    assert say(moment, schedule=[over]) == "No dates ahead"


def test_a_time_can_be_shown_on_the_readers_clock_and_its_zone_named():
    rule = {"days": ["tue"], "start": "19:00"}
    moment = "2026-11-24T07:00"
    assert say(moment, schedule=[rule], name_zone=True) == "Today 7 PM PST"
    there = ZoneInfo("America/New_York")
    assert say(moment, schedule=[rule], zone=there, name_zone=True) == "Today 10 PM EST"
    london = ZoneInfo("Europe/London")
    assert say(moment, schedule=[rule], zone=london) == "Tomorrow 3 AM"


def test_words_exist_in_every_language():
    rule = {"days": ["tue"], "weeks": [2, -1], "start": "19:00", "end": "20:30"}
    for language in ("en", "es"):
        words = Words(language)
        assert say("2026-11-24T07:00", words, schedule=[rule])
        assert rule_words(SessionRule(**rule), words)
        assert session_words(None, dt.datetime(2026, 1, 1, tzinfo=dt.UTC), words)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({"days": ["mon", "wed"], "start": "19:00", "end": "20:00"}, "Mon and Wed, 7–8 PM"),
        ({"days": ["tue"], "weeks": [4, 2], "start": "18:30"}, "2nd and 4th Tue, 6:30 PM"),
        ({"days": ["fri"], "weeks": [-1], "start": "12:00"}, "Last Fri, noon"),
        ({"days": ["mon"], "weeks": [-1, 1], "start": "12:00"}, "1st and last Mon, noon"),
        (
            {"days": ["sat"], "every": 2, "from": "2026-01-03", "start": "10:00", "end": "11:00"},
            "Every other Sat, 10–11 AM",
        ),
        (
            {"days": ["sat"], "every": 3, "from": "2026-12-05", "start": "10:00"},
            "Every 3 weeks on Sat, 10 AM, from Dec 5",
        ),
        (
            {"days": ["thu"], "start": "12:00", "until": "2026-12-17"},
            "Thu, noon, until Dec 17",
        ),
        (
            {"days": ["thu"], "start": "12:00", "until": "2027-01-14"},
            "Thu, noon, until Jan 14, 2027",
        ),
        ({"date": "2026-12-31", "start": "20:00", "end": "01:00"}, "Thu, Dec 31, 8 PM–1 AM"),
        (
            {"days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "start": "07:00"},
            "Every day, 7 AM",
        ),
        (
            {"days": ["mon", "tue", "wed", "thu", "fri"], "start": "11:00", "end": "13:30"},
            "Mon–Fri, 11 AM–1:30 PM",
        ),
        (
            {"days": ["mon", "tue", "wed", "sat"], "start": "07:00", "end": "07:45"},
            "Mon–Wed and Sat, 7–7:45 AM",
        ),
    ],
)
def test_a_rule_in_a_line(rule, expected):
    assert rule_words(SessionRule(**rule), ENGLISH, today=dt.date(2026, 11, 24)) == expected


def test_the_year_is_said_when_today_is_not_known():
    rule = SessionRule(days=["thu"], start="12:00", until="2026-12-17", **{"from": "2026-11-05"})
    assert rule_words(rule, ENGLISH) == "Thu, noon, from Nov 5, 2026, until Dec 17, 2026"


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        (
            "Mo-Fr 09:00-12:00,13:00-17:00; PH off",
            [
                ("Mon–Fri", "9 AM–noon, 1–5 PM"),
                ("Sat and Sun", "Closed"),
                ("Public holidays", "Closed"),
            ],
        ),
        ("24/7", [("Every day", "Open 24 hours")]),
        ("Mo-Su 20:00-02:00", [("Every day", "8 PM–2 AM")]),
        (
            "Mo-Fr 20:00-02:00; Sa 10:00-14:00; Su off",
            [("Mon–Fri", "8 PM–2 AM"), ("Sat", "10 AM–2 PM"), ("Sun", "Closed")],
        ),
        (
            'Mo,We 18:00-20:00 "side door"; Sa "by appointment"',
            [
                ("Mon", "6–8 PM (side door)"),
                ("Tue", "Closed"),
                ("Wed", "6–8 PM (side door)"),
                ("Thu and Fri", "Closed"),
                ("Sat", "by appointment"),
                ("Sun", "Closed"),
            ],
        ),
        ("Jun-Aug Sa 10:00-12:00", [("Hours", "Jun-Aug Sa 10:00-12:00")]),
        ("nine to whenever", []),
    ],
)
def test_opening_hours_day_by_day(hours, expected):
    assert hours_lines(hours, ENGLISH) == expected


def test_seasonal_hours_are_those_of_the_week_asked_about():
    july = hours_lines("Jun-Aug Sa 10:00-12:00", ENGLISH, week_of=dt.date(2026, 7, 15))
    assert july == [("Mon–Fri", "Closed"), ("Sat", "10 AM–noon"), ("Sun", "Closed")]


@pytest.mark.parametrize(
    ("hours", "mend"),
    [
        ("9-5", "09:00-17:00"),
        ("9am-5pm", "09:00-17:00"),
        ("Mon-Fri 09:00-17:00", "Mo-Fr 09:00-17:00"),
        ("Monday to Friday 9 to 5", "Mo-Fr 09:00-17:00"),
        ("Mon-Fri 9am-5pm, Sat 10-2", "Mo-Fr 09:00-17:00; Sa 10:00-14:00"),
        ("Mon & Wed 6-8pm", "Mo,We 18:00-20:00"),
        ("Mo–Fr 09:00–17:00", "Mo-Fr 09:00-17:00"),
        ("24 hours", "24/7"),
        ("Daily 11pm-7am", "Mo-Su 23:00-07:00"),
    ],
)
def test_hours_as_people_write_them_come_with_the_mend(hours, mend):
    assert f"write {mend}" in hours_problem(hours)
    assert hours_problem(mend) is None


def test_the_part_of_the_hours_at_fault_is_named():
    assert '"49:00"' in hours_problem("Mo-Fr 09:00-49:00")
    assert '"by appointment"' in hours_problem("Sa by appointment")
    assert "24/7" in hours_problem("")
    assert "SH (school holidays)" in hours_problem("Mo-Fr 09:00-17:00; SH off")
    assert "Feb 30, which is not a date" in hours_problem("Mo-Fr 09:00-17:00; Feb 30 off")
    assert "longer" in hours_problem("Mo 09:00-10:00;" * 500)
    assert hours_problem("Mo-Fr 09:00-17:00; PH 10:00") is not None


@pytest.mark.parametrize(
    "hours",
    [
        "24/7",
        "Mo-Fr 09:00-17:00; PH off",
        "PH,Mo-Fr 09:00-17:00",
        'Mo-Fr 09:00-17:00 "SH: ring"',
        "Mo[2] 10:00-12:00; Dec 25-26 off",
        "sunrise-sunset",
        "Mo 17:00+",
    ],
)
def test_hours_in_the_syntax_have_no_problem(hours):
    assert hours_problem(hours) is None


def test_a_holiday_setting_names_a_country_and_perhaps_a_part_of_it():
    for code in ("US", "US-CA", "us-ca", "GB-ENG", "CA-ON", "DE"):
        assert holidays_problem(code) is None
    assert "US-CA" in holidays_problem("US-California")
    assert "did you mean US" in holidays_problem("USA")
    for code in ("", "XX", "US-XX", "US-"):
        assert "write" in holidays_problem(code)


def test_public_holidays_differ_by_state():
    chavez = dt.date(2026, 3, 31)
    assert chavez in public_holidays("US-CA", 2026)
    assert chavez not in public_holidays("US-NY", 2026)
    assert public_holidays("nowhere", 2026) == frozenset()


def test_minutes_left_are_real_ones_when_the_clocks_change():
    night = {"id": "one", "kind": "food", "name": "One", "timezone": "America/Los_Angeles"}
    table = Timetable([Resource(**night, hours="Su 00:00-03:00")], Settings())
    # In the first hour of two, half past one is an hour and a half before three, by the wall.
    moment = dt.datetime(2026, 11, 1, 1, 30, tzinfo=LOS_ANGELES)
    assert state_words(table.state(0, moment), moment, ENGLISH) == "Open until 3 AM"
    spring = dt.datetime(2026, 3, 8, 1, 40, tzinfo=LOS_ANGELES)
    assert state_words(table.state(0, spring), spring, ENGLISH) == "Closes in 20 min"
    meeting = {"days": ["sun"], "start": "01:20", "end": "01:50"}
    table = Timetable([Resource(**night, schedule=[meeting])], Settings())
    again = dt.datetime(2026, 11, 1, 1, 25, tzinfo=LOS_ANGELES, fold=1)
    assert state_words(table.state(0, again), again, ENGLISH) == "Sun, Nov 8, 1:20 AM"
