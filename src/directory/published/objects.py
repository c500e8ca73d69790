"""Snapshots in S3-compatible storage, through fsspec.

Who may read and write there is told by the usual variables (`AWS_ACCESS_KEY_ID` …), by the
machine's role, or by `FSSPEC_S3_ANON=true`; another server than Amazon's by `AWS_ENDPOINT_URL`.
"""

from __future__ import annotations

import datetime as dt
import importlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from directory.published.manifest import (
    CHUNK,
    LONGEST,
    NAME,
    SNAPSHOT,
    Manifest,
    PublishedError,
)

_PART = 8 * CHUNK
"""Bytes that are asked for at a time."""
_OPTIONS = {
    # What lies there changes behind our back: nothing of a listing is kept.
    "use_listings_cache": False,
    "skip_instance_cache": True,
    "config_kwargs": {
        "connect_timeout": 10,
        "read_timeout": 30,
        "retries": {"max_attempts": 2},
    },
}


class Bucket:
    """Snapshots below an address like `s3://bucket/folder/`.

    Raises `PublishedError` when what reads there is not installed.
    """

    def __init__(self, address: str) -> None:
        path = address.removeprefix("s3://").strip("/").removesuffix(f"/{NAME}")
        if not path:
            raise PublishedError("an address in S3 needs a bucket: s3://bucket/folder/")
        self._path = path
        try:
            importlib.import_module("s3fs")
            self._files: Any = importlib.import_module("fsspec").filesystem("s3", **_OPTIONS)
        except ImportError:
            raise PublishedError(
                "S3 needs packages that are not installed: pip install -r requirements-s3.txt"
            ) from None

    @property
    def name(self) -> str:
        """The address."""
        return f"s3://{self._path}"

    def manifest(self) -> bytes:
        """The manifest as it is now; raises `PublishedError`."""
        with _told(NAME):
            return bytes(self._files.cat_file(self._key(NAME), start=0, end=LONGEST + 1))

    def copy(self, manifest: Manifest, take: Callable[[bytes], object]) -> None:
        """Hand over the snapshot in pieces."""
        for start in range(0, manifest.size, _PART):
            end = min(start + _PART, manifest.size)
            with _told(manifest.file):
                piece = bytes(self._files.cat_file(self._key(manifest.file), start=start, end=end))
            take(piece)

    def put(self, file: Path, name: str) -> None:
        """Lay a file down under a name: it is there when the last part has come."""
        with _told(name):
            self._files.put_file(str(file), self._key(name))

    def put_manifest(self, data: bytes) -> None:
        """Put this manifest in place of the one before, with one request."""
        with _told(NAME):
            self._files.pipe_file(
                self._key(NAME), data, ContentType="application/json", CacheControl="no-cache"
            )

    def snapshots(self) -> list[tuple[dt.datetime, str, int]]:
        """When each snapshot was laid down, its name, its bytes."""
        with _told(self.name):
            listed = self._files.ls(self._path, detail=True)
        found = []
        for each in listed:
            name = str(each["name"]).rpartition("/")[2]
            if SNAPSHOT.fullmatch(name):
                found.append((each["LastModified"], name, int(each["size"])))
        return found

    def remove(self, name: str) -> None:
        """Take a snapshot away."""
        with _told(name):
            self._files.rm_file(self._key(name))

    def _key(self, name: str) -> str:
        return f"{self._path}/{name}"


@contextmanager
def _told(name: str) -> Iterator[None]:
    """Turn whatever the libraries raise into words; keys never stand in them."""
    try:
        yield
    except FileNotFoundError:
        raise PublishedError(
            f"{name} is not there; publish a snapshot there with `directory publish`"
        ) from None
    except PermissionError:
        raise PublishedError(
            f"{name} may not be read or written; check the key (AWS_ACCESS_KEY_ID) and its rights"
        ) from None
    except Exception as error:
        # aiohttp and botocore have dozens of kinds that share no parent but this one.
        raise PublishedError(f"{name}: the storage does not answer ({_kind(error)})") from None


def _kind(error: BaseException) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return type(error).__name__
