"""An entry of a handout: what to know at the door, a short line each."""

from __future__ import annotations

from collections.abc import Iterator

from directory.export.pdf.flow import Block
from directory.export.pdf.lines import Line, Run, paragraph
from directory.export.pdf.times import lead_time, next_time, times
from directory.export.pdf.typeface import printable
from directory.export.pdf.wanted import Job
from directory.export.phrases import distance_line, where_line
from directory.model import Kind, Resource
from directory.render.cards import check, kind_words, transit
from directory.render.detail import closures, entrance
from directory.search import Hit
from directory.vocabulary import label
from directory.words import Words

_INDENT = 3.0
"""Lines below the name stand in by so many mm."""
_MOST_LINES = 5
"""Of one paragraph; what is longer is cut, and ends with "…"."""


def entry_block(
    hit: Hit, job: Job, size: float, wide: float, section: str, number: Run | None = None
) -> Block:
    """The block of an entry in letters of `size` points; `number`: its own on the map."""
    lead = lead_time(hit, job) if hit.kind is Kind.MEETING else ""
    name = [number] if number else []
    if lead:
        name.append(Run(f"{lead}  ", bold=True))
    name.append(Run(hit.name, bold=True))
    lines: list[Line] = paragraph(name, size * 1.1, wide, most=3)
    for runs in _facts(hit, job):
        lines += paragraph(runs, size, wide, indent=_INDENT, most=_MOST_LINES)
    note = job.paper.notes.get(hit.id, "")
    first = len(lines)
    if note:
        runs = said(job.words._("Note:"), note)
        lines += paragraph(runs, size, wide, indent=_INDENT, most=12)
    barred = frozenset(range(first, len(lines)))
    today = job.results.as_of.date()
    lines += paragraph(
        [check(hit.resource, today, job.words).text], size * 0.9, wide, indent=_INDENT
    )
    return Block(tuple(lines), before=size * 0.28, section=section, barred=barred)


def _facts(hit: Hit, job: Job) -> Iterator[list[Run | str]]:
    """Paragraphs: a word in bold that says what it is, and the fact."""
    resource, words = hit.resource, job.words
    say = words._
    if resource.organization and printable(resource.organization) != printable(hit.name):
        yield [resource.organization]
    yield [" · ".join(what(resource, job))]
    upcoming = next_time(hit, job)
    when = said(say("When:"), "; ".join(times(hit, job)))
    yield [*when, Run(" · "), *said(say("Next:"), upcoming)] if upcoming else when
    closed = closures(resource, job.results.as_of.date(), words)
    if closed:
        yield said(say("Closed:"), closed)
    where, far = where_line(hit, words), distance_line(hit, words)
    if where or far:
        yield said(say("Where:"), f"{where} ({far})" if where and far else where or far)
    if resource.location and resource.location.notes:
        yield said(say("At the door:"), resource.location.notes)
    lines = transit(resource)
    if lines:
        yield said(say("Bus and train:"), "; ".join(lines))
    yield from _online(resource, words)
    numbers = _numbers(resource, words)
    if numbers:
        yield said(say("Phone:"), ", ".join(numbers))
    without_times = not (resource.schedule or resource.hours)
    for title, text in entrance(resource, words):
        if without_times and title == say("Appointment"):
            continue  # it stands in place of the times
        yield said(f"{title}:", text)
    if resource.website and not numbers and resource.online is None:
        shown = resource.website.partition("://")[2].rstrip("/") or resource.website
        yield said(say("Website:"), shown, resource.website)


def said(title: str, text: str, link: str = "") -> list[Run | str]:
    """A fact after the words that say what it is, in bold."""
    return [Run(f"{title} ", bold=True), Run(text, link=link)]


def what(resource: Resource, job: Job) -> list[str]:
    """What it is: AA meeting, In person, Open to all, Spanish."""
    words = job.words
    found = [kind_words(resource, words)]
    if resource.attend:
        found.append(label("attend", resource.attend, words))
    found += [label("type", slug, words) for slug in resource.types]
    found += [label("access", slug, words) for slug in resource.access]
    return found + foreign(resource, job)


def foreign(resource: Resource, job: Job) -> list[str]:
    """Its languages, where they are not just the directory's first."""
    own = job.results.snapshot.settings.languages[:1] or ("en",)
    if resource.languages in ((), own):
        return []
    return [job.words.language_name(code) for code in resource.languages]


def _online(resource: Resource, words: Words) -> Iterator[list[Run | str]]:
    online = resource.online
    if online is None:
        return
    if online.url:
        shown = online.url.partition("://")[2] or online.url
        yield said(words._("Join online:"), shown, online.url)
    if online.phone:
        yield said(words._("Join by phone:"), online.phone)
    if online.notes:
        yield said(words._("To join:"), online.notes)


def _numbers(resource: Resource, words: Words) -> list[str]:
    found = [resource.phone] if resource.phone else []
    for line in resource.phones:
        tags = [line.label] if line.label else []
        if line.text:
            tags.append(words._("takes texts"))
        found.append(f"{line.number} ({', '.join(tags)})" if tags else line.number)
    return found
