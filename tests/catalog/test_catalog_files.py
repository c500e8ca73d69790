"""A catalog is a file, a folder or several of either; what is broken in it is named."""

import gc
import time
from pathlib import Path

import pytest

from directory.catalog.events import MAX_BYTES
from directory.catalog.files import read_catalog, read_catalog_text
from directory.problems import CatalogError


def entry(name, more=""):
    return f"resources:\n  - {{id: {name}, kind: other, name: {name.title()}{more}}}\n"


def refused(paths):
    with pytest.raises(CatalogError) as caught:
        read_catalog(paths)
    return caught.value.problems


def test_a_folder_is_read_in_order_and_hidden_things_are_passed_over(tmp_path):
    for name in ("b.yaml", "a.yml", "sub/c.YAML", ".hidden.yaml", ".git/d.yaml", "e.txt"):
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(entry(file.stem.strip(".").lower()))
    catalog = read_catalog(tmp_path)
    assert [resource.id for resource in catalog.resources] == ["a", "b", "c"]
    assert catalog.origins == tuple(
        (str(tmp_path / name), 2) for name in ("a.yml", "b.yaml", "sub/c.YAML")
    )


def test_files_are_named_as_the_person_named_them(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a.yaml").write_text(entry("a", ", websit: x"))
    assert read_catalog("sub").problems[0].file == str(Path("sub", "a.yaml"))
    assert read_catalog("./sub/a.yaml").problems[0].file == "./sub/a.yaml"
    (problem,) = read_catalog("sub/a.yaml").problems
    assert str(problem).startswith("sub/a.yaml:2:35: resources[0].websit: is not a key")


def test_a_list_is_read_in_its_order_and_each_file_once(tmp_path):
    for name in ("a", "b"):
        (tmp_path / f"{name}.yaml").write_text(entry(name))
    catalog = read_catalog([tmp_path / "b.yaml", tmp_path])
    assert [resource.id for resource in catalog.resources] == ["b", "a"]
    assert catalog.problems == ()


def test_the_same_id_in_two_files_is_an_error_that_names_the_first(tmp_path):
    (tmp_path / "a.yaml").write_text(entry("one"))
    (tmp_path / "b.yaml").write_text("resources:\n- kind: food\n  id: one\n  name: Two\n")
    catalog = read_catalog(tmp_path)
    assert [resource.name for resource in catalog.resources] == ["One"]
    (problem,) = catalog.problems
    assert problem.file == str(tmp_path / "b.yaml")
    assert (problem.line, problem.column, problem.path) == (3, 7, "resources[0].id")
    assert f"{tmp_path / 'a.yaml'}:2" in problem.message


def test_the_same_id_twice_in_one_file_is_an_error():
    text = "resources: [{id: a, kind: other, name: A}, {id: a, kind: other, name: B}]"
    catalog = read_catalog_text(text)
    assert [resource.name for resource in catalog.resources] == ["A"]
    assert catalog.problems[0].path == "resources[1].id"


def test_an_entry_that_was_left_out_does_not_hold_its_id():
    text = "resources: [{id: a, kind: x, name: A}, {id: a, kind: other, name: B}]"
    assert [resource.name for resource in read_catalog_text(text).resources] == ["B"]


def test_the_first_directory_block_counts_and_a_second_is_an_error(tmp_path):
    (tmp_path / "a.yaml").write_text("directory: {name: First}\n")
    (tmp_path / "b.yaml").write_text("# more\ndirectory: {name: Second, units: km}\n")
    catalog = read_catalog(tmp_path)
    assert catalog.settings.name == "First"
    assert catalog.settings.units == "mi"
    (problem,) = catalog.problems
    assert (problem.line, problem.path, problem.severity) == (2, "directory", "error")
    assert f"{tmp_path / 'a.yaml'}:1" in problem.message


def test_a_broken_file_in_a_folder_is_named_and_the_others_load(tmp_path):
    (tmp_path / "a.yaml").write_text(entry("a"))
    (tmp_path / "b.yaml").write_text("resources: [\n")
    (tmp_path / "c.yaml").write_bytes(b"\xff\xfe\xff")
    (tmp_path / "d.yaml").write_text("")
    catalog = read_catalog(tmp_path)
    assert [resource.id for resource in catalog.resources] == ["a"]
    broken = tuple(str(tmp_path / name) for name in ("b.yaml", "c.yaml", "d.yaml"))
    assert catalog.unread == broken
    assert tuple(problem.file for problem in catalog.problems) == broken


def test_a_folder_in_which_nothing_can_be_read_is_refused(tmp_path):
    assert "no .yaml file" in refused(tmp_path)[0].message
    (tmp_path / "a.yaml").write_text("")
    (tmp_path / "b.yaml").write_text("[")
    assert len(refused(tmp_path)) == 2


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("- id: a\n", "write `resources:`"),
        ("id: a\nkind: other\n", "`resources:` above"),
        ("resorces: []\n", "did you mean `resources:`"),
        ("some: thing\n", "directory, sources, resources"),
        ("just a text\n", "not a catalog"),
        ("!!map {resources: []}\n", "tag"),
        ("\n\n", "empty"),
    ],
)
def test_what_is_not_a_catalog_is_refused_with_the_mend(text, words):
    with pytest.raises(CatalogError) as caught:
        read_catalog_text(text, "c.yaml")
    assert any(words in problem.message for problem in caught.value.problems)
    assert str(caught.value).startswith("c.yaml:")


def test_unknown_top_level_keys_are_warnings():
    catalog = read_catalog_text("resources: []\nsorces: []\ndirectry:\n")
    assert [(one.line, one.severity) for one in catalog.problems] == [
        (2, "warning"),
        (3, "warning"),
    ]
    assert "did you mean `directory`?" in catalog.problems[1].message


@pytest.mark.parametrize("empty", ["resources:", "resources: []", "resources: ~", "directory:"])
def test_a_catalog_may_have_no_entries_yet(empty):
    catalog = read_catalog_text(empty)
    assert (catalog.resources, catalog.problems) == ((), ())


def test_one_entry_without_its_dash_is_read_with_a_warning():
    catalog = read_catalog_text("resources:\n  id: a\n  kind: other\n  name: A\n")
    assert [resource.id for resource in catalog.resources] == ["a"]
    assert catalog.problems[0].severity == "warning"


def test_entries_by_id_are_answered_with_the_right_form():
    (problem,) = read_catalog_text("resources:\n  a: {kind: other, name: A}\n").problems
    assert "`- id:`" in problem.message


def test_missing_and_unreadable_files_are_catalog_errors(tmp_path):
    assert "is not there" in refused(tmp_path / "none.yaml")[0].message
    assert refused(str(tmp_path / "none.yaml"))[0].file == str(tmp_path / "none.yaml")
    assert refused([])[0].message
    assert refused("a\0b")
    assert refused("x" * 5000)
    assert str(refused("a\n\ud800\udcff")[0]).isprintable()
    (tmp_path / "file").write_text("resources:")
    assert refused(tmp_path / "file" / "below.yaml")


def test_a_file_without_permission_is_a_catalog_error(tmp_path, monkeypatch):
    file = tmp_path / "a.yaml"
    file.write_text("resources:")

    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(file), "open", refuse)
    assert "allow" in refused(file)[0].message


def test_a_file_above_the_limit_is_refused_before_it_is_read(tmp_path, monkeypatch):
    file = tmp_path / "large.yaml"
    with file.open("wb") as large:
        large.truncate(MAX_BYTES + 1)
    monkeypatch.setattr(type(file), "open", lambda *_, **__: pytest.fail("was opened"))
    assert "64 MiB" in refused(file)[0].message


def test_one_missing_file_of_several_is_named_and_the_others_load(tmp_path):
    (tmp_path / "a.yaml").write_text(entry("a"))
    catalog = read_catalog([tmp_path / "none.yaml", tmp_path / "a.yaml"])
    assert len(catalog.resources) == 1
    assert catalog.problems[0].file == str(tmp_path / "none.yaml")


def test_reading_leaves_the_garbage_collector_as_it_was():
    read_catalog_text("resources:")
    assert gc.isenabled()
    gc.disable()
    try:
        read_catalog_text("resources:")
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_two_hundred_entries_are_read_while_nobody_notices(example):
    one = example[example.index("  - id: monday") :]
    many = "resources:\n" + "".join(one.replace("night-steps", f"{n}") for n in range(200))
    spans = []
    for _ in range(3):
        started = time.process_time()
        catalog = read_catalog_text(many)
        spans.append(time.process_time() - started)
    assert len(catalog.resources) == 200
    assert min(spans) < 0.3, spans
