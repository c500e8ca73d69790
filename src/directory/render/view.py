"""What every template needs to know, and the one place where HTML is made: escaped by default."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from directory.inert import inert
from directory.model import Settings
from directory.query import Query
from directory.words import LANGUAGES, Words, words

_SAME_RESULTS = frozenset({"page", "keep", "open", "view", "map", "sort", "lang"})


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

    @property
    def language(self) -> str:
        """The page's language: the link's, else the browser's, else English."""
        for wanted in (self.query.lang, self.preferred):
            code = (wanted or "").partition("-")[0].lower()
            if code in LANGUAGES:
                return code
        return LANGUAGES[0]

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

    def page_link(self, page: str) -> str:
        """The address of another page, in the same language, with the list being made."""
        path = "" if page == "find" else page
        keep = self.query.keep or self.query.id
        link = Query(keep=keep, lang=self.query.lang).to_link()
        return f"{self.base}/{path}?{link}" if link else f"{self.base}/{path}"


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The templates; every value is escaped unless a template of this project made it."""
    return Environment(
        loader=PackageLoader("directory.render"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _shown(value: object) -> object:
    """A value as a page shows it; what a template made is that already."""
    return inert(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def render(template: str, view: View, /, **values: Any) -> Markup:
    """The HTML of a template for a view, marked as made here: it may stand in another one."""
    spoken = view.words
    return Markup(  # noqa: S704 - the template has escaped every value
        environment()
        .get_template(template)
        .render(view=view, words=spoken, _=spoken._, n=spoken.n, **values)
    )
