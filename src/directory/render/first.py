"""The first bytes of a page: what stands there before its scripts have come, and without them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from directory.query import Query
from directory.render.helplines import helplines
from directory.render.links import helpline_links
from directory.render.plain import PlainView, preview_text
from directory.render.results import heading
from directory.render.shell import page_labels
from directory.render.view import View, render
from directory.search import Results


@dataclass(frozen=True, slots=True)
class Files:
    """The addresses of what a page loads."""

    tags: Markup
    """The tags that start the scripts."""
    styles: Sequence[str]
    scripts: Sequence[str]
    """What works before Streamlit does."""
    modules: Sequence[str]
    """What the page will need as soon as Streamlit works."""
    icon: str
    preloads: Sequence[str] = ()
    """Other scripts that it will need later."""


def first_html(view: View, files: Files, results: Results | None) -> Markup:
    """A page before its scripts: title and preview, help lines, and the way to the light version.

    `results` are those of the query of the Find page; `None` on other pages and without a catalog.
    """
    words, name = view.words, view.settings.name
    label = page_labels(words)[view.page]
    usual = words._("Find meetings, a home, a job and other help near you.")
    title, text = label, usual
    if results is not None and view.query.open and results:
        title, text = results[0].name, preview_text(results[0].resource, view)
    elif results is not None and not _plain(view.query):
        title = heading(results, view)
        text = f"{title}. {usual}"
    light = PlainView(view.settings, view.query, view.at, view.page, view.base)
    return render(
        "first.html",
        view,
        title=f"{title} · {name}",
        heading=title,
        description=text,
        indexed=_plain(view.query) and view.page != "catalog",
        tags=files.tags,
        styles=files.styles,
        scripts=files.scripts,
        modules=files.modules,
        preloads=files.preloads,
        icon=files.icon,
        lines=helpline_links(helplines(view.settings), words),
        light=light.to(view.query),
    )


def _plain(query: Query) -> bool:
    """Whether a query asks for nothing but a language."""
    return replace(query, lang=None) == Query()
