"""Filling in coordinates on the command line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from geopy.exc import GeocoderUnavailable
from geopy.location import Location

from directory import search
from directory.cli import app
from directory.loading import load

CATALOG = """\
# Valley. Ask before changing.
directory: {name: Valley, country: US}
resources:
  - id: pantry   # new
    kind: food
    name: 'Pantry'
    location:
      city: Burbank   # the church moved
      region: "CA"

  - {id: house, kind: housing, name: Hut, location: {address: 9 Elm St, city: Burbank, region: CA}}
  - id: refuge
    kind: housing
    name: Refuge
    location: {address: 7 Secret Way, city: Burbank, region: CA, confidential: true}
"""


class Service:
    """Stands for Nominatim: knows Elm Street and counts the questions."""

    def __init__(self) -> None:
        self.asked: list[Mapping[str, str]] = []
        self.error: BaseException | None = None

    def geocode(self, query: Mapping[str, str], *, timeout: float) -> Location:
        if self.error is not None:
            raise self.error
        self.asked.append(query)
        return Location("9, Elm Street", (34.181, -118.301), {"place_rank": 30})


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Service:
    found = Service()
    monkeypatch.setattr("directory.cli_geocode.nominatim", lambda contact: found)
    monkeypatch.setattr("threading.Event.wait", lambda self, seconds: True)
    return found


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "valley.yaml"
    path.write_text(CATALOG, "utf-8")
    return path


def run(*args: object) -> Result:
    return CliRunner().invoke(app, ["geocode", *map(str, args)], catch_exceptions=False)


ONLINE = ("--online", "--contact", "office@example.org")


def added(path: Path) -> list[str]:
    """The lines that are not in the catalog as it was."""
    return [
        line
        for line in path.read_text("utf-8").splitlines(keepends=True)
        if line not in CATALOG.splitlines(keepends=True)
    ]


def test_towns_are_filled_in_and_doors_are_left_for_online(path: Path) -> None:
    result = run(path)
    assert result.exit_code == 0
    assert f"{path}:8: pantry: 34." in result.stdout
    assert f"{path}:11: house: has a street address" in result.stdout
    assert result.stderr == f"{path}: 1 place filled in, 1 place left without coordinates\n"
    names = [line.split(":")[0].strip() for line in added(path)]
    assert names == ["latitude", "longitude", "approximate"]
    assert (
        "".join(
            line
            for line in path.read_text("utf-8").splitlines(keepends=True)
            if line not in added(path)
        )
        == CATALOG
    )


def test_a_second_run_has_nothing_left_to_do(path: Path) -> None:
    run(path)
    before = path.read_bytes()
    assert "0 places filled in, 1 place left" in run(path).stderr
    assert path.read_bytes() == before


def test_online_gives_doors_their_own_place_and_asks_about_nothing_else(
    path: Path, service: Service
) -> None:
    result = run(path, *ONLINE)
    assert result.exit_code == 0
    assert service.asked == [
        {"street": "9 Elm St", "city": "Burbank", "state": "CA", "country": "US"}
    ]
    assert "city: Burbank, region: CA, latitude: 34.181, longitude: -118.301}}" in path.read_text()
    snapshot = load(path)
    link = "attend=in-person&near=34.18,-118.3"
    found = search(snapshot, link, at=dt.datetime(2026, 11, 24, tzinfo=dt.UTC))
    assert [hit.resource.id for hit in found] == ["house", "refuge"]
    assert not snapshot.problems


def test_confidential_places_are_nowhere_in_what_is_said_asked_or_kept(
    path: Path, service: Service
) -> None:
    result = run(path, *ONLINE)
    kept = "".join(file.read_text("utf-8") for file in path.parent.rglob("*.jsonl"))
    assert "Elm" in kept
    for text in (result.stdout, result.stderr, kept, str(service.asked)):
        assert "Secret" not in text
        assert "refuge" not in text


def test_a_dry_run_changes_no_file(path: Path) -> None:
    result = run(path, "--dry-run")
    assert "1 place would be filled in" in result.stderr
    assert path.read_text("utf-8") == CATALOG


def test_a_limit_is_kept(path: Path, service: Service) -> None:
    result = run(path, "--limit", 1, *ONLINE)
    assert "1 place filled in, 1 place left" in result.stderr
    assert "--limit" in result.stdout
    assert service.asked == []


def test_a_run_that_is_stopped_goes_on_where_it_was(
    path: Path, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(path, "--dry-run", *ONLINE)
    service.error = KeyboardInterrupt()
    text = path.read_text("utf-8")
    more = (
        text + "  - {id: z, kind: other, name: Z, location: {address: 1 Oak St, city: Burbank}}\n"
    )
    path.write_text(more, "utf-8")
    monkeypatch.setattr("geopy.extra.rate_limiter.sleep", lambda seconds: None)
    result = run(path, *ONLINE)
    assert result.exit_code == 130
    assert "again" in result.stderr
    assert path.read_text("utf-8") == more
    service.error = None
    monkeypatch.setattr("geopy.extra.rate_limiter.default_timer", lambda: 0.0)
    assert "3 places filled in" in run(path, *ONLINE).stderr
    assert [query["street"] for query in service.asked] == ["9 Elm St", "1 Oak St"]


def test_a_service_that_does_not_answer_is_said_and_what_was_found_is_written(
    path: Path, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []
    monkeypatch.setattr("geopy.extra.rate_limiter.sleep", waited.append)
    monkeypatch.setattr("geopy.extra.rate_limiter.default_timer", lambda: sum(waited))
    service.error = GeocoderUnavailable("no network")
    result = run(path, *ONLINE)
    assert result.exit_code == 1
    assert "no network" in result.stderr
    assert "approximate: true" in path.read_text("utf-8")


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["--online"], "--contact"),
        (["--online", "--contact", "me"], "e-mail address"),
        (["missing.yaml"], "is not there"),
    ],
)
def test_what_is_asked_wrongly_is_explained(path: Path, args: list[str], words: str) -> None:
    result = run(*([] if "missing.yaml" in args else [path]), *args)
    assert result.exit_code == 2
    assert words in result.stderr


def test_a_folder_is_done_file_by_file_and_one_bad_file_does_not_stop_it(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("resources: [", "utf-8")
    (tmp_path / "b.yaml").write_text(CATALOG, "utf-8")
    result = run(tmp_path)
    assert result.exit_code == 1
    assert "a.yaml:1" in result.stderr
    assert "approximate: true" in (tmp_path / "b.yaml").read_text("utf-8")


def test_a_file_that_cannot_be_changed_safely_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    text = CATALOG + "  - {id: x, kind: other, name: &n X, organization: *m}\n"
    path.write_text(text, "utf-8")
    result = run(path)
    assert result.exit_code == 1
    assert "nothing in this file was changed" in result.stderr
    assert path.read_text("utf-8") == text
