"""The filters of the Find page: what each offers, with how many results it would give."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from markupsafe import Markup

from directory.model import Unit, Weekday
from directory.places.place import Place
from directory.query import Query
from directory.render.present import occurring
from directory.render.view import View, render
from directory.render.whereabouts import place_name
from directory.search import Counts, Results
from directory.snapshot import Snapshot
from directory.vocabulary import ATTEND, COSTS, KINDS, Vocabulary
from directory.vocabulary import fellowship_label as fellowship_name
from directory.vocabulary import label as vocabulary_label
from directory.words import N_, Words

BAND_LABELS = {
    "morning": N_("Morning (4 AM to noon)"),
    "midday": N_("Midday (11 AM to 5 PM)"),
    "evening": N_("Evening (4 to 9 PM)"),
    "night": N_("Night (8 PM to 5 AM)"),
}
VERIFIED_LABELS = {
    "90d": N_("In the last 90 days"),
    "6m": N_("In the last 6 months"),
    "1y": N_("In the last year"),
}
QUICK = {
    "now": N_("Now"),
    "today": N_("Today"),
    "tomorrow": N_("Tomorrow"),
    "any": N_("Any day"),
}
_CARRIED = ("at", "keep", "sort", "view", "lang", "clock")
_LIST_FILTERS = (
    *("kind", "fellowship", "day", "time", "when", "attend"),
    *("type", "serves", "access", "language", "cost"),
)


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose, with the number of results it would give."""

    value: str
    label: str
    count: int | None
    chosen: bool
    long: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """A filter with its options."""

    name: str
    label: str
    options: list[Option]
    layout: str
    """How it is shown: open, time, or fold (one tap away)."""
    single: bool = False
    """True: one of them at most."""

    @property
    def chosen(self) -> int:
        """How many of its options are set."""
        return sum(option.chosen for option in self.options if option.value)


def set_filters(query: Query) -> int:
    """How many filters of the panel are set; place and the quick row of days do not count."""
    quick = quick_choice(query)
    count = 0
    for name in _LIST_FILTERS:
        values = getattr(query, name)
        if quick != "other" and name in ("day", "when"):
            continue
        count += len(values)
    return count + sum(
        value is not None for value in (query.q, query.verified, query.from_, query.to)
    )


def quick_choice(query: Query) -> str:
    """Which button of the quick row a query is: now, today, tomorrow, any, or other."""
    if set(query.when) == {"now", "soon"} and not query.day:
        return "now"
    if query.when:
        return "other"
    if query.day in (("today",), ("tomorrow",)):
        return query.day[0]
    return "other" if query.day else "any"


def read_form(link: str, changed: str) -> str:
    """The link that a filled form asks for.

    The quick row and the seven days say the same thing twice; the one that was `changed` counts.
    """
    values = dict(parse_qsl(link.lstrip("?")))
    quick = values.pop("quick", "")
    if changed == "quick" or (changed != "day" and "day" not in values):
        chosen = {
            "now": {"when": "now,soon"},
            "today": {"day": "today"},
            "tomorrow": {"day": "tomorrow"},
        }
        if quick in QUICK:
            values.pop("day", None)
            values.pop("when", None)
            values |= chosen.get(quick, {})
    elif changed == "day":
        values.pop("when", None)
    if "near" not in values:
        values.pop("within", None)
    return urlencode(values)


def offered(snapshot: Snapshot, found: Counts) -> Counts:
    """The counts of those options that occur in the catalog at all."""
    present = occurring(snapshot.columns)
    return {
        name: {
            slug: count
            for slug, count in options.items()
            if name not in present or slug in present[name]
        }
        for name, options in found.items()
    }


def filters_html(view: View, snapshot: Snapshot, found: Counts, results: Results) -> Markup:
    """The form that changes the query, with what each option would give."""
    query, place = view.query, results.place
    say = view.words._
    unknown = any(each.parameter == "near" for each in results.ignored)
    counts = offered(snapshot, found)
    quick = quick_choice(query)
    carried = [(name, value) for name, value in _pairs(query) if name in _CARRIED]
    if quick == "other" and query.when:
        carried.append(("when", ",".join(query.when)))
    return render(
        "filters.html",
        view,
        carried=carried,
        near=near_text(query, place),
        understood=place_understood(view, results, unknown),
        changeable=place is not None,
        clear_near=view.link(near=None, within=None, sort=None, map=None),
        quick=[Option(value, say(text), None, value == quick) for value, text in QUICK.items()],
        radii=radius_options(view, counts) if place is not None else [],
        groups=filter_groups(view, counts),
        days=day_options(view, counts),
        start=clock_text(query.from_),
        stop=clock_text(query.to),
        total=results.total,
        set_count=set_filters(query),
        clear=view.to(cleared(query)) if set_filters(query) or quick != "any" else None,
    )


def cleared(query: Query) -> Query:
    """The query with the place, order, view and language kept, and no other filter."""
    return Query(
        near=query.near,
        within=query.within,
        keep=query.keep,
        at=query.at,
        sort=query.sort,
        view=query.view,
        lang=query.lang,
        clock=query.clock,
    )


def _pairs(query: Query) -> list[tuple[str, str]]:
    return parse_qsl(query.to_link())


def near_text(query: Query, place: Place | None) -> str:
    """The place as it was understood."""
    if place is not None and place.kind != "point":
        return place.label
    return query.near or ""


def place_understood(view: View, results: Results, ignored: bool) -> str:
    """What a reader should know of how the place was understood; empty when nothing."""
    say, place = view.words._, results.place
    if ignored:
        return say(
            "We do not know “{place}”. Try a ZIP code, or a city and state.", place=view.query.near
        )
    if place is None:
        return ""
    if place.kind == "point":
        return say("Near your place on the map, about {place}.", place=place_name(results))
    if not place.exact:
        return say("Showing {place}.", place=place.label)
    return ""


def clock_text(value: dt.time | None) -> str:
    """A time of day as a form has it."""
    return value.strftime("%H:%M") if value else ""


def distance_text(value: float, units: str, words: Words) -> str:
    """A distance: 1.3 mi, 12 km."""
    number = words.number(round(value, 1 if value < 10 else None))
    if units == Unit.KILOMETERS:
        return words._("{number} km", number=number)
    return words._("{number} mi", number=number)


def radius_options(view: View, counts: Counts) -> list[Option]:
    """How far from the place to look."""
    query, settings = view.query, view.settings
    unit = query.within.unit if query.within else settings.units
    chosen = query.within.value if query.within else settings.radius
    numbers = sorted({2.0, 5.0, 10.0, 25.0, 50.0, float(settings.radius), float(chosen)})
    options = []
    for number in numbers:
        value = f"{number:g}{unit}"
        count = counts.get("within", {}).get(value)
        text = distance_text(number, unit, view.words)
        shown = text if count is None else f"{text} ({view.words.number(count)})"
        options.append(Option(value, shown, count, number == chosen))
    return options


def day_options(view: View, counts: Counts) -> list[Option]:
    """The seven days, Monday first."""
    words, found = view.words, counts.get("day", {})
    chosen = set(view.query.day)
    if "weekdays" in chosen:
        chosen |= {"mon", "tue", "wed", "thu", "fri"}
    if "weekend" in chosen:
        chosen |= {"sat", "sun"}
    return [
        Option(
            str(day),
            words.alone(words.weekday(day, "abbreviated")),
            found.get(str(day), 0),
            str(day) in chosen,
            words.alone(words.weekday(day)),
        )
        for day in Weekday
    ]


def filter_groups(view: View, counts: Counts) -> list[Group]:
    """Every filter with options, but of place, days and words."""
    say, words, query = view.words._, view.words, view.query

    def known(vocabulary: Vocabulary) -> Callable[[str], str]:
        return lambda slug: vocabulary_label(vocabulary, slug, words)

    def group(
        name: str,
        title: str,
        label: Callable[[str], str],
        layout: str,
        order: Iterable[str] = (),
        limit: int = 40,
    ) -> Group:
        found = counts.get(name, {})
        chosen = {str(value) for value in getattr(query, name) or ()}
        first = [slug for slug in order if slug in found or slug in chosen]
        rest = sorted(
            (slug for slug in {*found, *chosen} - set(first)),
            key=lambda slug: (-found.get(slug, 0), label(slug)),
        )
        slugs = [*first, *rest]
        kept = [slug for i, slug in enumerate(slugs) if i < limit or slug in chosen]
        return Group(
            name,
            title,
            [Option(slug, label(slug), found.get(slug, 0), slug in chosen) for slug in kept],
            layout,
        )

    verified = str(query.verified) if query.verified else ""
    groups = [
        group("kind", say("What"), known("kind"), "open", KINDS),
        group("fellowship", say("Fellowship"), fellowship_name, "fold"),
        group("time", say("Time of day"), lambda band: say(BAND_LABELS[band]), "time", BAND_LABELS),
        group("attend", say("In person or online"), known("attend"), "open", ATTEND),
        group("serves", say("Who it is for"), known("serves"), "fold", (), 30),
        group("type", say("Type"), known("type"), "fold", (), 40),
        group("access", say("Access"), known("access"), "fold", (), 30),
        group("language", say("Language"), words.language_name, "fold"),
        group("cost", say("Cost"), known("cost"), "fold", COSTS),
        Group(
            "verified",
            say("Checked by a person"),
            [
                Option("", say("At any time"), None, not verified),
                *(
                    Option(
                        value, say(text), counts.get("verified", {}).get(value), value == verified
                    )
                    for value, text in VERIFIED_LABELS.items()
                ),
            ],
            "fold",
            single=True,
        ),
    ]
    return [each for each in groups if len(each.options) > 1 or each.chosen]
