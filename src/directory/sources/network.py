"""Which addresses may be asked: public ones, unless the catalog's author says otherwise."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable
from typing import Literal

from directory.feeds.report import FeedError
from directory.words import N_

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], list[str]]
"""The IP addresses of a host name; raises `OSError` when it has none."""
Allowed = Literal["public", "private", "any"]
"""How far inside a request may go: `private` also in the operator's own network and machine,
`any` also to link-local addresses, where clouds keep their secrets."""


class UnreachableError(FeedError):
    """Nothing came of asking: it may be this server's own line, or the other one is in trouble.

    What was there before may still be there, and others may reach it.
    """


_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def resolve(host: str, port: int) -> list[str]:
    """Ask the system for the IP addresses of a host."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[4][0]) for address in found))


def checked(host: str, port: int, allowed: Allowed, ask: Resolve = resolve) -> list[str]:
    """The IP addresses of a host that may be connected to.

    Connect to one of these and not to the name: asked again, it could answer otherwise. Raises
    `FeedError` when there is none.
    """
    try:
        found = ask(host, port)
    except (OSError, UnicodeError):
        raise UnreachableError(N_("is not known; check the address"), where=host) from None
    admitted = [text for text in found if admits(text, allowed)]
    if not admitted:
        link_local = any(_inner(ipaddress.ip_address(text)).is_link_local for text in found)
        message = (
            N_("lies inside a private network and is not asked")
            if link_local
            else N_(
                "lies inside a private network and is not asked; set `allow_private: true` if that"
                " is meant"
            )
        )
        raise FeedError(message, where=host)
    return admitted


def admits(text: str, allowed: Allowed) -> bool:
    """Whether an IP address may be connected to."""
    address = _inner(ipaddress.ip_address(text))
    if allowed == "any":
        return True
    if address.is_link_local or address.is_unspecified or address.is_multicast:
        return False
    if allowed == "private":
        return True
    return address.is_global and not address.is_reserved


def _inner(address: Address) -> Address:
    """The IPv4 address that an IPv6 one stands for, where it does (RFC 4291, 3056, 4380, 6052)."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address.teredo is not None:
        return address.teredo[1]
    if address in _NAT64 or 1 < int(address) < 1 << 32:
        return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    return address
