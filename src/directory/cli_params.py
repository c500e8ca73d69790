"""Values that the commands take: instants, dates, spans of time, time zones."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import click

from directory.model import check_zone
from directory.query import Period, parse_link
from directory.query.values import FIRST_YEAR, LAST_YEAR


class InstantParam(click.ParamType[Any]):
    """An ISO date and time, with or without a zone."""

    name = "instant"

    def convert(
        self, value: str | dt.datetime, param: click.Parameter | None, ctx: click.Context | None
    ) -> dt.datetime:
        """The instant; without a zone it is meant on the directory's clock."""
        if isinstance(value, dt.datetime):
            return value
        try:
            instant = dt.datetime.fromisoformat(value.strip())
        except ValueError:
            self.fail(f"{value!r} is not an instant; write it like 2026-11-24T18:30", param, ctx)
        if not FIRST_YEAR < instant.year < LAST_YEAR:
            self.fail(f"{value!r} is not between {FIRST_YEAR + 1} and {LAST_YEAR - 1}", param, ctx)
        return instant


class ZoneParam(click.ParamType[Any]):
    """The name of an IANA time zone."""

    name = "zone"

    def convert(
        self, value: str | ZoneInfo, param: click.Parameter | None, ctx: click.Context | None
    ) -> ZoneInfo:
        """The time zone."""
        if isinstance(value, ZoneInfo):
            return value
        try:
            return ZoneInfo(check_zone(value))
        except ValueError as error:
            self.fail(f"{value!r} {error}", param, ctx)


class DateParam(click.ParamType[Any]):
    """A date like 2026-11-24."""

    name = "date"

    def convert(
        self, value: str | dt.date, param: click.Parameter | None, ctx: click.Context | None
    ) -> dt.date:
        """The date."""
        if isinstance(value, dt.date):
            return value
        try:
            return dt.date.fromisoformat(value.strip())
        except ValueError:
            self.fail(f"{value!r} is not a date; write it like 2026-11-24", param, ctx)


class PeriodParam(click.ParamType[Any]):
    """A span of time as links write it: 90d, 6m, 1y."""

    name = "period"

    def convert(
        self, value: str | Period, param: click.Parameter | None, ctx: click.Context | None
    ) -> Period:
        """The span."""
        if isinstance(value, Period):
            return value
        if value.strip() in ("0", "0d"):
            return Period(0, "d")
        query, ignored = parse_link(f"verified={value.strip()}") if value.isalnum() else (None, ())
        if query is None or query.verified is None or ignored:
            self.fail(f"{value!r} is not a span of time; write it like 90d, 6m or 1y", param, ctx)
        return query.verified
