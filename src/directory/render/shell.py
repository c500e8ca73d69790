"""The frame of every page: head with help lines, and foot."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from babel import Locale
from markupsafe import Markup

from directory.query import Query
from directory.render.helplines import helplines
from directory.render.links import helpline_links
from directory.render.report import contact_link
from directory.render.view import View, render
from directory.words import LANGUAGES, Words

PAGES = ("find", "help", "about", "catalog")


def page_labels(words: Words) -> dict[str, str]:
    """What each page is called."""
    return {
        "find": words._("Find"),
        "help": words._("Help now"),
        "about": words._("About"),
        "catalog": words._("Catalog"),
    }


def other_languages(view: View, page: Callable[[str], str]) -> list[tuple[str, str, str]]:
    """The other languages: code, own name, and the address that `page` gives for a code."""
    names = {code: Locale.parse(code).get_display_name(code) or code for code in LANGUAGES}
    return [
        (code, names[code].capitalize(), page(code)) for code in LANGUAGES if code != view.language
    ]


def head_html(view: View, stale: str = "") -> Markup:
    """The head of a page: name, pages, languages, help lines, notice.

    `stale` says that the catalog shown is not the newest, or is empty.
    """
    labels = page_labels(view.words)
    return render(
        "head.html",
        view,
        pages=[(page, labels[page]) for page in PAGES],
        languages=other_languages(view, lambda code: _in_language(view, code)),
        lines=helpline_links(helplines(view.settings), view.words)[:4],
        stale=stale,
    )


def _in_language(view: View, code: str) -> str:
    query = replace(view.query, lang=code)
    if view.page == "find":
        return view.to(query)
    link = Query(keep=query.keep, lang=code).to_link()
    return f"{view.base}/{view.page}?{link}"


def foot_html(view: View) -> Markup:
    """The foot of a page: what to trust, what is kept, where to write."""
    light = view.light(replace(view.query, open=None, site=None)) if view.page == "find" else ""
    return render("foot.html", view, contact=contact_link(view.settings), light=light)
