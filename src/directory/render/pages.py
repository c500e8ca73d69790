"""The pages beside the list: help now and about."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from directory.model import Helpline, Kind
from directory.query import Query
from directory.render.helplines import helplines, known
from directory.render.links import Action, message, telephone
from directory.render.view import View, render
from directory.vocabulary import FELLOWSHIPS
from directory.vocabulary import label as vocabulary_label
from directory.words import N_, Words

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
            "A safe place to live with no alcohol or drugs. Some are for one night, some for"
            " months, some to stay. Most want a short talk first. Call to ask about free places."
        ),
    ),
    (
        "employment",
        N_(
            "Help to find work or learn a trade. They help with your resume, and you can practice"
            " for a job talk. Some have tools and work clothes. A record does not rule you out."
        ),
    ),
    (
        "treatment",
        N_(
            "Care from doctors and nurses. They help you stop safely, with medicine if you need it."
            " You can live at home and come by day, or stay there for some weeks."
        ),
    ),
)
FELLOWSHIP_TEXTS = (
    (
        "aa",
        N_(
            "For people who want to stop drinking. Members share and work the Twelve Steps. All may"
            " come to an open meeting. A closed one is for people who want to stop drinking."
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
    N_("Your place stays rough: “Near me” is rounded to about half a mile first."),
    N_("The map comes from this site. No map company sees what you look at."),
    N_(
        "A link may open another site, a map app or a video call. That site can then see your"
        " visit."
    ),
    N_("The address bar and your browser's history do hold your search. You can clear them."),
    N_(
        "“Leave quickly” hides the page at once and opens another site. Your history still holds"
        " your search until you clear it."
    ),
)
CREDITS = (
    N_("Place names: GeoNames and others. Map: Natural Earth, US Census."),
    N_("Entries: the people who keep this list. Each entry names its own source."),
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
