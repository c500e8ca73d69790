"""What the server answers beside the page: suggestions, health, robots."""

from __future__ import annotations

import json
import urllib.error
import urllib.request

import pytest
from conftest import App
from walking import log_of

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-2")]


def ask(
    app: App, path: str, body: bytes | None = None, method: str | None = None
) -> tuple[int, str]:
    """The status and the body of an answer."""
    request = urllib.request.Request(f"{app.url}{path}", data=body, method=method)
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def suggest(app: App, text: str) -> list[dict[str, str]]:
    """The places suggested for what is typed."""
    status, body = ask(app, "/suggest", json.dumps({"text": text}).encode())
    assert status == 200
    return list(json.loads(body))


def test_suggestions_are_places_with_what_goes_in_the_link(app: App) -> None:
    assert suggest(app, "los ang")[0] == {"query": "Los Angeles, CA", "label": "Los Angeles, CA"}
    assert suggest(app, "90012")[0] == {"query": "90012", "label": "90012 Los Angeles, CA"}
    assert suggest(app, "qqqqzzzz") == []
    assert suggest(app, "") == []


@pytest.mark.parametrize("text", ["<script>", "'; DROP", "\u202e\x00\ud83d\ude00", "a" * 900, "%s"])
def test_odd_typing_gets_an_answer(app: App, text: str) -> None:
    assert isinstance(suggest(app, text), list)


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b'{"text": 7}', b'{"text": null}', b"\xff\xfe", b'"text"']
)
def test_what_is_no_question_is_turned_down(app: App, body: bytes) -> None:
    assert ask(app, "/suggest", body, "POST")[0] == 400


def test_a_question_that_is_too_long_is_turned_down(app: App) -> None:
    assert ask(app, "/suggest", json.dumps({"text": "a" * 5000}).encode())[0] == 413


def test_suggestions_are_never_asked_for_by_address(app: App) -> None:
    assert ask(app, "/suggest?text=somewhere")[0] == 405
    assert "somewhere" not in log_of(app.log)


def test_a_served_catalog_is_healthy(app: App) -> None:
    assert ask(app, "/healthz") == (200, "ok")


def test_robots_stay_out_of_the_filters(app: App) -> None:
    status, text = ask(app, "/robots.txt")
    assert status == 200
    lines = text.splitlines()
    assert "User-agent: *" in lines
    assert "Disallow: /*?" in lines


def test_questions_leave_no_trace_in_the_log(app: App) -> None:
    suggest(app, "Rancho Cucamonga")
    ask(app, "/?q=hushedword&near=Rancho+Cucamonga")
    written = log_of(app.log)
    assert "Cucamonga" not in written
    assert "hushedword" not in written
