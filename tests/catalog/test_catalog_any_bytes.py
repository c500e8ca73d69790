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


def read(text):
    try:
        catalog = read_catalog_text(text, "c.yaml")
    except CatalogError as error:
        problems = error.problems
        assert problems
    else:
        assert isinstance(catalog, Catalog)
        assert len(catalog.origins) == len(catalog.resources)
        problems = catalog.problems
    for problem in problems:
        assert problem.file == "c.yaml"
        assert problem.line >= 1
        assert problem.column >= 1
        assert problem.path
        assert problem.message
        assert str(problem).isprintable()


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=80))
@trying(b"\xff\xfe\x00")
@trying(b"\x00\x00\xfe\xff\x00")
@trying(b"\xef\xbb\xbf")
@trying(b"resources:\n- \xed\xa0\x80")
def test_any_bytes_are_a_catalog_or_a_catalog_error(data):
    read(data)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=" \n\t:-[]{}'\"|>*&!#?,~aé0\r%@`\\", max_size=40))
def test_any_marks_of_yaml_are_a_catalog_or_a_catalog_error(text):
    read(text)
    read("resources:\n  - " + text)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(EXAMPLE)), st.integers(0, 60), spoilers)
def test_the_example_with_any_wound_is_a_catalog_or_a_catalog_error(start, length, spoiler):
    read(EXAMPLE[:start] + spoiler + EXAMPLE[start + length :])


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(LINES) - 1), spoilers, st.booleans())
def test_the_example_with_any_value_replaced_is_a_catalog_or_a_catalog_error(at, value, keep):
    key, colon, rest = LINES[at].partition(":")
    line = f"{key}{colon} {value}{rest.strip() if keep else ''}\n"
    read("".join([*LINES[:at], line, *LINES[at + 1 :]]))


@settings(max_examples=50, deadline=None)
@given(st.permutations(LINES))
def test_the_example_in_any_order_is_a_catalog_or_a_catalog_error(lines):
    read("".join(lines))


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=20))
def test_any_path_is_a_catalog_or_a_catalog_error(name):
    with pytest.raises(CatalogError) as caught:
        read_catalog("no-such-folder/" + name)
    assert caught.value.problems
    str(caught.value).encode()
