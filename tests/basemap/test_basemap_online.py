"""A map style elsewhere: whom it asks is known before a reader asks anybody."""

from __future__ import annotations

import datetime as dt
import json
import sys
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from directory.basemap.online import LARGEST, MOST_HOSTS, OnlineStyle
from directory.basemap.survey import EVERY, RETRY, Online, survey
from directory.feeds import FeedError
from directory.model import Settings
from directory.model.settings import Basemap
from directory.sources.fetch import Limits, fetch
from directory.sources.network import UnreachableError

sys.path.append(str(Path(__file__).parents[1] / "sources"))
from feed_server import FeedServer, feed_server, send

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
CREDIT = (
    '<a href="https://www.openstreetmap.org/copyright" target="_blank">&copy; OpenStreetMap</a>'
)
STYLE: dict[str, Any] = {
    "version": 8,
    "name": "Streets",
    "sprite": "https://signs.example.org/sprites/day",
    "glyphs": "https://letters.example.org/fonts/{fontstack}/{range}.pbf?key=k",
    "sources": {
        "streets": {"type": "vector", "url": "https://maps.example.org/tiles.json"},
        "hills": {
            "type": "raster-dem",
            "tiles": ["https://HILLS.example.org:443/{z}/{x}/{y}.png"],
            "attribution": CREDIT,
        },
        "here": {"type": "geojson", "data": {"type": "FeatureCollection", "features": []}},
        "there": {"type": "geojson", "data": "https://data.example.org:8443/a.geojson"},
    },
    "layers": [{"id": "land", "type": "background"}],
}
TILES = {"tilejson": "3.0.0", "tiles": ["https://t1.example.org/{z}/{x}/{y}.pbf"],
         "attribution": CREDIT}  # fmt: skip


class Elsewhere:
    """A web server on this machine that stands in for all hosts of a map, by path."""

    def __init__(self, server: FeedServer) -> None:
        self.answers: dict[str, Callable[[BaseHTTPRequestHandler], None]] = {}
        self.asked: list[str] = []
        self.url = f"https://maps.example.org:{server.port}/style.json"
        self.here = f"maps.example.org:{server.port}"
        server.answer = self._answer

    def _answer(self, handler: BaseHTTPRequestHandler) -> None:
        self.asked.append(f"{handler.headers['Host']}{handler.path}")
        self.answers.get(handler.path, send(b"", 404))(handler)

    def put(self, path: str, document: object) -> None:
        self.answers[path] = send(json.dumps(document).encode())

    def style(self, **changes: object) -> None:
        """A style, with the addresses of its own host at this server's port."""
        text = json.dumps({**STYLE, **changes})
        self.answers["/style.json"] = send(
            text.replace("https://maps.example.org/", f"https://{self.here}/").encode()
        )


@pytest.fixture(scope="module")
def server() -> Iterator[FeedServer]:
    with feed_server() as running:
        yield running


@pytest.fixture
def elsewhere(server: FeedServer, monkeypatch: pytest.MonkeyPatch) -> Elsewhere:
    # It has no certificate; all else is as it would be.
    monkeypatch.setattr("directory.sources.fetch._secured", lambda plain, *_: plain)
    found = Elsewhere(server)
    found.style()
    found.put("/tiles.json", TILES)
    return found


ask = partial(
    fetch,
    secure=True,
    limits=Limits(size=LARGEST, connect=5, silence=5, total=10),
    ask=lambda *_: ["127.0.0.1"],
)


def surveyed(elsewhere: Elsewhere, **basemap: Any) -> OnlineStyle:
    return survey(Basemap(online=elsewhere.url, allow_private=True, **basemap), ask)


def refused(elsewhere: Elsewhere) -> str:
    with pytest.raises(FeedError) as error:
        surveyed(elsewhere)
    assert not isinstance(error.value, UnreachableError)
    return str(error.value)


# --- what a style names


def test_everybody_who_would_see_a_request_is_named(elsewhere: Elsewhere) -> None:
    found = surveyed(elsewhere, hosts=("more.example.org",))
    assert found.url == elsewhere.url
    assert found.hosts == (
        "data.example.org:8443",
        "hills.example.org",
        "letters.example.org",
        elsewhere.here,
        "more.example.org",
        "signs.example.org",
        "t1.example.org",
    )
    assert found.credits == ("© OpenStreetMap",)


def test_only_the_style_and_descriptions_of_tiles_are_read(elsewhere: Elsewhere) -> None:
    surveyed(elsewhere)
    assert elsewhere.asked == [f"{elsewhere.here}/style.json", f"{elsewhere.here}/tiles.json"]


def test_who_sends_a_browser_on_is_named_and_who_it_is_sent_to(elsewhere: Elsewhere) -> None:
    port = elsewhere.here.partition(":")[2]
    elsewhere.answers["/new.json"] = elsewhere.answers["/style.json"]
    elsewhere.answers["/style.json"] = send(
        b"", 302, Location=f"https://moved.example.org:{port}/new.json"
    )
    found = surveyed(elsewhere)
    assert {elsewhere.here, f"moved.example.org:{port}"} < set(found.hosts)


@pytest.mark.parametrize(
    "sprite",
    [
        [{"id": "a", "url": "https://a.example.org/s"}, {"id": "b", "url": "https://b.example.org/s"}],
        ["https://a.example.org/s", "https://b.example.org/s"],
    ],
)  # fmt: skip
def test_several_sheets_of_signs_are_all_named(elsewhere: Elsewhere, sprite: object) -> None:
    elsewhere.style(sprite=sprite)
    assert {"a.example.org", "b.example.org"} < set(surveyed(elsewhere).hosts)


def test_pictures_films_and_fonts_are_named_too(elsewhere: Elsewhere) -> None:
    sources = {
        "a": {"type": "image", "url": "https://image.example.org/a.png"},
        "b": {"type": "video", "urls": ["https://film.example.org/b.mp4"]},
    }
    faces = {"One": "https://face.example.org/1.ttf", "Two": [{"url": "https://two.example.org/2"}]}
    elsewhere.style(sources=sources, **{"font-faces": faces})
    found = set(surveyed(elsewhere).hosts)
    assert {"image.example.org", "film.example.org", "face.example.org", "two.example.org"} < found


# --- what is refused


@pytest.mark.parametrize(
    "address",
    [
        "http://tiles.example.org/{z}/{x}/{y}.pbf",
        "http://tiles.example.org/{z}?key=secret",
        "ws://tiles.example.org/",
        "//tiles.example.org/{z}",
        "/tiles/{z}",
        "https:/tiles.example.org/",
        "https://tiles.example.org;script-src/",
        "https://*/",
        "https://*.example.org/",
        "https://{s}.example.org/{z}",
        "https://'self'/",
        "https://me:secret@tiles.example.org/",
        "https://maps.example.org\\@tiles.example.org/",
        "https://tiles.example.org:99999/",
        "https://tiles.example.org:0/",
        "https://münchen.example.org/",
        "https://[::1]/",
        "https://0x7f.1/",
        "https:// tiles.example.org/",
        "https://tiles.example.org\t/",
        "\thttps://tiles.example.org/",
        "https://tiles.example.org/a b",
        "https://",
        "",
        "pmtiles://https://tiles.example.org/a.pmtiles",
        "data:image/png;base64,AAAA",
        None,
        7,
        {},
    ],
)
def test_an_address_that_is_not_plain_https_spoils_the_style(
    elsewhere: Elsewhere, address: object
) -> None:
    elsewhere.style(sources={"a": {"type": "vector", "tiles": [address]}})
    said = refused(elsewhere)
    assert "no plain https address; name another style" in said
    assert "secret" not in said


def test_a_bad_address_in_a_description_of_tiles_spoils_it_too(elsewhere: Elsewhere) -> None:
    elsewhere.put("/tiles.json", {"tiles": ["http://t1.example.org/{z}/{x}/{y}.pbf"]})
    assert f"{elsewhere.here}/tiles.json: names http://t1.example.org" in refused(elsewhere)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<html>not found</html>", "is not JSON"),
        (b'{"version": 8', "is not JSON"),
        (b"[" * 200_000, "is not JSON"),
        (b"\xff\xfe\xff", "is not JSON"),
        (b"", "is not JSON"),
        (b"[]", "is no map style"),
        (b'"style"', "is no map style"),
        (b'{"type": "FeatureCollection", "features": []}', "is no map style"),
        (b'{"version": 7, "sources": {}, "layers": []}', "is no map style"),
        (b'{"version": 8, "layers": []}', "has no sources"),
        (b'{"version": 8, "layers": [], "sources": {"a": 1}}', "a source that is none"),
        (b'{"version": 8, "layers": [], "sources": {"a": {"type": ["x"]}}}', "of the kind [\"x\"]"),
        (b'{"version": 8, "layers": [], "sources": {}, "imports": [{"url": "x"}]}', "stands alone"),
        (b'{"version": 8, "layers": [], "sources": {}, "sprite": ' + b"[" * 900 + b"7" + b"]" * 900
         + b"}", "no plain https address"),
        (b" " * (LARGEST + 1), "is larger than the limit (5 MiB)"),
    ],
)  # fmt: skip
def test_what_is_no_style_is_refused_with_the_reason(
    elsewhere: Elsewhere, content: bytes, said: str
) -> None:
    elsewhere.answers["/style.json"] = send(content)
    assert said in refused(elsewhere)


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "&lt;ScRiPt src=//evil.example.org&gt;",
        '<img src=x onerror="alert(1)">',
        '<a title=">" onclick=alert(1)>OpenStreetMap</a>',
        '<a href="java&#115;cript:alert(1)">OpenStreetMap</a>',
        "<iframe src=https://evil.example.org></iframe>",
        "</ style>",
    ],
    ids=["script", "packed", "handler", "handler after a bracket", "link", "frame", "style"],
)
@pytest.mark.parametrize("holder", ["source", "layer", "name of a source", "description"])
def test_what_could_run_is_refused_wherever_it_stands(
    elsewhere: Elsewhere, text: str, holder: str
) -> None:
    source = {"type": "vector", "url": "https://maps.example.org/tiles.json"}
    if holder == "source":
        elsewhere.style(sources={"a": {**source, "attribution": text}})
    elif holder == "layer":
        elsewhere.style(layers=[{"id": "a", "type": "symbol", "layout": {"text-field": text}}])
    elif holder == "name of a source":
        elsewhere.style(sources={text: source})
    else:
        elsewhere.put("/tiles.json", {**TILES, "attribution": text})
    assert "has a script in it, or what could be one" in refused(elsewhere)


@pytest.mark.parametrize("text", ["<" * 400_000, "<" + " " * 400_000, " on" * 200_000 + "<"])
def test_a_text_made_to_take_long_does_not(elsewhere: Elsewhere, text: str) -> None:
    elsewhere.style(name=text)
    assert surveyed(elsewhere).hosts


def test_a_style_that_needs_an_account_says_so(elsewhere: Elsewhere) -> None:
    elsewhere.style(sprite="mapbox://sprites/mapbox/streets-v8")
    assert "needs an account of Mapbox" in refused(elsewhere)


def test_more_hosts_than_anybody_can_agree_to_are_refused(elsewhere: Elsewhere) -> None:
    tiles = [f"https://t{n}.example.org/{{z}}" for n in range(MOST_HOSTS + 1)]
    elsewhere.style(sources={"a": {"type": "raster", "tiles": tiles}})
    assert f"{MOST_HOSTS} is the most" in refused(elsewhere)
    many = {f"s{n}": {"type": "vector", "url": f"https://{elsewhere.here}/{n}"} for n in range(99)}
    elsewhere.style(sources=many)
    assert "more than 12 descriptions of tiles" in refused(elsewhere)


@pytest.mark.parametrize("place", ["http://maps.example.org/style.json", "ftp://x.example.org/"])
def test_a_way_on_that_is_not_https_is_not_gone(elsewhere: Elsewhere, place: str) -> None:
    elsewhere.answers["/style.json"] = send(b"", 302, Location=place)
    assert "only https addresses can be read" in refused(elsewhere)
    assert len(elsewhere.asked) == 1


def test_a_style_that_is_gone_is_refused(elsewhere: Elsewhere) -> None:
    del elsewhere.answers["/style.json"]
    assert "the server answered 404" in refused(elsewhere)


def test_a_private_network_is_asked_only_where_the_operator_says_so(elsewhere: Elsewhere) -> None:
    with pytest.raises(FeedError, match="lies inside a private network"):
        survey(Basemap(online=elsewhere.url), ask)
    assert elsewhere.asked == []


# --- kept fresh


class Kept:
    """A catalog, a clock and a network that the test changes."""

    def __init__(self, elsewhere: Elsewhere) -> None:
        self.elsewhere = elsewhere
        self.now = NOW
        self.basemap: Basemap | None = Basemap(online=elsewhere.url, allow_private=True)
        self.offline = False
        self.online = Online(
            lambda: Settings(basemap=self.basemap), self._fetch, clock=lambda: self.now
        )

    def _fetch(self, *given: Any, **named: Any) -> Any:
        if self.offline:
            raise UnreachableError("is not known; check the address", where="maps.example.org")
        return ask(*given, **named)

    def later(self, wait: dt.timedelta) -> bool:
        self.now += wait
        return self.online.tick()

    @property
    def offered(self) -> OnlineStyle | None:
        return self.online.reading().offered


@pytest.fixture
def kept(elsewhere: Elsewhere) -> Kept:
    return Kept(elsewhere)


def test_a_style_is_offered_once_it_was_read_and_read_again_a_day_later(kept: Kept) -> None:
    assert kept.offered is None
    assert kept.online.tick()
    assert kept.offered is not None
    assert kept.online.reading().checked_at == NOW
    assert not kept.later(EVERY - dt.timedelta(seconds=1))
    assert len(kept.elsewhere.asked) == 2
    assert kept.later(dt.timedelta(seconds=1))
    assert len(kept.elsewhere.asked) == 4


@pytest.mark.parametrize(
    "basemap", [None, Basemap(), Basemap(tiles="county.pmtiles"), Basemap(hosts=("a.example.org",))]
)
def test_a_directory_without_one_asks_nothing(kept: Kept, basemap: Basemap | None) -> None:
    kept.basemap = basemap
    assert not kept.online.tick()
    assert not kept.later(EVERY * 2)
    assert kept.offered is None
    assert kept.elsewhere.asked == []


def test_tiles_of_the_operators_own_go_before_it(kept: Kept) -> None:
    kept.online.tick()
    kept.basemap = Basemap(online=kept.elsewhere.url, tiles="gone.pmtiles")
    assert kept.offered is None
    assert not kept.online.tick()


def test_what_the_catalog_does_not_name_any_more_is_not_offered_a_moment_longer(kept: Kept) -> None:
    kept.online.tick()
    kept.basemap = Basemap(online="https://other.example.org/style.json", allow_private=True)
    assert kept.offered is None
    kept.basemap = None
    assert kept.offered is None
    kept.online.tick()
    kept.basemap = Basemap(online=kept.elsewhere.url, allow_private=True)
    assert kept.offered is None


def test_while_it_cannot_be_reached_the_last_good_one_stays_and_it_is_tried_again(
    kept: Kept,
) -> None:
    kept.online.tick()
    good = kept.offered
    kept.offline = True
    assert kept.later(EVERY)
    first = kept.now
    waits, minutes = [], 0
    while len(waits) < 13:
        minutes += 1
        if kept.later(RETRY):
            waits.append(minutes)
            minutes = 0
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 1440, 1440]
    assert kept.offered == good
    reading = kept.online.reading()
    assert (reading.checked_at, reading.failing_since) == (NOW, first)
    assert str(reading.reason) == "maps.example.org: is not known; check the address"
    kept.offline = False
    kept.later(EVERY)
    assert kept.online.reading().reason is None


def test_a_style_that_turned_bad_is_withdrawn_at_once(kept: Kept) -> None:
    kept.online.tick()
    kept.elsewhere.style(sprite="http://signs.example.org/day")
    kept.later(EVERY)
    assert kept.offered is None
    assert "no plain https address" in str(kept.online.reading().reason)
    # Out of reach, it is not taken for good again.
    kept.offline = True
    kept.later(EVERY)
    assert kept.offered is None
    kept.offline = False
    kept.elsewhere.style()
    kept.later(EVERY)
    assert kept.offered is not None


def test_a_style_that_was_never_reached_is_not_offered(kept: Kept) -> None:
    kept.offline = True
    kept.online.tick()
    assert kept.offered is None


def test_where_the_operator_names_the_hosts_it_is_offered_by_a_server_without_a_network(
    kept: Kept,
) -> None:
    kept.basemap = Basemap(online=kept.elsewhere.url, hosts=("tiles.example.org",))
    assert kept.offered is None
    kept.offline = True
    kept.online.tick()
    assert kept.offered == OnlineStyle(
        kept.elsewhere.url, (kept.elsewhere.here, "tiles.example.org")
    )
    assert kept.online.reading().reason is not None


def test_hosts_that_are_named_do_not_save_a_style_that_is_bad(kept: Kept) -> None:
    kept.basemap = Basemap(
        online=kept.elsewhere.url, hosts=("tiles.example.org",), allow_private=True
    )
    kept.elsewhere.answers["/style.json"] = send(b"<html>")
    kept.online.tick()
    assert kept.offered is None


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_server_in_trouble_is_as_good_as_out_of_reach(kept: Kept, status: int) -> None:
    kept.online.tick()
    kept.elsewhere.answers["/style.json"] = send(b"", status)
    kept.later(EVERY)
    assert kept.offered is not None
    assert f"answered {status}" in str(kept.online.reading().reason)


def test_a_clock_that_goes_back_does_not_put_it_off_for_long(kept: Kept) -> None:
    kept.online.tick()
    kept.now -= EVERY * 400
    assert not kept.online.tick()
    assert kept.later(EVERY)


def test_it_is_read_in_a_thread_of_its_own(kept: Kept) -> None:
    kept.online.start(0.01)
    try:
        patience = 500
        while kept.offered is None and patience:
            threading.Event().wait(0.01)
            patience -= 1
        assert kept.offered is not None
    finally:
        kept.online.stop()
    assert "map-style" not in {thread.name for thread in threading.enumerate()}
