"""What benchmarks measured, kept as JSON beside the plots that are drawn of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).with_name("measured")


def keep(name: str, figures: Any) -> None:
    """Keep the figures of one benchmark in place of those before."""
    FOLDER.mkdir(exist_ok=True)
    text = json.dumps(figures, indent=2, ensure_ascii=False)
    (FOLDER / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def kept(name: str) -> Any:
    """The figures of one benchmark; `None` where it never ran."""
    path = FOLDER / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None
