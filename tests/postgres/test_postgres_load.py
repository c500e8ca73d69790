"""`directory load` brings a catalog into a database, and says what it did."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from click.testing import CliRunner, Result
from cluster import Cluster
from engines import catalog_of, load_all, snapshot_in
from sqlalchemy import Engine

from directory.cli import app
from directory.postgres.connect import connect
from directory.postgres.loading import load_catalog

HOUSE = {"id": "house", "kind": "housing", "name": "Elm House"}
LUNCH = {"id": "lunch", "kind": "food", "name": "Lunch"}


@pytest.fixture
def engine(address: str) -> Iterator[Engine]:
    """A pool of connections to a database of the test's own."""
    found = connect(address)
    yield found
    found.dispose()


def run(*arguments: str) -> Result:
    """The program, as a shell would start it."""
    return CliRunner().invoke(app, arguments)


def sql(address: str, statement: str, *values: Any) -> list[Any]:
    """What somebody with a login does by hand."""
    with psycopg.connect(address) as connection:
        found = connection.execute(statement, values)
        return found.fetchall() if found.description else []


def write(folder: Path, *entries: str) -> str:
    """A catalog file with these entries."""
    file = folder / "catalog.yaml"
    file.write_text("resources:\n" + "".join(f"  - {entry}\n" for entry in entries))
    return str(file)


def test_loading_twice_changes_nothing_the_second_time(address: str, tmp_path: Path) -> None:
    file = write(tmp_path, "{id: a, kind: food, name: A}", "{id: b, kind: food, name: B}")
    first, second = run("load", address, file), run("load", address, file)
    assert (first.exit_code, second.exit_code) == (0, 0), first.output
    assert "2 added, 0 changed, 0 removed, 0 unchanged" in first.output
    assert "0 added, 0 changed, 0 removed, 2 unchanged" in second.output
    assert sql(address, "SELECT count(*) FROM directory.entry_history") == [(2,)]


def test_only_what_differs_is_written_and_what_is_gone_is_taken_out(
    address: str, tmp_path: Path
) -> None:
    run("load", address, write(tmp_path, *(f"{{id: {i}, kind: food, name: {i}}}" for i in "abc")))
    file = write(tmp_path, "{id: a, kind: food, name: a}", "{id: b, kind: food, name: New}")
    planned, before = (
        run("load", address, file, "--dry-run"),
        sql(address, "SELECT id FROM directory.entries ORDER BY id"),
    )
    assert "0 would be added, 1 would be changed, 1 would be removed" in planned.output
    assert before == [("a",), ("b",), ("c",)]
    assert "0 added, 1 changed, 1 removed, 1 unchanged" in run("load", address, file).output
    found = run("search", "sort=name", "--catalog", address, "--format", "json").output
    assert '"id": "a"' in found
    assert '"name": "New"' in found
    assert '"id": "c"' not in found


def test_what_was_edited_there_stays_until_the_catalog_is_said_to_win(
    address: str, engine: Engine
) -> None:
    load_all(engine, catalog_of(HOUSE, LUNCH))
    edit = "UPDATE directory.entries SET document = directory.entry_with(document, 'name', %s)"
    sql(address, f"{edit} WHERE id = 'lunch'", '"Hot lunch"')
    own = '{"id": "own", "kind": "food", "name": "Entered here"}'
    sql(address, "INSERT INTO directory.entries (document) VALUES (%s)", own)
    same = load_catalog(engine, catalog_of(HOUSE, LUNCH))
    assert (same.kept, same.differing, same.changed) == (1, (), 0)
    both = load_catalog(engine, catalog_of(HOUSE, LUNCH | {"name": "Soup"}))
    assert (both.kept, both.differing, both.changed) == (1, ("lunch",), 0)
    assert {one.name for one in snapshot_in(engine).resources} == {
        "Elm House",
        "Hot lunch",
        "Entered here",
    }
    assert load_all(engine, catalog_of(HOUSE, LUNCH | {"name": "Soup"})).changed == 1
    assert {one.name for one in snapshot_in(engine).resources} == {
        "Elm House",
        "Soup",
        "Entered here",
    }


def test_a_catalog_with_errors_takes_nothing_out(address: str, tmp_path: Path) -> None:
    run(
        "load",
        address,
        write(tmp_path, "{id: a, kind: food, name: A}", "{id: b, kind: food, name: B}"),
    )
    broken = write(tmp_path, "{id: a, kind: food, name: A}", "{id: b, kind: no-such-kind}")
    done = run("load", address, broken)
    assert done.exit_code == 1
    assert "1 that the catalog no longer has were left" in done.output
    assert sql(address, "SELECT count(*) FROM directory.entries") == [(2,)]


def test_a_catalog_that_lost_most_of_itself_takes_nothing_out(engine: Engine) -> None:
    many = [{"id": f"entry-{n}", "kind": "food", "name": "Food"} for n in range(50)]
    load_all(engine, catalog_of(*many))
    lost = load_catalog(engine, catalog_of(*many[:10]))
    assert (lost.removed, lost.spared) == (0, 40)
    assert load_catalog(engine, catalog_of(*many[:10]), remove=True).removed == 40


def test_every_change_is_recorded_with_who_made_it_and_what_was_there(
    address: str, engine: Engine
) -> None:
    load_all(engine, catalog_of(HOUSE))
    with psycopg.connect(address, application_name="a spreadsheet") as connection:
        connection.execute("SET directory.editor = 'Ann'")
        connection.execute(
            "UPDATE directory.entries SET document ="
            " directory.entry_with(document, 'name', '\"Oak House\"')"
        )
        connection.execute("UPDATE directory.entries SET document = document")
        connection.execute("DELETE FROM directory.entries")
    rows = sql(
        address,
        "SELECT operation, changed_by, application, old_document ->> 'name',"
        " new_document ->> 'name' FROM directory.entry_changes ORDER BY version",
    )
    assert rows == [
        ("insert", "owner", "directory", None, "Elm House"),
        ("update", "Ann (owner)", "a spreadsheet", "Elm House", "Oak House"),
        ("delete", "Ann (owner)", "a spreadsheet", "Oak House", None),
    ]
    with pytest.raises(psycopg.Error, match="TRUNCATE would leave no history"):
        sql(address, "TRUNCATE directory.entries")


def test_one_key_of_an_entry_is_edited_and_the_rest_keeps_its_order(address: str) -> None:
    document = '{"id": "a", "kind": "food", "name": {"es": "Comida", "en": "Food"}}'
    changed = "SELECT directory.entry_with(%s, %s, %s)"
    (with_phone,) = sql(address, changed, document, "phone", '"988"')[0]
    assert list(with_phone) == ["id", "kind", "name", "phone"]
    assert list(with_phone["name"]) == ["es", "en"]
    (without,) = sql(address, changed, document, "name", None)[0]
    assert without == {"id": "a", "kind": "food"}


def test_an_id_that_is_not_the_documents_is_refused(address: str) -> None:
    statement = "INSERT INTO directory.entries (id, document) VALUES ('a', %s)"
    with pytest.raises(psycopg.Error, match="the id in the document"):
        sql(address, statement, '{"id": "b", "kind": "food", "name": "B"}')


def test_texts_that_look_like_sql_are_only_texts(engine: Engine) -> None:
    nasty = "'; DROP SCHEMA directory CASCADE; -- \\ %s %(x)s {} $1 :name \t\n \u2028 NUL \x00"
    load_all(engine, catalog_of({"id": "a", "name": nasty, "description": nasty}))
    (entry,) = snapshot_in(engine).resources
    assert entry.description == nasty.replace("\x00", "\ufffd")


def test_no_password_is_ever_printed(cluster: Cluster, made: Any, tmp_path: Path) -> None:
    address = made()
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("CREATE ROLE guard LOGIN PASSWORD 'right'")
        connection.execute("CREATE DATABASE guarded")
    file = write(tmp_path, "{id: a, kind: food, name: A}")
    wrong = cluster.address("guarded", "guard:s3cr3t-Wörd%21")
    nobody = "postgresql://guard:s3cr3t@127.0.0.1:1/x?password=s3cr3t"
    for where, why in ((wrong, "refused the login"), (nobody, "cannot be reached")):
        for done in (
            run("load", where, file),
            run("check", where),
            run("search", "--catalog", where),
            run("stale", "--catalog", where),
            run("sources", "--catalog", where),
            run("geocode", where),
            run("apply", "--catalog", where, file),
        ):
            assert done.exit_code == 2, done.output
            assert "s3cr3t" not in done.output
        assert why in run("check", where).output


def test_what_a_database_lacks_is_said(cluster: Cluster, tmp_path: Path) -> None:
    file = write(tmp_path, "{id: a, kind: food, name: A}")
    assert "is not there" in run("load", cluster.address("nowhere"), file).output
    assert "holds no directory yet" in run("check", cluster.address("postgres")).output
    with psycopg.connect(cluster.address("postgres"), autocommit=True) as connection:
        connection.execute("CREATE ROLE humble LOGIN")
        connection.execute("CREATE DATABASE bare")
        connection.execute("CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0")
    humble = run("load", cluster.address("bare", "humble"), file)
    assert (humble.exit_code, "CREATE EXTENSION postgis" in humble.output) == (2, True)
    assert "ENCODING 'UTF8'" in run("load", cluster.address("latin"), file).output


def test_check_names_what_was_entered_wrongly_by_hand(address: str, engine: Engine) -> None:
    load_all(engine, catalog_of(HOUSE))
    for document in (
        '{"id": "a", "kind": "food", "name": "A", "website": "javascript:alert(1)"}',
        '{"id": "b", "kind": "nonsense", "name": "B"}',
    ):
        sql(address, "INSERT INTO directory.entries (document) VALUES (%s)", document)
    done = run("check", address)
    assert done.exit_code == 1
    assert "a.website" in done.output
    assert "b.kind" in done.output
    assert "2 entries, 2 errors" in done.output


def test_what_the_manual_tells_to_type_works(
    address: str, engine: Engine, request: pytest.FixtureRequest
) -> None:
    text = (request.config.rootpath / "docs/postgresql.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```sql\n(.*?)```", text, re.DOTALL)
    assert len(blocks) > 4
    database = address.rpartition("/")[2]
    load_all(engine, catalog_of(LUNCH))
    with psycopg.connect(address) as connection:
        for block in blocks:
            connection.execute(block.replace("ON DATABASE directory", f"ON DATABASE {database}"))
        house = connection.execute(
            "SELECT document ->> 'phone', document ->> 'status' FROM directory.entries"
            " WHERE id = 'elm-house'"
        ).fetchone()
        # The last change, that it closed, was taken back.
        assert house == ("+1 555 555 0102", None)
        connection.execute("SET ROLE directory_editor")
        connection.execute("DELETE FROM directory.entries WHERE id IN ('lunch', 'elm-house')")
        # Entering and editing, as the manual tells it, with no more rights than an editor has.
        connection.execute(blocks[0])
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("DELETE FROM directory.entry_history")
        connection.rollback()
