"""An entry is made to say something else, and only that is written anew."""

from __future__ import annotations

import difflib
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_catalog_edit import KEYS, WORDS, at, block, mappings, read

from directory.catalog.edit import EditError, read_text
from directory.catalog.revise import revise

ENTRY = """\
    id: steps      # keep
    kind: meeting
    phone: '+1 555 555 0100'
    # where
    location:
      city:   "Los Angeles"   # not LA
      notes: >-
        Ring the bell,
        please.

    schedule:
    # the old ones
    - {days: [mon], start: 19:00}   # since 1987
    - days: [tue]
      start: "20:00"
    types: [open, discussion]
    updated: 2026-01-01
"""
ORDER = ["id", "kind", "name", "location", "schedule", "types", "phone", "website", "updated"]


def order(path: tuple[str | int, ...]) -> list[str]:
    return ORDER


def changed(**wanted: Any) -> list[str]:
    """The lines that differ when the entry shall say this too; `None` takes a key away."""
    target = {**read_text(ENTRY), **wanted}
    for key in [key for key, value in wanted.items() if value is None]:
        del target[key]
    new = revise(ENTRY, target, order)
    assert read_text(new) == target
    found = difflib.ndiff(ENTRY.splitlines(keepends=True), new.splitlines(keepends=True))
    return [line for line in found if line[0] in "+-"]


def test_a_value_keeps_its_quotes_and_its_comment() -> None:
    assert changed(phone="+1 555 555 0199") == [
        "-     phone: '+1 555 555 0100'\n",
        "+     phone: '+1 555 555 0199'\n",
    ]
    assert changed(updated="2026-11-22")[1] == "+     updated: 2026-11-22\n"
    place = {**read_text(ENTRY)["location"], "city": "Van Nuys"}
    assert changed(location=place)[1] == '+       city:   "Van Nuys"   # not LA\n'


def test_a_key_is_taken_away_with_its_line() -> None:
    assert changed(phone=None) == ["-     phone: '+1 555 555 0100'\n"]
    assert changed(location={"city": "Los Angeles"}) == [
        "-       notes: >-\n",
        "-         Ring the bell,\n",
        "-         please.\n",
    ]
    assert changed(location=None)[0] == "-     location:\n"


def test_a_list_changes_by_its_items() -> None:
    first, second = read_text(ENTRY)["schedule"]
    third = {"days": ["sun"], "start": "09:00"}
    line = '+     - {days: [sun], start: "09:00"}\n'
    assert changed(schedule=[first, third, second]) == [line]
    assert changed(schedule=[third, first, second]) == [line]
    assert changed(schedule=[first, second, third]) == [line]
    assert changed(schedule=[second]) == ["-     - {days: [mon], start: 19:00}   # since 1987\n"]
    assert changed(schedule=[first, {**second, "start": "21:00"}]) == [
        '-       start: "20:00"\n',
        '+       start: "21:00"\n',
    ]
    assert changed(types=["open"])[1] == "+     types: [open]\n"
    assert changed(types=["big-book", "open", "discussion"])[1].endswith(
        "[big-book, open, discussion]\n"
    )
    assert changed(types=["closed"])[1] == "+     types: [closed]\n"


def test_numbers_and_switches_are_written_without_quotes_and_times_with() -> None:
    place = {**read_text(ENTRY)["location"], "latitude": "34.05", "confidential": "true"}
    assert changed(location=place) == [
        "+       latitude: 34.05\n",
        "+       confidential: true\n",
    ]
    rules = [
        *read_text(ENTRY)["schedule"],
        {"days": ["sat"], "weeks": ["2", "-1"], "start": "8:00"},
    ]
    assert changed(schedule=rules) == ['+     - {days: [sat], weeks: [2, -1], start: "8:00"}\n']


@pytest.mark.parametrize(
    ("before", "target", "after"),
    [
        ("{a: 1, b: 2, c: 3}", {"a": "1", "c": "3"}, "{a: 1, c: 3}"),
        ("{a: 1, b: 2}", {"a": "1"}, "{a: 1}"),
        ("{a: [1, 2], b: {c: 3}}", {"a": ["2"], "b": {"c": "3"}}, "{a: [2], b: {c: 3}}"),
        ("- a: 1\n  b: 2\n", [{"b": "2"}], "- b: 2\n"),
        ("a:\n- b: 1\n- c: 2\n", {"a": [{"c": "2"}]}, "a:\n- c: 2\n"),
        ("a: |\n  text\nb: 1\n", {"b": "1"}, "b: 1\n"),
        ("b: 1\na: |+\n  text\n\n", {"b": "1"}, "b: 1\n"),
        ("b: 1\r\na: 2", {"b": "1"}, "b: 1\r\n"),
        ("a:\n  - b\n  - c\nd: 1\n", {"a": "x", "d": "1"}, "a: x\nd: 1\n"),
        ("a: x\n", {"a": {"en": "x"}}, "a: {en: x}\n"),
        ("a: 'it''s'\n", {"a": "it's \\ not"}, "a: 'it''s \\ not'\n"),
        ('a: "x"\n', {"a": 'say "\\"'}, 'a: "say \\"\\\\\\""\n'),
    ],
)
def test_every_way_of_writing_is_kept(before: str, target: Any, after: str) -> None:
    assert revise(before, target, order) == after


@pytest.mark.parametrize(
    ("text", "target", "reason"),
    [
        ("a: *x\nb: 1\n", {"a": "2", "b": "1"}, "alias"),
        ("a: # one\n  - b # two\n  - c\n", {"a": "x"}, "comments in it"),
        ("- a: 1\n  # c\n  b: 2\n", ["x"], "comments in it"),
        ("- a: 1 # c\n  b: 2\n", [{"b": "2"}], "beside its first key"),
        ("{a: 1, # c\n b: 2}", {"b": "2"}, "inside of brackets"),
    ],
)
def test_what_would_lose_a_comment_is_refused(text: str, target: Any, reason: str) -> None:
    with pytest.raises(EditError, match=reason):
        revise(text, target, order)


@given(block(4), st.data())
def test_any_change_of_any_text_reads_back_and_leaves_the_other_lines(
    text: str, data: st.DataObject
) -> None:
    tree = read_text(text)
    path = data.draw(st.sampled_from(mappings(read(text))))
    target = read_text(text)
    inner = at(target, path)
    act = data.draw(st.sampled_from(["set", "remove"]))
    if act == "remove" and len(inner) > 1:
        del inner[data.draw(st.sampled_from(sorted(inner)))]
    else:
        key = data.draw(st.one_of(KEYS, st.just("latitude")))
        inner[key] = data.draw(st.one_of(WORDS, st.just(["a", "b"]), st.just({"x y": "1"})))
    try:
        new = revise(text, target, order)
    except EditError:
        return
    assert read_text(new) == target
    if target == tree:
        assert new == text
    assert revise(new, target, order) == new
    kept = [line for line in text.splitlines() if re.fullmatch(r"\s*#.*", line)]
    if act == "set":
        assert [line for line in new.splitlines() if line in kept] == kept
