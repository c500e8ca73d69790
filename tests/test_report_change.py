"""How far an entry is to be trusted, and whom a reader tells that it has changed."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from zoneinfo import ZoneInfo

import pytest
import yaml
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.testclient import TestClient

from directory.loading import load
from directory.model import Kind, Location, Resource, Settings
from directory.plain import routes
from directory.query import Query
from directory.render.cards import check
from directory.render.report import LONGEST, Report, contact_link, report
from directory.render.view import View
from directory.words import words

NOON = dt.datetime(2026, 8, 31, 12, tzinfo=ZoneInfo("America/Los_Angeles"))
ENGLISH, SPANISH = words("en"), words("es")
TODAY = NOON.date()
MAIL = "corrections@example.org"
ROOT = Path(__file__).parents[1]


def entry(**more: Any) -> Resource:
    base = {"id": "steps", "kind": "meeting", "name": "Steps", "by_appointment": True}
    return Resource.model_validate({**base, **more})


def checked(on: str | None, today: dt.date = TODAY, **more: Any) -> tuple[str, bool]:
    found = check(entry(**({"verified": {"on": on}} if on else {}), **more), today, ENGLISH)
    return found.text, found.warn


# --- how far to trust it


def test_six_months_of_the_calendar_count_as_fresh() -> None:
    # Half a year before the last of August is the last of February, in leap years the 29th.
    assert checked("2026-02-28", phone="555-0100") == ("Verified Feb 28, 2026", False)
    assert checked("2026-02-27", phone="555-0100") == ("Verified Feb 27, 2026. Call first.", False)
    leap = dt.date(2028, 8, 31)
    assert checked("2028-02-29", leap) == ("Verified Feb 29, 2028", False)
    assert checked("2028-02-28", leap)[0] != "Verified Feb 28, 2028"


def test_a_year_of_the_calendar_counts_at_all() -> None:
    assert checked("2025-08-31", phone="555-0100") == ("Verified Aug 31, 2025. Call first.", False)
    text, warn = checked("2025-08-30", phone="555-0100")
    assert warn
    assert text == "Last checked Aug 30, 2025. It may have changed: call first."
    assert checked(None, phone="555-0100") == (
        "Not checked by a person yet. Call before you go.",
        True,
    )


def test_who_has_no_phone_is_not_to_be_called() -> None:
    for on in ("2026-01-01", "2020-01-01", None):
        assert "all" not in checked(on)[0].split(".")[-1]
        assert "It may have changed." in checked(on)[0]


def test_today_is_fresh_and_a_date_to_come_is_no_check() -> None:
    assert checked("2026-08-31") == ("Verified Aug 31, 2026", False)
    assert checked("2026-09-01") == ("Verified Sep 1, 2026", False)  # today, further east
    assert checked("2027-08-31") == checked(None)


def test_an_edit_is_not_a_verification() -> None:
    assert checked(None, updated="2026-08-30") == checked(None)


def test_spanish_says_the_same() -> None:
    fresh = entry(verified={"on": "2026-05-12"}, phone="555-0100")
    assert check(fresh, NOON.date(), SPANISH).text == "Verificado el 12 may 2026"
    fading = check(entry(verified={"on": "2025-12-01"}, phone="5"), NOON.date(), SPANISH)
    assert fading.text == "Verificado el 1 dic 2025. Llama antes de ir."


# --- whom to tell


def told(resource: Resource, contact: str | None = MAIL, lang: str = "en") -> Report | None:
    values = {"name": "Valley", **({"contact": contact} if contact else {})}
    view = View(
        Settings.model_validate(values),
        Query(lang=lang),
        NOON,
        base="/help",
        site="https://valley.example.org",
    )
    return report(resource, view)


def letter(link: str) -> tuple[str, str]:
    """Subject and text of a mail link, read as a mail program reads it."""
    query = urlsplit(link).query
    assert "+" not in query, "mail programs show a plus as it is"
    pairs = dict(part.split("=") for part in query.split("&"))
    return unquote(pairs["subject"]), unquote(pairs["body"])


FULL = entry(
    name="Monday Night Steps",
    by_appointment=False,
    schedule=[{"days": ["mon"], "start": "19:00", "end": "20:00"}],
    location={
        "name": "Community Church",
        "address": "100 Main St",
        "city": "Los Angeles",
        "region": "CA",
        "notes": "Side door & bell",
    },
    phone="+1 555 555 0101",
    website="https://steps.example.org/?a=1&b=2",
    cost="free",
    requirements="Nothing. Just come.",
    verified={"on": "2026-05-12"},
)


def test_a_mail_is_filled_in_with_the_entry_its_values_its_link_and_blanks() -> None:
    found = told(FULL)
    assert found is not None
    assert not found.external
    assert found.label == "Report a change"
    assert found.href.startswith("mailto:corrections@example.org?subject=")
    assert "%20" in found.href
    assert re.search("%0D%0A", found.href)
    assert len(found.href) <= LONGEST
    subject, body = letter(found.href)
    assert subject == "Change to Monday Night Steps"
    assert body.count("\r\n") == body.count("\n")
    lines = body.split("\r\n")
    assert lines[:7] == [
        "What is wrong?",
        "",
        "",
        "What is right?",
        "",
        "",
        "How do you know? (I went there, I called, I work there)",
    ]
    assert "https://valley.example.org/help/r/steps" in lines
    assert "- Times: Mon, 7–8 PM" in lines
    assert "- Place: Community Church, 100 Main St, Los Angeles, CA" in lines
    assert "- Phone: +1 555 555 0101" in lines
    assert "- Website: https://steps.example.org/?a=1&b=2" in lines


def test_the_mail_ends_with_a_change_file_for_those_who_keep_the_list() -> None:
    found = told(FULL)
    assert found is not None
    _, body = letter(found.href)
    skeleton = body[body.index("changes:") :].replace("\r\n", "\n")
    assert yaml.safe_load(skeleton) == {"changes": [{"id": "steps", "set": None}]}
    wanted = '      # phone: "+1 555 555 0101"\n'
    assert wanted in skeleton
    changed = yaml.safe_load(skeleton.replace("# phone", "phone").replace("# location", "location"))
    assert changed["changes"][0]["set"]["phone"] == "+1 555 555 0101"
    assert changed["changes"][0]["set"]["location.notes"] == "Side door & bell"


def test_a_reader_writes_in_their_own_language_and_the_keepers_read_theirs() -> None:
    found = told(FULL, lang="es")
    assert found is not None
    assert found.label != "Report a change"
    subject, body = letter(found.href)
    assert subject == "Cambio en Monday Night Steps"
    assert "¿Qué está mal?" in body
    assert "What" not in body
    assert '# phone: "+1 555 555 0101"' in body


def test_a_confidential_place_is_told_by_its_town_alone() -> None:
    place = {
        "name": "Refuge Hall",
        "address": "7 Secret Way",
        "city": "Burbank",
        "region": "CA",
        "postal_code": "91501",
        "confidential": True,
        "notes": "Blue door",
    }
    found = told(entry(location=place))
    assert found is not None
    _, body = letter(found.href)
    assert "- Place: Burbank, CA" in body
    for secret in ("Secret", "Refuge Hall", "91501", "Blue door", "address"):
        assert secret not in body


def test_a_number_to_call_is_called() -> None:
    found = told(FULL, "tel:+15555550100")
    assert found is not None
    assert (found.href, found.external) == ("tel:+15555550100", False)


def test_a_form_is_filled_in_where_its_address_has_places_for_it() -> None:
    form = "https://form.example.org/?entry={id}&name={name}&link={link}&lang={lang}&text={text}"
    found = told(FULL, form)
    assert found is not None
    assert found.external
    assert len(found.href) <= LONGEST
    asked = parse_qs(urlsplit(found.href).query)
    assert asked["entry"] == ["steps"]
    assert asked["name"] == ["Monday Night Steps"]
    assert asked["link"] == ["https://valley.example.org/help/r/steps"]
    assert asked["lang"] == ["en"]
    assert "- Phone: +1 555 555 0101\r\n" in asked["text"][0]


def test_a_form_without_places_is_opened_as_it_is() -> None:
    found = told(FULL, "https://form.example.org/x?a={other}")
    assert found is not None
    assert found.href == "https://form.example.org/x?a={other}"


def test_the_foot_of_a_page_opens_the_form_blank() -> None:
    form = "https://form.example.org/?entry={id}&text={text}"
    assert contact_link(Settings(contact=form)) == "https://form.example.org/?entry=&text="
    assert contact_link(Settings(contact=MAIL)) == f"mailto:{MAIL}"
    assert contact_link(Settings()) is None


def test_where_nobody_is_named_the_source_is_the_place_to_tell() -> None:
    found = told(entry(source="https://list.example.org/4711"), None)
    assert found is not None
    assert (found.href, found.external) == ("https://list.example.org/4711", True)
    assert told(entry(), None) is None
    assert told(entry(source="mailto:a@example.org"), None) is None


HOSTILE = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=2000
).filter(lambda text: text.strip())


@hypothesis_settings(deadline=None, max_examples=60)
@given(HOSTILE, HOSTILE, st.sampled_from([MAIL, "https://f.example.org/?n={name}&t={text}"]))
def test_no_text_of_an_entry_can_add_a_line_a_header_or_a_parameter(
    name: str, requirements: str, contact: str
) -> None:
    resource = entry(name=name[:500].strip() or "x", requirements=requirements, phone="555-0100")
    found = told(resource, contact)
    assert found is not None
    assert len(found.href) <= LONGEST
    query = urlsplit(found.href).query
    assert query.count("&") == 1
    assert re.fullmatch(r"[A-Za-z0-9%_.~=&-]*", query)
    text = parse_qs(query)["body" if contact == MAIL else "t"][0]
    assert text.startswith("What is wrong?\r\n")
    last = text[text.rindex("changes:") :].split("\r\n")
    assert last[:3] == ["changes:", "  - id: steps", "    set:"]
    assert all(line.startswith("      # ") for line in last[3:] if line)


def test_the_longest_entry_still_names_itself_and_leaves_its_blanks() -> None:
    long = entry(
        name="Ж" * 500,
        requirements="Ж" * 20_000,
        website="https://example.org/" + "x" * 1_900,
        hours="Mo-Su 09:00-17:00",
        location={"address": "Ж" * 5_000, "city": "Ж" * 500},
        schedule=[{"days": ["mon"], "start": f"{hour:02}:00"} for hour in range(24)],
    )
    found = told(long)
    assert found is not None
    assert len(found.href) <= LONGEST
    _, body = letter(found.href)
    assert "https://valley.example.org/help/r/steps" in body
    assert "  - id: steps" in body
    assert "What is wrong?" in body


@pytest.mark.parametrize("kind", [Kind.HOUSING, Kind.HELPLINE])
def test_every_kind_of_entry_can_be_reported(kind: Kind) -> None:
    assert told(Resource(id="a", kind=kind, name="A", location=Location(city="Burbank")))


def test_the_page_without_scripts_has_the_same_link() -> None:
    snapshot = load(ROOT / "resources.yaml")
    app = Starlette(routes=routes(lambda: snapshot, lambda: NOON))
    page = TestClient(app, base_url="https://valley.example.org").get(
        "/r/monday-night-steps?lang=en"
    )
    links = re.findall(r'<a href="(mailto:[^"]*)" rel="([^"]*)">Report a change', page.text)
    ((link, rel),) = links
    assert "noreferrer" in rel
    subject, body = letter(unescape(link))
    assert subject == "Change to Monday Night Steps"
    assert "https://valley.example.org/r/monday-night-steps\r\n" in body


def test_a_form_opens_beside_the_page_and_is_told_nothing_of_it() -> None:
    snapshot = load(ROOT / "resources.yaml")
    form = "https://form.example.org/?entry={id}&text={text}"
    settings = snapshot.settings.model_copy(update={"contact": form})
    changed = replace(snapshot, settings=settings)
    app = Starlette(routes=routes(lambda: changed, lambda: NOON))
    page = (
        TestClient(app, base_url="https://valley.example.org").get("/r/anchor-group?lang=en").text
    )
    (link,) = re.findall(r'<a href="https://form[^>]*>Report a change</a>', page)
    assert 'rel="noopener noreferrer nofollow" target="_blank"' in link
    assert "?entry=anchor-group&amp;text=What%20is%20wrong" in link
    (foot,) = re.findall(r'<a href="([^"]*)">Report a mistake', page)
    assert foot == "https://form.example.org/?entry=&amp;text="
