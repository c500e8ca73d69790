"""Where a reader reports a change to an entry: an e-mail or a form, filled in as far as it can be.

Nothing is sent or stored here. The reader's own program opens with what the list says now, blanks
for what is wrong, and, for the people who keep the list, the beginning of a change file that
`directory apply` understands (docs/upkeep.md).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from directory.catalog.writer import write_value
from directory.model import Resource, Settings
from directory.render.links import address_line
from directory.render.view import View
from directory.schedule.words import rule_words
from directory.vocabulary import label as vocabulary_label
from directory.words import Words

LONGEST = 1_900
"""Characters of an address: mail programs and servers cut what is much longer."""
PLACEHOLDERS = ("id", "name", "link", "text", "lang")
"""What `{…}` in the address of a form stands for."""

_PLACEHOLDER = re.compile(r"\{([a-z]+)\}")
_FIELDS = ("schedule", "hours", "phone", "website", "cost", "requirements", "openings")
_PLACE_FIELDS = ("address", "city", "notes")
_LENGTHS = (300, 120, 60, 30)
"""How long a value may be, from the first try to the last."""


@dataclass(frozen=True, slots=True)
class Report:
    """A link to report a change, in the words of a page."""

    label: str
    href: str
    note: str
    """What a tap does."""
    external: bool
    """Whether it opens another site."""


def report(resource: Resource, view: View) -> Report | None:
    """Where to report a change to an entry; `None` when nobody is named who would read it.

    In a directory without `contact` that is the site which the entry comes from.
    """
    contact, say = view.settings.contact, view.words._
    if not contact:
        source = resource.source or ""
        if not source.startswith(("https://", "http://")):
            return None
        note = say("This opens the site that this entry comes from.")
        return Report(say("Report a change there"), source, note, True)
    label = say("Report a change")
    if _is_mail(contact):
        note = say("This opens your e-mail. What you send shows your e-mail address.")
        return Report(label, _fitted(resource, view, _mail), note, False)
    if not contact.startswith(("https://", "http://")):
        return Report(label, contact, "", False)
    note = say("This opens a form on another site.")
    return Report(label, _fitted(resource, view, _form), note, True)


def contact_link(settings: Settings) -> str | None:
    """Where a mistake in the directory as a whole is reported: a blank e-mail or form."""
    contact = settings.contact
    if contact is None:
        return None
    if _is_mail(contact):
        return _address(contact)
    return _PLACEHOLDER.sub(lambda found: "" if found[1] in PLACEHOLDERS else found[0], contact)


_Maker = Callable[[str, Mapping[str, str], Words], str]


def _fitted(resource: Resource, view: View, make: _Maker) -> str:
    """The link with all that is known of the entry, or with as much of it as fits."""
    contact = view.settings.contact or ""
    facts, fields = _facts(resource, view), _fields(resource)
    for longest in _LENGTHS:
        while True:
            values = _values(resource, view, facts, fields, longest)
            href = make(contact, values, view.words)
            if len(href) <= LONGEST:
                return href
            if longest != _LENGTHS[-1] or not (facts or fields):
                break
            # The fields say the same again, for another reader: they go first.
            (fields or facts).pop()
    return href


def _values(
    resource: Resource,
    view: View,
    facts: list[tuple[str, str]],
    fields: list[tuple[str, Any]],
    longest: int,
) -> dict[str, str]:
    """What the placeholders of a form stand for; an e-mail has the text."""
    say = view.words._
    name = _cut(resource.name, longest)
    link = f"{view.site}{view.base}/r/{resource.id}"
    lines = [say("What is wrong?"), "", "", say("What is right?"), "", ""]
    lines += [say("How do you know? (I went there, I called, I work there)"), "", ""]
    lines += [f"{name}", link]
    if facts:
        lines += ["", say("The list says now:")]
        lines += [f"- {label}: {_cut(text, longest)}" for label, text in facts]
    lines += ["", say("For the people who keep the list:")]
    lines += ["changes:", f"  - id: {resource.id}", "    set:"]
    lines += [f"      # {key}: {_whole(write_value(value), longest)}" for key, value in fields]
    text = "\r\n".join([*lines, ""])
    return {
        "id": resource.id,
        "name": name,
        "link": link,
        "text": text,
        "lang": view.language,
    }


def _facts(resource: Resource, view: View) -> list[tuple[str, str]]:
    """What the list says of an entry, each with its label; the most asked for comes first."""
    words, location = view.words, resource.location
    say = words._
    times = "; ".join(rule_words(rule, words) for rule in resource.schedule)
    found = [
        (say("Times"), times),
        (say("Hours"), resource.hours),
        (say("Place"), address_line(location) if location else None),
        (say("Phone"), resource.phone),
        (say("What you need"), resource.requirements),
        (say("Cost"), vocabulary_label("cost", resource.cost, words) if resource.cost else None),
        (say("Website"), resource.website),
    ]
    return [(label, text) for label, text in found if text]


def _fields(resource: Resource) -> list[tuple[str, Any]]:
    """What the catalog holds, by the names that a change file knows."""
    entry = resource.entry()
    place: Mapping[str, Any] = entry.get("location", {})
    found = [(key, entry[key]) for key in _FIELDS if key in entry]
    return found + [(f"location.{key}", place[key]) for key in _PLACE_FIELDS if key in place]


def _cut(text: str, longest: int) -> str:
    """A text on one line, so that nothing in it can pass for a line of its own."""
    line = " ".join(text.split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def _whole(text: str, longest: int) -> str:
    """A value as it is written in a catalog, or nothing: half of it could not be used."""
    return text if len(text) <= longest else ""


def _is_mail(contact: str) -> bool:
    return "@" in contact and "//" not in contact


def _address(contact: str) -> str:
    return f"mailto:{quote(contact, safe='@')}"


def _mail(contact: str, values: Mapping[str, str], words: Words) -> str:
    """RFC 6068: lines end with CRLF, spaces are %20."""
    subject = words._("Change to {name}", name=values["name"])
    body = _quoted(values["text"])
    return f"{_address(contact)}?subject={_quoted(subject)}&body={body}"


def _form(contact: str, values: Mapping[str, str], _: Words) -> str:
    """The address of a form with its placeholders filled; without any it stays as it is."""

    def filled(found: re.Match[str]) -> str:
        return _quoted(values[found[1]]) if found[1] in values else found[0]

    return _PLACEHOLDER.sub(filled, contact)


def _quoted(text: str) -> str:
    return quote(text, safe="", errors="replace")
