"""What the words and codes of HSDS feeds mean in the catalog: data.

HSDS leaves taxonomies to the publisher. Kinds are taken only from words and from codes of the 211
taxonomy (https://211taxonomy.org) that leave no doubt.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from babel import Locale
from babel.core import get_global

from directory.feeds import languages
from directory.feeds.text import slugify
from directory.model import Cost, Kind, Status

STATUSES: Mapping[str, Status] = {
    "active": Status.ACTIVE,
    "inactive": Status.CLOSED,
    "defunct": Status.CLOSED,
    "closed": Status.CLOSED,
    "temporarily closed": Status.TEMPORARILY_CLOSED,
}

ACCESS: Mapping[str, str] = {
    "cd": "large-print",
    "deaf_interpreter": "sign-language",
    "disabled_parking": "accessible-parking",
    "elevator": "elevator",
    "ramp": "wheelchair",
    "restroom": "wheelchair-bathroom",
    "tape_braille": "braille",
    "wheelchair": "wheelchair",
    "wheelchair_van": "wheelchair",
}
"""The codes that version 1 lists, and the access they mean."""
_ACCESS_WORDS: tuple[tuple[str, str], ...] = (
    (r"wheelchairs?", "wheelchair"),
    (r"accessible (?:rest|bath)rooms?|accessible toilets?", "wheelchair-bathroom"),
    (r"elevators?|(?:passenger|wheelchair) lifts?", "elevator"),
    (r"(?:accessible|handicap(?:ped)?|disabled) parking", "accessible-parking"),
    (r"(?:induction|hearing)[- ]loops?|t-coil", "hearing-loop"),
    (r"american sign language|\bASL\b", "asl"),
    (r"(?:british |bsl )?sign language|\bBSL\b", "sign-language"),
    (r"braille", "braille"),
    (r"large print", "large-print"),
    (r"service (?:animals|dogs)", "service-animals"),
)
_DENIED = re.compile(
    r"\b(?:no|not|without|non|isn't|aren't|inaccessible|lacks?|limited|cannot|can't|unavailable"
    r"|except|partial(?:ly)?|request|contact|call)\b",
    re.IGNORECASE,
)

TYPES: Mapping[str, str] = {
    "buprenorphine": "buprenorphine",
    "case-care-management": "case-management",
    "clothing-closet": "clothing",
    "clothing-closets": "clothing",
    "detoxification": "detox",
    "emergency-shelters": "emergency-shelter",
    "food-banks": "food-pantry",
    "food-bank": "food-pantry",
    "food-pantries": "food-pantry",
    "homeless-shelter": "emergency-shelter",
    "homeless-shelters": "emergency-shelter",
    "hot-meals": "meals",
    "job-search-placement": "job-search",
    "laundry-facilities": "laundry",
    "legal-services": "legal-aid",
    "mental-health-services": "mental-health",
    "needle-exchange": "syringe-services",
    "public-showers": "showers",
    "rental-assistance": "rent-help",
    "rent-payment-assistance": "rent-help",
    "soup-kitchen": "meals",
    "soup-kitchens": "meals",
    "sober-living-homes": "sober-living",
    "support-groups": "support-group",
    "transitional-housing": "transitional",
    "transitional-housing-shelter": "transitional",
}
"""Taxonomy terms that have a word of their own in the vocabulary; others are kept as they are."""

SERVES: Mapping[str, str] = {
    "children": "children",
    "deaf": "deaf",
    "deaf or hard of hearing": "deaf",
    "ex-offenders": "reentry",
    "families": "families",
    "homeless": "unhoused",
    "homeless people": "unhoused",
    "immigrants": "immigrants",
    "lgbtq": "lgbtq",
    "lgbtq+": "lgbtq",
    "low income": "low-income",
    "low-income": "low-income",
    "men": "men",
    "older adults": "seniors",
    "parents": "parents",
    "people experiencing homelessness": "unhoused",
    "pregnant women": "pregnant",
    "seniors": "seniors",
    "students": "students",
    "survivors of domestic violence": "survivors",
    "veterans": "veterans",
    "women": "women",
    "young adults": "young-adults",
    "youth": "youth",
}
"""An eligibility that is nothing but the name of a group."""

_KIND_WORDS: tuple[tuple[Kind, str], ...] = (
    (
        Kind.HOUSING,
        r"(?<!fair )housing|(?<!animal )shelters?|rent(?:al)? assistance|homeless(?:ness)?"
        r"|sober living|recovery residences?",
    ),
    (Kind.FOOD, r"food|meals|soup kitchens?|groceries|nutrition"),
    (
        Kind.EMPLOYMENT,
        r"employment|jobs?|workforce|careers?|r[eé]sum[eé]s?|vocational",
    ),
    (
        Kind.TREATMENT,
        r"substance (?:use|abuse)|addictions?|detox(?:ification)?|opioid|methadone|alcohol|drug"
        r" (?:treatment|rehab\w*)",
    ),
    (
        Kind.HEALTH,
        r"(?:mental |behavioral |public |community )?health|medical|dental|primary care"
        r"|immunizations?|vaccinations?|psychiatr\w+",
    ),
    (
        Kind.LEGAL,
        r"legal|lawyers?|attorneys?|law|expungements?|court",
    ),
    (Kind.TRANSPORT, r"transportation|bus pass(?:es)?|rides|paratransit"),
    (Kind.HELPLINE, r"hot\s?lines?|help\s?lines?|warm\s?lines?|crisis lines?"),
)
_KINDS = tuple((kind, re.compile(rf"(?i)\b(?:{words})\b")) for kind, words in _KIND_WORDS)
_CODE = re.compile(r"^([A-Z]{2})(?:-\d{4}(?:\.\d{4})?(?:-\d+)?)?$")
_CODE_KINDS: Mapping[str, Kind] = {
    "BD": Kind.FOOD, "BH": Kind.HOUSING, "BT": Kind.TRANSPORT, "FT": Kind.LEGAL,
    "LD": Kind.HEALTH, "LE": Kind.HEALTH, "LF": Kind.HEALTH, "LN": Kind.HEALTH,
    "LT": Kind.HEALTH, "LV": Kind.HEALTH, "ND": Kind.EMPLOYMENT, "RF": Kind.HEALTH,
    "RM": Kind.HEALTH, "RP": Kind.HEALTH, "RX": Kind.TREATMENT,
}  # fmt: skip
"""The first letters of codes of the 211 taxonomy."""

_FREE = re.compile(
    r"(?i)(?:free|no (?:cost|fees?|charge)|none|no fee required|free of charge"
    r"|(?:there (?:is|are) )?no (?:cost|fees?|charge)s?)"
    r"(?: (?:to|for) (?:all|everyone|anyone|eligible [\w/ ]{1,40}|the public))?[.!]?"
)
_SLIDING = re.compile(r"(?i)(?:on a )?sliding (?:fee )?scale\b[\w ,/()-]{0,60}[.!]?")
_PAID = re.compile(r"(?i)(?:flat|fixed) fee\b[\w ,/()-]{0,60}[.!]?|[$£€]\s?[1-9][\d.,]*[.!]?")


def kind_of(name: str, terms: Iterable[tuple[str, str]]) -> Kind:
    """The kind that a service's name and taxonomy terms (name and code) leave no doubt about."""
    pairs = list(terms)
    coded = {
        _CODE_KINDS[match[1]]
        for _, code in pairs
        if "-" in code and (match := _CODE.match(code)) and match[1] in _CODE_KINDS
    }
    if len(coded) == 1:
        return coded.pop()
    found = {
        kind
        for text in (name, *(term for term, _ in pairs))
        for kind, words in _KINDS
        if words.search(text)
    }
    return found.pop() if len(found) == 1 else Kind.OTHER


def access_of(text: str) -> list[str]:
    """The access that a text promises; a sentence with a "no" or an "ask first" promises none."""
    found: list[str] = []
    for sentence in re.split(r"[.;\n!?]+", text):
        code = ACCESS.get(sentence.strip().lower())
        if code:
            found.append(code)
        elif not _DENIED.search(sentence):
            found += [
                slug for words, slug in _ACCESS_WORDS if re.search(rf"(?i)(?:{words})", sentence)
            ]
    if "asl" in found and "sign-language" in found:
        found.remove("sign-language")
    return list(dict.fromkeys(found))


def type_of(term: str) -> str | None:
    """The slug of a taxonomy term."""
    slug = slugify(term)
    return TYPES.get(slug, slug) if slug else None


def cost_of(text: str) -> Cost | None:
    """What a text about fees leaves no doubt about."""
    plain = " ".join(text.split())
    if _FREE.fullmatch(plain):
        return Cost.FREE
    if _SLIDING.fullmatch(plain):
        return Cost.SLIDING_SCALE
    return Cost.PAID if _PAID.fullmatch(plain) else None


def language_code(text: str) -> str | None:
    """The ISO code of any language by its code (two or three letters) or name.

    A column of languages holds nothing else, so rare ones count too, unlike in free text.
    """
    folded = text.strip().lower()
    known = languages.language_code(text) or _language_names().get(folded)
    if known is None and re.fullmatch(r"[a-z]{2,3}(?:[-_][a-z0-9]{2,8})?", folded):
        head = re.split("[-_]", folded)[0]
        code = str(get_global("language_aliases").get(head, head))
        return code if code in _language_names().values() else None
    return known


@lru_cache(maxsize=1)
def _language_names() -> dict[str, str]:
    names = Locale("en").languages
    return {name.lower(): code for code, name in names.items() if re.fullmatch("[a-z]{2,3}", code)}
