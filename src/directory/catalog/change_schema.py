"""The JSON Schema of change files, for completion in an editor."""

from __future__ import annotations

from typing import Any

from directory.catalog.change_file import VERBS
from directory.catalog.schema import json_schema

_ABOUT = {
    "id": "The entry that changes.",
    "add": "A new entry.",
    "close": "The id of an entry that is closed for good; it stays in the file.",
    "remove": "The id of an entry that is taken out of the file.",
    "was": "What must stand there now; an empty value: nothing.",
    "set": "New values; location.notes reaches into a mapping, schedule.0.start into a list.",
    "unset": "Keys to take away.",
    "include": "What goes into a list.",
    "exclude": "What goes out of a list.",
    "verified": "A person checked it; `on` is today unless given.",
    "note": "For the one who looks this over; with `verified` kept as a comment.",
    "after": "The id of the entry that the new one comes behind.",
    "file": "The file of a folder that the new entry goes into.",
}


def change_schema() -> dict[str, Any]:
    """The schema of a file for `directory apply`, made of that of the catalog."""
    catalog = json_schema()
    definitions: dict[str, Any] = catalog["$defs"]
    keys = definitions["Resource"]["properties"]
    # Any path of an entry; what is right there is checked when the change is applied.
    values = {
        "type": "object",
        "properties": keys,
        "patternProperties": {r"^[a-z_]+(\.|\[)": {}},
        "additionalProperties": False,
        "minProperties": 1,
    }
    loose = {"type": "object", "propertyNames": {"type": "string"}}
    text = {"type": "string", "minLength": 1}
    shapes: dict[str, Any] = {
        "id": text,
        "add": {"$ref": "#/$defs/Resource"},
        "close": text,
        "remove": text,
        "was": loose,
        "set": values,
        "unset": {"anyOf": [text, {"type": "array", "items": text, "minItems": 1}]},
        "include": loose,
        "exclude": loose,
        "verified": {
            "type": "object",
            "properties": definitions["Verified"]["properties"],
            "additionalProperties": False,
        },
        "note": text,
        "after": text,
        "file": text,
    }
    return {
        "$schema": catalog["$schema"],
        "title": "Changes of a directory",
        "type": "object",
        "required": ["changes"],
        "additionalProperties": False,
        "properties": {
            "changes": {
                "type": "array",
                "minItems": 1,
                "items": {
                    "oneOf": [
                        {
                            "type": "object",
                            "required": [verb],
                            "additionalProperties": False,
                            "properties": {
                                key: {**shapes[key], "description": _ABOUT[key]}
                                for key in (verb, *beside)
                            },
                        }
                        for verb, beside in VERBS.items()
                    ]
                },
            }
        },
        "$defs": definitions,
    }
