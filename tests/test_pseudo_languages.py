"""Two languages that nobody speaks find what no translation reaches; a new one is words alone."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from itertools import islice

import pytest
from every_page import NOW, every_page, every_paper, left_of, own_texts, texts_of
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.testclient import TestClient
from test_languages import ROOT, each, gather

from directory import load, plain
from directory.pseudo import CLOSE, MAKERS, OPEN, accented
from directory.query import parse_link
from directory.render.shell import head_html
from directory.render.view import View
from directory.snapshot import Snapshot
from directory.words import LANGUAGES, Words, page_language, preferred

MESSAGES = [text for message in gather.template() if message.id for text in each(message.id)]
SLOT = re.compile(r"\{\w+\}")


@pytest.fixture(scope="module")
def example() -> Snapshot:
    return load(ROOT / "resources.yaml")


# --- how they are made


@pytest.mark.parametrize("code", MAKERS)
def test_every_slot_of_every_message_stays(code):
    for message in MESSAGES:
        assert SLOT.findall(MAKERS[code](message)) == SLOT.findall(message)


def test_messages_with_accents_are_a_third_longer_and_in_brackets():
    for message in MESSAGES:
        made = accented(message)
        assert made[0] == OPEN
        assert made[-1] == CLOSE
        letters = len(SLOT.sub("", message))
        longer = len(SLOT.sub("", made)) - len(OPEN + CLOSE) - letters
        assert longer == pytest.approx(letters * 0.35, abs=0.6)


@given(st.text(alphabet="aAbe {}x.", max_size=30))
def test_any_message_can_be_made_over(message):
    assert accented(message).startswith(OPEN)


def test_plurals_stay():
    words = Words("en-XA")
    one, many = (words.n("{count} place", "{count} places", count) for count in (1, 2))
    assert one.startswith(f"{OPEN}1 ")
    assert many.startswith(f"{OPEN}2 ")
    assert len(many) > len(one)


def test_they_open_by_their_own_code_alone_and_nobody_is_led_to_them(example):
    assert [page_language(code) for code in MAKERS] == list(MAKERS)
    assert not set(MAKERS) & set(LANGUAGES)
    for code in MAKERS:
        assert preferred(f"{code}, es;q=0.5") in LANGUAGES
    head = head_html(View(example.settings, parse_link("lang=es")[0], NOW))
    assert not [code for code in MAKERS if code in head]


# --- nothing is written into the program


@pytest.fixture(scope="module")
def own(example) -> list[str]:
    return own_texts(example)


def test_every_text_of_every_page_is_a_message_or_comes_from_the_catalog(example, own):
    texts = {text for html in every_page(example, "en-XA") for text in texts_of(html)}
    assert len(texts) > 1_000
    assert {text: rest for text in texts if (rest := left_of(text, own))} == {}


def test_every_text_on_paper_is_a_message_or_comes_from_the_catalog(example, own):
    for text in every_paper(example, "en-XA"):
        found = {word for word in re.findall(r"[^\W\d_]{3,}", text) if word.isascii()}
        # Short forms of types are the same everywhere; the paper says what they mean.
        found -= {word for word in found if word.isupper()}
        known = set(re.findall(r"[^\W\d_]+", " ".join(own))) | {
            "Ada",
            "https",
            "help",
            "org",
            "lang",
        }
        assert re.search("[éîöûñ]{2}", text)
        assert found <= known


def test_the_search_for_what_no_translation_reaches_finds_it(own):
    assert left_of("Close the window", own)
    assert left_of(f"{OPEN}Çļööšéé{CLOSE} the window", own)
    assert not left_of(f"{OPEN}Öpééñ {OPEN}ñöööñ{CLOSE}{CLOSE}, Tue 7 PM", own)


@pytest.mark.parametrize("file", sorted((ROOT / "src/directory/ui/component").glob("*.js")))
def test_the_scripts_of_the_page_say_nothing_of_their_own(file):
    """What they say stands in the page, in its language."""
    code = re.sub(r"/\*.*?\*/|//[^\n]*", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
    said = re.findall(r"""["'`]([A-Z][a-z]+(?: [a-z]+)+[^"'`]*)["'`]""", code)
    assert not said
    assert not re.findall(r"""textContent = ["'`]\w""", code)


# --- from right to left


def test_pages_say_their_direction(example):
    client = TestClient(Starlette(routes=plain.routes(lambda: example, lambda: NOW)))
    for path in ("/list", "/r/monday-night-steps", "/r/nobody"):
        assert '<html lang="ar-XB" dir="rtl">' in client.get(f"{path}?lang=ar-XB").text
        assert '<html lang="es" dir="ltr">' in client.get(f"{path}?lang=es").text


def test_what_fills_a_slot_keeps_its_own_direction():
    said = Words("ar-XB")._("Call {number}", number="1-800-662-4357")
    assert "\u20681-800-662-4357\u2069" in said
    assert "\u2068" not in Words("es")._("Call {number}", number="1-800-662-4357")


def test_texts_of_the_catalog_have_their_own_language_and_direction(example):
    for html in islice(every_page(example, "ar-XB"), 12):
        for name in ("Monday Night Steps", "Safe Harbor for Women"):
            for before in re.findall(rf"<(?:h\d|a)[^<]*>{name}<", html):
                assert 'lang="en" dir="auto"' in before, before


# --- a third language


def test_a_language_is_a_file_of_words_and_two_lines(tmp_path):
    """As docs/translating.md says it, with every message translated by a machine that shouts."""
    package = tmp_path / "directory"
    package.mkdir()
    for part in (ROOT / "src" / "directory").iterdir():
        if part.name not in ("words.py", "locale", "__pycache__"):
            (package / part.name).symlink_to(part)
    shutil.copytree(ROOT / "src" / "directory" / "locale", package / "locale")
    file = package / "locale" / "fr" / "LC_MESSAGES" / "directory.po"
    file.parent.mkdir(parents=True)
    file.write_text(
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n', encoding="utf-8"
    )
    catalog = gather.merged("fr", gather.template(), package / "locale")
    for message in catalog:
        if message.id:
            texts = tuple(shout(text) for text in each(message.id))
            message.string = texts if isinstance(message.id, tuple) else texts[0]
    file.write_bytes(gather.text_of(catalog))
    source = (ROOT / "src" / "directory" / "words.py").read_text(encoding="utf-8")
    two_lines = source.replace('("en", "es")', '("en", "es", "fr")').replace(
        '"es": "es_US"', '"es": "es_US", "fr": "fr_CA"'
    )
    assert len(set(two_lines.splitlines()) - set(source.splitlines())) == 2
    (package / "words.py").write_text(two_lines, encoding="utf-8")

    link = "id=monday-night-steps,noon-bite&at=2026-11-24T12:00&lang=fr"
    page = subprocess.run(
        [sys.executable, "-m", "directory", "search", link, "--format", "html"],
        cwd=tmp_path, capture_output=True, text=True, check=True, encoding="utf-8",
        env=os.environ | {"PYTHONPATH": str(tmp_path), "PYTHONUTF8": "1",
                          "DIRECTORY_CATALOG": str(ROOT / "resources.yaml")},
    ).stdout  # fmt: skip
    assert '<html lang="fr" dir="ltr">' in page
    assert "NEED HELP NOW?" in page
    # Dates, and times of day of 24 hours, as in Canada.
    page = re.sub("[\u202f\xa0]", " ", page)
    assert ">Lun. 19 h 00<" in page
    assert "1 oct. 2026" in page


def shout(text: str) -> str:
    """A text in capitals, its slots as they are."""
    return re.sub(r"(\{\w+\})|([^{]+)", lambda part: part[1] or part[2].upper(), text)
