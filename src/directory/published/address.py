"""Which address is a place of snapshots, and which kind of place."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

from directory.compiled.arrays import is_compiled
from directory.published.folder import Folder
from directory.published.manifest import NAME, Place, PublishedError, Shelf
from directory.published.objects import Bucket
from directory.published.single import Single
from directory.published.web import Website

_WEB = ("https", "http")


def is_published(address: str) -> bool:
    """Whether a catalog's address is where snapshots are published.

    That is an address in S3 or on the web, a `file:` address, a folder with a manifest in it, or a
    compiled file alone.
    """
    if _scheme(address) in (*_WEB, "s3", "file"):
        return True
    path = Path(address)
    return path.name == NAME or (path / NAME).is_file() or is_compiled(path)


def folder_of(address: str) -> Path | None:
    """The folder that an address means; `None` for one that is elsewhere."""
    scheme = _scheme(address)
    if scheme in (*_WEB, "s3"):
        return None
    path = Path(unquote(urlsplit(address).path)) if scheme == "file" else Path(address)
    return path.parent if path.name == NAME or path.is_file() else path


def place_of(address: str) -> Place:
    """The place that an address means; raises `PublishedError`."""
    if _scheme(address) in _WEB:
        return Website(address)
    if not _scheme(address) and is_compiled(Path(address)):
        return Single(Path(address))
    return shelf_of(address)


def shelf_of(address: str) -> Shelf:
    """The place that an address means, to publish there; raises `PublishedError`."""
    scheme = _scheme(address)
    if scheme == "s3":
        return Bucket(address)
    if scheme in _WEB:
        raise PublishedError(
            "nothing can be published to a web address; publish to the folder that the server"
            " shows, or to s3://"
        )
    path = folder_of(address)
    return Folder(path or Path(address))


def _scheme(address: str) -> str:
    head, colon, _ = address.partition(":")
    # One letter is a drive.
    return head.lower() if colon and len(head) > 1 else ""
