"""The formats that results are given in, by name: one list for every door."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from directory.basemap.ground import NO_BASE, Base
from directory.export.csv import to_csv
from directory.export.geojson import to_geojson
from directory.export.html import to_html
from directory.export.ics import to_ics
from directory.export.json import to_json
from directory.export.pdf.document import to_pdf
from directory.export.pdf.wanted import Paper
from directory.export.text import to_text
from directory.export.tsml import to_tsml
from directory.export.written import Written
from directory.export.yaml import to_yaml
from directory.search import Results
from directory.words import Words, page_language, words


@dataclass(frozen=True, slots=True)
class Order:
    """How results are wanted, whatever the format."""

    words: Words
    limit: int | None
    """How many of them; `None`: all."""
    site: str | None
    """The address of the directory, if known."""
    paper: Paper
    """How they are printed, where they are."""
    base: Base
    """What the map of a print is drawn from."""


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write results."""

    suffix: str
    """How the name of a file in it ends."""
    media_type: str
    write: Callable[[Results, Order], Written]


FORMATS: Mapping[str, Format] = {
    "json": Format(
        "json",
        "application/json",
        lambda results, order: Written(to_json(results, order.limit)),
    ),
    "csv": Format(
        "csv",
        "text/csv; charset=utf-8; header=present",
        lambda results, order: to_csv(results, order.words, order.limit),
    ),
    "geojson": Format(
        "geojson",
        "application/geo+json",
        lambda results, order: to_geojson(results, order.words, order.limit),
    ),
    "ics": Format(
        "ics",
        "text/calendar; charset=utf-8",
        lambda results, order: to_ics(results, order.words, order.limit, site=order.site),
    ),
    "tsml": Format(
        "tsml.json",
        "application/json",
        lambda results, order: to_tsml(results, order.limit),
    ),
    "yaml": Format(
        "yaml",
        "application/yaml",
        lambda results, order: to_yaml(results, order.limit),
    ),
    "text": Format(
        "txt",
        "text/plain; charset=utf-8",
        lambda results, order: Written(to_text(results, order.words, order.limit)),
    ),
    "html": Format(
        "html",
        "text/html; charset=utf-8",
        lambda results, order: to_html(results, order.limit),
    ),
    "pdf": Format(
        "pdf",
        "application/pdf",
        lambda results, order: to_pdf(
            results,
            order.words,
            order.limit,
            site=order.site,
            paper=order.paper,
            base=order.base,
        ),
    ),
}


def write(
    results: Results,
    name: str,
    limit: int | None = None,
    *,
    site: str | None = None,
    language: str = "en",
    paper: Paper | None = None,
    base: Base = NO_BASE,
) -> Written:
    """The first `limit` results in a format, in the language of their link, else in `language`."""
    spoken = words(page_language(results.query.lang, language))
    order = Order(spoken, limit, site, paper or Paper(), base)
    return FORMATS[name].write(results, order)
