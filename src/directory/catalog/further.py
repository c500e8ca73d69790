"""What is wrong with a value beyond its form: hours without sense, links that ask for nothing."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from directory.catalog import mends
from directory.model import Helpline, Model, Resource, Settings


def further_problem(model: type[Model], key: str, value: Any) -> str | None:
    """What is wrong with a value beyond its form, with the mend; `None` when nothing is."""
    if key == "hours" and model in (Resource, Helpline):
        return _hours_problem(value)
    if key == "holidays" and model is Settings:
        from directory.schedule.holidays import holidays_problem

        return holidays_problem(value)
    return None


@lru_cache(maxsize=4096)
def _hours_problem(value: str) -> str | None:
    # Imported when first needed: a catalog without opening hours loads without their library.
    from directory.schedule.hours import hours_problem

    return hours_problem(value)


def link_problems(link: str) -> list[str]:
    """What of a link has no effect, each with the mend."""
    # Imported when first needed: few catalogs have saved views.
    from directory.query import Query, parse_link

    query, ignored = parse_link(link)
    problems = [
        f"{mends.quoted(f'{one.parameter}={one.value}')} {one.reason}; mend it or take it out"
        for one in ignored
    ]
    if query == Query() and not problems:
        problems.append(
            "asks for nothing; write the part of an address after the `?`, "
            "like kind=meeting&day=today"
        )
    return problems
