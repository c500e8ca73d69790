"""One server for all tests of this folder, and a database of its own for each that asks for one."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest
from cluster import Cluster, programs

sys.path.append(str(Path(__file__).parents[1] / "search"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One process runs them all: starting a server takes longer than most of them."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("postgres"))


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A running server."""
    found = programs()
    if found is None:
        pytest.skip("PostgreSQL with PostGIS is not installed (scripts/postgres.sh installs it)")
    running = Cluster(found)
    try:
        yield running
    finally:
        running.remove()


@pytest.fixture(scope="session")
def made(cluster: Cluster) -> Callable[[], str]:
    """Makes a database with the tables of a directory; gives its address."""
    from directory.postgres.connect import connect
    from directory.postgres.schema import bring_up_to_date

    numbers = count()

    def make(template: str = "pattern") -> str:
        name = f"directory_{next(numbers)}"
        with psycopg.connect(cluster.address("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        return cluster.address(name)

    with psycopg.connect(cluster.address("postgres"), autocommit=True) as connection:
        connection.execute("CREATE DATABASE pattern")
    engine = connect(cluster.address("pattern"))
    bring_up_to_date(engine, "pattern")
    engine.dispose()
    return make


@pytest.fixture
def address(made: Callable[[], str]) -> str:
    """A database with tables and nothing in them."""
    return made()
