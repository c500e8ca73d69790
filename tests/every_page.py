"""Every page in a language, as HTML or as the words of a paper, and the texts that one reads."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator
from functools import partial
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

from babel import Locale
from markupsafe import Markup
from pypdf import PdfReader

from directory.export.formats import write
from directory.export.pdf.wanted import Paper
from directory.export.sharing import share
from directory.pseudo import CLOSE, OPEN
from directory.query import parse_link
from directory.render.catalog import catalog_html
from directory.render.filters import filters_html
from directory.render.first import Files, first_html
from directory.render.pages import about_html, help_html
from directory.render.plain import PlainView, entry_html, list_html, note_html
from directory.render.results import results_html
from directory.render.shell import foot_html, head_html
from directory.render.view import View
from directory.search import facets, search
from directory.snapshot import Snapshot
from directory.vocabulary import FELLOWSHIPS

LOS_ANGELES = ZoneInfo("America/Los_Angeles")
NOW = dt.datetime(2026, 11, 24, 18, 0, tzinfo=LOS_ANGELES)
_FILES = Files(tags=Markup(""), styles=(), scripts=(), modules=(), icon="")


def links_to(example: Snapshot) -> list[str]:
    """A link to every view and every state of the Find page."""
    ids = [each.id for each in example.resources]
    return [
        "",
        "near=90012&when=now,soon",
        "near=90012&when=now&clock=mine&attend=in-person",
        "near=90012&view=map",
        "view=week&day=tue",
        "near=90012&within=7&foo=1&day=noday&at=never&page=0&kind=huose&at=2026-11-24T18:00",
        "near=nowhere-at-all-xyz&q=sevral+wrods",
        "q=zzzzzz&day=today&kind=food&fellowship=aa&serves=women,men&verified=90d",
        "kind=food&day=sun&time=night&from=20:00&to=22:00&near=90012&within=2mi&type=open,closed",
        "id=monday-night-steps&verified=3y&cost=free&language=es&access=wheelchair,asl",
        "near=90012&keep=noon-bite,never-alone&sort=name",
        "open=not-here",
        f"near=90012&view=plan&id={','.join(ids[::7])}",
        "near=90012&within=2mi&view=plan",
        f"near=90012&view=compare&id={','.join(ids[::6])}",
        "view=compare&id=monday-night-steps",
        *(f"near=90012&open={id}" for id in ids[::14]),
    ]


def every_page(example: Snapshot, language: str) -> Iterator[str]:
    """Every page and every view, with and without scripts, the sheet behind "Share" open."""
    snapshot = example.spoken(language)
    for link in links_to(example):
        query, ignored = parse_link(f"{link}&lang={language}")
        view = View(
            settings=snapshot.settings, query=query, at=NOW, zone=ZoneInfo("America/New_York")
        )
        results = search(snapshot, query, at=NOW, zone=view.zone)
        sharer = partial(share, view=view, site="https://help.example.org")
        yield results_html(results, snapshot, view, ignored, sharer)
        yield first_html(view, _FILES, results)
        if "open=" in link:
            continue
        yield filters_html(view, snapshot, facets(snapshot, query, at=NOW), results)
        plain = PlainView(settings=snapshot.settings, query=query, at=NOW)
        yield list_html(results, plain, ignored)
    plain = PlainView(snapshot.settings, parse_link(f"lang={language}")[0], NOW)
    for id in (example.resources[0].id, "monday-night-steps", "safe-harbor-for-women"):
        yield entry_html(search(snapshot, f"id={id}", at=NOW)[0], snapshot, plain)
    yield entry_html(None, snapshot, plain)
    yield note_html(plain, plain.words._("Try again soon"), plain.words._("See the list"))
    for page in ("find", "help", "about"):
        view = View(settings=snapshot.settings, query=plain.query, at=NOW, page=page)
        yield from (head_html(view), foot_html(view), first_html(view, _FILES, None))
    yield from (help_html(view), about_html(view))
    yield catalog_html(view, snapshot, loaded_at=NOW, failing=(), failing_since=NOW)


def every_paper(example: Snapshot, language: str) -> Iterator[str]:
    """The words of the papers: the handout of a list, of a day, and a booklet."""
    papers = [
        ("id=monday-night-steps,safe-harbor-for-women,noon-bite", Paper(title="Ada", notes={})),
        ("near=90012&day=tue&q=zzzzzz", Paper()),
        ("near=90012&kind=meeting&day=tue", Paper(booklet=True)),
    ]
    for link, paper in papers:
        results = search(example, f"{link}&lang={language}", at=NOW)
        content = write(results, "pdf", site="https://help.example.org", paper=paper).content
        yield "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def catalog_texts(example: Snapshot) -> Iterator[str]:
    """Every text of a catalog, in all its languages."""

    def walk(value: object) -> Iterator[str]:
        if isinstance(value, dict):
            for inner in value.values():
                yield from walk(inner)
        elif isinstance(value, list | tuple):
            for inner in value:
                yield from walk(inner)
        elif isinstance(value, str):
            yield " ".join(value.split())

    for resource in example.resources:
        yield from walk(resource.entry())
    yield from walk(example.settings.model_dump(mode="json"))


class _Reader(HTMLParser):
    """Gathers what is read, seen or said."""

    _SAID = frozenset({"aria-label", "title", "placeholder", "alt", "content"})
    _UNSAID = frozenset({"data-keep", "data-top", "data-focus"})
    _UNREAD = frozenset({"style", "script", "code"})

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._in: list[str] = []

    def handle_data(self, data: str) -> None:
        if not self._UNREAD & set(self._in):
            self.texts.append(" ".join(data.split()))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self._UNREAD:
            self._in.append(tag)
        named = dict(attrs)
        if tag == "meta" and named.get("name", named.get("property")) not in _READ_META:
            return
        for name, value in attrs:
            # What the page's script says stands in `data-` attributes of several words.
            said = name.startswith("data-") and " " in (value or "") and name not in self._UNSAID
            if said or name in self._SAID:
                self.texts.append(value or "")

    def handle_endtag(self, tag: str) -> None:
        if self._in and self._in[-1] == tag:
            self._in.pop()


_READ_META = {"description", "og:title", "og:description", "og:site_name"}


def texts_of(html: str) -> list[str]:
    """What a page says: its text, and the attributes that are read out or shown later."""
    reader = _Reader()
    reader.feed(str(html))
    return [text for text in reader.texts if text]


def _names() -> Iterator[str]:
    """What is the same in all languages, or comes from the locale: dates, times, proper names."""
    locale = Locale.parse("en_US")
    for kind in ("months", "days", "day_periods"):
        for context in getattr(locale, kind).values():
            for names in context.values():
                yield from names.values()
    yield from locale.languages.values()
    yield from ("PST", "EST", "and", "PDF", "CSV", "JSON", "GeoJSON", "Meeting Guide")
    yield from ("Apple Maps", "Google Maps", "Español", "English", "Pt", "weather.gov")
    for fellowship in FELLOWSHIPS.values():
        yield from (fellowship.label, fellowship.name)


_WORD = r"[^\W\d_]{2,}"


def left_of(text: str, own: list[str]) -> str:
    """What of a text is neither a message, nor from the catalog, nor a name, date or number."""
    while (shorter := re.sub(rf"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}", " ", text)) != text:
        text = shorter
    for part in own if re.search(_WORD, text) else ():
        if part in text:
            text = text.replace(part, " ")
            if not re.search(_WORD, text):
                break
    return " ".join(re.findall(_WORD, text))


def own_texts(example: Snapshot) -> list[str]:
    """What pages say that is no message: the catalog's texts, names, and words of these links."""
    texts = {*catalog_texts(example), *_names(), "zzzzzz", "sevral wrods", "nowhere-at-all-xyz"}
    return sorted((text for text in texts if len(text) > 1), key=len, reverse=True)
