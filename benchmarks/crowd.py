"""A directory of 100,000 entries with the shape of real feeds, the same on every run."""

from __future__ import annotations

import numpy as np

from directory.catalog.files import Catalog
from directory.model import Resource, Settings

SEED = 20261124
METROS = 120
"""Cities the entries lie around; a few hold most of them, as in life."""
_NAMES = (
    "serenity sunrise steps hope courage candlelight noon happy hour grapevine freedom unity "
    "promises gratitude daily reprieve primary purpose early birds night owls women men young "
    "people big book study discussion newcomers welcome home group last call open door saint "
    "mark church hall center community recovery house living sober time circle river valley"
)
_FORMATS = (
    "open closed discussion speaker big-book step-study beginners literature meditation "
    "candlelight lgbtq temporary birthday tradition"
)
_SERVES = ("women", "men", "lgbtq", "youth")
_WORDS, _TYPES = _NAMES.split(), _FORMATS.split()
_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_HOURS = {
    6: 0.04,
    7: 0.08,
    8: 0.05,
    10: 0.06,
    12: 0.16,
    17: 0.1,
    18: 0.14,
    19: 0.24,
    20: 0.1,
    22: 0.03,
}
_ZONES = ("America/Los_Angeles", "America/Denver", "America/Chicago", "America/New_York")


def crowd(size: int = 100_000, *, city: bool = False) -> Catalog:
    """`size` entries over a continent, or (`city`) all within some miles of one middle."""
    chance = np.random.default_rng(SEED)
    # The same first two draws as in `middle`.
    middles = np.column_stack((chance.uniform(29, 48, METROS), chance.uniform(-122, -71, METROS)))
    share = 1 / np.arange(1, METROS + 1)
    metro = chance.choice(METROS, size, p=share / share.sum()) * (not city)
    points = middles[metro] + chance.normal(0, 0.04 if city else 0.25, (size, 2))
    # Evenings are full, mornings and noons well visited, the small hours empty.
    hours = chance.choice(list(_HOURS), size, p=list(_HOURS.values()))
    minutes = chance.choice([0, 15, 30, 45], size, p=[0.6, 0.05, 0.32, 0.03])
    words = chance.integers(0, len(_WORDS), (size, 14))
    kinds = chance.choice(["meeting", "meeting", "meeting", "housing", "food"], size)
    lasting = chance.choice([0, 60, 75, 90], size, p=[0.3, 0.45, 0.05, 0.2])
    resources = []
    for at in range(size):
        said = [_WORDS[word] for word in words[at]]
        place = int(metro[at])
        entry: dict[str, object] = {
            "id": f"entry-{at}",
            "kind": str(kinds[at]),
            "name": " ".join(said[:3]).title(),
            "description": " ".join(said[3:]) if at % 3 == 0 else None,
            "location": {
                "name": f"{said[3].title()} Hall",
                "address": f"{at % 9000 + 1} {said[4].title()} St",
                "city": f"City {place}",
                "region": "ST",
                "latitude": round(float(points[at, 0]), 5),
                "longitude": round(float(points[at, 1]), 5),
            },
            "timezone": _ZONES[0] if city else _ZONES[place % len(_ZONES)],
            "types": [_TYPES[at % 14], _TYPES[(at * 7 + 3) % 14]],
            "serves": [_SERVES[at % 11]] if at % 11 < len(_SERVES) else None,
            "access": ["wheelchair"] if at % 4 == 1 else None,
            "languages": ["es"] if at % 13 == 6 else None,
            "cost": "free" if at % 5 == 2 else None,
            "verified": {"on": f"2026-{at % 10 + 1:02}-15"} if at % 3 == 1 else None,
            "status": {17: "closed", 59: "temporarily-closed"}.get(at % 100),
        }
        if kinds[at] == "meeting":
            begins, lasts = int(hours[at] * 60 + minutes[at]), int(lasting[at])
            rule: dict[str, object] = {
                "days": list(_WEEK) if at % 20 == 0 else [_WEEK[at % 7]],
                "start": _clock(begins),
            }
            if lasts:
                rule["end"] = _clock(begins + lasts)
            if at % 25 == 3:
                rule["weeks"] = [at % 4 + 1]
            if at % 50 == 7:
                entry["closed"] = [{"from": f"2026-12-{at % 28 + 1:02}"}]
            entry |= {"fellowship": ("aa", "na", "smart")[at % 3], "schedule": [rule]}
            if at % 5 == 0:
                entry["online"] = {"url": "https://example.org/join"}
            if at % 10 == 5:
                entry["location"] = None
        else:
            entry["hours"] = ("Mo-Fr 09:00-17:00", "24/7", "Mo-Sa 08:00-20:00; PH off")[at % 3]
        resources.append(
            Resource.model_validate({key: value for key, value in entry.items() if value})
        )
    return Catalog(
        settings=Settings(name="Crowd", timezone=_ZONES[0], country="US"),
        sources=(),
        resources=tuple(resources),
        problems=(),
        origins=tuple(("crowd.yaml", at) for at in range(size)),
    )


def _clock(minute: int) -> str:
    return f"{minute // 60 % 24:02}:{minute % 60:02}"


def middle() -> str:
    """The middle of the largest city, as a link has it."""
    chance = np.random.default_rng(SEED)
    latitudes, longitudes = chance.uniform(29, 48, METROS), chance.uniform(-122, -71, METROS)
    return f"{latitudes[0]:.3f},{longitudes[0]:.3f}"
