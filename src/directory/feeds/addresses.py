"""Addresses written on one line, taken apart where that is certain."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from babel import Locale

US_STATES = {
    "AL": "Alabama", "AK": "Alaska", "AZ": "Arizona", "AR": "Arkansas", "CA": "California",
    "CO": "Colorado", "CT": "Connecticut", "DE": "Delaware", "DC": "District of Columbia",
    "FL": "Florida", "GA": "Georgia", "HI": "Hawaii", "ID": "Idaho", "IL": "Illinois",
    "IN": "Indiana", "IA": "Iowa", "KS": "Kansas", "KY": "Kentucky", "LA": "Louisiana",
    "ME": "Maine", "MD": "Maryland", "MA": "Massachusetts", "MI": "Michigan", "MN": "Minnesota",
    "MS": "Mississippi", "MO": "Missouri", "MT": "Montana", "NE": "Nebraska", "NV": "Nevada",
    "NH": "New Hampshire", "NJ": "New Jersey", "NM": "New Mexico", "NY": "New York",
    "NC": "North Carolina", "ND": "North Dakota", "OH": "Ohio", "OK": "Oklahoma", "OR": "Oregon",
    "PA": "Pennsylvania", "RI": "Rhode Island", "SC": "South Carolina", "SD": "South Dakota",
    "TN": "Tennessee", "TX": "Texas", "UT": "Utah", "VT": "Vermont", "VA": "Virginia",
    "WA": "Washington", "WV": "West Virginia", "WI": "Wisconsin", "WY": "Wyoming",
    "PR": "Puerto Rico", "VI": "Virgin Islands", "GU": "Guam",
}  # fmt: skip
PROVINCES = {
    "AB": "Alberta", "BC": "British Columbia", "MB": "Manitoba", "NB": "New Brunswick",
    "NL": "Newfoundland and Labrador", "NS": "Nova Scotia", "NT": "Northwest Territories",
    "NU": "Nunavut", "ON": "Ontario", "PE": "Prince Edward Island", "QC": "Quebec",
    "SK": "Saskatchewan", "YT": "Yukon",
}  # fmt: skip
ZERO_STATES = frozenset({"CT", "MA", "ME", "NH", "NJ", "RI", "VT", "PR", "VI"})
"""States whose ZIP codes begin with 0, which spreadsheets lose."""

_COUNTY_NAMES = """
bedfordshire berkshire buckinghamshire cambridgeshire cheshire cornwall cumbria derbyshire devon
dorset east_sussex essex gloucestershire hampshire herefordshire hertfordshire kent lancashire
leicestershire lincolnshire merseyside middlesex norfolk northamptonshire northumberland
north_yorkshire nottinghamshire oxfordshire rutland shropshire somerset south_yorkshire
staffordshire suffolk surrey tyne_and_wear warwickshire west_midlands west_sussex west_yorkshire
wiltshire worcestershire
"""
_COUNTIES = frozenset(name.replace("_", " ") for name in _COUNTY_NAMES.split())
_ZIP = r"\d{5}(?:-\d{4})?"
_CANADIAN = r"[ABCEGHJ-NPRSTVXY]\d[A-Z]\s?\d[A-Z]\d"
_BRITISH = r"(?:GIR\s?0AA|[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2})"
_NATIONS = {
    "usa": "US", "us": "US", "united states of america": "US",
    "uk": "GB", "great britain": "GB", "england": "GB", "scotland": "GB",
    "wales": "GB", "northern ireland": "GB", "republic of ireland": "IE", "éire": "IE",
    "the netherlands": "NL", "holland": "NL", "czech republic": "CZ", "deutschland": "DE",
    "españa": "ES", "méxico": "MX", "brasil": "BR", "italia": "IT", "österreich": "AT",
    "schweiz": "CH", "suisse": "CH", "turkey": "TR",
}  # fmt: skip
_AMBIGUOUS = frozenset({"georgia", "jersey"})


@dataclass(frozen=True, slots=True)
class Address:
    """The parts of an address that are certain."""

    address: str | None = None
    """Street and number; all that could not be taken apart."""
    city: str | None = None
    region: str | None = None
    postal_code: str | None = None
    country: str | None = None
    street: bool = False
    """True when it names more than a town, a postal code or a region."""


def country_code(name: str | None) -> str | None:
    """The ISO 3166-1 code of a country's English name or code; `None` when it is not known."""
    if not name:
        return None
    folded = " ".join(name.strip().lower().split())
    folded = folded if folded in _NATIONS else folded.replace(".", "")
    if folded in _NATIONS:
        return _NATIONS[folded]
    names = _countries()
    if folded.upper() in names.values():
        return folded.upper()
    return names.get(folded)


def state_code(name: str | None) -> str | None:
    """The two letters of a US state or Canadian province, from its name or letters."""
    if not name:
        return None
    folded = name.strip().strip(".").replace(".", "").lower()
    if folded.upper() in US_STATES or folded.upper() in PROVINCES:
        return folded.upper()
    return _regions().get(folded)


def read_postal_code(
    text: str | None, region: str | None, country: str | None
) -> tuple[str | None, str | None]:
    """A postal code as it was before a spreadsheet took it for a number, and what was wrong."""
    if text is None:
        return None, None
    text = text.removesuffix(".0") if re.fullmatch(r"\d+\.0", text) else text
    if country == "US" and region in ZERO_STATES and re.fullmatch(r"\d{3,4}", text):
        return text.zfill(5), "the postal code had lost its first zero"
    if country in ("US", "CA", "GB") and not re.search(r"\d", text):
        return None, "the postal code has no digit, and is left out"
    return text, None


def read_address(text: str) -> Address:
    """The parts of a one-line address: American, Canadian and British forms.

    What does not have such a form stays whole in `address`.
    """
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not parts:
        return Address()
    found = Address()
    nation = _country_of(parts[-1])
    if parts[-1] == "CA" and any(map(_in_canada, parts[-3:-1])):
        nation = "CA"  # not California
    if nation and len(parts) > 1:
        found = replace(found, country=nation)
        parts.pop()
    elif trailing := re.fullmatch(
        r"(.+\d)\s+(USA|United States|Canada|UK|United Kingdom)", parts[-1]
    ):
        found = replace(found, country=country_code(trailing[2]))
        parts[-1] = trailing[1]
    elif nation:
        return Address(country=nation)
    for reader in (_american, _canadian, _british):
        read = reader(list(parts), found)
        if read is not None:
            return read
    rest = ", ".join(parts)
    if found.country and len(parts) == 1 and not re.search(r"\d", rest):
        return replace(found, city=rest)
    if re.fullmatch(_ZIP, rest):
        return replace(found, postal_code=rest)
    door = re.sub(r"\s[A-Z]{2,3} \d{4}$", "", rest)  # "Perth, WA 6000" has a postal code alone
    return replace(found, address=rest, street=bool(re.search(r"\d", door)))


def _american(parts: list[str], found: Address) -> Address | None:
    if found.country not in (None, "US"):
        return None
    postal = None
    state = None
    match = re.fullmatch(rf"(?:(.*?)[\s.]+)?({_ZIP})", parts[-1])
    if match:
        postal = match[2]
        if match[1]:
            parts[-1] = match[1].strip()
        else:
            parts.pop()
    if parts:
        state = state_code(parts[-1])
        if not (found.country or postal) and parts[-1].lower() in _AMBIGUOUS:
            return None
        if state in US_STATES:
            parts.pop()
        elif postal and (tail := re.fullmatch(r"(.+?)[\s.]+([A-Z]{2})\.?", parts[-1])):
            state = tail[2] if tail[2] in US_STATES else None
            parts[-1] = tail[1] if state else parts[-1]
    if state not in US_STATES or (found.country is None and not postal and len(parts) != 1):
        return None
    return _street_and_city(parts, replace(found, region=state, postal_code=postal, country="US"))


def _canadian(parts: list[str], found: Address) -> Address | None:
    if found.country not in (None, "CA"):
        return None
    match = re.fullmatch(rf"(?:(.*?)\s+)?({_CANADIAN})", parts[-1], re.IGNORECASE)
    postal = match[2].upper() if match else None
    if match:
        if match[1]:
            parts[-1] = match[1].strip()
        else:
            parts.pop()
    province = state_code(parts[-1]) if parts else None
    if province not in PROVINCES:
        return None
    parts.pop()
    if postal and " " not in postal:
        postal = f"{postal[:3]} {postal[3:]}"
    return _street_and_city(
        parts, replace(found, region=province, postal_code=postal, country="CA")
    )


def _in_canada(part: str) -> bool:
    """True for a postal code or a province of Canada."""
    return bool(re.search(rf"(?:^|\s){_CANADIAN}$", part, re.IGNORECASE)) or (
        state_code(part) in PROVINCES
    )


def _british(parts: list[str], found: Address) -> Address | None:
    if found.country not in (None, "GB"):
        return None
    match = re.fullmatch(rf"(?:(.*?)\s+)?({_BRITISH})", parts[-1], re.IGNORECASE)
    if match is None:
        return None
    code = match[2].upper().replace(" ", "")
    found = replace(found, postal_code=f"{code[:-3]} {code[-3:]}", country="GB")
    if match[1]:
        parts[-1] = match[1].strip()
    else:
        parts.pop()
    if len(parts) > 1 and parts[-1].lower() in _COUNTIES:
        found = replace(found, region=parts.pop())
    return _street_and_city(parts, found)


def _street_and_city(parts: list[str], found: Address) -> Address:
    if not parts:
        return found
    if len(parts) == 1 and re.search(r"\d", parts[0]):
        # A street alone, or run together with its town: where one ends is not certain.
        return replace(found, address=parts[0], street=True)
    city = parts.pop()
    street = ", ".join(parts)
    return replace(found, city=city, address=street or None, street=bool(street))


def _country_of(part: str) -> str | None:
    # "Georgia" and "Jersey" are more often a state and a town; two letters are a state first.
    folded = part.strip().lower()
    if folded in _AMBIGUOUS or (len(folded) == 2 and folded not in ("us", "uk")):
        return None
    return None if state_code(part) else country_code(part)


@lru_cache(maxsize=1)
def _countries() -> dict[str, str]:
    names = Locale("en").territories
    return {name.lower(): code for code, name in names.items() if re.fullmatch("[A-Z]{2}", code)}


@lru_cache(maxsize=1)
def _regions() -> dict[str, str]:
    return {name.lower(): code for code, name in (PROVINCES | US_STATES).items()}
