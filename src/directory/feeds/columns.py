"""Which column of a list is what, by its name or by what the operator says of it."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import yaml

from directory.feeds.column_names import IGNORED, NAMES
from directory.feeds.report import FeedError, shorten

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY_PARTS = {
    "open": "start", "opens": "start", "start": "start", "from": "start", "opening": "start",
    "start time": "start", "open time": "start", "close": "end", "closes": "end", "end": "end",
    "to": "end", "closing": "end", "end time": "end", "close time": "end", "hours": "",
    "time": "", "times": "", "schedule": "", "hours of operation": "",
}  # fmt: skip
# Words before a column's name that say of whom it is, which the list as a whole says as well.
_OWNER_WORDS = """
meeting group program service resource facility provider agency site organization public primary
main the our location venue business
"""
_OWNERS = frozenset(_OWNER_WORDS.split())
_SERVICES = frozenset({"name", "services", "program", "types"})
_DETAILS = frozenset({"description", "when", "hours", "day", "time", "start", "phone", "cost"})


@dataclass(frozen=True, slots=True)
class Column:
    """A column that is understood."""

    index: int
    """Where it stands, from 0."""
    header: str
    """Its name, as it is written."""
    target: str
    """What it is: one of the words that begin a line of `NAMES`."""
    number: int = 0
    """The 2 of "Phone 2"; 0 without one."""
    part: str = ""
    """`start` or `end` for the opening and closing time of a weekday."""


@dataclass(frozen=True, slots=True)
class Columns:
    """What the columns of a table are."""

    known: tuple[Column, ...]
    unknown: tuple[str, ...]
    """Names that nobody understands."""
    ignored: tuple[str, ...]
    """Names of what is left out on purpose: people, money."""

    def has(self, *targets: str) -> bool:
        """True when any column is one of these."""
        return any(column.target in targets for column in self.known)

    @property
    def services(self) -> tuple[int, ...]:
        """The numbers of services that stand in one row, each with columns of its own."""
        named = {c.number for c in self.known if c.number and c.target in _SERVICES}
        detailed = {c.number for c in self.known if c.number and c.target in _DETAILS}
        both = tuple(sorted(named & detailed))
        return both if len(both) > 1 else ()


class Cells:
    """One row, by what its cells are."""

    def __init__(
        self, columns: Sequence[Column], row: Sequence[str], service: int | None = None
    ) -> None:
        self._service = service
        self._cells = [
            (column, text)
            for column in columns
            if (text := row[column.index].strip())
            and (service is None or column.number in (0, service))
        ]
        if service is not None:  # what belongs to the service comes before what all share
            self._cells.sort(key=lambda cell: cell[0].number != service)

    def get(self, target: str, number: int | None = None) -> str | None:
        """The first filled cell of a kind."""
        return next((text for _, text in self.all(target, number)), None)

    def all(self, target: str, number: int | None = None) -> Iterator[tuple[Column, str]]:
        """The filled cells of a kind, with their columns."""
        for column, text in self._cells:
            if column.target == target and number in (None, column.number):
                yield column, text

    def own(self, target: str) -> str | None:
        """The cell that belongs to the one service of this row alone."""
        return self.get(target, self._service) if self._service is not None else None

    def numbers(self, *targets: str) -> list[int]:
        """The numbers of the filled cells of these kinds, in order."""
        return sorted({column.number for column, _ in self._cells if column.target in targets})


def is_known(header: str) -> bool:
    """True for the name of a column, whether it is used or left out on purpose."""
    return _find(header) is not None


def recognize(headers: Sequence[str], mapping: Mapping[str, str]) -> Columns:
    """What the columns are; `mapping` (a column's name to what it is) goes before all names.

    Raises `FeedError` when the mapping speaks of a column that is not there, or of no known kind.
    """
    given = {normal(header): _target(header, target) for header, target in mapping.items()}
    names = {normal(header) for header in headers}
    for header in mapping:
        if normal(header) not in names:
            raise FeedError(f"columns: there is no column “{header}”; there are: {listed(headers)}")
    known: list[Column] = []
    unknown: list[str] = []
    ignored: list[str] = []
    for index, header in enumerate(headers):
        plain = normal(header)
        found = (given[plain], 0, "") if plain in given else _find(header)
        if found is None and plain == "open" and names & {"close", "closes"}:
            found = ("start", 0, "")  # alone, it may ask whether a meeting is open
        if found is None:
            unknown += [header] if plain else []
        elif found[0] == IGNORED:
            ignored.append(header)
        else:
            known.append(Column(index, header, *found))
    return Columns(tuple(known), tuple(unknown), tuple(ignored))


def read_mapping(text: str) -> dict[str, str]:
    """Which column is what: "Their title=name,Their times=when", or a YAML or JSON mapping.

    Raises `FeedError` when it is neither.
    """
    if re.match(r"[^=\n]*:(?:\s|$)|\s*\{", text):
        try:
            found = yaml.safe_load(text)
        except (yaml.YAMLError, RecursionError, ValueError):
            found = None
        if not isinstance(found, dict):
            raise FeedError("columns: the file is no mapping; write lines like Their title: name")
        return {str(header): str(target or "") for header, target in found.items()}
    mapping: dict[str, str] = {}
    rest = text.strip()
    while rest:
        # The name of a column may have a comma in it, what it is has none.
        match = re.match(r"([^=\n]+)=([^,\n]*)(?:,|\n|$)\s*", rest)
        if match is None:
            raise FeedError(f"columns: {shorten(rest, 60)}: write it like Their title=name")
        mapping[match[1].strip()] = match[2].strip()
        rest = rest[match.end() :]
    return mapping


def listed(headers: Sequence[str]) -> str:
    """The names of columns for a message."""
    return shorten(", ".join(header for header in headers if header) or "none", 300)


@lru_cache(maxsize=4096)
def normal(header: str) -> str:
    """A column's name in lower case, without accents and signs."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", header) if not unicodedata.combining(c))
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z][a-z])", " ", bare).lower().replace("e-mail", "email")
    return " ".join(re.sub(r"[^a-z0-9]+", " ", spaced).split())


def _target(header: str, target: str) -> str:
    plain = normal(target)
    if plain in ("", "none", "skip"):
        return IGNORED
    found = plain.replace(" ", "_")
    if found in _targets():
        return found
    by_name = _names().get(plain)
    if by_name:
        return by_name
    near = difflib.get_close_matches(found, _targets(), 1)
    hint = f"; did you mean {near[0]}?" if near else ""
    raise FeedError(
        f"columns: {header}={target}: is no known kind of column{hint}"
        f" Known: {', '.join(_targets())}"
    )


@lru_cache(maxsize=4096)
def _find(header: str) -> tuple[str, int, str] | None:
    plain = normal(header)
    if not plain or len(plain) > 60:
        return None
    exact = _plain_target(plain)
    if exact:
        return exact, 0, ""
    if match := re.fullmatch(r"(.+?) ?#?(\d{1,2})(?: (.+))?", plain):
        base = _find(" ".join(part for part in (match[1], match[3]) if part))
        return (base[0], int(match[2]), base[2]) if base and not base[1] else None
    first, _, rest = plain.partition(" ")
    day = _names().get(first)
    if day in WEEK and rest in _DAY_PARTS:
        return day, 0, _DAY_PARTS[rest]
    return None


def _plain_target(plain: str) -> str | None:
    names = _names()
    if plain in names:
        return names[plain]
    first, _, rest = plain.partition(" ")
    if first in _OWNERS and rest in names:
        return names[rest]
    return _joined().get(plain.replace(" ", ""))


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    found: dict[str, str] = {}
    for line in re.sub(r"\n +", " ", NAMES.strip()).splitlines():
        target, _, names = line.partition(":")
        for name in (target.replace("_", " "), *names.split(",")):
            if name.strip():
                found.setdefault(name.strip(), target)
    return found


@lru_cache(maxsize=1)
def _joined() -> dict[str, str]:
    return {name.replace(" ", ""): target for name, target in reversed(_names().items())}


@lru_cache(maxsize=1)
def _targets() -> tuple[str, ...]:
    return tuple(dict.fromkeys(_names().values()))
