"""The JSON Schema of the catalog format, for completion and checks while writing.

An editor reads YAML by its own rules: an unquoted `19:00` may be text or the number 1140, a
postal code a number, `no` false. The schema takes what such an editor sees of anything that the
catalog reader reads rightly, so that nobody is told off for a file that works.
"""

from __future__ import annotations

from typing import Any, Final

from directory.model import Resource, Settings, Source

DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"

_AS_TEXT = ["string", "number", "boolean"]
_END = {
    "anyOf": [
        {"type": "string", "pattern": r"^([01]?\d|2[0-4]):[0-5]\d(:00)?$"},
        # 19:00 without quotes is 1140 in YAML 1.1, and 19:00:00 is 68400: read as base 60.
        {"type": "integer", "minimum": 0, "maximum": 24 * 60 * 60},
    ]
}
_START = {
    "anyOf": [
        {"type": "string", "pattern": r"^([01]?\d|2[0-3]):[0-5]\d(:00)?$"},
        {"type": "integer", "minimum": 0, "maximum": 24 * 60 * 60 - 1},
    ]
}
# Written out letter by letter: the pattern language of JSON Schema cannot ignore case.
_YES_OR_NO = "|".join(
    "".join(f"[{letter.upper()}{letter}]" for letter in word)
    for word in ("true", "false", "yes", "no", "on", "off")
)
_BOOLEAN = {"anyOf": [{"type": "boolean"}, {"type": "string", "pattern": f"^({_YES_OR_NO})$"}]}
_DATE = {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
_LANGUAGE = {"type": ["string", "boolean"], "pattern": "^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$"}
_RULES: dict[str, dict[str, Any]] = {
    "Resource": {
        "if": {"properties": {"kind": {"const": "meeting"}}, "required": ["kind"]},
        "then": {"anyOf": [{"required": ["schedule"]}, {"required": ["by_appointment"]}]},
    },
    "SessionRule": {"oneOf": [{"required": ["days"]}, {"required": ["date"]}]},
    "Source": {"oneOf": [{"required": ["url"]}, {"required": ["path"]}]},
}
_EXAMPLES: dict[str, list[Any]] = {
    "id": ["monday-night-steps"],
    "Resource.name": ["Monday Night Steps", {"en": "Monday Night Steps", "es": "Pasos del lunes"}],
    "Location.name": ["Community Church"],
    "Home.name": ["Los Angeles, CA"],
    "Helpline.name": ["988 Suicide & Crisis Lifeline"],
    "SavedView.name": ["Women's meetings tonight"],
    "SavedView.link": ["kind=meeting&serves=women&day=today"],
    "fellowship": ["aa", "na", "smart", "al-anon"],
    "timezone": ["America/Los_Angeles"],
    "hours": ["Mo-Fr 09:00-17:00; PH off", "24/7"],
    "postal_code": ["90012"],
    "region": ["CA"],
    "country": ["US"],
    "latitude": [34.0537],
    "longitude": [-118.2428],
    "transit": [["Bus 40: 15th Ave stop", "Light rail: Capitol Hill"]],
    "days": [["mon", "wed"]],
    "weeks": [[2, 4], [-1]],
    "start": ["19:00"],
    "end": ["20:00"],
    "date": ["2026-12-31"],
    "from": ["2026-01-03"],
    "until": ["2026-12-17"],
    "types": [["open", "discussion"]],
    "serves": [["women", "families"]],
    "access": [["wheelchair", "asl"]],
    "languages": [["en", "es"]],
    "phone": ["+1 555 555 0101"],
    "number": ["+1 555 555 0102"],
    "email": ["office@example.org"],
    "website": ["https://example.org"],
    "url": ["https://example.org"],
    "holidays": ["US-CA"],
    "columns": ["Their title=name, Their times=when"],
    "refresh": ["30m", "6h", "1d"],
    "radius": [10],
}


def json_schema() -> dict[str, Any]:
    """The schema of a catalog file, draft 2020-12, as plain data."""
    definitions: dict[str, Any] = {}
    for model in (Settings, Source, Resource):
        made = model.model_json_schema(by_alias=True, ref_template="#/$defs/{model}")
        definitions |= made.pop("$defs", {})
        definitions[model.__name__] = made
    definitions = {name: _loosened(name, part) for name, part in sorted(definitions.items())}
    return {
        "$schema": DRAFT,
        "title": "Recovery resource directory: catalog",
        "description": "A catalog file: settings, feeds and entries. All three are optional.",
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "directory": {
                "description": "What holds for the whole directory.",
                "anyOf": [{"$ref": "#/$defs/Settings"}, {"type": "null"}],
            },
            "sources": {
                "description": "Feeds merged with the entries of this file.",
                "type": ["array", "null"],
                "items": {"$ref": "#/$defs/Source"},
            },
            "resources": {
                "description": "The entries: meetings, centers, houses, services, help lines.",
                "type": ["array", "null"],
                "items": {"$ref": "#/$defs/Resource"},
            },
        },
        "$defs": definitions,
    }


def _loosened(title: str, part: dict[str, Any]) -> dict[str, Any]:
    """One definition as an editor's YAML sees it."""
    if "properties" not in part:
        return part
    required = part.get("required", [])
    properties = {
        name: _property(title, name, value, name in required)
        for name, value in part["properties"].items()
    }
    made = {
        "title": title,
        "description": part.get("description", ""),
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
    }
    if required:
        made["required"] = required
    return made | _RULES.get(title, {})


def _property(title: str, name: str, value: dict[str, Any], required: bool) -> dict[str, Any]:
    options = [one for one in value.get("anyOf", [value]) if one.get("type") != "null"]
    core = {key: item for key, item in options[0].items() if key not in ("title", "default")}
    made = {"description": value.get("description", core.pop("description", ""))}
    core.pop("description", None)
    translatable = core.pop("translatable", False)
    core = _value(name, core)
    if translatable:
        core = {"anyOf": [core, _texts(core)]}
    if not required:
        # A key without a value counts as not written.
        core = _or_null(core)
    made |= core
    examples = _EXAMPLES.get(f"{title}.{name}", _EXAMPLES.get(name))
    if examples:
        made["examples"] = examples
    if value.get("default") not in (None, [], ""):
        made["default"] = value["default"]
    return made


def _texts(text: dict[str, Any]) -> dict[str, Any]:
    """A text by language. YAML 1.1 takes an unquoted `no:`, which is Norwegian, for false."""
    return {
        "type": "object",
        "propertyNames": {"pattern": _LANGUAGE["pattern"]},
        "additionalProperties": _or_null(text),
        "minProperties": 1,
    }


def _value(name: str, core: dict[str, Any]) -> dict[str, Any]:
    """What one value may look like."""
    if core.get("type") == "array":
        item = dict(core["items"])
        translatable = item.pop("translatable", False)
        item = _value(name, item)
        return core | {"items": {"anyOf": [item, _texts(item)]} if translatable else item}
    if core.get("type") == "boolean":
        return dict(_BOOLEAN)
    if core.get("type") in ("integer", "number"):
        # The reader takes numbers in quotes too.
        digits = r"^[+-]?\d+$" if core["type"] == "integer" else r"^[+-]?\d+(\.\d+)?$"
        return {"anyOf": [core, {"type": "string", "pattern": digits}]}
    if core.get("type") != "string" or "enum" in core:
        return core
    if core.get("format") == "date":
        return dict(_DATE)
    if name in ("start", "end"):
        return dict(_START if name == "start" else _END)
    if name == "languages":
        return dict(_LANGUAGE)
    if core.get("format") == "uri" or name in ("email", "timezone"):
        return core
    return core | {"type": _AS_TEXT}


def _or_null(core: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in core or "anyOf" in core:
        return {"anyOf": [*core.get("anyOf", [core]), {"type": "null"}]}
    if "enum" in core:
        return core | {"enum": [*core["enum"], None], "type": [core.get("type", "string"), "null"]}
    kind = core.get("type", "string")
    return core | {"type": [*(kind if isinstance(kind, list) else [kind]), "null"]}
