"""When an entry takes place, as paper says it: true for weeks, never "today" or "in 20 min"."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from zoneinfo import ZoneInfo

from directory.export.pdf.wanted import Job
from directory.model import Resource, SessionRule
from directory.render.cards import clocks_differ
from directory.schedule.words import (
    hours_lines,
    rule_words,
    span_words,
    state_words,
    zone_words,
)
from directory.search import Hit
from directory.words import Words


def times(hit: Hit, job: Job) -> list[str]:
    """All its sessions and opening hours in words; why there are none, where there are none."""
    resource, words, today = hit.resource, job.words, job.results.as_of.date()
    if not resource.runs:
        return [_standing(hit, job)]
    found = session_times(resource, job)
    if resource.hours:
        lines = hours_lines(resource.hours, words, week_of=today)
        found += [f"{day}: {hours}" for day, hours in lines]
    if not found:
        return [_standing(hit, job)]
    zone = resource.timezone or job.results.snapshot.settings.timezone
    if clocks_differ(zone, job.view):
        found.append(words._("in {town} time", town=words.zone_town(zone)))
    return found


def session_times(resource: Resource, job: Job) -> list[str]:
    """All its sessions in words, whether it runs or not."""
    return list(_sessions(resource.schedule, job.results.as_of.date(), job.words))


def next_time(hit: Hit, job: Job) -> str:
    """The date and time of its next session; empty when there is none, or only opening hours."""
    upcoming, words = hit.next, job.words
    if upcoming is None or upcoming.kind != "session":
        return ""
    day = words.alone(words.date(upcoming.start.date(), "day"))
    time = words.time_said(upcoming.start)
    return words._("{day}, {time}", day=day, time=f"{time}{clock_tag(hit.resource, job)}")


def lead_time(hit: Hit, job: Job) -> str:
    """From when to when its next session lasts: 7-8 PM; empty when there is none."""
    upcoming, words = hit.next, job.words
    if upcoming is None or upcoming.kind != "session":
        return ""
    ends = upcoming.end if upcoming.rule is None or upcoming.rule.end else None
    span = span_words(upcoming.start.time(), ends.time() if ends else None, words)
    return f"{span}{clock_tag(hit.resource, job)}"


def clock_tag(resource: Resource, job: Job, *, own: bool = False) -> str:
    """The name of the clock behind a time (" EST"), where it is not the directory's own.

    `own`: the time is on the entry's clock, also for a reader who asked for theirs.
    """
    reader, at = job.results.asked.zone, job.results.as_of
    zone = resource.timezone or job.results.snapshot.settings.timezone
    if reader is not None and not own:
        return f" {zone_words(at.astimezone(reader), job.words)}"
    if not clocks_differ(zone, job.view):
        return ""
    return f" {zone_words(at.astimezone(ZoneInfo(zone)), job.words)}"


def rhythm(rule: SessionRule, job: Job) -> str:
    """What is not weekly about a rule: all of it in words; empty for one that just is."""
    today = job.results.as_of.date()
    starts_later = rule.from_ is not None and rule.from_ > today
    if rule.weeks or rule.every > 1 or rule.date or rule.until or starts_later:
        return rule_words(rule, job.words, today=today)
    return ""


def _standing(hit: Hit, job: Job) -> str:
    at = job.results.as_of
    return state_words(job.results.snapshot.timetable.state(hit.index, at), at, job.words)


def _sessions(rules: Iterable[SessionRule], today: dt.date, words: Words) -> Iterator[str]:
    """Rules in words; those alike in all but their days together."""
    alike: dict[tuple[object, ...], list[SessionRule]] = defaultdict(list)
    for rule in rules:
        last = rule.date or rule.until
        if last is not None and last < today:
            continue
        key = (rule.weeks, rule.every, rule.from_, rule.until, rule.date, rule.start, rule.end)
        alike[*key, rule.note].append(rule)
    for same in alike.values():
        days = tuple(dict.fromkeys(day for rule in same for day in rule.days))
        text = rule_words(same[0].model_copy(update={"days": days}), words, today=today)
        yield f"{text} ({same[0].note})" if same[0].note else text


def first_time(resource: Resource) -> tuple[int, dt.time]:
    """The earliest weekday and time of its sessions; last of all when it has none."""
    starts = [(day.number, rule.start) for rule in resource.schedule for day in rule.days]
    return min(starts, default=(7, dt.time()))
