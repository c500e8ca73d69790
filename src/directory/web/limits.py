"""How much one visitor and all of them together may ask for, so that everybody is served.

Nobody is told apart by more than the address they come from; it is kept in memory alone, mixed
with a secret of this process, and for a few minutes at most.
"""

from __future__ import annotations

import contextlib
import hashlib
import ipaddress
import secrets
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Self

_PREFIX = "DIRECTORY_LIMIT_"
_MOST_KNOWN = 20_000
"""Addresses whose pace is known at a time; beyond, the one that was quiet longest is forgotten."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one server process. A whole shelter or library may share one address."""

    pages: int = 300
    """Plain pages, feeds and first pages that one address may ask for in a minute."""
    papers: int = 20
    """Handouts and booklets that one address may ask for in a minute: each is real work."""
    words: int = 600
    """Suggestions while a place is typed that one address may ask for in a minute."""
    sockets: int = 1_000
    """Pages open at a time, of everybody: each costs memory."""
    sockets_each: int = 200
    """Pages open at a time from one address."""
    messages: int = 600
    """Steps that one open page may take in a minute: a person takes some twenty."""
    message_bytes: int = 131_072
    """The longest message of a page: several times the longest link."""

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> Self:
        """The limits that variables like `DIRECTORY_LIMIT_PAGES` set; 0 takes a limit off.

        Raises `ValueError` with the variable's name for one that is not a whole number.
        """
        found = {}
        for field in fields(cls):
            name = f"{_PREFIX}{field.name.upper()}"
            text = environment.get(name, "").strip()
            if not text:
                continue
            if not text.isdecimal():
                raise ValueError(
                    f"{name}: {text!r} is not a whole number; write 300, or 0 for none"
                )
            found[field.name] = int(text)
        return cls(**found)


class Pace:
    """Lets through so many in a minute for each key, and `at_once` (usually as many) in a burst.

    `clock` gives seconds that only go forward. A limit of 0 lets everything through.
    """

    def __init__(
        self, a_minute: int, clock: Callable[[], float], at_once: int | None = None
    ) -> None:
        self._a_second = a_minute / 60
        self._most = float(max(1, a_minute if at_once is None else at_once))
        self._clock = clock
        self._left: OrderedDict[bytes, tuple[float, float]] = OrderedDict()

    def wait(self, key: bytes = b"") -> float:
        """Take one turn: 0 when it is free, else the seconds until there is one."""
        if not self._a_second:
            return 0.0
        now = self._clock()
        left, then = self._left.pop(key, (self._most, now))
        left = min(self._most, left + (now - then) * self._a_second)
        if left >= 1:
            left -= 1
            due = 0.0
        else:
            due = (1 - left) / self._a_second
        self._left[key] = (left, now)
        if len(self._left) > _MOST_KNOWN:
            self._left.popitem(last=False)
        return due


class Crowd:
    """Counts who is here at a time: in all, and from each address."""

    def __init__(self, most: int, each: int) -> None:
        self._most = most
        self._each = each
        self._here: dict[bytes, int] = {}
        self.count = 0
        """How many are here."""

    @property
    def full(self) -> bool:
        """Whether nobody else fits in."""
        return bool(self._most) and self.count >= self._most

    def enter(self, key: bytes) -> bool:
        """Let one in; `False` where there is no room for it."""
        mine = self._here.get(key, 0)
        if self.full or (self._each and mine >= self._each):
            return False
        self._here[key] = mine + 1
        self.count += 1
        return True

    def leave(self, key: bytes) -> None:
        """Let one out that was let in."""
        self.count -= 1
        self._here[key] -= 1
        if not self._here[key]:
            del self._here[key]


_SECRET = secrets.token_bytes(16)


def key_of(address: str) -> bytes:
    """A stand-in for a visitor's address that means nothing outside this process.

    Of an IPv6 address the first 64 bits count: a household has all the rest (RFC 6177).
    """
    with contextlib.suppress(ValueError):
        found = ipaddress.ip_address(address)
        if found.version == 6:
            address = str(found.ipv4_mapped or ipaddress.ip_network((found, 64), strict=False))
    return hashlib.blake2b(address.encode(), key=_SECRET, digest_size=12).digest()
