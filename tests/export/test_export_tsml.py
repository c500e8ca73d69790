"""Meeting Guide JSON: by the rules of its specification, and the same when imported again."""

from __future__ import annotations

import datetime as dt
import json
import re
from zoneinfo import ZoneInfo

from directory_of_chance import snapshot_of
from entries_of_chance import many
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directory import search
from directory.export.tsml import to_tsml
from directory.feeds.importer import import_documents
from directory.feeds.source import Document
from directory.feeds.tsml_codes import codes

NOW = dt.datetime(2026, 11, 24, 12, tzinfo=ZoneInfo("America/Phoenix"))
RELAXED = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)  # fmt: skip
# Of the optional keys of the specification, those that are texts.
TEXT_KEYS = {
    "name", "slug", "time", "end_time", "timezone", "notes", "attendance_option", "location",
    "address", "city", "state", "postal_code", "country", "region", "approximate",
    "location_notes", "conference_url", "conference_url_notes", "conference_phone",
    "conference_phone_notes", "group", "phone", "email", "website", "url", "updated", "entity",
}  # fmt: skip


def exported(snapshot):
    return json.loads(to_tsml(search(snapshot, "", at=NOW)).text)


def imported(rows, fellowship="aa"):
    document = Document("meetings.json", json.dumps(rows).encode())
    return import_documents("tsml", [document], fellowship=fellowship)


def meeting(**more):
    return {
        "id": "steps",
        "kind": "meeting",
        "fellowship": "aa",
        "name": "Steps",
        "schedule": [{"days": ["tue"], "start": "19:00", "end": "20:00"}],
        **more,
    }


@given(many())
@RELAXED
def test_every_row_passes_the_rules_of_the_specification(made):
    snapshot = snapshot_of(*made)
    rows = exported(snapshot)
    slugs = [row["slug"] for row in rows]
    assert len(set(slugs)) == len(slugs)
    whose = {one.id: one.fellowship for one in made}
    for row in rows:
        assert {"name", "slug", "day", "time", "timezone", "types"} <= row.keys()
        assert row["day"] in range(7)
        assert re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", row["time"])
        assert re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", row.get("end_time", "00:00"))
        ZoneInfo(row["timezone"])
        fellowship = next(
            kept for id, kept in whose.items() if re.match(rf"{id}(-|$)", row["slug"])
        )
        assert set(row["types"]) <= {*codes(fellowship), "TC"}
        assert row.get("attendance_option", "hybrid") in (
            "in_person",
            "hybrid",
            "online",
            "inactive",
        )
        assert row.keys() - TEXT_KEYS == {"day", "types"} | (row.keys() & {"latitude", "longitude"})
        assert all(isinstance(row[key], str) and row[key] for key in row.keys() & TEXT_KEYS)
        assert all(isinstance(row[key], float) for key in row.keys() & {"latitude", "longitude"})


def _maybe(strategy):
    return st.none() | strategy


@st.composite
def weekly(draw):
    """A meeting of one weekly time that says only what the format has keys for."""
    lines = st.sampled_from(["Ring the bell", "Room 5, upstairs", "Ünïcødé 日本語", "No #1: yes"])
    notes = lines | st.just("First line\n\nSecond paragraph")
    place = draw(
        _maybe(
            st.fixed_dictionaries(
                {
                    "address": st.sampled_from(["100 Main St", "7 Elm St"]),
                    "city": st.sampled_from(["Los Angeles", "Fairview"]),
                    "region": st.just("CA"),
                    "country": st.just("US"),
                },
                optional={
                    "name": lines,
                    "postal_code": st.sampled_from(["90012", "94110"]),
                    "notes": notes,
                },
            )
        )
    )
    if place and draw(st.booleans()):
        place |= {"latitude": 34.0537, "longitude": -118.2428}
    online = draw(
        _maybe(
            st.sampled_from(
                [
                    {"url": "https://zoom.us/j/123?pwd=a", "notes": "Passcode 123"},
                    {"url": "https://example.org/join", "phone": "+1 555 555 0100"},
                    {"phone": "+1 555 555 0100", "notes": "Passcode 123"},
                ]
            )
        )
    )
    start = draw(st.integers(0, 95))
    length = draw(_maybe(st.integers(2, 16)))
    rule = {
        "days": [draw(st.sampled_from(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]))],
        "start": f"{start // 4:02}:{start % 4 * 15:02}",
    }
    if length:
        end = (start + length) % 96
        rule["end"] = f"{end // 4:02}:{end % 4 * 15:02}"
    slugs = {
        "types": ["discussion", "meditation", "big-book", "speaker", "eleventh-step"],
        "serves": ["women", "newcomers", "gay", "lgbtq", "seniors"],
        "access": ["wheelchair", "asl", "childcare"],
        "languages": ["en", "es"],
    }
    entry = {
        "id": "steps",
        "kind": "meeting",
        "fellowship": "aa",
        "name": draw(lines),
        "organization": draw(_maybe(lines)),
        "description": draw(_maybe(notes)),
        "location": place,
        "online": online,
        "timezone": draw(st.sampled_from(["America/New_York", "Europe/London"])),
        "schedule": [rule],
        **{
            field: sorted(draw(st.sets(st.sampled_from(known), max_size=3)))
            for field, known in slugs.items()
        },
        "phone": draw(_maybe(st.just("+1 555 555 0101"))),
        "email": draw(_maybe(st.just("office@example.org"))),
        "website": draw(_maybe(st.just("https://example.org"))),
        "updated": draw(_maybe(st.just("2026-10-03"))),
        "source": draw(_maybe(st.just("https://example.org/list"))),
        "source_id": "steps",
    }
    if online and place and draw(st.booleans()):
        entry["status"] = "temporarily-closed"
    if "gay" in entry["serves"] and "lgbtq" not in entry["serves"]:
        entry["serves"] = sorted([*entry["serves"], "lgbtq"])
    return {key: value for key, value in entry.items() if value not in (None, [])}


@given(weekly())
@settings(RELAXED, max_examples=200)
def test_a_weekly_meeting_is_the_same_when_imported_again(entry):
    snapshot = snapshot_of(entry)
    result = imported(exported(snapshot))
    (made,) = result.resources
    (given_one,) = snapshot.resources

    def sorted_slugs(one):
        data = one.entry()
        for field in ("types", "serves", "access", "languages"):
            data[field] = sorted(data.get(field, []))
        # The key is written only where it is true.
        if data.get("location", {}).get("approximate") is False:
            del data["location"]["approximate"]
        return data

    assert sorted_slugs(made) == sorted_slugs(given_one)


def test_each_day_and_time_of_a_meeting_is_a_row():
    schedule = [
        {"days": ["mon", "sun"], "start": "19:00", "end": "20:00"},
        {"days": ["sat"], "start": "23:30", "end": "00:30"},
    ]
    rows = exported(snapshot_of(meeting(schedule=schedule)))
    found = [(row["slug"], row["day"], row["time"], row["end_time"]) for row in rows]
    assert found == [
        ("steps-mon-1900", 1, "19:00", "20:00"),
        ("steps-sun-1900", 0, "19:00", "20:00"),
        ("steps-sat-2330", 6, "23:30", "00:30"),
    ]


def test_weeks_of_the_month_are_in_the_notes_and_found_there_again():
    snapshot = snapshot_of(
        meeting(schedule=[{"days": ["tue"], "weeks": [2, 4], "start": "18:30"}], description="Tea.")
    )
    rows = exported(snapshot)
    assert rows[0]["notes"] == "Meets only on the 2nd and 4th Tuesday\n\nTea."
    (made,) = imported(rows).resources
    assert made.schedule == snapshot.resources[0].schedule


def test_another_rhythm_is_told_and_doubted_when_imported():
    every_other = [{"days": ["sat"], "every": 2, "from": "2026-01-03", "start": "10:00"}]
    rows = exported(snapshot_of(meeting(schedule=every_other)))
    assert rows[0]["notes"] == "Meets every other Saturday, counted from 2026-01-03"
    assert "please check" in imported(rows).report.to_text()


def test_what_a_visitor_must_know_and_no_key_holds_is_in_the_notes():
    rows = exported(
        snapshot_of(
            meeting(
                schedule=[
                    {
                        "days": ["tue"],
                        "start": "19:00",
                        "until": "2027-06-01",
                        "note": "No smoking",
                    },
                    {"date": "2026-12-31", "start": "20:00"},
                ],
                closed=[{"from": "2026-12-24", "to": "2026-12-26", "note": "Christmas"}],
                requirements="Bring a photo ID",
                types=["zz-top"],
            )
        )
    )
    assert rows[0]["notes"].split("\n\n") == [
        "Ends on 2027-06-01",
        "Closed 2026-12-24 to 2026-12-26: Christmas",
        "Also Thu, Dec 31, 2026, 8 PM",
        "No smoking",
        "Bring a photo ID",
        "Zz top.",
    ]
    assert rows[0]["types"] == []


def test_what_is_no_weekly_meeting_is_left_out_and_counted():
    snapshot = snapshot_of(
        meeting(),
        {"id": "clinic", "name": "Clinic", "kind": "health", "hours": "24/7"},
        meeting(id="once", schedule=[{"date": "2026-12-31", "start": "10:00"}]),
        meeting(id="over", schedule=[{"days": ["tue"], "start": "10:00", "until": "2026-01-01"}]),
    )
    written = to_tsml(search(snapshot, "", at=NOW))
    assert [row["slug"] for row in json.loads(written.text)] == ["steps"]
    assert written.left_out == 3
