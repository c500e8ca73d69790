"""A PostgreSQL of the tests' own: in a folder that is taken away, on a port that was free."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path
from typing import Any

QUICK = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "64MB",
    "max_connections": "60",
    "timezone": "UTC",
    "log_min_messages": "fatal",
}


def programs() -> Path | None:
    """The folder of PostgreSQL's programs, where PostGIS is there as well."""
    for share in sorted(Path("/usr/share/postgresql").glob("*"), reverse=True):
        found = Path("/usr/lib/postgresql", share.name, "bin")
        if (share / "extension/postgis.control").exists() and (found / "initdb").exists():
            return found
    if config := shutil.which("pg_config"):

        def ask(what: str) -> Path:
            return Path(subprocess.check_output([config, what], text=True).strip())

        if (ask("--sharedir") / "extension/postgis.control").exists():
            return ask("--bindir")
    return None


class Cluster:
    """A server that runs until `remove`."""

    def __init__(self, bin: Path) -> None:
        self._bin = bin
        self._folder = Path(tempfile.mkdtemp(prefix="directory-postgres-"))
        self._user = _somebody()
        self.data = self._folder / "data"
        if self._user:
            shutil.chown(self._folder, self._user)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        how = ("-U", "owner", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        self._run("initdb", "-D", self.data, *how)
        settings = QUICK | {
            "port": str(self.port),
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": str(self._folder),
        }
        with (self.data / "postgresql.conf").open("a") as file:
            file.writelines(f"{key} = '{value}'\n" for key, value in settings.items())
        with (self.data / "pg_hba.conf").open("w") as file:
            file.write("host guarded all 127.0.0.1/32 scram-sha-256\n")
            file.write("host all all 127.0.0.1/32 trust\n")
        self.start()

    def address(self, database: str, user: str = "owner") -> str:
        """The address of a database."""
        return f"postgresql://{user}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self._run("pg_ctl", "-D", self.data, "-w", "-l", self._folder / "log", "start")

    def stop(self) -> None:
        """Stop it at once; every connection is cut."""
        self._run("pg_ctl", "-D", self.data, "-w", "-m", "immediate", "stop")

    def remove(self) -> None:
        """Stop it, and take its folder away."""
        if (self.data / "postmaster.pid").exists():
            self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _run(self, program: str, *arguments: str | Path) -> None:
        who: dict[str, Any] = {}
        if self._user:
            # It refuses to run as root.
            group = pwd.getpwnam(self._user).pw_gid
            who = {"user": self._user, "group": group, "extra_groups": []}
        with (self._folder / "said").open("w+") as said:
            # Not a pipe: the server that one of them leaves running would hold it open.
            done = subprocess.run(
                [self._bin / program, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                cwd=self._folder,
                **who,
            )
            if done.returncode:
                said.seek(0)
                raise RuntimeError(f"{program}: {said.read()}")


def _somebody() -> str | None:
    """Whom to run it as instead of root; `None`: as who one is."""
    if os.geteuid() != 0:
        return None
    names = {one.pw_name for one in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"
