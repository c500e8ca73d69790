"""nginx, three replicas and three places of snapshots on this machine, as deploy/ sets them up."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import pytest
from click.testing import CliRunner
from fleet_places import web_folder

from directory.cli import app
from directory.published import Manifest, shelf_of

ROOT = Path(__file__).parents[2]
CONF = ROOT / "deploy" / "nginx" / "directory.conf"
KEY = "a-key-for-tests"
_SESSIONS = re.compile(r"^active_sessions (\d+)", re.MULTILINE)


def nginx() -> str | None:
    """The program, where there is one."""
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")


@dataclass
class Replica:
    """One process of the app."""

    address: str
    """Where it takes its snapshots from."""
    port: int
    log: Path
    process: subprocess.Popen[bytes]

    def ask(self, path: str, **headers: str) -> tuple[int, str, str]:
        """The status of an answer, the snapshot that it names, its body; 0 for none."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                named = answer.headers.get("X-Snapshot", "")
                return answer.status, named, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, "", ""
        except OSError:
            return 0, "", ""

    @property
    def serves(self) -> str:
        """The checksum of the snapshot that it serves."""
        return self.ask("/healthz")[1]

    @property
    def pages(self) -> int:
        """How many pages it has open."""
        said = self.ask("/_stcore/metrics", authorization=f"Bearer {KEY}")[2]
        found = _SESSIONS.search(said)
        return int(found[1]) if found else 0


@dataclass
class Running:
    """A fleet."""

    url: str
    folder: Path
    shelves: list[str]
    """Where snapshots are published, in the order of the replicas."""
    replicas: list[Replica] = field(default_factory=list)

    def ended_or_serving(self) -> bool:
        """Whether there is nothing more to wait for."""
        ended = any(each.process.poll() is not None for each in self.replicas)
        return ended or all(each.serves for each in self.replicas)

    def compiled(self, name: str, more: str = "") -> Path:
        """The example catalog as a snapshot, with a file of further entries."""
        catalog = self.folder / name
        catalog.mkdir()
        shutil.copy(ROOT / "resources.yaml", catalog)
        if more:
            (catalog / "more.yaml").write_text(more)
        made = self.folder / f"{name}.arrow"
        _run("compile", str(catalog), "-o", str(made))
        return made

    def publish(self, made: Path) -> str:
        """Publish a snapshot in all places; its checksum."""
        for shelf in self.shelves:
            _run("publish", str(made), shelf)
        return Manifest.read(shelf_of(self.shelves[0]).manifest()).sha256

    def wait(self, done: Callable[[], bool], what: str, seconds: float = 60) -> float:
        """Ask again until something is so; the seconds that it took."""
        begun = time.monotonic()
        while not done():
            if time.monotonic() - begun > seconds:
                logs = "\n".join(each.log.read_text()[-1_500:] for each in self.replicas)
                pytest.fail(f"not so after {seconds} s: {what}\n{logs}")
            time.sleep(0.05)
        return time.monotonic() - begun

    @contextlib.contextmanager
    def asked_all_the_while(self) -> Iterator[list[tuple[int, float]]]:
        """Visitors at many addresses ask for lists through nginx; status and seconds of each."""
        answered: list[tuple[int, float]] = []
        over = threading.Event()
        host, port = self.url.removeprefix("http://").split(":")

        def ask() -> None:
            number = 0
            while not over.is_set():
                number += 1
                # Each from another address, so that every replica gets its share.
                connection = HTTPConnection(
                    host, int(port), 30, source_address=(f"127.0.1.{number % 200 + 1}", 0)
                )
                begun = time.monotonic()
                try:
                    connection.request("GET", f"/list?q=noon&page={number}")
                    status = connection.getresponse().status
                except (OSError, HTTPException):
                    status = 0
                finally:
                    connection.close()
                answered.append((status, time.monotonic() - begun))
                over.wait(0.05)

        thread = threading.Thread(target=ask)
        thread.start()
        try:
            yield answered
        finally:
            over.set()
            thread.join()


def _run(*words: str) -> None:
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0, done.output


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def adapted(folder: Path, port: int, replicas: list[int], conf: Path = CONF) -> Path:
    """The configuration of deploy/, with other ports and folders, and what stands around it."""
    text = conf.read_text()
    places = [("listen 8080;", f"listen 127.0.0.1:{port};"),
              ("/dev/shm/directory ", f"{folder}/kept ")]  # fmt: skip
    places += [
        (f"server app{n}:8501 ", f"server 127.0.0.1:{p} ") for n, p in enumerate(replicas, 1)
    ]
    for written, here in places:
        assert text.count(written) == 1, written
        text = text.replace(written, here)
    (folder / "directory.conf").write_text(text)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = " ".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    user = "user root;" if os.geteuid() == 0 else ""
    around = folder / "nginx.conf"
    around.write_text(
        f"{user} daemon off; worker_processes 1; pid {folder}/pid; error_log stderr emerg;\n"
        "events { worker_connections 512; }\n"
        f"http {{ {temporary} include {folder}/directory.conf; }}\n"
    )
    return around


@contextlib.contextmanager
def running(folder: Path) -> Iterator[Running]:
    """A fleet with a replica for each kind of place: a folder, a web server, S3."""
    shown = folder / "shown"
    shown.mkdir()
    with contextlib.ExitStack() as stack:
        web = stack.enter_context(web_folder(shown))
        bucket = "s3://county/fleet/"
        shelves = [f"file://{folder}/shared", str(shown), bucket]
        port = free_port()
        fleet = Running(f"http://127.0.0.1:{port}", folder, shelves)
        for number, address in enumerate((f"file://{folder}/shared", web.url, bucket)):
            fleet.replicas.append(stack.enter_context(_replica(folder, number, address)))
        # They start before there is anything to serve, as a fleet may.
        fleet.publish(fleet.compiled("first"))
        conf = adapted(folder, port, [each.port for each in fleet.replicas])
        proxy = subprocess.Popen([str(nginx()), "-c", str(conf), "-p", str(folder)])
        stack.callback(_end, proxy)
        fleet.wait(fleet.ended_or_serving, "all serve a snapshot", 120)
        fleet.wait(lambda: all(each.serves for each in fleet.replicas), "none has ended", 1)
        fleet.wait(lambda: proxy.poll() is not None or answers(port), "nginx answers")
        yield fleet


@contextlib.contextmanager
def _replica(folder: Path, number: int, address: str) -> Iterator[Replica]:
    port, log = free_port(), folder / f"log-{number}"
    settings = {
        "DIRECTORY_CATALOG": address,
        "DIRECTORY_CACHE": str(folder / f"machine-{number}"),
        "DIRECTORY_REFRESH": "1",
        "DIRECTORY_METRICS_KEY": KEY,
        "DIRECTORY_LIMIT_PAGES": "0",
    }
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "app.py",
             "--server.address", "127.0.0.1", "--server.port", str(port)],
            cwd=ROOT,
            env=os.environ | settings,
            stdout=out,
            stderr=subprocess.STDOUT,
        )  # fmt: skip
    try:
        yield Replica(address, port, log, process)
    finally:
        _end(process)


def answers(port: int) -> bool:
    """Whether somebody listens there."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
