"""The JSON Schema takes what the reader reads, as editors see it, and names what is not a key."""

import json
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from directory.catalog.events import parse
from directory.catalog.schema import json_schema
from directory.catalog.shape import slots
from directory.model import Resource

SCHEMA = json_schema()
VALIDATOR = Draft202012Validator(SCHEMA)


def as_yaml_1_1(text):
    """What a YAML 1.1 editor sees: dates as text, and `on` as the key it stands for."""

    def plain(value):
        if isinstance(value, dict):
            return {"on" if key is True else key: plain(item) for key, item in value.items()}
        if isinstance(value, list):
            return [plain(item) for item in value]
        return value if isinstance(value, str | int | float | None) else str(value)

    return plain(yaml.safe_load(text))


def faults(data):
    """What an editor would mark, each with its place."""
    return [f"{error.json_path}: {error.message}" for error in VALIDATOR.iter_errors(data)]


def test_the_schema_is_a_schema():
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert SCHEMA["title"]
    json.dumps(SCHEMA)


def test_the_contract_example_is_valid_in_every_reading(example):
    assert faults(as_yaml_1_1(example)) == []
    assert faults(as_yaml_1_1(example.replace('"', "").replace("Los Angeles, CA", "LA"))) == []
    assert faults(parse(example, "c.yaml").root) == []


def test_the_catalog_that_comes_with_the_program_is_valid():
    text = (Path(__file__).parents[2] / "resources.yaml").read_text(encoding="utf-8")
    assert faults(as_yaml_1_1(text)) == []


def test_every_key_has_a_description():
    for name, part in SCHEMA["$defs"].items():
        for key, value in part.get("properties", {}).items():
            assert value["description"], f"{name}.{key}"
    assert set(SCHEMA["$defs"]["Resource"]["properties"]) == set(slots(Resource))


@pytest.mark.parametrize(
    "wrong",
    [
        "resorces: []",
        "directory: {timezon: UTC}",
        "sources: [{format: tsml, url: 'https://example.org', every: 6h}]",
        "sources: [{format: tsml}]",
        "resources: [{id: a, kind: other, name: A, websit: x}]",
        "resources: [{id: a, kind: other, name: A, location: {zip: 1}}]",
        "resources: [{id: a, kind: hosing, name: A}]",
        "resources: [{id: A B, kind: other, name: A}]",
        "resources: [{id: a, kind: other}]",
        "resources: [{id: a, kind: meeting, name: A}]",
        "resources: [{id: a, kind: other, name: A, schedule: [{days: [mon]}]}]",
        "resources: [{id: a, kind: other, name: A, schedule: [{days: [moon], start: '7:00'}]}]",
        "resources: [{id: a, kind: other, name: A, schedule: [{days: [mon], start: 7pm}]}]",
        "resources: [{id: a, kind: other, name: A, schedule: [{start: '7:00'}]}]",
        "resources: [{id: a, kind: other, name: A, updated: 10/01/2026}]",
        "resources: [{id: a, kind: other, name: A, location: {latitude: 99}}]",
        "resources: [{id: a, kind: other, name: A, location: {confidential: maybe}}]",
    ],
)
def test_what_the_reader_would_report_is_marked(wrong):
    assert not VALIDATOR.is_valid(as_yaml_1_1(wrong))


@pytest.mark.parametrize(
    "right",
    [
        "resources:",
        "directory:",
        "resources: [{id: a, kind: other, name: 1, website: , location: {postal_code: 02139}}]",
        "resources: [{id: a, kind: other, name: A, schedule: [{days: [mon], start: 18:30}]}]",
        "resources: [{id: a, kind: other, name: A, schedule: [{days: [mon], start: 18:30:00}]}]",
        "resources: [{id: a, kind: other, name: no, location: {country: NO}, languages: [no]}]",
        "resources: [{id: 4711, kind: other, name: A, by_appointment: 'yes', phone: 988}]",
    ],
)
def test_unquoted_forms_that_work_are_not_marked(right):
    assert faults(as_yaml_1_1(right)) == []
