"""When HSDS services are open and take place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from hsds_feeds import TODAY, at, entry, imported, repairs, service, table, timed, weekly
from hypothesis import given
from hypothesis import strategies as st

from directory.model import Resource, Settings
from directory.schedule.timetable import Timetable

TIMES = {"opens_at": "8:00", "closes_at": "20:00"}
ZONE = ZoneInfo("America/Chicago")


def dates(resource: Resource, start: dt.date, stop: dt.date) -> list[dt.date]:
    """The dates on which the directory says that it takes place or opens."""
    table_ = Timetable([resource], Settings())
    first = dt.datetime.combine(start, dt.time(), ZONE)
    last = dt.datetime.combine(stop, dt.time(), ZONE)
    return [found.start.date() for found in table_.occurrences(0, first, last)]


@pytest.mark.parametrize(
    ("schedules", "hours"),
    [
        ([weekly("MO,TU,WE,TH,FR")], "Mo-Fr 09:00-17:00"),
        (
            [weekly("MO,TU,TH"), weekly("SA", "10:00", "14:00")],
            "Mo,Tu,Th 09:00-17:00; Sa 10:00-14:00",
        ),
        (
            [weekly("MO", "09:00", "12:00"), weekly("MO", "13:00", "17:00")],
            "Mo 09:00-12:00,13:00-17:00",
        ),
        ([weekly("MO", "09:00:00", "17:00:00")], "Mo 09:00-17:00"),
        ([weekly("MO", "09:00-06:00", "17:00-06:00")], "Mo 09:00-17:00"),
        ([weekly("MO", "09:00:00Z", "17:00:00.000Z")], "Mo 09:00-17:00"),
        ([weekly("MO", "9:00 AM", "5pm")], "Mo 09:00-17:00"),
        ([weekly("MO,TU,WE,TH,FR,SA,SU", "00:00", "23:59")], "24/7"),
        ([weekly("SA", "00:00", "23:59")], "Sa 00:00-24:00"),
        ([weekly("FR,SA", "20:00", "00:00")], "Fr,Sa 20:00-24:00"),
        (
            [weekly("FR", "19:00", "07:00"), weekly("SA", "08:00", "12:00")],
            "Fr 19:00-07:00, Sa 08:00-12:00",
        ),
        ([{"freq": "DAILY"} | TIMES], "Mo-Su 08:00-20:00"),
        ([{"byday": "MO"} | TIMES], "Mo 08:00-20:00"),
        ([{"freq": "WEEKLY", "dtstart": "2026-01-07"} | TIMES], "We 08:00-20:00"),
        ([weekly("MO", interval=1, dtstart="2020-01-01")], "Mo 09:00-17:00"),
        ([weekly("MO", valid_to="2026-12-31")], "1990 Jan 01-2026 Dec 31 Mo 09:00-17:00"),
        (
            [weekly("MO", valid_from="2020-06-01", valid_to="2027-08-31")],
            "2020 Jun 01-2027 Aug 31 Mo 09:00-17:00",
        ),
        ([weekly("MO", dtstart="2027-06-01")], "2027 Jun 01-2099 Dec 31 Mo 09:00-17:00"),
        ([{"weekday": "Monday"} | TIMES], "Mo 08:00-20:00"),
        ([{"weekday": "7"} | TIMES], "Su 08:00-20:00"),
        ([{"weekday": 1} | TIMES], "Mo 08:00-20:00"),
        ([{"weekday": "Sunday", "opens_at": "", "closes_at": ""}], None),
    ],
)
def test_weekly_schedules_are_opening_hours(
    schedules: list[dict[str, object]], hours: str | None
) -> None:
    resource = timed(*schedules)
    assert resource.hours == hours
    assert not resource.schedule


@pytest.mark.parametrize(
    ("opens", "closes", "meant"),
    [
        ("9:00", "5:00", "09:00-17:00"),
        ("8:30", "4:30", "08:30-16:30"),
        ("10:00", "4:00", "10:00-16:00"),
        ("23:00", "17:00", "11:00-17:00"),
        ("22:00", "20:00", "10:00-20:00"),
        ("17:00", "08:00", "17:00-08:00"),
        ("22:00", "04:00", "22:00-04:00"),
        ("13:00", "11:00", None),
        ("9:00", "9:00", None),
    ],
)
def test_a_door_that_closes_before_it_opens_is_a_night_or_a_slip_of_twelve_hours(
    opens: str, closes: str, meant: str | None
) -> None:
    resource = timed(weekly("MO", opens, closes))
    assert resource.hours == (f"Mo {meant}" if meant else None)
    if meant is None:
        assert f"MO, weekly, {opens} to {closes}" in (resource.description or "")


@pytest.mark.parametrize(
    ("schedule", "rule"),
    [
        ({"freq": "MONTHLY", "byday": "2MO"}, {"days": ["mon"], "weeks": [2]}),
        ({"freq": "MONTHLY", "byday": "-1FR"}, {"days": ["fri"], "weeks": [-1]}),
        ({"freq": "MONTHLY", "byday": "1SA,3SA"}, {"days": ["sat"], "weeks": [1, 3]}),
        ({"freq": "WEEKLY", "byday": "2MO"}, {"days": ["mon"], "weeks": [2]}),
        (
            {"freq": "WEEKLY", "byday": "SA", "interval": 2, "dtstart": "2026-01-03"},
            {"days": ["sat"], "every": 2, "from": "2026-01-03"},
        ),
        (
            {"freq": "MONTHLY", "byday": "+1TU", "dtstart": "2026-02-01", "until": "2027-02-28"},
            {"days": ["tue"], "weeks": [1], "from": "2026-02-01", "until": "2027-02-28"},
        ),
    ],
)
def test_monthly_and_every_other_week_are_sessions(
    schedule: dict[str, object], rule: dict[str, object]
) -> None:
    resource = timed(schedule | {"opens_at": "18:30", "closes_at": "20:00"})
    assert resource.hours is None
    assert resource.entry()["schedule"] == [rule | {"start": "18:30", "end": "20:00"}]


@pytest.mark.parametrize(
    "schedule",
    [
        {"freq": "MONTHLY", "bymonthday": "2,3"},
        {"freq": "MONTHLY", "byday": "MO", "interval": 2},
        {"freq": "YEARLY", "byday": "MO"},
        {"freq": "WEEKLY", "byday": "MO", "byweekno": "41"},
        {"freq": "WEEKLY", "byday": "MO", "interval": 2},
        {"freq": "WEEKLY", "byday": "XX"},
        {"freq": "WEEKLY", "byday": "MO", "opens_at": "soonish"},
        {"freq": "WEEKLY", "byday": "MO", "closes_at": ""},
        {"description": "Ask at the desk", "opens_at": "", "closes_at": ""},
    ],
)
def test_what_no_rule_can_hold_is_kept_in_words_and_reported(schedule: dict[str, object]) -> None:
    value = service(schedules=[{"opens_at": "09:00", "closes_at": "12:00"} | schedule])
    resource = entry(value)
    assert resource.hours is None
    assert not resource.schedule
    assert (resource.description or "").startswith("Hours: ")
    assert any("kept in words" in problem for problem in repairs(value))


@pytest.mark.parametrize(
    ("words", "hours"),
    [
        ("Mon-Fri 9am-5pm", "Mo-Fr 09:00-17:00"),
        ("Mon-Fri 9am-5pm, Sat 10am-2pm", "Mo-Fr 09:00-17:00; Sa 10:00-14:00"),
        ("Mon-Fri 9am-5pm, closed holidays", "Mo-Fr 09:00-17:00; PH off"),
        ("24 hours", "24/7"),
        ("Mon-Fri 9am-5pm except in August", None),
    ],
)
def test_hours_in_words_are_read_where_they_are_certain(words: str, hours: str | None) -> None:
    resource = timed({"description": words})
    assert resource.hours == hours
    assert resource.description == f"Hours: {words}"


def test_first_tuesdays_in_words_are_sessions_and_appointments_are_by_appointment() -> None:
    (rule,) = timed({"description": "1st Tuesday 7-8 pm"}).schedule
    assert (rule.days, rule.weeks, rule.start) == (("tue",), (1,), dt.time(19))
    resource = timed({"description": "By appointment only"})
    assert (resource.by_appointment, resource.hours) == (True, None)
    assert timed({"description": "Mon 9am-5pm", "valid_to": "2020-01-01"}).hours is None


def test_hours_that_held_until_a_past_date_are_unknown_and_those_that_ended_are_over() -> None:
    unknown = timed(weekly("MO", valid_to="2026-11-21"))
    assert unknown.hours is None
    assert not unknown.schedule
    assert "held until 2026-11-21" in (unknown.description or "")
    ended = timed(weekly("MO", until="2026-11-21"))
    (rule,) = ended.schedule
    assert rule.until == dt.date(2026, 11, 21)
    assert dates(ended, TODAY, TODAY + dt.timedelta(60)) == []
    assert timed(weekly("SU", valid_to="2026-11-22")).hours


def test_without_a_date_nothing_is_past() -> None:
    resource = timed(weekly("MO", valid_to="2020-12-20"), today=None)
    assert resource.hours == "1990 Jan 01-2020 Dec 20 Mo 09:00-17:00"


def test_summer_and_winter_hours_hold_each_in_its_time() -> None:
    resource = timed(
        weekly("MO", "09:00", "12:00", valid_from="2026-11-01", valid_to="2027-03-31"),
        weekly("MO", "09:00", "17:00", valid_from="2027-04-01", valid_to="2027-10-31"),
    )
    hours = Timetable([resource], Settings())
    for day, end in ((dt.date(2027, 3, 29), 12), (dt.date(2027, 4, 5), 17)):
        (found,) = hours.occurrences(
            0,
            dt.datetime.combine(day, dt.time(), ZONE),
            dt.datetime.combine(day + dt.timedelta(1), dt.time(), ZONE),
        )
        assert found.end is not None
        assert found.end.hour == end


def test_the_most_specific_schedules_win() -> None:
    link = {"id": "sl1", "schedules": [weekly("MO")], "location": {"id": "l1", "name": "Hall"}}
    place = {"schedules": [weekly("WE")]}
    value = at(place, schedules=[weekly("TU")])
    assert entry(value | {"service_at_locations": [link]}).hours == "Mo 09:00-17:00"
    assert entry(value).hours == "Tu 09:00-17:00"
    assert entry(at(place)).hours == "We 09:00-17:00"


def test_a_zone_by_name_is_taken_and_an_offset_is_not() -> None:
    assert timed(weekly("MO", timezone="America/New_York")).timezone == "America/New_York"
    value = service(schedules=[weekly("MO", timezone=-5)])
    assert entry(value).timezone == "America/Chicago"
    assert "timezone is not the name of a zone, and is left out (-5)" in repairs(value)


def test_holidays_close_the_door_or_change_its_hours() -> None:
    resource = entry(
        service(
            schedules=[weekly("MO,TU,WE,TH,FR")],
            holiday_schedules=[
                {"closed": True, "start_date": "2026-12-25", "end_date": "2026-12-26"},
                {"closed": "f", "start_date": "2026-12-24", "end_date": "2026-12-24",
                 "opens_at": "09:00", "closes_at": "12:00"},
                {"closed": "TRUE", "start_date": "never"},
            ],
        )
    )  # fmt: skip
    (closure,) = resource.closed
    assert (closure.from_, closure.last) == (dt.date(2026, 12, 25), dt.date(2026, 12, 26))
    assert resource.hours == "Mo-Fr 09:00-17:00; 2026 Dec 24 09:00-12:00"


def test_version_1_has_a_row_a_weekday_and_holidays_in_tables_of_their_own() -> None:
    days = [
        {"service_id": "1", "weekday": day, "opens_at": "08:00", "closes_at": "16:00"}
        for day in ("Monday", "Tuesday")
    ]
    result = imported(
        table("services", {"id": "1", "name": "Front Desk"}),
        table("regular_schedules", *days),
        table("holiday_schedules", {"service_id": "1", "closed": "t", "start_date": "2026-12-25",
                                    "end_date": "2026-12-25"}),
    )  # fmt: skip
    (resource,) = result.resources
    assert resource.hours == "Mo,Tu 08:00-16:00"
    assert [closure.from_ for closure in resource.closed] == [dt.date(2026, 12, 25)]
    assert not result.report.problems


def test_a_meeting_has_its_weekly_times_as_sessions_or_is_by_appointment() -> None:
    (rule,) = timed(weekly("MO", "19:00", "20:00"), kind="meeting", fellowship="smart").schedule
    assert [rule.days, rule.start] == [("mon",), dt.time(19)]
    assert entry(service(), kind="meeting").by_appointment


@st.composite
def rules(draw: st.DrawFn) -> Iterator[dict[str, object]]:
    """A weekly or monthly recurrence that the catalog can hold."""
    days = draw(
        st.lists(
            st.sampled_from(["MO", "TU", "WE", "TH", "FR", "SA", "SU"]), min_size=1, unique=True
        )
    )
    start = draw(st.dates(dt.date(2026, 1, 1), dt.date(2027, 1, 31)))
    rule: dict[str, object] = {
        "dtstart": start.isoformat(),
        "wkst": draw(st.sampled_from(["MO", "SU", "WE"])),
    }
    if draw(st.booleans()):
        weeks = draw(
            st.lists(st.sampled_from([1, 2, 3, 4, 5, -1, -2]), min_size=1, max_size=2, unique=True)
        )
        rule |= {"freq": "MONTHLY", "byday": ",".join(f"{w}{d}" for d in days for w in weeks)}
    else:
        rule |= {"freq": "WEEKLY", "byday": ",".join(days), "interval": draw(st.integers(1, 4))}
    limit = draw(st.sampled_from(["none", "until", "count"]))
    if limit == "until":
        rule["until"] = (start + dt.timedelta(draw(st.integers(0, 400)))).isoformat()
    elif limit == "count":
        rule["count"] = draw(st.integers(1, 30))
    return rule  # type: ignore[return-value]


MONDAY = {"weekday": "Monday"} | TIMES


@pytest.mark.parametrize(
    ("limits", "hours", "rules"),
    [
        ({"valid_to": "2027-01-01"}, "1990 Jan 01-2027 Jan 01 Mo 08:00-20:00", []),
        ({"valid_from": "2027-01-01"}, "2027 Jan 01-2099 Dec 31 Mo 08:00-20:00", []),
        ({"until": "2020-01-01"}, None, [((), 1)]),
        ({"freq": "WEEKLY", "interval": 2, "dtstart": "2026-01-05"}, None, [((), 2)]),
        ({"freq": "MONTHLY", "byday": "1MO"}, None, [((1,), 1)]),
    ],
)
def test_limits_beside_a_weekday_hold(
    limits: dict[str, object], hours: str | None, rules: list[tuple[tuple[int, ...], int]]
) -> None:
    found = timed(MONDAY | limits)
    assert found.hours == hours
    assert [(rule.weeks, rule.every) for rule in found.schedule] == rules


@pytest.mark.parametrize(
    ("schedule", "said"),
    [
        (MONDAY | {"freq": "MONTHLY"}, "Hours: Monday, monthly, 8:00 to 20:00"),
        (MONDAY | {"byday": "TU"}, "Hours: Monday, TU, 8:00 to 20:00"),
        (
            weekly("MO", description="Every other Monday"),
            "Hours: Every other Monday (09:00 to 17:00)",
        ),
        (
            weekly("MO", freq="MONTHLY", description="First Monday of the month"),
            "Hours: First Monday of the month (09:00 to 17:00)",
        ),
        (weekly("MO", ""), "Hours: MO, weekly, until 17:00"),
    ],
)
def test_a_rule_that_its_own_words_doubt_stays_in_words(
    schedule: dict[str, object], said: str
) -> None:
    found = timed(schedule)
    assert (found.hours, found.schedule, found.description) == (None, (), said)
    assert any("kept in words" in problem for problem in repairs(service(schedules=[schedule])))


def test_weekday_0_is_sunday_and_is_told() -> None:
    schedule = {"weekday": "0"} | TIMES
    assert timed(schedule).hours == "Su 08:00-20:00"
    assert any("weekday 0" in problem for problem in repairs(service(schedules=[schedule])))


@given(rules())
def test_every_recurrence_has_the_dates_that_another_program_finds(rule: dict[str, object]) -> None:
    resource = timed(rule | {"opens_at": "10:00", "closes_at": "11:00"}, kind="meeting")
    start, stop = dt.date(2026, 1, 1), dt.date(2028, 3, 1)
    text = ";".join(
        f"{key.upper()}={str(value).replace('-', '') if key == 'until' else value}"
        for key, value in rule.items()
        if key != "dtstart"
    )
    first = dt.datetime.combine(dt.date.fromisoformat(str(rule["dtstart"])), dt.time())
    expected = [
        moment.date()
        for moment in rrulestr(text, dtstart=first)
        .between(dt.datetime(2025, 1, 1), dt.datetime(2028, 2, 29), inc=True)  # noqa: DTZ001
    ]  # fmt: skip
    assert sorted(set(dates(resource, start, stop))) == expected
