"""The plain addresses: feeds and pages without scripts, from the same search as everything."""

from __future__ import annotations

import csv
import datetime as dt
import html
import io
import json
import logging
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import anyio
import icalendar
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from directory import load, plain, search
from directory.query import parse_link
from directory.render.shell import foot_html
from directory.render.view import View

ROOT = Path(__file__).parents[2]
NOW = dt.datetime(2026, 11, 24, 20, 0, 31, tzinfo=dt.UTC)
QUERY = "near=90012&within=25mi&kind=meeting&day=tue,wed"
FEEDS = {
    "/feed.json": "application/json",
    "/feed.geojson": "application/geo+json",
    "/feed.csv": "text/csv; charset=utf-8; header=present",
    "/feed.ics": "text/calendar; charset=utf-8",
    "/feed.tsml.json": "application/json",
}
PAGES = ("/list", "/r/sunrise-serenity")


@pytest.fixture(scope="module")
def snapshot():
    return load(ROOT / "resources.yaml")


def client_of(snapshot, now=NOW):
    return TestClient(Starlette(routes=plain.routes(lambda: snapshot, lambda: now)))


@pytest.fixture(scope="module")
def client(snapshot):
    return client_of(snapshot)


@pytest.fixture(scope="module")
def expected(snapshot):
    return search(snapshot, QUERY, at=NOW)


def ids_on(page):
    return re.findall(r'<h2><a href="/r/([a-z0-9-]+)', page)


def test_every_feed_gives_all_results_in_the_order_of_the_page(client, expected):
    ids = [hit.id for hit in expected]
    assert len(ids) > 25
    found = client.get(f"/feed.json?{QUERY}&page=2").json()
    assert [one["id"] for one in found["results"]] == ids
    features = client.get(f"/feed.geojson?{QUERY}").json()["features"]
    assert [one["id"] for one in features] == ids
    table = csv.DictReader(io.StringIO(client.get(f"/feed.csv?{QUERY}").text, newline=""))
    assert [row["id"] for row in table] == ids
    rows = client.get(f"/feed.tsml.json?{QUERY}").json()
    names = list(dict.fromkeys(row["name"] for row in rows))
    assert names == [hit.name for hit in expected if hit.name in names]
    calendar = icalendar.Calendar.from_ical(client.get(f"/feed.ics?{QUERY}").content)
    names = list(dict.fromkeys(str(event["SUMMARY"]) for event in calendar.walk("VEVENT")))
    assert names == [hit.name for hit in expected if hit.name in names]
    assert len(names) == len(ids)


def test_the_list_gives_the_same_results_25_a_page(client, expected):
    found, link = [], f"/list?{QUERY}"
    while link:
        page = client.get(link).text
        assert len(ids_on(page)) <= 25
        found += ids_on(page)
        after = re.search(r'href="([^"]+)" rel="next"', page)
        link = html.unescape(after[1]) if after else None
    assert found == [hit.id for hit in expected]


@pytest.mark.parametrize(("path", "kind"), FEEDS.items())
def test_a_feed_says_what_it_is_and_may_be_read_by_any_site(client, path, kind):
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == kind
    name = path.removeprefix("/feed.")
    assert answer.headers["content-disposition"] == f'inline; filename="directory.{name}"'
    assert answer.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("path", [*FEEDS, *PAGES])
def test_every_answer_is_short_lived_known_again_and_not_sniffed(client, path):
    answer = client.get(path)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert re.search(r"max-age=\d{1,3}$", answer.headers["cache-control"])
    assert "set-cookie" not in answer.headers
    again = client.get(path, headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = client.get(path, headers={"If-None-Match": '"other"'})
    assert other.status_code == 200


@pytest.mark.parametrize("path", [*FEEDS, *PAGES])
def test_head_gives_the_headers_alone(client, path):
    whole, head = client.get(path), client.head(path)
    assert head.status_code == 200
    assert head.headers["etag"] == whole.headers["etag"]
    assert head.headers["content-type"] == whole.headers["content-type"]


@pytest.mark.parametrize("path", [*FEEDS, *PAGES])
def test_answers_are_packed_for_those_who_can_unpack(client, path):
    packed = client.get(path, headers={"Accept-Encoding": "gzip"})
    whole = client.get(path, headers={"Accept-Encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in whole.headers
    assert packed.content == whole.content
    assert packed.headers["etag"] != whole.headers["etag"]
    assert int(packed.headers["content-length"]) < int(whole.headers["content-length"]) / 2


@pytest.mark.parametrize("accepted", ["gzip;q=0", "br, gzip; q=0.000", "br", "identity", ""])
def test_who_refuses_gzip_gets_none(client, accepted):
    answer = client.get("/list", headers={"Accept-Encoding": accepted})
    assert "content-encoding" not in answer.headers
    assert answer.text.lower().startswith("<!doctype html>")


@pytest.mark.parametrize("known", ["*", 'W/{}, "x"', '"x",{}'])
def test_every_way_to_name_what_is_known_already_is_understood(client, known):
    tag = client.get("/list").headers["etag"]
    assert client.get("/list", headers={"If-None-Match": known.format(tag)}).status_code == 304


def test_what_a_format_cannot_hold_is_counted(client):
    assert client.get("/feed.tsml.json?kind=food").json() == []
    count = int(client.get("/feed.tsml.json?kind=food").headers["x-left-out"])
    assert count == client.get("/feed.json?kind=food").json()["total"] > 0


@pytest.mark.parametrize("path", [*FEEDS, *PAGES])
def test_without_a_catalog_the_answer_is_503(path):
    answer = client_of(None).get(path)
    assert answer.status_code == 503
    assert answer.headers["retry-after"]
    if path in PAGES:
        assert 'href="tel:988"' in answer.text


@pytest.mark.parametrize("path", [*FEEDS, *PAGES])
def test_a_query_without_end_is_refused(client, path):
    assert client.get(f"{path}?q={'x' * plain.LONGEST_QUERY}").status_code == 414


@pytest.mark.parametrize("path", [*FEEDS, *PAGES])
def test_any_query_is_answered(client, path):
    hostile = "near=%00&day=<script>&q=%27%22%3E&id=../../x&page=99999&at=x&lang=zz&sort=%FF"
    assert client.get(f"{path}?{hostile}").status_code == 200


def test_a_page_without_scripts_is_small_and_bound_to_say_so(client):
    for path in PAGES:
        answer = client.get(path, headers={"Accept-Encoding": "gzip"})
        assert int(answer.headers["content-length"]) < 12_000
        assert "<script" not in answer.text
        assert " style=" not in answer.text
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; style-src 'sha256-")
        assert "frame-ancestors 'self' https://intergroup.example.org" in policy


@pytest.mark.parametrize("more", ["", "&lang=es"])
def test_what_goes_on_now_near_a_place_has_what_can_be_joined_from_anywhere(client, more):
    here = "/list?near=90012&within=10mi&when=now&at=2026-11-24T19:05"
    answer = client.get(here + more, headers={"Accept-Encoding": "gzip"})
    assert int(answer.headers["content-length"]) < 12_000
    near, _, online = answer.text.partition('<section aria-labelledby="anywhere">')
    title = "Join now from anywhere" if not more else "Únete ahora desde cualquier lugar"
    assert title in online
    ids = re.findall(r'<h3><a href="/r/([a-z0-9-]+)', online)
    assert 0 < len(ids) <= 5
    link = "when=now&attend=online&at=2026-11-24T19:05"
    found = client.get(f"/feed.json?{link}").json()["results"]
    assert ids == [one["id"] for one in found if one["id"] not in ids_on(near)][:5]
    # The rest of them is a plain page too.
    links = re.findall(r'href="(/list[^"]*attend=online[^"]*)"', online)
    assert bool(links) == (len(found) > len(ids))
    assert all(client.get(html.unescape(each)).status_code == 200 for each in links)
    at = "at=2026-11-24T19:05"
    for other in (f"near=90012&{at}", f"when=now&{at}", f"{here}&attend=in-person"):
        page = client.get(f"/list?{other.removeprefix('/list?')}{more}").text
        assert 'id="anywhere"' not in page


def test_the_form_writes_the_link_that_the_page_has(client):
    page = client.get("/list?near=90012&type=open&day=tue&lang=es&verified=1y").text
    for control in (
        '<form action="/list" method="get"',
        '<input type="hidden" name="type" value="open">',
        '<input type="hidden" name="verified" value="1y">',
        '<input type="hidden" name="lang" value="es">',
        'name="day" value="tue" checked',
    ):
        assert control in page
    # Ticked boxes of one name come one after the other: they are read as a list.
    both = client.get("/feed.json?day=tue&day=wed").json()
    assert both["link"] == "day=tue,wed"


def test_help_lines_are_on_every_page_also_the_empty_one(client):
    for path in (*PAGES, "/list?q=nosuchwordanywhere", "/r/nobody"):
        assert 'href="tel:988"' in client.get(path).text


def test_the_page_leads_to_its_light_version_with_the_same_query(snapshot):
    query, _ = parse_link("near=90012&day=tue&view=map&lang=es")
    foot = foot_html(View(snapshot.settings, query, NOW))
    assert 'href="/list?near=90012&amp;day=tue&amp;lang=es"' in foot
    assert "/list" not in foot_html(View(snapshot.settings, query, NOW, page="about"))


def test_what_was_ignored_is_named(client):
    page = client.get("/list?colour=red").text
    assert "colour=red" in page


def test_the_language_is_that_of_the_link_else_of_the_browser(client):
    assert '<html lang="es"' in client.get("/list?lang=es").text
    spanish = client.get("/list", headers={"Accept-Language": "fr, es-MX;q=0.8, en;q=0.5"})
    assert '<html lang="es"' in spanish.text
    assert "Accept-Language" in spanish.headers["vary"]
    assert '<html lang="en"' in client.get("/list", headers={"Accept-Language": "fr"}).text


def test_an_entry_has_a_title_and_a_description_for_link_previews(client):
    page = client.get("/r/sunrise-serenity").text
    assert "<title>Sunrise Serenity · Example Los Angeles Recovery Directory</title>" in page
    assert '<meta property="og:title" content="Sunrise Serenity ·' in page
    described = re.search(r'<meta name="description" content="([^"]+)"', page)[1]
    assert described.startswith("AA meeting. Mon–Fri, 7–8 AM; Sat and Sun, 8–9 AM. Lantern Hall")
    assert 'name="robots"' not in page


def test_an_unknown_entry_is_a_404_that_leads_back_to_the_list(client):
    answer = client.get("/r/nobody?lang=es")
    assert answer.status_code == 404
    assert 'href="/list?lang=es"' in answer.text


def test_a_filtered_list_stays_out_of_indexes_and_the_whole_one_may_be_found(client):
    assert 'content="noindex"' in client.get("/list?kind=meeting").text
    assert 'content="noindex"' not in client.get("/list?page=2&lang=es").text


def test_an_event_links_to_its_page_on_the_address_the_reader_used(client):
    text = client.get("/feed.ics?id=sunrise-serenity", headers={"Host": "help.example.org"}).text
    assert "URL:http://help.example.org/r/sunrise-serenity\r\n" in text
    forged = client.get("/feed.ics?id=sunrise-serenity", headers={"Host": 'a"b<c>'}).text
    assert "b<c>" not in forged


def test_the_same_minute_gives_the_same_feed(snapshot):
    first, later = client_of(snapshot), client_of(snapshot, NOW + dt.timedelta(seconds=20))
    assert first.get("/feed.json").headers["etag"] == later.get("/feed.json").headers["etag"]


def test_nothing_of_a_query_is_logged(client, caplog):
    caplog.set_level(logging.DEBUG, logger="directory")
    for path in (*FEEDS, *PAGES):
        client.get(f"{path}?q=secretword&near=90012")
    written = [record.getMessage() for record in caplog.records if record.name != "httpx2"]
    assert not [line for line in written if "secretword" in line or "90012" in line]


def test_other_requests_are_answered_while_a_feed_is_made(snapshot, monkeypatch):
    started, go_on = threading.Event(), threading.Event()

    def slow(*args, **options):
        started.set()
        assert go_on.wait(20)
        return search(*args, **options)

    monkeypatch.setattr(plain, "search", slow)
    app = Starlette(routes=plain.routes(lambda: snapshot, lambda: NOW))

    async def ask(path, answers):
        scope = {
            "type": "http", "method": "GET", "path": path, "raw_path": path.encode(),
            "query_string": b"", "headers": [], "scheme": "http", "root_path": "",
            "server": ("testserver", 80), "client": ("testclient", 1), "http_version": "1.1",
        }  # fmt: skip

        async def receive():
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message):
            if message["type"] == "http.response.start":
                answers[path] = message["status"]

        await app(scope, receive, send)

    async def main():
        answers = {}
        async with anyio.create_task_group() as group:
            group.start_soon(ask, "/feed.csv", answers)
            await anyio.to_thread.run_sync(started.wait, 20)
            # The loop is free: an address that needs no search is answered meanwhile.
            await ask("/nowhere", answers)
            assert answers == {"/nowhere": 404}
            go_on.set()
        return answers

    # A thread of its own: a browser that this process drives may have a loop in this one.
    with ThreadPoolExecutor(1) as thread:
        answered = thread.submit(anyio.run, main).result(60)
    assert answered == {"/nowhere": 404, "/feed.csv": 200}


def test_the_json_feed_is_what_the_command_prints(client, snapshot):
    found = client.get(f"/feed.json?{QUERY}").json()
    assert found["as_of"] == "2026-11-24T12:00:00-08:00"
    assert found["total"] == len(found["results"])
    assert json.dumps(found["ignored"]) == "[]"
