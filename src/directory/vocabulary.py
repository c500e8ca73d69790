"""The words that entries are described with: slugs, their labels, colours and official pages.

A slug that is not here is kept and shown as it is written. Labels are messages: they are
translated where they are shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from directory import vocabulary_terms as known
from directory.words import N_, Words


@dataclass(frozen=True, slots=True)
class Term:
    """A word of a vocabulary."""

    slug: str
    label: str
    """What a reader sees, in English; look it up in the reader's language."""
    help: str = ""
    """What it means, in plain words, or empty."""


@dataclass(frozen=True, slots=True)
class Fellowship:
    """A fellowship that holds meetings."""

    slug: str
    label: str
    """Its common short name: AA."""
    name: str
    """Its own full name: Alcoholics Anonymous. Translated only to what it calls itself."""
    url: str
    """Its official page for finding a meeting."""


Vocabulary = Literal["kind", "type", "serves", "access", "cost", "attend"]


def _terms(*terms: tuple[str, str] | tuple[str, str, str]) -> Mapping[str, Term]:
    return {term[0]: Term(*term) for term in terms}


KINDS = _terms(
    ("meeting", N_("Meeting")),
    ("recovery-center", N_("Recovery center")),
    ("housing", N_("Housing")),
    ("employment", N_("Jobs")),
    ("treatment", N_("Treatment")),
    ("health", N_("Health care")),
    ("food", N_("Food")),
    ("transport", N_("Rides")),
    ("legal", N_("Legal help")),
    ("helpline", N_("Help line")),
    ("other", N_("Other")),
)
ATTEND = _terms(
    ("in-person", N_("In person")),
    ("online", N_("Online")),
    ("hybrid", N_("In person and online")),
)
COSTS = _terms(
    ("free", N_("Free")),
    ("sliding-scale", N_("Pay what you can")),
    ("insurance", N_("Takes insurance")),
    ("paid", N_("Costs money")),
    ("varies", N_("Cost varies")),
)
TYPES: Mapping[str, Term] = _terms(*known.MEETING_TYPES, *known.SERVICE_TYPES)
SERVES: Mapping[str, Term] = _terms(*known.SERVES)
ACCESS: Mapping[str, Term] = _terms(*known.ACCESS)

FELLOWSHIPS: Mapping[str, Fellowship] = {row[0]: Fellowship(*row) for row in known.FELLOWSHIPS}

_ALL: Mapping[Vocabulary, Mapping[str, Term]] = {
    "kind": KINDS,
    "type": TYPES,
    "serves": SERVES,
    "access": ACCESS,
    "cost": COSTS,
    "attend": ATTEND,
}


def label(vocabulary: Vocabulary, slug: str, words: Words) -> str:
    """What a reader sees for a slug; an unknown one is shown as words: step-study, Step study."""
    term = _ALL[vocabulary].get(slug)
    if term is None:
        return slug.replace("-", " ").capitalize()
    return words._(_SHOWN.get((vocabulary, slug), term.label))


# Beside a time, "Closed" alone would say that nobody is there.
_SHOWN: Mapping[tuple[str, str], str] = {("type", "closed"): N_("Closed meeting")}


def fellowship_label(slug: str) -> str:
    """The short name of a fellowship; an unknown slug in capitals when short, else as words."""
    known = FELLOWSHIPS.get(slug)
    if known is not None:
        return known.label
    return slug.upper() if len(slug) <= 4 else slug.replace("-", " ").title()
