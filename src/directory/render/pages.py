"""The pages beside the list: help now, about, and the state of the catalog."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from directory.model import Helpline, Kind, Resource
from directory.problems import Problem
from directory.query import Query
from directory.render.cards import FRESH
from directory.render.helplines import helplines, known
from directory.render.links import Action, message, telephone
from directory.render.sources import shown_sources, shown_why
from directory.render.view import View, render
from directory.snapshot import Snapshot
from directory.sources.feed import State
from directory.sources.refresher import Account
from directory.vocabulary import FELLOWSHIPS
from directory.vocabulary import label as vocabulary_label
from directory.words import N_, Words

_MOST_PROBLEMS = 500

KIND_TEXTS = (
    (
        "meeting",
        N_(
            "People who share the same problem meet to help each other. Meetings are free. You do"
            " not have to speak. You can leave when you want."
        ),
    ),
    (
        "recovery-center",
        N_(
            "A place to drop in during the day. People who have been there help you with forms,"
            " calls and next steps. There are groups and classes too."
        ),
    ),
    (
        "housing",
        N_(
            "A safe place to live without alcohol or drugs: recovery homes, sober living, shelters"
            " and homes for a time. Most want a short talk first. Call to ask about free places."
        ),
    ),
    (
        "employment",
        N_(
            "Help to find work or training: a resume, practice for a talk with an employer, tools,"
            " work clothes. Many of them welcome people with a record."
        ),
    ),
    (
        "treatment",
        N_(
            "Care from doctors, nurses and counselors: help to stop safely, medicine, day programs"
            " and places to stay for some weeks."
        ),
    ),
)
FELLOWSHIP_TEXTS = (
    (
        "aa",
        N_(
            "For people who want to stop drinking. Members share and work the Twelve Steps. An open"
            " meeting is for anyone; a closed one is for people who want to stop drinking."
        ),
    ),
    (
        "na",
        N_("For people who want to stop using drugs, any drug. Members work the Twelve Steps."),
    ),
    (
        "smart",
        N_(
            "For any habit that does harm. A trained person leads, and the group learns tools to"
            " cope. There are no steps and no talk of a higher power."
        ),
    ),
)
PRIVACY = (
    N_("No account. No name. No cookies that follow you."),
    N_("What you look for is not saved, and not sent to anyone else."),
    N_("Your place stays rough: “Near me” is rounded to about half a mile before it is used."),
    N_("The map comes from this site. No map company sees what you look at."),
    N_(
        "A link you tap to another site, a map app or a video meeting opens that site, and it can"
        " see your visit."
    ),
    N_("The address bar and your browser's history do hold your search. You can clear them."),
)
CREDITS = (
    N_("Places: GeoNames and others, listed with the program. Map: Natural Earth, US Census."),
    N_("Entries: the people who keep this directory, and the sources each entry names."),
)


@dataclass(frozen=True, slots=True)
class _Line:
    name: str
    about: str
    actions: list[Action]


def help_html(view: View) -> Markup:
    """The help lines, each one tap away, and what to do next."""
    words = view.words
    say = words._
    lines = [_line(line, words) for line in helplines(view.settings)]

    def step(title: str, text: str, label: str, **query: object) -> dict[str, str]:
        wanted = Query(near=view.query.near, within=view.query.within, lang=view.query.lang)
        changed = View(view.settings, wanted, view.at, base=view.base).link(**query)
        return {"title": title, "text": text, "label": label, "href": changed}

    steps = [
        step(
            say("Talk to someone today"),
            say("A meeting is a good first step. You can just listen."),
            say("Meetings now or soon"),
            kind=(Kind.MEETING,),
            when=("now", "soon"),
        ),
        step(
            say("Find a safe place for tonight"),
            say("Call first: places fill up, and they can tell you how to get in."),
            say("Housing"),
            kind=(Kind.HOUSING,),
        ),
        step(
            say("Get care"),
            say(
                "Stopping alcohol or some pills at once can be risky. A doctor can help you stop"
                " safely."
            ),
            say("Treatment"),
            kind=(Kind.TREATMENT,),
        ),
        step(
            say("Sit with someone who has been there"),
            say("Recovery centers help with forms, calls and next steps. Walk in and ask."),
            say("Recovery centers"),
            kind=(Kind.RECOVERY_CENTER,),
        ),
    ]
    return render("help.html", view, lines=lines, steps=steps)


def _line(line: Helpline, words: Words) -> _Line:
    say = words._
    about = []
    if line.hours == "24/7":
        about.append(say("Day and night."))
    elif line.hours:
        about.append(line.hours)
    if line.languages:
        about.append(", ".join(words.language_name(code) for code in line.languages) + ".")
    if line.notes:
        about.append(known(line.notes, words))
    actions = []
    if line.phone:
        actions.append(
            Action(say("Call {number}", number=line.phone), telephone(line.phone), "phone")
        )
    if line.text:
        actions.append(Action(say("Text {number}", number=line.text), message(line.text), "text"))
    if line.url:
        actions.append(Action(say("Website"), line.url, "web", external=True))
    return _Line(known(line.name, words), " ".join(about), actions)


def about_html(view: View) -> Markup:
    """What the kinds of help are, and how a visit stays private."""
    words = view.words
    items = [
        {"title": vocabulary_label("kind", slug, words), "text": words._(text), "href": ""}
        for slug, text in KIND_TEXTS
    ]
    for slug, text in FELLOWSHIP_TEXTS:
        fellowship = FELLOWSHIPS[slug]
        name, short = words._(fellowship.name), fellowship.label
        title = name if name.startswith(short) else f"{short}: {name}"
        items.append(
            {
                "title": title,
                "text": words._(text),
                "href": fellowship.url,
                "label": words._("Official meeting finder"),
            }
        )
    return render(
        "about.html",
        view,
        kinds=items,
        privacy=[words._(text) for text in PRIVACY],
        credits=[words._(text) for text in CREDITS],
    )


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
) -> Markup:
    """How many entries, how fresh, and every problem with its place and mend.

    `folder` is where the catalog lies: files are named from there. `sources` are the feeds as
    they are now; `account` tells what became of each of their rows.
    """
    words = view.words
    say = words._
    facts: list[tuple[str, str]] = []
    kinds = []
    problems: tuple[Problem, ...] = ()
    if snapshot is not None:
        resources = snapshot.resources
        today = view.at.date()
        checked = [r for r in resources if r.verified and r.verified.on >= FRESH.before(today)]
        facts.append((say("Entries"), str(len(resources))))
        facts.append((say("Checked in the last 6 months"), str(len(checked))))
        edits = [r.updated for r in resources if r.updated]
        if edits:
            facts.append((say("Last edit"), words.date(max(edits))))
        fresh = Counter(r.kind for r in checked)
        kinds = [
            {
                "label": vocabulary_label("kind", kind, words),
                "count": count,
                "fresh": fresh[kind],
            }
            for kind, count in _by_kind(resources)
        ]
        problems = snapshot.problems
    if loaded_at is not None:
        local = loaded_at.astimezone(view.at.tzinfo)
        facts.append((say("Read at"), f"{words.date(local)} {words.time(local)}"))
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


def _by_kind(resources: Sequence[Resource]) -> list[tuple[Kind, int]]:
    counts = Counter(resource.kind for resource in resources)
    return [(kind, counts[kind]) for kind in Kind if counts[kind]]


def _shown(problem: Problem, words: Words, folder: str) -> dict[str, str]:
    problem = problem.named_from(folder)
    return {
        "kind": words._("Error") if problem.severity == "error" else words._("Warning"),
        "place": f"{problem.file}:{problem.line}:{problem.column}",
        "path": problem.path,
        "text": problem.message,
    }
