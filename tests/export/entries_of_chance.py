"""Entries with everything a catalog can say, for round trips through other formats."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from schedule_strategies import DATES, closures, rules, zones

from directory.model import Resource

HOSTILE = [
    "=HYPERLINK(\"https://evil.example\")",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\uff1d1+1",
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "a\nBEGIN:VEVENT\nSUMMARY:x",
    "{{ 7 * 7 }} {% raw %}",
    "&lt;b&gt; &amp;amp;",
    "' OR 1=1 --",
    "‮desrever",
    "Ünïcødé 日本語 👩‍👩‍👧",
]  # fmt: skip
TEXTS = st.sampled_from(["Room 5", "Ring the bell.", "No, yes: 18:30 #1"]) | st.sampled_from(
    HOSTILE
)
_SLUGS = st.sampled_from(["open", "discussion", "women", "wheelchair", "step-study", "zz-top"])


def _maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


LOCATIONS = st.fixed_dictionaries(
    {"city": st.sampled_from(["Los Angeles", "Fairview"])},
    optional={
        "name": TEXTS,
        "address": st.sampled_from(["100 Main St", "7 Elm St"]),
        "region": st.just("CA"),
        "postal_code": st.sampled_from(["90012", "02139"]),
        "country": st.just("US"),
        "latitude": st.floats(-60, 60).map(lambda value: round(value, 5)),
        "longitude": st.floats(-170, 170).map(lambda value: round(value, 5)),
        "approximate": st.booleans(),
        "confidential": st.booleans(),
        "notes": TEXTS,
    },
)


@st.composite
def entries(draw: st.DrawFn, number: int) -> Resource:
    """One entry of any kind."""
    kind = draw(st.sampled_from(["meeting", "meeting", "housing", "food"]))
    entry = {
        "id": f"entry-{number}",
        "kind": kind,
        "fellowship": draw(_maybe(st.sampled_from(["aa", "na", "zz9"])))
        if kind == "meeting"
        else None,
        "name": draw(TEXTS),
        "organization": draw(_maybe(TEXTS)),
        "description": draw(_maybe(TEXTS)),
        "location": draw(_maybe(LOCATIONS)),
        "online": draw(
            _maybe(
                st.fixed_dictionaries(
                    {},
                    optional={
                        "url": st.just("https://example.org/j?a=1&b=2"),
                        "phone": st.just("+1 555 555 0100"),
                        "notes": TEXTS,
                    },
                ).filter(bool)
            )
        ),
        "timezone": draw(_maybe(zones)),
        "schedule": draw(st.lists(rules(), min_size=kind == "meeting", max_size=2)),
        "hours": draw(_maybe(st.sampled_from(["24/7", "Mo-Fr 09:00-17:00; PH off"]))),
        "by_appointment": draw(st.booleans()),
        "closed": draw(closures),
        "status": draw(st.sampled_from(["active", "active", "temporarily-closed", "closed"])),
        "types": draw(st.lists(_SLUGS, max_size=2, unique=True)),
        "serves": draw(st.lists(_SLUGS, max_size=2, unique=True)),
        "access": draw(st.lists(_SLUGS, max_size=2, unique=True)),
        "languages": draw(st.lists(st.sampled_from(["en", "es"]), max_size=2, unique=True)),
        "cost": draw(_maybe(st.sampled_from(["free", "paid"]))),
        "requirements": draw(_maybe(TEXTS)),
        "ages": draw(_maybe(st.just({"min": 18, "max": 24}))),
        "openings": draw(_maybe(st.just({"count": 2, "on": "2026-11-20", "note": "Upstairs"}))),
        "phone": draw(_maybe(st.just("+1 555 555 0101"))),
        "phones": draw(
            st.lists(
                st.just({"number": "+1 555 555 0102", "label": "Intake", "text": True}), max_size=1
            )
        ),
        "email": draw(_maybe(st.just("office@example.org"))),
        "website": draw(_maybe(st.just("https://example.org"))),
        "verified": draw(_maybe(st.just({"on": "2026-10-01", "by": "phone"}))),
        "updated": draw(_maybe(DATES.map(str))),
        "source": draw(_maybe(st.just("https://example.org/list?a=1"))),
        "source_id": draw(_maybe(st.just("4711"))),
    }
    kept = {key: value for key, value in entry.items() if value not in (None, [], {})}
    return Resource.model_validate(kept)


def many(most: int = 5) -> st.SearchStrategy[list[Resource]]:
    """Up to so many entries, each with its own id."""
    return st.integers(0, most).flatmap(
        lambda size: st.tuples(*(entries(number) for number in range(size))).map(list)
    )
