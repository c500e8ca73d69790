"""What makes a large catalog fast gives exactly what slow and plain ways give."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from directory_of_chance import snapshot_of
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from directory.index.tags import Tags
from directory.index.text import Term, TextIndex, read_terms
from directory.search import search
from directory.search.order import Order
from directory.search.same_place import same_place

AT = dt.datetime(2026, 11, 24, 12, tzinfo=ZoneInfo("America/Phoenix"))


@settings(deadline=None, max_examples=25)
@given(
    seed=st.integers(0, 2**32 - 1),
    different=st.sampled_from([1, 2, 50, 10**6]),
    first=st.integers(0, 3_000),
    count=st.integers(0, 40),
    whole=st.booleans(),
)
def test_a_page_is_cut_out_of_the_whole_order(seed, different, first, count, whole):
    chance = np.random.default_rng(seed)
    size = 3_000
    keys = chance.integers(0, different, size)
    keys = keys if whole else keys / 8
    entries, rank = chance.permutation(2 * size)[:size], chance.permutation(2 * size)
    expected = sorted(range(size), key=lambda place: (keys[place], rank[entries[place]]))
    order = Order(keys, entries, rank.astype(np.int32))
    stop = min(first + count, size)
    assert order.between(first, stop).tolist() == expected[first:stop]
    assert order.all().tolist() == expected
    assert order.between(first, stop).tolist() == expected[first:stop]


_WORDS = st.text("abcdeé1", min_size=1, max_size=10)


@settings(deadline=None, max_examples=80)
@given(st.lists(st.tuples(_WORDS, _WORDS), max_size=12), st.text("abcde", min_size=4, max_size=9))
def test_the_word_that_stands_in_is_the_nearest_of_all(pairs, typed):
    index = TextIndex.of([f"{a} {b}"] for a, b in pairs)
    words = [{token for term in read_terms(f"{a} {b}") for token in term.tokens} for a, b in pairs]
    known = set().union(*words)
    near = [
        (OSA.distance(typed, word), -sum(word in entry for entry in words), word)
        for word in known
        if OSA.distance(typed, word) <= (1 if len(typed) < 8 else 2)
    ]
    ((term,), corrected) = index.mend([Term((typed,), quoted=False)])
    if any(word.startswith(typed) for word in known):
        assert (term.tokens, corrected) == ((typed,), ())
    else:
        assert corrected == (((typed, min(near)[2]),) if near else ())


@settings(deadline=None, max_examples=80)
@given(
    st.lists(st.lists(st.text("abc ", max_size=12), max_size=3), max_size=8),
    st.lists(st.sampled_from(["a", "ab", "b", "bc", "abc", "c"]), min_size=1, max_size=3),
    st.booleans(),
)
def test_words_in_a_row_are_found_where_a_reader_finds_them(texts, tokens, quoted):
    found = TextIndex.of(texts).match([Term(tuple(tokens), quoted)])

    def has(field: str) -> bool:
        words = field.split()
        for begin in range(len(words) - len(tokens) + 1):
            row = words[begin : begin + len(tokens)]
            last = row[-1] == tokens[-1]
            if not quoted and len(tokens[-1]) > 1:
                last = row[-1].startswith(tokens[-1])
            if last and row[:-1] == tokens[:-1]:
                return True
        return False

    assert found.tolist() == [any(map(has, fields)) for fields in texts]


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.lists(st.sampled_from("abcd"), max_size=3), max_size=12),
    st.lists(st.sampled_from("abcdz"), max_size=2),
    st.data(),
)
def test_codes_are_found_and_counted_one_entry_after_the_other(values, codes, data):
    tags = Tags.of(values)
    among = data.draw(
        st.lists(st.integers(0, len(values) - 1), unique=True) if values else st.just([])
    )
    some = np.array(among, np.int64)
    wanted = set(codes)
    assert tags.any_of(codes).tolist() == [bool(wanted & set(held)) for held in values]
    assert tags.all_of(codes, some).tolist() == [wanted <= set(values[entry]) for entry in among]
    assert tags.counts(some) == {
        code: sum(code in values[entry] for entry in among) for code in tags.codes
    }
    assert tags.codes == tuple(sorted(set().union(*values)))


def test_an_earlier_visitors_answer_is_not_taken_for_another_time():
    days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    rules = [{"days": [day], "start": f"{hour:02}:00"} for day in days for hour in (6, 12, 18)]
    rules += [{"days": ["tue"], "weeks": [2], "start": "19:00"}]
    snapshot = snapshot_of(
        *(
            {"id": f"m{number}", "name": "M", "kind": "meeting", "schedule": [rule]}
            for number, rule in enumerate(rules)
        )
    )
    hours = (0, 1, 1.02, 7, 200, 3, 5000, 5001, 0.5, -900, 1)
    for at in (AT + dt.timedelta(hours=hour) for hour in hours):
        untouched = snapshot_of(*snapshot.resources)
        # A single entry is asked for in another way than a whole catalog.
        alone = [untouched.timetable.next(index, at) for index in range(len(rules))]
        assert [snapshot.timetable.next(index, at) for index in range(len(rules))] == alone
        assert snapshot.timetable.next_each(np.arange(len(rules)), at) == alone
        for link in ("", "when=now", "day=tue"):
            mine = [(hit.id, hit.next) for hit in search(snapshot, link, at=at)]
            assert mine == [(hit.id, hit.next) for hit in search(untouched, link, at=at)]


@pytest.mark.parametrize(
    ("place", "shares"),
    [
        ({"address": "1 Main St", "city": "Fairview"}, True),
        ({"address": "1 MAIN ST", "city": "fairview"}, True),
        ({"address": "1 Main St", "city": "Milltown"}, False),
        ({"address": "1 Main St"}, False),
        ({"address": "1 Main St", "city": "Fairview", "approximate": True}, False),
        ({"address": "1 Main St", "city": "Fairview", "confidential": True}, False),
        ({"address": "1 Main St", "city": "Fairview", "latitude": 1, "longitude": 2}, False),
    ],
)
def test_addresses_written_alike_are_one_building(place, shares):
    here = {"id": "here", "name": "H", "location": {"address": "1 Main St", "city": "Fairview"}}
    snapshot = snapshot_of(
        {"id": "other", "name": "O", "location": place},
        here,
        {"id": "gone", "name": "G", "status": "closed", "location": here["location"]},
    )
    assert same_place(snapshot, 1) == ([0] if shares else [])
