"""Reading feeds from anywhere, and the account of every row."""

from __future__ import annotations

import io
import json
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from feed_rows import imported, row
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.catalog.files import read_catalog_text
from directory.feeds import Document, FeedError, import_documents, import_feed
from directory.feeds import source as source_module

GOOD = json.dumps([row(), row(slug="other", day="Someday"), "no row"]).encode()


def zipped(**files: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name.replace("__", "."), data)
    return packed.getvalue()


@contextmanager
def served(answer: dict[str, tuple[int, dict[str, str], bytes]]) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, headers, body = answer[self.path]
            self.send_response(status)
            for key, value in headers.items():
                self.send_header(key, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_the_report_counts_every_row_and_names_every_reason() -> None:
    result = imported(row(website="www.example.org"), row(slug="b", day="Someday"), "no row", {})
    data = json.loads(result.report.to_json())
    assert {key: data[key] for key in ("read", "imported", "repaired", "rejected")} == {
        "read": 4,
        "imported": 1,
        "repaired": 1,
        "rejected": 3,
    }
    assert [(p["row"], p["source_id"], p["action"]) for p in data["problems"]] == [
        (1, "sunrise", "repaired"),
        (2, "b", "rejected"),
        (3, "", "rejected"),
        (4, "", "rejected"),
    ]
    assert all(set(p) == {"row", "source_id", "problem", "action"} for p in data["problems"])


def test_the_report_for_a_terminal_groups_rows_by_reason() -> None:
    rows = [row(slug=f"s{number}", website="www.example.org") for number in range(12)]
    text = imported(*rows, row(day="Someday")).report.to_text()
    assert text.startswith("13 rows read, 12 imported (12 of them repaired), 1 rejected.")
    assert "website had no scheme, so https:// is added: 12" in text
    assert "row 13 sunrise: Someday" in text
    assert "and 2 more" in text


def test_a_feed_is_read_from_a_file_a_folder_and_a_zip(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.json").write_bytes(GOOD)
    (tmp_path / "in" / "b.json").write_bytes(b"\xef\xbb\xbf" + json.dumps([row()]).encode())
    (tmp_path / "in" / "readme.txt").write_text("not a feed")
    (tmp_path / "feed.zip").write_bytes(zipped(a__json=GOOD, notes__txt=b"x"))
    assert import_feed("tsml", str(tmp_path / "in" / "a.json")).report.read == 3
    assert import_feed("tsml", str(tmp_path / "in")).report.read == 4
    assert import_feed("tsml", str(tmp_path / "feed.zip")).report.read == 3


def test_a_feed_is_read_from_an_address_and_through_redirects() -> None:
    pages = {
        "/feed": (302, {"Location": "/feed.json"}, b""),
        "/feed.json": (200, {}, GOOD),
        "/loop": (302, {"Location": "/loop"}, b""),
        "/file": (302, {"Location": "file:///etc/hosts"}, b""),
        "/ftp": (302, {"Location": "ftp://127.0.0.1/x"}, b""),
        "/gone": (404, {}, b"no"),
        "/page": (200, {}, b"<!DOCTYPE html><title>Not here</title>"),
    }
    with served(pages) as base:
        assert import_feed("tsml", f"{base}/feed").report.read == 3
        for path, reason in (
            ("/loop", "redirect"),
            ("/file", "not allowed"),
            ("/ftp", "not a web address"),
            ("/gone", "404"),
            ("/page", "web page .*Not here"),
        ):
            with pytest.raises(FeedError, match=reason):
                import_feed("tsml", base + path)
    with pytest.raises(FeedError, match="cannot be read"):
        import_feed("tsml", f"{base}/feed")


@pytest.mark.parametrize("address", ["ftp://example.org/x", "file:///etc/hosts", "http://"])
def test_only_web_addresses_are_asked(address: str) -> None:
    with pytest.raises(FeedError):
        import_feed("tsml", address)


def test_what_is_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = tmp_path / "bomb.zip"
    bomb.write_bytes(zipped(a__json=b"[" + b" " * (40 << 20) + b"]"))
    with pytest.raises(FeedError, match="larger than the limit"):
        import_feed("tsml", str(bomb))
    monkeypatch.setattr(source_module, "LIMIT", 100)
    (tmp_path / "a.json").write_bytes(GOOD)
    for path in (tmp_path / "a.json", tmp_path):
        with pytest.raises(FeedError, match="larger than the limit"):
            import_feed("tsml", str(path))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"<html><title>Login</title>", "web page"),
        (GOOD[:-20], "breaks off"),
        (b'[{"name": "x', "breaks off"),
        (b"[" * 200_000, "nested too deeply|breaks off"),
        (b"not json at all", "not JSON"),
        (b"42", "no list"),
        (b'{"code": "rest_no_route", "message": "No route was found"}', "No route was found"),
        (b'{"a": 1}', "no list"),
        (b"PK\x03\x04broken", "zip"),
    ],
)
def test_what_is_no_feed_is_an_error_that_says_what_it_looks_like(
    tmp_path: Path, data: bytes, reason: str
) -> None:
    path = tmp_path / "feed.json"
    path.write_bytes(data)
    with pytest.raises(FeedError, match=reason):
        import_feed("tsml", str(path))


def test_a_missing_file_or_an_empty_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FeedError, match="No such file"):
        import_feed("tsml", str(tmp_path / "absent.json"))
    with pytest.raises(FeedError, match=r"has no \.csv or \.json or .* file in it"):
        import_feed("tsml", str(tmp_path))


@pytest.mark.parametrize(
    "wrap",
    [
        lambda rows: rows,
        lambda rows: {"meetings": rows},
        lambda rows: {"data": rows},
        lambda rows: {str(number): each for number, each in enumerate(rows)},
    ],
)
def test_rows_may_be_wrapped(wrap: Any) -> None:
    data = json.dumps(wrap([row(), row(slug="b")])).encode()
    assert import_documents("tsml", [Document("feed", data)]).report.read == 2
    call = b"/**/callback(" + data + b");"
    assert import_documents("tsml", [Document("feed", call)]).report.read == 2


def test_wrong_options_are_an_error() -> None:
    document = Document("feed", GOOD)
    for options in ({"timezone": "Pacific"}, {"kind": "club"}, {"fellowship": "A A"}):
        with pytest.raises(FeedError):
            import_documents("tsml", [document], **options)


def test_fellowship_and_kind_may_be_given() -> None:
    assert imported(row()).resources[0].fellowship == "aa"
    assert imported(row(), fellowship="CMA").resources[0].fellowship == "cma"
    other = imported(row(), kind="recovery-center").resources[0]
    assert (other.kind.value, other.fellowship) == ("recovery-center", None)


def test_the_catalog_names_the_list_its_zone_and_country() -> None:
    chosen = imported(row(entity="Example Intergroup", latitude=34.05, longitude=-118.24)).settings
    assert (chosen.name, chosen.timezone) == ("Example Intergroup", "America/Los_Angeles")
    assert (chosen.country, chosen.units.value) == ("US", "mi")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=10,
)
NAMES = """
    name slug id day time end_time types notes location location_notes formatted_address address
    city state postal_code country latitude longitude approximate coordinates timezone updated url
    conference_url conference_phone conference_url_notes website email phone entity entity_phone
    attendance_option group group_notes
"""
KEYS = st.sampled_from(NAMES.split())
VALUES = JSON | st.sampled_from(
    [
        "Sunrise",
        "0",
        1,
        [1, 3],
        "7 PM",
        "19:00",
        "24:00",
        "zoom.us/j/1",
        "O,C",
        ["TC"],
        "yes",
        "USA",
    ]
)
ROWS = st.dictionaries(KEYS, VALUES, max_size=12) | JSON


@settings(max_examples=300, deadline=None)
@given(st.lists(ROWS, max_size=5))
def test_whatever_a_feed_holds_the_report_adds_up_and_the_catalog_is_sound(rows: list[Any]) -> None:
    document = Document("feed.json", json.dumps(rows).encode())
    result = import_documents("tsml", [document])
    report = result.report
    assert report.read == len(rows) == report.imported + report.rejected
    assert len(result.resources) == report.imported
    assert len({resource.id for resource in result.resources}) == report.imported
    left_out = {problem.row for problem in report.problems if problem.action == "rejected"}
    assert len(left_out) == report.rejected
    json.loads(report.to_json())
    catalog = read_catalog_text(result.to_yaml())
    assert [problem for problem in catalog.problems if problem.severity == "error"] == []
    assert catalog.resources == result.resources


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200) | st.text(max_size=100).map(str.encode))
def test_any_bytes_are_a_feed_or_an_error_in_words(data: bytes) -> None:
    try:
        report = import_documents("tsml", [Document("feed.json", data)]).report
    except FeedError as error:
        refusal, balance = str(error), 0
    else:
        refusal, balance = "feed.json: ", report.read - report.imported - report.rejected
    assert refusal.startswith("feed.json: ")
    assert balance == 0


def test_a_number_without_end_costs_no_other_row() -> None:
    good = json.dumps(row())
    bad = good.replace("{", '{"latitude": ' + "9" * 5_000 + ", ", 1)
    result = import_documents("tsml", [Document("feed.json", f"[{good}, {bad}]".encode())])
    assert result.report.imported == 2
    assert {problem.row for problem in result.report.problems} >= {2}


def test_a_list_or_mapping_where_a_text_should_be_is_told() -> None:
    told = [p.reason for p in imported(row(notes={"a": 1}, location=[1])).report.problems]
    assert told == [
        "notes is not a text, and is left out",
        "location is not a text, and is left out",
    ]
