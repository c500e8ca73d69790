"""The small file that says which snapshot is the current one."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, Self

NAME = "current.json"
"""What the manifest is called, wherever snapshots lie."""
LONGEST = 4_096
"""Bytes that a manifest may have."""
MOST_BYTES = 16 << 30
"""Bytes that a snapshot may have, whatever a manifest says."""
CHUNK = 1 << 20
"""Bytes that are copied at a time."""
SNAPSHOT = re.compile(r"snapshot-([0-9a-f]{64})\.arrow")
"""What a snapshot is called: by what it holds."""

_DIGEST = re.compile(r"[0-9a-f]{64}")


class PublishedError(Exception):
    """A snapshot cannot be taken over or published; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """Which snapshot is current, and how to know it again."""

    sha256: str
    size: int
    made: dt.datetime
    """When it was published, aware."""

    @property
    def file(self) -> str:
        """What the snapshot is called, beside the manifest."""
        return f"snapshot-{self.sha256}.arrow"

    @classmethod
    def of(cls, file: Path, made: dt.datetime) -> Self:
        """That of a file as it is; raises `OSError` when it cannot be read."""
        with file.open("rb") as opened:
            digest = hashlib.file_digest(opened, "sha256").hexdigest()
            return cls(digest, opened.tell(), made)

    @classmethod
    def read(cls, data: bytes) -> Self:
        """Understand a manifest; raises `PublishedError` for what is none."""
        try:
            found = cls._read(json.loads(data[: LONGEST + 1])) if len(data) <= LONGEST else None
        except (ValueError, KeyError, TypeError, RecursionError, OverflowError):
            found = None
        if found is None:
            raise PublishedError(
                f"{NAME} is not one that `directory publish` wrote; publish the snapshot again"
            )
        if found.size > MOST_BYTES:
            raise PublishedError(
                f"{NAME} names a snapshot of {found.size} bytes; the most is {MOST_BYTES}"
            )
        return found

    @classmethod
    def _read(cls, data: Any) -> Self | None:
        digest, size, made = data["sha256"], data["bytes"], dt.datetime.fromisoformat(data["made"])
        sound = (
            isinstance(digest, str)
            and _DIGEST.fullmatch(digest) is not None
            and type(size) is int
            and size > 0
            and made.tzinfo is not None
        )
        found = cls(digest, size, made.astimezone(dt.UTC)) if sound else None
        # The name follows from what it holds: no other file of the folder can be asked for.
        return found if found and data["file"] == found.file else None

    def written(self) -> bytes:
        """The manifest as a file."""
        made = self.made.astimezone(dt.UTC).isoformat(timespec="seconds")
        data = {"file": self.file, "sha256": self.sha256, "bytes": self.size, "made": made}
        return json.dumps(data, indent=2).encode() + b"\n"


class Place(Protocol):
    """Where snapshots are taken from."""

    @property
    def name(self) -> str:
        """What it is called, without passwords and keys."""

    def manifest(self) -> bytes:
        """The manifest as it is now; raises `PublishedError` or `OSError`."""

    def copy(self, manifest: Manifest, take: Callable[[bytes], object]) -> None:
        """Hand over the snapshot in pieces; raises `PublishedError`, `OSError`, or as `take`."""


class Shelf(Place, Protocol):
    """Where snapshots are published."""

    def put(self, file: Path, name: str) -> None:
        """Lay a file down under a name: nobody sees it before all of it is there."""

    def put_manifest(self, data: bytes) -> None:
        """Put this manifest in place of the one before: a reader finds the one or the other."""

    def snapshots(self) -> list[tuple[dt.datetime, str, int]]:
        """When each snapshot was laid down, its name, its bytes; nothing else that lies there."""

    def remove(self, name: str) -> None:
        """Take a snapshot away."""
