"""The formats that results are given in, by name: one list for every door."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from directory.export.csv import to_csv
from directory.export.geojson import to_geojson
from directory.export.html import to_html
from directory.export.ics import to_ics
from directory.export.json import to_json
from directory.export.text import to_text
from directory.export.tsml import to_tsml
from directory.export.written import Written
from directory.export.yaml import to_yaml
from directory.search import Results
from directory.words import Words, words


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write results."""

    suffix: str
    """How the name of a file in it ends."""
    media_type: str
    write: Callable[[Results, Words, int | None, str | None], Written]
    """Results, words, how many of them (`None`: all), and the address of the site, if known."""


FORMATS: Mapping[str, Format] = {
    "json": Format(
        "json",
        "application/json",
        lambda results, _words, limit, _site: Written(to_json(results, limit)),
    ),
    "csv": Format(
        "csv",
        "text/csv; charset=utf-8; header=present",
        lambda results, words, limit, _site: to_csv(results, words, limit),
    ),
    "geojson": Format(
        "geojson",
        "application/geo+json",
        lambda results, words, limit, _site: to_geojson(results, words, limit),
    ),
    "ics": Format(
        "ics",
        "text/calendar; charset=utf-8",
        lambda results, words, limit, site: to_ics(results, words, limit, site=site),
    ),
    "tsml": Format(
        "tsml.json",
        "application/json",
        lambda results, _words, limit, _site: to_tsml(results, limit),
    ),
    "yaml": Format(
        "yaml",
        "application/yaml",
        lambda results, _words, limit, _site: to_yaml(results, limit),
    ),
    "text": Format(
        "txt",
        "text/plain; charset=utf-8",
        lambda results, words, limit, _site: Written(to_text(results, words, limit)),
    ),
    "html": Format(
        "html",
        "text/html; charset=utf-8",
        lambda results, _words, limit, _site: to_html(results, limit),
    ),
}


def write(
    results: Results, name: str, limit: int | None = None, *, site: str | None = None
) -> Written:
    """The first `limit` results in a format, in the language that their link asks for."""
    spoken = words((results.query.lang or "en").partition("-")[0])
    return FORMATS[name].write(results, spoken, limit, site)
