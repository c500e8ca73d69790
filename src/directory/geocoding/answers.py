"""What a map service answered, kept on disk so that it is never asked twice."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

FILE = "geocode.jsonl"


class CacheError(ValueError):
    """The cache cannot be used; says why."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A place as Nominatim describes it."""

    latitude: float
    longitude: float
    label: str
    rank: int
    """`place_rank`: 30 is a house, 26 and 27 a street, 16 a city
    (https://nominatim.org/release-docs/latest/customize/Ranking/)."""
    kind: str
    """`addresstype`: house, building, road, city, town, postcode …"""


class AnswerCache:
    """Answers by query: one JSON object a line, so that a run that is cut off loses nothing."""

    def __init__(self, folder: Path) -> None:
        """Read what is there. Raises `CacheError` when the folder cannot be used."""
        self._path = folder / FILE
        self._answers: dict[str, Answer | None] = {}
        try:
            folder.mkdir(parents=True, exist_ok=True)
            text = self._path.read_text("utf-8", "replace") if self._path.exists() else ""
        except OSError as error:
            raise CacheError(f"{folder}: cannot be used: {error.strerror or error}") from error
        self._whole = not text or text.endswith("\n")
        for line in text.splitlines():
            try:
                row = json.loads(line)
                found = row["answer"]
                self._answers[_key(row["query"])] = Answer(**found) if found else None
            except (ValueError, TypeError, KeyError, AttributeError):
                continue  # cut off while it was written: asked again

    def __contains__(self, query: Mapping[str, str]) -> bool:
        return _key(query) in self._answers

    def get(self, query: Mapping[str, str]) -> Answer | None:
        """The answer to a query; `None` also when the service knows no such place."""
        return self._answers.get(_key(query))

    def keep(self, query: Mapping[str, str], answer: Answer | None) -> None:
        """Write an answer down at once. Raises `CacheError` when that fails."""
        self._answers[_key(query)] = answer
        row = {"query": dict(query), "answer": asdict(answer) if answer else None}
        try:
            with self._path.open("a", encoding="utf-8") as file:
                line = json.dumps(row, ensure_ascii=False) + "\n"
                file.write(line if self._whole else "\n" + line)
        except OSError as error:
            raise CacheError(f"{self._path}: cannot be written: {error.strerror}") from error
        self._whole = True


def _key(query: Mapping[str, str]) -> str:
    return json.dumps({key: value.casefold() for key, value in query.items()}, sort_keys=True)
