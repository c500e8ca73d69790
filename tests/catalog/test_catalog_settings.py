"""A bad setting falls back to its default and is named; feeds are announced, not fetched."""

import pytest

from directory.catalog.files import read_catalog_text
from directory.model import Settings, Unit


def settings(lines):
    catalog = read_catalog_text(f"directory: {{{lines}}}\n", "c.yaml")
    return catalog.settings, catalog.problems


def test_missing_settings_have_the_defaults_of_the_contract():
    found = read_catalog_text("resources: []").settings
    assert (found.timezone, found.units, found.radius) == ("UTC", Unit.MILES, 10)
    assert found.languages == ("en",)
    assert found == Settings()


@pytest.mark.parametrize(
    ("line", "key", "mend"),
    [
        ("timezone: Mars", "timezone", "America/Los_Angeles"),
        ("units: miles", "units", "mi, km"),
        ("radius: -1", "radius", "more than 0"),
        ("radius: ten", "radius", "number"),
        ("languages: [english]", "languages[0]", "like en or es"),
        ("embed: [intergroup.example.org]", "embed[0]", "https://intergroup.example.org"),
        ("contact: somebody", "contact", "https://somebody"),
        ('leave: "http://news.example.org/"', "leave", "https://news.example.org/"),
        ("leave: mailto:a@example.org", "leave", "https://www.weather.gov/"),
        ("holidays: XX", "holidays", "US-CA"),
        ("home: Los Angeles", "home", "`name`"),
        ("home: {latitude: 34}", "home.latitude", "largest"),
        ("basemap: {online: file.json}", "basemap.online", "https://file.json"),
        (
            "basemap: {online: 'http://a.example.org/s'}",
            "basemap.online",
            "https://a.example.org/s",
        ),
        ("basemap: {online: 'https://me:x@a.example.org/'}", "basemap.online", "every reader"),
        ("basemap: {online: 'https://a.example.org\\@b.example.org'}", "basemap.online", "whole"),
    ],
)
def test_a_bad_setting_falls_back_to_its_default(line, key, mend):
    if key == "home.latitude":
        line = "home: {latitude: 340, longitude: 1}"
    found, problems = settings(f"name: Here, {line}")
    assert found.name == "Here"
    assert found.model_dump(exclude={"name", "home"}) == Settings().model_dump(
        exclude={"name", "home"}
    )
    assert problems[0].path == f"directory.{key}"
    assert problems[0].severity == "error"
    assert mend in problems[0].message


def test_a_bad_host_of_a_map_is_dropped_alone():
    names = 'tiles.example.org, "*", "https://a.example.org", "T.example.org:8443"'
    found, problems = settings(
        f"basemap: {{online: 'https://maps.example.org/s', hosts: [{names}]}}"
    )
    assert found.basemap.online == "https://maps.example.org/s"
    assert found.basemap.hosts == ("tiles.example.org", "t.example.org:8443")
    assert [problem.path for problem in problems] == [
        "directory.basemap.hosts[1]",
        "directory.basemap.hosts[2]",
    ]
    assert "tiles.example.org:8443" in problems[0].message


@pytest.mark.parametrize(
    ("basemap", "key", "said"),
    [
        ("{tiles: a.pmtiles, online: 'https://maps.example.org/s'}", "online", "`tiles`"),
        ("{tiles: a.pmtiles, hosts: [tiles.example.org]}", "hosts", "without `online`"),
    ],
)
def test_what_of_a_map_is_not_used_is_a_warning(basemap, key, said):
    found, (problem,) = settings(f"basemap: {basemap}")
    assert found.basemap.tiles == "a.pmtiles"
    assert (problem.severity, problem.path) == ("warning", f"directory.basemap.{key}")
    assert said in problem.message


def test_a_bad_helpline_is_dropped_alone():
    lines = "helplines: [{name: A, phone: 988}, {phone: 1}, {name: C, hours: often, text: 988}]"
    found, problems = settings(lines)
    assert [line.name for line in found.helplines] == ["A", "C"]
    assert found.helplines[1].hours is None
    assert [problem.path for problem in problems] == [
        "directory.helplines[1].name",
        "directory.helplines[2].hours",
    ]


def test_saved_views_are_read_with_their_names():
    found, problems = settings(
        'views: [{name: Tonight, link: "kind=meeting&day=today"}, '
        '{name: Homes, link: "https://example.org/find?kind=housing&utm_source=a"}]'
    )
    assert [view.name for view in found.views] == ["Tonight", "Homes"]
    assert problems == ()


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ("kind=meeting&day=tooday", "`day=tooday` is not one of mon, tue"),
        ("kind=meeting&knd=housing", "did you mean kind?"),
        ("kind=meeting&within=far", "`within=far`"),
        ("https://example.org/", "asks for nothing"),
    ],
)
def test_what_has_no_effect_in_the_link_of_a_saved_view_is_a_warning_at_its_place(link, said):
    text = f'directory:\n  views:\n    - name: Tonight\n      link: "{link}"\n'
    catalog = read_catalog_text(text, "c.yaml")
    (problem,) = catalog.problems
    assert (problem.line, problem.column, problem.severity) == (4, 13, "warning")
    assert problem.path == "directory.views[0].link"
    assert said in problem.message
    assert [view.link for view in catalog.settings.views] == [link]


def test_a_saved_view_without_link_or_with_a_long_name_is_dropped_alone():
    found, problems = settings(
        f"views: [{{name: A}}, {{name: {'b' * 61}, link: kind=food}}, {{name: C, link: kind=food}}]"
    )
    assert [view.name for view in found.views] == ["C"]
    assert [problem.path for problem in problems] == [
        "directory.views[0].link",
        "directory.views[1].name",
    ]
    assert "60" in problems[1].message


def test_of_many_saved_views_the_first_twelve_are_kept():
    views = ", ".join(f"{{name: View {n}, link: kind=food}}" for n in range(14))
    found, (problem,) = settings(f"views: [{views}]")
    assert [view.name for view in found.views] == [f"View {n}" for n in range(12)]
    assert (problem.path, problem.severity) == ("directory.views", "warning")
    assert "more than 12" in problem.message


def test_unknown_settings_are_warnings():
    _, (problem,) = settings("timezon: UTC")
    assert problem.severity == "warning"
    assert "did you mean `timezone`?" in problem.message


@pytest.mark.parametrize(
    "block", ["directory: here", "directory: [a]", "directory:", "directory: {}"]
)
def test_settings_that_are_no_mapping_are_the_defaults(block):
    assert read_catalog_text(block).settings == Settings()


def test_each_feed_is_known_with_its_place():
    text = (
        "sources:\n"
        "  - {format: tsml, url: 'https://example.org/a.json', fellowship: aa}\n"
        "  - {format: hsds, path: feeds/county.zip, refresh: 1d}\n"
    )
    catalog = read_catalog_text(text)
    assert [source.format for source in catalog.sources] == ["tsml", "hsds"]
    assert catalog.source_origins == (("catalog.yaml", 2), ("catalog.yaml", 3))
    assert catalog.problems == ()


@pytest.mark.parametrize(
    ("source", "path", "mend"),
    [
        ("{url: 'https://example.org'}", "sources[0].format", "add `format:`"),
        ("{format: tsm, url: 'https://example.org'}", "sources[0].format", "`tsml`"),
        ("{format: tsml}", "sources[0]", "one of `url` and `path`"),
        ("{format: csv, path: a, url: 'https://example.org'}", "sources[0].url", "one of"),
    ],
)
def test_a_feed_that_cannot_be_read_is_left_out(source, path, mend):
    catalog = read_catalog_text(f"sources: [{source}]")
    assert catalog.sources == ()
    assert catalog.problems[0].path == path
    assert mend in catalog.problems[0].message


def test_a_bad_refresh_falls_back_to_its_default():
    catalog = read_catalog_text("sources: [{format: csv, path: a, refresh: weekly}]")
    assert catalog.sources[0].refresh == "12h"
    assert "30m, 6h or 1d" in catalog.problems[0].message
