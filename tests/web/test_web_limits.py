"""How much one visitor and all together may ask for, over addresses and sockets."""

from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path

import pytest
from guarded import Clock, client
from hypothesis import given
from hypothesis import strategies as st
from starlette.websockets import WebSocketDisconnect
from streamlit.proto.BackMsg_pb2 import BackMsg

from directory.web.limits import Crowd, Limits, Pace, key_of
from directory.web.logs import Discreet

ROOT = Path(__file__).parents[2]

# --- how often


def test_an_address_that_asks_too_often_waits_and_is_told_how_long():
    clock = Clock()
    asked = client(Limits(pages=60), clock=clock)
    answers = [asked.get("/list").status_code for _ in range(61)]
    assert answers == [200] * 60 + [429]
    turned_away = asked.get("/feed.json")
    assert turned_away.status_code == 429
    clock.now += float(turned_away.headers["retry-after"])
    assert asked.get("/feed.json").status_code == 200


def test_paper_and_typing_have_a_pace_of_their_own():
    asked = client(Limits(pages=1, papers=2, words=3))
    assert [asked.get("/handout.pdf").status_code for _ in range(3)] == [200, 200, 429]
    assert [asked.post("/suggest").status_code for _ in range(4)] == [200, 200, 200, 429]
    assert [asked.get("/list").status_code for _ in range(2)] == [200, 429]
    assert asked.get("/favicon.png").status_code == 200


def test_limits_can_be_taken_off():
    asked = client(Limits(pages=0))
    assert {asked.get("/list").status_code for _ in range(500)} == {200}


def test_limits_are_set_by_variables_and_a_slip_is_named():
    assert Limits.of({"DIRECTORY_LIMIT_PAGES": "10", "OTHER": "x"}).pages == 10
    assert Limits.of({}) == Limits()
    with pytest.raises(ValueError, match="DIRECTORY_LIMIT_PAPERS: 'many'"):
        Limits.of({"DIRECTORY_LIMIT_PAPERS": "many"})


@given(st.lists(st.floats(0, 100), min_size=1, max_size=200), st.integers(1, 50))
def test_no_more_than_the_pace_gets_through(gaps, a_minute):
    clock = Clock()
    pace = Pace(a_minute, clock)
    begun, through = clock.now, 0
    for gap in gaps:
        clock.now += gap
        through += pace.wait() == 0
    assert through <= a_minute + (clock.now - begun) * a_minute / 60 + 1e-6


@given(st.integers(1, 600))
def test_who_waits_as_long_as_told_gets_through(a_minute):
    clock = Clock()
    pace = Pace(a_minute, clock)
    while (wait := pace.wait()) == 0:
        pass
    clock.now += wait + 1e-6
    assert pace.wait() == 0


def test_addresses_are_not_kept_in_the_clear():
    assert b"203.0.113.9" not in key_of("203.0.113.9")
    assert key_of("203.0.113.9") != key_of("203.0.113.8")
    assert key_of("2001:db8:1:2::1") == key_of("2001:db8:1:2:ffff::9")
    assert key_of("2001:db8:1:2::1") != key_of("2001:db8:1:3::1")
    assert key_of("::ffff:203.0.113.9") == key_of("::ffff:203.0.113.9")


# --- sockets


def said(**what):
    """A message as the page's scripts send it."""
    return BackMsg(**what).SerializeToString()


def rerun(link=""):
    message = BackMsg()
    message.rerun_script.query_string = link
    return message.SerializeToString()


def test_a_page_may_ask_to_run_again_and_nothing_else_gets_through():
    with client().websocket_connect("/_stcore/stream") as socket:
        for order in (
            said(clear_cache=True),
            said(set_run_on_save=True),
            said(load_git_info=True),
            said(debug_shutdown_runtime=True),
            said(debug_disconnect_websocket=True),
            said(file_urls_request={"request_id": "1", "file_names": ["a"]}),
            said(backend_operation_request={"request_id": "1"}),
            b"",
        ):
            socket.send_bytes(order)
        socket.send_bytes(rerun("near=90012"))
        assert socket.receive_text() == "rerun_script"


@pytest.mark.parametrize(
    ("content", "code"),
    [(rerun("a" * 200_000), 1009), (b"\xff\xff\xff\xff", 1007)],
)
def test_what_no_page_sends_shuts_the_socket(content, code):
    with client().websocket_connect("/_stcore/stream") as socket:
        socket.send_bytes(content)
        with pytest.raises(WebSocketDisconnect) as shut:
            socket.receive_text()
    assert shut.value.code == code


def test_text_shuts_the_socket():
    with client().websocket_connect("/_stcore/stream") as socket:
        socket.send_text("hello")
        with pytest.raises(WebSocketDisconnect) as shut:
            socket.receive_text()
    assert shut.value.code == 1003


def test_a_flood_is_slowed_down_and_then_shut(monkeypatch):
    clock = Clock()
    waited = []

    async def sleep(seconds):
        waited.append(seconds)
        clock.now += seconds

    monkeypatch.setattr("directory.web.socket.asyncio.sleep", sleep)
    with client(Limits(messages=60), clock=clock).websocket_connect("/_stcore/stream") as socket:
        for _ in range(300):
            socket.send_bytes(rerun())
        told = [socket.receive() for _ in range(6 + 200)]
        shut = socket.receive()
    assert {message["type"] for message in told} == {"websocket.send"}
    assert (shut["type"], shut["code"]) == ("websocket.close", 1008)
    assert len(waited) > 100


def test_only_so_many_pages_are_open_at_a_time_and_others_get_the_light_version():
    asked = client(Limits(sockets=2))
    with asked.websocket_connect("/_stcore/stream"), asked.websocket_connect("/_stcore/stream"):
        with pytest.raises(WebSocketDisconnect), asked.websocket_connect("/_stcore/stream"):
            pass
        light = asked.get("/?near=90012&lang=es")
        assert light.status_code == 303
        assert light.headers["location"] == "/list?near=90012&lang=es"
        assert asked.get("/list").status_code == 200
    with asked.websocket_connect("/_stcore/stream") as socket:
        socket.send_bytes(rerun())
        assert socket.receive_text() == "rerun_script"


def test_an_address_that_opens_page_after_page_waits():
    """Each leaves what the page knew for two minutes, also when it is closed at once."""
    clock = Clock()
    asked = client(Limits(pages=60), clock=clock)
    for _ in range(60):
        with asked.websocket_connect("/_stcore/stream"):
            pass
    with pytest.raises(WebSocketDisconnect), asked.websocket_connect("/_stcore/stream"):
        pass
    assert asked.get("/list").status_code == 200
    clock.now += 1
    with asked.websocket_connect("/_stcore/stream") as socket:
        socket.send_bytes(rerun())
        assert socket.receive_text() == "rerun_script"


@given(st.lists(st.sampled_from([(True, b"a"), (True, b"b"), (False, b"a"), (False, b"b")])))
def test_a_crowd_counts_right(steps):
    crowd, inside = Crowd(3, 2), []
    for comes, who in steps:
        if comes and crowd.enter(who):
            inside.append(who)
        elif not comes and who in inside:
            inside.remove(who)
            crowd.leave(who)
        assert crowd.count == len(inside) <= 3
        assert inside.count(b"a") <= 2
    assert crowd.full == (len(inside) == 3)


# --- what is written down


def record(*args):
    return logging.LogRecord("uvicorn.access", logging.INFO, "", 0, "%s " * len(args), args, None)


def test_logs_hold_neither_searches_nor_visitors():
    line = record("203.0.113.9:50122", "GET", "/list?near=90012&q=detox", "1.1", 200)
    assert Discreet().filter(line)
    written = line.getMessage()
    assert "/list" in written
    for private in ("203.0.113.9", "90012", "detox"):
        assert private not in written
    for client_address in (
        "[2001:db8::1]:50122",
        "2001:db8::1:50122",
        "fe80::1%eth0:0",
        "phone-of-ana.example.net:0",
        ("203.0.113.9", 50122),
    ):
        line = record(client_address, "/_stcore/stream?x=1")
        Discreet().filter(line)
        assert line.getMessage().split() == ["-", "/_stcore/stream"]


def test_a_log_tells_where_an_error_was_and_not_what_was_asked():
    words = "q=" + "detox"
    try:
        try:
            raise KeyError(words)
        except KeyError as error:
            raise ExceptionGroup(
                words, [ValueError(words), OSError(28, "No space left")]
            ) from error
    except ExceptionGroup:
        line = logging.LogRecord("uvicorn.error", 40, "", 0, "failed", (), sys.exc_info())
    Discreet().filter(line)
    written = logging.Formatter().format(line)
    for wanted in ("KeyError", "ValueError", "No space left", "ExceptionGroup", "test_web_limits"):
        assert wanted in written
    assert words not in written


def test_whatever_starts_the_app_its_logs_are_discreet():
    code = (
        "import asyncio, logging\n"
        "from directory.web import lifespan\n"
        "async def go():\n"
        "    async with lifespan(None): pass\n"
        "asyncio.run(go())\n"
        "for name in ('uvicorn.access', 'uvicorn.error', 'streamlit.error_util'):\n"
        "    print(name, [type(each).__name__ for each in logging.getLogger(name).filters])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert [line.split(" ", 1)[1] for line in done.stdout.splitlines()] == ["['Discreet']"] * 3
