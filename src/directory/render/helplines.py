"""The national crisis lines that stand in when a catalog names none."""

from __future__ import annotations

from directory.model import Helpline, Settings

NATIONAL: dict[str, tuple[Helpline, ...]] = {
    # 988lifeline.org and samhsa.gov/find-help/helplines, read in 2026.
    "US": (
        Helpline(
            name="988 Suicide & Crisis Lifeline",
            phone="988",
            text="988",
            url="https://988lifeline.org",
            hours="24/7",
            languages=("en", "es"),
        ),
        Helpline(
            name="SAMHSA National Helpline",
            phone="1-800-662-4357",
            url="https://www.samhsa.gov/find-help/helplines/national-helpline",
            hours="24/7",
            languages=("en", "es"),
            notes="TTY 1-800-487-4889",
        ),
        Helpline(name="911", phone="911", hours="24/7", notes="When a life is in danger"),
    ),
    # 988.ca; the same number as in the US.
    "CA": (
        Helpline(
            name="9-8-8 Suicide Crisis Helpline",
            phone="988",
            text="988",
            url="https://988.ca",
            hours="24/7",
            languages=("en", "fr"),
        ),
        Helpline(name="911", phone="911", hours="24/7", notes="When a life is in danger"),
    ),
    # samaritans.org and nhs.uk: 116 123 is free from any phone; 999 for danger to life.
    "GB": (
        Helpline(
            name="Samaritans", phone="116 123", url="https://www.samaritans.org", hours="24/7"
        ),
        Helpline(name="999", phone="999", hours="24/7", notes="When a life is in danger"),
    ),
}


def helplines(settings: Settings) -> tuple[Helpline, ...]:
    """The catalog's own help lines, else those of its country, else those of the US."""
    if settings.helplines:
        return settings.helplines
    country = (settings.country or "US").upper()
    return NATIONAL.get({"UK": "GB"}.get(country, country), NATIONAL["US"])
