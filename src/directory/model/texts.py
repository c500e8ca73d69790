"""Texts that a catalog may give in several languages, and whole models in one of them.

A text given once is a plain `str`. One given as `{en: …, es: …}` is a `Translated`: a `str` in
one of its languages that carries the others with it, so that whatever drops a value, merges or
copies it does the same to its translations.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Annotated, Any, TypeVar, get_args

from babel import Locale
from pydantic import (
    BaseModel,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    StringConstraints,
    ValidationError,
)
from pydantic_core import CoreSchema, ErrorDetails, core_schema

_CODE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_MADE, _TEXT, _TEXTS = _WAYS = ("<made>", "<text>", "<texts>")
"""The ways in which a text is given, as pydantic names them in the place of an error."""
_NO_LANGUAGES: frozenset[str] = frozenset()
LONGEST_TEXT = 20_000
"""Characters of a text, in each of its languages."""


class Said(str):
    """A text that knows which language it is in."""

    __slots__ = ("language",)
    language: str

    def __new__(cls, text: str, language: str) -> Said:
        """A text, and the code of its language."""
        made = super().__new__(cls, text)
        made.language = language
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        """What a copy is made of."""
        return Said, (str(self), self.language)


class Translated(Said):
    """A text in one of the languages that it is given in."""

    __slots__ = ("texts",)
    texts: Mapping[str, str]
    """The text by language, in the catalog's order. The first is the main one: it stands in where
    a language is missing, and names are put in order by it."""

    def __new__(cls, texts: Mapping[str, str], language: str | None = None) -> Translated:
        """The text in a language, else in its main one."""
        code = nearest_language(texts, language) or next(iter(texts))
        made = str.__new__(cls, texts[code])
        made.language = code
        made.texts = MappingProxyType(dict(texts))
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        """What a copy is made of."""
        return Translated, (dict(self.texts), self.language)

    @property
    def main(self) -> str:
        """The text in its main language."""
        return next(iter(self.texts.values()))


def nearest_language(languages: Iterable[str], wanted: str | None) -> str | None:
    """The one of some languages that serves the readers of one: that, else a cousin: es for es-MX.

    `None` where there is no such one.
    """
    languages = sorted(languages)
    if wanted in languages:
        return wanted
    root = (wanted or "").partition("-")[0]
    return next((code for code in languages if code.partition("-")[0] == root), None)


def every_text(text: str) -> tuple[str, ...]:
    """A text in all languages that it is given in."""
    return tuple(text.texts.values()) if isinstance(text, Translated) else (text,)


def main_text(text: str) -> str:
    """A text in its main language: the same for every reader."""
    return text.main if isinstance(text, Translated) else text


def told(text: str, language: str | None) -> str:
    """A text in a language, where it is given in that one; else in its main one."""
    return Translated(text.texts, language) if isinstance(text, Translated) else text


def language_of(text: str, otherwise: str) -> str:
    """The language that a text is in, as far as it knows."""
    return text.language if isinstance(text, Said) else otherwise


def said_in(made: str, text: str, otherwise: str) -> Said:
    """What was made of a text (a shorter one, say), in the language of that text."""
    return Said(made, language_of(text, otherwise))


@dataclass(frozen=True, slots=True)
class Translatable:
    """Marks a text that may be a mapping of languages to texts."""

    max_length: int = LONGEST_TEXT

    def one(self) -> Any:
        """The type of such a text in one language."""
        return Annotated[
            str,
            StringConstraints(strip_whitespace=True, min_length=1, max_length=self.max_length),
        ]

    def __get_pydantic_core_schema__(
        self, _source: Any, _handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """A text, a text in several languages, or what was made of one before.

        The plain text is tried in pydantic's own code: nearly all of a catalog is that.
        """
        text = core_schema.str_schema(
            strip_whitespace=True, min_length=1, max_length=self.max_length
        )
        texts = core_schema.dict_schema(core_schema.str_schema(), text, min_length=1)
        return core_schema.union_schema(
            [
                (core_schema.is_instance_schema(Translated), _MADE),
                (text, _TEXT),
                (core_schema.no_info_after_validator_function(_translated, texts), _TEXTS),
            ],
            mode="left_to_right",
            serialization=core_schema.plain_serializer_function_ser_schema(
                _written, when_used="json"
            ),
        )

    def __get_pydantic_json_schema__(
        self, _schema: CoreSchema, _handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """The text; that it may be a mapping is told by `translatable`."""
        return {
            "type": "string",
            "minLength": 1,
            "maxLength": self.max_length,
            "translatable": True,
        }


@lru_cache(maxsize=1024)
def text_language(key: str) -> str | None:
    """The language that a text is in, by the key in front of it; `None` where that is not one.

    A code that no language has, like `sp`, is a slip, and its text would never be shown.
    """
    language, dash, region = key.strip().partition("-")
    code = f"{language.lower()}{dash}{region}"
    known = _CODE.fullmatch(code) and language.lower() in Locale("en").languages
    return code if known else None


def _translated(texts: dict[str, str]) -> Translated:
    codes = [text_language(key) for key in texts]
    if None in codes:
        raise ValueError("has a key that is not the code of a language")
    if len(set(codes)) < len(codes):
        raise ValueError("names one language twice")
    return Translated({str(code): text for code, text in zip(codes, texts.values(), strict=True)})


def plain_errors(error: ValidationError) -> list[ErrorDetails]:
    """What is wrong with the values of a model, said of a text where it could be a mapping too."""
    found: list[ErrorDetails] = []
    for each in error.errors(include_url=False):
        way = next((part for part in each["loc"] if part in _WAYS), None)
        meant = _TEXTS if isinstance(each["input"], Mapping) else _TEXT
        if way is None or way == (_TEXTS if _TEXTS in each["loc"][:-1] else meant):
            each["loc"] = tuple(part for part in each["loc"] if part not in _WAYS)
            found.append(each)
    return found


def _written(text: str) -> str | dict[str, str]:
    return dict(text.texts) if isinstance(text, Translated) else text


Prose = Annotated[str, Translatable()]
"""A text for readers, in one language or several."""

M = TypeVar("M", bound=BaseModel)


def spoken(model: M, language: str | None) -> M:
    """A model with each of its texts in a language, where it is given in that one.

    `None` means each text's main language. What has no translations comes back as it is.
    """
    texts, models = _shape(type(model))
    values = model.__dict__
    changed: dict[str, Any] = {}
    for name in texts:
        value = values[name]
        if value.__class__ is Translated:
            changed[name] = Translated(value.texts, language)
        elif value.__class__ is tuple and any(item.__class__ is Translated for item in value):
            changed[name] = tuple(told(item, language) for item in value)
    for name in models:
        value = values[name]
        if not value:
            continue
        if value.__class__ is tuple:
            items = [spoken(item, language) for item in value]
            if any(new is not old for new, old in zip(items, value, strict=True)):
                changed[name] = tuple(items)
        elif (inner := spoken(value, language)) is not value:
            changed[name] = inner
    # Every part was checked when it was read: a copy of them needs no second check.
    return model.model_copy(update=changed) if changed else model


def translations(model: BaseModel) -> frozenset[str]:
    """The languages of those texts of a model that are given by language; none for most."""
    texts, models = _shape(type(model))
    values = model.__dict__
    found = _NO_LANGUAGES
    for name in texts:
        value = values[name]
        for text in value if value.__class__ is tuple else (value,):
            if text.__class__ is Translated:
                found |= text.texts.keys()
    for name in models:
        if value := values[name]:
            for each in value if value.__class__ is tuple else (value,):
                if inner := translations(each):
                    found |= inner
    return found


@cache
def _shape(model: type[BaseModel]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The fields of a model that are such texts or lists of them, and models with some."""
    texts, models = [], []
    for name, field in model.model_fields.items():
        parts = _parts(field.annotation)
        marks = [*field.metadata, *(mark for part in parts for mark in _marks(part))]
        if any(isinstance(mark, Translatable) for mark in marks):
            texts.append(name)
        elif any(isinstance(part, type) and _has_texts(part) for part in parts):
            models.append(name)
    return tuple(texts), tuple(models)


def _has_texts(part: type) -> bool:
    return issubclass(part, BaseModel) and any(_shape(part))


def _parts(annotation: Any) -> list[Any]:
    """An annotation and whatever stands within it."""
    return [annotation, *(part for inner in get_args(annotation) for part in _parts(inner))]


def _marks(annotation: Any) -> tuple[Any, ...]:
    return getattr(annotation, "__metadata__", ())
