"""What the server writes down: never what somebody looked for, nor from where."""

from __future__ import annotations

import logging
import traceback


class Discreet(logging.Filter):
    """Takes queries and visitors' addresses off the lines that the server logs.

    A query holds a visitor's search, and an address may tell who they are.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass, shortened."""
        if isinstance(record.args, tuple):
            record.args = tuple(map(_shortened, record.args))
        if record.exc_info and record.exc_info[1]:
            record.exc_text = stack_of(record.exc_info[1])
        return True


def stack_of(error: BaseException) -> str:
    """Where an error came from and its kind, without its words: they may quote what was asked."""
    kind = type(error).__qualname__
    if isinstance(error, OSError) and error.strerror:
        kind = f"{kind}: {error.strerror}"
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    earlier = [stack_of(before)] if before else []
    within = [stack_of(each) for each in getattr(error, "exceptions", ())]
    stack = "".join(traceback.format_tb(error.__traceback__))
    return "\n".join([*earlier, *within, f"{stack}{kind}"])


def _shortened(part: object) -> object:
    if isinstance(part, tuple):  # a host and a port
        return "-"
    if not isinstance(part, str):
        return part
    return "-" if _is_client(part) else part.partition("?")[0]


def _is_client(part: str) -> bool:
    """Whether this is where a visitor is, as uvicorn writes it: 203.0.113.9:50122.

    Before the last colon stands whatever a proxy called the visitor.
    """
    host, _, port = part.rpartition(":")
    return bool(host) and port.isdecimal() and not host.startswith("/")
