"""Asking Nominatim, as its usage policy wants to be asked.

https://operations.osmfoundation.org/policies/nominatim/: one request a second at most, a user
agent that names the program, answers kept, no bulk use; here a contact address as well.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from geopy.exc import (
    GeocoderAuthenticationFailure,
    GeocoderInsufficientPrivileges,
    GeocoderQueryError,
    GeocoderServiceError,
    GeopyError,
)
from geopy.extra.rate_limiter import RateLimiter
from geopy.geocoders import Nominatim

from directory.geocoding.answers import Answer, AnswerCache

SECONDS_BETWEEN = 1.0
TIMEOUT_SECONDS = 20.0
WAITS_SECONDS = (5.0, 20.0, 60.0)
"""How long to wait before each further try when the service does not answer."""

_FINAL = (GeocoderAuthenticationFailure, GeocoderInsufficientPrivileges)
"""Answers after which nothing more may be asked."""


class Online:
    """Asks a geopy geocoder for addresses in parts, slowly, and each only once."""

    def __init__(
        self,
        geocoder: Any,
        cache: AnswerCache,
        sleep: Callable[[float], object],
        *,
        waits: Sequence[float] = WAITS_SECONDS,
    ) -> None:
        self.stopped: str | None = None
        """Why nothing more is asked in this run; what is in the cache is answered all the same."""
        self._cache = cache
        self._sleep = sleep
        self._waits = waits
        # The waits between tries are our own: geopy's are all equally long.
        self._geocode = RateLimiter(
            geocoder.geocode,
            min_delay_seconds=SECONDS_BETWEEN,
            max_retries=0,
            swallow_exceptions=False,
        )

    def ask(self, query: Mapping[str, str]) -> Answer | None:
        """The place that the service knows by an address; `None` when it knows none.

        `None` also when it could not be asked; `stopped` says so then.
        """
        if query in self._cache:
            return self._cache.get(query)
        if self.stopped is not None:
            return None
        for wait in (*self._waits, None):
            try:
                answer = _answer(self._geocode(dict(query), timeout=TIMEOUT_SECONDS))
            except GeocoderQueryError:
                answer = None  # an address that the service cannot make sense of
            except GeocoderServiceError as error:
                if wait is None or isinstance(error, _FINAL):
                    self.stopped = _reason(error)
                    return None
                self._sleep(wait)
                continue
            except GeopyError as error:
                self.stopped = _reason(error)
                return None
            break
        self._cache.keep(query, answer)
        return answer


def nominatim(contact: str) -> Nominatim:
    """The public Nominatim server; `contact` is where its operators can reach the maintainer."""
    return Nominatim(
        user_agent=f"recovery-resource-directory geocode ({contact})", timeout=TIMEOUT_SECONDS
    )


def _answer(location: Any) -> Answer | None:
    if location is None:
        return None
    raw = location.raw
    return Answer(
        latitude=float(location.latitude),
        longitude=float(location.longitude),
        label=str(location.address),
        rank=int(raw.get("place_rank") or 0),
        kind=str(raw.get("addresstype") or raw.get("type") or ""),
    )


def _reason(error: GeopyError) -> str:
    words = " ".join(str(error).split()) or type(error).__name__
    return f"the map service does not answer ({words[:200]})"
