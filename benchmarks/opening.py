"""Opening a catalog of 200,000 entries: read for the first time, after a change, and compiled.

Each opening runs in a process of its own and times `load` alone; the measure is reading the events
of the very same bytes with PyYAML's C parser, in a process of its own as well. They take turns.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from benchmarks.crowd import crowd
from benchmarks.figures import keep
from directory.catalog.writer import write_catalog

FILES = 8
EACH = 25_000
ROUNDS = 3
COLD, WARM = 1.5, 1.0
"""Targets: cold in times of the bare parser, warm in seconds."""

_OURS = """
import gc, json, resource, sys, time
from directory import load
from directory.places import gazetteer
gazetteer()
started = time.perf_counter()
snapshot = load(sys.argv[1])
taken = time.perf_counter() - started
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps([taken, len(snapshot), peak]))
"""
_BARE = """
import json, sys, time
from pathlib import Path
import yaml
texts = [path.read_bytes() for path in sorted(Path(sys.argv[1]).glob("*.yaml"))]
started = time.perf_counter()
count = sum(1 for text in texts for _ in yaml.parse(text, Loader=yaml.CLoader))
print(json.dumps([time.perf_counter() - started, count, 0]))
"""


def run() -> bool:
    """Measure and print; true when the targets are met."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _write(folder)
        size = sum(path.stat().st_size for path in folder.glob("*.yaml"))
        cache = folder / ".directory-cache"
        bare, cold, changed, warm = [], [], [], []
        for number in range(ROUNDS):
            bare.append(_timed(_BARE, folder))
            shutil.rmtree(cache, ignore_errors=True)
            cold.append(_timed(_OURS, folder))
            first = folder / "part-0.yaml"
            first.write_text(first.read_text(encoding="utf-8") + f"# {number}\n", encoding="utf-8")
            changed.append(_timed(_OURS, folder))
            warm.append(_timed(_OURS, folder))
        kept = next((cache / "compiled").glob("*.arrow")).stat().st_size
    parser = median(one[0] for one in bare)
    seconds = {"bare YAML events": parser}
    print(
        f"{int(cold[0][1]):,} entries, {FILES} files, {size / 1e6:.0f} MB; "
        f"bare YAML events {parser:.1f} s; compiled {kept / 1e6:.0f} MB"
    )
    for label, rounds in (("cold", cold), ("one file changed", changed), ("warm", warm)):
        taken = median(one[0] for one in rounds)
        peak = median(one[2] for one in rounds)
        seconds[label] = taken
        print(
            f"  {label}: {taken:.2f} s, {taken / parser:.2f} times the bare events, "
            f"{peak:.0f} MB at most in the process that serves"
        )
    keep("opening", {name: round(value, 3) for name, value in seconds.items()})
    return seconds["cold"] / parser <= COLD and seconds["warm"] <= WARM


def _write(folder: Path) -> None:
    """The same entries in every file, under ids of their own; the settings stand in the first."""
    made = crowd(EACH)
    text = write_catalog(made.settings, made.resources)
    bare = text[text.index("resources:") :]
    for number in range(FILES):
        own = re.sub(
            r"(?m)^(  - id: )(.*)$", rf"\g<1>f{number}-\g<2>", text if not number else bare
        )
        (folder / f"part-{number}.yaml").write_text(own, encoding="utf-8")


def _timed(script: str, folder: Path) -> list[float]:
    done = subprocess.run(
        [sys.executable, "-c", script, str(folder)], check=True, capture_output=True, text=True
    )
    found: list[float] = json.loads(done.stdout.splitlines()[-1])
    return found
