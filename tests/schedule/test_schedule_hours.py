from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

import holidays
import numpy as np
import pytest
import schedule_reference as reference
import schedule_strategies as strategies
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.model import Resource, Settings
from directory.schedule.hours import hours_problem
from directory.schedule.timetable import TimeFilter, Timetable

LOS_ANGELES = ZoneInfo("America/Los_Angeles")
CALIFORNIA = Settings(holidays="US-CA", timezone="America/Los_Angeles")
CODES = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")


def place(hours, **more):
    values = {"id": "one", "kind": "food", "name": "One", "timezone": "America/Los_Angeles"}
    return Resource(**(values | {"hours": hours} | more))


def at(text, zone=LOS_ANGELES):
    return dt.datetime.fromisoformat(text).replace(tzinfo=zone)


def next_of(resource, text, catalog=CALIFORNIA, **wanted):
    wanted = {key: frozenset(value.split()) for key, value in wanted.items()}
    found = Timetable([resource], catalog).next(0, at(text), TimeFilter(**wanted))
    if found is None:
        return None
    end = f"{found.end:%a %d %H:%M}" if found.end else "open"
    return f"{found.start:%a %d %H:%M}-{end}"


OFFICE = "Mo-Fr 09:00-17:00; PH off"


def test_a_public_holiday_shuts_an_office_for_today_and_now():
    # Thanksgiving is on Thursday 26 November 2026, and California has the Friday off too.
    office = place(OFFICE)
    assert next_of(office, "2026-11-26T10:00", days="today") is None
    assert next_of(office, "2026-11-26T10:00", when="now") is None
    assert next_of(office, "2026-11-25T10:00", days="tomorrow") is None
    assert next_of(office, "2026-11-26T10:00") == "Mon 30 09:00-Mon 30 17:00"


def test_a_place_open_on_mondays_matches_monday_when_the_next_one_is_a_holiday():
    assert next_of(place(OFFICE), "2026-09-05T10:00", days="mon") == "Mon 14 09:00-Mon 14 17:00"


def test_hours_for_holidays_alone_do_not_make_a_weekday():
    # Independence Day is a Saturday in 2026.
    kitchen = place("Mo-Fr 09:00-17:00; PH 11:00-14:00")
    assert next_of(kitchen, "2026-07-02T10:00", days="sat") is None
    assert next_of(kitchen, "2026-07-02T20:00", days="weekend") is None
    assert next_of(kitchen, "2026-07-04T10:00", days="today") == "Sat 04 11:00-Sat 04 14:00"
    assert next_of(kitchen, "2026-07-04T12:00", when="now") == "Sat 04 11:00-Sat 04 14:00"
    # On the observed Friday the holiday's own hours count.
    assert next_of(kitchen, "2026-07-03T08:00", days="fri") == "Fri 03 11:00-Fri 03 14:00"


def test_holidays_can_be_listed_with_weekdays():
    soup = place("Mo-Fr,PH 11:00-13:00")
    assert next_of(soup, "2026-07-04T10:00") == "Sat 04 11:00-Sat 04 13:00"
    assert next_of(place("PH,Sa 11:00-13:00"), "2026-11-26T08:00") == "Thu 26 11:00-Thu 26 13:00"


def test_without_a_holiday_setting_holidays_never_apply():
    nowhere = Settings(timezone="America/Los_Angeles")
    assert next_of(place(OFFICE), "2026-11-26T10:00", nowhere, when="now") == (
        "Thu 26 09:00-Thu 26 17:00"
    )
    assert next_of(place("PH 10:00-12:00"), "2026-07-01T10:00", nowhere) is None


def test_the_holidays_of_the_year_asked_about_count():
    assert next_of(place(OFFICE), "2031-01-01T10:00", when="now") is None
    assert next_of(place(OFFICE), "2031-01-02T10:00", when="now") == "Thu 02 09:00-Thu 02 17:00"


def test_a_door_that_is_always_open_has_no_end():
    always = place("24/7")
    assert next_of(always, "2026-11-24T12:00") == "Tue 24 00:00-open"
    assert next_of(always, "2026-11-24T12:00", when="now", bands="night") == "Tue 24 00:00-open"
    assert next_of(always, "2026-11-24T00:01", when="soon") is None
    assert next_of(place("Mo-Su 00:00-24:00"), "2026-11-24T00:01", when="soon") is None


def test_a_closure_shuts_even_a_door_that_is_always_open():
    shut = place("24/7", closed=[{"from": "2026-12-24", "to": "2026-12-26"}])
    assert next_of(shut, "2026-12-25T12:00", when="now") is None
    assert next_of(shut, "2026-12-25T12:00", days="today") is None
    assert next_of(shut, "2026-12-24T12:00") == "Sun 27 00:00-open"
    assert next_of(shut, "2026-12-20T12:00") == "Sun 20 00:00-Thu 24 00:00"
    assert next_of(shut, "2026-12-26T23:00", when="soon") == "Sun 27 00:00-open"


def test_a_closed_day_has_no_night_that_runs_into_the_next():
    bar = place("Mo-Su 20:00-02:00; PH off", closed=[{"from": "2026-11-10"}])
    assert next_of(bar, "2026-11-11T01:00", when="now") is None
    assert next_of(bar, "2026-11-12T01:00", when="now") is None, "the 11th is Veterans Day"
    assert next_of(bar, "2026-11-13T01:00", when="now") == "Thu 12 20:00-Fri 13 02:00"


def test_a_night_belongs_to_the_day_on_which_it_begins():
    shelter = place("Mo-Su 21:00-07:00", closed=[{"from": "2026-12-25"}])
    assert next_of(shelter, "2026-12-25T02:00", when="now") == "Thu 24 21:00-Fri 25 07:00"
    assert next_of(shelter, "2026-12-26T02:00", when="now") is None
    weekend = place("Fr 18:00-02:00; Sa 10:00-14:00; Su off")
    assert next_of(weekend, "2026-11-28T01:00", when="now") == "Fri 27 18:00-Sat 28 02:00"
    assert next_of(weekend, "2026-11-28T09:00") == "Sat 28 10:00-Sat 28 14:00"


def test_a_night_matches_both_its_days():
    bar = place("Fr 20:00-02:00")
    assert next_of(bar, "2026-11-24T12:00", days="sat") == "Fri 27 20:00-Sat 28 02:00"
    assert next_of(bar, "2026-11-24T12:00", days="sat", bands="evening") is None
    assert next_of(bar, "2026-11-28T01:00", days="today", bands="night") == (
        "Fri 27 20:00-Sat 28 02:00"
    )


def test_one_minute_must_satisfy_day_band_and_range_together():
    both = place("Mo 09:00-12:00; Tu 18:00-20:00")
    assert next_of(both, "2026-11-18T12:00", days="mon", bands="evening") is None
    assert next_of(both, "2026-11-18T12:00", days="tue", bands="evening") == (
        "Tue 24 18:00-Tue 24 20:00"
    )
    table = Timetable([both], CALIFORNIA)
    late = TimeFilter(start=dt.time(20), stop=dt.time(4))
    early = TimeFilter(start=dt.time(19, 59), stop=dt.time(20))
    assert table.next(0, at("2026-11-18T12:00"), late) is None
    assert table.next(0, at("2026-11-18T12:00"), early).start.day == 24


@pytest.mark.parametrize(
    ("text", "soon"),
    [
        ("06:59", False),
        ("07:00", True),
        ("09:00", True),
        ("09:10", True),
        ("09:11", False),
    ],
)
def test_soon_is_from_ten_minutes_ago_to_two_hours_ahead(text, soon):
    found = next_of(place("Tu 09:00-17:00"), f"2026-11-24T{text}", when="soon")
    assert (found is not None) == soon


def test_hours_that_touch_do_not_turn():
    split = place("Mo-Fr 09:00-13:00,13:00-17:00")
    assert next_of(split, "2026-11-24T12:30", when="soon") is None
    assert next_of(split, "2026-11-24T12:30") == "Tue 24 09:00-Tue 24 17:00"


def test_seasons_and_nth_weekdays_count_for_a_year():
    summer = place("Jun-Aug Sa 10:00-12:00")
    assert next_of(summer, "2026-11-24T12:00", days="sat") == "Sat 05 10:00-Sat 05 12:00"
    assert next_of(summer, "2026-11-24T12:00", days="sun") is None
    fifth = place("Sa[5] 10:00-12:00")
    assert next_of(fifth, "2026-11-01T12:00", days="sat") == "Sat 30 10:00-Sat 30 12:00"


def test_a_long_closure_is_looked_past():
    away = place("Mo 10:00-12:00", closed=[{"from": "2026-11-01", "to": "2027-03-31"}])
    assert next_of(away, "2026-11-24T12:00", days="mon") == "Mon 05 10:00-Mon 05 12:00"
    assert next_of(away, "2026-11-24T12:00", days="tue") is None


def test_unknown_is_not_open():
    assert next_of(place('"by appointment"'), "2026-11-24T12:00") is None
    assert next_of(place("Mo-Fr 09:00-17:00 unknown"), "2026-11-24T12:00") is None
    called = place('Tu 09:00-17:00 "ring twice"; Sa "by appointment"')
    assert next_of(called, "2026-11-24T12:00", when="now") == "Tue 24 09:00-Tue 24 17:00"
    assert next_of(called, "2026-11-24T12:00", days="sat") is None


def test_a_list_of_days_with_spaces_is_one_list():
    assert next_of(place("Mo, We, PH 10:00-12:00"), "2026-11-24T12:00") == (
        "Wed 25 10:00-Wed 25 12:00"
    )


def test_hours_and_a_schedule_either_may_match():
    both = place("Mo-Fr 09:00-17:00", schedule=[{"days": ["tue"], "start": "19:00"}])
    assert next_of(both, "2026-11-24T12:00") == "Tue 24 09:00-Tue 24 17:00"
    assert next_of(both, "2026-11-24T12:00", bands="evening", days="tue") == (
        "Tue 24 09:00-Tue 24 17:00"
    )
    assert next_of(both, "2026-11-24T18:30", when="soon") == "Tue 24 19:00-Tue 24 20:00"


def test_what_has_neither_schedule_nor_hours_matches_no_time_filter():
    empty = place(None)
    table = Timetable([empty], CALIFORNIA)
    entries = np.array([0])
    assert table.match(entries, at("2026-11-24T12:00")).matched.all()
    for wanted in (
        TimeFilter(days=frozenset({"tue"})),
        TimeFilter(bands=frozenset({"evening"})),
        TimeFilter(start=dt.time(0)),
        TimeFilter(stop=dt.time(0)),
        TimeFilter(when=frozenset({"now"})),
    ):
        assert not table.match(entries, at("2026-11-24T12:00"), wanted).matched.any()


def test_what_is_closed_has_no_occurrences_unless_it_meets_online_meanwhile():
    rule = {"days": ["tue"], "start": "19:00"}
    for status in ("closed", "temporarily-closed"):
        shut = place("24/7", status=status, schedule=[rule])
        assert next_of(shut, "2026-11-24T12:00") is None
        assert next_of(shut, "2026-11-24T12:00", when="now") is None
    online = place(
        None,
        status="temporarily-closed",
        schedule=[rule],
        location={"city": "Los Angeles"},
        online={"url": "https://example.org/room"},
    )
    assert next_of(online, "2026-11-24T12:00", days="today") == "Tue 24 19:00-Tue 24 20:00"


def test_today_is_the_date_where_the_entry_is():
    # One instant, three dates.
    places = [
        place("Tu 00:00-24:00", id=name, timezone=zone)
        for name, zone in (
            ("west", "Pacific/Pago_Pago"),
            ("here", "America/Los_Angeles"),
            ("east", "Pacific/Kiritimati"),
        )
    ]
    table = Timetable(places, CALIFORNIA)
    moment = dt.datetime(2026, 11, 24, 10, 30, tzinfo=dt.UTC)
    today = table.match(np.arange(3), moment, TimeFilter(days=frozenset({"today"})))
    assert today.matched.tolist() == [False, True, False]
    tomorrow = table.match(np.arange(3), moment, TimeFilter(days=frozenset({"tomorrow"})))
    assert tomorrow.matched.tolist() == [True, False, False]


def test_hours_on_the_day_that_the_clocks_change():
    early = place("Mo-Su 01:30-04:00")
    table = Timetable([early], CALIFORNIA)
    spring = table.next(0, at("2026-03-08T00:00"))
    assert spring.end - spring.start == dt.timedelta(hours=2, minutes=30)  # on the wall
    assert spring.end.timestamp() - spring.start.timestamp() == 1.5 * 3600
    autumn = table.next(0, at("2026-11-01T00:00"))
    assert autumn.end.timestamp() - autumn.start.timestamp() == 3.5 * 3600


def test_an_instant_out_of_the_calendar_or_without_a_zone_is_refused():
    table = Timetable([place("24/7")], CALIFORNIA)
    with pytest.raises(ValueError, match="1971"):
        table.next(0, dt.datetime(1960, 1, 1, tzinfo=dt.UTC))
    with pytest.raises(ValueError, match="time zone"):
        table.next(0, dt.datetime(2026, 1, 1))  # noqa: DTZ001


@dataclass(frozen=True)
class Door:
    """Opening hours as plain data, written out in the syntax by `text`."""

    week: dict[int, list[tuple[int, int]]]
    on_holidays: list[tuple[int, int]] | None = None
    closed: list[dict] = field(default_factory=list)
    zone: str = "America/Los_Angeles"

    def text(self):
        parts = [f"{CODES[day]} {clock(spans)}" for day, spans in self.week.items()]
        if self.on_holidays is not None:
            parts.append(f"PH {clock(self.on_holidays)}" if self.on_holidays else "PH off")
        return "; ".join(parts)

    def on(self, date, free):
        if any(c["from"] <= date.isoformat() <= c["to"] for c in self.closed):
            return []
        if date in free and self.on_holidays is not None:
            return self.on_holidays
        return self.week.get(date.weekday(), [])

    def intervals(self, first, last, free):
        """Instants between which it is open, those that touch joined, with holidays in `free`."""
        zone = ZoneInfo(self.zone)
        found = []
        for n in range((last - first).days + 1):
            date = first + n * reference.DAY
            midnight = dt.datetime.combine(date, dt.time())
            for low, high in self.on(date, free):
                walls = (midnight + minutes * reference.MINUTE for minutes in (low, high))
                start, end = (reference.instant(wall, zone) for wall in walls)
                if end > start:
                    found.append([start, end])
        found.sort()
        joined = []
        for start, end in found:
            if joined and start <= joined[-1][1]:
                joined[-1][1] = max(end, joined[-1][1])
            else:
                joined.append([start, end])
        return joined


def clock(spans):
    return ",".join(f"{a // 60:02}:{a % 60:02}-{b // 60:02}:{b % 60:02}" for a, b in spans)


@st.composite
def doors(draw):
    # The last one may run past midnight.
    edges = st.lists(st.integers(0, 54), min_size=2, max_size=4, unique=True).map(sorted)
    edges = edges.filter(lambda n: max(n[:-1][::2]) < 48)
    spans = edges.map(
        lambda n: [(a * 30, b * 30) for a, b in zip(n[::2], n[1::2], strict=len(n) % 2 == 0)]
    )
    days = draw(st.sets(st.integers(0, 6), min_size=1, max_size=5))
    return Door(
        {day: draw(spans) for day in sorted(days)},
        draw(st.none() | st.just([]) | spans),
        draw(strategies.closures),
        draw(strategies.zones),
    )


def reference_next(door, moment, wanted, free):
    zone = ZoneInfo(door.zone)
    today = moment.astimezone(zone).date()
    first, last = today - 8 * reference.DAY, today + 380 * reference.DAY
    usual = Door(door.week, None, [], door.zone).intervals(first, last, free)
    dates = wanted.days & {"today", "tomorrow"}
    by_date = TimeFilter(dates)
    by_name = TimeFilter(wanted.days - dates)
    for start, end in door.intervals(first, last, free):
        if end <= moment or not reference.in_time(start, end, moment, wanted):
            continue
        minute = start
        while minute < end:
            local = minute.astimezone(zone)
            if reference.in_band(local.hour * 60 + local.minute, wanted):
                if not wanted.days:
                    return start, end
                if dates and reference.on_day(local.date(), today, by_date):
                    return start, end
                named = bool(by_name.days) and reference.on_day(local.date(), today, by_name)
                if named and any(a <= minute < b for a, b in usual):
                    return start, end
            minute += 15 * reference.MINUTE
    return None


@given(doors(), strategies.INSTANTS, strategies.filters())
@settings(max_examples=200, deadline=None)
def test_filters_admit_the_hours_that_a_minute_by_minute_search_admits(door, moment, wanted):
    free = holidays.country_holidays("US", subdiv="CA", years=range(2025, 2031))
    resource = place(door.text(), timezone=door.zone, closed=door.closed)
    assert hours_problem(door.text()) is None
    found = Timetable([resource], CALIFORNIA).next(0, moment, wanted)
    assert reference.in_utc(found) == reference_next(door, moment, wanted, free)


@given(doors(), strategies.INSTANTS, st.integers(1, 20 * 24))
@settings(max_examples=100, deadline=None)
def test_open_hours_between_two_instants_are_all_that_overlap(door, start, hours):
    free = holidays.country_holidays("US", subdiv="CA", years=range(2025, 2031))
    stop = start + dt.timedelta(hours=hours)
    days = [one.astimezone(ZoneInfo(door.zone)).date() for one in (start, stop)]
    expected = [
        (a, b)
        for a, b in door.intervals(days[0] - 8 * reference.DAY, days[1] + 8 * reference.DAY, free)
        if a < stop and b > start
    ]
    resource = place(door.text(), timezone=door.zone, closed=door.closed)
    found = Timetable([resource], CALIFORNIA).occurrences(0, start, stop)
    assert [reference.in_utc(one) for one in found] == expected


def test_many_entries_are_listed_as_one_is():
    places = [
        place(
            "Mo-Fr 09:00-17:00; PH off", id="office", schedule=[{"days": ["tue"], "start": "9:30"}]
        ),
        place(None, id="silent"),
        place("24/7", id="always", timezone="Asia/Tokyo"),
        place("Mo-Fr 09:00-17:00; PH off", id="same-hours"),
        place(None, id="meets", schedule=[{"days": ["tue", "thu"], "start": "19:00"}]),
    ]
    table = Timetable(places, CALIFORNIA)
    week = (at("2026-11-24T12:00"), at("2026-12-01T12:00"))
    each = table.occurrences_each(np.arange(5), *week)
    assert each == [table.occurrences(number, *week) for number in range(5)]
    assert [len(found) for found in each] == [5, 0, 1, 4, 2]
    assert each[2][0].start.isoformat() == "2026-11-25T00:00:00+09:00"
    assert each[2][0].end is None
    shown = table.next_each(np.array([4, 1, 0]), week[0])
    assert shown == [table.next(number, week[0]) for number in (4, 1, 0)]


def test_opening_hours_speak_for_a_place_and_sessions_for_a_meeting():
    rule = {"days": ["tue"], "start": "19:00"}
    moment = at("2026-11-24T12:00")
    center = Timetable([place("24/7", schedule=[rule])], CALIFORNIA)
    assert center.state(0, moment).status == "opens"
    meeting = Timetable([place("24/7", kind="meeting", schedule=[rule])], CALIFORNIA)
    assert meeting.state(0, moment).status == "meets"


def test_hours_that_cannot_be_read_count_as_unknown():
    broken = place("nine to whenever")
    assert next_of(broken, "2026-11-24T12:00") is None
    assert Timetable([broken], CALIFORNIA).state(0, at("2026-11-24T12:00")).status == "unknown"
