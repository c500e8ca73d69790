"""What became of every row of a feed: counts, and each repair and rejection with its reason."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

Action = Literal["repaired", "rejected"]


class FeedError(Exception):
    """A feed cannot be read at all; the message says what it looks like and what to do.

    What visitors may see is given in parts, so that it can be said in their language: `where` it
    is, a message marked with `N_`, and the values of its `{slots}`.
    """

    def __init__(self, message: str, /, *, where: str = "", **values: object) -> None:
        text = message.format(**values) if values else message
        super().__init__(f"{where}: {text}" if where else text)
        self.where = where
        self.message = message
        self.values = {name: str(value) for name, value in values.items()}


class RejectedRowError(Exception):
    """A row cannot become an entry; carries the reason and the value."""

    def __init__(self, reason: str, value: object = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.value = value


@dataclass(frozen=True, slots=True)
class RowProblem:
    """One thing that was wrong with a row, and what was done about it."""

    row: int
    """The row in the feed, from 1."""
    source_id: str
    """The row's own id there, or empty."""
    reason: str
    """What was wrong, in words that all rows with the same trouble share."""
    detail: str
    """The value it is about, or empty."""
    action: Action
    name: str = ""
    """What the row calls itself, or empty."""

    @property
    def problem(self) -> str:
        """The reason with the value it is about."""
        return f"{self.reason} ({self.detail})" if self.detail else self.reason


class RowNotes:
    """Collects what was repaired while one row is read."""

    def __init__(self, row: int, source_id: str = "", name: str = "") -> None:
        self.row = row
        self.source_id = source_id
        self.name = name
        self._repairs: list[tuple[str, str]] = []

    def repaired(self, reason: str, value: object = "") -> None:
        """Note a repair; `value` is shown shortened."""
        note = (reason, shorten(value))
        if note not in self._repairs:
            self._repairs.append(note)

    def problems(self) -> list[RowProblem]:
        """Every repair of the row, in the order in which it was made."""
        return [
            RowProblem(self.row, self.source_id, reason, detail, "repaired", self.name)
            for reason, detail in self._repairs
        ]

    def rejection(self, reason: str, value: object = "") -> RowProblem:
        """The row as left out, for one reason."""
        return RowProblem(self.row, self.source_id, reason, shorten(value), "rejected", self.name)


def shorten(value: object, limit: int = 120) -> str:
    """A value on one line, cut to `limit` characters."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    line = " ".join(text.encode("utf-8", "replace").decode("utf-8").split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


@dataclass(slots=True)
class Report:
    """The account of an import: read = imported + rejected."""

    read: int = 0
    imported: int = 0
    problems: list[RowProblem] = field(default_factory=list)

    @property
    def rejected(self) -> int:
        """How many rows were left out."""
        return self.read - self.imported

    @property
    def repaired(self) -> int:
        """How many imported rows had something mended."""
        left_out = {p.row for p in self.problems if p.action == "rejected"}
        return len({p.row for p in self.problems if p.action == "repaired"} - left_out)

    def accept(self, problems: Iterable[RowProblem] = ()) -> None:
        """Count one imported row, with its repairs."""
        self.read += 1
        self.imported += 1
        self.problems.extend(problems)

    def reject(self, problem: RowProblem) -> None:
        """Count one row that is left out."""
        self.read += 1
        self.problems.append(problem)

    def to_data(self) -> dict[str, Any]:
        """The report as plain data, in the shape of the `--report` file."""
        return {
            "read": self.read,
            "imported": self.imported,
            "repaired": self.repaired,
            "rejected": self.rejected,
            "problems": [
                {"row": p.row, "source_id": p.source_id, "problem": p.problem, "action": p.action}
                for p in self.problems
            ],
        }

    def to_json(self) -> str:
        """The report as JSON, with a final line break."""
        return json.dumps(self.to_data(), ensure_ascii=False, indent=2) + "\n"

    def to_text(self) -> str:
        """The report for a terminal: counts, then each reason with the rows it concerns."""
        lines = [
            f"{self.read} rows read, {self.imported} imported"
            f" ({self.repaired} of them repaired), {self.rejected} rejected."
        ]
        for action, heading in (("rejected", "Rejected"), ("repaired", "Repaired")):
            groups: dict[str, list[RowProblem]] = {}
            for problem in self.problems:
                if problem.action == action:
                    groups.setdefault(problem.reason, []).append(problem)
            if groups:
                lines += ["", f"{heading}:"]
            for reason, found in sorted(groups.items(), key=lambda item: -len(item[1])):
                lines.append(f"  {reason}: {len(found)}")
                lines += [f"    row {_place(p)}" for p in found[:_SHOWN]]
                if len(found) > _SHOWN:
                    lines.append(f"    and {len(found) - _SHOWN} more")
        return "\n".join(lines) + "\n"


_SHOWN = 10
"""Rows listed for one reason on a terminal; the JSON report lists all."""


def _place(problem: RowProblem) -> str:
    name = f" {problem.source_id}" if problem.source_id else ""
    return f"{problem.row}{name}" + (f": {problem.detail}" if problem.detail else "")
