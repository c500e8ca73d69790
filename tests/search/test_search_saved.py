"""Saved views are plain links that take the reader's place, list and language along."""

from __future__ import annotations

import datetime as dt

import pytest

from directory.model import Settings
from directory.query import parse_link
from directory.render.plain import PlainView
from directory.render.saved import saved_views
from directory.render.view import View

NOON = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
SETTINGS = Settings.model_validate(
    {
        "languages": ["es"],
        "views": [
            {"name": "Tonight", "link": "kind=meeting&day=today"},
            {"name": "Downtown", "link": "https://example.org/?near=90012&within=2mi&lang=en"},
        ],
    }
)


def links(link: str, kind: type[View] = View) -> list[str]:
    return [saved.href for saved in saved_views(kind(SETTINGS, parse_link(link)[0], NOON))]


def test_they_are_offered_while_nothing_is_filtered() -> None:
    assert links("") == ["/?kind=meeting&day=today", "/?near=90012&within=2mi&lang=en"]


@pytest.mark.parametrize(
    "link", ["kind=food", "q=a", "day=today", "when=now", "id=a", "from=18:00"]
)
def test_they_make_way_once_a_filter_is_set(link: str) -> None:
    assert links(link) == []


def test_they_keep_language_list_and_place_unless_they_have_their_own() -> None:
    assert links("near=Glendale&within=5mi&keep=a,b&lang=es&sort=name&page=3") == [
        "/?near=Glendale&within=5mi&kind=meeting&day=today&keep=a,b&lang=es",
        "/?near=90012&within=2mi&keep=a,b&lang=en",
    ]


def test_on_the_plain_page_they_lead_to_plain_pages() -> None:
    assert links("lang=es", PlainView)[0] == "/list?kind=meeting&day=today&lang=es"


def test_their_names_are_said_in_the_language_of_the_directory() -> None:
    (first, _) = saved_views(View(SETTINGS, parse_link("")[0], NOON))
    assert (first.name, first.lang) == ("Tonight", "es")
