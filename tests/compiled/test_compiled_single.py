"""A compiled file alone can be served: it may be replaced, or overwritten, while it is."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

from directory import load
from directory.compiled import write_compiled
from directory.published import Cache, Replica, is_published, place_of
from directory.published.address import folder_of
from directory.snapshot import Snapshot
from directory.web.published import open_snapshot

NOW = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
ENTRY = "resources: [{{id: {0}, kind: food, name: {0}}}]\n"


def compiled(folder: Path, name: str) -> Path:
    (folder / f"{name}.yaml").write_text(ENTRY.format(name), encoding="utf-8")
    write_compiled(load(folder / f"{name}.yaml"), folder / f"{name}.arrow")
    return folder / f"{name}.arrow"


def test_a_file_that_is_copied_over_the_one_that_is_served_takes_its_place(tmp_path: Path) -> None:
    first, second = compiled(tmp_path, "first"), compiled(tmp_path, "second")
    served = tmp_path / "served.arrow"
    shutil.copy(first, served)
    address = str(served)
    assert is_published(address)
    assert folder_of(address) == tmp_path
    replica: Replica[Snapshot] = Replica(
        place_of(address), Cache(tmp_path / "cache", address), open_snapshot, clock=lambda: NOW
    )
    assert replica.poll()
    opened = replica.current
    assert opened is not None
    served.write_bytes(second.read_bytes()[:-40])
    assert not replica.poll()
    assert replica.failure is not None
    assert "compile it again" in str(replica.failure.problems[0])
    # What is served did not lose its ground.
    assert opened.resources[0].name == "first"
    shutil.copy(second, served)
    assert replica.poll()
    assert replica.failure is None
    assert replica.current is not None
    assert replica.current.resources[0].name == "second"
    served.unlink()
    assert not replica.poll()
    assert replica.current.resources[0].name == "second"


def test_what_is_no_compiled_file_is_read_as_a_catalog(tmp_path: Path) -> None:
    compiled(tmp_path, "first")
    assert not is_published(str(tmp_path / "first.yaml"))
    assert not is_published(str(tmp_path / "none.arrow"))
