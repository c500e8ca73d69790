"""YAML text becomes plain strings that know their place; what could do harm is refused."""

import time

import pytest

from directory.catalog.events import MAX_BYTES, UNREADABLE, parse
from directory.problems import CatalogError


def read(text):
    return parse(text, "c.yaml")


def refused(text):
    with pytest.raises(CatalogError) as caught:
        read(text)
    return caught.value.problems[0]


@pytest.mark.parametrize(
    "written",
    ["18:30", "02139", "no", "2026-01-03", "1e3", "0x1F", "-0", "true", "=", "1_000", "12:30:45"],
)
def test_an_unquoted_value_stays_the_text_that_was_written(written):
    assert read(f"key: {written}").root == {"key": written}
    assert read(f"key: [{written}]").root == {"key": [written]}


@pytest.mark.parametrize("written", ["", "~", "null", "Null", "NULL"])
def test_nothing_written_is_none_and_the_same_in_quotes_is_text(written):
    assert dict(read(f"a: {written}\nb: 1").root) == {"b": "1"}
    assert list(read(f"a: {written}\nb: 1").root.nulls) == ["a"]
    assert read(f'key: "{written}"').root == {"key": written}


def test_keys_and_values_know_their_line_and_column():
    document = read("a: 1\nb:\n  - x\n  - {cé: 'y',  d: [z]}\n")
    root = document.root
    assert [document.place(at) for at in root.spot("a")] == [(1, 1), (1, 4)]
    assert [document.place(at) for at in root["b"].spots] == [(3, 5), (4, 5)]
    inner = root["b"][1]
    assert [document.place(at) for at in inner.spot("cé")] == [(4, 6), (4, 10)]
    assert [document.place(at) for at in inner.spot("d")] == [(4, 16), (4, 19)]


def test_lines_are_counted_as_editors_do():
    text = "a: 'x\u2028y'\r\nb: 1\rc: 1\nc: 2"
    (problem,) = read(text).problems
    assert (problem.line, problem.column) == (4, 1)
    assert "in line 3" in problem.message


def test_of_duplicate_keys_the_first_counts_and_nothing_else_is_lost():
    document = read("a: 1\nb: 2\na:\n  - 3\nc: 4\nb:\n")
    assert document.root == {"a": "1", "b": "2", "c": "4"}
    assert [(one.line, one.column, one.path) for one in document.problems] == [
        (3, 1, "a"),
        (6, 1, "b"),
    ]
    assert "in line 1" in document.problems[0].message


def test_an_alias_is_refused_where_it_stands_and_never_expanded():
    document = read("a: &x {b: 1}\nc: *x\nd: 2")
    assert document.root == {"a": {"b": "1"}, "c": UNREADABLE, "d": "2"}
    assert [(one.line, one.column, one.path) for one in document.problems] == [
        (1, 4, "a"),
        (2, 4, "c"),
    ]


def test_an_alias_bomb_is_over_at_once():
    bomb = "a0: &a0 [x]\n" + "".join(
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 90)
    )
    started = time.monotonic()
    document = read(bomb)
    assert time.monotonic() - started < 2
    assert len(document.problems) == 90 + 89 * 10


def test_a_file_of_nothing_but_aliases_is_given_up():
    problem = refused("a: [" + "*a, " * 5000 + "]")
    assert "too many" in problem.message


@pytest.mark.parametrize("tag", ["!!str", "!!python/object/apply:os.system", "!mine", "!"])
@pytest.mark.parametrize("value", ["x", "[x]", "{x: [y]}"])
def test_a_tagged_value_is_refused_and_the_rest_is_read(tag, value):
    document = read(f"a: {tag} {value}\nb: 2")
    assert document.root == {"a": UNREADABLE, "b": "2"}
    (problem,) = document.problems
    assert (problem.line, problem.column, problem.path) == (1, 4, "a")


def test_twelve_levels_are_read_and_the_thirteenth_is_refused():
    def nested(depth):
        return "{a: " * depth + "1" + "}" * depth

    assert read(nested(12)).problems == []
    (problem,) = read(nested(13)).problems
    assert problem.column == 12 * 4 + 1
    assert problem.path == ".".join("a" * 12)


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
@pytest.mark.parametrize("closing", ["", "]" * 100_000])
def test_a_bottomless_file_is_given_up_at_once(opening, closing):
    started = time.perf_counter()
    assert "12 deep" in refused("resources:\n  " + opening * 100_000 + closing).message
    assert time.perf_counter() - started < 2


def test_a_mapping_without_end_takes_no_longer_for_each_key():
    keys = 40_000
    text = "".join(f"k{key}: 1\nn{key}:\nk{key}: 2\n" for key in range(keys))
    started = time.perf_counter()
    document = read(text)
    assert time.perf_counter() - started < 20
    assert len(document.problems) == keys
    assert document.place(document.root.spot(f"k{keys - 1}")[1]) == (3 * keys - 2, 9)


def test_a_file_above_the_limit_is_not_parsed():
    assert "64 MiB" in refused(b"#" * (MAX_BYTES + 1)).message


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("a: 1\n\tb: 2", 2, 1, "tab"),
        ("a:\n  b: 1\n \tc: 2", 3, 2, "tab"),
        ("a: 1\nb\nc: 2", 2, 1, "colon"),
        ("a: b: c", 1, 5, "quotes"),
        ("name: Steps: a study", 1, 12, "quotes"),
        ("a: 'x\nb: 2\n", 1, 4, "never closed"),
        ('a: "x\nb: 2\n', 1, 4, "never closed"),
        ('a: "x" y\nb: 2', 1, 8, "quotation mark"),
        ("a: 'it's'\nb: 1", 1, 8, "quotation mark"),
        ("a: [1, 2\nb: 3", 1, 4, "bracket"),
        ("a: {b: 1\nc: 3", 1, 4, "bracket"),
        ("a:\n  - x\n b: 2", 3, 2, "indented"),
        ("a: @x", 1, 4, "`@`"),
        ("a: %x", 1, 4, "`%`"),
        ('a: "\\q"', 1, 5, "backslash"),
        ("a: - b", 1, 4, "next line"),
        ("a: 1\n---\nb: 2", 2, 1, "second document"),
        ("a: 1\n...\nb", 3, 1, "key"),
        ("a: x\x00y", 1, 5, "U+0000"),
        ("ok: 1\na: x\ufeffy", 2, 5, "U+FEFF"),
        ("", 1, 1, "empty"),
        ("---\n...\n", 1, 1, "empty"),
        ("# only words\n", 1, 1, "empty"),
    ],
)
def test_broken_yaml_is_explained_at_its_place(text, line, column, words):
    problem = refused(text)
    assert (problem.line, problem.column) == (line, column)
    assert words in problem.message
    assert problem.file == "c.yaml"
    assert "yaml" not in problem.message.replace("YAML", "")


def test_one_document_may_have_its_marks():
    assert read("%YAML 1.2\n---\na: 1\n...\n").root == {"a": "1"}


def test_a_key_that_is_not_text_is_reported_and_only_its_pair_is_lost():
    document = read("? [a]\n: 2\nb: 1\n? {c: d}\n: [e]\nf: {{x}}\n*g : 3\nh: 4")
    assert document.root == {"b": "1", "f": {}, "h": "4"}
    assert [one.line for one in document.problems] == [1, 4, 6, 7]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_text_is_read_with_and_without_a_byte_order_mark(encoding):
    document = read("name: Café\nname: x".encode(encoding))
    assert document.root == {"name": "Café"}
    assert (document.problems[0].line, document.problems[0].column) == (2, 1)


def test_other_encodings_are_named_with_the_place_and_the_mend():
    for data in (b"a: 1\nb: caf\xe9", b"\xef\xbb\xbfa: 1\nb: caf\xe9"):
        problem = refused(data)
        assert (problem.line, problem.column) == (2, 7)
        assert "save the file as UTF-8" in problem.message


def test_reading_costs_little_more_than_the_parser_itself():
    import yaml

    entry = "- {id: a, name: Monday, location: {city: Los Angeles}, days: [mon], start: 19:00}\n"
    text = entry * 3000

    def bare():
        parser = yaml.CSafeLoader(text)
        while parser.get_event() is not None:
            pass

    def cpu(work):
        best = float("inf")
        for _ in range(3):
            started = time.process_time()
            work()
            best = min(best, time.process_time() - started)
        return best

    assert cpu(lambda: read(text)) < 4 * cpu(bare)
