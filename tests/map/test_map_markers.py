"""What stands on the map: numbers that are those of the cards, doors that are shared, the rest."""

from __future__ import annotations

import datetime as dt
import math
import re
import sys
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.query import Query, parse_link
from directory.render.markers import BESIDE, Marker, markers, shown_of, view_of
from directory.render.pins import MARKS, PLACE, Size, View, project
from directory.render.results import page_of, results_html
from directory.render.site import site_html
from directory.render.view import View as PageView
from directory.search import Results, search
from directory.snapshot import Snapshot
from directory.words import words

sys.path.append(str(Path(__file__).parents[1] / "search"))
from directory_of_chance import snapshot_of

NOON = dt.datetime(2026, 11, 24, 12, tzinfo=ZoneInfo("America/Los_Angeles"))
SIZE = Size(470, 700)
ENGLISH = words("en")


def place(id: str, latitude: float | None, longitude: float = -118.25, **more: Any) -> Any:
    where = {} if latitude is None else {"latitude": latitude, "longitude": longitude}
    location = {"name": f"Hall of {id}", "city": "Los Angeles", "region": "CA", **where}
    return {"id": id, "kind": "food", "name": id.title(), "location": location, **more}


def marked(
    snapshot: Snapshot, link: str = "sort=name", look: View | None = None
) -> tuple[list[Marker], Results]:
    results = search(snapshot, link, at=NOON)
    shown = shown_of(results)
    page = page_of(results, results.query)
    look = look or view_of(shown, page, SIZE, None)
    return markers(results, shown, page, look, SIZE, ENGLISH), results


def by_number(marks: list[Marker]) -> dict[int, Marker]:
    return {number: mark for mark in marks for number in mark.numbers}


def test_a_pin_has_the_number_of_its_card_and_opens_its_entry() -> None:
    marks, results = marked(snapshot_of(place("a", 34.0), place("b", 34.1), place("c", 34.2)))
    assert [mark.text for mark in marks] == ["1", "2", "3"]
    assert [mark.open for mark in marks] == [hit.id for hit in results]
    assert [mark.label for mark in marks] == ["1. A", "2. B", "3. C"]


def test_what_has_no_place_on_the_map_leaves_its_number_out() -> None:
    secret = place("b", 34.1)
    secret["location"]["confidential"] = True
    marks, _ = marked(snapshot_of(place("a", 34.0), secret, place("c", 34.2)))
    assert [mark.text for mark in marks] == ["1", "3"]


def test_entries_behind_one_door_are_one_pin_that_lists_them() -> None:
    church = [place(f"a{n}", 34.0, kind="meeting" if n else "food") for n in range(9)]
    for entry in church[1:]:
        entry["by_appointment"] = True
    marks, results = marked(snapshot_of(*church, place("z", 34.3)))
    first = by_number(marks)[1]
    assert first.site == results[0].id
    assert first.numbers == tuple(range(1, 10))
    assert first.pin.kind == "mixed"
    assert first.label == "1, 2, 3 …. 9 at one place: Hall of a0"


def test_what_is_on_another_page_joins_the_pin_of_its_door_or_stands_without_a_number() -> None:
    on_page = [place(f"a{n:02}", 34 + n / 50) for n in range(25)]
    later = [place("y", 34.0), place("z", 35.0)]
    marks, _ = marked(snapshot_of(*on_page, *later), look=View(34.2, -118.25, 13))
    first = by_number(marks)[1]
    assert first.pin.count == 2
    assert first.numbers == (1,)
    assert first.label == "1. 2 at one place: Hall of a00"
    alone = [mark for mark in marks if not mark.numbers]
    assert [(mark.text, mark.open) for mark in alone] == [("", "z")]


def test_places_close_by_come_closer_until_they_part() -> None:
    marks, results = marked(snapshot_of(place("a", 34.0), place("b", 34.0004), place("z", 35.0)))
    mark = by_number(marks)[1]
    assert (mark.text, mark.numbers) == ("1+", (1, 2))
    assert mark.label == "1, 2. 2 places close by. Come closer."
    for _ in range(12):
        if mark.closer is None:
            break
        marks = marked(results.snapshot, look=mark.closer)[0]
        mark = by_number(marks)[1]
    assert mark.open == "a"


coordinates = st.tuples(st.floats(33.9, 34.2), st.floats(-118.4, -118.0))


@given(
    st.lists(st.one_of(coordinates, st.none()), min_size=1, max_size=70),
    st.floats(7, 19),
    st.integers(1, 3),
)
def test_every_result_with_a_place_is_in_one_mark_and_every_card_has_its_number(
    points: list[tuple[float, float] | None], zoom: float, page: int
) -> None:
    entries = [place(f"e{n:02}", *(at or (None,))) for n, at in enumerate(points)]
    look = View(34.05, -118.2, zoom)
    marks, results = marked(snapshot_of(*entries), f"sort=name&page={page}", look)
    ranks = sorted(rank for mark in marks for rank in mark.pin.members)
    assert ranks == [rank for rank, hit in enumerate(results) if hit.latitude is not None]
    cards = page_of(results, results.query)
    numbers = [number for mark in marks for number in mark.numbers]
    assert sorted(numbers) == [rank + 1 for rank in ranks if rank in cards]
    for mark in marks:
        ways = [mark.open, mark.site, mark.closer]
        assert len([way for way in ways if way is not None]) == 1
        if mark.site or mark.open:
            assert results[mark.pin.members[0]].id == (mark.site or mark.open)


@given(st.lists(coordinates, max_size=50), st.floats(8, 13))
def test_no_disc_stands_under_a_pin_with_a_number(
    points: list[tuple[float, float]], zoom: float
) -> None:
    at_one_door = [place(f"a{n:02}", 34.05, -118.2) for n in range(25)]
    others = [place(f"e{n:02}", *at) for n, at in enumerate(points)]
    look = View(34.05, -118.2, zoom)
    marks, _ = marked(snapshot_of(*at_one_door, *others), look=look)
    here = [float(v) for v in project(34.05, -118.2, zoom)]
    discs = [mark.pin for mark in marks if not mark.numbers and not mark.pin.one_place]
    for disc in discs:
        at = [float(v) for v in project(disc.latitude, disc.longitude, zoom)]
        assert math.dist(here, at) >= BESIDE - 0.01


def test_what_is_only_about_there_is_pale_and_says_so() -> None:
    rough = place("a", 34.0)
    rough["location"]["approximate"] = True
    snapshot = snapshot_of(rough, place("b", 34.2))
    marks, results = marked(snapshot)
    assert [(mark.label, mark.rough) for mark in marks] == [
        ("1. A (about there)", True),
        ("2. B", False),
    ]
    view = PageView(snapshot.settings, parse_link("view=map")[0], NOON)
    assert "Pale: about there" in str(results_html(results, snapshot, view, ()))
    exact = search(snapshot, "view=map&id=b", at=NOON)
    assert "Pale: about there" not in str(results_html(exact, snapshot, view, ()))


def test_the_map_starts_with_what_is_on_the_cards_else_with_all_else_at_home() -> None:
    near = [place(f"a{n:02}", 34 + n / 1000) for n in range(25)]
    for entries, home, latitude in (
        ([*near, place("z", 40.0)], None, 34.012),
        ([place("a", None), place("b", 40.0)], None, 40.0),
        ([place("a", None)], (47.61, -122.29), 47.61),
    ):
        results = search(snapshot_of(*entries), "sort=name", at=NOON)
        look = view_of(shown_of(results), page_of(results, results.query), SIZE, home)
        assert look.latitude == pytest.approx(latitude, abs=0.001)
    results = search(
        snapshot_of(*(place(f"a{n:02}", None) for n in range(25)), place("z", 40.0)),
        "sort=name",
        at=NOON,
    )
    look = view_of(shown_of(results), page_of(results, results.query), SIZE, None)
    assert look.latitude == 40.0


def test_the_legend_explains_every_kind_by_its_shape_and_the_cross() -> None:
    snapshot = snapshot_of(place("a", 34.0), place("b", 34.0, kind="housing"), place("c", None))
    results = search(snapshot, "view=map&near=90012&within=25mi", at=NOON)
    html = str(
        results_html(results, snapshot, PageView(snapshot.settings, results.query, NOON), ())
    )
    legend = html[html.index('class="rd-legend"') :].partition("</ul>")[0]
    for kind, label in (("food", "Food"), ("housing", "Housing")):
        assert (
            f'<path d="{MARKS[kind].shape}"/></svg><span aria-hidden="true"></span></span>{label}'
            in legend
        )
    assert f'<path d="{PLACE.shape}"/>' in legend
    assert (
        f'<path d="{MARKS["meeting"].shape}"/></svg><span aria-hidden="true"></span>' not in legend
    )
    assert "Natural Earth" in html


def test_cards_have_the_numbers_of_their_pins_and_those_without_a_place_have_none() -> None:
    snapshot = snapshot_of(place("a", 34.0), place("b", None), place("c", 34.1))
    for link, numbers in (("view=map&sort=name", ["1", "3"]), ("sort=name", [])):
        results = search(snapshot, link, at=NOON)
        page = PageView(snapshot.settings, results.query, NOON)
        html = str(results_html(results, snapshot, page, ()))
        assert re.findall(r'data-pin="(\d+)"', html) == numbers


def test_the_list_of_a_door_has_what_the_filters_admit_with_the_numbers_of_the_cards() -> None:
    entries = [place("a", 34.2), place("b", 34.0), place("c", 34.0), place("d", 34.0, cost="free")]
    snapshot = snapshot_of(*entries)

    def listed(link: str) -> str:
        results = search(snapshot, link, at=NOON)
        page = PageView(snapshot.settings, results.query, NOON)
        return str(site_html(results, snapshot, page))

    html = listed("view=map&site=b")
    assert "3 at one place" in html
    assert [f'value="{n}"' in html for n in (1, 2, 3, 4)] == [False, True, True, True]
    assert 'href="/?open=c&amp;site=b&amp;view=map"' in html
    assert "1 at one place" in listed("view=map&site=b&cost=free")
    results = search(snapshot, "site=gone", at=NOON)
    gone = PageView(snapshot.settings, Query(site="gone"), NOON)
    assert site_html(results, snapshot, gone) is None
