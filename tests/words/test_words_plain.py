"""What a seeker reads is easy to read, and blames nobody.

How it is measured. A message is a *seeker's* when any of the files it is used in is not one of
`MAINTAINERS`: the page for those who keep the list, and what is said about feeds. Everything else
counts, the help texts of the vocabulary and the words on paper too. Names are left out, as in any
readability test: the slots of a message (`{place}`) and the names in `NAMES` count as one short
word.

An average hides a bad sentence, so each sentence is measured by itself: at most 17 words, and US
grade 6 or below (Flesch-Kincaid, see `reading.py`). The formula says nothing of a handful of
words ("New syringes" would be grade 9), so shorter sentences and labels are held to something
plainer: no word of four syllables or more but the ones in `LONG`, each there for a reason.
The whole of it, labels too, is then measured as one text, and so is each page's own text.
"""

from __future__ import annotations

import importlib.util
import re
from functools import reduce
from operator import add
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from reading import NOTHING, Measure, measure, sentences_of, syllables, words_of

ROOT = Path(__file__).parents[2]
MAINTAINERS = (
    "feeds/",
    "sources/",
    "render/catalog.py",
    "render/sources.py",
    "render/templates/catalog.html",
)
GRADE = 6.0
"""The hardest US school grade that a seeker's sentence, page or text may have."""
MOST_WORDS = 17
FEWEST_WORDS = 6
"""Sentences shorter than this are not graded: the formula then measures one word, not a text."""
NAMES = (
    "Alcoholics Anonymous",
    "Narcotics Anonymous",
    "988 Suicide & Crisis Lifeline",
    "9-8-8 Suicide Crisis Helpline",
    "SAMHSA National Helpline",
    "Spiritual Principle a Day",
    "Guiding Principles",
    "American",
    "Natural Earth",
    "US Census Bureau",
    "GeoNames",
    "OpenStreetMap",
    "hepatitis C",
)
LONG = {
    # What people call it when they ask for it; a help text stands beside the harder ones.
    "apprenticeship",
    "diagnosis",
    "directory",
    "elevator",
    "emergency",
    "interpreter",
    "literature",
    "meditation",
    "recovery",
    "spiritual",
    "transitional",
    # Papers and medicines by their names.
    "buprenorphine",
    "certificate",
    # What people call themselves.
    "bisexual",
    "indigenous",
    "professionals",
}
ALARMING = re.compile(
    r"\b(error|invalid|illegal|fail\w*|fatal|denied|forbidden|abort\w*|violat\w*|oops"
    r"|inv[aá]lid\w*|ilegal\w*|fall[oóa]\w*|fracas\w*|prohibid\w*|denegad\w*|incorrect\w*|malo)\b|!",
    re.IGNORECASE,
)

_spec = importlib.util.spec_from_file_location("gather_words", ROOT / "scripts" / "words.py")
gather = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(gather)


def is_for_seekers(message: Message) -> bool:
    return any(not file.startswith(MAINTAINERS) for file, _line in message.locations)


def texts(value: str | tuple[str, ...]) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (value,)


MESSAGES = [m for m in gather.template() if m.id and is_for_seekers(m)]
SAID = sorted({text for message in MESSAGES for text in texts(message.id)})


def without_names(text: str) -> str:
    for name in NAMES:
        text = text.replace(name, "Ann")
    return re.sub(r"\{\w+\}", "Ann", text)


def sentences(said: list[str]) -> list[str]:
    return [s for text in said for s in sentences_of(without_names(text))]


def whole(said: list[str]) -> Measure:
    return reduce(add, (measure(sentence) for sentence in sentences(said)), NOTHING)


# --- the measure itself


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("The cat sat on the mat.", -2, 0),
        ("Call first: places fill up, and they can tell you how to get in.", 0, 4),
        # The first sentence of this program's licence.
        (
            "Permission is hereby granted, free of charge, to any person obtaining a copy of this"
            " software and associated documentation files, to deal in the software without"
            " restriction, including without limitation the rights to use, copy and modify.",
            17,
            30,
        ),
    ],
)
def test_the_measure_tells_easy_from_hard(text, low, high):
    assert low < measure(text).grade < high


def test_the_formula_is_that_of_flesch_and_kincaid():
    counted = Measure(sentences=2, words=20, syllables=30)
    assert counted.grade == pytest.approx(0.39 * 10 + 11.8 * 1.5 - 15.59)


@pytest.mark.parametrize(
    ("word", "count"),
    [("recovery", 4), ("meeting", 2), ("you", 1), ("7:30", 1), ("you're", 1), ("Wellville", 2)],
)
def test_syllables_are_those_that_are_said(word, count):
    assert syllables(word) == count


# --- what a seeker reads


def test_seekers_and_maintainers_messages_are_told_apart():
    assert len(SAID) > 600
    assert "Find meetings and help" in SAID
    assert "Medicine that stops an overdose. Often free." in SAID
    assert "Why is my row missing?" not in SAID
    assert "holds no list of meetings" not in SAID


def test_every_sentence_is_at_grade_six_or_below():
    hard = {
        sentence: round(counts.grade, 1)
        for sentence in sentences(SAID)
        if (counts := measure(sentence)).words >= FEWEST_WORDS and counts.grade > GRADE
    }
    assert not hard


def test_no_sentence_is_long():
    assert not [s for s in sentences(SAID) if len(words_of(s)) > MOST_WORDS]


def test_long_words_are_few_and_each_has_a_reason():
    used = {word.lower() for s in sentences(SAID) for word in words_of(s) if syllables(word) >= 4}
    assert not used - LONG


def test_all_of_it_together_is_easier_still():
    assert whole(SAID).grade < 3


@pytest.mark.parametrize(
    "file", sorted({file for message in MESSAGES for file, _line in message.locations})
)
def test_every_part_of_the_pages_is_at_grade_six_or_below(file):
    said = [
        text
        for message in MESSAGES
        if file in {place for place, _line in message.locations}
        for text in texts(message.id)
    ]
    assert whole(said).words < 40 or whole(said).grade <= GRADE


@pytest.mark.parametrize("language", ["en", "es"])
def test_nothing_a_seeker_reads_sounds_an_alarm_or_blames(language):
    said = SAID
    if language != "en":
        ours = {message.id for message in MESSAGES}
        file = gather.LOCALE / language / "LC_MESSAGES" / "directory.po"
        with file.open("rb") as opened:
            catalog = gather.read_po(opened, locale=language)
        said = [t for message in catalog if message.id in ours for t in texts(message.string)]
    # "Report a mistake" is an offer, in Spanish too.
    offered = {"Avisar de un error"}
    assert not [text for text in said if ALARMING.search(text) and text not in offered]


def test_spanish_sentences_are_short_too():
    file = gather.LOCALE / "es" / "LC_MESSAGES" / "directory.po"
    ours = {message.id for message in MESSAGES}
    with file.open("rb") as opened:
        catalog = gather.read_po(opened, locale="es")
    said = [t for message in catalog if message.id in ours for t in texts(message.string)]
    counted = [
        len(re.findall(r"\w+", sentence))
        for sentence in (s for text in said for s in re.split(r"(?<=[.?!…])\s+", text))
    ]
    # Spanish says the same in about a fifth more words.
    assert max(counted) <= 20
