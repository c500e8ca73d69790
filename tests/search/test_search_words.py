"""Searching by words."""

from __future__ import annotations

import datetime as dt

import pytest
from directory_of_chance import snapshot_of

from directory.index.text import TextIndex, read_terms
from directory.search import search
from directory.snapshot import Snapshot

AT = dt.datetime(2026, 11, 24, 19, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    return snapshot_of(
        {
            "id": "steps",
            "name": "Monday Night Steps",
            "organization": "Peña House",
            "description": "A women's Big Book study. Coffee at 6, talk after.",
            "types": ["step-study", "open"],
            "location": {
                "name": "Grüner Saal",
                "address": "12 Straße des 17. Juni",
                "city": "Łódź",
                "region": "CA",
                "postal_code": "90012",
            },
        },
        {"id": "book", "name": "The Book of Big Ideas", "description": "Reading group"},
        {"id": "coeur", "name": "Coeur d'Alene Recovery", "description": "日本語の集まり"},
        {
            "id": "meets",
            "name": "Nooners",
            "kind": "meeting",
            "fellowship": "al-anon",
            "by_appointment": True,
        },
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("monday", ["steps"]),
        ("MOND", ["steps"]),
        ("night monday", ["steps"]),
        ("monday ideas", []),
        ("pena", ["steps"]),
        ("PEÑA", ["steps"]),
        ("lodz", ["steps"]),
        ("strasse", ["steps"]),
        ("gruner", ["steps"]),
        ("big book", ["book", "steps"]),
        ('"big book"', ["steps"]),
        ("“big book”", ["steps"]),
        ('"book big"', []),
        ('"big boo"', []),
        ('"study coffee"', ["steps"]),
        ('"steps peña"', []),
        ('"big book" monday', ["steps"]),
        ('"big book', ["steps"]),
        ("step-study", ["steps"]),
        ("women", ["steps"]),
        ("women's", ["steps"]),
        ("alene", ["coeur"]),
        ("d'alene", ["coeur"]),
        ("open to all", ["steps"]),
        ("al-anon", ["meets"]),
        ("日本語", ["coeur"]),
        ("17", ["steps"]),
        ("1", []),
        ("a", ["steps"]),
        ("90012", []),
    ],
)
def test_words_are_found_in_every_field_whatever_case_and_accents(
    snapshot: Snapshot, text: str, expected: list[str]
) -> None:
    results = search(snapshot, "q=" + text.replace(" ", "+"), at=AT)
    assert sorted(hit.id for hit in results) == expected
    assert results.corrected == ()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("mondya", "monday"),
        ("nihgt", "night"),
        ("noonrs", "nooners"),
        ("rekovvery", "recovery"),
        ("qecovery", "recovery"),
        ("Coffe3", None),
        ("cofffee", "coffee"),
        ("17th", None),
        ("bok", None),
        ("zzzzzz", None),
    ],
)
def test_a_typo_is_forgiven_and_told(snapshot: Snapshot, typed: str, meant: str | None) -> None:
    results = search(snapshot, f"q={typed}", at=AT)
    if meant is None:
        assert (results.total, results.corrected) == (0, ())
    else:
        assert results.total == 1
        assert results.corrected == ((typed.lower(), meant),)
    assert results.query.q == typed


def test_of_two_words_as_near_the_commoner_one_is_meant() -> None:
    snapshot = snapshot_of(
        {"id": "a", "name": "house"}, {"id": "b", "name": "horse"}, {"id": "c", "name": "horse"}
    )
    assert search(snapshot, "q=hozse", at=AT).corrected == (("hozse", "horse"),)


def test_a_search_text_without_words_is_named_and_changes_nothing(snapshot: Snapshot) -> None:
    results = search(snapshot, "q=%22!!%22+-", at=AT)
    assert results.total == 4
    assert [part.parameter for part in results.ignored] == ["q"]


@pytest.mark.parametrize(
    "text", ['"', '""', 'a" OR 1=1 --', "name:x NEAR(a b)", "* ^", "\x00", "%"]
)
def test_the_search_text_has_no_syntax_to_abuse(snapshot: Snapshot, text: str) -> None:
    index = TextIndex.of([["one two"], []])
    terms, _ = index.mend(read_terms(text))
    assert len(index.match(terms)) == 2
    assert search(snapshot, "q=" + text, at=AT).total in (0, 4)
