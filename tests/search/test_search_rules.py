"""The rules of search that a directory's reader meets, one by one."""

from __future__ import annotations

import datetime as dt
import threading
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from directory_of_chance import snapshot_of
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.catalog.files import Catalog
from directory.model import Kind, Resource, Settings
from directory.places import gazetteer, haversine_km
from directory.query import PARAMETERS, Query
from directory.search import Results, facets, loosen, search
from directory.snapshot import Snapshot, build_snapshot

AT = dt.datetime(2026, 11, 24, 12, tzinfo=ZoneInfo("America/Phoenix"))
"""A Tuesday."""
DOOR = {"latitude": 34.05, "longitude": -118.25}
ONLINE = {"url": "https://example.org/join"}


def entry(id: str, **fields: Any) -> dict[str, Any]:
    return {"id": id, "name": id, **fields}


def meeting(id: str, day: str, start: str = "19:00", **fields: Any) -> dict[str, Any]:
    return entry(id, kind="meeting", schedule=[{"days": [day], "start": start}], **fields)


def find(snapshot: Snapshot, link: str, at: dt.datetime = AT) -> Results:
    return search(snapshot, link, at=at)


def ids(snapshot: Snapshot, link: str, at: dt.datetime = AT) -> list[str]:
    return [hit.id for hit in find(snapshot, link, at)]


def test_a_hybrid_meeting_is_found_by_in_person_by_online_and_by_hybrid() -> None:
    snapshot = snapshot_of(
        entry("both", location=DOOR, online=ONLINE),
        entry("room", location=DOOR),
        entry("screen", online=ONLINE),
        entry("phone-only", phone="555-0100"),
    )
    assert ids(snapshot, "attend=in-person") == ["both", "room"]
    assert ids(snapshot, "attend=online") == ["both", "screen"]
    assert ids(snapshot, "attend=hybrid") == ["both"]
    assert ids(snapshot, "attend=hybrid,in-person") == ["both", "room"]
    assert len(ids(snapshot, "")) == 4


def test_online_meetings_come_along_with_a_place_only_when_asked_for() -> None:
    snapshot = snapshot_of(
        entry("aa-screen", online=ONLINE, location={**DOOR, "approximate": True}),
        entry("room", location=DOOR),
        entry("both", location={"latitude": 34.1, "longitude": -118.25}, online=ONLINE),
    )
    assert ids(snapshot, "near=34.05,-118.25") == ["room", "both"]
    assert ids(snapshot, "near=34.05,-118.25&attend=hybrid") == ["both"]
    results = find(snapshot, "near=34.05,-118.25&attend=online")
    assert [(hit.id, hit.distance) for hit in results] == [("both", 3.45), ("aa-screen", None)]
    assert results[1].latitude is None


def test_the_border_of_the_radius_belongs_to_it() -> None:
    snapshot = snapshot_of(entry("here", location={"latitude": 34.3, "longitude": -118.0}))
    km = float(haversine_km(34.05, -118.25, 34.3, -118.0))
    assert ids(snapshot, f"near=34.05,-118.25&within={km!r}km") == ["here"]
    assert ids(snapshot, f"near=34.05,-118.25&within={km - 0.001!r}km") == []


def test_the_default_radius_and_unit_are_the_directorys() -> None:
    far = entry("far", location={"latitude": 34.15, "longitude": -118.25})  # 11.1 km
    miles = find(snapshot_of(far, radius=10, units="mi"), "near=34.05,-118.25&within=10mi")
    assert (miles[0].distance, miles[0].units, miles.link) == (6.91, "mi", "near=34.05,-118.25")
    assert ids(snapshot_of(far, radius=10, units="km"), "near=34.05,-118.25") == []
    kilometers = find(snapshot_of(far), "near=34.05,-118.25&within=20km")
    assert (kilometers[0].distance, kilometers[0].units) == (11.12, "km")
    assert kilometers.link == "near=34.05,-118.25&within=20km"


def test_the_radius_reaches_across_the_date_line_and_the_pole() -> None:
    snapshot = snapshot_of(
        entry("west", location={"latitude": 0.0, "longitude": -179.99}),
        entry("pole", location={"latitude": 89.99, "longitude": -90.0}),
    )
    assert ids(snapshot, "near=0,179.99&within=5km") == ["west"]
    assert ids(snapshot, "near=89.99,90&within=5km") == ["pole"]


def test_an_entry_without_coordinates_is_measured_to_its_town() -> None:
    snapshot = snapshot_of(
        entry("town", location={"city": "Milltown", "region": "CA"}),
        entry("code", location={"postal_code": "90012"}),
        entry("unknown", location={"city": "Atlantis"}),
    )
    results = find(snapshot, "near=90012&within=50mi")
    assert [(hit.id, hit.approximate) for hit in results] == [("code", True), ("town", True)]
    assert results[0].distance == 0
    assert results[0].resource.attend == "in-person"
    assert results[0].latitude == 34.06


def test_a_confidential_house_is_measured_to_its_town_and_never_on_the_map() -> None:
    snapshot = snapshot_of(
        entry(
            "house",
            location={
                **DOOR,
                "city": "Milltown",
                "region": "CA",
                "confidential": True,
                "address": "7 Secret Lane",
                "name": "Hidden Hall",
            },
        ),
    )
    hit = find(snapshot, "near=34.15,-118.45")[0]
    assert (hit.distance, hit.approximate) == (0, True)
    assert (hit.latitude, hit.longitude) == (None, None)
    assert ids(snapshot, "q=secret") == []
    assert ids(snapshot, "q=hidden") == []


def test_an_unknown_place_is_named_and_the_rest_of_the_search_goes_on() -> None:
    snapshot = snapshot_of(meeting("later", "thu"), meeting("sooner", "wed"))
    results = find(snapshot, "near=Atlantis&within=5mi&kind=meeting")
    assert [hit.id for hit in results] == ["sooner", "later"]
    assert [part.as_dict() for part in results.ignored] == [
        {"parameter": "near", "value": "Atlantis", "reason": "place not found"}
    ]
    assert results.link == "near=Atlantis&within=5mi&kind=meeting"
    assert results.place is None


def test_the_understood_place_is_told() -> None:
    place = find(snapshot_of(), "near=Fairview,+CA").place
    assert place is not None
    assert place.label == "Fairview, CA"


def test_soonest_puts_what_is_in_progress_first_and_what_has_no_time_last() -> None:
    snapshot = snapshot_of(
        entry("no-time"),
        meeting("tonight", "tue"),
        meeting("b-running", "tue", "11:45"),
        meeting("a-running", "tue", "11:50"),
        meeting("tomorrow", "wed"),
    )
    assert ids(snapshot, "") == ["a-running", "b-running", "tonight", "tomorrow", "no-time"]
    assert ids(snapshot, "day=tue,wed") == ["a-running", "b-running", "tonight", "tomorrow"]


def test_equal_results_are_ordered_by_folded_name_then_by_id() -> None:
    names = {"c": "élan", "b": "Elan", "a": "zulu", "d": "Ábc", "e": "abd"}
    snapshot = snapshot_of(*({"id": id, "name": name} for id, name in names.items()))
    assert ids(snapshot, "sort=name") == ["d", "e", "b", "c", "a"]


def test_a_temporarily_closed_place_comes_last_in_every_order() -> None:
    snapshot = snapshot_of(
        meeting("a-closed", "tue", status="temporarily-closed", location=DOOR),
        meeting("z-open", "thu", location=DOOR),
        meeting("moved-online", "wed", status="temporarily-closed", location=DOOR, online=ONLINE),
        meeting("gone", "wed", status="closed", location=DOOR),
    )
    assert ids(snapshot, "") == ["moved-online", "z-open", "a-closed"]
    assert ids(snapshot, "sort=name") == ["moved-online", "z-open", "a-closed"]
    assert ids(snapshot, "near=34.05,-118.25") == ["z-open", "a-closed"]
    assert find(snapshot, "sort=name")[2].next is None
    assert ids(snapshot, "day=tue") == []


def test_a_shortlist_is_its_ids_in_their_order_whatever_else_is_asked() -> None:
    snapshot = snapshot_of(
        meeting("one", "tue", location=DOOR),
        meeting("two", "wed", online=ONLINE),
        meeting("three", "thu", status="closed"),
    )
    results = find(snapshot, "id=three,gone,two,one&near=34.05,-118.25&day=mon&kind=food&q=zz")
    assert [(hit.id, hit.distance) for hit in results] == [
        ("three", None),
        ("two", None),
        ("one", 0.0),
    ]
    assert results.ignored == ()
    assert results[2].next is not None
    assert results[0].next is None


def test_only_meetings_match_a_fellowship() -> None:
    snapshot = snapshot_of(
        meeting("meets", "tue", fellowship="aa"), entry("house", kind="housing", fellowship="aa")
    )
    assert ids(snapshot, "fellowship=aa") == ["meets"]


def test_an_entry_without_languages_is_in_the_directorys() -> None:
    snapshot = snapshot_of(
        entry("silent"), entry("spanish", languages=["es"]), entry("us", languages=["en-US"])
    )
    assert ids(snapshot, "language=en") == ["silent", "us"]
    assert ids(snapshot, "language=en-GB,es") == ["silent", "spanish", "us"]


def test_types_must_all_match_and_costs_any() -> None:
    snapshot = snapshot_of(
        entry("a", types=["open", "discussion"], cost="free"),
        entry("b", types=["open"], cost="paid"),
    )
    assert ids(snapshot, "type=open,discussion") == ["a"]
    assert ids(snapshot, "cost=free,paid") == ["a", "b"]
    assert ids(snapshot, "type=never-heard") == []


def test_checked_within_counts_calendar_months_to_the_day() -> None:
    snapshot = snapshot_of(
        entry("edge", verified={"on": "2026-05-24"}),
        entry("older", verified={"on": "2026-05-23"}),
        entry("never"),
    )
    assert ids(snapshot, "verified=6m") == ["edge"]
    assert ids(snapshot, "verified=1y") == ["edge", "older"]


@pytest.mark.parametrize(
    ("today", "period", "since"),
    [("2027-08-31", "6m", "2027-02-28"), ("2028-02-29", "1y", "2027-02-28")],
)
def test_a_month_without_that_day_ends_on_its_last(today: str, period: str, since: str) -> None:
    snapshot = snapshot_of(entry("edge", verified={"on": since}))
    at = dt.datetime.fromisoformat(f"{today}T12:00:00-07:00")
    assert ids(snapshot, f"verified={period}", at) == ["edge"]


def test_the_instant_in_the_link_wins_and_is_meant_on_the_directorys_clock() -> None:
    snapshot = snapshot_of(meeting("tonight", "tue"), meeting("friday", "fri"))
    results = find(snapshot, "day=today&at=2026-11-27T09:00")
    assert [hit.id for hit in results] == ["friday"]
    assert results.as_of.isoformat() == "2026-11-27T09:00:00-07:00"
    assert find(snapshot, "", dt.datetime.fromisoformat("2026-11-24T19:00:00+00:00")).as_of == AT


def test_any_instant_that_a_link_may_name_can_be_searched() -> None:
    snapshot = snapshot_of(meeting("tonight", "tue"), timezone="Pacific/Kiritimati")
    for at in ("1971-01-01T00:00", "2105-12-31T23:59", "2026-03-08T02:30"):
        assert find(snapshot, f"at={at}&when=soon&verified=100y").ignored == ()


def test_the_readers_clock_shows_and_filters_times() -> None:
    snapshot = snapshot_of(meeting("tonight", "tue", "19:00"))  # 11:00 on Wednesday in Tokyo
    results = search(snapshot, "clock=mine&day=wed", at=AT, zone="Asia/Tokyo")
    assert results[0].next is not None
    assert results[0].next.start.isoformat() == "2026-11-25T11:00:00+09:00"
    assert search(snapshot, "clock=mine&day=tue", at=AT, zone="Asia/Tokyo").total == 0
    assert search(snapshot, "clock=mine&day=tue", at=AT, zone="No/Such").total == 1
    assert search(snapshot, "clock=mine&day=tue", at=AT).total == 1


def test_within_without_a_place_changes_nothing() -> None:
    results = find(snapshot_of(entry("a"), entry("b")), "within=1mi")
    assert (results.total, results.ignored) == (2, ())


def test_results_are_counted_at_once_and_made_when_asked_for() -> None:
    snapshot = snapshot_of(*(entry(f"e{number:02}") for number in range(60)))
    results = find(snapshot, "page=3")
    assert (results.total, len(results), results.pages) == (60, 60, 3)
    assert [hit.id for hit in results.on_page()] == [f"e{number}" for number in range(50, 60)]
    assert [hit.id for hit in results[:2]] == ["e00", "e01"]
    assert results[-1].id == "e59"
    with pytest.raises(IndexError):
        results[60]
    assert find(snapshot, "page=9").on_page() == []


def test_an_empty_directory_can_be_searched() -> None:
    assert ids(snapshot_of(), "near=90012&day=tue&q=word&when=now&sort=name") == []


def test_many_visitors_can_search_at_once() -> None:
    snapshot = snapshot_of(
        *(meeting(f"m{number:03}", "tue", location=DOOR, types=["open"]) for number in range(200))
    )
    links = ["near=34.05,-118.25&day=tue", "q=m1", "type=open&sort=name", "day=wed"] * 5
    expected = [ids(snapshot, link) for link in links]
    found: dict[int, list[list[str]]] = {}

    def visit(number: int) -> None:
        found[number] = [ids(snapshot, link) for link in links]

    visitors = [threading.Thread(target=visit, args=(number,)) for number in range(4)]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()
    assert list(found.values()) == [expected] * 4


def test_a_query_made_by_a_program_with_a_place_off_the_earth_finds_no_place() -> None:
    results = search(snapshot_of(entry("a")), Query(near="95,200"), at=AT)
    assert [part.reason for part in results.ignored] == ["place not found"]


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.tuples(st.sampled_from([*PARAMETERS, "x"]), st.text(st.characters(), max_size=20)),
        max_size=6,
    )
)
def test_no_link_can_break_a_search(pairs: list[tuple[str, str]]) -> None:
    snapshot = build_snapshot(
        Catalog(Settings(), (), (Resource(id="a", kind=Kind.OTHER, name="A"),), (), (("c", 1),)),
        gazetteer(),
    )
    link = "&".join(f"{name}={value}" for name, value in pairs)
    results = search(snapshot, link, at=AT, zone="Europe/Paris")
    assert len(list(results)) == results.total
    assert facets(snapshot, results.query, at=AT)
    assert len(loosen(snapshot, results.query, at=AT)) <= 4
