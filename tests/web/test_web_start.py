"""What the app does before the first visitor comes."""

from __future__ import annotations

import logging
import socket

import pytest

from directory.web import start

resource = pytest.importorskip("resource")


@pytest.fixture
def system(monkeypatch):
    """The limits of a system that the test sets, and what became of them."""
    limits = {"now": (1_024, 4_096)}
    monkeypatch.setattr(resource, "getrlimit", lambda _: limits["now"])
    monkeypatch.setattr(resource, "setrlimit", lambda _, new: limits.update(now=new))
    return limits


def test_there_is_room_for_all_pages_that_may_be_open(system, caplog):
    system["now"] = (1_024, 524_288)
    start.make_room(1_000)
    assert system["now"] == (4_600, 524_288)
    assert not caplog.records


def test_a_system_without_a_limit_gives_as_much_as_is_wanted(system):
    system["now"] = (1_024, resource.RLIM_INFINITY)
    start.make_room(1_000)
    assert system["now"] == (4_600, resource.RLIM_INFINITY)


@pytest.mark.parametrize("now", [20_000, resource.RLIM_INFINITY])
def test_what_is_enough_stays_as_it_is(system, now):
    system["now"] = (now, now)
    start.make_room(1_000)
    assert system["now"] == (now, now)


def test_where_the_system_gives_less_the_log_says_what_to_set(system, caplog):
    caplog.set_level(logging.WARNING)
    start.make_room(1_000)
    assert system["now"] == (4_096, 4_096)
    assert "DIRECTORY_LIMIT_SOCKETS=874" in caplog.text


def test_answers_do_not_wait_for_word_that_the_one_before_arrived():
    """With the socket that Streamlit makes, which asyncio does not take for one of TCP."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listening:
        listening.bind(("127.0.0.1", 0))
        start.send_at_once()
        listening.listen()
        with (
            socket.create_connection(listening.getsockname()),
            listening.accept()[0] as connection,
        ):
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
