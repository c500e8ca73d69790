"""Many visitors at once: how soon each sees the answer to a filter change, and what each costs.

A visitor is a socket that talks Streamlit's own protocol: it opens a page and then asks for another
filter every ten seconds, as somebody does who reads in between. Servers run in processes of their
own; so does nothing else but this.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import signal
import tempfile
import threading
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from urllib.parse import urlsplit

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks.crowd import middle
from benchmarks.figures import keep
from benchmarks.nation import nation
from benchmarks.page import served_process
from directory.compiled import write_compiled

EVERY = 10.0
"""Seconds between two changes of one visitor."""
SECONDS = 40.0
"""How long a crowd is watched, after all have come."""
LIMIT = 0.5
"""Seconds for 19 of 20 changes: with more visitors than that a server is full."""
TARGET_100 = 0.25
TARGET_SCALE = 1.8
TARGET_MEMORY = 300
"""Kilobytes of a visitor beyond those that Streamlit itself takes."""
_SLICE = 0.01

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_KINDS = ("meeting", "housing", "food")
_CHANCE = random.Random(7)


@dataclass
class Crowd:
    """What some visitors at once have seen."""

    waits: list[float] = field(default_factory=list)
    failed: int = 0

    @property
    def p95(self) -> float:
        """Seconds within which 19 of 20 answers were complete."""
        return quantiles(self.waits, n=20)[-1] if len(self.waits) > 1 else float("inf")


def run() -> bool:
    """Measure and print; true when all targets are met."""
    with tempfile.TemporaryDirectory() as folder:
        large = Path(folder) / "large.arrow"
        write_compiled(nation(200_000), large)
        return all((_full(large), _memory(large), _scale(large)))


def _full(catalog: Path) -> bool:
    with served_process("app.py", catalog) as (url, _):
        held = 0
        at_100 = float("inf")
        figures: dict[str, dict[str, float]] = {}
        for visitors in (25, 50, 100, 150, 200, 300, 400):
            seen = asyncio.run(_watch([url], visitors))
            print(
                f"  {visitors} visitors, one change in {EVERY:.0f} s each: p95 "
                f"{seen.p95 * 1e3:.0f} ms, median {_median(seen.waits) * 1e3:.0f} ms, "
                f"{len(seen.waits)} changes, {seen.failed} failed"
            )
            figures[str(visitors)] = {
                "p95": round(seen.p95 * 1e3, 1),
                "median": round(_median(seen.waits) * 1e3, 1),
            }
            keep("visitors", figures)
            if visitors == 100:
                at_100 = seen.p95
            if seen.p95 > LIMIT or seen.failed:
                break
            held = visitors
    print(
        f"visitors at once until p95 passes {LIMIT * 1e3:.0f} ms, 200,000 entries: {held}; with "
        f"100: {at_100 * 1e3:.0f} ms, target {TARGET_100 * 1e3:.0f}"
    )
    return at_100 <= TARGET_100


def _memory(catalog: Path) -> bool:
    cost = {}
    for script in ("app.py", "benchmarks/bare_page.py"):
        with served_process(script, catalog) as (url, process):
            few, many = 20, 140
            cost[script] = -asyncio.run(_cost(url, few, process))
            cost[script] += asyncio.run(_cost(url, many, process))
            cost[script] /= many - few
    beyond = cost["app.py"] - cost["benchmarks/bare_page.py"]
    print(
        f"memory of a visitor: {cost['app.py']:.0f} KB, of an empty Streamlit page "
        f"{cost['benchmarks/bare_page.py']:.0f} KB: {beyond:.0f} KB beyond, target {TARGET_MEMORY}"
    )
    return beyond <= TARGET_MEMORY


def _scale(catalog: Path) -> bool:
    """Answers in a second of one server and of two, each held to half a core."""
    rates = []
    for count in (1, 2):
        with contextlib.ExitStack() as stack:
            servers = [stack.enter_context(served_process("app.py", catalog)) for _ in range(count)]
            for _, process in servers:
                stack.enter_context(_halved(process))
            rates.append(asyncio.run(_flood([url for url, _ in servers], 12 * count)))
    ratio = rates[1] / rates[0]
    print(
        f"answers in a second, each server held to half a core: one {rates[0]:.1f}, two "
        f"{rates[1]:.1f}, {ratio:.2f} times, target {TARGET_SCALE}"
    )
    return ratio >= TARGET_SCALE


async def _watch(urls: Sequence[str], visitors: int) -> Crowd:
    seen = Crowd()
    opened = asyncio.Event()
    arrived = 0
    start = asyncio.get_running_loop().time

    async def visit(number: int) -> None:
        nonlocal arrived
        try:
            async with _page(urls[number % len(urls)]) as page:
                await page.ask(_some_link())
                arrived += 1
                if arrived == visitors:
                    opened.set()
                await asyncio.wait_for(opened.wait(), 120)
                end = start() + SECONDS
                await asyncio.sleep(_CHANCE.random() * EVERY)
                while start() < end:
                    asked = start()
                    seen.waits.append(await page.ask(_some_link()))
                    await asyncio.sleep(max(0.0, EVERY - (start() - asked)))
        except (OSError, TimeoutError, websockets.WebSocketException):
            seen.failed += 1

    await asyncio.gather(*(visit(number) for number in range(visitors)))
    return seen


async def _flood(urls: Sequence[str], visitors: int, seconds: float = 20) -> float:
    """Complete answers in a second when everybody asks again at once."""
    answers = 0
    loop = asyncio.get_running_loop()
    counting = loop.time() + 6
    end = counting + seconds

    async def visit(number: int) -> None:
        nonlocal answers
        async with _page(urls[number % len(urls)]) as page:
            while loop.time() < end:
                await page.ask(_some_link())
                answers += counting <= loop.time() < end

    await asyncio.gather(*(visit(number) for number in range(visitors)))
    return answers / seconds


async def _cost(url: str, visitors: int, process: int) -> float:
    """The memory of a server while visitors are there who changed a filter twice, in kilobytes."""
    async with contextlib.AsyncExitStack() as stack:
        pages = [await stack.enter_async_context(_page(url)) for _ in range(visitors)]
        for _ in range(3):
            for page in pages:
                await page.ask(_some_link())
        return _resident(process)


class _Page:
    """An open page."""

    def __init__(self, socket: websockets.ClientConnection) -> None:
        self._socket = socket

    async def ask(self, link: str) -> float:
        """Ask for another view; gives the seconds until all of it was there."""
        message = BackMsg()
        message.rerun_script.query_string = link
        started = time.perf_counter()
        await self._socket.send(message.SerializeToString())
        async with asyncio.timeout(60):
            while True:
                content = await self._socket.recv()
                answer = ForwardMsg()
                answer.ParseFromString(content if isinstance(content, bytes) else content.encode())
                if answer.WhichOneof("type") == "script_finished":
                    return time.perf_counter() - started


@contextlib.asynccontextmanager
async def _page(url: str) -> AsyncIterator[_Page]:
    host = urlsplit(url).netloc
    async with websockets.connect(
        f"ws://{host}/_stcore/stream",
        subprotocols=[websockets.Subprotocol("streamlit")],
        origin=websockets.Origin(url),
        max_size=None,
        open_timeout=60,
    ) as socket:
        yield _Page(socket)


def _some_link() -> str:
    day, kind = _CHANCE.choice(_DAYS), _CHANCE.choice(_KINDS)
    return f"near={middle()}&within=25mi&day={day}&kind={kind}&at=2026-11-24T12:00"


def _median(values: Sequence[float]) -> float:
    return sorted(values)[len(values) // 2] if values else float("inf")


def _resident(process: int) -> float:
    """Kilobytes of memory that a process has for itself."""
    for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
        if line.startswith("Private_Dirty:"):
            return float(line.split()[1])
    raise RuntimeError("no figure of memory")


@contextlib.contextmanager
def _halved(process: int) -> Iterator[None]:
    """Let a process run every other hundredth of a second only."""
    done = threading.Event()

    def stop_and_go() -> None:
        while not done.is_set():
            for order in (signal.SIGSTOP, signal.SIGCONT):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(process, order)
                time.sleep(_SLICE)
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGCONT)

    thread = threading.Thread(target=stop_and_go, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
