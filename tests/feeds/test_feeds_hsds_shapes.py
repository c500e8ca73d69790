"""HSDS in every shape: objects, pages, tables of three versions, and what is none of them."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hsds_feeds import at, document, imported, service, table, weekly
from hypothesis import given
from hypothesis import strategies as st

from directory.catalog.files import read_catalog, read_catalog_text
from directory.cli import app
from directory.feeds import Document, FeedError, import_feed

PLACE = {"id": "l1", "name": "Town Hall"}
TABLES = (
    table("organizations", {"id": "o1", "name": "Helping Hands"}),
    table(
        "services",
        {"id": "s1", "organization_id": "o1", "name": "Front Desk"},
        {"id": "s2", "organization_id": "o9", "name": "Phone Desk"},
    ),
    table("locations", PLACE, {"id": "l2", "name": "Library"}, {"id": "l3", "name": "Barn"}),
    table(
        "service_at_location",
        {"id": "sl1", "service_id": "s1", "location_id": "l1"},
        {"id": "", "service_id": "s1", "location_id": "l2"},
        {"id": "sl3", "service_id": "", "location_id": "l3"},
        {"id": "sl4", "service_id": "s7", "location_id": "l1"},
    ),
    table(
        "schedules",
        {"service_at_location_id": "sl1", "service_id": "s1", "location_id": "l1"} | weekly("MO"),
        {"service_id": "s1", "location_id": "l2"} | weekly("TU"),
        {"location_id": "l1"} | weekly("SU"),
        {"service_id": "s2"} | weekly("WE"),
    ),
)


@pytest.mark.parametrize(
    "value",
    [
        at(),
        [at()],
        {"contents": [at()], "total_items": 1},
        {"services": [at()]},
        {"id": "o1", "name": "Helping Hands", "services": [at()]},
        {"organizations": [{"id": "o1", "name": "Helping Hands", "services": [at()]}]},
        {"id": "sl1", "service": service(), "location": PLACE},
        [{"id": "sl1", "service": service(), "location": PLACE}],
        {
            "id": "o1",
            "name": "Helping Hands",
            "locations": [PLACE],
            "services": [service(service_at_locations=[{"id": "sl1", "location_id": "l1"}])],
        },
        {
            "services": [service()],
            "locations": [PLACE],
            "service_at_location": [{"id": "sl1", "service_id": "s1", "location_id": "l1"}],
        },
    ],
)
def test_the_same_service_at_a_place_comes_from_every_shape(value: Any) -> None:
    result = imported(document(value))
    (resource,) = result.resources
    assert (resource.id, resource.name, resource.source_id) == ("sl1", "Front Desk", "sl1")
    assert resource.location is not None
    assert resource.location.name == "Town Hall"
    assert (result.report.read, result.report.rejected) == (1, 0)


def test_services_may_come_one_a_line_and_a_bad_line_costs_only_itself() -> None:
    lines = "\n".join([json.dumps(at()), json.dumps(service(id="s2")), '{"id": "s3", "na'])
    report = imported(Document("feed.ndjson", lines.encode())).report
    assert (report.read, report.imported, report.rejected) == (3, 2, 1)


def test_a_service_without_a_place_is_one_entry_by_its_own_id() -> None:
    (resource,) = imported(document(service())).resources
    assert (resource.source_id, resource.location, resource.attend) == ("s1", None, None)


def test_a_service_at_two_places_is_two_entries() -> None:
    links = [{"id": "sl1", "location": PLACE}, {"id": "sl2", "location": PLACE | {"id": "l2"}}]
    resources = imported(document(service(service_at_locations=links))).resources
    assert [resource.id for resource in resources] == ["sl1", "sl2"]


def test_the_same_pair_again_is_rejected_with_its_first_row() -> None:
    report = imported(document([at(), at()])).report
    assert (report.read, report.imported) == (2, 1)
    (problem,) = report.problems
    assert problem.problem == "the same service at the same place is in row (1)"


def test_pages_that_are_missing_are_reported() -> None:
    page = {"contents": [at()], "total_items": 3, "page_number": 1}
    other = {"contents": [service(id="s2")], "total_items": 3, "page_number": 2}
    (problem,) = imported(document(page, "1.json"), document(other, "2.json")).report.problems
    assert problem.problem == "the feed has more pages, which were not given (2 of 3 rows)"


def test_tables_are_tied_together_by_their_ids() -> None:
    result = imported(*TABLES)
    found = {(r.source_id, r.location.name if r.location else None): r for r in result.resources}
    assert {key: resource.hours for key, resource in found.items()} == {
        ("sl1", "Town Hall"): "Mo 09:00-17:00",
        ("s1", "Library"): "Tu 09:00-17:00",
        ("s2", None): "We 09:00-17:00",
    }
    assert found["sl1", "Town Hall"].organization == "Helping Hands"
    assert (result.report.read, result.report.imported, result.report.rejected) == (5, 3, 2)
    assert {p.problem for p in result.report.problems} == {
        "no service is named at this location (Barn)",
        "the service that is named is not in the feed (s7)",
        "the organization that is named is not in the feed, and is left out (o9)",
    }


def test_a_zip_a_folder_and_a_folder_in_a_zip_read_alike(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for item in TABLES:
            archive.writestr(f"county/{item.name}", item.data)
            (tmp_path / "folder").mkdir(exist_ok=True)
            (tmp_path / "folder" / item.name).write_bytes(item.data)
        archive.writestr("county/datapackage.json", '{"resources": []}')
    (tmp_path / "county.zip").write_bytes(packed.getvalue())
    zipped = import_feed("hsds", str(tmp_path / "county.zip"), timezone="America/Chicago")
    folder = import_feed("hsds", str(tmp_path / "folder"), timezone="America/Chicago")
    assert zipped.resources == folder.resources == imported(*TABLES, today=None).resources


def test_a_data_package_says_which_table_a_file_holds() -> None:
    described = {"resources": [{"name": "services", "path": "data/export-1.csv"}]}
    rows = table("services", {"id": "1", "name": "Front Desk"})
    result = imported(document(described, "datapackage.json"), Document("export-1.csv", rows.data))
    assert [resource.name for resource in result.resources] == ["Front Desk"]


def test_older_versions_name_tables_in_their_own_way() -> None:
    result = imported(
        table("service", {"id": "1", "name": "Front Desk", "fees": "Free"}),
        table("location", {"id": "2", "name": "Town Hall"}),
        table("services_at_location", {"id": "3", "service_id": "1", "location_id": "2"}),
        table("physical_address", {"location_id": "2", "address_1": "100 Main St", "city": "Reno"}),
        table("postal_addresses", {"location_id": "2", "address_1": "PO Box 1", "city": "Elko"}),
        table("accessibility_for_disabilities", {"location_id": "2", "accessibility": "ramp"}),
        table("languages", {"service_id": "1", "language": "English, Spanish"}),
        table("eligibility", {"service_id": "1", "eligibility": "Veterans"}),
        table("taxonomy", {"id": "t1", "name": "Food Pantries"}),
        table("service_taxonomy", {"service_id": "1", "taxonomy_id": "t1"}),
        table("notes-of-ours", {"a": "1", "b": "2"}),
    )
    (resource,) = result.resources
    assert resource.location is not None
    assert (resource.location.address, resource.location.city) == ("100 Main St", "Reno")
    assert (resource.access, resource.languages) == (("wheelchair",), ("en", "es"))
    assert (resource.serves, resource.requirements) == (("veterans",), "For: Veterans")
    assert (resource.types, resource.kind, resource.cost) == (("food-pantry",), "food", "free")
    assert not result.report.problems


def test_columns_that_have_the_names_of_lists_do_no_harm() -> None:
    result = imported(
        table("services", {"id": "1", "name": "Desk", "phones": "x", "at locations": "y"}),
        table("phones", {"service_id": "1", "number": "555-0100"}),
    )
    assert [resource.phone for resource in result.resources] == ["555-0100"]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is empty"),
        (b"<!doctype html><title>Moved</title>", "is a web page “Moved”"),
        (b'[{"id": "1", "name": "De', "breaks off"),
        (b"nonsense", "is not JSON"),
        (b"17", "holds no list of services"),
        (b'{"message": "no token"}', "no token"),
        (b'[{"slug": "a", "name": "A", "day": 1, "time": "19:00"}]', "import it as tsml"),
    ],
)
def test_what_is_no_hsds_is_said_to_be_none(data: bytes, message: str) -> None:
    with pytest.raises(FeedError, match=message):
        imported(Document("feed.json", data))


def test_tables_without_services_or_without_a_needed_column_cannot_be_read() -> None:
    with pytest.raises(FeedError, match=r"has no table of services \(services.csv\)"):
        imported(table("locations", {"id": "1", "name": "Hall"}))
    with pytest.raises(FeedError, match="services has no column name; it has id, title"):
        imported(table("services", {"id": "1", "title": "Desk"}))
    with pytest.raises(FeedError, match="none of them is there"):
        imported(document({"resources": []}, "datapackage.json"))
    with pytest.raises(FeedError, match="is a web page"):
        imported(Document("services.csv", b"<html>"))


def test_a_lesser_table_that_cannot_be_read_costs_only_itself() -> None:
    result = imported(
        table("services", {"id": "1", "name": "Desk"}),
        Document("phones.csv", b"<html><title>Sign in</title>"),
        Document("languages.csv", b""),
    )
    assert len(result.resources) == 1
    assert "phones.csv: is a web page “Sign in”" in result.report.problems[0].problem


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_tables_are_read_in_every_usual_encoding(encoding: str, separator: str) -> None:
    text = f"id{separator}Name\r\n1{separator}Café Müller\r\n".encode(encoding)
    assert [r.name for r in imported(Document("services.csv", text)).resources] == ["Café Müller"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_objects_are_read_in_every_usual_encoding(encoding: str) -> None:
    text = json.dumps([service(name="Café Müller")], ensure_ascii=False).encode(encoding)
    assert [r.name for r in imported(Document("feed.json", text)).resources] == ["Café Müller"]


_WORDS = """
id name services service location locations service_at_locations organization schedules phones
languages addresses attributes taxonomy_term accessibility cost_options eligibility url email
required_documents holiday_schedules contents total_items status byday freq interval count
opens_at closes_at dtstart until wkst valid_to weekday start_date closed number type code
amount minimum_age latitude longitude location_type address_1 assured_date fees
"""
_KEYS = st.sampled_from(_WORDS.split())
_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["WEEKLY", "2MO", "MO,TU", "09:00", "2026-01-05", "99:99", "a" * 700]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=6),
    max_leaves=30,
)


@given(_VALUES)
def test_no_json_value_breaks_an_import(value: Any) -> None:
    try:
        result = imported(document(value))
    except FeedError:
        return
    assert result.report.read == result.report.imported + result.report.rejected
    assert result.report.imported == len(result.resources)
    assert not read_catalog_text(result.to_yaml()).problems


@given(st.lists(st.dictionaries(_KEYS, _VALUES, max_size=6), max_size=3), _VALUES)
def test_no_list_of_services_breaks_an_import(rows: list[dict[str, Any]], odd: Any) -> None:
    services = [service(**row) | {"id": str(n), "name": "Desk"} for n, row in enumerate(rows)]
    result = imported(document([service(id="s", schedules=[odd], phones=odd), *services]))
    assert not read_catalog_text(result.to_yaml()).problems


@given(st.binary(max_size=200), st.binary(max_size=200))
def test_no_bytes_break_a_table(services: bytes, phones: bytes) -> None:
    try:
        result = imported(Document("services.csv", services), Document("phones.csv", phones))
    except FeedError:
        return
    assert result.report.read == result.report.imported + result.report.rejected
    assert not read_catalog_text(result.to_yaml()).problems


def test_the_command_imports_a_folder_into_a_catalog_that_is_clean_as_of_today(
    tmp_path: Path,
) -> None:
    folder, output = tmp_path / "county", tmp_path / "county.yaml"
    folder.mkdir()
    expired = table("schedules", {"service_id": "s2"} | weekly("WE", valid_to="2020-12-31"))
    for item in (*TABLES[:-1], expired):
        (folder / item.name).write_bytes(item.data)
    arguments = ["import", "hsds", str(folder), "-o", str(output), "--timezone", "America/Chicago"]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0
    assert "5 rows read, 3 imported (1 of them repaired), 2 rejected." in result.output
    assert "valid_to is past, so the hours are no longer known: 1" in result.output
    assert CliRunner().invoke(app, ["check", str(output)]).exit_code == 0
    assert not any(resource.hours for resource in read_catalog(output).resources)
