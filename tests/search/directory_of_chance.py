"""Random directories and queries, and a slow search that follows the contract word by word.

Nothing here uses the program's own search, index or timetable. All its zones keep the same time
the whole year; the tests of schedules look at clock changes.
"""

from __future__ import annotations

import datetime as dt
import math
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from directory.catalog.files import Catalog
from directory.model import Attend, Kind, Resource, Settings, Status, Unit
from directory.places import Place
from directory.query import Distance, Period, Query
from directory.snapshot import Snapshot, build_snapshot

TOWNS = {
    ("Fairview", "CA"): (34.05, -118.25),
    ("Milltown", "CA"): (34.15, -118.45),
}
POSTAL = {"90012": (34.06, -118.24)}
WEEK = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
BANDS = {
    "morning": (240, 720),
    "midday": (660, 1020),
    "evening": (960, 1260),
    "night": (1200, 1740),
}


class Towns:
    """A gazetteer of two towns and one postal code."""

    def find(self, text: str, *, country: str | None = None, near: object = None) -> Place | None:
        point = POSTAL.get(text) or {f"{c}, {r}": p for (c, r), p in TOWNS.items()}.get(text)
        return Place(text, *point, "city", "US", "CA", True, text) if point else None

    def locate(
        self,
        *,
        city: str | None = None,
        region: str | None = None,
        postal_code: str | None = None,
        country: str | None = None,
    ) -> tuple[float, float] | None:
        return POSTAL.get(postal_code or "") or TOWNS.get((city or "", region or ""))


def snapshot_of(*resources: dict[str, Any] | Resource, **settings: Any) -> Snapshot:
    """A small directory; entries are given as in a catalog."""
    made = tuple(
        one if isinstance(one, Resource) else Resource.model_validate({"kind": "other", **one})
        for one in resources
    )
    settings = {"timezone": "America/Phoenix", "country": "US", **settings}
    catalog = Catalog(
        settings=Settings.model_validate(settings),
        sources=(),
        resources=made,
        problems=(),
        origins=tuple(("catalog.yaml", line) for line in range(1, len(made) + 1)),
    )
    return build_snapshot(catalog, Towns())  # type: ignore[arg-type]  # as much as search needs


def _maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


_LOCATIONS = st.sampled_from(
    [
        {"latitude": 34.05, "longitude": -118.25, "city": "Fairview", "region": "CA"},
        {"latitude": 34.052, "longitude": -118.243, "name": "Elm Hall"},
        {"latitude": 34.3, "longitude": -118.0, "address": "100 Main St"},
        {"latitude": 35.2, "longitude": -118.0},
        {"latitude": -34.0, "longitude": 179.9},
        {"latitude": 34.1, "longitude": -118.3, "approximate": True},
        {"city": "Milltown", "region": "CA"},
        {"postal_code": "90012"},
        {"city": "Nowhere", "region": "CA"},
        {"city": "Fairview", "region": "CA", "confidential": True},
    ]
)
_CLOCKS = st.sampled_from(["06:00", "11:30", "12:30", "18:00", "19:00", "20:30", "23:30", "00:15"])
_RULES = st.fixed_dictionaries(
    {
        "days": st.lists(st.sampled_from(WEEK), min_size=1, max_size=3, unique=True),
        "start": _CLOCKS,
    },
    optional={"end": _CLOCKS},
)
_TYPES = st.lists(st.sampled_from(["open", "discussion", "step-study"]), max_size=2, unique=True)


@st.composite
def resources(draw: st.DrawFn, number: int) -> Resource:
    """One entry."""
    kind = draw(st.sampled_from(["meeting", "meeting", "housing", "food"]))
    entry = {
        "id": f"entry-{number}",
        "kind": kind,
        "name": draw(
            st.sampled_from(["Élan", "Elan", "big book", "Zebra", "Ärger", "Monday Steps"])
        ),
        "fellowship": draw(_maybe(st.sampled_from(["aa", "na", "zz9"]))),
        "location": draw(_maybe(_LOCATIONS)),
        "online": draw(_maybe(st.sampled_from([{"url": "https://example.org/j"}, {"notes": "x"}]))),
        "timezone": draw(_maybe(st.sampled_from(["Asia/Kolkata", "Asia/Tokyo"]))),
        "schedule": draw(st.lists(_RULES, min_size=kind == "meeting", max_size=2)),
        "status": draw(
            st.sampled_from(["active", "active", "active", "temporarily-closed", "closed"])
        ),
        "types": draw(_TYPES),
        "serves": draw(st.lists(st.sampled_from(["women", "youth"]), max_size=2, unique=True)),
        "access": draw(st.lists(st.just("wheelchair"), max_size=1)),
        "languages": draw(
            st.lists(st.sampled_from(["en", "es", "pt-BR"]), max_size=2, unique=True)
        ),
        "cost": draw(_maybe(st.sampled_from(["free", "paid"]))),
        "description": draw(_maybe(st.sampled_from(["Big Book study", "café talk", "steps"]))),
        "verified": draw(
            _maybe(
                st.sampled_from(
                    [{"on": f"{day}-01"} for day in ("2026-11", "2026-06", "2020-01", "2199-01")]
                )
            )
        ),
    }
    return Resource.model_validate({key: value for key, value in entry.items() if value})


def directories() -> st.SearchStrategy[Snapshot]:
    """Up to ten entries."""
    return (
        st.integers(0, 10)
        .flatmap(lambda size: st.tuples(*(resources(number) for number in range(size))))
        .map(lambda made: snapshot_of(*made))
    )


def _some(*values: Any) -> st.SearchStrategy[Any]:
    return st.lists(st.sampled_from(values), max_size=2).map(tuple)


def _rarely(strategy: st.SearchStrategy[Any], default: Any) -> st.SearchStrategy[Any]:
    return st.one_of(st.just(default), st.just(default), st.just(default), strategy)


def queries() -> st.SearchStrategy[Query]:
    """Queries with a few filters each."""
    return st.builds(
        Query,
        q=_rarely(st.sampled_from(["elan", "BIG", "st", '"big book"', "cafe", "nosuchword"]), None),
        near=_maybe(st.sampled_from(["90012", "Fairview, CA", "34.05,-118.25", "Atlantis"])),
        within=_maybe(
            st.builds(Distance, st.sampled_from([1.0, 10.0, 55.5, 500.0]), st.sampled_from(Unit))
        ),
        kind=_rarely(_some(Kind.MEETING, Kind.HOUSING, Kind.LEGAL), ()),
        fellowship=_rarely(_some("aa", "na", "nope"), ()),
        day=_rarely(_some(*WEEK, "weekdays", "weekend", "today", "tomorrow"), ()),
        time=_rarely(_some(*BANDS), ()),
        from_=_rarely(st.sampled_from([dt.time(18), dt.time(0)]), None),
        to=_rarely(st.sampled_from([dt.time(12, 30), dt.time(0), dt.time(18)]), None),
        when=_rarely(_some("now", "soon"), ()),
        attend=_rarely(_some(*Attend), ()),
        type=_rarely(_some("open", "discussion"), ()),
        serves=_rarely(_some("women", "youth"), ()),
        access=_rarely(_some("wheelchair"), ()),
        language=_rarely(_some("en", "es", "pt", "en-US"), ()),
        cost=_rarely(_some("free", "paid"), ()),
        verified=_rarely(st.sampled_from([Period(30, "d"), Period(1, "y")]), None),
        id=_rarely(_some("entry-3", "entry-0", "entry-99"), ()),
        sort=st.sampled_from([None, "soonest", "name"]),
        clock=st.sampled_from([None, None, "mine"]),
    )


@dataclass(frozen=True)
class Found:
    """What the slow search says of one entry."""

    id: str
    distance_km: float | None
    next: dt.datetime | None
    """The start of its next session."""


def slow_search(
    snapshot: Snapshot, query: Query, at: dt.datetime, reader: ZoneInfo | None
) -> list[Found]:
    """The contract, one entry after the other."""
    zone = reader if query.clock == "mine" else None
    origin = _origin(query.near)
    by_id = {resource.id: resource for resource in snapshot.resources}
    if query.id:
        chosen = [by_id[id] for id in query.id if id in by_id]
        return [
            Found(one.id, _distance(one, origin), _next(snapshot, one, Query(), at, None))
            for one in chosen
        ]
    found = []
    for one in snapshot.resources:
        distance = _distance(one, origin)
        if not _passes(snapshot, one, query, at, origin, distance):
            continue
        upcoming = _next(snapshot, one, query, at, zone)
        timed = query.day or query.time or query.when or query.from_ or query.to
        if upcoming is None and timed:
            continue
        found.append((one, Found(one.id, distance, upcoming)))

    def order(pair: tuple[Resource, Found]) -> tuple[Any, ...]:
        one, hit = pair
        key: float = 0.0
        if query.order == "nearest" and origin:
            key = math.inf if hit.distance_km is None else round(hit.distance_km, 9)
        elif query.order != "name":
            key = max(hit.next, at).timestamp() if hit.next else math.inf
        shut = one.status is Status.TEMPORARILY_CLOSED and one.attend is not Attend.ONLINE
        return shut, key, _folded(one.name), one.id

    return [hit for _, hit in sorted(found, key=order)]


def _passes(
    snapshot: Snapshot,
    one: Resource,
    query: Query,
    at: dt.datetime,
    origin: tuple[float, float] | None,
    distance: float | None,
) -> bool:
    if one.status is Status.CLOSED:
        return False
    if origin:
        settings = snapshot.settings
        radius = (query.within or Distance(settings.radius, settings.units)).km
        online = one.attend is Attend.ONLINE and Attend.ONLINE in query.attend
        if not online and (distance is None or distance > radius):
            return False
    languages = {code.split("-")[0] for code in one.languages or snapshot.settings.languages}
    ways = {one.attend} | (set(Attend) if one.attend is Attend.HYBRID else set())
    any_of = [
        (query.kind, {one.kind}),
        (query.fellowship, {one.fellowship} if one.kind is Kind.MEETING else set()),
        (query.attend, ways),
        (tuple(code.split("-")[0] for code in query.language), languages),
        (query.cost, {one.cost}),
    ]
    all_of = [(query.type, one.types), (query.serves, one.serves), (query.access, one.access)]
    if any(wanted and not set(wanted) & has for wanted, has in any_of):
        return False
    if any(not set(wanted) <= set(has) for wanted, has in all_of):
        return False
    if query.verified:
        years = query.verified.unit == "y"
        today = at.astimezone(ZoneInfo(snapshot.settings.timezone)).date()
        since = today.replace(year=today.year - 1) if years else today - dt.timedelta(days=30)
        tomorrow = today + dt.timedelta(days=1)
        if one.verified is None or not since <= one.verified.on <= tomorrow:
            return False
    return not query.q or _has_word(one, query.q)


def _has_word(one: Resource, text: str) -> bool:
    place = one.location
    fields = [one.name, one.description or "", *one.types, (one.fellowship or "")]
    if place:
        fields += [place.name or "", place.address or "", place.city or "", place.region or ""]
    fields = [_folded(field).replace("-", " ") for field in fields]
    # Labels of the vocabulary are searched too.
    fields += ["open to all" if "open" in one.types else ""]
    if text.startswith('"'):
        phrase = text.strip('"').split()
        return any(
            phrase == words[at : at + len(phrase)]
            for words in map(str.split, fields)
            for at in range(len(words))
        )
    return any(word.startswith(_folded(text)) for field in fields for word in field.split())


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in plain if not unicodedata.combining(char))


def _origin(near: str | None) -> tuple[float, float] | None:
    if near == "34.05,-118.25":
        return 34.05, -118.25
    place = Towns().find(near) if near else None
    return (place.latitude, place.longitude) if place else None


def _distance(one: Resource, origin: tuple[float, float] | None) -> float | None:
    place = one.location
    if origin is None or place is None or one.attend is Attend.ONLINE:
        return None
    point: tuple[float, float] | None
    if place.latitude is not None and place.longitude is not None:
        point = (place.latitude, place.longitude)
    else:
        point = Towns().locate(city=place.city, region=place.region, postal_code=place.postal_code)
    if point is None:
        return None
    (lat1, lng1), (lat2, lng2) = (tuple(map(math.radians, pair)) for pair in (origin, point))
    half = (
        math.sin((lat2 - lat1) / 2) ** 2
        + math.cos(lat1) * math.cos(lat2) * math.sin((lng2 - lng1) / 2) ** 2
    )
    return 2 * 6371.0088 * math.asin(min(1, math.sqrt(half)))


def _next(
    snapshot: Snapshot, one: Resource, query: Query, at: dt.datetime, reader: ZoneInfo | None
) -> dt.datetime | None:
    if not one.runs:
        return None
    home = ZoneInfo(one.timezone or snapshot.settings.timezone)
    clock = reader or home
    admitted = [
        start
        for start, end in sessions_of(one, home, at)
        if end > at and admits(query, start, at, clock)
    ]
    return min(admitted, default=None)


def sessions_of(
    one: Resource, home: ZoneInfo, at: dt.datetime
) -> Iterator[tuple[dt.datetime, dt.datetime]]:
    """The sessions of an entry around an instant: starts and ends in UTC."""
    first = at.astimezone(home).date() - dt.timedelta(days=2)
    for offset in range(18):
        date = first + dt.timedelta(days=offset)
        for rule in one.schedule:
            if any(day.number == date.weekday() for day in rule.days):
                start = dt.datetime.combine(date, rule.start, home)
                end = start + dt.timedelta(minutes=rule.minutes)
                yield start.astimezone(dt.UTC), end.astimezone(dt.UTC)


def admits(query: Query, start: dt.datetime, at: dt.datetime, clock: ZoneInfo) -> bool:
    """Whether the time filters admit a session that is not over, read on a clock."""
    local = start.astimezone(clock)
    ahead = (local.date() - at.astimezone(clock).date()).days
    names = {WEEK[local.weekday()], "weekend" if local.weekday() > 4 else "weekdays"}
    names |= {0: {"today"}, 1: {"tomorrow"}}.get(ahead, set())
    names |= {"today"} if start <= at else set()
    if query.day and not names & set(query.day):
        return False
    minute = local.hour * 60 + local.minute
    spans = [BANDS[name] for name in query.time]
    if spans and not any(a <= m < b for a, b in spans for m in (minute, minute + 1440)):
        return False
    if query.from_ is not None or query.to is not None:
        low = query.from_.hour * 60 + query.from_.minute if query.from_ else 0
        high = query.to.hour * 60 + query.to.minute if query.to else 0
        high = high if high > low else high + 1440
        if not any(low <= m < high for m in (minute, minute + 1440)):
            return False
    hour = dt.timedelta(hours=1)
    moments = {
        "now": start <= at,
        "soon": at - hour / 6 <= start <= at + 2 * hour,
    }
    return not query.when or any(moments[name] for name in query.when)
