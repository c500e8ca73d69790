"""What is written is read back equal, by this program and by every other YAML reader."""

import datetime as dt

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.catalog.files import read_catalog, read_catalog_text
from directory.catalog.writer import write_catalog, write_entry
from directory.model import (
    Ages,
    Closure,
    Cost,
    Helpline,
    Home,
    Kind,
    Location,
    Online,
    Openings,
    PhoneLine,
    Resource,
    SavedView,
    SessionRule,
    Settings,
    Status,
    Unit,
    Verified,
    Weekday,
)

TRICKY = [
    "no", "Yes", "on", "y", "null", "~", "true", "18:30", "02139", "1_000", "0x1F", "1e3", ".5",
    "-1", "+1 555 555 0101", "2026-01-03", "24/7", "Steps: a study", "a #1 place", "#1", "- x",
    "[a]", "{a: b}", "a, b", "* star", "&x", "!tag", "%x", "@home", "`x`", "'x'", '"x"', "it's",
    "back\\slash", "tab\there", "two\nlines", "two\n\nparagraphs\n  indented", "trailing \nspace",
    "a:", "a :b", "?", "-", "---", "...", "=", "<<", "é", "日本語", "👩‍👩‍👧", "\u0085x", "x\u2028y",
    "x\xa0y", "x\ufeffy", "x\ry", "x\x00y", "100 Main St", "12-step", "1st Street", "key: |",
    "> quoted", "| pipe", "why?so", "a|'?>", "\u202eright to left", "x" * 300 + " " + "y" * 300,
]  # fmt: skip


def resource(**more):
    return Resource(id="a", kind=Kind.OTHER, name="A", **more)


def back(text):
    catalog = read_catalog_text(text)
    assert catalog.problems == ()
    return catalog


@pytest.mark.parametrize("text", TRICKY)
def test_any_text_is_read_back_as_it_was_by_us_and_by_yaml_1_1(text):
    one = resource(
        description=text,
        location=Location(name=text, postal_code=text),
        closed=(Closure(from_=dt.date(2026, 12, 24), note=text),),
        ages=None,
    )
    written = write_catalog(Settings(name=text), [one])
    catalog = back(written)
    assert catalog.resources == (one,)
    assert catalog.settings.name == one.description
    elsewhere = yaml.safe_load(written)
    assert elsewhere["resources"][0] == one.entry()
    assert elsewhere["directory"] == {"name": one.description}


def test_a_catalog_is_written_as_a_person_would(example):
    catalog = read_catalog_text(example)
    written = write_catalog(catalog.settings, catalog.resources, header=["one", "# two"])
    assert written.startswith("# one\n# two\ndirectory:\n  name: Example Valley")
    for line in (
        '      - {days: [mon, wed], start: "19:00", end: "20:00"}',
        '      - {days: [tue], weeks: [2, 4], start: "18:30"}',
        '      postal_code: "90012"',
        "      address: 100 Main St",
        "    types: [open, discussion]",
        "    website: https://example.org",
        '      - {number: "+1 555 555 0102", label: Intake, text: true}',
        "  radius: 10",
    ):
        assert line in written.splitlines()


def test_the_example_is_read_back_equal_and_by_other_readers_as_the_same_data(example):
    catalog = read_catalog_text(example)
    written = write_catalog(catalog.settings, catalog.resources)
    again = back(written)
    assert again.resources == catalog.resources
    assert again.settings == catalog.settings
    assert yaml.safe_load(written)["resources"] == [one.entry() for one in catalog.resources]


def test_keys_keep_the_order_of_the_format(example):
    written = yaml.safe_load(write_catalog(None, read_catalog_text(example).resources))
    keys = list(written["resources"][0])
    assert keys == [key for key in Resource.model_fields if key in keys]


def test_a_confidential_address_is_not_written():
    hidden = Location(
        city="X", address="12 Hidden Lane", latitude=1, longitude=2, confidential=True
    )
    written = write_catalog(None, [resource(location=hidden)])
    assert "Hidden" not in written
    assert "latitude" not in written
    assert back(written).resources[0].location == hidden


def test_a_catalog_without_entries_is_one():
    assert back(write_catalog({"name": "Here"}, [])).settings.name == "Here"
    assert back(write_catalog(None, [])).resources == ()


def test_one_entry_can_be_pasted_into_a_file():
    one = resource(description="two\nlines")
    assert back("resources:\n" + write_entry(one)).resources == (one,)


def test_what_was_written_to_a_file_is_read_back_from_it(tmp_path):
    one = resource(description="naïve – 日本語\nünd")
    file = tmp_path / "a.yaml"
    file.write_text(write_catalog(None, [one]), encoding="utf-8")
    assert read_catalog(file).resources == (one,)


words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
words = (words | st.sampled_from(TRICKY[:-1])).map(str.strip).filter(bool)
slugs = st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,2}", fullmatch=True)
dates = st.dates(dt.date(1900, 1, 1), dt.date(2200, 1, 1))
times = st.times().map(lambda time: time.replace(second=0, microsecond=0))
urls = st.sampled_from(
    ["https://example.org/a?b=c#d", "tel:+15555550101", "mailto:a@example.org", "http://[::1]/,x"]
)
numbers = st.sampled_from(["988", "+1 555 555 0101", "555-0101 x2", "(555) 555-0101"])


def maybe(**fields):
    return st.fixed_dictionaries({}, optional=fields)


places = maybe(
    name=words, address=words, city=words, region=words, postal_code=words, country=words,
    approximate=st.booleans(), confidential=st.booleans(), notes=words,
).filter(bool)  # fmt: skip
points = st.just({}) | st.fixed_dictionaries(
    {"latitude": st.floats(-90, 90), "longitude": st.floats(-180, 180)}
)
online = maybe(url=urls, phone=numbers, notes=words).filter(bool).map(Online.model_validate)
weekly = st.fixed_dictionaries(
    {"days": st.lists(st.sampled_from(Weekday), min_size=1, unique=True), "start": times},
    optional={
        "weeks": st.lists(st.sampled_from([1, 2, 3, 4, 5, -1, -2]), min_size=1, unique=True),
        "until": dates,
        "end": times,
        "note": words,
    },
)
fortnightly = st.fixed_dictionaries(
    {
        "days": st.just(["sat"]),
        "start": times,
        "every": st.integers(2, 520),
        "from": dates,
    }
)
single = st.fixed_dictionaries({"date": dates, "start": times}, optional={"end": times})
resources = st.fixed_dictionaries(
    {"id": slugs, "kind": st.sampled_from([kind for kind in Kind if kind != "meeting"]),
     "name": words},
    optional={
        "organization": words,
        "description": words,
        "location": st.tuples(places, points).map(lambda both: Location(**both[0], **both[1])),
        "online": online,
        "timezone": st.sampled_from(["America/New_York", "Etc/GMT+5"]),
        "schedule": st.lists(
            (weekly | fortnightly | single).map(SessionRule.model_validate), min_size=1, max_size=3
        ),
        "hours": st.sampled_from(["24/7", "Mo-Fr 09:00-17:00; PH off"]),
        "by_appointment": st.booleans(),
        "closed": st.lists(
            st.builds(Closure, from_=dates, note=words), min_size=1, max_size=2
        ),
        "status": st.sampled_from(Status),
        "types": st.lists(slugs, min_size=1, max_size=3),
        "languages": st.lists(st.sampled_from(["en", "no", "zh-Hant"]), min_size=1),
        "cost": st.sampled_from(Cost),
        "ages": st.builds(Ages, min=st.integers(0, 60), max=st.integers(60, 120)),
        "openings": st.builds(Openings, count=st.integers(0, 9), on=dates, note=words),
        "phone": numbers,
        "phones": st.lists(
            st.builds(PhoneLine, number=numbers, label=words, text=st.booleans()), min_size=1
        ),
        "email": st.just("office@example.org"),
        "website": urls,
        "verified": st.builds(Verified, on=dates, by=words),
        "updated": dates,
        "source_id": words,
    },
).map(Resource.model_validate)  # fmt: skip
directories = st.fixed_dictionaries(
    {"name": words},
    optional={
        "home": st.builds(Home, name=words),
        "units": st.sampled_from(Unit),
        "radius": st.floats(1e-9, 20_000),
        "notice": words,
        "embed": st.lists(urls, min_size=1),
        "helplines": st.lists(st.builds(Helpline, name=words, text=words), min_size=1),
        "views": st.lists(
            st.builds(SavedView, name=words, link=st.just("kind=food&day=today")),
            min_size=1,
            max_size=3,
        ),
    },
).map(Settings.model_validate)


@settings(max_examples=60, deadline=None)
@given(directories, st.lists(resources, max_size=3, unique_by=lambda one: one.id))
def test_whatever_is_written_is_read_back_equal_and_clean(directory, entries):
    written = write_catalog(directory, entries)
    catalog = back(written)
    assert catalog.resources == tuple(entries)
    assert catalog.settings == directory
    assert yaml.safe_load(written)["resources"] == [one.entry() for one in entries]
