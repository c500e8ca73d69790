"""Houses and services of a short list, side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from directory.model import Resource
from directory.render.cards import Card, card, transit
from directory.render.detail import ages_words, openings_words
from directory.render.links import Action, call
from directory.render.view import View, render
from directory.schedule.words import hours_lines, rule_words
from directory.search import Hit, Results
from directory.search.compare import comparison_of
from directory.snapshot import Snapshot
from directory.vocabulary import label as vocabulary_label
from directory.words import N_


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a cell."""

    text: str
    lang: str = ""
    """The language it is in, where it is in the entry's own words."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What is known of one property of one entry."""

    lines: tuple[Line, ...]
    known: bool = True
    action: Action | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One property of all entries."""

    label: str
    cells: list[Cell]
    alike: bool = field(init=False)
    """True: it is known and the same for all."""

    def __post_init__(self) -> None:
        first = self.cells[0]
        alike = first.known and all(cell.lines == first.lines for cell in self.cells)
        object.__setattr__(self, "alike", alike)


@dataclass(frozen=True, slots=True)
class _Entry:
    """An entry with its card and the view it is shown in."""

    hit: Hit
    card: Card
    view: View

    @property
    def resource(self) -> Resource:
        return self.hit.resource


def _openings(entry: _Entry) -> list[str | Line]:
    openings, words = entry.resource.openings, entry.view.words
    if openings is None:
        return []
    free = openings.model_copy(update={"note": None})
    said = openings_words(free, words)
    return [said, Line(openings.note or "", entry.card.lang)]


def _cost(entry: _Entry) -> list[str]:
    cost = entry.resource.cost
    return [vocabulary_label("cost", cost, entry.view.words)] if cost else []


def _serves(entry: _Entry) -> list[str]:
    words = entry.view.words
    slugs = entry.resource.serves
    return [vocabulary_label("serves", slug, words) for slug in slugs] or [words._("Everyone")]


def _ages(entry: _Entry) -> list[str]:
    return [ages_words(entry.resource, entry.view.words)]


def _needs(entry: _Entry) -> list[Line]:
    return [Line(entry.resource.requirements or "", entry.card.lang)]


def _appointment(entry: _Entry) -> list[str]:
    resource, say = entry.resource, entry.view.words._
    if resource.by_appointment:
        return [say("Call to make an appointment.")]
    return [say("Not needed, as far as we know")] if resource.hours or resource.schedule else []


def _hours(entry: _Entry) -> list[str]:
    resource, words, today = entry.resource, entry.view.words, entry.view.at.date()
    if not (resource.hours or resource.schedule or resource.by_appointment):
        return []
    lines = (
        [f"{days}: {text}" for days, text in hours_lines(resource.hours, words, week_of=today)]
        if resource.hours
        else []
    )
    lines += [rule_words(rule, words, today=today) for rule in resource.schedule]
    return [entry.card.when, *lines]


def _access(entry: _Entry) -> list[str]:
    words = entry.view.words
    return [vocabulary_label("access", slug, words) for slug in entry.resource.access]


def _languages(entry: _Entry) -> list[str]:
    codes = entry.resource.languages or entry.view.settings.languages
    return [entry.view.words.language_name(code) for code in codes]


def _where(entry: _Entry) -> list[str]:
    return [entry.card.where]


def _far(entry: _Entry) -> list[str]:
    return [entry.card.far]


def _transit(entry: _Entry) -> list[Line]:
    return [Line(line, entry.card.lang) for line in transit(entry.resource)]


def _phone(entry: _Entry) -> list[str]:
    return [entry.resource.phone or next((line.number for line in entry.resource.phones), "")]


def _checked(entry: _Entry) -> list[str]:
    return [entry.card.check.text]


@dataclass(frozen=True, slots=True)
class _Property:
    """Something to compare entries by."""

    label: str
    lines: Callable[[_Entry], Sequence[str | Line]]
    """What is known of it; nothing or empty lines when it is not."""
    measured: bool = False
    """True: only where the search has a place."""
    rare: bool = False
    """True: left out where nothing is known of it for any."""
    called: bool = False
    """True: a number to call."""


_PROPERTIES = (
    _Property(N_("Free places"), _openings),
    _Property(N_("Cost"), _cost),
    _Property(N_("Who it is for"), _serves),
    _Property(N_("Ages"), _ages),
    _Property(N_("What you need"), _needs),
    _Property(N_("Appointment"), _appointment),
    _Property(N_("When"), _hours),
    _Property(N_("Where"), _where),
    _Property(N_("How far, in a straight line"), _far, measured=True),
    _Property(N_("Bus and train"), _transit, rare=True),
    _Property(N_("Access"), _access),
    _Property(N_("Languages"), _languages),
    _Property(N_("Phone"), _phone, called=True),
    _Property(N_("Checked by a person"), _checked),
)
"""What is compared: what most decides comes first."""


def compare_html(results: Results, snapshot: Snapshot, view: View) -> Markup:
    """The first entries of the list that are no meetings, property by property."""
    words, found = view.words, comparison_of(results)
    entries = [_Entry(hit, card(hit, snapshot, view), view) for hit in found.hits]
    notes = []
    if found.meetings:
        notes.append(
            words.n(
                "{count} meeting on this list is left out.",
                "{count} meetings on this list are left out.",
                found.meetings,
            )
        )
    if found.more:
        notes.append(
            words.n(
                "{count} more is left out: these are the first four on the list.",
                "{count} more are left out: these are the first four on the list.",
                found.more,
            )
        )
    rows = []
    if found.possible:
        rows = [
            Row(words._(each.label), [_cell(each, entry) for entry in entries])
            for each in _PROPERTIES
            if (results.place is not None or not each.measured)
            and not (each.rare and not any(each.lines(entry) for entry in entries))
        ]
    return render(
        "compare.html",
        view,
        entries=[entry.card for entry in entries],
        rows=rows,
        notes=notes,
        back=view.link(view=None),
    )


def _cell(property: _Property, entry: _Entry) -> Cell:
    words = entry.view.words
    lines = [Line(each) if isinstance(each, str) else each for each in property.lines(entry)]
    known = tuple(line for line in lines if line.text)
    calling = call(entry.resource, words)
    if not known:
        text = words._("Not known: call") if calling else words._("Not known")
        return Cell((Line(text),), known=False)
    return Cell(known, action=calling if property.called else None)
