"""A feed is downloaded within limits, and only from where it may be."""

from __future__ import annotations

import gzip
import random
import zlib
from typing import Any

import pytest
from feed_server import FeedServer, rows, send

from directory.feeds import FeedError
from directory.sources.fetch import Limits, Validators, fetch, shown
from directory.sources.network import admits

BODY = rows(3)


def test_what_a_server_says_comes_whole_with_what_to_ask_by(server: FeedServer) -> None:
    server.answer = send(BODY, ETag='"7"', Last_Modified="Sun, 22 Nov 2026 10:00:00 GMT")
    answer = fetch(server.url, allow_private=True)
    assert answer.data == BODY
    assert answer.validators == Validators('"7"', "Sun, 22 Nov 2026 10:00:00 GMT")


def test_a_feed_that_has_not_changed_is_not_sent_again(server: FeedServer) -> None:
    server.answer = send(b"", 304)
    known = Validators('"7"', "Sun, 22 Nov 2026 10:00:00 GMT")
    assert not fetch(server.url, known, allow_private=True).changed
    assert server.asked[0]["If-None-Match"] == '"7"'
    assert server.asked[0]["If-Modified-Since"] == known.modified


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("gzip", gzip.compress(BODY)),
        ("deflate", zlib.compress(BODY)),
        ("deflate", zlib.compress(BODY, wbits=-15)),
    ],
)
def test_a_packed_answer_is_unpacked(server: FeedServer, encoding: str, packed: bytes) -> None:
    server.answer = send(packed, Content_Encoding=encoding)
    assert fetch(server.url, allow_private=True).data == BODY


@pytest.mark.parametrize("padding", [b"", b"\0", bytes(20)])
@pytest.mark.parametrize("size", [10, 70_000, 300_000])
def test_an_answer_packed_in_several_parts_is_whole(
    server: FeedServer, size: int, padding: bytes
) -> None:
    parts = [bytes([65 + number]) * size + random.Random(1).randbytes(size) for number in range(3)]
    packed = b"".join(map(gzip.compress, parts))
    server.answer = send(packed + padding, Content_Encoding="gzip")
    assert fetch(server.url, allow_private=True).data == b"".join(parts)


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        (b"garbage\r\n\r\n", "does not answer as a web server does (garbage)"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n", "as a web server does"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n100\r\n[]", "breaks off"),
    ],
)
def test_what_is_no_answer_is_told_in_words(server: FeedServer, sent: bytes, told: str) -> None:
    def answer(handler: Any) -> None:
        handler.wfile.write(sent)
        handler.close_connection = True

    server.answer = answer
    with pytest.raises(FeedError) as error:
        fetch(server.url, allow_private=True)
    assert told in str(error.value)


def test_a_gzip_bomb_does_not_go_off(server: FeedServer) -> None:
    server.answer = send(gzip.compress(bytes(50_000_000)), Content_Encoding="gzip")
    with pytest.raises(FeedError, match="larger than the limit"):
        fetch(server.url, allow_private=True, limits=Limits(size=1 << 20))


@pytest.mark.parametrize("length", [None, ""], ids=["announced", "not announced"])
def test_an_answer_over_the_limit_is_given_up(server: FeedServer, length: str | None) -> None:
    body = bytes(200_000)
    server.answer = send(body) if length is None else send(body, Content_Length="")
    with pytest.raises(FeedError, match="larger than the limit"):
        fetch(server.url, allow_private=True, limits=Limits(size=100_000))


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (BODY[:50], {"Content_Length": str(len(BODY))}),
        (gzip.compress(BODY)[:-20], {"Content_Encoding": "gzip"}),
        (b"not packed at all", {"Content_Encoding": "gzip"}),
        (BODY, {"Content_Encoding": "br"}),
    ],
    ids=["cut", "cut gzip", "no gzip", "unasked packing"],
)
def test_a_damaged_answer_is_refused(
    server: FeedServer, body: bytes, headers: dict[str, str]
) -> None:
    server.answer = send(body, **headers)
    with pytest.raises(FeedError):
        fetch(server.url, allow_private=True)


@pytest.mark.parametrize("status", [403, 404, 500, 204])
def test_an_answer_that_is_no_feed_is_named(server: FeedServer, status: int) -> None:
    server.answer = send(b"", status)
    with pytest.raises(FeedError, match=f"answered {status}"):
        fetch(server.url, allow_private=True)


def test_a_redirect_is_followed(server: FeedServer) -> None:
    there = send(BODY)
    server.answer = lambda handler: (
        there(handler) if handler.path == "/new" else send(b"", 302, Location="/new")(handler)
    )
    assert fetch(server.url, allow_private=True).data == BODY


def test_a_server_that_sends_us_round_in_circles_is_left(server: FeedServer) -> None:
    server.answer = send(b"", 302, Location="/again")
    with pytest.raises(FeedError, match="more than 5 times"):
        fetch(server.url, allow_private=True)
    assert len(server.asked) == 6


@pytest.mark.parametrize(
    "place",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://[fe80::1]/",
        "http://[::ffff:169.254.169.254]/",
        "http://0.0.0.0/",
    ],
)
def test_a_redirect_to_where_clouds_keep_secrets_is_refused(server: FeedServer, place: str) -> None:
    server.answer = send(b"", 302, Location=place)
    with pytest.raises(FeedError, match="private network"):
        fetch(server.url, allow_private=True)


def test_a_public_server_cannot_send_us_into_the_network_of_the_operator() -> None:
    with pytest.raises(FeedError, match="allow_private"):
        fetch("http://127.0.0.1:9/")


@pytest.mark.parametrize("place", ["file:///etc/passwd", "ftp://example.org/", "gopher://x/"])
def test_a_redirect_to_anything_but_the_web_is_refused(server: FeedServer, place: str) -> None:
    server.answer = send(b"", 302, Location=place)
    with pytest.raises(FeedError, match="only http and https"):
        fetch(server.url, allow_private=True)


def test_the_address_that_was_checked_is_the_one_that_is_asked(server: FeedServer) -> None:
    server.answer = send(BODY)
    answers = [["127.0.0.1"], ["192.0.2.1"]]
    url = f"http://feed.example.org:{server.port}/meetings.json"
    answer = fetch(url, allow_private=True, ask=lambda _host, _port: answers.pop(0))
    assert answer.data == BODY
    assert server.asked[0]["Host"] == f"feed.example.org:{server.port}"
    assert len(answers) == 1


def test_a_name_that_leads_inside_is_refused() -> None:
    with pytest.raises(FeedError, match="private network"):
        fetch("http://feed.example.org/", ask=lambda _host, _port: ["10.0.0.7"])


@pytest.mark.parametrize(
    ("address", "public", "private"),
    [
        ("93.184.215.14", True, True),
        ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True, True),
        ("127.0.0.1", False, True),
        ("10.1.2.3", False, True),
        ("192.168.0.1", False, True),
        ("172.16.0.1", False, True),
        ("100.64.0.1", False, True),
        ("::1", False, True),
        ("fd00::1", False, True),
        ("::ffff:10.0.0.1", False, True),
        ("64:ff9b::a00:1", False, True),
        ("2002:7f00:1::", False, True),
        ("169.254.169.254", False, False),
        ("::ffff:169.254.169.254", False, False),
        ("fe80::1", False, False),
        ("0.0.0.0", False, False),
        ("224.0.0.1", False, False),
    ],
)
def test_which_addresses_are_asked(address: str, public: bool, private: bool) -> None:
    assert admits(address, "public") is public
    assert admits(address, "private") is private


def test_a_server_that_falls_silent_is_not_waited_for(server: FeedServer) -> None:
    server.answer = lambda _handler: bool(server.release.wait(30)) and None
    with pytest.raises(FeedError, match="does not answer in time"):
        fetch(server.url, allow_private=True, limits=Limits(silence=0.05))


def test_a_server_that_dribbles_is_left_when_the_time_is_up(server: FeedServer) -> None:
    def dribble(handler) -> None:
        handler.send_response(200)
        handler.end_headers()
        while not server.release.wait(0.01):
            handler.wfile.write(b" ")
            handler.wfile.flush()

    server.answer = dribble
    with pytest.raises(FeedError, match="takes longer than"):
        fetch(server.url, allow_private=True, limits=Limits(total=0.2))


def test_a_server_that_is_gone_is_named_as_such(server: FeedServer) -> None:
    url = server.url
    server.kill()
    with pytest.raises(FeedError, match="nobody answers"):
        fetch(url, allow_private=True)


def test_passwords_and_keys_of_an_address_are_never_shown() -> None:
    assert shown("https://user:pass@example.org/feed.json?key=secret#x") == "example.org/feed.json"


@pytest.mark.parametrize("tag", ['"a"\r\n "b"', '"' + "x" * 5_000 + '"', '"\x07"'])
def test_a_tag_that_cannot_be_sent_back_is_forgotten(server: FeedServer, tag: str) -> None:
    server.answer = send(BODY, ETag=tag)
    first = fetch(server.url, allow_private=True)
    assert first.data == BODY
    assert fetch(server.url, first.validators, allow_private=True).data == BODY
    assert "If-None-Match" not in server.asked[1]


def test_a_server_cannot_fill_the_page_with_what_it_says(server: FeedServer) -> None:
    def answer(handler: Any) -> None:
        handler.send_response(500, "no " * 10_000)
        handler.end_headers()

    server.answer = answer
    with pytest.raises(FeedError) as error:
        fetch(server.url, allow_private=True)
    assert len(str(error.value)) < 200
