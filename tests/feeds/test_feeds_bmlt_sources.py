"""BMLT feeds from files, zips and servers, World Services' spreadsheets, and what is no feed."""

from __future__ import annotations

import json
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from bmlt_rows import kind_of, meeting
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.catalog.files import read_catalog_text
from directory.cli import app
from directory.feeds import Document, FeedError, import_documents, import_feed
from directory.feeds.bmlt import addresses

ROWS = [meeting(), meeting(id_bigint="18", weekday_tinyint="5")]
FORMATS = [kind_of("D", "DISC", "Discussion", "1")]
BODIES = [{"id": "3", "parent_id": "0", "name": "Example Region", "url": "", "helpline": ""}]
HEAD = (
    "Committee,CommitteeName,AreaRegion,ParentName,Room,Closed,WheelChr,Day,Time,Language1,Place,"
    "Address,City,LocBorough,State,Zip,Country,Directions,Institutional,Format1,Format2,Delete,"
    "LastChanged,Longitude,Latitude,VirtualMeetingLink,TimeZone,bmlt_id,unpublished"
)
NAWS = {
    "Committee": "G1",
    "CommitteeName": "Monday Night",
    "ParentName": "Example Area",
    "Closed": "CLOSED",
    "WheelChr": "TRUE",
    "Day": "Monday",
    "Time": "1930",
    "Place": "Community Hall",
    "Address": "1 Main St",
    "City": "Boston",
    "State": "MA",
    "Zip": "2118",
    "Directions": '"Ring, twice"',
    "Institutional": "FALSE",
    "Format1": "STEP",
    "LastChanged": "6/10/21",
    "Longitude": "-71.07",
    "Latitude": "42.34",
}


def naws(*rows: dict[str, str], head: str = HEAD) -> list[Document]:
    lines = [",".join((NAWS | row).get(column, "") for column in head.split(",")) for row in rows]
    return [Document("naws.csv", "\r\n".join([head, *lines]).encode())]


def documents(*files: bytes) -> list[Document]:
    return [Document(f"{number}.json", data) for number, data in enumerate(files)]


@pytest.mark.parametrize(
    "data",
    [
        json.dumps(ROWS),
        json.dumps({"meetings": ROWS, "formats": FORMATS}),
        json.dumps({"meetings": ROWS, "formats": {}}),
        json.dumps({str(number): row for number, row in enumerate(ROWS)}),
        "/**/callback(" + json.dumps(ROWS) + ");",
        "bmlt.cb(" + json.dumps({"meetings": ROWS}) + ")",
        "\ufeff" + json.dumps(ROWS),
    ],
)
def test_an_answer_is_read_in_every_wrapping(data: str) -> None:
    result = import_documents("bmlt", documents(data.encode()))
    assert [resource.id for resource in result.resources] == ["bmlt-17", "bmlt-18"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_an_answer_is_read_in_every_usual_encoding(encoding: str) -> None:
    data = json.dumps([meeting(meeting_name="Café")], ensure_ascii=False).encode(encoding)
    (resource,) = import_documents("bmlt", documents(data)).resources
    assert resource.name == "Café"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<!DOCTYPE html><title>Log in</title>", "web page .*Log in"),
        (json.dumps(ROWS).encode()[:-40], "breaks off"),
        (b'{"error": "Server down"}', "Server down"),
        (b"{}", "no list of BMLT meetings"),
        (b"", "empty"),
        (b'[{"a": 1}]', "no list of BMLT meetings"),
        (json.dumps(FORMATS).encode(), "no list of BMLT meetings"),
        (b"7", "no list of BMLT meetings"),
    ],
)
def test_what_is_no_answer_is_a_failure_and_never_no_meetings(data: bytes, reason: str) -> None:
    with pytest.raises(FeedError, match=reason):
        import_documents("bmlt", documents(data))


def test_files_are_told_apart_by_what_is_in_them(tmp_path: Path) -> None:
    files = {"a.json": FORMATS, "b.json": BODIES, "c.json": ROWS}
    for name, data in files.items():
        (tmp_path / name).write_text(json.dumps(data), "utf-8")
    with zipfile.ZipFile(tmp_path / "feed.zip", "w") as archive:
        for name in files:
            archive.write(tmp_path / name, f"inside/{name}")
    for source in (tmp_path, tmp_path / "feed.zip"):
        result = import_feed("bmlt", str(source))
        assert result.report.imported == 2
        assert result.settings.name == "Example Region"


@contextmanager
def server(**answers: Any) -> Iterator[tuple[str, list[str]]]:
    """A root server with these answers by question; what it was asked is kept."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            question = self.path.partition("switcher=")[2].partition("&")[0]
            found = answers.get(question)
            body = found if isinstance(found, bytes) else json.dumps(found).encode()
            self.send_response(200 if found is not None else 404)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=httpd.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{httpd.server_port}/main_server", asked
    finally:
        httpd.shutdown()
        thread.join()
        httpd.server_close()


def test_a_root_server_is_asked_for_meetings_formats_and_areas() -> None:
    answers = {"GetSearchResults": ROWS, "GetFormats": FORMATS, "GetServiceBodies": BODIES}
    with server(**answers) as (root, asked):
        for address in (root, f"{root}/", f"{root}/index.php"):
            result = import_feed("bmlt", address)
            assert result.report.imported == 2
            assert result.settings.name == "Example Region"
            assert result.resources[0].types == ("discussion", "o")
    start = "/main_server/client_interface/json/?switcher="
    assert asked[0] == f"{start}GetSearchResults&get_used_formats=1"
    assert set(asked) == {
        asked[0],
        f"{start}GetServiceBodies",
        f"{start}GetFormats",
    }


@pytest.mark.parametrize("other", [None, b"<html>no</html>", b"[", ROWS, []])
def test_a_server_that_has_only_meetings_is_enough(other: Any) -> None:
    answers = {"GetFormats": other, "GetServiceBodies": other}
    with server(GetSearchResults=ROWS, **answers) as (root, _):
        assert import_feed("bmlt", root).report.read == 2


def test_a_page_instead_of_meetings_is_a_failure() -> None:
    with (
        server(GetSearchResults=b"<html>Oops", GetFormats=FORMATS) as (root, _),
        pytest.raises(FeedError, match="web page"),
    ):
        import_feed("bmlt", root)


def test_a_search_of_ones_own_and_a_file_are_asked_for_as_they_are() -> None:
    own = "https://na.example.org/main_server/client_interface/jsonp/?switcher=GetSearchResults&services=3"
    assert addresses(own)[0] == own
    assert len(addresses(own)) == 3
    for file in ("https://na.example.org/feed.json", "https://na.example.org/get?list=na"):
        assert addresses(file) == (file,)


def test_the_command_imports_a_server_and_its_catalog_passes_the_check(tmp_path: Path) -> None:
    output = tmp_path / "out.yaml"
    with server(GetSearchResults={"meetings": ROWS, "formats": FORMATS}) as (root, _):
        run = CliRunner().invoke(app, ["import", "bmlt", root, "-o", str(output)])
    assert run.exit_code == 0
    assert "2 rows read, 2 imported" in run.stdout
    assert CliRunner().invoke(app, ["check", str(output)]).exit_code == 0


def test_world_services_spreadsheet_is_read_under_its_own_columns() -> None:
    result = import_documents("bmlt", naws({"bmlt_id": "251"}))
    (resource,) = result.resources
    (rule,) = resource.schedule
    assert (rule.days[0].value, f"{rule.start:%H:%M}", rule.end) == ("mon", "19:30", None)
    assert resource.location is not None
    assert (resource.location.postal_code, resource.location.country) == ("02118", "US")
    assert resource.location.notes == "Ring, twice"
    assert (resource.types, resource.access) == (("closed", "step-study"), ("wheelchair",))
    assert (resource.id, resource.source_id) == ("bmlt-251", "251")
    assert (resource.organization, str(resource.updated)) == ("Example Area", "2021-06-10")
    assert resource.timezone == "America/New_York"


@pytest.mark.parametrize(
    ("values", "reason"),
    [({"unpublished": "1"}, "not published"), ({"Delete": "D"}, "deleted"), ({"Day": "X"}, "day")],
)
def test_a_deleted_or_hidden_row_of_a_spreadsheet_is_left_out(
    values: dict[str, str], reason: str
) -> None:
    report = import_documents("bmlt", naws({}, values)).report
    assert (report.read, report.imported, report.rejected) == (2, 1, 1)
    assert reason in next(p.reason for p in report.problems if p.action == "rejected")


def test_spreadsheet_rows_of_one_group_are_told_apart_without_a_repair() -> None:
    result = import_documents("bmlt", naws({}, {"Day": "Sunday", "Time": "730"}))
    assert [resource.id for resource in result.resources] == ["g1-mon-1930", "g1-sun-0730"]
    reasons = {problem.reason for problem in result.report.problems}
    assert reasons == {"the postal code had lost its first zero"}


def test_virtual_closed_and_institutional_rows_of_a_spreadsheet() -> None:
    link = {"VirtualMeetingLink": "https://zoom.us/j/1"}
    rows = ({"Format1": "VM"} | link, {"Format1": "TC", "Format2": "VM"} | link, {"Format2": "TC"})
    result = import_documents("bmlt", naws(*rows, {"Institutional": "TRUE", "Language1": "ES"}))
    online, both, closed, inside = result.resources
    assert [one.attend and one.attend.value for one in (online, both, closed)] == [
        "online",
        "online",
        None,
    ]
    assert "institutional" in inside.types
    assert inside.languages == ("es",)


@pytest.mark.parametrize("column", ["CommitteeName", "Day", "Time"])
def test_a_missing_column_of_a_spreadsheet_is_named(column: str) -> None:
    with pytest.raises(FeedError, match=f"the column {column} is missing"):
        import_documents("bmlt", naws({}, head=HEAD.replace(f",{column},", ",Other,")))


def test_a_spreadsheet_of_another_kind_says_what_it_has() -> None:
    with pytest.raises(FeedError, match="no BMLT or World Services list: Shop, Price"):
        import_documents("bmlt", [Document("x.csv", b"Shop,Price\nA,1\n")])


def test_a_servers_own_csv_has_the_columns_of_its_json() -> None:
    keys = [key for key, value in meeting().items() if isinstance(value, str)]
    lines = [keys, [f'"{meeting()[key]}"' for key in keys]]
    data = "\n".join(",".join(line) for line in lines).encode()
    (resource,) = import_documents("bmlt", [Document("answer", data)]).resources
    assert (
        resource == import_documents("bmlt", documents(json.dumps(ROWS[:1]).encode())).resources[0]
    )


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=10,
)
VALUES = JSON | st.sampled_from(
    ["1", "8", "19:30:00", "24:00:00", "2", "VM,TC", "0", "zoom.us/j/1"]
)
FIELDS = [*meeting(), "format_shared_id_list", "phone_meeting_number", "bus_lines", "own"]
MEETINGS = st.dictionaries(st.sampled_from(FIELDS), VALUES, max_size=12).map(
    lambda values: meeting() | values
)


@settings(max_examples=200, deadline=None)
@given(st.lists(MEETINGS | JSON, max_size=5), st.lists(st.dictionaries(st.text(max_size=8), JSON)))
def test_whatever_a_server_answers_the_report_adds_up_and_the_catalog_is_sound(
    rows: list[Any], formats: list[Any]
) -> None:
    data = json.dumps({"meetings": rows, "formats": formats}).encode()
    result = import_documents("bmlt", documents(data))
    report = result.report
    assert report.read == len(rows) == report.imported + report.rejected
    assert len({resource.id for resource in result.resources}) == report.imported
    catalog = read_catalog_text(result.to_yaml())
    assert [problem for problem in catalog.problems if problem.severity == "error"] == []
    assert catalog.resources == result.resources


@settings(max_examples=200, deadline=None)
@given(JSON.map(lambda value: json.dumps(value).encode()) | st.binary(max_size=200))
def test_any_file_is_a_feed_or_an_error_in_words(data: bytes) -> None:
    try:
        report = import_documents("bmlt", documents(data)).report
    except FeedError as error:
        refusal, balance = str(error), 0
    else:
        refusal, balance = "0.json: ", report.read - report.imported - report.rejected
    assert refusal.startswith("0.json: ")
    assert balance == 0
