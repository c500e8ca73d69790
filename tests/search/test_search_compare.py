"""Houses and services of a list stand side by side; what is not known is said."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from directory_of_chance import snapshot_of

from directory.query import parse_link
from directory.render.compare import compare_html
from directory.render.view import View
from directory.render.views import view_labels
from directory.search import search
from directory.search.compare import comparison_of
from directory.snapshot import Snapshot

NOON = dt.datetime(2026, 11, 24, 12, tzinfo=ZoneInfo("America/Phoenix"))
MEETING = {"id": "steps", "kind": "meeting", "name": "Steps", "by_appointment": True}


def house(id: str, **more: Any) -> dict[str, Any]:
    return {"id": id, "kind": "housing", "name": f"{id.title()} House", **more}


def compared(snapshot: Snapshot, link: str) -> str:
    query, _ = parse_link(f"{link}&view=compare&lang=en")
    results = search(snapshot, query, at=NOON)
    return str(compare_html(results, snapshot, View(snapshot.settings, query, NOON)))


def table(page: str) -> dict[str, list[str]]:
    """The rows of the table, by what they compare."""
    rows = {}
    for row in re.findall(r"<tr.*?</tr>", page, re.DOTALL):
        page = re.sub(r'<span class="(of|rd-sr|alike)".*?</span>', "", row, flags=re.DOTALL)
        cells = re.findall(r"<t[hd].*?</t[hd]>", page, re.DOTALL)
        texts = [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in cells]
        rows[texts[0]] = texts[1:]
    return rows


def test_the_first_four_that_are_no_meetings_are_compared_in_the_order_of_the_list() -> None:
    snapshot = snapshot_of(MEETING, *(house(name) for name in "abcdef"))
    found = comparison_of(search(snapshot, "id=f,steps,b,a,e,c", at=NOON))
    assert [hit.id for hit in found.hits] == ["f", "b", "a", "e"]
    assert (found.meetings, found.more, found.possible) == (1, 1, True)
    page = compared(snapshot, "id=f,steps,b,a,e,c")
    assert "1 meeting on this list is left out." in page
    assert "1 more is left out: these are the first four on the list." in page


def test_only_a_list_is_compared_and_only_two_or_more() -> None:
    snapshot = snapshot_of(MEETING, house("a"), house("b"))
    assert not comparison_of(search(snapshot, "kind=housing", at=NOON)).possible
    assert not comparison_of(search(snapshot, "id=a,steps", at=NOON)).possible
    assert "put two houses or services on your list" in compared(snapshot, "id=a,steps")


@pytest.mark.parametrize(
    ("link", "views"),
    [
        ("", ["list", "map", "week"]),
        ("kind=housing", ["list", "map", "week"]),
        ("view=plan", ["list", "map", "week", "plan"]),
        ("id=steps", ["list", "map", "week", "plan"]),
        ("id=steps,a", ["list", "map", "week", "plan"]),
        ("id=a,b", ["list", "map", "week", "plan", "compare"]),
    ],
)
def test_a_list_can_be_planned_and_two_places_compared(link: str, views: list[str]) -> None:
    snapshot = snapshot_of(MEETING, house("a"), house("b"))
    query, _ = parse_link(link)
    results = search(snapshot, query, at=NOON)
    assert list(view_labels(results, View(snapshot.settings, query, NOON))) == views


def test_each_property_stands_beside_that_of_the_others() -> None:
    full = house(
        "a",
        cost="sliding-scale",
        serves=["women", "families"],
        ages={"min": 18},
        requirements="An interview.\nBring <ID>.",
        openings={"count": 2, "on": "2026-11-20", "note": "Upstairs"},
        access=["wheelchair"],
        languages=["es"],
        hours="Mo-Fr 09:00-17:00",
        location={"latitude": 34.05, "longitude": -118.25, "address": "1 Elm St"},
        phone="+1 555 555 0101",
        verified={"on": "2026-11-01"},
    )
    snapshot = snapshot_of(full, house("b", by_appointment=True, phone="+1 555 555 0102"))
    rows = table(compared(snapshot, "id=a,b&near=90012"))
    assert rows == {
        "": ["A House Housing", "B House Housing"],
        "Free places": ["2 places free on Nov 20, 2026 Upstairs", "Not known: call"],
        "Cost": ["Pay what you can", "Not known: call"],
        "Who it is for": ["Women Families", "Everyone"],
        "Ages": ["18 and older", "Not known: call"],
        "What you need": ["An interview. Bring &lt;ID&gt;.", "Not known: call"],
        "Appointment": ["Not needed, as far as we know", "Call to make an appointment."],
        "When": ["Open until 5 PM Mon–Fri: 9 AM–5 PM Sat and Sun: Closed", "By appointment"],
        "Where": ["1 Elm St", "Not known: call"],
        "How far, in a straight line": ["0.9 mi", "Not known: call"],
        "Access": ["Wheelchair access", "Not known: call"],
        "Languages": ["Spanish", "English"],
        "Phone": ["+1 555 555 0101", "+1 555 555 0102"],
        "Checked by a person": [
            "Verified Nov 1, 2026",
            "Not checked by a person yet. Call before you go.",
        ],
    }


def test_without_a_place_there_are_no_distances_and_without_a_number_no_call() -> None:
    rows = table(compared(snapshot_of(house("a"), house("b")), "id=a,b"))
    assert "How far" not in rows
    assert rows["Cost"] == ["Not known", "Not known"]


def test_what_is_the_same_for_all_is_said_in_words() -> None:
    page = compared(
        snapshot_of(house("a", cost="free"), house("b", cost="free", ages={"min": 18})), "id=a,b"
    )
    alike = re.findall(r'scope="row">([^<]*)<span class="alike">the same for all', page)
    assert [label.strip() for label in alike] == [
        *("Cost", "Who it is for", "Languages", "Checked by a person"),
    ]


def test_buses_and_trains_are_compared_where_any_are_known() -> None:
    place = {"address": "1 Elm St", "city": "Fairview", "transit": ["Bus 40", "Metro: Grand Park"]}
    snapshot = snapshot_of(house("a", location=place), house("b"), house("c"))
    assert table(compared(snapshot, "id=a,b"))["Bus and train"] == [
        "Bus 40 Metro: Grand Park",
        "Not known",
    ]
    assert "Bus and train" not in table(compared(snapshot, "id=b,c"))


def test_a_private_address_is_not_compared() -> None:
    secret = house(
        "a",
        location={"address": "9 Elm St", "city": "Fairview", "region": "CA", "confidential": True},
    )
    page = compared(snapshot_of(secret, house("b")), "id=a,b&near=90012")
    assert "9 Elm" not in page
    assert table(page)["Where"] == ["Fairview, CA (private address)", "Not known"]
    assert table(page)["How far, in a straight line"][0].startswith("about ")
