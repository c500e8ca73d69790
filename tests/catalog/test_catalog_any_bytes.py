"""Nothing that can stand in a file raises anything but `CatalogError`."""

from pathlib import Path

import pytest
from hypothesis import example as trying
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.catalog.files import Catalog, read_catalog, read_catalog_text
from directory.problems import CatalogError

EXAMPLE = Path(__file__).with_name("contract_example.yaml").read_text(encoding="utf-8")
LINES = EXAMPLE.splitlines(keepends=True)

spoilers = st.sampled_from(
    [
        *("", " ", "\t", ":", ": ", "- ", "[", "]", "{", "}", "{{x}}", "'", '"', "|", ">", "? "),
        *("*a", "&a ", "!!int 1", "~", "null", "#", "---\n", "...\n", "<<: ", "[[[[[[[[[[[[[[[["),
        *("\n", "\r", "\x00", "\ufeff", "\u2028", "\U0001f600"),
        *("maybe", "-1", "1e999", "99999999999999999999"),
    ]
)


def broken_promises(text):
    """What reading a text does that a reader of its report could not use; empty when all is well.

    Whatever else than a `CatalogError` is raised goes through, and fails the test.
    """
    found = []
    try:
        catalog = read_catalog_text(text, "c.yaml")
    except CatalogError as error:
        problems = error.problems
        if not problems:
            found.append("an error without a problem")
    else:
        problems = catalog.problems
        if not isinstance(catalog, Catalog) or len(catalog.origins) != len(catalog.resources):
            found.append("an entry without the place where it stands")
    for problem in problems:
        placed = problem.file == "c.yaml" and problem.line >= 1 and problem.column >= 1
        if not (placed and problem.path and problem.message and str(problem).isprintable()):
            found.append(repr(problem))
    return found


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=80))
@trying(b"\xff\xfe\x00")
@trying(b"\x00\x00\xfe\xff\x00")
@trying(b"\xef\xbb\xbf")
@trying(b"resources:\n- \xed\xa0\x80")
def test_any_bytes_are_a_catalog_or_a_catalog_error(data):
    assert broken_promises(data) == []


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=" \n\t:-[]{}'\"|>*&!#?,~aé0\r%@`\\", max_size=40))
def test_any_marks_of_yaml_are_a_catalog_or_a_catalog_error(text):
    assert broken_promises(text) == []
    assert broken_promises("resources:\n  - " + text) == []


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(EXAMPLE)), st.integers(0, 60), spoilers)
def test_the_example_with_any_wound_is_a_catalog_or_a_catalog_error(start, length, spoiler):
    text = EXAMPLE[:start] + spoiler + EXAMPLE[start + length :]
    assert broken_promises(text) == []


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(LINES) - 1), spoilers, st.booleans())
def test_the_example_with_any_value_replaced_is_a_catalog_or_a_catalog_error(at, value, keep):
    key, colon, rest = LINES[at].partition(":")
    line = f"{key}{colon} {value}{rest.strip() if keep else ''}\n"
    assert broken_promises("".join([*LINES[:at], line, *LINES[at + 1 :]])) == []


@settings(max_examples=50, deadline=None)
@given(st.permutations(LINES))
def test_the_example_in_any_order_is_a_catalog_or_a_catalog_error(lines):
    assert broken_promises("".join(lines)) == []


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=20))
def test_any_path_is_a_catalog_or_a_catalog_error(name):
    with pytest.raises(CatalogError) as caught:
        read_catalog("no-such-folder/" + name)
    assert caught.value.problems
    assert str(caught.value).encode()
