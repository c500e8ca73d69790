"""What is typed into "Where" comes from anybody."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from directory.web.routes import ROUTES


@pytest.fixture(scope="module")
def asked():
    return TestClient(Starlette(routes=[each for each in ROUTES if each.path == "/suggest"]))


def test_a_place_is_found_while_it_is_typed(asked):
    assert any(
        "Pasadena" in each["label"]
        for each in asked.post("/suggest", json={"text": "pasad"}).json()
    )


@pytest.mark.parametrize(
    "body",
    [b"", b"[" * 1_999, b'{"a":' * 399, b'{"text": 7}', b'{"text": null}', b"[]", b"\xff", b"NaN"],
)
def test_what_is_no_place_is_refused_and_no_error(asked, body):
    answer = asked.post("/suggest", content=body)
    assert answer.status_code == 400
    assert answer.json() == []


@pytest.mark.parametrize("text", ["\\ud800", "\\u0000", "٠" * 300, "a" * 1_900])
def test_odd_letters_find_nothing(asked, text):
    answer = asked.post("/suggest", content=f'{{"text": "{text}"}}'.encode())
    assert answer.json() == []


def test_a_long_text_is_not_read_to_its_end(asked):
    assert asked.post("/suggest", content=b"a" * 5_000).status_code == 413
