"""Asking a map service: slowly, once, patiently, and not believing everything."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from geopy.exc import (
    GeocoderInsufficientPrivileges,
    GeocoderQueryError,
    GeocoderRateLimited,
    GeocoderTimedOut,
    GeocoderUnavailable,
)

from directory.geocoding import (
    AnswerCache,
    CacheError,
    Found,
    Gap,
    Left,
    Locator,
    Online,
    nominatim,
)
from directory.geocoding.answers import FILE
from directory.places.geocoder import GazetteerGeocoder

MAIN = {"street": "100 Main St", "city": "Burbank", "state": "CA", "country": "US"}
DOOR = (34.18061234, -118.30891234, 30, "building")


def door(**query: str) -> Gap:
    return Gap("one", 5, ("resources", 0, "location"), MAIN | query, door=True)


def online(service: Any, folder: Path, slept: list[float] | None = None) -> Online:
    kept = [] if slept is None else slept
    return Online(service, AnswerCache(folder), kept.append)


def locate(service: Any, folder: Path, gap: Gap) -> Found | Left:
    return Locator(GazetteerGeocoder(), online(service, folder)).locate(gap)


def reason(service: Any, folder: Path, gap: Gap) -> str:
    left = locate(service, folder, gap)
    assert isinstance(left, Left)
    return left.reason


def test_a_door_found_online_is_not_marked_as_a_town(
    service: Any, tmp_path: Path, waits: list[float]
) -> None:
    service.places["100 Main St"] = DOOR
    found = locate(service, tmp_path, door())
    assert isinstance(found, Found)
    assert (found.latitude, found.longitude, found.approximate) == (34.18061, -118.30891, False)


def test_there_is_a_second_between_two_questions(
    service: Any, tmp_path: Path, waits: list[float]
) -> None:
    asking = online(service, tmp_path)
    for number in range(3):
        asking.ask(MAIN | {"street": f"{number} Main St"})
    assert waits == [1.0, 1.0]


def test_an_address_is_asked_for_once_also_when_nobody_knows_it(
    service: Any, tmp_path: Path, waits: list[float]
) -> None:
    service.places["100 Main St"] = DOOR
    first = online(service, tmp_path)
    answers = [first.ask(MAIN), first.ask(MAIN | {"street": "5 Nowhere"})]
    again = online(service, tmp_path)
    assert [again.ask(MAIN), again.ask(MAIN | {"street": "5 NOWHERE"})] == answers
    assert answers[1] is None
    assert len(service.asked) == 2


def test_a_line_cut_off_in_the_cache_is_asked_for_again_and_harms_no_other(
    service: Any, tmp_path: Path, waits: list[float]
) -> None:
    service.places["100 Main St"] = DOOR
    for number in range(2):
        online(service, tmp_path).ask(MAIN | {"city": f"Town {number}"})
    kept = (tmp_path / FILE).read_text("utf-8")
    (tmp_path / FILE).write_text(kept[:-20], "utf-8")
    for _ in range(2):
        asking = online(service, tmp_path)
        assert asking.ask(MAIN | {"city": "Town 0"}) is not None
        assert asking.ask(MAIN | {"city": "Town 1"}) is not None
    assert len(service.asked) == 3


def test_a_service_that_is_busy_is_given_longer_and_longer_rests(
    service: Any, tmp_path: Path, waits: list[float]
) -> None:
    service.places["100 Main St"] = DOOR
    service.errors = [GeocoderTimedOut("slow"), GeocoderRateLimited("429"), GeocoderTimedOut()]
    slept: list[float] = []
    assert online(service, tmp_path, slept).ask(MAIN) is not None
    assert slept == [5, 20, 60]


def test_a_service_that_stays_away_is_left_alone_but_what_it_said_still_counts(
    service: Any, tmp_path: Path, waits: list[float]
) -> None:
    service.places["100 Main St"] = DOOR
    asking = online(service, tmp_path)
    asking.ask(MAIN)
    service.errors = [GeocoderUnavailable("no network")] * 4
    locator = Locator(GazetteerGeocoder(), asking)
    for _ in range(2):
        left = locator.locate(door(street="200 Main St"))
        assert isinstance(left, Left)
        assert "no network" in left.reason
    assert len(service.asked) == 5
    assert isinstance(locator.locate(door()), Found)
    assert "200 Main St" not in (tmp_path / FILE).read_text("utf-8")


def test_a_refusal_is_taken_at_its_word(service: Any, tmp_path: Path, waits: list[float]) -> None:
    service.errors = [GeocoderInsufficientPrivileges("403")]
    slept: list[float] = []
    asking = online(service, tmp_path, slept)
    assert asking.ask(MAIN) is None
    assert asking.stopped is not None
    assert slept == []


def test_an_address_that_the_service_cannot_read_does_not_end_the_run(
    service: Any, tmp_path: Path, waits: list[float]
) -> None:
    service.errors = [GeocoderQueryError("400")]
    asking = online(service, tmp_path)
    assert asking.ask(MAIN) is None
    assert asking.stopped is None


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ((34.18, -118.30, 26, "road"), "road only"),
        ((34.18, -118.30, 16, "city"), "city only"),
        ((40.71, -74.00, 30, "building"), "from its own town"),
    ],
)
def test_a_street_a_town_or_a_house_far_away_is_no_door(
    answer: tuple[float, float, int, str],
    why: str,
    service: Any,
    tmp_path: Path,
    waits: list[float],
) -> None:
    service.places["100 Main St"] = answer
    assert why in reason(service, tmp_path, door())


def test_a_town_that_the_gazetteer_lacks_is_asked_for_and_marked(
    service: Any, tmp_path: Path, waits: list[float]
) -> None:
    service.places["Lüneburg"] = (53.248, 10.407, 16, "town")
    town = Gap("a", 1, ("a",), {"city": "Lüneburg", "country": "DE"}, door=False)
    found = locate(service, tmp_path, town)
    assert isinstance(found, Found)
    assert found.approximate
    service.places["Hessen"] = (50.6, 9.0, 8, "state")
    state = Gap("a", 1, ("a",), {"city": "Hessen", "country": "DE"}, door=False)
    assert "state only" in reason(service, tmp_path, state)


def test_a_town_that_the_gazetteer_has_is_asked_of_nobody(
    service: Any, tmp_path: Path, waits: list[float]
) -> None:
    town = Gap("a", 1, ("a",), {"city": "Burbank", "state": "CA"}, door=False)
    assert isinstance(locate(service, tmp_path, town), Found)
    assert service.asked == []


def test_nominatim_is_told_whom_to_write_to() -> None:
    agent = nominatim("office@example.org").headers["User-Agent"]
    assert "office@example.org" in agent
    assert "recovery-resource-directory" in agent


def test_what_nominatim_really_sends_and_is_sent_is_understood(
    tmp_path: Path, waits: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append((urlsplit(self.path), self.headers["User-Agent"]))
            # As on https://nominatim.org/release-docs/latest/api/Output/#json, shortened.
            place = {
                "lat": "34.1806",
                "lon": "-118.3089",
                "place_rank": 30,
                "addresstype": "building",
                "display_name": "100, Main Street, Burbank",
            }
            body = json.dumps([place]).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        geocoder = nominatim("office@example.org")
        monkeypatch.setattr(geocoder, "api", f"http://127.0.0.1:{server.server_port}/search")
        found = locate(geocoder, tmp_path, door(postalcode="91502"))
        server.shutdown()
    assert isinstance(found, Found)
    assert (found.latitude, found.longitude) == (34.1806, -118.3089)
    ((url, agent),) = asked
    sent = {key: values[0] for key, values in parse_qs(url.query).items()}
    assert MAIN.items() <= sent.items()
    assert sent["postalcode"] == "91502"
    assert "office@example.org" in agent


def test_a_cache_that_cannot_be_used_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(CacheError, match="cannot be used"):
        AnswerCache(tmp_path / "file" / "folder")
