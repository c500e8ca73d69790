"""A text of the catalog may be given by language: read, mended, written back, and told."""

import copy
import datetime as dt
import pickle
import re

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from directory import search
from directory.catalog.edit import set_values
from directory.catalog.files import read_catalog_text
from directory.catalog.schema import json_schema
from directory.catalog.writer import write_catalog
from directory.model import Resource, Settings
from directory.model.texts import Translated, language_of, spoken
from directory.snapshot import build_snapshot
from directory.sources.fill import fill

NOW = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
WHOLE = """
directory:
  name: {en: Valley Directory, es: Directorio del Valle}
  notice: {en: Example data, es: Datos de ejemplo}
  helplines:
    - {name: {en: Night Line, es: Línea nocturna}, phone: "555-0100", notes: {en: Wait, es: Espera}}
  views:
    - {name: {en: Tonight, es: Esta noche}, link: day=today}
resources:
  - id: hall
    kind: meeting
    name: {es: Grupo Alba, en: Dawn Group}
    organization: {en: Friends, es: Amigos}
    description: {en: Bread every day, es: Pan cada día}
    location: {name: {en: Hall, es: Salón}, city: Aville, notes: {en: Ring, es: Toca}}
    online: {phone: "555-0101", notes: {en: Code 12, es: Clave 12}}
    schedule: [{days: [mon], start: "19:00", note: {en: Bring tea, es: Trae té}}]
    closed: [{from: 2026-12-24, note: {en: Christmas, es: Navidad}}]
    requirements: {en: Come as you are, es: Ven como eres}
    openings: {count: 2, note: {en: Upstairs, es: Arriba}}
    phones: [{number: "555-0102", label: {en: Intake, es: Admisión}}]
    verified: {on: 2026-10-01, by: {en: phone, es: teléfono}}
  - {id: plain, kind: food, name: Middle Pantry}
"""
ENGLISH, SPANISH = (set(re.findall(rf"\b{code}: ([^,}}:]+)[,}}]", WHOLE)) for code in ("en", "es"))


def read(text):
    return read_catalog_text(text, "c.yaml")


def entry(more, name="A"):
    """An entry with a line of its own, and what is wrong with it."""
    catalog = read(f"resources:\n  - id: a\n    kind: food\n    name: {name}\n    {more}\n")
    return (catalog.resources[0] if catalog.resources else None), catalog.problems


def texts_of(value):
    """Every text within a value as it would be shown."""
    if isinstance(value, str):
        yield str(value)
    elif isinstance(value, dict):
        for inner in value.values():
            yield from texts_of(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from texts_of(inner)


def shown(model):
    return set(texts_of(model.model_dump()))


# --- reading


def test_every_text_for_readers_may_be_given_by_language():
    catalog = read(WHOLE)
    assert catalog.problems == ()
    assert len(ENGLISH) == len(SPANISH) == 17
    for language, own, other in (("en", ENGLISH, SPANISH), ("es", SPANISH, ENGLISH)):
        told = shown(spoken(catalog.settings, language)) | shown(
            spoken(catalog.resources[0], language)
        )
        assert own <= told
        assert not other & told


def test_the_first_language_is_the_main_one_and_stands_in_for_those_that_lack():
    one = read(WHOLE).resources[0]
    assert (one.name, one.organization) == ("Grupo Alba", "Friends")
    french = spoken(one, "fr")
    assert (french.name, language_of(french.name, "")) == ("Grupo Alba", "es")
    assert spoken(one, "es-MX").organization == "Amigos"
    assert spoken(spoken(one, "es"), None).organization == "Friends"


def test_what_has_no_translations_is_not_copied():
    plain = read(WHOLE).resources[1]
    assert spoken(plain, "es") is plain


@pytest.mark.parametrize(
    ("line", "column", "path", "mend"),
    [
        ("description: {en: A, eng: B}", 26, "description.eng", "is written `en:`"),
        ("description: {en: A, Español: B}", 26, "description.Español", "is written `es:`"),
        ("description: {en: A, zz: B}", 26, "description.zz", "write one like `en:` or `es:`"),
        ("description: {en: A, EN: B}", 26, "description.EN", "remove one of the two"),
        ('description: {en: A, es: ""}', 30, "description.es", "or remove the key"),
        ("description: {en: A, es: }", 26, "description.es", "or remove the key"),
        ("description: {en: A, es: [B]}", 30, "description.es", "write one, in quotes"),
        ("description: {en: A, es: {x: y}}", 30, "description.es", "write one, in quotes"),
        (f"description: {{en: A, es: {'b' * 20_001}}}", 30, "description.es", "at most 20000"),
        ("phones: [{number: 555, label: {en: A, zz: B}}]", 43, "phones[0].label.zz", "like `en:`"),
    ],
)
def test_a_translation_that_cannot_be_read_is_reported_at_its_place(line, column, path, mend):
    one, problems = entry(line)
    assert one is not None
    text = one.description or one.phones[0].label
    assert str(spoken(one, "en").description or text) == "A"
    where = [(problem.line, problem.path) for problem in problems]
    assert (5, f"resources[0].{path}") in where
    assert any(mend in problem.message and problem.column == column for problem in problems)


@pytest.mark.parametrize(
    "name", ["{en: A, zz: B}", "{zz: B, en: A}", "{english: A}", "{en: A, es: }"]
)
def test_a_name_with_one_bad_language_is_still_a_name(name):
    one, problems = entry("cost: free", name)
    assert one.name == "A"
    assert len(problems) == 1


@pytest.mark.parametrize("name", ["{}", "{zz: A}", '{en: ""}', "{en: }"])
def test_without_any_readable_name_the_entry_is_left_out(name):
    one, problems = entry("cost: free", name)
    assert one is None
    assert "error" in {problem.severity for problem in problems}


def test_norwegian_is_a_language_and_not_a_no():
    one, problems = entry("description: {no: Velkommen, en: Welcome}")
    assert problems == ()
    assert spoken(one, "no").description == "Velkommen"


def test_no_translation_of_a_confidential_place_is_read_or_quoted():
    one, problems = entry(
        "location: {city: X, confidential: true, name: {en: Hidden, es: Hidden}, "
        "notes: {en: Hidden, zz: Hidden}}"
    )
    assert problems == ()
    assert one.entry()["location"] == {"city": "X", "confidential": True}
    made = Resource.model_validate(
        {"id": "a", "kind": "housing", "name": "A",
         "location": {"city": "X", "confidential": True, "notes": {"en": "Hidden", "es": "Hidden"}}}
    )  # fmt: skip
    assert "Hidden" not in repr(spoken(made, "es").entry())


# --- writing


def test_what_is_read_is_written_back_by_language():
    catalog = read(WHOLE)
    data = yaml.safe_load(WHOLE)
    # YAML 1.1 has words and dates of its own.
    data["resources"][0]["closed"][0]["from"] = "2026-12-24"
    data["resources"][0]["verified"] = {"on": "2026-10-01", "by": {"en": "phone", "es": "teléfono"}}
    assert catalog.resources[0].entry() == data["resources"][0]
    for language in (None, "en", "es"):
        told = [spoken(resource, language) for resource in catalog.resources]
        written = write_catalog(spoken(catalog.settings, language), told)
        again = read(written)
        assert again.problems == ()
        assert [each.entry() for each in again.resources] == data["resources"]
        assert again.settings.model_dump(mode="json") == catalog.settings.model_dump(mode="json")


def test_long_translations_have_a_line_each():
    made = Resource(
        id="a",
        kind="food",
        name={"en": "A", "es": "B"},
        description={"en": "a " * 40, "no": "x\ny"},
    )
    assert write_catalog(None, [made]).splitlines()[3:] == [
        "    name: {en: A, es: B}",
        "    description:",
        f"      en: {('a ' * 40).strip()}",
        '      "no": |-',
        "        x",
        "        y",
    ]


LINES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40).filter(str.strip)
PROSE = LINES | st.dictionaries(
    st.sampled_from(["en", "es", "no", "zh-Hant", "pt-BR", "fil"]), LINES, min_size=1
)


@given(name=PROSE, description=PROSE, notes=PROSE, label=PROSE, note=PROSE)
def test_any_translations_are_read_back_equal(name, description, notes, label, note):
    made = Resource.model_validate(
        {"id": "a", "kind": "food", "name": name, "description": description,
         "location": {"city": "X", "notes": notes},
         "phones": [{"number": "555-0100", "label": label}],
         "closed": [{"from": "2026-12-24", "note": note}]}
    )  # fmt: skip
    written = write_catalog(Settings(), [made])
    catalog = read(written)
    assert catalog.problems == ()
    assert catalog.resources[0].entry() == made.entry()
    assert yaml.safe_load(written)["resources"] == [made.entry()]
    assert Resource.model_validate(made.entry()).entry() == made.entry()
    assert not list(Draft202012Validator(json_schema()).iter_errors({"resources": [made.entry()]}))


@given(
    st.dictionaries(
        st.sampled_from(["en", "es", "xx", "EN", "english", "", "es-MX", "1", "no"]),
        st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.lists(st.text()),
    )
)
def test_whatever_stands_for_a_translation_the_entry_stays(texts):
    data = {"resources": [{"id": "a", "kind": "food", "name": "A", "requirements": texts}]}
    catalog = read(yaml.safe_dump(data, allow_unicode=True))
    assert [each.id for each in catalog.resources] == ["a"]
    good = catalog.resources[0].requirements
    assert good is None or good.strip()


def test_a_change_of_one_translation_leaves_the_rest_as_it_is():
    changed = set_values(WHOLE, {("resources", 0, "name", "en"): "Sunrise Group"})
    assert changed == WHOLE.replace("Dawn Group", "Sunrise Group")


def test_copies_keep_their_translations():
    text = Translated({"en": "A", "es": "B"}, "es")
    for made in (copy.copy(text), copy.deepcopy(text), pickle.loads(pickle.dumps(text))):
        assert (made, made.language, dict(made.texts)) == ("B", "es", {"en": "A", "es": "B"})


def test_an_entry_filled_from_a_feed_keeps_translations_of_both():
    ours = Resource(id="a", kind="food", name={"en": "A", "es": "B"}, location={"city": "X"})
    theirs = Resource(
        id="a", kind="food", name="C", requirements={"en": "D", "es": "E"},
        location={"city": "X", "notes": {"en": "F", "es": "G"}},
    )  # fmt: skip
    told = spoken(fill(ours, theirs), "es")
    assert (told.name, told.requirements, told.location.notes) == ("B", "E", "G")
    secret = theirs.model_copy(
        update={"location": theirs.location.model_validate({"city": "X", "confidential": True})}
    )
    kept = fill(theirs, secret)
    assert "G" not in repr(spoken(kept, "es").location) + repr(kept.entry())


# --- searching


@pytest.fixture(scope="module")
def snapshot():
    return build_snapshot(read(WHOLE))


@pytest.mark.parametrize("language", ["", "&lang=en", "&lang=es", "&lang=vi"])
@pytest.mark.parametrize(
    "words", ["dawn", "alba", "friends", "amigos", "pan+dia", "salon", '"bread every"']
)
def test_words_of_any_language_find_it_in_every_language(snapshot, words, language):
    assert [hit.id for hit in search(snapshot, f"q={words}{language}", at=NOW)] == ["hall"]


def test_a_phrase_does_not_run_from_one_language_into_the_next(snapshot):
    assert not search(snapshot, 'q="alba dawn"', at=NOW)


def test_the_order_of_names_does_not_depend_on_the_language(snapshot):
    orders = [
        [hit.id for hit in search(snapshot, f"sort=name{more}", at=NOW)]
        for more in ("", "&lang=en", "&lang=es")
    ]
    # Grupo Alba comes before Middle Pantry, and so does Dawn Group.
    assert orders == [["hall", "plain"]] * 3
    late = build_snapshot(read(WHOLE.replace("en: Dawn Group", "en: Zenith")))
    assert [hit.name for hit in search(late, "sort=name&lang=en", at=NOW)] == [
        "Zenith",
        "Middle Pantry",
    ]


def test_texts_are_in_the_language_of_the_link(snapshot):
    told = {
        code: search(snapshot, f"q=dawn&lang={code}", at=NOW)[0].name
        for code in ("en", "es", "es-MX", "vi")
    }
    assert told == {
        "en": "Dawn Group",
        "es": "Grupo Alba",
        "es-MX": "Grupo Alba",
        "vi": "Grupo Alba",
    }


def test_odd_languages_of_links_take_no_memory(snapshot):
    for number in range(300):
        search(snapshot, f"lang=x{chr(97 + number % 26)}{chr(97 + number // 26)}", at=NOW)
    assert len(snapshot._spoken) <= 3


def test_a_catalog_without_translations_is_the_same_in_every_language():
    plain = build_snapshot(read("resources: [{id: a, kind: food, name: A}]"))
    assert plain.spoken("es") is plain
