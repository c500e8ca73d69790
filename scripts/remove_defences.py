"""Prove that each defence has a test that fails without it: `make defences`.

Copies the project, and there takes out one defence of tests/security/defences.toml after the other,
runs its test, which must fail, and puts the defence back. Ends with 1 when a test passes all the
same, or fails for another reason than what it says (an import that is broken, a name that is gone).
Words after the command choose threats or parts of file names: `T5 guard.py`.
"""

from __future__ import annotations

import os
import queue
import re
import subprocess
import sys
import tempfile
import tomllib
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[1]
TABLE = ROOT / "tests" / "security" / "defences.toml"
WORKERS = 2
SECONDS = 240
"""How long one test may take; one that hangs without its defence has a shorter time."""
SECONDS_HANGING = 60
# What a removal breaks by accident; a test that fails so has proved nothing.
_ACCIDENTS = ("ImportError", "ModuleNotFoundError", "SyntaxError", "IndentationError", "NameError")


@dataclass(frozen=True, slots=True)
class Defence:
    """A defence, what stands in its place when it is removed, and the test that notices."""

    threat: str
    file: str
    snippet: str
    instead: str
    test: str
    hangs: bool = False
    """True: without the defence the test waits for ever, which counts as a failure."""
    together: list[list[str]] = field(default_factory=list)
    """Further snippets of the file, each with what is put in its place: defences that stand behind
    each other."""

    @property
    def changes(self) -> list[tuple[str, str]]:
        """Every snippet with what is put in its place."""
        return [(self.snippet, self.instead), *((old, new) for old, new in self.together)]


def read_table(file: Path = TABLE) -> list[Defence]:
    """All defences."""
    with file.open("rb") as opened:
        return [Defence(**row) for row in tomllib.load(opened)["defence"]]


def copy_project(to: Path) -> None:
    """The files that git knows or would take, as they are now."""
    names = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
    ).stdout.decode()
    for name in filter(None, names.split("\0")):
        source, target = ROOT / name, to / name
        if source.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(source.read_bytes())


def run(folder: Path, tests: Sequence[str], seconds: int = SECONDS) -> tuple[int | None, str]:
    """The exit code of these tests in a copy (`None`: it took too long), and why they failed."""
    report = folder / "report.xml"
    report.unlink(missing_ok=True)
    environment = os.environ | {"PYTHONPATH": str(folder / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "pytest", "-q", "-n0", "-x", "-p", "no:cacheprovider",
               f"--junitxml={report}", *tests]  # fmt: skip
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        code = process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, 9)
        process.wait()
        return None, "takes for ever"
    return code, _reason(report)


def _reason(report: Path) -> str:
    if not report.is_file():
        return "no report"
    for kind in ("failure", "error"):
        found = next(ET.parse(report).iter(kind), None)
        if found is not None:
            message = (found.get("message") or "").splitlines() or [""]
            return f"{'' if kind == 'failure' else 'error: '}{message[0]}"
    return ""


def noticed(defence: Defence, folder: Path) -> tuple[bool, str]:
    """Whether the test fails in this copy without the defence, and how."""
    file = folder / defence.file
    whole = file.read_bytes()
    text = whole.decode()
    for old, new in defence.changes:
        if text.count(old) != 1:
            return False, f"stands {text.count(old)} times in {defence.file}: {old[:60]!r}"
        text = text.replace(old, new)
    file.write_text(text, encoding="utf-8")
    try:
        code, reason = run(folder, [defence.test], SECONDS_HANGING if defence.hangs else SECONDS)
    finally:
        file.write_bytes(whole)
    if code is None:
        return defence.hangs, reason
    accident = re.match(rf"(?:error: )?(?:\w+\.)*({'|'.join(_ACCIDENTS)})\b", reason)
    fails = code == 1 and not reason.startswith("error: ") and accident is None
    return fails, reason if reason or code else "passes all the same"


def main(chosen: Sequence[str]) -> int:
    """Remove each defence once; gives what the program ends with."""
    defences = [
        defence
        for defence in read_table()
        if not chosen or any(word == defence.threat or word in defence.file for word in chosen)
    ]
    copies: queue.SimpleQueue[Path] = queue.SimpleQueue()
    with tempfile.TemporaryDirectory() as temporary:
        for number in range(WORKERS):
            copy_project(Path(temporary, str(number)))
            copies.put(Path(temporary, str(number)))
        here = Path(temporary, "0")
        where = subprocess.run(
            [sys.executable, "-c", "import directory; print(directory.__file__)"],
            cwd=here,
            env=os.environ | {"PYTHONPATH": str(here / "src")},
            check=True,
            capture_output=True,
            text=True,
        ).stdout.strip()
        if not Path(where).is_relative_to(here):
            print(f"the copy is not what would be tested, but {where}")
            return 1
        # By folder: each has a conftest of its own, which its tests import by that name.
        by_folder: dict[Path, set[str]] = {}
        for defence in defences:
            by_folder.setdefault(Path(defence.test.partition("::")[0]).parent, set()).add(
                defence.test
            )
        for folder, tests in by_folder.items():
            code, reason = run(here, sorted(tests), SECONDS * 4)
            if code != 0:
                print(f"{folder}: not all tests pass with every defence in its place: {reason}")
                return 1

        def one(defence: Defence) -> bool:
            folder = copies.get()
            try:
                fails, reason = noticed(defence, folder)
            finally:
                copies.put(folder)
            told = "noticed" if fails else "NOT NOTICED"
            shown = f"{defence.file}: {defence.snippet.strip().splitlines()[0][:50]}"
            print(f"{defence.threat:4} {told:12} {shown}", flush=True)
            print(f"     {defence.test.partition('::')[2] or defence.test}", flush=True)
            print(f"     {reason[:110]}", flush=True)
            return fails

        with ThreadPoolExecutor(WORKERS) as pool:
            results = list(pool.map(one, defences))
    print(f"{sum(results)} of {len(results)} removals are noticed by their test")
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
