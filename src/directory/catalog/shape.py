"""The shape of a model, key by key: what the reader of a catalog needs to take it apart."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import TypeAdapter

from directory.model import Model
from directory.model.texts import Translatable


@dataclass(frozen=True, slots=True)
class Slot:
    """One key of a mapping in the catalog."""

    key: str
    required: bool
    many: bool
    """A list of values."""
    model: type[Model] | None
    """What each value is when it is a mapping of its own."""
    choices: tuple[str, ...]
    """The words allowed, when there are only a few."""
    adapter: TypeAdapter[Any]
    """Checks one value."""
    translatable: bool
    """A text for readers, which may be a mapping of languages to texts."""


@cache
def slots(model: type[Model]) -> Mapping[str, Slot]:
    """The keys of a model, in their order."""
    return {
        (field.alias or name): _slot(
            field.alias or name, field.annotation, tuple(field.metadata), field.is_required()
        )
        for name, field in model.model_fields.items()
    }


@cache
def below(model: type[Model]) -> Mapping[str, tuple[str, ...]]:
    """The keys one level further down, by the key that they stand under."""
    return {
        slot.key: tuple(slots(slot.model))
        for slot in slots(model).values()
        if slot.model is not None and not slot.many
    }


def _slot(key: str, annotation: Any, metadata: tuple[Any, ...], required: bool) -> Slot:
    if get_origin(annotation) in (Union, types.UnionType):
        (annotation,) = (arg for arg in get_args(annotation) if arg is not type(None))
    many = get_origin(annotation) is tuple
    if many:
        annotation = get_args(annotation)[0]
    if metadata and not many:
        annotation = Annotated[(annotation, *metadata)]
    bare = get_args(annotation)[0] if get_origin(annotation) is Annotated else annotation
    choices: tuple[str, ...] = ()
    if isinstance(bare, type) and issubclass(bare, Enum):
        choices = tuple(str(member.value) for member in bare)
    elif get_origin(bare) is Literal:
        choices = tuple(str(value) for value in get_args(bare))
    model = bare if isinstance(bare, type) and issubclass(bare, Model) else None
    marks = (*metadata, *getattr(annotation, "__metadata__", ()))
    translatable = next((mark for mark in marks if isinstance(mark, Translatable)), None)
    # What is wrong with a text is said of the text, not of all that could stand in its place.
    adapter = TypeAdapter(annotation if translatable is None else translatable.one())
    return Slot(key, required, many, model, choices, adapter, translatable is not None)
