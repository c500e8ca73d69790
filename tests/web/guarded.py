"""A guarded server to ask, for the tests of what stands before it."""

from __future__ import annotations

import contextlib

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect
from streamlit.proto.BackMsg_pb2 import BackMsg

from directory.model import Settings
from directory.web.guard import Guard
from directory.web.limits import Limits

BROWSER = {"accept-encoding": "gzip", "accept-language": "es-MX,es;q=0.9"}


class Clock:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


async def everything(request):
    """Whatever lies behind the guard."""
    answer = PlainTextResponse(f"behind {request.url.path}")
    answer.headers["x-accept-encoding"] = request.headers.get("accept-encoding", "")
    answer.set_cookie("_streamlit_xsrf", "1")
    return answer


async def elsewhere(_request):
    return RedirectResponse("https://example.org/")


async def stream(socket):
    """Repeats what comes through, as Streamlit would act on it."""
    await socket.accept()
    with contextlib.suppress(WebSocketDisconnect):
        while True:
            message = BackMsg()
            message.ParseFromString(await socket.receive_bytes())
            await socket.send_text(message.WhichOneof("type"))


def client(limits=None, settings=None, clock=None, **options):
    """Ask a guarded server."""
    guard = Middleware(
        Guard,
        limits=limits or Limits(),
        settings=lambda: settings or Settings(),
        clock=clock or Clock(),
        base=options.pop("base", ""),
        hosts=options.pop("hosts", ()),
        key=options.pop("key", ""),
    )
    routes = [
        WebSocketRoute("/_stcore/stream", stream),
        Route("/help", elsewhere),
        Route("/{path:path}", everything, methods=["GET", "POST", "PUT", "DELETE"]),
    ]
    return TestClient(Starlette(routes=routes, middleware=[guard]), follow_redirects=False)


def policy(answer):
    """The content security policy of an answer, by its parts."""
    parts = answer.headers["content-security-policy"].split("; ")
    return {part.split(" ")[0]: part.split(" ")[1:] for part in parts}
