"""Snapshots on a web server: https alone, and no way from there into the operator's network."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from urllib.parse import urljoin, urlsplit

from directory.feeds.report import FeedError
from directory.published.manifest import LONGEST, MOST_BYTES, NAME, Manifest, PublishedError
from directory.sources.fetch import Limits, Validators, download, shown
from directory.sources.network import Allowed, Resolve, resolve

_MANIFEST = Limits(size=LONGEST, connect=10, silence=10, total=30)
_SNAPSHOT = Limits(size=MOST_BYTES, connect=10, silence=30, total=3_600)


class Website:
    """Snapshots at a web address: that of their folder, or of the manifest itself.

    The operator names it, so it may lie in a network of their own. Where its server sends us on
    to, may not. `ask` resolves host names.
    """

    def __init__(self, url: str, ask: Resolve = resolve) -> None:
        manifest = urlsplit(url).path.endswith(".json")
        self._url = url if manifest else urljoin(f"{url.rstrip('/')}/", NAME)
        self._ask = ask
        self._validators = Validators()
        self._last = b""

    @property
    def name(self) -> str:
        """The address of the manifest, without passwords and keys."""
        return shown(self._url)

    def manifest(self) -> bytes:
        """The manifest as it is now; one that did not change does not come over the line again."""
        pieces: list[bytes] = []
        known = self._validators if self._last else Validators()
        answer = self._download(self._url, pieces.append, known, _MANIFEST)
        if answer is not None:
            self._last, self._validators = b"".join(pieces), answer
        return self._last

    def copy(self, manifest: Manifest, take: Callable[[bytes], object]) -> None:
        """Hand over the snapshot in pieces."""
        self._download(urljoin(self._url, manifest.file), take, Validators(), _SNAPSHOT)

    def _download(
        self, url: str, take: Callable[[bytes], object], known: Validators, limits: Limits
    ) -> Validators | None:
        """What to ask with the next time; `None` where nothing has changed."""
        try:
            answer = download(url, take, known, may=self._may, limits=limits, ask=self._ask)
        except FeedError as error:
            if "allow_private" in error.message:
                raise PublishedError(
                    f"{error.where} lies inside a private network, and its address was not named"
                    " but sent by the server; name it in DIRECTORY_CATALOG if that is meant"
                ) from None
            raise PublishedError(str(error).removeprefix(f"{self.name}: ")) from None
        return answer.validators if answer.changed else None

    def _may(self, here: str) -> Allowed:
        named, asked = urlsplit(self._url), urlsplit(here)
        same = asked.hostname == named.hostname
        if asked.scheme.lower() != "https" and not (same and _is_this_machine(asked.hostname)):
            where = "" if here == self._url else f"sends us on to {shown(here)}, but "
            raise PublishedError(f"{where}snapshots come by https alone")
        return "any" if same else "public"


def _is_this_machine(host: str | None) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False
