"""A map service that lives in the test, and a clock that does not make it wait."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from geopy.location import Location


class Service:
    """Answers like Nominatim through geopy; what is not among its places it does not know."""

    def __init__(self) -> None:
        self.places: dict[str, tuple[float, float, int, str]] = {}
        """By street, or town: latitude, longitude, rank and kind."""
        self.errors: list[BaseException] = []
        """Raised one after the other before anything is answered."""
        self.asked: list[Mapping[str, str]] = []
        self.contact = ""

    def geocode(self, query: Mapping[str, str], *, timeout: float) -> Location | None:
        assert 0 < timeout <= 60
        self.asked.append(query)
        if self.errors:
            raise self.errors.pop(0)
        key = query.get("street") or query.get("city") or query.get("postalcode") or ""
        if key not in self.places:
            return None
        latitude, longitude, rank, kind = self.places[key]
        raw: dict[str, Any] = {"place_rank": rank, "addresstype": kind}
        return Location(f"{key}, found", (latitude, longitude), raw)


@pytest.fixture
def service() -> Service:
    return Service()


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    """The seconds that geopy would have waited; its clock stands still but for them."""
    waited: list[float] = []
    monkeypatch.setattr("geopy.extra.rate_limiter.sleep", waited.append)
    monkeypatch.setattr("geopy.extra.rate_limiter.default_timer", lambda: sum(waited))
    return waited
