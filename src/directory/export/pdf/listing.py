"""The sections of a booklet: by day or by town, what has no day at the end."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from directory.export.pdf.short import Said
from directory.export.pdf.times import clock_tag, first_time, rhythm, session_times, times
from directory.export.pdf.wanted import Job
from directory.model import Attend, Kind, SessionRule, Weekday
from directory.places.fold import fold
from directory.schedule.words import span_words
from directory.search import Hit
from directory.vocabulary import label

Section = tuple[str, list[tuple[Said, Hit]]]


def sections(job: Job) -> Iterator[Section]:
    """Each heading with its entries, in order."""
    yield from by_town(job) if job.paper.by == "town" else by_day(job)


def by_day(job: Job) -> Iterator[Section]:
    """Meetings under each weekday on which they take place, by time and town; then the rest."""
    words = job.words
    days: dict[int, list[tuple[dt.time, str, Said, Hit]]] = defaultdict(list)
    without: list[Hit] = []
    resting: list[Hit] = []
    meetings = [hit for hit in job.hits if hit.kind is Kind.MEETING]
    for hit, each in zip(meetings, _series(meetings, job), strict=True):
        for day, rule in each:
            clock = clock_tag(hit.resource, job, own=True)
            said = Said(f"{span_words(rule.start, rule.end, words)}{clock}", rhythm(rule, job))
            days[day].append((rule.start, _town(hit), said, hit))
        if not each:
            (without if hit.resource.runs else resting).append(hit)
    for weekday in Weekday:
        found = sorted(
            days[weekday.number], key=lambda one: (one[0], fold(one[1]), fold(one[3].name))
        )
        if found:
            name = words.alone(words.weekday(weekday))
            yield name, [(said, hit) for _, _, said, hit in found]
    if without:
        yield words._("Meetings without a fixed time"), [_whole(hit, job) for hit in without]
    if resting:
        yield words._("Closed for now"), [_resting(hit, job) for hit in _in_order(resting)]
    for kind in list(Kind)[1:]:
        found_of_kind = [_whole(hit, job) for hit in job.hits if hit.kind is kind]
        if found_of_kind:
            yield label("kind", kind, words), found_of_kind


def by_town(job: Job) -> Iterator[Section]:
    """All of a town together, by their first day and time; what is only online at the end."""
    towns: dict[str, list[Hit]] = defaultdict(list)
    online: list[Hit] = []
    for hit in job.hits:
        if hit.resource.attend is Attend.ONLINE:
            online.append(hit)
        else:
            towns[_town(hit)].append(hit)
    elsewhere = towns.pop("", [])
    for town in sorted(towns, key=fold):
        yield town, [_whole(hit, job) for hit in _in_order(towns[town])]
    if elsewhere:
        yield job.words._("Other places"), [_whole(hit, job) for hit in _in_order(elsewhere)]
    if online:
        yield label("attend", "online", job.words), [_whole(hit, job) for hit in _in_order(online)]


def _in_order(hits: list[Hit]) -> list[Hit]:
    kinds = list(Kind)
    return sorted(
        hits, key=lambda hit: (kinds.index(hit.kind), first_time(hit.resource), fold(hit.name))
    )


def _whole(hit: Hit, job: Job) -> tuple[Said, Hit]:
    return Said("", "; ".join(times(hit, job))), hit


def _resting(hit: Hit, job: Job) -> tuple[Said, Hit]:
    """Under a heading that says it does not meet: when it will again."""
    return Said("", "; ".join(session_times(hit.resource, job))), hit


def _town(hit: Hit) -> str:
    location = hit.resource.location
    return (location.city or location.region or "") if location else ""


def _series(hits: list[Hit], job: Job) -> Iterator[list[tuple[int, SessionRule]]]:
    asked = job.results.asked
    found = job.results.snapshot.timetable.series_each(
        np.array([hit.index for hit in hits], np.int64),
        asked.at,
        asked.wanted,
        asked.zone,
        ahead=dt.timedelta(days=31),
    )
    for each in found:
        pairs = []
        for series in each:
            days = [day.number for day in series.days]
            if series.rule.date:
                days = [series.rule.date.weekday()]
            pairs += [(day, series.rule) for day in days]
        yield pairs
