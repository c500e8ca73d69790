"""The plan of a week holds what takes place in it, and nothing else, on every clock."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from directory_of_chance import admits, directories, queries, sessions_of, snapshot_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directory.query import Query, parse_link
from directory.render.plan import plan_html
from directory.render.view import View
from directory.render.week import week_html
from directory.search import Results, search
from directory.search.plan import MOST, Plan, plan_of
from directory.snapshot import Snapshot

PHOENIX = ZoneInfo("America/Phoenix")
NOON = dt.datetime(2026, 11, 24, 12, tzinfo=PHOENIX)
"""A Tuesday."""
MIDNIGHT = NOON.replace(hour=0)
_INSTANTS = st.sampled_from(
    [NOON, MIDNIGHT, NOON.replace(hour=23, minute=50), NOON.replace(hour=6, minute=30)]
)
_READERS = st.sampled_from([None, ZoneInfo("Asia/Kolkata"), ZoneInfo("Asia/Tokyo")])
_QUIET = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])


def planned(*entries: dict[str, Any], link: str = "", at: dt.datetime = NOON) -> Plan:
    """The plan of a small directory."""
    link = link or "id=" + ",".join(each["id"] for each in entries)
    return plan_of(search(snapshot_of(*entries), link, at=at))


def meets(id: str, start: str, end: str, *days: str, **more: Any) -> dict[str, Any]:
    rule = {"days": days or ("tue",), "start": start, "end": end}
    return {"id": id, "name": id.title(), "schedule": [rule], **more}


def expected(results: Results) -> set[tuple[str, dt.date, dt.datetime]]:
    """Which session of which entry is on which date, found one after the other."""
    snapshot, query, at = results.snapshot, results.query, results.as_of
    reader = results.asked.zone
    today = at.astimezone(reader or PHOENIX).date()
    week = [today + dt.timedelta(days=i) for i in range(7)]
    found = set()
    for index in results.entries[:MOST].tolist():
        one = snapshot.resources[index]
        home = ZoneInfo(one.timezone or "America/Phoenix")
        for start, end in sessions_of(one, home, at) if one.runs else ():
            date = start.astimezone(reader or home).date()
            wanted = Query() if query.id else query
            if end > at and date in week and admits(wanted, start, at, reader or home):
                found.add((one.id, date, start))
    return found


def held(plan: Plan, snapshot: Snapshot) -> set[tuple[str, dt.date, dt.datetime]]:
    return {
        (snapshot.resources[stop.index].id, day.date, stop.occurrence.start.astimezone(dt.UTC))
        for day in plan.days
        for stop in day.stops
    }


@_QUIET
@given(directories(), queries(), _INSTANTS, _READERS)
def test_it_holds_every_session_of_the_coming_seven_dates_and_no_other(
    snapshot: Snapshot, query: Query, at: dt.datetime, reader: ZoneInfo | None
) -> None:
    results = search(snapshot, query, at=at, zone=reader)
    assert held(plan_of(results), snapshot) == expected(results)


@_QUIET
@given(directories(), _INSTANTS, _READERS)
def test_sessions_stand_in_the_order_of_time_and_clash_exactly_when_they_overlap(
    snapshot: Snapshot, at: dt.datetime, reader: ZoneInfo | None
) -> None:
    stops = plan_of(search(snapshot, "clock=mine", at=at, zone=reader)).stops
    spans = [(stop.occurrence.start, stop.occurrence.end) for stop in stops]
    if reader:
        assert spans == sorted(spans)
    for one, (start, end) in enumerate(spans):
        overlapping = {
            other
            for other, (begin, stop) in enumerate(spans)
            if other != one and begin < end and start < stop
        }
        assert set(stops[one].clashes) == overlapping
        assert all(one in stops[other].clashes for other in stops[one].clashes)


@_QUIET
@given(directories(), queries(), st.sampled_from(["America/Phoenix", "Asia/Tokyo"]))
def test_at_midnight_the_page_of_the_plan_shows_what_that_of_the_week_shows(
    snapshot: Snapshot, query: Query, zone: str
) -> None:
    reader = ZoneInfo(zone)
    at = dt.datetime(2026, 11, 24, tzinfo=reader)
    query = query.replace(clock="mine")
    results = search(snapshot, query, at=at, zone=reader)
    view = View(snapshot.settings, query, results.as_of, zone=reader)
    week = week_html(results, snapshot, view)
    plan = plan_html(results, snapshot, view)
    keys = re.findall(r'data-key="w-([a-z0-9-]+?)-(\d{4}-\d\d-\d\d)-(\d+)"', week)
    on_week = {(id, date, int(hour)) for id, date, hour in keys}
    keys = re.findall(r'data-key="a-p-(\d{4}-\d\d-\d\d)-(\d\d)\d\d-([a-z0-9-]+)"', plan)
    on_plan = {(id, date, int(hour)) for date, hour, id in keys}
    assert on_week <= on_plan
    # The week shows four an hour and a link to the rest.
    if '<li class="more">' not in week:
        assert on_week == on_plan


@_QUIET
@given(directories(), queries(), _INSTANTS)
def test_no_entry_is_lost_from_a_plan(snapshot: Snapshot, query: Query, at: dt.datetime) -> None:
    results = search(snapshot, query, at=at)
    plan = plan_of(results)
    shown = {stop.index for stop in plan.stops}
    shown |= {each.index for day in plan.days for each in day.open}
    assert shown.isdisjoint(plan.without)
    assert shown | set(plan.without) == set(results.entries.tolist())


def test_sessions_clash_across_midnight_but_not_where_one_ends_as_another_begins() -> None:
    plan = planned(
        meets("late", "23:00", "01:00", "tue"),
        meets("early", "00:30", "02:00", "wed"),
        meets("next", "02:00", "03:00", "wed"),
    )
    assert [stop.clashes for stop in plan.stops] == [(1,), (0,), ()]
    assert [len(day.stops) for day in plan.days[:2]] == [1, 2]


def test_what_is_over_is_left_out_and_what_goes_on_stays() -> None:
    plan = planned(meets("over", "10:00", "12:00"), meets("on", "11:30", "12:30"))
    assert [stop.index for stop in plan.days[0].stops] == [1]
    assert plan.without == (0,)


def test_a_filter_makes_a_plan_of_its_first_forty_and_counts_the_rest() -> None:
    entries = [meets(f"m{n:02}", "18:00", "19:00") for n in range(43)]
    plan = planned(*entries, link="kind=other&sort=name")
    assert [stop.index for stop in plan.stops] == list(range(40))
    assert plan.left_out == 3


HALL = {"latitude": 34.05, "longitude": -118.25}
SCHOOL = {"latitude": 34.06, "longitude": -118.25}
"""0.01 degrees north of the hall: 0.69 miles."""


def test_the_line_between_two_doors_is_measured() -> None:
    plan = planned(
        meets("a", "13:00", "14:00", location=HALL), meets("b", "15:00", "16:00", location=SCHOOL)
    )
    first, second = plan.stops
    assert first.leg is None
    assert second.leg is not None
    assert (second.leg.distance, second.leg.approximate) == (0.69, False)


def test_the_first_session_of_a_day_is_measured_from_nothing() -> None:
    plan = planned(
        meets("a", "13:00", "14:00", "tue", location=HALL),
        meets("b", "15:00", "16:00", "wed", location=SCHOOL),
    )
    assert [stop.leg for stop in plan.stops] == [None, None]


def test_nothing_is_measured_to_or_from_a_screen() -> None:
    plan = planned(
        meets("a", "13:00", "14:00", location=HALL),
        meets("b", "15:00", "16:00", online={"url": "https://example.org/j"}),
        meets("c", "17:00", "18:00", location=SCHOOL),
    )
    assert [stop.leg for stop in plan.stops] == [None, None, None]


@pytest.mark.parametrize(
    "location",
    [
        {"city": "Fairview", "region": "CA", "confidential": True, **SCHOOL, "address": "9 Elm St"},
        {"city": "Fairview", "region": "CA"},
        {**HALL, "approximate": True},
    ],
)
def test_a_private_or_rough_place_is_measured_to_its_town(location: dict[str, Any]) -> None:
    north = {"latitude": 34.15, "longitude": -118.25}
    plan = planned(
        meets("a", "13:00", "14:00", location=north),
        meets("b", "15:00", "16:00", location=location),
    )
    leg = plan.stops[1].leg
    assert leg is not None
    # To the middle of the town, 0.1 degrees south, wherever the door is.
    assert (leg.distance, leg.approximate) == (6.91, True)


@pytest.mark.parametrize(
    ("hours", "at", "tuesday", "wednesday"),
    [
        ("Mo-Fr 09:00-17:00", NOON, "09:00-17:00", "09:00-17:00"),
        ("Mo-Fr 09:00-11:00", NOON, "", "09:00-11:00"),
        ("Tu 09:00-24:00", NOON, "09:00-00:00", ""),
        ("24/7", NOON, "all day", "all day"),
        ("Tu 20:00-02:00", NOON, "20:00-02:00", ""),
        ("Mo 20:00-02:00", NOON.replace(hour=1), "until 02:00", ""),
        ("Mo 20:00-02:00", NOON, "", ""),
        ("Tu 09:00-12:00,13:00-17:00", NOON.replace(hour=8), "09:00-12:00 13:00-17:00", ""),
    ],
)
def test_opening_hours_are_told_date_by_date(
    hours: str, at: dt.datetime, tuesday: str, wednesday: str
) -> None:
    plan = planned({"id": "desk", "name": "Desk", "hours": hours}, at=at)

    def told(day: int) -> str:
        return " ".join(
            "all day"
            if each.start is None and each.end is None
            else f"{each.start:%H:%M}-{each.end:%H:%M}"
            if each.start and each.end
            else f"until {each.end:%H:%M}"
            for each in plan.days[day].open
        )

    assert (told(0), told(1)) == (tuesday, wednesday)


def test_a_list_of_ids_is_planned_whole_whatever_else_its_link_filters() -> None:
    entries = [meets("a", "18:00", "19:00", "wed"), meets("b", "08:00", "09:00", "fri")]
    plan = planned(*entries, link="id=a,b&day=today&time=night&view=plan")
    assert [stop.index for stop in plan.stops] == [0, 1]


def test_the_page_of_a_plan_says_what_clashes_how_far_it_is_and_when_places_open() -> None:
    snapshot = snapshot_of(
        meets("steps", "18:00", "19:00", location=HALL),
        meets("traditions", "18:30", "19:30", location=SCHOOL),
        {"id": "desk", "name": "Desk <b>", "hours": "Tu 09:00-17:00"},
        {"id": "house", "name": "House", "kind": "housing", "by_appointment": True},
    )
    query, _ = parse_link("id=steps,traditions,desk,house&view=plan&lang=en&at=2026-11-24T12:00")
    results = search(snapshot, query, at=NOON)
    page = plan_html(results, snapshot, View(snapshot.settings, query, NOON))
    text = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert "Today, Tuesday, Nov 24 6–7 PM Steps" in text
    assert "0.7 mi in a straight line from the one before 6:30–7:30 PM Traditions" in text
    assert text.count("At the same time: Steps") == text.count("At the same time: Traditions") == 1
    assert "Open 9 AM–5 PM Desk &lt;b&gt;" in text
    assert "No set time in these seven days By appointment House" in text
    assert 'href="/feed.ics?at=2026-11-24T12:00&amp;id=steps,traditions,desk,house"' in page
    assert 'data-share-href="webcal://{host}/feed.ics?id=steps,traditions,desk,house"' in page
