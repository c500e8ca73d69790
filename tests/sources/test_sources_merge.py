"""The same meeting from two places is shown once, and two different ones never as one."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.catalog.files import Catalog
from directory.feeds.importer import ImportResult
from directory.feeds.report import Report
from directory.model import Resource, Settings, Source
from directory.sources.feed import Feed, State, feeds_of
from directory.sources.merge import Merged, merge

NOON = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)


def entry(id: str, **changes: Any) -> Resource:
    """A meeting; a key given as `None` is left out."""
    data: dict[str, Any] = {
        "id": id,
        "kind": "meeting",
        "fellowship": "aa",
        "name": "Monday Night Steps",
        "location": {"name": "Church", "latitude": 39.8, "longitude": -89.65},
        "schedule": [{"days": ["mon"], "start": "19:00"}],
    } | changes
    return Resource.model_validate({key: value for key, value in data.items() if value is not None})


def feed(url: str, *entries: Resource) -> State:
    source = Source(format="tsml", url=url)
    host = url.split("/")[2].replace(".", "-")
    report = Report()
    for _ in entries:
        report.accept()
    return State(
        Feed(source, Path(), url.removeprefix("https://"), host, host),
        result=ImportResult(entries, Settings(), report),
    )


def merged(own: list[Resource], *feeds: State) -> Merged:
    origins = tuple(("resources.yaml", line) for line, _ in enumerate(own, 2))
    return merge(Catalog(Settings(), (), tuple(own), (), origins), feeds)


def ids(result: Merged) -> list[str]:
    return [resource.id for resource in result.catalog.resources]


def outcomes(result: Merged) -> list[str]:
    return [fate.outcome for fates in result.fates for fate in fates]


A, B = "https://a.example.org/feed", "https://b.example.org/feed"


@pytest.mark.parametrize(
    "twin",
    [
        {},
        {"name": "Monday Night Steps Group"},
        {"name": "MONDAY NIGHT STEP"},
        {"location": {"latitude": 39.8004, "longitude": -89.6502}},
        {"schedule": [{"days": ["mon"], "start": "19:00", "end": "20:30"}]},
        {"timezone": "UTC"},
    ],
)
def test_the_same_meeting_of_two_feeds_is_shown_once(twin: dict[str, Any]) -> None:
    result = merged([], feed(A, entry("x")), feed(B, entry("y", **twin)))
    assert ids(result) == ["x"]
    assert outcomes(result) == ["imported", "merged"]


@pytest.mark.parametrize(
    "other",
    [
        {"name": "Monday Big Book"},
        {"name": "Monday Night Steps 2"},
        {"name": "Women's Monday Night Steps"},
        {"name": "Closed Monday Night Steps"},
        {"fellowship": "na"},
        {"schedule": [{"days": ["mon"], "start": "19:30"}]},
        {"schedule": [{"days": ["tue"], "start": "19:00"}]},
        {"schedule": [{"days": ["mon"], "weeks": [1], "start": "19:00"}]},
        {"location": {"latitude": 39.801, "longitude": -89.65}},
        {"timezone": "America/New_York"},
        {"location": None, "online": {"url": "https://zoom.us/j/123456789"}},
    ],
)
def test_two_meetings_in_one_church_at_one_time_stay_two(other: dict[str, Any]) -> None:
    result = merged([], feed(A, entry("x")), feed(B, entry("y", **other)))
    assert ids(result) == ["x", "y"]


def test_a_name_in_any_of_its_languages_tells_it() -> None:
    ours = entry("x", name={"es": "Pasos del lunes", "en": "Monday Night Steps"})
    result = merged([ours], feed(A, entry("y")), feed(B, entry("z", name="Pasos Lunes")))
    assert ids(result) == ["x"]
    assert result.catalog.resources[0].entry()["name"] == ours.entry()["name"]
    other = entry("x", name={"es": "Libro grande", "en": "Big Book"})
    assert ids(merged([other], feed(A, entry("y")))) == ["x", "y"]


def test_a_room_on_the_web_or_an_address_counts_as_a_place() -> None:
    online = {"location": None, "online": {"url": "https://zoom.us/j/123456789?pwd=a"}}
    other = {"location": None, "online": {"url": "https://www.zoom.us/j/123456789?pwd=b"}}
    assert len(ids(merged([], feed(A, entry("x", **online)), feed(B, entry("y", **other))))) == 1
    street = {"location": {"address": "100 Main St", "city": "Springfield"}}
    same = {"location": {"address": "100 MAIN ST.", "city": "springfield"}}
    assert len(ids(merged([], feed(A, entry("x", **street)), feed(B, entry("y", **same))))) == 1


def test_rows_of_one_feed_are_never_merged() -> None:
    assert ids(merged([], feed(A, entry("x"), entry("y")))) == ["x", "y"]


def test_a_time_that_only_one_has_is_not_lost() -> None:
    both = entry("y", schedule=[{"days": ["mon", "wed"], "start": "19:00"}])
    assert ids(merged([], feed(A, entry("x")), feed(B, both))) == ["x", "y"]
    assert ids(merged([], feed(A, both), feed(B, entry("x")))) == ["y"]


def test_the_file_wins_key_by_key() -> None:
    own = entry("own", description="Ours", location={"name": "Church", "notes": "Side door"})
    own = own.model_copy(update={"source_id": "7", "source": "https://a.example.org/"})
    theirs = entry(
        "theirs",
        name="Old name",
        description="Theirs",
        website="https://a.example.org/x",
        source_id="7",
        location={"name": "Church", "latitude": 39.8, "longitude": -89.65},
        schedule=[{"days": ["sun"], "start": "08:00"}],
        timezone="America/Chicago",
    )
    result = merged([own], feed(A, theirs))
    (one,) = result.catalog.resources
    assert (one.id, one.name, one.description) == ("own", "Monday Night Steps", "Ours")
    assert one.website == "https://a.example.org/x"
    assert one.location is not None
    assert (one.location.notes, one.location.latitude) == ("Side door", 39.8)
    # Our times are on our clock: the feed's zone does not go with them.
    assert [rule.start.hour for rule in one.schedule] == [19]
    assert one.timezone is None
    assert result.catalog.origins == (("resources.yaml", 2),)


def test_a_place_of_the_file_keeps_its_own_pin() -> None:
    own = entry("x", location={"address": "1 New St", "city": "Springfield"})
    result = merged([own], feed(A, entry("x", location={"address": "9 Old St", "latitude": 1.0,
                                                         "longitude": 2.0})))  # fmt: skip
    place = result.catalog.resources[0].location
    assert place is not None
    assert (place.address, place.latitude) == ("1 New St", None)


def test_an_address_that_one_of_two_withholds_is_withheld() -> None:
    secret = entry("x", location={"city": "Springfield", "confidential": True}, name="House")
    open_one = entry("x", name="House")
    for own, theirs in ((secret, open_one), (open_one, secret)):
        place = merged([own], feed(A, theirs)).catalog.resources[0].location
        assert place is not None
        assert place.confidential
        assert place.latitude is None


@pytest.mark.parametrize(
    "own",
    [
        {"id": "theirs"},
        {"id": "mine", "source_id": "4711"},
        {"id": "mine", "source_id": "4711", "source": "https://www.a.example.org/meetings/x"},
    ],
)
def test_the_file_hides_an_entry_of_a_feed(own: dict[str, Any]) -> None:
    hiding = Resource.model_validate(
        {"kind": "meeting", "name": "Gone", "by_appointment": True, "status": "closed"} | own
    )
    result = merged([hiding], feed(A, entry("theirs", source_id="4711"), entry("else")))
    assert ids(result) == [own["id"], "else"]
    assert outcomes(result) == ["hidden", "imported"]


def test_a_number_that_two_feeds_use_hides_nothing_without_its_source() -> None:
    hiding = Resource.model_validate(
        {"id": "m", "kind": "other", "name": "Gone", "status": "closed", "source_id": "1"}
    )
    result = merged(
        [hiding],
        feed(A, entry("x", source_id="1")),
        feed(B, entry("y", source_id="1", name="Big Book")),
    )
    assert ids(result) == ["m", "x", "y"]


def test_two_feeds_with_one_id_keep_both_under_ids_that_stay() -> None:
    result = merged([], feed(A, entry("x")), feed(B, entry("x", name="Big Book")))
    assert ids(result) == ["x", "b-example-org-x"]


def test_the_feed_that_is_named_first_wins() -> None:
    first, second = entry("x", description="First"), entry("y", description="Second", cost="free")
    (one,) = merged([], feed(A, first), feed(B, second)).catalog.resources
    assert (one.description, one.cost) == ("First", "free")


def test_feeds_have_names_without_keys_and_ids_of_their_own() -> None:
    sources = tuple(
        Source(format="tsml", url=url)
        for url in (
            "https://www.aa.example.org/one?key=secret",
            "https://aa.example.org/two",
            "https://na.example.org/",
            "https://na.example.org/",
        )
    )
    feeds = feeds_of(Catalog(Settings(), sources, (), (), (), source_origins=(("c.yaml", 1),) * 4))
    assert [one.name for one in feeds] == [
        "www.aa.example.org/one",
        "aa.example.org/two",
        "na.example.org",
    ]
    assert [one.slug for one in feeds] == [
        "www-aa-example-org-one",
        "aa-example-org-two",
        "na-example-org",
    ]
    assert len({one.key for one in feeds}) == 3


entries = st.builds(
    lambda key, name, day, source_id, status: entry(
        key,
        name=name,
        schedule=[{"days": [day], "start": "19:00"}],
        source_id=source_id,
        status=status,
    ),
    st.sampled_from("abcdef"),
    st.sampled_from(["Steps", "Step", "Big Book", "Group 1", "Group 2"]),
    st.sampled_from(["mon", "tue"]),
    st.sampled_from([None, "1", "2", "3"]),
    st.sampled_from(["active", "active", "closed"]),
)
lists = st.lists(entries, max_size=6, unique_by=lambda one: one.id)


@settings(max_examples=150, deadline=None)
@given(lists, lists, lists)
def test_every_row_is_accounted_for_and_every_id_is_its_own(
    own: list[Resource], one: list[Resource], two: list[Resource]
) -> None:
    result = merged(own, feed(A, *one), feed(B, *two))
    assert result == merged(own, feed(A, *one), feed(B, *two))
    found = ids(result)
    assert len(set(found)) == len(found)
    assert found[: len(own)] == [resource.id for resource in own]
    assert outcomes(result).count("imported") == len(found) - len(own)
    assert {fate.id for fates in result.fates for fate in fates} <= set(found)
    assert len(result.catalog.origins) == len(found)
