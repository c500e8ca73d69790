"""Lines, columns and folding: what printed pages are made of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.export.pdf.flow import Block, Column, flow
from directory.export.pdf.imposition import imposed
from directory.export.pdf.lines import Run, paragraph
from directory.export.pdf.paint import as_seen
from directory.export.pdf.sheet import A4, LETTER, Text, paper_of
from directory.export.pdf.typeface import MISSING, printable, width

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=120)


# --- lines


@given(TEXTS, st.booleans(), st.floats(6, 20), st.floats(20, 120))
def test_no_line_is_wider_than_its_column_and_no_letter_is_lost(text, bold, size, wide):
    lines = paragraph([Run(text, bold=bold)], size, wide)
    for line in lines:
        assert sum(piece.wide for piece in line.pieces) <= wide + 0.01
    said = "".join("".join(line.text.split()) for line in lines)
    assert said == "".join(printable(text).split())


def test_words_stay_whole_where_they_fit():
    lines = paragraph(["one two three four five six seven"], 10, 30)
    assert [word for line in lines for word in line.text.split()] == [
        *("one", "two", "three", "four", "five", "six", "seven")
    ]
    assert len(lines) > 1


def test_a_paragraph_that_is_cut_says_so():
    lines = paragraph(["word " * 50], 10, 40, most=2)
    assert len(lines) == 2
    assert lines[-1].text.endswith("…")
    assert width(lines[-1].text, 10) <= 40


@pytest.mark.parametrize(
    "text",
    [
        "Café Ñandú",
        "Ωμέγα",
        "Привет",
        "שלום",
        "مرحبا",
        "Հայ",
        "ქართ",
        "한국어",
        "希望 希望",
        "東京の会",
    ],
)
def test_letters_of_many_scripts_are_there(text):
    assert printable(text) == text


def test_a_letter_that_is_not_there_does_not_vanish():
    assert printable("ไท hope 🙂") == f"{MISSING}{MISSING} hope {MISSING}"
    assert printable("\U0001d407\U0001d428\U0001d429\U0001d41e") == "Hope"
    assert printable("Ho\u0000pe\u202e\ufe0f") == "Hope"


def test_words_from_right_to_left_start_at_the_right():
    (line,) = paragraph(["קבוצה של נשים"], 10, 100)
    (piece,) = line.pieces
    assert piece.x + piece.wide == pytest.approx(100)
    (line,) = paragraph(["Group קבוצה"], 10, 100)
    assert line.pieces[0].x == 0


def test_directions_that_mix_stand_in_the_order_of_their_reading():
    seen = as_seen("Call אבג 555-0100 דהו.", right=False)
    assert seen == [
        ("Call ", False), (" דהו", True), ("555-0100", False), ("אבג ", True), (".", False)
    ]  # fmt: skip
    assert as_seen("אבג NA", right=True) == [("NA", False), ("אבג ", True)]


@given(TEXTS, st.booleans())
def test_no_letter_is_lost_where_directions_mix(text, right):
    given_text = printable(text)
    assert sorted("".join(part for part, _ in as_seen(given_text, right))) == sorted(given_text)


# --- columns


def block(name, lines, *, heading=False):
    made = [each for number in range(lines) for each in paragraph([f"{name}.{number}"], 10, 80)]
    return Block(tuple(made), before=3, heading=heading, section=name)


def columns(high, count=2):
    page = 0
    while True:
        for place in range(count):
            yield Column(page, 90 * place, 10, 80, high)
        page += 1


def place_of(pages):
    """Where each line stands: page, column, height from the top."""
    return {
        mark.line.text: (number, mark.x, mark.y)
        for number, page in enumerate(pages)
        for mark in page.marks
        if isinstance(mark, Text)
    }


@given(st.lists(st.integers(1, 9), min_size=1, max_size=40), st.floats(50, 120))
def test_no_block_is_torn_apart_and_the_order_is_kept(sizes, high):
    blocks = [block(f"b{number}", size) for number, size in enumerate(sizes)]
    found = place_of(flow(blocks, columns(high)))
    assert len(found) == sum(sizes)
    assert list(found.values()) == sorted(found.values())
    for number, size in enumerate(sizes):
        assert len({found[f"b{number}.{line}"][:2] for line in range(size)}) == 1
    assert all(y + 4 <= 10 + high + 0.5 for _, _, y in found.values())


@given(st.lists(st.integers(1, 9), min_size=2, max_size=30))
def test_a_heading_stands_above_what_it_heads(sizes):
    blocks = []
    for number, size in enumerate(sizes):
        blocks += [block(f"h{number}", 1, heading=True), block(f"b{number}", size)]
    found = place_of(flow(blocks, columns(60)))
    for number in range(len(sizes)):
        assert found[f"h{number}.0"][:2] == found[f"b{number}.0"][:2]


def test_what_is_higher_than_a_page_loses_its_end_and_says_so():
    pages = flow([block("a", 2), block("long", 50), block("z", 1)], columns(60))
    found = place_of(pages)
    assert "…" in found
    assert "long.0" in found
    assert "z.0" in found
    assert max(y for _, _, y in found.values()) < 70


# --- folding


def folded(sides):
    """The pages as they are read, once the stack is folded: from the outermost sheet inwards."""
    sheets = [sides[number : number + 2] for number in range(0, len(sides), 2)]
    first_half, second_half = [], []
    for front, back in sheets:
        # Folded, the right of the front is followed by the left of the back; the other two close
        # the booklet, the inner sheets between them.
        first_half += [front[1], back[0]]
        second_half[:0] = [back[1], front[0]]
    return first_half + second_half


@given(st.integers(1, 60))
def test_a_folded_stack_reads_from_first_to_last_page(sheets):
    pages = 4 * sheets
    assert folded(imposed(pages)) == list(range(pages))


def test_the_first_sheet_holds_the_cover_and_the_back():
    assert imposed(8) == [(7, 0), (1, 6), (5, 2), (3, 4)]


def test_pages_that_do_not_fill_their_sheets_are_refused():
    with pytest.raises(ValueError, match="four"):
        imposed(6)


def test_paper_is_that_of_the_country():
    assert paper_of("US") == paper_of("ca") == LETTER
    assert paper_of("GB") == paper_of(None) == A4
    assert LETTER.half.wide == pytest.approx(139.7)
