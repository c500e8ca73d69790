"""Resources and filters for properties of the timetable."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from directory.model import Resource
from directory.schedule.timetable import TimeFilter

ZONES = (
    "America/Los_Angeles",
    "America/New_York",
    "Europe/London",
    "Australia/Lord_Howe",
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
    "Asia/Kolkata",
)
# Around clock changes, the turn of years with 53 weeks, and leap days.
INSTANTS = st.sampled_from(
    [
        dt.datetime(2026, 3, 8, 10, tzinfo=dt.UTC),
        dt.datetime(2026, 11, 1, 9, tzinfo=dt.UTC),
        dt.datetime(2026, 3, 29, 1, tzinfo=dt.UTC),
        dt.datetime(2026, 10, 3, 16, tzinfo=dt.UTC),
        dt.datetime(2026, 12, 31, 20, tzinfo=dt.UTC),
        dt.datetime(2028, 2, 29, 12, tzinfo=dt.UTC),
        dt.datetime(2026, 6, 15, 12, tzinfo=dt.UTC),
    ]
).flatmap(
    lambda center: st.integers(-6 * 24 * 60, 6 * 24 * 60).map(
        lambda minutes: center + dt.timedelta(minutes=minutes)
    )
)
DAYS = st.sets(
    st.sampled_from(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]), min_size=1, max_size=3
).map(sorted)
TIMES = st.integers(0, 95).map(lambda n: f"{n // 4:02}:{n % 4 * 15:02}")
DATES = st.dates(dt.date(2026, 1, 1), dt.date(2027, 3, 1))


@st.composite
def rules(draw):
    rule = {"start": draw(TIMES)}
    if draw(st.booleans()):
        rule["end"] = draw(TIMES)
    kind = draw(st.sampled_from(["weekly", "weekly", "weeks", "every", "bounded", "date", "both"]))
    if kind == "date":
        return rule | {"date": draw(DATES).isoformat()}
    rule["days"] = draw(DAYS)
    if kind in ("weeks", "both"):
        numbers = st.sampled_from([1, 2, 3, 4, 5, -1, -2, -5])
        rule["weeks"] = sorted(draw(st.sets(numbers, min_size=1, max_size=2)))
    if kind in ("every", "both"):
        rule |= {"every": draw(st.integers(2, 4)), "from": draw(DATES).isoformat()}
    if kind == "bounded":
        first, last = sorted([draw(DATES), draw(DATES)])
        rule |= {"from": first.isoformat(), "until": last.isoformat()}
    return rule


closures = st.lists(
    st.tuples(DATES, st.integers(0, 20)).map(
        lambda pair: {
            "from": pair[0].isoformat(),
            "to": (pair[0] + dt.timedelta(days=pair[1])).isoformat(),
        }
    ),
    max_size=3,
)
zones = st.sampled_from(ZONES)


@st.composite
def meetings(draw, number=0):
    return Resource(
        id=f"meeting-{number}",
        kind="meeting",
        name="Meeting",
        timezone=draw(zones),
        schedule=[draw(rules())],
        closed=draw(closures),
        location={"city": "Los Angeles"},
    )


@st.composite
def filters(draw):
    some = st.booleans()
    days = ["mon", "wed", "sat", "sun", "weekdays", "weekend", "today", "tomorrow"]
    times = st.none() | st.integers(0, 47).map(lambda n: dt.time(n // 2, n % 2 * 30))
    ranged = draw(some)
    return TimeFilter(
        days=frozenset(draw(st.sets(st.sampled_from(days), max_size=2))),
        bands=frozenset(
            draw(st.sets(st.sampled_from(["morning", "midday", "evening", "night"]), max_size=2))
            if draw(some)
            else ()
        ),
        start=draw(times) if ranged else None,
        stop=draw(times) if ranged else None,
        when=frozenset(draw(st.sets(st.sampled_from(["now", "soon"]))) if draw(some) else ()),
    )


def zone_of(resource):
    return ZoneInfo(resource.timezone)
