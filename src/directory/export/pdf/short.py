"""An entry of a booklet: a few short lines, with letters for what a meeting is like."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from directory.export.pdf.entry import foreign, said
from directory.export.pdf.flow import Block
from directory.export.pdf.lines import Line, Run, paragraph
from directory.export.pdf.wanted import Job
from directory.export.phrases import where_line
from directory.feeds.tsml_codes import codes
from directory.model import Attend, Location, Resource
from directory.render.cards import kind_words
from directory.search import Hit
from directory.vocabulary import Vocabulary, fellowship_label, label

_FIELDS: tuple[tuple[str, Vocabulary], ...] = (
    ("types", "type"),
    ("serves", "serves"),
    ("access", "access"),
)
_LONGEST = 160
"""Characters of a remark."""


@dataclass(frozen=True, slots=True)
class Said:
    """The time of an entry in its place of the booklet."""

    lead: str
    """Before the name: 7-8 PM."""
    all: str = ""
    """Below it: all of its times, or what is not weekly about this one."""


@lru_cache(maxsize=1)
def short_codes() -> Mapping[tuple[str, str], str]:
    """The letters for a slug: (field, slug) to a code, as printed lists of AA write them."""
    found: dict[tuple[str, str], str] = {}
    for code in codes("aa").values():
        field, slug = code.meaning[0]
        if field != "languages":
            found.setdefault((field, slug), code.code)
    return found


def entry_codes(resource: Resource) -> dict[tuple[str, str], str]:
    """The codes of an entry, by what they stand for."""
    known = short_codes()
    slugs = [(field, slug) for field, _ in _FIELDS for slug in getattr(resource, field)]
    return {pair: known[pair] for pair in slugs if pair in known}


def code_words(pair: tuple[str, str], job: Job) -> str:
    """What a code stands for, in words."""
    field, slug = pair
    return label(dict(_FIELDS)[field], slug, job.words)


def short_block(
    hit: Hit,
    when: Said,
    job: Job,
    size: float,
    wide: float,
    *,
    named: bool,
    section: str,
    number: Run | None = None,
) -> Block:
    """The block of an entry; `named`: its fellowship or kind is told; `number`: on the map."""
    resource = hit.resource
    name = [number] if number else []
    if when.lead:
        name.append(Run(f"{when.lead}  ", bold=True))
    name.append(Run(hit.name, bold=True))
    tags = list(entry_codes(resource).values())
    if named:
        tags.insert(0, _kind(resource, job))
    if tags:
        name.append(Run(f"  {', '.join(tags)}"))
    lines: list[Line] = paragraph(name, size, wide, most=3)
    for runs in _facts(hit, when, job):
        lines += paragraph(runs, size, wide, indent=1.5, most=5)
    return Block(tuple(lines), before=size * 0.11, section=section)


def _kind(resource: Resource, job: Job) -> str:
    if resource.fellowship:
        return fellowship_label(resource.fellowship)
    return kind_words(resource, job.words)


def _facts(hit: Hit, when: Said, job: Job) -> Iterator[list[Run | str]]:
    resource, say = hit.resource, job.words._
    if when.all:
        yield [when.all]
    place = _place(resource, hit, job)
    if place:
        yield [place]
    if resource.attend in (Attend.ONLINE, Attend.HYBRID):
        yield _online(resource, job)
    known = short_codes()
    spelled = [
        label(vocabulary, slug, job.words)
        for field, vocabulary in _FIELDS
        for slug in getattr(resource, field)
        if (field, slug) not in known
    ]
    if resource.cost and not resource.fellowship:
        spelled.append(label("cost", resource.cost, job.words))
    spelled += foreign(resource, job)
    if spelled:
        yield [", ".join(spelled)]
    if resource.requirements:
        yield [_clipped(resource.requirements)]
    numbers = [resource.phone, *(line.number for line in resource.phones)]
    text = ", ".join(number for number in numbers if number)
    if text:
        phone = say("Phone:")
        yield [f"{phone} {text}"]
    note = job.paper.notes.get(hit.id, "")
    if note:
        yield said(say("Note:"), note)


def _place(resource: Resource, hit: Hit, job: Job) -> str:
    """Building, street and town; a private or rough place as everywhere else."""
    location = resource.location or Location()
    if location.confidential or location.approximate:
        return where_line(hit, job.words)
    parts = [location.name, location.address, location.city]
    text = ", ".join(part for part in parts if part)
    return f"{text}. {_clipped(location.notes)}" if location.notes else text


def _online(resource: Resource, job: Job) -> list[Run | str]:
    online = resource.online
    runs: list[Run | str] = [
        Run(f"{label('attend', resource.attend or '', job.words)}: ", bold=True)
    ]
    parts = []
    if online and online.url:
        parts.append(_typed(online.url))
    if online and online.phone:
        parts.append(online.phone)
    if online and online.notes:
        parts.append(_clipped(online.notes))
    return [*runs, Run(" · ".join(parts), link=online.url or "" if online else "")]


def _typed(url: str) -> str:
    """An address as one types it: a meeting of Zoom is found without the password in its query."""
    text = url.partition("://")[2] or url
    host = text.partition("/")[0].lower()
    zoom = host == "zoom.us" or host.endswith(".zoom.us")
    return text.partition("?")[0] if zoom else text


def _clipped(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _LONGEST else plain[:_LONGEST].rsplit(" ", 1)[0] + "…"
