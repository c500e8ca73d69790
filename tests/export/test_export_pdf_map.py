"""The map on paper: its numbers are those of the list, and it tells no more than the list does."""

from __future__ import annotations

import datetime as dt
import io
import itertools
import re
import shutil
import subprocess
import sys
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from directory_of_chance import snapshot_of
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from starlette.applications import Starlette
from starlette.testclient import TestClient

from directory import plain, search
from directory.basemap.frame import fit
from directory.basemap.ground import Base
from directory.basemap.tiles import Tiles
from directory.export.formats import write
from directory.export.pdf.booklet import booklet_pages
from directory.export.pdf.handout import handout_pages
from directory.export.pdf.scale import bars
from directory.export.pdf.sheet import BLACK, LETTER, Disc, Fill, Paths, Picture, Text
from directory.export.pdf.spots import MOST_NUMBERED, Plate, apart, rows, said
from directory.export.pdf.wanted import Paper, job
from directory.model import Settings, Unit
from directory.model.settings import Basemap
from directory.places import KM_PER_MILE, haversine_km
from directory.web.street_map import Streets
from directory.words import words

sys.path.append(str(Path(__file__).parents[1] / "basemap"))
import made_town

NOW = dt.datetime(2026, 11, 24, 12, tzinfo=ZoneInfo("America/Los_Angeles"))
ENGLISH = words("en")
LATITUDE, LONGITUDE = made_town.LATITUDE, made_town.LONGITUDE


def kitchen(id, north=0.0, east=0.0, **location):
    """A place so many thousandths of a degree from the middle of the made-up town."""
    place = {"address": f"{id} Main St", "city": "Los Angeles", "region": "CA",
             "latitude": LATITUDE + north / 1000, "longitude": LONGITUDE + east / 1000}  # fmt: skip
    return {
        "id": id, "kind": "food", "name": f"Kitchen {id}", "hours": "24/7",
        "location": {key: value for key, value in {**place, **location}.items() if value != ""},
    }  # fmt: skip


def made(*entries, link="", base=None, country="US", units="mi", lang="en", **paper):
    snapshot = snapshot_of(*entries, country=country, units=units)
    results = search(snapshot, link, at=NOW)
    return job(results, words(lang), None, None, Paper(**paper), base or Base())


def handout(*entries, **wanted):
    return handout_pages(made(*entries, **wanted), LETTER)


def booklet(*entries, **wanted):
    return booklet_pages(made(*entries, booklet=True, **wanted), LETTER.half)


def pictures(pages):
    return [mark for page in pages for mark in page.marks if isinstance(mark, Picture)]


def texts(marks):
    return [mark.line.text for mark in marks if isinstance(mark, Text)]


def all_text(pages):
    return " ".join(text for page in pages for text in texts(page.marks))


def discs(picture):
    """What is written on each disc of a map, and whether it is hollow."""
    found = {}
    for before, mark in itertools.pairwise(picture.marks):
        if isinstance(before, Disc):
            found[mark.line.text] = before.hollow
    return found


def listed(pages):
    """The number before each name of the list."""
    found = {}
    for page in pages:
        for mark in page.marks:
            if isinstance(mark, Text) and mark.line.pieces[0].run.disc:
                number, *rest = mark.line.pieces
                found["".join(piece.run.text for piece in rest).strip()] = number.run
    return found


# --- numbers


def test_a_disc_on_the_map_has_the_number_of_its_entry():
    pages = handout(kitchen("a"), kitchen("b", 3, 4), kitchen("c", -2, 3))
    (picture,) = pictures(pages)
    numbers = {name: run.text for name, run in listed(pages).items()}
    assert numbers == {"Kitchen a": "1", "Kitchen b": "2", "Kitchen c": "3"}
    assert set(discs(picture)) == {"1", "2", "3"}


def test_entries_at_one_place_share_a_disc():
    pages = handout(kitchen("a"), kitchen("b", 3, 4), kitchen("c"), kitchen("d"))
    assert set(discs(pictures(pages)[0])) == {"1, 3, 4", "2"}


def test_where_many_are_at_one_place_they_share_its_number():
    pages = handout(*(kitchen(f"a{n}") for n in range(8)), kitchen("z", 3, 4))
    assert set(discs(pictures(pages)[0])) == {"1", "2"}
    assert [run.text for run in listed(pages).values()] == ["1"] * 8 + ["2"]
    assert "What has the same number is at the same place." in all_text(pages)


def test_what_is_online_or_private_is_on_no_map():
    online = {"id": "o", "kind": "food", "name": "Online", "online": {"url": "https://example.org"}}
    pages = handout(kitchen("a"), kitchen("b", 3, 4, confidential=True), online)
    assert set(discs(pictures(pages)[0])) == {"1"}
    assert set(listed(pages)) == {"Kitchen a"}


def test_a_private_place_alone_has_no_map():
    pages = handout(kitchen("b", confidential=True))
    assert pictures(pages) == []
    assert pictures(booklet(kitchen("b", confidential=True))) == []


@settings(max_examples=12, deadline=None)
@given(st.floats(-80, 80), st.floats(-179, 179))
def test_where_a_private_place_is_changes_nothing_on_paper(north, east):
    def paper(latitude, longitude):
        secret = kitchen("s", confidential=True, latitude=latitude, longitude=longitude)
        return str(handout(kitchen("a"), secret))

    assert paper(north, east) == paper(LATITUDE, LONGITUDE)


def test_a_rough_place_is_hollow_on_map_and_list_and_says_so():
    pages = handout(kitchen("a"), kitchen("b", 3, 4, address="", approximate=True))
    assert discs(pictures(pages)[0]) == {"1": False, "2": True}
    assert listed(pages)["Kitchen b"].disc == "hollow"
    assert "A white circle: about there." in all_text(pages)
    assert "about there" not in all_text(handout(kitchen("a")))


def test_what_is_too_far_away_for_the_map_is_told():
    far = kitchen("z", latitude=41.0, longitude=-100.0)
    pages = handout(kitchen("a"), kitchen("b", 3, 4), kitchen("c", -2, 3), far)
    assert set(discs(pictures(pages)[0])) == {"1", "2", "3"}
    assert "Too far away for this map: 4." in all_text(pages)


def test_numbers_in_short():
    assert said([7, 3, 4, 5, 9, 1, 2, 12]) == "1–5, 7, 9, 12"
    assert said([3, 4]) == "3, 4"
    assert rows(range(1, 40, 2))[0] == "1, 3, 5, 7, 9,"


@given(
    st.lists(st.tuples(st.floats(0, 180), st.floats(0, 90)), min_size=1, max_size=40),
    st.integers(1, 3),
)
def test_no_disc_covers_another_nor_the_scale(spots, digits):
    plates = [Plate(x, y, 3 + digits, 4.2) for x, y in spots]
    fixed = [Plate(18, 86, 36, 8)]
    placed = apart(plates, fixed, 180, 90)
    for one, other in itertools.combinations([*placed, *fixed], 2):
        assert not one.meets(other, 0.3)
    for plate in placed:
        assert plate.wide / 2 - 0.01 <= plate.x <= 180 - plate.wide / 2 + 0.01
        assert plate.high / 2 - 0.01 <= plate.y <= 90 - plate.high / 2 + 0.01


def test_a_disc_that_is_moved_has_a_line_to_its_place():
    pages = handout(*(kitchen(f"a{n}", n / 4, 0) for n in range(4)), kitchen("z", 9, 9))
    (picture,) = pictures(pages)
    assert len(discs(picture)) > 1
    dots = [mark for mark in picture.marks if isinstance(mark, Paths) and mark.ink == BLACK]
    assert any(len(line) == 1 for mark in dots for line in mark.lines)


# --- how far


@given(st.floats(-75, 75), st.floats(-180, 180), st.floats(1, 500), st.sampled_from(list(Unit)))
def test_the_bars_of_the_scale_are_as_long_as_they_say(latitude, longitude, least, units):
    frame = fit([(latitude, longitude)], 180, 90, least_km=least)
    made = list(bars(frame.km, 36, units, ENGLISH))
    assert made[0].text.endswith(units)
    for bar in made:
        assert 5 < bar.long <= 36
        number, unit = bar.text.replace(",", "").split()
        told = float(number) * (KM_PER_MILE if unit == "mi" else 1)
        step = bar.long / frame.scale * 360
        far = haversine_km(latitude, longitude - step / 2, latitude, longitude + step / 2)
        assert float(far) == pytest.approx(told, rel=0.01)


def test_the_scale_is_in_the_unit_of_the_directory_first():
    def first(units):
        found = texts(pictures(handout(kitchen("a"), units=units))[0].marks)
        return next(text for text in found if re.fullmatch(r"[\d.]+ (mi|km)", text))

    assert first("mi").endswith("mi")
    assert first("km").endswith("km")


def test_the_place_of_the_search_is_a_cross_that_is_explained():
    near = handout(kitchen("a"), kitchen("b", 3, 4), link="near=90012")
    assert "The cross: the place of the search." in all_text(near)
    assert "cross" not in all_text(handout(kitchen("a")))


def test_printed_distances_say_what_they_are():
    near = handout(kitchen("a"), link="near=90012")
    assert "Distances are in a straight line." in all_text(near)
    assert "straight line" not in all_text(handout(kitchen("a")))


# --- where it stands

_FULL_PAGE = 15
"""Entries that leave a page no room for a map."""


def test_a_short_list_and_its_map_are_one_page():
    assert len(handout(*(kitchen(f"a{n}", n, n) for n in range(5)))) == 1


def test_a_map_takes_no_room_from_a_list_that_fills_its_page():
    entries = [kitchen(f"a{n}", n % 7, n) for n in range(_FULL_PAGE)]
    pages = handout(*entries)
    assert len(pages) == 2
    assert pictures(pages[:1]) == []
    assert len(listed(pages[:1])) == _FULL_PAGE
    assert len(discs(pictures(pages[1:])[0])) == _FULL_PAGE


def test_a_booklet_by_day_has_one_map_of_all_with_a_number_for_each_place():
    entries = [kitchen(f"a{n:02}", n % 7, n % 5) for n in range(40)]
    pages = booklet(*entries)
    (picture,) = pictures(pages)
    assert picture in pages[2].marks
    assert len(discs(picture)) == 35
    assert "Map 3" in all_text(pages[1:2])
    assert len({run.text for run in listed(pages).values()}) == 35


def test_more_places_than_can_be_numbered_are_dots():
    entries = [kitchen(f"a{n}", n, n % 5) for n in range(MOST_NUMBERED + 1)]
    pages = booklet(*entries)
    (picture,) = pictures(pages)
    assert discs(picture) == {}
    assert listed(pages) == {}
    assert "Each dot is a place in the list." in all_text(pages)
    dots = max((mark for mark in picture.marks if isinstance(mark, Paths)),
               key=lambda mark: len(mark.lines))  # fmt: skip
    assert len(dots.lines) == MOST_NUMBERED + 1


def test_a_booklet_by_town_has_a_map_of_each_town_and_counts_in_it_anew():
    towns = [("Pomona", 0), ("Burbank", 200), ("Azusa", 400)]
    entries = [
        kitchen(f"{town[0].lower()}{n}", off + n * 2, n * 3, city=town)
        for town, off in towns
        for n in range(3 if town != "Azusa" else 1)
    ]
    pages = booklet(*entries, by="town")
    assert [set(discs(picture)) for picture in pictures(pages)] == [{"1", "2", "3"}] * 2
    assert "Kitchen a0" not in listed(pages)


def test_words_on_the_map_are_those_of_the_reader():
    text = all_text(handout(kitchen("a"), kitchen("b", 3, 4, approximate=True), lang="es"))
    assert "Un círculo blanco: por ahí." in text


# --- the ground


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    path = tmp_path_factory.mktemp("town") / "town.pmtiles"
    made_town.write_town(path)
    return path


def test_the_operators_streets_are_drawn_with_their_names_and_credited(town):
    pages = handout(kitchen("a"), kitchen("b", 3, 4), base=Base(streets=Tiles(town)))
    found = texts(pictures(pages)[0].marks)
    assert "Gum St" in found
    assert "© OpenStreetMap" in found


def test_a_print_from_the_server_has_the_map_that_it_serves(town):
    snapshot = snapshot_of(kitchen("a"), kitchen("b", 3, 4), country="US")
    settings = Settings(basemap=Basemap(tiles=town.name))
    streets = Streets(lambda: settings, lambda: town.parent)
    client = TestClient(Starlette(routes=plain.routes(lambda: snapshot, lambda: NOW, streets.base)))
    for address in ("/handout.pdf", "/booklet.pdf"):
        pages = PdfReader(io.BytesIO(client.get(address).content)).pages
        text = " ".join(page.extract_text() for page in pages)
        assert "Gum St" in text
        assert "© OpenStreetMap" in text


def test_without_streets_nobody_is_credited_for_them():
    assert "OpenStreetMap" not in " ".join(texts(pictures(handout(kitchen("a")))[0].marks))


def test_a_damaged_map_leaves_a_blank_below_the_discs(town, tmp_path):
    whole = town.read_bytes()
    start = Tiles(town).about.header["tile_data_offset"]
    damaged = tmp_path / "damaged.pmtiles"
    damaged.write_bytes(whole[:start] + bytes(len(whole) - start))
    base = Base(streets=Tiles(damaged))
    (picture,) = pictures(handout(kitchen("a"), kitchen("b", 3, 4), base=base))
    assert set(discs(picture)) == {"1", "2"}
    assert "Gum St" not in texts(picture.marks)


def test_a_map_is_drawn_in_black_grey_and_white(town):
    (picture,) = pictures(handout(kitchen("a"), base=Base(streets=Tiles(town))))
    assert {0 <= mark.ink <= 1 for mark in picture.marks if isinstance(mark, Fill | Paths)} == {
        True
    }


def test_other_programs_open_a_print_with_a_map_and_read_its_list_in_order(town, tmp_path):
    pdftotext, pdftoppm = shutil.which("pdftotext"), shutil.which("pdftoppm")
    if pdftotext is None or pdftoppm is None:
        pytest.skip("pdftotext and pdftoppm (poppler-utils) are not installed")
    snapshot = snapshot_of(*(kitchen(f"a{n}", n, n) for n in range(6)), country="US")
    results = search(snapshot, "", at=NOW)
    file = tmp_path / "list.pdf"
    file.write_bytes(write(results, "pdf", base=Base(streets=Tiles(town))).content)
    read = subprocess.run([pdftotext, "-raw", str(file), "-"], capture_output=True, check=True)
    drawn = subprocess.run(
        [pdftoppm, "-r", "20", str(file), str(tmp_path / "page")], capture_output=True, check=True
    )
    assert read.stderr == drawn.stderr == b""
    found = re.findall(r"^\d+ Kitchen a\d$", read.stdout.decode(), re.MULTILINE)
    assert found == [f"{n + 1} Kitchen a{n}" for n in range(6)]
