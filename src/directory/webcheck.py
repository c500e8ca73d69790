"""Asks whether the web addresses in a catalog still answer; for maintainers, on request only.

The style of a map elsewhere is read as the server would, and told if it would not be offered.
"""

from __future__ import annotations

import contextlib
import http.client
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from urllib.parse import quote, urlsplit, urlunsplit

from directory.basemap.survey import LIMITS, survey
from directory.catalog.events import Document, Mapping, Sequence, parse
from directory.catalog.files import Catalog, Paths, find_files
from directory.feeds.report import FeedError
from directory.problems import CatalogError, Problem
from directory.sources.fetch import Fetch, fetch

TIMEOUT_SECONDS = 10.0
"""How long a server may take for each answer."""
WORKERS = 8
"""How many servers are asked at a time."""

_TURNED_AWAY = frozenset({401, 403, 405, 407, 429, 451, 501})
"""Answers of a server that is there but does not talk to programs."""
_SAFE = "%/:=&?~#+!$,;'@()*[]"
_READ: Fetch = partial(fetch, limits=LIMITS, secure=True)
_AGENT = "directory-check/1 (checks whether listed websites answer)"


def check_links(
    catalog: Catalog,
    paths: Paths,
    *,
    timeout: float = TIMEOUT_SECONDS,
    read: Fetch = _READ,
) -> list[Problem]:
    """A warning for each http(s) address of the catalog, read from `paths`, that is not there.

    `read` reads the style of a map elsewhere, if the catalog names one that is used.
    """
    places = list(_addresses(catalog, paths))
    addresses = list(dict.fromkeys(place.url for place in places))
    with ThreadPoolExecutor(WORKERS) as pool:
        reasons = pool.map(lambda url: trouble(url, timeout), addresses)
        answers = {
            url: f"does not answer: {reason}" if reason else ""
            for url, reason in zip(addresses, reasons, strict=True)
        }
    told = [(place, message) for place in places if (message := answers[place.url])]
    told += _of_style(catalog, paths, read)
    return [
        Problem(place.file, place.line, place.column, place.path, message, "warning")
        for place, message in told
    ]


def _of_style(catalog: Catalog, paths: Paths, read: Fetch) -> Iterator[tuple[_Place, str]]:
    basemap = catalog.settings.basemap
    if basemap is None or basemap.online is None or basemap.tiles:
        return
    try:
        survey(basemap, read)
    except FeedError as error:
        for document, root in _roots(paths):
            settings = root.get("directory")
            block = settings.get("basemap") if isinstance(settings, Mapping) else None
            if isinstance(block, Mapping) and str(block.get("online")).strip() == basemap.online:
                for place in _place(document, block, "online", "directory.basemap"):
                    yield place, f"cannot be offered: {error}"


def trouble(url: str, timeout: float = TIMEOUT_SECONDS) -> str | None:
    """Why an address does not answer; `None` when it does."""
    # Some servers know only GET.
    return _ask(url, "HEAD", timeout) and _ask(url, "GET", timeout)


def _ask(url: str, method: str, timeout: float) -> str | None:
    request = urllib.request.Request(_as_ascii(url), method=method, headers={"User-Agent": _AGENT})  # noqa: S310 - http(s) only, see _addresses
    try:
        with urllib.request.urlopen(request, timeout=timeout):  # noqa: S310 - the same
            return None
    except urllib.error.HTTPError as error:
        return None if error.code in _TURNED_AWAY else f"{error.code} {error.reason}".strip()
    except urllib.error.URLError as error:
        return str(error.reason) or "no connection"
    except (OSError, ValueError, http.client.HTTPException) as error:
        return str(error) or type(error).__name__


def _as_ascii(url: str) -> str:
    """An address with letters beyond a-z as browsers send it (RFC 3987, section 3.1)."""
    parts = urlsplit(url)
    host = parts.netloc
    if not host.isascii():
        with contextlib.suppress(UnicodeError):
            host = host.encode("idna").decode()
    rest = (quote(part, safe=_SAFE) for part in (parts.path, parts.query, parts.fragment))
    return urlunsplit((parts.scheme, host, *rest))


@dataclass(frozen=True, slots=True)
class _Place:
    """An address, and where in which file it is written."""

    url: str
    file: str
    line: int
    column: int
    path: str


def _addresses(catalog: Catalog, paths: Paths) -> Iterator[_Place]:
    wanted = {resource.id: resource for resource in catalog.resources}
    origins = dict(zip(wanted, catalog.origins, strict=True))
    helplines = {line.url for line in catalog.settings.helplines}
    for document, root in _roots(paths):
        settings = root.get("directory")
        if isinstance(settings, Mapping):
            for line, path in _items(settings.get("helplines"), "directory.helplines"):
                if str(line.get("url")).strip() in helplines:
                    yield from _place(document, line, "url", path)
        for entry, path in _items(root.get("resources"), "resources"):
            resource = wanted.get(str(entry.get("id")).strip())
            origin = (document.file, document.place(entry.at)[0])
            if resource is None or origins.get(resource.id) != origin:
                continue
            del origins[resource.id]
            for key, read in (("website", resource.website), ("source", resource.source)):
                if read:
                    yield from _place(document, entry, key, path)
            online = entry.get("online")
            if resource.online and resource.online.url and isinstance(online, Mapping):
                yield from _place(document, online, "url", f"{path}.online")


def _roots(paths: Paths) -> Iterator[tuple[Document, Mapping]]:
    """The files that can be read, each with what stands in it."""
    for found in find_files(paths):
        content = found.read()
        if isinstance(content, Problem):
            continue
        try:
            document = parse(content, found.name)
        except CatalogError:
            continue
        if isinstance(document.root, Mapping):
            yield document, document.root


def _items(node: object, path: str) -> Iterator[tuple[Mapping, str]]:
    """The mappings of a list; one that stands alone is read as the only one."""
    items = node if isinstance(node, Sequence) else [node]
    for index, item in enumerate(items):
        if isinstance(item, Mapping):
            yield item, f"{path}[{index}]"


def _place(document: Document, node: Mapping, key: str, path: str) -> Iterator[_Place]:
    value = node.get(key)
    if isinstance(value, str) and value.strip().lower().startswith(("http://", "https://")):
        line, column = document.place(node.spot(key)[1])
        yield _Place(value.strip(), document.file, line, column, f"{path}.{key}")
