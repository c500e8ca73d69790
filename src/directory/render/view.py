"""What every template needs to know, and the one place where HTML is made: escaped by default."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from directory.inert import inert
from directory.model import Settings
from directory.model.texts import language_of, spoken
from directory.query import Query
from directory.render.leave import Leave, leave
from directory.words import Words, page_language, words

_SAME_RESULTS = frozenset({"page", "keep", "open", "site", "view", "map", "sort", "lang"})


@dataclass(frozen=True, slots=True)
class View:
    """One visitor's look at the directory: their query and language, and the present instant."""

    settings: Settings
    query: Query
    at: dt.datetime
    """The instant that "now" means, aware."""
    page: str = "find"
    """Which page is shown: find, help, about or catalog."""
    base: str = ""
    """The path under which the app is served, without a slash at the end."""
    zone: ZoneInfo | None = None
    """The reader's time zone, where it is known."""
    preferred: str = "en"
    """The language the reader's browser asks for."""
    embedded: bool = False
    """Whether the page stands in a frame of another website."""
    site: str = ""
    """Where the reader reached the directory: scheme and host; empty where that is not known."""

    def __post_init__(self) -> None:
        """The directory's own texts are in the language of the page, where it gives them so."""
        object.__setattr__(self, "settings", spoken(self.settings, self.language))

    @property
    def out(self) -> Leave:
        """Where "Leave quickly" leads."""
        return leave(self.settings)

    @property
    def language(self) -> str:
        """The page's language: the link's, else the browser's, else English."""
        return page_language(self.query.lang, self.preferred)

    @property
    def words(self) -> Words:
        """The words of the page's language."""
        return words(self.language)

    @property
    def shown_zone(self) -> ZoneInfo | None:
        """The zone to show times in when the reader asked for their own; else `None`.

        What goes on now is shown on the reader's clock, which is the one that they look at.
        """
        mine = self.query.clock == "mine" or bool(self.query.when)
        return self.zone if mine else None

    def link(self, **changes: Any) -> str:
        """The address of this view with some parameters changed: first page, whole map."""
        changes.setdefault("page", 1)
        if changes.keys() - _SAME_RESULTS:
            changes.setdefault("map", None)
        return self.to(replace(self.query, **changes))

    def to(self, query: Query) -> str:
        """The address of a query on the Find page."""
        link = query.to_link()
        return f"{self.base}/?{link}" if link else f"{self.base}/"

    def light(self, query: Query) -> str:
        """The page without scripts of a query: the list, or the entry that is open over it."""
        if query.open:
            lang = f"?lang={query.lang}" if query.lang else ""
            return f"{self.base}/r/{query.open}{lang}"
        link = replace(query, view=None, map=None).to_link()
        return f"{self.base}/list?{link}" if link else f"{self.base}/list"

    def page_link(self, page: str) -> str:
        """The address of another page, in the same language, with the list being made."""
        path = "" if page == "find" else page
        keep = self.query.keep or self.query.id
        link = Query(keep=keep, lang=self.query.lang).to_link()
        return f"{self.base}/{path}?{link}" if link else f"{self.base}/{path}"


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The templates; every value is escaped unless a template of this project made it."""
    made = Environment(
        loader=PackageLoader("directory.render"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["own"] = own
    return made


@pass_context
def own(context: Context, text: str, otherwise: str | None = None) -> Markup:
    """The attributes of an element that holds a text of the catalog alone.

    They say its language where that is not the page's (WCAG 2.2, 3.1.2), and that its direction is
    its own. `otherwise` is the language of what was not given by language.
    """
    page = str(context["words"].language)
    language = language_of(text, otherwise or page)
    other = Markup("") if language == page else Markup(' lang="{}"').format(language)
    return Markup('{} dir="auto"').format(other)


def _shown(value: object) -> object:
    """A value as a page shows it; what a template made is that already."""
    return inert(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def tongue(settings: Settings) -> str:
    """The language that a directory's texts are in unless they say otherwise: its first one."""
    return settings.languages[0] if settings.languages else "en"


def render(template: str, view: View, /, **values: Any) -> Markup:
    """The HTML of a template for a view, marked as made here: it may stand in another one."""
    said = view.words
    return Markup(  # noqa: S704 - the template has escaped every value
        environment()
        .get_template(template)
        .render(view=view, words=said, _=said._, n=said.n, tongue=tongue(view.settings), **values)
    )
