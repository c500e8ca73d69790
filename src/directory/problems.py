"""What is wrong with a catalog or a feed, and where."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in a catalog, with its place and the mend.

    `line` and `column` count from 1; both are 0 when the problem has no place in a file.
    """

    file: str
    line: int
    column: int
    path: str
    """Where in the data: `resources[3].location.postal_code`."""
    message: str
    """What is wrong, and what to write instead."""
    severity: Severity = "error"

    def named_from(self, folder: str) -> Problem:
        """The same problem with its files named from a folder; see `named_from`."""
        return replace(
            self,
            file=named_from(self.file, folder),
            message=named_from(self.message, folder),
        )

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.path}: {self.message}"


def named_from(text: str, folder: str) -> str:
    """A text in which the files of a folder are named from there.

    Visitors need not know where on its machine a catalog lies.
    """
    if folder in ("", ".", "/"):
        return text
    if text == folder:
        return PurePath(folder).name
    return text.replace(f"{folder.rstrip('/')}/", "")


class CatalogError(Exception):
    """A catalog cannot be read at all: no such file, not YAML, not a catalog.

    `problems` names every reason; the message is the first of them.
    """

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(str(problems[0]) if problems else "the catalog cannot be read")
        self.problems = problems
