"""What the server writes down: never what somebody looked for, nor from where."""

from __future__ import annotations

import logging
import re

# An address with its port, as uvicorn writes it: 203.0.113.9:50122, 2001:db8::1:50122.
_CLIENT = re.compile(r"(?:\d{1,3}(?:\.\d{1,3}){3}|\[?[0-9a-fA-F:]*:[0-9a-fA-F:.]+\]?):\d{1,5}")


class Discreet(logging.Filter):
    """Takes queries and visitors' addresses off the lines that the server logs.

    A query holds a visitor's search, and an address may tell who they are.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass, shortened."""
        if isinstance(record.args, tuple):
            record.args = tuple(map(_shortened, record.args))
        return True


def _shortened(part: object) -> object:
    if isinstance(part, tuple):  # a host and a port
        return "-"
    if not isinstance(part, str):
        return part
    return "-" if _CLIENT.fullmatch(part) else part.partition("?")[0]
