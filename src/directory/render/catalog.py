"""The page of those who keep the list: how many entries, how fresh, and what is wrong."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np
from markupsafe import Markup

from directory.basemap.survey import Reading
from directory.model import last_day_of_checks
from directory.problems import Problem
from directory.render.cards import FRESH
from directory.render.present import counted
from directory.render.sources import shown_sources, shown_why
from directory.render.view import View, render
from directory.snapshot import Snapshot
from directory.sources.feed import State
from directory.sources.refresher import Account
from directory.vocabulary import label as vocabulary_label
from directory.words import Words

_MOST_PROBLEMS = 500


def catalog_html(
    view: View,
    snapshot: Snapshot | None,
    *,
    loaded_at: dt.datetime | None,
    failing: tuple[Problem, ...],
    failing_since: dt.datetime | None,
    folder: str = "",
    sources: Sequence[State] = (),
    account: Account | None = None,
    streets: str = "",
    torn: str = "",
    online: Reading | None = None,
    published: tuple[dt.datetime, str] | None = None,
) -> Markup:
    """How many entries, how fresh, and every problem with its place and mend.

    `folder` is where the catalog lies: files are named from there. `sources` are the feeds as
    they are now; `account` tells what became of each of their rows. `streets` says why the
    operator's street map is not shown, `torn` why a part of it is not; `online` is what is known
    of the one elsewhere. `published` is when the snapshot was published that is served, and its
    checksum.
    """
    words = view.words
    say = words._
    facts: list[tuple[str, str]] = []
    kinds = []
    problems: tuple[Problem, ...] = ()
    if snapshot is not None:
        columns = snapshot.columns
        today = view.at.date()
        since, until = FRESH.before(today), last_day_of_checks(today)
        day = columns.verified
        checked = np.flatnonzero((day >= since.toordinal()) & (day <= until.toordinal()))
        facts.append((say("Entries"), words.number(len(snapshot))))
        facts.append((say("Checked in the last 6 months"), words.number(len(checked))))
        if snapshot.last_edit:
            facts.append((say("Last edit"), words.date(snapshot.last_edit)))
        fresh = dict(counted(columns, checked))
        kinds = [
            {
                "label": vocabulary_label("kind", kind, words),
                "count": words.number(count),
                "fresh": words.number(fresh[kind]),
            }
            for kind, count in counted(columns, np.arange(len(snapshot)))
        ]
        problems = snapshot.problems
    if loaded_at is not None:
        local = loaded_at.astimezone(view.at.tzinfo)
        facts.append((say("Read at"), f"{words.date(local)} {words.time(local)}"))
    if published is not None:
        local = published[0].astimezone(view.at.tzinfo)
        made = f"{words.date(local)} {words.time(local)}"
        facts.append((say("Published at"), f"{made} ({published[1][:12]})"))
    if online and online.name:
        facts.append((say("Streets from elsewhere"), _offered(online, words)))
    failure = None
    if failing:
        failure = {
            "title": say("The newest files cannot be used."),
            "text": say("The list still shows what was read before. Mend this first:"),
            "problems": [_shown(problem, words, folder) for problem in failing[:_MOST_PROBLEMS]],
        }
        if failing_since is not None:
            local = failing_since.astimezone(view.at.tzinfo)
            facts.append((say("Not usable since"), f"{words.date(local)} {words.time(local)}"))
    errors = sum(problem.severity == "error" for problem in problems)
    more = len(problems) - _MOST_PROBLEMS
    return render(
        "catalog.html",
        view,
        streets=streets,
        torn=torn,
        elsewhere=_trouble(online, view) if online else None,
        facts=facts,
        kinds=kinds,
        failure=failure,
        sources=shown_sources(view, sources),
        why=shown_why(view, account, folder),
        problems=[_shown(problem, words, folder) for problem in problems[:_MOST_PROBLEMS]],
        summary=words.n("{count} error", "{count} errors", errors)
        + ", "
        + words.n("{count} warning", "{count} warnings", len(problems) - errors),
        more=words.n("{count} more", "{count} more", more) if more > 0 else "",
    )


def _offered(online: Reading, words: Words) -> str:
    """Whether a map elsewhere is offered, and who would see the requests of who takes it."""
    if online.offered is not None:
        hosts = ", ".join(online.offered.hosts)
        return words._("Offered. Who taps it is seen by: {hosts}", hosts=hosts)
    return words._("Not offered.") if online.reason else words._("Not read yet.")


def _trouble(online: Reading, view: View) -> dict[str, str] | None:
    """Why a map elsewhere is not as the catalog wants it, and what to do."""
    words = view.words
    if online.reason is None or online.failing_since is None:
        return None
    local = online.failing_since.astimezone(view.at.tzinfo)
    why = words._(
        "Cannot be read since {date}: {reason}",
        date=f"{words.date(local)}, {words.time(local)}",
        reason=online.reason.told(words._),
    )
    if online.offered is None:
        title = words._("Streets from elsewhere are not offered; the built-in map stands in.")
    else:
        title = words._("Streets from elsewhere cannot be checked. They are still offered.")
    mend = words._(
        "It is tried again by itself. If this server has no network, name the hosts of the style"
        " under `hosts:` in the catalog."
    )
    return {
        "title": title,
        "why": why,
        "mend": "" if online.offered or not online.unreachable else mend,
    }


def _shown(problem: Problem, words: Words, folder: str) -> dict[str, str]:
    problem = problem.named_from(folder)
    return {
        "kind": words._("Error") if problem.severity == "error" else words._("Warning"),
        "place": f"{problem.file}:{problem.line}:{problem.column}",
        "path": problem.path,
        "text": problem.message,
    }
