"""Addresses that a reader's device opens: calls, texts, maps, join links."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

from directory.model import Helpline, Location, Resource
from directory.render.helplines import known
from directory.words import Words


@dataclass(frozen=True, slots=True)
class Action:
    """Something to do: a link with its words."""

    label: str
    href: str
    icon: str = ""
    external: bool = False
    """True: it leaves this site, and opens beside it."""
    go: bool = False
    """True: it is another view of this page."""
    note: str = ""
    of: str = ""
    """Whose it is, said to those who do not see the card around it."""


def telephone(number: str) -> str:
    """The `tel:` address of a number as people write it, an extension included."""
    main, _, extension = re.sub(r"(?i)\s*(?:ext\.?|x|#)\s*(\d+)\s*$", r"|\1", number).partition("|")
    digits = re.sub(r"\D", "", main)
    plus = "+" if main.strip().startswith("+") else ""
    return f"tel:{plus}{digits}" + (f";ext={extension}" if extension else "")


def message(number: str) -> str:
    """The `sms:` address of a number; a word to send follows the number ("HOME to 741741")."""
    word = re.search(r"(?i)\b([A-Z]{2,12})\s+to\s+(\+?[\d ().-]{3,})", number)
    if word:
        return f"sms:{re.sub(r'[^+0-9]', '', word[2])}?body={quote(word[1])}"
    plus = "+" if number.strip().startswith("+") else ""
    return f"sms:{plus}{re.sub(r'[^0-9]', '', number)}"


def helpline_links(lines: tuple[Helpline, ...], words: Words) -> list[Action]:
    """One tap to each help line: call, and text where it takes messages."""
    links = []
    for line in lines:
        if line.phone:
            short = line.name if len(line.name) <= 12 else line.name.split()[0]
            label = words._("Call {number}", number=line.phone)
            if short != line.phone:
                name = known(short, words)
                label = words._("Call {name} {number}", name=name, number=line.phone)
            links.append(Action(label, telephone(line.phone)))
        if line.text:
            links.append(Action(words._("Text {number}", number=line.text), message(line.text)))
    return links


def call(resource: Resource, words: Words) -> Action | None:
    """Call the resource's main number."""
    number = resource.phone or next((line.number for line in resource.phones), None)
    if number is None:
        return None
    return Action(words._("Call"), telephone(number), "phone", of=resource.name)


def join(resource: Resource, words: Words) -> Action | None:
    """Join the meeting from anywhere: its link, else its number."""
    online = resource.online
    if online is None:
        return None
    if online.url:
        return Action(words._("Join online"), online.url, "join", True, of=resource.name)
    if online.phone:
        return Action(words._("Join by phone"), telephone(online.phone), "phone", of=resource.name)
    return None


def address_line(location: Location, *, with_name: bool = True) -> str:
    """A location in one line: Community Church, 100 Main St, Los Angeles, CA 90012."""
    parts = [location.name if with_name else None, location.address, location.city]
    tail = " ".join(part for part in (location.region, location.postal_code) if part)
    return ", ".join(part for part in (*parts, tail) if part)


def directions(resource: Resource, words: Words) -> list[Action]:
    """Ways to a door in map apps; none to a place that is a town, or private."""
    location = resource.location
    if location is None or location.confidential or location.approximate:
        return []
    text = quote(address_line(location, with_name=location.address is None), safe="")
    if location.latitude is not None and location.longitude is not None:
        point = f"{location.latitude:.5f},{location.longitude:.5f}"
        label = quote(location.name or resource.name, safe="")
        return [
            Action(words._("Map app"), f"geo:{point}?q={point}({label})", "way"),
            Action(
                "Apple Maps", f"https://maps.apple.com/?daddr={text or point}", "way", external=True
            ),
            Action(
                "Google Maps",
                f"https://www.google.com/maps/dir/?api=1&destination={text or point}",
                "way",
                external=True,
            ),
        ]
    if not location.address:
        return []
    return [
        Action(words._("Map app"), f"geo:0,0?q={text}", "way"),
        Action("Apple Maps", f"https://maps.apple.com/?daddr={text}", "way", external=True),
        Action(
            "Google Maps",
            f"https://www.google.com/maps/dir/?api=1&destination={text}",
            "way",
            external=True,
        ),
    ]
