"""What is edited in the database is soon what is served, whatever happens on the way."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from cluster import Cluster
from engines import catalog_of, load_all, snapshot_in
from sqlalchemy import Engine

from directory.postgres.connect import connect
from directory.postgres.keeper import LOOK_AGAIN, DatabaseKeeper
from directory.postgres.replica import Replica
from directory.postgres.text import DatabaseText
from directory.search import search

NOON = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
ENTRIES = [{"id": f"entry-{n}", "kind": "food", "name": f"Kitchen {n}"} for n in range(3)]
RENAME = (
    "UPDATE directory.entries SET document ="
    " directory.entry_with(document, 'name', to_json(%s::text)) WHERE id = %s"
)


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> dt.datetime:
        return self.now


@pytest.fixture
def engine(address: str) -> Iterator[Engine]:
    """A database with three entries."""
    found = connect(address)
    load_all(found, catalog_of(*ENTRIES))
    yield found
    found.dispose()


@pytest.fixture
def clock() -> Clock:
    """The clock that the keeper reads."""
    return Clock()


@pytest.fixture
def keeper(engine: Engine, address: str, clock: Clock) -> Iterator[DatabaseKeeper]:
    """A process that serves this database."""
    kept = DatabaseKeeper(address, None, clock=clock)
    kept.poll()
    assert kept.failure is None
    yield kept
    kept.stop()


def names(kept: DatabaseKeeper) -> list[str]:
    assert kept.current is not None
    return [hit.name for hit in search(kept.current, "sort=name", at=NOON)]


def rename(address: str, id: str, name: str) -> None:
    with psycopg.connect(address) as connection:
        connection.execute(RENAME, (name, id))


def test_an_edit_is_heard_of_and_only_that_entry_is_read_again(
    keeper: DatabaseKeeper, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    taken = Replica._take
    monkeypatch.setattr(
        Replica, "_take", lambda self, row: (read.append(row[2]), taken(self, row))[1]
    )
    assert not keeper.wait(0)
    rename(address, "entry-1", "Anna's Kitchen")
    assert keeper.wait(30)
    assert keeper.poll()
    assert names(keeper) == ["Anna's Kitchen", "Kitchen 0", "Kitchen 2"]
    assert read == ["entry-1"]
    # What this process itself put into the index is no news.
    assert not keeper.poll()


def test_words_of_an_edited_entry_are_found_at_once_and_the_old_ones_no_longer(
    keeper: DatabaseKeeper, address: str
) -> None:
    before = keeper.current
    rename(address, "entry-1", "Soup and bread")
    keeper.poll()
    assert before is not None
    assert keeper.current is not None
    for snapshot, link, total in (
        (keeper.current, "q=soup", 1),
        (keeper.current, "q=kitchen", 2),
        (keeper.current, "q=bred", 1),
        # Whoever still looks at the snapshot of before sees what it holds.
        (before, "q=soup", 0),
        (before, "q=kitchen", 3),
    ):
        assert search(snapshot, link, at=NOON).total == total, link
    assert search(before, "q=kitchen", at=NOON)[1].name == "Kitchen 1"


def test_entries_come_and_go(keeper: DatabaseKeeper, address: str) -> None:
    with psycopg.connect(address) as connection:
        connection.execute("DELETE FROM directory.entries WHERE id = 'entry-0'")
        connection.execute(
            "INSERT INTO directory.entries (document) VALUES (%s)",
            ('{"id": "new", "kind": "food", "name": "A new one"}',),
        )
        connection.execute('UPDATE directory.settings SET document = \'{"name": "Ours"}\'')
    assert keeper.poll()
    assert names(keeper) == ["A new one", "Kitchen 1", "Kitchen 2"]
    assert keeper.current is not None
    assert keeper.current.settings.name == "Ours"
    assert keeper.current.index_of("entry-0") is None


def test_what_commits_late_is_not_missed(keeper: DatabaseKeeper, address: str) -> None:
    with psycopg.connect(address) as slow:
        slow.execute(RENAME, ("Begun first", "entry-0"))
        rename(address, "entry-1", "Done first")
        assert keeper.poll()
        assert names(keeper) == ["Done first", "Kitchen 0", "Kitchen 2"]
    assert keeper.poll()
    assert names(keeper) == ["Begun first", "Done first", "Kitchen 2"]


def test_a_bad_edit_is_named_and_everything_else_stays(
    keeper: DatabaseKeeper, address: str
) -> None:
    with psycopg.connect(address) as connection:
        connection.execute(
            "UPDATE directory.entries SET document = directory.entry_with(document, 'website',"
            " '\"javascript:alert(1)\"') WHERE id = 'entry-1'"
        )
        connection.execute(
            "UPDATE directory.entries SET document = directory.entry_with(document, 'kind',"
            " '\"nonsense\"') WHERE id = 'entry-2'"
        )
    assert keeper.poll()
    assert keeper.failure is None
    assert names(keeper) == ["Kitchen 0", "Kitchen 1"]
    assert keeper.current is not None
    assert keeper.current.resources[1].website is None
    assert search(keeper.current, "q=kitchen", at=NOON).total == 2
    assert {problem.path for problem in keeper.current.problems} == {
        "entry-1.website",
        "entry-2.kind",
    }


def test_an_address_entered_for_a_private_house_goes_no_further(
    keeper: DatabaseKeeper, address: str
) -> None:
    house = (
        '{"id": "house", "kind": "housing", "name": "House", "location": {"address":'
        ' "1 Secret St", "city": "Fairview", "latitude": 34, "longitude": -118,'
        ' "confidential": true}}'
    )
    with psycopg.connect(address) as connection:
        connection.execute("INSERT INTO directory.entries (document) VALUES (%s)", (house,))
    keeper.poll()
    assert keeper.current is not None
    house_now = keeper.current.get("house")
    assert house_now is not None
    assert house_now.location is not None
    assert (house_now.location.address, house_now.location.latitude) == (None, None)
    assert search(keeper.current, "q=secret", at=NOON).total == 0
    with psycopg.connect(address) as connection:
        found = connection.execute(
            "SELECT x.words LIKE '%%secret%%', x.point IS NULL FROM directory.entry_index x"
            " JOIN directory.entries e USING (version) WHERE e.id = 'house'"
        ).fetchone()
    assert found == (False, True)


def test_connections_that_are_cut_are_made_again(keeper: DatabaseKeeper, address: str) -> None:
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE pid <> pg_backend_pid() AND datname = current_database()"
        )
    rename(address, "entry-1", "While nobody listened")
    # That it was cut is news too.
    assert keeper.wait(30)
    assert keeper.poll()
    assert "While nobody listened" in names(keeper)
    assert search(keeper.current, "q=listened", at=NOON).total == 1  # type: ignore[arg-type]
    rename(address, "entry-1", "Heard again")
    assert keeper.wait(30)
    assert keeper.poll()


def test_while_the_database_is_down_the_last_good_catalog_stays_whole(
    cluster: Cluster,
    keeper: DatabaseKeeper,
    address: str,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cluster.stop()
    try:
        clock.now += dt.timedelta(minutes=5)
        assert not keeper.poll()
        failure = keeper.failure
        assert failure is not None
        assert failure.since == clock.now
        assert "cannot be reached" in str(failure.problems[0])
        assert names(keeper) == ["Kitchen 0", "Kitchen 1", "Kitchen 2"]
        assert keeper.current is not None
        assert [h.id for h in search(keeper.current, 'q="kitchen 2"', at=NOON)] == ["entry-2"]
        # Nobody waits for it again until it answered.
        monkeypatch.setattr(DatabaseText, "_asked", lambda *_: pytest.fail("asked again"))
        assert search(keeper.current, "q=kitchn", at=NOON).total == 3
        monkeypatch.undo()
    finally:
        cluster.start()
    rename(address, "entry-1", "Back")
    assert keeper.poll()
    assert keeper.failure is None
    assert "Back" in names(keeper)


def test_a_database_put_back_from_a_copy_is_read_anew(
    keeper: DatabaseKeeper, address: str, clock: Clock
) -> None:
    with psycopg.connect(address) as connection:
        # As if the numbers of transactions had begun anew.
        connection.execute("SET session_replication_role = replica")
        connection.execute(
            "UPDATE directory.entries SET changed_in = '1', version = version + 100,"
            " document = directory.entry_with(document, 'name', '\"From the copy\"')"
        )
    assert not keeper.poll()
    clock.now += LOOK_AGAIN
    assert keeper.poll()
    assert names(keeper) == ["From the copy"] * 3


def test_an_index_that_was_emptied_is_noticed(
    keeper: DatabaseKeeper, address: str, clock: Clock
) -> None:
    with psycopg.connect(address) as connection:
        connection.execute("TRUNCATE directory.entry_index")
    clock.now += LOOK_AGAIN
    keeper.poll()
    assert keeper.current is not None
    assert search(keeper.current, "q=kitchen", at=NOON).total == 3
    with psycopg.connect(address) as connection:
        rows = connection.execute("SELECT count(*) FROM directory.entry_index").fetchone()
    assert rows == (3,)


def test_a_login_that_may_only_read_serves_everything(
    engine: Engine, address: str, cluster: Cluster
) -> None:
    with psycopg.connect(address) as connection:
        connection.execute("DROP ROLE IF EXISTS reader")
        connection.execute("CREATE ROLE reader LOGIN")
        connection.execute("GRANT USAGE ON SCHEMA directory TO reader")
        connection.execute("GRANT SELECT ON ALL TABLES IN SCHEMA directory TO reader")
    kept = DatabaseKeeper(address.replace("owner@", "reader@"), None, clock=Clock())
    try:
        kept.poll()
        rename(address, "entry-1", "Soup")
        assert kept.poll()
        assert kept.current is not None
        assert search(kept.current, "q=soup", at=NOON).total == 1
        assert search(kept.current, "q=kitchen", at=NOON).total == 2
        with (
            psycopg.connect(address.replace("owner@", "reader@")) as reader,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            reader.execute("DELETE FROM directory.entries")
    finally:
        kept.stop()
        with psycopg.connect(address) as connection:
            connection.execute("DROP OWNED BY reader")


def test_many_people_edit_at_once_and_nothing_is_lost(
    keeper: DatabaseKeeper, address: str, engine: Engine
) -> None:
    editors, each = 8, 10
    begin = threading.Barrier(editors)

    def edit(editor: int) -> None:
        with psycopg.connect(address) as connection:
            begin.wait(30)
            for number in range(each):
                connection.execute(RENAME, (f"{editor} wrote {number}", f"entry-{number % 3}"))
                connection.commit()

    with ThreadPoolExecutor(editors + 1) as pool:
        loading = pool.submit(load_all, engine, catalog_of(*ENTRIES[:2]))
        list(pool.map(edit, range(editors)))
        loading.result(30)
    keeper.poll()
    fresh = snapshot_in(engine)
    assert keeper.current is not None
    assert [r.entry() for r in keeper.current.resources] == [r.entry() for r in fresh.resources]
    with psycopg.connect(address) as connection:
        changes, broken = connection.execute(
            "SELECT count(*) FILTER (WHERE changed_by = 'owner' AND operation = 'update'),"
            " count(*) FILTER (WHERE operation <> 'delete' AND new_document IS NULL)"
            " FROM directory.entry_changes"
        ).fetchone() or (0, 0)
    assert changes >= editors * each * 2 // 3
    assert broken == 0


def test_the_page_serves_a_database_named_in_the_environment(
    address: str, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    from directory.web import catalog

    monkeypatch.setenv(catalog.CATALOG_VARIABLE, address)
    monkeypatch.delenv(catalog.CACHE_VARIABLE, raising=False)
    for name in ("_keeper", "_refresher", "_streets"):
        monkeypatch.setattr(catalog, name, None)
    kept = catalog.keeper()
    try:
        assert kept.current is not None
        assert len(kept.current) == 3
        assert "@" not in str(catalog._cache())
    finally:
        kept.stop()
