"""Takes a mapping of the catalog apart and keeps every part that can be read.

What is wrong is reported at its own line and column, all of it at once, and the smallest thing
that is at fault is left out: one item of a list, one key, one rule of a schedule. Only what a
reader could be misled by takes more with it: see `_DECIDES`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final, TypeVar

from pydantic import ValidationError

from directory.catalog import events, mends
from directory.catalog.events import UNREADABLE, Document, Node
from directory.catalog.further import further_problem, link_problems
from directory.catalog.secrecy import (
    OPEN_ABOUT_CONFIDENTIAL,
    hints_at_secrecy,
    may_be_secret,
    reads_as,
)
from directory.catalog.shape import Slot, below, slots
from directory.model import (
    MOST_VIEWS,
    Closure,
    Location,
    Model,
    Resource,
    SavedView,
    SessionRule,
    Settings,
    Weekday,
)
from directory.model.settings import Basemap
from directory.model.texts import Translated, text_language

M = TypeVar("M", bound=Model)


class _Bad:
    """Stands for what cannot be read, once that is reported."""


class _Absent:
    """Stands for what is as good as not written."""


BAD: Final = _Bad()
ABSENT: Final = _Absent()

# Keys without which the mapping around them would mean something else: a monthly meeting would
# turn weekly, a place without readable `confidential` might be shown. Required keys count too.
_DECIDES: Mapping[type[Model], frozenset[str]] = {
    Resource: frozenset(("schedule",)),
    SessionRule: frozenset(("days", "weeks", "every", "from", "until", "date", "start")),
}
_NO_LANGUAGE = "is not the code of a language; write one like `en:` or `es:`"
_NO_TEXT = "is empty; write the text in this language, or remove the key"


class Reader:
    """Reads the mappings of one document and reports into it."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._leave_out = False
        self._withhold = False
        self._decided: list[str] = []

    def entry(self, node: Node, at: int, path: str) -> Resource | None:
        """One entry of `resources`; `None` when it has to be left out."""
        self._leave_out = False
        self._withhold = isinstance(node, events.Mapping) and (
            hints_at_secrecy(Resource, node)
            or any(key == "location" and may_be_secret(other) for key, other in node.repeats)
        )
        self._decided.clear()
        problems = self._document.problems
        before = len(problems)
        found = self.record(Resource, node, at, path)
        if not self._leave_out and isinstance(found, Resource):
            return found
        for index, problem in enumerate(problems[before:], before):
            if problem.severity == "error" and (
                problem.path == path or problem.path.startswith(tuple(self._decided))
            ):
                message = f"{problem.message} (the entry is left out until then)"
                problems[index] = replace(problem, message=message)
        return None

    def record(self, model: type[M], node: Node, at: int, path: str) -> M | _Bad | _Absent:
        """A mapping as a model."""
        if not isinstance(node, events.Mapping):
            if node is not UNREADABLE:
                self._report(at, path, _not_a_mapping(model, node))
            return BAD
        known = slots(model)
        values: dict[str, Any] = {}
        broken = False
        bad: set[str] = set()
        secret = model is Location and self._is_secret(node, path)
        for key in node.nulls:
            if key not in known:
                self._unknown(model, key, node.nulls[key], path)
        for key, value in node.items():
            key_at, value_at = node.spot(key)
            slot = known.get(key)
            if slot is None:
                self._unknown(model, key, key_at, path)
                continue
            if secret and key not in OPEN_ABOUT_CONFIDENTIAL:
                continue
            where = f"{path}.{key}"
            read = self._slot(model, slot, value, value_at, where)
            if read is BAD:
                bad.add(where)
                if slot.required or key in _DECIDES.get(model, ()):
                    broken = True
                    if model is Resource:
                        self._decided.append(where)
                if key == "confidential":
                    self._leave_out = True
                    self._decided.append(where)
            elif read is not ABSENT:
                values[key] = read
        for slot in known.values():
            if slot.required and slot.key not in node:
                broken = True
                spot = node.nulls.get(slot.key, node.at)
                self._report(spot, f"{path}.{slot.key}", f"is missing; add `{slot.key}:`")
                if model is Resource:
                    self._decided.append(f"{path}.{slot.key}")
        if secret:
            values["confidential"] = True
        self._settle(model, values, node, path)
        if broken:
            return BAD
        if not values and not any(slot.required for slot in known.values()):
            return ABSENT
        try:
            return model.model_validate(values)
        except ValidationError as error:
            for found in error.errors():
                message = str(found["msg"]).removeprefix("Value error, ")
                where, at = _first_named(node, message, path)
                if where not in bad:
                    self._report(at, where, message)
                if model is Resource:
                    self._decided.append(where)
            return BAD

    def _slot(self, model: type[Model], slot: Slot, value: Node, at: int, path: str) -> Any:
        """The value of one key; `BAD` when nothing of it can be read."""
        if not slot.many:
            return self._one(model, slot, value, at, path)
        if value is UNREADABLE:
            return BAD
        if value == "":
            return ABSENT
        if not isinstance(value, events.Sequence):
            mend = _as_list(slot, value)
            read = self._one(model, slot, value, at, path)
            if read is not BAD:
                self._report(at, path, f"is a list; write it as {mend}", warning=True)
            return read if read is BAD or read is ABSENT else (read,)
        read_items = []
        spoilt = False
        for index, item in enumerate(value):
            item_at, item_path = value.spots[index], f"{path}[{index}]"
            if item is None or item == "":
                self._report(item_at, item_path, "is an empty item; remove it", warning=True)
                continue
            read = self._one(model, slot, item, item_at, item_path)
            if read is BAD:
                spoilt = True
            elif read is not ABSENT:
                read_items.append(read)
        if read_items:
            return tuple(read_items)
        return BAD if spoilt else ABSENT

    def _one(self, model: type[Model], slot: Slot, value: Node, at: int, path: str) -> Any:
        """One value, or one item of a list."""
        if value is UNREADABLE:
            return BAD
        if slot.model is not None:
            return self.record(slot.model, value, at, path)
        if slot.translatable and isinstance(value, events.Mapping):
            return self._translations(slot, value, at, path)
        if not isinstance(value, str):
            kind = "a mapping" if isinstance(value, events.Mapping) else "a list"
            self._report(at, path, f"is {kind} where one value should be; write one, in quotes")
            return BAD
        if not value.strip():
            if slot.required:
                self._report(at, path, f"is empty; write the {slot.key}")
                return BAD
            return ABSENT
        try:
            read = slot.adapter.validate_python(value)
        except ValidationError as error:
            same = mends.same_choice(value, slot.choices)
            if same is not None:
                self._report(at, path, f"is written `{same}`", warning=True)
                return slot.adapter.validate_python(same)
            self._report(at, path, _what_is_wrong(slot, error, value))
            return BAD
        if (reason := further_problem(model, slot.key, read)) is not None:
            self._report(at, path, f"{mends.quoted(value)} {reason}")
            return BAD
        return read

    def _translations(self, slot: Slot, node: events.Mapping, at: int, path: str) -> Any:
        """A text by language, without those that cannot be read."""
        texts: dict[str, str] = {}
        bad = False
        for key, value in node.items():
            key_at, value_at = node.spot(key)
            where = f"{path}.{key}"
            code = text_language(key)
            if code is None and (code := mends.language_named(key)) is not None:
                self._report(key_at, where, f"is written `{code}:`", warning=True)
            if code is None:
                self._report(key_at, where, _NO_LANGUAGE)
            elif code in texts:
                self._report(key_at, where, f"is `{code}` once more; remove one of the two")
            elif not isinstance(value, str):
                if value is not UNREADABLE:
                    self._report(value_at, where, "is not a text; write one, in quotes")
            elif not value.strip():
                self._report(value_at, where, _NO_TEXT, warning=True)
                continue
            else:
                read = self._one_text(slot, value, value_at, where)
                if read is not BAD:
                    texts[code] = read
                    continue
            bad = True
        for key, null_at in node.nulls.items():
            self._report(null_at, f"{path}.{key}", _NO_TEXT, warning=True)
        if texts:
            return Translated(texts)
        if slot.required and not bad:
            self._report(at, path, f"is empty; write the {slot.key}")
        return BAD if bad or slot.required else ABSENT

    def _one_text(self, slot: Slot, value: str, at: int, path: str) -> Any:
        try:
            return slot.adapter.validate_python(value)
        except ValidationError as error:
            self._report(at, path, mends.explain(error.errors()[0], value))
            return BAD

    def _settle(
        self, model: type[Model], values: dict[str, Any], node: events.Mapping, path: str
    ) -> None:
        """Mend what only shows when the keys of a mapping are seen together."""
        if model is Location:
            self._pair_coordinates(values, node, path)
        elif model is Basemap:
            self._settle_basemap(values, node, path)
        elif model is SavedView and "link" in values:
            for message in link_problems(values["link"]):
                self._report(node.spot("link")[1], f"{path}.link", message, warning=True)
        elif model is Settings and len(values.get("views", ())) > MOST_VIEWS:
            values["views"] = values["views"][:MOST_VIEWS]
            at = node.spot("views")[1]
            message = f"has more than {MOST_VIEWS}; only the first ones are shown, remove others"
            self._report(at, f"{path}.views", message, warning=True)
        elif model is Closure and "to" in values and "from" in values:
            if values["to"] < values["from"]:
                del values["to"]
                at = node.spot("to")[1]
                self._report(at, f"{path}.to", "is earlier than `from`; write the last closed date")
        elif model is Resource and "fellowship" in values and values.get("kind") != "meeting":
            del values["fellowship"]
            if "kind" in values:
                at = node.spot("fellowship")[0]
                message = (
                    "is for meetings only and is left out; remove it, or write `kind: meeting`"
                )
                self._report(at, f"{path}.fellowship", message, warning=True)

    def _settle_basemap(self, values: dict[str, Any], node: events.Mapping, path: str) -> None:
        if "tiles" in values and "online" in values:
            message = "is not used beside `tiles`, which go before it; remove one of the two"
            self._report(node.spot("online")[0], f"{path}.online", message, warning=True)
        if "hosts" in values and "online" not in node:
            message = "has no effect without `online`; remove it, or add `online:`"
            self._report(node.spot("hosts")[0], f"{path}.hosts", message, warning=True)

    def _pair_coordinates(self, values: dict[str, Any], node: events.Mapping, path: str) -> None:
        for one, other in (("latitude", "longitude"), ("longitude", "latitude")):
            if one in values and other not in values:
                del values[one]
                if other not in node:
                    at = node.spot(one)[0]
                    message = f"has no `{other}` beside it and is left out; add `{other}:`"
                    self._report(at, f"{path}.{one}", message)

    def _is_secret(self, node: events.Mapping, path: str) -> bool:
        """Whether nothing finer than the city of a location may be read, or even quoted.

        When in doubt it is secret: an address once shown cannot be taken back.
        """
        stated = node.get("confidential")
        if "confidential" in node.nulls or stated == "":
            at = node.nulls.get("confidential", node.at)
            message = "has no value; write true or false (until then the address is withheld)"
            self._report(at, f"{path}.confidential", message)
            return True
        if stated is not None and reads_as(stated) is not False:
            return True
        return self._withhold or may_be_secret(node)

    def _unknown(self, model: type[Model], key: str, at: int, path: str) -> None:
        message = mends.unknown_key(key, slots(model), below(model))
        if model in (Location, Resource) and mends.means_confidential(key):
            meant = "`confidential`" if model is Location else "`confidential` under `location`"
            message = (
                f"is not a key here; did you mean {meant}? "
                "(until that is clear the address is withheld)"
            )
        self._report(at, f"{path}.{key}", message, warning=True)

    def _report(self, at: int, path: str, message: str, *, warning: bool = False) -> None:
        self._document.report(at, path, message, "warning" if warning else "error")


def _first_named(node: events.Mapping, message: str, path: str) -> tuple[str, int]:
    """The path and place of the first key in a mapping that a message about it names."""
    for key in re.findall("`([a-z_]+)`", message):
        if key in node:
            return f"{path}.{key}", node.spot(key)[1]
        if key in node.nulls:
            return f"{path}.{key}", node.nulls[key]
    return path, node.at


def _what_is_wrong(slot: Slot, error: ValidationError, value: str) -> str:
    if slot.choices:
        days = mends.weekdays(value) if slot.choices[0] == Weekday.MON else None
        if days:
            return f"{mends.quoted(value)} is more than one day; write {days}"
        if slot.key == "weeks":
            return (
                f"{mends.quoted(value)} is not a week of the month; "
                "write 1 to 5, or -1 for the last"
            )
        return mends.choice(value, slot.choices)
    return mends.explain(error.errors()[0], value)


def _not_a_mapping(model: type[Model], node: Node) -> str:
    keys = ", ".join(f"`{key}`" for key in list(slots(model))[:4])
    if isinstance(node, events.Sequence):
        return f"is a list where one mapping should be; write keys such as {keys}"
    required = next((slot.key for slot in slots(model).values() if slot.required), None)
    if (
        isinstance(node, str)
        and required
        and len(node) <= 40
        and model not in (Resource, SessionRule)
    ):
        return f"needs keys of its own; write {{{required}: {_in_flow(node)}}}"
    return f"needs keys of its own, such as {keys}"


def _as_list(slot: Slot, value: Node) -> str:
    if isinstance(value, str):
        return f"`{slot.key}: [{_in_flow(value)}]`"
    return f"`{slot.key}:` with a line `- …` for each one"


def _in_flow(value: str) -> str:
    text = mends.visible(" ".join(value[:60].split()))
    return f'"{text}"' if set(text) & set(",[]{}:#&*!|>'\"%@`+") else text
