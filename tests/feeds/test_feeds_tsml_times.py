"""Days, times and weeks of TSML rows."""

from __future__ import annotations

import datetime as dt

import pytest
from feed_rows import entry, imported, repairs, row

from directory.feeds.monthly import read_weeks
from directory.model import Weekday


def days_of(value: object) -> list[str]:
    return [day.value for rule in entry(day=value).schedule for day in rule.days]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (0, ["sun"]),
        ("0", ["sun"]),
        (6, ["sat"]),
        (3.0, ["wed"]),
        ("Monday", ["mon"]),
        ("tues.", ["tue"]),
        ("Thursdays", ["thu"]),
        ([1, 3], ["mon", "wed"]),
        (["0", "Saturday"], ["sat", "sun"]),
        ({"0": 5, "2": 6}, ["fri", "sat"]),
        ("1,3,5", ["mon", "wed", "fri"]),
        ("Daily", ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]),
    ],
)
def test_a_day_is_understood_however_it_is_written(written: object, expected: list[str]) -> None:
    assert days_of(written) == expected


def test_a_row_with_several_days_is_one_entry() -> None:
    result = imported(row(day=[1, 3, 5]))
    assert result.report.read == result.report.imported == 1
    assert len(result.resources[0].schedule) == 1


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Mon-Fri", ["mon", "tue", "wed", "thu", "fri"]),
        ("Saturday to Monday", ["mon", "sat", "sun"]),
        ("Thurs. – Sat.", ["thu", "fri", "sat"]),
        ("Tue Thu", ["tue", "thu"]),
        ("every Monday and Friday", ["mon", "fri"]),
        ("weekend", ["sat", "sun"]),
        (["Wed-Fri", 0], ["wed", "thu", "fri", "sun"]),
    ],
)
def test_days_written_as_a_span_or_one_after_the_other_are_all_read(
    written: object, expected: list[str]
) -> None:
    assert [day.value for day in entry(day=written).schedule[0].days] == expected


@pytest.mark.parametrize("day", ["Someday", 9, -1, 7, True, {"a": "b"}, 1.5, "8"])
def test_a_row_whose_day_cannot_be_read_is_left_out_and_told(day: object) -> None:
    result = imported(row(day=day))
    assert (result.report.imported, result.report.rejected) == (0, 1)
    problem = result.report.problems[0]
    assert (problem.row, problem.source_id, problem.action) == (1, "sunrise", "rejected")
    assert "day" in problem.problem


def test_day_seven_is_sunday_only_when_the_name_says_so() -> None:
    assert [d.value for d in entry(day=7, name="Sunday Serenity").schedule[0].days] == ["sun"]
    assert "Sunday" in repairs(day=7, name="Sunday Serenity")[0]
    assert imported(row(day=7, name="Sunday and Monday Serenity")).report.rejected == 1


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("18:00", "18:00"),
        ("18:00:00", "18:00"),
        ("8:00 PM", "20:00"),
        ("8:00 p.m.", "20:00"),
        ("8pm", "20:00"),
        ("8.30 am", "08:30"),
        ("12:00 AM", "00:00"),
        ("12:15 PM", "12:15"),
        ("1930", "19:30"),
        ("noon", "12:00"),
        ("Midnight", "00:00"),
        ("7:05", "07:05"),
        ("1970-01-01 19:45:00", "19:45"),
    ],
)
def test_a_time_is_understood_however_it_is_written(written: str, expected: str) -> None:
    assert entry(time=written).schedule[0].start.strftime("%H:%M") == expected


@pytest.mark.parametrize("written", ["7ish", "25:00", "7", 19, "13:00 AM", "19:75", "after work"])
def test_a_time_that_cannot_be_read_is_by_appointment_and_kept_in_words(written: object) -> None:
    resource = entry(time=written)
    assert resource.by_appointment
    assert not resource.schedule
    assert resource.description is not None
    assert f"{written}" in resource.description
    assert "Monday" in resource.description
    assert any("time cannot be read" in text for text in repairs(time=written))


def test_neither_day_nor_time_means_by_appointment_and_is_no_repair() -> None:
    for nothing in (..., None, "", []):
        result = imported(row(day=nothing, time=nothing if nothing != [] else ""))
        assert result.resources[0].by_appointment
        assert result.report.repaired == 0


def test_a_time_without_a_day_is_by_appointment_and_told() -> None:
    assert entry(day=..., time="19:00").by_appointment
    assert "19:00" in (entry(day="", time="19:00").description or "")
    assert "19:00 to 20:00" in (entry(day="", end_time="20:00").description or "")
    assert len(repairs(day=None)) == 1


@pytest.mark.parametrize("day", ["TBD", "n/a", "None", "-", "?"])
def test_a_word_for_no_day_is_no_day(day: str) -> None:
    assert entry(day=day).by_appointment


def test_a_date_before_the_time_is_passed_over() -> None:
    for written in ("1899-12-30T19:30:00", "2024-01-01 19:30"):
        (rule,) = entry(time=written).schedule
        assert rule.start == dt.time(19, 30)


def test_midnight_at_the_end_of_a_day_belongs_to_the_next() -> None:
    (rule,) = entry(day=5, time="24:00").schedule
    assert ([day.value for day in rule.days], rule.start) == (["sat"], dt.time(0))


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("19:00", "20:00", "20:00"),
        ("23:00", "00:00", "00:00"),
        ("23:59", "01:30", "01:30"),
        ("22:00", "24:00", "00:00"),
        ("20:00", "midnight", "00:00"),
        ("19:00", "8:30 PM", "20:30"),
    ],
)
def test_an_end_past_midnight_is_believed(start: str, end: str, expected: str) -> None:
    (rule,) = entry(time=start, end_time=end).schedule
    assert rule.end is not None
    assert rule.end.strftime("%H:%M") == expected
    assert repairs(time=start, end_time=end) == []


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("12:00", "01:00", "13:00"),
        ("12:10", "01:30", "13:30"),
        ("19:00", "08:15", "20:15"),
        ("17:30", "16:30", None),
        ("10:00", "10:00", None),
        ("09:00", "08:00", None),
        ("19:00", "late", None),
    ],
)
def test_an_end_that_cannot_be_is_mended_when_certain_and_else_left_out(
    start: str, end: str, expected: str | None
) -> None:
    (rule,) = entry(time=start, end_time=end).schedule
    assert (rule.end.strftime("%H:%M") if rule.end else None) == expected
    assert len(repairs(time=start, end_time=end)) == 1


def test_a_start_and_an_end_in_one_field_are_both_taken() -> None:
    (rule,) = entry(time="7:00 PM - 8:30 PM").schedule
    assert (rule.start, rule.end) == (dt.time(19), dt.time(20, 30))


@pytest.mark.parametrize(
    ("text", "weeks"),
    [
        ("2nd and 4th Sunday", (2, 4)),
        ("2nd & 4th Sundays only", (2, 4)),
        ("Meets the first Sunday of the month only", (1,)),
        ("Wheelchair parking, meets the First Sunday of the month only", (1,)),
        ("This meeting is only on the 2nd Sunday of each month.\nSpeaker at 11:11", (2,)),
        (
            "This meeting is held only on the 2nd Sunday of each month\n1 male 1 female speaker",
            (2,),
        ),
        ("Only meets 1st Sunday of the month.  Meeting is in the basement.", (1,)),
        ("Held on the 1st, 3rd and 5th Sundays of every month", (1, 3, 5)),
        ("Meets 1st and 3rd Sundays; speaker on 3rd Sunday", (1, 3)),
        ("This is a monthly meeting (2nd Sunday of the month) with circuit speakers", (2,)),
        ("This meeting meets only on the last Sunday of the month.", (-1,)),
        ("1st & 3rd Sun. of the month", (1, 3)),
    ],
)
def test_words_that_leave_no_doubt_make_a_meeting_monthly(
    text: str, weeks: tuple[int, ...]
) -> None:
    assert read_weeks([Weekday.SUN], None, text).weeks == weeks


@pytest.mark.parametrize(
    "text",
    [
        "Birthday coins last Sunday of every month",
        "Business meeting 1st Sunday after the meeting",
        "Business Mtg. last Sunday",
        "Open meeting only on the last Sunday of the month.",
        "ASL interpreted on first Sunday only",
        "Speaker meeting last Sunday of the month",
        "Last Sunday is a speaker meeting",
        "1st Sunday Big Book; 2nd Sunday Step; 3rd Sunday Speaker",
        "The 4th Sunday is Birthday Night",
        "Alternates every other week between Big Book and Steps",
        "Rotates each week",
        "On 5th Ave W, first floor, second door on the right",
        "Meets every Sunday",
        "First step meeting",
        "Closed 1st Sunday only",
    ],
)
def test_words_about_what_happens_in_some_weeks_leave_a_meeting_weekly(text: str) -> None:
    found = read_weeks([Weekday.SUN], None, text)
    assert (found.weeks, found.doubt) == ((), None)


@pytest.mark.parametrize(
    "text",
    [
        "EXCEPT the last Sunday of the month",
        "Meets every other Sunday",
        "This meeting meets monthly",
        "Open meeting (last Sunday only)",
        "Last Sunday only: birthday cake",
        "Birthdays celebrated monthly (last Sunday)",
        "Last Sunday of month\nStep meeting",
        "Meets 3rd Sunday only at the park",
        "No meeting on the 2nd Sunday",
        "Meets 1st Tuesday only",
        "First Sunday",
    ],
)
def test_words_in_doubt_leave_a_meeting_weekly_and_are_told(text: str) -> None:
    found = read_weeks([Weekday.SUN], None, text)
    assert found.weeks == ()
    assert found.doubt
    told = repairs(day=0, notes=text)
    assert any("every week" in message for message in told)
    assert entry(day=0, notes=text).schedule[0].weeks == ()


def test_a_name_can_say_the_weeks_but_a_group_may_be_called_after_one() -> None:
    assert entry(day=0, name="Sunrise (2nd & 4th Sunday)").schedule[0].weeks == (2, 4)
    assert entry(day=6, name="Live (Monthly Meeting, 1st Saturday)").schedule[0].weeks == (1,)
    assert entry(day=0, name="Third Sunday Group").schedule[0].weeks == ()


@pytest.mark.parametrize(
    ("written", "start", "end"),
    [
        ("7:00-8:30 PM", "19:00", "20:30"),
        ("7-8pm", "19:00", "20:00"),
        ("11:30 - 1 p.m.", "11:30", "13:00"),
        ("10-12 am", "22:00", "00:00"),
        ("12-1 pm", "12:00", "13:00"),
        ("9:00 AM - 1:00 PM", "09:00", "13:00"),
    ],
)
def test_one_half_of_the_day_may_stand_for_start_and_end(
    written: str, start: str, end: str
) -> None:
    (rule,) = entry(time=written).schedule
    assert rule.end is not None
    assert (f"{rule.start:%H:%M}", f"{rule.end:%H:%M}") == (start, end)


def test_hours_from_utc_behind_a_time_are_no_end() -> None:
    resource = entry(time="18:00:00-07:00")
    assert resource.by_appointment
    assert "18:00:00-07:00" in (resource.description or "")


def test_words_that_contradict_each_other_change_nothing() -> None:
    resource = entry(day=0, name="Sunrise (2nd Sunday only)", notes="Meets 3rd Sunday only.")
    assert resource.schedule[0].weeks == ()
    assert repairs(day=0, name="Sunrise (2nd Sunday only)", notes="Meets 3rd Sunday only.")


def test_a_row_with_several_days_is_never_made_monthly() -> None:
    assert entry(day=[0, 1], notes="Meets 2nd and 4th Sunday").schedule[0].weeks == ()
