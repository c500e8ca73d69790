"""Printed lists: everything a person needs is on the paper, in order, and nothing acts or leaks."""

from __future__ import annotations

import datetime as dt
import io
import re
import shutil
import subprocess
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest
import zxingcpp
from directory_of_chance import snapshot_of
from entries_of_chance import HOSTILE, many
from hypothesis import HealthCheck, given, settings
from pypdf import PdfReader

from directory import load, search
from directory.export.formats import write
from directory.export.pdf.booklet import booklet_pages
from directory.export.pdf.sheet import LETTER, Code, Text
from directory.export.pdf.typeface import printable
from directory.export.pdf.wanted import MOST_ENTRIES, Paper, job
from directory.schedule.words import span_words
from directory.words import words

ROOT = Path(__file__).parents[2]
NOW = dt.datetime(2026, 11, 24, 12, tzinfo=ZoneInfo("America/Los_Angeles"))
SITE = "https://list.example.org"
ENGLISH = words("en")


@pytest.fixture(scope="module")
def example():
    return load(ROOT / "resources.yaml")


def printed(snapshot, link="", *, site=SITE, limit=None, **paper):
    results = search(snapshot, link, at=NOW)
    return write(results, "pdf", limit, site=site, paper=Paper(**paper)).content


def reader(data):
    return PdfReader(io.BytesIO(data))


def text_of(data):
    return squeezed("\n".join(page.extract_text() for page in reader(data).pages))


def squeezed(text):
    """Without the blanks and line ends of a page."""
    return re.sub(r"\s+", "", text)


def in_order(text, parts):
    """Where each part stands, each after the one before; fails when one is missing."""
    at = 0
    for part in parts:
        found = text.find(squeezed(printable(part)), at)
        assert found >= 0, part
        at = found + 1
    return True


def shortlist(snapshot, link, count):
    return "id=" + ",".join(hit.id for hit in search(snapshot, link, at=NOW)[:count])


# --- the handout


def test_a_handout_holds_every_name_time_place_and_phone_in_the_order_of_its_groups(example):
    link = shortlist(example, "near=90012&within=30mi&kind=meeting", 25)
    results = search(example, link, at=NOW)
    text = text_of(printed(example, link))
    by_day = sorted(results, key=lambda hit: hit.next.start.weekday())
    assert in_order(text, [hit.name for hit in by_day])
    for hit in results:
        resource = hit.resource
        assert squeezed(printable(resource.location.address)) in text
        for rule in resource.schedule:
            assert squeezed(span_words(rule.start, rule.end, ENGLISH)) in text
        for number in filter(None, [resource.phone, *(line.number for line in resource.phones)]):
            assert squeezed(number) in text


def test_services_stand_by_kind_in_the_order_of_the_list(example):
    ids = [hit.id for hit in search(example, "kind=food,housing", at=NOW)[:8]][::-1]
    results = search(example, f"id={','.join(ids)}", at=NOW)
    text = text_of(printed(example, f"id={','.join(ids)}"))
    names = [hit.name for kind in ("housing", "food") for hit in results if hit.kind == kind]
    assert in_order(text, ["Housing", *names])


def test_five_meetings_fit_on_one_page_and_only_then_is_the_type_small(example):
    few = reader(printed(example, shortlist(example, "near=90012&kind=meeting", 5)))
    assert len(few.pages) == 1
    large = reader(printed(example, shortlist(example, "near=90012&kind=meeting", 5), large=True))
    assert len(large.pages) > 1
    assert max(sizes(large)) > max(sizes(few))
    assert min(sizes(large)) >= 10


def sizes(pdf):
    found = set()
    for page in pdf.pages:
        page.extract_text(
            visitor_text=lambda text, _c, _t, _f, size: found.add(size) if text.strip() else 0
        )
    return found


def test_every_page_says_to_call_first_and_the_first_has_the_help_lines(example):
    data = printed(example, "kind=meeting")
    pages = [squeezed(page.extract_text()) for page in reader(data).pages]
    assert len(pages) > 3
    for number, page in enumerate(pages, 1):
        assert "Timesandplaceschange.Callbeforeyougo." in page
        assert f"Page{number}of{len(pages)}" in page
    assert "Helprightnow" in pages[0]
    assert "Call988" in pages[0]
    assert "PrintedNovember24,2026" in pages[0]


def test_help_lines_stand_in_for_a_catalog_that_names_none():
    text = text_of(printed(snapshot_of({"id": "a", "name": "A"})))
    assert "Call988" in text


def test_the_search_is_told_in_words(example):
    text = text_of(printed(example, "near=90012&within=5mi&day=tue&serves=women&kind=meeting"))
    assert "within5miof90012LosAngeles,CA" in text
    assert "Tuesday·" in text
    assert "Women" in text


def test_a_title_and_notes_stand_on_the_page_as_text(example):
    ids = [hit.id for hit in search(example, "kind=meeting", at=NOW)[:2]]
    notes = {ids[0]: "Ask for <b>Maria</b> **at** the {door}\n$x$", "not-there": "lost"}
    data = printed(example, f"id={','.join(ids)}", title="For Sam & Co", notes=notes)
    text = text_of(data)
    assert "ForSam&Co" in text
    assert "Note:Askfor<b>Maria</b>**at**the{door}$x$" in text
    assert "lost" not in text
    assert reader(data).metadata.title == "For Sam & Co"


def test_a_page_in_spanish_is_in_spanish(example):
    text = text_of(printed(example, shortlist(example, "near=90012", 5) + "&lang=es"))
    for spanish in ("Ayudaahoramismo", "Llamaantesdeir", "Cuándo:", "Dónde:", "Impresoel24de"):
        assert spanish in text
    for english in ("When:", "Where:", "Next:", "Printed", "Callbeforeyougo", "Phone:", "Page"):
        assert english not in text
    assert reader(printed(example, "lang=es")).trailer["/Root"]["/Lang"] == "es"


def test_names_from_right_to_left_are_there_and_can_be_read_back():
    entry = {"id": "a", "name": "קבוצת נשים", "organization": "مجموعة الأمل 希望"}
    pdftotext = shutil.which("pdftotext")
    if pdftotext is None:
        pytest.skip("pdftotext (poppler-utils) is not installed")
    data = printed(snapshot_of(entry))
    text = subprocess.run(
        [pdftotext, "-", "-"], input=data, capture_output=True, check=True
    ).stdout.decode()
    plain = re.sub("[\u200e\u200f\u202a-\u202e]", "", text)
    assert "קבוצת נשים" in plain
    assert "مجموعة" in plain
    assert "希望" in plain


def test_korean_and_chinese_names_can_be_read_back(example):
    text = text_of(printed(example, "id=hanmaeum-group,new-hope-chinese-group"))
    assert "한마음모임" in text
    assert "新希望小组" in text
    assert "□" not in text


def test_letters_that_cannot_be_printed_are_told_of():
    text = text_of(printed(snapshot_of({"id": "a", "name": "ไ Hope"})))
    assert "□Hope" in text
    assert "□standsforaletterthatcannotbeprinted" in text
    assert "□" not in text_of(printed(snapshot_of({"id": "a", "name": "Hope"})))


def test_a_private_place_is_a_town_in_both_prints():
    house = {
        "id": "a",
        "name": "Safe House",
        "location": {
            "address": "7 Hidden Lane", "city": "Los Angeles", "region": "CA",
            "notes": "Blue door", "latitude": 34.111, "longitude": -118.222, "confidential": True,
        },
    }  # fmt: skip
    for booklet in (False, True):
        text = text_of(printed(snapshot_of(house), booklet=booklet))
        assert "LosAngeles,CA(privateaddress)" in text
        assert "Hidden" not in text
        assert "Bluedoor" not in text


@given(many())
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_catalog_is_printed_with_every_name(made):
    snapshot = snapshot_of(*made)
    for booklet in (False, True):
        text = text_of(printed(snapshot, booklet=booklet))
        for hit in search(snapshot, "", at=NOW):
            # Of a name as long as a page the first lines are printed.
            assert squeezed(printable(hit.name))[:30] in text


def test_hostile_text_is_only_text():
    names = ["(Tj) ET Q \\( \\) >> endobj", "<script>alert(1)</script>", *HOSTILE]
    entries = [
        {"id": f"e{number}", "name": name[:400] or "x", "requirements": f"{name} x"}
        for number, name in enumerate(names)
        if name.strip()
    ]
    data = printed(snapshot_of(*entries))
    assert squeezed("(Tj) ET Q \\( \\) >> endobj") in text_of(data)
    for acting in (b"/JavaScript", b"/JS", b"/Launch", b"/OpenAction /S", b"/EmbeddedFile"):
        assert acting not in data
    links = [
        note.get_object()["/A"]["/URI"]
        for page in reader(data).pages
        for note in page.get("/Annots", [])
    ]
    assert all(link.startswith("https://") for link in links)


def test_an_entry_longer_than_a_page_is_cut_and_the_next_one_stands_whole():
    long = {"id": "a", "name": "A " * 200, "requirements": "word " * 3_000, "hours": "24/7"}
    last = {"id": "b", "name": "Last one", "phone": "+1 555 555 0100"}
    text = text_of(printed(snapshot_of(long, last), large=True))
    assert "Lastone" in text
    assert "+15555550100" in text


def test_what_is_not_printed_is_told_of(example):
    text = text_of(printed(example, "", limit=10))
    assert f"10of{search(example, '', at=NOW).total}areprintedhere" in text
    assert "areprintedhere" not in text_of(printed(example, shortlist(example, "", 5)))


def test_more_than_one_print_holds_is_left_out_and_counted():
    entries = [{"id": f"e{number}", "name": f"E{number}"} for number in range(MOST_ENTRIES + 7)]
    results = search(snapshot_of(*entries), "", at=NOW)
    made = job(results, ENGLISH, None, None, Paper())
    assert len(made.hits) == MOST_ENTRIES
    assert made.cut == "3,000 of 3,007 are printed here. The live list has all."


def test_the_same_results_give_the_same_bytes(example):
    assert printed(example, "day=tue") == printed(example, "day=tue")


def test_paper_is_letter_in_the_us_and_a4_elsewhere(example):
    page = reader(printed(example, "day=tue")).pages[0].mediabox
    assert (round(page.width), round(page.height)) == (612, 792)
    london = snapshot_of({"id": "a", "name": "A"}, country="GB")
    other = reader(printed(london)).pages[0].mediabox
    assert (round(other.width), round(other.height)) == (595, 842)


def test_what_of_a_link_had_no_effect_is_named_on_paper_too(example):
    for booklet in (False, True):
        text = text_of(printed(example, "day=tue&colour=blue", booklet=booklet))
        assert "“colour=blue”" in text


def test_a_time_on_another_clock_names_it(example):
    eastern = {
        "id": "a", "kind": "meeting", "name": "Coast", "timezone": "America/New_York",
        "schedule": [{"days": ["wed"], "start": "06:00", "end": "07:00"}],
    }  # fmt: skip
    snapshot = snapshot_of(eastern, {**eastern, "id": "b", "name": "Home", "timezone": None})
    text = text_of(printed(snapshot))
    assert "6–7AMESTCoast" in text
    assert "inNewYorktime" in text
    assert "6–7AMHome" in text
    booklet = text_of(printed(snapshot, booklet=True))
    assert "6–7AMESTCoast" in booklet
    assert "6–7AMHome" in booklet


# --- the code


def code_of(pages):
    return next(mark for page in pages for mark in page.marks if isinstance(mark, Code))


def test_the_code_leads_to_the_live_list_and_is_large_enough_to_scan(example):
    ids = ",".join(hit.id for hit in search(example, "kind=meeting", at=NOW)[:40])
    for link in ("day=tue&near=90012", f"id={ids}"):
        results = search(example, f"{link}&keep=a&page=2&view=map", at=NOW)
        made = job(results, ENGLISH, None, SITE, Paper(booklet=True))
        code = code_of(booklet_pages(made, LETTER.half))
        picture = np.kron(~np.array(code.code.rows), np.ones((4, 4), np.uint8)) * np.uint8(255)
        (read,) = zxingcpp.read_barcodes(picture.astype(np.uint8))
        assert search(example, read.text, at=NOW).link == search(example, link, at=NOW).link
        assert read.text.startswith(f"{SITE}/?")
        assert code.side / code.code.side > 0.4


def test_a_page_as_drawn_is_scanned(example, tmp_path):
    pdftoppm = shutil.which("pdftoppm")
    if pdftoppm is None:
        pytest.skip("pdftoppm (poppler-utils) is not installed")
    data = printed(example, shortlist(example, "near=90012&kind=meeting", 5))
    run = subprocess.run(
        [pdftoppm, "-r", "200", "-gray", "-", str(tmp_path / "page")],
        input=data, capture_output=True, check=True,
    )  # fmt: skip
    assert run.stderr == b""
    header, size, _, pixels = next(tmp_path.glob("*.pgm")).read_bytes().split(b"\n", 3)
    wide, high = map(int, size.split())
    (read,) = zxingcpp.read_barcodes(np.frombuffer(pixels, np.uint8).reshape(high, wide))
    assert header == b"P5"
    assert read.text.startswith(f"{SITE}/?id=")


# --- the booklet


def booklet_text(snapshot, link="", **paper):
    """The booklet as it is read, page after page."""
    made = job(search(snapshot, link, at=NOW), ENGLISH, None, SITE, Paper(booklet=True, **paper))
    pages = booklet_pages(made, LETTER.half)
    return [
        squeezed(" ".join(mark.line.text for mark in page.marks if isinstance(mark, Text)))
        for page in pages
    ]


def test_a_booklet_by_day_has_each_meeting_on_each_of_its_days_by_time(example):
    pages = booklet_text(example, "kind=meeting")
    assert len(pages) % 4 == 0
    body = "".join(pages[2:-1])
    days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    sessions = sorted(
        (day.number, rule.start, rule.end, hit.name)
        for hit in search(example, "kind=meeting&fellowship=smart", at=NOW)
        for rule in hit.resource.schedule
        for day in rule.days
    )
    only = "".join(booklet_text(example, "kind=meeting&fellowship=smart")[2:-1])
    shown = [
        squeezed(f"{span_words(start, end, ENGLISH)}{name}") for _, start, end, name in sessions
    ]
    assert sorted(shown) == sorted(found for found in shown if found in only)
    assert in_order(body, days)


def test_a_booklet_ends_with_the_help_lines_and_tells_what_letters_mean(example):
    pages = booklet_text(example)
    assert "Helprightnow" in pages[-1]
    assert "Call988" in pages[-1]
    assert "Whatthelettersmean" in pages[1]
    assert "XWheelchairaccess" in pages[1]
    assert "CClosedmeeting" in pages[1]


def test_pages_of_a_booklet_are_headed_by_their_day_and_found_by_their_number(example):
    pages = booklet_text(example, "kind=meeting")
    number = int(re.search(r"Thursday(\d+)·", pages[1])[1])
    assert "Thursday" in pages[number - 1]
    assert "Thursday" not in pages[number - 2]


def test_a_booklet_of_one_day_has_that_day_alone(example):
    body = "".join(booklet_text(example, "kind=meeting&day=tue")[2:-1])
    assert "Tuesday" in body
    assert "Wednesday" not in body


def test_a_booklet_by_town_has_each_entry_once_under_its_town(example):
    link = "kind=meeting&fellowship=smart&attend=in-person"
    body = "".join(booklet_text(example, link, by="town")[2:-1])
    for hit in search(example, link, at=NOW):
        assert squeezed(hit.resource.location.city) in body
        assert body.count(squeezed(hit.name)) == 1


def test_a_booklet_marks_what_is_online(example):
    link = "attend=online&kind=meeting"
    body = "".join(booklet_text(example, link)[2:-1])
    assert body.count("Online:") >= len(search(example, link, at=NOW))


def test_what_does_not_meet_for_now_is_not_under_its_day():
    entry = {
        "id": "a", "kind": "meeting", "name": "Resting", "status": "temporarily-closed",
        "schedule": [{"days": ["tue"], "start": "19:00"}],
    }  # fmt: skip
    body = "".join(booklet_text(snapshot_of(entry))[2:-1])
    assert "ClosedfornowResting" in body.replace("Callbeforeyougo.", "")
    assert "Tuesday" not in body


def test_the_sides_of_a_booklet_hold_two_pages_each(example):
    data = printed(example, "kind=meeting", booklet=True)
    sides = [squeezed(page.extract_text()) for page in reader(data).pages]
    pages = booklet_text(example, "kind=meeting")
    assert len(sides) == len(pages) / 2
    assert sides[0].startswith("Helprightnow")
    assert "Scanthecode" in sides[0]
    box = reader(data).pages[0].mediabox
    assert box.width > box.height


def test_a_booklet_of_1660_meetings_opens_elsewhere_without_a_warning(tmp_path):
    pdftotext, pdftoppm = shutil.which("pdftotext"), shutil.which("pdftoppm")
    if pdftotext is None or pdftoppm is None:
        pytest.skip("pdftotext and pdftoppm (poppler-utils) are not installed")
    days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    entries = [
        {
            "id": f"m{number}", "kind": "meeting", "fellowship": "aa", "name": f"Group {number:04}",
            "schedule": [{"days": [days[number % 7]], "start": f"{6 + number % 16:02}:30"}],
            "location": {"name": f"Hall {number}", "address": f"{number} Main St", "city": "Town"},
            "types": ["open", "discussion"], "phone": f"+1 555 555 {number:04}",
        }
        for number in range(1_660)
    ]  # fmt: skip
    file = tmp_path / "booklet.pdf"
    file.write_bytes(printed(snapshot_of(*entries), booklet=True))
    read = subprocess.run([pdftotext, "-raw", str(file), "-"], capture_output=True, check=True)
    drawn = subprocess.run(
        [pdftoppm, "-r", "10", str(file), str(tmp_path / "page")], capture_output=True, check=True
    )
    assert read.stderr == drawn.stderr == b""
    text = squeezed(read.stdout.decode())
    for entry in entries:
        assert squeezed(entry["name"]) in text
        assert squeezed(entry["phone"]) in text
