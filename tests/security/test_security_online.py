"""A map of somebody else opens the page's policy to the hosts that are named, and to no other."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from directory import load, plain
from directory.basemap.online import OnlineStyle
from directory.model import Settings
from directory.model.settings import Basemap
from directory.web import shell
from directory.web.guard import Guard
from directory.web.limits import Limits
from directory.web.policy import page_policy

ROOT = Path(__file__).parents[2]
NOW = dt.datetime(2026, 11, 24, 20, tzinfo=dt.UTC)
STYLE = OnlineStyle(
    "https://maps.example.org/style.json", ("maps.example.org", "tiles.example.org:8443")
)
OPENED = ["https://maps.example.org", "https://tiles.example.org:8443"]
HOSTILE = [
    "a.example.org; script-src *",
    "a.example.org;script-src",
    "a.example.org,*",
    "a.example.org *",
    "a.example.org\nX-Header: y",
    "*",
    "*.example.org",
    "https:",
    "https://a.example.org",
    "'self'",
    "'unsafe-inline'",
    '"a.example.org"',
    "data:",
    "me@a.example.org",
    "me:secret@a.example.org",
    "a.example.org:*",
    "a.example.org:0",
    "a.example.org:65536",
    "a.example.org:443:443",
    "a.example.org/path",
    "a.example.org?x",
    "a.example.org.",
    ".example.org",
    "a..example.org",
    "-a.example.org",
    "münchen.example.org",
    "\uff41.example.org",
    "\u212aa.example.org",
    "[::1]",
    "127.1",
    "0x7f000001",
    "2130706433",
    "",
    "a" * 254,
]
PLAIN = re.compile(r"https://[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::[1-9][0-9]{0,4})?")


def parts(text: str) -> dict[str, list[str]]:
    found = [part.split(" ") for part in text.split("; ")]
    assert len({name for name, *_ in found}) == len(found)
    return {name: sources for name, *sources in found}


def grown(hosts: tuple[str, ...]) -> list[str]:
    """What a page may ask besides what every page may, by the policy with these hosts."""
    closed = parts(page_policy(Settings(), "here.example.org"))
    opened = parts(page_policy(Settings(), "here.example.org", hosts))
    assert list(opened) == list(closed)
    more = {name: sources[len(closed[name]) :] for name, sources in opened.items()}
    assert all(opened[name][: len(sources)] == sources for name, sources in closed.items())
    assert more.pop("img-src") == more["connect-src"]
    asked = more.pop("connect-src")
    assert not any(more.values())
    return asked


@pytest.mark.parametrize("host", HOSTILE)
def test_what_is_no_plain_host_is_neither_read_nor_let_into_the_policy(host: str) -> None:
    with pytest.raises(ValidationError):
        Basemap(online=STYLE.url, hosts=(host,))
    assert grown((host,)) == []


@pytest.mark.parametrize(
    "address",
    [
        "http://maps.example.org/style.json",
        "https://maps.example.org;script-src/style.json",
        "https://me:secret@maps.example.org/style.json",
        "https://maps.example.org\\@evil.example.org/",
        "https://*/style.json",
        "https://*.example.org/style.json",
        "https://maps.example.org,evil.example.org/",
        "https://maps.example.org:0/",
        "https://münchen.example.org/style.json",
        "https://'self'/style.json",
        "https://[::1]/style.json",
        "mailto:maps@example.org",
    ],
)
def test_an_address_of_a_style_that_hides_another_host_is_not_read(address: str) -> None:
    with pytest.raises(ValidationError):
        Basemap(online=address)


def test_the_named_hosts_are_opened_with_their_ports_and_nothing_beside() -> None:
    assert grown(STYLE.hosts) == OPENED
    assert grown(("TILES.example.org:443", "10.0.0.7")) == [
        "https://tiles.example.org",
        "https://10.0.0.7",
    ]
    assert grown(()) == []


@given(st.lists(st.text() | st.sampled_from(HOSTILE) | st.from_regex(PLAIN), max_size=5))
@example(["a.example.org", "a.example.org;script-src *", "a.example.org\n"])
def test_no_text_at_all_does_more_to_the_policy_than_name_a_host(hosts: list[str]) -> None:
    asked = grown(tuple(hosts))
    assert all(PLAIN.fullmatch(each) for each in asked)
    assert {each.removeprefix("https://") for each in asked} <= {
        host.lower().removesuffix(":443") for host in hosts
    }


@pytest.fixture(scope="module")
def snapshot():
    return load(ROOT / "resources.yaml")


def served(snapshot, streets):
    """The pages with scripts and those without, behind the guard."""
    guard = Middleware(
        Guard, limits=Limits(), settings=Settings, clock=lambda: 0.0, base="", hosts=()
    )
    routes = [
        *plain.routes(lambda: snapshot, lambda: NOW),
        *shell.routes(lambda: snapshot, lambda: NOW, streets),
    ]
    return TestClient(Starlette(routes=routes, middleware=[guard]))


def policy(answer) -> dict[str, list[str]]:
    return parts(answer.headers["content-security-policy"])


def opened(answer) -> list[str]:
    """Whom else the page of an answer may ask."""
    allowed = policy(answer)
    asked = {name: [one for one in allowed.get(name, ()) if one.startswith("https:")]
             for name in allowed if name != "frame-ancestors"}  # fmt: skip
    assert not any(found for name, found in asked.items() if name not in ("connect-src", "img-src"))
    assert asked.get("connect-src") == asked.get("img-src")
    return asked.get("connect-src", [])


@pytest.mark.parametrize("path", ["/", "/help", "/about", "/catalog"])
def test_pages_that_can_show_a_map_are_open_to_a_style_that_is_offered(snapshot, path) -> None:
    # Help leads on to the map without another page being loaded.
    answer = served(snapshot, lambda: STYLE).get(path)
    assert opened(answer) == OPENED
    assert policy(answer)["script-src"] == ["'self'", "'wasm-unsafe-eval'"]
    assert answer.headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("path", ["/list", "/r/monday-night-steps", "/feed.json", "/none"])
def test_pages_without_scripts_stay_shut(snapshot, path) -> None:
    assert opened(served(snapshot, lambda: STYLE).get(path)) == []


def test_where_none_is_offered_nothing_is_opened(snapshot) -> None:
    assert opened(served(snapshot, lambda: None).get("/")) == []


def test_a_page_that_has_not_changed_brings_the_policy_of_today(snapshot) -> None:
    offered = [STYLE]
    asked = served(snapshot, lambda: offered[0] if offered else None)
    for path, expected in (("/help", OPENED), ("/list", [])):
        whole = asked.get(path)
        again = {"if-none-match": whole.headers["etag"]}
        answer = asked.get(path, headers=again)
        assert answer.status_code == 304
        assert opened(answer) == expected
        assert policy(answer) == policy(whole)
    offered.clear()
    again = {"if-none-match": asked.get("/help").headers["etag"]}
    answer = asked.get("/help", headers=again)
    assert answer.status_code == 304
    assert opened(answer) == []
