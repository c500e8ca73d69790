"""What occurs in a catalog, worked out once for all visitors, and of what kind each entry is."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import numpy as np

from directory.index.columns import Columns
from directory.index.tags import Entries
from directory.model import Attend, Kind
from directory.render.pins import KINDS, Codes

_TWO_WAYS = (Attend.IN_PERSON.value, Attend.ONLINE.value)


@lru_cache(maxsize=2)
def kind_codes(columns: Columns) -> Codes:
    """The position in `KINDS` of each entry's kind."""
    codes = np.zeros(len(columns.listed), np.int8)
    for number, kind in enumerate(KINDS):
        codes[columns.tags["kind"].any_of((kind,))] = number
    codes.flags.writeable = False
    return codes


def kinds_among(columns: Columns, entries: Entries) -> list[Kind]:
    """The kinds that occur among some entries, in their usual order."""
    counts = np.bincount(kind_codes(columns)[entries], minlength=len(KINDS))
    return [Kind(kind) for kind, count in zip(KINDS, counts.tolist(), strict=True) if count]


@lru_cache(maxsize=2)
def occurring(columns: Columns) -> dict[str, frozenset[str]]:
    """By parameter, the options that some entry has: others are not offered."""
    tags = columns.tags
    ways = tags["attend"].counts()
    hybrid = ways.get(Attend.HYBRID.value, 0)
    # Who meets both ways is found by either: of one way is who is not hybrid as well.
    attend = {code for code, count in ways.items() if code not in _TWO_WAYS or count > hybrid}
    return {
        "kind": frozenset(tags["kind"].codes),
        "attend": frozenset(attend),
        "cost": frozenset(tags["cost"].codes),
    }


def counted(columns: Columns, entries: Entries) -> Iterable[tuple[Kind, int]]:
    """How many of some entries are of each kind that the catalog has."""
    all_of = np.bincount(kind_codes(columns), minlength=len(KINDS)).tolist()
    some = np.bincount(kind_codes(columns)[entries], minlength=len(KINDS)).tolist()
    return (
        (Kind(kind), here) for kind, here, there in zip(KINDS, some, all_of, strict=True) if there
    )
