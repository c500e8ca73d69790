"""One result as flat columns: what CSV rows and GeoJSON properties hold. Names never change."""

from __future__ import annotations

from typing import TypeAlias

from directory.model import Location, Online, Resource
from directory.schedule.words import rule_words
from directory.search import Hit
from directory.words import Words

Value: TypeAlias = str | float | int | bool | list[str] | None

COLUMNS = (
    "id", "kind", "fellowship", "name", "organization", "attend", "status",
    "next_start", "next_end", "schedule", "hours", "by_appointment", "closed", "timezone",
    "distance", "units", "latitude", "longitude", "approximate", "confidential",
    "place", "address", "city", "region", "postal_code", "country", "place_notes",
    "online_url", "online_phone", "online_notes",
    "types", "serves", "access", "languages", "cost", "requirements", "age_min", "age_max",
    "openings", "openings_on", "openings_note",
    "phone", "phones", "email", "website", "description",
    "verified_on", "verified_by", "updated", "source", "source_id", "transit",
)  # fmt: skip
"""The columns in their order. New ones come at the end."""


def record(hit: Hit, words: Words, zone: str) -> dict[str, Value]:
    """A result by column; what is not known is `None`, what there can be several of is a list.

    Codes are those of the catalog; only `schedule` is in words, of the language given. `zone` is
    that of entries that name none.
    """
    resource, upcoming = hit.resource, hit.next
    found: dict[str, Value] = {
        "id": resource.id,
        "kind": resource.kind.value,
        "fellowship": resource.fellowship,
        "name": resource.name,
        "organization": resource.organization,
        "attend": resource.attend.value if resource.attend else None,
        "status": resource.status.value,
        "next_start": upcoming.start.isoformat(timespec="seconds") if upcoming else None,
        "next_end": upcoming.end.isoformat(timespec="seconds")
        if upcoming and upcoming.end
        else None,
        "schedule": [rule_words(rule, words) for rule in resource.schedule],
        "hours": resource.hours,
        "by_appointment": resource.by_appointment,
        "closed": [f"{closure.from_}/{closure.last}" for closure in resource.closed],
        "timezone": resource.timezone or zone,
        "distance": hit.distance,
        "units": hit.units.value if hit.distance is not None else None,
        "latitude": hit.latitude,
        "longitude": hit.longitude,
    }
    found |= _where(resource.location or Location())
    online = resource.online or Online()
    found |= {
        "online_url": online.url,
        "online_phone": online.phone,
        "online_notes": online.notes,
        "types": list(resource.types),
        "serves": list(resource.serves),
        "access": list(resource.access),
        "languages": list(resource.languages),
        "cost": resource.cost.value if resource.cost else None,
        "requirements": resource.requirements,
    }
    return found | _rest(resource)


def _where(location: Location) -> dict[str, Value]:
    return {
        "approximate": location.approximate,
        "confidential": location.confidential,
        "place": location.name,
        "address": location.address,
        "city": location.city,
        "region": location.region,
        "postal_code": location.postal_code,
        "country": location.country,
        "place_notes": location.notes,
        "transit": list(location.transit),
    }


def _rest(resource: Resource) -> dict[str, Value]:
    ages, openings, verified = resource.ages, resource.openings, resource.verified
    return {
        "age_min": ages.min if ages else None,
        "age_max": ages.max if ages else None,
        "openings": openings.count if openings else None,
        "openings_on": openings.on.isoformat() if openings and openings.on else None,
        "openings_note": openings.note if openings else None,
        "phone": resource.phone,
        "phones": _numbers(resource),
        "email": resource.email,
        "website": resource.website,
        "description": resource.description,
        "verified_on": verified.on.isoformat() if verified else None,
        "verified_by": verified.by if verified else None,
        "updated": resource.updated.isoformat() if resource.updated else None,
        "source": resource.source,
        "source_id": resource.source_id,
    }


def _numbers(resource: Resource) -> list[str]:
    return [
        f"{line.number} ({line.label})" if line.label else line.number for line in resource.phones
    ]
