"""What stands before every address: who may ask, for what, how often, and how answers go out."""

from __future__ import annotations

import asyncio
import gzip
import json
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from guarded import BROWSER, client, policy
from starlette.websockets import WebSocketDisconnect
from streamlit.file_util import get_static_dir
from streamlit.proto.BackMsg_pb2 import BackMsg

from directory.model import Settings
from directory.web.bundle import STREAMLIT, own_address, start
from directory.web.guard import Guard, fits
from directory.web.limits import Limits

ROOT = Path(__file__).parents[2]

# --- which addresses there are


@pytest.mark.parametrize(
    "path",
    ["/", "/help", "/about", "/catalog", "/list", "/r/one", "/feed.json", "/handout.pdf",
     "/healthz", "/robots.txt", "/_stcore/health", "/_stcore/host-config", "/favicon.png",
     "/tiles/3/1/2.mvt", "/tiles/style-dark.json", "/tiles/letters/Directory Bold/0-255.pbf"],
)  # fmt: skip
def test_what_the_pages_need_is_there(path):
    assert client().get(path).status_code in (200, 307)


@pytest.mark.parametrize(
    "path",
    ["/_stcore/metrics", "/_stcore/agent/interact", "/_stcore/agent/mcp",
     "/_stcore/agent/openapi.json", "/_stcore/upload_file/a/b", "/_stcore/script-health-check",
     "/_stcore/anything-new", "/media/abc.png", "/component/a/index.html", "/oauth2callback",
     "/auth/login", "/.env", "/.git/config", "/resources.yaml", "/app.py", "/help/more", "/find",
     "/_stcore/stream", "/_stcore/bidi-components/other/x.js", "/manifest.json", "/feed.xml",
     "/r/", "/r/one/two", "/tiles/", "/tiles/%2e%2e/list", "/%2fhelp", "/list//"],
)  # fmt: skip
def test_all_else_is_closed(path):
    asked = client()
    for method in ("GET", "POST", "PUT", "DELETE"):
        assert asked.request(method, path).status_code == 404


@pytest.mark.parametrize("given", ["", "Bearer ", "Bearer another", "Basic secret", "secret"])
def test_the_numbers_of_the_server_are_for_who_has_the_key(given):
    asked = client(key="secret", hosts=("directory.example.org",))
    path = "/_stcore/metrics"
    assert asked.get(path, headers={"authorization": "Bearer secret"}).status_code == 200
    named = {"host": "directory.example.org", "authorization": given}
    assert asked.get(path, headers=named).status_code == 404
    assert client().get(path, headers={"authorization": given}).status_code == 404
    other = {"host": "directory.example.org", "authorization": "Bearer secret"}
    assert asked.get("/_stcore/agent/mcp", headers=other).status_code == 404


@pytest.mark.parametrize(
    "path",
    ["/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2f..%2fapp.py", "/assets/../page.py",
     "/assets/%2e%2e/page.py", "/app/static/..%2f..%2fmap.py", "/static/js/../../index.html",
     "/assets//etc/passwd", "/static/..\\..\\app.py", "/_stcore/bidi-components/../metrics"],
)  # fmt: skip
def test_no_path_leads_out_of_the_folders(path):
    answer = client().get(path)
    assert "import" not in answer.text
    assert answer.status_code in (404, 200)
    assert answer.status_code == 404 or answer.text.startswith("behind ")


@pytest.mark.parametrize(
    "path",
    ["/static/js/none.js", "/static/js", "/static/none.html", "/assets/none.txt", "/assets/",
     "/assets/deck/index.js.map", "/assets/deck/.gitkeep", "/assets/deck/none.js",
     "/app/static/none.png", "/static/_stcore/agent/mcp"],
)  # fmt: skip
def test_a_file_that_is_not_there_is_not_another_page(path):
    assert client().get(path).status_code == 404


def test_files_that_are_packed_already_come_from_streamlit():
    font = next(Path(get_static_dir(), "static", "media").glob("*.woff2")).name
    assert client().get(f"/static/media/{font}").text == f"behind /static/media/{font}"


@pytest.mark.parametrize(
    "path",
    ["/static/%00.js", "/assets/a%00.css", "/list%00", "/r/a%0d%0ab", "/r/%E2%80%AE", "/r/%5c",
     f"/static/{'a' * 300}.js", f"/app/static/{'a' * 300}.json", f"/static/{'a/' * 3000}.js",
     f"/tiles/{'9' * 5000}/0/0.mvt", "/tiles/-1/0/0.mvt", "/r/" + "%C3%A9" * 200],
)  # fmt: skip
def test_an_address_that_nothing_can_have_is_an_answer_and_no_error(path):
    assert client().get(path).status_code == 404


def test_who_follows_an_old_link_finds_the_help_lines_and_the_way_on():
    page = client().get(
        "/old-page?near=90012&lang=es", headers={"accept": "text/html", "accept-language": "en"}
    )
    assert page.status_code == 404
    assert '<html lang="es"' in page.text
    assert "Llama al 988" in page.text
    assert 'href="/list?lang=es"' in page.text
    assert "<script" not in page.text


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "POST"])
def test_pages_are_only_read(method):
    assert client().request(method, "/list").status_code == 405


@pytest.mark.parametrize("path", ["/suggest", "/handout.pdf", "/booklet.pdf"])
def test_what_is_typed_and_noted_may_be_sent(path):
    assert client().post(path).status_code == 200


@pytest.mark.parametrize("path", ["/", "/list", "/help", "/suggest", "/static/js/x.js"])
def test_an_endless_query_is_turned_away_at_every_door(path):
    asked = client()
    assert asked.get(f"{path}?q={'a' * 30_000}").status_code != 414
    assert asked.get(f"{path}?q={'a' * 40_000}").status_code == 414


# --- under which names


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("directory.example.org", 200),
        ("DIRECTORY.example.org.:8501", 200),
        ("a.county.example.org", 200),
        ("county.example.org", 421),
        ("evil.example.net", 421),
        ("directory.example.org.evil.example.net", 421),
        ("evil.example.net@directory.example.org", 200),
        ("directory.example.org@evil.example.net", 421),
        ("", 421),
    ],
)
def test_only_the_names_of_the_directory_are_answered(host, status):
    settings = Settings(hosts=("directory.example.org", "*.county.example.org"))
    assert client(settings=settings).get("/list", headers={"host": host}).status_code == status
    assert client(hosts=settings.hosts).get("/list", headers={"host": host}).status_code == status


def test_a_monitor_may_ask_by_any_name():
    settings = Settings(hosts=("directory.example.org",))
    assert client(settings=settings).get("/healthz").status_code == 200


def test_a_socket_under_another_name_is_shut():
    asked = client(settings=Settings(hosts=("directory.example.org",)))
    with pytest.raises(WebSocketDisconnect), asked.websocket_connect("/_stcore/stream"):
        pass


@pytest.mark.parametrize(
    "origin", ["https://evil.example.net", "null", "http://localhost", "http://testserver:9", ""]
)
def test_a_socket_out_of_another_sites_page_is_shut(origin):
    with (
        pytest.raises(WebSocketDisconnect),
        client().websocket_connect("/_stcore/stream", headers={"origin": origin}),
    ):
        pass


@pytest.mark.parametrize("origin", ["https://testserver", "http://TestServer"])
def test_a_socket_out_of_our_own_page_is_open(origin):
    with client().websocket_connect("/_stcore/stream", headers={"origin": origin}) as socket:
        socket.send_bytes(BackMsg(app_heartbeat=True).SerializeToString())
        assert socket.receive_text() == "app_heartbeat"


def test_streamlit_is_not_told_the_site_for_it_would_ask_another_server_who_this_is():
    seen = []

    async def behind(scope, _receive, _send):
        seen.append([name for name, _ in scope["headers"]])

    guard = Guard(behind, limits=Limits(), settings=Settings, base="", hosts=())
    headers = [(b"origin", b"https://testserver"), (b"host", b"testserver")]
    request = {"type": "http", "method": "GET", "path": "/_stcore/health", "query_string": b""}
    # In a thread of its own: the one of the tests may have a loop that runs.
    with ThreadPoolExecutor(1) as pool:
        for scope in (request, {"type": "websocket", "path": "/_stcore/stream"}):
            asked = guard({**scope, "headers": headers}, None, None)
            pool.submit(asyncio.run, asked).result()
    assert seen == [[b"host"], [b"host"]]


def test_an_address_with_numbers_is_a_name_too():
    assert fits("[2001:db8::1]:8501", ("[2001:db8::1]",))
    assert fits("127.0.0.1:8501", ("127.0.0.1",))
    assert fits("anything", ("*",))


# --- how answers go out


@pytest.mark.parametrize("path", ["/", "/list", "/static/js/none.js", "/_stcore/metrics", "/help"])
def test_every_answer_is_dressed(path):
    answer = client().get(path)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "geolocation=(self)" in answer.headers["permissions-policy"]
    assert "camera=()" in answer.headers["permissions-policy"]
    assert answer.headers["cross-origin-opener-policy"] == "same-origin"
    assert "set-cookie" not in answer.headers


def test_scripts_come_from_files_of_this_server_alone():
    allowed = policy(client().get("/"))
    assert allowed["default-src"] == ["'none'"]
    assert allowed["script-src"] == ["'self'", "'wasm-unsafe-eval'"]
    assert allowed["base-uri"] == ["'none'"]
    assert allowed["form-action"] == ["'self'"]
    assert allowed["connect-src"] == ["'self'", "ws://testserver", "wss://testserver"]
    everywhere = " ".join(source for sources in allowed.values() for source in sources)
    assert "unsafe-eval'" not in everywhere.replace("wasm-unsafe-eval", "")
    assert "http" not in everywhere
    assert "*" not in everywhere


def test_a_strange_host_does_not_reach_the_policy():
    answer = client().get("/", headers={"host": "x;script-src *"})
    assert policy(answer)["script-src"] == ["'self'", "'wasm-unsafe-eval'"]
    assert policy(answer)["connect-src"] == ["'self'"]


def test_only_sites_that_the_operator_names_may_show_it_in_a_frame():
    assert policy(client().get("/"))["frame-ancestors"] == ["'self'"]
    settings = Settings(embed=("https://intergroup.example.org/meetings",))
    shown = policy(client(settings=settings).get("/"))["frame-ancestors"]
    assert shown == ["'self'", "https://intergroup.example.org"]


# --- files


def test_scripts_go_out_packed_and_are_kept_for_good():
    asked = client()
    for name in start().files:
        answer = asked.get(f"/{name}", headers=BROWSER)
        assert answer.status_code == 200
        assert answer.headers["content-encoding"] == "gzip"
        assert "immutable" in answer.headers["cache-control"]
        again = asked.get(f"/{name}", headers={**BROWSER, "if-none-match": answer.headers["etag"]})
        assert again.status_code == 304


def test_who_takes_nothing_packed_gets_the_same_file():
    asked = client()
    name = start().files[0]
    plain = asked.get(f"/{name}", headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.text == asked.get(f"/{name}", headers=BROWSER).text


def test_who_refuses_gzip_gets_none_from_behind_the_guard_either():
    asked = client()
    for refused in ("gzip;q=0", "br, gzip; q=0.0", "identity"):
        answer = asked.get("/list", headers={"accept-encoding": refused})
        assert answer.headers["x-accept-encoding"] == ""


def test_style_sheets_load_no_fonts():
    style = next(name for name in start().files if name.endswith(".css"))
    sheet = STREAMLIT.get(style.removeprefix("static/"))
    assert sheet is not None
    text = gzip.decompress(sheet.content).decode()
    assert len(text) > 10_000
    assert "@font-face" not in text
    assert "woff" not in text


def test_own_files_change_their_address_with_what_is_in_them():
    address = own_address("page.css")
    assert re.fullmatch(r"assets/page\.css\?v=[0-9a-f]{12}", address)
    answer = client().get(f"/{address}", headers=BROWSER)
    assert answer.headers["content-type"].startswith("text/css")
    assert "immutable" in answer.headers["cache-control"]
    with pytest.raises(FileNotFoundError):
        own_address("none.css")


# --- below a path


def test_below_a_path_everything_is_found_and_guarded():
    asked = client(base="/recovery", limits=Limits(pages=5))
    assert asked.get("/recovery/_stcore/metrics").status_code == 404
    assert asked.get("/recovery/list").status_code == 200
    assert asked.get(f"/recovery/{start().files[0]}", headers=BROWSER).status_code == 200
    assert [asked.get("/recovery/list").status_code for _ in range(5)][-1] == 429


@pytest.mark.parametrize(
    ("base", "asked", "to"),
    [
        ("recovery", "/recovery?near=90012", "/recovery/?near=90012"),
        ("recovery", "/recovery/help/?lang=es", "/recovery/help?lang=es"),
        ("", "/r/one/", "/r/one"),
        ("", "/r/%3Fa=1%25/", "/r/%3Fa%3D1%25"),
    ],
)
def test_no_redirect_repeats_the_name_that_was_asked(base, asked, to):
    answer = client(base=base).get(asked, headers={"host": "evil.example.net"})
    assert answer.status_code == 301
    assert answer.headers["location"] == to
    assert answer.headers["cache-control"] == "no-store"


# --- the app as it is served


def test_the_app_is_served_with_its_guard():
    """Asked of a process of its own, for Streamlit holds one app in each."""
    code = (
        "import json, app\n"
        "from starlette.testclient import TestClient\n"
        "asked = TestClient(app.app, follow_redirects=False)\n"
        "paths = ['/', '/_stcore/metrics', '/list', '/_stcore/health', '/help/']\n"
        "answers = {path: asked.get(path) for path in paths}\n"
        "print(json.dumps({p: [a.status_code, 'set-cookie' in a.headers,\n"
        "    'content-security-policy' in a.headers] for p, a in answers.items()}))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    told = json.loads(done.stdout.strip().splitlines()[-1])
    assert {path: status for path, (status, _, _) in told.items()} == {
        "/": 200,
        "/_stcore/metrics": 404,
        "/list": 200,
        "/_stcore/health": told["/_stcore/health"][0],
        "/help/": 301,
    }
    assert not any(cookie for _, cookie, _ in told.values())
    assert all(dressed for _, _, dressed in told.values())
