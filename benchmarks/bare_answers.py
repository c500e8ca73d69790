"""The measure for tiles: a bare Starlette route that answers with as many bytes as it is asked for.

Run by `benchmarks.streets` with `uvicorn`, in the way in which Streamlit runs the directory.
"""

from random import Random

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

_BYTES = Random(0).randbytes(1 << 20)


async def _answer(request: Request) -> Response:
    size = int(request.path_params["size"])
    return Response(_BYTES[:size], headers={"Content-Type": "application/octet-stream"})


async def _unchanged(_request: Request) -> Response:
    return Response(status_code=304, headers={"ETag": '"1"'})


app = Starlette(routes=[Route("/{size:int}", _answer), Route("/unchanged", _unchanged)])
