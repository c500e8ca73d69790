"""Every language of the pages says everything, and says it as its readers write."""

from __future__ import annotations

import datetime as dt
import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.dates import format_time
from babel.messages.catalog import Message
from every_page import LOS_ANGELES, NOW, catalog_texts, every_page, texts_of
from hypothesis import given
from hypothesis import strategies as st

from directory import load
from directory.model import Helpline, Resource, SessionRule, Settings
from directory.query import parse_link
from directory.render.filters import QUICK
from directory.render.links import helpline_links
from directory.render.pages import about_html
from directory.render.view import View
from directory.schedule.timetable import Timetable
from directory.schedule.words import hours_lines, occurrence_words, rule_words, state_words
from directory.snapshot import Snapshot
from directory.vocabulary import ACCESS, ATTEND, COSTS, KINDS, SERVES, TYPES, label
from directory.words import LANGUAGES, Words, preferred

ROOT = Path(__file__).parents[1]
SPANISH = Words("es")
OTHERS = LANGUAGES[1:]

_spec = importlib.util.spec_from_file_location("gather_words", ROOT / "scripts" / "words.py")
gather = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(gather)
SOURCE = gather.template()


def messages(language: str) -> list[Message]:
    file = gather.LOCALE / language / "LC_MESSAGES" / "directory.po"
    with file.open("rb") as opened:
        return [message for message in gather.read_po(opened, locale=language) if message.id]


def each(value: str | tuple[str, ...]) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (value,)


def slots(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))


# --- the language files


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_file_has_exactly_the_messages_of_the_source(language):
    wanted = {message.id for message in SOURCE if message.id}
    found = {message.id for message in messages(language)}
    assert found == wanted, "run `make words`, then translate what is new"


def test_the_template_for_translators_is_that_of_the_source():
    written = (gather.LOCALE / "directory.pot").read_bytes()
    assert written == gather.text_of(SOURCE), "run `make words`"


@pytest.mark.parametrize("language", OTHERS)
def test_no_message_lacks_a_translation(language):
    plurals = gather.merged(language, SOURCE).num_plurals
    for message in messages(language):
        texts = each(message.string)
        assert len(texts) == (plurals if isinstance(message.id, tuple) else 1), message.id
        assert all(text.strip() for text in texts), message.id
        # A message marked as guessed is left out when the pages are made.
        assert not message.fuzzy, message.id


@pytest.mark.parametrize("language", OTHERS)
def test_translations_have_the_slots_of_their_message(language):
    for message in messages(language):
        one, many = slots(each(message.id)[0]), slots(each(message.id)[-1])
        *few, most = each(message.string)
        assert slots(most) == many, message.id
        assert all(slots(text) in (one, many) for text in few), message.id


@pytest.mark.parametrize("language", OTHERS)
def test_translations_end_as_their_message_ends(language):
    for message in messages(language):
        for text in each(message.string):
            ends = [t[-1] if t[-1] in ".:?…" else "" for t in (each(message.id)[0], text)]
            assert ends[0] == ends[1] or text.endswith(("p.m.)", "a.m.)")), message.id


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("terms", [KINDS, ATTEND, COSTS, TYPES, SERVES, ACCESS])
def test_every_word_of_the_vocabulary_is_translated(language, terms):
    known = {each(message.id)[0] for message in messages(language)}
    for term in terms.values():
        assert term.label in known
        assert not term.help or term.help in known


def test_a_plural_message_can_be_said_without_a_count():
    assert SPANISH._("and {count} more", count=3) == "y 3 más"


# --- which one


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", "en"),
        ("es", "es"),
        ("es-MX,es;q=0.9,en;q=0.8", "es"),
        ("en-US,en;q=0.9,es;q=0.8", "en"),
        ("fr, es-419;q=0.4, de;q=0.9", "es"),
        ("en;q=0.5, ES;q=0.8", "es"),
        ("es, en", "es"),
        ("en, es", "en"),
        ("fr-CA, *;q=0.5", "en"),
        ("en;q=0, *", "es"),
        ("es;q=0", "en"),
        ("en;q=0", "es"),
        ("es;q=0.9, es-MX, en;q=0.95", "es"),
        ("es-MX;q=0, es;q=0.1", "es"),
        ("en;q=0.1, es; q=0.2", "es"),
        ("en;q=0.1, es;q=7", "en"),
        ("es;q=high", "en"),
        ("estonian, español, ;;, en-XA", "en"),
        (",".join(["xx"] * 5_000 + ["es"]), "en"),
    ],
)
def test_the_page_is_in_the_language_that_the_browser_asks_for_first(header, expected):
    assert preferred(header) == expected


@given(st.text(alphabet="enes,;q=01.-* \t", max_size=60) | st.text(max_size=60))
def test_any_header_gives_a_language_of_the_pages(header):
    assert preferred(header) in LANGUAGES


# --- whole pages


@pytest.fixture(scope="module")
def example() -> Snapshot:
    return load(ROOT / "resources.yaml")


def test_pages_in_spanish_hold_no_english_of_the_program(example):
    own = set(catalog_texts(example))
    english = re.compile("|".join(sorted(_english(), key=len, reverse=True)))
    left = set()
    for text in {text for html in every_page(example, "es") for text in texts_of(html)} - own:
        if not english.search(text):
            continue
        for part in sorted((t for t in own if len(t) > 2 and t in text), key=len, reverse=True):
            text = text.replace(part, "")
        cut = text.endswith("…") and any(t.startswith(text[:-1]) for t in own)
        if english.search(text) and not cut:
            left.add(text)
    assert not left


def test_the_search_for_english_finds_english(example):
    """Else the test above would pass whatever the pages say."""
    english = re.compile("|".join(sorted(_english(), key=len, reverse=True)))
    view = View(settings=example.settings, query=parse_link("lang=en")[0], at=NOW)
    found = {text for text in texts_of(about_html(view)) if english.search(text)}
    assert len(found) > 15


def _english() -> Iterator[str]:
    """The messages that Spanish says in other words, as patterns: two words or more in a row."""
    spanish = " ".join(text for message in messages("es") for text in each(message.string))
    for message in messages("es"):
        for text in each(message.id):
            for part in re.split(r"\{\w+\}", text):
                words = part.strip(" .,:;?()“”")
                if len(re.findall(r"[^\W\d_]+", words)) > 1 and words not in spanish:
                    yield rf"\b{re.escape(words)}\b"


# --- Spanish


def test_the_row_of_days_fits_a_phone():
    assert [SPANISH._(text) for text in QUICK.values()] == ["Ahora", "Hoy", "Mañana", "Todos"]


@pytest.mark.parametrize("clock", [dt.time(7, 30), dt.time(12, 1), dt.time(0, 30), dt.time(19, 5)])
def test_times_are_written_as_the_locale_writes_them(clock):
    written = format_time(clock, "short", locale="es_US").replace("\u202f", " ")
    assert SPANISH.time(clock) == written


def test_whole_hours_noon_and_midnight_are_short():
    times = [SPANISH.time(dt.time(hour)) for hour in (0, 7, 12, 19)]
    assert times == ["medianoche", "7 a.m.", "mediodía", "7 p.m."]


def test_a_time_in_a_sentence_has_its_article():
    said = [SPANISH.time_said(dt.time(hour)) for hour in (0, 1, 7, 12, 13)]
    assert said == ["medianoche", "la 1 a.m.", "las 7 a.m.", "mediodía", "la 1 p.m."]
    assert Words("en").time_said(dt.time(13)) == "1 PM"


def test_a_time_zone_is_called_by_its_town():
    zones = ("America/Los_Angeles", "America/New_York", "UTC")
    assert [SPANISH.zone_town(zone) for zone in zones] == ["Los Ángeles", "Nueva York", "UTC"]
    assert [Words("en").zone_town(zone) for zone in zones] == ["Los Angeles", "New York", "UTC"]


def test_dates_are_written_as_the_locale_writes_them():
    day = dt.date(2026, 12, 8)
    written = [SPANISH.date(day, style) for style in ("long", "medium", "day")]
    assert written == ["8 de diciembre de 2026", "8 dic 2026", "martes, 8 de dic"]


@pytest.mark.parametrize(
    ("entry", "text", "expected"),
    [
        ({"hours": "Mo-Fr 09:00-17:00"}, "2026-11-24T07:00", "Abre a las 9 a.m."),
        ({"hours": "Mo-Fr 09:00-13:00"}, "2026-11-24T09:00", "Abierto hasta la 1 p.m."),
        ({"hours": "Mo-Fr 09:00-12:00"}, "2026-11-24T09:00", "Abierto hasta mediodía"),
        ({"hours": "Mo-Fr 09:00-17:00"}, "2026-11-24T16:40", "Cierra en 20 min"),
        ({"hours": "Mo-Fr 09:00-17:00"}, "2026-11-24T18:00", "Abre mañana a las 9 a.m."),
        ({"hours": "Mo 09:00-17:00"}, "2026-11-24T18:00", "Hoy cerrado, abre el lun a las 9 a.m."),
        ({"hours": "Mo-Fr"}, "2026-11-24T18:00", "Abierto hasta el vie a medianoche"),
        (
            {"schedule": [{"days": ["tue"], "start": "19:00"}]},
            "2026-11-24T07:00",
            "Hoy a las 7 p.m.",
        ),
        (
            {"schedule": [{"days": ["wed"], "start": "12:00"}]},
            "2026-11-24T07:00",
            "Mañana a mediodía",
        ),
        (
            {"schedule": [{"days": ["fri"], "start": "13:00"}]},
            "2026-11-24T07:00",
            "Vie a la 1 p.m.",
        ),
        (
            {"schedule": [{"date": "2026-12-08", "start": "19:00"}]},
            "2026-11-24T07:00",
            "Mar, 8 de dic, a las 7 p.m.",
        ),
        ({}, "2026-11-24T07:00", "Horario sin confirmar: llama"),
    ],
)
def test_how_things_stand_in_spanish(entry, text, expected):
    values = {"id": "one", "kind": "food", "name": "One", "timezone": "America/Los_Angeles"}
    table = Timetable([Resource(**values, **entry)], Settings())
    moment = dt.datetime.fromisoformat(text).replace(tzinfo=LOS_ANGELES)
    assert state_words(table.state(0, moment), moment, SPANISH) == expected


def test_coming_hours_in_spanish_and_english():
    values = {"id": "one", "kind": "food", "name": "One", "timezone": "America/Los_Angeles"}
    table = Timetable([Resource(**values, hours="Tu 19:00-20:30; Th 09:00-12:00")], Settings())
    coming = table.occurrences(0, NOW, NOW + dt.timedelta(days=7))[:2]
    assert [occurrence_words(each, NOW, SPANISH) for each in coming] == [
        "Abierto hoy, de 7 p.m. a 8:30 p.m.",
        "Abierto el jue, de 9 a.m. a mediodía",
    ]
    assert [occurrence_words(each, NOW, Words("en")) for each in coming] == [
        "Open today, 7 PM to 8:30 PM",
        "Open Thu, 9 AM to noon",
    ]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({"days": ["mon", "wed"], "start": "19:00", "end": "20:00"}, "Lun y mié, 7–8 p.m."),
        ({"days": ["tue"], "weeks": [4, 2], "start": "18:30"}, "Segundo y cuarto mar, 6:30 p.m."),
        ({"days": ["fri"], "weeks": [-1], "start": "12:00"}, "Último vie, mediodía"),
        (
            {"days": ["sat"], "every": 2, "from": "2026-01-03", "start": "10:00"},
            "Sáb, cada dos semanas, 10 a.m.",
        ),
        (
            {"days": ["sat"], "every": 3, "from": "2026-01-03", "start": "10:00"},
            "Sáb, cada 3 semanas, 10 a.m.",
        ),
        (
            {"days": ["thu"], "start": "12:00", "until": "2026-12-17"},
            "Jue, mediodía, hasta el 17 dic",
        ),
    ],
)
def test_a_rule_in_spanish(rule, expected):
    assert rule_words(SessionRule(**rule), SPANISH, today=dt.date(2026, 11, 24)) == expected


def test_opening_hours_in_spanish():
    assert hours_lines("Mo-Fr 09:00-12:00; Sa off; PH off", SPANISH) == [
        ("Lun–vie", "9 a.m.–mediodía"),
        ("Sáb y dom", "Cerrado"),
        ("Días feriados", "Cerrado"),
    ]


def test_a_closed_meeting_is_not_said_to_be_shut():
    assert label("type", "closed", SPANISH) == "Reunión cerrada"
    assert label("type", "closed", Words("en")) == "Closed meeting"


def test_help_lines_are_called_by_number_or_by_name():
    lines = (
        Helpline(name="988 Suicide & Crisis Lifeline", phone="988"),
        Helpline(name="Emergency", phone="911"),
        Helpline(name="Night Line of the County", phone="555-0100"),
    )
    said = [link.label for link in helpline_links(lines, SPANISH)]
    assert said == ["Llama al 988", "Llama a Emergencias: 911", "Llama a Night: 555-0100"]
