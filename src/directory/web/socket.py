"""What comes over an open page's socket: only what a page says, no longer and no faster."""

from __future__ import annotations

import asyncio

from google.protobuf.message import DecodeError
from starlette.types import Message, Receive, Send
from streamlit.proto.BackMsg_pb2 import BackMsg

from directory.web.limits import Pace

SAID = frozenset({"rerun_script", "stop_script", "app_heartbeat"})
"""What a page says: run with these values, stop, I am here.

Streamlit also takes orders from any socket to empty its caches, to hand out addresses for uploads,
and to do work for those who develop with it; none of these is passed on.
"""
_MOST_WAITS = 200
"""Messages beyond the pace that are waited for before the socket is shut."""
_TEXT, _UNREADABLE, _TOO_LONG, _TOO_MANY = 1003, 1007, 1009, 1008
"""Reasons for shutting a socket (RFC 6455, section 7.4.1)."""


class Socket:
    """A socket between the server and the page that is open at its other end.

    Beyond `pace` it waits, so that a flood stays with who makes it; an endless flood, a message
    longer than `longest` bytes (0: any) or one that cannot be read shuts it.
    """

    def __init__(self, receive: Receive, send: Send, pace: Pace, longest: int) -> None:
        self._receive = receive
        self._send = send
        self._pace = pace
        self._longest = longest
        self._waits = 0
        self._shut = False

    async def receive(self) -> Message:
        """The next thing that the page says."""
        while True:
            message = await self._receive()
            if message["type"] != "websocket.receive":
                return message
            content = message.get("bytes")
            if content is None:
                return await self._end(_TEXT)
            if self._longest and len(content) > self._longest:
                return await self._end(_TOO_LONG)
            while wait := self._pace.wait():
                self._waits += 1
                if self._waits > _MOST_WAITS:
                    return await self._end(_TOO_MANY)
                await asyncio.sleep(wait)
            kind = kind_of(content)
            if kind is None:
                return await self._end(_UNREADABLE)
            if kind in SAID:
                return message

    async def send(self, message: Message) -> None:
        """Tell the page something; nothing is said to one that was shut out."""
        if not self._shut:
            await self._send(message)

    async def _end(self, code: int) -> Message:
        await self.send({"type": "websocket.close", "code": code})
        self._shut = True
        return {"type": "websocket.disconnect", "code": code}


async def turn_away(receive: Receive, send: Send, code: int) -> None:
    """Do not let a socket in."""
    await receive()
    await send({"type": "websocket.close", "code": code})


def kind_of(content: bytes) -> str | None:
    """What a message from a page asks for, by Streamlit's name; `None` when it is none."""
    message = BackMsg()
    try:
        message.ParseFromString(content)
    except DecodeError:
        return None
    return str(message.WhichOneof("type") or "")
