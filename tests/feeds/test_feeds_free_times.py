"""Days and times in free text: read where they are certain, left in words where not."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.feeds.free_times import Times, read_times
from directory.feeds.text import plain_text
from directory.model import SessionRule, Weekday
from directory.schedule.hours import hours_problem

DAYS = [day.value for day in Weekday]
WEEK = " ".join(DAYS)
Sessions = set[tuple[str, int, str, str | None]]


def sessions(text: str, **options: Any) -> list[str]:
    """The rules of a text, each on a line: "tue/1,3 19:00-"."""
    return [
        " ".join(rule["days"])
        + ("/" + ",".join(map(str, rule["weeks"])) if "weeks" in rule else "")
        + f" {rule['start']}-{rule.get('end', '')}"
        for rule in read_times(text, **options).schedule
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1st & 3rd Tuesdays 7:00 pm", ["tue/1,3 19:00-"]),
        ("last Friday 7:30 PM", ["fri/-1 19:30-"]),
        ("2nd and last Fri 8pm", ["fri/2,-1 20:00-"]),
        ("First and third Wednesdays, noon", ["wed/1,3 12:00-"]),
        ("every 2nd Tuesday of the month 7pm", ["tue/2 19:00-"]),
        ("1st Mon, 3rd Wed 7pm", ["mon/1 19:00-", "wed/3 19:00-"]),
        ("MWF 7am", ["mon wed fri 07:00-"]),
        ("TTh 6-8pm", ["tue thu 18:00-20:00"]),
        ("M, W & F 7pm", ["mon wed fri 19:00-"]),
        ("M T W Th F 8-5", ["mon tue wed thu fri 08:00-17:00"]),
        ("9-5 M-F", ["mon tue wed thu fri 09:00-17:00"]),
        ("Hours: M-Th 8am-7pm; F 8-5pm", ["mon tue wed thu 08:00-19:00", "fri 08:00-17:00"]),
        ("Tuesday's 19:00h", ["tue 19:00-"]),
        ("Thursday evenings at 7 p.m.", ["thu 19:00-"]),
        ("daily 6am & 6pm", [f"{WEEK} 06:00-", f"{WEEK} 18:00-"]),
        ("Mon 7p", ["mon 19:00-"]),
        ("Tue 730pm", ["tue 19:30-"]),
        ("7pm Mondays, 8pm Tuesdays", ["mon 19:00-", "tue 20:00-"]),
        ("Fri-Mon 19:00", ["mon fri sat sun 19:00-"]),
        ("Monday\n7 pm", ["mon 19:00-"]),
        ("Fridays 11pm-1", ["fri 23:00-01:00"]),
        ("Sun 12:00", ["sun 12:00-"]),
        ("martes y jueves a las 7 pm", ["tue thu 19:00-"]),
        ("Lunes a viernes de 9 a 17 h", ["mon tue wed thu fri 09:00-17:00"]),
        ("primer lunes del mes 7 de la noche", ["mon/1 19:00-"]),
        ("miércoles 10am", ["wed 10:00-"]),
        ("todos los días 8:00 a.m.", [f"{WEEK} 08:00-"]),
    ],
)
def test_sessions_are_read_from_words(text: str, expected: list[str]) -> None:
    assert sessions(text) == expected
    assert read_times(text).leftover is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mon-Fri 9am-5pm, Sat 10-2", "Mo-Fr 09:00-17:00; Sa 10:00-14:00"),
        ("Weekdays 8:30-noon; closed holidays", "Mo-Fr 08:30-12:00; PH off"),
        ("Tues/Thurs 12-1:30pm", "Tu,Th 12:00-13:30"),
        ("M-F 8-5", "Mo-Fr 08:00-17:00"),
        ("24 hours", "24/7"),
        ("24/7", "24/7"),
        ("Open 24 hours a day, 7 days a week", "24/7"),
        ("Mon - Fri: 24 hours", "Mo-Fr 00:00-24:00"),
        ("Daily 9-5, closed Sundays", "Mo-Sa 09:00-17:00"),
        ("Mon 9-12, 1-4; Tue closed", "Mo 09:00-12:00,13:00-16:00"),
        ("Mon-Fri 9-12, Mon 1-5pm", "Mo 09:00-12:00,13:00-17:00; Tu-Fr 09:00-12:00"),
        ("10pm-2am Fri & Sat", "Fr-Sa 22:00-02:00"),
        ("Fridays 6pm-midnight", "Fr 18:00-24:00"),
        ("Mon-Fri 9-5 except holidays", "Mo-Fr 09:00-17:00; PH off"),
        ("Weekdays 9-5, 2nd Tue 6-8pm", "Mo-Fr 09:00-17:00, Tu[2] 18:00-20:00"),
        ("Sábados 10am-2pm, domingos cerrado", "Sa 10:00-14:00"),
        ("Mo-Fr 09:00-17:00; PH off", "Mo-Fr 09:00-17:00; PH off"),
    ],
)
def test_opening_hours_are_read_from_words(text: str, expected: str) -> None:
    found = read_times(text)
    assert (found.hours, found.leftover) == (expected, None)


@pytest.mark.parametrize(
    "text",
    [
        "Every other Thursday 6pm",
        "every 2nd Tuesday 7pm",
        "1st Monday and Tuesday 7pm",
        "Mon 7pm, Tue",
        "Mondays",
        "Noon",
        "7p",
        "7:30",
        "TBD",
        "Closed",
        "Mondays 7:30",
        "Monday 7-8",
        "Mon 6 & 8pm",
        "Mon 7pm or 8pm",
        "Fri 5pm - Sun 5pm",
        "Mon-Fri 9-5 except the last Friday",
        "Mondays 7pm June to August",
        "Mondays 7pm, doors open 6:30pm",
        "Mon before 7pm",
        "Mon 9-5, closed 12-1",
        "Mon 7 pm - 7 pm",
        "Mon 2pm-1pm",
        "the wednesday, july",
        "Bi-weekly Mondays 7pm",
        "Mon 13:75",
        "1/5/2026 7pm",
        "Mon 7pm for 1.5 hours",
        "24/7 except Monday",
        "Room F, Mondays 7pm",
        "M T W Th F S 8-5",
        "S 10-2",
        "12 Mondays",
        "Mondays 12",
        "1st and 3rd week, Mon 7pm",
        "Sunday 7pm (1st Sunday is speaker)",
    ],
)
def test_what_is_not_certain_stays_in_words(text: str) -> None:
    assert read_times(text) == Times(leftover=text)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Mondays 7pm women's group, Tuesdays 8pm men", "women's group; men"),
        ("Mondays 7pm in Room 4", "in Room 4"),
        ("call 555-555-0100, Mon 7pm", "call 555-555-0100"),
        ("We meet Mondays 7pm", "We"),
        ("12-step meeting Mondays 7pm", "12-step meeting"),
        ("Mon 7pm - Closed meeting", "Closed meeting"),
        ("Mondays at 7:00 PM EST", "EST"),
    ],
)
def test_words_that_mean_no_time_are_left_over_beside_the_times(text: str, left: str) -> None:
    found = read_times(text)
    assert found.schedule
    assert found.leftover == left


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("Mon-Fri by appointment, Sat 9am-5pm", None),
        ("Mon-Fri 9am-5pm, by appointment Sat", None),
        ("By appointment Sat; Mon-Fri 9-5", None),
        ("By appointment; Mon-Fri 9-5", "Mo-Fr 09:00-17:00"),
    ],
)
def test_days_by_appointment_take_no_times_of_other_days(text: str, hours: str | None) -> None:
    found = read_times(text)
    assert (found.hours, found.by_appointment) == (hours, True)
    assert found.leftover == (None if hours else text)


@pytest.mark.parametrize(
    "text",
    [
        "daily 9-5, Sun 12-5",
        "Mon-Fri 9am-5pm; Wed 9am-8pm",
        "Daily 7am, Sat-Sun 9am",
        "Mondays 7pm, last Monday 6pm",
        "Daily noon; Sun 11am",
    ],
)
def test_times_that_may_be_instead_of_others_are_not_certain(text: str) -> None:
    assert read_times(text) == Times(leftover=text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mon-Fri 7am; Wed 7pm", ["mon tue wed thu fri 07:00-", "wed 19:00-"]),
        ("Mon 7pm, Mon 7:30pm", ["mon 19:00-", "mon 19:30-"]),
        ("1st Mon 7pm, 3rd Mon 8pm", ["mon/1 19:00-", "mon/3 20:00-"]),
        ("Mon 6pm (18:00)", ["mon 18:00-"]),
        ("Sun 10am/6pm", ["sun 10:00-", "sun 18:00-"]),
        ("Daily midnight", [f"{WEEK} 00:00-"]),
        ("1er y 3er lunes 7pm", ["mon/1,3 19:00-"]),
    ],
)
def test_times_that_stand_beside_each_other_are_both_read(text: str, expected: list[str]) -> None:
    assert sessions(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        # parts of the day, and midnight between two days
        "Friday night 10-2", "Monday evening 1-3", "Fri night 12:00", "Sun night 12am",
        "Friday midnight", "Sat midnight-1am", "lunes 12 de la noche", "Mon 10-12am",
        "Mon 7-12pm", "Mon 12-12pm", "Mon 7 am & pm",
        # two times without a word between them, one time in two clocks
        "Mon 6:00pm 7:00pm", "Mon 7pm (1h)", "Mon/Wed 6 PM/7 PM", "Mon between 9am and noon",
        "Mon - Wed - Fri 7pm", "Daily, Mon-Fri 9-5", "Mon, Tue, Wed 6pm, 7pm, 8pm",
        # other rhythms
        "Mondays 7pm semi-monthly", "un lunes sí y otro no 7pm", "Tues 7pm EOW", "Tues 7pm q2wk",
        "Penultimate Friday 7pm", "Mon #2 7pm", "Mon 7pm II and IV", "Mon 7pm 2x/mo",
        "The last meeting is Friday 7pm", "Mon 7pm rotating", "Thanksgiving Thursday 7pm",
        "Good Friday 7pm", "Mon 7pm during Lent",
        # what was, may be, or is something else
        "Mon 7pm (was Tue 6pm)", "Previously Mon 7pm, now Tue 6pm", "Mon 7pm on hold",
        "Mon 7pm TBD", "~7pm Mon", "Mon 7pm-ish", "Mon 7pm discontinued", "Mon-Fri 5pm close",
        "Thurs 7-8pm on request", "Thurs 7-8pm term time",
        "Mon 7pm, register by Sunday 5pm", "Mon 7pm (call Tue-Fri 9am-5pm)",
        "Mon 9-5, 24 hours notice required", "24/7 hotline", "Mon-Fri late, Wed 8pm",
        # clocks that are not the place's
        "Monday 19:00 UTC", "Monday 7pm BST", "Mon 7pm ET, Tue 7pm PT",
    ],
)  # fmt: skip
def test_no_time_is_read_where_another_one_may_be_meant(text: str) -> None:
    assert read_times(text) == Times(leftover=text)


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("Mon 7pm ET", "America/New_York"),
        ("Mon 7-8pm Pacific", "America/Los_Angeles"),
        ("Mon 7pm", None),
        ("Pacific Hall, Mon 7pm", None),
    ],
)
def test_a_zone_behind_a_time_is_given_back(text: str, zone: str | None) -> None:
    assert read_times(text).zone == zone


def test_by_appointment_goes_with_and_without_hours() -> None:
    assert read_times("by appointment") == Times(by_appointment=True)
    both = read_times("Mon-Thu 9am-9pm, or by appointment")
    assert (both.hours, both.by_appointment, both.leftover) == ("Mo-Th 09:00-21:00", True, None)


def test_a_list_on_the_24_hour_clock_settles_bare_times() -> None:
    assert sessions("Mon 7:30") == []
    assert sessions("Mon 7:30", by_24=True) == ["mon 07:30-"]
    assert sessions("Mon 7:30 - 8:30", by_24=True) == ["mon 07:30-08:30"]


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("9-5pm", "09:00", "17:00"),
        ("6-8 pm", "18:00", "20:00"),
        ("10-2am", "22:00", "02:00"),
        ("8-12pm", "08:00", "12:00"),
        ("11-1pm", "11:00", "13:00"),
        ("10am-2", "10:00", "14:00"),
        ("7pm-8:30", "19:00", "20:30"),
        ("9am-10", "09:00", "10:00"),
        ("7-midnight", "19:00", "00:00"),
        ("noon-1", "12:00", "13:00"),
        ("1-3", "13:00", "15:00"),
        ("12-1", "12:00", "13:00"),
        ("9-17", "09:00", "17:00"),
        ("19:00-20:30", "19:00", "20:30"),
        ("08:30-09:45", "08:30", "09:45"),
        ("7 to 9 p.m.", "19:00", "21:00"),
    ],
)
def test_the_half_of_the_day_follows_the_rules(text: str, start: str, end: str) -> None:
    assert read_times(f"Wed {text}").schedule == ({"days": ["wed"], "start": start, "end": end},)


@settings(deadline=None)
@given(st.text(max_size=80))
def test_any_text_is_read_or_left_over(text: str) -> None:
    found = read_times(text)
    _sound(found)
    assert found.schedule or found.by_appointment or found.leftover == plain_text(text)


_BITS = """
    Mon tue WED Thursdays F M T / & - – , ; : to a y 1st 2nd last every other of the month 7
    7pm 7:30 10-2 noon midnight closed holidays 24/7 24 hours by appointment weekdays daily lunes
    19h30 13:00 or except ( ) room 4 open 12 ? 555-0100 2026-01-01 am pm de la noche
"""


@settings(deadline=None)
@given(st.lists(st.sampled_from(_BITS.split()), max_size=14).map(" ".join))
def test_any_words_of_time_give_sound_rules_or_none(text: str) -> None:
    found = read_times(text)
    _sound(found)
    assert found.schedule or found.by_appointment or found.leftover or not text.strip()


def _sound(found: Times) -> None:
    for rule in found.schedule:
        SessionRule.model_validate(rule)
    assert found.hours is None or hours_problem(found.hours) is None
    assert not (found.hours and not found.schedule)


_NAMES = {
    "short": ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
    "plural": [
        "Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays",
    ],
    "spanish": ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"],
}  # fmt: skip
_ORDINALS = {1: "1st", 2: "2nd", 3: "third", 4: "4th", 5: "5th", -1: "last"}


def _clock(minutes: int, style: str) -> str:
    hour, minute = divmod(minutes % 1440, 60)
    if style == "24":
        return f"{hour:02}:{minute:02}"
    half = "am" if hour < 12 else "pm"
    return f"{hour % 12 or 12}" + (f":{minute:02}" if minute else "") + style.replace("m", half)


@st.composite
def _schedules(draw: st.DrawFn) -> tuple[str, bool, Sessions]:
    """A schedule in words, if it is on the 24-hour clock, and its sessions by day and week."""
    style = draw(st.sampled_from(["24", "m", " m"]))
    joint = draw(st.sampled_from([", ", " & ", " and ", "/"]))
    names = _NAMES[draw(st.sampled_from(sorted(_NAMES)))]
    time_first = draw(st.booleans())
    clauses: list[str] = []
    meant: Sessions = set()
    # A day of two clauses may have its times twice or changed, which is not certain.
    order = draw(st.permutations(range(7)))
    for position in range(0, draw(st.integers(1, 3)) * 2, 2):
        days = order[position : position + draw(st.integers(1, 2))]
        weeks = draw(
            st.lists(st.sampled_from(sorted(_ORDINALS)), max_size=2, unique=True)
            if len(days) == 1
            else st.just([])
        )
        start = draw(st.integers(0, 287)) * 5
        length = draw(st.sampled_from([0, 30, 60, 90, 120, 480]))
        days_text = joint.join(names[day] for day in days)
        if weeks:
            days_text = joint.join(_ORDINALS[week] for week in weeks) + f" {days_text}"
        time_text = _clock(start, style)
        end = None
        if length:
            time_text += draw(st.sampled_from(["-", " - ", " to ", " – "]))
            time_text += _clock(start + length, style)
            end = _clock(start + length, "24")
        clauses.append(f"{time_text} {days_text}" if time_first else f"{days_text} {time_text}")
        for day in days:
            for week in weeks or [0]:
                meant.add((DAYS[day], week, _clock(start, "24"), end))
    return draw(st.sampled_from(["; ", "\n", ", "])).join(clauses), style == "24", meant


@settings(deadline=None)
@given(_schedules())
def test_a_schedule_in_words_is_read_as_it_was_meant(case: tuple[str, bool, Sessions]) -> None:
    text, by_24, meant = case
    found = read_times(text, by_24=by_24)
    assert found.leftover is None
    assert meant == {
        (day, week, rule["start"], rule.get("end"))
        for rule in found.schedule
        for day in rule["days"]
        for week in rule.get("weeks", [0])
    }
