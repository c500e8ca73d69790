"""Asks whether the web addresses in a catalog still answer; for maintainers, on request only."""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path

from directory.catalog.files import Catalog
from directory.problems import Problem

TIMEOUT_SECONDS = 10.0
"""How long a server may take for each answer."""
WORKERS = 8
"""How many servers are asked at a time."""

_TURNED_AWAY = frozenset({401, 403, 405, 407, 429, 451, 501})
"""Answers of a server that is there but does not talk to programs."""
_AGENT = "directory-check/1 (checks whether listed websites answer)"


def check_links(catalog: Catalog, *, timeout: float = TIMEOUT_SECONDS) -> list[Problem]:
    """A warning for each http(s) address of the catalog that does not answer."""
    places = list(_addresses(catalog))
    addresses = list(dict.fromkeys(url for url, *_ in places))
    with ThreadPoolExecutor(WORKERS) as pool:
        answers = dict(pool.map(lambda url: (url, trouble(url, timeout)), addresses))
    return [
        Problem(file, *_find(file, line, url), path, f"does not answer: {reason}", "warning")
        for url, file, line, path in places
        if (reason := answers[url])
    ]


def trouble(url: str, timeout: float = TIMEOUT_SECONDS) -> str | None:
    """Why an address does not answer; `None` when it does."""
    # Some servers know only GET.
    return _ask(url, "HEAD", timeout) and _ask(url, "GET", timeout)


def _ask(url: str, method: str, timeout: float) -> str | None:
    request = urllib.request.Request(url, method=method, headers={"User-Agent": _AGENT})  # noqa: S310 - http(s) only, see _addresses
    try:
        with urllib.request.urlopen(request, timeout=timeout):  # noqa: S310 - the same
            return None
    except urllib.error.HTTPError as error:
        return None if error.code in _TURNED_AWAY else f"{error.code} {error.reason}".strip()
    except urllib.error.URLError as error:
        return str(error.reason) or "no connection"
    except (OSError, ValueError, http.client.HTTPException) as error:
        return str(error) or type(error).__name__


def _addresses(catalog: Catalog) -> Iterator[tuple[str, str, int, str]]:
    """Each web address with the file, the line its entry begins on, and its path there."""
    first_file = catalog.origins[0][0] if catalog.origins else ""
    for number, line in enumerate(catalog.settings.helplines):
        if line.url:
            yield line.url, first_file, 1, f"directory.helplines[{number}].url"
    for resource, (file, line_number) in zip(catalog.resources, catalog.origins, strict=True):
        online = resource.online.url if resource.online else None
        found = (("website", resource.website), ("online.url", online), ("source", resource.source))
        for field, url in found:
            if url and url.lower().startswith(("http://", "https://")):
                yield url, file, line_number, f"{resource.id}.{field}"


def _find(file: str, first: int, url: str) -> tuple[int, int]:
    """The line and column of an address, from the line its entry begins on."""
    for number, text in enumerate(_lines(file)[first - 1 :], start=first):
        column = text.find(url)
        if column >= 0:
            return number, column + 1
    return first, 1


@lru_cache(maxsize=64)
def _lines(file: str) -> list[str]:
    try:
        return Path(file).read_text("utf-8", errors="replace").splitlines()
    except OSError:
        return []
