"""The national crisis lines that stand in when a catalog names none."""

from __future__ import annotations

from directory.model import Helpline, Settings
from directory.words import N_, Words

_EMERGENCY = N_("When a life is in danger.")
_CHAT = N_("You can also chat on the web page.")
_SAMHSA = N_("For help with drinking, drugs or mental health. TTY: 1-800-487-4889.")

NATIONAL: dict[str, tuple[Helpline, ...]] = {
    # 988lifeline.org and samhsa.gov/find-help/helplines, read in 2026.
    "US": (
        Helpline(
            name=N_("988 Suicide & Crisis Lifeline"),
            phone="988",
            text="988",
            url="https://988lifeline.org",
            hours="24/7",
            languages=("en", "es"),
            notes=_CHAT,
        ),
        Helpline(
            name=N_("SAMHSA National Helpline"),
            phone="1-800-662-4357",
            url="https://www.samhsa.gov/find-help/helplines/national-helpline",
            hours="24/7",
            languages=("en", "es"),
            notes=_SAMHSA,
        ),
        Helpline(name="911", phone="911", hours="24/7", notes=_EMERGENCY),
    ),
    # 988.ca; the same number as in the US.
    "CA": (
        Helpline(
            name=N_("9-8-8 Suicide Crisis Helpline"),
            phone="988",
            text="988",
            url="https://988.ca",
            hours="24/7",
            languages=("en", "fr"),
        ),
        Helpline(name="911", phone="911", hours="24/7", notes=_EMERGENCY),
    ),
    # samaritans.org and nhs.uk: 116 123 is free from any phone; 999 for danger to life.
    "GB": (
        Helpline(
            name="Samaritans", phone="116 123", url="https://www.samaritans.org", hours="24/7"
        ),
        Helpline(name="999", phone="999", hours="24/7", notes=_EMERGENCY),
    ),
}


def helplines(settings: Settings) -> tuple[Helpline, ...]:
    """The catalog's own help lines, else those of its country, else those of the US."""
    if settings.helplines:
        return settings.helplines
    country = (settings.country or "US").upper()
    return NATIONAL.get({"UK": "GB"}.get(country, country), NATIONAL["US"])


def known(text: str, words: Words) -> str:
    """A help line's name or note in the reader's language, where it is one of those named here.

    A catalog's own text comes back as it is; most catalogs name the same national lines.
    """
    return words._(text) if text in _KNOWN else text


_KNOWN = frozenset(
    {
        N_("Emergency"),
        *(
            text
            for lines in NATIONAL.values()
            for line in lines
            for text in (line.name, line.notes)
        ),
    }
)
