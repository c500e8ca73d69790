"""Setting values in a catalog's text leaves the rest of it as it was written."""

from __future__ import annotations

import difflib
import re
from typing import Any

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from directory.catalog.edit import EditError, set_values

CATALOG = """\
# Our list. Ask Rosa before changing it.
directory: {name: Valley, timezone: 'America/Los_Angeles'}

resources:
  # --- downtown
  - id: steps      # keep
    kind: meeting
    location:
      city:   "Los Angeles"   # not LA
      region: CA

      # the side door
      notes: >-
        Ring the bell,
        please.

    schedule:
    - {days: [mon], start: 19:00}
  - {id: house, kind: housing, name: A house, location: {city: Burbank, region: CA,}}
"""
ORDER = ("name", "city", "region", "latitude", "longitude", "notes")
STEPS = ("resources", 0, "location")
HOUSE = ("resources", 1, "location")


def changes(old: str, new: str) -> list[str]:
    """The lines that differ, each with its sign."""
    found = difflib.ndiff(old.splitlines(keepends=True), new.splitlines(keepends=True))
    return [line for line in found if line[0] in "+-"]


def test_a_new_key_gets_a_line_of_its_own_behind_those_that_come_before_it() -> None:
    new = set_values(
        CATALOG, {(*STEPS, "latitude"): 34.05, (*STEPS, "longitude"): -118.24}, order=ORDER
    )
    assert changes(CATALOG, new) == ["+       latitude: 34.05\n", "+       longitude: -118.24\n"]
    assert "      region: CA\n      latitude: 34.05\n      longitude: -118.24\n\n" in new


def test_without_an_order_a_new_key_goes_to_the_end_of_its_mapping() -> None:
    new = set_values(CATALOG, {(*STEPS, "country"): "US"})
    assert "        please.\n      country: US\n\n    schedule:" in new


def test_a_new_key_inside_braces_stays_inside_them() -> None:
    new = set_values(CATALOG, {(*HOUSE, "latitude"): 34.18, (*HOUSE, "approximate"): True})
    assert "{city: Burbank, region: CA, latitude: 34.18, approximate: true,}" in new
    assert len(changes(CATALOG, new)) == 2


def test_a_mapping_and_a_date_like_text_can_be_set_at_once() -> None:
    entry = ("resources", 0)
    new = set_values(CATALOG, {(*entry, "verified"): {"on": "2026-10-01", "by": "phone"}})
    assert changes(CATALOG, new) == ['+     verified: {"on": "2026-10-01", by: phone}\n']


def test_a_value_that_is_there_is_replaced_and_its_comment_stays() -> None:
    new = set_values(CATALOG, {(*STEPS, "city"): "Van Nuys"})
    assert "      city:   Van Nuys   # not LA\n" in new


def test_a_text_over_several_lines_is_replaced_as_a_whole() -> None:
    new = set_values(CATALOG, {(*STEPS, "notes"): "No: bell"})
    assert '      notes: "No: bell"\n\n    schedule:' in new


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a:\nb: 1\n", "a: x\nb: 1\n"),
        ("a: # none yet\nb: 1\n", "a: x # none yet\nb: 1\n"),
        ("a: ~\nb: 1\n", "a: x\nb: 1\n"),
        ("{a: , b: 1}\n", "{a: x , b: 1}\n"),
        ("{a, b: 1}\n", "{a: x, b: 1}\n"),
        ("{}\n", "{a: x}\n"),
        ("{b}\n", "{b, a: x}\n"),
        ("{b: # c\n}\n", "{b: # c\n, a: x}\n"),
        ("b:", "b:\na: x"),
        ("b: |+\n  text\n\n", "b: |+\n  text\n\na: x\n"),
        ("b: |\r\n  text\r\n\r\n# end\r\n", "b: |\r\n  text\r\na: x\r\n\r\n# end\r\n"),
        ("b:\n- 1\n- - 2\n  # end\n", "b:\n- 1\n- - 2\na: x\n  # end\n"),
        ("b: 1 # \u2028c: 2\n", "b: 1 # \u2028c: 2\na: x\n"),
    ],
)
def test_every_way_of_writing_nothing_or_the_last_key_is_understood(
    before: str, after: str
) -> None:
    assert set_values(before, {("a",): "x"}) == after


def test_several_new_keys_fill_empty_braces() -> None:
    assert set_values("a: {}\n", {("a", "b"): 1, ("a", "c"): "2"}) == 'a: {b: 1, c: "2"}\n'


@pytest.mark.parametrize(
    ("text", "path", "reason"),
    [
        ("a: 1\n", ("b", "c"), "not there"),
        ("a: [1]\n", ("a", 1), "not there"),
        ("a: 1\n", ("a", "b"), "nothing to stand in"),
        ("a:\n  b: 1\n", ("a",), "one by one"),
        ("a: &x {b: 1}\nc: *x\n", ("c", "d"), "alias"),
        ("a: [b: 1]\n", ("a", 0, "c"), "without braces"),
        ("a: |\n  text", ("b",), "something else"),
        ("a: {b: 1\n", ("a", "c"), "bracket"),
    ],
)
def test_what_cannot_be_changed_in_place_is_refused(
    text: str, path: tuple[str | int, ...], reason: str
) -> None:
    with pytest.raises(EditError, match=reason):
        set_values(text, {path: "x"})


# --- any catalog, however it is written

KEYS = st.sampled_from(["name", "city", "region", "on", "notes", "x y"])
WORDS = st.text("ab :#,'\"é{}[]-", min_size=1, max_size=12)
COMMENT = st.sampled_from(["", "", "  # note: {a: 1}"])
BREAKS = st.sampled_from(["", "", "\n", "\n  # between\n", "# at the edge\n"])


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


SCALAR = st.one_of(
    st.sampled_from(["plain", "19:00", "~", "100 Main St", "''"]),
    WORDS.map(quoted),
    WORDS.map(lambda text: "'" + text.replace("'", "''") + "'"),
)


@st.composite
def flow(draw: st.DrawFn, depth: int = 2) -> str:
    if depth and draw(st.booleans()):
        keys = draw(st.lists(KEYS, unique=True, max_size=3))
        pairs = [f"{key}: {draw(flow(depth - 1))}" for key in keys]
        return "{" + ", ".join(pairs) + draw(st.sampled_from(["", " "])) + "}"
    if depth and draw(st.booleans()):
        return "[" + ", ".join(draw(st.lists(flow(depth - 1), max_size=2))) + "]"
    return draw(SCALAR)


@st.composite
def block(draw: st.DrawFn, indent: int, depth: int = 3) -> str:
    """The lines of a mapping at an indentation."""
    margin, lines = " " * indent, ""
    for key in draw(st.lists(KEYS, unique=True, min_size=1, max_size=4)):
        lines += f"{margin}{key}:"
        form = draw(st.sampled_from(["scalar", "flow", "text", "null", "map", "list"]))
        if form in ("map", "list") and depth:
            step = draw(st.sampled_from([1, 2, 4]))
            if form == "map":
                lines += draw(COMMENT) + "\n" + draw(block(indent + step, depth - 1))
            else:
                lines += "\n"
                for _ in range(draw(st.integers(1, 2))):
                    inner = draw(block(indent + step + 2, depth - 1))
                    dash = " " * (indent + step) + "- "
                    lines += dash + inner[indent + step + 2 :]
        elif form == "text":
            head = draw(st.sampled_from(["|", ">-", "|+", ">"]))
            lines += f" {head}\n{margin}   one # two\n\n{margin}   three\n"
            lines += draw(st.sampled_from(["", "\n", "\n\n"]))
        elif form == "null":
            lines += draw(COMMENT) + "\n"
        else:
            lines += " " + draw(flow() if form == "flow" else SCALAR) + draw(COMMENT) + "\n"
        lines += draw(BREAKS)
    return lines


def read(text: str) -> Any:
    """What another reader makes of a text, every value as it is written."""
    return yaml.load(text, Loader=yaml.BaseLoader)


def mappings(tree: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths of all mappings."""
    found = [path] if isinstance(tree, dict) else []
    items = tree.items() if isinstance(tree, dict) else enumerate(tree)
    for key, value in items:
        if isinstance(value, dict | list):
            found += mappings(value, (*path, key))
    return found


def at(tree: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        tree = tree[step]
    return tree


@settings(deadline=None)
@given(block(0), st.data())
def test_a_new_key_is_all_that_changes_in_any_catalog(text: str, data: st.DataObject) -> None:
    text = text.replace("\n", data.draw(st.sampled_from(["\n", "\r\n"])))
    tree = read(text)
    path = data.draw(st.sampled_from(mappings(tree)))
    value = data.draw(st.one_of(WORDS, st.sampled_from([34.5, -118, True])))
    new = set_values(text, {(*path, "latitude"): value}, order=data.draw(st.permutations(ORDER)))
    written = {34.5: "34.5", -118: "-118", True: "true"}.get(value, value)
    at(tree, path)["latitude"] = written
    assert read(new) == tree
    old_lines, new_lines = text.splitlines(keepends=True), new.splitlines(keepends=True)
    if len(new_lines) > len(old_lines):
        (line,) = changes(text, new)
        assert re.fullmatch(r"\+ +latitude: .*\r?\n", line)
    else:
        differing = [(a, b) for a, b in zip(old_lines, new_lines, strict=True) if a != b]
        ((before, after),) = differing
        assert (
            re.sub(r"(, |(?<=\{))latitude: (\"(\\.|[^\"\\])*\"|[^,}]*?(?= *[,}]))", "", after)
            == before
        )


@settings(deadline=None)
@given(block(0), st.data())
def test_a_replaced_value_is_all_that_changes_in_any_catalog(
    text: str, data: st.DataObject
) -> None:
    tree = read(text)
    parent = data.draw(st.sampled_from(mappings(tree)))
    keys = [key for key, value in at(tree, parent).items() if isinstance(value, str)]
    assume(keys)
    path = (*parent, data.draw(st.sampled_from(keys)))
    value = data.draw(WORDS)
    new = set_values(text, {path: value})
    at(tree, parent)[path[-1]] = value
    assert read(new) == tree
    for comment in ("# note: {a: 1}", "# between", "# at the edge"):
        assert new.count(comment) == text.count(comment)
